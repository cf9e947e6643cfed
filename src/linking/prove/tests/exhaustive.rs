//! The judge of the prover: every sale that A's environment accepts, made and sent, judged by the partner's
//! environment itself.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::super::complete::context;
use super::super::{Memo, Setup, prove, skeleton};
use super::both::{Both, body, fill, own_payload};
use super::random::{OWN, PARTNER, World, world};
use crate::environment::world::judge::{Finding, Refusal};
use crate::linking::planted::{Mistake, plant};
use crate::linking::translate::{LinkedProduct, cross, translate};
use crate::model::failure::{Element, Failure};
use crate::model::ids::{FlowKey, ProductId, QuestionKey, SupplierId};
use crate::model::mapping::QuestionRow;
use crate::model::payload::Payload;
use crate::model::proof::{Counterexample, Proof, Verdict};
use crate::model::question::{InputType, Question};
use crate::model::sale::{Answer, CustomerKind, FileAnswer, Sale, TransactionType};
use crate::salesdock::convert;

/// So many worlds are tried; the environment variable asks for more.
const WORLDS: u64 = 10_000;

struct Tried {
    own: Both,
    partner: Both,
    world: World,
    links: BTreeMap<ProductId, LinkedProduct>,
    /// A body that the partner gets, of a consumer and of a business.
    bodies: [OnceCell<Value>; 2],
}

impl Tried {
    fn new(world: World) -> Self {
        let linked = LinkedProduct {
            id: ProductId(PARTNER),
            product_type: Some("telecom".into()),
            supplier: Some(SupplierId(7)),
        };
        let links = [(ProductId(OWN), linked)].into();
        Self {
            own: Both::new(&world.own),
            partner: Both::new(&world.partner),
            world,
            links,
            bodies: Default::default(),
        }
    }

    fn prove(&self) -> Proof {
        let setup = Setup {
            own: &self.own.outside,
            partner: &self.partner.outside,
            mapping: &self.world.mapping,
            links: &self.links,
        };
        prove(setup, &mut Memo::default())
    }

    /// Every sale that A's operator could fill in, of this kind of customer.
    fn sales(&self, customer: CustomerKind) -> Vec<Sale> {
        let flow = FlowKey::new("telecom", "a");
        let of = |kind| skeleton::sale(ProductId(OWN), flow.clone(), customer, kind);
        let kinds = [TransactionType::Order, TransactionType::Offer];
        let mut sales = vec![of(TransactionType::Order)];
        if self.world.partner["flows"][0]["transaction_type"] == "order" {
            sales.push(of(TransactionType::Offer));
        }
        for question in &self.own.outside.contract.questions {
            let given = answers(question);
            let with = |sale: &Sale| {
                let more = given.iter().map(|answer| {
                    let mut sale = sale.clone();
                    sale.answers.insert(question.key.clone(), answer.clone());
                    sale
                });
                more.chain([sale.clone()]).collect::<Vec<_>>()
            };
            sales = sales.iter().flat_map(with).collect();
        }
        for agreement in &self.own.outside.contract.agreements {
            let accepted = sales.clone().into_iter().map(|mut sale| {
                sale.agreements.push(agreement.key.clone());
                sale
            });
            let accepted: Vec<Sale> = accepted.collect();
            sales.extend(accepted);
        }
        let bodies: Vec<Value> = kinds.map(|kind| body(&own_payload(&of(kind)))).into();
        sales.retain(|sale| {
            let mut body = bodies[usize::from(sale.transaction_type == TransactionType::Offer)].clone();
            fill(&mut body, &sale.answers, &sale.agreements);
            let Ok(asked) = self.own.judge(&sale.flow, &body) else { return false };
            // What A does not ask it does not keep: without that answer it is the same sale.
            sale.answers.keys().all(|key| asked.iter().any(|asked| asked == key.as_str()))
        });
        sales
    }

