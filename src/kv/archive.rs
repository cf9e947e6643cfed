//! A store as one file: sealed, versioned, whole or not at all. What backups are.
//!
//! A header (mark, format, key id, time) and frames (length, sealed pieces). Each frame's seal is bound to the
//! header and to its number, and the last one says that it is the last, of which commit, and how many pieces
//! went before: a file that was cut, mixed or changed does not open.
//!
//! Not here: when backups are made (`service::backup`), what is done with one (`embedded::import`).

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chrono::TimeDelta;

use super::{Entry, Kv, KvError, Piece, Revision, Verified, files};
use crate::clock::Timestamp;
use crate::credential::{Keyring, OVERHEAD, OpenError, SealedCopy};

const MARK: [u8; 8] = *b"koppel\0B";
const FORMAT: u32 = 1;
const HEADER: usize = 8 + 4 + 4 + 8;
/// Pieces share a frame up to about so many bytes; a longer piece has one of its own.
const FRAME: usize = 256 * 1024;
/// No piece is near this long: a damaged length is found before it is believed.
const LARGEST: usize = 512 * 1024 * 1024;
/// What a backup's file is called: `20261129T211500Z.backup`.
const ENDING: &str = "backup";
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub path: PathBuf,
    /// The commit it is of.
    pub revision: Revision,
    /// What is in it.
    pub holds: Verified,
    /// How long it is, in bytes.
    pub size: u64,
}

/// A backup in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// When it was made, to the second.
    pub made_at: Timestamp,
    /// How long it is, in bytes.
    pub size: u64,
}

/// Writes a backup of `kv` into `folder`, named after the time. Durable when this answers.
///
/// # Errors
/// [`KvError::Io`]; [`KvError::Damaged`] when the store is: a backup is never of less than all.
pub async fn make(kv: &Kv, keyring: &Keyring, folder: &Path, now: Timestamp) -> Result<Made, KvError> {
    let path = folder.join(format!("{}.{ENDING}", now.format(STAMP)));
    files::create_dir(folder)?;
    write(kv, keyring, &path, now, Ok).await
}

/// Writes a backup of `kv` to the file `path`, which must not be there yet, through what `around` makes of
/// the file. Durable when this answers.
///
/// # Errors
/// As [`make`].
pub async fn write<W: Finish>(
    kv: &Kv,
    keyring: &Keyring,
    path: &Path,
    now: Timestamp,
    around: impl FnOnce(File) -> std::io::Result<W>,
) -> Result<Made, KvError> {
    if path.exists() {
        let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(KvError::io(path, "creating")(exists));
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let unborn = PathBuf::from(name);
    files::remove(&unborn)?;
    let file = files::create_file(&unborn)?;
    let written = async {
        let out = around(file).map_err(KvError::io(&unborn, "writing"))?;
        let (give, given) = std::sync::mpsc::sync_channel(64);
        let (keyring, at) = (keyring.clone(), unborn.clone());
        let writing = tokio::task::spawn_blocking(move || Writer::new(out, keyring, at, now)?.run(&given));
        let sink = give.clone();
        // Nobody receives any more: the writer has failed, and says why itself.
        let exported = kv
            .export(Box::new(move |piece| sink.send(Step::Piece(piece)).map_err(|_| KvError::Closed)))
            .await;
        if let Ok(revision) = &exported {
            let _ = tokio::task::spawn_blocking({
                let revision = *revision;
                move || give.send(Step::End(revision))
            })
            .await;
        } else {
            drop(give);
        }
        let written = writing.await.map_err(|error| KvError::Failed { why: error.to_string() })?;
        match (exported, written) {
            (Ok(revision), Ok(holds)) => Ok((revision, holds)),
            (Err(KvError::Closed), Err(error)) | (Ok(_), Err(error)) => Err(error),
            (Err(error), _) => Err(error),
        }
    };
    let (revision, holds) = match written.await {
        Ok(written) => written,
        Err(error) => {
            files::remove(&unborn)?;
            return Err(error);
        }
    };
    std::fs::rename(&unborn, path).map_err(KvError::io(path, "renaming to"))?;
    files::sync_dir(files::parent(path))?;
    let size = std::fs::metadata(path).map_err(KvError::io(path, "reading"))?.len();
    Ok(Made { path: path.to_owned(), revision, holds, size })
}

/// Where a backup is written to: a file, or what seals it on its way into one.
pub trait Finish: Write + Send + 'static {
    /// Writes what is still to be written, and makes the file durable.
    ///
    /// # Errors
    /// Whatever the file says.
    fn finish(self) -> std::io::Result<()>;
}

