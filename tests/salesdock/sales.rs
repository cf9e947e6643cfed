//! Sales as a partner shows them: plain rows, extended rows, answers, contract, history, pages of both kinds.

use chrono::{TimeZone, Utc};
use koppel::model::ids::{AgreementKey, FlowId, FlowKey, ProductId, QuestionKey, SaleId, StatusKey};
use koppel::model::sale::{Answer, TransactionType};
use koppel::salesdock::client::Scope;
use koppel::salesdock::client::sales::SalesFilter;

use super::partner::serving;

#[tokio::test]
async fn plain_rows_read_in_every_form() {
    let partner = serving(&[(
        "/v1/user/sales?sale_ids%5B%5D=7&statuses%5B%5D=new&flow_id=2",
        r#"{"success": true, "data": {"current_page": "1", "per_page": "20", "last_page": 1, "total": "4", "next_page_url": null,
         "path": "https://evil.example/", "data": [
          {"id": "7", "status": "new", "status_remark": null, "updated_at": "2026-07-01 12:00:00", "lastname": "*****", "email": "", "offer": "0", "product_id": "11"},
          {"id": 8, "status": {"status_identifier": "cancelled", "status": "Geannuleerd", "status_remark": "Op\r\nverzoek"}, "updated_at": "01-01-2026 12:00:00"},
          {"id": 9.0, "status": "bel-terug", "status_remark": "Bel na 18:00", "external_reference": "a:9:1", "updated_at": ""},
          {"id": 10, "status": "netto", "updated_at": "2026-10-25T00:30:00Z", "new_field": [[]]}]}}"#,
    )])
    .await;
    let filter = SalesFilter {
        sale_ids: vec![SaleId(7)],
        statuses: vec![StatusKey::from("new")],
        flow: Some(FlowId(2)),
        ..SalesFilter::default()
    };
    let scan = partner.client(Scope::User).sale_states(&filter).await.unwrap();
    assert!(scan.complete);
    let utc = |month, hour| Some(Utc.with_ymd_and_hms(2026, month, 1, hour, 0, 0).unwrap());
    let found: Vec<_> = scan
        .rows
        .iter()
        .map(|row| (row.id.0, row.status.as_str(), row.remark.as_str(), row.updated_at))
        .collect();
    let autumn = Some(Utc.with_ymd_and_hms(2026, 10, 25, 0, 30, 0).unwrap());
    assert_eq!(
        found,
        [
            (7, "new", "", utc(7, 10)),
            (8, "cancelled", "Op verzoek", utc(1, 11)),
            (9, "bel-terug", "Bel na 18:00", None),
            (10, "netto", "", autumn),
        ]
    );
    assert_eq!(scan.rows[2].external_reference.as_deref(), Some("a:9:1"));
}

