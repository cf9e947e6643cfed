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
    let all = app.organisations();
    let list = app.partners().unwrap_or_default();
    if let Some(all) = all.filter(|all| !all.is_empty()) {
        let said = match app.only_asking {
            true => look.say("incoming-some", &[("shown", list.len().into()), ("count", all.len().into())]),
            false => look.say("incoming-summary", &[("count", all.len().into())]),
        };
        let mut said = vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))];
        let asking = all.iter().filter(|row| row.asks()).count();
        if asking > 0 {
            let asking = look.say("incoming-asking", &[("count", asking.into())]);
            said.push(Span::styled(format!(" · {asking}"), look.style(Meaning::Action)));
        }
        if app.only_asking {
            let only = look.say("incoming-only-asking", &[]);
            said.push(Span::styled(format!("  {only}"), look.style(Meaning::Accent)));
        }
        said.extend(app.searched_span());
        app.draw_summary(frame, areas, said);
    }
    if list.is_empty() {
        let key = match all {
            None => "loading",
            Some([]) => "empty-incoming",
            Some(_) if app.only_asking => "incoming-none-asks",
            Some(_) => "activity-none",
        };
        return app.draw_empty(frame, areas, look.say(key, &[("koppel", app.command.as_str().into())]));
    }
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("number"), 6, 6),
        Column::filling(head("organisation"), 0, 16),
        Column::fixed(head("state"), 10, 1),
        Column::fixed(head("products"), 9, 7),
        Column::fixed(head("agents"), 10, 5),
        Column::fixed(head("tokens"), 6, 4),
        Column::fixed(head("open-sales"), 10, 2),
        Column::fixed(head("contact"), 7, 3),
    ];
    let view = app.incoming_at.view(list.len(), areas.rows());
    let headings = areas.form != Form::Narrow;
    Rows { columns: &columns, view, cursor: app.incoming_at.at, headings }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let one = list[index];
            let standing = one.standing.as_ref();
            let count = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| look.number(count));
            let contact = standing.and_then(|standing| standing.last_contact);
            let contact = contact.map_or_else(|| "–".to_owned(), |at| look.age(app.now, at));
            let requests = standing.map_or(0, |standing| standing.requests);
            let (state, meaning) = match (requests, one.active) {
                (1.., _) => ("organisation-asks", Meaning::Action),
                (0, true) => ("organisation-active", Meaning::Ok),
                (0, false) => ("organisation-inactive", Meaning::Stopped),
            };
            Row {
                cells: vec![
                    (one.id.to_string(), Meaning::Dim),
                    (one.name.to_string(), Meaning::Plain),
                    (look.say(state, &[("count", requests.into())]), meaning),
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
