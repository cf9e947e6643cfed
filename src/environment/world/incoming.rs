//! How sales of one partner are taken: what is checked, with which status they begin, who confirms them to
//! the customer, and whether the partner may still ask to cancel them. Worded so that *on* is what one gets
//! by leaving it alone.
//!
//! Not here: the judging itself (`judge`), requests to cancel (`cancellation`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::catalogue::{Catalogue, Flow};
use super::events::{Audience, Happening, Kind};
use super::loose;
use super::rows::Sale;
use super::time::local;
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
fn is_completed(body: &Map<String, Value>) -> bool {
    body.get("contract_date").and_then(loose::as_text).is_some()
}

/// The confirmation that a sale needs, with everything a mail about it says: for whoever sends mails for
/// the account. A sale that its maker completed was confirmed there, unless it is always done from here.
pub fn confirmation(
    sale: &Sale,
    body: &Map<String, Value>,
    catalogue: &Catalogue,
    organisation: Option<(&str, &Incoming)>,
) -> Option<Happening> {
    let (name, incoming) = organisation?;
    if !incoming.always_confirm && is_completed(body) {
        return None;
    }
    let text = |field: &str| body.get(field).and_then(loose::as_text);
    let fields = |names: &[&str]| -> Map<String, Value> {
        names.iter().filter_map(|name| Some(((*name).to_owned(), text(name)?.into()))).collect()
    };
    let person = [text("firstname"), text("lastname")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let accepted = body.get("agreements").and_then(Value::as_object);
    let agreements = catalogue.agreements.values().filter(|agreement| {
        let given = accepted.and_then(|all| all.get(&agreement.identifier));
        given.and_then(loose::as_flag) == Some(true)
    });
    let product = catalogue.products.get(&sale.listed.product_id);
    let mail = json!({
        "to": {"name": text("contact_person").unwrap_or(person), "email": text("email")},
        "customer": fields(&[
            "gender", "firstname", "lastname", "company_name", "contact_person", "phone", "iban_holder",
        ]),
        "address": fields(&["postcode", "housenumber", "suffix", "streetname", "city"]),
        "connection": fields(&[
            "connection_postcode", "connection_housenumber", "connection_suffix", "connection_streetname",
            "connection_city",
        ]),
        "offer": sale.listed.offer,
        "product": {
            "id": sale.listed.product_id, "name": sale.product_name, "identifier": sale.product_identifier,
            "usp": product.map(|product| &product.usp), "description": product.map(|product| &product.description),
            "prices": product.map(|product| &product.prices),
        },
        "flow": {"type": sale.flow_type, "identifier": sale.flow_identifier},
        "agreements": agreements.map(|one| json!({"name": one.name, "text": one.text})).collect::<Vec<_>>(),
        "sold_by": {"organisation": name, "user": fields(&["initial_user_firstname", "initial_user_lastname"])},
        "sold_at": local(sale.listed.created_at),
        "contract_date": text("contract_date"),
        "contract": format!("account/sales/contract/{}", sale.listed.id),
    });
    let mut happening = Happening::of_sale(Kind::ConfirmationRequested, sale);
    happening.audience = Audience::Account;
    happening.more = Some(json!({"mail": mail}));
    Some(happening)
}
