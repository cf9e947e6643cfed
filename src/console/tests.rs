//! Screens as they are drawn: snapshots at every form, in both languages, without colours; and what a frame
//! may cost.

mod arrange;
mod browse;
mod catalogue;
mod course;
mod detail;
mod doubt;
mod edit;
mod followed;
mod hooks;
mod incoming;
mod invites;
mod jobs;
mod mapping;
mod partner;
mod partners;
mod record;
mod replace;
mod rule;
mod sheet;
mod sold;
mod updates;
mod wares;
mod whereabouts;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::app::fixture::{self, Harness, row};
use super::app::*;
use super::look::Characters;
use super::rows;
use crate::locale::{self, Language};
use crate::model::delivery::State;
use crate::model::drift::{Class, DriftMark};
use crate::model::failure::Cause;
use crate::model::ids::{FlowKey, ProductId, SaleId};
use crate::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow, StatusRow};
use crate::model::queue::{AttemptRow, Happening, TimelineEntry};
use crate::model::side_by_side::{MappingView, QuestionView};
use crate::model::trace::{Part, Step};
use crate::model::view::{Activity, ActivityRow, Connection, IntegrationView, ProductRow, SaleDetail};
use crate::service::client::Link;
use crate::service::protocol::{Answer, Change, Done};

fn drawn(harness: &Harness) -> String {
    let (columns, lines) = harness.app.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, lines)).unwrap();
    terminal.draw(|frame| harness.app.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let line =
        |y: u16| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..lines).map(line).collect::<Vec<_>>().join("\n")
}

/// One state of the console, drawn at every form in Dutch and once in English.
fn snapshots(name: &str, make: impl Fn(&mut Harness)) {
    let sizes =
        [(Language::Nl, 80, 24), (Language::Nl, 120, 40), (Language::Nl, 40, 12), (Language::En, 80, 24)];
    for (language, columns, lines) in sizes {
        let mut harness = Harness::new(language, columns, lines);
        make(&mut harness);
        let tag = if language == Language::Nl { "nl" } else { "en" };
        insta::assert_snapshot!(format!("{name}_{tag}_{columns}x{lines}"), drawn(&harness));
    }
}

fn detail(id: u64) -> SaleDetail {
    let now = fixture::start();
    let minutes = |ago: i64| now - chrono::TimeDelta::minutes(ago);
    let entry = |ago, what| TimelineEntry { at: minutes(ago), actor: "koppel".into(), what };
    let state = fixture::moved;
    SaleDetail {
        row: row(id, State::Fallout),
        trace: vec![
            Step::NotCancelled,
            Step::Linked { product: ProductId(31), integration: "stroom".into() },
            Step::NoMatch { condition: "Zakelijk".into(), part: Part::Customer },
            Step::Decides { condition: None },
            Step::On,
            Step::StatusFits { status: "new".into(), allowed: None },
            Step::NoDrift,
            Step::ByItself,
            Step::InState { state: State::Fallout },
        ],
        timeline: vec![
            entry(90, Happening::Accepted { status: None }),
            entry(60, state(State::Waiting, State::Queued, None)),
            entry(4, state(State::Queued, State::Sending, None)),
            entry(3, state(State::Sending, State::Fallout, Some(fixture::failure()))),
        ],
        attempts: vec![AttemptRow {
            id: ulid::Ulid::from_parts(1, 2),
            generation: 1,
            started_at: minutes(4),
            ended_at: Some(minutes(3)),
            http_status: Some(422),
            failure: Some(fixture::failure()),
            partner_sale_id: None,
            mapping_version: 12,
            contract_version: 3,
        }],
        fields: vec![("product_id".into(), "31".into()), ("email".into(), "j…@v….nl".into())],
        sent: vec![("product_id".into(), "9031".into())],
    }
}

