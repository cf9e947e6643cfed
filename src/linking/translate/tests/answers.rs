//! Answers: tables, constants, dates, companions, files, rules.

use super::*;
use crate::model::mapping::REFERENCE;

#[test]
fn an_option_table_translates_single_multiple_and_boxes() {
    let options = table(&[("Rood", "red"), ("Blauw", "blue"), ("1", "yes")]);
    let with = |kind, offered: &[&str], given: Answer| {
        let row = QuestionRow { options: options.clone(), ..row() };
        Case::new().ask(question("b", kind, offered), row).answer("a", given)
    };
    let both = ["red", "blue"];
    assert_sent(&with(InputType::McSingle, &both, one("Rood")), Some(one("red")));
    assert_sent(&with(InputType::McSingle, &both, many(&["Blauw"])), Some(one("blue")));
    assert_sent(&with(InputType::McMulti, &both, many(&["Blauw", "Rood"])), Some(many(&["blue", "red"])));
    assert_sent(&with(InputType::McMulti, &both, one("Rood")), Some(many(&["red"])));
    assert_sent(&with(InputType::McMulti, &both, one("Rood\r\nBlauw, Rood")), Some(many(&["red", "blue"])));
    assert_sent(&with(InputType::Checkbox, &["yes"], one("on")), Some(one("yes")));
    assert_sent(&with(InputType::Text, &[], many(&["Rood", "Blauw"])), Some(one("red, blue")));

    let refused = |case: Case| case.failures();
    let no_option = |value: &str| vec![(Cause::InvalidOption, format!("answer:b={value}"))];
    assert_eq!(refused(with(InputType::McSingle, &both, one("Groen"))), no_option("Groen"));
    assert_eq!(refused(with(InputType::McMulti, &both, many(&["Rood", "Groen"]))), no_option("Groen"));
    assert_eq!(refused(with(InputType::McMulti, &both, one("Rood, Groen"))), no_option("Groen"));
    // The table leads to an option that the partner has withdrawn.
    assert_eq!(refused(with(InputType::McSingle, &["red"], one("Blauw"))), no_option("blue"));
    let unfit = vec![(Cause::InvalidAnswer, "question:b".to_owned())];
    assert_eq!(refused(with(InputType::McSingle, &both, many(&["Rood", "Blauw"]))), unfit);
}

#[test]
fn without_a_table_an_answer_must_be_an_option_already() {
    let with =
        |kind, given| Case::new().ask(question("b", kind, &["Ja", "Nee, nooit"]), row()).answer("a", given);
    assert_sent(&with(InputType::McSingle, one("Ja ")), Some(one("Ja")));
    assert_sent(&with(InputType::McMulti, one("Nee, nooit")), Some(many(&["Nee, nooit"])));
    let refused = vec![(Cause::InvalidOption, "answer:b=ja".to_owned())];
    assert_eq!(with(InputType::McSingle, one("ja")).failures(), refused);
    let mut unread = with(InputType::McSingle, one("ja"));
    unread.partner.questions[0].contract = None;
    assert_sent(&unread, Some(one("ja")));
}

#[test]
fn boxes_are_sent_as_one_and_zero() {
    let with = |given| Case::new().ask(question("b", InputType::Checkbox, &[]), row()).answer("a", given);
    assert_sent(&with(one("Ja")), Some(one("1")));
    assert_sent(&with(one("false")), Some(one("0")));
    assert_sent(&with(one("misschien")), Some(one("misschien")));
}

#[test]
fn constants_win_and_defaults_fill() {
    let constant = QuestionRow { constant: Some("vast".into()), ..row() };
    assert_sent(
        &Case::new().ask(question("b", InputType::Text, &[]), constant).answer("a", one("x")),
        Some(one("vast")),
    );
    let row = QuestionRow { default: Some("blue".into()), options: table(&[("Rood", "red")]), ..row() };
    let case = || Case::new().ask(question("b", InputType::McSingle, &["red", "blue"]), row.clone());
    assert_sent(&case(), Some(one("blue")));
    assert_sent(&case().answer("a", one(" ")), Some(one("blue")));
    assert_sent(&case().answer("a", one("Rood")), Some(one("red")));
    let wrong = QuestionRow { constant: Some("green".into()), ..self::row() };
    let case = Case::new().ask(question("b", InputType::McSingle, &["red"]), wrong);
    assert_eq!(case.failures(), [(Cause::InvalidOption, "answer:b=green".into())]);
}

