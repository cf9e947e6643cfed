//! What a demo is told beforehand and says afterwards.
//!
//! Not here: how either comes about (`demo::stage`), printing it (`cli`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use crate::environment::Faults;

/// How a demo is to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its data folder: used again when it was used before. `None` for a temporary one, removed at the end.
    pub dir: Option<PathBuf>,
    /// When to stop selling; `None` goes on until it is stopped.
    pub until: Option<Until>,
    /// Sales a second.
    pub rate: f64,
    /// Requests a minute that each environment allows; `None` for no limit.
    pub limit: Option<u32>,
    /// Faults of the supplier's environment.
    pub faults: Option<Faults>,
    /// What the desk sells is decided by it.
    pub seed: u64,
}

/// When the desk stops selling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// After so many sales, made since this start.
    Sales(u64),
    /// After so many seconds.
    Seconds(u64),
}

/// What became of a demo: the last line that `koppel demo --json` prints. Scripts rely on its names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Sales.
    pub sales: SalesOutcome,
    /// Own sales with more than one sale at the partner.
    pub duplicates: u64,
    /// Sales of A that are absent at B although the queue calls them sent, or that the queue does not know.
    pub lost: u64,
    /// Sales of A that are at B although the queue says that they did not go.
    pub denied: u64,
    /// Statuses written back to A.
    pub status_updates: u64,
    /// Products imported.
    pub products_imported: u64,
    /// Why sales fell out, largest first.
    pub groups: Vec<GroupOutcome>,
    /// Requests that each environment answered, and the faults that the supplier's had; `supplier:create` are
    /// those to make a sale, `supplier:throttled` those beyond its limit.
    pub requests: BTreeMap<String, u64>,
    /// How the supplier's limit was kept, and what it left for statuses; absent without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<LimitOutcome>,
}

/// How a limit was kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitOutcome {
    /// Requests a minute that the supplier allows.
    pub per_minute: u32,
    /// The most that the reseller's token asked in any minute.
    pub busiest_minute: u64,
    /// Requests to make a sale, for each sale that the supplier took or refused.
    pub requests_per_sale: f64,
    /// Requests beyond the limit, by who asked what: `integration:create`, `person:products`, ...
    pub throttled: BTreeMap<String, u64>,
    /// Between two looks at the supplier's statuses, in seconds.
    pub status_poll: f64,
    /// The longest that a status was the supplier's and not yet in the queue, in seconds; absent when the
    /// supplier changed none.
    pub oldest_status: Option<f64>,
}

/// What became of the sales.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SalesOutcome {
    /// Made at A.
    pub made: u64,
    /// Ever accepted by B.
    pub sent: u64,
    /// Fallen out.
    pub fallout: u64,
    /// Waiting.
    pub waiting: u64,
    /// Uncertain.
    pub uncertain: u64,
}

/// One root cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupOutcome {
    /// Its key: integration, cause and element.
    pub group: String,
    /// The cause's word.
    pub cause: String,
    /// Sales in it.
    pub count: u64,
}
