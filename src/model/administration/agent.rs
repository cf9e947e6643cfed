//! Users of an organisation, link users above all, and their tokens.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::model::ids::{OrganisationId, TokenId, UserId};
use crate::model::shown::Shown;

/// What is done with users and tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum AgentAct {
    /// Create the link user of an organisation: the new number.
    Create {
        /// The organisation.
        organisation: OrganisationId,
        /// Its name; `None` for `Koppeling_<organisation>`.
        name: Option<String>,
    },
    /// Create a token for a user: the token, shown once.
    CreateToken {
        /// The user.
        user: UserId,
        /// What it is for.
        label: String,
        /// Usable only by another environment, on the integration surface.
        integration: bool,
        /// Addresses and networks it may come from; none for any.
        addresses: Vec<String>,
        /// Refused from then on.
        expires_at: Option<Timestamp>,
    },
    /// Change a token; what is `None` stays.
    SetToken {
        /// Which.
        token: TokenId,
        /// What it is for.
        label: Option<String>,
        /// Addresses and networks it may come from; none for any.
        addresses: Option<Vec<String>>,
        /// Refused from then on, or never.
        expires_at: Option<TokenEnd>,
    },
    /// Another token like it: the token, shown once. The old one ends after the overlap.
    RotateToken {
        /// Which.
        token: TokenId,
        /// So many seconds both are good.
        overlap: u64,
    },
    /// It is refused from the next request on.
    RevokeToken {
        /// Which.
        token: TokenId,
    },
}

/// When a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEnd {
    /// It does not.
    Never,
    /// Then.
    At(Timestamp),
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum AgentQuery {
    /// Tokens, of one organisation or all: [`AgentView::Tokens`].
    Tokens {
        /// The organisation.
        organisation: Option<OrganisationId>,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum AgentView {
    Tokens(Vec<TokenRow>),
}

/// A token: everything but its secret. Times are the environment's local ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenRow {
    /// Number.
    pub id: u64,
    /// What it is for.
    pub label: Shown,
    /// Whose rights it has.
    pub user_id: u64,
    /// What they are called.
    pub user_name: Option<Shown>,
    /// Of which organisation; `None` for the account itself.
    pub organisation_id: Option<u64>,
    /// Usable only by another environment.
    pub integration: bool,
    /// Addresses and networks it may come from; none for any.
    pub addresses: Vec<Shown>,
    /// When made.
    pub created_at: Shown,
    /// Refused from then on.
    pub expires_at: Option<Shown>,
    /// It has ended.
    pub expired: bool,
    /// The token it came in place of.
    pub replaces: Option<u64>,
    /// When it was last used.
    pub last_used_at: Option<Shown>,
    /// From where.
    pub last_used_from: Option<Shown>,
    /// How often.
    pub uses: u64,
    /// Where it ever came from.
    pub known_addresses: Vec<Shown>,
}
