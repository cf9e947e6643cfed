//! What is looked at about a link, in lines: rows under a head, each with what belongs to it while the cursor is on it.
//!
//! Not here: what is looked at and what keys do (`app::browse`).

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::text::Line;

use super::open_box;
use crate::console::app::App;
use crate::console::app::browse::{Browse, Looking, drifts, worth};
use crate::console::app::shelf::{Ask, Shelf};
use crate::console::areas::Areas;
use crate::console::labels;
use crate::console::look::Look;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::locale::{drift as told, rehearsal};
use crate::model::difference::ProductDiff;
use crate::model::drift::{Class, DriftView};
use crate::model::rehearsal::{Advice, Backtest, Backtested, Decided, Tested, Way};

/// A line and what it means.
type Said = (String, Meaning);

/// So many sales are named under a row.
const NAMED: usize = 60;

/// What stands in the box.
#[derive(Default)]
struct Content {
    head: Vec<Said>,
    rows: Vec<(Said, Vec<Said>)>,
}

impl App {
    /// Rows of what is looked at, and its lines in all.
    pub(in crate::console) fn browse_size(&self, browse: &Browse) -> (usize, usize) {
        let (lines, _) = lines(self, browse);
        (content(self, browse).rows.len(), lines.len())
    }
}

/// Columns of the box on a screen so wide.
fn columns(screen: u16) -> u16 {
    screen.min(96)
}

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, browse: &Browse) {
    let look = &app.look;
    let title = look.say(&format!("browse-{}", browse.what.word()), &[("name", browse.name.as_str().into())]);
    let (lines, front) = lines(app, browse);
    let area = open_box(app, frame, areas, columns(areas.header.width), lines.len() as u16 + 2, &title);
    let page = usize::from(area.height).max(1);
    let last = lines.len().saturating_sub(page);
    // All that belongs to the row is in view, or as much of it as there is room for.
    let least = front.end.saturating_sub(page).min(front.start);
    let top = (least + browse.top).min(last);
    for ((line, meaning), y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        put(frame, area, y, Line::styled(line, look.style(meaning)));
    }
}

/// Every line, and which of them are of the row under the cursor.
fn lines(app: &App, browse: &Browse) -> (Vec<Said>, std::ops::Range<usize>) {
    let room = usize::from(columns(app.areas().header.width).saturating_sub(4)).max(1);
    let content = content(app, browse);
    let mut lines: Vec<Said> = Vec::new();
    for (said, meaning) in content.head {
        lines.extend(text::wrap(&said, room).into_iter().map(|part| (part, meaning)));
    }
    let at = browse.at.min(content.rows.len().saturating_sub(1));
    let mut front = 0..0;
    for (index, ((said, meaning), below)) in content.rows.into_iter().enumerate() {
        let (sign, meaning) = if index == at { ('>', Meaning::Selected) } else { (' ', meaning) };
        let start = lines.len();
        lines.push((text::fit(&format!("{sign} {said}"), room), meaning));
        if index == at {
            for (said, meaning) in below {
                let parts = text::wrap(&said, room.saturating_sub(4).max(1)).into_iter();
                lines.extend(parts.map(|part| (format!("    {part}"), meaning)));
            }
            front = start..lines.len();
        }
    }
    (lines, front)
}

fn content(app: &App, browse: &Browse) -> Content {
    match &browse.what {
        Looking::Drifts(views) => shelved(app, views, |views| drifted(app, views)),
        Looking::Rehearsal(advice, decided) => {
            let mut all = shelved(app, advice, |advice| advised(&app.look, advice));
            let decided = shelved(app, decided, |decided| simulated(app, browse, decided));
            all.head.push((String::new(), Meaning::Plain));
            all.head.extend(decided.head);
            all.rows = decided.rows;
            all
        }
        Looking::Backtest(found) => shelved(app, found, |found| tested(app, found)),
        Looking::Written(diffs) => written(&app.look, diffs),
    }
}

/// What is here, or why it is not.
fn shelved<T>(app: &App, shelf: &Shelf<T>, content: impl FnOnce(&T) -> Content) -> Content {
    let head = |said, meaning| Content { head: vec![(said, meaning)], rows: Vec::new() };
    match (&shelf.value, &shelf.ask) {
        (_, Ask::Failed(trouble)) => head(app.trouble(trouble), Meaning::Error),
        (Some(value), _) => content(value),
        (None, _) => head(app.look.say("loading", &[]), Meaning::Dim),
    }
}

fn drifted(app: &App, views: &[DriftView]) -> Content {
    let look = &app.look;
    let shown = drifts(views);
    if shown.is_empty() {
        return Content { head: vec![(look.say("drifts-none", &[]), Meaning::Plain)], rows: Vec::new() };
    }
    let row = |view: &&DriftView| {
        let drift = &view.drift;
        let arguments = [
            ("version", drift.version.into()),
            ("class", told::class(look.language, drift.class()).into()),
            ("standing", told::standing(look.language, &drift.standing).into()),
            ("count", view.held.len().into()),
            ("since", look.moment(app.now, drift.at).into()),
        ];
        let meaning = match (drift.is_open(), drift.class()) {
            (false, _) => Meaning::Dim,
            (true, Class::Breaking) => Meaning::Error,
            (true, _) => Meaning::Action,
        };
        let mut below: Vec<Said> = drift
            .changes
            .iter()
            .map(|change| {
                let class = told::class(look.language, change.class);
                (format!("{class}: {}", told::sentence(look.language, change)), Meaning::Plain)
            })
            .collect();
        if !view.held.is_empty() {
            let sales = named(view.held.iter());
            below.push((look.say("drifts-held", &[("sales", sales.into())]), Meaning::Action));
        }
        ((look.say("drifts-row", &arguments), meaning), below)
    };
    Content { head: Vec::new(), rows: shown.iter().map(row).collect() }
}

