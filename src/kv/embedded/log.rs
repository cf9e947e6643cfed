//! The commit log: segment files of sealed frames, one frame a commit, revisions without gaps.
//!
//! A segment is a header (mark, format, key id, first revision, CRC-32) and frames (length, CRC-32, sealed
//! batch). A frame's seal binds it to its segment, position and revision, so that none can be moved.
//! Segments are made under another name and renamed, so a header is never half there.
//!
//! A tail that is not whole is cut off when nothing in it was acknowledged, which the witness tells; any
//! other fault is damage and is named.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::frame::LARGEST;
use crate::credential::{Keyring, OVERHEAD};
use crate::kv::{KvError, Revision, files};

const MARK: [u8; 8] = *b"koppel\0L";
const FORMAT: u32 = 1;
const HEADER: usize = 8 + 4 + 4 + 8 + 4;
const FRAME_HEADER: usize = 4 + 4;
/// A buffer that one large batch has grown is given back.
const BUFFER: usize = 4 * 1024 * 1024;

/// A segment: its first revision, and its file.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) first: Revision,
    pub(super) path: PathBuf,
}

/// The log, open for appending.
pub(super) struct Log {
    folder: PathBuf,
    keyring: Keyring,
    file: File,
    /// First revision of the segment being written.
    first: Revision,
    /// Where the next frame goes.
    position: u64,
    /// The revision of the next frame.
    next: Revision,
    buffer: Vec<u8>,
}

impl Log {
    /// A new log whose first revision is `first`.
    pub(super) fn create(folder: &Path, keyring: &Keyring, first: Revision) -> Result<Self, KvError> {
        let file = start_segment(folder, keyring, first)?;
        Ok(Self {
            folder: folder.to_owned(),
            keyring: keyring.clone(),
            file,
            first,
            position: HEADER as u64,
            next: first,
            buffer: Vec::new(),
        })
    }

    /// Opens the log and hands `each` every batch after revision `applied`. What is known to have been
    /// acknowledged, up to `witnessed`, must be there; a torn tail beyond that is cut off.
    pub(super) fn open(
        folder: &Path,
        keyring: &Keyring,
        applied: Revision,
        witnessed: Revision,
        mut each: impl FnMut(Revision, &[u8]) -> Result<(), KvError>,
    ) -> Result<Self, KvError> {
        let segments = segments(folder)?;
        let Some(last) = segments.last() else {
            return Err(KvError::damaged(folder, "it holds no segment"));
        };
        let Some(start) = segments.iter().rposition(|segment| segment.first <= applied + 1) else {
            let why = format!(
                "the log begins after revision {}, but the table holds no more than revision {applied}",
                segments[0].first - 1
            );
            return Err(KvError::damaged(&segments[0].path, why));
        };
        let mut next = segments[start].first;
        let mut end = 0;
        for segment in &segments[start..] {
            if segment.first != next {
                let why = format!("revision {next} should come before it");
                return Err(KvError::damaged(&segment.path, why));
            }
            let (whole, fault) = read_segment(segment, keyring, &mut next, |revision, payload| {
                if revision > applied { each(revision, payload) } else { Ok(()) }
            })?;
            end = whole;
            if let Some(why) = fault
                && segment.path != last.path
            {
                return Err(KvError::damaged(&segment.path, why));
            }
            if let Some(why) = fault
                && next <= witnessed
            {
                let why = format!("{why} at byte {whole}, and revision {witnessed} was acknowledged");
                return Err(KvError::damaged(&segment.path, why));
            }
        }
        let known = witnessed.max(applied);
        if next <= known {
            let why = format!("it ends at revision {}, but revision {known} was acknowledged", next - 1);
            return Err(KvError::damaged(&last.path, why));
        }
        let file = cut(&last.path, end)?;
        Ok(Self {
            folder: folder.to_owned(),
            keyring: keyring.clone(),
            first: last.first,
            file,
            position: end,
            next,
            buffer: Vec::new(),
        })
    }

    /// The revision that the next pushed batch gets.
    pub(super) fn next(&self) -> Revision {
        self.next
    }

    /// Seals a batch for the next [`Log::write`].
    pub(super) fn push(&mut self, payload: &[u8]) -> Revision {
        let revision = self.next;
        let start = self.buffer.len();
        let position = self.position + start as u64;
        let length = (payload.len() + OVERHEAD) as u32; // far below 4 GiB, see `LARGEST`
        self.buffer.extend_from_slice(&length.to_be_bytes());
        self.buffer.extend_from_slice(&[0; 4]);
        self.keyring.seal_into(&context(self.first, position, revision), payload, &mut self.buffer);
        let sum = checksum(&self.buffer[start..start + 4], &self.buffer[start + FRAME_HEADER..]);
        self.buffer[start + 4..start + FRAME_HEADER].copy_from_slice(&sum.to_be_bytes());
        self.next += 1;
        revision
    }

