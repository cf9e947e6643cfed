//! The proof of a large partner, whole and after one change of the mapping, against the floor of one
//! translated sale for each product: 300 questions, 3 000 options, rules six deep, 500 products at 1x, and
//! 10 and 100 times as many products. Ratios are what counts.
//!
//! Run with `cargo bench --bench proof`. Not here: whether proofs are right.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;

use koppel::clock::Clock;
use koppel::linking::prove::{Memo, Setup, example, prove};
use koppel::linking::{Context, LinkedProduct, translate};
use koppel::model::catalogue::Catalogue;
use koppel::model::flow::{Flow, FlowSettings};
use koppel::model::ids::{FlowId, FlowKey, ProductId, QuestionId, SupplierId};
use koppel::model::mapping::{FlowRow, Mapping, QuestionRow};
use koppel::model::product::{CustomerKinds, Product, SupplierRef};
use koppel::model::proof::{ExampleSale, Verdict};
use koppel::model::question::{InputType, Question, QuestionContract};
use koppel::model::rule::{Criterion, Rule, Subject};
use koppel::model::sale::{CustomerKind, TransactionType};

const QUESTIONS: usize = 300;
const OPTIONS: usize = 10;
const DEPTH: usize = 6;
const PRODUCTS: u64 = 500;
const TYPES: u64 = 10;
const SUPPLIERS: u64 = 5;

fn main() {
    let clock = Clock::system();
    println!("{QUESTIONS} questions, {} options, rules {DEPTH} deep", QUESTIONS * OPTIONS);
    for times in [1, 10, 100] {
        let world = World::new(PRODUCTS * times);
        let mut memo = Memo::default();
        let start = clock.instant();
        let proof = prove(world.setup(&world.mapping), &mut memo);
        let whole = start.elapsed();
        assert!(proof.verdict == Verdict::Proven, "the world of this benchmark is sound");
        let searches = memo.searched();

        let mut changed = world.mapping.clone();
        changed.questions[QUESTIONS / 2].options.remove("own 150 0");
        let start = clock.instant();
        let broken = prove(world.setup(&changed), &mut memo);
        let after = start.elapsed();
        assert!(broken.verdict == Verdict::Counterexample, "an option without a row is found");

        let floor = world.floor(&clock);
        println!(
            "{times:>4}x, {:>6} products: whole {:>8.1} ms = {:>6.2} x the floor ({searches} searches); after \
             one change {:>8.1} ms = {:>6.2} x ({} searches); floor {:.1} ms",
            PRODUCTS * times,
            whole.as_secs_f64() * 1e3,
            whole.as_secs_f64() / floor,
            after.as_secs_f64() * 1e3,
            after.as_secs_f64() / floor,
            memo.searched(),
            floor * 1e3,
        );
    }
}

struct World {
    own: Catalogue,
    partner: Catalogue,
    mapping: Mapping,
    links: BTreeMap<ProductId, LinkedProduct>,
}

impl World {
    fn new(products: u64) -> Self {
        let kind = |id: u64| format!("type-{}", id % TYPES);
        let supplier = |id: u64| SupplierId(id % SUPPLIERS + 1);
        let product = |id: u64| Product {
            id: ProductId(id),
            name: "Product".into(),
            identifier: String::new(),
            supplier: Some(SupplierRef { id: supplier(id), name: "x".into(), identifier: String::new() }),
            product_type: kind(id),
            customers: CustomerKinds::Both,
            active: true,
            valid_from: None,
            valid_till: None,
            usp: "".into(),
            description: "".into(),
            cart_info: "".into(),
            updated_at: None,
            detail: None,
        };
        let mut own = Catalogue::default();
        let mut partner = Catalogue::default();
        for (catalogue, side) in [(&mut own, "own"), (&mut partner, "their")] {
            catalogue.products = (1..=products).map(product).collect();
            catalogue.contract.flows = (0..TYPES).map(|at| flow(at, side)).collect();
            catalogue.contract.questions = (0..QUESTIONS).map(|at| question(at, side)).collect();
        }
        let linked = |id: u64| LinkedProduct {
            id: ProductId(id),
            product_type: Some(kind(id)),
            supplier: Some(supplier(id)),
        };
        let links = (1..=products).map(|id| (ProductId(id), linked(id))).collect();
        let mapping = Mapping {
            flows: (0..TYPES)
                .map(|at| FlowRow { own: flow(at, "own").key, partner: flow(at, "their").key })
                .collect(),
            questions: (0..QUESTIONS).map(row).collect(),
            ..Mapping::default()
        };
        Self { own, partner, mapping, links }
    }