#[test]
fn a_partner_that_asks_for_it_is_told_what_the_sale_goes_under() {
    let row = QuestionRow { own: None, constant: Some(REFERENCE.into()), ..row() };
    let case = Case::new().ask(question("b", InputType::Text, &[]), row.clone());
    let reference = case.payload().external_reference;
    assert!(!reference.is_empty() && reference != REFERENCE);
    assert_sent(&case, Some(one(&reference)));
    // Where it must be chosen from a list it cannot be told.
    let case = Case::new().ask(question("b", InputType::McSingle, &["red"]), row);
    assert_eq!(case.failures(), [(Cause::InvalidOption, "answer:b={reference}".into())]);
}

#[test]
fn dates_are_rewritten_and_what_is_none_is_named() {
    let formats = |from: &str, to: &str| QuestionRow {
        date: Some(DateFormats { from: from.into(), to: to.into() }),
        ..row()
    };
    let with =
        |row, given: &str| Case::new().ask(question("b", InputType::Date, &[]), row).answer("a", one(given));
    assert_sent(&with(formats("%d-%m-%Y", "%Y-%m-%d"), "31-12-2026"), Some(one("2026-12-31")));
    assert_sent(
        &with(formats("%Y-%m-%d %H:%M:%S", "%d-%m-%Y"), "2026-12-31 10:00:00"),
        Some(one("31-12-2026")),
    );
    for (row, given) in [
        (formats("%d-%m-%Y", "%Y-%m-%d"), "31-02-2026"),
        (formats("%d-%m-%Y", "%Q"), "31-12-2026"),
        (formats("%Q", "%Y"), "31-12-2026"),
        (formats("%d-%m-%Y", "%H"), "31-12-2026"),
    ] {
        assert_eq!(with(row, given).failures(), [(Cause::InvalidAnswer, "question:b".into())]);
    }
}

#[test]
fn a_switching_date_brings_its_companion() {
    let case = Case::new()
        .ask(question("b", InputType::Switchdate, &[]), row())
        .answer("a", one("01-09-2026"))
        .answer("a_switchdate_option", one("date"));
    assert_sent(&case, Some(one("01-09-2026")));
    assert!(case.sent("b_switchdate_option") == Some(one("date")));

    let mut own_row = case;
    let constant = Some("asap".into());
    own_row.mapping.questions.push(QuestionRow {
        partner: "b_switchdate_option".into(),
        own: None,
        constant,
        ..row()
    });
    assert!(own_row.sent("b_switchdate_option") == Some(one("asap")));

    let mut asap = Case::new()
        .ask(question("b", InputType::Switchdate, &[]), row())
        .answer("a_switchdate_option", one("asap"));
    asks(&mut asap.partner.questions[0]).required = true;
    assert!(asap.sent("b_switchdate_option") == Some(one("asap")), "an answer without a date");
}

#[test]
fn files_go_to_file_questions_only() {
    let file = || {
        Answer::Files(vec![FileAnswer {
            name: "a.pdf".into(),
            content: "UA==".into(),
            extension: "pdf".into(),
        }])
    };
    let with = |kind, given| Case::new().ask(question("b", kind, &[]), row()).answer("a", given);
    assert_sent(&with(InputType::File, file()), Some(file()));
    let unfit = vec![(Cause::InvalidAnswer, "question:b".to_owned())];
    assert_eq!(with(InputType::Text, file()).failures(), unfit);
    assert_eq!(with(InputType::File, one("a.pdf")).failures(), unfit);
}

