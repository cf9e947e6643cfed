//! Sales, mappings and contracts, and what they become; every failure a mapping can prevent, all at once.

use super::super::sample::*;
use super::*;
use crate::model::agreement::{Agreement, AgreementContract};
use crate::model::flow::{FlowSettings, SectionProduct};
use crate::model::ids::{AgreementId, FlowId};
use crate::model::mapping::{AgreementRow, DateFormats, FlowRow, QuestionRow};
use crate::model::optin::Channel;
use crate::model::question::{InputType, Question};
use crate::model::sale::{Answer, FileAnswer};

/// A sale, a mapping and a contract that fit; each test changes a part.
struct Case {
    sale: Sale,
    mapping: Mapping,
    partner: PartnerContract,
    products: BTreeMap<ProductId, LinkedProduct>,
    optin: Option<OptIn>,
    send_optin: bool,
}

impl Case {
    fn new() -> Self {
        let linked = |id| LinkedProduct {
            id: ProductId(id),
            product_type: Some("energy".into()),
            supplier: Some(SupplierId(4)),
        };
        Self {
            sale: sale(),
            mapping: Mapping {
                flows: vec![FlowRow { own: FlowKey::new("energy", "own"), partner: theirs() }],
                ..Mapping::default()
            },
            partner: PartnerContract {
                flows: vec![Flow {
                    id: FlowId(1),
                    key: theirs(),
                    title: "".into(),
                    settings: Some(FlowSettings::default()),
                }],
                ..PartnerContract::default()
            },
            products: [(ProductId(1), linked(501)), (ProductId(2), linked(502))].into(),
            optin: None,
            send_optin: false,
        }
    }

    fn ask(mut self, question: Question, row: QuestionRow) -> Self {
        self.partner.questions.push(question);
        self.mapping.questions.push(row);
        self
    }

    fn answer(mut self, key: &str, answer: Answer) -> Self {
        self.sale.answers.insert(key.into(), answer);
        self
    }

    fn run(&self) -> Result<Payload, Vec<Failure>> {
        translate(
            &self.sale,
            &Context {
                mapping: &self.mapping,
                partner: &self.partner,
                products: &self.products,
                instance: "home",
                generation: 3,
                send_optin: self.send_optin,
                optin: self.optin.as_ref(),
                contract_pdf: Some("UERG"),
            },
        )
    }

    fn payload(&self) -> Payload {
        self.run().unwrap_or_else(|failures| panic!("{failures:?}"))
    }

    fn failures(&self) -> Vec<(Cause, String)> {
        let failures = self.run().err().unwrap_or_default();
        failures.iter().map(|failure| (failure.cause, failure.element.to_string())).collect()
    }

    fn sent(&self, key: &str) -> Option<Answer> {
        self.payload().answers.get(&key.into()).cloned()
    }
}

fn theirs() -> FlowKey {
    FlowKey::new("energy", "theirs")
}

/// B's question `b` from A's question `a`.
fn row() -> QuestionRow {
    QuestionRow {
        partner: "b".into(),
        own: Some("a".into()),
        constant: None,
        default: None,
        options: BTreeMap::new(),
        date: None,
    }
}

fn table(rows: &[(&str, &str)]) -> BTreeMap<String, String> {
    rows.iter().map(|(own, partner)| ((*own).to_owned(), (*partner).to_owned())).collect()
}

fn agreement(key: &str, contract: AgreementContract) -> Agreement {
    Agreement {
        id: AgreementId(1),
        key: key.into(),
        name: "".into(),
        text: "".into(),
        contract: Some(contract),
    }
}

fn assert_sent(case: &Case, expected: Option<Answer>) {
    assert!(case.sent("b") == expected, "another answer was sent");
}

#[test]
fn what_is_not_mapped_travels_as_it_is() {
    let mut case = Case::new();
    case.sale.customer.company = Some(company());
    case.sale.connection = Some(address("3511XX"));
    case.sale.energy = Some([("electricity_ean".to_owned(), "not an ean".to_owned())].into());
    case.sale.created_by.firstname = Some("Jan".into());
    case.sale.created_by.organisation = Some("Winkel".into());
    let payload = case.payload();
    assert_eq!(payload.flow, theirs());
    assert_eq!(payload.product_id, ProductId(501));
    assert_eq!(payload.external_reference, "home:77:3");
    assert!(payload.customer == case.sale.customer && payload.connection == case.sale.connection);
    assert!(payload.energy == case.sale.energy, "an EAN is the partner's to judge");
    assert_eq!(payload.initial_user, Some(("Jan".into(), String::new())));
    assert_eq!(payload.initial_organisation.as_deref(), Some("Winkel"));
    assert_eq!(payload.channel.as_deref(), Some("online"));
    assert!(payload.contract.is_none() && payload.optin.is_none());
}

#[test]
fn the_moment_it_was_made_is_written_in_the_environments_zone() {
    let mut case = Case::new();
    for (instant, written) in [
        ("2026-07-01T10:00:00Z", "2026-07-01 12:00:00"),
        ("2026-01-01T10:00:00Z", "2026-01-01 11:00:00"),
        ("2026-12-31T23:30:00Z", "2027-01-01 00:30:00"),
    ] {
        case.sale.created_at = instant.parse().unwrap();
        assert_eq!(case.payload().initial_created_at.as_deref(), Some(written));
    }
}

