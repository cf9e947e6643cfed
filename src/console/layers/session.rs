//! The mapping session: the row in front with what could stand in it; the choice between three versions of a
//! row; and the versions of a mapping that were replaced.
//!
//! Not here: what is proposed and taken (`app::session`, `app::drafting`).

use ratatui::Frame;
use ratatui::text::Line;

use super::{field, open_box, typed};
use crate::console::app::App;
use crate::console::app::drafting::{CHOICES, Clash};
use crate::console::app::layer::Versions;
use crate::console::app::listing::scrolled;
use crate::console::app::mapping::{self, Tab};
use crate::console::app::session::{Choice, Session, choices, counterpart, identical};
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::look::Look;
use crate::console::rows::put;
use crate::console::screens::{progress, target};
use crate::console::theme::Meaning;
use crate::console::{labels, text};
use crate::model::side_by_side::MappingView;
use crate::model::suggestion::Likeness;

/// Columns of the boxes.
const WIDTH: u16 = 96;
/// Lines of the session's: a question, its options, and all that is proposed.
const HEIGHT: u16 = 22;
/// With less room a candidate's score is told without why.
const ROOM_FOR_WHY: usize = 50;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, session: &Session) {
    let look = &app.look;
    let (tab, at) = (app.catalogue.tab, app.catalogue.mapping_at.at);
    let Some((view, line)) = app.mapped().and_then(|view| Some((view, mapping::line(view, tab, at)?))) else {
        return;
    };
    let name = app.chosen().map(|chosen| chosen.name.to_string()).unwrap_or_default();
    let list = look.say(&format!("tab-{}", tab.word()), &[]);
    let title = if areas.form == Form::Narrow {
        format!("{list} · {}", progress(app))
    } else {
        format!("{name} · {list} · {}", progress(app))
    };
    // As high as there is room for: what is proposed changes from row to row, and the box must not dance.
    let area = open_box(app, frame, areas, WIDTH, HEIGHT.min(areas.whole().height), &title);
    let room = usize::from(area.width);
    let mut title = format!("{}  {}", line.key, line.name);
    let row = mapping::none(view, tab, at);
    if row.as_ref().is_some_and(|row| app.is_new_row(row)) {
        title = format!("* {} · {title}", look.say("row-new", &[]));
    }
    let mut head = vec![Line::styled(text::cut(&title, room), look.style(Meaning::Accent))];
    if let Some(other) = row.as_ref().and_then(|row| app.other_at(row)) {
        let said = look.say("other-here", &[("by", other.by.as_str().into())]);
        head.push(Line::styled(text::cut(&format!("@ {said}"), room), look.style(Meaning::Action)));
    }
    head.extend(about(app, view, room, areas.form == Form::Narrow));
    let foot = match &session.search {
        Some(search) => typed(look, &look.say("session-search", &[]), search, room),
        None => {
            let none = line.target == mapping::Target::Missing || line.target == mapping::Target::Optional;
            let meaning = if none { Meaning::Dim } else { Meaning::Plain };
            Line::styled(format!("  0  {}", look.say("map-nothing", &[])), look.style(meaning))
        }
    };
    let found = choices(app, session);
    let current = mapping::row(view, tab, at).as_ref().and_then(counterpart);
    let page = usize::from(area.height).saturating_sub(head.len() + 3).max(1);
    let mut y = area.y;
    for line in head {
        put(frame, area, y, line);
        y += 1;
    }
    y += 1;
    if found.is_empty() {
        let key = match (&session.search, tab) {
            (Some(_), _) => "session-not-found",
            // It has its counterpart; what it lacks stands above.
            (None, _) if !mapping::lacking(view, tab, at).is_empty() => "session-options-lack",
            (None, Tab::Questions) => "session-no-candidates-question",
            (None, Tab::Flows) => "session-no-candidates-flow",
            (None, _) => "session-no-candidates",
        };
        for part in text::wrap(&look.say(key, &[]), room) {
            put(frame, area, y, Line::styled(part, look.style(Meaning::Dim)));
            y += 1;
        }
    }
    let top = scrolled(0, session.at.at, found.len(), page);
    for (index, choice) in found.iter().enumerate().skip(top).take(page) {
        let selected = index == session.at.at;
        let digit = if session.search.is_none() { Some(index + 1) } else { None };
        let is_current = current.as_ref() == Some(&choice.key);
        let line = candidate(look, choice, digit, selected, is_current, room);
        put(frame, area, y, line);
        y += 1;
    }
    put(frame, area, area.bottom().saturating_sub(1), foot);
}

