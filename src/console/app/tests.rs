//! Key scripts: keys in, state and effects out. And the promise that no key changes anything by itself.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::fixture::{self, Harness, row};
use super::layer::{DetailTab, Layer};
use super::mapping::Tab;
use super::queue::Taking;
use super::*;
use crate::locale::Language;
use crate::model::act::{SaleVerb, SettingChange};
use crate::model::delivery::State;
use crate::model::ids::SaleId;
use crate::model::view::Ahead;
use crate::service::protocol::Acted;

mod any_key;
mod groups;

fn harness() -> Harness {
    Harness::new(Language::Nl, 80, 24)
}

#[test]
fn a_queue_behind_a_limit_says_when_it_will_be_empty() {
    let (now, mut view) = (fixture::start(), fixture::integration("gas"));
    assert_eq!(view.empty_at(now), None, "it is empty");
    let minutes = |count| now + chrono::TimeDelta::minutes(count);
    view.ahead = Ahead { sales: 216, first: None, last: None };
    // 216 sales at nine tenths of 120 a minute.
    assert_eq!(view.empty_at(now), Some(minutes(2)));
    view.ahead.last = Some(minutes(9));
    assert_eq!(view.empty_at(now), Some(minutes(9)), "one may be recalled until then");
    view.ahead = Ahead { first: Some(minutes(5)), last: Some(minutes(5)), ..view.ahead };
    assert_eq!(view.empty_at(now), Some(minutes(7)), "all of them may");
    view.breaker_until = Some(now);
    assert_eq!(view.empty_at(now), None, "nothing is sent");
    (view.breaker_until, view.link.limit_per_minute) = (None, None);
    assert_eq!(view.empty_at(now), None, "nothing holds it back");
}

#[test]
fn the_first_thing_asked_is_an_overview_and_one_page_of_the_queue() {
    let cold = Harness::cold(Language::Nl, 80, 24);
    assert!(matches!(
        cold.effects.as_slice(),
        [Effect::Load(Load::Overview), Effect::Load(Load::Sales { more: false, .. })]
    ));
}

#[test]
fn movement_goes_by_row_half_page_page_and_end() {
    let mut h = harness();
    h.keys("jj");
    assert_eq!(h.cursor(), 100_431);
    h.keys("<c-d>");
    assert_eq!(h.cursor(), 100_422);
    h.keys("<c-u>k");
    assert_eq!(h.cursor(), 100_432);
    h.keys("G");
    assert_eq!(h.cursor(), 100_401);
    h.keys("gg");
    assert_eq!(h.cursor(), 100_433);
    h.keys("<pgdn><up>");
    assert_eq!(h.cursor(), 100_416);
}

#[test]
fn the_cursor_follows_its_sale_and_new_rows_do_not_move_it() {
    let mut h = harness();
    h.keys("jjj");
    let (id, top) = (h.cursor(), h.app.queue.top);
    for new in 0..30 {
        h.changed(row(200_000 + new, State::Queued));
    }
    assert_eq!(h.cursor(), id);
    assert_eq!(h.app.queue.top, top + 30, "what is in view stays in view");
    assert_eq!(h.app.queue.arrivals, 30);
    h.keys("gg");
    assert_eq!((h.cursor(), h.app.queue.arrivals), (200_029, 0));
    h.changed(row(300_000, State::Queued));
    assert_eq!(h.cursor(), 300_000, "at the top, new rows are seen as they come");
}

#[test]
fn a_known_sale_changes_where_it_stands_and_never_back_to_an_older_version() {
    let mut h = harness();
    let mut newer = row(100_430, State::Sent);
    newer.version = 5;
    h.changed(newer);
    assert_eq!(h.app.queue.row(3).unwrap().state, State::Sent);
    h.changed(row(100_430, State::Queued));
    assert_eq!(h.app.queue.row(3).unwrap().state, State::Sent);
}

#[test]
fn a_row_that_leaves_the_filter_stays_three_seconds_and_hands_its_cursor_on() {
    let mut h = harness();
    h.keys("/status:fout<enter>");
    h.page(vec![row(3, State::Fallout), row(2, State::Fallout), row(1, State::Fallout)], None, 3);
    h.keys("j");
    let mut sent = row(2, State::Sent);
    sent.version = 2;
    h.changed(sent);
    assert!(h.app.queue.is_gone(SaleId(2)));
    h.pass(2_000);
    assert_eq!(h.app.queue.len(), 3);
    h.pass(1_500);
    assert_eq!(h.app.queue.len(), 2);
    assert_eq!(h.cursor(), 1);
}

