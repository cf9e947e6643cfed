//! The committer: one thread that takes what is waiting, checks what each batch expects, writes all of it
//! to the log with one sync, shows it to readers, and answers. Concurrent flushes hang sled, and one sync
//! for many is what makes many commits a second; both ask for a single thread.

use std::fs::File;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::frame;
use super::guard;
use super::log::Log;
use super::rows::{self, Rows};
use super::shared::{Group, Shared, lock};
use super::witness::Witness;
use crate::kv::{Batch, Expected, KvError, Operation, Revision};

/// The most commits and bytes that share a sync: enough to hide it, few enough that readers and the first
/// in line do not wait long.
const GROUP: usize = 1024;
const GROUP_BYTES: usize = 4 * 1024 * 1024;
/// Whole segments that stay beside the one being written: until backups take over, what sled may lose
/// without a word lies there again.
const KEPT_SEGMENTS: usize = 1;

/// What is asked of the committer.
pub(super) enum Request {
    /// Commit a batch, whose large documents are durable already.
    Commit {
        /// What to write.
        batch: Batch,
        /// Who waits.
        answer: oneshot::Sender<Result<Revision, KvError>>,
    },
    /// Make everything durable and let the files go.
    Close(oneshot::Sender<Result<(), KvError>>),
}

type Waiting = (Batch, oneshot::Sender<Result<Revision, KvError>>);

pub(super) struct Committer {
    pub(super) shared: Arc<Shared>,
    pub(super) rows: Rows,
    pub(super) log: Log,
    pub(super) witness: Witness,
    /// Held until everything else has been let go.
    pub(super) lock: File,
    pub(super) checkpoint_after: u64,
    pub(super) payload: Vec<u8>,
}

impl Committer {
    /// Serves until closed or until nobody can ask any more.
    pub(super) fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut waiting: Vec<Waiting> = Vec::new();
        let closing = loop {
            let Some(first) = requests.blocking_recv() else { break None };
            let mut size = 0;
            let mut closing = None;
            let mut next = Some(first);
            while let Some(request) = next.take() {
                match request {
                    Request::Commit { batch, answer } => {
                        size += frame::size(&batch);
                        waiting.push((batch, answer));
                    }
                    Request::Close(answer) => {
                        closing = Some(answer);
                        break;
                    }
                }
                if waiting.len() < GROUP && size < GROUP_BYTES {
                    next = requests.try_recv().ok();
                }
            }
            self.serve(&mut waiting);
            if closing.is_some() {
                break closing;
            }
        };
        drop(requests);
        let closed = self.close();
        if let Some(answer) = closing {
            // Whoever asked may have gone.
            let _ = answer.send(closed);
        }
    }

    fn serve(&mut self, waiting: &mut Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let outcome = if self.shared.failure().is_some() {
            Err(self.shared.gone())
        } else {
            guard::contain(|| self.commit(waiting)).unwrap_or_else(|why| Err(self.broken(&why)))
        };
        match outcome {
            Ok(outcomes) => {
                for ((_, answer), outcome) in waiting.drain(..).zip(outcomes) {
                    // Whoever asked may have gone; it is committed all the same.
                    let _ = answer.send(outcome);
                }
            }
            Err(error) => {
                if self.shared.failure().is_none() {
                    self.shared.fail(chain(&error));
                }
                for (_, answer) in waiting.drain(..) {
                    let _ = answer.send(Err(self.shared.gone()));
                }
            }
        }
        if self.shared.failure().is_none() && self.log.written() >= self.checkpoint_after {
            let done = guard::contain(|| self.checkpoint()).unwrap_or_else(|why| Err(self.broken(&why)));
            if let Err(error) = done {
                self.shared.fail(chain(&error));
            }
        }
    }

    /// Commits what is waiting; one outcome for each. An error is one of the store, and nobody knows then
    /// what of it became durable.
    fn commit(&mut self, waiting: &[Waiting]) -> Result<Vec<Result<Revision, KvError>>, KvError> {
        let mut group = Group::default();
        let mut outcomes = Vec::with_capacity(waiting.len());
        for (batch, _) in waiting {
            outcomes.push(self.stage(&mut group, batch)?);
        }
        let last = self.log.next() - 1;
        if outcomes.iter().all(Result::is_err) {
            return Ok(outcomes);
        }
        self.log.write()?;
        self.witness.record(last)?;
        if let Err(error) = self.shared.apply(&self.rows, group, last) {
            // Durable in the log, but readers may not see it or only half of it: they see nothing any more.
            std::mem::forget(self.shared.take_rows());
            return Err(error);
        }
        let mut watches = lock(&self.shared.watches);
        for ((batch, _), outcome) in waiting.iter().zip(&outcomes) {
            let Ok(revision) = outcome else { continue };
            for operation in &batch.operations {
                match operation {
                    Operation::Put { table, key, value } => watches.tell(*revision, table, key, Some(value)),
                    Operation::Remove { table, key } => watches.tell(*revision, table, key, None),
                }
            }
        }
        Ok(outcomes)
    }

    /// Checks what `batch` expects and seals it for the log; or says which expectation does not hold.
    fn stage(&mut self, group: &mut Group, batch: &Batch) -> Result<Result<Revision, KvError>, KvError> {
        for (table, key, expected) in &batch.expectations {
            let version = group.version(&self.rows, rows::row_key(table, key))?;
            let holds = match expected {
                Expected::Absent => version.is_none(),
                Expected::At(wanted) => version == Some(*wanted),
            };
            if !holds {
                return Ok(Err(KvError::Conflict { table, key: key.clone() }));
            }
        }
        self.payload.clear();
        for change in frame::changes(batch) {
            frame::encode(&change, &mut self.payload);
        }
        let revision = self.log.push(&self.payload);
        for change in frame::changes(batch) {
            group.take(&self.rows, revision, &change)?;
        }
        Ok(Ok(revision))
    }

    /// Makes the table durable, so that the log may let old segments go.
    fn checkpoint(&mut self) -> Result<(), KvError> {
        self.rows.settle()?;
        self.witness.sync()?;
        self.log.roll(KEPT_SEGMENTS)
    }

    /// sled has panicked: nothing of it is used again.
    fn broken(&self, why: &str) -> KvError {
        std::mem::forget(self.shared.take_rows());
        KvError::damaged(&self.shared.folder.table().join("db"), why)
    }

    fn close(mut self) -> Result<(), KvError> {
        let closed = if self.shared.failure().is_some() {
            Err(self.shared.gone())
        } else if self.log.written() == 0 {
            Ok(())
        } else {
            guard::contain(|| self.checkpoint()).unwrap_or_else(|why| Err(self.broken(&why)))
        };
        let Self { shared, rows, log, witness, lock, .. } = self;
        let readers = shared.take_rows();
        if closed.is_ok() {
            // sled does some last work here and may panic; what was acknowledged is durable already.
            let _ = guard::contain(|| drop((readers, rows)));
        } else {
            // Not even dropping is safe once it has failed; the process is about to end.
            std::mem::forget((readers, rows));
        }
        drop((log, witness, lock));
        closed
    }
}

/// An error with its causes, on one line.
fn chain(error: &KvError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