/// What is to be known of the row to choose well.
fn about(app: &App, view: &MappingView, room: usize, brief: bool) -> Vec<Line<'static>> {
    let look = &app.look;
    let (tab, at) = (app.catalogue.tab, app.catalogue.mapping_at.at);
    let mut lines = Vec::new();
    let mut add = |key: &str, value: String, meaning: Meaning| {
        if !value.is_empty() {
            lines.extend(field(look, &look.say(&format!("column-{key}"), &[]), &value, meaning, room));
        }
    };
    let question = view.partner_questions.get(at).filter(|_| tab == Tab::Questions);
    if let Some(question) = question.filter(|_| !brief) {
        let required = look.say(if question.required { "asked-required" } else { "asked-optional" }, &[]);
        add(
            "type",
            format!("{} · {required}", labels::input_type(look, &question.input_type)),
            Meaning::Plain,
        );
        let options: Vec<_> = question.options.iter().map(|option| option.as_str()).collect();
        add("options", text::cut(&options.join(" | "), room * 3), Meaning::Plain);
    }
    let side = if tab == Tab::Flows { "partner-side" } else { "own-side" };
    let mut lacking: Vec<String> = Vec::new();
    if let Some(line) = mapping::line(view, tab, at) {
        let (said, meaning) = target(look, &line.target, line.options);
        let none = mapping::none(view, tab, at);
        let decided = none.as_ref().and_then(|row| app.catalogue.draft.about(row));
        let by = decided.map(|one| match one.by.as_str() {
            "" => look.say("draft-you", &[]),
            by => by.to_owned(),
        });
        let by = by.map(|by| format!(" · {}", look.say("draft-by", &[("by", by.into())])));
        add(side, format!("{said}{}", by.unwrap_or_default()), meaning);
        if none.is_some_and(|row| app.catalogue.draft.conflict(&row).is_some()) {
            add("draft", look.say("session-conflict", &[]), Meaning::Error);
        }
        let own = mapping::row(view, tab, at).as_ref().and_then(counterpart);
        let own = view.own_questions.iter().find(|one| Some(one.key.as_str()) == own.as_deref());
        let named = |option: String| labels::answer(look, own, &option);
        lacking = mapping::lacking(view, tab, at).into_iter().map(named).collect();
    }
    if !lacking.is_empty() {
        add("lacking", lacking.join(" | "), Meaning::Action);
    }
    let same = if question.is_some() { identical(view, at).len() } else { 0 };
    if same > 0 {
        add("same", look.say("session-same", &[("count", same.into())]), Meaning::Accent);
    }
    lines
}

fn candidate(
    look: &Look,
    choice: &Choice,
    digit: Option<usize>,
    selected: bool,
    current: bool,
    room: usize,
) -> Line<'static> {
    let sign = if selected { ">" } else { " " };
    let digit = digit.filter(|digit| *digit < 10).map_or_else(|| " ".to_owned(), |digit| digit.to_string());
    let now = if current { "=" } else { " " };
    let why = choice.sure.map(|(score, likeness)| match room {
        ..ROOM_FOR_WHY => format!("{score:>3}"),
        _ => format!("{score:>3} {}", look.say(why(likeness), &[])),
    });
    let why = why.unwrap_or_default();
    let left = room.saturating_sub(text::width(&why) + 7);
    let name = if choice.name == choice.key { String::new() } else { choice.name.clone() };
    let said = text::fit(&format!("{}  {name}", choice.key), left);
    let line = text::fit(&format!("{sign} {digit} {now}{said} {why}"), room);
    Line::styled(line, look.style(if selected { Meaning::Selected } else { Meaning::Plain }))
}

