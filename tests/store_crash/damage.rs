//! Damaged files: each case ends in an error that names a file and the next step, or with all the data.
//! Never in a panic, a hang, or less data without a word. Each case is looked at by another process.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use koppel::credential::Keyring;
use koppel::kv::embedded::{self, Settings};
use koppel::kv::{DocumentId, Scan, Table};

use crate::writer::command;
use crate::{copy, files, soak};

const ROWS: Table<u64, String> = Table::new("row");
const DOCUMENTS: Table<u64, DocumentId> = Table::new("document");
const LAST: u64 = 150;

/// What happens to a file.
#[derive(Clone, Copy, Debug)]
enum Harm {
    FlipBit,
    ZeroRange,
    Garbage,
    Cut,
    Append,
    Empty,
    Remove,
    Swap,
}

const HARMS: [Harm; 8] = [
    Harm::FlipBit,
    Harm::ZeroRange,
    Harm::Garbage,
    Harm::Cut,
    Harm::Append,
    Harm::Empty,
    Harm::Remove,
    Harm::Swap,
];

fn harm(path: &Path, other: &Path, how: Harm, dice: &mut fastrand::Rng) {
    if matches!(how, Harm::Remove) {
        return std::fs::remove_file(path).unwrap();
    }
    let mut bytes = std::fs::read(path).unwrap();
    let at = if bytes.is_empty() { 0 } else { dice.usize(..bytes.len()) };
    let end = (at + dice.usize(1..5_000)).min(bytes.len());
    match how {
        Harm::FlipBit if !bytes.is_empty() => bytes[at] ^= 1 << dice.u8(..8),
        Harm::ZeroRange => bytes[at..end].fill(0),
        Harm::Garbage => bytes[at..end].iter_mut().for_each(|byte| *byte = dice.u8(..)),
        Harm::Cut => bytes.truncate(at),
        Harm::Append => bytes.extend((0..dice.usize(1..3_000)).map(|_| dice.u8(..))),
        Harm::Empty => bytes.clear(),
        Harm::Swap => {
            let theirs = std::fs::read(other).unwrap();
            std::fs::write(other, &bytes).unwrap();
            bytes = theirs;
        }
        Harm::FlipBit | Harm::Remove => {}
    }
    std::fs::write(path, bytes).unwrap();
}

/// Writes a store with several checkpoints, and leaves it closed in one folder and as a kill would leave
/// it in another.
async fn stores(folder: &Path) -> [PathBuf; 2] {
    let (closed, killed) = (folder.join("closed"), folder.join("killed"));
    let keyring = Keyring::load_or_create(&folder.join("key")).unwrap();
    let settings = Settings { checkpoint_after: 30_000, ..Settings::default() };
    let kv = embedded::open_with(&closed, &keyring, settings).await.unwrap();
    for generation in 1..=LAST {
        let mut batch = kv.batch();
        batch.put(&ROWS, &(generation % 100), &content(generation)).unwrap();
        if generation % 30 == 0 {
            let id = batch.document(vec![generation as u8; 300 * generation as usize]);
            batch.put(&DOCUMENTS, &generation, &id).unwrap();
            let large = batch.document(vec![generation as u8; 60_000]);
            batch.put(&DOCUMENTS, &(generation + 1), &large).unwrap();
        }
        kv.commit(batch).await.unwrap();
    }
    copy(&closed, &killed);
    kv.close().await.unwrap();
    [closed, killed]
}

fn content(generation: u64) -> String {
    format!("generation {generation} ").repeat(generation as usize % 60 + 1)
}

