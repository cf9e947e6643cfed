//! What the partner changes in its catalogue comes over to A, and what it takes away is not taken lightly.

use std::time::Duration;

use koppel::engine::{EngineError, EngineSettings};
use koppel::model::act::SettingChange;
use koppel::model::administration::catalogue::Kind;
use koppel::model::delivery::State;
use koppel::model::ids::{FlowKey, ProductId};
use koppel::model::integration::{FieldPolicy, OnVanished};
use koppel::model::product::Product;
use koppel::model::proof::{Assumption, RowToChange};
use koppel::model::queue::WaitingReason;
use koppel::model::view::{Activity, ProductRow};
use koppel::salesdock::wire::catalogue::{FileDraft, ProductChange};

use crate::stage::{Stage, engine_with, name, until};

fn field(name: &str, value: &str) -> ProductChange {
    ProductChange { fields: [(name.to_owned(), value.to_owned())].into(), ..ProductChange::default() }
}

async fn set(stage: &Stage, change: SettingChange) {
    stage.engine.set_integration(&name(), &[change], None, "anna").await.unwrap();
}

async fn row(stage: &Stage, product: ProductId) -> ProductRow {
    let rows = stage.engine.products(&name()).await.unwrap();
    rows.into_iter().find(|row| row.partner_id == product).unwrap()
}

async fn ours(stage: &Stage, row: &ProductRow) -> Product {
    stage.a.owner.product(row.own_id.unwrap()).await.unwrap()
}

/// The fields that were carried over, when that is what happened.
fn carried(what: &Activity) -> Option<Vec<&str>> {
    let Activity::ProductChanged { fields, .. } = what else { return None };
    Some(fields.iter().map(String::as_str).collect())
}

