//! A new token, or the secret of a subscription: shown here once, and nowhere else ever again.
//!
//! Not here: making it (a plan), sending it sealed (an invite).

use ratatui::Frame;
use ratatui::text::Line;
use secrecy::{ExposeSecret, SecretString};

use super::open_box;
use crate::console::app::App;
use crate::console::areas::Areas;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;

/// Columns of the box.
const WIDTH: u16 = 76;

/// What is said about a token: its title, what stands above and below it.
pub const TOKEN: [&str; 3] = ["token-title", "token-once", "token-copying"];
/// About the secret of a subscription.
pub const SECRET: [&str; 3] = ["secret-title", "secret-once", "secret-use"];

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, token: &SecretString, about: &[&str; 3]) {
    let look = &app.look;
    let room = usize::from(WIDTH.min(areas.header.width).saturating_sub(4));
    let said = |key: &str, meaning: Meaning| {
        let text = look.say(key, &[]);
        text::wrap(&text, room).into_iter().map(move |line| Line::styled(line, look.style(meaning)))
    };
    let mut lines: Vec<Line<'static>> = said(about[1], Meaning::Action).collect();
    // Between empty lines, so that a mouse takes it whole.
    lines.push(Line::default());
    let whole = text::wrap(token.expose_secret(), room);
    lines.extend(whole.into_iter().map(|part| Line::styled(part, look.style(Meaning::Accent))));
    lines.push(Line::default());
    lines.extend(said(about[2], Meaning::Plain));
    let title = look.say(about[0], &[]);
    let area = open_box(app, frame, areas, WIDTH, lines.len() as u16 + 2, &title);
    // On a small screen the token itself must be seen: what is said about it makes way.
    let spare = lines.len().saturating_sub(usize::from(area.height));
    for (line, y) in lines.into_iter().skip(spare.min(1)).zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}
