//! Drawing what lies over a pane.
//!
//! Not here: what keys do in a layer (`app`).

mod access;
mod access_rights;
mod arrange;
mod browse;
mod detail;
mod doubt;
mod form;
mod help;
mod hooks;
mod jobs;
mod plan;
mod record;
mod rule;
mod session;
mod settings;
mod sheet;
mod token;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line as Text, Span};
use ratatui::widgets::{Block, Clear};

use super::app::App;
use super::app::filter::{Filter, FilterError};
use super::app::layer::{Layer, Report};
use super::app::line::Line;
use super::app::menu::{Menu, VERBS};
use super::app::plan::Focus;
use super::areas::Areas;
use super::look::Look;
use super::rows::put;
use super::text;
use super::theme::{Depth, Meaning};
use super::words;

/// Draws the layers, the topmost last.
pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    for layer in &app.layers {
        match layer {
            Layer::Filter(line) => prompt(app, frame, areas, "filter", line, filter_problem(app, line)),
            Layer::Search(line) => {
                prompt(app, frame, areas, "search", line, (app.look.say("search-hint", &[]), Meaning::Dim));
            }
            Layer::Palette(line) => prompt(app, frame, areas, "palette", line, suggestion(app, line)),
            Layer::Help(line, top) => help::draw(app, frame, areas, line, *top),
            Layer::Detail(detail) => detail::draw(app, frame, areas, detail),
            Layer::Settings(name, at) => settings::draw(app, frame, areas, name, at),
            Layer::Sheet(top) => sheet::draw(app, frame, areas, *top),
            Layer::Conditions(name, at) => arrange::draw_conditions(app, frame, areas, name, at),
            Layer::Browse(browse) => browse::draw(app, frame, areas, browse),
            Layer::Proof(proof) => arrange::draw_proof(app, frame, areas, proof),
            Layer::Session(session) => session::draw(app, frame, areas, session),
            Layer::Clash(clash) => session::draw_clash(app, frame, areas, clash),
            Layer::Versions(versions) => session::draw_versions(app, frame, areas, versions),
            Layer::Menu(menu) => draw_menu(app, frame, areas, menu),
            Layer::Access(access) => access::draw(app, frame, areas, access),
            Layer::Offers(offers) => access::draw_offers(app, frame, areas, offers),
            Layer::Form(form) => form::draw(app, frame, areas, form),
            Layer::Rule(edit) => rule::draw(app, frame, areas, edit),
            Layer::RuleText(text) => rule::draw_text(app, frame, areas, text),
            Layer::Hooks(hooks) => hooks::draw(app, frame, areas, hooks),
            Layer::Record(record) => record::draw(app, frame, areas, record.at),
            Layer::Token(token) => token::draw(app, frame, areas, token, &token::TOKEN),
            Layer::Secret(secret) => token::draw(app, frame, areas, secret, &token::SECRET),
            Layer::Plan(plan) => plan::draw(app, frame, areas, plan),
            Layer::Jobs(at) => jobs::draw(app, frame, areas, at),
            Layer::Report(report) => draw_report(app, frame, areas, report),
            Layer::Leave(focus) => draw_leave(app, frame, areas, *focus),
        }
    }
}

/// An empty box in the middle with a title; gives what is inside it.
fn open_box(app: &App, frame: &mut Frame<'_>, areas: &Areas, columns: u16, lines: u16, title: &str) -> Rect {
    let area = areas.layer(columns, lines);
    let block = Block::bordered()
        .border_style(app.look.style(Meaning::Dim))
        .title(Span::styled(format!(" {title} "), app.look.style(Meaning::Accent)));
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// A line being typed, with its cursor as a reversed cell: the terminal's own stays hidden.
fn typed(look: &Look, label: &str, line: &Line, room: usize) -> Text<'static> {
    let label = format!("{label} ");
    let [shown, under, after] = with_cursor(look, line.parts(), room.saturating_sub(text::width(&label)));
    Text::from(vec![Span::styled(label, look.style(Meaning::Accent)), shown, under, after])
}

/// What stands before the cursor, the character under it as a reversed cell, and what stands behind it.
fn with_cursor(look: &Look, parts: (String, String, String), room: usize) -> [Span<'static>; 3] {
    let (mut shown, mut under, after) = parts;
    if look.theme.depth() == Depth::Plain && under.trim().is_empty() {
        // Nothing can be reversed there.
        under = "_".to_owned();
    }
    // The end of what stands before the cursor is what matters.
    while text::width(&shown) > room.saturating_sub(1) {
        shown.remove(0);
    }
    [Span::raw(shown), Span::styled(under, look.style(Meaning::Selected)), Span::raw(after)]
}

/// A line typed at the bottom, with what is to be said about it above.
fn prompt(app: &App, frame: &mut Frame<'_>, areas: &Areas, key: &str, line: &Line, said: (String, Meaning)) {
    let last = areas.notice.bottom().saturating_sub(1);
    let area = Rect { y: last, height: 1, ..areas.notice };
    let above = Rect { y: last.saturating_sub(1), ..area };
    frame.render_widget(Clear, above);
    frame.render_widget(Clear, area);
    put(frame, above, above.y, Text::styled(said.0, app.look.style(said.1)));
    let label = app.look.say(&format!("prompt-{key}"), &[]);
    put(frame, area, area.y, typed(&app.look, &label, line, usize::from(area.width)));
}

