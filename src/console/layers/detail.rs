//! A sale in detail: timeline, fields, attempts, the last body sent.
//!
//! Not here: masking; the service does it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::doubt;
use crate::console::app::App;
use crate::console::app::layer::{Detail, DetailTab};
use crate::console::app::shelf::Ask;
use crate::console::areas::Areas;
use crate::console::labels;
use crate::console::rows::{self, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::locale::status::Statuses;
use crate::locale::trace;
use crate::model::queue::{AttemptRow, Happening, TimelineEntry};
use crate::model::shown::Shown;
use crate::model::trace::{Step, Verdict};
use crate::model::view::SaleDetail;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, detail: &Detail) {
    let look = &app.look;
    let area = areas.whole();
    frame.render_widget(Clear, area);
    let head = head(app, detail, area.width);
    let below = area.y + head.len() as u16;
    for (line, y) in head.into_iter().zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
    match &detail.sale.value {
        Some(found) => {
            let below = Rect { y: below, height: area.bottom().saturating_sub(below), ..area };
            draw_tab(app, frame, below, detail, found);
        }
        None => {
            let said = match &detail.sale.ask {
                Ask::Failed(trouble) => app.trouble(trouble),
                _ => look.say("loading", &[]),
            };
            put(frame, area, below + 1, Line::raw(format!(" {said}")));
        }
    }
}

/// What stands above the tab in front: which sale, why it stands as it does and what to do, and the tabs.
fn head(app: &App, detail: &Detail, width: u16) -> Vec<Line<'static>> {
    let look = &app.look;
    let room = usize::from(width.saturating_sub(2));
    let sale = look.say("column-sale", &[]);
    let mut title = vec![Span::styled(format!(" {sale} {}", detail.id), look.style(Meaning::Accent))];
    let Some(found) = &detail.sale.value else { return vec![Line::from(title)] };
    let row = &found.row;
    let meaning = words::sign(row).meaning();
    title.push(Span::styled(format!("  {}", words::sign_and_word(look, row)), look.style(meaning)));
    title.push(Span::raw(format!("  {} · {}", row.product, row.customer)));
    let mut lines = vec![Line::from(title)];
    let reason = words::reason(look, &app.statuses(row.integration.as_ref()), row);
    if !reason.is_empty() {
        let parts = text::wrap(&reason, room).into_iter().take(3);
        lines.extend(parts.map(|part| Line::styled(format!(" {part}"), look.style(meaning))));
        if let Some(failure) = &row.failure {
            let next = words::next_step(look, failure);
            lines.extend(
                text::wrap(&next, room).into_iter().take(3).map(|part| Line::raw(format!(" {part}"))),
            );
        }
        if let Some(said) = row.failure.as_ref().and_then(|failure| failure.said.as_ref()) {
            let said = look.say("partner-said", &[("said", said.as_str().into())]);
            lines.push(Line::styled(format!(" {said}"), look.style(Meaning::Dim)));
        }
    }
    lines.push(tabs(app, detail.tab));
    lines
}

impl App {
    /// How many lines the tab in front has, and how many of them are in view.
    pub(in crate::console) fn detail_lines(&self, detail: &Detail) -> (usize, usize) {
        let Some(found) = &detail.sale.value else { return (0, 0) };
        let area = self.areas().whole();
        let page = usize::from(area.height).saturating_sub(head(self, detail, area.width).len());
        (lines(self, detail, found, usize::from(area.width.saturating_sub(2))).len(), page)
    }
}

fn tabs(app: &App, front: DetailTab) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for tab in DetailTab::ALL {
        let name = app.look.say(&format!("tab-{}", tab.word()), &[]);
        spans.push(rows::tab(&app.look, &name, tab == front));
    }
    Line::from(spans)
}

fn draw_tab(app: &App, frame: &mut Frame<'_>, area: Rect, detail: &Detail, found: &SaleDetail) {
    let room = usize::from(area.width.saturating_sub(2));
    let lines = lines(app, detail, found, room);
    if detail.wants_doubt() && lines.is_empty() {
        let said = match &detail.doubt.ask {
            Ask::Failed(trouble) => app.trouble(trouble),
            _ => app.look.say("doubt-looking", &[]),
        };
        for (line, y) in text::wrap(&said, room).into_iter().zip(area.y..area.bottom()) {
            put(frame, area, y, Line::styled(format!(" {line}"), app.look.style(Meaning::Dim)));
        }
        return;
    }
    if lines.is_empty() {
        let said = app.look.say(&format!("empty-{}", detail.tab.word()), &[]);
        put(frame, area, area.y, Line::styled(format!(" {said}"), app.look.style(Meaning::Dim)));
        return;
    }
    let top = detail.top.min(lines.len().saturating_sub(usize::from(area.height)));
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    for (line, y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        put(frame, inner, y, line);
    }
}

