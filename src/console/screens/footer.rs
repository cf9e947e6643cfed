//! The two lines at the bottom: what just happened, and the keys that count now.
//!
//! Not here: the table they come from (`keymap`).

use ratatui::Frame;
use ratatui::text::{Line, Span};

use crate::console::app::App;
use crate::console::app::queue::Taking;
use crate::console::areas::Areas;
use crate::console::keymap::{self, Footer};
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    put(frame, areas.notice, areas.notice.y, notice(app));
    put(frame, areas.footer, areas.footer.y, keys(app, usize::from(areas.footer.width)));
}

fn notice(app: &App) -> Line<'static> {
    let look = &app.look;
    if let Some(prefix) = &app.prefix {
        return Line::styled(format!("{prefix} …"), look.style(Meaning::Key));
    }
    if let Some(notice) = &app.notice {
        return Line::styled(notice.text.clone(), look.style(notice.meaning));
    }
    if !app.queue.marks.is_empty() {
        let hidden = app.queue.hidden_marks();
        let said = look.say("marked", &[("count", app.queue.marks.len().into()), ("hidden", hidden.into())]);
        return Line::styled(said, look.style(Meaning::Marked));
    }
    if app.queue.taking == Taking::Paused {
        return Line::styled(look.say("paused", &[]), look.style(Meaning::Action));
    }
    Line::default()
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
