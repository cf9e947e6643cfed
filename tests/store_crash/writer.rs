//! The writer: lanes that each commit one generation after another and say so once it was acknowledged;
//! and what a store must look like after it.
//!
//! A commit of lane L and generation G writes G under three counters, a row with text, ten parts, now and
//! then a document, and removes another row: if any of it shows, all of it must.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use koppel::credential::Keyring;
use koppel::kv::embedded::{self, Settings};
use koppel::kv::{DocumentId, Expected, Key, Kv, KvError, Scan, Table};

const COUNTERS: Table<(u64, u64), u64> = Table::new("counter");
const ROWS: Table<(u64, u64), String> = Table::new("row");
/// Many small rows, so that a checkpoint takes several steps.
const PARTS: Table<(u64, u64, u64), u64> = Table::new("part");
const PARTS_EACH: u64 = 10;
const DOCUMENTS: Table<(u64, u64), DocumentId> = Table::new("document");

/// A writer that says nothing for so long, and does not end, never will.
const SILENCE: Duration = Duration::from_secs(180);

/// How a writer is started.
pub struct Orders<'a> {
    pub dir: &'a Path,
    pub key: &'a Path,
    pub lanes: u64,
    /// Commits for each lane before it closes the store; without end when 0.
    pub commits: u64,
    /// More variables for its environment.
    pub more: Vec<(&'static str, String)>,
}

/// What a writer said before it ended.
#[derive(Debug, Default)]
pub struct Said {
    /// The last acknowledged generation of each lane.
    pub acknowledged: BTreeMap<u64, u64>,
    /// It did all its work and closed the store.
    pub closed: bool,
    pub other: Vec<String>,
}

impl Orders<'_> {
    /// Starts a writer: this very program, told to run the one test below.
    pub fn start(&self) -> Child {
        command("writer::writes_until_it_is_killed")
            .env("KOPPEL_WRITER_DIR", self.dir)
            .env("KOPPEL_WRITER_KEY", self.key)
            .env("KOPPEL_WRITER_LANES", self.lanes.to_string())
            .env("KOPPEL_WRITER_COMMITS", self.commits.to_string())
            .envs(self.more.iter().map(|(name, value)| (name, value)))
            // Nobody reads it, and a full pipe would hold the writer up.
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// This program, as another process that runs one ignored test.
pub fn command(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Reads what a writer says to its end; kills it once the first lane has come to generation `until`.
pub fn listen(child: &mut Child, said: &mut Said, until: Option<u64>) {
    let (heard, lines) = channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reader =
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| heard.send(line)));
    loop {
        let line = match lines.recv_timeout(SILENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                panic!("a writer neither went on nor ended for {} s: {said:?}", SILENCE.as_secs());
            }
        };
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["ack", lane, generation] => {
                said.acknowledged.insert(lane.parse().unwrap(), generation.parse().unwrap());
                if until.is_some_and(|until| said.acknowledged.get(&0) == Some(&until)) {
                    child.kill().unwrap();
                }
            }
            ["closed"] => said.closed = true,
            _ => said.other.push(line),
        }
    }
    reader.join().unwrap().unwrap();
}

fn number(name: &str) -> u64 {
    std::env::var(name).unwrap().parse().unwrap()
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).unwrap();
}

