//! The witness: the last acknowledged revision, kept apart from the log, so that a log that lost its
//! tail without a trace is noticed.
//!
//! It is written after the log is durable and before anybody is answered, and needs no fsync of its own:
//! after a power cut it may lag, which only makes it a weaker witness, and it never runs ahead.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::credential::Keyring;
use crate::kv::{KvError, Revision, files};

/// Two slots in sectors of their own, written in turn: a write cut short leaves the other one.
const SLOTS: [u64; 2] = [0, 512];
/// Revision and the first half of its keyed hash.
const SLOT: usize = 8 + 16;

pub(super) struct Witness {
    path: PathBuf,
    file: File,
    key: [u8; 32],
    turn: usize,
}

impl Witness {
    /// A new witness of `revision`, durable but for the name in its folder.
    pub(super) fn create(path: &Path, keyring: &Keyring, revision: Revision) -> Result<Self, KvError> {
        let file = files::create_file(path)?;
        let mut witness = Self { path: path.to_owned(), file, key: keyring.derive("kv witness"), turn: 0 };
        witness.record(revision)?;
        witness.record(revision)?;
        witness.sync()?;
        Ok(witness)
    }

    /// The witness and what it saw last.
    pub(super) fn open(path: &Path, keyring: &Keyring) -> Result<(Self, Revision), KvError> {
        let file = File::options().read(true).write(true).open(path).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                KvError::damaged(path, "it is missing")
            } else {
                KvError::io(path, "opening")(error)
            }
        })?;
        let mut witness = Self { path: path.to_owned(), file, key: keyring.derive("kv witness"), turn: 0 };
        let seen = SLOTS.map(|at| witness.read(at));
        // The next record goes over the older one.
        witness.turn = usize::from(seen[0] > seen[1]);
        match seen[0].max(seen[1]) {
            Some(revision) => Ok((witness, revision)),
            None => Err(KvError::damaged(path, "neither of its two records is whole")),
        }
    }

    fn read(&self, at: u64) -> Option<Revision> {
        let mut slot = [0; SLOT];
        self.file.read_exact_at(&mut slot, at).ok()?;
        let revision = Revision::from_be_bytes(*slot.first_chunk()?);
        (self.slot(revision) == slot).then_some(revision)
    }

    fn slot(&self, revision: Revision) -> [u8; SLOT] {
        let mut slot = [0; SLOT];
        slot[..8].copy_from_slice(&revision.to_be_bytes());
        let hash = blake3::keyed_hash(&self.key, &slot[..8]);
        slot[8..].copy_from_slice(&hash.as_bytes()[..SLOT - 8]);
        slot
    }

    /// Keeps `revision` as the last acknowledged one.
    pub(super) fn record(&mut self, revision: Revision) -> Result<(), KvError> {
        let written = self.file.write_all_at(&self.slot(revision), SLOTS[self.turn]);
        self.turn = 1 - self.turn;
        written.map_err(KvError::io(&self.path, "writing"))
    }

    /// Makes it durable.
    pub(super) fn sync(&self) -> Result<(), KvError> {
        self.file.sync_all().map_err(KvError::io(&self.path, "syncing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_record_is_seen_and_half_a_record_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("witness");
        let keyring = Keyring::ephemeral();
        let mut witness = Witness::create(&path, &keyring, 0).unwrap();
        for revision in 1..6 {
            witness.record(revision).unwrap();
            assert_eq!(Witness::open(&path, &keyring).unwrap().1, revision);
        }
        let (mut witness, _) = Witness::open(&path, &keyring).unwrap();
        let at = SLOTS[witness.turn];
        witness.record(6).unwrap();
        witness.file.write_all_at(&[0xff; SLOT / 2], at).unwrap();
        let (mut witness, seen) = Witness::open(&path, &keyring).unwrap();
        assert_eq!(seen, 5);
        witness.record(7).unwrap();
        assert_eq!(Witness::open(&path, &keyring).unwrap().1, 7);
        assert!(matches!(Witness::open(&path, &Keyring::ephemeral()), Err(KvError::Damaged { .. })));
    }
}
