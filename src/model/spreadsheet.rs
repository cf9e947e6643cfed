//! A spreadsheet saved as text: commas or semicolons, with or without a mark at its start, in the characters that
//! spreadsheets write; each row with the line it stands on.
//!
//! Not here: reading the file, what its columns mean (`updates`, the commands).

use std::borrow::Cow;
use std::collections::BTreeSet;

/// A file of rows.
pub struct Spreadsheet {
    /// The names of the columns.
    pub header: Vec<String>,
    /// Rows that say anything.
    pub rows: Vec<Row>,
}

/// Why a file is no spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSheet {
    /// Two columns have this name: which is meant, nobody knows.
    Twice(String),
    /// It cannot be read; where.
    Odd(String),
}

/// One row.
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its cells; may be fewer or more than there are names.
    pub cells: Vec<String>,
}

impl Spreadsheet {
    /// Reads the content of a file, or says why it cannot be read.
    pub fn read(content: &[u8]) -> Result<Self, NoSheet> {
        let text = decoded(content);
        let text = text.as_bytes();
        let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
        let odd = |error: csv::Error| NoSheet::Odd(error.to_string());
        let header: Vec<String> = reader.headers().map_err(odd)?.iter().map(plain).collect();
        let mut seen = BTreeSet::new();
        let twice =
            header.iter().filter(|name| !name.is_empty()).find(|name| !seen.insert(name.to_lowercase()));
        if let Some(name) = twice {
            return Err(NoSheet::Twice(name.clone()));
        }
        let mut rows = Vec::new();
        let mut lines = Lines { text, at: 0, line: 1 };
        for record in reader.records() {
            let record = record.map_err(odd)?;
            let line = lines.of(record.position().map_or(0, csv::Position::byte) as usize);
            let cells: Vec<String> = record.iter().map(plain).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { line, cells });
            }
        }
        Ok(Self { header, rows })
    }
}

/// The content of a file as text: UTF-8, UTF-16 with its mark, and else what Excel calls CSV in this part of the
/// world, Windows-1252.
pub fn decoded(content: &[u8]) -> Cow<'_, str> {
    let utf16 = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = pairs.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match content {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        rest => match std::str::from_utf8(rest) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(rest.iter().map(|byte| windows_1252(*byte)).collect()),
        },
    }
}

fn windows_1252(byte: u8) -> char {
    // What Latin-1 has no character for; a full stop is a byte that nobody writes.
    const C1: &str = "€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ";
    match byte {
        0x80..=0x9f => C1.chars().nth(usize::from(byte - 0x80)).unwrap_or('.'),
        _ => char::from(byte),
    }
}

/// What would be read back as these rows.
pub fn written(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| match text.contains(['"', ',', ';', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.clone(),
    };
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n").collect()
}

fn plain(cell: &str) -> String {
    cell.trim().to_owned()
}

/// Where rows begin, as a spreadsheet or an editor numbers lines. The reader's own count stands before the
/// line ends that it has still to skip.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row at byte `start` or after; rows are asked for in order.
    fn of(&mut self, start: usize) -> u64 {
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        while let Some(byte) = self.text.get(self.at).filter(|byte| self.at < start || is_end(byte)) {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(content: &[u8]) -> Vec<String> {
        Spreadsheet::read(content).unwrap().rows.remove(0).cells
    }

    #[test]
    fn the_characters_that_spreadsheets_write_are_read() {
        let sheet = "naam;bedrag\nRené;€ 5";
        let wanted = ["René", "€ 5"];
        assert_eq!(first(sheet.as_bytes()), wanted);
        assert_eq!(first(b"\xef\xbb\xbfnaam;bedrag\r\nRen\xc3\xa9;\xe2\x82\xac 5"), wanted);
        // Excel's "CSV", and its "Unicode text".
        assert_eq!(first(b"naam;bedrag\r\nRen\xe9;\x80 5"), wanted);
        let utf16: Vec<u8> =
            "\u{feff}".chars().chain(sheet.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
        assert_eq!(first(&utf16), wanted);
        assert_eq!(windows_1252(0x9f), 'Ÿ');
    }

    #[test]
    fn two_columns_of_one_name_are_refused() {
        assert_eq!(Spreadsheet::read(b"a,b,A\n1,2,3\n").err(), Some(NoSheet::Twice("A".to_owned())));
        assert_eq!(Spreadsheet::read(b"a,,\n1,2,3\n").unwrap().header, ["a", "", ""]);
    }
}
