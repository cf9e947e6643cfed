//! The sheet of a partner's question.

use super::*;
use crate::model::drift::{Change as Drifted, Class, What};
use crate::model::failure::Element;
use crate::model::proof::Explained;
use crate::model::rule::{Criterion, Subject};
use crate::model::sheet::{Changed, Demands, Example, Mapped, QuestionSheet, Tried, When};

fn rule(answer: &str) -> Explained {
    let holds = Some(answer == "Slim");
    let condition = |subject, value: &str, found: &str, holds| Explained::Condition {
        subject,
        value: Some(value.into()),
        found: Some(found.into()),
        holds,
    };
    let asked = Subject::Answer { question: "Wat voor meter heeft u?".into() };
    let of = condition(Subject::ProductType, "telecom", "energy", Some(false));
    Explained::Group {
        criterion: Criterion::Any,
        holds,
        rules: vec![condition(asked, "Slim", answer, holds), of],
    }
}

fn sheet(example: Option<Example>) -> QuestionSheet {
    let examples = vec![Example::Counterexample(0), Example::Sale(SaleId(100_433))];
    let example = example.unwrap_or(examples[0]);
    let asked = example == examples[0];
    QuestionSheet {
        key: "meter-type".into(),
        name: "Type meter".into(),
        description: "Staat op de meter zelf.".into(),
        input_type: "mc-single".into(),
        demands: Some(Demands {
            required: When::ByRule,
            visible: When::Always,
            visible_customer: true,
            validator: None,
            default_value: None,
            options: vec!["Slimme meter".into(), "Analoge meter".into()],
            product_types: vec!["energy".into()],
        }),
        rule: Some(rule(if asked { "Slim" } else { "Analoog" })),
        examples,
        tried: Some(Tried { example, visible: Some(true), required: Some(asked) }),
        products: vec![(ProductId(31), "Groene energie 3 jaar vast".into())],
        imported: 12,
        mapped: Some(Mapped { version: 9, changed: Some((fixture::start(), "anna".into())), exact: true }),
        changes: vec![Changed {
            version: 4,
            at: fixture::start() - chrono::TimeDelta::days(3),
            change: Drifted {
                class: Class::Breaking,
                element: Element::Answer("meter-type".into(), "Dubbele meter".into()),
                what: What::Removed,
                before: None,
                after: None,
            },
        }],
    }
}

/// The service answers what was asked last, as it would.
fn answer(h: &mut Harness) -> Option<Example> {
    let asked = h.effects.iter().rev().find_map(|effect| match effect {
        Effect::Load(load @ Load::QuestionSheet(_, _, example)) => Some((load.clone(), *example)),
        _ => None,
    });
    let (load, example) = asked.unwrap_or_else(|| panic!("{:?}", h.effects));
    h.effects.clear();
    h.answer(load, Answer::QuestionSheet(Box::new(sheet(example))));
    example
}

fn open(h: &mut Harness) {
    h.keys("5]");
    h.answer(Load::Mapping("gas".into()), Answer::Mapping(Box::new(mapping())));
    h.keys("i");
}

#[test]
fn the_sheet_of_a_question_is_read_and_drawn() {
    snapshots("sheet", |h| {
        open(h);
        answer(h);
    });
}

#[test]
fn the_rule_is_looked_at_with_another_sale_and_that_sale_goes_along_to_the_next_question() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    open(&mut h);
    assert!(drawn(&h).contains("Bezig met ophalen"), "{}", drawn(&h));
    assert_eq!(answer(&mut h), None);
    let screen = drawn(&h);
    assert!(screen.contains("+ « Wat voor meter heeft u? » is « Slim »"), "{screen}");
    assert!(screen.contains("wil een antwoord"), "{screen}");
    h.keys("l");
    let sale = Example::Sale(SaleId(100_433));
    assert_eq!(answer(&mut h), Some(sale));
    let screen = drawn(&h);
    assert!(screen.contains("x « Wat voor meter heeft u? » is « Slim » (hier: « Analoog »)"), "{screen}");
    assert!(screen.contains("een antwoord hoeft niet"), "{screen}");
    // There is no other after the last.
    h.keys("ll");
    h.effects.clear();
    h.keys("j");
    let asked = h.effects.iter().any(|effect| {
        matches!(effect, Effect::Load(Load::QuestionSheet(_, key, example))
            if key.as_str() == "zonnepanelen" && *example == Some(sale))
    });
    assert!(asked, "{:?}", h.effects);
}

#[test]
fn a_sheet_that_is_longer_than_the_screen_is_read_by_pages() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.msg(Msg::Resize(80, 14));
    open(&mut h);
    answer(&mut h);
    assert!(!drawn(&h).contains("Dubbele meter"), "{}", drawn(&h));
    h.keys("<pgdn><pgdn>");
    assert!(drawn(&h).contains("Dubbele meter"), "{}", drawn(&h));
    assert_eq!(h.app.catalogue.mapping_at.at, 0, "the row stays");
}
