//! The conditions of an integration, in their order, and its proof.
//!
//! Not here: changing them (`app::arrange`), what is proved (`app::proving`).

use ratatui::Frame;
use ratatui::text::Line;

use super::open_box;
use crate::console::app::App;
use crate::console::app::arrange::{decides, matcher};
use crate::console::app::listing::Listing;
use crate::console::app::proving::Proving;
use crate::console::areas::Areas;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::model::ids::IntegrationName;

pub fn draw_conditions(
    app: &App,
    frame: &mut Frame<'_>,
    areas: &Areas,
    name: &IntegrationName,
    at: &Listing,
) {
    let look = &app.look;
    let columns = 84.min(areas.header.width);
    let room = usize::from(columns.saturating_sub(4));
    let Some(link) = app.integration(name) else { return };
    let mut lines = Vec::new();
    let mut front = 0;
    for (index, one) in link.conditions.iter().enumerate() {
        let selected = index == at.at;
        let sign = if selected { ">" } else { " " };
        let said = format!(
            "{sign} {}. {} · {}",
            index + 1,
            one.name,
            decides(look, &app.statuses(None), &one.processing)
        );
        let meaning = if selected { Meaning::Selected } else { Meaning::Plain };
        lines.push(Line::styled(text::fit(&said, room), look.style(meaning)));
        for part in text::wrap(&matcher(look, &app.statuses(None), &one.matches), room.saturating_sub(5)) {
            lines.push(Line::styled(format!("     {part}"), look.style(Meaning::Dim)));
        }
        if selected {
            front = lines.len();
        }
    }
    let general = &link.settings.processing;
    let mut foot = vec![if link.conditions.is_empty() {
        (look.say("arrange-no-conditions", &[]), Meaning::Plain)
    } else {
        (
            look.say(
                "arrange-first-decides",
                &[("otherwise", decides(look, &app.statuses(None), general).into())],
            ),
            Meaning::Dim,
        )
    }];
    if general.enabled && !link.conditions.is_empty() {
        foot.push((look.say("conditions-and-general", &[]), Meaning::Action));
    }
    let foot: Vec<_> = foot
        .into_iter()
        .flat_map(|(said, meaning)| text::wrap(&said, room).into_iter().map(move |line| (line, meaning)))
        .map(|(line, meaning)| Line::styled(line, look.style(meaning)))
        .collect();
    let title = look.say("arrange-conditions", &[("name", name.as_str().into())]);
    let height = (lines.len() + foot.len() + 3) as u16;
    let area = open_box(app, frame, areas, columns, height, &title);
    let page = usize::from(area.height).saturating_sub(foot.len() + 1).max(1);
    let skip = front.saturating_sub(page);
    let blank = std::iter::once(Line::default());
    let lines = lines.into_iter().skip(skip).take(page).chain(blank).chain(foot);
    for (line, y) in lines.zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}

pub fn draw_proof(app: &App, frame: &mut Frame<'_>, areas: &Areas, proof: &Proving) {
    let look = &app.look;
    let columns = Proving::columns(areas.header.width);
    let mut title = look.say("proof-title", &[("name", proof.name.as_str().into())]);
    if proof.found.len() > 1 {
        title.push_str(&format!(" ({}/{})", proof.at + 1, proof.found.len()));
    }
    let lines = proof.lines(columns);
    let area = open_box(app, frame, areas, columns, lines.len() as u16 + 2, &title);
    let page = usize::from(area.height).max(1);
    let top = proof.top.min(lines.len().saturating_sub(page));
    for ((line, meaning), y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        put(frame, area, y, Line::styled(line, look.style(meaning)));
    }
}
