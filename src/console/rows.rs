//! Rows in columns. Only the rows in view are made: the cost of a frame does not know how long the list is.
//!
//! Not here: which columns a pane has (`screens`).

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::look::Look;
use super::text;
use super::theme::Meaning;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Heading.
    pub heading: String,
    /// Columns it takes; 0 for a share of what is left.
    pub width: u16,
    /// Columns with a higher rank go first when there is no room.
    pub rank: u8,
    /// The least that a column that shares is worth showing with.
    pub least: u16,
    /// How large its share is beside the shares of others.
    pub share: u16,
}

impl Column {
    /// A column of fixed width.
    pub fn fixed(heading: String, width: u16, rank: u8) -> Self {
        Self { heading, width, rank, least: 0, share: 0 }
    }

    /// A column that shares what is left, and asks for `least`.
    pub fn filling(heading: String, rank: u8, least: u16) -> Self {
        Self { heading, width: 0, rank, least, share: 1 }
    }

    /// The same with a share so many times as large.
    #[must_use]
    pub fn sharing(self, share: u16) -> Self {
        Self { share, ..self }
    }
}

/// The cursor's sign, the mark's sign, a space.
const GUTTER: u16 = 3;

/// One row: a cell for each column.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Text and meaning for each column.
    pub cells: Vec<(String, Meaning)>,
    /// It is marked.
    pub marked: bool,
    /// It is about to vanish.
    pub gone: bool,
}

/// A list to draw.
pub struct Rows<'a> {
    /// Columns.
    pub columns: &'a [Column],
    /// Rows in view.
    pub view: Range<usize>,
    /// The row under the cursor.
    pub cursor: usize,
    /// Whether there is room for headings.
    pub headings: bool,
}

#[cfg(test)]
thread_local! {
    /// Rows made by this thread, so that a test can see that only visible ones are.
    pub static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl Rows<'_> {
    /// Draws the list, asking `make` for each row in view.
    pub fn draw(self, frame: &mut Frame<'_>, look: &Look, area: Rect, mut make: impl FnMut(usize) -> Row) {
        let widths = widths(self.columns, area.width.saturating_sub(GUTTER));
        let mut y = area.y;
        if self.headings && area.height > 0 {
            let cells = self.columns.iter().zip(&widths).filter(|(_, width)| **width > 0);
            let mut line = vec![Span::raw(" ".repeat(usize::from(GUTTER)))];
            for (column, width) in cells {
                line.push(Span::styled(
                    text::fit(&column.heading, usize::from(*width)),
                    look.style(Meaning::Dim),
                ));
                line.push(Span::raw(" "));
            }
            put(frame, area, y, Line::from(line));
            y += 1;
        }
        for index in self.view {
            if y >= area.bottom() {
                break;
            }
            #[cfg(test)]
            MADE.set(MADE.get() + 1);
            let row = make(index);
            put(frame, area, y, line(look, &row, &widths, index == self.cursor, area.width));
            y += 1;
        }
    }
}

fn line(look: &Look, row: &Row, widths: &[u16], selected: bool, width: u16) -> Line<'static> {
    let gutter = match (selected, row.marked) {
        (true, true) => ">* ",
        (true, false) => ">  ",
        (false, true) => " * ",
        (false, false) => "   ",
    };
    let cells = row.cells.iter().zip(widths).filter(|(_, width)| **width > 0);
    if selected {
        // One style for the whole row: the sign and word of a state say what its colour would.
        let mut whole = gutter.to_owned();
        for ((cell, _), width) in cells {
            whole.push_str(&text::fit(cell, usize::from(*width)));
            whole.push(' ');
        }
        return Line::styled(text::fit(&whole, usize::from(width)), look.style(Meaning::Selected));
    }
    let mut spans = vec![Span::styled(gutter, look.style(Meaning::Marked))];
    for ((cell, meaning), width) in cells {
        let meaning = if row.gone { Meaning::Dim } else { *meaning };
        spans.push(Span::styled(text::fit(cell, usize::from(*width)), look.style(meaning)));
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}

/// The name of a tab beside others; the one in front stands in brackets.
pub fn tab(look: &Look, name: &str, in_front: bool) -> Span<'static> {
    match in_front {
        true => Span::styled(format!("[{name}]"), look.style(Meaning::Accent)),
        false => Span::styled(format!(" {name} "), look.style(Meaning::Dim)),
    }
}

/// Puts a line at `y` of `area`.
pub fn put(frame: &mut Frame<'_>, area: Rect, y: u16, line: Line<'_>) {
    if y < area.bottom() {
        frame.buffer_mut().set_line(area.x, y, &line, area.width);
    }
}

/// Widths that fit `room`, a space between them; 0 for a column that has to go.
fn widths(columns: &[Column], room: u16) -> Vec<u16> {
    let mut shown: Vec<bool> = columns.iter().map(|_| true).collect();
    loop {
        let kept: Vec<_> = columns.iter().zip(&shown).filter(|(_, shown)| **shown).collect();
        let spaces = kept.len() as u16;
        let fixed: u16 = kept.iter().map(|(column, _)| column.width).sum::<u16>() + spaces;
        let shares: u16 = kept.iter().map(|(column, _)| column.share).sum();
        let least: u16 = kept.iter().map(|(column, _)| column.least).sum();
        if fixed + least <= room || kept.len() <= 1 {
            // First what each asks for, then its share of the rest.
            let left = room.saturating_sub(fixed + least);
            let mut extra = left.checked_rem(shares).unwrap_or(0);
            return columns
                .iter()
                .zip(&shown)
                .map(|(column, shown)| match (shown, column.width) {
                    (false, _) => 0,
                    (true, 0) => {
                        let more = extra.min(column.share);
                        extra -= more;
                        (column.least + left / shares.max(1) * column.share + more).max(1)
                    }
                    (true, width) => width.min(room.max(1)),
                })
                .collect();
        }
        let worst = columns.iter().enumerate().filter(|(index, _)| shown[*index]).max_by_key(|(_, c)| c.rank);
        if let Some((index, _)) = worst {
            shown[index] = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_important_column_goes_first() {
        let columns = [
            Column::fixed("a".into(), 10, 0),
            Column::filling("b".into(), 1, 12),
            Column::fixed("c".into(), 10, 2),
        ];
        assert_eq!(widths(&columns, 43), [10, 20, 10]);
        assert_eq!(widths(&columns, 30), [10, 18, 0]);
        assert_eq!(widths(&columns, 20), [10, 0, 0]);
        assert_eq!(widths(&columns, 5), [5, 0, 0]);
    }
}
