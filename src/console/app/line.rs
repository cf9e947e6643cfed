//! One line that is being typed.
//!
//! Not here: what the line is for (`layers`).

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::TextArea;

use crate::model::shown::Shown;

/// A line being typed, with its cursor. What is pasted into it is made safe first.
#[derive(Clone, Debug)]
pub struct Line {
    area: TextArea<'static>,
}

impl Default for Line {
    fn default() -> Self {
        Self::new("")
    }
}

impl Line {
    /// A line that starts with `text`, the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![String::new()]);
        area.set_max_histories(0);
        let mut line = Self { area };
        line.paste(text);
        line
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Takes a key; Enter, Tab and Esc are never given to it.
    pub fn key(&mut self, key: KeyEvent) {
        // What every shell does with it; the text area would take its last change back.
        if key.code == KeyCode::Char('u') && key.modifiers.contains(KeyModifiers::CONTROL) {
            self.area.delete_line_by_head();
            return;
        }
        self.area.input(key);
    }

    /// Takes text as it comes, without anything that is no text.
    pub fn paste(&mut self, text: &str) {
        self.area.insert_str(Shown::new(text).as_str());
        if text.ends_with(' ') && !self.text().ends_with(' ') {
            self.area.insert_char(' ');
        }
    }

    /// Text before the cursor, the character under it, text behind it: for drawing.
    pub fn parts(&self) -> (String, String, String) {
        let column = self.area.cursor().1;
        let mut chars = self.text().chars();
        let before: String = chars.by_ref().take(column).collect();
        let under = chars.next().map_or_else(|| " ".to_owned(), String::from);
        (before, under, chars.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_keys_and_safe_text_and_stays_one_line() {
        let mut line = Line::new("status:");
        line.key(KeyCode::Char('f').into());
        line.paste("out\n\x1b[31mx");
        assert_eq!(line.text(), "status:fout [31mx");
        line.key(KeyCode::Left.into());
        line.key(KeyCode::Backspace.into());
        assert_eq!(line.parts(), ("status:fout [31".to_owned(), "x".to_owned(), String::new()));
        line.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(line.text(), "x");
    }
}
