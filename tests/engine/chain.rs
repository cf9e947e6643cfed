//! Three environments in a row: what A sells reaches C by way of B, C's status comes back to A, and nothing
//! goes round in a circle.

use bytes::Bytes;
use koppel::credential::Keyring;
use koppel::demo::desk::{Desk, Offer, Standing};
use koppel::engine::{Engine, EngineError};
use koppel::environment::{self, Options, Sample};
use koppel::kv::memory;
use koppel::model::act::SettingChange;
use koppel::model::delivery::Outcome;
use koppel::model::failure::Cause;
use koppel::model::ids::{IntegrationName, ProductId, StatusKey};
use koppel::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow, StatusRow};
use koppel::model::queue::WaitingReason;
use koppel::model::reason::Reason;
use koppel::salesdock::client::sales::SalesFilter;
use koppel::salesdock::wire::catalogue::ProductChange;
use secrecy::SecretString;

use crate::stage::{Side, Stage, engine, name, until};

/// Lets `who` sell everything of `side`: its token.
async fn granted(side: &Side, who: &str) -> SecretString {
    let fields = [("name".to_owned(), who.to_owned()), ("contractor".to_owned(), "no".to_owned())];
    let organisation = side.owner.create_organisation(&fields.into()).await.unwrap();
    side.owner.grant_products(organisation, None).await.unwrap();
    side.owner.grant_flows(organisation, None).await.unwrap();
    let agent = side.owner.create_agent(organisation, None).await.unwrap();
    side.owner.create_token(agent, "koppel", true, &[], None).await.unwrap()
}

/// A service that works for `own` and sells what `partner` has.
async fn service(own: &Side, partner: &Side, link: &IntegrationName, speed: f64) -> Engine {
    let token = granted(partner, &own.address.domain).await;
    let engine = engine(memory::open(), Keyring::ephemeral(), speed).await;
    engine.set_own(own.address.clone(), &own.token, "anna").await.unwrap();
    engine.add_integration(link, partner.address.clone(), &token, "anna").await.unwrap();
    assert_eq!(engine.test_integration(link).await.unwrap().failure, None);
    engine
}

