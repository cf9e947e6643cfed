//! The record of administrative acts: a partner's, as a tab of it, and the whole environment's.
//!
//! Not here: which lines there are (`app::access::record`), the tabs (`access`).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::access::draw_nothing;
use crate::console::app::App;
use crate::console::app::listing::Listing;
use crate::console::areas::{Areas, Form};
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::theme::Meaning;
use crate::locale::rights::act;
use crate::model::ids::OrganisationId;

/// The whole environment's.
pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, at: Listing) {
    let area = areas.whole();
    frame.render_widget(Clear, area);
    let title = app.look.say("record-title", &[]);
    let mut title = vec![Span::styled(format!(" {title}"), app.look.style(Meaning::Accent))];
    title.extend(app.searched_span());
    put(frame, area, area.y, Line::from(title));
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    draw_rows(app, frame, below, areas, None, at);
}

/// Line by line.
pub fn draw_rows(
    app: &App,
    frame: &mut Frame<'_>,
    area: Rect,
    areas: &Areas,
    organisation: Option<OrganisationId>,
    mut at: Listing,
) {
    let look = &app.look;
    let found = app.record_rows(organisation);
    let empty = match (app.words().is_empty(), organisation) {
        (false, _) => "activity-none",
        (true, Some(_)) => "access-no-record",
        (true, None) => "record-none",
    };
    let empty = found.is_some().then_some(empty);
    let Some(rows) = found.filter(|rows| !rows.is_empty()) else {
        return draw_nothing(app, frame, area, app.record_trouble(organisation), empty);
    };
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("time"), 11, 1),
        Column::filling(head("what"), 0, 20).sharing(3),
        Column::filling(head("who"), 2, 12),
        Column::fixed(head("from"), 15, 3),
    ];
    let headings = areas.form != Form::Narrow;
    let page = usize::from(area.height).saturating_sub(usize::from(headings));
    at.settle(rows.len(), page);
    let view = at.view(rows.len(), page);
    Rows { columns: &columns, view, cursor: at.at, headings }.draw(frame, look, area, |index| {
        let entry = rows[index];
        let at = entry.at.parse().map_or_else(|_| entry.at.to_string(), |at| look.moment(app.now, at));
        let who = entry.who().unwrap_or_else(|| "–".to_owned());
        let meaning =
            if entry.act.as_str() == "token.new_address" { Meaning::Action } else { Meaning::Plain };
        Row {
            cells: vec![
                (at, Meaning::Dim),
                (act(look.language, entry), meaning),
                (who, Meaning::Plain),
                (entry.address.as_deref().unwrap_or("–").to_owned(), Meaning::Dim),
            ],
            ..Row::default()
        }
    });
}
