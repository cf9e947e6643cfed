//! Where things stand on a screen of a given size. `draw` and `update` (which needs to know how many rows
//! fit) both ask here.
//!
//! ```text
//! koppel  demo · reseller            LIVE   1.204 sales  x 12        header
//! 1 wachtrij  2 groepen  3 integraties ...                           tabs     (from 80x24)
//! filter line, headings, rows                                        body
//! ------ the row under the cursor, in words ------                   preview  (queue, from 100x30)
//! what just happened                                                 notice
//! Enter openen  / filter  ! problemen ...                            footer
//! ```
//!
//! Not here: what is drawn in them (`screens`).

use ratatui::layout::Rect;

/// The smallest screen that shows anything.
pub const SMALLEST: (u16, u16) = (40, 12);
/// From here on everything is complete.
const COMPLETE: (u16, u16) = (80, 24);
/// From here on there is room for extras.
const FULL: (u16, u16) = (100, 30);
/// Lines of the preview under the queue.
const PREVIEW: u16 = 7;

/// How much fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    TooSmall,
    /// One column.
    Narrow,
    /// Everything.
    Complete,
    /// Everything, and a preview.
    Full,
}

/// The form of a screen of `columns` by `lines`.
pub fn form(columns: u16, lines: u16) -> Form {
    let at_least = |size: (u16, u16)| columns >= size.0 && lines >= size.1;
    if at_least(FULL) {
        Form::Full
    } else if at_least(COMPLETE) {
        Form::Complete
    } else if at_least(SMALLEST) {
        Form::Narrow
    } else {
        Form::TooSmall
    }
}

/// The areas of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Areas {
    /// How much fits.
    pub form: Form,
    /// Instance, environment, freshness, counts.
    pub header: Rect,
    /// Names of the panes.
    pub tabs: Option<Rect>,
    /// The pane.
    pub body: Rect,
    /// The row under the cursor in words.
    pub preview: Option<Rect>,
    /// Connection, marks, what just happened.
    pub notice: Rect,
    /// Keys.
    pub footer: Rect,
}

/// A box that leaves less than this of the screen's width takes all of it.
const STRIP: u16 = 8;

impl Areas {
    /// The areas of `screen`; `with_preview` for a pane that has one, `strip` for the lines of the notice.
    pub fn of(screen: Rect, with_preview: bool, strip: u16) -> Self {
        let form = form(screen.width, screen.height);
        let line = |y: u16, height: u16| Rect { x: screen.x, y: screen.y + y, width: screen.width, height };
        let top = if form == Form::Narrow { 1 } else { 2 };
        let preview = if form == Form::Full && with_preview { PREVIEW } else { 0 };
        let strip = strip.clamp(1, screen.height.max(1));
        let body = screen.height.saturating_sub(top + preview + strip + 1);
        Self {
            form,
            header: line(0, 1.min(screen.height)),
            tabs: (top == 2 && screen.height > 1).then(|| line(1, 1)),
            body: line(top.min(screen.height), body),
            preview: (preview > 0).then(|| line(top + body, preview)),
            notice: line(screen.height.saturating_sub(1 + strip), strip.min(screen.height)),
            footer: line(screen.height.saturating_sub(1), 1.min(screen.height)),
        }
    }

    /// Lines above the rows of a pane: its summary, and headings where there is room for columns.
    pub fn above_rows(&self) -> u16 {
        if self.form == Form::Narrow { 1 } else { 2 }
    }

    /// How many rows of a pane fit.
    pub fn rows(&self) -> usize {
        usize::from(self.body.height.saturating_sub(self.above_rows()))
    }

    /// Where a layer over the pane stands: a box in the middle, or all of it when there is little room.
    pub fn layer(&self, columns: u16, lines: u16) -> Rect {
        let screen = Rect { height: self.footer.y, ..self.header };
        if self.form == Form::Narrow {
            // What lies beneath would show as a border without its box.
            let top = self.header.bottom();
            return Rect { y: top, height: self.notice.y.saturating_sub(top), ..self.header };
        }
        // A strip beside it would show the first letters of what lies beneath.
        let width = if screen.width < columns + STRIP { screen.width } else { columns };
        let height = lines.min(screen.height.saturating_sub(1));
        Rect {
            x: screen.x + (screen.width - width) / 2,
            y: screen.y + 1 + (screen.height.saturating_sub(1 + height)) / 2,
            width,
            height,
        }
    }

    /// Where a layer that takes the pane's place stands.
    pub fn whole(&self) -> Rect {
        match self.preview {
            Some(preview) => Rect { height: self.body.height + preview.height, ..self.body },
            None => self.body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_fill_the_screen_at_every_size() {
        let sizes = [(40, 12), (79, 24), (80, 24), (100, 30), (200, 50)];
        for ((columns, lines), strip) in sizes.into_iter().flat_map(|size| [(size, 1), (size, 5)]) {
            let areas = Areas::of(Rect::new(0, 0, columns, lines), true, strip);
            let preview = areas.preview.map_or(0, |area| area.height);
            let tabs = areas.tabs.map_or(0, |area| area.height);
            assert_eq!(1 + tabs + areas.body.height + preview + strip + 1, lines, "{columns}x{lines}");
            assert_eq!(areas.notice.bottom(), areas.footer.y, "{columns}x{lines}");
            assert!(areas.rows() >= 9 - usize::from(strip), "{columns}x{lines}");
        }
        assert_eq!(form(39, 12), Form::TooSmall);
        assert_eq!(form(40, 11), Form::TooSmall);
    }
}
