//! A sale that already stands at the partner, and not by us, is not placed a second time before a person has looked.

use koppel::credential::Keyring;
use koppel::engine::Engine;
use koppel::kv::memory;
use koppel::model::act::{SaleVerb, SettingChange};
use koppel::model::delivery::{Doubt, State};
use koppel::model::failure::Cause;
use koppel::model::ids::SaleId;
use koppel::model::mapping::Mapping;
use koppel::salesdock::client::sales::SalesFilter;

use crate::stage::{MAPPING, Stage, engine, name, until};

/// Another koppel that works for the same two: a copy that somebody started, say.
async fn copy(stage: &Stage) -> Engine {
    let other = engine(memory::open(), Keyring::ephemeral(), stage.speed).await;
    other.set_own(stage.a.address.clone(), &stage.a.token, "piet").await.unwrap();
    other.test_own().await.unwrap();
    other.add_integration(&name(), stage.b.address.clone(), &stage.token, "piet").await.unwrap();
    other.test_integration(&name()).await.unwrap();
    other.import_products(&name(), None, "piet").await.unwrap();
    let mapping: Mapping = toml::from_str(MAPPING).unwrap();
    other.import_mapping(&name(), &mapping, Some(0), "piet").await.unwrap();
    let on = [SettingChange::SaleProcessing(true), SettingChange::Automatic(true)];
    other.set_integration(&name(), &on, None, "piet").await.unwrap();
    other
}

/// A sale of A that may go by hand, and that the copy has placed.
async fn placed_twice_nearly(stage: &mut Stage, copy: &Engine) -> (SaleId, SaleId) {
    let sale = stage.sell_good().await;
    until("the sale", || async { stage.row(sale).await.is_some_and(|row| row.state == State::Ready) }).await;
    let there = async || copy.sale(sale).await.ok()?.row.partner_sale_id;
    until("the copy's sale", || async { there().await.is_some() }).await;
    // Twice, so that a look that was under way when it was placed does not count.
    for _ in 0..2 {
        let before = followed(stage);
        until("a look at the partner", || async { followed(stage) != before }).await;
    }
    (sale, there().await.unwrap())
}

fn followed(stage: &Stage) -> Option<koppel::clock::Timestamp> {
    let passes = stage.engine.integration(&name()).unwrap().passes;
    passes.into_iter().find(|pass| pass.pass == "follow")?.ended_at
}

async fn act(stage: &Stage, sale: SaleId, verb: SaleVerb) {
    let acted = stage.engine.act(&[(sale, None)], &verb, Some("nagekeken"), "jan").await.unwrap();
    assert!(acted[0].result.is_ok(), "{verb:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_there_already_goes_to_a_person_before_anything_is_sent() {
    let mut stage = Stage::linked("", false).await;
    stage.switch(false).await;
    let copy = copy(&stage).await;
    let (ours, theirs) = placed_twice_nearly(&mut stage, &copy).await;
    let (other, theirs_too) = placed_twice_nearly(&mut stage, &copy).await;
    for sale in [ours, other] {
        act(&stage, sale, SaleVerb::Send).await;
        until("a person to be asked", || async {
            stage.row(sale).await.is_some_and(|row| row.doubt == Some(Doubt::Operator))
        })
        .await;
        let row = stage.row(sale).await.unwrap();
        assert_eq!((row.cause, row.attempts), (Some(Cause::AlreadyThere), 0), "nothing was sent");
    }
    // One is that very sale, the other is another one after all.
    act(&stage, ours, SaleVerb::Adopt { partner_sale_id: theirs }).await;
    assert_eq!(stage.row(ours).await.unwrap().partner_sale_id, Some(theirs));
    act(&stage, other, SaleVerb::ConfirmAbsent).await;
    until("the other to go", || async { stage.row(other).await.unwrap().state.is_placed() }).await;
    assert_ne!(stage.row(other).await.unwrap().partner_sale_id, Some(theirs_too));
    let there = stage.b.owner.sales(&SalesFilter::default()).await.unwrap().rows;
    assert_eq!(there.len(), 3, "two by the copy, one by us");

    // What stood there is still known after a restart, also without another look.
    let (third, _) = placed_twice_nearly(&mut stage, &copy).await;
    copy.stop().await;
    stage.crash().await;
    act(&stage, third, SaleVerb::Send).await;
    until("a person to be asked", || async {
        stage.row(third).await.is_some_and(|row| row.doubt == Some(Doubt::Operator))
    })
    .await;
}
