//! The header: instance, own environment, how fresh the screen is, counts; and the names of the panes.
//!
//! Not here: what is under them.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use crate::console::app::{App, Freshness, Pane};
use crate::console::areas::{Areas, Form};
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::delivery::State;
use crate::model::view::Quarantine;

/// States that the header counts, when there are any.
const COUNTED: [State; 5] = [State::Fallout, State::Uncertain, State::Ready, State::Queued, State::Waiting];

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    // Where the names of the panes have no line, the one in front stands here.
    let name = match areas.tabs {
        Some(_) => "koppel".to_owned(),
        None => look.say(&format!("pane-{}", app.pane.word()), &[]),
    };
    let mut spans = vec![Span::styled(name, look.style(Meaning::Accent)), Span::raw(" ")];
    if app.is_production() {
        spans.push(Span::styled(" PROD ", look.style(Meaning::Production)));
        spans.push(Span::raw(" "));
    }
    let narrow = areas.form == Form::Narrow;
    let (word, meaning) = freshness(app);
    let mut right = vec![Span::styled(word, look.style(meaning))];
    let mut names = Vec::new();
    if let Some(overview) = &app.overview.value {
        if overview.quarantine.as_ref().is_some_and(Quarantine::is_open) {
            let word = look.say("quarantine", &[]);
            right.insert(0, Span::styled(format!("{word}  "), look.style(Meaning::Error)));
        }
        if let Some(own) = &overview.own {
            let host = own.address.base_url.split("://").last().unwrap_or_default();
            let domain = &own.address.domain;
            names.push(format!("{domain}@{host} · {}", overview.instance));
            names.push(format!("{domain}@{host}"));
            names.push(domain.clone());
        }
        let counts = &overview.counts.by_state;
        let all: u64 = counts.values().sum();
        let sales = look.say("count-sales", &[("sales", look.number(all).into()), ("count", all.into())]);
        // Without an integration there is nothing to send.
        if !narrow && (all > 0 || !overview.integrations.is_empty()) {
            right.push(Span::raw(format!("  {sales}")));
        }
        let parting = overview.counts.parting;
        if parting > 0 {
            let (sign, word) = (words::Sign::Action, look.say("count-parting", &[]));
            let told = format!("  {} {} {word}", sign.mark(), look.number(parting));
            right.push(Span::styled(told, look.style(sign.meaning())));
        }
        for state in COUNTED.into_iter().take(if narrow { 1 } else { COUNTED.len() }) {
            let count = counts.get(&state).copied().unwrap_or(0);
            if count > 0 {
                let sign = words::sign_of(state);
                let word = words::state(look, state);
                right.push(Span::styled(
                    format!("  {} {} {word}", sign.mark(), look.number(count)),
                    look.style(sign.meaning()),
                ));
            }
        }
    }
    // Freshness and the first counts must be seen whole; of the name, as much as there is room for.
    let room = usize::from(areas.header.width);
    let width = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let shortest = names.last().map_or(0, |name| text::width(name));
    while right.len() > 3 && width(&spans) + shortest + width(&right) + 1 > room {
        right.pop();
    }
    let left = room.saturating_sub(width(&spans) + width(&right) + 1);
    if let Some(name) = names.into_iter().find(|name| text::width(name) <= left) {
        spans.push(Span::raw(name));
    }
    let gap = room.saturating_sub(width(&spans) + width(&right));
    spans.push(Span::raw(" ".repeat(gap)));
    spans.extend(right);
    put(frame, areas.header, areas.header.y, Line::from(spans));
    if let Some(area) = areas.tabs {
        put(frame, area, area.y, tabs(app, usize::from(area.width)));
    }
}

/// How fresh the screen is, in a word.
fn freshness(app: &App) -> (String, Meaning) {
    let look = &app.look;
    let seconds = |key: &str, age: i64| look.say(key, &[("seconds", age.to_string().into())]);
    match app.freshness_in_view() {
        Freshness::Connecting => (look.say("fresh-connecting", &[]), Meaning::Dim),
        Freshness::Live => (look.say("fresh-live", &[]), Meaning::Ok),
        Freshness::Delayed(age) => (seconds("fresh-delayed", age), Meaning::Action),
        Freshness::Stale(age) => (seconds("fresh-stale", age), Meaning::Error),
        Freshness::Offline => (look.say("fresh-offline", &[]), Meaning::Error),
    }
}

/// The panes' names. Where they do not fit, the longest are cut first, never the one in front.
fn tabs(app: &App, room: usize) -> Line<'static> {
    let names = Pane::ALL.map(|pane| app.look.say(&format!("pane-{}", pane.word()), &[]));
    // Digit and space before each name, a space or bracket between them and at both ends.
    let room = room.saturating_sub(Pane::ALL.len() * 3 + 1);
    let front = Pane::ALL.iter().position(|pane| *pane == app.pane).unwrap_or(0);
    let mut spans = Vec::new();
    let mut edge = " ";
    for (pane, name) in Pane::ALL.into_iter().zip(text::shorten(&names, front, room)) {
        let label = format!("{} {name}", pane.digit());
        if pane == app.pane {
            spans.push(Span::styled(format!("[{label}]"), app.look.style(Meaning::Accent)));
            edge = "";
        } else {
            spans.push(Span::styled(format!("{edge}{label}"), app.look.style(Meaning::Dim)));
            edge = " ";
        }
    }
    Line::from(spans)
}
