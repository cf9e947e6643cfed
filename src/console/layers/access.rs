//! A partner's access: the tabs, and the rows of the one in front.
//!
//! Not here: which rows there are (`app::access`).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::{access_rights, field, record};
use crate::console::app::access::sales::{number as sale_number, told};
use crate::console::app::access::{Access, OPEN, Tab};
use crate::console::app::listing::Listing;
use crate::console::app::{App, Trouble};
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::rows::{self, Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::model::administration::organisation::OrganisationRow;
use crate::model::shown::Shown;

use super::open_box;
use crate::console::app::access::forms::ABOUT;
use crate::console::app::access::offers::Offers;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, access: &Access) {
    let look = &app.look;
    let area = areas.whole();
    frame.render_widget(Clear, area);
    let name = app.organisation_name(access.organisation);
    let title = look.say("access-title", &[("name", name.into())]);
    let mut title = vec![Span::styled(format!(" {title}"), look.style(Meaning::Accent))];
    title.extend(app.searched_span());
    put(frame, area, area.y, Line::from(title));
    put(frame, area, area.y + 1, tabs(app, access.tab));
    let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    match access.tab {
        Tab::Rights => access_rights::draw_rights(app, frame, below, areas, access),
        Tab::Tokens => access_rights::draw_tokens(app, frame, below, areas, access),
        Tab::Record => {
            record::draw_rows(app, frame, below, areas, Some(access.organisation), access.at);
        }
        Tab::Organisation => {
            if let Some(row) = app.organisation(access.organisation) {
                draw_organisation(app, frame, below, access, row);
            }
        }
        Tab::Settings => draw_settings(app, frame, below, access),
        Tab::Sales => draw_sales(app, frame, below, areas, access),
        Tab::Requests => draw_requests(app, frame, below, areas, access),
    }
}

fn tabs(app: &App, front: Tab) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for tab in Tab::ALL {
        let name = app.look.say(&format!("access-tab-{}", tab.word()), &[]);
        spans.push(rows::tab(&app.look, &name, tab == front));
    }
    Line::from(spans)
}

fn draw_organisation(app: &App, frame: &mut Frame<'_>, area: Rect, access: &Access, row: &OrganisationRow) {
    let look = &app.look;
    let room = usize::from(area.width.saturating_sub(2));
    let standing = row.standing.as_ref();
    let count = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| look.number(count));
    let contact = standing.and_then(|standing| standing.last_contact);
    let state = if row.active { "organisation-active" } else { "organisation-inactive" };
    let values = [
        ("number", row.id.to_string()),
        ("identifier", row.identifier.to_string()),
        ("state", look.say(state, &[])),
        ("flows", count(standing.map(|standing| standing.flows))),
        ("products", count(standing.map(|standing| standing.products))),
        ("agents", count(standing.map(|standing| standing.agents))),
        ("tokens", count(standing.map(|standing| standing.tokens))),
        ("open-sales", count(standing.map(|standing| standing.open_sales))),
        ("contact", contact.map_or_else(|| "–".to_owned(), |at| look.moment(app.now, at))),
    ];
    let mut lines = Vec::new();
    for (key, value) in values {
        let label = look.say(&format!("column-{key}"), &[]);
        lines.extend(field(look, &label, &value, Meaning::Plain, room));
    }
    // Only what it told of itself.
    let told = ABOUT.iter().filter_map(|name| {
        let value = app.access_fields(access)?.get(*name).filter(|value| !value.trim().is_empty())?;
        Some((labels::field(look, name), Shown::new(value).into_string()))
    });
    let contractor = app.access_fields(access).and_then(|fields| fields.get("contractor"));
    let contractor = contractor.filter(|word| matches!(word.trim(), "yes" | "1"));
    let contractor = contractor.map(|_| (labels::field(look, "contractor"), look.yes_no(true)));
    for (label, value) in contractor.into_iter().chain(told) {
        let label = text::capital(&label);
        lines.extend(field(look, &label, &value, Meaning::Plain, room));
    }
    lines.push(Line::default());
    let next = look.say("access-next", &[]);
    lines
        .extend(text::wrap(&next, room).into_iter().map(|line| Line::styled(line, look.style(Meaning::Dim))));
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    for (line, y) in lines.into_iter().zip(area.y + 1..area.bottom()) {
        put(frame, inner, y, line);
    }
}

/// Why a tab shows nothing: it could not be had, it is not here yet, or what `empty` says.
pub(super) fn draw_nothing(
    app: &App,
    frame: &mut Frame<'_>,
    area: Rect,
    trouble: Option<&Trouble>,
    empty: Option<&str>,
) {
    let said = match trouble {
        Some(trouble) => app.trouble(trouble),
        None => app.look.say(empty.unwrap_or("loading"), &[]),
    };
    let lines = text::wrap(&said, usize::from(area.width.saturating_sub(2)));
    for (line, y) in lines.into_iter().zip(area.y + 1..area.bottom()) {
        put(frame, area, y, Line::raw(format!(" {line}")));
    }
}