    /// What the partner refuses `sale` for, as far as a mapping could prevent it: by the field, and why.
    fn refusal(&self, sale: &Sale) -> BTreeMap<String, String> {
        let contract = &self.partner.outside.contract;
        match translate(sale, &context(&self.world.mapping, contract, &self.links)) {
            Err(failures) => failures
                .into_iter()
                .map(|failure| (field(&failure.element), format!("before sending: {failure:?}")))
                .collect(),
            Ok(payload) => match self.partner.judge(&payload.flow, &self.arriving(&payload)) {
                Ok(_) => BTreeMap::new(),
                Err(Refusal::Fields(fields)) => {
                    let counts = |field: &String, finding: &Finding| !self.is_typed(sale, field, finding);
                    let found = fields.iter().filter_map(|(field, all)| {
                        let one = all.iter().find(|one| counts(field, one))?;
                        Some((field.clone(), format!("{one:?}")))
                    });
                    found.collect()
                }
                Err(other) => BTreeMap::from([(String::new(), format!("{other:?}"))]),
            },
        }
    }

    /// The body of a payload, made of one that is known.
    fn arriving(&self, payload: &Payload) -> Value {
        let kind = usize::from(payload.customer.company.is_some());
        let mut body = self.bodies[kind].get_or_init(|| body(payload)).clone();
        body["transaction_type"] = match payload.transaction_type {
            TransactionType::Order => "order".into(),
            TransactionType::Offer => "offer".into(),
        };
        fill(&mut body, &payload.answers, &payload.agreements);
        body
    }

    /// A text that somebody typed, and that has not the form the partner wants: an assumption.
    fn is_typed(&self, sale: &Sale, field: &str, finding: &Finding) -> bool {
        let key = field.strip_prefix("questionData.").unwrap_or_default();
        let rows = self.world.mapping.questions.iter().filter(|row| row.partner.as_str() == key);
        let gives = |row: &&QuestionRow| {
            row.constant.is_some()
                || row.default.is_some()
                || row.own.as_ref().is_some_and(|own| sale.answers.contains_key(own))
        };
        let own =
            rows.clone().find(gives).filter(|row| row.constant.is_none()).and_then(|row| row.own.as_ref());
        let own = own.filter(|own| sale.answers.contains_key(own));
        let questions = &self.own.outside.contract.questions;
        let typed = own.and_then(|own| questions.iter().find(|question| question.key == *own));
        *finding == Finding::NoDate && typed.is_some_and(|question| question.input_type == InputType::Text)
    }

    /// Checks one counterexample: A accepts the sale, and the partner refuses it for the reason given. Says
    /// whether the partner itself does, or koppel alone would not send it.
    fn check(&self, found: &Counterexample) -> Result<bool, String> {
        self.own.accepts(&found.sale).map_err(|why| format!("A refuses it: {why:?}"))?;
        let sale = skeleton::example(&found.sale).ok_or("no flow")?;
        let contract = &self.partner.outside.contract;
        let context = context(&self.world.mapping, contract, &self.links);
        let crossed = cross(&sale, &context);
        let predicted = crossed.failures.contains(&found.failure);
        let field = field(&found.failure.element);
        let raw = match &found.failure.element {
            Element::Question(key) | Element::Answer(key, _) => {
                self.raw(&sale, key).map(|raw| (key.clone(), raw))
            }
            Element::Agreement(_) | Element::Field(_) => None,
            // A flow that is not mapped, or not there, is nowhere to send it to.
            Element::OwnFlow(_) | Element::Flow(_) if predicted => return Ok(true),
            other => return Err(format!("an element out of scope: {other:?}")),
        };
        let flow = FlowKey::new("telecom", "b");
        let mut payload = own_payload(&sale);
        payload.product_id = ProductId(PARTNER);
        payload.answers = crossed.answers.clone();
        payload.agreements = crossed.agreements.clone();
        if let Some((key, raw)) = raw.filter(|(key, _)| crossed.doubtful.contains(key)) {
            payload.answers.insert(key, raw);
        }
        let refused = match self.partner.judge(&flow, &body(&payload)) {
            Err(Refusal::Fields(fields)) => fields.contains_key(&field),
            _ => false,
        };
        match (refused, predicted) {
            (true, _) => Ok(true),
            (false, true) => Ok(false),
            (false, false) => Err(format!("nobody refuses it for {field}")),
        }
    }

