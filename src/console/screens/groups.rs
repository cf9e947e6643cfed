//! The groups pane: failures by what caused them, largest first.
//!
//! Not here: the sales of a group (the queue, filtered to it).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::console::app::App;
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::queue::GroupRow;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let Some(groups) = app.groups.value.as_ref().filter(|groups| !groups.is_empty()) else {
        let key = if app.groups.ask == Ask::Here { "empty-groups" } else { "loading" };
        return app.draw_empty(frame, areas, look.say(key, &[]));
    };
    let sales: u64 = groups.iter().map(|group| group.count - group.trying).sum();
    let said = look.say(
        "groups-summary",
        &[("sales", look.number(sales).into()), ("count", (groups.len() as u64).into())],
    );
    app.draw_summary(frame, areas, vec![Span::styled(format!(" {said}"), look.style(Meaning::Accent))]);
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("count"), 7, 0),
        Column::filling(head("element"), 1, 28),
        Column::filling(head("cause"), 2, 20),
        Column::fixed(head("owner"), 10, 4),
        Column::fixed(head("integration"), 14, 5),
        Column::fixed(head("first"), 6, 6),
        Column::fixed(head("last"), 6, 3),
    ];
    let view = app.groups_at.view(groups.len(), app.half_page());
    let headings = areas.form != Form::Narrow;
    let shown = view.len() as u16 + u16::from(headings);
    let area = app.rows_area(areas);
    Rows { columns: &columns, view, cursor: app.groups_at.at, headings }.draw(
        frame,
        look,
        Rect { height: shown.min(area.height), ..area },
        |index| {
            let group = &groups[index];
            let asleep = group.care.is_snoozed(app.now);
            let quiet = asleep || group.trying == group.count;
            let owner = group.care.owner.as_ref().map(|owner| owner.as_str().to_owned());
            let owner = match asleep {
                true => format!("z {}", owner.unwrap_or_default()),
                false => owner.unwrap_or_default(),
            };
            Row {
                cells: vec![
                    (look.number(group.count), if quiet { Meaning::Dim } else { Meaning::Error }),
                    (words::element(look, &group.example), Meaning::Plain),
                    (words::cause(look, &group.example), Meaning::Plain),
                    (owner, Meaning::Plain),
                    (group.integration.to_string(), Meaning::Dim),
                    (look.age(app.now, group.since), Meaning::Dim),
                    (look.age(app.now, group.last), Meaning::Dim),
                ],
                ..Row::default()
            }
        },
    );
    if let Some(group) = groups.get(app.groups_at.at) {
        let below = Rect { y: area.y + shown, height: area.height.saturating_sub(shown), ..area };
        draw_one(app, frame, below, group);
    }
}

/// The cause under the cursor whole: what happened, what the partner said, what to do.
fn draw_one(app: &App, frame: &mut Frame<'_>, area: Rect, group: &GroupRow) {
    let (look, failure) = (&app.look, &group.example);
    let room = usize::from(area.width.saturating_sub(2));
    let rule = "─".repeat(usize::from(area.width));
    let mut lines = vec![Line::styled(rule, look.style(Meaning::Dim))];
    let mut add = |said: &str, meaning: Meaning| {
        let parts = text::wrap(said, room).into_iter();
        lines.extend(parts.map(|part| Line::styled(format!(" {part}"), look.style(meaning))));
    };
    add(&words::failure(look, failure), Meaning::Error);
    if let Some(said) = &failure.said {
        add(&look.say("partner-said", &[("said", said.as_str().into())]), Meaning::Dim);
    }
    add(&words::next_step(look, failure), Meaning::Plain);
    if group.trying > 0 {
        let arguments = [("count", group.trying.into()), ("total", group.count.into())];
        add(&look.say("group-trying", &arguments), Meaning::Busy);
    }
    let (care, trend) = (&group.care, group.trend);
    let lately = [
        ("sign", trend.sign().to_string().into()),
        ("hour", trend.hour.into()),
        ("before", trend.before.into()),
    ];
    add(&look.say("group-trend", &lately), Meaning::Dim);
    if let Some(owner) = &care.owner {
        add(&look.say("group-owner", &[("owner", owner.as_str().into())]), Meaning::Plain);
    }
    if let Some(until) = care.snoozed_until.filter(|_| care.is_snoozed(app.now)) {
        add(&look.say("group-snoozed", &[("until", look.moment(app.now, until).into())]), Meaning::Dim);
    }
    if let Some(note) = &care.note {
        add(&format!("«{note}»"), Meaning::Plain);
    }
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}
