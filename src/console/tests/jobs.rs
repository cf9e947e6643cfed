//! Trying a group again, and the jobs.

use super::super::app::fixture::Harness;
use super::*;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::group::{GroupDetail, Probe, ProbeOf};
use crate::model::ids::SaleId;
use crate::model::job::{Counts, Expected, Fate, Halt, Rehearsed, ReplayPlan, Standing, Task};
use crate::service::protocol::{Direction, JobDetail};

fn groups(h: &mut Harness) {
    h.keys("2");
    h.answer(Load::Groups, Answer::Groups(fixture::groups()));
}

fn found(passes: u64, same: u64) -> ReplayPlan {
    let group = fixture::groups().remove(0);
    let failing = Failure::found(Cause::MissingAnswer, Element::Question("ean".into()));
    let one = |sale, expected, failures| Rehearsed {
        sale: SaleId(sale),
        version: sale,
        expected,
        failures,
        why: None,
    };
    let mut sales: Vec<_> = (0..passes).map(|n| one(90_000 + n, Expected::Passes, vec![])).collect();
    sales.extend((0..same).map(|n| one(91_000 + n, Expected::Same, vec![])));
    sales.extend((0..2).map(|n| one(92_000 + n, Expected::Fails, vec![failing.clone()])));
    ReplayPlan {
        integration: group.integration,
        group: group.key,
        sales,
        beyond: 0,
        per_minute: Some(120),
        mapping_version: 4,
    }
}

fn rehearsed(h: &mut Harness, plan: ReplayPlan) {
    groups(h);
    h.keys("r");
    let load = Load::Replay(plan.group.clone());
    assert!(h.effects.contains(&Effect::Load(load.clone())), "{:?}", h.effects);
    h.answer(load, Answer::Replay(Box::new(plan)));
    h.pass(400);
}

fn jobs(h: &mut Harness) {
    groups(h);
    h.keys("gt");
    let halted = Standing::Halted { why: Halt::CameBack { sale: SaleId(90_002) } };
    let list =
        vec![fixture::job(3, Standing::Running), fixture::job(2, halted), fixture::job(1, Standing::Done)];
    h.answer(Load::Jobs, Answer::Jobs(list));
}

#[test]
fn a_group_again_and_the_jobs() {
    snapshots("replay", |h| rehearsed(h, found(41, 0)));
    snapshots("replay_probe", |h| rehearsed(h, found(0, 7)));
    snapshots("jobs", jobs);
}

#[test]
fn many_go_again_only_with_a_reason_and_their_number_typed() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    rehearsed(&mut h, found(41, 3));
    h.keys("<enter>");
    assert!(h.orders().is_empty());
    h.keys("optie gekoppeld<enter>");
    h.pass(400);
    h.keys("41<enter>");
    let orders = h.orders();
    let [Order::Replay { targets, reason, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(targets.len(), 41);
    assert_eq!(reason.as_deref(), Some("optie gekoppeld"));
}

#[test]
fn an_answer_that_comes_when_the_operator_has_gone_on_opens_nothing() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    groups(&mut h);
    h.keys("r1");
    let plan = found(3, 0);
    h.answer(Load::Replay(plan.group.clone()), Answer::Replay(Box::new(plan)));
    assert!(h.app.layers.is_empty());
}

#[test]
fn a_job_is_paused_resumed_and_ended_through_a_plan_and_its_sales_are_told() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    jobs(&mut h);
    h.keys("p");
    h.pass(400);
    h.keys("y");
    assert_eq!(h.orders(), [&Order::Direct(3, Direction::Pause)]);
    h.effects.clear();
    h.keys("jp");
    h.pass(400);
    h.keys("y");
    assert_eq!(h.orders(), [&Order::Direct(2, Direction::Resume)]);
    h.effects.clear();
    h.keys("c");
    h.pass(400);
    h.keys("y");
    assert_eq!(h.orders(), [&Order::Direct(2, Direction::Cancel)]);
    h.keys("jc");
    assert!(drawn(&h).contains("daar valt niets meer aan te doen"), "{}", drawn(&h));

    h.keys("<enter>");
    let failure = Failure::found(Cause::InvalidOption, Element::Question("betaalwijze".into()));
    let task = |sale, fate| Task { sale: SaleId(sale), version: 1, fate };
    let tasks = vec![task(1, Fate::Done), task(2, Fate::Failed { failure }), task(3, Fate::Planned)];
    let detail = JobDetail { job: fixture::job(1, Standing::Done), tasks };
    h.answer(Load::Job(1), Answer::Job(Box::new(detail)));
    let screen = drawn(&h);
    assert!(
        screen.contains("1  gelukt")
            && screen.contains("2  uitval: ")
            && screen.contains("3  nog niet begonnen"),
        "{screen}"
    );
}

