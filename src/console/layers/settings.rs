//! An integration's settings, to look at and, through a plan, to change.
//!
//! Not here: the plan (`plan`).

use ratatui::Frame;
use ratatui::text::Line;

use super::open_box;
use crate::console::app::App;
use crate::console::app::listing::Listing;
use crate::console::app::open::{SETTINGS, Setting};
use crate::console::areas::Areas;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::ids::IntegrationName;
use crate::model::view::IntegrationView;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, name: &IntegrationName, at: &Listing) {
    let look = &app.look;
    let title = look.say("settings-title", &[("name", name.as_str().into())]);
    let area = open_box(app, frame, areas, 76, SETTINGS.len() as u16 + 4, &title);
    let Some(integration) = app.integration(name) else {
        put(frame, area, area.y, Line::raw(look.say("integration-gone", &[])));
        return;
    };
    let room = usize::from(area.width);
    for (index, setting) in SETTINGS.into_iter().enumerate() {
        let selected = index == at.at;
        let sign = if selected { ">" } else { " " };
        let label = text::fit(&look.say(&format!("setting-{}", setting.word()), &[]), (room / 2).min(34));
        let line = text::fit(&format!("{sign} {label} {}", value(app, integration, setting)), room);
        let meaning = if selected { Meaning::Selected } else { Meaning::Plain };
        put(frame, area, area.y + index as u16, Line::styled(line, look.style(meaning)));
    }
    let hint = look.say("settings-hint", &[]);
    put(frame, area, area.y + SETTINGS.len() as u16 + 1, Line::styled(hint, look.style(Meaning::Dim)));
}

fn value(app: &App, integration: &IntegrationView, setting: Setting) -> String {
    let look = &app.look;
    let settings = &integration.settings;
    match setting {
        Setting::SaleProcessing => look.on_off(settings.processing.enabled),
        Setting::Automatic => look.on_off(settings.processing.automatic),
        Setting::Statuses => words::gate(look, &settings.processing.statuses),
        Setting::CheckUpdates => look.on_off(settings.check_updates),
        Setting::SendOptIn => look.on_off(settings.send_optin),
        Setting::OnVanished => words::vanished(look, settings.on_vanished),
        Setting::Paused => match &integration.paused {
            Some(failure) => format!("{} · {}", look.yes_no(true), words::cause(look, failure)),
            None => look.yes_no(false),
        },
    }
}