fn draw_settings(app: &App, frame: &mut Frame<'_>, area: Rect, access: &Access) {
    let look = &app.look;
    let Some(settings) = app.access_settings(access) else {
        return draw_nothing(app, frame, area, app.access_trouble(access), None);
    };
    let status = |held: &Option<String>| match held {
        Some(key) => app.statuses(None).own(look.language, key),
        None => look.say("status-usual", &[]),
    };
    let values = [
        ("check_verification", look.yes_no(settings.check_verification)),
        ("check_agreements", look.yes_no(settings.check_agreements)),
        ("accepted_offer_status", status(&settings.accepted_offer_status)),
        ("order_status", status(&settings.order_status)),
        ("always_confirm", look.yes_no(settings.always_confirm)),
        ("accept_cancellations", look.yes_no(settings.accept_cancellations)),
    ];
    let width = usize::from(area.width.saturating_sub(2));
    let label = 36.min(width * 2 / 3);
    for ((name, value), y) in values.into_iter().zip(area.y + 1..area.bottom()) {
        let name = text::fit(&labels::field(look, name), label);
        let line = Line::from(vec![
            Span::styled(format!(" {name} "), look.style(Meaning::Dim)),
            Span::raw(text::cut(&value, width.saturating_sub(label))),
        ]);
        put(frame, area, y, line);
    }
}

fn draw_requests(app: &App, frame: &mut Frame<'_>, area: Rect, areas: &Areas, access: &Access) {
    let look = &app.look;
    let found = app.access_requests(access);
    let Some(rows) = found.as_ref().filter(|rows| !rows.is_empty()) else {
        return draw_nothing(
            app,
            frame,
            area,
            app.access_trouble(access),
            found.is_some().then_some("access-no-requests"),
        );
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("sale"), 7, 0),
        Column::fixed(head("state"), 13, 0),
        Column::filling(head("reason"), 1, 14),
        Column::fixed(head("time"), 16, 3),
        Column::filling(head("product"), 2, 12),
    ];
    let headings = areas.form != Form::Narrow;
    let page = usize::from(area.height).saturating_sub(usize::from(headings));
    let mut at = access.at;
    at.settle(rows.len(), page);
    Rows { columns: &columns, view: at.view(rows.len(), page), cursor: at.at, headings }.draw(
        frame,
        look,
        area,
        |index| {
            let row = rows[index];
            let (key, meaning) = match row.standing.as_str() {
                OPEN if row.passed_on => ("request-passed-on", Meaning::Wait),
                OPEN => ("request-open", Meaning::Action),
                "accepted" => ("request-accepted", Meaning::Stopped),
                _ => ("request-rejected", Meaning::Plain),
            };
            Row {
                cells: vec![
                    (row.sale.to_string(), Meaning::Dim),
                    (look.say(key, &[]), meaning),
                    (row.reason.to_string(), Meaning::Plain),
                    (look.told_at(&row.requested_at), Meaning::Dim),
                    (row.product.to_string(), Meaning::Dim),
                ],
                ..Row::default()
            }
        },
    );
}

fn draw_sales(app: &App, frame: &mut Frame<'_>, area: Rect, areas: &Areas, access: &Access) {
    let look = &app.look;
    let found = app.access_sales(access);
    let empty = found.is_some().then_some(match app.words().is_empty() {
        true => "access-no-sales",
        false => "activity-none",
    });
    let Some(sales) = found.filter(|sales| !sales.is_empty()) else {
        return draw_nothing(app, frame, area, app.access_trouble(access), empty);
    };
    let statuses = app.statuses(None);
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("sale"), 7, 0),
        Column::filling(head("state"), 0, 14),
        Column::filling(head("product"), 1, 12),
        Column::fixed(head("time"), 16, 2),
    ];
    let headings = areas.form != Form::Narrow;
    let page = usize::from(area.height).saturating_sub(usize::from(headings));
    let mut at = access.at;
    at.settle(sales.len(), page);
    let view = at.view(sales.len(), page);
    Rows { columns: &columns, view, cursor: at.at, headings }.draw(frame, look, area, |index| {
        let [number, status, product, made] = told(look, &statuses, sales[index]);
        Row {
            cells: vec![
                (number, Meaning::Dim),
                (status, Meaning::Plain),
                (product, Meaning::Plain),
                (made, Meaning::Dim),
            ],
            marked: sale_number(sales[index]).is_some_and(|sale| access.marks.contains(&sale)),
            ..Row::default()
        }
    });
}

/// The menu of what can be done.
pub fn draw_offers(app: &App, frame: &mut Frame<'_>, areas: &Areas, offers: &Offers) {
    let look = &app.look;
    let area = open_box(app, frame, areas, 76, offers.items.len() as u16 + 2, &offers.title);
    let mut at: Listing = offers.at;
    at.settle(offers.items.len(), usize::from(area.height));
    for (index, y) in at.view(offers.items.len(), usize::from(area.height)).zip(area.y..) {
        let selected = index == at.at;
        let sign = if selected { ">" } else { " " };
        let offer = &offers.items[index];
        let said = look.say(&format!("offer-{}", offer.word()), &[("name", offer.name(look).into())]);
        let line = text::fit(&format!("{sign} {said}"), usize::from(area.width));
        let meaning = if selected { Meaning::Selected } else { Meaning::Plain };
        put(frame, area, y, Line::styled(line, look.style(meaning)));
    }
}
