//! The catalogue pane: what the own environment sells, through which flows, and what is asked there.
//!
//! Not here: all fields of one (`layers::sheet`), changing them (`app::own_form`).

use ratatui::Frame;
use ratatui::text::Span;

use crate::console::app::App;
use crate::console::app::own::{self, KINDS};
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::rows::{Column, Row, Rows};
use crate::console::theme::Meaning;
use crate::model::administration::catalogue::Kind;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let front = app.own.kind();
    let narrow = areas.form == Form::Narrow;
    let mut spans = Vec::new();
    for kind in KINDS.into_iter().filter(|kind| !narrow || *kind == front) {
        let label = look.say(&format!("own-{}", own::word(kind)), &[]);
        let (label, meaning) = if kind == front {
            (format!("[{label}]"), Meaning::Accent)
        } else {
            (format!(" {label} "), Meaning::Dim)
        };
        spans.push(Span::styled(label, look.style(meaning)));
    }
    if let Some(rows) = app.own_rows() {
        spans.push(Span::styled(format!("  {}", look.number(rows.len() as u64)), look.style(Meaning::Dim)));
    }
    app.draw_summary(frame, areas, spans);
    let found = app.own_rows();
    let Some(rows) = found.filter(|rows| !rows.is_empty()) else {
        let key = if found.is_some() { "empty-own" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[]));
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    // A status has no number: its identifier is what it goes by.
    let number = if front == Kind::Status { 26 } else { 8 };
    let of_kind = match front {
        Kind::Question => "input_type",
        _ => "type",
    };
    let mut columns = vec![
        Column::fixed(head(if front == Kind::Status { "identifier" } else { "number" }), number, 1),
        Column::filling(head("name"), 0, 18),
        Column::filling(head("identifier"), 3, 14),
        Column::fixed(head("type"), 18, 2),
    ];
    if front == Kind::Status {
        columns.remove(2);
    }
    let view = app.own.at.view(rows.len(), areas.rows());
    Rows { columns: &columns, view, cursor: app.own.at.at, headings: !narrow }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let fields = &rows[index];
            let told = |name: &str| labels::told(look, name, fields.get(name));
            let kind = match front {
                Kind::Product => labels::product_type(look, &told("type")),
                Kind::Status => labels::status_kind(look, &told("type")),
                _ => told(of_kind),
            };
            let mut cells = vec![
                (told("id"), Meaning::Dim),
                (own::name(fields), Meaning::Plain),
                (told("identifier"), Meaning::Dim),
                (kind, Meaning::Dim),
            ];
            if front == Kind::Status {
                cells.remove(2);
            }
            Row { cells, ..Row::default() }
        },
    );
}
