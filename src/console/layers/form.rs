//! A form, field by field, with what is wrong beside each and a hint for the one being filled in.
//!
//! Not here: what a form is about (`app::access::forms`).

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{open_box, typed};
use crate::console::app::App;
use crate::console::app::form::{Field, Form, Purpose, Value, Wrong};
use crate::console::app::own_form::thing_title;
use crate::console::app::papers;
use crate::console::areas::Areas;
use crate::console::brief;
use crate::console::look::Look;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::locale;

/// Columns of the box.
const WIDTH: u16 = 76;
/// Columns of a label.
const LABEL: usize = 34;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, form: &Form) {
    let look = &app.look;
    let room = usize::from(WIDTH.min(areas.header.width).saturating_sub(4));
    let title = match &form.purpose {
        Purpose::Access(purpose) => purpose.title(look),
        Purpose::Arrange(arranging) => arranging.title(look),
        Purpose::Thing(thing) => thing_title(look, thing),
        Purpose::World { out } => look.say(if *out { "offer-world-out" } else { "offer-world-in" }, &[]),
        Purpose::Updates { example: false } => look.say("offer-updates", &[]),
        Purpose::Updates { example: true } => look.say("offer-updates-example", &[]),
        Purpose::Why { name, .. } => look.say("why-title", &[("name", name.as_str().into())]),
        Purpose::Noted => look.say("offer-verify-noted", &[]),
        Purpose::Hook => look.say("hooks-add", &[]),
        Purpose::Out(papers) => papers::title(look, papers),
        Purpose::Sales(purpose) => purpose.title(app),
        Purpose::RulePart(part) => look.say(if part.new { "rule-new-part" } else { "rule-edit-part" }, &[]),
        Purpose::Trial { name, .. } => look.say("form-trial", &[("name", name.as_str().into())]),
        Purpose::Edit(rows) => look.say("form-edit", &[("count", rows.len().into())]),
        Purpose::Replace(row) => look.say("form-replace", &[("sale", row.own_sale_id.to_string().into())]),
        Purpose::Group(group) => brief::failure(look, &group.example),
        Purpose::Mapping(edited) => look.say("form-mapping", &[("key", edited.key().into())]),
    };
    let mut lines = Vec::new();
    let mut front = 0..0;
    for (index, field) in form.fields.iter().enumerate() {
        let first = lines.len();
        lines.extend(of_field(look, field, index == form.at, room));
        if index == form.at {
            front = first..lines.len();
        }
    }
    let said = form.said.iter().flat_map(|said| text::wrap(said, room));
    let foot: Vec<_> = said.map(|line| Line::styled(line, look.style(Meaning::Error))).collect();
    let wanted = (lines.len() + foot.len() + 2) as u16;
    // What does not fit is told: which field it is, of how many.
    let title = match areas.layer(WIDTH, wanted).height < wanted {
        true => format!("{title} · {}/{}", form.at + 1, form.fields.len()),
        false => title,
    };
    let area = open_box(app, frame, areas, WIDTH, wanted, &title);
    let page = usize::from(area.height).saturating_sub(foot.len()).max(1);
    // The field being filled in is seen whole, what is wrong with it included.
    let skip = front.end.saturating_sub(page).min(front.start);
    for (line, y) in lines.into_iter().skip(skip).take(page).chain(foot).zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}

fn of_field(look: &Look, field: &Field, in_front: bool, room: usize) -> Vec<Line<'static>> {
    let sign = if in_front { ">" } else { " " };
    let label_width = LABEL.min(room / 2);
    let label = text::fit(&format!("{sign} {}", field.called(look)), label_width);
    let mut lines = Vec::new();
    match &field.value {
        Value::Text(line) if in_front && !field.secret => lines.push(typed(look, &label, line, room)),
        value => {
            let held = match value {
                Value::Text(_) => field.shown(look),
                Value::Flag(_) | Value::Choice { .. } => format!("< {} >", field.shown(look)),
            };
            let meaning = match (in_front, value) {
                (true, Value::Flag(_) | Value::Choice { .. }) => Meaning::Selected,
                _ => Meaning::Plain,
            };
            let held = text::cut(&held, room.saturating_sub(label_width + 1));
            let name = if in_front { Meaning::Accent } else { Meaning::Dim };
            lines.push(Line::from(vec![
                Span::styled(format!("{label} "), look.style(name)),
                Span::styled(held, look.style(meaning)),
            ]));
        }
    }
    let mut beneath = |said: String, meaning: Meaning| {
        for part in text::wrap(&said, room.saturating_sub(4)) {
            lines.push(Line::styled(format!("    {part}"), look.style(meaning)));
        }
    };
    if let Some(wrong) = &field.wrong {
        beneath(said(look, wrong), Meaning::Error);
    }
    let hint = format!("console-form-hint-{}", field.name.replace('_', "-"));
    if in_front && locale::has(look.language, &hint) {
        beneath(locale::text(look.language, &hint, &[]), Meaning::Dim);
    }
    lines
}

/// What is wrong with a field.
fn said(look: &Look, wrong: &Wrong) -> String {
    let key = match wrong {
        Wrong::Missing => "form-wrong-missing",
        Wrong::Twice => "form-wrong-twice",
        Wrong::Form => "form-wrong-form",
        Wrong::Number => "form-wrong-number",
        Wrong::Hours => "form-wrong-hours",
        Wrong::Network => "form-wrong-network",
        Wrong::Key => "form-wrong-key",
        Wrong::Pair => "form-wrong-pair",
        Wrong::Said(said) => return said.clone(),
    };
    look.say(key, &[])
}
