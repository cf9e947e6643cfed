//! An integration's settings, to look at and, through a plan, to change.
//!
//! Not here: the plan (`plan`).

use ratatui::Frame;
use ratatui::text::Line;

use super::open_box;
use crate::console::app::App;
use crate::console::app::listing::{Listing, scrolled};
use crate::console::app::setting::{SETTINGS, Setting};
use crate::console::areas::Areas;
use crate::console::labels;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::ids::IntegrationName;
use crate::model::view::IntegrationView;

/// Columns of the box.
const WIDTH: u16 = 76;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, name: &IntegrationName, at: &Listing) {
    let look = &app.look;
    let title = look.say("settings-title", &[("name", name.as_str().into())]);
    let hint = text::wrap(&look.say("settings-hint", &[]), usize::from(WIDTH.min(areas.header.width) - 4));
    let rows = SETTINGS.len();
    let area = open_box(app, frame, areas, WIDTH, (rows + 1 + hint.len() + 2) as u16, &title);
    let Some(integration) = app.integration(name) else {
        put(frame, area, area.y, Line::raw(look.say("integration-gone", &[])));
        return;
    };
    let room = usize::from(area.width);
    let page = usize::from(area.height);
    let view = scrolled(at.top, at.at, rows, page)..rows;
    for (index, y) in view.zip(area.y..area.bottom()) {
        let setting = SETTINGS[index];
        let selected = index == at.at;
        let sign = if selected { ">" } else { " " };
        let label = text::fit(&look.say(&format!("setting-{}", setting.word()), &[]), (room / 2).min(34));
        let line = text::fit(&format!("{sign} {label} {}", value(app, integration, setting)), room);
        let meaning = if selected { Meaning::Selected } else { Meaning::Plain };
        put(frame, area, y, Line::styled(line, look.style(meaning)));
    }
    // Whole or not at all: the keys in the footer say the same.
    if page > rows + hint.len() {
        for (line, y) in hint.into_iter().zip(area.y + rows as u16 + 1..) {
            put(frame, area, y, Line::styled(line, look.style(Meaning::Dim)));
        }
    }
}

fn value(app: &App, integration: &IntegrationView, setting: Setting) -> String {
    let look = &app.look;
    let settings = &integration.settings;
    match setting {
        Setting::SaleProcessing => look.on_off(settings.processing.enabled),
        Setting::Automatic => look.on_off(settings.processing.automatic),
        Setting::Statuses => words::gate(look, &app.statuses(None), &settings.processing.statuses),
        Setting::Grace => words::grace(look, settings.grace().as_secs()),
        Setting::CheckUpdates => look.on_off(settings.check_updates),
        Setting::SendOptIn => look.on_off(settings.send_optin),
        Setting::OnVanished => words::vanished(look, settings.on_vanished),
        Setting::OnDrift => words::on_drift(look, settings.on_drift),
        Setting::Fields => {
            let named = settings.fields.iter();
            let named: Vec<_> = named
                .map(|(field, policy)| {
                    format!("{}: {}", labels::field(look, field), words::policy(look, policy))
                })
                .collect();
            if named.is_empty() { look.say("fields-all-partner", &[]) } else { named.join(", ") }
        }
        Setting::Paused => match &integration.paused {
            Some(failure) => format!("{} · {}", look.yes_no(true), words::cause(look, failure)),
            None => look.yes_no(false),
        },
    }
}
