//! What every engine must pass. `suite!(open)` makes the tests in an engine's own test module; `open`
//! gives an empty store and whatever must live as long as it does.
//!
//! Not here: what only an engine with files promises (`embedded::tests`, `tests/store_crash.rs`).

use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;
use proptest::prelude::*;
use tokio::sync::mpsc::error::TryRecvError;

use super::{Batch, Expected, Kv, KvError, MAX_VALUE, Piece, Revision, Scan, Sink, Table, Versioned, watch};
use crate::kv::Key;

/// A table, and one whose name begins with the same letters: their rows must never mix.
pub(super) const SALES: Table<u64, String> = Table::new("sale");
const SALES_BY_STATE: Table<(String, u64), String> = Table::new("sale.state");

macro_rules! suite {
    ($open:path) => {
        crate::kv::conformance::suite!(
            $open,
            a_value_is_read_back_with_the_revision_that_wrote_it,
            a_removed_key_is_gone_and_a_missing_one_is_no_error,
            a_scan_reads_a_range_in_order_either_way_and_page_by_page,
            a_scan_of_nothing_is_empty_and_no_panic,
            a_conflict_names_the_key_and_applies_nothing,
            the_last_write_to_a_key_within_a_batch_wins,
            a_watch_tells_of_its_prefix_in_commit_order,
            a_watch_that_falls_behind_is_closed_and_others_go_on,
            a_value_above_the_cap_is_refused_and_one_at_the_cap_is_not,
            documents_of_any_size_read_back_and_equal_ones_share_a_name,
            concurrent_counters_never_lose_a_step,
            a_scan_never_sees_half_a_commit,
            what_moves_between_two_ranges_is_in_exactly_one,
            everything_verifies_after_work,
            an_export_is_the_state_at_one_commit_while_others_go_on
        );
        #[test]
        fn any_sequence_of_commits_reads_as_the_model_says() {
            crate::kv::conformance::any_sequence_of_commits_reads_as_the_model_says($open);
        }
    };
    ($open:path, $($test:ident),+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            let (kv, _keep) = $open().await;
            crate::kv::conformance::$test(kv).await;
        })+
    };
}
pub(super) use suite;

/// Commits one value.
pub(super) async fn put(kv: &Kv, key: u64, value: &str) -> Revision {
    let mut batch = kv.batch();
    batch.put(&SALES, &key, &value.to_owned()).unwrap();
    kv.commit(batch).await.unwrap()
}

async fn keys(kv: &Kv, scan: Scan) -> Vec<u64> {
    kv.scan(&SALES, scan).await.unwrap().into_iter().map(|(key, _)| key).collect()
}

pub(super) async fn a_value_is_read_back_with_the_revision_that_wrote_it(kv: Kv) {
    assert_eq!((kv.revision(), kv.get(&SALES, &1).await.unwrap()), (0, None));
    let first = put(&kv, 1, "a").await;
    let second = put(&kv, 2, "b").await;
    assert_eq!((first, second, kv.revision()), (1, 2, 2));
    let read = |value: &str, version| Some(Versioned { value: value.to_owned(), version });
    assert_eq!(kv.get(&SALES, &1).await.unwrap(), read("a", first));
    let third = put(&kv, 1, "c").await;
    assert_eq!(kv.get(&SALES, &1).await.unwrap(), read("c", third));
    assert_eq!(kv.get(&SALES, &2).await.unwrap(), read("b", second));
}

pub(super) async fn a_removed_key_is_gone_and_a_missing_one_is_no_error(kv: Kv) {
    put(&kv, 1, "a").await;
    let mut batch = kv.batch();
    batch.remove(&SALES, &1);
    batch.remove(&SALES, &404);
    kv.commit(batch).await.unwrap();
    assert_eq!(kv.get(&SALES, &1).await.unwrap(), None);
    assert!(keys(&kv, Scan::all()).await.is_empty());
}

