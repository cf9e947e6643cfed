//! Every combination of switches, condition, status and links, against the rules as a person would say them.

use super::super::sample::*;
use super::*;
use crate::model::ids::FlowKey;
use crate::model::integration::{EnvironmentAddress, Settings};
use crate::model::sale::CustomerKind;
use crate::model::trace::{Step, Verdict};

fn integration(general: Processing, conditions: Vec<Condition>) -> Integration {
    Integration {
        name: "north".into(),
        partner: EnvironmentAddress { base_url: "https://north.example".into(), domain: "north".into() },
        settings: Settings { processing: general, ..Settings::default() },
        conditions,
        created_at: sale().created_at,
        version: 1,
    }
}

fn link(integration: &str) -> Link {
    Link {
        integration: integration.into(),
        supplier: Some(SupplierId(4)),
        product_type: Some("energy".into()),
        retired: false,
    }
}

fn links(products: &[(u64, &str)]) -> Links {
    let products = products.iter().map(|(id, name)| (ProductId(*id), link(name))).collect();
    Links { products, cancelled: ["afgebroken".into()].into() }
}

#[test]
fn what_a_partner_made_here_stays_here_and_is_not_called_waiting_for_a_link() {
    let mut sale = sale();
    let product = sale.product.id;
    assert_eq!(unlinked(&sale), WaitingReason::ProductNotLinked { product });
    sale.created_by.organisation = Some("  ".to_owned());
    assert_eq!(unlinked(&sale), WaitingReason::ProductNotLinked { product });
    sale.created_by.organisation = Some("Deur BV".to_owned());
    assert_eq!(unlinked(&sale), WaitingReason::Received { product, organisation: "Deur BV".to_owned() });
}

/// Off; and on with every gate, by hand and by itself. The sale's status is `verified`.
fn every_processing() -> Vec<Processing> {
    let gates = [
        StatusGate::Always,
        StatusGate::Specific(vec!["verified".into()]),
        StatusGate::Specific(vec!["new".into()]),
        StatusGate::Specific(vec![]),
    ];
    let mut every = Vec::new();
    for statuses in gates {
        for (enabled, automatic) in [(false, false), (false, true), (true, false), (true, true)] {
            every.push(Processing { enabled, automatic, statuses: statuses.clone() });
        }
    }
    every
}

fn condition(name: &str, matches: bool, processing: Processing) -> Condition {
    let products = vec![ProductId(if matches { 1 } else { 999 })];
    Condition { name: name.into(), matches: Matcher { products, ..Matcher::default() }, processing }
}

/// The rules, said once more and otherwise: who decides, then what they say.
fn expected(general: &Processing, conditions: &[(bool, Processing)]) -> (bool, Option<bool>) {
    let decider =
        conditions.iter().find(|(matches, _)| *matches).map_or(general, |(_, processing)| processing);
    let passes = match &decider.statuses {
        StatusGate::Always => true,
        StatusGate::Specific(allowed) => allowed.iter().any(|status| status.as_str() == "verified"),
    };
    (decider.enabled && passes, (decider.enabled && passes).then_some(decider.automatic))
}

#[test]
fn the_first_matching_condition_decides_alone_and_statuses_gate_both_ways() {
    let links = links(&[(1, "north")]);
    let mut looked_at = 0;
    for general in every_processing() {
        for first in every_processing() {
            for (matches_first, matches_second) in
                [(false, false), (false, true), (true, false), (true, true)]
            {
                for second in every_processing() {
                    looked_at += 1;
                    let stated = [(matches_first, first.clone()), (matches_second, second.clone())];
                    let conditions = vec![
                        condition("first", matches_first, first.clone()),
                        condition("second", matches_second, second),
                    ];
                    let integration = integration(general.clone(), conditions);
                    let judged = eligible(&sale(), &integration, &links);
                    assert_traced(&trace(&sale(), &integration, &links), &judged, matches_first);
                    let (goes, automatic) = expected(&general, &stated);
                    match judged {
                        Judgement::Automatic { .. } => assert_eq!(automatic, Some(true)),
                        Judgement::ByHand => assert_eq!(automatic, Some(false)),
                        Judgement::Waits(why) => {
                            assert!(!goes);
                            assert_names_the_decider(&why, matches_first, matches_second);
                        }
                    }
                }
            }
        }
    }
    assert_eq!(looked_at, 16 * 16 * 4 * 16);
}

/// The last step is the judgement, and only the last stops; conditions are told up to the one that decides.
fn assert_traced(steps: &[Step], judged: &Judgement, matches_first: bool) {
    let (last, before) = steps.split_last().unwrap();
    match judged {
        Judgement::Automatic { .. } => assert_eq!(last, &Step::ByItself),
        Judgement::ByHand => assert_eq!(last, &Step::ByHand),
        Judgement::Waits(why) => assert_eq!(last, &Step::Waits { why: why.clone() }),
    }
    assert!(before.iter().all(|step| step.verdict() != Verdict::Stops), "{steps:?}");
    let passed_over = before.iter().any(|step| matches!(step, Step::NoMatch { part: Part::Product, .. }));
    assert_eq!(passed_over, !matches_first && before.len() > 2, "{steps:?}");
}