#[test]
#[ignore = "the body of another process"]
fn looks_at_a_store() {
    let Ok(dir) = std::env::var("KOPPEL_LOOK_DIR") else { return };
    std::panic::set_hook(Box::new(|panic| {
        if !embedded::panic_is_contained() {
            println!("\nuncontained {panic}");
        }
    }));
    let keyring = Keyring::load_or_create(std::env::var("KOPPEL_LOOK_KEY").unwrap().as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let verdict = runtime.block_on(async {
        let settings = Settings { open_within: Duration::from_secs(10), ..Settings::default() };
        let kv = match embedded::open_with(dir.as_ref(), &keyring, settings).await {
            Ok(kv) => kv,
            Err(error) => return format!("refused {error}"),
        };
        if let Err(error) = kv.verify().await {
            return format!("refused {error}");
        }
        let rows = kv.scan(&ROWS, Scan::all()).await.unwrap();
        let mut whole = kv.revision() == LAST && rows.len() == 100;
        for (key, row) in rows {
            let generation = if key <= LAST - 100 { key + 100 } else { key };
            whole &= row.value == content(generation);
        }
        let documents = kv.scan(&DOCUMENTS, Scan::all()).await.unwrap();
        whole &= documents.len() == 10;
        for (generation, id) in documents {
            let size = if generation % 30 == 0 { 300 * generation as usize } else { 60_000 };
            let content = kv.document(id.value).await.unwrap().unwrap();
            whole &= content == vec![(generation / 30 * 30) as u8; size];
        }
        let mut batch = kv.batch();
        batch.put(&ROWS, &1, &String::new()).unwrap();
        whole &= kv.commit(batch).await.is_ok() && kv.close().await.is_ok();
        if whole { "whole".to_owned() } else { "silent loss".to_owned() }
    });
    println!("\nverdict {verdict}");
    // sled's own threads may hang on a damaged file; the verdict is what counts.
    std::process::exit(0);
}

/// Lets another process look at `dir`; its verdict, or why there is none.
fn look(dir: &Path, key: &Path) -> Result<String, String> {
    let mut child = command("damage::looks_at_a_store")
        .env("KOPPEL_LOOK_DIR", dir)
        .env("KOPPEL_LOOK_KEY", key)
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut out = child.stdout.take().unwrap();
    let (done, ended) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let read = out.read_to_string(&mut said);
        let _ = done.send(());
        read.map(|_| said)
    });
    let hung = ended.recv_timeout(Duration::from_secs(60)).is_err();
    if hung {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    let said = reader.join().unwrap().unwrap();
    if hung {
        return Err(format!("hung: {said}"));
    }
    if !status.success() || said.contains("uncontained") {
        return Err(format!("{status}: {said}"));
    }
    let verdict = said.lines().find_map(|line| line.strip_prefix("verdict "));
    verdict.map(str::to_owned).ok_or_else(|| format!("said nothing: {said}"))
}

#[test]
fn damage_is_named_with_file_and_next_step_or_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bases = runtime.block_on(stores(folder.path()));
    let dir = folder.path().join("store");
    let mut dice = fastrand::Rng::with_seed(7);
    let (mut whole, mut refused, mut wrong) = (0, 0, Vec::new());
    for round in 0..soak(1) {
        for base in &bases {
            let paths = files(base);
            for (number, path) in paths.iter().enumerate() {
                // The table is where the surprises are; of the like documents a few are enough.
                let inside = path.strip_prefix(base).unwrap();
                let in_table = inside.starts_with("table");
                if inside.starts_with("documents") && number % 3 != 0 {
                    continue;
                }
                let times = if inside.ends_with("db") { 5 } else { 1 };
                for how in HARMS.into_iter().cycle().take(HARMS.len() * times) {
                    let _ = std::fs::remove_dir_all(&dir);
                    copy(base, &dir);
                    let other = &paths[(number + 1) % paths.len()];
                    harm(&dir.join(inside), &dir.join(other.strip_prefix(base).unwrap()), how, &mut dice);
                    let case = format!("round {round}: {how:?} on {} {}", base.display(), inside.display());
                    match look(&dir, &key) {
                        Ok(verdict) if verdict == "whole" => whole += 1,
                        Ok(verdict) if is_helpful(&verdict, &dir) => refused += 1,
                        other => wrong.push(format!("{case} (table: {in_table}): {other:?}")),
                    }
                }
            }
        }
    }
    println!("{whole} whole, {refused} refused, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(whole + refused >= 150 && whole > 0 && refused > 0);
}

/// An error must name a file of the store and say what to do.
fn is_helpful(verdict: &str, dir: &Path) -> bool {
    let Some(error) = verdict.strip_prefix("refused ") else { return false };
    error.contains(dir.to_str().unwrap())
        && ["doctor --rebuild", "from a copy of the folder", "right key file"]
            .iter()
            .any(|step| error.contains(step))
}