    /// What would arrive at the partner's question if it were sent as it stands.
    fn raw(&self, sale: &Sale, partner: &QuestionKey) -> Option<Answer> {
        let rows = self.world.mapping.questions.iter().filter(|row| row.partner == *partner);
        rows.into_iter().find_map(|row| {
            let own = row.own.as_ref().and_then(|own| sale.answers.get(own)).cloned();
            let fixed = |text: &String| Answer::One(text.clone());
            row.constant.as_ref().map(fixed).or(own).or(row.default.as_ref().map(fixed))
        })
    }
}

/// The API's name of what a failure points at.
fn field(element: &Element) -> String {
    match element {
        Element::Question(key) | Element::Answer(key, _) => format!("questionData.{key}"),
        Element::Agreement(key) => format!("agreements.{key}"),
        Element::Field(name) => name.clone(),
        other => other.to_string(),
    }
}

fn answers(question: &Question) -> Vec<Answer> {
    let one = |text: &str| Answer::One(text.to_owned());
    let options = question.contract.as_ref().map(|contract| contract.options.clone()).unwrap_or_default();
    match question.input_type {
        InputType::McSingle => options.iter().map(|option| one(option)).collect(),
        InputType::McMulti => (1..1_usize << options.len())
            .map(|set| {
                let chosen = options.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                Answer::Many(chosen.map(|(_, option)| option.clone()).collect())
            })
            .collect(),
        InputType::Checkbox => vec![one("0"), one("1")],
        InputType::Date => vec![one("15-06-2027")],
        InputType::File => vec![Answer::Files(vec![FileAnswer {
            name: "nota".into(),
            content: "JVBERg==".into(),
            extension: "pdf".into(),
        }])],
        _ => vec![one("iets"), one("15-06-2027")],
    }
}

#[derive(Default)]
struct Counts {
    proven: u64,
    counterexample: u64,
    unknown: u64,
    sales: u64,
    refused: u64,
    examples: u64,
    koppel_alone: u64,
    /// Counterexamples whose size is that of the smallest there is.
    smallest: u64,
    open_and_refused: u64,
}

fn try_world(seed: u64, counts: &mut Counts) -> Result<(), String> {
    let tried = Tried::new(world(seed));
    let proof = tried.prove();
    let mut smallest: HashMap<(CustomerKind, String), usize> = HashMap::new();
    for product in &proof.products {
        let sales = tried.sales(product.customer);
        let mut refusals: BTreeSet<String> = BTreeSet::new();
        for sale in &sales {
            for (field, why) in tried.refusal(sale) {
                refusals.insert(format!("{field}: {why}"));
                let size = sale.answers.len() + sale.agreements.len();
                let known = smallest.entry((product.customer, field)).or_insert(size);
                *known = size.min(*known);
            }
        }
        counts.sales += sales.len() as u64;
        counts.refused += u64::from(!refusals.is_empty());
        match product.verdict {
            Verdict::Proven => counts.proven += 1,
            Verdict::Counterexample => counts.counterexample += 1,
            Verdict::Unknown => counts.unknown += 1,
        }
        if product.verdict == Verdict::Proven && !refusals.is_empty() {
            return Err(format!("proven for {:?}, but refused: {refusals:?}", product.customer));
        }
        if product.verdict == Verdict::Counterexample && tried.world.plain && refusals.is_empty() {
            return Err(format!("a counterexample for {:?}, but nothing is refused", product.customer));
        }
        if product.verdict == Verdict::Unknown && tried.world.plain {
            return Err(format!("nothing is open here, but: {:?}", product.doubts));
        }
        counts.open_and_refused += u64::from(product.verdict == Verdict::Unknown && !refusals.is_empty());
    }
    for found in &proof.counterexamples {
        let by_partner = tried.check(found).map_err(|why| format!("{}: {why}", told(found)))?;
        counts.examples += 1;
        if tried.world.plain {
            let size = found.sale.answers.len() + found.sale.agreements.len();
            // Where another row stops every such sale before it leaves, there is none to compare with.
            let known = smallest.get(&(found.sale.customer, field(&found.failure.element)));
            if let Some(known) = known.filter(|known| **known < size) {
                return Err(format!("{}: the smallest has {known} answers and agreements", told(found)));
            }
            counts.smallest += u64::from(known == Some(&size));
        }
        counts.koppel_alone += u64::from(!by_partner);
    }
    Ok(())
}