fn mapping() -> MappingView {
    let question = |key: &str, name: &str, required| QuestionView {
        key: key.into(),
        name: name.into(),
        input_type: "mc-single".into(),
        required,
        has_rule: false,
        options: vec!["Slimme meter".into(), "Analoge meter".into()],
    };
    let row = QuestionRow {
        partner: "meter-type".into(),
        own: Some("soort-meter".into()),
        constant: None,
        default: None,
        options: [("Slim".to_owned(), "Slimme meter".to_owned())].into(),
        date: None,
    };
    MappingView {
        mapping: Mapping {
            flows: vec![FlowRow {
                own: FlowKey::new("energy", "consument"),
                partner: FlowKey::new("energy", "stroomnet"),
            }],
            questions: vec![row],
            agreements: vec![AgreementRow { own: "voorwaarden".into(), partner: "av".into() }],
            statuses: vec![StatusRow { partner: "in-behandeling".into(), own: "open".into() }],
        },
        version: 12,
        changed: None,
        own_flows: vec![(FlowKey::new("energy", "consument"), "Energie consument".into())],
        partner_flows: vec![(FlowKey::new("energy", "stroomnet"), "Stroomnet".into())],
        own_questions: vec![question("soort-meter", "Wat voor meter heeft u?", true)],
        partner_questions: vec![
            question("meter-type", "Type meter", true),
            question("zonnepanelen", "Zonnepanelen aanwezig", true),
            question("opmerking", "Opmerking", false),
        ],
        own_agreements: vec![("voorwaarden".into(), "Algemene voorwaarden".into())],
        partner_agreements: vec![crate::model::side_by_side::AgreementView {
            key: "av".into(),
            name: "Voorwaarden leverancier".into(),
            required: true,
        }],
        own_statuses: vec![("open".into(), "Open".into())],
        partner_statuses: vec![
            ("in-behandeling".into(), "In behandeling".into()),
            ("netto".into(), "Netto".into()),
            ("schouw".into(), "Schouw gepland".into()),
        ],
    }
}

fn products() -> Vec<ProductRow> {
    let product = |id: u64, own: Option<u64>, granted| ProductRow {
        missing_since: None,
        retired: None,
        under_way: 0,
        partner_id: ProductId(id),
        name: "Groene energie 3 jaar vast".into(),
        product_type: "energy".into(),
        supplier: Some("Stroomnet".into()),
        price: Some("24.95".into()),
        own_id: own.map(ProductId),
        granted,
        last_synchronised: Some(fixture::start() - chrono::TimeDelta::hours(3)),
        last_checked: Some(fixture::start()),
    };
    vec![product(9_031, Some(31), true), product(9_032, None, true), product(9_033, Some(33), false)]
}

#[test]
fn the_queue() {
    snapshots("queue", |h| h.keys("jj<space>"));
}

#[test]
fn a_sale_in_detail() {
    snapshots("detail", |h| {
        h.keys("<enter>");
        h.answer(Load::Sale(SaleId(100_433)), Answer::Sale(Box::new(detail(100_433))));
    });
    snapshots("detail_trace", |h| {
        h.keys("<enter>");
        h.answer(Load::Sale(SaleId(100_433)), Answer::Sale(Box::new(detail(100_433))));
        h.keys("]");
    });
    snapshots("detail_attempts", |h| {
        h.keys("<enter>");
        h.answer(Load::Sale(SaleId(100_433)), Answer::Sale(Box::new(detail(100_433))));
        h.keys("]]]");
    });
}

#[test]
fn groups() {
    snapshots("groups", |h| {
        h.keys("2");
        h.answer(Load::Groups, Answer::Groups(fixture::groups()));
    });
}

#[test]
fn integrations_and_settings() {
    snapshots("integrations", |h| h.keys("3"));
    snapshots("integrations_drift", |h| {
        h.keys("3");
        let since = fixture::start() - chrono::TimeDelta::minutes(7);
        let drift = Some(DriftMark { open: 1, class: Class::Breaking, since });
        let view = IntegrationView { drift, ..fixture::integration("gas") };
        h.told(Change::Integration(Box::new(view)));
    });
    snapshots("settings", |h| h.keys("3<enter>j"));
    snapshots("settings_plan", |h| h.keys("3<enter><home>e"));
}

#[test]
fn products_mappings_and_their_sheets() {
    let name = || "gas".into();
    snapshots("products", |h| {
        h.keys("4");
        h.answer(Load::Products(name()), Answer::Products(products()));
    });
    snapshots("mapping_questions", |h| {
        h.keys("5]");
        h.answer(Load::Mapping(name()), Answer::Mapping(Box::new(mapping())));
    });
    snapshots("mapping_statuses", |h| {
        h.keys("5[");
        h.answer(Load::Mapping(name()), Answer::Mapping(Box::new(mapping())));
        h.keys("n");
    });
}

#[test]
fn activity() {
    snapshots("activity", |h| {
        h.keys("8");
        let line = |sequence, what| ActivityRow {
            sequence,
            at: fixture::start(),
            actor: "jan".into(),
            integration: Some("stroom".into()),
            what,
        };
        let paused = Activity::IntegrationPaused { failure: fixture::failure() };
        let imported = Activity::ProductsImported { count: 12 };
        h.answer(Load::Activity { before: None }, Answer::Activity(vec![line(2, paused), line(1, imported)]));
    });
}

