//! The catalogue pane: what the own environment sells, through which flows, and what is asked there.
//!
//! Not here: all fields of one (`layers::sheet`), changing them (`app::own_form`).

use ratatui::Frame;
use ratatui::text::Span;
use serde_json::Value;

use crate::console::app::App;
use crate::console::app::own::{self, KINDS};
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::look::Look;
use crate::console::rows::{self, Column, Row, Rows};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::model::administration::catalogue::{Fields, Kind};

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let front = app.own.kind();
    let narrow = areas.form == Form::Narrow;
    let found = app.own_rows();
    let count = found.as_ref().map(|rows| format!("  {}", look.number(rows.len() as u64)));
    let mut behind: Vec<_> =
        count.map(|count| Span::styled(count, look.style(Meaning::Dim))).into_iter().collect();
    behind.extend(app.searched_span());
    let kinds: Vec<Kind> = KINDS.into_iter().filter(|kind| !narrow || *kind == front).collect();
    let names: Vec<String> =
        kinds.iter().map(|kind| look.say(&format!("own-{}", own::word(*kind)), &[])).collect();
    let taken = behind.iter().map(Span::width).sum::<usize>() + 2 * names.len();
    let room = usize::from(areas.body.width).saturating_sub(taken);
    let at = kinds.iter().position(|kind| *kind == front).unwrap_or(0);
    let tab = |(index, name): (usize, String)| rows::tab(look, &name, index == at);
    let mut spans: Vec<_> = text::shorten(&names, at, room).into_iter().enumerate().map(tab).collect();
    spans.extend(behind);
    app.draw_summary(frame, areas, spans);
    let empty = match (&found, app.search.is_empty()) {
        (None, _) => "loading",
        (Some(_), true) => "empty-own",
        (Some(_), false) => "activity-none",
    };
    let Some(rows) = found.filter(|rows| !rows.is_empty()) else {
        return app.draw_empty(frame, areas, look.say(empty, &[]));
    };
    let columns = columns(look, front);
    let view = app.own.at.view(rows.len(), areas.rows());
    Rows { columns: &columns, view, cursor: app.own.at.at, headings: !narrow }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| Row { cells: cells(look, front, rows[index]), ..Row::default() },
    );
}

/// What a list shows of each of a kind.
fn columns(look: &Look, kind: Kind) -> Vec<Column> {
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let name = Column::filling(head("name"), 0, 18);
    match kind {
        // It has no number: its identifier is what it goes by.
        Kind::Status => {
            vec![Column::fixed(head("identifier"), 26, 1), name, Column::fixed(head("type"), 18, 2)]
        }
        Kind::User => vec![
            Column::fixed(head("number"), 7, 4),
            name,
            Column::filling(head("organisation"), 1, 16),
            Column::fixed(head("role"), 15, 2),
            Column::fixed(head("state"), 13, 3),
        ],
        Kind::Supplier => {
            vec![Column::fixed(head("number"), 7, 1), name, Column::filling(head("identifier"), 2, 14)]
        }
        // What a customer agrees to says more than its type.
        Kind::Agreement => vec![
            Column::fixed(head("number"), 7, 2),
            name,
            Column::filling(head("identifier"), 3, 14),
            Column::filling(head("text"), 1, 16),
        ],
        Kind::Product | Kind::Flow | Kind::Question => vec![
            Column::fixed(head("number"), 7, 1),
            name,
            Column::filling(head("identifier"), 3, 14),
            Column::fixed(head("type"), 18, 2),
        ],
    }
}

fn cells(look: &Look, kind: Kind, fields: &Fields) -> Vec<(String, Meaning)> {
    let told = |name: &str| labels::thing_value(look, kind, name, fields.get(name));
    let dim = |text: String| (text, Meaning::Dim);
    let (number, name) = (dim(told("id")), (own::name(fields), Meaning::Plain));
    match kind {
        Kind::Status => vec![number, name, dim(told("type"))],
        Kind::User => {
            let is = |field: &str| fields.get(field).and_then(Value::as_bool).unwrap_or(false);
            let state = labels::person(look, is("link"), is("active"));
            let organisation = told("organisation");
            let organisation =
                if organisation.is_empty() { look.say("person-of-account", &[]) } else { organisation };
            vec![number, name, dim(organisation), dim(told("role")), state]
        }
        Kind::Supplier => vec![number, name, dim(told("identifier"))],
        Kind::Product | Kind::Flow | Kind::Question | Kind::Agreement => {
            let of_kind = match kind {
                Kind::Question => told("input_type"),
                Kind::Agreement => told("text"),
                _ => told("type"),
            };
            vec![number, name, dim(told("identifier")), dim(of_kind)]
        }
    }
}
