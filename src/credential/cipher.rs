//! XChaCha20-Poly1305 as in draft-irtf-cfrg-xchacha: a subkey from the first part of the nonce, then
//! ChaCha20-Poly1305. The parts are ring's and the chacha20 crate's, which come optimised in every profile;
//! the store seals each commit, and tests write thousands.

use chacha20::R20;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

pub(super) const NONCE: usize = 24;
pub(super) const TAG: usize = 16;

/// Encrypts `content` in place and gives its tag; `None` when it is too long for the cipher.
pub(super) fn seal(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    context: &[u8],
    content: &mut [u8],
) -> Option<[u8; TAG]> {
    let (key, nonce) = narrowed(key, nonce)?;
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(context), content).ok()?;
    tag.as_ref().try_into().ok()
}

/// The content of what [`seal`] made, tag behind it; `None` when any of it was changed.
pub(super) fn open(key: &[u8; 32], nonce: &[u8; NONCE], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (key, nonce) = narrowed(key, nonce)?;
    let mut content = sealed.to_vec();
    let length = key.open_in_place(nonce, Aad::from(context), &mut content).ok()?.len();
    content.truncate(length);
    Some(content)
}

/// The key and nonce for ChaCha20-Poly1305 that stand for a longer nonce.
fn narrowed(key: &[u8; 32], nonce: &[u8; NONCE]) -> Option<(LessSafeKey, Nonce)> {
    let (first, last) = nonce.split_first_chunk::<16>()?;
    let subkey = Zeroizing::new(chacha20::hchacha::<R20>(key.into(), first.into()).0);
    let mut short = [0; 12];
    short[4..].copy_from_slice(last);
    let key = UnboundKey::new(&CHACHA20_POLY1305, &*subkey).ok()?;
    Some((LessSafeKey::new(key), Nonce::assume_unique_for_key(short)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    /// Appendix A.3.1 of the draft.
    #[test]
    fn it_is_the_published_cipher() {
        let key: [u8; 32] = std::array::from_fn(|at| 0x80 + at as u8);
        let nonce: [u8; NONCE] = std::array::from_fn(|at| 0x40 + at as u8);
        let context = bytes("50515253c0c1c2c3c4c5c6c7");
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip \
            for the future, sunscreen would be it.";
        let mut sealed = plain.to_vec();
        let tag = seal(&key, &nonce, &context, &mut sealed).unwrap();
        assert_eq!(sealed[..32], bytes("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"));
        assert_eq!(tag.to_vec(), bytes("c0875924c1c7987947deafd8780acf49"));
        sealed.extend(tag);
        assert_eq!(open(&key, &nonce, &context, &sealed).unwrap(), plain);
    }
}