fn why(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::SameKey => "likeness-same-key",
        Likeness::SameLabel => "likeness-same-label",
        Likeness::AlikeLabel => "likeness-alike-label",
        Likeness::AlikeOptions => "likeness-alike-options",
        Likeness::SameType => "likeness-same-type",
    }
}

pub fn draw_clash(app: &App, frame: &mut Frame<'_>, areas: &Areas, clash: &Clash) {
    let look = &app.look;
    let columns = 84.min(areas.header.width);
    let room = usize::from(columns.saturating_sub(4));
    let by = if clash.by.is_empty() { look.say("clash-somebody", &[]) } else { clash.by.clone() };
    let key = if clash.published { "clash-published" } else { "clash-decided" };
    let said = look.say(key, &[("by", by.as_str().into())]);
    let mut lines: Vec<_> = text::wrap(&said, room).into_iter().map(Line::raw).collect();
    let versions = [
        ("clash-mine", Some(&clash.mine)),
        ("clash-theirs", clash.theirs.as_ref()),
        ("clash-base", clash.base.as_ref()),
    ];
    for (index, (key, row)) in versions.into_iter().enumerate().take(CHOICES) {
        let selected = index == clash.at.at;
        let sign = if selected { ">" } else { " " };
        let label = look.say(key, &[("by", by.as_str().into())]);
        let meaning = if selected { Meaning::Selected } else { Meaning::Accent };
        lines.push(Line::default());
        lines.push(Line::styled(text::fit(&format!("{sign} {label}"), room), look.style(meaning)));
        let held = labels::mapping_row(look, app.mapped(), row);
        lines.extend(
            text::wrap(&held, room.saturating_sub(4))
                .into_iter()
                .map(|part| Line::raw(format!("    {part}"))),
        );
    }
    let title = look.say("clash-title", &[("key", clash.mine.place().1.into())]);
    let area = open_box(app, frame, areas, columns, lines.len() as u16 + 2, &title);
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}

pub fn draw_versions(app: &App, frame: &mut Frame<'_>, areas: &Areas, versions: &Versions) {
    let look = &app.look;
    let title = look.say("versions-title", &[("name", versions.name.as_str().into())]);
    let list = versions.list.value.as_deref().unwrap_or_default();
    let area = open_box(app, frame, areas, 72, (list.len().max(1) + 2) as u16, &title);
    let room = usize::from(area.width);
    if list.is_empty() {
        let said = match &versions.list.ask {
            Ask::Failed(trouble) => app.trouble(trouble),
            Ask::Here => look.say("versions-none", &[]),
            _ => look.say("loading", &[]),
        };
        put(frame, area, area.y, Line::raw(text::cut(&said, room)));
    }
    let page = usize::from(area.height).max(1);
    let top = scrolled(0, versions.at.at, list.len(), page);
    for ((index, one), y) in list.iter().enumerate().skip(top).zip(area.y..area.bottom()) {
        let selected = index == versions.at.at;
        let when = one.changed.as_ref().map(|(at, by)| format!("{} · {by}", look.moment(app.now, *at)));
        let said = [
            ("version", one.version.to_string().into()),
            ("rows", one.rows.into()),
            ("when", when.unwrap_or_default().into()),
        ];
        let sign = if selected { ">" } else { " " };
        let line = text::fit(&format!("{sign} {}", look.say("versions-row", &said)), room);
        let meaning = if selected { Meaning::Selected } else { Meaning::Plain };
        put(frame, area, y, Line::styled(line, look.style(meaning)));
    }
}