/// B's products that came from C, by B's number.
async fn resold(stage: &Stage) -> Vec<ProductId> {
    stage.engine.products(&name()).await.unwrap().iter().filter_map(|row| row.own_id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_goes_from_a_by_b_to_c_and_its_status_comes_back_all_the_way() {
    // The stage's own sides are B and C.
    let stage = Stage::linked("", false).await;
    let quiet = Options { limit: None, ..Options::default() };
    let (kiosk, token) = environment::in_memory("kiosk", Some(Sample::Reseller), quiet).await.unwrap();
    let a = Side::serve(kiosk, token, 0).await;
    let link = IntegrationName::from("winkel");
    let first = service(&a, &stage.a, &link, stage.speed).await;
    let linked = resold(&stage).await;
    let theirs = linked[0];
    let all = stage.a.owner.products().await.unwrap();
    let kept = all.iter().find(|one| one.active && !linked.contains(&one.id)).unwrap();
    assert_eq!(first.import_products(&link, Some(&[theirs, kept.id]), "anna").await.unwrap().0, 2);
    let own = first.products(&link).await.unwrap().into_iter().find(|row| row.partner_id == theirs).unwrap();
    let product = a.owner.product(own.own_id.unwrap()).await.unwrap();
    let chain = product.detail.clone().unwrap().provenance;
    assert_eq!(chain.len(), 2, "it says where it came from: {chain:?}");
    assert!(chain[0].ends_with("/stroom") && chain[1].ends_with("/winkel"), "{chain:?}");

    // A and B are set up alike: everything corresponds to itself.
    let view = first.mapping(&link).await.unwrap();
    let question = |key: &koppel::model::ids::QuestionKey| QuestionRow {
        partner: key.clone(),
        own: Some(key.clone()),
        constant: None,
        default: None,
        options: Default::default(),
        date: None,
    };
    let mapping = Mapping {
        flows: view
            .own_flows
            .iter()
            .map(|(key, _)| FlowRow { own: key.clone(), partner: key.clone() })
            .collect(),
        questions: view.partner_questions.iter().map(|one| question(&one.key)).collect(),
        agreements: view
            .partner_agreements
            .iter()
            .map(|one| AgreementRow { own: one.key.clone(), partner: one.key.clone() })
            .collect(),
        statuses: view
            .partner_statuses
            .iter()
            .map(|(key, _)| StatusRow { partner: key.clone(), own: key.clone() })
            .collect(),
    };
    first.import_mapping(&link, &mapping, Some(view.version), "anna").await.unwrap();
    let switches = [
        SettingChange::SaleProcessing(true),
        SettingChange::Automatic(true),
        SettingChange::CheckUpdates(true),
    ];
    first.set_integration(&link, &switches, None, "anna").await.unwrap();

    let flows = a.owner.flows().await.unwrap();
    let flow = flows.iter().find(|flow| flow.key.flow_type == product.product_type).unwrap().key.clone();
    let offer = Offer { product: product.id, flow, customers: product.customers, standing: Standing::Sold };
    let order = Desk::new(7, vec![offer]).sale(0).unwrap();
    let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
    let Outcome::Accepted(sale) = a.owner.create_sale(&order.flow, body, true).await.outcome else {
        panic!("A refuses its own sale");
    };
    let at = async |engine: &Engine, sale| {
        engine.sale(sale).await.ok().and_then(|found| found.row.partner_sale_id)
    };
    until("the sale is at B", async || at(&first, sale).await.is_some()).await;
    let middle = at(&first, sale).await.unwrap();
    until("the sale is at C", async || at(&stage.engine, middle).await.is_some()).await;
    let last = at(&stage.engine, middle).await.unwrap();

    // What A buys of B's own stays at B: it is not called waiting for a link.
    let rows = first.products(&link).await.unwrap();
    let own = rows.into_iter().find(|row| row.partner_id == kept.id).unwrap().own_id.unwrap();
    let flows = a.owner.flows().await.unwrap();
    let flow = flows.iter().find(|flow| flow.key.flow_type == kept.product_type).unwrap().key.clone();
    let offer = Offer { product: own, flow, customers: kept.customers, standing: Standing::Sold };
    let order = Desk::new(8, vec![offer]).sale(0).unwrap();
    let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
    let Outcome::Accepted(sale_of_b) = a.owner.create_sale(&order.flow, body, true).await.outcome else {
        panic!("A refuses its own sale");
    };
    until("it is at B", async || at(&first, sale_of_b).await.is_some()).await;
    let received = at(&first, sale_of_b).await.unwrap();
    until("B sees it", async || stage.engine.sale(received).await.is_ok()).await;
    let waits = stage.engine.sale(received).await.unwrap().row.waiting;
    let here = kept.id;
    let is_received = |waits: &WaitingReason| {
        matches!(waits, WaitingReason::Received { product, organisation }
            if *product == here && organisation == "kiosk")
    };
    assert!(waits.as_ref().is_some_and(is_received), "{waits:?}");

    stage.b.owner.update_status(last, &StatusKey::from("verified"), Some("van C")).await.unwrap();
    until("C's status is at A", async || {
        let found = a.owner.sale(sale).await.unwrap();
        (found.status.as_str(), found.status_remark.as_str()) == ("verified", "van C")
    })
    .await;
    first.stop().await;
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_here_before_is_not_imported_again() {
    let stage = Stage::linked("", false).await;
    let link = IntegrationName::from("terug");
    // C would sell what B sells, some of which B has from C.
    let last = service(&stage.b, &stage.a, &link, stage.speed).await;
    let (resold, before) = (resold(&stage).await, stage.b.owner.products().await.unwrap().len());
    let refused = last.import_products(&link, Some(&resold[..1]), "anna").await;
    assert!(matches!(&refused, Err(EngineError::Refused { why: Reason::Loop { .. } })), "{refused:?}");
    assert_eq!(stage.b.owner.products().await.unwrap().len(), before, "nothing was made");
    // What is named beside it is taken all the same, and only what loops is not.
    let theirs = stage.a.owner.products().await.unwrap();
    let sound = theirs.iter().map(|product| product.id).find(|id| !resold.contains(id)).unwrap();
    let (count, left_out) = last.import_products(&link, Some(&[resold[0], sound]), "anna").await.unwrap();
    assert_eq!((count, left_out.len()), (1, 1), "{left_out:?}");
    assert!(matches!(left_out[0], Reason::Loop { product, .. } if product == resold[0]), "{left_out:?}");
    let (count, left_out) = last.import_products(&link, None, "anna").await.unwrap();
    assert!(count > 0, "what B makes itself can be sold");
    let looping: Vec<ProductId> = left_out
        .iter()
        .map(|why| match why {
            Reason::Loop { product, .. } => *product,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(looping, resold, "and each that cannot is named");
    let imported = last.products(&link).await.unwrap();
    assert!(imported.iter().filter(|row| resold.contains(&row.partner_id)).all(|row| row.own_id.is_none()));
    last.stop().await;
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_of_what_comes_back_to_where_it_was_is_not_sent() {
    let mut stage = Stage::linked("", false).await;
    // It was linked before anybody knew: since then the partner says that it has it from here.
    let here = format!("{}/{}", stage.a.address.base_url, stage.a.address.domain);
    let from_here =
        ProductChange { fields: [("koppel_provenance".to_owned(), here)].into(), ..ProductChange::default() };
    let linked = stage.engine.products(&name()).await.unwrap();
    for row in linked.iter().filter(|row| row.own_id.is_some()) {
        stage.b.owner.change_product(row.partner_id, &from_here).await.unwrap();
    }
    stage.engine.sync(&name()).await.unwrap();
    let made = stage.sell(12).await;
    stage.settle(made.len()).await;
    let groups = stage.engine.groups().await.unwrap();
    assert!(!groups.is_empty() && groups.iter().all(|group| group.cause == Cause::Loop), "{groups:?}");
    let there = stage.b.owner.sales(&SalesFilter::default()).await.unwrap().rows;
    assert!(there.is_empty(), "{} were sent", there.len());
    stage.engine.stop().await;
}
