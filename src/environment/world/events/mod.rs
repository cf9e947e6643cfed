//! What happens in the account, told to whoever listens: partners over the event stream, anybody who
//! subscribed a webhook. A happening says what, about which thing, and who may hear of it; nobody hears of
//! what they may not see.
//!
//! - `changes` finds what a change of the snapshots means; `ring` numbers and keeps the last of them
//!
//! Not here: the stream itself (`handlers::events`).

pub mod changes;
pub mod ring;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rows::Sale;

/// What happened. The words are the API's where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each is its word
pub enum Kind {
    SaleCreated,
    SaleUpdated,
    SaleStatusChanged,
    SaleCancelled,
    OfferAccepted,
    OfferRejected,
    ProductCreated,
    ProductUpdated,
    ProductDeleted,
    QuestionCreated,
    QuestionUpdated,
    QuestionDeleted,
    AgreementCreated,
    AgreementUpdated,
    AgreementDeleted,
    FlowCreated,
    FlowUpdated,
    FlowDeleted,
    StatusCreated,
    StatusUpdated,
    StatusDeleted,
    RightsChanged,
    CancellationRequested,
    CancellationAnswered,
    ConfirmationRequested,
    TokenNewAddress,
    TokenRefusedAddress,
    RecordAdded,
}

impl Kind {
    /// Every kind with its word, in alphabetical order, and whether the service this API comes from has it.
    pub const ALL: &[(Self, &'static str, bool)] = &[
        (Self::AgreementCreated, "agreement.created", false),
        (Self::AgreementDeleted, "agreement.deleted", false),
        (Self::AgreementUpdated, "agreement.updated", false),
        (Self::CancellationAnswered, "cancellation.answered", false),
        (Self::CancellationRequested, "cancellation.requested", false),
        (Self::ConfirmationRequested, "confirmation.requested", false),
        (Self::FlowCreated, "flow.created", false),
        (Self::FlowDeleted, "flow.deleted", false),
        (Self::FlowUpdated, "flow.updated", false),
        (Self::OfferAccepted, "offer.accepted", true),
        (Self::OfferRejected, "offer.rejected", true),
        (Self::ProductCreated, "product.created", true),
        (Self::ProductDeleted, "product.deleted", true),
        (Self::ProductUpdated, "product.updated", true),
        (Self::QuestionCreated, "question.created", false),
        (Self::QuestionDeleted, "question.deleted", false),
        (Self::QuestionUpdated, "question.updated", false),
        (Self::RecordAdded, "record.added", false),
        (Self::RightsChanged, "rights.changed", false),
        (Self::SaleCancelled, "sale.cancelled", true),
        (Self::SaleCreated, "sale.created", true),
        (Self::SaleStatusChanged, "sale.status_changed", false),
        (Self::SaleUpdated, "sale.updated", true),
        (Self::StatusCreated, "status.created", false),
        (Self::StatusDeleted, "status.deleted", false),
        (Self::StatusUpdated, "status.updated", false),
        (Self::TokenNewAddress, "token.new_address", false),
        (Self::TokenRefusedAddress, "token.refused_address", false),
    ];

    /// Whether nobody but the account itself is told.
    pub fn is_for_the_account(self) -> bool {
        matches!(
            self,
            Self::ConfirmationRequested
                | Self::RecordAdded
                | Self::TokenNewAddress
                | Self::TokenRefusedAddress
        )
    }

    /// The API's word.
    pub fn as_word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, word, _)| word)
    }
}

/// Who may hear of it, beside the account itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Nobody.
    Account,
    /// Every organisation.
    Everybody,
    /// These.
    Organisations(BTreeSet<u64>),
}

impl Audience {
    /// One organisation; the account alone when there is none.
    pub fn of(organisation: Option<u64>) -> Self {
        organisation.map_or(Self::Account, |id| Self::Organisations(BTreeSet::from([id])))
    }

    /// True when a caller of `organisation` (`None`: the account) may hear it.
    pub fn includes(&self, organisation: Option<u64>) -> bool {
        match (self, organisation) {
            (_, None) | (Self::Everybody, _) => true,
            (Self::Account, Some(_)) => false,
            (Self::Organisations(ids), Some(id)) => ids.contains(&id),
        }
    }
}

/// Something that happened. Personal data may be in `more`: no `Debug`.
#[derive(Clone)]
pub struct Happening {
    /// What.
    pub kind: Kind,
    /// About which thing: its number or key, and what changed. Never personal data.
    pub data: Value,
    /// What only a webhook of the account is told besides.
    pub more: Option<Value>,
    /// Who may hear of it.
    pub audience: Audience,
}

impl Happening {
    /// About a thing with a number.
    pub fn of(kind: Kind, id: u64, audience: Audience) -> Self {
        Self { kind, data: json!({"id": id}), more: None, audience }
    }

    /// About a sale.
    pub fn of_sale(kind: Kind, sale: &Sale) -> Self {
        let listed = &sale.listed;
        let data = json!({
            "id": listed.id, "status": listed.status, "incoming_id": listed.incoming_id,
            "organisation_id": listed.organisation_id,
        });
        Self { kind, data, more: None, audience: Audience::of(listed.organisation_id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_word_and_the_words_are_in_order() {
        let words: Vec<&str> = Kind::ALL.iter().map(|(_, word, _)| *word).collect();
        assert!(words.is_sorted() && words.iter().all(|word| !word.is_empty()));
        assert!(Kind::ALL.iter().all(|(kind, word, _)| kind.as_word() == *word));
    }

    #[test]
    fn only_those_who_may_see_a_thing_hear_of_it_and_the_account_always_does() {
        let one = Audience::of(Some(7));
        assert!(one.includes(Some(7)) && one.includes(None) && !one.includes(Some(8)));
        assert!(!Audience::Account.includes(Some(7)) && Audience::Account.includes(None));
        assert!(Audience::Everybody.includes(Some(8)));
    }
}
