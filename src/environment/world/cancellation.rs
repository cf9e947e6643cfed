//! Requests to cancel. What nobody has begun to handle a partner simply cancels. Later it asks, and also
//! where the sale goes on to whom its product was bought from, from the first moment: the sale
//! gets the status `open_cancellation_proposal`, somebody accepts it (a status of type cancelled) or rejects
//! it with a reason (back to the status before, or the one that is chosen). Whoever just sets another status
//! meanwhile has answered as well; only `synced_cancellation_request` says that it was passed on, to whoever
//! the sale was sold on to, and leaves it open. All of it is in the sale's row and in its history.
//!
//! Not here: who may ask (`handlers::sales`).

use serde::{Deserialize, Serialize};

use super::catalogue::Catalogue;
use super::change::By;
use super::events::{Happening, Kind};
use super::index::Index;
use super::notes::{Noted, user_of};
use super::rows::{ChangeKind, Sale};
use super::sales::{ChangeError, StatusChange};
use super::{World, incoming};
use crate::clock::Timestamp;
use crate::model::status::{CANCELLATION_OPEN, StatusKind, asks_cancellation};

/// Statuses of a sale that nobody has begun to handle: it is with the customer, or just in.
const UNTOUCHED: &[&str] = &[
    "concept",
    "saved",
    "open",
    "new",
    "sent",
    "verification_pending",
    "offer_pending",
    "waiting_for_client",
    "reminder-1",
    "reminder-2",
    "reminder-3",
];

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has answered.
    Open,
    /// The sale was cancelled.
    Accepted,
    /// It was not.
    Rejected,
}

/// A request to cancel a sale.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cancellation {
    /// How it stands.
    pub standing: Standing,
    /// The status of type cancelled that was asked for.
    pub status: String,
    /// Why.
    pub reason: String,
    /// When.
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: u64,
    /// The status the sale had.
    pub previous_status: String,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// By whom.
    pub answered_by: Option<u64>,
    /// What was said with the answer.
    pub remark: String,
}

/// What became of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is cancelled.
    Cancelled,
    /// It is asked for; somebody has to answer.
    Requested,
}

/// What must hold of a sale in the moment its status is set. What was read before may be history by then: a
/// request has one answer, and nothing is cancelled over somebody who has begun.
#[derive(Clone, Copy, Debug)]
pub enum Still {
    /// Nothing.
    Anything,
    /// The request of this moment waits for its answer.
    Asked(Timestamp),
    /// Nobody has begun to handle it.
    Untouched,
}

impl Still {
    /// Whether it holds of `sale`.
    pub(super) fn holds(self, sale: &Sale) -> Result<(), ChangeError> {
        match self {
            Self::Anything => Ok(()),
            Self::Asked(since) => {
                let open = sale.cancellation.as_ref().filter(|request| request.standing == Standing::Open);
                open.filter(|request| request.requested_at == since).ok_or(ChangeError::NoRequest).map(drop)
            }
            Self::Untouched if is_untouched(sale) => Ok(()),
            Self::Untouched => Err(ChangeError::Cancelled),
        }
    }
}

fn is_untouched(sale: &Sale) -> bool {
    UNTOUCHED.contains(&sale.listed.status.as_str()) && sale.processed_at.is_none()
}

