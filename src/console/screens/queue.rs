//! The queue pane.
//!
//! ```text
//!  filter: status:fout   12 van 84.112   3 nieuw ↑
//!     sale     staat          klant      product               omgeving    reden                    sinds
//! >*  100412   x UITVAL       J. d. V…   Groene stroom 3 jaar  stroomnet   antwoord ontbreekt       3 m
//! ```
//!
//! Not here: which rows there are (`app::queue`).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::console::app::App;
use crate::console::app::queue::Taking;
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::brief;
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::delivery::State;
use crate::model::queue::SaleRow;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    app.draw_summary(frame, areas, summary(app, usize::from(areas.body.width)));
    if app.queue.is_empty() {
        let key = match (&app.queue.ask, app.queue.filter.is_empty()) {
            (Ask::Needed | Ask::Asked, _) => "loading",
            (_, true) if app.integrations().is_empty() => "empty-supplier",
            (_, true) => "empty-queue",
            (_, false) => "empty-filter",
        };
        app.draw_empty(frame, areas, app.look.say(key, &[]));
    } else {
        let view = app.queue.top..(app.queue.top + areas.rows()).min(app.queue.len());
        let columns = columns(app, areas.form);
        let headings = areas.form != Form::Narrow;
        Rows { columns: &columns, view, cursor: app.queue.at(), headings }.draw(
            frame,
            &app.look,
            app.rows_area(areas),
            |index| app.queue.row(index).map_or_else(Row::default, |row| make(app, row, areas.form)),
        );
    }
    if let (Some(area), Some(row)) = (areas.preview, app.queue.current()) {
        preview(app, frame, area, row);
    }
}

fn columns(app: &App, form: Form) -> Vec<Column> {
    let head = |key: &str| app.look.say(&format!("column-{key}"), &[]);
    let age = Column::fixed(head("since"), 5, 1);
    let sale = Column::fixed(head("sale"), 7, 0);
    let state = Column::fixed(head("state"), 14, 0);
    let product = Column::filling(head("product"), 2, 12);
    if form == Form::Narrow {
        return vec![sale, state, product];
    }
    // Why a sale is stuck is what is read here: who bought it makes way before that is cut.
    vec![
        sale,
        state,
        Column::fixed(head("customer"), 8, 4),
        product,
        Column::fixed(head("integration"), 12, 5),
        Column::filling(head("reason"), 3, 26).sharing(2),
        age,
    ]
}

fn make(app: &App, row: &SaleRow, form: Form) -> Row {
    let look = &app.look;
    let state = words::sign_and_word(look, row);
    let sale = (row.own_sale_id.to_string(), Meaning::Plain);
    let state = (state, words::sign(row).meaning());
    let product = (row.product.to_string(), Meaning::Plain);
    let cells = if form == Form::Narrow {
        vec![sale, state, product]
    } else {
        let integration = row.integration.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![
            sale,
            state,
            (row.customer.to_string(), Meaning::Plain),
            product,
            (integration, Meaning::Dim),
            (brief(app, row), Meaning::Dim),
            (look.age(app.now, row.updated_at), Meaning::Dim),
        ]
    };
    let marked = app.queue.marks.contains_key(&row.id);
    Row { cells, marked, gone: app.queue.is_gone(row.id) }
}

