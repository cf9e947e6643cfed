//! The mapping session, the form of a row, and publishing what was decided.

use super::super::app::fixture::Harness;
use super::super::app::mapping::{Standing, Tab};
use super::*;
use crate::model::act::MappingRow;
use crate::model::draft::{Conflict, Decision, Draft, DraftView, MappingVersion};
use crate::model::ids::IntegrationName;
use crate::model::rehearsal::Sampled;
use crate::model::suggestion::{Likeness, SuggestedRow, Suggestion};
use crate::service::protocol::Problem;

fn question(partner: &str, own: &str) -> QuestionRow {
    QuestionRow {
        partner: partner.into(),
        own: Some(own.into()),
        constant: None,
        default: None,
        options: Default::default(),
        date: None,
    }
}

fn candidate(partner: &str, own: &str, name: &str, score: u8, runner_up: u8) -> Suggestion {
    Suggestion {
        row: SuggestedRow::Question(question(partner, own)),
        partner: partner.into(),
        own: name.into(),
        score,
        runner_up,
        reason: if score > 80 { Likeness::AlikeOptions } else { Likeness::AlikeLabel },
    }
}

/// Four questions of which three are to be mapped, two of them the same but for their key.
fn world() -> MappingView {
    let mut view = mapping();
    let twin = QuestionView { key: "zonnepanelen-2".into(), ..view.partner_questions[1].clone() };
    view.partner_questions.insert(2, twin);
    let own = |key: &str, name: &str| QuestionView {
        key: key.into(),
        name: name.into(),
        ..view.own_questions[0].clone()
    };
    let more = [own("heeft-panelen", "Heeft u zonnepanelen?"), own("dak", "Wat voor dak heeft u?")];
    view.own_questions.extend(more);
    view
}

fn candidates() -> Vec<Suggestion> {
    vec![
        candidate("zonnepanelen", "heeft-panelen", "Heeft u zonnepanelen?", 88, 41),
        candidate("zonnepanelen-2", "heeft-panelen", "Heeft u zonnepanelen?", 52, 50),
        candidate("zonnepanelen", "dak", "Wat voor dak heeft u?", 41, 88),
    ]
}

fn draft() -> DraftView {
    DraftView::default()
}

fn name(h: &Harness) -> IntegrationName {
    h.app.chosen().unwrap().name.clone()
}

fn begin(h: &mut Harness, view: MappingView, draft: DraftView, keys: &str) {
    h.keys("5");
    let name = name(h);
    h.answer(Load::Mapping(name.clone()), Answer::Mapping(Box::new(view)));
    h.answer(Load::Draft(name.clone()), Answer::Draft(Box::new(draft)));
    h.answer(Load::Candidates(name), Answer::Candidates(candidates()));
    h.keys(keys);
}

fn form(h: &mut Harness, keys: &str) {
    begin(h, mapping(), DraftView::default(), keys);
}

fn session(keys: &str) -> Harness {
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, world(), draft(), "");
    h.effects.clear();
    h.keys(keys);
    h
}

/// What was last ordered to be decided, and whether it is kept.
fn decided(h: &Harness) -> (MappingRow, bool) {
    match h.orders().last() {
        Some(Order::Decide { row, keep, .. }) => (row.clone(), *keep),
        other => panic!("{other:?}"),
    }
}

/// The service keeps everything that was ordered, as it would.
fn keep(h: &mut Harness, from: u64) -> u64 {
    let orders: Vec<_> = h.orders().into_iter().cloned().collect();
    h.effects.clear();
    let mut version = from;
    for order in orders {
        version += 1;
        h.msg(Msg::Ordered(order, Ok(Box::new(Done::Version(version)))));
    }
    version
}

/// What the proof says of the draft, and the time to read the plan that opens with it.
fn judged(h: &mut Harness) {
    let asked = Load::Verdict(name(h));
    assert!(h.effects.contains(&Effect::Load(asked.clone())), "{:?}", h.effects);
    assert!(h.orders().is_empty(), "nothing is published before it");
    h.answer(asked, Answer::Check(Box::new(super::arrange::proof())));
    h.pass(400);
}

fn go(h: &mut Harness, question: usize) {
    h.app.catalogue.tab = crate::console::app::mapping::Tab::Questions;
    h.app.catalogue.mapping_at.at = question;
}

