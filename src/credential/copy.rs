//! A copy of a store for another machine: sealed to a public key, with the key at rest in front of it, so that
//! whoever has the private half needs nothing else.
//!
//! Not here: what is in it (`kv::archive`).

use std::fs::File;
use std::io::{Read, Write};

use age::stream::{StreamReader, StreamWriter};
use zeroize::Zeroizing;

use super::Keyring;
use super::invite::{Exchange, InviteError, PublicKey};

/// What every such file begins with.
const BEGINNING: &[u8] = b"age-encryption.org/v1";

/// A copy being written.
pub struct SealedCopy(StreamWriter<File>);

impl SealedCopy {
    /// Begins a copy in `file` that only the private half of `to` opens.
    ///
    /// # Errors
    /// Whatever the file says.
    pub fn begin(keyring: &Keyring, to: &PublicKey, file: File) -> std::io::Result<Self> {
        let recipient: &dyn age::Recipient = to.recipient();
        let sealing = age::Encryptor::with_recipients(std::iter::once(recipient));
        let mut out = sealing.map_err(std::io::Error::other)?.wrap_output(file)?;
        out.write_all(&*keyring.at_rest())?;
        Ok(Self(out))
    }

    /// Seals the end, and makes the file durable.
    ///
    /// # Errors
    /// Whatever the file says.
    pub fn finish(self) -> std::io::Result<()> {
        self.0.finish()?.sync_all()
    }

    /// True when `file` begins as such a copy does; it is read from its start again afterwards.
    ///
    /// # Errors
    /// Whatever the file says.
    pub fn is_one(file: &mut File) -> std::io::Result<bool> {
        use std::io::Seek;
        let mut beginning = Vec::new();
        Read::by_ref(file).take(BEGINNING.len() as u64).read_to_end(&mut beginning)?;
        file.rewind()?;
        Ok(beginning == BEGINNING)
    }

    /// Opens a copy: the key at rest, and the rest of it to be read.
    ///
    /// # Errors
    /// [`InviteError::OtherKey`] when it was sealed to another key, [`InviteError::Damaged`].
    pub fn open<R: Read>(input: R, with: &Exchange) -> Result<(Keyring, StreamReader<R>), InviteError> {
        let opened =
            age::Decryptor::new(input).and_then(|sealed| sealed.decrypt(std::iter::once(with.identity())));
        let mut content = opened.map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => InviteError::OtherKey,
            _ => InviteError::Damaged,
        })?;
        let mut key = Zeroizing::new([0; 32]);
        content.read_exact(&mut *key).map_err(|_| InviteError::Damaged)?;
        let keyring = Keyring::from_key(key).map_err(|_| InviteError::Damaged)?;
        Ok((keyring, content))
    }
}

impl Write for SealedCopy {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_opens_with_the_private_half_alone_and_brings_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy");
        let (keyring, ours, other) = (Keyring::ephemeral(), Exchange::generate(), Exchange::generate());
        let mut copy = SealedCopy::begin(&keyring, &ours.public(), File::create(&path).unwrap()).unwrap();
        copy.write_all(&[7; 200_000]).unwrap();
        copy.finish().unwrap();
        let mut file = File::open(&path).unwrap();
        assert!(SealedCopy::is_one(&mut file).unwrap());
        let (found, mut content) = SealedCopy::open(file, &ours).unwrap();
        let mut read = Vec::new();
        content.read_to_end(&mut read).unwrap();
        assert_eq!((found.id(), read), (keyring.id(), vec![7; 200_000]));
        let file = File::open(&path).unwrap();
        assert!(matches!(SealedCopy::open(file, &other), Err(InviteError::OtherKey)));
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let (_, mut content) = SealedCopy::open(File::open(&path).unwrap(), &ours).unwrap();
        assert!(content.read_to_end(&mut Vec::new()).is_err());
    }
}