/// What a row says about itself in one cell: why it is stuck, else what the partner says of it.
fn brief(app: &App, row: &SaleRow) -> String {
    let statuses = app.statuses(row.integration.as_ref());
    let reason = brief::reason(&app.look, &statuses, row);
    let flag = |key: &str| Some(app.look.say(key, &[]));
    let held = if row.held { flag("held") } else { None };
    let cancel = if row.cancel_requested { flag("cancel-requested") } else { None };
    let why = match &row.partner_status {
        Some(status) if reason.is_empty() => {
            let status = statuses.partner(app.look.language, status.as_str());
            app.look.say("at-partner", &[("status", status.into())])
        }
        _ if reason.is_empty() => stopped(app, row).unwrap_or_default(),
        _ => reason,
    };
    let parts = [held, cancel, Some(why).filter(|why| !why.is_empty())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Why a sale that may go stays where it is: its partner is sent nothing for now.
fn stopped(app: &App, row: &SaleRow) -> Option<String> {
    let name = row.integration.as_ref().filter(|_| row.state == State::Queued)?;
    let integration = app.integration(name)?;
    let until = integration.breaker_until.map(|until| app.look.moment(app.now, until));
    match (&integration.paused, until) {
        (Some(_), _) => Some(app.look.say("brief-link-paused", &[])),
        (None, Some(until)) => Some(app.look.say("brief-link-interrupted", &[("until", until.into())])),
        (None, None) => None,
    }
}

/// What is shown: the filter, how many rows, in which order, how many came in since. Counts and what came
/// in are seen whole; the order and the end of the filter make way.
fn summary(app: &App, room: usize) -> Vec<Span<'static>> {
    let (look, queue) = (&app.look, &app.queue);
    let loaded = look.number(queue.len() as u64);
    let total = queue.total.filter(|total| *total > queue.len() as u64).map(|total| look.number(total));
    let mut said = match (total, queue.is_truncated(), queue.searched) {
        (Some(total), true, _) => {
            look.say("rows-first", &[("loaded", loaded.into()), ("total", total.into())])
        }
        (Some(total), false, _) => look.say("rows-of", &[("loaded", loaded.into()), ("total", total.into())]),
        (None, _, Some(searched)) => look
            .say("rows-searched", &[("loaded", loaded.into()), ("searched", look.number(searched).into())]),
        (None, _, None) => {
            look.say("rows", &[("loaded", loaded.into()), ("count", (queue.len() as u64).into())])
        }
    };
    if queue.has_more() && queue.total.is_none() {
        said.push('+');
    }
    let mut spans = vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))];
    let mut after = Vec::new();
    if queue.arrivals > 0 {
        let said = look.say("arrivals", &[("count", (queue.arrivals as u64).into())]);
        after.push(Span::styled(format!("   {said}"), look.style(Meaning::Busy)));
    }
    if queue.taking == Taking::Paused {
        after.push(Span::styled(format!("   {}", look.say("paused-word", &[])), look.style(Meaning::Action)));
    }
    let width = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let mut left = room.saturating_sub(width(&spans) + width(&after));
    if !queue.filter.is_empty() {
        let text = look.say("filter-shown", &[("filter", queue.text.as_str().into())]);
        let text = format!(" {} ", text::cut(&text, left.saturating_sub(2)));
        left = left.saturating_sub(text::width(&text));
        spans.insert(0, Span::styled(text, look.style(Meaning::Accent)));
    }
    let order = queue.sorted_at.map(|at| look.say("rows-order", &[("at", look.moment(app.now, at).into())]));
    if let Some(order) = order.map(|order| format!(" · {order}")).filter(|order| text::width(order) <= left)
    {
        spans.push(Span::styled(order, look.style(Meaning::Dim)));
    }
    spans.extend(after);
    spans
}

fn preview(app: &App, frame: &mut Frame<'_>, area: Rect, row: &SaleRow) {
    let look = &app.look;
    let width = usize::from(area.width);
    put(frame, area, area.y, Line::styled("─".repeat(width), look.style(Meaning::Dim)));
    let field = |key: &str, value: String| -> Line<'static> {
        let label = text::fit(&look.say(&format!("column-{key}"), &[]), 14);
        Line::from(vec![
            Span::styled(format!(" {label} "), look.style(Meaning::Dim)),
            Span::raw(text::cut(&value, width.saturating_sub(17))),
        ])
    };
    let statuses = app.statuses(row.integration.as_ref());
    let partner = match (&row.partner_sale_id, &row.partner_status) {
        (Some(id), Some(status)) => {
            format!("{id} · {}", statuses.partner(look.language, status.as_str()))
        }
        (Some(id), None) => id.to_string(),
        _ => "–".to_owned(),
    };
    let integration = row.integration.as_ref().map_or("–", |name| name.as_str());
    let lines = [
        field(
            "sale",
            format!(
                "{} · {} · {}",
                row.own_sale_id,
                words::sign_and_word(look, row),
                statuses.own(look.language, row.own_status.as_str())
            ),
        ),
        field("product", format!("{} ({})", row.product, row.flow)),
        field("partner", format!("{integration} · {partner}")),
        field("attempts", attempts(app, row)),
    ];
    let mut y = area.y + 1;
    for line in lines {
        put(frame, area, y, line);
        y += 1;
    }
    let mut reason = words::reason(look, &statuses, row);
    if let Some(stopped) = stopped(app, row).filter(|_| reason.is_empty()) {
        reason = stopped;
    }
    for part in text::wrap(&reason, width.saturating_sub(3)) {
        put(frame, area, y, Line::styled(format!(" {part}"), look.style(words::sign(row).meaning())));
        y += 1;
    }
}

/// How often it was tried, and when the next time is.
fn attempts(app: &App, row: &SaleRow) -> String {
    match row.next_at {
        Some(at) => app.look.say(
            "attempts-next",
            &[("count", u64::from(row.attempts).into()), ("at", app.look.moment(app.now, at).into())],
        ),
        None => row.attempts.to_string(),
    }
}