pub(super) async fn a_scan_reads_a_range_in_order_either_way_and_page_by_page(kv: Kv) {
    let mut batch = kv.batch();
    for key in [300, 1, 256, 2, 255] {
        batch.put(&SALES, &key, &key.to_string()).unwrap();
        let state = if key > 255 { "sent" } else { "ready" };
        batch.put(&SALES_BY_STATE, &(state.to_owned(), key), &String::new()).unwrap();
    }
    kv.commit(batch).await.unwrap();
    assert_eq!(keys(&kv, Scan::all()).await, [1, 2, 255, 256, 300]);
    assert_eq!(keys(&kv, Scan::all().reversed()).await, [300, 256, 255, 2, 1]);
    let range =
        Scan { from: Bound::Excluded(2u64.encode()), to: Bound::Included(256u64.encode()), ..Scan::all() };
    assert_eq!(keys(&kv, range.clone()).await, [255, 256]);
    assert_eq!(keys(&kv, range.reversed().limit(1)).await, [256]);
    assert!(keys(&kv, Scan::all().limit(0)).await.is_empty());
    for reverse in [false, true] {
        let whole = Scan { reverse, ..Scan::all() };
        let mut paged = Vec::new();
        loop {
            let after = paged.last().map(Key::encode);
            let page = match after {
                Some(last) => whole.clone().after(last),
                None => whole.clone(),
            };
            match keys(&kv, page.limit(2)).await {
                page if page.is_empty() => break,
                page => paged.extend(page),
            }
        }
        assert_eq!(paged, keys(&kv, whole).await);
    }
    let ready = Scan::prefix("ready".to_owned().encode());
    let found = kv.scan(&SALES_BY_STATE, ready).await.unwrap();
    assert_eq!(found.iter().map(|((_, key), _)| *key).collect::<Vec<_>>(), [1, 2, 255]);
}

pub(super) async fn a_scan_of_nothing_is_empty_and_no_panic(kv: Kv) {
    put(&kv, 5, "a").await;
    let (five, nine) = (5u64.encode(), 9u64.encode());
    for (from, to) in [
        (Bound::Included(nine.clone()), Bound::Included(five.clone())),
        (Bound::Excluded(five.clone()), Bound::Excluded(five.clone())),
        (Bound::Included(five.clone()), Bound::Excluded(five)),
        (Bound::Included(nine), Bound::Unbounded),
    ] {
        let scan = Scan { from, to, ..Scan::all() };
        assert!(keys(&kv, scan.clone()).await.is_empty());
        assert!(keys(&kv, scan.reversed()).await.is_empty());
    }
}

pub(super) async fn a_conflict_names_the_key_and_applies_nothing(kv: Kv) {
    let version = put(&kv, 1, "a").await;
    let attempt = |expected: Expected| {
        let mut batch = kv.batch();
        batch.expect(&SALES, &1, expected);
        batch.put(&SALES, &1, &"changed".to_owned()).unwrap();
        batch.put(&SALES, &2, &"new".to_owned()).unwrap();
        kv.commit(batch)
    };
    for expected in [Expected::Absent, Expected::At(version + 1), Expected::At(0)] {
        match attempt(expected).await {
            Err(KvError::Conflict { table: "sale", key }) => assert_eq!(key, 1u64.encode()),
            other => panic!("{expected:?}: {:?}", other.map_err(|error| error.to_string())),
        }
        assert_eq!(kv.get(&SALES, &1).await.unwrap().unwrap().value, "a");
        assert_eq!((kv.get(&SALES, &2).await.unwrap(), kv.revision()), (None, version));
    }
    let next = attempt(Expected::At(version)).await.unwrap();
    assert_eq!(next, version + 1);
    assert!(matches!(attempt(Expected::At(version)).await, Err(KvError::Conflict { .. })));
    let mut batch = kv.batch();
    batch.expect(&SALES, &7, Expected::At(version));
    assert!(matches!(kv.commit(batch).await, Err(KvError::Conflict { .. })));
}

pub(super) async fn the_last_write_to_a_key_within_a_batch_wins(kv: Kv) {
    let mut batch = kv.batch();
    batch.put(&SALES, &1, &"first".to_owned()).unwrap();
    batch.remove(&SALES, &1);
    batch.put(&SALES, &2, &"first".to_owned()).unwrap();
    batch.remove(&SALES, &2);
    batch.put(&SALES, &2, &"last".to_owned()).unwrap();
    kv.commit(batch).await.unwrap();
    assert_eq!(kv.get(&SALES, &1).await.unwrap(), None);
    assert_eq!(kv.get(&SALES, &2).await.unwrap().unwrap().value, "last");
    kv.verify().await.unwrap();
}

