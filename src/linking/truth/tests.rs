//! A truth table written by hand, and: what is known stays known when more becomes known.

use proptest::prelude::{
    Just, Strategy, any as arbitrary, prop, prop_assert_eq, prop_assert_ne, prop_oneof, proptest,
};

use super::super::sample::*;
use super::*;
use Truth::{Fails, Holds, Unknown};

fn judge(rule: &Rule, questions: &[Question], given: &[(&str, Answer)]) -> Truth {
    judge_as(rule, questions, given, CustomerKind::Consumer)
}

fn judge_as(rule: &Rule, questions: &[Question], given: &[(&str, Answer)], customer: CustomerKind) -> Truth {
    let answers = answers(given);
    let facts = Facts {
        questions,
        product_type: Some("energy"),
        related_types: Vec::new(),
        supplier: Some(SupplierId(4)),
        customer,
        answers: &answers,
        doubtful: &["doubtful".into()].into(),
        seen: Seen::default(),
    };
    facts.rule(rule)
}

fn subject(subject: Subject, value: &str) -> Rule {
    Rule::Condition { subject, value: Some(value.to_owned()).filter(|value| !value.is_empty()) }
}

/// The table written by hand that also judges the environment's own evaluation of rules.
#[test]
fn the_truth_table() {
    use serde_json::Value;
    let table: Value = serde_json::from_str(include_str!("../../../tests/rules/truth.json")).unwrap();
    let list = |name: &str| table[name].as_array().unwrap().clone();
    let read =
        |row| crate::salesdock::convert::catalogue::question(serde_json::from_value(row).unwrap(), true);
    let questions: Vec<Question> = list("questions").into_iter().map(|row| read(row).unwrap()).collect();
    let given: BTreeMap<QuestionKey, Vec<String>> = serde_json::from_value(table["answers"].clone()).unwrap();
    let answers = given.into_iter().map(|(key, values)| (key, Answer::Many(values))).collect();
    for row in list("rows") {
        let facts = Facts {
            questions: &questions,
            product_type: table["product_type"].as_str(),
            related_types: Vec::new(),
            supplier: table["supplier"].as_u64().map(SupplierId),
            customer: CustomerKind::Consumer,
            answers: &answers,
            doubtful: &BTreeSet::new(),
            seen: Seen::default(),
        };
        let expected = if row["certain"] == true { Truth::of(row["holds"] == true) } else { Unknown };
        assert_eq!(facts.rule(&Rule::parse(&row["rule"]).unwrap()), expected, "{row}");
    }
}

#[test]
fn groups_combine_three_values() {
    let (yes, no) = (all(vec![]), subject(Subject::ProductType, "telecom"));
    for (rule, expected) in [
        (all(vec![]), Holds),
        (any(vec![]), Holds),
        (all(vec![yes.clone(), no.clone()]), Fails),
        (any(vec![yes.clone(), no.clone()]), Holds),
        (all(vec![yes.clone(), unknown()]), Unknown),
        (all(vec![no.clone(), unknown()]), Fails),
        (any(vec![yes.clone(), unknown()]), Holds),
        (any(vec![no.clone(), unknown()]), Unknown),
        (any(vec![all(vec![yes.clone(), any(vec![no.clone(), yes])]), no]), Holds),
    ] {
        assert_eq!(judge(&rule, &[], &[]), expected, "{rule:?}");
    }
}

#[test]
fn subjects_beside_answers() {
    for (rule, expected) in [
        (subject(Subject::ProductType, "energy"), Holds),
        (subject(Subject::ProductType, "telecom"), Fails),
        (subject(Subject::ProductType, "Energy"), Unknown),
        (subject(Subject::ProductType, ""), Unknown),
        (subject(Subject::Supplier, "4"), Holds),
        (subject(Subject::Supplier, "5"), Fails),
        (subject(Subject::Supplier, "Nuon"), Unknown),
        (subject(Subject::Profile, "consumer"), Holds),
        (subject(Subject::Profile, "0"), Holds),
        (subject(Subject::Profile, "business"), Fails),
        (subject(Subject::Profile, "vip"), Unknown),
    ] {
        assert_eq!(judge(&rule, &[], &[]), expected, "{rule:?}");
    }
    let business = subject(Subject::Profile, "1");
    assert_eq!(judge_as(&business, &[], &[], CustomerKind::Business), Holds);
}

