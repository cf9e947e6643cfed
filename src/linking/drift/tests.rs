//! What changes of a partner mean for a mapping, and which sales they hit; each set-up as small as can be.

use std::collections::BTreeMap;

use super::super::sample::*;
use super::super::translate::{Context, LinkedProduct};
use super::*;
use crate::clock::Timestamp;
use crate::model::agreement::{Agreement, AgreementContract};
use crate::model::drift::{Drift, Standing};
use crate::model::failure::{Cause, Failure};
use crate::model::flow::{Flow, FlowSettings};
use crate::model::ids::{AgreementId, FlowId, FlowKey, ProductId};
use crate::model::mapping::{AgreementRow, FlowRow, QuestionRow};
use crate::model::proof::{Counterexample, ExampleSale, Proof, RowToChange};
use crate::model::question::{InputType, Question};
use crate::model::sale::{CustomerKind, Sale, TransactionType};
use crate::model::status::{Status, StatusKind};

/// Both contracts and the mapping; each test changes a part of what is new.
struct Case {
    old: Catalogue,
    new: Catalogue,
    mapping: Mapping,
}

fn row(partner: &str, own: &str, options: &[(&str, &str)]) -> QuestionRow {
    QuestionRow {
        partner: partner.into(),
        own: Some(own.into()),
        constant: None,
        default: None,
        options: options.iter().map(|(own, theirs)| ((*own).to_owned(), (*theirs).to_owned())).collect(),
        date: None,
    }
}

fn agreement(key: &str, required: bool) -> Agreement {
    let contract = AgreementContract { required, visible: true, ..AgreementContract::default() };
    Agreement {
        id: AgreementId(1),
        key: key.into(),
        name: "Voorwaarden".into(),
        text: "".into(),
        contract: Some(contract),
    }
}

impl Case {
    /// One flow, a question `meter` with options through a table, a free one `free`, an agreement.
    fn new() -> Self {
        let mut meter = question("meter", InputType::McSingle, &["slim", "oud"]);
        asks(&mut meter).required = true;
        let theirs = FlowKey::new("energy", "theirs");
        let settings = Some(FlowSettings::default());
        let mut old = Catalogue::default();
        old.contract.flows = vec![Flow { id: FlowId(1), key: theirs.clone(), title: "".into(), settings }];
        old.contract.questions = vec![meter, question("free", InputType::Text, &[])];
        old.contract.agreements = vec![agreement("terms", true)];
        let mapping = Mapping {
            flows: vec![FlowRow { own: FlowKey::new("energy", "own"), partner: theirs }],
            questions: vec![row("meter", "m", &[("ja", "slim"), ("nee", "oud")]), row("free", "f", &[])],
            agreements: vec![AgreementRow { own: "av".into(), partner: "terms".into() }],
            ..Mapping::default()
        };
        Self { new: old.clone(), old, mapping }
    }

    fn question(&mut self, at: usize) -> &mut Question {
        &mut self.new.contract.questions[at]
    }

    fn changes(&self) -> Vec<(Class, String, What)> {
        let changes = drift(&self.old, &self.new, &self.mapping);
        changes.into_iter().map(|change| (change.class, change.element.to_string(), change.what)).collect()
    }

    /// What the sale is held over.
    fn held(&self, sale: &Sale) -> Option<String> {
        self.held_by(&self.drift(), sale)
    }

    /// What the sale is held over by this.
    fn held_by(&self, drift: &Drift, sale: &Sale) -> Option<String> {
        let linked =
            LinkedProduct { id: ProductId(501), product_type: Some("energy".into()), supplier: None };
        let products = BTreeMap::from([(ProductId(1), linked)]);
        let context = Context {
            mapping: &self.mapping,
            partner: &self.new.contract,
            products: &products,
            instance: "home",
            generation: 0,
            send_optin: false,
            optin: None,
            contract_pdf: None,
        };
        hit(sale, std::slice::from_ref(drift), &context).map(|(_, change)| change.element.to_string())
    }

    fn drift(&self) -> Drift {
        Drift {
            version: 2,
            at: Timestamp::default(),
            fingerprint: String::new(),
            changes: drift(&self.old, &self.new, &self.mapping),
            standing: Standing::Open,
        }
    }
}

