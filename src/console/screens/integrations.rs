//! The integrations pane: each integration with its state, and below the list the one under the cursor:
//! link, budget, passes, settings.
//!
//! Not here: changing a setting (`layers::settings`).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::console::app::App;
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words::{self, Sign};
use crate::model::view::IntegrationView;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let list = app.integrations();
    if list.is_empty() {
        let key = if app.overview.ask == Ask::Here { "empty-integrations" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[("koppel", app.command.as_str().into())]));
    }
    let said = look.say("integrations-summary", &[("count", (list.len() as u64).into())]);
    app.draw_summary(frame, areas, vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))]);
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::filling(head("integration"), 0, 12),
        Column::fixed(head("state"), 16, 1),
        Column::fixed(head("contact"), 8, 3),
        Column::fixed(head("budget"), 10, 4),
        Column::fixed(head("products"), 9, 5),
        Column::filling(head("partner"), 6, 16),
    ];
    let rows = app.half_page();
    let view = app.integrations_at.view(list.len(), rows);
    let headings = areas.form != Form::Narrow;
    let shown = view.len() as u16 + u16::from(headings);
    let area = app.rows_area(areas);
    Rows { columns: &columns, view, cursor: app.integrations_at.at, headings }.draw(
        frame,
        look,
        Rect { height: shown.min(area.height), ..area },
        |index| make(app, &list[index]),
    );
    if let Some(integration) = list.get(app.integrations_at.at) {
        let below = Rect { y: area.y + shown, height: area.height.saturating_sub(shown), ..area };
        draw_one(app, frame, below, integration);
    }
}

fn make(app: &App, integration: &IntegrationView) -> Row {
    let look = &app.look;
    let (sign, word) = state(app, integration);
    let host = integration.partner.base_url.split("://").last().unwrap_or_default();
    Row {
        cells: vec![
            (integration.name.to_string(), Meaning::Plain),
            (format!("{} {word}", sign.mark()), sign.meaning()),
            (contact(app, integration), Meaning::Dim),
            (budget(integration), Meaning::Dim),
            (look.number(integration.products_imported), Meaning::Dim),
            (format!("{}@{host}", integration.partner.domain), Meaning::Dim),
        ],
        ..Row::default()
    }
}

/// Whether an integration sends, and if not, in a word why.
fn state(app: &App, integration: &IntegrationView) -> (Sign, String) {
    let word = |key: &str| app.look.say(key, &[]);
    if integration.paused.is_some() {
        (Sign::Error, word("integration-paused"))
    } else if integration.breaker_until.is_some() {
        (Sign::Wait, word("integration-breaker"))
    } else if integration.link.failure.is_some() {
        (Sign::Error, word("integration-failing"))
    } else if !integration.settings.processing.enabled {
        (Sign::Stopped, word("integration-off"))
    } else if integration.vanished.is_some() {
        (Sign::Action, word("integration-vanished"))
    } else if integration.drift.is_some() {
        (Sign::Action, word("integration-drift"))
    } else if !integration.settings.processing.automatic {
        (Sign::Action, word("integration-by-hand"))
    } else {
        (Sign::Ok, word("integration-on"))
    }
}

fn contact(app: &App, integration: &IntegrationView) -> String {
    // An answer that refused us is no contact to rely on, however fresh.
    if integration.link.failure.is_some() || integration.paused.is_some() {
        return app.look.say("contact-failed", &[]);
    }
    integration.link.last_contact.map_or_else(|| "–".to_owned(), |at| app.look.age(app.now, at))
}

/// Requests of the last minute against the limit.
fn budget(integration: &IntegrationView) -> String {
    let spent: u32 = integration.link.spent.values().sum();
    match integration.link.limit_per_minute {
        Some(limit) => format!("{spent}/{limit}"),
        None => format!("{spent}/–"),
    }
}

fn draw_one(app: &App, frame: &mut Frame<'_>, area: Rect, integration: &IntegrationView) {
    let look = &app.look;
    let width = usize::from(area.width);
    let mut lines = vec![Line::styled("─".repeat(width), look.style(Meaning::Dim))];
    let mut field = |key: &str, value: String, meaning: Meaning| {
        let label = text::fit(&look.say(key, &[]), 20);
        lines.push(Line::from(vec![
            Span::styled(format!(" {label} "), look.style(Meaning::Dim)),
            Span::styled(text::cut(&value, width.saturating_sub(23)), look.style(meaning)),
        ]));
    };
    if let Some(failure) = &integration.paused {
        field("field-paused", words::failure(look, failure), Meaning::Error);
    }
    if let Some(until) = integration.breaker_until {
        field("field-breaker", look.moment(app.now, until), Meaning::Action);
    }
    if let Some(failure) = &integration.link.failure {
        field("field-failure", words::failure(look, failure), Meaning::Error);
    }
    if let Some(drift) = &integration.drift {
        let class = crate::locale::drift::class(look.language, drift.class);
        let said = [
            ("count", drift.open.into()),
            ("class", class.into()),
            ("since", look.moment(app.now, drift.since).into()),
        ];
        field("field-drift", look.say("drift-open", &said), Meaning::Action);
    }
    if let Some(hold) = &integration.vanished {
        let said = [("gone", hold.products.len().into()), ("linked", hold.linked.into())];
        field("field-vanished", look.say("vanished-open", &said), Meaning::Action);
    }
    let settings = &integration.settings;
    let processing = format!(
        "{} · {} {} · {}",
        look.on_off(settings.processing.enabled),
        look.say("setting-automatic", &[]).to_lowercase(),
        look.on_off(settings.processing.automatic),
        words::gate(look, &app.statuses(None), &settings.processing.statuses)
    );
    field("setting-sale-processing", processing, Meaning::Plain);
    if !integration.conditions.is_empty() {
        let names: Vec<_> = integration.conditions.iter().map(|c| c.name.as_str()).collect();
        field("field-conditions", names.join(", "), Meaning::Plain);
        if settings.processing.enabled {
            field("field-warning", look.say("conditions-and-general", &[]), Meaning::Action);
        }
    }
    field("setting-check-updates", look.on_off(settings.check_updates), Meaning::Plain);
    if let Some(at) = integration.empty_at(app.now) {
        field("field-empty", look.moment(app.now, at), Meaning::Plain);
    }
    field("field-tier", words::tier(look, integration.tier), Meaning::Plain);
    let spent = integration.link.spent.iter();
    let spent: Vec<_> = spent.map(|(lane, count)| format!("{} {count}", labels::lane(look, lane))).collect();
    let spent = if spent.is_empty() { "–".to_owned() } else { spent.join(" · ") };
    field("field-spent", spent, Meaning::Plain);
    for pass in &integration.passes {
        let ended = pass.ended_at.map_or_else(|| "–".to_owned(), |at| look.age(app.now, at));
        let (said, meaning) = match &pass.failure {
            Some(failure) => (words::failure(look, failure), Meaning::Error),
            None => {
                let arguments = [("seen", pass.seen.into()), ("changed", pass.changed.into())];
                (look.say("pass-ended", &arguments), Meaning::Plain)
            }
        };
        let label = match pass.pass.as_str() {
            known @ ("intake" | "forward" | "check" | "follow" | "sync") => format!("pass-{known}"),
            _ => "pass-other".to_owned(),
        };
        if pass.pass == "follow" && !settings.check_updates {
            // A pass that does nothing is no sign that statuses are followed.
            field(&label, look.say("pass-off", &[]), Meaning::Dim);
            continue;
        }
        field(&label, format!("{ended} · {said}"), meaning);
    }
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}
