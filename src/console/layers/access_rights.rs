//! A partner's rights, and its users with their tokens, row by row.
//!
//! Not here: which rows there are (`app::access`), the other tabs (`access`).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::access::draw_nothing;
use crate::console::app::App;
use crate::console::app::access::Access;
use crate::console::app::access::invites::standing;
use crate::console::app::access::tokens::PersonRow;
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::look::Look;
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::locale::rights::why_not;
use crate::model::administration::agent::TokenRow;
use crate::model::administration::invite::InviteRow;
use crate::model::administration::rights::Seeable;
use crate::model::shown::Shown;

/// Draws `length` rows below each other.
fn draw_rows(
    app: &App,
    frame: &mut Frame<'_>,
    (area, areas): (Rect, &Areas),
    access: &Access,
    columns: &[Column],
    length: usize,
    make: impl FnMut(usize) -> Row,
) {
    let headings = areas.form != Form::Narrow;
    let page = usize::from(area.height).saturating_sub(usize::from(headings));
    let mut at = access.at;
    at.settle(length, page);
    let view = at.view(length, page);
    Rows { columns, view, cursor: at.at, headings }.draw(frame, &app.look, area, make);
}

fn head(look: &Look, key: &str) -> String {
    look.say(&format!("column-{key}"), &[])
}

pub fn draw_rights(app: &App, frame: &mut Frame<'_>, area: Rect, areas: &Areas, access: &Access) {
    let look = &app.look;
    let area = draw_why_nothing(app, frame, area, access);
    let found = app.rights_rows(access);
    let empty = found.is_some().then_some(match app.words().is_empty() {
        true => "access-no-rights",
        false => "activity-none",
    });
    let Some(rows) = found.as_ref().filter(|rows| !rows.is_empty()) else {
        return draw_nothing(app, frame, area, app.access_trouble(access), empty);
    };
    let columns = [
        Column::filling(head(look, "number"), 1, 8),
        Column::filling(head(look, "name"), 0, 14).sharing(2),
        Column::fixed(head(look, "type"), 12, 3),
        Column::fixed(head(look, "granted"), 12, 1),
        Column::fixed(head(look, "seen"), 6, 2),
    ];
    draw_rows(app, frame, (area, areas), access, &columns, rows.len(), |index| {
        let row = &rows[index];
        let granted = match (&row.what, row.granted, row.rule) {
            // They come with what they are asked of.
            (Seeable::Question(_) | Seeable::Agreement(_), ..) => ("–".to_owned(), Meaning::Dim),
            (_, false, _) => (look.say("right-not", &[]), Meaning::Dim),
            (_, true, true) => (look.say("right-rule", &[]), Meaning::Ok),
            (_, true, false) => (look.say("right-granted", &[]), Meaning::Ok),
        };
        let seen = match row.seen {
            None => ("…".to_owned(), Meaning::Dim),
            Some(true) => (look.yes_no(true), Meaning::Ok),
            // Granted, and still not seen: something else is in the way.
            Some(false) if row.granted => (look.yes_no(false), Meaning::Action),
            Some(false) => (look.yes_no(false), Meaning::Dim),
        };
        Row {
            cells: vec![
                (row.number(), Meaning::Dim),
                (row.name.clone(), Meaning::Plain),
                (row.kind(look), Meaning::Dim),
                granted,
                seen,
            ],
            ..Row::default()
        }
    });
}

/// What keeps the partner from seeing anything at all stands above its rights, which are what is left.
fn draw_why_nothing(app: &App, frame: &mut Frame<'_>, area: Rect, access: &Access) -> Rect {
    let room = usize::from(area.width.saturating_sub(2));
    let why: Vec<_> =
        app.sees_nothing(access).iter().map(|reason| why_not(app.look.language, reason)).collect();
    if why.is_empty() {
        return area;
    }
    let key = if app.will_see(access) { "rights-sees-later" } else { "rights-sees-nothing" };
    let said = app.look.say(key, &[("why", why.join(" ").into())]);
    let lines = text::wrap(&said, room);
    let height = area.height.min(lines.len() as u16);
    for (line, y) in lines.into_iter().zip(area.y..area.y + height) {
        put(frame, area, y, Line::styled(format!(" {line}"), app.look.style(Meaning::Action)));
    }
    Rect { y: area.y + height, height: area.height - height, ..area }
}

