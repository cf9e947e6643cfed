//! How sales of one partner are taken: what is checked, with which status they begin, who confirms them to
//! the customer, and whether the partner may still ask to cancel them. Worded so that *on* is what one gets
//! by leaving it alone.
//!
//! Not here: the judging itself (`judge`), what a confirmation says (`confirmation`), requests to cancel
//! (`cancellation`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::catalogue::{Catalogue, Flow};
use super::loose;
use crate::model::status::StatusKind;

/// The settings of one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Incoming {
    /// A flow that verifies wants its verification (a signature) from this partner too.
    pub check_verification: bool,
    /// Agreements that must be accepted must be accepted in this partner's sales too.
    pub check_agreements: bool,
    /// Status of an offer once it is accepted; `None` for `offer_accepted`.
    pub accepted_offer_status: Option<String>,
    /// Status of a new order; `None` for what the flow gives it.
    pub order_status: Option<String>,
    /// The customer gets the confirmation from here, also of a sale that the partner completed.
    pub always_confirm: bool,
    /// A sale that is being handled may still be asked to be cancelled.
    pub accept_cancellations: bool,
}

impl Default for Incoming {
    fn default() -> Self {
        Self {
            check_verification: true,
            check_agreements: true,
            accepted_offer_status: None,
            order_status: None,
            always_confirm: false,
            accept_cancellations: true,
        }
    }
}

/// What a sale begins with.
pub struct Beginning {
    /// Status.
    pub status: String,
    /// An offer that the customer has accepted already.
    pub accepted: bool,
}

impl Incoming {
    /// What a new sale begins with: an order is `new`, or `sent` to the customer when the flow verifies and
    /// nothing was signed yet; an offer waits for its answer, unless it comes completed.
    pub fn beginning(
        &self,
        catalogue: &Catalogue,
        flow: &Flow,
        offer: bool,
        body: &Map<String, Value>,
    ) -> Beginning {
        let completed = is_completed(body);
        let accepted =
            offer && (completed || body.get("offer_accepted").and_then(loose::as_flag).unwrap_or_default());
        let verifies = self.check_verification && !matches!(flow.verification_method.as_str(), "" | "none");
        let status = match offer {
            true if accepted => self.of_accepted_offer(catalogue),
            true => "offer_pending",
            false => match usable(self.order_status.as_deref(), catalogue) {
                Some(status) => status,
                None if verifies && !completed => "sent",
                None => "new",
            },
        };
        Beginning { status: status.to_owned(), accepted }
    }

    /// True when a sale of this partner may begin with `status`.
    pub fn names(&self, status: &str) -> bool {
        [&self.order_status, &self.accepted_offer_status].into_iter().flatten().any(|named| named == status)
    }

    /// The status of an offer that is accepted.
    pub fn of_accepted_offer<'a>(&'a self, catalogue: &'a Catalogue) -> &'a str {
        usable(self.accepted_offer_status.as_deref(), catalogue).unwrap_or("offer_accepted")
    }
}

/// A chosen status counts while it is there and cancels nothing.
pub fn usable<'a>(chosen: Option<&'a str>, catalogue: &Catalogue) -> Option<&'a str> {
    chosen.filter(|id| catalogue.status(id).is_some_and(|status| status.kind != StatusKind::Cancelled))
}

/// True when the maker completed the sale: it says when the contract was signed.
pub(super) fn is_completed(body: &Map<String, Value>) -> bool {
    body.get("contract_date").and_then(loose::as_text).is_some()
}
