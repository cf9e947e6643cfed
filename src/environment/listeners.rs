//! Who holds an event stream open: a few for each token, and all of them end when serving ends.
//!
//! Not here: what goes over them (`handlers::events`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// Listeners of one token at once. A service holds one; one more may be a dead one that nobody has noticed.
const PER_TOKEN: usize = 4;

/// The streams of an environment.
pub struct Listeners {
    open: Arc<Mutex<HashMap<u64, usize>>>,
    /// Grows when serving ends; it may begin again.
    stopping: watch::Sender<u64>,
}

impl Default for Listeners {
    fn default() -> Self {
        Self { open: Arc::default(), stopping: watch::Sender::new(0) }
    }
}

/// One stream's place; given back when dropped.
pub struct Entered {
    open: Arc<Mutex<HashMap<u64, usize>>>,
    token: u64,
}

impl Listeners {
    /// A place for a stream of `token`; `None` when it has too many.
    pub fn enter(&self, token: u64) -> Option<Entered> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.entry(token).or_default();
        if *own >= PER_TOKEN {
            return None;
        }
        *own += 1;
        Some(Entered { open: self.open.clone(), token })
    }

    /// Changes when all streams are to end.
    pub fn stopping(&self) -> watch::Receiver<u64> {
        self.stopping.subscribe()
    }

    /// Ends all streams.
    pub fn stop(&self) {
        self.stopping.send_modify(|count| *count += 1);
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.token) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.token);
            }
        }
    }
}