    /// Makes all pushed batches durable with one write and one sync. After an error the log is not to be
    /// used any more: nobody knows what reached the disk.
    pub(super) fn write(&mut self) -> Result<(), KvError> {
        let path = self.path();
        self.file.write_all(&self.buffer).map_err(KvError::io(&path, "writing"))?;
        self.file.sync_data().map_err(KvError::io(&path, "syncing"))?;
        self.position += self.buffer.len() as u64;
        self.buffer.clear();
        self.buffer.shrink_to(BUFFER);
        Ok(())
    }

    /// Bytes of batches in the segment being written.
    pub(super) fn written(&self) -> u64 {
        self.position - HEADER as u64
    }

    /// Starts a new segment, unless the present one is still empty.
    pub(super) fn roll(&mut self) -> Result<(), KvError> {
        if self.written() > 0 {
            self.file = start_segment(&self.folder, &self.keyring, self.next)?;
            self.first = self.next;
            self.position = HEADER as u64;
        }
        Ok(())
    }

    fn path(&self) -> PathBuf {
        segment_path(&self.folder, self.first)
    }
}

/// Drops the segments that hold nothing after revision `settled`, which is durable in the table, but for the
/// last `keep` of them and the one being written.
pub(super) fn drop_settled(folder: &Path, settled: Revision, keep: usize) -> Result<(), KvError> {
    let segments = segments(folder)?;
    let droppable = segments.windows(2).filter(|pair| pair[1].first <= settled + 1).count();
    let dropped = &segments[..droppable.saturating_sub(keep)];
    dropped.iter().try_for_each(|segment| files::remove(&segment.path))
}

