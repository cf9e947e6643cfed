//! The judge: compares what both environments list with what the queue says. It finds a sale back at the
//! partner by the customer's mail address, which the desk makes unique, and so does not depend on anything
//! koppel wrote down; the reference only helps where an address is shared.
//!
//! Not here: fetching the lists (`demo::stage`).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::delivery::State;
use crate::model::ids::SaleId;

/// A sale as one environment lists it.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number there.
    pub id: SaleId,
    /// The customer's mail address.
    pub email: String,
    /// Where the environment shows it.
    pub external_reference: Option<String>,
}

/// A sale as the queue has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Number at A.
    pub own: SaleId,
    /// State.
    pub state: State,
    /// Number at B, once known.
    pub partner: Option<SaleId>,
}

/// What the judge found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Own sales with more than one sale at the partner.
    pub duplicates: BTreeSet<SaleId>,
    /// Own sales that are absent at the partner although the queue calls them sent, or that the queue
    /// does not know.
    pub lost: BTreeSet<SaleId>,
    /// Own sales that are at the partner although the queue says that they did not go: somebody would send
    /// them again.
    pub denied: BTreeSet<SaleId>,
}

/// Judges.
pub fn judge(own: &[Listed], partner: &[Listed], queue: &[Queued]) -> Verdict {
    let placed = match_up(own, partner);
    let queue: BTreeMap<SaleId, &Queued> = queue.iter().map(|row| (row.own, row)).collect();
    let at_partner: BTreeSet<SaleId> = partner.iter().map(|listed| listed.id).collect();
    let mut verdict = Verdict::default();
    for sale in own {
        let there = placed.get(&sale.id).map_or(0, BTreeSet::len);
        if there > 1 {
            verdict.duplicates.insert(sale.id);
        }
        let lost = match queue.get(&sale.id) {
            None => true,
            Some(row) if row.state.is_placed() => {
                there == 0 || row.partner.is_none_or(|id| !at_partner.contains(&id))
            }
            Some(_) => false,
        };
        if lost {
            verdict.lost.insert(sale.id);
        }
        if there > 0 && queue.get(&sale.id).is_some_and(|row| denies(row.state)) {
            verdict.denied.insert(sale.id);
        }
    }
    verdict
}

/// True when the queue says that a sale is not at the partner: neither there, nor in doubt, nor on its way.
fn denies(state: State) -> bool {
    matches!(state, State::Waiting | State::Ready | State::Fallout | State::Skipped)
}

/// The partner's sales for each own sale.
fn match_up(own: &[Listed], partner: &[Listed]) -> BTreeMap<SaleId, BTreeSet<SaleId>> {
    let mut by_mail: BTreeMap<&str, Vec<SaleId>> = BTreeMap::new();
    for sale in own {
        by_mail.entry(sale.email.as_str()).or_default().push(sale.id);
    }
    let mut placed: BTreeMap<SaleId, BTreeSet<SaleId>> = BTreeMap::new();
    for sale in partner {
        let origin = match by_mail.get(sale.email.as_str()).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => sale.external_reference.as_deref().and_then(origin),
        };
        if let Some(origin) = origin {
            placed.entry(origin).or_default().insert(sale.id);
        }
    }
    placed
}

/// The own sale in a reference: `{instance}:{own_sale_id}:{generation}`.
fn origin(reference: &str) -> Option<SaleId> {
    reference.rsplit(':').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: u64, email: &str, reference: Option<&str>) -> Listed {
        Listed { id: SaleId(id), email: email.to_owned(), external_reference: reference.map(str::to_owned) }
    }

    fn queued(own: u64, state: State, partner: Option<u64>) -> Queued {
        Queued { own: SaleId(own), state, partner: partner.map(SaleId) }
    }

    fn ids(found: &BTreeSet<SaleId>) -> Vec<u64> {
        found.iter().map(|id| id.0).collect()
    }

    #[test]
    fn a_sale_placed_once_and_known_is_neither_lost_nor_a_duplicate() {
        let own = [listed(1, "a@x", None), listed(2, "b@x", None), listed(3, "c@x", None)];
        let partner = [listed(91, "a@x", None)];
        let queue = [
            queued(1, State::Sent, Some(91)),
            queued(2, State::Fallout, None),
            queued(3, State::Uncertain, None),
        ];
        assert_eq!(judge(&own, &partner, &queue), Verdict::default());
    }

    #[test]
    fn two_at_the_partner_are_a_duplicate_whatever_reference_they_carry() {
        let own = [listed(1, "a@x", None)];
        let partner = [listed(91, "a@x", Some("k:1:1")), listed(92, "a@x", Some("k:7:1"))];
        assert_eq!(ids(&judge(&own, &partner, &[queued(1, State::Done, Some(91))]).duplicates), [1]);
    }

    #[test]
    fn shared_addresses_are_told_apart_by_reference() {
        let own = [listed(1, "a@x", None), listed(2, "a@x", None)];
        let partner = [listed(91, "a@x", Some("k:1:1")), listed(92, "a@x", Some("k:2:3"))];
        let queue = [queued(1, State::Sent, Some(91)), queued(2, State::Sent, Some(92))];
        assert_eq!(judge(&own, &partner, &queue), Verdict::default());
    }

    #[test]
    fn called_sent_and_absent_is_lost_and_so_is_what_the_queue_never_saw() {
        let own = [listed(1, "a@x", None), listed(2, "b@x", None), listed(3, "c@x", None)];
        let partner = [listed(93, "c@x", None)];
        // The third was placed, but koppel follows a sale that does not exist.
        let queue = [queued(1, State::Sent, Some(91)), queued(3, State::Sent, Some(99))];
        assert_eq!(ids(&judge(&own, &partner, &queue).lost), [1, 2, 3]);
    }

    #[test]
    fn at_the_partner_and_called_unsent_is_denied_and_what_is_in_doubt_is_not() {
        let own: Vec<Listed> = (1..=11).map(|id| listed(id, &format!("{id}@x"), None)).collect();
        let partner: Vec<Listed> = (1..=11).map(|id| listed(90 + id, &format!("{id}@x"), None)).collect();
        let queue: Vec<Queued> = (1..)
            .zip(State::ALL)
            .map(|(id, state)| queued(id, state, state.is_placed().then_some(90 + id)))
            .collect();
        let verdict = judge(&own, &partner, &queue);
        let denied: Vec<State> = ids(&verdict.denied).iter().map(|id| State::ALL[*id as usize - 1]).collect();
        assert_eq!(denied, [State::Waiting, State::Ready, State::Fallout, State::Skipped]);
        assert!(verdict.duplicates.is_empty() && verdict.lost.is_empty());
    }
}