#[test]
fn activity_goes_on_page_after_page_and_is_searched() {
    let line = |sequence, actor: &str| ActivityRow {
        sequence,
        at: fixture::start(),
        actor: actor.into(),
        integration: None,
        what: Activity::ProductsImported { count: sequence },
    };
    let page = |from: u64, to: u64| {
        Answer::Activity((to..=from).rev().map(|n| line(n, if n == 7 { "piet" } else { "jan" })).collect())
    };
    let further = |before| Effect::Load(Load::Activity { before: Some(before) });
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("8");
    h.answer(Load::Activity { before: None }, page(350, 151));
    assert!(!h.effects.contains(&further(151)), "not before it is near");
    h.keys("G");
    assert!(h.effects.contains(&further(151)), "{:?}", h.effects);
    // A search reads on by itself until it has seen everything.
    h.keys("/piet");
    h.answer(Load::Activity { before: Some(151) }, page(150, 1));
    assert!(drawn(&h).contains("«piet»: 1 van 350"), "{}", drawn(&h));
    h.keys("<enter>");
    h.told(Change::Activity(line(412, "piet")));
    h.told(Change::Activity(line(413, "jan")));
    assert!(drawn(&h).contains("2 van 352"), "{}", drawn(&h));
    h.keys("/ nu niet");
    assert!(drawn(&h).contains("Niets bevat deze woorden"), "{}", drawn(&h));
    h.keys("<esc>");
    assert_eq!(h.app.lately.length(), 352);
}

#[test]
fn a_status_of_a_party_goes_by_its_name() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    let mut row = fixture::row(100_900, State::Sent);
    row.partner_status = Some("wacht_op_netbeheerder".into());
    h.changed(row);
    let screen = drawn(&h);
    assert!(screen.contains("Wacht op netbeheerder"), "{screen}");
    assert!(!screen.contains("wacht_op_netbeheerder"), "{screen}");
}

#[test]
fn plans_menus_and_help() {
    snapshots("menu", |h| h.keys("<space><space>b"));
    snapshots("plan", |h| h.keys("r"));
    snapshots("plan_reason", |h| h.keys("bjj<enter>"));
    snapshots("plan_many", |h| {
        h.keys("ar");
        h.keys("bj<enter>");
    });
    snapshots("help", |h| h.keys("?mark"));
    snapshots("filter_wrong", |h| h.keys("/kleur:rood"));
}

#[test]
fn questions_reports_and_a_broken_connection_are_seen_whole() {
    snapshots("leave", |h| h.keys("<c-c>"));
    snapshots("menu_marked", |h| h.keys("<space>jjb"));
    snapshots("plan_nothing", |h| h.keys("jr"));
    snapshots("offline", |h| {
        h.app.command = "koppel --data /srv/koppel/verkoop".into();
        let since = h.app.now;
        let next = Some(since + chrono::TimeDelta::seconds(74));
        h.msg(Msg::Link(Link::Reconnecting { since, tries: 9, next }));
        h.pass(65_000);
    });
    snapshots("connection_test", |h| {
        h.keys("3<enter>");
        let found = Connection { failure: Some(fixture::failure()), tier: None, ..fixture::connection() };
        h.msg(Msg::Ordered(Order::Test("gas".into()), Ok(Box::new(Done::Tested(Box::new(found))))));
    });
    snapshots("group_filter", |h| {
        h.keys("2");
        h.answer(Load::Groups, Answer::Groups(fixture::groups()));
        h.keys("<enter>");
        h.page(vec![row(1, State::Fallout)], None, 37);
    });
}

#[test]
fn the_first_start_shows_three_doors() {
    let fresh = |h: &mut Harness| {
        h.app.command = "koppel --data /srv/koppel".into();
        let mut fresh = fixture::overview();
        fresh.own = None;
        fresh.integrations.clear();
        fresh.counts = Default::default();
        h.answer(Load::Overview, Answer::Overview(Box::new(fresh)));
    };
    snapshots("doors", fresh);
    snapshots("doors_below", |h| {
        fresh(h);
        h.keys("G");
    });
}

#[test]
fn no_part_of_the_doors_is_out_of_reach_on_a_small_screen() {
    let mut h = Harness::new(Language::Nl, 40, 12);
    let mut fresh = fixture::overview();
    fresh.own = None;
    fresh.integrations.clear();
    h.answer(Load::Overview, Answer::Overview(Box::new(fresh)));
    let mut seen = String::new();
    for _ in 0..40 {
        seen.push_str(&drawn(&h));
        h.keys("j");
    }
    for (line, _) in h.app.door_lines() {
        assert!(seen.contains(line.trim()), "{line}");
    }
}