fn set(partner: &str, own: &str) -> MappingRow {
    MappingRow::SetQuestion(question(partner, own))
}

#[test]
fn the_session_the_form_and_the_plan() {
    snapshots("mapping_session", |h| begin(h, world(), draft(), "]j<enter>"));
    snapshots("mapping_search", |h| begin(h, world(), draft(), "]j<enter>/dak"));
    snapshots("mapping_form", |h| form(h, "]e"));
    snapshots("mapping_plan", |h| {
        form(h, "]e<space><enter>");
        keep(h, 0);
        judged(h);
    });
}

#[test]
fn a_good_proposal_takes_one_key_and_the_next_open_row_is_in_front() {
    let mut h = session("]<enter>");
    // The first row lacks an option and is in doubt; the second has one candidate that stands out.
    assert!(drawn(&h).contains("4/8 · 3 twijfel"), "{}", drawn(&h));
    h.keys("n1");
    assert_eq!(decided(&h), (set("zonnepanelen", "heeft-panelen"), true));
    assert!(drawn(&h).contains("5/8"), "{}", drawn(&h));
    assert_eq!(h.app.catalogue.mapping_at.at, 2, "on to the next");
    // What is the same takes the same by one key, the way back by another.
    h.keys(".");
    assert_eq!(decided(&h).0, set("zonnepanelen-2", "heeft-panelen"));
    keep(&mut h, 0);
    h.keys("u");
    assert_eq!(decided(&h), (set("zonnepanelen-2", "heeft-panelen"), false));
    assert_eq!(h.app.catalogue.mapping_at.at, 2, "back where it was decided");
    keep(&mut h, 2);
    h.keys("U");
    assert_eq!(decided(&h), (set("zonnepanelen-2", "heeft-panelen"), true));
    keep(&mut h, 3);
    // None, by its key; and what is searched for.
    go(&mut h, 1);
    h.keys("0");
    assert_eq!(decided(&h), (MappingRow::UnsetQuestion("zonnepanelen".into()), true));
    keep(&mut h, 4);
    go(&mut h, 1);
    h.keys("/dak<enter>");
    assert_eq!(decided(&h).0, set("zonnepanelen", "dak"));
}

#[test]
fn a_decision_goes_to_every_question_that_is_the_same() {
    let mut h = session("]j<enter>1");
    keep(&mut h, 0);
    go(&mut h, 1);
    assert!(drawn(&h).contains("koppelt ook de vraag"), "{}", drawn(&h));
    h.keys("=");
    assert_eq!(decided(&h).0, set("zonnepanelen-2", "heeft-panelen"));
    keep(&mut h, 1);
    h.keys("=");
    assert!(h.orders().is_empty());
}

#[test]
fn what_is_not_kept_yet_is_not_decided_again_and_what_others_decide_is_read() {
    let mut h = session("]j<enter>1");
    go(&mut h, 1);
    h.effects.clear();
    h.keys("2");
    assert!(h.orders().is_empty());
    // Somebody else decided in between: the draft is read anew.
    let order =
        Order::Decide { name: name(&h), row: set("zonnepanelen", "heeft-panelen"), keep: true, seen: 0 };
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Version(2)))));
    assert!(h.effects.iter().any(|effect| matches!(effect, Effect::Load(Load::Draft(_)))), "{:?}", h.effects);
    // So it is when the service tells of a later version.
    let mut theirs = draft();
    theirs.draft.version = 2;
    h.answer(Load::Draft(name(&h)), Answer::Draft(Box::new(theirs)));
    h.effects.clear();
    h.told(Change::Integration(Box::new(IntegrationView {
        draft: (3, 3),
        ..fixture::integration(name(&h).as_str())
    })));
    assert!(h.effects.iter().any(|effect| matches!(effect, Effect::Load(Load::Draft(_)))), "{:?}", h.effects);
}

fn by_anna(row: MappingRow, base: Option<MappingRow>) -> Decision {
    Decision { row, base, by: "anna".into(), at: fixture::start(), version: 1 }
}

