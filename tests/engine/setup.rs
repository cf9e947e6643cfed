//! What may be set up anew, and what may not because numbers would then mean something else.

use koppel::clock::Clock;
use koppel::credential::Keyring;
use koppel::engine::{Engine, EngineError, EngineSettings};
use koppel::kv::memory;
use koppel::model::act::SaleVerb;
use koppel::model::delivery::State;
use koppel::model::ids::IntegrationName;
use koppel::model::integration::EnvironmentAddress;
use koppel::store::Store;

use crate::stage::{Stage, engine, name, network, until};

fn at(base_url: &str, domain: &str) -> EnvironmentAddress {
    EnvironmentAddress { base_url: base_url.to_owned(), domain: domain.to_owned() }
}

fn is_refused<T>(result: Result<T, EngineError>, word: &str) -> bool {
    matches!(result, Err(EngineError::Refused { why }) if why.to_string().contains(word))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_account_name_at_another_place_is_another_account() {
    let mut stage = Stage::linked("", false).await;
    let token = stage.a.token.clone();
    // Nothing sold yet, but products are linked by their numbers at A.
    let elsewhere = at("https://staging.example.com", &stage.a.address.domain);
    assert!(is_refused(stage.engine.set_own(elsewhere.clone(), &token, "anna").await, "--data"));
    let made = stage.sell(1).await;
    stage.settle(made.len()).await;
    assert!(is_refused(stage.engine.set_own(elsewhere, &token, "anna").await, "staging.example.com"));
    // The same account on this machine, as after a restart on another port.
    let moved = at("http://127.0.0.1:9", &stage.a.address.domain);
    stage.engine.set_own(moved, &token, "anna").await.unwrap();
    stage.engine.set_own(stage.a.address.clone(), &token, "anna").await.unwrap();
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_own_account_is_read_from_its_beginning() {
    let (kv, keyring, clock) = (memory::open(), Keyring::ephemeral(), Clock::system());
    let store = Store::open(kv, keyring, clock.clone()).await.unwrap();
    store
        .accept(&[], Some((koppel::store::INTAKE, serde_json::json!({"since": clock.now()}))))
        .await
        .unwrap();
    let engine = Engine::open_idle(store.clone(), clock, EngineSettings::default(), network()).await.unwrap();
    let token = "x".to_owned().into();
    engine.set_own(at("https://staging.example.com", "deur"), &token, "anna").await.unwrap();
    assert!(store.cursor(koppel::store::INTAKE).await.unwrap().is_some(), "the first one is no other one");
    engine.set_own(at("https://app.example.com", "deur"), &token, "anna").await.unwrap();
    assert_eq!(store.cursor(koppel::store::INTAKE).await.unwrap(), None);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_of_a_removed_integration_is_its_partners_for_ever() {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(1).await;
    stage.settle(made.len()).await;
    assert_eq!(stage.in_state(State::Sent).await.len(), 1);
    let products = stage.a.owner.products().await.unwrap().len();
    stage.engine.remove_integration(&name(), "anna").await.unwrap();

    let other = at("https://app.example.com", "andere");
    assert!(is_refused(
        stage.engine.add_integration(&name(), other.clone(), &stage.token, "anna").await,
        "name"
    ));
    let free = IntegrationName::from("andere");
    stage.engine.add_integration(&free, other, &stage.token, "anna").await.unwrap();
    // The same partner takes its name up again, with what was imported and placed.
    stage.engine.add_integration(&name(), stage.b.address.clone(), &stage.token, "anna").await.unwrap();
    assert!(stage.engine.import_products(&name(), None, "anna").await.unwrap().0 > 0);
    assert_eq!(stage.a.owner.products().await.unwrap().len(), products, "those that are there are linked");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_of_one_product_named_twice_and_two_at_once_make_one_product() {
    let stage = Stage::linked("", false).await;
    let before = stage.a.owner.products().await.unwrap();
    let row = stage.engine.products(&name()).await.unwrap().remove(0);
    stage.engine.unlink_product(&name(), row.partner_id, "anna").await.unwrap();
    // A's product is gone, so that the import has to make one.
    stage.a.owner.delete_product(row.own_id.unwrap()).await.unwrap();
    let (twice, name) = ([row.partner_id, row.partner_id], name());
    let (first, second) = tokio::join!(
        stage.engine.import_products(&name, Some(&twice), "anna"),
        stage.engine.import_products(&name, Some(&twice), "bert"),
    );
    assert_eq!(first.unwrap().0 + second.unwrap().0, 1);
    assert_eq!(stage.a.owner.products().await.unwrap().len(), before.len());
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_integration_is_removed_with_nothing_on_its_way() {
    let mut stage = Stage::linked("delay=100%,delay-ms=300", false).await;
    let made = stage.sell(1).await;
    until("the sale is on its way", async || !stage.in_state(State::Sending).await.is_empty()).await;
    assert!(is_refused(stage.engine.remove_integration(&name(), "anna").await, "under way"));
    // Refused, its workers go on.
    stage.settle(made.len()).await;
    assert_eq!(stage.in_state(State::Sent).await.len(), 1);
    stage.engine.remove_integration(&name(), "anna").await.unwrap();
    assert_eq!(stage.row(made[0]).await.unwrap().state, State::Sent, "what became of its sales stays");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_is_asked_shown_and_then_told_by_the_partner() {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(2).await;
    stage.settle(made.len()).await;
    let acted = async |sale, reason| {
        let mut acted = stage.engine.act(&[(sale, None)], &SaleVerb::RequestCancel, reason, "anna").await?;
        acted.remove(0).result
    };
    assert!(matches!(acted(made[0], None).await, Err(EngineError::Invalid { .. })), "a reason is due");
    let row = acted(made[0], Some("klant ziet ervan af")).await.unwrap();
    assert!(row.cancel_requested || row.state == State::Cancelled);
    until("B's status says so", async || stage.row(made[0]).await.unwrap().state == State::Cancelled).await;
    stage.settle(made.len()).await;
    let row = stage.row(made[0]).await.unwrap();
    assert!(!row.cancel_requested);
    assert_eq!(row.partner_status.unwrap().as_str(), "cancelled");
    let at_b = stage.b.owner.sale(row.partner_sale_id.unwrap()).await.unwrap();
    assert_eq!(at_b.status.as_str(), "cancelled");
    assert_eq!(stage.a.owner.sale(made[0]).await.unwrap().status.as_str(), "cancelled", "A hears of it");
    assert_eq!(stage.row(made[1]).await.unwrap().state, State::Sent, "the other one stands");
    assert!(is_refused(acted(made[0], Some("nog eens")).await, "cancelled"));
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sales_that_a_supplier_receives_wait_for_nothing_until_it_has_an_integration() {
    let mut stage = Stage::linked("", false).await;
    stage.sell_good().await;
    stage.settle(1).await;
    assert_eq!(stage.in_state(State::Sent).await.len(), 1);
    let supplier = engine(memory::open(), Keyring::ephemeral(), stage.speed).await;
    supplier.set_own(stage.b.address.clone(), &stage.b.token, "bert").await.unwrap();
    until("the supplier is settled", async || supplier.is_settled()).await;
    assert!(supplier.counts().by_state.is_empty(), "{:?}", supplier.counts());
    supplier.add_integration(&name(), stage.a.address.clone(), &stage.a.token, "bert").await.unwrap();
    until("its sale is taken in", async || supplier.counts().by_state.contains_key(&State::Waiting)).await;
    supplier.stop().await;
    stage.engine.stop().await;
}
