//! The proof against the environment's own judging, on small random worlds and on the sample worlds, and
//! its answers to set-ups written by hand.

mod both;
mod exhaustive;
mod random;

use serde_json::{Value, json};

use self::both::Both;
use super::*;
use crate::model::failure::{Cause, Element};
use crate::model::mapping::Mapping;

/// The sample worlds linked by the demo's mapping; every main product that the reseller's type and customers
/// allow is imported under a number of its own.
struct Samples {
    own: Both,
    partner: Both,
    mapping: Mapping,
    links: BTreeMap<ProductId, LinkedProduct>,
}

/// The one product that the demo does not grant: its flow wants an additional product with it.
const OWN_PEOPLE_ONLY: u64 = 2040;

impl Samples {
    fn new() -> Self {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let partner = read(include_str!("../../../assets/worlds/supplier.json"));
        let mut own = read(include_str!("../../../assets/worlds/reseller.json"));
        let mut links = BTreeMap::new();
        for product in partner["products"].as_array().unwrap() {
            let id = product["id"].as_u64().unwrap();
            if product["main"] != true && product["main"] != "1" && product["main"] != 1
                || id == OWN_PEOPLE_ONLY
            {
                continue;
            }
            let own_id = ProductId(id + 10_000);
            let mut imported = product.clone();
            imported["id"] = json!(own_id.0);
            imported["supplier_id"] = Value::Null;
            own["products"].as_array_mut().unwrap().push(imported);
            let linked = LinkedProduct {
                id: ProductId(id),
                product_type: product["type"].as_str().map(str::to_owned),
                supplier: product["supplier_id"].as_u64().map(crate::model::ids::SupplierId),
            };
            links.insert(own_id, linked);
        }
        let mapping = toml::from_str(include_str!("../../../assets/maps/demo.toml")).unwrap();
        Self { own: Both::new(&own), partner: Both::new(&partner), mapping, links }
    }

    fn prove(&self, memo: &mut Memo) -> Proof {
        let (own, partner) = (&self.own.outside, &self.partner.outside);
        prove(Setup { own, partner, mapping: &self.mapping, links: &self.links }, memo)
    }
}

fn told(proof: &Proof) -> Vec<String> {
    proof
        .counterexamples
        .iter()
        .map(|one| format!("{:?} {}", one.failure.cause, one.failure.element))
        .collect()
}

#[test]
fn the_sample_worlds_are_proven_and_what_the_demo_breaks_is_assumed() {
    let proof = Samples::new().prove(&mut Memo::default());
    let open: Vec<_> = proof.products.iter().flat_map(|product| &product.doubts).collect();
    assert_eq!((told(&proof), open), (vec![], vec![]));
    assert_eq!(proof.verdict, Verdict::Proven);
    assert!(proof.products.len() > 15, "every product and kind of customer");
    let typed = |own: &str, partner: &str, wants: &str| Assumption::Typed {
        own: own.into(),
        partner: partner.into(),
        wants: wants.into(),
    };
    for expected in [
        Assumption::Fields,
        Assumption::StaysOnSale,
        typed("stroomcode", "ean_elektriciteit", "ean"),
        typed("rekening", "incasso_iban", "iban"),
        typed("sleuteldag", "sleuteloverdracht", "date"),
        // The product that the partner stopped selling.
        Assumption::NotOffered { own: ProductId(12_041), partner: ProductId(2_041) },
    ] {
        assert!(proof.assumptions.contains(&expected), "{expected:?} in {:#?}", proof.assumptions);
    }
}

#[test]
fn an_option_that_leads_nowhere_gives_the_smallest_sale_with_it_and_mapping_it_mends_that() {
    let mut samples = Samples::new();
    let mut memo = Memo::default();
    samples.prove(&mut memo);
    let row = samples.mapping.questions.iter_mut().find(|row| row.partner.as_str() == "situatie").unwrap();
    row.options.remove("nieuwbouw");
    let proof = samples.prove(&mut memo);
    assert_eq!(told(&proof), ["InvalidOption answer:situatie=nieuwbouw"]);
    let found = &proof.counterexamples[0];
    assert_eq!(found.row, RowToChange::Question("situatie".into()));
    assert_eq!(found.sale.matters, ["reden".into()]);
    assert!(samples.own.accepts(&found.sale).is_ok());
    assert!(memo.searched() < 10, "only what the row reaches is searched again: {}", memo.searched());
    let flow = found.sale.flow.as_ref().map(ToString::to_string);
    assert_eq!(flow.as_deref(), Some("energy/energiecontract"));
    // The partner's other questions look at this answer: that they cannot is no doubt about them.
    assert!(proof.products.iter().all(|one| one.doubts.is_empty()), "{:?}", proof.products);
    let others: Vec<_> = proof.products.iter().filter(|one| one.verdict == Verdict::Proven).collect();
    assert!(!others.is_empty(), "products of other types do not ask it");

    let row = samples.mapping.questions.iter_mut().find(|row| row.partner.as_str() == "situatie").unwrap();
    row.options.insert("nieuwbouw".into(), "Nieuwe aansluiting".into());
    assert_eq!(samples.prove(&mut memo).verdict, Verdict::Proven);
}

