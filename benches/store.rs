//! Commits a second, alone and with 64 in flight, against raw append and fdatasync of the same bytes in the
//! same run; and how long a store takes to open as it grows. Ratios are what counts: times are the disk's.
//!
//! Run with `cargo bench --bench store`. Not here: whole forwards.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use koppel::clock::Clock;
use koppel::credential::Keyring;
use koppel::kv::embedded::{self, Settings};
use koppel::kv::{Kv, Scan, Table};

const RECORDS: Table<u64, String> = Table::new("record");
const JOURNAL: Table<(u64, u64), String> = Table::new("journal");
const COUNTERS: Table<u64, u64> = Table::new("counter");

const ROUNDS: usize = 5;
const ALONE: u64 = 2_000;
const TOGETHER: u64 = 32_000;
const IN_FLIGHT: u64 = 64;

/// One change as forwarding makes it: a record, a line in its journal, a counter.
async fn commit(kv: &Kv, lane: u64, step: u64) {
    let mut batch = kv.batch();
    let key = (lane * 7919 + step) % 5_000;
    batch.put(&RECORDS, &key, &"r".repeat(400)).unwrap();
    batch.put(&JOURNAL, &(key, step % 20), &"j".repeat(100)).unwrap();
    batch.put(&COUNTERS, &lane, &step).unwrap();
    kv.commit(batch).await.unwrap();
}

/// Commits a second, `lanes` at a time.
async fn commits(kv: &Kv, lanes: u64, count: u64) -> f64 {
    let clock = Clock::system();
    let start = clock.instant();
    let tasks: Vec<_> = (0..lanes)
        .map(|lane| {
            let kv = kv.clone();
            tokio::spawn(async move {
                for step in 0..count / lanes {
                    commit(&kv, lane, step).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    count as f64 / start.elapsed().as_secs_f64()
}

/// Frames a second by plain append, `together` for each sync.
fn appends(dir: &Path, frame: usize, together: u64, count: u64) -> f64 {
    let clock = Clock::system();
    let mut file = File::create(dir.join("raw")).unwrap();
    let bytes = vec![0x5a; frame * together as usize];
    let start = clock.instant();
    for _ in 0..count / together {
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
    }
    count as f64 / start.elapsed().as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Bytes that one such commit takes in the log.
async fn frame_size(dir: &Path, keyring: &Keyring) -> usize {
    let kv = embedded::open(dir, keyring).await.unwrap();
    let size = || {
        let segments = std::fs::read_dir(dir.join("log")).unwrap();
        segments.map(|entry| entry.unwrap().metadata().unwrap().len() as usize).sum::<usize>()
    };
    let before = size();
    for step in 0..100 {
        commit(&kv, 1, step).await;
    }
    let frame = (size() - before) / 100;
    kv.close().await.unwrap();
    frame
}

async fn against_raw(folder: &Path, keyring: &Keyring) {
    let frame = frame_size(&folder.join("sizing"), keyring).await;
    let kv = embedded::open(&folder.join("store"), keyring).await.unwrap();
    let mut figures: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        figures[0].push(appends(folder, frame, 1, ALONE));
        figures[1].push(commits(&kv, 1, ALONE).await);
        figures[2].push(appends(folder, frame, IN_FLIGHT, TOGETHER));
        figures[3].push(commits(&kv, IN_FLIGHT, TOGETHER).await);
    }
    kv.close().await.unwrap();
    let [raw_alone, alone, raw_together, together] = figures.map(median);
    println!("{frame} bytes a commit of three rows, medians of {ROUNDS} interleaved rounds");
    println!("alone          {alone:>8.0}/s   raw {raw_alone:>8.0}/s   ratio {:.2}", alone / raw_alone);
    println!(
        "{IN_FLIGHT} in flight   {together:>8.0}/s   raw {raw_together:>8.0}/s   ratio {:.2}",
        together / raw_together
    );
}

/// Opening time and first page, with 1, 10 and 100 thousand rows.
async fn opening(folder: &Path, keyring: &Keyring) {
    let clock = Clock::system();
    let mut first: Option<Duration> = None;
    for rows in [1_000, 10_000, 100_000] {
        let dir = folder.join(format!("rows-{rows}"));
        let kv = embedded::open(&dir, keyring).await.unwrap();
        for start in (0..rows).step_by(500) {
            let mut batch = kv.batch();
            for key in start..start + 500 {
                batch.put(&RECORDS, &key, &"r".repeat(2_000)).unwrap();
            }
            kv.commit(batch).await.unwrap();
        }
        kv.close().await.unwrap();
        let start = clock.instant();
        let kv = embedded::open_with(&dir, keyring, Settings::default()).await.unwrap();
        let page = kv.scan(&RECORDS, Scan::all().reversed().limit(60)).await.unwrap();
        let took = start.elapsed();
        assert_eq!(page.len(), 60);
        let times = took.as_secs_f64() / first.get_or_insert(took).as_secs_f64();
        println!(
            "open and read a page of {rows:>7} rows: {:>7.1} ms   {times:.1}x",
            took.as_secs_f64() * 1e3
        );
        kv.close().await.unwrap();
    }
}

fn main() {
    let folder =
        tempfile::tempdir_in(std::env::var_os("KOPPEL_BENCH_DIR").unwrap_or_else(|| ".".into())).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let keyring = Keyring::ephemeral();
    runtime.block_on(async {
        against_raw(folder.path(), &keyring).await;
        opening(folder.path(), &keyring).await;
    });
}
