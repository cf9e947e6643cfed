//! The settler: writes what was committed lately into the table, makes the table durable, and lets old
//! segments of the log go. It runs beside the committer; nobody else ever writes to sled.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::guard;
use super::log;
use super::recent::Recent;
use super::rows::{Rows, Writes};
use super::shared::Shared;
use crate::kv::{KvError, Revision};

/// Rows that go into the table at once. A stop between two such steps does no harm: until the last one the
/// table says that it lacks all of it, and gets all of it again.
const STEP: usize = 64;
/// Settled segments that stay: what sled may lose without a word lies there again.
const KEPT_SEGMENTS: usize = 1;

/// The settler, as the committer sees it. sled may wait for ever for a write that failed at the wrong moment,
/// so nobody waits for the settler longer than `within`; the store has failed then, and the thread is left
/// behind.
pub(super) struct Settler {
    shared: Arc<Shared>,
    orders: Option<Sender<(Arc<Recent>, Revision)>>,
    /// A word for each order that was carried out; disconnected once the table is let go.
    done: Receiver<()>,
    busy: bool,
    within: Duration,
    thread: Option<JoinHandle<()>>,
}

impl Settler {
    /// Starts it; an order takes at most `within`.
    pub(super) fn start(shared: Arc<Shared>, rows: Rows, within: Duration) -> Result<Self, KvError> {
        let (orders, ordered) = channel::<(Arc<Recent>, Revision)>();
        let (tell, done) = channel();
        let folder = shared.folder.path().to_owned();
        let settler = shared.clone();
        let work = move || {
            let shared = settler;
            for (recent, last) in ordered {
                let settled = guard::contain(|| settle(&shared, &rows, &recent, last));
                match settled {
                    Ok(Ok(())) => shared.settled(),
                    Ok(Err(error)) => shared.fail(&error),
                    Err(why) => shared.broken(&why),
                }
                // The committer may have gone.
                let _ = tell.send(());
            }
            // sled does some last work here and may panic; what was acknowledged is durable already. Once
            // it has failed not even dropping is safe; the process is about to end.
            if shared.failure().is_some() {
                std::mem::forget(rows);
            } else {
                let _ = guard::contain(|| drop(rows));
            }
        };
        let thread = std::thread::Builder::new().name("kv-settle".to_owned()).spawn(work);
        let thread = thread.map_err(KvError::io(&folder, "starting a thread for"))?;
        Ok(Self { shared, orders: Some(orders), done, busy: false, within, thread: Some(thread) })
    }

    /// Whether it is still at the last order.
    pub(super) fn is_busy(&mut self) -> bool {
        if self.done.try_recv().is_ok() {
            self.busy = false;
        }
        self.busy
    }

    /// Lets it settle `recent`, whose last commit is `last`. Only when it is not busy.
    pub(super) fn order(&mut self, recent: Arc<Recent>, last: Revision) {
        if let Some(orders) = &self.orders {
            self.busy = orders.send((recent, last)).is_ok();
        }
    }

    /// Waits until it is idle. An error when the store has failed, also by this wait.
    pub(super) fn wait(&mut self) -> Result<(), KvError> {
        if self.busy {
            match self.done.recv_timeout(self.within) {
                // Disconnected: it has gone, which leaves nothing to wait for.
                Ok(()) | Err(RecvTimeoutError::Disconnected) => self.busy = false,
                Err(RecvTimeoutError::Timeout) => {
                    let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
                    self.shared.fail(&KvError::io(&self.shared.folder.table(), "making durable")(late));
                }
            }
        }
        if self.shared.failure().is_some() { Err(self.shared.gone()) } else { Ok(()) }
    }

    /// Waits until it has let go of the table, unless a wait for it was in vain before.
    pub(super) fn stop(mut self) {
        self.orders = None;
        if !self.busy
            && self.done.recv_timeout(self.within) == Err(RecvTimeoutError::Disconnected)
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

/// Writes `recent` into the table, durable, and drops the segments that hold nothing else.
pub(super) fn settle(shared: &Shared, rows: &Rows, recent: &Recent, last: Revision) -> Result<(), KvError> {
    let mut step = Step::default();
    for (key, row) in recent {
        let stored = rows.version(key)?;
        let now = row.value.as_ref().map(|_| row.version);
        match &row.value {
            Some(value) => step.writes.put(rows, key, row.version, value),
            None if stored.is_none() => continue,
            None => step.writes.remove(key),
        }
        step.changed.push(Changed::new(rows, key.clone(), stored, now));
        if step.changed.len() == STEP {
            shared.write_table(rows, std::mem::take(&mut step), None)?;
        }
    }
    shared.write_table(rows, step, Some(last))?;
    rows.sync()?;
    let log: PathBuf = shared.folder.log();
    log::drop_settled(&log, last, KEPT_SEGMENTS)
}

/// What goes into the table at once.
#[derive(Default)]
pub(super) struct Step {
    pub(super) writes: Writes,
    pub(super) changed: Vec<Changed>,
}

/// How a row's change tells on what the table says about itself.
pub(super) struct Changed {
    pub(super) key: Vec<u8>,
    pub(super) rows: u64,
    pub(super) sum: u128,
}

impl Changed {
    fn new(rows: &Rows, key: Vec<u8>, stored: Option<Revision>, now: Option<Revision>) -> Self {
        let weight = |version: Option<Revision>| version.map_or(0, |version| rows.weight(&key, version));
        let sum = weight(now).wrapping_sub(weight(stored));
        let rows = u64::from(now.is_some()).wrapping_sub(u64::from(stored.is_some()));
        Self { key, rows, sum }
    }
}