#[test]
fn required_answers_are_missed_only_when_that_is_certain() {
    let base = || {
        let mut asked = question("b", InputType::Text, &[]);
        asks(&mut asked).required = true;
        Case::new()
            .ask(question("switch", InputType::Text, &[]), QuestionRow { partner: "switch".into(), ..row() })
            .ask(asked, QuestionRow { own: Some("other".into()), ..row() })
    };
    let missing = vec![(Cause::MissingAnswer, "question:b".to_owned())];
    assert_eq!(base().failures(), missing);
    assert_sent(&base().answer("other", one("x")), Some(one("x")));

    let ruled = |rule| {
        let mut case = base();
        let asked = asks(&mut case.partner.questions[1]);
        asked.rule = Some(rule);
        asked.rule_visible = true;
        asked.rule_required = true;
        asked.required = false;
        case
    };
    assert!(ruled(when("switch", "yes")).run().is_ok());
    assert_eq!(ruled(when("switch", "yes")).answer("a", one("yes")).failures(), missing);
    assert!(ruled(unknown()).run().is_ok(), "unknown is never guessed");
    assert!(ruled(all(vec![when("switch", "yes"), unknown()])).answer("a", one("yes")).run().is_ok());
    assert_eq!(ruled(any(vec![when("switch", ""), unknown()])).answer("a", one("x")).failures(), missing);

    let mut default = base();
    asks(&mut default.partner.questions[1]).default_value = Some("d".into());
    assert!(default.run().is_ok(), "the partner fills in its own default");
    let mut heading = base();
    heading.partner.questions[1].input_type = InputType::H2;
    assert!(heading.run().is_ok());
    let mut signed = base();
    signed.partner.questions[1].input_type = InputType::Signature;
    assert_eq!(signed.failures(), missing);
    signed.sale.signature = Some("data:".into());
    assert!(signed.run().is_ok());
}

#[test]
fn a_failed_answer_makes_the_rules_that_look_at_it_unknown() {
    let mut dependent = question("c", InputType::Text, &[]);
    let asked = asks(&mut dependent);
    asked.rule = Some(when("b", "red"));
    asked.rule_required = true;
    let mut case =
        Case::new().ask(question("b", InputType::McSingle, &["red"]), row()).answer("a", one("green"));
    case.partner.questions.push(dependent);
    assert_eq!(case.failures(), [(Cause::InvalidOption, "answer:b=green".into())]);
}

#[test]
fn answers_that_a_rule_hides_are_not_sent_and_hiding_goes_on() {
    let hidden_by = |key: &str, rule| {
        let mut hidden = question(key, InputType::Text, &[]);
        let asked = asks(&mut hidden);
        asked.rule = Some(rule);
        asked.rule_visible = true;
        hidden
    };
    let to = |partner: &str| QuestionRow { partner: partner.into(), ..row() };
    let case = |first: &str| {
        Case::new()
            .ask(
                question("first", InputType::Text, &[]),
                QuestionRow { constant: Some(first.into()), ..to("first") },
            )
            .ask(hidden_by("c", when("b", "")), to("c"))
            .ask(hidden_by("b", when("first", "yes")), to("b"))
            .ask(hidden_by("d", unknown()), to("d"))
            .answer("a", one("x"))
    };
    let keys =
        |case: &Case| -> Vec<String> { case.payload().answers.keys().map(ToString::to_string).collect() };
    assert_eq!(keys(&case("yes")), ["b", "c", "d", "first"]);
    assert_eq!(keys(&case("no")), ["d", "first"]);

    // Not visible by itself: an operator who maps it wants it filled.
    let mut invisible = Case::new().ask(question("b", InputType::Text, &[]), row()).answer("a", one("x"));
    asks(&mut invisible.partner.questions[0]).visible = false;
    assert_sent(&invisible, Some(one("x")));
}

#[test]
fn the_first_row_that_has_an_answer_gives_it() {
    let second = QuestionRow { own: Some("second".into()), ..row() };
    let mut case = Case::new().ask(question("b", InputType::Text, &[]), row()).answer("second", one("2"));
    case.mapping.questions.push(second);
    assert_sent(&case, Some(one("2")));
    assert_sent(&case.answer("a", one("1")), Some(one("1")));
}