/// The tab in front, line by line: an entry takes as many as it needs.
fn lines(app: &App, detail: &Detail, found: &SaleDetail, room: usize) -> Vec<Line<'static>> {
    match detail.tab {
        DetailTab::Timeline => {
            let statuses = app.statuses(found.row.integration.as_ref());
            found.timeline.iter().flat_map(|entry| happened(app, &statuses, entry, room)).collect()
        }
        DetailTab::Fields => found.fields.iter().flat_map(|field| value(app, field, room)).collect(),
        DetailTab::Attempts => found.attempts.iter().flat_map(|one| attempt(app, one, room)).collect(),
        DetailTab::Sent => found.sent.iter().flat_map(|field| value(app, field, room)).collect(),
        DetailTab::Doubt => {
            let view = detail.doubt.value.as_deref().filter(|_| detail.wants_doubt());
            view.map(|view| doubt::entries(&app.look, app.now, view, room).concat()).unwrap_or_default()
        }
        DetailTab::Trace => found.trace.iter().flat_map(|step| traced(app, found, step, room)).collect(),
    }
}

fn happened(app: &App, statuses: &Statuses<'_>, entry: &TimelineEntry, room: usize) -> Vec<Line<'static>> {
    let look = &app.look;
    let when = look.moment(app.now, entry.at);
    let who = text::fit(&entry.actor, 8);
    let meaning = match &entry.what {
        Happening::State { to, .. } => words::sign_of(*to).meaning(),
        Happening::WriteBackFailed { .. } => Meaning::Error,
        Happening::PartnerStatus { mapped: None, .. } => Meaning::Action,
        _ => Meaning::Plain,
    };
    let head = format!("{} {who} ", text::fit(&when, 11));
    let indent = text::width(&head);
    text::wrap(&words::happening(look, statuses, &entry.what), room.saturating_sub(indent))
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let head = if index == 0 { head.clone() } else { " ".repeat(indent) };
            Line::from(vec![
                Span::styled(head, look.style(Meaning::Dim)),
                Span::styled(part, look.style(meaning)),
            ])
        })
        .collect()
}

/// A rule that was asked, with what it said.
fn traced(app: &App, found: &SaleDetail, step: &Step, room: usize) -> Vec<Line<'static>> {
    let look = &app.look;
    let statuses = app.statuses(found.row.integration.as_ref());
    let said = trace::step(look.language, &statuses, step, |at| look.moment(app.now, at));
    let (meaning, rest) = match step.verdict() {
        Verdict::Passes => (Meaning::Ok, Meaning::Plain),
        Verdict::Stops => (Meaning::Error, Meaning::Action),
        Verdict::Tells => (Meaning::Dim, Meaning::Dim),
    };
    let lines = text::wrap(&said, room.saturating_sub(2)).into_iter().enumerate();
    let line = |(index, part)| {
        let sign = if index == 0 { trace::sign(step.verdict()) } else { " " };
        Line::from(vec![
            Span::styled(format!("{sign} "), look.style(meaning)),
            Span::styled(part, look.style(rest)),
        ])
    };
    lines.map(line).collect()
}

fn value(app: &App, (name, value): &(String, Shown), room: usize) -> Vec<Line<'static>> {
    let value = match name.as_str() {
        "status" => app.statuses(None).own(app.look.language, value.as_str()),
        _ => labels::value(&app.look, name, value),
    };
    super::field(&app.look, &labels::field(&app.look, name), &value, Meaning::Plain, room)
}

fn attempt(app: &App, attempt: &AttemptRow, room: usize) -> Vec<Line<'static>> {
    let look = &app.look;
    let when = look.moment(app.now, attempt.started_at);
    let mut said = look.say(
        "attempt",
        &[
            ("generation", attempt.generation.to_string().into()),
            ("mapping", attempt.mapping_version.to_string().into()),
            ("contract", attempt.contract_version.to_string().into()),
        ],
    );
    if let Some(status) = attempt.http_status {
        said.push_str(&format!(" · HTTP {status}"));
    }
    let (outcome, meaning) = match (&attempt.failure, attempt.partner_sale_id, attempt.ended_at) {
        (Some(failure), _, _) => (words::failure(look, failure), Meaning::Error),
        (None, Some(id), _) => {
            (look.say("attempt-accepted", &[("sale", id.to_string().into())]), Meaning::Ok)
        }
        (None, None, None) => (look.say("attempt-open", &[]), Meaning::Busy),
        (None, None, Some(_)) => (look.say("attempt-ended", &[]), Meaning::Plain),
    };
    said.push_str(&format!(" · {outcome}"));
    super::field(look, &when, &said, meaning, room)
}
