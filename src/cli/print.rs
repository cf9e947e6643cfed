//! Printing: data on standard output, as tables for people or one JSON object a line for scripts; talk on
//! standard error.
//!
//! Not here: what is printed (each command's own file), colours of the console (`console::theme`).

use std::io::Write;

use chrono::Local;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::error::CliError;
use crate::clock::Timestamp;
use crate::locale::status::Statuses;
use crate::locale::{self, Argument, Language};
use crate::model::delivery::State;
use crate::model::failure::Failure;
use crate::model::queue::WaitingReason;
use crate::model::shown::Shown;
use crate::model::time;

/// The widest that a column is laid out. A cell that is wider stands out alone, and is whole.
const WIDEST: usize = 60;

/// How a command speaks.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// In which language.
    pub language: Language,
    /// For scripts.
    pub json: bool,
    /// With colour.
    pub color: bool,
}

impl Out {
    /// A text in the operator's language.
    pub fn text(&self, key: &str, arguments: &[Argument<'_>]) -> String {
        locale::text(self.language, key, arguments)
    }

    /// One JSON object on a line of its own.
    pub fn row<T: Serialize>(&self, row: &T) -> Result<(), CliError> {
        let json = serde_json::to_string(row).map_err(|error| CliError::Output(error.into()))?;
        self.line(&json)
    }

    /// One line of data.
    pub fn line(&self, line: &str) -> Result<(), CliError> {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(CliError::Output)
    }

    /// Text as it is, such as a file.
    pub fn raw(&self, text: &str) -> Result<(), CliError> {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(CliError::Output)
    }

    /// Talk: never read by scripts, so it may change.
    pub fn say(&self, key: &str, arguments: &[Argument<'_>]) {
        self.say_line(&self.text(key, arguments));
    }

    /// Talk that is a sentence already.
    pub fn say_line(&self, line: &str) {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// An object for scripts, a sentence for people.
    pub fn done<T: Serialize>(&self, row: &T, key: &str, arguments: &[Argument<'_>]) -> Result<(), CliError> {
        if self.json { self.row(row) } else { self.line(&self.text(key, arguments)) }
    }

    /// A table with the texts of `columns` above it. Nothing but a word on standard error when empty.
    pub fn table(&self, columns: &[&str], rows: &[Vec<String>]) -> Result<(), CliError> {
        self.table_with(columns, rows, |_| Vec::new())
    }

    /// The same, with what is to be said of a row, line by line, below it.
    pub fn table_with(
        &self,
        columns: &[&str],
        rows: &[Vec<String>],
        below: impl Fn(usize) -> Vec<String>,
    ) -> Result<(), CliError> {
        if rows.is_empty() {
            self.say("cli-empty", &[]);
            return Ok(());
        }
        let head: Vec<String> = columns.iter().map(|key| self.text(key, &[])).collect();
        let widths: Vec<usize> = (0..head.len())
            .map(|column| {
                let cells = rows.iter().map(|row| row.get(column).map_or(0, |cell| cell.width()));
                cells.chain([head[column].width()]).max().unwrap_or(0).min(WIDEST)
            })
            .collect();
        let head = laid_out(&head, &widths);
        self.line(&if self.color { format!("\x1b[1m{head}\x1b[0m") } else { head })?;
        rows.iter().enumerate().try_for_each(|(index, row)| {
            self.line(&laid_out(row, &widths))?;
            below(index).iter().try_for_each(|said| self.line(&format!("    {said}")))
        })
    }

    /// Names and values, one below the other.
    pub fn sheet(&self, rows: &[(String, String)]) -> Result<(), CliError> {
        let width = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        rows.iter().try_for_each(|(name, value)| {
            self.line(format!("{name}{}  {value}", " ".repeat(width - name.width())).trim_end())
        })
    }

    /// A moment in the operator's own zone, or a dash.
    pub fn moment(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| "–".into(), |at| at.with_timezone(&Local).format("%d-%m-%Y %H:%M:%S").to_string())
    }

    /// A moment as an environment tells it in text, in the operator's own zone. A text that is no time stays as
    /// it is.
    pub fn told_at(&self, text: &str) -> String {
        match (time::plain_day(text), time::instant(text, time::USUAL_ZONE)) {
            (Some(day), _) => day,
            (None, Some(at)) => self.moment(Some(at)),
            (None, None) => Shown::new(text).into_string(),
        }
    }

    /// Yes or no.
    pub fn yes_no(&self, yes: bool) -> String {
        self.text(if yes { "cli-yes" } else { "cli-no" }, &[])
    }

    /// On or off.
    pub fn switch(&self, on: bool) -> String {
        self.text(if on { "cli-on" } else { "cli-off" }, &[])
    }

    /// A state's name.
    pub fn state(&self, state: State) -> String {
        locale::failure::state(self.language, state)
    }

    /// A failure in words.
    pub fn failure(&self, failure: &Failure) -> String {
        locale::failure::sentence(self.language, failure)
    }

    /// Why the other side did not do what a command asked, and what can be done about it.
    pub fn advice(&self, failure: &Failure) -> String {
        advice(self.language, failure)
    }

    /// Why a sale waits.
    pub fn waiting(&self, reason: &WaitingReason) -> String {
        locale::failure::waiting(self.language, &Statuses::default(), reason)
    }
}

fn laid_out(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (column, width) in widths.iter().enumerate() {
        let cell = cells.get(column).map_or("", String::as_str);
        line.push_str(cell);
        if column + 1 < widths.len() {
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A value or a dash.
pub fn or_dash<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "–".into(), |value| value.to_string())
}

/// Why the other side did not do what a command asked, and what can be done about it.
pub fn advice(language: Language, failure: &Failure) -> String {
    let what = locale::failure::call_sentence(language, failure);
    // What the other side said may have ended its sentence itself.
    let end = if what.ends_with(".»") { "" } else { "." };
    format!("{what}{end} {}", locale::failure::call_next(language, failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_with_wide_letters_and_leave_no_tail() {
        let row = |a: &str, b: &str| laid_out(&[a.to_owned(), b.to_owned()], &[4, 3]);
        assert_eq!(row("één", "x"), "één   x");
        assert_eq!(row("日本", "x"), "日本  x");
        assert_eq!(row("a", ""), "a");
    }
}
