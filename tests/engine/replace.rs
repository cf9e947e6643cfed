//! A forwarded sale cannot be changed at the partner: it is cancelled there, and another takes its place.

use koppel::engine::EngineError;
use koppel::model::act::SaleVerb;
use koppel::model::delivery::State;
use koppel::model::ids::{SaleId, StatusKey};
use koppel::model::queue::{Happening, SaleRow};
use koppel::model::reason::Reason;

use crate::stage::{Stage, until};

async fn act(stage: &Stage, sale: SaleId, verb: SaleVerb) -> Result<SaleRow, EngineError> {
    let reason = Some("verkeerd adres");
    stage.engine.act(&[(sale, None)], &verb, reason, "jan").await.unwrap().remove(0).result
}

async fn placed(stage: &mut Stage) -> SaleId {
    let sale = stage.sell_good().await;
    until("it to go", || async { stage.row(sale).await.is_some_and(|row| row.state.is_placed()) }).await;
    sale
}

async fn happened(stage: &Stage, sale: SaleId) -> Vec<Happening> {
    stage.engine.sale(sale).await.unwrap().timeline.into_iter().map(|entry| entry.what).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_takes_the_place_of_a_cancelled_sale_once_and_both_show_it() {
    let mut stage = Stage::linked("", false).await;
    let (wrong, right) = (placed(&mut stage).await, placed(&mut stage).await);
    let replace = |cancelled| SaleVerb::Replace { cancelled };
    let refused = |result: Result<SaleRow, EngineError>| {
        let error = result.unwrap_err();
        assert!(matches!(&error, EngineError::Refused { why: Reason::NoPlace { .. } }), "{error:?}");
    };
    refused(act(&stage, right, replace(wrong)).await);
    refused(act(&stage, right, replace(SaleId(999_999))).await);
    act(&stage, wrong, SaleVerb::RequestCancel).await.unwrap();
    until("it to be cancelled", || async { stage.row(wrong).await.unwrap().state == State::Cancelled }).await;
    // Cancelled at both sides by now: it went, and that is why it does not go again.
    let cancelled = StatusKey::from("cancelled");
    stage.a.owner.update_status(wrong, &cancelled, None).await.unwrap();
    until("that to be seen", || async { stage.row(wrong).await.unwrap().own_status == cancelled }).await;
    let again = act(&stage, wrong, SaleVerb::Retry).await.unwrap_err();
    let EngineError::Refused { why } = &again else { panic!("{again:?}") };
    assert_eq!(*why, Reason::WrongState { state: State::Cancelled });
    act(&stage, right, replace(wrong)).await.unwrap();
    stage.crash().await;
    let why = || Some(koppel::model::shown::Shown::new("verkeerd adres"));
    assert!(happened(&stage, right).await.contains(&Happening::Replaces { sale: wrong, reason: why() }));
    assert!(happened(&stage, wrong).await.contains(&Happening::ReplacedBy { sale: right, reason: why() }));
    // Nobody takes its place a second time, and nobody takes two.
    let third = placed(&mut stage).await;
    refused(act(&stage, third, replace(wrong)).await);
    refused(act(&stage, wrong, replace(wrong)).await);
}
