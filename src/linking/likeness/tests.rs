//! Likeness, from both sides: nobody else's sale is ever adopted, and ours is never called absent.

use proptest::prelude::*;

use super::*;
use crate::linking::sample::{address, company, sale};
use crate::model::ids::{FlowKey, ProductId};
use crate::model::sale::{Answer, Sale};

fn ours() -> Sale {
    let mut ours = sale();
    ours.customer.iban = Some("NL91ABNA0417164300".into());
    ours.answers.insert("ean".into(), Answer::One("871687120000000012".into()));
    ours
}

fn like(ours: &Sale, theirs: &Sale) -> Likeness {
    likeness(&Traits::of_sale(ours), &Traits::of_sale(theirs), &BTreeSet::new())
}

/// Changes what is shown of a sale.
type Change = fn(&mut Sale);

/// What a partner may do to a sale it shows, without it being another.
const DRESSES: [Change; 9] = [
    |sale| sale.customer.birthdate = None,
    |sale| sale.customer.email = sale.customer.email.take().map(|text| text.to_uppercase()),
    |sale| sale.customer.phone = Some("+31612345678".into()),
    |sale| sale.customer.iban = Some("nl91 abna 0417 1643 00".into()),
    |sale| sale.customer.birthdate = Some("1980-02-01".into()),
    |sale| {
        sale.customer.infix = None;
        sale.customer.lastname = "de Wit".into();
    },
    |sale| sale.connection = Some(sale.customer.address.clone()),
    |sale| sale.customer.address.postcode = "1012 ab".into(),
    |sale| sale.answers.clear(),
];

/// What makes it another sale.
const CHANGES: [Change; 8] = [
    |sale| sale.product.id = ProductId(2),
    |sale| sale.flow = FlowKey::new("energy", "other"),
    |sale| sale.customer.company = Some(company()),
    |sale| sale.customer.address = address("9999ZZ"),
    |sale| sale.customer.birthdate = Some("09-09-1999".into()),
    |sale| sale.customer.email = Some("somebody@example.org".into()),
    |sale| sale.customer.iban = Some("NL02ABNA0123456789".into()),
    |sale| sale.answers.insert("ean".into(), Answer::One("871687129999999919".into())).map_or((), drop),
];

/// What a partner may mask.
const MASKS: [Change; 5] = [
    |sale| sale.customer.email = None,
    |sale| sale.customer.phone = None,
    |sale| sale.customer.iban = None,
    |sale| sale.customer.birthdate = None,
    |sale| sale.customer.lastname = String::new(),
];

fn some_of(changes: &'static [Change]) -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(prop::sample::select(changes), 0..4)
}

proptest! {
    #[test]
    fn ours_is_ours_in_every_dress_a_partner_may_give_it(dresses in some_of(&DRESSES)) {
        let mut shown = ours();
        dresses.iter().for_each(|dress| dress(&mut shown));
        prop_assert_eq!(like(&ours(), &shown), Likeness::Same);
    }

    #[test]
    fn nothing_that_differs_in_anything_known_is_ever_the_same(
        change in prop::sample::select(&CHANGES[..]),
        dresses in some_of(&DRESSES),
        masks in some_of(&MASKS),
    ) {
        let mut shown = ours();
        dresses.iter().for_each(|dress| dress(&mut shown));
        masks.iter().for_each(|mask| mask(&mut shown));
        change(&mut shown);
        prop_assert!(like(&ours(), &shown) != Likeness::Same);
    }

    #[test]
    fn ours_is_never_called_absent_however_much_of_it_is_masked(
        masks in prop::collection::vec(prop::sample::select(&MASKS[..]), 0..8),
        dresses in some_of(&DRESSES),
        hides_place in any::<bool>(),
    ) {
        let mut shown = ours();
        dresses.iter().for_each(|dress| dress(&mut shown));
        masks.iter().for_each(|mask| mask(&mut shown));
        if hides_place {
            shown.connection = None;
            shown.customer.address = address("");
        }
        let grade = like(&ours(), &shown);
        prop_assert!(grade != Likeness::Other);
        prop_assert!(verdict(&[(SaleId(1), grade), (SaleId(2), Likeness::Other)]) != Check::Absent);
    }

    #[test]
    fn one_is_found_only_when_it_alone_may_be_ours(
        grades in prop::collection::vec(
            prop::sample::select(&[Likeness::Other, Likeness::Unclear, Likeness::Same][..]), 0..5)
    ) {
        let candidates: Vec<_> = (1..).map(SaleId).zip(grades.iter().copied()).collect();
        let count = |grade| grades.iter().filter(|own| **own == grade).count();
        match verdict(&candidates) {
            Check::Found(id) => {
                prop_assert_eq!((count(Likeness::Same), count(Likeness::Unclear)), (1, 0));
                prop_assert!(candidates.contains(&(id, Likeness::Same)));
            }
            Check::Absent => prop_assert_eq!(count(Likeness::Other), grades.len()),
            other => prop_assert_eq!(other, Check::Ambiguous),
        }
    }
}

#[test]
fn another_customer_is_another_sale_and_a_neighbour_too() {
    let mut neighbour = ours();
    neighbour.customer.address.suffix = "A".into();
    neighbour.customer.email = Some("buur@example.org".into());
    assert_eq!(like(&ours(), &neighbour), Likeness::Other);
    // One household, one name, another person: not ours.
    let mut housemate = ours();
    housemate.customer.email = Some("huis@example.org".into());
    housemate.customer.birthdate = Some("05-05-1985".into());
    housemate.customer.phone = Some("0687654321".into());
    housemate.customer.iban = None;
    assert_eq!(like(&ours(), &housemate), Likeness::Other);
    // Delivered elsewhere, and where is not shown.
    let mut let_out = ours();
    let_out.connection = Some(address("3511AA"));
    assert_eq!(like(&let_out, &ours()), Likeness::Unclear);
    assert_eq!(like(&ours(), &let_out), Likeness::Unclear);
    // Somebody with two houses: a person looks.
    let mut elsewhere = ours();
    elsewhere.customer.address = address("3511AA");
    assert_eq!(like(&ours(), &elsewhere), Likeness::Unclear);
}

#[test]
fn a_reference_that_is_shown_decides_alone() {
    let (mut sent, mut shown) = (Traits::of_sale(&ours()), Traits::default());
    sent.reference = Some("kpl:7:1".into());
    shown.reference = Some("kpl:7:1".into());
    assert_eq!(likeness(&sent, &shown, &BTreeSet::new()), Likeness::Same);
    let mut twin = sent.clone();
    twin.reference = Some("kpl:8:1".into());
    assert_eq!(likeness(&sent, &twin, &BTreeSet::new()), Likeness::Other);
}

#[test]
fn what_another_user_made_is_looked_at_by_a_person() {
    let sent = Traits::of_sale(&ours());
    let shown = Traits { maker: Some(5), ..sent.clone() };
    assert_eq!(likeness(&sent, &shown, &BTreeSet::from([4])), Likeness::Unclear);
    for makers in [BTreeSet::from([4, 5]), BTreeSet::new()] {
        assert_eq!(likeness(&sent, &shown, &makers), Likeness::Same);
    }
}

#[test]
fn two_that_are_the_same_are_for_a_person() {
    let same = |id| (SaleId(id), Likeness::Same);
    assert_eq!(verdict(&[same(1), same(2)]), Check::Ambiguous);
    assert_eq!(verdict(&[same(1), (SaleId(2), Likeness::Unclear)]), Check::Ambiguous);
    assert_eq!(verdict(&[same(1), (SaleId(2), Likeness::Other)]), Check::Found(SaleId(1)));
}
