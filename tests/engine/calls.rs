//! Calls for an operator: never two within a minute, a restart or not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use koppel::clock::Instant;
use koppel::engine::Change;
use tokio::sync::broadcast::error::RecvError;

use crate::stage::{Stage, name, until};

/// When calls came, from now on.
fn calls(stage: &Stage) -> Arc<Mutex<Vec<Instant>>> {
    let (mut changes, calls) = (stage.engine.changes(), Arc::new(Mutex::new(Vec::new())));
    let came = calls.clone();
    tokio::spawn(async move {
        loop {
            match changes.recv().await {
                Ok(change) if matches!(&*change, Change::Alert(_)) => {
                    came.lock().unwrap().push(Instant::now())
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
    calls
}

async fn breaker_opens(stage: &Stage) {
    let view = || stage.engine.integration(&name()).unwrap();
    until("the breaker", || async { view().breaker_until.is_some() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_within_the_minute_brings_no_second_call() {
    let mut stage = Stage::linked("", false).await;
    let before = calls(&stage);
    // Nothing answers: the breaker opens, and that is worth a call.
    stage.b.close().await;
    stage.sell(20).await;
    breaker_opens(&stage).await;
    until("the call", || async { !before.lock().unwrap().is_empty() }).await;
    let called = before.lock().unwrap()[0];

    stage.crash().await;
    let after = calls(&stage);
    breaker_opens(&stage).await;
    // Long enough for it to be looked at.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let apart: Vec<_> = after.lock().unwrap().iter().map(|at| *at - called).collect();
    assert!(apart.iter().all(|apart| *apart >= Duration::from_secs(59)), "{apart:?}");
    stage.engine.stop().await;
}
