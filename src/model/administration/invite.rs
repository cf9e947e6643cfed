//! Invites: a token on its way to a partner, sealed to the partner's key. Good once, until it expires.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::model::ids::{OrganisationId, UserId};
use crate::model::shown::Shown;

/// What is done with invites.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum InviteAct {
    /// Make one: [`InviteView::Sealed`].
    Create {
        /// Whom it is for.
        whom: InviteFor,
        /// The partner's public key, `age1...`.
        to: String,
        /// What the token will be for.
        label: String,
        /// How long it is good for, in seconds.
        within: u64,
        /// The address the partner will use, when it is not the one we use ourselves.
        base_url: Option<String>,
    },
    /// Take an open one back.
    Withdraw {
        /// Its id.
        id: String,
    },
}

/// Whom an invite is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteFor {
    /// A link user.
    User(UserId),
    /// The link user of an organisation, made when there is none.
    Organisation(OrganisationId),
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum InviteQuery {
    /// All of them, oldest first: [`InviteView::List`].
    List,
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum InviteView {
    List(Vec<InviteRow>),
    /// A new invite: only the partner can read the file.
    Sealed {
        file: String,
        row: Box<InviteRow>,
        /// The address in it leads to this machine alone, and nobody chose that.
        #[serde(default)]
        local: bool,
    },
}

/// An invite, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InviteRow {
    /// Id.
    pub id: String,
    /// What the token is for.
    pub label: Shown,
    /// The user whose rights it carries.
    pub user: UserId,
    /// Their organisation.
    pub organisation: Shown,
    /// The public key it was sealed to.
    pub to: Shown,
    /// When made.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// How it stands.
    pub state: InviteState,
    /// When it was used, and from which address.
    pub used_at: Option<Timestamp>,
    /// From which address.
    pub used_from: Option<Shown>,
    /// How often somebody was refused with it.
    pub refused: u64,
    /// The last time.
    pub last_refused_at: Option<Timestamp>,
    /// From which address.
    pub last_refused_from: Option<Shown>,
}

/// How an invite stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// Waits to be used.
    Open,
    /// Was used.
    Used,
    /// Was taken back.
    Withdrawn,
    /// Was not used in time.
    Expired,
}

impl InviteState {
    /// Reads the word of the wire.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "open" => Self::Open,
            "used" => Self::Used,
            "withdrawn" => Self::Withdrawn,
            "expired" => Self::Expired,
            _ => return None,
        })
    }
}
