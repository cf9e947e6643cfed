//! A whole group tried again: what is expected first, then waves that halt by themselves.

use koppel::engine::{EngineError, NewJob};
use koppel::model::act::{SaleVerb, SettingChange};
use koppel::model::delivery::State;
use koppel::model::failure::{Cause, GroupKey};
use koppel::model::group::CareChange;
use koppel::model::job::{Direction, Expected, Fate, Halt, Job, Pace, ReplayPlan, Standing};
use koppel::model::mapping::Mapping;
use koppel::model::queue::{GroupRow, WaitingReason};
use koppel::model::reason::Reason;
use koppel::model::view::Activity;

use koppel::salesdock::wire::catalogue::ProductChange;

use crate::stage::{MAPPING, Stage, name, until};

/// The full mapping, and the same without one option of one table.
fn mappings() -> (Mapping, Mapping) {
    let whole: Mapping = toml::from_str(MAPPING).unwrap();
    let lacking = MAPPING.replace(r#"options = { "incasso" = "Automatische incasso", "#, "options = { ");
    assert_ne!(lacking, MAPPING);
    (whole, toml::from_str(&lacking).unwrap())
}

/// Sales that fell out because an option was not mapped, and the mapping that lacks nothing. Nothing else is
/// the matter with them.
async fn fallen(sales: u64) -> (Stage, GroupKey, Mapping) {
    let mut stage = Stage::linked("", false).await;
    let (whole, lacking) = mappings();
    stage.engine.import_mapping(&name(), &lacking, None, "anna").await.unwrap();
    for _ in 0..sales {
        stage.sell_sound().await;
    }
    stage.settle(sales as usize).await;
    let group = group(&stage, Cause::InvalidOption).await;
    assert!(group.count >= 10, "{group:?}");
    (stage, group.key, whole)
}

async fn group(stage: &Stage, cause: Cause) -> GroupRow {
    let groups = stage.engine.groups().await.unwrap();
    groups.iter().find(|group| group.cause == cause).cloned().unwrap_or_else(|| panic!("{groups:?}"))
}

async fn begin(stage: &Stage, plan: &ReplayPlan) -> Result<Job, EngineError> {
    let (verb, pace) = (SaleVerb::Retry, Pace::Waves);
    let (group, sales) = (Some(plan.group.clone()), plan.sends().1);
    stage.engine.begin_job(NewJob { sales, verb, pace, group, reason: None }, "jan").await
}

async fn standing(stage: &Stage, job: &Job) -> Standing {
    stage.engine.job(job.id).await.unwrap().0.standing
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mended_group_goes_in_waves_and_each_of_its_sales_once() {
    let (stage, group, whole) = fallen(60).await;
    let before = stage.engine.replay(&group).await.unwrap();
    assert_eq!(before.count(Expected::Fails), before.sales.len());
    assert!(before.sales.iter().all(|one| one.failures[0].cause == Cause::InvalidOption));
    assert!(matches!(
        begin(&stage, &before).await,
        Err(EngineError::Invalid { why: Reason::JobSize { count: 0, .. } })
    ));

    stage.engine.import_mapping(&name(), &whole, None, "anna").await.unwrap();
    let plan = stage.engine.replay(&group).await.unwrap();
    let count = plan.sales.len();
    assert_eq!(plan.count(Expected::Passes), count, "{plan:?}");
    let sent_before = stage.engine.counts().sent_ever;
    let job = begin(&stage, &plan).await.unwrap();
    until("the end of the job", || async { standing(&stage, &job).await != Standing::Running }).await;
    let (job, tasks) = stage.engine.job(job.id).await.unwrap();
    assert_eq!(job.standing, Standing::Done, "{tasks:?}");
    assert!(job.ended_at.is_some());
    assert!(tasks.len() == count && tasks.iter().all(|task| task.fate == Fate::Done), "{tasks:?}");
    let waves = [1, 3, 8, 28, 48, 68].iter().position(|reach| *reach >= count).unwrap() + 1;
    assert_eq!(job.waves as usize, waves, "{count} sales");
    stage.settle(60).await;
    assert_eq!(stage.engine.counts().sent_ever, sent_before + count as u64);
    assert_eq!(stage.placed().await, 60, "each of them once");
    assert_eq!(stage.verdict().await, Default::default());
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_cannot_go_is_not_counted_among_those_that_would_pass() {
    let (stage, group, whole) = fallen(60).await;
    stage.engine.import_mapping(&name(), &whole, None, "anna").await.unwrap();
    let first = stage.engine.replay(&group).await.unwrap().sales[0].sale;
    stage.engine.act(&[(first, None)], &SaleVerb::Hold, Some("eerst bellen"), "anna").await.unwrap();
    let plan = stage.engine.replay(&group).await.unwrap();
    assert_eq!((plan.count(Expected::Passes), plan.count(Expected::Stays)), (plan.sales.len() - 1, 1));
    let held = plan.sales.iter().find(|one| one.sale == first).unwrap();
    assert_eq!((held.expected, &held.why), (Expected::Stays, &Some(Reason::Held)));
    assert!(!plan.sends().1.iter().any(|(sale, _)| *sale == first));
    // A switch that is off keeps all of them, and each says so.
    let off = [SettingChange::SaleProcessing(false)];
    stage.engine.set_integration(&name(), &off, None, "anna").await.unwrap();
    let plan = stage.engine.replay(&group).await.unwrap();
    assert_eq!(plan.count(Expected::Stays), plan.sales.len(), "{plan:?}");
    assert!(plan.sends().1.is_empty());
    let off = Some(Reason::NotNow { waiting: WaitingReason::ProcessingOff });
    assert!(plan.sales.iter().filter(|one| one.sale != first).all(|one| one.why == off), "{plan:?}");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_names_the_change_of_what_it_points_at_and_not_a_later_one_of_something_else() {
    let mut stage = Stage::linked("", false).await;
    let (_, lacking) = mappings();
    let cause = stage.engine.import_mapping(&name(), &lacking, None, "anna").await.unwrap();
    let other = Mapping { statuses: Vec::new(), ..lacking.clone() };
    assert_ne!(other, lacking);
    let last = stage.engine.import_mapping(&name(), &other, None, "jan").await.unwrap();
    assert!(cause < last);
    let made = stage.sell(30).await;
    stage.settle(made.len()).await;
    let key = group(&stage, Cause::InvalidOption).await.key;
    // However much was written down since.
    let notes: Vec<_> = (0..1_100).map(|n| CareChange::Note(Some(format!("{n}")))).collect();
    stage.engine.tend_group(&key, &notes, "jan").await.unwrap();
    let after = stage.engine.group(&key).await.unwrap().after.unwrap();
    assert_eq!((after.actor.as_str(), after.what), ("anna", Activity::MappingChanged { version: cause }));
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cause_that_is_still_there_halts_the_job_after_its_probe() {
    let mut stage = Stage::linked("", false).await;
    let fields = [("active".to_owned(), "0".to_owned())];
    let inactive = ProductChange { fields: fields.into(), ..ProductChange::default() };
    for product in stage.engine.products(&name()).await.unwrap().iter().filter(|row| row.own_id.is_some()) {
        stage.b.owner.change_product(product.partner_id, &inactive).await.unwrap();
    }
    let made = stage.sell(60).await;
    stage.settle(made.len()).await;
    let group = group(&stage, Cause::InvalidProduct).await;
    // What can be seen of it from here is told, and that the rest cannot be seen.
    let detail = stage.engine.group(&group.key).await.unwrap();
    assert!(detail.probes.iter().any(|probe| probe.holds.is_some()), "{:?}", detail.probes);
    assert!(detail.probes.iter().any(|probe| probe.holds.is_none()), "{:?}", detail.probes);
    assert!(group.count >= 4, "{group:?}");

    // Once the sync has seen that they are gone, the plan says what the group says: none of them would pass.
    stage.engine.sync(&name()).await.unwrap();
    let plan = stage.engine.replay(&group.key).await.unwrap();
    assert_eq!((plan.count(Expected::Fails), plan.sends().1.len()), (plan.sales.len(), 0), "{plan:?}");
    assert!(plan.sales.iter().all(|one| one.failures[0].cause == Cause::InvalidProduct), "{plan:?}");
    let attempts = async || -> u32 {
        let rows = stage.queue().await;
        rows.iter()
            .filter(|row| plan.sales.iter().any(|one| one.sale == row.id))
            .map(|row| row.attempts)
            .sum()
    };
    let before = attempts().await;
    // An operator may know better, and finds out at the price of one request.
    let sales = plan.sales.iter().map(|one| (one.sale, one.version)).collect();
    let (verb, pace) = (SaleVerb::Retry, Pace::Waves);
    let job = NewJob { sales, verb, pace, group: Some(plan.group.clone()), reason: None };
    let job = stage.engine.begin_job(job, "jan").await.unwrap();
    until("the halt", || async { standing(&stage, &job).await != Standing::Running }).await;
    let (halted, tasks) = stage.engine.job(job.id).await.unwrap();
    let first = tasks.iter().find(|task| matches!(task.fate, Fate::Failed { .. })).unwrap().sale;
    assert_eq!(halted.standing, Standing::Halted { why: Halt::CameBack { sale: first } });
    assert_eq!(attempts().await, before + 1, "only the probe went");
    assert_eq!(halted.counts.planned as usize, plan.sales.len() - 1);

    // Going on anyway is an operator's word; the next wave has two, and halts again.
    stage.engine.direct_job(job.id, Direction::Resume, "jan").await.unwrap();
    until("the second halt", || async { standing(&stage, &job).await != Standing::Running }).await;
    stage.settle(made.len()).await;
    assert_eq!(attempts().await, before + 3);
    stage.engine.direct_job(job.id, Direction::Cancel, "jan").await.unwrap();
    let again = stage.engine.direct_job(job.id, Direction::Resume, "jan").await;
    assert!(matches!(again, Err(EngineError::Refused { why: Reason::JobStanding { .. } })));
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_sales_are_in_one_job_only_and_a_cancelled_one_lets_them_go() {
    let (mut stage, group, whole) = fallen(60).await;
    stage.engine.import_mapping(&name(), &whole, None, "anna").await.unwrap();
    let plan = stage.engine.replay(&group).await.unwrap();
    // While the port is closed nothing is placed: what has begun stays under way.
    stage.b.close().await;
    let job = begin(&stage, &plan).await.unwrap();
    let twice = begin(&stage, &plan).await;
    assert!(
        matches!(&twice, Err(EngineError::Refused { why: Reason::InJob { job: in_job, .. } }) if *in_job == job.id)
    );
    until("the first wave", || async { stage.engine.job(job.id).await.unwrap().0.waves > 0 }).await;
    // A crash changes nothing about it.
    stage.crash().await;
    let cancelled = stage.engine.direct_job(job.id, Direction::Cancel, "jan").await.unwrap();
    let planned = cancelled.counts.planned as usize;
    assert!(planned < plan.sales.len());
    assert_eq!(
        stage.in_state(State::Fallout).await.iter().filter(|row| row.group == Some(group.clone())).count(),
        planned
    );
    stage.b.reopen().await;
    until("the sale under way", || async { stage.engine.is_settled() }).await;
    let left = stage.engine.replay(&group).await.unwrap();
    assert_eq!(left.sales.len(), planned);
    // What was under way when it was ended has landed, and the job says so of each.
    let ended = async || stage.engine.job(job.id).await.unwrap();
    until("its outcome", || async { !ended().await.0.awaits() }).await;
    let (ended, tasks) = ended().await;
    assert_eq!((&ended.standing, ended.counts.planned as usize), (&Standing::Cancelled, planned));
    assert!(ended.counts.done + ended.counts.failed > 0 && ended.counts.left_out == 0, "{ended:?}");
    for task in tasks.iter().filter(|task| task.fate != Fate::Planned) {
        let row = stage.row(task.sale).await.unwrap();
        let told = (task.fate == Fate::Done, matches!(task.fate, Fate::Failed { .. }));
        assert_eq!(told, (row.partner_sale_id.is_some(), row.state == State::Fallout), "{task:?}");
    }
    // They are free for another job.
    begin(&stage, &left).await.unwrap();
    stage.settle(60).await;
    assert_eq!(stage.verdict().await, Default::default());
    stage.engine.stop().await;
}
