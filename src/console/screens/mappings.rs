//! The mappings pane: flows, questions, agreements, statuses of one integration, and what is missing.
//!
//! Not here: what corresponds to what (`app::mapping`).

use ratatui::Frame;
use ratatui::text::Span;

use crate::console::app::App;
use crate::console::app::mapping::{self, Standing, Tab, Target};
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::look::Look;
use crate::console::rows::{Column, Row, Rows};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::model::view::MappingView;

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
    let said = match app.mapped() {
        Some(view) => {
            let version = view.version.to_string();
            let said =
                look.say("mapping-summary", &[("name", name.as_str().into()), ("version", version.into())]);
            match areas.form {
                _ if app.catalogue.draft.progress.all() == 0 => said,
                Form::Full => format!("{said} · {}", progress(app)),
                // What is still to be done comes before the number of a version.
                _ => format!("{} · {name}", progress(app)),
            }
        }
        None => name.clone(),
    };
    let taken: usize = spans.iter().map(Span::width).sum();
    let said = text::cut(&said, usize::from(areas.body.width).saturating_sub(taken + 1));
    spans.push(Span::styled(format!(" {said}"), look.style(Meaning::Dim)));
    app.draw_summary(frame, areas, spans);
    let length = app.mapping_length();
    let Some(view) = app.mapped().filter(|_| length > 0) else {
        let here = app.catalogue.mapping.ask == Ask::Here;
        let key = if here { "empty-mapping" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[("name", name.into())]));
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let left = if tab == Tab::Flows { "own-side" } else { "partner-side" };
    let right = if tab == Tab::Flows { "partner-side" } else { "own-side" };
    let mut columns = vec![
        Column::filling(head(left), 0, 14),
        Column::filling(head("name"), 2, 14),
        Column::filling(head(right), 1, 14),
    ];
    if app.catalogue.draft.view.value.as_ref().is_some_and(|view| !view.draft.decisions.is_empty()) {
        columns.push(Column::fixed(head("draft"), 12, 3));
    }
    let range = app.catalogue.mapping_at.view(length, areas.rows());
    Rows { columns: &columns, view: range, cursor: app.catalogue.mapping_at.at, headings: !narrow }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let Some(line) = mapping::line(view, tab, index) else { return Row::default() };
            let (said, meaning) = target(look, &line.target, line.options);
            let draft = drafted(app, view, tab, index);
            Row {
                cells: vec![(line.key, Meaning::Plain), (line.name, Meaning::Dim), (said, meaning), draft],
                ..Row::default()
            }
        },
    );
}

/// How far the mapping is: rows that need nothing of all, those in doubt, those somebody published otherwise.
pub fn progress(app: &App) -> String {
    let progress = &app.catalogue.draft.progress;
    let (doubt, conflict) = (progress.count(Standing::Doubt), progress.count(Standing::Conflict));
    let mut said = format!("{}/{}", progress.count(Standing::Done), progress.all());
    for (key, count) in [("progress-doubt", doubt), ("progress-conflict", conflict)] {
        if count > 0 {
            said.push_str(" · ");
            said.push_str(&app.look.say(key, &[("count", count.into())]));
        }
    }
    said
}

/// Whose decision about a row is not published yet, and whether it collides.
fn drafted(app: &App, view: &MappingView, tab: Tab, index: usize) -> (String, Meaning) {
    let draft = &app.catalogue.draft;
    let Some(row) = mapping::none(view, tab, index) else { return (String::new(), Meaning::Plain) };
    match draft.about(&row) {
        Some(_) if draft.conflict(&row).is_some() => {
            (format!("x {}", app.look.say("draft-conflict", &[])), Meaning::Error)
        }
        Some(one) if one.by.is_empty() => (format!("~ {}", app.look.say("draft-you", &[])), Meaning::Busy),
        Some(one) => (format!("~ {}", one.by), Meaning::Busy),
        None => (String::new(), Meaning::Plain),
    }
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