    fn setup<'a>(&'a self, mapping: &'a Mapping) -> Setup<'a> {
        Setup { own: &self.own, partner: &self.partner, mapping, links: &self.links }
    }

    /// Seconds to translate one sale of each product, all questions answered.
    fn floor(&self, clock: &Clock) -> f64 {
        let context = Context {
            mapping: &self.mapping,
            partner: &self.partner.contract,
            products: &self.links,
            instance: "bench",
            generation: 1,
            send_optin: false,
            optin: None,
            contract_pdf: None,
        };
        let answers = (0..QUESTIONS)
            .map(|at| (format!("own{at}").as_str().into(), answer(&format!("own {at} 0"))))
            .collect::<BTreeMap<_, _>>();
        let start = clock.instant();
        // Some are enough to tell.
        let some = 50;
        for id in self.links.keys().take(some) {
            let sale = example(&ExampleSale {
                product: *id,
                flow: Some(flow(id.0 % TYPES, "own").key),
                transaction_type: TransactionType::Order,
                customer: CustomerKind::Consumer,
                answers: answers.clone(),
                agreements: Vec::new(),
                related: Vec::new(),
                matters: Vec::new(),
                matters_agreed: Vec::new(),
            });
            assert!(translate(&sale.unwrap(), &context).is_ok());
        }
        start.elapsed().as_secs_f64() * self.links.len() as f64 / some as f64
    }
}

fn answer(text: &str) -> koppel::model::sale::Answer {
    koppel::model::sale::Answer::One(text.to_owned())
}

fn flow(at: u64, side: &str) -> Flow {
    Flow {
        id: FlowId(at + 1),
        key: FlowKey::new(format!("type-{at}"), side),
        title: "Flow".into(),
        settings: Some(FlowSettings::default()),
    }
}

/// Every question is a choice. Five of six are asked by a rule that is [`DEPTH`] groups deep and looks at up
/// to three questions before it, the product's type and supplier, and who buys.
fn question(at: usize, side: &str) -> Question {
    let option = |option: usize| format!("{side} {at} {option}");
    let rule = (!at.is_multiple_of(DEPTH)).then(|| deep(at, side, DEPTH));
    Question {
        id: QuestionId(at as u64 + 1),
        key: format!("{side}{at}").as_str().into(),
        name: format!("{side} {at}?"),
        input_type: InputType::McSingle,
        description: "".into(),
        contract: Some(QuestionContract {
            required: true,
            visible: true,
            rule_visible: rule.is_some(),
            rule_required: rule.is_some(),
            rule,
            options: (0..OPTIONS).map(option).collect(),
            ..QuestionContract::default()
        }),
    }
}

fn deep(at: usize, side: &str, depth: usize) -> Rule {
    let is = |subject, value: &str| Rule::Condition { subject, value: Some(value.to_owned()) };
    let before = at - 1 - (depth % 3).min(at % DEPTH - 1);
    let asked = Subject::Answer { question: format!("{side} {before}?") };
    let mut rules = vec![is(asked, &format!("{side} {before} {}", depth % 2))];
    match depth {
        0 => {}
        2 => rules.push(is(Subject::ProductType, "type-1")),
        3 => rules.push(is(Subject::Supplier, "2")),
        4 => rules.push(is(Subject::Profile, "business")),
        _ => {}
    }
    if depth > 0 {
        rules.push(deep(at, side, depth - 1));
    }
    Rule::Group { criterion: if depth.is_multiple_of(2) { Criterion::Any } else { Criterion::All }, rules }
}

fn row(at: usize) -> QuestionRow {
    QuestionRow {
        partner: format!("their{at}").as_str().into(),
        own: Some(format!("own{at}").as_str().into()),
        constant: None,
        default: None,
        options: (0..OPTIONS)
            .map(|option| (format!("own {at} {option}"), format!("their {at} {option}")))
            .collect(),
        date: None,
    }
}