/// Left out, an answer that has no row is refused by nobody where the question may stay empty: random worlds
/// cannot show that mistake. Here the partner requires it.
#[test]
fn a_mistake_in_the_option_table_is_noticed() {
    use crate::linking::planted::{Mistake, plant};
    let mut samples = Samples::new();
    let row = samples.mapping.questions.iter_mut().find(|row| row.partner.as_str() == "situatie").unwrap();
    row.options.remove("nieuwbouw");
    let right = ["InvalidOption answer:situatie=nieuwbouw"];
    assert_eq!(told(&samples.prove(&mut Memo::default())), right);
    let wrong = plant(Mistake::NoRowNoAnswer, || told(&samples.prove(&mut Memo::default())));
    assert_ne!(wrong, right);
}

#[test]
fn what_both_sides_ask_is_explained() {
    let mut samples = Samples::new();
    samples.mapping.questions.retain(|row| row.partner.as_str() != "huidige_leverancier");
    let proof = samples.prove(&mut Memo::default());
    assert_eq!(told(&proof), ["MissingAnswer question:huidige_leverancier"]);
    let found = &proof.counterexamples[0];
    let Some(crate::model::proof::Explained::Group { holds: Some(true), rules, .. }) = &found.partner_rule
    else {
        panic!("{:?}", found.partner_rule)
    };
    let condition = format!("{:?}", rules[0]);
    assert!(condition.contains("Overstap") && condition.contains("holds: Some(true)"), "{condition}");
}

#[test]
fn flows_and_products_are_looked_at_before_any_question() {
    let refused = |change: fn(&mut Samples)| {
        let mut samples = Samples::new();
        change(&mut samples);
        let proof = samples.prove(&mut Memo::default());
        let found = proof.counterexamples.iter().map(|one| (one.failure.cause, one.failure.element.clone()));
        found.collect::<Vec<_>>()
    };
    let unmapped = refused(|samples| drop(samples.mapping.flows.remove(1)));
    assert!(unmapped.iter().all(|(cause, _)| *cause == Cause::FlowNotMapped) && !unmapped.is_empty());
    let gone = refused(|samples| drop(samples.partner.outside.contract.flows.remove(1)));
    assert!(gone.iter().all(|(cause, _)| *cause == Cause::UnknownFlow) && !gone.is_empty());
    let consumers = refused(|samples| {
        for product in &mut samples.partner.outside.products {
            product.customers = crate::model::product::CustomerKinds::Consumer;
        }
    });
    let business = Element::Field("business".into());
    assert!(consumers.iter().all(|(_, element)| *element == business) && !consumers.is_empty());
}

/// One product in one flow on both sides, with these questions; A's are answered by the mapping's rows.
fn small(own: Value, partner: Value, mapping: &str) -> Proof {
    let world = |id: u64, questions: Value| {
        Both::new(&json!({
            "suppliers": [],
            "products": [{"id": id, "name": "Glas", "identifier": "glas", "type": "telecom",
                          "supplier_id": null, "business": 0, "active": true}],
            "flows": [{"id": 1, "type": "telecom", "identifier": "f", "title": "x",
                       "transaction_type": "order", "verification_method": "none"}],
            "questions": questions, "agreements": [],
        }))
    };
    let (own, partner) = (world(1, own), world(501, partner));
    let linked = LinkedProduct { id: ProductId(501), product_type: Some("telecom".into()), supplier: None };
    let links = [(ProductId(1), linked)].into();
    let mapping = format!("[[flow]]\nown = \"telecom/f\"\npartner = \"telecom/f\"\n{mapping}");
    let mapping = toml::from_str(&mapping).unwrap();
    prove(
        Setup { own: &own.outside, partner: &partner.outside, mapping: &mapping, links: &links },
        &mut Memo::default(),
    )
}

fn asking(
    id: u64,
    key: &str,
    kind: &str,
    options: &str,
    required: bool,
    rule: Option<(&str, &str)>,
) -> Value {
    let rule = rule.map(|(name, value)| {
        json!({"type": "condition_group", "criterion": "ALL", "visibility": true, "rules": [
            {"type": "condition", "name": name, "identifier": "question.id", "operator": "=", "value": value}]})
    });
    json!({"id": id, "name": key, "identifier": key, "input_type": kind, "options": options,
           "required": required, "visible": true, "rule_required": false, "rule_visible": rule.is_some(),
           "rule": rule, "default_value": null, "extra": "{\"product_types\": []}"})
}

#[test]
fn two_choices_that_nothing_tells_apart_are_still_more_than_one() {
    // With `c`, the second question is asked and answers for both; `a` and `b` together go nowhere.
    let own = json!([
        asking(1, "many", "mc-multi", "a\r\nb\r\nc", true, None),
        asking(2, "one", "mc-single", "x", true, Some(("many", "c"))),
    ]);
    let partner = json!([asking(1, "p", "mc-single", "x\r\ny", true, None)]);
    let mapping = "[[question]]\npartner = \"p\"\nown = \"one\"\n[[question]]\npartner = \"p\"\nown = \"many\"\n\
                   options = { a = \"x\", b = \"y\", c = \"x\" }\n";
    let proof = small(own, partner, mapping);
    assert_eq!(told(&proof), ["InvalidAnswer question:p"]);
    let given = &proof.counterexamples[0].sale.answers[&"many".into()];
    assert!(
        *given == crate::model::sale::Answer::Many(vec!["a".into(), "b".into()]),
        "both options are chosen"
    );
}

