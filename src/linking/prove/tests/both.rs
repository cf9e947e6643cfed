//! A world file read by both: by the environment into its own catalogue, which judges sales, and by the
//! client into the model, which a proof works on. They share the JSON and the rule parser.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::environment::world::catalogue as theirs;
use crate::environment::world::incoming::Incoming;
use crate::environment::world::judge::{Proposal, Refusal, judge};
use crate::environment::world::people::{Granted, Rights};
use crate::linking::prove::example;
use crate::model::catalogue::Catalogue;
use crate::model::ids::{AgreementKey, FlowKey, QuestionKey};
use crate::model::payload::Payload;
use crate::model::proof::ExampleSale;
use crate::model::sale::{Answer, Sale};
use crate::salesdock::convert;

/// One environment, as itself and as seen from outside.
pub struct Both {
    pub inside: theirs::Catalogue,
    pub outside: Catalogue,
}

fn list(world: &Value, name: &str) -> Vec<Value> {
    world[name].as_array().cloned().unwrap_or_default()
}

/// Times and pictures are made of a file's by the environment's planting; nothing here looks at them.
fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    let mut value = value.clone();
    for field in ["created_at", "updated_at", "image"] {
        value.as_object_mut().unwrap().remove(field);
    }
    serde_json::from_value(value).unwrap()
}

impl Both {
    pub fn new(world: &Value) -> Self {
        let mut inside = theirs::Catalogue::default();
        let mut outside = Catalogue::default();
        for row in list(world, "products") {
            let product: theirs::Product = read(&row);
            let mut seen = row.clone();
            let supplier = list(world, "suppliers").into_iter().find(|one| one["id"] == row["supplier_id"]);
            if let (Some(supplier), Some(seen)) = (supplier, seen.as_object_mut()) {
                seen.insert("supplier_name".into(), supplier["name"].clone());
            }
            seen.as_object_mut().unwrap().remove("documents");
            outside.products.push(convert::catalogue::product(read(&seen), chrono_tz::UTC, true).unwrap());
            inside.products.insert(product.id, product);
        }
        for row in list(world, "flows") {
            let flow: theirs::Flow = read(&row);
            outside.contract.flows.push(convert::catalogue::flow(read(&row), true).unwrap());
            inside.flows.insert(flow.id, flow);
        }
        for row in list(world, "questions") {
            let mut question: theirs::Question = read(&row);
            question.asked.prepare();
            outside.contract.questions.push(convert::catalogue::question(read(&row), true).unwrap());
            inside.questions.insert(question.id, question);
        }
        for row in list(world, "agreements") {
            let mut agreement: theirs::Agreement = read(&row);
            agreement.asked.prepare();
            outside.contract.agreements.push(convert::catalogue::agreement(read(&row), true).unwrap());
            inside.agreements.insert(agreement.id, agreement);
        }
        Self { inside, outside }
    }

    /// What the environment says of a body that is posted to its flow: the questions that it asks, or why
    /// it refuses.
    pub fn judge(&self, flow: &FlowKey, body: &Value) -> Result<Vec<String>, Refusal> {
        let rights = Rights {
            organisation: None,
            products: Granted::All,
            flows: Granted::All,
            whole_flows: std::collections::BTreeSet::default(),
        };
        let flow = self.inside.flow(&flow.flow_type, &flow.identifier, &rights).expect("a known flow");
        let proposal = Proposal {
            catalogue: &self.inside,
            flow,
            rights: &rights,
            incoming: &Incoming::default(),
            today: NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
            body: body.as_object().unwrap(),
        };
        judge(&proposal).map(|accepted| accepted.asked)
    }

    /// Whether a sale of a counterexample can be made here.
    pub fn accepts(&self, sale: &ExampleSale) -> Result<(), Refusal> {
        let sale = example(sale).expect("an example with a flow");
        self.judge(&sale.flow, &body(&own_payload(&sale))).map(drop)
    }
}

/// A sale as its own environment takes it.
pub fn own_payload(sale: &Sale) -> Payload {
    Payload {
        flow: sale.flow.clone(),
        transaction_type: sale.transaction_type,
        product_id: sale.product.id,
        customer: sale.customer.clone(),
        connection: None,
        related_products: sale.related_products.clone(),
        answers: sale.answers.clone(),
        agreements: sale.agreements.clone(),
        energy: sale.energy.clone(),
        channel: sale.channel.clone(),
        signature: None,
        contract: None,
        initial_user: None,
        initial_organisation: None,
        initial_created_at: None,
        external_reference: "a:1:1".into(),
        optin: None,
    }
}

/// The body of a payload, as it goes over the line.
pub fn body(payload: &Payload) -> Value {
    serde_json::from_slice(&convert::new_sale::body(payload).unwrap()).unwrap()
}

/// Puts answers and agreements into a body that has all else.
pub fn fill(body: &mut Value, answers: &BTreeMap<QuestionKey, Answer>, agreements: &[AgreementKey]) {
    let answers = answers.iter().map(|(key, answer)| (key.0.clone(), convert::answers::write(answer)));
    body["questionData"] = Value::Object(answers.collect());
    body["agreements"] = Value::Object(agreements.iter().map(|key| (key.0.clone(), "1".into())).collect());
}