/// A proof whose one counterexample fails so.
fn refusing(failure: Failure) -> Proof {
    let sale = ExampleSale {
        product: ProductId(1),
        flow: None,
        transaction_type: TransactionType::Order,
        customer: CustomerKind::Consumer,
        answers: BTreeMap::new(),
        agreements: Vec::new(),
        related: Vec::new(),
        matters: Vec::new(),
        matters_agreed: Vec::new(),
    };
    let found = Counterexample {
        sale,
        failure,
        row: RowToChange::Product(ProductId(1)),
        partner_rule: None,
        own_rule: None,
        labels: BTreeMap::new(),
        products: Vec::new(),
    };
    Proof { counterexamples: vec![found], ..Proof::default() }
}

fn sold(meter: &str) -> Sale {
    let mut sale = sale();
    sale.answers = answers(&[("m", one(meter)), ("f", one("iets"))]);
    sale.agreements = vec!["av".into()];
    sale
}

#[test]
fn nothing_changed_is_no_change_and_another_label_raises_nothing() {
    let mut case = Case::new();
    assert_eq!(case.changes(), []);
    case.question(0).name = "Welke meter hebt u?".into();
    case.question(1).description = "Vul iets in".into();
    case.new.contract.flows[0].title = "Energie".into();
    case.new.contract.agreements[0].text = "Nieuwe tekst".into();
    let changes = case.changes();
    assert_eq!(changes.len(), 4);
    assert!(changes.iter().all(|(class, _, what)| (*class, *what) == (Class::Harmless, What::Label)));
    assert_eq!(case.held(&sold("ja")), None);
}

#[test]
fn a_removed_option_breaks_what_the_mapping_gives_and_holds_the_sales_that_say_it() {
    let mut case = Case::new();
    asks(case.question(0)).options = vec!["slim".into(), "nieuw".into()];
    let expected = [
        (Class::Breaking, "answer:meter=oud".to_owned(), What::Removed),
        (Class::Widening, "answer:meter=nieuw".to_owned(), What::Added),
    ];
    assert_eq!(case.changes(), expected);
    assert_eq!(case.held(&sold("nee")), Some("answer:meter=oud".to_owned()));
    assert_eq!(case.held(&sold("ja")), None);
    let open = case.drift();
    assert_eq!(open.class(), Class::Breaking);
    // Mapped to what is no option either, or to nothing, it is still refused, and stays.
    for option in [Some("weg"), None] {
        case.mapping.questions[0].options.remove("nee");
        case.mapping.questions[0].options.extend(option.map(|option| ("nee".into(), option.into())));
        assert_eq!(case.held_by(&open, &sold("nee")), Some("answer:meter=oud".to_owned()));
    }
    // Mapped to another, it goes although the drift is still open.
    case.mapping.questions[0].options.insert("nee".into(), "nieuw".into());
    assert_eq!(case.held_by(&open, &sold("nee")), None);
    let settled = |case: &Case, proof: &Proof| is_settled(&open, proof, &case.mapping, &case.new.contract);
    assert!(settled(&case, &Proof::default()));
    // Unless the partner asks more of whoever has that: however far away, it is because of the change.
    for (key, on, value) in [("near", "meter", "nieuw"), ("far", "near", "")] {
        let mut asked = question(key, InputType::Text, &[]);
        asks(&mut asked).rule = Some(when(on, value));
        (asks(&mut asked).rule_visible, asks(&mut asked).required) = (true, key == "near");
        case.new.contract.questions.push(asked);
    }
    assert_eq!(case.held_by(&open, &sold("nee")), Some("answer:meter=oud".to_owned()));
    assert_eq!(case.held_by(&open, &sold("ja")), None);
    for (key, is_far) in [("near", true), ("far", true), ("free", false)] {
        let failure = Failure::found(Cause::MissingAnswer, Element::Question(key.into()));
        assert_eq!(settled(&case, &refusing(failure)), !is_far, "{key}");
    }
    case.new.contract.questions.truncate(2);
    // Nothing gives it: harmless.
    case.mapping.questions[0] = QuestionRow { constant: Some("slim".into()), ..row("meter", "m", &[]) };
    assert_eq!(case.changes()[1].0, Class::Harmless);
    // Handed on as A says it: whatever A says may be it.
    case.mapping.questions[0] = row("meter", "m", &[]);
    assert_eq!(case.changes()[0], expected[0]);
}

