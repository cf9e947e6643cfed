//! The incoming pane: organisations that the own environment gives access to.
//!
//! Not here: giving it (`layers::access`).

use ratatui::Frame;
use ratatui::text::Span;

use crate::console::app::App;
use crate::console::areas::{Areas, Form};
use crate::console::rows::{Column, Row, Rows};
use crate::console::theme::Meaning;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let found = app.organisations();
    let Some(list) = found.filter(|list| !list.is_empty()) else {
        let key = if found.is_some() { "empty-incoming" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[("koppel", app.command.as_str().into())]));
    };
    let said = look.say("incoming-summary", &[("count", (list.len() as u64).into())]);
    app.draw_summary(frame, areas, vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))]);
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("number"), 7, 2),
        Column::filling(head("organisation"), 0, 16),
        Column::filling(head("identifier"), 3, 12),
        Column::fixed(head("products"), 9, 1),
    ];
    let view = app.incoming_at.view(list.len(), areas.rows());
    let headings = areas.form != Form::Narrow;
    Rows { columns: &columns, view, cursor: app.incoming_at.at, headings }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let one = &list[index];
            let products = one.products.map_or_else(|| "–".to_owned(), |count| look.number(count));
            Row {
                cells: vec![
                    (one.id.to_string(), Meaning::Dim),
                    (one.name.to_string(), Meaning::Plain),
                    (one.identifier.to_string(), Meaning::Dim),
                    (products, Meaning::Plain),
                ],
                ..Row::default()
            }
        },
    );
}
