//! The lines at the bottom: connection, marks and what just happened, and the keys that count now.
//!
//! Not here: the table they come from (`keymap`).

use ratatui::Frame;
use ratatui::text::{Line, Span};

use crate::console::app::App;
use crate::console::areas::Areas;
use crate::console::keymap::{self, Footer};
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    for ((said, meaning), y) in app.strip(usize::from(areas.notice.width)).into_iter().zip(areas.notice.y..) {
        put(frame, areas.notice, y, Line::styled(said, app.look.style(meaning)));
    }
    put(frame, areas.footer, areas.footer.y, keys(app, usize::from(areas.footer.width)));
}

fn keys(app: &App, room: usize) -> Line<'static> {
    let look = &app.look;
    let shown = keymap::bindings(app.contexts()).filter(|binding| binding.footer == Footer::Shown);
    let mut entries: Vec<(&str, String)> = shown
        .filter_map(|binding| Some((*binding.keys.first()?, keymap::label(look.language, binding))))
        .collect();
    let width = |entries: &[(&str, String)]| -> usize {
        entries.iter().map(|(key, label)| text::width(key) + text::width(label) + 3).sum()
    };
    // Where there is no room the last go, but never the key that shows all keys.
    while width(&entries) > room + 2 && entries.len() > 1 {
        let last = entries.iter().rposition(|(key, _)| *key != "?").unwrap_or(0);
        entries.remove(last);
    }
    let spans = entries.into_iter().flat_map(|(key, label)| {
        [
            Span::styled(key, look.style(Meaning::Key)),
            Span::styled(format!(" {label}  "), look.style(Meaning::Dim)),
        ]
    });
    Line::from_iter(spans)
}