fn told(found: &Counterexample) -> String {
    let Failure { cause, element, .. } = &found.failure;
    let answers: Vec<Value> = found
        .sale
        .answers
        .iter()
        .map(|(key, answer)| serde_json::json!({ key.as_str(): convert::answers::write(answer) }))
        .collect();
    format!("{cause:?} {element} by {answers:?} {:?} {:?}", found.sale.agreements, found.sale.customer)
}

/// The first world whose proof is wrong, and how.
fn first_wrong(worlds: u64) -> Option<(u64, String)> {
    let mut counts = Counts::default();
    (0..worlds).find_map(|seed| try_world(seed, &mut counts).err().map(|why| (seed, why)))
}

#[test]
fn a_mistake_in_the_option_check_or_in_the_prover_is_noticed() {
    // None of the first few hundred worlds is wrong by itself: else they would show nothing.
    let enough = 600;
    for mistake in [
        Mistake::AnyOption,
        Mistake::LastOption,
        Mistake::NeverEmpty,
        Mistake::OwnRules,
        Mistake::AnySale,
        Mistake::FirstFill,
        Mistake::OnlyWhatMatters,
    ] {
        let found = plant(mistake, || first_wrong(enough));
        let (seed, why) = found.unwrap_or_else(|| panic!("{mistake:?} was not noticed"));
        println!("{mistake:?}: world {seed}: {}", why.chars().take(160).collect::<String>());
    }
    assert_eq!(first_wrong(enough), None);
}

#[test]
fn what_is_proven_is_never_refused_and_every_counterexample_is() {
    let worlds = std::env::var("KOPPEL_WORLDS").ok().and_then(|text| text.parse().ok()).unwrap_or(WORLDS);
    let workers = 4;
    let run = |worker: u64| {
        let mut counts = Counts::default();
        for seed in (worker..worlds).step_by(workers as usize) {
            if let Err(why) = try_world(seed, &mut counts) {
                let World { own, partner, mapping, plain } = world(seed);
                panic!(
                    "world {seed} (plain: {plain}): {why}\n\nA: {own:#}\n\nB: {partner:#}\n\n{}",
                    toml::to_string(&mapping).unwrap()
                );
            }
        }
        counts
    };
    let all: Vec<Counts> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|worker| scope.spawn(move || run(worker))).collect();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let sum = |of: fn(&Counts) -> u64| all.iter().map(of).sum::<u64>();
    let (proven, counterexample, unknown) =
        (sum(|c| c.proven), sum(|c| c.counterexample), sum(|c| c.unknown));
    println!(
        "{worlds} worlds, {} sales that A accepts: {proven} proven, {counterexample} with a counterexample, \
         {unknown} unknown ({} of those refused); {} counterexamples checked, {} of them stopped by koppel alone; {} are \
         the smallest there are",
        sum(|c| c.sales),
        sum(|c| c.open_and_refused),
        sum(|c| c.examples),
        sum(|c| c.koppel_alone),
        sum(|c| c.smallest),
    );
    // Floors, so that the test cannot pass by saying nothing.
    assert!(proven * 10 > worlds, "few worlds are proven");
    assert!(counterexample * 10 > worlds * 3, "few worlds have a counterexample");
    assert!(unknown * 100 > worlds, "odd worlds are not odd");
    assert!(sum(|c| c.smallest) * 2 > sum(|c| c.examples), "few are compared with the smallest there is");
    assert!(sum(|c| c.koppel_alone) * 20 < sum(|c| c.examples), "the partner must refuse them itself");
}
