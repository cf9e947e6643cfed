//! A truth table written by hand: every row is a sale, a rule, and what a person says about it.

use serde_json::{Value, json};

use super::*;

fn group(criterion: &str, rules: Vec<Value>) -> Value {
    json!({"type": "condition_group", "criterion": criterion, "visibility": true, "rules": rules})
}

fn condition(identifier: &str, name: &str, value: &str) -> Value {
    json!({"type": "condition", "name": name, "identifier": identifier, "operator": "=", "value": value})
}

fn answer(name: &str, value: &str) -> Value {
    condition("question.id", name, value)
}

fn question(identifier: &str, name: &str, fields: Value) -> Question {
    let mut all =
        json!({"id": 1, "identifier": identifier, "name": name, "input_type": "text", "visible": "1"});
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let mut question: Question = serde_json::from_value(all).unwrap();
    question.asked.prepare();
    question
}

/// Solar panels (yes), the number of panels (8), and a multiple choice (roof, garden); energy of supplier
/// 7 sold to a consumer.
fn holds(rule: &Value) -> bool {
    let questions = [
        question("solar", "Zonnepanelen", json!({})),
        question("panels", "Aantal panelen", json!({})),
        question("places", "Plaatsen", json!({})),
        question("pump", "Warmtepomp", json!({})),
        question("hidden", "Verborgen", json!({"visible": "0"})),
        question("twin_a", "Tweeling", json!({})),
        question("twin_b", "Tweeling", json!({})),
    ];
    let answers = [
        ("solar", vec!["Ja"]),
        ("panels", vec!["8"]),
        ("places", vec!["Dak", "Tuin"]),
        ("hidden", vec!["Ja"]),
        ("twin_b", vec!["Twee"]),
    ];
    let answers = answers
        .into_iter()
        .map(|(key, values)| (key.to_owned(), values.into_iter().map(str::to_owned).collect()))
        .collect();
    let situation = Situation { product_type: "energy", supplier: Some(7), business: false };
    Evaluation::new(situation, questions.iter().collect(), &answers).holds(&Rule::parse(rule).unwrap())
}

#[test]
fn the_truth_table() {
    let yes = || condition("product.type", "Producttype", "energy");
    let no = || condition("product.type", "Producttype", "telecom");
    let table = [
        (yes(), true),
        (no(), false),
        (condition("product.type", "Producttype", ""), true),
        (condition("supplier.id", "Leverancier", "7"), true),
        (condition("supplier.id", "Leverancier", "8"), false),
        (condition("profile.type", "Klanttype", "consumer"), true),
        (condition("profile.type", "Klanttype", "0"), true),
        (condition("profile.type", "Klanttype", "business"), false),
        (condition("profile.type", "Klanttype", "1"), false),
        (answer("Zonnepanelen", "Ja"), true),
        (answer("Zonnepanelen", "ja"), false),
        (answer("Zonnepanelen", "Nee"), false),
        (answer("Zonnepanelen", ""), true),
        (answer("Aantal panelen", "8"), true),
        (answer("Plaatsen", "Tuin"), true),
        (answer("Plaatsen", "Schuur"), false),
        // Not answered.
        (answer("Warmtepomp", ""), false),
        (answer("Warmtepomp", "Ja"), false),
        // Answered, but not visible: its answer is ignored.
        (answer("Verborgen", "Ja"), false),
        (answer("Verborgen", ""), false),
        // No such question.
        (answer("Onbekend", ""), false),
        // Two of one name: one that matches is enough.
        (answer("Tweeling", "Twee"), true),
        (answer("Tweeling", "Een"), false),
        (group("ANY", vec![]), true),
        (group("ALL", vec![]), true),
        (group("ANY", vec![no(), yes()]), true),
        (group("ANY", vec![no(), no()]), false),
        (group("ALL", vec![yes(), yes()]), true),
        (group("ALL", vec![yes(), no()]), false),
        (group("ALL", vec![yes(), group("ANY", vec![no(), answer("Zonnepanelen", "Ja")])]), true),
        (group("ALL", vec![yes(), group("ANY", vec![no(), group("ALL", vec![yes(), no()])])]), false),
        // Not known: it does not hold, and it spoils only what it is part of.
        (condition("customer.age", "Leeftijd", "40"), false),
        (group("ANY", vec![condition("customer.age", "Leeftijd", "40"), yes()]), true),
        (group("ALL", vec![condition("customer.age", "Leeftijd", "40"), yes()]), false),
    ];
    for (rule, expected) in table {
        assert_eq!(holds(&rule), expected, "{rule}");
    }
}

#[test]
fn a_rule_governs_only_what_its_switches_say() {
    let never = condition("product.type", "Producttype", "telecom");
    let cases = [
        // rule_visible, rule_required, visible, required -> visible, required
        (false, false, true, true, true, true),
        (true, false, true, true, false, false),
        (false, true, true, true, true, false),
        (true, true, true, true, false, false),
        (false, false, false, true, false, false),
    ];
    for (rule_visible, rule_required, visible, required, is_visible, is_required) in cases {
        let question = question(
            "q",
            "Vraag",
            json!({"rule": never, "rule_visible": rule_visible, "rule_required": rule_required,
                   "visible": visible, "required": required}),
        );
        let answers = HashMap::new();
        let situation = Situation { product_type: "energy", supplier: None, business: false };
        let found = Evaluation::new(situation, vec![&question], &answers).asked();
        assert_eq!(!found.is_empty(), is_visible);
        assert_eq!(found.first().is_some_and(|(_, required)| *required), is_required);
    }
}

#[test]
fn a_chain_of_questions_closes_when_its_first_link_is_hidden() {
    let chain = |solar: &str| {
        let questions = [
            question("a", "A", json!({})),
            question("b", "B", json!({"rule": answer("A", "Ja"), "rule_visible": "1"})),
            question("c", "C", json!({"rule": answer("B", "Ja"), "rule_visible": "1", "required": "1"})),
        ];
        let answers =
            [("a", solar), ("b", "Ja")].map(|(key, value)| (key.to_owned(), vec![value.to_owned()])).into();
        let situation = Situation { product_type: "energy", supplier: None, business: false };
        let found = Evaluation::new(situation, questions.iter().collect(), &answers).asked();
        found.iter().map(|(question, required)| (question.identifier.clone(), *required)).collect::<Vec<_>>()
    };
    let named = |list: &[(&str, bool)]| list.iter().map(|(k, r)| ((*k).to_owned(), *r)).collect::<Vec<_>>();
    assert_eq!(chain("Ja"), named(&[("a", false), ("b", false), ("c", true)]));
    assert_eq!(chain("Nee"), named(&[("a", false)]));
}

#[test]
fn questions_in_a_circle_are_not_asked() {
    let questions = [
        question("a", "A", json!({"rule": answer("B", ""), "rule_visible": "1"})),
        question("b", "B", json!({"rule": answer("A", ""), "rule_visible": "1"})),
    ];
    let answers = ["a", "b"].map(|key| (key.to_owned(), vec!["Ja".to_owned()])).into();
    let situation = Situation { product_type: "energy", supplier: None, business: false };
    assert!(Evaluation::new(situation, questions.iter().collect(), &answers).asked().is_empty());
}
