//! Acts on many sales: jobs of the service, which end at an operator's word and say what became of each.

use chrono::TimeDelta;
use koppel::engine::NewJob;
use koppel::model::act::SaleVerb;
use koppel::model::delivery::State;
use koppel::model::ids::SaleId;
use koppel::model::job::{Direction, Fate, Job, Pace, Standing};
use koppel::model::queue::Happening;
use koppel::model::reason::Reason;

use crate::stage::{Stage, until};

async fn begin(stage: &Stage, sales: Vec<(SaleId, u64)>, verb: SaleVerb) -> Job {
    let reason = Some("zo besloten".to_owned());
    let new = NewJob { sales, verb, pace: Pace::AtOnce, group: None, reason };
    stage.engine.begin_job(new, "jan").await.unwrap()
}

async fn now(stage: &Stage, job: &Job) -> Job {
    stage.engine.job(job.id).await.unwrap().0
}

async fn in_state(stage: &Stage, state: State) -> Vec<(SaleId, u64)> {
    stage.in_state(state).await.iter().map(|row| (row.id, row.version)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_many_ends_within_two_seconds_of_the_word_and_says_what_became_of_each() {
    // Each takes the partner a second: all of them take longer than anybody waits here.
    let mut stage = Stage::linked("cancel.delay=100%,delay-ms=1000", false).await;
    let made = stage.sell(60).await;
    stage.settle(made.len()).await;
    let sales = in_state(&stage, State::Sent).await;
    assert!(sales.len() > 30, "{}", sales.len());
    let job = begin(&stage, sales.clone(), SaleVerb::RequestCancel).await;
    until("the first", || async { now(&stage, &job).await.counts.done > 0 }).await;
    stage.engine.direct_job(job.id, Direction::Cancel, "jan").await.unwrap();
    until("the end", || async { !now(&stage, &job).await.awaits() }).await;

    let (job, tasks) = stage.engine.job(job.id).await.unwrap();
    let (ended, counts) = (job.ended_at.unwrap(), job.counts);
    assert_eq!(
        (job.standing, counts.under_way, counts.total()),
        (Standing::Cancelled, 0, sales.len() as u64)
    );
    assert!(counts.planned > 0 && tasks.len() == sales.len(), "{counts:?}");
    for task in &tasks {
        let timeline = stage.engine.sale(task.sale).await.unwrap().timeline;
        // The partner's status may have come in before the mark.
        let tells = |what: &Happening| {
            matches!(what, Happening::CancelAsked { .. } | Happening::State { to: State::Cancelled, .. })
        };
        let asked = timeline.iter().find(|entry| tells(&entry.what));
        match task.fate {
            Fate::Done => assert!(asked.is_some(), "{task:?} {timeline:?}"),
            Fate::Planned => assert!(asked.is_none(), "{task:?}"),
            _ => {}
        }
        let late = asked.map(|asked| asked.at - ended).filter(|late| *late > TimeDelta::seconds(2));
        assert_eq!(late, None, "{task:?}");
        if task.fate == Fate::Planned {
            assert_eq!(stage.row(task.sale).await.unwrap().version, task.version, "it is as it was");
        }
    }
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_job_acts_on_nothing_more_and_goes_on_where_it_was() {
    let mut stage = Stage::linked("cancel.delay=100%,delay-ms=400", false).await;
    let made = stage.sell(30).await;
    stage.settle(made.len()).await;
    let mut sales = in_state(&stage, State::Sent).await;
    sales.truncate(12);
    let job = begin(&stage, sales, SaleVerb::RequestCancel).await;
    stage.engine.direct_job(job.id, Direction::Pause, "jan").await.unwrap();
    until("that nothing is under way", || async { now(&stage, &job).await.counts.under_way == 0 }).await;
    let paused = now(&stage, &job).await;
    assert_eq!((paused.standing, paused.counts.total()), (Standing::Paused, 12));
    assert!(paused.counts.planned > 0, "{:?}", paused.counts);
    stage.engine.direct_job(job.id, Direction::Resume, "jan").await.unwrap();
    until("the end", || async { now(&stage, &job).await.standing == Standing::Done }).await;
    let done = now(&stage, &job).await.counts;
    assert_eq!(done.done + done.failed, 12, "{done:?}");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_edited_and_sent_as_one_job_and_each_says_why_when_it_is_not() {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(80).await;
    stage.settle(made.len()).await;
    let sales = in_state(&stage, State::Fallout).await;
    let changes = vec![("questionData.rekening".to_owned(), "NL91ABNA0417164300".to_owned())];
    let job = begin(&stage, sales.clone(), SaleVerb::Edit { changes, send: true }).await;
    // What is set is of a customer: nobody reads it in the job.
    let told = serde_json::to_string(&stage.engine.jobs().await.unwrap()).unwrap();
    assert!(!told.contains("ABNA") && told.contains("rekening"), "{told}");
    until("the end", || async { now(&stage, &job).await.standing == Standing::Done }).await;
    let (job, tasks) = stage.engine.job(job.id).await.unwrap();
    assert_eq!(job.counts.total(), sales.len() as u64);
    assert!(job.counts.done > 0, "the mistyped accounts: {:?}", job.counts);
    for task in &tasks {
        let row = stage.row(task.sale).await.unwrap();
        let timeline = stage.engine.sale(task.sale).await.unwrap().timeline;
        assert!(timeline.iter().any(|entry| matches!(entry.what, Happening::Edited { .. })), "{task:?}");
        match &task.fate {
            Fate::Done => assert!(row.state.is_placed(), "{row:?}"),
            Fate::Failed { .. } => assert_eq!(row.state, State::Fallout),
            Fate::LeftOut { why: Some(Reason::EditedFails { .. } | Reason::EditedStays { .. }) } => {
                assert_eq!(row.state, State::Fallout);
            }
            other => panic!("{other:?}"),
        }
    }
    stage.settle(made.len()).await;
    assert_eq!(stage.verdict().await, Default::default());
    stage.engine.stop().await;
}