#[test]
fn a_pause_freezes_the_rows_and_counts_on() {
    let mut h = harness();
    h.keys("p");
    h.changed(row(200_000, State::Queued));
    assert_eq!((h.app.queue.len(), h.app.queue.arrivals), (33, 1));
    h.keys("p");
    assert_eq!(h.app.queue.taking, Taking::Live);
    assert!(matches!(h.effects.last(), Some(Effect::Load(Load::Sales { more: false, .. }))));
}

#[test]
fn the_next_page_is_asked_for_near_the_end_and_an_old_answer_is_dropped() {
    let mut h = Harness::cold(Language::Nl, 80, 24);
    h.page((0..200).map(|n| row(1_000 - n, State::Sent)).collect(), Some("p2"), 900);
    assert!(h.effects.iter().all(|effect| !matches!(effect, Effect::Load(Load::Sales { more: true, .. }))));
    h.keys("G");
    let Some(Effect::Load(Load::Sales { more: true, query, generation })) = h.effects.last().cloned() else {
        panic!("no further page was asked for: {:?}", h.effects.last());
    };
    assert_eq!(query.cursor.as_deref(), Some("p2"));
    h.keys("/x<enter>");
    let late = fixture::page(vec![row(5, State::Sent)], None, 1);
    h.answer(Load::Sales { generation, more: true, query }, Answer::Sales(late));
    assert_eq!(h.app.queue.len(), 200, "the answer belonged to the filter before");
}

#[test]
fn a_filter_that_makes_no_sense_stays_open() {
    let mut h = harness();
    h.keys("/kleur:rood<enter>");
    assert!(matches!(h.app.layers.last(), Some(Layer::Filter(_))));
    h.keys("<esc>");
    assert!(h.app.layers.is_empty() && h.app.queue.filter.is_empty());
}

#[test]
fn problems_only_is_a_switch_and_esc_takes_any_filter_away() {
    let mut h = harness();
    h.keys("!");
    assert!(h.app.queue.filter.is_problems());
    h.keys("!");
    assert!(h.app.queue.filter.is_empty());
    h.keys("/jansen<enter><esc>");
    assert!(h.app.queue.filter.is_empty());
}

#[test]
fn a_detail_opens_turns_its_tabs_and_closes() {
    let mut h = harness();
    h.keys("<enter>");
    assert!(h.effects.contains(&Effect::Load(Load::Sale(SaleId(100_433)))));
    h.keys("]]]");
    let Some(Layer::Detail(detail)) = h.app.layers.last() else { panic!("no detail") };
    assert_eq!(detail.tab, DetailTab::Attempts);
    h.keys("q");
    assert!(h.app.layers.is_empty());
}

#[test]
fn a_retry_is_a_plan_on_the_version_that_was_looked_at() {
    let mut h = harness();
    h.keys("r");
    let mut newer = row(100_433, State::Fallout);
    newer.version = 9;
    h.changed(newer);
    h.keys("y");
    let [Order::Act { targets, verb, .. }] = h.orders()[..] else { panic!("{:?}", h.effects) };
    assert_eq!(*verb, SaleVerb::Retry);
    assert_eq!(*targets, [SaleTarget { id: SaleId(100_433), version: 1 }]);
}

#[test]
fn enter_alone_confirms_nothing() {
    let mut h = harness();
    h.keys("r<enter>");
    assert!(h.orders().is_empty() && h.app.layers.is_empty());
    h.keys("r<tab><enter>");
    assert_eq!(h.orders().len(), 1);
}

#[test]
fn keys_within_300_ms_of_a_question_do_not_count() {
    let mut h = harness();
    h.keys("r");
    h.pass(200);
    h.msg(Msg::Key(KeyCode::Char('y').into()));
    assert!(h.orders().is_empty());
    assert!(matches!(h.app.layers.last(), Some(Layer::Plan(_))), "the question still stands");
    h.pass(150);
    h.msg(Msg::Key(KeyCode::Char('y').into()));
    assert_eq!(h.orders().len(), 1);
}

