//! The permit to post: made only of a durable intent, not `Clone`, consumed by the one POST it allows. A
//! permit that is dropped unspent, or in the middle of its POST, reports the attempt as unknown: nobody can
//! say any more whether the partner has it.
//!
//! Not here: making the intent durable (`store`), what an outcome means (`model::delivery`).

use tokio::sync::mpsc;

use crate::model::delivery::Outcome;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;
use crate::salesdock::client::Client;
use crate::salesdock::error::verdict::Verdict;
use crate::store::{Ended, Evidence, Intent};

/// Where abandoned attempts are reported.
pub type Abandoned = mpsc::UnboundedSender<Ended>;

/// The right to one POST.
pub struct SendPermit {
    intent: Intent,
    /// Taken once it is spent.
    abandoned: Option<Abandoned>,
}

impl SendPermit {
    /// The permit that a durable intent gives.
    pub fn new(intent: Intent, abandoned: Abandoned) -> Self {
        Self { intent, abandoned: Some(abandoned) }
    }
}

impl Drop for SendPermit {
    fn drop(&mut self) {
        let Some(abandoned) = self.abandoned.take() else { return };
        let failure = Failure::found(Cause::ConnectionLost, Element::Partner);
        // When nobody receives any more, the next boot finds the attempt open, which says the same.
        let _ = abandoned.send(ended(&self.intent, Outcome::Unknown(failure), Evidence::default()));
    }
}

/// Posts the bytes of `permit`, once. `pooled` only where the partner deduplicates.
pub async fn post(mut permit: SendPermit, client: &Client, pooled: bool) -> (Verdict, Posted) {
    let verdict = client.create_sale(permit.intent.flow(), permit.intent.body().clone(), pooled).await;
    permit.abandoned = None;
    let posted = Posted {
        sale: permit.intent.sale(),
        attempt: permit.intent.attempt().id,
        fence: permit.intent.attempt().fence,
    };
    (verdict, posted)
}

/// A spent permit: whose outcome there is to be written.
pub struct Posted {
    sale: SaleId,
    attempt: ulid::Ulid,
    fence: crate::model::delivery::Fence,
}

impl Posted {
    /// How it ended, for the store.
    pub fn ended(&self, outcome: Outcome, evidence: Evidence) -> Ended {
        Ended { sale: self.sale, attempt: self.attempt, fence: self.fence, outcome, evidence }
    }
}

fn ended(intent: &Intent, outcome: Outcome, evidence: Evidence) -> Ended {
    Ended {
        sale: intent.sale(),
        attempt: intent.attempt().id,
        fence: intent.attempt().fence,
        outcome,
        evidence,
    }
}
