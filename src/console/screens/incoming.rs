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
        Column::fixed(head("state"), 8, 1),
        Column::fixed(head("products"), 9, 5),
        Column::fixed(head("agents"), 10, 7),
        Column::fixed(head("tokens"), 6, 6),
        Column::fixed(head("open-sales"), 10, 3),
        Column::fixed(head("contact"), 7, 4),
    ];
    let view = app.incoming_at.view(list.len(), areas.rows());
    let headings = areas.form != Form::Narrow;
    Rows { columns: &columns, view, cursor: app.incoming_at.at, headings }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let one = &list[index];
            let standing = one.standing.as_ref();
            let count = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| look.number(count));
            let contact = standing.and_then(|standing| standing.last_contact);
            let contact = contact.map_or_else(|| "–".to_owned(), |at| look.age(app.now, at));
            let (state, meaning) = match one.active {
                true => ("organisation-active", Meaning::Ok),
                false => ("organisation-inactive", Meaning::Stopped),
            };
            Row {
                cells: vec![
                    (one.id.to_string(), Meaning::Dim),
                    (one.name.to_string(), Meaning::Plain),
                    (look.say(state, &[]), meaning),
                    (count(standing.map(|standing| standing.products)), Meaning::Plain),
                    (count(standing.map(|standing| standing.agents)), Meaning::Plain),
                    (count(standing.map(|standing| standing.tokens)), Meaning::Plain),
                    (count(standing.map(|standing| standing.open_sales)), Meaning::Plain),
                    (contact, Meaning::Dim),
                ],
                ..Row::default()
            }
        },
    );
}