#[test]
fn more_than_ten_sales_ask_a_reason_and_their_number() {
    let mut h = harness();
    h.msg(Msg::Resize(80, 24));
    let many: Vec<_> = (0..14).map(|n| row(500 - n, State::Fallout)).collect();
    h.keys("!");
    h.page(many, None, 14);
    h.keys("ar");
    h.keys("<enter>");
    assert!(h.orders().is_empty(), "a reason is mandatory");
    h.keys("meter hersteld<enter>13<enter>");
    assert!(h.orders().is_empty(), "13 is not 14");
    h.keys("<bs>4<enter>");
    let [Order::Act { targets, reason, .. }] = h.orders()[..] else { panic!("{:?}", h.effects) };
    assert_eq!((targets.len(), reason.as_deref()), (14, Some("meter hersteld")));
}

#[test]
fn marks_are_kept_by_sale_and_those_hidden_by_a_filter_are_counted() {
    let mut h = harness();
    h.keys("<space><space>/zzz<enter>");
    h.page(vec![row(1, State::Fallout)], None, 1);
    assert_eq!((h.app.queue.marks.len(), h.app.queue.hidden_marks()), (2, 2));
    h.keys("r");
    let Some(Layer::Plan(plan)) = h.app.layers.last() else { panic!("no plan") };
    let super::plan::Subject::Sales { found, hidden } = &plan.subject else { panic!() };
    assert_eq!((found.goes.len(), found.left_out.len(), *hidden), (1, 1, 2));
}

#[test]
fn acted_sales_lose_their_mark_and_refused_ones_are_listed() {
    let mut h = harness();
    h.keys("<space>gg<space>r");
    h.keys("gg<space>");
    h.keys("<esc>");
    h.app.queue.mark_all();
    let order = Order::Act { targets: vec![], verb: SaleVerb::Retry, reason: None };
    let refused = Problem::Conflict { expected: 1, found: 2 };
    let acted = vec![
        Acted { sale: SaleId(100_433), state: Some(State::Queued), refused: None },
        Acted { sale: SaleId(100_432), state: None, refused: Some(refused) },
    ];
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Acted(acted)))));
    assert!(!h.app.queue.marks.contains_key(&SaleId(100_433)));
    assert!(h.app.queue.marks.contains_key(&SaleId(100_432)));
    assert!(matches!(h.app.layers.last(), Some(Layer::Report(report)) if report.lines.len() == 1));
}

#[test]
fn nothing_can_be_changed_while_the_service_is_away() {
    let mut h = harness();
    h.keys("r");
    let since = h.app.now;
    h.msg(Msg::Link(Link::Reconnecting { since, tries: 1, next: None }));
    assert_eq!(h.app.freshness(), Freshness::Delayed(0), "what broke is told at once");
    h.keys("y");
    assert!(h.orders().is_empty(), "the question was asked while connected, and answered when not");
    assert!(matches!(h.app.layers.last(), Some(Layer::Plan(_))), "and still stands");
    h.keys("<esc>");
    let since = h.app.now;
    h.msg(Msg::Link(Link::Reconnecting { since, tries: 1, next: None }));
    h.pass(12_000);
    assert_eq!(h.app.freshness(), Freshness::Delayed(12));
    h.pass(33_000);
    assert_eq!(h.app.freshness(), Freshness::Stale(45));
    h.pass(20_000);
    assert_eq!(h.app.freshness(), Freshness::Offline);
    for keys in ["b", "r", "3f", "3t"] {
        h.keys(keys);
        assert!(h.app.layers.is_empty() && h.orders().is_empty(), "{keys}");
    }
}

#[test]
fn a_setting_changes_through_a_plan_at_its_version() {
    let mut h = harness();
    h.keys("3<enter>jeny");
    assert!(h.orders().is_empty());
    h.keys("ey");
    let [Order::Set { name, change, version }] = h.orders()[..] else { panic!("{:?}", h.effects) };
    assert_eq!((name.as_str(), *version), ("gas", 7));
    assert_eq!(*change, SettingChange::Automatic(false));
}

#[test]
fn a_group_filters_the_queue_to_its_sales() {
    let mut h = harness();
    h.keys("2");
    h.answer(Load::Groups, Answer::Groups(fixture::groups()));
    h.keys("<enter>");
    assert_eq!(h.app.pane, Pane::Queue);
    assert_eq!(h.app.queue.filter.group, Some(fixture::failure().group(&"stroom".into())));
}

#[test]
fn from_a_failure_one_goes_to_the_question_that_causes_it() {
    let mut h = harness();
    h.keys("gd");
    assert_eq!(h.app.pane, Pane::Mappings);
    assert_eq!(h.app.chosen().unwrap().name.as_str(), "stroom");
    assert_eq!(h.app.catalogue.go_to, Some((Tab::Questions, "meter-type".to_owned())));
    assert!(h.effects.contains(&Effect::Load(Load::Mapping("stroom".into()))));
}

