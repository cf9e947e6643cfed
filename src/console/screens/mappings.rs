//! The mappings pane: flows, questions, agreements, statuses of one integration, and what is missing.
//!
//! Not here: what corresponds to what (`app::mapping`).

use ratatui::Frame;
use ratatui::text::Span;

use crate::console::app::App;
use crate::console::app::mapping::{self, Tab, Target};
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::look::Look;
use crate::console::rows::{Column, Row, Rows};
use crate::console::theme::Meaning;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let Some(chosen) = app.chosen() else {
        return app.draw_empty(
            frame,
            areas,
            look.say("empty-integrations", &[("koppel", app.command.as_str().into())]),
        );
    };
    let tab = app.catalogue.tab;
    let narrow = areas.form == Form::Narrow;
    let mut spans = Vec::new();
    for each in Tab::ALL.into_iter().filter(|each| !narrow || *each == tab) {
        let label = look.say(&format!("tab-{}", each.word()), &[]);
        let (label, meaning) = if each == tab {
            (format!("[{label}]"), Meaning::Accent)
        } else {
            (format!(" {label} "), Meaning::Dim)
        };
        spans.push(Span::styled(label, look.style(meaning)));
    }
    let name = chosen.name.to_string();
    let said = match &app.catalogue.mapping.value {
        Some(view) => look.say(
            "mapping-summary",
            &[("name", name.as_str().into()), ("version", view.version.to_string().into())],
        ),
        None => name.clone(),
    };
    spans.push(Span::styled(format!("  {said}"), look.style(Meaning::Dim)));
    app.draw_summary(frame, areas, spans);
    let length = app.mapping_length();
    let Some(view) = app.catalogue.mapping.value.as_ref().filter(|_| length > 0) else {
        let here = app.catalogue.mapping.ask == Ask::Here;
        let key = if here { "empty-mapping" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[("name", name.into())]));
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let left = if tab == Tab::Flows { "own-side" } else { "partner-side" };
    let right = if tab == Tab::Flows { "partner-side" } else { "own-side" };
    let columns = [
        Column::filling(head(left), 0, 14),
        Column::filling(head("name"), 2, 14),
        Column::filling(head(right), 1, 14),
    ];
    let range = app.catalogue.mapping_at.view(length, areas.rows());
    Rows { columns: &columns, view: range, cursor: app.catalogue.mapping_at.at, headings: !narrow }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let Some(line) = mapping::line(view, tab, index) else { return Row::default() };
            let (said, meaning) = target(look, &line.target, line.options);
            Row {
                cells: vec![(line.key, Meaning::Plain), (line.name, Meaning::Dim), (said, meaning)],
                ..Row::default()
            }
        },
    );
}

/// What a row is mapped to, in words.
pub fn target(look: &Look, target: &Target, options: usize) -> (String, Meaning) {
    match target {
        Target::To(to) if options > 0 => {
            let said =
                look.say("mapped-options", &[("to", to.as_str().into()), ("count", (options as u64).into())]);
            (said, Meaning::Ok)
        }
        Target::To(to) => (to.clone(), Meaning::Ok),
        Target::Constant(value) => {
            (look.say("mapped-constant", &[("value", value.as_str().into())]), Meaning::Ok)
        }
        Target::Itself => (look.say("mapped-itself", &[]), Meaning::Dim),
        Target::Optional => (look.say("mapped-optional", &[]), Meaning::Dim),
        Target::Missing => (format!("! {}", look.say("mapped-missing", &[])), Meaning::Action),
    }
}
