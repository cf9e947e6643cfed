//! The keys, filtered by what is typed. Those that count here stand first.
//!
//! Not here: the table (`keymap`).

use ratatui::Frame;
use ratatui::text::{Line as Text, Span};

use super::{open_box, typed};
use crate::console::app::App;
use crate::console::app::line::Line;
use crate::console::areas::Areas;
use crate::console::keymap::{self, Binding};
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;

/// Columns, border included, in which no key, label or place is cut.
const WIDEST: u16 = 100;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, line: &Line, top: usize) {
    let look = &app.look;
    let rows = rows(app, line.text());
    let area = open_box(
        app,
        frame,
        areas,
        WIDEST,
        areas.header.height + areas.body.height,
        &look.say("help-title", &[("zone", text::zone_word(look.zone, app.now).into())]),
    );
    put(frame, area, area.y, typed(look, &look.say("prompt-filter", &[]), line, usize::from(area.width)));
    let page = usize::from(area.height.saturating_sub(1));
    let top = top.min(rows.len().saturating_sub(page));
    if rows.is_empty() {
        put(frame, area, area.y + 1, Text::styled(look.say("help-nothing", &[]), look.style(Meaning::Dim)));
    }
    for (row, y) in rows.iter().skip(top).zip(area.y + 1..area.bottom()) {
        let keys = row.keys.join("  ");
        let wide = area.width >= 60;
        let label = if area.width >= WIDEST - 4 { 44 } else { 32 };
        let mut spans = vec![
            Span::styled(text::fit(&keys, if wide { 21 } else { 14 }), look.style(Meaning::Key)),
            Span::raw(text::fit(&keymap::label(look.language, row), if wide { label } else { 40 })),
        ];
        if wide {
            spans.push(Span::styled(keymap::place(look.language, row.context), look.style(Meaning::Dim)));
        }
        put(frame, area, y, Text::from(spans));
    }
}

/// Bindings whose keys, text or place hold every word, those of here first.
fn rows(app: &App, filter: &str) -> Vec<&'static Binding> {
    // The help itself is on top; what counts here is what counts beneath it.
    let here = app.contexts_above(&app.layers[..app.layers.len().saturating_sub(1)]);
    let language = app.look.language;
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let matches = |row: &&Binding| {
        let place = keymap::place(language, row.context);
        let whole = format!("{} {} {place}", row.keys.join(" "), keymap::label(language, row)).to_lowercase();
        words.iter().all(|word| whole.contains(word.as_str()))
    };
    let others = keymap::TABLE.iter().filter(|row| !here.contains(&row.context));
    keymap::bindings(here).chain(others).filter(matches).collect()
}
