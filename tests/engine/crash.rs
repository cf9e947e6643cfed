//! The engine is dropped where it stands and started again over what was durable.

use std::time::Duration;

use koppel::demo::judge::Verdict;
use koppel::model::delivery::State;

use crate::stage::{Stage, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crashes_in_the_middle_of_everything_lose_and_double_nothing() {
    let mut stage = Stage::linked("cut-after=5%,error-after=5%,error-before=5%,seed=3", false).await;
    let mut made = 0;
    for round in 0..8u64 {
        made += stage.sell(6).await.len();
        // Somewhere in the middle: a different moment each round.
        tokio::time::sleep(Duration::from_millis(7 * round)).await;
        stage.crash().await;
    }
    stage.settle(made).await;
    let verdict = stage.verdict().await;
    assert_eq!(verdict, Verdict::default());
    for state in [State::Queued, State::Retrying, State::Sending] {
        assert_eq!(stage.in_state(state).await.len(), 0, "{state:?}");
    }
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_waits_for_what_is_under_way() {
    let mut stage = Stage::linked("delay=100%,delay-ms=300", false).await;
    stage.sell(6).await;
    until("sending", || async {
        stage.queue().await.len() == 6 && !stage.in_state(State::Sending).await.is_empty()
    })
    .await;
    stage.engine.stop().await;
    assert!(stage.in_state(State::Sending).await.is_empty(), "every attempt has its outcome");
    assert!(!stage.in_state(State::Sent).await.is_empty(), "they were waited for, not cut off");
    assert_eq!(stage.verdict().await, Verdict::default());
}