/// Reads every whole segment but the one being written, from the front, for a full verification.
pub(super) fn verify(folder: &Path, keyring: &Keyring) -> Result<(), KvError> {
    let segments = segments(folder)?;
    for pair in segments.windows(2) {
        let mut next = pair[0].first;
        match read_segment(&pair[0], keyring, &mut next, |_, _| Ok(())) {
            // A checkpoint may take the oldest away meanwhile.
            Err(KvError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok((at, Some(why))) => {
                return Err(KvError::damaged(&pair[0].path, format!("{why} at byte {at}")));
            }
            Ok((_, None)) if next != pair[1].first => {
                return Err(KvError::damaged(
                    &pair[1].path,
                    format!("revision {next} should come before it"),
                ));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// The segments of a log in order.
pub(super) fn segments(folder: &Path) -> Result<Vec<Segment>, KvError> {
    let mut segments = Vec::new();
    for path in files::list(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Some(digits) = name.strip_suffix(".seg") else { continue };
        let Ok(first) = Revision::from_str_radix(digits, 16) else { continue };
        segments.push(Segment { first, path });
    }
    segments.sort_by_key(|segment| segment.first);
    Ok(segments)
}

/// Reads the headers alone: is this a log, whole in its parts, and of this key?
pub(super) fn check_headers(folder: &Path, keyring: &Keyring) -> Result<(), KvError> {
    for segment in segments(folder)? {
        let mut bytes = Vec::new();
        let file = File::open(&segment.path).map_err(KvError::io(&segment.path, "opening"))?;
        file.take(HEADER as u64).read_to_end(&mut bytes).map_err(KvError::io(&segment.path, "reading"))?;
        check_header(&bytes, &segment, keyring)?;
    }
    Ok(())
}

fn segment_path(folder: &Path, first: Revision) -> PathBuf {
    folder.join(format!("{first:016x}.seg"))
}

fn start_segment(folder: &Path, keyring: &Keyring, first: Revision) -> Result<File, KvError> {
    let path = segment_path(folder, first);
    let unborn = path.with_extension("new");
    files::remove(&unborn)?;
    let mut file = files::create_file(&unborn)?;
    let written = file.write_all(&header(keyring, first)).and_then(|()| file.sync_all());
    written.map_err(KvError::io(&unborn, "writing"))?;
    std::fs::rename(&unborn, &path).map_err(KvError::io(&path, "renaming to"))?;
    files::sync_dir(folder)?;
    Ok(file)
}

fn header(keyring: &Keyring, first: Revision) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..8].copy_from_slice(&MARK);
    header[8..12].copy_from_slice(&FORMAT.to_be_bytes());
    header[12..16].copy_from_slice(&keyring.id().to_be_bytes());
    header[16..24].copy_from_slice(&first.to_be_bytes());
    let sum = crc32fast::hash(&header[..24]);
    header[24..].copy_from_slice(&sum.to_be_bytes());
    header
}

fn check_header(bytes: &[u8], segment: &Segment, keyring: &Keyring) -> Result<(), KvError> {
    let path = &segment.path;
    let Some(found) = bytes.first_chunk::<HEADER>() else {
        return Err(KvError::damaged(path, "it is shorter than its header"));
    };
    let number = |at: usize| u32::from_be_bytes([found[at], found[at + 1], found[at + 2], found[at + 3]]);
    if found[..8] != MARK || number(24) != crc32fast::hash(&found[..24]) {
        return Err(KvError::damaged(path, "its header is not that of a segment"));
    }
    if number(8) != FORMAT {
        let why = format!("it has format {}, and this koppel knows {FORMAT}", number(8));
        return Err(KvError::damaged(path, why));
    }
    if number(12) != keyring.id() {
        return Err(KvError::OtherKey { path: path.clone(), wanted: number(12), have: keyring.id() });
    }
    if *found != header(keyring, segment.first) {
        return Err(KvError::damaged(path, "its name does not fit its header"));
    }
    Ok(())
}

/// Reads the frames of a segment, counting `next` up. Gives back where the whole ones end and why the
/// one after them is not whole, if there is one.
fn read_segment(
    segment: &Segment,
    keyring: &Keyring,
    next: &mut Revision,
    mut each: impl FnMut(Revision, &[u8]) -> Result<(), KvError>,
) -> Result<(u64, Option<&'static str>), KvError> {
    let mut bytes = Vec::new();
    let mut file = File::open(&segment.path).map_err(KvError::io(&segment.path, "opening"))?;
    file.read_to_end(&mut bytes).map_err(KvError::io(&segment.path, "reading"))?;
    check_header(&bytes, segment, keyring)?;
    let mut at = HEADER;
    while at < bytes.len() {
        let payload = match open_frame(&bytes, at, segment.first, *next, keyring) {
            Ok(payload) => payload,
            Err(why) => return Ok((at as u64, Some(why))),
        };
        at += FRAME_HEADER + payload.len() + OVERHEAD;
        each(*next, &payload)?;
        *next += 1;
    }
    Ok((at as u64, None))
}

fn open_frame(
    bytes: &[u8],
    at: usize,
    first: Revision,
    revision: Revision,
    keyring: &Keyring,
) -> Result<Vec<u8>, &'static str> {
    let rest = &bytes[at..];
    let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Err("a frame is cut short") };
    let Some((sum, rest)) = rest.split_first_chunk::<4>() else { return Err("a frame is cut short") };
    let size = u32::from_be_bytes(*length) as usize;
    if !(OVERHEAD..=LARGEST + OVERHEAD).contains(&size) {
        return Err("a frame has an impossible length");
    }
    let Some(sealed) = rest.get(..size) else { return Err("a frame is cut short") };
    if checksum(length, sealed) != u32::from_be_bytes(*sum) {
        return Err("the checksum of a frame does not fit");
    }
    keyring
        .open(&context(first, at as u64, revision), sealed)
        .map_err(|_| "a frame is not the one written there")
}

fn checksum(length: &[u8], sealed: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(length);
    sum.update(sealed);
    sum.finalize()
}

/// What a frame's seal is bound to.
fn context(first: Revision, position: u64, revision: Revision) -> [u8; 32] {
    let mut context = *b"kv frame........................";
    context[8..16].copy_from_slice(&first.to_be_bytes());
    context[16..24].copy_from_slice(&position.to_be_bytes());
    context[24..].copy_from_slice(&revision.to_be_bytes());
    context
}

/// Opens a segment for appending at `end`, cutting off what lies beyond and making the rest durable.
fn cut(path: &Path, end: u64) -> Result<File, KvError> {
    let mut file = File::options().read(true).write(true).open(path).map_err(KvError::io(path, "opening"))?;
    let length = file.metadata().map_err(KvError::io(path, "reading"))?.len();
    if length > end {
        file.set_len(end).map_err(KvError::io(path, "cutting"))?;
    }
    // What a killed process wrote but never synced is about to be shown to readers.
    file.sync_all().map_err(KvError::io(path, "syncing"))?;
    file.seek(SeekFrom::Start(end)).map_err(KvError::io(path, "reading"))?;
    Ok(file)
}
