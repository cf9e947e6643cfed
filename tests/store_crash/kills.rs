//! Kill -9: at random moments, and at every call that changes a file.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::writer::{Orders, Said, check, listen};
use crate::{copy, shim, soak};

/// A store is killed so many times before a new one is begun.
const KILLS_OF_ONE: usize = 15;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn nothing_acknowledged_is_lost_by_kills_at_random() {
    let stores = soak(300).div_ceil(KILLS_OF_ONE);
    // Two at a time: a life is mostly waiting for the disk.
    let committed: u64 = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            scope
                .spawn(move || (0..stores).filter(|store| store % 2 == half).map(kill_one_store).sum::<u64>())
        });
        halves.map(|half| half.join().unwrap()).into_iter().sum()
    });
    assert!(committed > stores as u64, "the writer hardly wrote: {committed} commits");
    println!("{} kills, {committed} commits, none lost", stores * KILLS_OF_ONE);
}

/// Lets one store live and be killed again and again. Gives back how much was committed.
fn kill_one_store(store: usize) -> u64 {
    let mut dice = fastrand::Rng::with_seed(store as u64);
    let runtime = runtime();
    let folder = tempfile::tempdir().unwrap();
    let (dir, key) = (folder.path().join("store"), folder.path().join("key"));
    let mut said = Said::default();
    for round in 0..KILLS_OF_ONE {
        let mut child = Orders { dir: &dir, key: &key, lanes: 4, commits: 0, more: Vec::new() }.start();
        // Most lives are long enough to commit; some end while the store is being opened or made.
        std::thread::sleep(Duration::from_micros(dice.u64(2_000..90_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        listen(&mut child, &mut said, None);
        if !dir.exists() {
            continue;
        }
        // On a copy, so that the next life begins with what this one left.
        let after = folder.path().join("copy");
        copy(&dir, &after);
        said.acknowledged = match runtime.block_on(check(&after, &key, &said.acknowledged)) {
            Ok(found) => found,
            Err(error) => panic!("store {store}, round {round}: {error} ({})", keep(folder.path())),
        };
        std::fs::remove_dir_all(&after).unwrap();
    }
    said.acknowledged.values().sum()
}

/// Puts a failed store where it can be looked at.
fn keep(folder: &Path) -> String {
    let name = folder.file_name().unwrap().to_string_lossy();
    let kept = std::env::temp_dir().join(format!("koppel-failed-{}{name}", std::process::id()));
    copy(folder, &kept);
    format!("kept in {}", kept.display())
}

/// Kills a writer at every call in turn, each time on a fresh copy of `base` (or on nothing); each mode has its
/// folder, side by side. The key of `base` is `key`.
fn kill_at_every_call(base: Option<(&Path, &Path)>, commits: u64, before: &BTreeMap<u64, u64>) -> usize {
    std::thread::scope(|scope| {
        let modes = ["before", "torn", "after"];
        let modes = modes.map(|mode| scope.spawn(move || kill_in_mode(mode, base, commits, before)));
        modes.into_iter().map(|cases| cases.join().unwrap()).sum()
    })
}

fn kill_in_mode(
    mode: &str,
    base: Option<(&Path, &Path)>,
    commits: u64,
    before: &BTreeMap<u64, u64>,
) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let (dir, library, runtime) = (folder.path().join("store"), shim::build(folder.path()), runtime());
    let own_key = folder.path().join("key");
    let key = base.map_or(own_key.as_path(), |(_, key)| key);
    let mut cases = 0;
    for call in 1.. {
        let _ = std::fs::remove_dir_all(&dir);
        let _ = std::fs::remove_dir_all(folder.path().join("store.new"));
        if let Some((base, _)) = base {
            copy(base, &dir);
        }
        let more = vec![
            ("LD_PRELOAD", library.to_str().unwrap().to_owned()),
            ("KOPPEL_SHIM_DIR", dir.to_str().unwrap().to_owned()),
            ("KOPPEL_SHIM_AT", call.to_string()),
            ("KOPPEL_SHIM_MODE", mode.to_owned()),
        ];
        let mut child = Orders { dir: &dir, key, lanes: 1, commits, more }.start();
        let mut said = Said { acknowledged: before.clone(), ..Said::default() };
        listen(&mut child, &mut said, None);
        let status = child.wait().unwrap();
        if said.closed {
            assert!(call > 20 || mode == "torn", "the shim counted only {call} calls");
            break;
        }
        assert!(!status.success() && said.other.iter().all(|line| !line.contains("panicked")), "{said:?}");
        cases += 1;
        if let Err(error) = runtime.block_on(check(&dir, key, &said.acknowledged)) {
            panic!("{mode} call {call}: {error} ({})", keep(folder.path()));
        }
    }
    cases
}

#[test]
fn nothing_acknowledged_is_lost_by_a_kill_at_any_call_on_a_store_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, key) = (folder.path().join("base"), folder.path().join("key"));
    let mut child = Orders { dir: &dir, key: &key, lanes: 1, commits: 0, more: Vec::new() }.start();
    // Until it has had a few checkpoints and something to replay.
    let mut said = Said::default();
    listen(&mut child, &mut said, Some(40));
    child.wait().unwrap();
    let copied = folder.path().join("copy");
    copy(&dir, &copied);
    let found = runtime().block_on(check(&copied, &key, &said.acknowledged)).unwrap();
    assert!(found[&0] >= 40, "{said:?}");
    let cases = kill_at_every_call(Some((&dir, &key)), 20, &found);
    assert!(cases > 100, "{cases}");
    println!("{cases} calls");
}

#[test]
fn nothing_acknowledged_is_lost_by_a_kill_at_any_call_while_the_store_is_made() {
    let cases = kill_at_every_call(None, 2, &BTreeMap::new());
    assert!(cases > 100, "{cases}");
    println!("{cases} calls");
}