pub(super) async fn a_watch_tells_of_its_prefix_in_commit_order(kv: Kv) {
    let mut ready = kv.watch(&SALES_BY_STATE, "ready".to_owned().encode());
    let mut sales = kv.watch(&SALES, Vec::new());
    let mut batch = kv.batch();
    batch.put(&SALES_BY_STATE, &("ready".to_owned(), 1), &String::new()).unwrap();
    batch.put(&SALES_BY_STATE, &("sent".to_owned(), 2), &String::new()).unwrap();
    let first = kv.commit(batch).await.unwrap();
    let mut batch = kv.batch();
    batch.remove(&SALES_BY_STATE, &("ready".to_owned(), 1));
    let second = kv.commit(batch).await.unwrap();
    let told = [ready.recv().await.unwrap(), ready.recv().await.unwrap()];
    assert_eq!(told.each_ref().map(|change| change.revision), [first, second]);
    assert_eq!(told.each_ref().map(|change| change.value.is_some()), [true, false]);
    assert_eq!(told[0].key, ("ready".to_owned(), 1u64).encode());
    assert!(matches!(ready.try_recv(), Err(TryRecvError::Empty)));
    assert!(matches!(sales.try_recv(), Err(TryRecvError::Empty)));

    let tasks: Vec<_> = (0..64)
        .map(|key| {
            let kv = kv.clone();
            tokio::spawn(async move { put(&kv, key, "x").await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut last = second;
    for _ in 0..64 {
        let change = sales.recv().await.unwrap();
        assert_eq!(change.revision, last + 1);
        last = change.revision;
    }
}

pub(super) async fn a_watch_that_falls_behind_is_closed_and_others_go_on(kv: Kv) {
    let mut lagging = kv.watch(&SALES, Vec::new());
    let mut narrow = kv.watch(&SALES, 7u64.encode());
    let mut batch = kv.batch();
    for key in 0..watch::DEPTH as u64 + 1 {
        batch.put(&SALES, &key, &String::new()).unwrap();
    }
    kv.commit(batch).await.unwrap();
    let mut told = 0;
    while lagging.recv().await.is_some() {
        told += 1;
    }
    assert_eq!(told, watch::DEPTH);
    assert_eq!(narrow.recv().await.unwrap().key, 7u64.encode());
    put(&kv, 7, "still told").await;
    assert!(narrow.recv().await.is_some());
}

pub(super) async fn a_value_above_the_cap_is_refused_and_one_at_the_cap_is_not(kv: Kv) {
    let mut batch = kv.batch();
    let quotes = 2; // JSON's
    let refused = batch.put(&SALES, &1, &"x".repeat(MAX_VALUE - quotes + 1));
    assert!(matches!(refused, Err(KvError::TooLarge { table: "sale", size }) if size == MAX_VALUE + 1));
    let largest = "x".repeat(MAX_VALUE - quotes);
    batch.put(&SALES, &1, &largest).unwrap();
    kv.commit(batch).await.unwrap();
    assert_eq!(kv.get(&SALES, &1).await.unwrap().unwrap().value, largest);
}

pub(super) async fn documents_of_any_size_read_back_and_equal_ones_share_a_name(kv: Kv) {
    let mut named = Vec::new();
    for size in [0, 1, 48 * 1024, 48 * 1024 + 1, 3 * 1024 * 1024] {
        let content = Bytes::from(vec![size as u8 ^ 0x5a; size]);
        let mut batch = kv.batch();
        let id = batch.document(content.clone());
        assert_eq!(batch.document(content.clone()), id);
        kv.commit(batch).await.unwrap();
        named.push((id, content));
    }
    let mut again = kv.batch();
    assert_eq!(again.document(named[4].1.clone()), named[4].0);
    assert_eq!(again.document(named[1].1.clone()), named[1].0);
    kv.commit(again).await.unwrap();
    for (id, content) in &named {
        assert_eq!(kv.document(*id).await.unwrap().as_ref(), Some(content));
    }
    let unknown = kv.batch().document(&b"never committed"[..]);
    assert_eq!(kv.document(unknown).await.unwrap(), None);
    assert_eq!(kv.verify().await.unwrap().documents, 5);
}

pub(super) async fn concurrent_counters_never_lose_a_step(kv: Kv) {
    const TABLE: Table<u64, u64> = Table::new("counter");
    let tasks: Vec<_> = (0..16)
        .map(|task| {
            let kv = kv.clone();
            tokio::spawn(async move {
                for step in 0..20u64 {
                    let key = (task + step) % 3;
                    loop {
                        let now = kv.get(&TABLE, &key).await.unwrap();
                        let mut batch = kv.batch();
                        let expected = now.as_ref().map_or(Expected::Absent, |now| Expected::At(now.version));
                        batch.expect(&TABLE, &key, expected);
                        batch.put(&TABLE, &key, &(now.map_or(0, |now| now.value) + 1)).unwrap();
                        match kv.commit(batch).await {
                            Ok(_) => break,
                            Err(KvError::Conflict { .. }) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let counted = kv.scan(&TABLE, Scan::all()).await.unwrap();
    assert_eq!(counted.iter().map(|(_, count)| count.value).sum::<u64>(), 16 * 20);
    assert_eq!(kv.revision(), 16 * 20);
}

pub(super) async fn what_moves_between_two_ranges_is_in_exactly_one(kv: Kv) {
    let key = |scope: &str| (scope.to_owned(), 7);
    let mut batch = kv.batch();
    batch.put(&SALES_BY_STATE, &key("a"), &String::new()).unwrap();
    kv.commit(batch).await.unwrap();
    let mover = tokio::spawn({
        let kv = kv.clone();
        async move {
            for turn in 0..200 {
                let (from, to) = if turn % 2 == 0 { ("a", "b") } else { ("b", "a") };
                let mut batch = kv.batch();
                batch.remove(&SALES_BY_STATE, &(from.to_owned(), 7));
                batch.put(&SALES_BY_STATE, &(to.to_owned(), 7), &String::new()).unwrap();
                kv.commit(batch).await.unwrap();
            }
        }
    });
    while !mover.is_finished() {
        let ranges = ["a", "b"].map(|scope| Scan::prefix(scope.to_owned().encode())).to_vec();
        let found = kv.scans(&SALES_BY_STATE, ranges).await.unwrap();
        assert_eq!(found.iter().map(Vec::len).sum::<usize>(), 1);
        tokio::task::yield_now().await;
    }
    mover.await.unwrap();
}

pub(super) async fn a_scan_never_sees_half_a_commit(kv: Kv) {
    let writer = {
        let kv = kv.clone();
        tokio::spawn(async move {
            for round in 0..100 {
                let mut batch = kv.batch();
                for key in 0..20 {
                    batch.put(&SALES, &key, &round.to_string()).unwrap();
                }
                kv.commit(batch).await.unwrap();
            }
        })
    };
    while !writer.is_finished() {
        let rows = kv.scan(&SALES, Scan::all().limit(100)).await.unwrap();
        assert!(rows.iter().all(|(_, row)| *row == rows[0].1) && [0, 20].contains(&rows.len()));
        tokio::task::yield_now().await;
    }
    writer.await.unwrap();
}

pub(super) async fn everything_verifies_after_work(kv: Kv) {
    // More rows than a verification reads in one step, so that commits fall before and behind it.
    let mut batch = kv.batch();
    for key in 0..1_500 {
        batch.put(&SALES, &key, &"first".to_owned()).unwrap();
    }
    kv.commit(batch).await.unwrap();
    let writer = {
        let kv = kv.clone();
        tokio::spawn(async move {
            for round in 0..300u64 {
                let mut batch = kv.batch();
                batch.put(&SALES, &(round * 7919 % 1_500), &"x".to_owned()).unwrap();
                batch.remove(&SALES, &(round * 104_729 % 1_500));
                kv.commit(batch).await.unwrap();
            }
        })
    };
    while !writer.is_finished() {
        kv.verify().await.unwrap();
    }
    writer.await.unwrap();
    let rows = kv.scan(&SALES, Scan::all()).await.unwrap().len() as u64;
    assert_eq!(kv.verify().await.unwrap().entries, rows);
}

#[derive(Clone, Debug)]
enum Step {
    Put(u64, String),
    Remove(u64),
    Expect(u64, bool),
}

fn steps() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let key = 0..8u64;
    let step = prop_oneof![
        4 => (key.clone(), "[a-z]{0,6}").prop_map(|(key, value)| Step::Put(key, value)),
        2 => key.clone().prop_map(Step::Remove),
        1 => (key, any::<bool>()).prop_map(|(key, right)| Step::Expect(key, right)),
    ];
    prop::collection::vec(prop::collection::vec(step, 0..5), 0..24)
}

pub(super) fn any_sequence_of_commits_reads_as_the_model_says<K, F: Future<Output = (Kv, K)>>(
    open: fn() -> F,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(commits in steps(), from in 0..8u64, reverse: bool, limit in 0..9usize)| {
        runtime.block_on(async {
            let (kv, _keep) = open().await;
            let mut model: BTreeMap<u64, (String, Revision)> = BTreeMap::new();
            let mut revision = 0;
            for commit in &commits {
                let (batch, next, holds) = applied(&kv, &model, commit, revision + 1);
                match kv.commit(batch).await {
                    Ok(given) => {
                        revision += 1;
                        assert!(holds && given == revision);
                        model = next;
                    }
                    Err(KvError::Conflict { .. }) => assert!(!holds),
                    Err(error) => panic!("{error}"),
                }
            }
            let scan = Scan { from: Bound::Included(from.encode()), to: Bound::Unbounded, reverse, limit };
            let found = kv.scan(&SALES, scan).await.unwrap();
            let found: Vec<_> = found.into_iter().map(|(key, row)| (key, (row.value, row.version))).collect();
            let range = model.range(from..).map(|(key, row)| (*key, row.clone()));
            let wanted: Vec<_> = if reverse { range.rev().take(limit).collect() } else { range.take(limit).collect() };
            assert_eq!(found, wanted);
            assert_eq!(kv.verify().await.unwrap().entries, model.len() as u64);
        });
    });
}

/// A commit as a batch, what the model is after it, and whether its expectations hold.
fn applied(
    kv: &Kv,
    model: &BTreeMap<u64, (String, Revision)>,
    commit: &[Step],
    revision: Revision,
) -> (Batch, BTreeMap<u64, (String, Revision)>, bool) {
    let (mut batch, mut next, mut holds) = (kv.batch(), model.clone(), true);
    for step in commit {
        match step {
            Step::Put(key, value) => {
                batch.put(&SALES, key, value).unwrap();
                next.insert(*key, (value.clone(), revision));
            }
            Step::Remove(key) => {
                batch.remove(&SALES, key);
                next.remove(key);
            }
            Step::Expect(key, right) => {
                let now = model.get(key).map(|(_, version)| *version);
                let expected = match (now, right) {
                    (Some(version), true) => Expected::At(version),
                    (None, true) | (Some(_), false) => Expected::Absent,
                    (None, false) => Expected::At(1),
                };
                holds &= *right;
                batch.expect(&SALES, key, expected);
            }
        }
    }
    (batch, next, holds)
}

/// Each commit writes the same number to two keys: a state in which they differ never was.
pub(super) async fn an_export_is_the_state_at_one_commit_while_others_go_on(kv: Kv) {
    let large = vec![b'x'; 3 * MAX_VALUE];
    let mut batch = kv.batch();
    batch.document(large.clone());
    batch.document(b"small".to_vec());
    kv.commit(batch).await.unwrap();
    let writer = tokio::spawn({
        let kv = kv.clone();
        async move {
            for number in 0..400_u64 {
                let mut batch = kv.batch();
                [1, u64::MAX].iter().for_each(|key| batch.put(&SALES, key, &number.to_string()).unwrap());
                batch.put(&SALES, &(number + 2), &"x".repeat(100)).unwrap();
                kv.commit(batch).await.unwrap();
            }
        }
    });
    let mut last = false;
    while !last {
        last = writer.is_finished();
        let (give, given) = std::sync::mpsc::channel();
        let sink: Sink = Box::new(move |piece| give.send(piece).map_err(|_| KvError::Closed));
        let revision = kv.export(sink).await.unwrap();
        let pieces: Vec<Piece> = given.into_iter().collect();
        let documents: Vec<_> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Document { content, version: 1 } => Some(content.len()),
                _ => None,
            })
            .collect();
        assert_eq!(documents.iter().sum::<usize>(), large.len() + 5);
        let value = |wanted: u64| {
            pieces.iter().find_map(|piece| match piece {
                Piece::Entry { table, entry } if table == "sale" && entry.key == wanted.encode() => {
                    Some((entry.value.clone(), entry.version))
                }
                _ => None,
            })
        };
        assert_eq!(value(1), value(u64::MAX));
        let rows = pieces.len() as u64 - documents.len() as u64;
        match value(1) {
            // One commit before those: each of those leaves one more row.
            Some((_, version)) => assert_eq!((version, rows), (revision, revision - 1 + 2)),
            None => assert_eq!((revision, rows), (1, 0)),
        }
    }
    writer.await.unwrap();
}
