//! Who is told of which changes. The same for every engine in this process.

use bytes::Bytes;
use tokio::sync::mpsc;

use super::{Change, Revision};

/// How many changes a watch holds before it is closed: its owner then reads anew.
pub(super) const DEPTH: usize = 4096;

/// The watches of an engine.
#[derive(Default)]
pub(super) struct Watches(Vec<Watch>);

struct Watch {
    table: &'static str,
    prefix: Vec<u8>,
    changes: mpsc::Sender<Change>,
}

impl Watches {
    /// A new watch, told of what is committed from now on.
    pub(super) fn add(&mut self, table: &'static str, prefix: Vec<u8>) -> mpsc::Receiver<Change> {
        let (changes, receiver) = mpsc::channel(DEPTH);
        self.0.push(Watch { table, prefix, changes });
        receiver
    }

    /// Tells of one change; must be called in commit order.
    pub(super) fn tell(&mut self, revision: Revision, table: &str, key: &[u8], value: Option<&Bytes>) {
        self.0.retain(|watch| {
            if watch.table != table || !key.starts_with(&watch.prefix) {
                return !watch.changes.is_closed();
            }
            let change = Change { revision, key: key.to_vec(), value: value.cloned() };
            watch.changes.try_send(change).is_ok()
        });
    }
}
