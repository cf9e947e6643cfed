//! A sale that would go can be recalled for a while, and what was recalled has not left.

use koppel::model::act::{SaleVerb, SettingChange};
use koppel::model::delivery::State;
use koppel::model::ids::SaleId;
use koppel::model::queue::SaleRow;
use koppel::model::reason::Reason;
use koppel::salesdock::client::sales::SalesFilter;

use crate::stage::{Stage, name, until};

async fn act(stage: &Stage, sale: SaleId, verb: SaleVerb) -> Result<SaleRow, koppel::engine::EngineError> {
    stage.engine.act(&[(sale, None)], &verb, None, "jan").await.unwrap().remove(0).result
}

async fn there(stage: &Stage) -> usize {
    stage.b.owner.sales(&SalesFilter::default()).await.unwrap().rows.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn within_its_grace_a_sale_is_recalled_sent_now_or_goes_by_itself() {
    let mut stage = Stage::linked("", false).await;
    let grace = |seconds| [SettingChange::Grace(seconds)];
    stage.engine.set_integration(&name(), &grace(3_600), None, "anna").await.unwrap();
    let (first, second) = (stage.sell_good().await, stage.sell_good().await);
    for sale in [first, second] {
        until("it to be queued", || async {
            stage.row(sale).await.is_some_and(|row| row.state == State::Queued && row.next_at.is_some())
        })
        .await;
    }
    // One is recalled and the other goes at once; whatever is judged anew lets nothing go.
    assert!(act(&stage, first, SaleVerb::Recall).await.unwrap().held);
    act(&stage, second, SaleVerb::Send).await.unwrap();
    until("the other to go", || async { stage.row(second).await.unwrap().state.is_placed() }).await;
    stage.switch(true).await;
    stage.crash().await;
    let late = act(&stage, second, SaleVerb::Recall).await.unwrap_err();
    assert!(
        matches!(&late, koppel::engine::EngineError::Refused { why: Reason::WrongState { .. } }),
        "{late:?}"
    );

    // Without a grace the next goes by itself, past the one that is held.
    stage.engine.set_integration(&name(), &grace(1), None, "anna").await.unwrap();
    let third = stage.sell_good().await;
    until("the third to go", || async { stage.row(third).await.is_some_and(|row| row.state.is_placed()) })
        .await;
    let row = stage.row(first).await.unwrap();
    assert_eq!((row.state, row.held, row.attempts), (State::Queued, true, 0));
    assert_eq!(there(&stage).await, 2, "what was recalled has not left");
    act(&stage, first, SaleVerb::Release).await.unwrap();
    until("the first to go", || async { stage.row(first).await.unwrap().state.is_placed() }).await;
    assert_eq!(there(&stage).await, 3);
}