#[test]
fn a_question_that_must_be_answered_now_is_tightening_where_it_is_mapped_and_breaking_where_not() {
    let mut case = Case::new();
    asks(case.question(1)).required = true;
    assert_eq!(case.changes(), [(Class::Tightening, "question:free".to_owned(), What::Demand)]);
    assert_eq!(case.held(&sold("ja")), None);
    let mut empty = sold("ja");
    empty.answers.remove(&"f".into());
    assert_eq!(case.held(&empty), None, "what may refuse some sales holds none");
    // The proof finds one that is: then it breaks.
    let failure = Failure::found(Cause::MissingAnswer, Element::Question("free".into()));
    let mut open = case.drift();
    open.changes = weighed(open.changes, &refusing(failure), &case.new.contract);
    assert_eq!((open.class(), open.changes.len()), (Class::Breaking, 1));
    assert_eq!(case.held_by(&open, &empty), Some("question:free".to_owned()));
    assert_eq!(case.held_by(&open, &sold("ja")), None);
    let elsewhere = Failure::found(Cause::MissingAnswer, Element::Question("meter".into()));
    let weighed = weighed(case.drift().changes, &refusing(elsewhere), &case.new.contract);
    assert_eq!(weighed[0].class, Class::Tightening, "another question is nothing to it");
    // Where nothing is answered from, every sale is refused.
    let mut new = question("extra", InputType::Text, &[]);
    asks(&mut new).required = true;
    case.new.contract.questions.push(new);
    assert_eq!(case.changes()[0], (Class::Breaking, "question:extra".to_owned(), What::Added));
    // The partner fills it in by itself.
    asks(case.question(2)).default_value = Some("x".into());
    assert_eq!(case.changes()[1], (Class::Harmless, "question:extra".to_owned(), What::Added));
    std::mem::swap(&mut case.old, &mut case.new);
    let back: Vec<Class> = case.changes().iter().map(|change| change.0).collect();
    assert_eq!(back, [Class::Widening, Class::Harmless], "asked less than before");
}

#[test]
fn a_rule_follows_a_question_to_its_new_name_but_not_to_another_question() {
    let mut case = Case::new();
    for contract in [&mut case.old, &mut case.new] {
        let free = asks(&mut contract.contract.questions[1]);
        (free.rule_required, free.rule) = (true, Some(when("meter", "slim")));
    }
    case.question(0).name = "Meter".into();
    let tightening = (Class::Tightening, "question:free".to_owned(), What::Demand);
    assert_eq!(case.changes()[0], tightening, "the rule means nothing any more");
    let name = crate::model::rule::Subject::Answer { question: "Meter".into() };
    let rule = crate::model::rule::Rule::Condition { subject: name, value: Some("slim".into()) };
    asks(case.question(1)).rule = Some(rule);
    assert_eq!(case.changes(), [(Class::Harmless, "question:meter".to_owned(), What::Label)]);
}

#[test]
fn a_withdrawn_flow_holds_what_goes_through_it_and_nothing_else() {
    let mut case = Case::new();
    case.new.contract.flows.clear();
    assert_eq!(case.changes(), [(Class::Breaking, "flow:energy/theirs".to_owned(), What::Removed)]);
    assert_eq!(case.held(&sold("ja")), Some("flow:energy/theirs".to_owned()));
    let mut elsewhere = sold("ja");
    elsewhere.flow = FlowKey::new("energy", "other");
    assert_eq!(case.held(&elsewhere), None);
    case.mapping.flows.clear();
    assert_eq!(case.changes()[0].0, Class::Harmless);
}

