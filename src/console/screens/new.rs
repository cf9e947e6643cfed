//! The first start: nothing is set up yet, and three doors lead on.
//!
//! Not here: going through one; each is a command.

use ratatui::Frame;
use ratatui::text::Line;

use crate::console::app::App;
use crate::console::areas::{Areas, Form};
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;

impl App {
    /// The lines of the three doors, as wide as this screen.
    pub(in crate::console) fn door_lines(&self) -> Vec<(String, Meaning)> {
        let (look, areas) = (&self.look, self.areas());
        let room = usize::from(areas.header.width.saturating_sub(4));
        let (koppel, name) = (self.command.as_str(), look.say("door-name", &[]));
        let own = look.say("door-folder", &[]);
        let doors: [(&str, Vec<String>, Option<&str>); 3] = [
            ("door-demo", vec!["koppel demo".to_owned()], None),
            (
                "door-own",
                vec![
                    format!(
                        "{koppel} own set --base-url https://app.salesdock.nl --domain {name} --token-stdin"
                    ),
                    format!("{koppel} own test"),
                ],
                Some("door-own-token"),
            ),
            (
                "door-make",
                vec![
                    format!("koppel --data {own} env init --domain {name}"),
                    format!("koppel --data {own} env serve --listen 127.0.0.1:4001"),
                ],
                Some("door-make-then"),
            ),
        ];
        let mut lines = Vec::new();
        let mut add = |indent: &str, said: &str, meaning: Meaning| {
            let wrapped = text::wrap(said, room.saturating_sub(indent.len()));
            lines.extend(wrapped.into_iter().map(|line| (format!("{indent}{line}"), meaning)));
        };
        add("", &look.say("doors-title", &[]), Meaning::Accent);
        let roomy = areas.form != Form::Narrow;
        for (key, commands, after) in doors {
            if roomy {
                add("", "", Meaning::Plain);
            }
            add("", &look.say(key, &[]), Meaning::Plain);
            for command in commands {
                add("   ", &command, Meaning::Key);
            }
            if let Some(after) = after {
                add("   ", &look.say(after, &[]), Meaning::Dim);
            }
        }
        if roomy {
            add("", "", Meaning::Plain);
        }
        add("", &look.say("doors-then", &[]), Meaning::Dim);
        lines
    }

    /// How many of `lines` lines of the doors are in view; where not all are, the last line says so.
    pub(in crate::console) fn door_page(&self, lines: usize) -> usize {
        let height = usize::from(self.areas().whole().height);
        if lines > height { height.saturating_sub(1).max(1) } else { height }
    }
}

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let area = areas.whole();
    let lines = app.door_lines();
    let page = app.door_page(lines.len());
    let top = app.doors_top.min(lines.len().saturating_sub(page));
    let below = lines.len().saturating_sub(top + page);
    for ((line, meaning), y) in lines.into_iter().skip(top).take(page).zip(area.y..area.bottom()) {
        put(frame, area, y, Line::styled(format!("  {line}"), app.look.style(meaning)));
    }
    if below > 0 {
        let said = app.look.say("more-below", &[("count", below.into())]);
        put(frame, area, area.bottom() - 1, Line::styled(format!("  {said}"), app.look.style(Meaning::Busy)));
    }
}