#[test]
fn a_decision_over_somebody_elses_shows_three_versions_and_one_is_chosen() {
    let mut h = session("]j<enter>1");
    let order = h.orders()[0].clone();
    h.effects.clear();
    let problem = Problem::Conflict { expected: 0, found: 1 };
    h.msg(Msg::Ordered(order, Err(Trouble::Problem(problem))));
    let mut theirs = draft();
    theirs.draft = Draft { version: 1, decisions: vec![by_anna(set("zonnepanelen", "dak"), None)] };
    h.answer(Load::Draft(name(&h)), Answer::Draft(Box::new(theirs)));
    let screen = drawn(&h);
    assert!(screen.contains("anna besloot intussen iets anders"), "{screen}");
    assert!(screen.contains("Van u") && screen.contains("Van anna") && screen.contains("Zoals het was"));
    // Theirs is looked at, mine is taken: over what was seen.
    h.keys("jk<enter>");
    let orders = h.orders();
    let [Order::Decide { row, keep: true, seen: 1, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(*row, set("zonnepanelen", "heeft-panelen"));
}

#[test]
fn what_a_colleague_decided_is_asked_about_before_it_is_gone_over_and_they_hear_of_it() {
    let mut theirs = draft();
    theirs.draft = Draft { version: 1, decisions: vec![by_anna(set("zonnepanelen", "dak"), None)] };
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, world(), theirs.clone(), "]j");
    h.msg(Msg::Known("bart".into()));
    h.effects.clear();
    h.keys("<enter>1");
    let screen = drawn(&h);
    assert!(screen.contains("Van anna") && screen.contains("Van u"), "{screen}");
    assert!(h.orders().is_empty(), "nothing is kept before it is answered: {:?}", h.orders());
    h.keys("<enter>");
    let orders = h.orders();
    let [Order::Decide { row, seen: 1, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(*row, set("zonnepanelen", "heeft-panelen"));

    // Anna's own screen.
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, world(), theirs.clone(), "]");
    h.msg(Msg::Known("anna".into()));
    let row = set("zonnepanelen", "heeft-panelen");
    theirs.draft = Draft {
        version: 2,
        decisions: vec![Decision { by: "bart".into(), version: 2, ..by_anna(row, None) }],
    };
    h.answer(Load::Draft(name(&h)), Answer::Draft(Box::new(theirs)));
    assert!(drawn(&h).contains("bart koos voor zonnepanelen iets anders dan u"), "{}", drawn(&h));
}

#[test]
fn every_sure_proposal_is_taken_by_one_plan_and_taken_back_by_one_key() {
    let mut h = session("]");
    snapshots("mapping_sure", |h| begin(h, world(), draft(), "+"));
    h.keys("+");
    assert!(h.orders().is_empty());
    h.pass(400);
    h.keys("y");
    let decided: Vec<_> = h.orders().into_iter().cloned().collect();
    let [Order::Decide { row, keep: true, .. }] = decided.as_slice() else { panic!("{decided:?}") };
    assert_eq!(*row, set("zonnepanelen", "heeft-panelen"), "the twin has two that are as likely");
    keep(&mut h, 0);
    h.keys("+");
    assert!(drawn(&h).contains("Er is geen open rij"), "{}", drawn(&h));
    h.effects.clear();
    h.keys("u");
    assert!(matches!(h.orders().as_slice(), [Order::Decide { keep: false, .. }]), "{:?}", h.orders());
}

#[test]
fn an_option_of_the_partners_that_went_leaves_its_row_in_doubt_and_is_named() {
    let mut view = mapping();
    let same = |option: &str| (option.to_owned(), option.to_owned());
    view.mapping.questions[0].options = ["Slimme meter", "Analoge meter"].map(same).into();
    let standing = |view: &MappingView| {
        let progress = crate::console::app::mapping::Progress::of(view, &[], &[]);
        progress.at(crate::console::app::mapping::Tab::Questions, 0)
    };
    let lacking = |view: &MappingView| {
        crate::console::app::mapping::lacking(view, crate::console::app::mapping::Tab::Questions, 0)
    };
    assert_eq!(lacking(&view), [""; 0]);
    view.partner_questions[0].options.retain(|option| option.as_str() != "Slimme meter");
    assert_eq!(lacking(&view), ["Slimme meter"]);
    assert_eq!(standing(&view), crate::console::app::mapping::Standing::Doubt);
}

#[test]
fn a_row_that_was_published_otherwise_is_told_chosen_and_not_published_before() {
    let (mine, theirs) = (set("meter-type", "dak"), set("meter-type", "heeft-panelen"));
    let mut view = world();
    view.mapping.questions = vec![question("meter-type", "heeft-panelen")];
    let mut with = draft();
    let decision = by_anna(mine.clone(), Some(set("meter-type", "soort-meter")));
    with.draft = Draft { version: 1, decisions: vec![decision.clone()] };
    with.conflicts = vec![Conflict { mine: decision, theirs: Some(theirs.clone()) }];
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, view, with, "]");
    h.effects.clear();
    assert!(drawn(&h).contains("1 conflict") && drawn(&h).contains("BOTSING"), "{}", drawn(&h));
    h.keys(":publiceer<enter>");
    judged(&mut h);
    assert!(drawn(&h).contains("iemand publiceerde intussen iets anders"), "{}", drawn(&h));
    h.keys("y<esc><enter>");
    assert!(h.orders().is_empty(), "{:?}", h.orders());
    h.keys("1");
    assert!(drawn(&h).is_empty() || h.orders().is_empty(), "there is no candidate for it");
    h.keys("/panelen<enter>");
    assert!(drawn(&h).contains("Wie beslist over meter-type?"), "{}", drawn(&h));
    h.keys("j<enter>");
    assert_eq!(decided(&h).0, theirs);
    assert_ne!(mine, theirs);
}

#[test]
fn a_draft_is_published_by_a_plan_that_names_each_row() {
    let mut h = session("]j<enter>1");
    keep(&mut h, 0);
    h.keys("<esc>:publiceer<enter>");
    judged(&mut h);
    let screen = drawn(&h);
    // The verdict, and the first sale that would fall out: as `map draft publish --dry-run` says it.
    assert!(screen.contains("Niet in orde"), "{screen}");
    assert!(screen.contains("meter-type"), "{screen}");
    assert!(screen.contains("zonnepanelen (u)") && screen.contains("+ heeft-panelen"), "{screen}");
    h.keys("y");
    let orders = h.orders();
    assert!(matches!(orders.as_slice(), [Order::Publish { version: 1, .. }]), "{orders:?}");
    // And gone back on: an earlier version is published once more.
    let order = orders[0].clone();
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Version(13)))));
    h.keys(":versies<enter>");
    let old = MappingVersion { version: 11, changed: Some((fixture::start(), "anna".into())), rows: 4 };
    let asked = Load::Versions(name(&h));
    h.answer(asked, Answer::MappingVersions(vec![old]));
    assert!(drawn(&h).contains("versie 11 · 4 rijen"), "{}", drawn(&h));
    h.effects.clear();
    h.keys("<enter>");
    // The plan names each row that changes, its options too.
    let mut then = world().mapping;
    then.questions[0].options = [("Slim".to_owned(), "Analoge meter".to_owned())].into();
    h.answer(Load::Mapping(name(&h)), Answer::Mapping(Box::new(world())));
    h.answer(Load::Version(name(&h), 11), Answer::MappingVersion(Box::new(then)));
    let screen = drawn(&h);
    assert!(screen.contains("- soort-meter · Slim > Slimme meter"), "{screen}");
    assert!(screen.contains("+ soort-meter · Slim > Analoge meter"), "{screen}");
    h.keys("y");
    let orders = h.orders();
    assert!(matches!(orders.as_slice(), [Order::Revert { to: 11, version: 12, .. }]), "{orders:?}");
}