fn advised(look: &Look, advice: &[Advice]) -> Content {
    let mut head: Vec<Said> = advice
        .iter()
        .map(|one| (format!("! {}", rehearsal::advice(look.language, one)), Meaning::Action))
        .collect();
    if head.is_empty() {
        head.push((rehearsal::no_advice(look.language), Meaning::Ok));
    }
    Content { head, rows: Vec::new() }
}

fn simulated(app: &App, browse: &Browse, decided: &[Decided]) -> Content {
    let look = &app.look;
    let of = |way: Way| decided.iter().filter(|one| one.way == way).count().into();
    let arguments = [
        ("count", decided.len().into()),
        ("itself", of(Way::ByItself)),
        ("hand", of(Way::ByHand)),
        ("never", of(Way::Never)),
    ];
    let statuses = app.statuses(Some(&browse.name));
    let mut rules: BTreeMap<(Way, String, String), Vec<&Decided>> = BTreeMap::new();
    for one in decided {
        let rule = rehearsal::rule(look.language, one);
        let why = one.why.as_ref().map(|why| words::waiting(look, &statuses, why)).unwrap_or_default();
        rules.entry((one.way, rule, why)).or_default().push(one);
    }
    let row = |((way, rule, why), sales): ((Way, String, String), Vec<&Decided>)| {
        let meaning = match way {
            Way::ByItself => Meaning::Ok,
            Way::ByHand => Meaning::Action,
            Way::Never => Meaning::Dim,
        };
        let said = format!("{:>5}  {} · {rule}", sales.len(), rehearsal::way(look.language, way));
        let mut below: Vec<Said> =
            Some(why).filter(|why| !why.is_empty()).map(|why| (why, Meaning::Plain)).into_iter().collect();
        below.push((named(sales.iter().map(|one| &one.sale)), Meaning::Dim));
        ((said, meaning), below)
    };
    let said =
        if decided.is_empty() { look.say("simulated-none", &[]) } else { look.say("simulated", &arguments) };
    Content { head: vec![(said, Meaning::Plain)], rows: rules.into_iter().map(row).collect() }
}

fn tested(app: &App, found: &Backtest) -> Content {
    let look = &app.look;
    if found.sales.is_empty() {
        return Content { head: vec![(look.say("simulated-none", &[]), Meaning::Plain)], rows: Vec::new() };
    }
    let mut counts: BTreeMap<Tested, usize> = BTreeMap::new();
    found.sales.iter().for_each(|one| *counts.entry(one.tested).or_default() += 1);
    let counts: Vec<_> = counts
        .iter()
        .map(|(tested, count)| format!("{count} {}", rehearsal::tested(look.language, *tested)))
        .collect();
    let head = vec![
        (counts.join(" · "), Meaning::Plain),
        (rehearsal::record(look.language, found), Meaning::Dim),
        (String::new(), Meaning::Plain),
    ];
    let row = |one: &Backtested| {
        let meaning = match one.tested {
            Tested::NewlyFailing => Meaning::Error,
            Tested::NewlyPassing => Meaning::Ok,
            Tested::Changed => Meaning::Action,
            _ => Meaning::Dim,
        };
        let said = format!(
            "{}  {} · {}",
            one.sale,
            rehearsal::tested(look.language, one.tested),
            words::state(look, one.state)
        );
        let mut below: Vec<Said> =
            one.failures.iter().map(|failure| (words::failure(look, failure), Meaning::Plain)).collect();
        below.extend(one.fields.iter().map(|field| (body_field(look, field), Meaning::Plain)));
        ((said, meaning), below)
    };
    Content { head, rows: worth(found).into_iter().map(row).collect() }
}

/// A field of a body, as the backtest calls it: `questionData[KEY]`.
fn body_field(look: &Look, field: &str) -> String {
    let name = match field.split_once('[') {
        Some(("questionData", key)) => format!("questionData.{}", key.trim_end_matches(']')),
        _ => field.to_owned(),
    };
    labels::field(look, &name)
}

fn written(look: &Look, diffs: &[ProductDiff]) -> Content {
    let row = |diff: &ProductDiff| {
        let arguments = [
            ("product", diff.partner_id.to_string().into()),
            ("name", diff.name.as_str().into()),
            ("count", diff.fields.len().into()),
        ];
        let below =
            diff.fields.iter().map(|(_, field)| (labels::difference(look, field), Meaning::Plain)).collect();
        ((look.say("written-row", &arguments), Meaning::Plain), below)
    };
    Content { head: Vec::new(), rows: diffs.iter().map(row).collect() }
}

/// Sales by their numbers, not more than can be read.
fn named<'a>(sales: impl ExactSizeIterator<Item = &'a crate::model::ids::SaleId>) -> String {
    let more = sales.len().saturating_sub(NAMED);
    let mut said: Vec<String> = sales.take(NAMED).map(ToString::to_string).collect();
    if more > 0 {
        said.push(format!("+{more}"));
    }
    said.join(", ")
}
