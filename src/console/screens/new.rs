//! The first start: nothing is set up yet, and three doors lead on.
//!
//! Not here: going through one; each is a command.

use ratatui::Frame;
use ratatui::text::Line;

use crate::console::app::App;
use crate::console::areas::Areas;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;

/// The doors: text key and the commands behind it.
const DOORS: [(&str, &[&str]); 3] = [
    ("door-demo", &["koppel demo"]),
    (
        "door-own",
        &[
            "koppel own set --base-url https://app.salesdock.nl --domain NAAM --token-stdin",
            "koppel own test",
        ],
    ),
    (
        "door-make",
        &["koppel env init --data DIR --domain NAAM", "koppel env serve --data DIR --listen 127.0.0.1:4001"],
    ),
];

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let area = areas.whole();
    let room = usize::from(area.width.saturating_sub(4));
    let title = look.say("doors-title", &[]);
    let mut lines: Vec<_> =
        text::wrap(&title, room).into_iter().map(|line| (line, Meaning::Accent)).collect();
    for (number, (key, commands)) in (1..).zip(DOORS) {
        lines.push((String::new(), Meaning::Plain));
        let said = format!("{number}. {}", look.say(key, &[]));
        lines.extend(text::wrap(&said, room).into_iter().map(|line| (line, Meaning::Plain)));
        for command in commands {
            let wrapped = text::wrap(command, room.saturating_sub(5));
            lines.extend(wrapped.into_iter().map(|line| (format!("     {line}"), Meaning::Key)));
        }
    }
    lines.push((String::new(), Meaning::Plain));
    let then = look.say("doors-then", &[]);
    lines.extend(text::wrap(&then, room).into_iter().map(|line| (line, Meaning::Dim)));
    // Where there is little room, the empty lines go first.
    let height = usize::from(area.height);
    if lines.len() > height {
        lines.retain(|(line, _)| !line.is_empty());
    }
    for ((line, meaning), y) in lines.into_iter().zip(area.y..area.bottom()) {
        put(frame, area, y, Line::styled(format!("  {line}"), look.style(meaning)));
    }
}