#[test]
fn a_row_is_tried_on_sales_that_exist() {
    let mut h = session("]<enter>t");
    let asked = h.effects.iter().find_map(|effect| match effect {
        Effect::Load(load @ Load::Samples(..)) => Some(load.clone()),
        _ => None,
    });
    let asked = asked.unwrap_or_else(|| panic!("{:?}", h.effects));
    let sampled = |sale, own: &str, sent: Option<&str>, failure| Sampled {
        sale: SaleId(sale),
        own: Some(own.into()),
        sent: sent.map(Into::into),
        failure,
    };
    let found = vec![
        sampled(7, "Slim", Some("Slimme meter"), None),
        sampled(6, "Weet niet", None, Some(fixture::failure())),
    ];
    h.answer(asked, Answer::Samples(found));
    let screen = drawn(&h);
    assert!(screen.contains("7  Slim > Slimme meter") && screen.contains("6  Weet niet > x"), "{screen}");
}

#[test]
fn a_row_is_filled_in_and_the_others_stay() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "]je");
    // From nothing to our question; options that read the same are proposed.
    h.keys("s<enter>");
    let (MappingRow::SetQuestion(row), true) = decided(&h) else { panic!() };
    assert_eq!(row.own.as_ref().map(|own| own.as_str()), Some("soort-meter"));
    assert_eq!(row.options.len(), 0, "every choice of ours is the partner's too");
    // Outside the session the plan to publish follows at once.
    keep(&mut h, 0);
    judged(&mut h);
    h.keys("y");
    assert!(matches!(h.orders().as_slice(), [Order::Publish { version: 1, .. }]));
}