#[test]
fn what_became_of_the_sales_of_a_job_adds_up_to_all_of_them() {
    let mut job = fixture::job(1, Standing::Cancelled);
    job.counts = Counts { planned: 3, under_way: 6, done: 27, failed: 4, uncertain: 0, left_out: 1 };
    for language in [Language::Nl, Language::En] {
        let line = crate::locale::job::counts(language, &job);
        let numbers = line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse::<u64>().ok());
        assert_eq!(numbers.sum::<u64>(), 2 * job.counts.total(), "{line}");
    }
}

#[test]
fn the_sales_of_a_job_go_to_a_file_whose_place_is_said() {
    snapshots("job_out", |h| {
        jobs(h);
        h.keys("w");
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    jobs(&mut h);
    h.keys("jw<enter>");
    let load = |path: &str| Load::Out { papers: Papers::Job(2), path: path.into(), language: Language::Nl };
    assert!(h.effects.contains(&Effect::Load(load("taak-2.csv"))), "{:?}", h.effects);
    let placed = load("/home/jan/taak-2.csv");
    let exists = Trouble::File("/home/jan/taak-2.csv".into(), FileTrouble::Exists);
    h.msg(Msg::Answered(placed.clone(), Err(exists)));
    assert!(drawn(&h).contains("/home/jan/taak-2.csv bestaat al"), "{}", drawn(&h));
    let detail = JobDetail { job: fixture::job(2, Standing::Done), tasks: vec![] };
    h.answer(placed, Answer::Job(Box::new(detail)));
    let screen = drawn(&h);
    assert!(screen.contains("Geschreven naar /home/jan/taak-2.csv"), "{screen}");
    h.keys("<esc>");
    assert!(matches!(h.app.layers.last(), Some(layer::Layer::Jobs(_))), "{}", drawn(&h));
}

#[test]
fn the_evidence_on_a_group_goes_to_a_folder_that_is_asked_for() {
    snapshots("evidence_out", |h| {
        h.keys("2");
        h.answer(Load::Groups, Answer::Groups(fixture::groups()));
        h.keys("w");
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("2");
    h.answer(Load::Groups, Answer::Groups(fixture::groups()));
    h.keys("w<enter>");
    let out = h.effects.iter().find_map(|effect| match effect {
        Effect::Load(load @ Load::Out { papers: Papers::Evidence(_), .. }) => Some(load.clone()),
        _ => None,
    });
    let Some(Load::Out { papers, path, language }) = out else { panic!("nothing is written") };
    assert_eq!(
        (&papers, path.as_path()),
        (
            &Papers::Evidence(fixture::groups()[0].key.clone()),
            "bewijs-stroom-answer-meter-type-Slim".as_ref()
        )
    );
    let placed = Load::Out { papers, path: "/home/jan/bewijs-stroom".into(), language };
    let detail = GroupDetail {
        row: fixture::groups().remove(0),
        customers: 1,
        after: None,
        probes: vec![],
        evidence: vec![],
        beyond: 0,
    };
    h.answer(placed, Answer::Group(Box::new(detail)));
    assert!(drawn(&h).contains("Geschreven naar /home/jan/bewijs-stroom"), "{}", drawn(&h));
}

#[test]
fn a_group_tells_since_when_after_which_change_and_what_can_be_seen_of_its_cause() {
    let row = fixture::groups().remove(0);
    let probe = |what, holds| Probe { what, holds };
    let after = ActivityRow {
        sequence: 4,
        at: row.since - chrono::TimeDelta::minutes(4),
        actor: "koppel".into(),
        integration: Some(row.integration.clone()),
        what: Activity::MappingChanged { version: 4 },
    };
    let detail = GroupDetail {
        customers: 31,
        after: Some(after),
        probes: vec![probe(ProbeOf::Shown, Some(true)), probe(ProbeOf::PartnersOwn, None)],
        evidence: vec![],
        beyond: 0,
        row,
    };
    let open = |h: &mut Harness| {
        groups(h);
        h.keys("i");
        let load = Load::Group(detail.row.key.clone());
        assert!(h.effects.contains(&Effect::Load(load.clone())), "{:?}", h.effects);
        h.answer(load, Answer::Group(Box::new(detail.clone())));
    };
    snapshots("group_whole", open);
    let mut h = Harness::new(Language::Nl, 120, 40);
    open(&mut h);
    let screen = drawn(&h);
    for said in ["Klanten: 31", "koppel)", "is van hieruit niet te zien", "de oorzaak is niet"] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
}
