//! The mappings pane: flows, questions, agreements, statuses of one integration, and what is missing.
//!
//! Not here: what corresponds to what (`app::mapping`).

use ratatui::Frame;
use ratatui::text::{Line, Span};

use crate::console::app::App;
use crate::console::app::mapping::{self, Standing, Tab, Target};
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::look::Look;
use crate::console::rows::{self, Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::model::course::Course;
use crate::model::presence::Presence;
use crate::model::side_by_side::MappingView;

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
        spans.push(rows::tab(look, &look.say(&format!("tab-{}", each.word()), &[]), each == tab));
    }
    let name = chosen.name.to_string();
    let said = match app.mapped() {
        Some(view) => {
            let version = view.version.to_string();
            let said =
                look.say("mapping-summary", &[("name", name.as_str().into()), ("version", version.into())]);
            // With little room others come first, what they do counts now; then what is still to be done, before
            // the number of a version.
            let parts = match areas.form {
                _ if app.catalogue.draft.progress.all() == 0 => vec![others(app), said],
                Form::Full => vec![said, progress(app), new_rows(app, view), others(app)],
                _ => vec![others(app), progress(app), new_rows(app, view), name.clone()],
            };
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
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
        let hidden = app.catalogue.draft.hidden;
        let said = match tab {
            Tab::Statuses if hidden > 0 => hidden_statuses(app),
            _ => look.say(key, &[("name", name.into())]),
        };
        return app.draw_empty(frame, areas, said);
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let left = if tab == Tab::Flows { "own-side" } else { "partner-side" };
    let right = if tab == Tab::Flows { "partner-side" } else { "own-side" };
    let mut columns = vec![
        Column::filling(head(left), 0, 14),
        Column::filling(head("name"), 2, 14),
        Column::filling(head(right), 1, 14),
    ];
    let course = app.catalogue.course.value.as_deref().filter(|_| tab == Tab::Statuses);
    if course.is_some() {
        columns.push(Column::fixed(head("sales"), 6, 4));
        columns.push(Column::fixed(head("stuck"), 6, 5));
    }
    let drafts = app.catalogue.draft.view.value.as_ref().is_some_and(|view| !view.draft.decisions.is_empty());
    if drafts || !chosen.new_questions.is_empty() || app.others().next().is_some() {
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
            let lacking = mapping::lacking(view, tab, index);
            let (said, meaning) = match lacking.is_empty() {
                true => (said, meaning),
                // Of which question of ours comes first: that is what fits on a narrow screen.
                false => {
                    let options = [("count", lacking.len().into()), ("options", lacking.join(", ").into())];
                    let row = view.mapping.questions.iter().find(|row| row.partner.as_str() == line.key);
                    let own = row.and_then(|row| row.own.as_ref()).map_or(said, ToString::to_string);
                    (format!("{own} · {}", look.say("lacks", &options)), Meaning::Action)
                }
            };
            let draft = drafted(app, view, tab, index);
            Row {
                cells: [
                    vec![(line.key.clone(), Meaning::Plain), (line.name, Meaning::Dim), (said, meaning)],
                    course.map(|course| sales(course, &line.key, &line.target)).unwrap_or_default(),
                    vec![draft],
                ]
                .concat(),
                ..Row::default()
            }
        },
    );
    if tab == Tab::Statuses && app.catalogue.draft.hidden > 0 && length < areas.rows() {
        let area = app.rows_area(areas);
        let y = area.y + u16::from(!narrow) + length as u16;
        let said = format!("   {}", hidden_statuses(app));
        put(
            frame,
            area,
            y,
            Line::styled(text::cut(&said, usize::from(area.width)), look.style(Meaning::Dim)),
        );
    }
}

/// How many sales stand in a status, and how many of them longer than others did.
fn sales(course: &Course, status: &str, target: &Target) -> Vec<(String, Meaning)> {
    let place = course.statuses.iter().find(|place| place.status.as_str() == status);
    let count = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    let (now, stuck) = place.map_or((0, 0), |place| (place.now, place.stuck));
    let lost = now > 0 && *target == Target::Missing;
    vec![(count(now), if lost { Meaning::Error } else { Meaning::Plain }), (count(stuck), Meaning::Action)]
}

/// How many system statuses are left out, and the key that shows them.
fn hidden_statuses(app: &App) -> String {
    app.look.say("system-hidden", &[("count", app.catalogue.draft.hidden.into())])
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

/// How many rows nobody has looked at since they came; empty for none.
fn new_rows(app: &App, view: &MappingView) -> String {
    let rows =
        (0..mapping::length(view, Tab::Questions)).filter_map(|at| mapping::none(view, Tab::Questions, at));
    match rows.filter(|row| app.is_new_row(row)).count() {
        0 => String::new(),
        count => app.look.say("progress-new", &[("count", count.into())]),
    }
}

/// Whose decision about a row is not published yet, and whether it collides; else who is there, and whether it
/// is new.
fn drafted(app: &App, view: &MappingView, tab: Tab, index: usize) -> (String, Meaning) {
    let draft = &app.catalogue.draft;
    let Some(row) = mapping::none(view, tab, index) else { return (String::new(), Meaning::Plain) };
    match draft.about(&row) {
        Some(_) if draft.conflict(&row).is_some() => {
            (format!("x {}", app.look.say("draft-conflict", &[])), Meaning::Error)
        }
        Some(one) => {
            let by = if one.by.is_empty() { app.look.say("draft-you", &[]) } else { one.by.clone() };
            // What was decided is not hidden by who looks at it.
            match app.other_at(&row) {
                Some(other) => (format!("~ {by} @ {}", other.by), Meaning::Action),
                None => (format!("~ {by}"), Meaning::Busy),
            }
        }
        None if app.other_at(&row).is_some() => {
            let by = app.other_at(&row).map(|one| one.by.clone()).unwrap_or_default();
            (format!("@ {by}"), Meaning::Action)
        }
        None if app.is_new_row(&row) => (format!("* {}", app.look.say("row-new", &[])), Meaning::Accent),
        None => (String::new(), Meaning::Plain),
    }
}

/// Who else is at this mapping, and where; empty when nobody is.
pub fn others(app: &App) -> String {
    let said = |one: &Presence| {
        app.look.say("other-at", &[("by", one.by.as_str().into()), ("key", one.place.key.as_str().into())])
    };
    app.others().map(said).collect::<Vec<_>>().join(" · ")
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
        Target::Box(ticked) => {
            (look.say("mapped-constant", &[("value", look.yes_no(*ticked).into())]), Meaning::Ok)
        }
        Target::Itself => (look.say("mapped-itself", &[]), Meaning::Dim),
        Target::System(own) => {
            let named = crate::locale::status::status(look.language, own, None);
            (look.say("mapped-system", &[("to", named.into())]), Meaning::Dim)
        }
        Target::Optional => (look.say("mapped-optional", &[]), Meaning::Dim),
        Target::Missing => (format!("! {}", look.say("mapped-missing", &[])), Meaning::Action),
    }
}