#[test]
fn a_paste_outside_an_input_is_told_and_ignored_and_inside_one_is_text() {
    let mut h = harness();
    h.msg(Msg::Paste("ry\nqq".into()));
    assert!(h.effects.is_empty() && h.app.layers.is_empty());
    assert!(h.app.notice.as_ref().unwrap().text.contains("Plakken genegeerd"));
    h.keys("/");
    h.msg(Msg::Paste("jan\nsen".into()));
    assert!(matches!(h.app.layers.last(), Some(Layer::Filter(line)) if line.text() == "jan sen"));
}

#[test]
fn a_window_too_small_only_leaves_and_redraws() {
    let mut h = harness();
    h.msg(Msg::Resize(39, 12));
    h.effects.clear();
    h.keys("r2/<enter>");
    assert!(h.effects.is_empty() && h.app.layers.is_empty() && h.app.pane == Pane::Queue);
    h.keys("q");
    assert_eq!(h.effects, [Effect::End(crate::console::Ended::Left)]);
}

#[test]
fn leaving_is_q_at_the_root_or_a_question_after_an_interrupt() {
    let mut h = harness();
    h.keys("<c-c>n");
    assert!(h.effects.is_empty() && h.app.layers.is_empty());
    h.keys("<c-c>y");
    assert_eq!(h.effects, [Effect::End(crate::console::Ended::Left)]);
    let mut h = harness();
    h.keys(":q<enter>");
    assert_eq!(h.effects, [Effect::End(crate::console::Ended::Left)]);
}

#[test]
fn after_a_failure_to_read_the_queue_a_new_connection_reads_it() {
    let mut h = Harness::cold(Language::Nl, 80, 24);
    let Some(Effect::Load(load)) = h.effects.last().cloned() else { panic!() };
    h.msg(Msg::Answered(load, Err(Trouble::NotRunning)));
    h.effects.clear();
    h.msg(Msg::Link(Link::Live));
    assert!(h.effects.iter().any(|effect| matches!(effect, Effect::Load(Load::Sales { .. }))));
}

#[test]
fn a_broken_connection_says_since_when_when_next_and_what_to_do() {
    let mut h = harness();
    h.app.command = "koppel --data /srv/koppel".into();
    let since = h.app.now;
    let broken =
        |tries, seconds| Link::Reconnecting { since, tries, next: Some(since + TimeDelta::seconds(seconds)) };
    let said = |h: &Harness| h.app.strip(200).into_iter().map(|(line, _)| line).collect::<Vec<_>>().join(" ");
    h.msg(Msg::Link(broken(3, 14)));
    h.pass(2_500);
    assert!(said(&h).contains("Nieuwe poging over 12 s"), "{}", said(&h));
    assert!(said(&h).contains("koppel --data /srv/koppel serve"), "{}", said(&h));
    h.pass(70_000);
    assert_eq!(h.app.freshness(), Freshness::Offline);
    assert!(said(&h).contains("koppel --data /srv/koppel serve"), "it stays as long as it is so");
    h.keys("<c-r>");
    assert_ne!(h.app.freshness(), Freshness::Live, "asking again makes nothing live");
    assert!(h.effects.contains(&Effect::Reconnect));
    h.msg(Msg::Link(Link::Live));
    assert!(!said(&h).contains("serve"));
}

#[test]
fn a_console_that_can_start_the_service_does_so_on_a_command() {
    let mut h = harness();
    h.keys(":start<enter>");
    assert!(!h.effects.contains(&Effect::Start), "this console has nothing to start");
    h.app.can_start = true;
    h.keys(":start<enter>");
    assert!(!h.effects.contains(&Effect::Start), "it runs");
    let since = h.app.now;
    h.msg(Msg::Link(Link::Reconnecting { since, tries: 1, next: None }));
    h.keys(":start<enter>");
    assert!(h.effects.contains(&Effect::Start));
    h.msg(Msg::Started(Err("bezet".into())));
    assert!(h.app.notice.as_ref().unwrap().text.contains("bezet"));
    h.msg(Msg::Started(Ok(())));
    assert_eq!(h.effects.last(), Some(&Effect::Reconnect));
}

