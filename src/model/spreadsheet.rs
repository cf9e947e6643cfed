//! A spreadsheet saved as text: commas or semicolons, with or without a mark at its start, each row with the
//! line it stands on.
//!
//! Not here: reading the file, what its columns mean (`updates`, the commands).

/// A file of rows.
pub struct Spreadsheet {
    /// The names of the columns.
    pub header: Vec<String>,
    /// Rows that say anything.
    pub rows: Vec<Row>,
}

/// One row.
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its cells; may be fewer or more than there are names.
    pub cells: Vec<String>,
}

impl Spreadsheet {
    /// Reads the content of a file, or says where it cannot be read.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
        let header = reader.headers().map_err(|error: csv::Error| error.to_string())?;
        let header: Vec<String> = header.iter().map(plain).collect();
        let mut rows = Vec::new();
        let mut lines = Lines { text, at: 0, line: 1 };
        for record in reader.records() {
            let record = record.map_err(|error: csv::Error| error.to_string())?;
            let line = lines.of(record.position().map_or(0, csv::Position::byte) as usize);
            let cells: Vec<String> = record.iter().map(plain).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { line, cells });
            }
        }
        Ok(Self { header, rows })
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