/// The first linked product, after both sides were compared once.
async fn looked_at(stage: &Stage) -> ProductRow {
    stage.engine.sync(&name()).await.unwrap();
    stage.engine.products(&name()).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_carried_over_once_with_its_files_and_synchronised_moves_only_then() {
    let stage = Stage::linked("", false).await;
    let before = looked_at(&stage).await;
    let (.., written) = stage.engine.sync(&name()).await.unwrap();
    assert_eq!(written, [], "an import leaves nothing to carry over");
    let same = row(&stage, before.partner_id).await;
    assert_eq!(same.last_synchronised, before.last_synchronised);
    assert!(same.last_checked > before.last_checked);

    let leaflet = FileDraft { name: "nieuw.pdf".into(), content: "bmlldXc=".into(), extension: "pdf".into() };
    let change = ProductChange { attachments: Some(vec![leaflet]), ..field("price_monthly", "3.14") };
    stage.b.owner.change_product(before.partner_id, &change).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    // An event of the partner may have been quicker than this.
    let told = stage.engine.activity(None, 50).await.unwrap();
    let told: Vec<_> = told.iter().filter_map(|row| carried(&row.what)).collect();
    assert_eq!(told, [["price_monthly", "documents"]]);

    let after = row(&stage, before.partner_id).await;
    assert!(after.last_synchronised > before.last_synchronised);
    let detail = ours(&stage, &after).await.detail.unwrap();
    assert_eq!(detail.prices["price_monthly"], "3.14");
    let [document] = &detail.documents[..] else { panic!("the documents are the partner's") };
    assert_eq!(stage.a.owner.document(document).await.unwrap(), "nieuw".as_bytes());
    assert_eq!(stage.engine.sync(&name()).await.unwrap().2, [], "once");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_changed_on_purpose_is_kept_asked_about_or_overwritten_as_the_policy_says() {
    let stage = Stage::linked("", false).await;
    let product = looked_at(&stage).await;
    set(&stage, SettingChange::Field { field: "name".into(), policy: FieldPolicy::Ours }).await;
    set(&stage, SettingChange::Field { field: "usp".into(), policy: FieldPolicy::Ask }).await;
    let theirs = ProductChange {
        fields: [("name", "Van hen"), ("usp", "Hun punt"), ("description", "Hun tekst")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..ProductChange::default()
    };
    stage.b.owner.change_product(product.partner_id, &theirs).await.unwrap();
    stage.a.owner.change_product(product.own_id.unwrap(), &field("name", "Van ons")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    // Whoever wrote, by a stream or by this: what A has now is read before it is compared again.
    stage.engine.sync(&name()).await.unwrap();
    let mine = ours(&stage, &product).await;
    assert_eq!((mine.name.as_str(), mine.description.as_str()), ("Van ons", "Hun tekst"));
    assert_ne!(mine.usp.as_str(), "Hun punt");

    let diffs = stage.engine.product_differences(&name()).await.unwrap();
    let open: Vec<_> = diffs[0].fields.iter().map(|(policy, diff)| (*policy, diff.field.as_str())).collect();
    assert_eq!(open, [(FieldPolicy::Ask, "usp"), (FieldPolicy::Ours, "name")]);
    let wanted = ["usp".to_owned()];
    stage.engine.take_fields(&name(), product.partner_id, Some(&wanted), "anna").await.unwrap().unwrap();
    let mine = ours(&stage, &product).await;
    assert_eq!((mine.name.as_str(), mine.usp.as_str()), ("Van ons", "Hun punt"));

    // Back to the partner's: the next look overwrites what A had kept.
    set(&stage, SettingChange::Field { field: "name".into(), policy: FieldPolicy::Partner }).await;
    stage.engine.sync(&name()).await.unwrap();
    assert_eq!(ours(&stage, &product).await.name.as_str(), "Van hen");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_product_that_is_gone_twice_is_deactivated_and_sold_again_when_it_returns() {
    let stage = Stage::linked("", false).await;
    let product = looked_at(&stage).await;
    set(&stage, SettingChange::OnVanished(OnVanished::Deactivate)).await;
    stage.b.owner.change_product(product.partner_id, &field("active", "0")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    let gone = row(&stage, product.partner_id).await;
    assert_eq!(gone.retired, Some(OnVanished::Deactivate));
    assert!(!ours(&stage, &product).await.active);

    stage.b.owner.change_product(product.partner_id, &field("active", "1")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    let back = row(&stage, product.partner_id).await;
    assert_eq!((back.retired, back.missing_since), (None, None));
    assert!(ours(&stage, &product).await.active);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_deleted_can_be_brought_back_whole_and_is_then_left_alone() {
    let mut stage = Stage::linked("", false).await;
    let product = looked_at(&stage).await;
    let whole = ours(&stage, &product).await;
    stage.switch(false).await;
    let mut made = Vec::new();
    let sale = loop {
        made.push(stage.sell_good().await);
        stage.settle(made.len()).await;
        let sold = stage.a.owner.sale(made[made.len() - 1]).await.unwrap();
        if Some(sold.product.id) == product.own_id {
            break sold.id;
        }
    };
    assert_eq!(stage.row(sale).await.unwrap().state, State::Ready);
    set(&stage, SettingChange::OnVanished(OnVanished::Delete)).await;
    stage.b.owner.change_product(product.partner_id, &field("active", "0")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    assert!(stage.a.owner.product(product.own_id.unwrap()).await.is_err(), "it is deleted");
    assert_eq!(row(&stage, product.partner_id).await.name, whole.name, "and still known by its name");
    let own = product.own_id.unwrap();
    let proof = stage.engine.check(&name()).await.unwrap();
    assert!(proof.assumptions.contains(&Assumption::NotOffered { own, partner: product.partner_id }));
    assert!(proof.products.iter().all(|one| one.own != own), "there is nothing to prove of it");
    // A sale of it says why it does not go.
    let out = Some(WaitingReason::OutOfSale { product: own });
    until("it waits", async || stage.row(sale).await.unwrap().waiting == out).await;

    let own = stage.engine.restore_product(&name(), product.partner_id, "anna").await.unwrap();
    let back = stage.a.owner.product(own).await.unwrap();
    assert_eq!((&back.name, &back.identifier), (&whole.name, &whole.identifier));
    let prices = |product: &Product| product.detail.clone().unwrap().prices;
    assert_eq!(prices(&back), prices(&whole));
    stage.engine.sync(&name()).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    assert!(stage.a.owner.product(own).await.is_ok(), "an operator's word counts");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_deleted_because_a_flow_needs_it_is_put_out_of_sale_instead() {
    let stage = Stage::linked("", false).await;
    let product = looked_at(&stage).await;
    // Without it the flow would sell everything of its type: A refuses to let it go.
    let flow = stage.a.owner.flows().await.unwrap()[0].id.to_string();
    let only = serde_json::json!({"product_ids": [product.own_id]});
    stage.a.owner.set_thing(Kind::Flow, &flow, only.as_object().unwrap()).await.unwrap();
    let refused = stage.a.owner.delete_product(product.own_id.unwrap()).await.unwrap_err();
    assert_eq!(refused.failure.http_status, Some(409));

    set(&stage, SettingChange::OnVanished(OnVanished::Delete)).await;
    stage.b.owner.change_product(product.partner_id, &field("active", "0")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    assert_eq!(row(&stage, product.partner_id).await.retired, Some(OnVanished::Deactivate));
    assert!(!ours(&stage, &product).await.active, "it is there, and out of sale");
    let told = stage.engine.activity(None, 50).await.unwrap();
    let retired = told.iter().find_map(|row| match row.what {
        Activity::ProductRetired { deleted, .. } => Some(deleted),
        _ => None,
    });
    assert_eq!(retired, Some(false), "and nobody is told that it was deleted");

    // It is sold again when it returns.
    stage.b.owner.change_product(product.partner_id, &field("active", "1")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    assert!(ours(&stage, &product).await.active);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_gone_at_once_stop_and_ask_and_go_only_by_an_operators_word() {
    let stage = Stage::linked("", false).await;
    looked_at(&stage).await;
    set(&stage, SettingChange::OnVanished(OnVanished::Deactivate)).await;
    let organisation = stage.b.owner.organisations().await.unwrap().rows.last().unwrap().id;
    let rows = stage.engine.products(&name()).await.unwrap();
    let half = rows.len() / 2;
    let left: Vec<_> = rows.iter().map(|row| row.partner_id).skip(half).collect();
    stage.b.owner.grant_products(organisation, Some(&left)).await.unwrap();
    for _ in 0..3 {
        stage.engine.sync(&name()).await.unwrap();
    }
    let hold = stage.engine.integration(&name()).unwrap().vanished.expect("it asks");
    assert_eq!((hold.products.len(), hold.linked), (half, rows.len() as u64));
    assert!(ours(&stage, &rows[0]).await.active, "nothing was done");
    let told = stage.engine.activity(None, 50).await.unwrap();
    let told = told.iter().filter(|row| matches!(row.what, Activity::VanishStopped { .. })).count();
    assert_eq!(told, 1, "it is told once");

    let gone = half as u64;
    let wrong = stage.engine.apply_vanished(&name(), Some(gone - 1), "anna").await;
    assert!(matches!(wrong, Err(EngineError::Conflict { found, .. }) if found == gone));
    assert_eq!(stage.engine.apply_vanished(&name(), Some(gone), "anna").await.unwrap(), gone);
    assert!(!ours(&stage, &rows[0]).await.active);
    assert_eq!(stage.engine.integration(&name()).unwrap().vanished, None);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_token_puts_nothing_out_of_sale() {
    let stage = Stage::linked("", false).await;
    let product = looked_at(&stage).await;
    set(&stage, SettingChange::OnVanished(OnVanished::Delete)).await;
    let organisation = stage.b.owner.organisations().await.unwrap().rows.last().unwrap().id;
    let fields = [("active".to_owned(), "0".to_owned())];
    stage.b.owner.update_organisation(organisation, &fields.into()).await.unwrap();
    for _ in 0..2 {
        let refused = stage.engine.sync(&name()).await;
        assert!(matches!(refused, Err(EngineError::Link { .. })), "the partner lets nobody in");
    }
    assert!(ours(&stage, &product).await.active);
    assert_eq!(row(&stage, product.partner_id).await.missing_since, None);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_could_not_be_fetched_is_tried_again_by_itself() {
    let stage = Stage::linked("document.throttle=40%,seed=11", false).await;
    let documents = |product: Product| product.detail.map_or(0, |detail| detail.documents.len());
    let rows = stage.engine.products(&name()).await.unwrap();
    let linked: Vec<_> = rows.into_iter().filter(|row| row.own_id.is_some()).collect();
    let mut all = 0;
    for row in &linked {
        let theirs = documents(stage.b.owner.product(row.partner_id).await.unwrap());
        all += theirs;
        until("the documents of a product", || async { documents(ours(&stage, row).await) == theirs }).await;
    }
    assert!(all > 3, "the supplier has leaflets");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_looks_in_one_breath_are_one_and_what_a_deactivation_hits_is_told_before() {
    let mut stage = Stage::linked("", false).await;
    stage.switch(false).await;
    let made = stage.sell(26).await;
    stage.settle(made.len()).await;
    stage.engine.stop().await;
    let day = Duration::from_secs(24 * 60 * 60);
    let settings = EngineSettings { sync_every: day, look_again: day, ..EngineSettings::default() };
    stage.engine = engine_with(stage.kv.clone(), stage.keyring.clone(), stage.speed, settings).await;
    set(&stage, SettingChange::OnVanished(OnVanished::Deactivate)).await;
    // Everything of one type goes: too many at once, or each too soon.
    let rows = stage.engine.products(&name()).await.unwrap();
    let gone: Vec<_> = rows.iter().filter(|row| row.product_type == "telecom").collect();
    for row in &gone {
        stage.b.owner.change_product(row.partner_id, &field("active", "0")).await.unwrap();
    }
    for _ in 0..3 {
        stage.engine.sync(&name()).await.unwrap();
    }
    let plan = stage.engine.vanish_plan(&name()).await.unwrap();
    assert_eq!((plan.products.len(), plan.policy), (gone.len(), OnVanished::Deactivate));
    assert!(plan.hold.is_some() && plan.affected().count() == gone.len(), "nothing was done");
    let own = |row: &ProductRow| row.own_id.unwrap();
    let going: Vec<_> = gone.iter().map(|row| own(row)).collect();
    let mut hit = Vec::new();
    for sale in &made {
        if going.contains(&stage.a.owner.sale(*sale).await.unwrap().product.id) {
            hit.push(*sale);
        }
    }
    hit.sort_unstable();
    let mut told: Vec<_> = plan.products.iter().flat_map(|one| one.sales.clone()).collect();
    told.sort_unstable();
    assert!(!hit.is_empty() && told == hit, "{told:?} of {hit:?}");
    let flow = RowToChange::Flow(FlowKey::new("telecom", "verbinding"));
    let question = |key: &str| RowToChange::Question(key.into());
    let told = &plan.rows;
    assert!(told.contains(&flow) && told.contains(&question("installatiemoment")), "{told:?}");
    assert!(!plan.rows.contains(&question("situatie")), "others are asked that");
    // Agreements too: what only telecom wants goes, what is wanted of others stays.
    let agreements = plan.rows.iter().filter(|row| matches!(row, RowToChange::Agreement(_)));
    let agreements: Vec<_> = agreements.cloned().collect();
    assert_eq!(agreements, [RowToChange::Agreement("nummeroverdracht".into())]);

    // All but one are back: few enough, and yet seen missing only just now.
    for row in &gone[1..] {
        stage.b.owner.change_product(row.partner_id, &field("active", "1")).await.unwrap();
    }
    for _ in 0..2 {
        stage.engine.sync(&name()).await.unwrap();
    }
    let left = row(&stage, gone[0].partner_id).await;
    assert!(left.missing_since.is_some() && left.retired.is_none());
    let back = stage.engine.restore_product(&name(), gone[0].partner_id, "anna").await;
    assert!(matches!(back, Err(EngineError::Refused { .. })), "there is nothing to bring back");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_linked_once_more_is_carried_over_only_where_it_differs() {
    let stage = Stage::linked("", false).await;
    let rows = stage.engine.products(&name()).await.unwrap();
    for row in &rows {
        stage.engine.unlink_product(&name(), row.partner_id, "anna").await.unwrap();
    }
    assert_eq!(stage.engine.import_products(&name(), None, "anna").await.unwrap().0, rows.len() as u64);
    assert_eq!(stage.engine.sync(&name()).await.unwrap().2, []);
    let told = stage.engine.activity(None, 200).await.unwrap();
    assert_eq!(told.iter().filter_map(|row| carried(&row.what)).count(), 0);
    stage.b.owner.change_product(rows[0].partner_id, &field("price_monthly", "3.14")).await.unwrap();
    let (_, changed, written) = stage.engine.sync(&name()).await.unwrap();
    // An event of the partner may have been quicker.
    assert!(written.is_empty() || changed == 1, "{changed} of one product");
    stage.engine.stop().await;
}