fn filter_problem(app: &App, line: &Line) -> (String, Meaning) {
    let named = |key: &str, name: &str| app.look.say(key, &[("name", name.into())]);
    match Filter::parse(line.text()) {
        Ok(_) => (app.look.say("filter-hint", &[]), Meaning::Dim),
        Err(FilterError::Field(name)) => (named("filter-field", &name), Meaning::Error),
        Err(FilterError::State(name)) => (named("filter-state", &name), Meaning::Error),
        Err(FilterError::Empty(name)) => (named("filter-value", &name), Meaning::Action),
    }
}

fn suggestion(app: &App, line: &Line) -> (String, Meaning) {
    let typed = line.text().trim().to_lowercase();
    let pane = Some(typed).filter(|typed| !typed.is_empty()).and_then(|typed| app.pane_named(&typed));
    match pane {
        Some(pane) => (app.look.say(&format!("pane-{}", pane.word()), &[]), Meaning::Accent),
        None => (app.look.say("palette-hint", &[]), Meaning::Dim),
    }
}

fn draw_leave(app: &App, frame: &mut Frame<'_>, areas: &Areas, focus: Focus) {
    let columns = 52.min(areas.header.width);
    let question = app.look.say("leave-question", &[]);
    let mut lines: Vec<_> =
        text::wrap(&question, usize::from(columns.saturating_sub(4))).into_iter().map(Text::raw).collect();
    lines.push(Text::default());
    lines.push(answers(&app.look, focus));
    let title = app.look.say("leave-title", &[]);
    let area = open_box(app, frame, areas, columns, lines.len() as u16 + 2, &title);
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}

/// Yes and no, one of which has the focus.
fn answers(look: &Look, focus: Focus) -> Text<'static> {
    let button = |key: &str, of: Focus| {
        let said = look.say(key, &[]);
        if focus == of {
            Span::styled(format!(">[{said}]"), look.style(Meaning::Selected))
        } else {
            Span::styled(format!(" [{said}]"), look.style(Meaning::Plain))
        }
    };
    Text::from(vec![button("answer-yes", Focus::Yes), Span::raw("   "), button("answer-no", Focus::No)])
}

fn draw_menu(app: &App, frame: &mut Frame<'_>, areas: &Areas, menu: &Menu) {
    let look = &app.look;
    let sale = menu.rows.first().map(|row| row.own_sale_id.to_string()).unwrap_or_default();
    let key = if menu.marked { "menu-title-marked" } else { "menu-title" };
    let title = look.say(key, &[("count", menu.rows.len().into()), ("sale", sale.into())]);
    let area = open_box(app, frame, areas, 76, VERBS.len() as u16 + 2, &title);
    // The one under the cursor is seen, however few fit.
    let skip = (menu.at.at + 1).saturating_sub(usize::from(area.height));
    for ((index, verb), y) in VERBS.iter().enumerate().skip(skip).zip(area.y..area.bottom()) {
        let count = menu.count(verb);
        let said = look.say(&format!("verb-{}", verb.word()), &[]);
        let how_many = if menu.rows.len() > 1 {
            look.say("menu-count", &[("count", count.into()), ("all", menu.rows.len().into())])
        } else if let (0, Some(row)) = (count, menu.rows.first()) {
            look.say("menu-not-now", &[("state", words::state(look, row.state).into())])
        } else {
            String::new()
        };
        let selected = index == menu.at.at;
        let sign = if selected { ">" } else { " " };
        let room = usize::from(area.width);
        let line = text::fit(&format!("{sign} {said}  {how_many}"), room);
        let meaning = match (selected, count) {
            (true, _) => Meaning::Selected,
            (false, 0) => Meaning::Dim,
            (false, _) => Meaning::Plain,
        };
        put(frame, area, y, Text::styled(line, look.style(meaning)));
    }
}

/// Columns of a report's box.
const REPORT: u16 = 76;

impl App {
    /// A report's lines as they stand on this screen.
    pub(in crate::console) fn report_lines(&self, report: &Report) -> Vec<String> {
        let room = usize::from(REPORT.min(self.areas().header.width).saturating_sub(4));
        report.lines.iter().flat_map(|line| text::wrap(line, room)).collect()
    }

    /// How many of `lines` lines of a report are in view.
    pub(in crate::console) fn report_page(&self, lines: usize) -> usize {
        usize::from(self.areas().layer(REPORT, lines as u16 + 2).height.saturating_sub(2)).max(1)
    }
}

fn draw_report(app: &App, frame: &mut Frame<'_>, areas: &Areas, report: &Report) {
    let lines = app.report_lines(report);
    let page = app.report_page(lines.len());
    let top = report.top.min(lines.len().saturating_sub(page));
    let mut title = report.title.clone();
    if lines.len() > page {
        let last = (top + page).min(lines.len());
        title.push_str(&format!(" ({}–{last}/{})", top + 1, lines.len()));
    }
    let area = open_box(app, frame, areas, REPORT, lines.len() as u16 + 2, &title);
    for (line, y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        put(frame, area, y, Text::raw(line));
    }
}

/// A label and its value, wrapped, as lines for a sheet. A label that is longer than the others is not cut.
fn field(look: &Look, label: &str, value: &str, meaning: Meaning, room: usize) -> Vec<Text<'static>> {
    const LABEL: usize = 22;
    let label_width = text::width(label).clamp(LABEL, LABEL.max(room / 2)).min(room / 2);
    let parts = text::wrap(value, room.saturating_sub(label_width + 1));
    parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let label = if index == 0 { label } else { "" };
            Text::from(vec![
                Span::styled(format!("{} ", text::fit(label, label_width)), look.style(Meaning::Dim)),
                Span::styled(part, look.style(meaning)),
            ])
        })
        .collect()
}