#[test]
fn at_eighty_columns_the_cause_of_every_fall_out_can_be_told() {
    for language in [Language::Nl, Language::En] {
        let mut h = Harness::new(language, 80, 24);
        // Each cause has a sentence there; another test holds that.
        let texts = include_str!("../../assets/locales/nl/failure.ftl").lines();
        let words = texts.filter_map(|line| line.strip_prefix("failure-")?.split(' ').next());
        for word in words {
            let cause: Cause = serde_json::from_value(word.into()).unwrap();
            let mut failed = row(1, State::Fallout);
            failed.failure = Some(crate::model::failure::Failure { cause, ..fixture::failure() });
            h.keys("<c-r>");
            h.page(vec![failed], None, 1);
            let brief = locale::text(language, &format!("console-brief-{}", cause.word()), &[]);
            assert!(!brief.starts_with("console-"), "{brief}");
            assert!(drawn(&h).contains(&brief), "{brief}");
        }
    }
}

#[test]
fn an_empty_queue_says_what_to_do_next() {
    snapshots("queue_empty", |h| {
        h.keys("/niets<enter>");
        h.page(Vec::new(), None, 0);
        h.keys("<esc>");
        h.page(Vec::new(), None, 0);
    });
}

#[test]
fn a_window_too_small_says_so() {
    let harness = Harness::new(Language::Nl, 38, 6);
    insta::assert_snapshot!("too_small", drawn(&harness));
}

#[test]
fn production_is_said_in_the_header_and_in_every_plan() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let mut overview = fixture::overview();
    overview.integrations[0].partner.base_url = "https://app.salesdock.nl".into();
    h.answer(Load::Overview, Answer::Overview(Box::new(overview)));
    assert!(drawn(&h).lines().next().unwrap().contains(" PROD "));
    h.keys("r");
    assert!(drawn(&h).contains("PROD · "));
}

#[test]
fn a_terminal_without_utf8_gets_nothing_but_ascii() {
    for keys in ["", "r", "?", "3", "3<enter>"] {
        let mut harness = Harness::new(Language::Nl, 120, 40);
        harness.app.look.characters = Characters::Ascii;
        harness.keys(keys);
        let screen = drawn(&harness);
        assert!(screen.is_ascii(), "{keys}: {screen}");
        assert!(!screen.contains('?') || keys.contains('?') || screen.contains("? toetsen"), "{screen}");
    }
}

#[test]
fn a_frame_makes_only_the_rows_in_view_however_long_the_queue_is() {
    let mut made = Vec::new();
    for length in [30, 3_000, 9_000] {
        let mut harness = Harness::cold(Language::Nl, 80, 24);
        harness.page((0..length).map(|n| row(100_000 - n, State::Sent)).collect(), None, length);
        rows::MADE.set(0);
        let _ = drawn(&harness);
        made.push(rows::MADE.get());
    }
    assert_eq!(made, [18, 18, 18]);
}

#[test]
fn every_text_the_console_asks_for_exists() {
    // Keys written out whole; those put together are held by the tests of their enums and the snapshots.
    let sources = [
        include_str!("words.rs"),
        include_str!("brief.rs"),
        include_str!("labels.rs"),
        include_str!("app/strip.rs"),
        include_str!("app/act.rs"),
        include_str!("app/open.rs"),
        include_str!("app/answers.rs"),
        include_str!("app/group_form.rs"),
        include_str!("app/edit_form.rs"),
        include_str!("app/update.rs"),
        include_str!("screens/queue.rs"),
        include_str!("screens/groups.rs"),
        include_str!("screens/header.rs"),
        include_str!("screens/footer.rs"),
        include_str!("screens/integrations.rs"),
        include_str!("screens/products.rs"),
        include_str!("screens/mappings.rs"),
        include_str!("screens/new.rs"),
        include_str!("layers/mod.rs"),
        include_str!("layers/detail.rs"),
        include_str!("layers/help.rs"),
        include_str!("layers/plan.rs"),
        include_str!("layers/settings.rs"),
    ];
    let mut found = 0;
    for source in sources {
        for part in source.split("say(").skip(1) {
            let Some(key) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            found += 1;
            assert!(locale::has(Language::Nl, &format!("console-{key}")), "{key} has no text");
        }
    }
    assert!(found > 100, "the search has lost its way: {found}");
}

#[test]
fn no_text_shows_its_key_or_an_unfilled_argument() {
    for language in [Language::Nl, Language::En] {
        let mut harness = Harness::new(language, 120, 40);
        for keys in ["", "3", "<enter>", "<esc>1r", "<esc>b", "<esc>?"] {
            harness.keys(keys);
            let screen = drawn(&harness);
            assert!(!screen.contains("console-") && !screen.contains("{ $"), "{screen}");
        }
    }
}
