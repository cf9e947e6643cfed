//! A piece of data that is asked for when a screen needs it, and kept while it is asked for again.
//!
//! Not here: asking (`load`).

use super::Trouble;

/// Whether it must be asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Ask {
    /// It must, as soon as a screen needs it.
    #[default]
    Needed,
    /// It has been.
    Asked,
    /// It is here.
    Here,
    /// It could not be had; asked again on refresh or reconnect.
    Failed(Trouble),
}

/// Data and whether it must be asked for.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    /// What was last answered.
    pub value: Option<T>,
    /// Whether to ask.
    pub ask: Ask,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Shelf<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { value: None, ask: Ask::Needed }
    }

    /// True once, when it must be asked for.
    pub fn take_need(&mut self) -> bool {
        let needed = self.ask == Ask::Needed;
        if needed {
            self.ask = Ask::Asked;
        }
        needed
    }

    /// It is no longer what it was.
    pub fn stale(&mut self) {
        self.ask = Ask::Needed;
    }

    /// Takes an answer.
    pub fn put(&mut self, answer: Result<T, Trouble>) {
        match answer {
            Ok(value) => {
                self.value = Some(value);
                // Something changed while the question was under way: ask again.
                if self.ask != Ask::Needed {
                    self.ask = Ask::Here;
                }
            }
            Err(trouble) => self.ask = Ask::Failed(trouble),
        }
    }
}
