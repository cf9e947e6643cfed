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

mod answers;

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
