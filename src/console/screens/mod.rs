//! Drawing: the frame around the panes, and which pane is in it. Reads an [`App`] and nothing else.
//!
//! Not here: layers over the panes (`layers`), where things stand (`areas`).

mod activity;
mod catalogue;
mod footer;
mod groups;
mod header;
mod incoming;
mod integrations;
mod mappings;
mod new;
mod products;
mod queue;

pub use mappings::{progress, target};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::app::{App, Pane};
use super::areas::{Areas, Form, SMALLEST};
use super::layers;
use super::look::Characters;
use super::rows::put;
use super::text;
use super::theme::Meaning;

impl App {
    /// Draws the whole screen.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let screen = frame.area();
        let areas = self.areas_of(screen);
        if areas.form == Form::TooSmall {
            self.draw_too_small(frame, screen);
        } else {
            header::draw(self, frame, &areas);
            self.draw_pane(frame, &areas);
            footer::draw(self, frame, &areas);
            layers::draw(self, frame, &areas);
        }
        if self.look.characters == Characters::Ascii {
            text::to_ascii(frame.buffer_mut());
        }
    }

    fn draw_too_small(&self, frame: &mut Frame<'_>, screen: Rect) {
        let said = self.look.say(
            "too-small",
            &[
                ("columns", screen.width.to_string().into()),
                ("lines", screen.height.to_string().into()),
                ("least", format!("{}x{}", SMALLEST.0, SMALLEST.1).into()),
            ],
        );
        let lines = text::wrap(&said, usize::from(screen.width));
        for (line, y) in lines.into_iter().zip(screen.y..screen.bottom()) {
            put(frame, screen, y, Line::raw(line));
        }
    }

    fn draw_pane(&self, frame: &mut Frame<'_>, areas: &Areas) {
        if self.is_new() && !matches!(self.pane, Pane::Activity) {
            return new::draw(self, frame, areas);
        }
        match self.pane {
            Pane::Queue => queue::draw(self, frame, areas),
            Pane::Groups => groups::draw(self, frame, areas),
            Pane::Integrations => integrations::draw(self, frame, areas),
            Pane::Products => products::draw(self, frame, areas),
            Pane::Mappings => mappings::draw(self, frame, areas),
            Pane::Incoming => incoming::draw(self, frame, areas),
            Pane::Catalogue => catalogue::draw(self, frame, areas),
            Pane::Activity => activity::draw(self, frame, areas),
        }
    }

    /// The line above a pane's rows: what it shows.
    fn draw_summary(&self, frame: &mut Frame<'_>, areas: &Areas, spans: Vec<Span<'_>>) {
        let mut left = usize::from(areas.body.width);
        let mut shown = Vec::new();
        for span in spans {
            // What does not fit ends in a mark that something is missing.
            let text = text::cut(&span.content, left);
            let whole = text == span.content;
            left -= text::width(&text).min(left);
            shown.push(Span::styled(text, span.style));
            if !whole {
                break;
            }
        }
        put(frame, areas.body, areas.body.y, Line::from(shown));
    }

    /// The words that are searched for, as they stand in a line.
    pub fn searched_span(&self) -> Option<Span<'static>> {
        let words = Some(self.words()).filter(|words| !words.is_empty())?;
        Some(Span::styled(format!("  /{words}"), self.look.style(Meaning::Dim)))
    }

    /// Where a pane's headings and rows stand.
    fn rows_area(&self, areas: &Areas) -> Rect {
        Rect { y: areas.body.y + 1, height: areas.body.height.saturating_sub(1), ..areas.body }
    }

    /// What an empty pane says: why it is empty, and what to do next.
    fn draw_empty(&self, frame: &mut Frame<'_>, areas: &Areas, said: String) {
        let said = match self.pane_trouble() {
            Some(trouble) => self.trouble(trouble),
            None => said,
        };
        self.draw_paragraph(frame, self.rows_area(areas), 1, &said);
    }

    /// Text over several lines, from line `skip` of an area.
    fn draw_paragraph(&self, frame: &mut Frame<'_>, area: Rect, skip: u16, said: &str) {
        let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
        let mut y = inner.y + skip;
        for part in said.lines() {
            for line in text::wrap(part, usize::from(inner.width)) {
                put(frame, inner, y, Line::raw(line));
                y += 1;
            }
        }
    }
}
