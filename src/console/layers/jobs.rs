//! The jobs of the service: bulk work, newest first.
//!
//! Not here: what became of each sale (a report).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line as Text;

use super::open_box;
use crate::console::app::App;
use crate::console::app::listing::Listing;
use crate::console::areas::Areas;
use crate::console::rows::{Column, Row, Rows, put};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::locale::{group, job as words};
use crate::service::protocol::Standing;

/// Columns of the box.
const WIDTH: u16 = 100;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, at: &Listing) {
    let look = &app.look;
    let jobs = app.jobs.value.as_deref().unwrap_or_default();
    let lines = (jobs.len() as u16 + 6).max(8);
    let area = open_box(app, frame, areas, WIDTH, lines, &look.say("jobs-title", &[]));
    if jobs.is_empty() {
        let key = if app.jobs.value.is_some() { "jobs-none" } else { "loading" };
        put(frame, area, area.y, Text::raw(look.say(key, &[])));
        return;
    }
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("number"), 7, 0),
        Column::fixed(head("state"), 14, 0),
        Column::fixed(head("done"), 11, 0),
        Column::fixed(head("fallout"), 8, 8),
        Column::filling(head("cause"), 1, 16),
        Column::fixed(head("actor"), 10, 16),
    ];
    let list = Rect { height: area.height.saturating_sub(3), ..area };
    let page = usize::from(list.height).saturating_sub(1);
    let mut at = *at;
    at.settle(jobs.len(), page);
    Rows { columns: &columns, view: at.view(jobs.len(), page), cursor: at.at, headings: true }.draw(
        frame,
        look,
        list,
        |index| {
            let job = &jobs[index];
            let meaning = match job.standing {
                Standing::Running => Meaning::Busy,
                Standing::Halted { .. } => Meaning::Action,
                Standing::Done => Meaning::Ok,
                Standing::Paused | Standing::Cancelled => Meaning::Stopped,
            };
            let fell = job.counts.failed;
            Row {
                cells: vec![
                    (job.id.to_string(), Meaning::Dim),
                    (words::standing(look.language, job.standing.word()), meaning),
                    (format!("{}/{}", job.counts.done, job.counts.total()), Meaning::Plain),
                    (fell.to_string(), if fell > 0 { Meaning::Error } else { Meaning::Dim }),
                    (
                        job.group.as_ref().map(|key| group::name(look.language, key)).unwrap_or_default(),
                        Meaning::Plain,
                    ),
                    (job.actor.clone(), Meaning::Dim),
                ],
                ..Row::default()
            }
        },
    );
    if let Some(job) = jobs.get(at.at) {
        let below = Rect { y: list.bottom(), height: area.bottom().saturating_sub(list.bottom()), ..area };
        let said = text::wrap(&words::line(look.language, job), usize::from(below.width));
        for (line, y) in said.into_iter().zip(below.y..below.bottom()) {
            put(frame, below, y, Text::styled(line, look.style(Meaning::Accent)));
        }
    }
}