#[test]
#[ignore = "the body of another process"]
fn writes_until_it_is_killed() {
    let Ok(dir) = std::env::var("KOPPEL_WRITER_DIR") else { return };
    let keyring = Keyring::load_or_create(std::env::var("KOPPEL_WRITER_KEY").unwrap().as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    say("\n");
    runtime.block_on(async {
        // Checkpoints every few commits: most of what can go wrong lies there.
        let mut settings = Settings { checkpoint_after: 9_000, ..Settings::default() };
        if std::env::var_os("KOPPEL_WRITER_PATIENCE").is_some() {
            let patience = Duration::from_secs(number("KOPPEL_WRITER_PATIENCE"));
            settings = Settings { open_within: patience, settle_within: patience, ..settings };
        }
        let kv = embedded::open_with(dir.as_ref(), &keyring, settings).await.unwrap();
        let lanes = (0..number("KOPPEL_WRITER_LANES")).map(|lane| write(kv.clone(), lane));
        futures_util::future::join_all(lanes).await;
        kv.close().await.unwrap();
    });
    say("closed\n");
}

async fn write(kv: Kv, lane: u64) {
    let before = kv.get(&COUNTERS, &(lane, 0)).await.unwrap();
    let mut generation = before.as_ref().map_or(0, |row| row.value);
    let mut version = before.map(|row| row.version);
    let commits = number("KOPPEL_WRITER_COMMITS");
    let last = if commits == 0 { u64::MAX } else { generation + commits };
    while generation < last {
        generation += 1;
        let mut batch = kv.batch();
        batch.expect(&COUNTERS, &(lane, 0), version.map_or(Expected::Absent, Expected::At));
        for counter in 0..3 {
            batch.put(&COUNTERS, &(lane, counter), &generation).unwrap();
        }
        batch.put(&ROWS, &(lane, generation % 40), &text(lane, generation)).unwrap();
        batch.remove(&ROWS, &(lane, (generation + 20) % 40));
        for part in 0..PARTS_EACH {
            batch.put(&PARTS, &(lane, generation % 40, part), &generation).unwrap();
        }
        if let Some(content) = document(lane, generation) {
            let id = batch.document(content);
            batch.put(&DOCUMENTS, &(lane, generation), &id).unwrap();
        }
        version = Some(kv.commit(batch).await.unwrap());
        say(&format!("ack {lane} {generation}\n"));
    }
}

fn text(lane: u64, generation: u64) -> String {
    format!("{lane}/{generation} ").repeat(30)
}

/// Every fourth generation has a small document, every twentieth a large one.
fn document(lane: u64, generation: u64) -> Option<Vec<u8>> {
    let size = match (generation % 4, (generation + 1) % 20) {
        (_, 0) => 50_000,
        (0, _) => 2_000,
        _ => return None,
    };
    Some(format!("{lane}:{generation} ").into_bytes().into_iter().cycle().take(size).collect())
}

/// The store must open, hold what was acknowledged, and nothing by halves. Gives back the generations.
pub async fn check(
    dir: &Path,
    key: &Path,
    acknowledged: &BTreeMap<u64, u64>,
) -> Result<BTreeMap<u64, u64>, String> {
    let keyring = Keyring::load_or_create(key).unwrap();
    let told = |error: KvError| error.to_string();
    let kv = open_unlocked(dir, &keyring).await.map_err(told)?;
    kv.verify().await.map_err(told)?;
    let mut generations: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for ((lane, _), row) in kv.scan(&COUNTERS, Scan::all()).await.map_err(told)? {
        generations.entry(lane).or_default().push(row.value);
    }
    let mut found = BTreeMap::new();
    for (lane, counters) in generations {
        let generation = counters[0];
        if counters != [generation; 3] {
            return Err(format!("lane {lane}: half a commit: {counters:?}"));
        }
        check_lane(&kv, lane, generation).await?;
        found.insert(lane, generation);
    }
    for (lane, acknowledged) in acknowledged {
        let generation = found.get(lane).copied().unwrap_or_default();
        // One commit of a lane may be durable without its acknowledgement having been read.
        if !(*acknowledged..=*acknowledged + 1).contains(&generation) {
            return Err(format!("lane {lane}: {acknowledged} was acknowledged, {generation} is there"));
        }
    }
    kv.close().await.map_err(told)?;
    Ok(found)
}

async fn check_lane(kv: &Kv, lane: u64, generation: u64) -> Result<(), String> {
    let told = |error: KvError| error.to_string();
    // Of the rows, the last twenty generations are there, the others were removed.
    for past in generation.saturating_sub(19).max(1)..=generation {
        let row = kv.get(&ROWS, &(lane, past % 40)).await.map_err(told)?;
        if row.is_none_or(|row| row.value != text(lane, past)) {
            return Err(format!("lane {lane}: the row of generation {past} is not there"));
        }
        let parts = kv.scan(&PARTS, Scan::prefix((lane, past % 40).encode())).await.map_err(told)?;
        if parts.len() as u64 != PARTS_EACH || parts.iter().any(|(_, part)| part.value != past) {
            return Err(format!("lane {lane}: the parts of generation {past} are not there"));
        }
    }
    let removed = kv.get(&ROWS, &(lane, (generation + 20) % 40)).await.map_err(told)?;
    if removed.is_some() {
        return Err(format!("lane {lane}: a removed row is back at generation {generation}"));
    }
    for past in (1..=generation).filter(|past| document(lane, *past).is_some()) {
        let Some(id) = kv.get(&DOCUMENTS, &(lane, past)).await.map_err(told)? else {
            return Err(format!("lane {lane}: the document of generation {past} is not known"));
        };
        if kv.document(id.value).await.map_err(told)?.as_deref() != document(lane, past).as_deref() {
            return Err(format!("lane {lane}: the document of generation {past} is not there"));
        }
    }
    Ok(())
}

/// Opens a store that nobody else uses. A child of another test that is just being forked holds, until it
/// becomes its own program, everything that was open here: a lock may seem taken for that moment.
async fn open_unlocked(dir: &Path, keyring: &Keyring) -> Result<Kv, KvError> {
    for _ in 0..500 {
        match embedded::open(dir, keyring).await {
            Err(KvError::Locked { .. }) => tokio::time::sleep(Duration::from_millis(10)).await,
            opened => return opened,
        }
    }
    embedded::open(dir, keyring).await
}