#[tokio::test]
async fn pages_by_cursor_are_read_to_their_end() {
    let row = |id: u32| format!(r#"{{"id": "{id}", "status": "new"}}"#);
    let page = |id, next: &str| {
        format!(
            r#"{{"success": true, "data": {{"data": [{}], "per_page": "1", "next_cursor": {next}, "prev_cursor": null,
             "next_page_url": "https://evil.example/?cursor=x"}}}}"#,
            row(id)
        )
    };
    let partner = serving(&[
        ("/v1/user/sales", &page(1, r#""eyJ+/=""#)),
        ("/v1/user/sales?cursor=eyJ%2B%2F%3D", &page(2, r#""drie""#)),
        (
            "/v1/user/sales?cursor=drie",
            &page(3, "null").replace(r#""https://evil.example/?cursor=x""#, "null"),
        ),
    ])
    .await;
    let scan = partner.client(Scope::User).sale_states(&SalesFilter::default()).await.unwrap();
    assert_eq!(scan.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [1, 2, 3]);
    // Without a total nobody can prove that nothing was missed.
    assert!(!scan.complete);
    assert_eq!(partner.requests().len(), 3);
}

#[tokio::test]
async fn a_page_that_names_no_last_page_ends_with_an_empty_one() {
    let page = |rows: &str, next: &str| {
        format!(
            r#"{{"success": true, "data": {{"current_page": 1, "data": [{rows}], "next_page_url": {next}}}}}"#
        )
    };
    let next = r#""https://evil.example""#;
    let partner = serving(&[
        ("/v1/user/sales", &page(r#"{"id": 1, "status": "new"}"#, next)),
        ("/v1/user/sales?page=2", &page("", next)),
    ])
    .await;
    let scan = partner.client(Scope::User).sale_states(&SalesFilter::default()).await.unwrap();
    assert_eq!((scan.rows.len(), scan.pages), (1, 2));
}

const EXTENDED: &str = r#"{"id": "7", "type": "order", "status": {"status_identifier": "sent", "status": "Verstuurd", "status_remark": ""},
 "created_at": "2026-07-01 12:00:00", "updated_at": "2026-07-01 12:05:00", "channel": "d2d", "source": "", "purchase_number": null,
 "customer": {"gender": "male", "firstname": "Jan", "infix": "de", "lastname": "Wit", "birthdate": "1980-12-31", "email": "jan@example.nl",
  "phone": 31612345678, "business": "0", "company_name": "", "iban": "*****", "iban_holder": null,
  "address": {"postcode": "1234AB", "housenumber": 12, "suffix": "", "streetname": "Dorpsstraat", "city": "Ons Dorp"}, "correspondence_address": []},
 "created_by": {"user": {"firstname": "Vera", "lastname": "Koop"}, "organisation": {"identifier": "klaver", "name": "Klaver"}, "team": null},
 "product": {"id": "11", "identifier": "vast-1", "label": "Vast 1 jaar"},
 "products": [{"id": 11, "name": "Vast", "type": "energy", "quantity": "1", "price_data": {}}, {"id": "12", "name": "Router", "type": "extra", "quantity": "2"}],
 "flow": {"id": 1, "identifier": "stroom", "type": "energy", "label": "Stroom"},
 "flow_data": {"product_questions": [{"id": 4, "identifier": "meter", "type": "mc-single", "label": "Meter", "value": "Slim"},
   {"identifier": "dagen", "value": ["ma", "di"]}, {"identifier": "leeg", "value": ""}, {"identifier": "verborgen", "value": "*****"}, {"identifier": "aantal", "value": 3}],
  "agreements": [{"identifier": "av", "value": "1"}, {"identifier": "mail", "value": "0"}], "introduction": null},
 "flow_data_energy": {"multisite": 0, "sites": {"0": {"address": {"postcode": "4321BA", "housenumber": "1", "streetname": "Laan", "city": "Stad"},
  "electricity": {"ean_code": 871234567890123456, "double_meter": "1", "usage_normal": "1500", "usage_low": 1200, "connection": "E_3X25A"},
  "gas": {"ean_code": "", "usage": null}}}},
 "extrafields": {"sale": [], "products": []}, "totals": {"monthly": "7.50", "onetime": 0}, "bundle": null, "external_reference": "a:7:1"}"#;

#[tokio::test]
async fn a_sale_reads_the_same_alone_and_in_a_list() {
    let one = format!(r#"{{"success": true, "data": {EXTENDED}}}"#);
    let list = format!(
        r#"{{"success": true, "data": {{"current_page": 1, "last_page": 1, "total": 1, "data": [{EXTENDED}]}}}}"#
    );
    let partner = serving(&[("/v1/user/sales/7", &one), ("/v1/user/sales?extended=true", &list)]).await;
    let client = partner.client(Scope::User);
    let sale = client.sale(SaleId(7)).await.unwrap();
    assert!(sale == client.sales(&SalesFilter::default()).await.unwrap().rows[0]);

    assert_eq!((sale.id, sale.transaction_type), (SaleId(7), TransactionType::Order));
    assert_eq!((sale.status.as_str(), sale.flow), ("sent", FlowKey::new("energy", "stroom")));
    assert_eq!(sale.updated_at, Utc.with_ymd_and_hms(2026, 7, 1, 10, 5, 0).unwrap());
    assert_eq!((sale.product.id, sale.product.name.as_str()), (ProductId(11), "Vast 1 jaar"));
    assert_eq!(sale.product.product_type.as_deref(), Some("energy"));
    let related: Vec<_> = sale.related_products.iter().map(|one| (one.id.0, one.quantity)).collect();
    assert_eq!(related, [(12, 2)]);
    assert_eq!((sale.channel.as_deref(), sale.source.as_deref()), (Some("d2d"), None));
    assert_eq!(sale.external_reference.as_deref(), Some("a:7:1"));

    let customer = &sale.customer;
    assert_eq!((customer.firstname.as_str(), customer.lastname.as_str()), ("Jan", "Wit"));
    assert_eq!(customer.birthdate.as_deref(), Some("31-12-1980"));
    assert_eq!(customer.phone.as_deref(), Some("31612345678"));
    assert_eq!(customer.iban, None, "masked is not known");
    assert!(customer.company.is_none());
    assert_eq!((customer.address.housenumber.as_str(), customer.address.suffix.as_str()), ("12", ""));
    assert_eq!(sale.connection.unwrap().postcode, "4321BA");
    assert_eq!(sale.created_by.firstname.as_deref(), Some("Vera"));
    assert!(sale.created_by.organisation.is_some());

    let answer = |key: &str| sale.answers.get(&QuestionKey::from(key));
    let one = |text: &str| Answer::One(text.to_owned());
    assert!(answer("meter") == Some(&one("Slim")) && answer("aantal") == Some(&one("3")));
    assert!(answer("dagen") == Some(&Answer::Many(vec!["ma".into(), "di".into()])));
    assert!(answer("leeg").is_none() && answer("verborgen").is_none());
    assert_eq!(sale.agreements, [AgreementKey::from("av")]);

    let energy = sale.energy.unwrap();
    let field = |name: &str| energy.get(name).map(String::as_str);
    assert_eq!(field("electricity_ean"), Some("871234567890123456"));
    assert_eq!((field("tarifftype"), field("type")), (Some("1"), Some("e")));
    assert_eq!((field("usage_e_high"), field("usage_e_low")), (Some("1500"), Some("1200")));
    assert_eq!((field("e_connection_type"), field("gas_ean")), (Some("E_3X25A"), None));
}

#[tokio::test]
async fn a_masked_sale_and_a_business_one_still_read() {
    let masked = r#"{"success": true, "data": {"id": 1, "type": "offer", "status": "offer_pending", "created_at": "01-07-2026 12:00:00", "updated_at": null,
        "customer": {"firstname": "*****", "lastname": "*****", "birthdate": "*****", "email": "*****", "address": {"postcode": "*****"}},
        "product": {"id": 11}, "products": "", "flow": {"type": "energy", "identifier": "x"}, "flow_data": [], "created_by": ""}}"#;
    let business = r#"{"success": true, "data": {"id": 2, "status": "new", "created_at": "2026-07-01T10:00:00Z", "product_id": "11", "business": 1,
        "firstname": "An", "lastname": "Bos", "company_name": "Bos BV", "company_coc": 12345678, "postcode": "1234AB", "housenumber": "1",
        "product": [], "flow": {"type": "energy", "identifier": "x"}, "questionData": {"meter": "Slim"}, "agreements": {"av": "1", "mail": 0}}}"#;
    let partner = serving(&[("/v1/user/sales/1", masked), ("/v1/user/sales/2", business)]).await;
    let client = partner.client(Scope::User);
    let sale = client.sale(SaleId(1)).await.unwrap();
    assert_eq!(sale.transaction_type, TransactionType::Offer);
    assert_eq!(sale.updated_at, sale.created_at);
    assert_eq!((sale.customer.lastname.as_str(), sale.customer.birthdate), ("", None));
    assert_eq!((sale.customer.email, sale.customer.address.postcode.as_str()), (None, ""));

    let sale = client.sale(SaleId(2)).await.unwrap();
    let company = sale.customer.company.unwrap();
    assert_eq!((company.name.as_str(), company.coc.as_deref()), ("Bos BV", Some("12345678")));
    assert_eq!((sale.customer.lastname.as_str(), sale.product.id), ("Bos", ProductId(11)));
    assert_eq!((sale.answers.len(), sale.agreements.len()), (1, 1));
}

#[tokio::test]
async fn answers_contract_and_history_read_in_every_form() {
    let partner = serving(&[
        (
            "/v1/user/sales/answers/7",
            r#"{"success": true, "data": {"meter": "Slim", "dagen": ["ma", 2], "aantal": 3, "ja": true, "leeg": "", "niets": null,
             "bijlage": [{"name": "foto.jpg", "content": "aGFsbG8=", "extension": "jpg"}], "meer": {"0": "a", "1": "b"}}}"#,
        ),
        ("/v1/user/sales/answers/8", r#"{"success": true, "data": []}"#),
        ("/v1/account/sales/contract/7", r#"{"success": true, "data": {"id": 7, "contract": {"content": "JVBERg=="}}}"#),
        ("/v1/account/sales/contract/8", r#"{"success": true, "data": {"id": 8, "contract": []}}"#),
        (
            "/v1/account/sales/7/history",
            r#"{"success": true, "data": {"0": {"type": "status", "modified_at": "2026-07-01 12:00:00", "previous_status": "", "new_status": "new", "remark": null, "user": "x"},
             "1": {"type": "status", "modified_at": "", "previous_status": "new", "new_status": "sent", "remark": "Ok"}}}"#,
        ),
    ])
    .await;
    let client = partner.client(Scope::User);
    let answers = client.answers(SaleId(7)).await.unwrap();
    let answer = |key: &str| answers.get(&QuestionKey::from(key));
    assert!(answer("meter") == Some(&Answer::One("Slim".into())));
    assert!(answer("ja") == Some(&Answer::One("1".into())));
    assert!(answer("dagen") == Some(&Answer::Many(vec!["ma".into(), "2".into()])));
    assert!(answer("meer") == Some(&Answer::Many(vec!["a".into(), "b".into()])));
    assert!(matches!(answer("bijlage"), Some(Answer::Files(files)) if files[0].extension == "jpg"));
    assert!(answer("leeg").is_none() && answer("niets").is_none());
    assert!(client.answers(SaleId(8)).await.unwrap().is_empty());

    assert_eq!(client.contract(SaleId(7)).await.unwrap().as_deref(), Some("JVBERg=="));
    assert_eq!(client.contract(SaleId(8)).await.unwrap(), None);
    assert_eq!(client.contract(SaleId(9)).await.unwrap(), None);

    let history = client.history(SaleId(7)).await.unwrap();
    assert_eq!(history[0].at, Some(Utc.with_ymd_and_hms(2026, 7, 1, 10, 0, 0).unwrap()));
    assert_eq!((&history[0].previous, &history[0].new), (&None, &Some(StatusKey::from("new"))));
    assert_eq!((history[1].at, history[1].remark.as_str()), (None, "Ok"));
}
