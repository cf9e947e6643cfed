//! The audit log of the own environment: who changed what, each entry chained to the one before it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::ids::OrganisationId;
use crate::model::shown::Shown;

/// What is asked about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum AuditQuery {
    /// Entries, newest first: [`AuditView::Entries`].
    List {
        /// Only what is about this organisation, its users and its tokens.
        organisation: Option<OrganisationId>,
        /// Only entries with a lower number.
        before: Option<u64>,
        /// At most so many.
        limit: usize,
    },
    /// Read the whole log and check its chain: [`AuditView::Verified`].
    Verify {
        /// An entry that was noted before must still have the hash it had then.
        known: Option<(u64, String)>,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum AuditView {
    Entries {
        entries: Vec<AuditEntry>,
        /// Entries with a lower number than this follow.
        next: Option<u64>,
    },
    Verified(AuditProof),
}

/// One administrative act.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditEntry {
    /// Number.
    pub number: u64,
    /// When (RFC 3339).
    pub at: Shown,
    /// What, as `organisation.create`.
    pub act: Shown,
    /// Who; `None` for the environment itself.
    pub user: Option<AuditName>,
    /// With which token.
    pub token: Option<AuditName>,
    /// Who gave the command, where several work with one token; as they said it.
    pub actor: Option<Shown>,
    /// From where.
    pub address: Option<Shown>,
    /// What it was and became.
    pub changes: Vec<AuditChange>,
    /// The hash of the entry before it.
    pub previous: String,
    /// Its own.
    pub hash: String,
}

impl AuditEntry {
    /// Who did it: the user, and who gave the command with their token; `None` for the environment itself.
    pub fn who(&self) -> Option<String> {
        let user = self.user.as_ref()?;
        Some(match &self.actor {
            Some(actor) => format!("{} ({actor})", user.name),
            None => user.name.to_string(),
        })
    }

    /// What it was done to: the first thing it touched. Of an act that takes in a whole world there is no one
    /// thing.
    pub fn about(&self) -> Option<AuditSubject> {
        const NAMES: [&str; 6] = ["name", "title", "label", "event", "lastname", "email"];
        let change = self.changes.first().filter(|_| self.act.as_str() != "world.import")?;
        // Keys of tokens, invites, subscriptions and messages say nothing to a person.
        let spoken = change.id.parse::<u64>().is_ok() || change.kind.as_str() == "statuses";
        let name = NAMES.iter().find_map(|field| {
            let held = |row: &Value| Some(row.get(*field)?.as_str()?.to_owned());
            held(&change.after).or_else(|| held(&change.before)).filter(|name| !name.is_empty())
        });
        let parts = [spoken.then(|| change.id.to_string()), name.map(|name| Shown::new(&name).into_string())];
        let named = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!named.is_empty()).then(|| AuditSubject { named, sale: change.kind.as_str() == "sales" })
    }
}

/// What an act was done to.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditSubject {
    /// Its number or identifier, and its name where the entry tells it.
    pub named: String,
    /// It is a sale.
    pub sale: bool,
}

/// A user or a token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditName {
    /// Number.
    pub id: u64,
    /// What it is called.
    #[serde(alias = "label")]
    pub name: Shown,
}

/// One row that changed. What it was and became is foreign: shown only as a [`Shown`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditChange {
    /// Of which kind.
    pub kind: Shown,
    /// Number or key.
    pub id: Shown,
    /// What it was: the fields that differ, or all of what went.
    pub before: Value,
    /// What it became.
    pub after: Value,
}

/// What became of checking the chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditProof {
    /// Entries read.
    pub entries: u64,
    /// The last one's hash: noted elsewhere, it proves later that nothing before it was changed.
    pub last: Option<String>,
    /// Where the chain does not hold; `None` when it does.
    pub broken: Option<AuditBreak>,
}

/// Where a chain does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what", content = "number")]
pub enum AuditBreak {
    /// This entry is not what its hash says.
    Changed(u64),
    /// This entry does not follow the one before it: something was put in, taken out or exchanged.
    Parted(u64),
    /// There are fewer entries than were written: this one is not there.
    Missing(u64),
    /// This entry has another hash than was noted.
    NotAsKnown(u64),
}
