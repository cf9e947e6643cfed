//! The disk fails: a call that changes a file ends with an error, once or from then on, or never ends.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitStatus;

use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::writer::{Orders, Said, check, listen};
use crate::{copy, shim};

/// The first so many calls of a writer on a store that is there.
const CALLS: usize = 40;
/// The same, of those that change the table.
const TABLE_CALLS: usize = 12;

#[test]
fn nothing_acknowledged_is_lost_when_the_disk_fails_or_is_full() {
    // They wait for a disk most of the time: each mode has a store of its own, side by side.
    let modes = ["io", "full", "io-on", "full-on"];
    let stopped: usize = std::thread::scope(|scope| {
        let writers = modes.map(|mode| scope.spawn(move || stopped_by(mode)));
        writers.into_iter().map(|writers| writers.join().unwrap()).sum()
    });
    assert!(stopped > 2 * CALLS, "only {stopped} writers noticed");
    println!("{} failures of the disk, {stopped} writers stopped by them, none lost", modes.len() * CALLS);
}

/// Lets the disk fail at every call; how many writers noticed.
fn stopped_by(mode: &str) -> usize {
    let store = Store::new();
    let mut stopped = 0;
    for call in 1..=CALLS {
        // sled may wait for ever for a write that failed: the store's patience ends that.
        let (ended, said) = store.write("store", mode, call, 15);
        // Either it did without, or it says so by how it ends; it never goes on as if nothing were.
        assert_eq!(ended.success(), said.closed, "{mode} at call {call}: {ended}, {said:?}");
        stopped += usize::from(!said.closed);
    }
    stopped
}

#[test]
fn nobody_waits_for_ever_for_a_disk_that_does_not_answer() {
    let calls: Vec<usize> = (1..=TABLE_CALLS).collect();
    std::thread::scope(|scope| {
        for some in calls.chunks(TABLE_CALLS.div_ceil(2)) {
            scope.spawn(move || {
                let store = Store::new();
                for call in some {
                    let (ended, said) = store.write("store/table", "stall", *call, 1);
                    assert!(!ended.success() && !said.closed, "call {call}: {ended}, {said:?}");
                }
            });
        }
    });
}

/// A store that somebody wrote to, to begin with each time.
struct Store {
    folder: TempDir,
    runtime: Runtime,
    shim: PathBuf,
    found: BTreeMap<u64, u64>,
}

impl Store {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (base, key) = (folder.path().join("base"), folder.path().join("key"));
        let mut said = Said::default();
        let mut child = Orders { dir: &base, key: &key, lanes: 1, commits: 0, more: Vec::new() }.start();
        listen(&mut child, &mut said, Some(40));
        child.wait().unwrap();
        let before = folder.path().join("before");
        copy(&base, &before);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(check(&before, &key, &said.acknowledged)).unwrap();
        let shim = shim::build(folder.path());
        Self { folder, runtime, shim, found }
    }

    /// Lets a writer go on while the disk fails at a call that changes a file under `part`, and looks for
    /// what it said. A checkpoint and opening may take it `patience` seconds.
    fn write(&self, part: &str, mode: &str, call: usize, patience: u64) -> (ExitStatus, Said) {
        let at = |name: &str| self.folder.path().join(name);
        let (dir, key) = (at("store"), at("key"));
        let _ = std::fs::remove_dir_all(&dir);
        copy(&at("base"), &dir);
        let more = vec![
            ("LD_PRELOAD", self.shim.to_str().unwrap().to_owned()),
            ("KOPPEL_SHIM_DIR", at(part).to_str().unwrap().to_owned()),
            ("KOPPEL_SHIM_AT", call.to_string()),
            ("KOPPEL_SHIM_MODE", mode.to_owned()),
            ("KOPPEL_WRITER_PATIENCE", patience.to_string()),
        ];
        let mut said = Said { acknowledged: self.found.clone(), ..Said::default() };
        let mut child = Orders { dir: &dir, key: &key, lanes: 1, commits: 20, more }.start();
        listen(&mut child, &mut said, None);
        let ended = child.wait().unwrap();
        assert!(ended.code().is_some(), "{mode} at call {call} under {part}: {ended}");
        if let Err(error) = self.runtime.block_on(check(&dir, &key, &said.acknowledged)) {
            panic!("{mode} at call {call} under {part}: {error}; {said:?}");
        }
        (ended, said)
    }
}