fn assert_names_the_decider(why: &WaitingReason, first: bool, second: bool) {
    let decider = if first { Some("first") } else { second.then_some("second") };
    match why {
        WaitingReason::ProcessingOff => assert_eq!(decider, None),
        WaitingReason::ConditionOff { condition } => assert_eq!(Some(condition.as_str()), decider),
        WaitingReason::Status { condition, status, allowed } => {
            assert_eq!(condition.as_deref(), decider);
            assert!(!allowed.contains(status));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn products_of_nobody_and_of_two_partners_wait() {
    let open = integration(Processing { enabled: true, automatic: true, ..Processing::default() }, vec![]);
    let not_linked = |id| Judgement::Waits(WaitingReason::ProductNotLinked { product: ProductId(id) });
    let mixed = Judgement::Waits(WaitingReason::Mixed);
    for (products, with_related, expected) in [
        (vec![], vec![], not_linked(1)),
        (vec![(1, "north")], vec![], Judgement::AT_ONCE),
        (vec![(1, "south")], vec![], not_linked(1)),
        (vec![(1, "north")], vec![2], not_linked(2)),
        (vec![(1, "north"), (2, "north")], vec![2], Judgement::AT_ONCE),
        (vec![(1, "north"), (2, "south")], vec![2], mixed.clone()),
        (vec![(1, "north"), (2, "south")], vec![3, 2], mixed),
        (vec![(2, "north")], vec![2], not_linked(1)),
    ] {
        let mut sale = sale();
        sale.related_products = with_related.into_iter().map(|id| related(id, None)).collect();
        assert_eq!(eligible(&sale, &open, &links(&products)), expected, "{products:?}");
        assert_traced(&trace(&sale, &open, &links(&products)), &expected, true);
    }
    assert_eq!(integration_of(&sale(), &links(&[(1, "south")])), Some(&"south".into()));
    assert_eq!(integration_of(&sale(), &links(&[])), None);
}

#[test]
fn what_was_put_out_of_sale_waits_and_says_so() {
    let open = integration(Processing { enabled: true, automatic: true, ..Processing::default() }, vec![]);
    for gone in [1, 2] {
        let mut links = links(&[(1, "north"), (2, "north")]);
        links.products.get_mut(&ProductId(gone)).unwrap().retired = true;
        let sale = crate::model::sale::Sale { related_products: vec![related(2, None)], ..sale() };
        let expected = Judgement::Waits(WaitingReason::OutOfSale { product: ProductId(gone) });
        assert_eq!(eligible(&sale, &open, &links), expected);
        assert_traced(&trace(&sale, &open, &links), &expected, true);
    }
}

#[test]
fn a_sale_that_a_cancelled_or_is_asked_to_never_goes() {
    let open = integration(Processing { enabled: true, automatic: true, ..Processing::default() }, vec![]);
    for status in ["cancelled", "afgebroken"] {
        let cancelled = crate::model::sale::Sale { status: status.into(), ..sale() };
        let judged = eligible(&cancelled, &open, &links(&[(1, "north")]));
        assert_eq!(judged, Judgement::Waits(WaitingReason::CancelledAtOwn));
    }
    let asked = crate::model::sale::Sale { status: "open_cancellation_proposal".into(), ..sale() };
    let expected = Judgement::Waits(WaitingReason::CancelAskedAtOwn);
    assert_eq!(eligible(&asked, &open, &links(&[(1, "north")])), expected);
    assert_traced(&trace(&asked, &open, &links(&[(1, "north")])), &expected, true);
}

#[test]
fn every_filled_list_of_a_condition_must_hold_the_sales_value() {
    let mut business = sale();
    business.customer.company = Some(company());
    business.answers = answers(&[("colour", one(" red ")), ("extras", many(&["box", "router"]))]);
    let link = link("north");
    let empty = Matcher::default();
    assert!(matches(&empty, &business, &link), "an empty condition matches everything");
    let full = Matcher {
        products: vec![ProductId(9), ProductId(1)],
        suppliers: vec![SupplierId(4)],
        flows: vec![FlowKey::new("energy", "own")],
        product_types: vec!["energy".into()],
        statuses: vec!["verified".into()],
        customers: vec![CustomerKind::Business],
        answers: vec![("colour".into(), "red".into()), ("extras".into(), "router".into())],
    };
    assert!(matches(&full, &business, &link));
    let wrong = [
        Matcher { products: vec![ProductId(9)], ..full.clone() },
        Matcher { suppliers: vec![SupplierId(5)], ..full.clone() },
        Matcher { flows: vec![FlowKey::new("energy", "other")], ..full.clone() },
        Matcher { product_types: vec!["telecom".into()], ..full.clone() },
        Matcher { statuses: vec!["new".into()], ..full.clone() },
        Matcher { customers: vec![CustomerKind::Consumer], ..full.clone() },
        Matcher { answers: vec![("colour".into(), "blue".into())], ..full.clone() },
        Matcher { answers: vec![("size".into(), "".into())], ..full.clone() },
    ];
    for one_wrong in wrong {
        assert!(!matches(&one_wrong, &business, &link), "{one_wrong:?}");
    }
    let unknown_supplier = Link { supplier: None, ..link };
    assert!(!matches(&full, &business, &unknown_supplier));
}
