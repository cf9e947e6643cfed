//! The lines above the footer: what is wrong with the connection, how many sales are marked, what just
//! happened. As many lines as they need, so that nothing that must be read is cut off.
//!
//! Not here: where they stand (`areas`), the keys beneath them (`screens::footer`).

use super::queue::Taking;
use super::{App, Freshness, Pane};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::service::client::Link;

/// Lines at most: the pane must stay to be seen.
const MOST: usize = 5;

impl App {
    /// The lines, at least one, wrapped to `room` columns.
    pub fn strip(&self, room: usize) -> Vec<(String, Meaning)> {
        let mut lines = Vec::new();
        if let Some(said) = self.link_said() {
            lines.extend(text::wrap(&said, room).into_iter().map(|line| (line, Meaning::Error)));
        }
        if let Some(prefix) = &self.prefix {
            lines.push((format!("{prefix} …"), Meaning::Key));
        } else {
            self.marks_and_notice(room, &mut lines);
        }
        if lines.is_empty() {
            lines.push((String::new(), Meaning::Plain));
        }
        lines.truncate(MOST);
        lines
    }

    /// Marks always show: an action is about them. What just happened stands beside them, or beneath.
    fn marks_and_notice(&self, room: usize, lines: &mut Vec<(String, Meaning)>) {
        let notice = self.notice.as_ref().map(|notice| (notice.text.clone(), notice.meaning));
        let paused = self.queue.taking == Taking::Paused && self.pane == Pane::Queue;
        let (marked, hidden) = self.marked();
        let standing = if marked > 0 {
            let arguments = [("count", marked.into()), ("hidden", hidden.into())];
            Some((self.look.say("marked", &arguments), Meaning::Marked))
        } else if paused && notice.is_none() {
            Some((self.look.say("paused", &[]), Meaning::Action))
        } else {
            None
        };
        let mut add = |(said, meaning): (String, Meaning)| {
            lines.extend(text::wrap(&said, room).into_iter().map(|line| (line, meaning)));
        };
        match (standing, notice) {
            (Some((marks, _)), Some((said, meaning)))
                if text::width(&marks) + text::width(&said) + 3 <= room =>
            {
                add((format!("{marks} · {said}"), meaning));
            }
            (standing, notice) => standing.into_iter().chain(notice).for_each(add),
        }
    }

    /// What is wrong with the connection, when it is tried again, and what the operator can do.
    fn link_said(&self) -> Option<String> {
        let Link::Reconnecting { since, tries, next } = self.link else { return None };
        if self.freshness() == Freshness::Connecting && tries == 0 {
            return None;
        }
        let look = &self.look;
        let mut said = look.say("link-broken", &[("since", look.moment(self.now, since).into())]);
        said.push(' ');
        match next {
            Some(at) => {
                // Rounded up: nothing is said to be due before it is.
                let seconds = ((at - self.now).num_milliseconds().max(0) + 999) / 1000;
                said.push_str(&look.say("link-again", &[("seconds", seconds.to_string().into())]));
            }
            None => said.push_str(&look.say("link-silent", &[])),
        }
        if tries > 0 {
            said.push(' ');
            let key = if self.can_start { "link-start" } else { "link-command" };
            said.push_str(&look.say(key, &[("koppel", self.command.as_str().into())]));
        }
        Some(said)
    }
}
