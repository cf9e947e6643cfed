//! What only an engine with files promises: it is there again after reopening, alone in its folder, and
//! names what is wrong with it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::rows::Rows;
use super::*;
use crate::kv::conformance::{SALES, put};
use crate::kv::{Expected, Piece, Table};

async fn empty() -> (Kv, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let kv = open(&folder.path().join("store"), &Keyring::ephemeral()).await.unwrap();
    (kv, folder)
}

crate::kv::conformance::suite!(empty);

/// The same with a checkpoint after almost every commit: rows are in memory, on their way, and in the table.
mod settling {
    use super::*;

    async fn restless() -> (Kv, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { checkpoint_after: 300, ..Settings::default() };
        let kv = open_with(&folder.path().join("store"), &Keyring::ephemeral(), settings).await.unwrap();
        (kv, folder)
    }

    crate::kv::conformance::suite!(restless);
}

/// A folder, a key, and a way to open the store in it with checkpoints every few commits.
struct Place {
    folder: tempfile::TempDir,
    keyring: Keyring,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), keyring: Keyring::ephemeral() }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("data/store")
    }

    async fn open(&self) -> Result<Kv, KvError> {
        open(&self.dir(), &self.keyring).await
    }

    async fn open_small(&self) -> Kv {
        let settings = Settings { checkpoint_after: 2_000, ..Settings::default() };
        open_with(&self.dir(), &self.keyring, settings).await.unwrap()
    }

    fn segments(&self) -> Vec<PathBuf> {
        let segments = log::segments(&self.dir().join("log")).unwrap();
        segments.into_iter().map(|segment| segment.path).collect()
    }
}

