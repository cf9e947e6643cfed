//! What a demo remembers beside its environments, so that a second start goes on where it was: on which
//! addresses they listened (an integration points at one) and their owners' tokens.
//!
//! Not here: anything koppel itself keeps. Tokens are sealed with the environment's own key, as everywhere.

use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::credential::Keyring;
use crate::demo::error::DemoError;
use crate::service::folder::KEY;

/// What is remembered of one environment.
#[derive(Clone)]
pub(super) struct Note {
    /// Account name.
    pub domain: String,
    /// Where it listened; `None` before the first time.
    pub listening: Option<SocketAddr>,
    /// Its owner's token.
    pub owner_token: SecretString,
}

/// A note as it lies on disk.
#[derive(Serialize, Deserialize)]
struct Written {
    domain: String,
    listening: Option<SocketAddr>,
    /// Base64 of what the keyring sealed.
    sealed_token: String,
}

/// What a sealed token belongs to: it opens nowhere else.
const CONTEXT: &[u8] = b"demo owner token";

impl Note {
    fn path(folder: &Path) -> PathBuf {
        folder.join("demo.json")
    }

    /// Reads the note of the environment in `folder`; `None` when there is none yet.
    pub fn read(folder: &Path) -> Result<Option<Self>, DemoError> {
        let path = Self::path(folder);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(DemoError::Notes { path, source }),
        };
        let damaged =
            |why: String| DemoError::Notes { path: path.clone(), source: std::io::Error::other(why) };
        let written: Written = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        let sealed = STANDARD.decode(&written.sealed_token).map_err(|error| damaged(error.to_string()))?;
        let keyring = Keyring::load_or_create(&folder.join(KEY))?;
        let token = keyring.open(CONTEXT, &sealed).map_err(|error| damaged(error.to_string()))?;
        let token = String::from_utf8(token).map_err(|error| damaged(error.to_string()))?;
        let Written { domain, listening, .. } = written;
        Ok(Some(Self { domain, listening, owner_token: token.into() }))
    }

    /// Writes the note: whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<(), DemoError> {
        let path = Self::path(folder);
        let keyring = Keyring::load_or_create(&folder.join(KEY))?;
        let sealed = keyring.seal(CONTEXT, self.owner_token.expose_secret().as_bytes());
        let (domain, listening) = (self.domain.clone(), self.listening);
        let written = Written { domain, listening, sealed_token: STANDARD.encode(sealed) };
        let attempt = || -> std::io::Result<()> {
            let temporary = path.with_extension("json.new");
            let mut options = std::fs::OpenOptions::new();
            let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
            std::io::Write::write_all(&mut file, &serde_json::to_vec_pretty(&written)?)?;
            file.sync_all()?;
            std::fs::rename(&temporary, &path)
        };
        attempt().map_err(|source| DemoError::Notes { path: path.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_reads_back_and_is_ours_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        assert!(Note::read(folder.path()).unwrap().is_none());
        let address = "127.0.0.1:4711".parse().unwrap();
        let note = Note {
            domain: "klaver".into(),
            listening: Some(address),
            owner_token: "geheim".to_owned().into(),
        };
        note.write(folder.path()).unwrap();
        let read = Note::read(folder.path()).unwrap().unwrap();
        assert_eq!((read.domain.as_str(), read.listening), ("klaver", Some(address)));
        assert_eq!(read.owner_token.expose_secret(), "geheim");
        let mode = std::fs::metadata(Note::path(folder.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let written = std::fs::read_to_string(Note::path(folder.path())).unwrap();
        assert!(!written.contains("geheim") && written.contains("klaver"), "{written}");
    }

    #[test]
    fn a_damaged_note_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(Note::path(folder.path()), b"{").unwrap();
        assert!(matches!(Note::read(folder.path()), Err(DemoError::Notes { .. })));
    }
}
