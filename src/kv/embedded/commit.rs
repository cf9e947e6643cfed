//! The committer: one thread that takes what is waiting, checks what each batch expects, writes all of it
//! to the log with one sync, shows it to readers, and answers. One sync for many is what makes many commits
//! a second; the table is written later and elsewhere (`settle`).

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

use super::frame::{self, Change};
use super::guard;
use super::log::Log;
use super::recent::{Row, View};
use super::rows::{self, Document};
use super::settle::Settler;
use super::shared::{Shared, lock};
use super::witness::Witness;
use crate::kv::{Batch, Expected, KvError, Operation, Revision};

/// The most commits and bytes that share a sync: enough to hide it, few enough that the first in line does
/// not wait long.
const GROUP: usize = 1024;
const GROUP_BYTES: usize = 4 * 1024 * 1024;
/// How far the log may run ahead of a settler that is still busy, in checkpoints: beyond that commits wait,
/// so that memory and the next opening stay bounded.
const AHEAD: u64 = 4;

/// What is asked of the committer.
pub(super) enum Request {
    /// Commit a batch, whose large documents are durable already.
    Commit {
        /// What to write.
        batch: Batch,
        /// Who waits.
        answer: oneshot::Sender<Result<Revision, KvError>>,
    },
    /// Have everything in the table.
    Settle(oneshot::Sender<Result<(), KvError>>),
    /// Have everything in the table, and leave the table as it is while the answer is kept.
    Hold(oneshot::Sender<Result<Held, KvError>>),
    /// Have everything in the table, and let the files go.
    Close(oneshot::Sender<Result<(), KvError>>),
}

/// A table that stands still: nothing is settled into it until this is dropped.
pub(super) struct Held {
    pub(super) revision: Revision,
    _still: OwnedMutexGuard<()>,
}

type Waiting = (Batch, oneshot::Sender<Result<Revision, KvError>>);

pub(super) struct Committer {
    pub(super) shared: Arc<Shared>,
    pub(super) log: Log,
    pub(super) witness: Witness,
    pub(super) settler: Settler,
    /// Locked while the table must stand still.
    pub(super) still: Arc<Mutex<()>>,
    /// Held until everything else has been let go.
    pub(super) lock: File,
    pub(super) checkpoint_after: u64,
    pub(super) payload: Vec<u8>,
}

/// Rows as the commits of one group leave them.
type Group = HashMap<Vec<u8>, Row>;

