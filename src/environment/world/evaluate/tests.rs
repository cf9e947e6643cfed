//! Rules against a truth table written by hand, and what they govern.

use serde_json::{Value, json};

use super::*;

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

/// The table written by hand that also judges koppel's own reading of rules.
#[test]
fn the_truth_table() {
    let table: Value = serde_json::from_str(include_str!("../../../../tests/rules/truth.json")).unwrap();
    let list = |name: &str| table[name].as_array().unwrap().clone();
    let questions: Vec<Question> = list("questions")
        .into_iter()
        .map(|row| {
            let mut question: Question = serde_json::from_value(row).unwrap();
            question.asked.prepare();
            question
        })
        .collect();
    let answers = serde_json::from_value(table["answers"].clone()).unwrap();
    for row in list("rows") {
        let situation = Situation {
            product_type: table["product_type"].as_str().unwrap(),
            supplier: table["supplier"].as_u64(),
            business: table["customer"] == "business",
        };
        let evaluation = Evaluation::new(situation, questions.iter().collect(), &answers);
        let holds = evaluation.holds(&Rule::parse(&row["rule"]).unwrap());
        assert_eq!(row["holds"], holds, "{row}");
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
