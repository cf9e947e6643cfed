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
    let Some(list) = app.activity.value.as_ref().filter(|list| !list.is_empty()) else {
        let key = if app.activity.ask == Ask::Here { "empty-activity" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[]));
    };
    let said = look.say("activity-summary", &[]);
    app.draw_summary(frame, areas, vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))]);
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("time"), 11, 1),
        Column::fixed(head("who"), 10, 3),
        Column::fixed(head("integration"), 12, 2),
        Column::filling(head("what"), 0, 20),
    ];
    let view = app.activity_at.view(list.len(), areas.rows());
    let headings = areas.form != Form::Narrow;
    Rows { columns: &columns, view, cursor: app.activity_at.at, headings }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let one = &list[index];
            let meaning = match one.what {
                Activity::IntegrationPaused { .. } | Activity::BreakerOpened { .. } => Meaning::Error,
                Activity::ProductVanished { .. }
                | Activity::VanishStopped { .. }
                | Activity::RowsLeftOut { .. }
                | Activity::StatusParked { .. } => Meaning::Action,
                _ => Meaning::Plain,
            };
            let integration = one.integration.as_ref().map(ToString::to_string).unwrap_or_default();
            Row {
                cells: vec![
                    (look.moment(app.now, one.at), Meaning::Dim),
                    (one.actor.clone(), Meaning::Dim),
                    (integration, Meaning::Dim),
                    (words::activity(look, &one.what), meaning),
                ],
                ..Row::default()
            }
        },
    );
}