impl Committer {
    /// Serves until closed or until nobody can ask any more.
    pub(super) fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut waiting: Vec<Waiting> = Vec::new();
        let closing = loop {
            let Some(first) = requests.blocking_recv() else { break None };
            let mut size = 0;
            let mut other = None;
            let mut next = Some(first);
            while let Some(request) = next.take() {
                match request {
                    Request::Commit { batch, answer } => {
                        size += frame::size(&batch);
                        waiting.push((batch, answer));
                    }
                    request => {
                        other = Some(request);
                        break;
                    }
                }
                if waiting.len() < GROUP && size < GROUP_BYTES {
                    next = requests.try_recv().ok();
                }
            }
            self.serve(&mut waiting);
            match other {
                // Whoever asked may have gone.
                Some(Request::Settle(answer)) => drop(answer.send(self.settle_all())),
                Some(Request::Hold(answer)) => drop(answer.send(self.hold())),
                Some(Request::Close(answer)) => break Some(answer),
                Some(Request::Commit { .. }) | None => {}
            }
        };
        drop(requests);
        let closed = self.close();
        if let Some(answer) = closing {
            let _ = answer.send(closed);
        }
    }

    fn serve(&mut self, waiting: &mut Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let outcome = match self.shared.failure() {
            Some(_) => Err(self.shared.gone()),
            None => self.commit(waiting),
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
                    self.shared.fail(&error);
                }
                for (_, answer) in waiting.drain(..) {
                    let _ = answer.send(Err(self.shared.gone()));
                }
            }
        }
        if self.shared.failure().is_none()
            && self.log.written() >= self.checkpoint_after
            && let Err(error) = self.checkpoint()
        {
            self.shared.fail(&error);
        }
    }

    /// Commits what is waiting; one outcome for each. An error is one of the store, and nobody knows then
    /// what of it became durable.
    fn commit(&mut self, waiting: &[Waiting]) -> Result<Vec<Result<Revision, KvError>>, KvError> {
        let mut group = Group::with_capacity(waiting.len() * 4);
        let mut outcomes = Vec::with_capacity(waiting.len());
        let (log, payload) = (&mut self.log, &mut self.payload);
        self.shared.read(|view| {
            for (batch, _) in waiting {
                outcomes.push(stage(view, &mut group, log, payload, batch)?);
            }
            Ok(())
        })?;
        if outcomes.iter().all(Result::is_err) {
            return Ok(outcomes);
        }
        let last = self.log.next() - 1;
        self.log.write()?;
        self.witness.record(last)?;
        self.shared.show(group, last)?;
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

    /// Starts a new segment and has everything before it settled, unless the settler is still busy with the
    /// last part and the log is not far ahead.
    fn checkpoint(&mut self) -> Result<(), KvError> {
        // Whoever has it stand still takes seconds, and what is committed meanwhile is bounded by that.
        let still = self.still.clone();
        let Ok(_free) = still.try_lock() else { return Ok(()) };
        if self.settler.is_busy() {
            if self.log.written() < self.checkpoint_after * AHEAD {
                return Ok(());
            }
            self.settler.wait()?;
        }
        self.order()
    }

    fn order(&mut self) -> Result<(), KvError> {
        self.witness.sync()?;
        self.log.roll()?;
        if let Some(recent) = self.shared.freeze()? {
            self.settler.order(recent, self.log.next() - 1);
        }
        Ok(())
    }

    fn hold(&mut self) -> Result<Held, KvError> {
        self.settle_all()?;
        let still = self.still.clone().blocking_lock_owned();
        Ok(Held { revision: self.shared.revision(), _still: still })
    }

    fn settle_all(&mut self) -> Result<(), KvError> {
        let still = self.still.clone();
        let _free = still.blocking_lock();
        self.settler.wait()?;
        self.order()?;
        self.settler.wait()
    }

    fn close(mut self) -> Result<(), KvError> {
        let closed = self.settle_all();
        let Self { shared, log, witness, settler, lock, .. } = self;
        let view = shared.take_view();
        if closed.is_ok() {
            // sled may panic in its last work; what was acknowledged is durable already.
            let _ = guard::contain(|| drop(view));
        } else {
            std::mem::forget(view);
        }
        settler.stop();
        drop((log, witness, lock));
        closed
    }
}

/// Checks what `batch` expects and seals it for the log; or says which expectation does not hold.
fn stage(
    view: &View,
    group: &mut Group,
    log: &mut Log,
    payload: &mut Vec<u8>,
    batch: &Batch,
) -> Result<Result<Revision, KvError>, KvError> {
    for (table, key, expected) in &batch.expectations {
        let version = version(view, group, &rows::row_key(table, key))?;
        let holds = match expected {
            Expected::Absent => version.is_none(),
            Expected::At(wanted) => version == Some(*wanted),
        };
        if !holds {
            return Ok(Err(KvError::Conflict { table, key: key.clone() }));
        }
    }
    payload.clear();
    for change in frame::changes(batch) {
        frame::encode(&change, payload);
    }
    let revision = log.push(payload);
    for (id, content) in &batch.documents {
        let key = rows::document_key(id);
        if version(view, group, &key)?.is_none() {
            group.insert(key, Row { version: revision, value: Some(Document::row(content)) });
        }
    }
    for operation in &batch.operations {
        let (table, key, value) = match operation {
            Operation::Put { table, key, value } => (table, key, Some(value.clone())),
            Operation::Remove { table, key } => (table, key, None),
        };
        group.insert(rows::row_key(table, key), Row { version: revision, value });
    }
    Ok(Ok(revision))
}

fn version(view: &View, group: &Group, key: &[u8]) -> Result<Option<Revision>, KvError> {
    match group.get(key) {
        Some(row) => Ok(row.value.as_ref().map(|_| row.version)),
        None => view.version(key),
    }
}

/// The row that a change of the log leaves: how a commit is brought back at opening.
pub(super) fn replayed(change: &Change<'_>, version: Revision) -> (Vec<u8>, Row) {
    let (key, value) = match change {
        Change::Put { table, key, value } => (rows::row_key(table, key), Some(value.to_vec().into())),
        Change::Remove { table, key } => (rows::row_key(table, key), None),
        Change::Document { id, content } => (rows::document_key(id), Some(Document::row(content))),
        Change::File { id, size } => (rows::document_key(id), Some(Document::file_row(*size))),
    };
    (key, Row { version, value })
}