async fn refused(opened: impl Future<Output = Result<Kv, KvError>>) -> KvError {
    match opened.await {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

/// Copies a store as a kill would leave it: while it is open.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[tokio::test]
async fn everything_is_there_after_reopening_with_versions_and_revision() {
    let place = Place::new();
    let kv = place.open_small().await;
    let mut ids = Vec::new();
    for round in 0..100u64 {
        let mut batch = kv.batch();
        batch.put(&SALES, &round, &"x".repeat(100)).unwrap();
        batch.remove(&SALES, &(round / 2));
        ids.push(batch.document(vec![round as u8; 1_000 * round as usize]));
        assert_eq!(kv.commit(batch).await.unwrap(), round + 1);
    }
    let before = kv.scan(&SALES, Scan::all()).await.unwrap();
    let verified = kv.verify().await.unwrap();
    kv.close().await.unwrap();
    assert!(place.segments().len() <= 2, "old segments go: {:?}", place.segments());
    for _ in 0..2 {
        let kv = place.open().await.unwrap();
        assert_eq!(kv.revision(), 100);
        assert_eq!(kv.scan(&SALES, Scan::all()).await.unwrap(), before);
        assert_eq!(kv.verify().await.unwrap(), verified);
        for (round, id) in ids.iter().enumerate() {
            assert_eq!(kv.document(*id).await.unwrap().unwrap(), vec![round as u8; 1_000 * round]);
        }
        drop(kv);
    }
    let kv = place.open().await.unwrap();
    assert_eq!(put(&kv, 1, "next").await, 101);
}

#[tokio::test]
async fn one_process_has_it_at_a_time_and_closing_or_dropping_frees_it() {
    let place = Place::new();
    let kv = place.open().await.unwrap();
    let second = refused(place.open()).await;
    assert!(matches!(&second, KvError::Locked { path } if *path == place.dir()));
    assert!(second.to_string().contains("attach to it"));
    let other = kv.clone();
    kv.close().await.unwrap();
    assert!(matches!(other.get(&SALES, &1).await, Err(KvError::Closed)));
    assert!(matches!(other.commit(other.batch()).await, Err(KvError::Closed)));
    for _ in 0..3 {
        drop(place.open().await.unwrap());
    }
}

#[tokio::test]
async fn another_key_is_said_to_be_another_key() {
    let place = Place::new();
    put(&place.open().await.unwrap(), 1, "a").await;
    let other = Keyring::ephemeral();
    let error = refused(open(&place.dir(), &other)).await;
    assert!(matches!(error, KvError::OtherKey { wanted, have, .. }
        if wanted == place.keyring.id() && have == other.id()));
}

#[tokio::test]
async fn a_half_made_store_and_a_half_made_snapshot_are_no_hindrance() {
    let place = Place::new();
    std::fs::create_dir_all(place.dir().with_extension("new").join("log")).unwrap();
    put(&place.open().await.unwrap(), 1, "a").await;
    assert!(!place.dir().with_extension("new").exists());
    std::fs::write(place.dir().join("table/snap.FFFFFFFFFFFFFFFF.generating"), b"").unwrap();
    std::fs::write(place.dir().join("log/0000000000000009.new"), b"half").unwrap();
    std::fs::write(place.dir().join("documents/new/abc"), b"half").unwrap();
    let kv = place.open().await.unwrap();
    assert_eq!(kv.get(&SALES, &1).await.unwrap().unwrap().value, "a");
    assert!(std::fs::read_dir(place.dir().join("documents/new")).unwrap().next().is_none());
}

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    fn look(path: &Path) {
        let found = std::fs::metadata(path).unwrap();
        let wanted = if found.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(found.permissions().mode() & 0o777, wanted, "{}", path.display());
        if found.is_dir() {
            std::fs::read_dir(path).unwrap().for_each(|entry| look(&entry.unwrap().path()));
        }
    }
    let place = Place::new();
    let kv = place.open_small().await;
    for key in 0..50 {
        let mut batch = kv.batch();
        batch.put(&SALES, &key, &"x".repeat(60_000)).unwrap();
        batch.document(vec![key as u8; 60_000]);
        kv.commit(batch).await.unwrap();
    }
    kv.close().await.unwrap();
    look(&place.folder.path().join("data"));
}

#[tokio::test]
async fn a_torn_tail_is_cut_but_a_lost_acknowledged_commit_is_named() {
    let place = Place::new();
    let kv = place.open().await.unwrap();
    for key in 0..3 {
        put(&kv, key, "acknowledged").await;
    }
    let torn = Place { folder: tempfile::tempdir().unwrap(), keyring: place.keyring.clone() };
    copy(&place.dir(), &torn.dir());
    let segment = torn.segments().pop().unwrap();
    let whole = std::fs::read(&segment).unwrap();
    for rest in [&b"\0"[..], &[0; 100], &[0xff; 9], &whole[28..60]] {
        std::fs::write(&segment, [&whole, rest].concat()).unwrap();
        let kv = torn.open().await.unwrap();
        assert_eq!(kv.scan(&SALES, Scan::all()).await.unwrap().len(), 3);
        put(&kv, 9, "goes on").await;
        drop(kv);
        std::fs::remove_dir_all(torn.dir()).unwrap();
        copy(&place.dir(), &torn.dir());
    }
    // The last frame goes without a trace: the log alone looks whole.
    let frame = (whole.len() - 28) / 3;
    for length in [whole.len() - frame, whole.len() - 1, 28] {
        std::fs::write(&segment, &whole[..length]).unwrap();
        match refused(torn.open()).await {
            KvError::Damaged { path, why, next } => {
                assert_eq!(path, segment);
                assert!(why.contains("revision 3"), "{why}");
                assert!(next.contains("doctor --rebuild"), "{next}");
            }
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_table_is_rebuilt_while_the_log_reaches_back_to_the_beginning() {
    let place = Place::new();
    let kv = place.open().await.unwrap();
    for key in 0..20 {
        put(&kv, key, "kept").await;
    }
    let id = {
        let mut batch = kv.batch();
        let id = batch.document(vec![7; 100_000]);
        kv.commit(batch).await.unwrap();
        id
    };
    kv.close().await.unwrap();
    std::fs::write(place.dir().join("table/db"), b"not a table any more").unwrap();
    let error = refused(place.open()).await;
    assert!(error.to_string().contains("koppel doctor --rebuild"), "{error}");
    assert_eq!(rebuild(&place.dir(), &place.keyring).await.unwrap(), 21);
    assert!(place.dir().join("quarantine/table-1/db").exists());
    let kv = place.open().await.unwrap();
    assert_eq!(kv.scan(&SALES, Scan::all()).await.unwrap().len(), 20);
    assert_eq!(kv.document(id).await.unwrap().unwrap().len(), 100_000);
    assert_eq!(put(&kv, 1, "goes on").await, 22);
    kv.close().await.unwrap();

    let kv = place.open_small().await;
    for key in 0..100 {
        put(&kv, key, &"x".repeat(100)).await;
    }
    kv.close().await.unwrap();
    let error = rebuild(&place.dir(), &place.keyring).await.unwrap_err();
    assert!(error.to_string().ends_with("put a copy of the whole folder back"), "{error}");
    assert_eq!(place.open().await.unwrap().revision(), 122, "nothing was touched");
}

#[tokio::test]
async fn rows_that_go_missing_without_a_trace_are_noticed() {
    let place = Place::new();
    let kv = place.open().await.unwrap();
    for key in 0..20 {
        put(&kv, key, "kept").await;
    }
    kv.close().await.unwrap();
    let (rows, _) = Rows::open(&place.dir().join("table"), &place.keyring).unwrap();
    rows.forget_row_for_a_test(&rows::row_key("sale", &crate::kv::Key::encode(&7u64)));
    drop(rows);
    let error = refused(place.open()).await;
    assert!(error.to_string().contains("19 rows where 20"), "{error}");
    // A large table is counted beside the work, and the store fails.
    let settings = Settings { verify_at_open: 0, verify_after: Duration::ZERO, ..Settings::default() };
    let kv = open_with(&place.dir(), &place.keyring, settings).await.unwrap();
    while kv.failure().is_none() {
        tokio::task::yield_now().await;
    }
    let mut batch = kv.batch();
    batch.put(&SALES, &1, &String::new()).unwrap();
    assert!(matches!(kv.commit(batch).await, Err(KvError::Failed { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_expect_the_same_version_at_once_one_wins() {
    let (kv, _keep) = empty().await;
    const TABLE: Table<u64, u64> = Table::new("claim");
    let tasks: Vec<_> = (0..64u64)
        .map(|task| {
            let kv = kv.clone();
            tokio::spawn(async move {
                let mut batch = kv.batch();
                batch.expect(&TABLE, &1, Expected::Absent);
                batch.put(&TABLE, &1, &task).unwrap();
                kv.commit(batch).await.is_ok()
            })
        })
        .collect();
    let mut winners = 0;
    for task in tasks {
        winners += usize::from(task.await.unwrap());
    }
    assert_eq!((winners, kv.revision()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_exported_is_a_store_again_with_the_same_entries_versions_and_documents() {
    let place = Place::new();
    let kv = place.open_small().await;
    let mut batch = kv.batch();
    let large = batch.document(vec![b'x'; 200_000]);
    let small = batch.document(b"small".to_vec());
    kv.commit(batch).await.unwrap();
    for key in 0..600 {
        put(&kv, key, &format!("value {key}")).await;
    }
    let mut batch = kv.batch();
    batch.remove(&SALES, &7);
    let last = kv.commit(batch).await.unwrap();
    let export = async |kv: &Kv| {
        let (give, given) = std::sync::mpsc::channel();
        let sink: Sink = Box::new(move |piece| give.send(piece).map_err(|_| KvError::Closed));
        (kv.export(sink).await.unwrap(), given.into_iter().collect::<Vec<Piece>>())
    };
    let (revision, pieces) = export(&kv).await;
    assert_eq!((revision, pieces.len()), (last, 599 + 2));

    let copy = place.folder.path().join("copy/store");
    let steps = pieces.clone().into_iter().map(Step::Piece);
    let mut given = steps.chain([Step::End(revision)]);
    let aside = place.folder.path().join("copy/quarantine/store");
    let give = move || given.next().ok_or(KvError::Closed);
    let made = restore(&copy, &place.keyring, &aside, give).await.unwrap();
    assert_eq!(made, Verified { entries: 599, documents: 2 });
    let restored = open(&copy, &place.keyring).await.unwrap();
    assert_eq!(export(&restored).await, (revision, pieces.clone()));
    assert_eq!(restored.document(large).await.unwrap().unwrap().len(), 200_000);
    assert_eq!(restored.document(small).await.unwrap().unwrap(), "small");
    assert_eq!(restored.verify().await.unwrap(), made);
    assert_eq!(put(&restored, 7, "again").await, revision + 1);
    restored.close().await.unwrap();
    let again = open(&copy, &place.keyring).await.unwrap();
    assert_eq!(again.get(&SALES, &7).await.unwrap().unwrap().version, revision + 1);
    again.close().await.unwrap();

    // Over a store that is there: what was stands aside, whole.
    let mut given = pieces.clone().into_iter().map(Step::Piece).chain([Step::End(revision)]);
    let give = move || given.next().ok_or(KvError::Closed);
    restore(&copy, &place.keyring, &aside, give).await.unwrap();
    let older = open(&copy, &place.keyring).await.unwrap();
    assert_eq!(older.get(&SALES, &7).await.unwrap(), None);
    let in_use = restore(&copy, &place.keyring, &aside, || Ok(Step::End(1))).await;
    assert!(matches!(in_use, Err(KvError::Locked { .. })));
    older.close().await.unwrap();
    let newer = open(&aside, &place.keyring).await.unwrap();
    assert_eq!(newer.get(&SALES, &7).await.unwrap().unwrap().version, revision + 1);
    newer.close().await.unwrap();

    // Never half: what ends without an end changes nothing.
    let mut given = pieces.into_iter().take(300).map(Step::Piece);
    let cut = restore(&copy, &place.keyring, &aside, move || given.next().ok_or(KvError::Closed)).await;
    assert!(matches!(cut, Err(KvError::Closed)));
    let same = open(&copy, &place.keyring).await.unwrap();
    assert_eq!(same.verify().await.unwrap(), made);
    same.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_of_a_table_that_lost_a_row_is_refused() {
    let place = Place::new();
    let kv = place.open().await.unwrap();
    for key in 0..10 {
        put(&kv, key, "value").await;
    }
    kv.close().await.unwrap();
    let (rows, _) = Rows::open(&place.dir().join("table"), &place.keyring).unwrap();
    rows.forget_row_for_a_test(&super::rows::row_key("sale", &crate::kv::Key::encode(&3_u64)));
    drop(rows);
    let settings = Settings { verify_at_open: 0, ..Settings::default() };
    let kv = open_with(&place.dir(), &place.keyring, settings).await.unwrap();
    let exported = kv.export(Box::new(|_| Ok(()))).await;
    assert!(matches!(exported, Err(KvError::Damaged { .. })), "{exported:?}");
}
