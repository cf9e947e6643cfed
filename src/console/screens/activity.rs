//! The activity pane: what happened besides the sales' own lives, newest first.
//!
//! Not here: a sale's timeline (`layers::detail`).

use ratatui::Frame;
use ratatui::text::Span;

use crate::console::app::App;
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::rows::{Column, Row, Rows};
use crate::console::theme::Meaning;
use crate::console::words;
use crate::service::protocol::Activity;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let lately = &app.lately;
    let (read, ended) = lately.read();
    let count = |count: usize| look.number(count as u64);
    let said = match (app.search.is_empty(), ended) {
        (true, _) => look.say("activity-summary", &[("read", count(read).into())]),
        (false, ended) => {
            let key = if ended { "activity-found" } else { "activity-found-so-far" };
            let arguments = [
                ("words", app.search.as_str().into()),
                ("found", count(lately.length()).into()),
                ("read", count(read).into()),
            ];
            look.say(key, &arguments)
        }
    };
    app.draw_summary(frame, areas, vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))]);
    if lately.length() == 0 {
        let key = match (&lately.rows.ask, read) {
            (Ask::Here, 0) => "empty-activity",
            (Ask::Here, _) if ended => "activity-none",
            _ => "loading",
        };
        return app.draw_empty(frame, areas, look.say(key, &[]));
    }
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("time"), 11, 1),
        Column::fixed(head("who"), 10, 3),
        Column::fixed(head("integration"), 12, 2),
        Column::filling(head("what"), 0, 20),
    ];
    let view = lately.at.view(lately.length(), areas.rows());
    let headings = areas.form != Form::Narrow;
    Rows { columns: &columns, view, cursor: lately.at.at, headings }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let Some(one) = lately.row(index) else { return Row::default() };
            let meaning = match one.what {
                Activity::IntegrationPaused { .. } | Activity::BreakerOpened { .. } => Meaning::Error,
                Activity::ProductVanished { .. }
                | Activity::VanishStopped { .. }
                | Activity::RowsLeftOut { .. }
                | Activity::StatusParked { .. } => Meaning::Action,
                _ => Meaning::Plain,
            };
            let statuses = app.statuses(one.integration.as_ref());
            let integration = one.integration.as_ref().map(ToString::to_string).unwrap_or_default();
            Row {
                cells: vec![
                    (look.moment(app.now, one.at), Meaning::Dim),
                    (one.actor.clone(), Meaning::Dim),
                    (integration, Meaning::Dim),
                    (words::activity(look, &statuses, &one.what), meaning),
                ],
                ..Row::default()
            }
        },
    );
}
