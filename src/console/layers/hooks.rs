//! Subscriptions to events, and the messages of one.
//!
//! Not here: what keys do (`app::hooks`).

use ratatui::Frame;
use ratatui::text::Line as Text;

use super::open_box;
use crate::console::app::App;
use crate::console::app::hooks::{Hooks, outcome, standing};
use crate::console::areas::Areas;
use crate::console::labels;
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;

/// Columns of the box.
const WIDTH: u16 = 110;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, hooks: &Hooks) {
    let look = &app.look;
    let title = match &hooks.of {
        None => look.say("hooks-title", &[]),
        Some(row) => look.say(
            "hooks-messages",
            &[("event", labels::event(look, &row.event).into()), ("target", row.target.as_str().into())],
        ),
    };
    let lines = areas.footer.y.saturating_sub(1 + 2 * areas.notice.height.max(1));
    let area = open_box(app, frame, areas, WIDTH, lines, &title);
    let count = match hooks.of {
        None => app.webhooks().map(<[_]>::len),
        Some(_) => app.deliveries(hooks).map(<[_]>::len),
    };
    let Some(count) = count.filter(|count| *count > 0) else {
        let said = match (app.cabinet.trouble(&hooks.question()), count, &hooks.of) {
            (Some(trouble), ..) => app.trouble(trouble),
            (None, None, _) => look.say("loading", &[]),
            (None, Some(_), None) => look.say("hooks-none", &[]),
            (None, Some(_), Some(_)) => look.say("hooks-no-messages", &[]),
        };
        for (line, y) in text::wrap(&said, usize::from(area.width)).into_iter().zip(area.y..area.bottom()) {
            put(frame, area, y, Text::raw(line));
        }
        return;
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = match hooks.of {
        None => vec![
            Column::filling(head("event"), 0, 28),
            Column::filling(head("target"), 0, 20),
            Column::fixed(head("time"), 16, 1),
        ],
        Some(_) => vec![
            Column::fixed(head("time"), 16, 0),
            Column::fixed(head("state"), 12, 0),
            Column::fixed(head("attempts"), 8, 1),
            Column::filling(head("answer"), 0, 14),
        ],
    };
    let page = usize::from(area.height).saturating_sub(1);
    let mut at = hooks.at;
    at.settle(count, page);
    Rows { columns: &columns, view: at.view(count, page), cursor: at.at, headings: true }.draw(
        frame,
        look,
        area,
        |index| {
            let dim = |text: String| (text, Meaning::Dim);
            let cells = match &hooks.of {
                None => app.webhooks().and_then(|rows| rows.get(index)).map(|row| {
                    vec![
                        (labels::event(look, &row.event), Meaning::Plain),
                        (row.target.to_string(), Meaning::Plain),
                        dim(look.told_at(&row.subscribed_at)),
                    ]
                }),
                Some(_) => app.deliveries(hooks).and_then(|rows| rows.get(index)).map(|row| {
                    let last = row.tries.last().map(outcome).unwrap_or_default();
                    vec![
                        dim(look.told_at(&row.created_at)),
                        standing(look, row.standing),
                        dim(row.attempts.to_string()),
                        (last, Meaning::Plain),
                    ]
                }),
            };
            Row { cells: cells.unwrap_or_default(), ..Row::default() }
        },
    );
}