pub fn draw_tokens(app: &App, frame: &mut Frame<'_>, area: Rect, areas: &Areas, access: &Access) {
    let look = &app.look;
    let found = app.person_rows(access);
    let Some(rows) = found.as_ref().filter(|rows| !rows.is_empty()) else {
        return draw_nothing(
            app,
            frame,
            area,
            app.access_trouble(access),
            found.is_some().then_some("access-no-users"),
        );
    };
    let columns = [
        Column::fixed(head(look, "number"), 6, 5),
        Column::filling(head(look, "who"), 0, 16),
        Column::fixed(head(look, "state"), 13, 1),
        Column::fixed(head(look, "until"), 16, 3),
        Column::fixed(head(look, "last"), 16, 2),
        Column::fixed(head(look, "uses"), 6, 4),
        Column::fixed(head(look, "from"), 15, 6),
        Column::fixed(head(look, "may-from"), 15, 7),
        Column::fixed(head(look, "made"), 16, 8),
    ];
    draw_rows(app, frame, (area, areas), access, &columns, rows.len(), |index| {
        let cells = match &rows[index] {
            PersonRow::User { id, name, link, active } => {
                let state = labels::person(look, *link, *active);
                vec![(id.to_string(), Meaning::Dim), (name.clone(), Meaning::Accent), state]
            }
            PersonRow::Invite(invite) => of_invite(app, invite),
            PersonRow::Token(token) => of_token(app, token, app.replaced_by(access, token)),
        };
        Row { cells, ..Row::default() }
    });
}

fn of_token(app: &App, token: &TokenRow, replaced: Option<u64>) -> Vec<(String, Meaning)> {
    let look = &app.look;
    let at = |text: &Option<Shown>| text.as_ref().map_or_else(|| "–".to_owned(), |at| look.told_at(at));
    let dim = |text: String| (text, Meaning::Dim);
    let (key, meaning) = match (token.expired, replaced, token.integration) {
        (true, ..) => ("token-over", Meaning::Stopped),
        // Both are good for a while.
        (false, Some(_), _) => ("token-replaced", Meaning::Busy),
        (false, None, true) => ("token-link", Meaning::Ok),
        (false, None, false) => ("token-wide", Meaning::Action),
    };
    let may_from = match token.addresses.as_slice() {
        [] => look.say("token-anywhere", &[]),
        [one] => one.to_string(),
        [one, more @ ..] => format!("{one} +{}", more.len()),
    };
    let until = match token.expires_at {
        None => look.say("token-never", &[]),
        Some(_) => at(&token.expires_at),
    };
    vec![
        dim(token.id.to_string()),
        (format!("  {}", token.label), Meaning::Plain),
        (look.say(key, &[]), meaning),
        dim(until),
        dim(at(&token.last_used_at)),
        (look.number(token.uses), Meaning::Plain),
        dim(token.last_used_from.as_deref().unwrap_or("–").to_owned()),
        dim(may_from),
        dim(look.told_at(&token.created_at)),
    ]
}

fn of_invite(app: &App, invite: &InviteRow) -> Vec<(String, Meaning)> {
    let at = |at| app.look.moment(app.now, at);
    let dim = |text: String| (text, Meaning::Dim);
    vec![
        dim(String::new()),
        (format!("  {}", invite.label), Meaning::Plain),
        standing(&app.look, invite.state),
        dim(at(invite.expires_at)),
        dim(invite.used_at.map_or_else(|| "–".to_owned(), at)),
        dim(String::new()),
        dim(invite.used_from.as_ref().map_or_else(|| "–".to_owned(), |from| from.to_string())),
        dim(String::new()),
        dim(at(invite.created_at)),
    ]
}
