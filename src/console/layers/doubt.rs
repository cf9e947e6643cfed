//! What the partner shows for a sale in doubt, beside what was sent.
//!
//! Not here: asking for it (`app::doubt`), the sentences (`locale::doubt`).

use ratatui::text::Line;

use crate::clock::Timestamp;
use crate::console::labels;
use crate::console::look::Look;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::locale::doubt as words;
use crate::model::doubt::{Compared, DoubtView};
use crate::model::shown::Shown;

/// All of it in entries, each as many lines as it takes: what was found before, what the reading is worth,
/// then each candidate with what is compared.
pub fn entries(look: &Look, now: Timestamp, view: &DoubtView, room: usize) -> Vec<Vec<Line<'static>>> {
    let styled = |said: &str, meaning: Meaning| -> Vec<Line<'static>> {
        text::wrap(said, room).into_iter().map(|part| Line::styled(part, look.style(meaning))).collect()
    };
    let worthless = !(view.look.sound && view.look.controlled);
    let above = words::lines(look.language, view, |at| look.moment(now, at));
    let reading = above.len().saturating_sub(2);
    let mut entries: Vec<_> = above
        .iter()
        .enumerate()
        .map(|(index, line)| {
            styled(line, if index == reading && worthless { Meaning::Action } else { Meaning::Plain })
        })
        .collect();
    for one in &view.candidates {
        entries.push(styled(&words::candidate(look.language, one), Meaning::Accent));
        entries.extend(one.traits.iter().map(|row| vec![compared(look, row, room)]));
    }
    entries
}

fn compared(look: &Look, row: &Compared, room: usize) -> Line<'static> {
    let meaning = match row.equal {
        Some(true) => Meaning::Ok,
        Some(false) => Meaning::Error,
        None => Meaning::Dim,
    };
    let shown = |text: &Option<Shown>| text.as_ref().map_or("–", |text| text.as_str()).to_owned();
    let share = (room.saturating_sub(4) / 3).max(8);
    let line = format!(
        "{} {} {} {}",
        words::sign(row.equal),
        text::fit(&labels::field(look, &row.field), share),
        text::fit(&shown(&row.ours), share),
        text::cut(&shown(&row.theirs), share)
    );
    Line::styled(line, look.style(meaning))
}
