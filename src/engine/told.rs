//! What the own environment tells of itself, kept until it is told on: what of it may be otherwise than it
//! was read, and whether it tells at all.
//!
//! Not here: hearing it (`listen`), telling it on (`change`).

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::model::administration::Moved;

/// What was told and not told on yet.
#[derive(Default)]
pub struct Told {
    moved: Mutex<BTreeSet<Moved>>,
    listening: AtomicBool,
}

impl Told {
    /// Something of it may be otherwise.
    pub fn moved(&self, what: Moved) {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner).insert(what);
    }

    /// What may be, since this was last asked.
    pub fn take(&self) -> BTreeSet<Moved> {
        std::mem::take(&mut *self.moved.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Its stream is open, or no longer; true when that is news.
    pub fn listens(&self, open: bool) -> bool {
        self.listening.swap(open, Ordering::Relaxed) != open
    }

    /// Whether it tells of what happens there as it happens.
    pub fn is_listening(&self) -> bool {
        self.listening.load(Ordering::Relaxed)
    }
}