#[test]
fn an_identifier_that_stands_twice_is_open_and_nothing_is_proven_of_nothing() {
    let question = |id| asking(id, "p", "text", "", false, None);
    let proof = small(json!([]), json!([question(1), question(2)]), "");
    assert_eq!(proof.verdict, Verdict::Unknown);
    let asked = Asked::Question("p".into());
    assert_eq!(
        proof.products[0].doubts,
        [Doubt::NameTwice { party: Party::Partner, asked, name: "p".into() }]
    );
    let nothing = Setup {
        own: &Default::default(),
        partner: &Default::default(),
        mapping: &Default::default(),
        links: &BTreeMap::new(),
    };
    assert_eq!(prove(nothing, &mut Memo::default()).verdict, Verdict::Unknown);
}

#[test]
fn a_part_of_a_proof_keeps_what_it_names() {
    let mut samples = Samples::new();
    let row = samples.mapping.questions.iter_mut().find(|row| row.partner.as_str() == "woningtype").unwrap();
    row.options.clear();
    samples.mapping.questions.retain(|row| row.partner.as_str() != "installatiemoment");
    let proof = samples.prove(&mut Memo::default());
    assert!(proof.counterexamples.len() > 1, "{:?}", told(&proof));
    let flow = crate::model::ids::FlowKey::new("telecom", "verbinding");
    let telecom = proof.clone().only(None, Some(&flow));
    assert_eq!(told(&telecom), ["MissingAnswer question:installatiemoment"]);
    assert!(telecom.products.iter().all(|one| one.counterexamples == [0]), "{:?}", telecom.products);
    let energy = crate::model::ids::FlowKey::new("energy", "energiecontract");
    assert_eq!(proof.clone().only(None, Some(&energy)).verdict, Verdict::Proven);
    assert_eq!(proof.only(Some(ProductId(1)), None).verdict, Verdict::Unknown);
}

#[test]
fn what_cannot_be_read_is_said() {
    let doubts = |change: &dyn Fn(&mut Samples)| {
        let mut samples = Samples::new();
        change(&mut samples);
        let proof = samples.prove(&mut Memo::default());
        let doubts: BTreeSet<Doubt> = proof.products.into_iter().flat_map(|product| product.doubts).collect();
        doubts
    };
    let asked = Asked::Question("huidige_leverancier".into());
    let partner = Party::Partner;
    let question = |samples: &mut Samples, change: &dyn Fn(&mut crate::model::question::Question)| {
        let key = "huidige_leverancier".into();
        let questions = &mut samples.partner.outside.contract.questions;
        change(questions.iter_mut().find(|question| question.key == key).unwrap());
        // Nothing answers it: whether that matters depends on the rule.
        samples.mapping.questions.retain(|row| row.partner != key);
    };
    let unread = doubts(&|samples| question(samples, &|question| question.contract = None));
    assert!(unread.contains(&Doubt::NotRead { party: partner, asked: asked.clone() }), "{unread:?}");
    let unknown = doubts(&|samples| {
        question(samples, &|question| {
            let rule = crate::model::rule::Rule::Unknown { found: "?".into() };
            question.contract.as_mut().unwrap().rule = Some(rule);
        });
    });
    assert!(
        unknown.contains(&Doubt::UnknownRule { party: partner, asked: asked.clone(), found: "?".into() }),
        "{unknown:?}"
    );
    let twice = doubts(&|samples| {
        question(samples, &|_| {});
        let questions = &mut samples.partner.outside.contract.questions;
        let name = "Situatie".to_owned();
        questions.iter_mut().find(|one| one.key.as_str() == "gewenst_maandbedrag").unwrap().name = name;
    });
    assert!(
        twice.contains(&Doubt::NameTwice { party: partner, asked, name: "Situatie".into() }),
        "{twice:?}"
    );
    let (own, theirs) = (ProductId(12_001), ProductId(2_001));
    let sells = |samples: &mut Samples| samples.own.outside.products.retain(|product| product.id != own);
    assert_eq!(doubts(&sells), [Doubt::NoOwnProduct { own }].into());
    // What neither side offers any more is nothing to prove.
    let mut samples = Samples::new();
    sells(&mut samples);
    samples.partner.outside.products.retain(|product| product.id != theirs);
    let proof = samples.prove(&mut Memo::default());
    assert_eq!(proof.verdict, Verdict::Proven);
    assert!(proof.assumptions.contains(&Assumption::NotOffered { own, partner: theirs }));
    let empty = doubts(&|samples| samples.own.outside = Default::default());
    assert_eq!(empty, [Doubt::CatalogueNotRead { party: Party::Own }].into());
}