/// An answer to a request.
pub enum Verdict<'a> {
    /// Cancelled; another status of type cancelled than the one asked for.
    Accept { status: Option<&'a str> },
    /// Not cancelled: why, and another status than the one before.
    Reject { status: Option<&'a str> },
}

/// Whether a sale goes on to whom its product was bought from.
pub fn is_resold(sale: &Sale, catalogue: &Catalogue) -> bool {
    sale.resold || catalogue.products.get(&sale.listed.product_id).is_some_and(|product| product.is_resold())
}

impl World {
    /// A partner cancels a sale, or asks to. Asking twice is asking once.
    pub async fn ask_cancellation(
        &self,
        id: u64,
        change: &StatusChange<'_>,
        accepts_requests: bool,
    ) -> Result<Asked, ChangeError> {
        loop {
            match self.ask_as_it_stands(id, change, accepts_requests).await {
                // Somebody changed it meanwhile: how it stands now decides.
                Err(ChangeError::Cancelled) => {}
                asked => return asked,
            }
        }
    }

    async fn ask_as_it_stands(
        &self,
        id: u64,
        change: &StatusChange<'_>,
        accepts_requests: bool,
    ) -> Result<Asked, ChangeError> {
        let catalogue = self.catalogue();
        let status = catalogue.status(change.status).ok_or(ChangeError::UnknownStatus)?;
        if status.kind != StatusKind::Cancelled {
            return Err(ChangeError::NotCancelling);
        }
        let sale = self.sale(id).await?.ok_or(ChangeError::Missing)?;
        if sale.listed.cancelled_at.is_some() {
            return Ok(Asked::Cancelled);
        }
        if sale.listed.cancellation == Some(Standing::Open) {
            return Ok(Asked::Requested);
        }
        // Where it goes on to somebody else it is theirs to handle, whatever is known of it here.
        let resold = is_resold(&sale, &catalogue);
        if is_untouched(&sale) && !resold {
            self.set_status(id, &StatusChange { still: Still::Untouched, ..*change }).await?;
            return Ok(Asked::Cancelled);
        }
        if !accepts_requests {
            return Err(ChangeError::CancellationClosed);
        }
        let history = Some(ChangeKind::CancellationRequested);
        let noted = Noted { by: change.by, history, audited: change.audited };
        let ask = |sale: &mut Sale, now| {
            if sale.listed.cancellation == Some(Standing::Open) || sale.listed.cancelled_at.is_some() {
                return Err(ChangeError::Cancelled);
            }
            let request = Cancellation {
                standing: Standing::Open,
                status: status.id.clone(),
                reason: change.remark.to_owned(),
                requested_at: now,
                requested_by: user_of(change.by),
                previous_status: sale.listed.status.clone(),
                answered_at: None,
                answered_by: None,
                remark: String::new(),
            };
            sale.cancellations_before.extend(sale.cancellation.replace(request));
            sale.listed.cancellation = Some(Standing::Open);
            sale.listed.status = CANCELLATION_OPEN.to_owned();
            sale.status_remark = change.remark.to_owned();
            Ok(())
        };
        self.change_and_tell(id, noted, |_| None, ask).await?;
        Ok(Asked::Requested)
    }

    /// Somebody answers a request.
    pub async fn answer_cancellation(
        &self,
        id: u64,
        verdict: Verdict<'_>,
        remark: &str,
        by: &By,
    ) -> Result<(), ChangeError> {
        let sale = self.sale(id).await?.ok_or(ChangeError::Missing)?;
        let open = sale.cancellation.filter(|request| request.standing == Standing::Open);
        let request = open.ok_or(ChangeError::NoRequest)?;
        let catalogue = self.catalogue();
        let (status, cancelling) = match verdict {
            Verdict::Accept { status } => (status.unwrap_or(&request.status), true),
            Verdict::Reject { status: Some(status) } => {
                let says_no = incoming::usable(Some(status), &catalogue).filter(|id| !asks_cancellation(id));
                says_no.ok_or(ChangeError::UnknownStatus)?;
                (status, false)
            }
            Verdict::Reject { status: None } => (request.previous_status.as_str(), false),
        };
        let still = Still::Asked(request.requested_at);
        let change = StatusChange {
            status,
            remark,
            processed: None,
            cancelling,
            knows: None,
            still,
            by,
            audited: true,
        };
        self.set_status(id, &change).await
    }

    /// The sales whose cancellation is asked for (`None`: was ever asked for), oldest number first.
    pub fn cancellations(&self, standing: Option<Standing>) -> Vec<u64> {
        self.index(|index: &Index| index.with_cancellation(standing))
    }
}

/// A status was set on a sale: it answers an open request, whichever it is; but that it was passed on answers
/// nothing yet.
pub(super) fn answered(sale: &mut Sale, cancels: bool, user_id: u64, now: Timestamp) {
    let Some(request) = sale.cancellation.as_mut().filter(|request| request.standing == Standing::Open)
    else {
        return;
    };
    if asks_cancellation(&sale.listed.status) {
        return;
    }
    request.standing = if cancels { Standing::Accepted } else { Standing::Rejected };
    request.answered_at = Some(now);
    request.answered_by = Some(user_id);
    request.remark.clone_from(&sale.status_remark);
    sale.listed.cancellation = Some(request.standing);
}

/// What a change of a request means to those who listen.
pub(super) fn happened(before: Option<Standing>, sale: &Sale) -> Option<Happening> {
    let now = sale.listed.cancellation;
    if now == before {
        return None;
    }
    let kind = match now? {
        Standing::Open => Kind::CancellationRequested,
        Standing::Accepted | Standing::Rejected => Kind::CancellationAnswered,
    };
    let mut happening = Happening::of_sale(kind, sale);
    happening.data["cancellation"] = serde_json::json!(now);
    Some(happening)
}