#[test]
fn answers_are_compared_and_what_two_sides_may_spell_differently_is_unknown() {
    let mut with_default = question("default", InputType::Text, &[]);
    asks(&mut with_default).default_value = Some("ja".into());
    let questions = [
        question("text", InputType::Text, &[]),
        question("multi", InputType::McMulti, &[]),
        question("box", InputType::Checkbox, &[]),
        question("date", InputType::Date, &[]),
        question("doubtful", InputType::Text, &[]),
        Question { contract: None, ..question("unread", InputType::Text, &[]) },
        with_default,
    ];
    let given =
        [("text", one("Ja")), ("multi", many(&["a", "b"])), ("box", one("0")), ("date", one("01-07-2026"))];
    for (rule, expected) in [
        (when("text", "Ja"), Holds),
        (when("text", ""), Holds),
        (when("text", "Nee"), Fails),
        (when("text", "ja"), Unknown),
        (when("multi", "b"), Holds),
        (when("multi", "c"), Fails),
        (when("box", "1"), Fails),
        (when("box", "nee"), Unknown),
        (when("box", ""), Unknown),
        (when("date", "2026-07-01"), Unknown),
        (when("doubtful", "x"), Unknown),
        (when("unread", "x"), Unknown),
        (when("default", "ja"), Unknown),
        (when("default", ""), Unknown),
        (when("default", "nee"), Fails),
        (when("nowhere", "x"), Unknown),
    ] {
        assert_eq!(judge(&rule, &questions, &given), expected, "{rule:?}");
    }
}

#[test]
fn two_questions_of_one_name_are_known_only_where_they_agree() {
    let twin = Question { key: "twin".into(), ..question("text", InputType::Text, &[]) };
    let questions = [question("text", InputType::Text, &[]), twin];
    let given = [("text", one("Ja")), ("twin", one("Nee"))];
    assert_eq!(judge(&when("text", "Ja"), &questions, &given), Unknown);
    assert_eq!(judge(&when("text", "Misschien"), &questions, &given), Fails);
    assert_eq!(judge(&when("text", ""), &questions, &given), Holds);
}

#[test]
fn a_governing_rule_that_is_absent_is_unknown_and_types_count() {
    let facts = |product_type| Facts {
        questions: &[],
        product_type,
        related_types: vec![Some("telecom")],
        supplier: None,
        customer: CustomerKind::Consumer,
        answers: Box::leak(Box::default()),
        doubtful: Box::leak(Box::default()),
        seen: Seen::default(),
    };
    let required = QuestionContract { required: true, visible: true, ..QuestionContract::default() };
    let for_types = |types: &[&str]| QuestionContract {
        product_types: types.iter().map(|one| (*one).to_owned()).collect(),
        ..required.clone()
    };
    let energy = facts(Some("energy"));
    assert_eq!(energy.requires(&required), Holds);
    assert_eq!(energy.requires(&QuestionContract { rule_required: true, ..required.clone() }), Unknown);
    assert_eq!(energy.requires(&QuestionContract { visible: false, ..required.clone() }), Fails);
    assert_eq!(energy.requires(&for_types(&["energy"])), Holds);
    assert_eq!(energy.requires(&for_types(&["gas"])), Fails);
    assert!(energy.hides_by_rule(&for_types(&["gas"])));
    assert_eq!(energy.requires(&for_types(&["telecom"])), Unknown);
    assert_eq!(facts(None).requires(&for_types(&["energy"])), Unknown);
    assert!(!energy.hides_by_rule(&QuestionContract { visible: false, ..required }));
}

fn rules() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        Just(unknown()),
        Just(when("text", "x")),
        Just(when("text", "y")),
        Just(subject(Subject::ProductType, "energy")),
        Just(subject(Subject::ProductType, "telecom")),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let below = prop::collection::vec(inner, 0..4);
        prop_oneof![below.clone().prop_map(any), below.prop_map(all)]
    })
}

/// `rule` with every unknown part replaced by one that holds, or by one that fails.
fn decided(rule: &Rule, value: bool) -> Rule {
    match rule {
        Rule::Unknown { .. } if value => all(vec![]),
        Rule::Unknown { .. } => subject(Subject::ProductType, "telecom"),
        Rule::Group { criterion, rules } => Rule::Group {
            criterion: *criterion,
            rules: rules.iter().map(|rule| decided(rule, value)).collect(),
        },
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn what_is_certain_does_not_depend_on_what_is_unknown(rule in rules(), value in arbitrary::<bool>()) {
        let questions = [question("text", InputType::Text, &[])];
        let given = [("text", one("x"))];
        let here = judge(&rule, &questions, &given);
        let there = judge(&decided(&rule, value), &questions, &given);
        prop_assert_ne!(there, Unknown);
        if here != Unknown {
            prop_assert_eq!(here, there);
        }
    }
}
