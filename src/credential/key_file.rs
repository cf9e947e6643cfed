//! Where the key at rest comes from: a file of one line, or a systemd credential with the same line.
//!
//! The line is `koppel-key-1 <key id> <key> <checksum>`, all in hexadecimal: it survives copying by hand
//! into a vault, and a slip of one character is seen.

use std::ffi::OsStr;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::locale::{self, Argument, Language};

const MARK: &str = "koppel-key-1";
/// The name of the systemd credential.
const CREDENTIAL: &str = "koppel-key";
/// A key file is one line of 95 bytes; anything longer is some other file.
const LONGEST: u64 = 256;

/// Why there is no key at rest.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Reading or writing the file failed.
    #[error("the key file {path} cannot be {action}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried: `read`, `created`.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// Others than its owner may read or change it.
    #[error("the key file {path} is open to others (mode {mode:04o}); run: chmod 600 {path}")]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is not a key file, or it was changed.
    #[error(
        "the key file {path} is damaged ({why}); put the right one back from your backup, do not delete it"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes ({why}); koppel cannot make a key")]
    NoRandom {
        /// What it said.
        why: String,
    },
}

impl KeyError {
    /// What happened and what can be done, for an operator.
    pub fn sentence(&self, language: Language) -> String {
        let text = |key: &str, arguments: &[Argument<'_>]| locale::text(language, key, arguments);
        let shown = |path: &Path| path.display().to_string().into();
        match self {
            Self::Io { path, source, .. } => {
                text("key-io", &[("path", shown(path)), ("why", source.to_string().into())])
            }
            Self::TooOpen { path, mode } => {
                text("key-open", &[("path", shown(path)), ("mode", format!("{mode:04o}").into())])
            }
            Self::Damaged { path, .. } => text("key-damaged", &[("path", shown(path))]),
            Self::NoRandom { why } => text("key-no-random", &[("why", why.as_str().into())]),
        }
    }
}

/// Which key this is, from the key itself: two keys never share a file by mistake.
pub(super) fn id(key: &[u8; 32]) -> u32 {
    let name = blake3::derive_key("koppel 2026 name of the key at rest", key);
    u32::from_be_bytes([name[0], name[1], name[2], name[3]])
}

/// 32 bytes from the operating system.
pub(super) fn random() -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes).map_err(|error| KeyError::NoRandom { why: error.to_string() })?;
    Ok(bytes)
}

/// The key from systemd's folder of credentials, when it holds one.
pub(super) fn from_credential(folder: Option<&OsStr>) -> Result<Option<Zeroizing<[u8; 32]>>, KeyError> {
    let Some(folder) = folder else { return Ok(None) };
    let path = Path::new(folder).join(CREDENTIAL);
    // systemd sets the modes of its own folder; they may include the group.
    match File::open(&path) {
        Ok(file) => read(file, &path).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyError::Io { path, action: "read", source }),
    }
}

pub(super) fn load_or_create(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    match load(path) {
        Err(KeyError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => create(path, random()?),
        loaded => loaded,
    }
}

/// The key in the file at `path`; when there is none, `key` is put there.
pub(super) fn load_or_install(path: &Path, key: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    match load(path) {
        Err(KeyError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            create(path, Zeroizing::new(*key))
        }
        loaded => loaded,
    }
}

fn load(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let failed = |source| KeyError::Io { path: path.to_owned(), action: "read", source };
    let file = File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyError::TooOpen { path: path.to_owned(), mode });
    }
    read(file, path)
}

fn read(file: File, path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut text = Zeroizing::new(String::new());
    match file.take(LONGEST).read_to_string(&mut text) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(KeyError::Damaged { path: path.to_owned(), why: "not text" });
        }
        Err(source) => return Err(KeyError::Io { path: path.to_owned(), action: "read", source }),
    }
    parse(&text).map_err(|why| KeyError::Damaged { path: path.to_owned(), why })
}

fn parse(text: &str) -> Result<Zeroizing<[u8; 32]>, &'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [mark, name, key, sum] = words[..] else { return Err("not one line of four words") };
    if mark != MARK {
        return Err("it does not begin with koppel-key-1");
    }
    let covered = Zeroizing::new(format!("{mark} {name} {key}"));
    if format!("{:08x}", crc32fast::hash(covered.as_bytes())) != sum {
        return Err("its checksum does not fit");
    }
    let key = Zeroizing::new(blake3::Hash::from_hex(key).map_err(|_| "the key is not hexadecimal")?.into());
    if format!("{:08x}", id(&key)) != name {
        return Err("its name does not fit its key");
    }
    Ok(key)
}

fn create(path: &Path, key: Zeroizing<[u8; 32]>) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let failed = |source| KeyError::Io { path: path.to_owned(), action: "created", source };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let digits = Zeroizing::new(blake3::Hash::from_bytes(*key).to_hex().to_string());
    let covered = Zeroizing::new(format!("{MARK} {:08x} {}", id(&key), *digits));
    let line = Zeroizing::new(format!("{} {:08x}\n", *covered, crc32fast::hash(covered.as_bytes())));

    let temporary = path.with_extension(format!("{:08x}.new", id(&key)));
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary).map_err(failed)?;
    let written = file
        .write_all(line.as_bytes())
        .and_then(|()| file.sync_all())
        // A link, not a rename: it never replaces a key that another process made in the meantime.
        .and_then(|()| std::fs::hard_link(&temporary, path));
    let removed = std::fs::remove_file(&temporary);
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return load(path),
        Err(source) => return Err(failed(source)),
    }
    removed.and_then(|()| File::open(folder)?.sync_all()).map_err(failed)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/key");
        let key = load_or_create(&path).unwrap();
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no leftovers");
        assert_eq!(*load_or_create(&path).unwrap(), *key);
    }

    #[test]
    fn two_processes_that_start_together_get_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let made: Vec<_> = (0..8).map(|_| scope.spawn(|| load_or_create(&path).unwrap())).collect();
            made.into_iter().map(|thread| *thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        load_or_create(&path).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(load_or_create(&path).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn any_changed_character_is_named_as_damage_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        load_or_create(&path).unwrap();
        let line = std::fs::read(&path).unwrap();
        for at in 0..line.len() - 1 {
            let mut changed = line.clone();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            std::fs::write(&path, &changed).unwrap();
            let refused = load_or_create(&path).unwrap_err();
            assert!(matches!(refused, KeyError::Damaged { .. }), "character {at}");
            assert_eq!(std::fs::read(&path).unwrap(), changed);
        }
        std::fs::write(&path, b"").unwrap();
        assert!(matches!(load_or_create(&path), Err(KeyError::Damaged { .. })));
        std::fs::write(&path, [0xff; 40]).unwrap();
        assert!(matches!(load_or_create(&path), Err(KeyError::Damaged { .. })));
    }

    #[test]
    fn a_systemd_credential_is_read_when_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        assert!(from_credential(Some(folder.path().as_os_str())).unwrap().is_none());
        let key = load_or_create(&folder.path().join(CREDENTIAL)).unwrap();
        assert_eq!(*from_credential(Some(folder.path().as_os_str())).unwrap().unwrap(), *key);
        assert!(from_credential(None).unwrap().is_none());
    }
}