#[test]
fn agreements_statuses_forms_and_terms_have_their_class() {
    let mut case = Case::new();
    case.new.contract.agreements.push(agreement("extra", true));
    case.new.contract.agreements[0] = agreement("terms", false);
    case.new.statuses.push(Status { key: "wacht".into(), name: "".into(), kind: StatusKind::Default });
    case.question(1).input_type = InputType::Date;
    let settings = case.new.contract.flows[0].settings.as_mut().unwrap();
    settings.iban_required.consumer_order = true;
    let expected = [
        (Class::Breaking, "question:free".to_owned(), What::Form),
        (Class::Breaking, "agreement:extra".to_owned(), What::Added),
        (Class::Tightening, "flow:energy/theirs".to_owned(), What::Terms),
        (Class::Tightening, "status:wacht".to_owned(), What::Added),
        (Class::Widening, "agreement:terms".to_owned(), What::Demand),
    ];
    assert_eq!(case.changes(), expected);
    // An answer of another form waits for somebody; a missing agreement is missing.
    assert_eq!(case.held(&sold("ja")), Some("agreement:extra".to_owned()));
    case.new.contract.agreements.pop();
    assert_eq!(case.held(&sold("ja")), Some("question:free".to_owned()));
    let mut unanswered = sold("ja");
    unanswered.answers.remove(&"f".into());
    assert_eq!(case.held(&unanswered), None);
}

#[test]
fn sections_are_told_by_what_differs_and_a_rule_by_how_it_reads() {
    use crate::model::flow::{Section, SectionProduct};
    let section = |identifier: &str, products: &[u64]| Section {
        id: 1,
        title: identifier.into(),
        identifier: identifier.to_owned(),
        mandatory: false,
        mandatory_for_suppliers: Vec::new(),
        mandatory_for_products: Vec::new(),
        products: products
            .iter()
            .map(|id| SectionProduct {
                id: ProductId(*id),
                name: "P".into(),
                identifier: String::new(),
                maximum_quantity: None,
            })
            .collect(),
    };
    let mut case = Case::new();
    case.old.contract.flows[0].settings.as_mut().unwrap().sections =
        vec![section("x", &[1, 2]), section("y", &[3])];
    let told = |case: &Case| {
        let changes = drift(&case.old, &case.new, &case.mapping);
        let [change] = &changes[..] else { panic!("{changes:?}") };
        let said = |text: &Option<Shown>| text.as_ref().map(ToString::to_string).unwrap_or_default();
        (change.class, said(&change.before), said(&change.after))
    };
    let mut sections = |change: &dyn Fn(&mut Vec<Section>)| {
        let mut now = case.old.contract.flows[0].settings.clone().unwrap();
        change(&mut now.sections);
        case.new.contract.flows[0].settings = Some(now);
        told(&case)
    };
    let before = "sections: x [1 P, 2 P]".to_owned();
    let fewer = sections(&|now| drop(now[0].products.pop()));
    assert_eq!(fewer, (Class::Tightening, before.clone(), "sections: x [1 P]".to_owned()));
    let must = sections(&|now| now[0].mandatory = true);
    assert_eq!(must, (Class::Tightening, before.clone(), "sections: x [1 P, 2 P] mandatory".to_owned()));
    let called = sections(&|now| now[0].products[0].name = "Q".into());
    assert_eq!(called, (Class::Harmless, before, "sections: x [1 Q, 2 P]".to_owned()));
    let more = sections(&|now| now.push(section("z", &[4])));
    assert_eq!(more, (Class::Widening, "sections:".to_owned(), "sections: z [4 P]".to_owned()));

    let mut case = Case::new();
    for (contract, value) in [(&mut case.old, "slim"), (&mut case.new, "oud")] {
        let free = asks(&mut contract.contract.questions[1]);
        (free.rule_required, free.rule) = (true, Some(when("meter", value)));
    }
    let rule = |value: &str| format!("question \"meter?\" = {value}");
    assert_eq!(told(&case), (Class::Tightening, rule("slim"), rule("oud")));
}

#[test]
fn pages_that_were_not_read_are_no_change() {
    let mut case = Case::new();
    asks(case.question(1)).required = true;
    case.old.contract.questions[1].contract = None;
    case.old.contract.flows[0].settings = None;
    case.old.contract.agreements[0].contract = None;
    assert_eq!(case.changes(), []);
}
