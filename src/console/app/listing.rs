//! The cursor of a list: where it stands and which rows are in view.
//!
//! Not here: the rows, and the queue's own cursor, which follows a sale (`queue`).

use ratatui::crossterm::event::KeyCode;

/// A step of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One down.
    Down,
    /// One up.
    Up,
    /// To the first.
    Top,
    /// To the last.
    Bottom,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
}

impl Step {
    /// What a key means that is no text.
    pub fn of(key: KeyCode) -> Option<Self> {
        match key {
            KeyCode::Down => Some(Self::Down),
            KeyCode::Up => Some(Self::Up),
            KeyCode::PageDown => Some(Self::PageDown),
            KeyCode::PageUp => Some(Self::PageUp),
            _ => None,
        }
    }

    /// Where `at` of `length` rows goes, `page` of which are in view.
    pub fn from(self, at: usize, length: usize, page: usize) -> usize {
        let page = page.max(1);
        let half = (page / 2).max(1);
        let last = length.saturating_sub(1);
        match self {
            Self::Down => at + 1,
            Self::Up => at.saturating_sub(1),
            Self::Top => 0,
            Self::Bottom => last,
            Self::HalfDown => at + half,
            Self::HalfUp => at.saturating_sub(half),
            Self::PageDown => at + page,
            Self::PageUp => at.saturating_sub(page),
        }
        .min(last)
    }
}

/// The first row in view such that row `at` is in view too, changing `top` as little as possible.
pub fn scrolled(top: usize, at: usize, length: usize, page: usize) -> usize {
    let page = page.max(1);
    let top = top.min(length.saturating_sub(page));
    if at < top {
        at
    } else if at >= top + page {
        at + 1 - page
    } else {
        top
    }
}

/// A cursor in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The row under the cursor.
    pub at: usize,
    /// The first row in view.
    pub top: usize,
}

impl Listing {
    /// Moves the cursor.
    pub fn go(&mut self, step: Step, length: usize, page: usize) {
        self.at = step.from(self.at, length, page);
        self.settle(length, page);
    }

    /// Goes along with a row that is now number `at`: it stays on its line.
    pub fn follow(&mut self, at: usize) {
        self.top = (self.top + at).saturating_sub(self.at);
        self.at = at;
    }

    /// Keeps cursor and view inside a list of `length` rows.
    pub fn settle(&mut self, length: usize, page: usize) {
        self.at = self.at.min(length.saturating_sub(1));
        self.top = scrolled(self.top, self.at, length, page);
    }

    /// The rows in view.
    pub fn view(&self, length: usize, page: usize) -> std::ops::Range<usize> {
        let top = self.top.min(length);
        top..(top + page).min(length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEPS: [Step; 8] = [
        Step::Down,
        Step::Up,
        Step::Top,
        Step::Bottom,
        Step::HalfDown,
        Step::HalfUp,
        Step::PageDown,
        Step::PageUp,
    ];

    proptest! {
        #[test]
        fn the_cursor_is_always_a_row_in_view(steps in prop::collection::vec((0usize..8, 0usize..40, 0usize..12), 1..40)) {
            let mut listing = Listing::default();
            for (step, length, page) in steps {
                listing.go(STEPS[step], length, page);
                let view = listing.view(length, page.max(1));
                prop_assert!(length == 0 || view.contains(&listing.at), "{listing:?} of {length}, page {page}");
            }
        }
    }
}
