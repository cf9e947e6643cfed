//! The statuses that ship with every environment.

use super::catalogue::Status;
use crate::model::status::StatusKind;

/// Identifier, name and type of each, in the order the API lists them.
const SYSTEM: &[(&str, &str, StatusKind)] = &[
    ("new", "Nieuw", StatusKind::Default),
    ("sent", "Verzonden", StatusKind::Default),
    ("cancelled", "Geannuleerd", StatusKind::Cancelled),
    ("error", "Fout", StatusKind::ActionRequired),
    ("verification_pending", "Wacht op verificatie", StatusKind::Default),
    ("verification_expired", "Verificatie verlopen", StatusKind::Cancelled),
    ("verified", "Geverifieerd", StatusKind::Default),
    ("offer_pending", "Aanbieding open", StatusKind::Default),
    ("offer_accepted", "Aanbieding geaccepteerd", StatusKind::Default),
    ("offer_rejected", "Aanbieding afgewezen", StatusKind::Cancelled),
    ("offer_expired", "Aanbieding verlopen", StatusKind::Cancelled),
    ("offer_rejected_alternative", "Aanbieding afgewezen, alternatief gekozen", StatusKind::Cancelled),
    ("accepted_by_supplier", "Geaccepteerd door leverancier", StatusKind::Default),
    ("netto", "Netto", StatusKind::Netto),
    ("resolved", "Opgelost", StatusKind::Default),
    ("invoiced", "Gefactureerd", StatusKind::Netto),
    ("paid", "Betaald", StatusKind::Netto),
    ("contract_terminated", "Contract beëindigd", StatusKind::Cancelled),
    ("concept", "Concept", StatusKind::Default),
    ("open", "Open", StatusKind::Default),
    ("closed", "Gesloten", StatusKind::Closed),
    ("completed", "Afgerond", StatusKind::Closed),
    ("saved", "Opgeslagen", StatusKind::Default),
    ("waiting_for_client", "Wacht op klant", StatusKind::ActionRequired),
    ("open_cancellation_proposal", "Annuleringsvoorstel open", StatusKind::ActionRequired),
    ("synced_cancellation_request", "Annuleringsverzoek doorgegeven", StatusKind::Default),
    ("reminder-1", "Herinnering 1", StatusKind::Default),
    ("reminder-2", "Herinnering 2", StatusKind::Default),
    ("reminder-3", "Herinnering 3", StatusKind::Default),
];

/// The system statuses.
pub(super) fn statuses() -> impl Iterator<Item = Status> {
    SYSTEM.iter().map(|(id, name, kind)| Status {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        text: String::new(),
        kind: *kind,
    })
}

#[cfg(test)]
mod tests {
    use crate::model::status::SYSTEM as KNOWN;

    #[test]
    fn every_system_status_of_the_api_ships_and_no_other() {
        let shipped: Vec<String> = super::statuses().map(|status| status.id).collect();
        assert_eq!(shipped, KNOWN);
    }
}
