//! The disk fails: a call that changes a file ends with an error, once or from then on.

use std::path::Path;

use crate::writer::{Orders, Said, check, listen};
use crate::{copy, shim};

/// The first so many calls of a writer on a store that is there.
const CALLS: usize = 40;

#[test]
fn nothing_acknowledged_is_lost_when_the_disk_fails_or_is_full() {
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

    let (library, dir) = (shim::build(folder.path()), folder.path().join("store"));
    let mut stopped = 0;
    for mode in ["io", "full", "io-on", "full-on"] {
        for call in 1..=CALLS {
            let _ = std::fs::remove_dir_all(&dir);
            copy(&base, &dir);
            let more = vec![
                ("LD_PRELOAD", library.to_str().unwrap().to_owned()),
                ("KOPPEL_SHIM_DIR", dir.to_str().unwrap().to_owned()),
                ("KOPPEL_SHIM_AT", call.to_string()),
                ("KOPPEL_SHIM_MODE", mode.to_owned()),
            ];
            let mut said = Said { acknowledged: found.clone(), ..Said::default() };
            let mut child = Orders { dir: &dir, key: &key, lanes: 1, commits: 20, more }.start();
            listen(&mut child, &mut said, None);
            let ended = child.wait().unwrap();
            // Either it did without, or it says so by how it ends; it never goes on as if nothing were.
            assert_eq!(ended.success(), said.closed, "{mode} at call {call}: {ended}, {said:?}");
            assert!(said.closed || ended.code().is_some(), "{mode} at call {call}: {ended}");
            stopped += usize::from(!said.closed);
            is_whole(&runtime, &dir, &key, &said, &format!("{mode} at call {call}"));
        }
    }
    assert!(stopped > 2 * CALLS, "only {stopped} writers noticed");
    println!("{} failures of the disk, {stopped} writers stopped by them, none lost", 4 * CALLS);
}

fn is_whole(runtime: &tokio::runtime::Runtime, dir: &Path, key: &Path, said: &Said, what: &str) {
    if let Err(error) = runtime.block_on(check(dir, key, &said.acknowledged)) {
        panic!("{what}: {error}; {said:?}");
    }
}
