//! What a plan says of a sale is what the act then does: they are under one judgement. And a sale that does not
//! go says why, rule by rule.

use std::collections::BTreeMap;

use koppel::engine::EngineError;
use koppel::model::act::{SaleVerb, SalesQuery, SettingChange};
use koppel::model::delivery::State;
use koppel::model::ids::{ProductId, SaleId};
use koppel::model::integration::{Condition, Matcher, Processing};
use koppel::model::queue::{SaleRow, WaitingReason};
use koppel::model::reason::Reason;
use koppel::model::trace::{Part, Step, Verdict};

use crate::stage::{Stage, name, until};

async fn rows(stage: &Stage) -> Vec<SaleRow> {
    let query = SalesQuery { limit: 1_000, ..SalesQuery::default() };
    stage.engine.sales(&query).await.unwrap().rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_promises_what_the_act_does() {
    use SaleVerb::{Adopt, Hold, Recall, Release, RequestCancel, Retry, Send, Skip};
    let mut stage = Stage::linked("", false).await;
    let sold = stage.sell(24).await;
    stage.settle(sold.len()).await;
    // Some that wait to be recalled.
    stage.engine.set_integration(&name(), &[SettingChange::Grace(3_600)], None, "anna").await.unwrap();
    for sale in [stage.sell_good().await, stage.sell_good().await] {
        until("it to be queued", || async {
            stage.row(sale).await.is_some_and(|row| row.state == State::Queued)
        })
        .await;
    }

    let adopt = Adopt { partner_sale_id: SaleId(77_777) };
    let verbs = [Recall, Release, Send, Hold, adopt, Skip, Retry, RequestCancel, Hold, Release, Skip];
    let mut seen: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for verb in &verbs {
        if *verb == Send {
            // One that goes by hand only.
            let by_hand = [SettingChange::Automatic(false)];
            stage.engine.set_integration(&name(), &by_hand, None, "anna").await.unwrap();
            let sale = stage.sell_good().await;
            until("it to be ready", || async {
                stage.row(sale).await.is_some_and(|row| row.state == State::Ready)
            })
            .await;
        }
        for row in rows(&stage).await {
            let sale = [(row.id, Some(row.version))];
            let plan = stage.engine.plan(&sale, verb).await.unwrap();
            assert_eq!(plan.goes.len() + plan.left_out.len(), 1, "{plan:?}");
            let acted = stage.engine.act(&sale, verb, Some("getest"), "jan").await.unwrap().remove(0).result;
            let goes = match acted {
                Ok(_) => true,
                // It went on by itself in between: nothing to compare.
                Err(EngineError::Conflict { .. }) => continue,
                Err(EngineError::Refused { why }) => {
                    let said = plan.left_out.first().and_then(|one| one.why.clone());
                    assert_eq!(said, Some(why), "{verb:?} on {row:?}: {plan:?}");
                    false
                }
                Err(error) => panic!("{verb:?} on {row:?}: {error}"),
            };
            assert_eq!(plan.goes.len(), usize::from(goes), "{verb:?} on {row:?}: {plan:?}");
            *seen.entry((verb.word(), goes)).or_default() += 1;
        }
    }
    println!("{seen:?}");
    for verb in ["hold", "recall", "send", "release", "skip", "retry", "cancel-request"] {
        assert!(seen.contains_key(&(verb, true)) && seen.contains_key(&(verb, false)), "{verb}: {seen:?}");
    }

    let all: Vec<_> = rows(&stage).await.iter().map(|row| (row.id, None)).collect();
    let held = stage.engine.plan(&all, &Hold).await.unwrap();
    assert_eq!(held.requests, 0);
    let unknown = stage.engine.plan(&[(SaleId(999_999), None)], &Hold).await.unwrap();
    assert_eq!((unknown.left_out[0].state, unknown.left_out[0].why.clone()), (None, None));
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_says_whom_it_touches_what_it_costs_and_what_is_decided_one_by_one() {
    let mut stage = Stage::linked("", false).await;
    stage.engine.set_integration(&name(), &[SettingChange::Automatic(false)], None, "anna").await.unwrap();
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(stage.sell_good().await);
    }
    for sale in &made {
        until("it to be known", || async { stage.row(*sale).await.is_some() }).await;
    }
    let all: Vec<_> = made.iter().map(|sale| (*sale, None)).collect();
    let plan = stage.engine.plan(&all, &SaleVerb::Send).await.unwrap();
    assert_eq!(plan.touches, [(Some(name()), 3)]);
    assert_eq!((plan.goes.len(), plan.requests, plan.minutes), (3, 3, None), "{plan:?}");
    assert!(plan.oldest <= plan.newest && plan.oldest.is_some());
    let singly = stage.engine.plan(&all, &SaleVerb::Replace { cancelled: made[0] }).await.unwrap();
    assert!(singly.goes.is_empty(), "{singly:?}");
    let why: Vec<_> = singly.left_out.iter().map(|one| one.why.clone()).collect();
    assert_eq!(why[0], Some(Reason::NoPlace { cancelled: made[0] }));
    stage.engine.stop().await;
}

/// The steps of a sale, and the one that stops it.
async fn traced(stage: &Stage, sale: SaleId) -> (Vec<Step>, Vec<Step>) {
    let steps = stage.engine.sale(sale).await.unwrap().trace;
    let stops = steps.iter().filter(|step| step.verdict() == Verdict::Stops).cloned().collect();
    (steps, stops)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_does_not_go_says_why_rule_by_rule() {
    let mut stage = Stage::linked("", false).await;
    let unlikely = Condition {
        name: "Ergens anders".to_owned(),
        matches: Matcher { products: vec![ProductId(999_999)], ..Matcher::default() },
        processing: Processing::default(),
    };
    stage.engine.set_conditions(&name(), vec![unlikely], None, "anna").await.unwrap();
    let changes = [SettingChange::Grace(3_600), SettingChange::Automatic(false)];
    stage.engine.set_integration(&name(), &changes, None, "anna").await.unwrap();
    let sale = stage.sell_good().await;
    until("it to be known", || async { stage.row(sale).await.is_some() }).await;
    let set = async |change: SettingChange, state: State| {
        stage.engine.set_integration(&name(), &[change], None, "anna").await.unwrap();
        until(&format!("it to be {state:?}"), || async { stage.row(sale).await.unwrap().state == state })
            .await;
        traced(&stage, sale).await
    };

    let (steps, stops) = set(SettingChange::Automatic(false), State::Ready).await;
    assert_eq!(stops, [Step::ByHand], "{steps:?}");
    assert!(matches!(steps[..2], [Step::NotCancelled, Step::Linked { .. }]), "{steps:?}");
    let part = Part::Product;
    assert!(steps.contains(&Step::NoMatch { condition: "Ergens anders".to_owned(), part }), "{steps:?}");

    let (steps, stops) = set(SettingChange::SaleProcessing(false), State::Waiting).await;
    assert_eq!(stops, [Step::Waits { why: WaitingReason::ProcessingOff }], "{steps:?}");

    set(SettingChange::Automatic(true), State::Waiting).await;
    let (steps, stops) = set(SettingChange::SaleProcessing(true), State::Queued).await;
    assert!(matches!(stops[..], [Step::Recallable { grace: 3_600, .. }]), "{steps:?}");
    stage.engine.act(&[(sale, None)], &SaleVerb::Hold, None, "jan").await.unwrap();
    let (steps, stops) = traced(&stage, sale).await;
    assert!(matches!(stops[..], [Step::Held, Step::Recallable { .. }]), "{steps:?}");

    stage.engine.act(&[(sale, None)], &SaleVerb::Release, None, "jan").await.unwrap();
    stage.engine.act(&[(sale, None)], &SaleVerb::Skip, Some("getest"), "jan").await.unwrap();
    let (steps, stops) = traced(&stage, sale).await;
    assert_eq!(stops, [Step::InState { state: State::Skipped }], "{steps:?}");
    stage.engine.stop().await;
}