impl Finish for SealedCopy {
    fn finish(self) -> std::io::Result<()> {
        self.finish()
    }
}

impl Finish for File {
    fn finish(self) -> std::io::Result<()> {
        self.sync_all()
    }
}

/// The backups in `folder`, the newest first; whatever else lies there is left out.
///
/// # Errors
/// [`KvError::Io`].
pub fn list(folder: &Path) -> Result<Vec<Found>, KvError> {
    let found = files::list(folder)?.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?.strip_suffix('.')?;
        let made_at = chrono::NaiveDateTime::parse_from_str(name, STAMP).ok()?.and_utc();
        let size = path.metadata().ok()?.len();
        Some(Found { path, made_at, size })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.made_at));
    Ok(found)
}

/// Removes backups in `folder` that are no longer kept: all of the last two days stay, and of the fourteen
/// days before now the last of each. How many went.
///
/// # Errors
/// [`KvError::Io`].
pub fn thin(folder: &Path, now: Timestamp) -> Result<usize, KvError> {
    let mut days = std::collections::BTreeSet::new();
    let mut gone = 0;
    for backup in list(folder)? {
        let first_of_its_day = days.insert(backup.made_at.date_naive());
        let age = now - backup.made_at;
        if age > TimeDelta::hours(48) && !(first_of_its_day && age <= TimeDelta::days(14)) {
            files::remove(&backup.path)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// One step of writing or reading.
pub enum Step {
    /// A piece.
    Piece(Piece),
    /// That was all, as of this commit.
    End(Revision),
}

struct Writer<W> {
    out: W,
    keyring: Keyring,
    path: PathBuf,
    header: [u8; HEADER],
    frames: u64,
    plain: Vec<u8>,
    holds: Verified,
}

impl<W: Finish> Writer<W> {
    fn new(mut out: W, keyring: Keyring, path: PathBuf, now: Timestamp) -> Result<Self, KvError> {
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(&MARK);
        header[8..12].copy_from_slice(&FORMAT.to_be_bytes());
        header[12..16].copy_from_slice(&keyring.id().to_be_bytes());
        header[16..].copy_from_slice(&now.timestamp_micros().to_be_bytes());
        out.write_all(&header).map_err(KvError::io(&path, "writing"))?;
        let holds = Verified { entries: 0, documents: 0 };
        Ok(Self { out, keyring, path, header, frames: 0, plain: Vec::new(), holds })
    }

    fn run(mut self, steps: &std::sync::mpsc::Receiver<Step>) -> Result<Verified, KvError> {
        for step in steps {
            match step {
                Step::Piece(piece) => {
                    match &piece {
                        Piece::Document { .. } => self.holds.documents += 1,
                        Piece::Entry { .. } => self.holds.entries += 1,
                    }
                    encode(&piece, &mut self.plain);
                    if self.plain.len() >= FRAME {
                        self.frame()?;
                    }
                }
                Step::End(revision) => {
                    self.plain.push(0);
                    for number in [revision, self.holds.entries, self.holds.documents] {
                        self.plain.extend_from_slice(&number.to_be_bytes());
                    }
                    self.frame()?;
                    self.out.finish().map_err(KvError::io(&self.path, "writing"))?;
                    return Ok(self.holds);
                }
            }
        }
        // The export ended without an end.
        Err(KvError::Closed)
    }

    fn frame(&mut self) -> Result<(), KvError> {
        let sealed = self.keyring.seal(&context(&self.header, self.frames), &self.plain);
        self.frames += 1;
        self.plain.clear();
        // A piece is far below 4 GiB.
        let length = (sealed.len() as u32).to_be_bytes();
        let written = self.out.write_all(&length).and_then(|()| self.out.write_all(&sealed));
        written.map_err(KvError::io(&self.path, "writing"))
    }
}

/// What a frame's seal is bound to.
fn context(header: &[u8], number: u64) -> Vec<u8> {
    [b"kv archive", header, &number.to_be_bytes()].concat()
}

/// A backup being read.
pub struct Reader<R> {
    input: BufReader<R>,
    keyring: Keyring,
    path: PathBuf,
    header: [u8; HEADER],
    frames: u64,
    plain: Bytes,
    seen: Verified,
}

impl Reader<File> {
    /// Opens the backup in the file `path`.
    ///
    /// # Errors
    /// [`KvError::Io`], and as [`Reader::new`].
    pub fn open(path: &Path, keyring: &Keyring) -> Result<Self, KvError> {
        let file = File::open(path).map_err(KvError::io(path, "opening"))?;
        Self::new(file, path, keyring)
    }
}

impl<R: Read> Reader<R> {
    /// Reads the header of the backup that `input` gives; `path` is what it is called.
    ///
    /// # Errors
    /// [`KvError::OtherKey`], [`KvError::Damaged`] when it is none, or of a newer koppel.
    pub fn new(input: R, path: &Path, keyring: &Keyring) -> Result<Self, KvError> {
        let mut input = BufReader::new(input);
        let mut header = [0; HEADER];
        input.read_exact(&mut header).map_err(|_| damaged(path, "it is too short for a backup"))?;
        let number = |at: usize| header[at..].first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
        if header[..8] != MARK {
            return Err(damaged(path, "it is no backup of koppel"));
        }
        if number(8) != FORMAT {
            return Err(damaged(path, "it was made by a newer koppel"));
        }
        let (wanted, have) = (number(12), keyring.id());
        if wanted != have {
            return Err(KvError::OtherKey { path: path.to_owned(), wanted, have });
        }
        Ok(Self {
            input,
            keyring: keyring.clone(),
            path: path.to_owned(),
            header,
            frames: 0,
            plain: Bytes::new(),
            seen: Verified { entries: 0, documents: 0 },
        })
    }

    /// The next step; after [`Step::End`] there is none.
    ///
    /// # Errors
    /// [`KvError::Damaged`]: nothing of a damaged frame is given out.
    pub fn step(&mut self) -> Result<Step, KvError> {
        if self.plain.is_empty() {
            self.frame()?;
        }
        let Some(step) = decode(&mut self.plain) else {
            return Err(damaged(&self.path, "it cannot be understood"));
        };
        match &step {
            Step::Piece(Piece::Document { .. }) => self.seen.documents += 1,
            Step::Piece(Piece::Entry { .. }) => self.seen.entries += 1,
            Step::End(_) => {
                let mut said = [0; 16];
                said.copy_from_slice(self.plain.get(..16).unwrap_or(&[0; 16]));
                let [entries, documents] =
                    [0, 8].map(|at| said[at..].first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes)));
                if self.seen != (Verified { entries, documents }) {
                    return Err(damaged(&self.path, "it holds less than was written"));
                }
            }
        }
        Ok(step)
    }

    fn frame(&mut self) -> Result<(), KvError> {
        let cut = |_| damaged(&self.path, "it was cut short");
        let mut length = [0; 4];
        self.input.read_exact(&mut length).map_err(cut)?;
        let length = u32::from_be_bytes(length) as usize;
        if !(OVERHEAD..=LARGEST).contains(&length) {
            return Err(damaged(&self.path, "a length in it is impossible"));
        }
        let mut sealed = Vec::new();
        self.input.by_ref().take(length as u64).read_to_end(&mut sealed).map_err(cut)?;
        let opened = self.keyring.open(&context(&self.header, self.frames), &sealed);
        self.plain = opened
            .map_err(|error: OpenError| damaged(&self.path, &format!("part {} is {error}", self.frames)))?
            .into();
        self.frames += 1;
        Ok(())
    }
}

fn damaged(path: &Path, why: &str) -> KvError {
    let next = "take another backup";
    KvError::Damaged { path: path.to_owned(), why: why.to_owned(), next: next.to_owned() }
}

fn encode(piece: &Piece, out: &mut Vec<u8>) {
    let (tag, version, parts): (u8, _, [&[u8]; 3]) = match piece {
        Piece::Document { content, version } => (1, version, [content, b"", b""]),
        Piece::Entry { table, entry } => (2, &entry.version, [table.as_bytes(), &entry.key, &entry.value]),
    };
    out.push(tag);
    out.extend_from_slice(&version.to_be_bytes());
    for part in parts {
        out.extend_from_slice(&(part.len() as u32).to_be_bytes());
        out.extend_from_slice(part);
    }
}

fn decode(plain: &mut Bytes) -> Option<Step> {
    let mut take = |length: usize| (plain.len() >= length).then(|| plain.split_to(length));
    let tag = take(1)?[0];
    let version = u64::from_be_bytes(*take(8)?.first_chunk()?);
    if tag == 0 {
        return Some(Step::End(version));
    }
    let mut part = || {
        let length = u32::from_be_bytes(*take(4)?.first_chunk()?);
        take(length as usize)
    };
    let (first, key, value) = (part()?, part()?, part()?);
    Some(Step::Piece(match tag {
        1 => Piece::Document { content: first, version },
        2 => Piece::Entry {
            table: String::from_utf8(first.to_vec()).ok()?,
            entry: Entry { key: key.to_vec(), value, version },
        },
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::memory;

    const SALES: crate::kv::Table<u64, String> = crate::kv::Table::new("sale");

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    async fn filled() -> Kv {
        let kv = memory::open();
        let mut batch = kv.batch();
        batch.document(vec![b'd'; 700_000]);
        batch.document(b"".to_vec());
        kv.commit(batch).await.unwrap();
        for key in 0..50 {
            let mut batch = kv.batch();
            batch.put(&SALES, &key, &"NL91ABNA0417164300".repeat(500)).unwrap();
            kv.commit(batch).await.unwrap();
        }
        kv
    }

    async fn pieces(kv: &Kv) -> Vec<Piece> {
        let (give, given) = std::sync::mpsc::channel();
        kv.export(Box::new(move |piece| give.send(piece).map_err(|_| KvError::Closed))).await.unwrap();
        given.into_iter().collect()
    }

    fn read(path: &Path, keyring: &Keyring) -> Result<(Vec<Piece>, Revision), KvError> {
        let mut reader = Reader::open(path, keyring)?;
        let mut pieces = Vec::new();
        loop {
            match reader.step()? {
                Step::Piece(piece) => pieces.push(piece),
                Step::End(revision) => return Ok((pieces, revision)),
            }
        }
    }

    #[tokio::test]
    async fn a_backup_gives_back_what_the_store_held_and_shows_nothing_of_it() {
        let (folder, keyring, kv) = (tempfile::tempdir().unwrap(), Keyring::ephemeral(), filled().await);
        let made = make(&kv, &keyring, folder.path(), at("2026-11-29T21:15:00Z")).await.unwrap();
        assert!(made.path.ends_with("20261129T211500Z.backup"));
        assert_eq!((made.revision, made.holds), (51, Verified { entries: 50, documents: 2 }));
        assert_eq!(read(&made.path, &keyring).unwrap(), (pieces(&kv).await, 51));
        let raw = std::fs::read(&made.path).unwrap();
        assert_eq!(raw.len() as u64, made.size);
        assert!(!raw.windows(18).any(|window| window == b"NL91ABNA0417164300"));
        let other = Keyring::ephemeral();
        let refused = read(&made.path, &other).unwrap_err();
        assert!(matches!(refused, KvError::OtherKey { wanted, .. } if wanted == keyring.id()));
        // Never over one that is there.
        let again = make(&kv, &keyring, folder.path(), at("2026-11-29T21:15:00Z")).await;
        assert!(matches!(again, Err(KvError::Io { .. })));
        assert_eq!(list(folder.path()).unwrap().len(), 1);
    }

    #[tokio::test]
    async fn no_cut_and_no_change_of_a_backup_goes_unseen() {
        let (folder, keyring, kv) = (tempfile::tempdir().unwrap(), Keyring::ephemeral(), filled().await);
        let made = make(&kv, &keyring, folder.path(), at("2026-11-29T21:15:00Z")).await.unwrap();
        let whole = std::fs::read(&made.path).unwrap();
        let path = folder.path().join("changed");
        let lengths = (0..whole.len()).step_by(9_973).chain(whole.len() - 60..whole.len());
        for length in lengths {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(read(&path, &keyring).is_err(), "cut to {length}");
        }
        let places = (0..whole.len()).step_by(7_919).chain(0..40).chain(whole.len() - 60..whole.len());
        for place in places {
            let mut changed = whole.clone();
            changed[place] ^= 4;
            std::fs::write(&path, &changed).unwrap();
            assert!(read(&path, &keyring).is_err(), "byte {place}");
        }
    }

    #[test]
    fn two_days_stay_whole_and_of_older_days_the_last_backup() {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-11-29T12:30:00Z");
        for hours in 0..24 * 20 {
            let made = now - TimeDelta::hours(hours);
            std::fs::write(folder.path().join(format!("{}.backup", made.format(STAMP))), "x").unwrap();
        }
        std::fs::write(folder.path().join("mine.backup"), "x").unwrap();
        thin(folder.path(), now).unwrap();
        let left = list(folder.path()).unwrap();
        let old = |found: &&Found| now - found.made_at > TimeDelta::hours(48);
        assert_eq!(left.iter().filter(|found| !old(found)).count(), 49);
        // The days before those, up to fourteen days ago, at the end of each.
        let old: Vec<_> = left.iter().filter(old).map(|found| found.made_at.to_rfc3339()).collect();
        assert_eq!(old.first().unwrap(), "2026-11-26T23:30:00+00:00");
        assert_eq!((old.len(), old.last().unwrap().as_str()), (12, "2026-11-15T23:30:00+00:00"));
        assert!(folder.path().join("mine.backup").exists());
        assert_eq!(thin(folder.path(), now).unwrap(), 0);
    }
}