#[test]
fn a_connection_at_the_contact_address_is_no_other_address() {
    let mut case = Case::new();
    case.sale.connection = Some(case.sale.customer.address.clone());
    assert!(case.payload().connection.is_none());
}

#[test]
fn a_completed_sale_takes_its_contract_along() {
    let mut case = Case::new();
    case.sale.contract_date = Some("01-07-2026".into());
    let contract = case.payload().contract.unwrap();
    assert_eq!((contract.date.as_str(), contract.pdf.as_deref()), ("01-07-2026", Some("UERG")));
}

#[test]
fn an_opt_in_goes_only_with_the_switch_on_and_from_a_dialer() {
    let mut case = Case::new();
    let channel = Channel {
        kind: "phone".into(),
        value: "06".into(),
        topic: None,
        verified_at: None,
        verified_ip: None,
        verified_method: None,
    };
    case.optin = Some(OptIn {
        source: "belsysteem".into(),
        obtained_at: "2026-07-01".into(),
        obtained_by: None,
        obtained_system: None,
        obtained_via_url: None,
        client_ip: None,
        valid_till: None,
        withdrawn_at: None,
        channels: vec![channel],
        remarks: None,
        campaign_code: None,
    });
    for (switch, source, goes) in [
        (true, Some("dialer"), true),
        (true, None, false),
        (true, Some(" "), false),
        (false, Some("dialer"), false),
    ] {
        case.send_optin = switch;
        case.sale.source = source.map(str::to_owned);
        assert_eq!(case.payload().optin.is_some(), goes, "{switch} {source:?}");
    }
}

#[test]
fn flow_and_products_fail_by_name_and_all_at_once() {
    let mut case = Case::new();
    case.mapping.flows.clear();
    case.products.clear();
    case.sale.related_products = vec![related(2, None), related(2, None)];
    assert_eq!(
        case.failures(),
        [
            (Cause::FlowNotMapped, "own-flow:energy/own".into()),
            (Cause::ProductNotLinked, "own-product:1".into()),
            (Cause::ProductNotLinked, "own-product:2".into()),
        ]
    );
    let mut case = Case::new();
    case.partner.flows[0].key = FlowKey::new("energy", "renamed");
    assert_eq!(case.failures(), [(Cause::UnknownFlow, "flow:energy/theirs".into())]);
    case.partner.flows.clear();
    assert!(case.run().is_ok(), "flows that were not read are unknown, not absent");
    let mut case = Case::new();
    case.partner.flows[0].settings.as_mut().unwrap().transaction_types = TransactionTypes::Offer;
    assert_eq!(case.failures(), [(Cause::InvalidField, "field:transaction_type".into())]);
}

#[test]
fn an_additional_product_takes_the_partners_section() {
    let section = |identifier: &str, product| Section {
        id: 1,
        title: "".into(),
        identifier: identifier.into(),
        mandatory: false,
        mandatory_for_suppliers: vec![],
        mandatory_for_products: vec![],
        products: vec![SectionProduct {
            id: ProductId(product),
            name: "".into(),
            identifier: String::new(),
            maximum_quantity: None,
        }],
    };
    let mut case = Case::new();
    case.sale.related_products = vec![related(2, Some("own-extras"))];
    for (sections, expected) in [
        (vec![], "own-extras"),
        (vec![section("extras", 502)], "extras"),
        (vec![section("extras", 502), section("own-extras", 502)], "own-extras"),
        (vec![section("extras", 999)], "own-extras"),
    ] {
        case.partner.flows[0].settings.as_mut().unwrap().sections = sections;
        let related = case.payload().related_products.remove(0);
        assert_eq!((related.id, related.quantity), (ProductId(502), 2));
        assert_eq!(related.section_identifier.as_deref(), Some(expected));
    }
}

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
fn agreements_are_handed_on_and_missed_when_certainly_required() {
    let required = AgreementContract { required: true, visible: true, ..AgreementContract::default() };
    let mut case = Case::new();
    case.mapping.agreements = vec![AgreementRow { own: "terms".into(), partner: "voorwaarden".into() }];
    case.partner.agreements = vec![agreement("voorwaarden", required.clone())];
    let missing = vec![(Cause::MissingAgreement, "agreement:voorwaarden".to_owned())];
    assert_eq!(case.failures(), missing, "mapped, but not accepted");
    case.sale.agreements = vec!["terms".into()];
    assert_eq!(case.payload().agreements, ["voorwaarden".into()]);
    case.mapping.agreements.clear();
    assert_eq!(case.failures(), missing, "accepted, but not mapped");
    for lenient in [
        AgreementContract { archived: true, ..required.clone() },
        AgreementContract { visible: false, ..required.clone() },
        AgreementContract { required: false, ..required.clone() },
        AgreementContract { rule: Some(unknown()), rule_required: true, ..required },
    ] {
        case.partner.agreements = vec![agreement("voorwaarden", lenient)];
        assert!(case.run().is_ok());
    }
    case.partner.agreements[0].contract = None;
    assert!(case.run().is_ok());
}

#[test]
fn the_first_row_that_has_an_answer_gives_it() {
    let second = QuestionRow { own: Some("second".into()), ..row() };
    let mut case = Case::new().ask(question("b", InputType::Text, &[]), row()).answer("second", one("2"));
    case.mapping.questions.push(second);
    assert_sent(&case, Some(one("2")));
    assert_sent(&case.answer("a", one("1")), Some(one("1")));
}