#[test]
fn panes_help_and_commands_are_reached_from_whatever_lies_over_a_pane_but_a_question() {
    for open in ["<enter>", "3<enter>", "b"] {
        let mut h = harness();
        h.keys(open);
        h.keys("?");
        assert!(matches!(h.app.layers.last(), Some(Layer::Help(..))), "{open}");
        h.keys("<esc>:");
        assert!(matches!(h.app.layers.last(), Some(Layer::Palette(_))), "{open}");
        h.keys("<esc>8");
        assert!(h.app.layers.is_empty() && h.app.pane == Pane::Activity, "{open}");
    }
    let mut h = harness();
    h.keys("<enter><tab>");
    assert!(h.app.layers.is_empty() && h.app.pane == Pane::Groups);
    h.keys("1r8");
    assert!(matches!(h.app.layers.last(), Some(Layer::Plan(_))), "a question wants an answer");
    h.keys("?");
    assert!(matches!(h.app.layers.last(), Some(Layer::Help(..))));
}

#[test]
fn a_plan_that_can_do_nothing_asks_nothing() {
    let mut h = harness();
    h.keys("jr");
    let Some(Layer::Plan(plan)) = h.app.layers.last() else { panic!("no plan") };
    assert!(plan.is_empty());
    let keys: Vec<_> = crate::console::keymap::bindings(h.app.contexts()).map(|row| row.text).collect();
    assert!(!keys.contains(&"yes") && !keys.contains(&"no") && keys.contains(&"back"), "{keys:?}");
    h.keys("y<enter>");
    assert!(h.orders().is_empty());
    h.keys("<esc>");
    assert!(h.app.layers.is_empty());
}

#[test]
fn leaving_by_enter_takes_the_answer_with_the_focus() {
    let mut h = harness();
    h.keys("<c-c><enter>");
    assert!(h.effects.is_empty() && h.app.layers.is_empty(), "the focus is on no");
    h.keys("<c-c><tab><enter>");
    assert_eq!(h.effects, [Effect::End(crate::console::Ended::Left)]);
}

#[test]
fn the_marks_bar_stays_beside_what_just_happened_and_a_notice_stays_in_its_pane() {
    let mut h = harness();
    h.keys("<space><space><c-r>");
    let strip = h.app.strip(80);
    assert_eq!(strip.len(), 1);
    assert!(strip[0].0.contains("2 gemarkeerd") && strip[0].0.contains("opnieuw opgehaald"), "{strip:?}");
    let strip = h.app.strip(40);
    assert!(strip.len() > 1 && strip[0].0.contains("2 gemarkeerd"), "{strip:?}");
    h.keys("3");
    let strip = h.app.strip(80);
    assert!(strip.len() == 1 && strip[0].0.contains("2 gemarkeerd"), "{strip:?}");
    assert!(!strip[0].0.contains("opgehaald"), "{strip:?}");
}

#[test]
fn rows_say_when_they_were_put_in_order_and_keep_it() {
    let mut h = harness();
    let sorted = h.app.queue.sorted_at.unwrap();
    h.pass(60_000);
    let mut newer = row(100_430, State::Sent);
    newer.version = 5;
    newer.updated_at = h.app.now;
    h.changed(newer);
    assert_eq!(h.app.queue.sorted_at, Some(sorted));
    assert_eq!(h.app.queue.row(3).unwrap().id, SaleId(100_430));
    h.keys("<c-r>");
    h.page(fixture::rows(), None, 33);
    assert_eq!(h.app.queue.sorted_at, Some(h.app.now));
}

#[test]
fn a_long_report_is_scrolled_to_its_last_line_and_back_without_dead_keys() {
    let mut h = Harness::new(Language::Nl, 40, 12);
    let found =
        crate::service::protocol::Connection { failure: Some(fixture::failure()), ..fixture::connection() };
    h.msg(Msg::Ordered(Order::Test("gas".into()), Ok(Box::new(Done::Tested(Box::new(found))))));
    let top = |h: &Harness| match h.app.layers.last() {
        Some(Layer::Report(report)) => report.top,
        _ => panic!("no report"),
    };
    h.keys("G");
    let Some(Layer::Report(report)) = h.app.layers.last() else { panic!("no report") };
    let lines = h.app.report_lines(report);
    assert!(lines.iter().any(|line| line.contains("De geselecteerde")), "what the partner said");
    assert_eq!(top(&h) + h.app.report_page(lines.len()), lines.len());
    let last = top(&h);
    h.keys("jjk");
    assert_eq!(top(&h), last - 1);
}
