//! The key at rest, in use: sealing and opening what goes to disk, and deriving other keys from it.
//!
//! Not here: where the key comes from (`key_file`).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use super::cipher::{self, NONCE, TAG};
use super::key_file::{self, KeyError};

/// Format of what [`Keyring::seal`] makes: this byte, four bytes of key id, nonce, ciphertext, tag.
const FORMAT: u8 = 1;
const HEADER: usize = 1 + 4 + NONCE;

/// How many bytes [`Keyring::seal`] adds to what it seals.
pub const OVERHEAD: usize = HEADER + TAG;

/// The key at rest. Cheap to clone; the key is wiped from memory with the last clone. It has no `Debug`
/// on purpose.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    id: u32,
    key: Zeroizing<[u8; 32]>,
    sealing: Zeroizing<[u8; 32]>,
    /// Seed and position of the generator of nonces and token secrets: seeded by the operating system
    /// once, so that sealing can neither fail nor cost a system call.
    seed: Zeroizing<[u8; 32]>,
    position: AtomicU64,
}

/// Why something sealed cannot be opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpenError {
    /// It was sealed by a newer version of koppel, or it is not sealed at all.
    #[error("sealed in an unknown format ({found}); a newer koppel may have written it")]
    Format {
        /// The first byte found.
        found: u8,
    },
    /// It was sealed under another key.
    #[error("sealed with key {wanted:08x}, but the key here is {have:08x}; put the right key file back")]
    OtherKey {
        /// The key it needs.
        wanted: u32,
        /// The key in use.
        have: u32,
    },
    /// It was changed, cut, or moved here from elsewhere.
    #[error("changed, cut short, or moved from another place")]
    Altered,
}

impl Keyring {
    /// The key in the file at `path`, made there when there is none: mode 0600, whole or not at all.
    /// A systemd credential called `koppel-key` goes before the file.
    ///
    /// # Errors
    /// [`KeyError`], naming the file and what to do.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let key = match key_file::from_credential(std::env::var_os("CREDENTIALS_DIRECTORY").as_deref())? {
            Some(key) => key,
            None => key_file::load_or_create(path)?,
        };
        Self::from_key(key)
    }

    /// A key that is nowhere on disk, for tests.
    ///
    /// # Panics
    /// When the operating system gives no random bytes.
    #[allow(clippy::expect_used)] // for tests only, where the alternative is the same panic a line later
    pub fn ephemeral() -> Self {
        key_file::random().and_then(Self::from_key).expect("random bytes")
    }

    pub(super) fn from_key(key: Zeroizing<[u8; 32]>) -> Result<Self, KeyError> {
        Ok(Self(Arc::new(Inner {
            id: key_file::id(&key),
            sealing: Zeroizing::new(derived(&key, "seal")),
            key,
            seed: key_file::random()?,
            position: AtomicU64::new(0),
        })))
    }

    /// Keeps the key in a file at `path`, unless there is one: which one is there then.
    ///
    /// # Errors
    /// As [`Keyring::load_or_create`].
    pub fn install(&self, path: &Path) -> Result<Self, KeyError> {
        Self::from_key(key_file::load_or_install(path, &self.0.key)?)
    }

    /// The key itself: for a copy that is to be opened elsewhere.
    pub(super) fn at_rest(&self) -> Zeroizing<[u8; 32]> {
        self.0.key.clone()
    }

    /// Which key this is: safe to show and to store.
    pub fn id(&self) -> u32 {
        self.0.id
    }

    /// Seals `plain` so that it opens only with the same key and the same `context` (what it is and where
    /// it belongs). [`OVERHEAD`] bytes longer than `plain`.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(OVERHEAD + plain.len());
        self.seal_into(context, plain, &mut out);
        out
    }

    /// [`Keyring::seal`], appended to `out`.
    pub fn seal_into(&self, context: &[u8], plain: &[u8], out: &mut Vec<u8>) {
        let nonce: [u8; NONCE] = self.random();
        out.push(FORMAT);
        out.extend_from_slice(&self.0.id.to_be_bytes());
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.extend_from_slice(plain);
        match cipher::seal(&self.0.sealing, &nonce, context, &mut out[start..]) {
            Some(tag) => out.extend_from_slice(&tag),
            // The cipher refuses only contents of more than 256 GiB; leave something that cannot open
            // rather than something readable.
            None => out.truncate(start),
        }
    }

    /// Opens what [`Keyring::seal`] made with the same `context`.
    ///
    /// # Errors
    /// [`OpenError`]; nothing of the content is given out.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let Some((&format, rest)) = sealed.split_first() else { return Err(OpenError::Altered) };
        if format != FORMAT {
            return Err(OpenError::Format { found: format });
        }
        let Some((id, rest)) = rest.split_first_chunk::<4>() else { return Err(OpenError::Altered) };
        let wanted = u32::from_be_bytes(*id);
        if wanted != self.0.id {
            return Err(OpenError::OtherKey { wanted, have: self.0.id });
        }
        let Some((nonce, body)) = rest.split_first_chunk::<NONCE>() else { return Err(OpenError::Altered) };
        cipher::open(&self.0.sealing, nonce, context, body).ok_or(OpenError::Altered)
    }

    /// A key for `purpose`, the same one each time, from which this key cannot be found.
    pub fn derive(&self, purpose: &'static str) -> [u8; 32] {
        derived(&self.0.key, purpose)
    }

    /// A keyed hash of `bytes` for `purpose`: without the key nobody can tell what was hashed.
    pub fn digest(&self, purpose: &'static str, bytes: &[u8]) -> [u8; 32] {
        let key = Zeroizing::new(self.derive(purpose));
        *blake3::keyed_hash(&key, bytes).as_bytes()
    }

    /// Random bytes that nobody can guess.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let position = self.0.position.fetch_add(1, Ordering::Relaxed);
        let mut out = [0; N];
        blake3::Hasher::new_keyed(&self.0.seed).update(&position.to_le_bytes()).finalize_xof().fill(&mut out);
        out
    }
}

fn derived(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(&format!("koppel 2026 key at rest: {purpose}"));
    hasher.update(key);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_the_same_key_and_context() {
        let keyring = Keyring::ephemeral();
        let sealed = keyring.seal(b"sale/1", b"NL91ABNA0417164300");
        assert_eq!(sealed.len(), 18 + OVERHEAD);
        assert_eq!(keyring.open(b"sale/1", &sealed).unwrap(), b"NL91ABNA0417164300");
        assert_eq!(keyring.open(b"sale/2", &sealed), Err(OpenError::Altered));
        let other = Keyring::ephemeral();
        let refused = Err(OpenError::OtherKey { wanted: keyring.id(), have: other.id() });
        assert_eq!(other.open(b"sale/1", &sealed), refused);
    }

    #[test]
    fn no_change_of_any_bit_or_length_goes_unseen() {
        let keyring = Keyring::ephemeral();
        let sealed = keyring.seal(b"c", b"plain");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(keyring.open(b"c", &changed).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(keyring.open(b"c", &sealed[..length]).is_err(), "length {length}");
        }
    }

    #[test]
    fn sealing_the_same_twice_looks_different() {
        let keyring = Keyring::ephemeral();
        assert_ne!(keyring.seal(b"c", b"plain"), keyring.seal(b"c", b"plain"));
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let keyring = Keyring::ephemeral();
        assert_eq!(keyring.derive("one"), keyring.derive("one"));
        assert_ne!(keyring.derive("one"), keyring.derive("two"));
        assert_ne!(keyring.digest("one", b"x"), keyring.digest("two", b"x"));
    }
}