#[test]
fn an_answer_that_is_always_the_same_is_chosen_and_a_row_is_taken_away() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "]je");
    h.keys("a<tab>s<enter>");
    let (MappingRow::SetQuestion(row), true) = decided(&h) else { panic!() };
    assert_eq!((row.own, row.constant.as_deref()), (None, Some("Slimme meter")));

    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "e");
    h.keys("n<enter>");
    assert_eq!(decided(&h), (MappingRow::UnsetFlow(FlowKey::new("energy", "consument")), true));
}

#[test]
fn a_date_is_written_as_the_partner_wants_it() {
    let mut view = mapping();
    view.partner_questions[1].input_type = "date".into();
    view.partner_questions[1].options.clear();
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, view, DraftView::default(), "]je");
    h.keys("s<tab><tab>%d-%m-%Y<tab>%Y-%m-%d<enter>");
    let (MappingRow::SetQuestion(row), true) = decided(&h) else { panic!() };
    let date = row.date.unwrap();
    assert_eq!((date.from.as_str(), date.to.as_str()), ("%d-%m-%Y", "%Y-%m-%d"));
}

#[test]
fn a_box_reads_yes_and_no_and_is_kept_as_the_partner_knows_it() {
    let mut view = mapping();
    view.own_questions[0].input_type = "checkbox".into();
    view.own_questions[0].options.clear();
    view.mapping.questions[0].options = [("1".to_owned(), "Slimme meter".to_owned())].into();
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, view.clone(), DraftView::default(), "]i");
    assert!(drawn(&h).contains("ja > Slimme meter"), "{}", drawn(&h));
    h.keys("<esc>e");
    assert!(drawn(&h).contains(" nee "), "{}", drawn(&h));
    // What lacks a counterpart is in front.
    h.keys("a<enter>");
    let (MappingRow::SetQuestion(row), true) = decided(&h) else { panic!() };
    let table: Vec<_> = row.options.iter().map(|(own, to)| (own.as_str(), to.as_str())).collect();
    assert_eq!(table, [("0", "Analoge meter"), ("1", "Slimme meter")]);

    // Two boxes need no table: what we say goes as it is, and that is what the form shows.
    view.partner_questions[0].input_type = "checkbox".into();
    view.partner_questions[0].options.clear();
    view.mapping.questions[0].options.clear();
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, view, DraftView::default(), "]e");
    assert!(drawn(&h).contains("< nee >"), "{}", drawn(&h));
    h.keys("<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."), "{}", drawn(&h));
}

#[test]
fn what_is_not_changed_is_not_decided() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "]]e<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."), "{}", drawn(&h));
    assert!(h.orders().is_empty());
}

#[test]
fn open_rows_are_gone_through_in_every_list_and_round() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, world(), draft(), "");
    let here = |h: &Harness| (h.app.catalogue.tab, h.app.catalogue.mapping_at.at);
    let open = h.app.catalogue.draft.progress.clone();
    let all = Tab::ALL.iter().flat_map(|tab| (0..10).map(move |at| (*tab, at)));
    let all: Vec<_> = all.filter(|(tab, at)| open.at(*tab, *at) != Standing::Done).collect();
    assert!(all.iter().map(|(tab, _)| *tab as usize).collect::<std::collections::BTreeSet<_>>().len() > 1);
    let mut seen = vec![];
    for _ in 0..all.len() {
        h.keys("n");
        seen.push(here(&h));
    }
    let mut sorted = seen.clone();
    sorted.sort_by_key(|(tab, at)| (*tab as usize, *at));
    assert_eq!(sorted, all, "each once");
    h.keys("n");
    assert_eq!(here(&h), seen[0], "and round");
    h.keys("N");
    assert_eq!(here(&h), *seen.last().unwrap());
}
