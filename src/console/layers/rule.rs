//! A rule being edited: its tree with a cursor, or its lines with what is wrong beneath them.
//!
//! Not here: what keys do (`app::rule_edit`).

use ratatui::Frame;
use ratatui::text::{Line as Text, Span};

use super::{open_box, with_cursor};
use crate::console::app::App;
use crate::console::app::listing::scrolled;
use crate::console::app::rule_edit::{RuleEdit, RuleText};
use crate::console::areas::Areas;
use crate::console::rows::put;
use crate::console::rule_tree;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::model::rule::text::Wrong;

/// Columns of the box.
const WIDTH: u16 = 84;
/// Lines above the tree.
const ABOVE: u16 = 3;

impl App {
    /// How many parts of a rule are in view.
    pub(in crate::console) fn rule_page(&self) -> usize {
        let areas = self.areas();
        usize::from(areas.layer(WIDTH, tall(&areas)).height.saturating_sub(2 + ABOVE)).max(1)
    }
}

/// Lines of a box that leaves what just happened in view.
fn tall(areas: &Areas) -> u16 {
    areas.footer.y.saturating_sub(1 + 2 * areas.notice.height.max(1))
}

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, edit: &RuleEdit) {
    let look = &app.look;
    let title = look.say("rule-edit-title", &[("name", edit.name.as_str().into())]);
    let star = if edit.is_changed() { " *" } else { "" };
    let area = open_box(app, frame, areas, WIDTH, tall(areas), &format!("{title}{star}"));
    let room = usize::from(area.width);
    for (y, key, label, on) in
        [(0, "v", "rule-visible", edit.now.visible), (1, "r", "rule-required", edit.now.required)]
    {
        let label = look.say(&format!("field-{label}"), &[]);
        let line = Text::from(vec![
            Span::styled(format!("{key}  "), look.style(Meaning::Key)),
            Span::styled(format!("{label}: "), look.style(Meaning::Dim)),
            Span::raw(look.yes_no(on)),
        ]);
        put(frame, area, area.y + y, line);
    }
    let first = area.y + ABOVE;
    if !edit.now.visible && !edit.now.required {
        let said = text::fit(&look.say("rule-decides-nothing", &[]), room);
        put(frame, area, area.y + 2, Text::styled(said, look.style(Meaning::Action)));
    }
    let Some(rule) = &edit.now.rule else {
        return put(frame, area, first, Text::styled(look.say("rule-begin", &[]), look.style(Meaning::Dim)));
    };
    let known = app.known();
    let lines = rule_tree::indented(look, &known, &known.part(rule), rule_tree::PLAIN);
    let view = edit.at.view(lines.len(), app.rule_page());
    for (index, y) in view.zip(first..area.bottom()) {
        let selected = index == edit.at.at;
        let (sign, meaning) = if selected { (">", Meaning::Selected) } else { (" ", Meaning::Plain) };
        let line = text::fit(&format!("{sign} {}", lines[index]), room);
        put(frame, area, y, Text::styled(line, look.style(meaning)));
    }
}

pub fn draw_text(app: &App, frame: &mut Frame<'_>, areas: &Areas, typed: &RuleText) {
    let look = &app.look;
    let area = open_box(app, frame, areas, WIDTH, tall(areas), &look.say("rule-text-title", &[]));
    let room = usize::from(area.width);
    let mistake = typed.read().err();
    let said = match mistake {
        Some(found) => {
            let key = match found.wrong {
                Wrong::Unreadable => "rule-text-unreadable",
                Wrong::Misplaced => "rule-text-misplaced",
                Wrong::Second => "rule-text-second",
            };
            look.say(key, &[("line", found.line.into())])
        }
        None => look.say("rule-text-hint", &[]),
    };
    let meaning = match mistake {
        Some(_) => Meaning::Error,
        None => Meaning::Dim,
    };
    let mut foot = text::wrap(&said, room);
    if typed.refused {
        foot.extend(text::wrap(&look.say("rule-text-hint", &[]), room));
    }
    let page = usize::from(area.height).saturating_sub(foot.len() + 1).max(1);
    let row = typed.cursor().0;
    let top = scrolled(row.saturating_sub(page.saturating_sub(1)), row, typed.lines().len(), page);
    for ((number, line), y) in typed.lines().iter().enumerate().skip(top).take(page).zip(area.y..) {
        let wrong = mistake.is_some_and(|found| found.line == number + 1);
        let sign = if wrong { "x" } else { " " };
        let mut spans = vec![Span::styled(
            format!("{sign}{:>3} ", number + 1),
            look.style(if wrong { meaning } else { Meaning::Dim }),
        )];
        spans.extend(match number == row {
            true => with_cursor(look, typed.parts(), room.saturating_sub(5)).to_vec(),
            false => vec![Span::raw(text::cut(line, room.saturating_sub(5)))],
        });
        put(frame, area, y, Text::from(spans));
    }
    for (line, y) in foot.iter().zip(area.bottom().saturating_sub(foot.len() as u16)..) {
        put(frame, area, y, Text::styled(line.clone(), look.style(meaning)));
    }
}
