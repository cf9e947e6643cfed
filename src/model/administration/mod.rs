//! What side B does in its own environment: give a partner access, and receive its sales. A closed enum of
//! acts and one of questions for each topic, and the views that answer; this file only nests the topics.
//! Carried out over HTTP with the own token; nothing of it is kept by koppel.
//!
//! Not here: how it travels (`service::protocol`), how it is carried out (`engine::administer`).

pub mod agent;
pub mod audit;
pub mod cancellation;
pub mod catalogue;
pub mod incoming;
pub mod invite;
pub mod organisation;
pub mod rights;
pub mod sale;
pub mod webhook;

use serde::{Deserialize, Serialize};

use agent::{AgentAct, AgentQuery, AgentView};
use audit::{AuditQuery, AuditView};
use cancellation::{CancellationAct, CancellationQuery, CancellationView};
use catalogue::{CatalogueAct, CatalogueQuery, CatalogueView};
use incoming::{IncomingAct, IncomingQuery, IncomingView};
use invite::{InviteAct, InviteQuery, InviteView};
use organisation::{OrganisationAct, OrganisationQuery, OrganisationView};
use rights::{RightsAct, RightsQuery, RightsView};
use sale::{SaleAct, SaleQuery, SaleView};
use webhook::{WebhookAct, WebhookQuery, WebhookView};

/// An act. Each topic's file says what it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "topic", content = "act")]
#[allow(missing_docs)] // a topic is its name
pub enum Administration {
    Organisation(OrganisationAct),
    Rights(RightsAct),
    Agent(AgentAct),
    Incoming(IncomingAct),
    Invite(InviteAct),
    Cancellation(CancellationAct),
    Catalogue(CatalogueAct),
    Sale(SaleAct),
    Webhook(WebhookAct),
}

/// A question that changes nothing. On the wire it stands inside a question of the service, which is tagged
/// `query`: the name of its content must be another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "topic", content = "question")]
#[allow(missing_docs)] // a topic is its name
pub enum AdministrationQuery {
    Organisation(OrganisationQuery),
    Rights(RightsQuery),
    Agent(AgentQuery),
    Incoming(IncomingQuery),
    Invite(InviteQuery),
    Cancellation(CancellationQuery),
    Catalogue(CatalogueQuery),
    Sale(SaleQuery),
    Webhook(WebhookQuery),
    Audit(AuditQuery),
}

/// What of the own environment may be otherwise than it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// Sales, and requests to cancel them.
    Sales,
    /// What it sells, and through what.
    Catalogue,
    /// Who may sell it.
    Rights,
    /// Anything that is administered: each act is in the record. Sales tell of themselves.
    Record,
    /// Anything.
    Anything,
}

impl AdministrationQuery {
    /// Whether its answer may be otherwise by that.
    pub fn follows(&self, moved: Moved) -> bool {
        match moved {
            Moved::Sales => matches!(self, Self::Sale(_) | Self::Cancellation(_) | Self::Organisation(_)),
            Moved::Catalogue => matches!(self, Self::Catalogue(_) | Self::Rights(_) | Self::Audit(_)),
            Moved::Rights => matches!(self, Self::Rights(_) | Self::Organisation(_) | Self::Audit(_)),
            Moved::Record => !matches!(self, Self::Sale(_) | Self::Cancellation(_)),
            Moved::Anything => true,
        }
    }
}

/// What a question answers, and some acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "topic", content = "view")]
#[allow(missing_docs)] // a topic is its name
pub enum AdministrationView {
    Organisation(OrganisationView),
    Rights(RightsView),
    Agent(AgentView),
    Incoming(IncomingView),
    Invite(InviteView),
    Cancellation(CancellationView),
    Catalogue(CatalogueView),
    Sale(SaleView),
    Webhook(WebhookView),
    Audit(AuditView),
}
