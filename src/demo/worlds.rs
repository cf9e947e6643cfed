//! Tests of the sample worlds in `assets/`: each is consistent in itself, each is rich enough to show
//! what koppel does, and the demo's mapping fits both.
//!
//! Not here: whether an environment takes them (`environment`), or a sale through them (`demo::desk`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::ids::FlowKey;
use crate::model::mapping::Mapping;
use crate::model::question::InputType;
use crate::model::rule::{Rule, Subject};

const SUPPLIER: &str = include_str!("../../assets/worlds/supplier.json");
const RESELLER: &str = include_str!("../../assets/worlds/reseller.json");
const MAPPING: &str = include_str!("../../assets/maps/demo.toml");

const VALIDATORS: [&str; 7] = ["email", "iban", "ean", "numeric", "date", "phone", "postcode"];
const STATUS_TYPES: [&str; 5] = ["default", "cancelled", "netto", "action_required", "closed"];

struct World(Value);

impl World {
    fn both() -> [(&'static str, World); 2] {
        [("supplier", World::supplier()), ("reseller", World::reseller())]
    }

    fn supplier() -> Self {
        Self(serde_json::from_str(SUPPLIER).unwrap())
    }

    fn reseller() -> Self {
        Self(serde_json::from_str(RESELLER).unwrap())
    }

    fn list(&self, name: &str) -> &[Value] {
        self.0[name].as_array().unwrap_or_else(|| panic!("{name} is a list"))
    }

    fn words(&self, name: &str, field: &str) -> Vec<&str> {
        self.list(name)
            .iter()
            .map(|entry| entry[field].as_str().unwrap_or_else(|| panic!("{name}.{field}")))
            .collect()
    }

    fn numbers(&self, name: &str) -> Vec<u64> {
        self.list(name).iter().map(|entry| entry["id"].as_u64().unwrap()).collect()
    }

    fn questions(&self) -> BTreeMap<&str, &Value> {
        self.list("questions")
            .iter()
            .map(|question| (question["identifier"].as_str().unwrap(), question))
            .collect()
    }

    fn flows(&self) -> BTreeSet<FlowKey> {
        self.list("flows")
            .iter()
            .map(|flow| FlowKey::new(flow["type"].as_str().unwrap(), flow["identifier"].as_str().unwrap()))
            .collect()
    }
}

fn options(question: &Value) -> Vec<&str> {
    question["options"].as_str().unwrap().split("\r\n").filter(|option| !option.is_empty()).collect()
}

/// What an own answer can be, when it is one of a few; `None` when free.
fn answers(question: &Value) -> Option<BTreeSet<&str>> {
    match question["input_type"].as_str().unwrap() {
        "mc-single" | "mc-multi" => Some(options(question).into_iter().collect()),
        "checkbox" => Some(["0", "1"].into()),
        _ => None,
    }
}

fn conditions(rule: &Rule) -> Vec<(&Subject, Option<&str>)> {
    match rule {
        Rule::Group { rules, .. } => rules.iter().flat_map(conditions).collect(),
        Rule::Condition { subject, value } => vec![(subject, value.as_deref())],
        Rule::Unknown { found } => panic!("unknown rule {found}"),
    }
}

fn depth(rule: &Rule) -> usize {
    match rule {
        Rule::Group { rules, .. } => 1 + rules.iter().map(depth).max().unwrap_or(0),
        _ => 1,
    }
}

fn assert_unique<T: Ord + std::fmt::Debug + Clone>(what: &str, values: &[T]) {
    let set: BTreeSet<T> = values.iter().cloned().collect();
    assert_eq!(set.len(), values.len(), "{what} has repeats: {values:?}");
}

#[test]
fn ids_identifiers_and_question_names_are_unique() {
    for (name, world) in World::both() {
        for list in ["suppliers", "products", "flows", "questions", "agreements"] {
            assert_unique(&format!("{name}.{list}.id"), &world.numbers(list));
            assert_unique(&format!("{name}.{list}.identifier"), &world.words(list, "identifier"));
        }
        assert_unique("question names", &world.words("questions", "name"));
        assert_unique("statuses", &world.words("statuses", "id"));
    }
}

#[test]
fn rules_are_known_and_name_questions_and_answers_that_exist() {
    for (name, world) in World::both() {
        let by_name: BTreeMap<&str, &Value> = world
            .list("questions")
            .iter()
            .map(|question| (question["name"].as_str().unwrap(), question))
            .collect();
        let suppliers: Vec<String> = world.numbers("suppliers").iter().map(u64::to_string).collect();
        let types: BTreeSet<&str> = world.words("flows", "type").into_iter().collect();
        for entry in world.list("questions").iter().chain(world.list("agreements")) {
            let Some(rule) = Rule::parse(&entry["rule"]) else {
                assert_eq!(entry["rule_required"], "0", "{name} {entry}");
                assert_eq!(entry["rule_visible"], "0", "{name} {entry}");
                continue;
            };
            for (subject, value) in conditions(&rule) {
                match subject {
                    Subject::Answer { question } => {
                        let asked = by_name.get(question.as_str());
                        let asked = asked.unwrap_or_else(|| panic!("{name}: no question «{question}»"));
                        if let (Some(value), Some(answers)) = (value, answers(asked)) {
                            assert!(answers.contains(value), "{name}: «{question}» is never «{value}»");
                        }
                    }
                    Subject::ProductType => assert!(types.contains(value.unwrap()), "{name}: type {value:?}"),
                    Subject::Supplier => {
                        assert!(suppliers.iter().any(|id| Some(id.as_str()) == value), "{value:?}")
                    }
                    Subject::Profile => assert!(["consumer", "business"].contains(&value.unwrap())),
                }
            }
        }
    }
}

#[test]
fn questions_have_known_types_validators_options_and_scopes() {
    for (name, world) in World::both() {
        let types: BTreeSet<&str> = world.words("flows", "type").into_iter().collect();
        let flows: BTreeSet<&str> = world.words("flows", "identifier").into_iter().collect();
        for (key, question) in world.questions() {
            let input_type = InputType::from_word(question["input_type"].as_str().unwrap());
            assert!(!matches!(input_type, InputType::Other(_)), "{name}.{key}");
            let choice = matches!(input_type, InputType::McSingle | InputType::McMulti);
            let options = options(question);
            assert_eq!(choice, !options.is_empty(), "{name}.{key}");
            assert_unique(key, &options);
            // The API also parts options by commas and newlines: none may hide one.
            assert!(!options.iter().any(|option| option.contains([',', '\n', '\r'])), "{name}.{key}");
            if let Some(default) = question["default_value"].as_str() {
                assert!(options.contains(&default), "{name}.{key}");
            }
            if let Some(validator) = question["validator"].as_str() {
                assert!(VALIDATORS.contains(&validator), "{name}.{key}");
            }
            for flag in ["required", "visible", "visible_customer", "rule_required", "rule_visible"] {
                assert!(matches!(question[flag].as_str(), Some("0" | "1")), "{name}.{key}.{flag}");
            }
            let extra: Value = serde_json::from_str(question["extra"].as_str().unwrap()).unwrap();
            for product_type in extra["product_types"].as_array().unwrap() {
                assert!(types.contains(product_type.as_str().unwrap()), "{name}.{key}: {product_type}");
            }
            for flow in question["flow_identifiers"].as_array().unwrap() {
                assert!(flows.contains(flow.as_str().unwrap()), "{name}.{key}: {flow}");
            }
        }
    }
}

#[test]
fn flows_products_and_statuses_refer_to_what_exists() {
    for (name, world) in World::both() {
        let products: BTreeMap<u64, &Value> =
            world.numbers("products").into_iter().zip(world.list("products")).collect();
        let suppliers = world.numbers("suppliers");
        for product in products.values() {
            assert!(suppliers.contains(&product["supplier_id"].as_u64().unwrap()), "{name} {product}");
            assert!(product["customfields"].as_object().unwrap().values().all(Value::is_string));
            assert!(
                product["documents"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|document| document["content"].is_string())
            );
        }
        for flow in world.list("flows") {
            for id in flow["product_ids"].as_array().into_iter().flatten() {
                let product =
                    products.get(&id.as_u64().unwrap()).unwrap_or_else(|| panic!("{name}: no product {id}"));
                assert_eq!(product["type"], flow["type"], "{name}: product {id}");
            }
            for section in flow["sections"].as_array().into_iter().flatten() {
                for product in section["products"].as_array().unwrap() {
                    let found = products[&product["id"].as_u64().unwrap()];
                    assert_eq!(
                        (&product["name"], &product["identifier"]),
                        (&found["name"], &found["identifier"])
                    );
                }
            }
        }
        assert!(world.words("statuses", "type").iter().all(|word| STATUS_TYPES.contains(word)), "{name}");
        assert!(
            !world.words("statuses", "id").iter().any(|id| crate::model::status::SYSTEM.contains(id)),
            "{name}"
        );
    }
}

#[test]
fn the_supplier_is_as_rich_as_promised() {
    let world = World::supplier();
    assert!(world.list("products").len() >= 12);
    assert!(world.list("questions").len() >= 25);
    assert!(world.list("agreements").len() >= 6);
    assert!(world.list("statuses").len() >= 8);
    let types: BTreeSet<&str> = world.words("questions", "input_type").into_iter().collect();
    assert_eq!(types.len(), 14, "{types:?}");
    assert_eq!(
        world.words("statuses", "type").into_iter().collect::<BTreeSet<_>>().len(),
        STATUS_TYPES.len()
    );
    let deepest = world
        .list("questions")
        .iter()
        .filter_map(|question| Rule::parse(&question["rule"]))
        .map(|r| depth(&r));
    assert_eq!(deepest.max(), Some(4), "three levels of groups above a condition");
    assert!(
        world
            .list("flows")
            .iter()
            .any(|flow| flow["sections"].as_array().is_some_and(|list| !list.is_empty()))
    );
    let tariffs =
        |product: &&Value| product["type"] == "energy" && product["customfields"]["stroom_enkel"].is_string();
    assert!(world.list("products").iter().filter(tariffs).count() >= 6);
}

#[test]
fn the_mapping_refers_to_what_exists_on_both_sides() {
    let (own, partner) = (World::reseller(), World::supplier());
    let mapping: Mapping = toml::from_str(MAPPING).unwrap();
    for row in &mapping.flows {
        assert!(own.flows().contains(&row.own), "{}", row.own);
        assert!(partner.flows().contains(&row.partner), "{}", row.partner);
        assert_eq!(row.own.flow_type, row.partner.flow_type);
    }
    assert_eq!(mapping.flows.len(), own.list("flows").len(), "every own flow is mapped");
    let names = |world: &World, list: &str, field: &str| -> BTreeSet<String> {
        world.words(list, field).into_iter().map(str::to_owned).collect()
    };
    for row in &mapping.agreements {
        assert!(names(&own, "agreements", "identifier").contains(row.own.as_str()), "{}", row.own);
        assert!(
            names(&partner, "agreements", "identifier").contains(row.partner.as_str()),
            "{}",
            row.partner
        );
    }
    for row in &mapping.statuses {
        assert!(names(&own, "statuses", "id").contains(row.own.as_str()), "{}", row.own);
        assert!(names(&partner, "statuses", "id").contains(row.partner.as_str()), "{}", row.partner);
    }
}

#[test]
fn the_mapping_is_complete_and_its_tables_are_total() {
    let (own, partner) = (World::reseller(), World::supplier());
    let mapping: Mapping = toml::from_str(MAPPING).unwrap();
    assert_unique("rows", &mapping.questions.iter().map(|row| row.partner.as_str()).collect::<Vec<_>>());
    let (own_questions, partner_questions) = (own.questions(), partner.questions());
    for row in &mapping.questions {
        let target = partner_questions.get(row.partner.as_str()).unwrap_or_else(|| panic!("{}", row.partner));
        let allowed = answers(target);
        let allows = |value: &str| allowed.as_ref().is_none_or(|allowed| allowed.contains(value));
        for value in row.options.values().chain(&row.constant).chain(&row.default) {
            assert!(allows(value), "{} takes no «{value}»", row.partner);
        }
        let Some(source) = &row.own else {
            assert!(row.constant.is_some(), "{}", row.partner);
            continue;
        };
        let source = own_questions.get(source.as_str()).unwrap_or_else(|| panic!("{source}"));
        let possible = answers(source);
        if let (Some(possible), Some(_)) = (&possible, &allowed) {
            let total = possible.iter().all(|value| match row.options.get(*value) {
                Some(_) => true,
                None => row.options.is_empty() && allows(value),
            });
            assert!(total, "the table of {} is not total", row.partner);
        }
        let known =
            |value: &String| possible.as_ref().is_some_and(|possible| possible.contains(value.as_str()));
        assert!(row.options.keys().all(known), "the table of {} maps what is never answered", row.partner);
    }
    let mapped: BTreeSet<&str> = mapping.questions.iter().map(|row| row.partner.as_str()).collect();
    for (key, question) in &partner_questions {
        let input_type = InputType::from_word(question["input_type"].as_str().unwrap());
        // Relations are numbers of the partner's own book: nothing at the reseller can name one.
        let wanted = input_type.takes_answer() && input_type != InputType::Relation;
        assert_eq!(wanted, mapped.contains(key), "{key}");
    }
    let agreements: BTreeSet<&str> = mapping.agreements.iter().map(|row| row.partner.as_str()).collect();
    for agreement in partner.list("agreements").iter().filter(|agreement| agreement["archive"] == "0") {
        let asked = agreement["required"] == "1" || agreement["rule_required"] == "1";
        assert_eq!(asked, agreements.contains(agreement["identifier"].as_str().unwrap()), "{agreement}");
    }
    let statuses: BTreeSet<&str> = mapping.statuses.iter().map(|row| row.partner.as_str()).collect();
    assert_eq!(statuses, partner.words("statuses", "id").into_iter().collect());
}
