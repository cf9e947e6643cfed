//! API tokens: `kpl_i_<key id>_<secret><checksum>` (`kpl_p_` for people, `kpl_v_` for invites). The prefix
//! and the checksum let secret scanners find a leaked one without asking anybody; the key id finds its row;
//! the secret is 43 letters and digits, 256 bits. Only a keyed hash of the whole is ever stored: with so much
//! randomness a slow hash would add nothing.
//!
//! Not here: what a token may do, and its row (`environment`).

use secrecy::{ExposeSecret, SecretString};

use super::Keyring;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^10 is 59 bits: two tokens of one environment do not meet.
const KEY_ID: usize = 10;
/// 62^43 is a little more than 2^256.
const SECRET: usize = 43;
/// 62^6 holds any CRC-32.
const CHECKSUM: usize = 6;
const PURPOSE: &str = "token";

/// Whom a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A person or a script of theirs.
    Person,
    /// Another environment, and nothing else.
    Integration,
    /// Being exchanged once for one of those.
    Invite,
}

impl TokenKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Person => "kpl_p_",
            Self::Integration => "kpl_i_",
            Self::Invite => "kpl_v_",
        }
    }
}

/// A new token, the only time its plain text exists.
pub struct Minted {
    /// What its owner is shown once.
    pub plain: SecretString,
    /// Finds its row; not secret.
    pub key_id: String,
    /// What is stored.
    pub digest: [u8; 32],
}

/// What a well-formed token says about itself; it proves nothing yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Whom it claims to be for.
    pub kind: TokenKind,
    /// The row to compare it with.
    pub key_id: String,
}

/// Makes a token.
pub fn mint(keyring: &Keyring, kind: TokenKind) -> Minted {
    let key_id = letters(keyring, KEY_ID);
    let mut plain = format!("{}{key_id}_{}", kind.prefix(), letters(keyring, SECRET));
    plain.push_str(&checksum(&plain));
    let digest = keyring.digest(PURPOSE, plain.as_bytes());
    Minted { plain: SecretString::from(plain), key_id, digest }
}

/// Reads the form of a token; `None` when it is not one of ours or was mistyped.
pub fn parse(plain: &str) -> Option<Parsed> {
    let (kind, rest) = [TokenKind::Person, TokenKind::Integration, TokenKind::Invite]
        .into_iter()
        .find_map(|kind| Some((kind, plain.strip_prefix(kind.prefix())?)))?;
    let (key_id, secret) = rest.split_once('_')?;
    let letters_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if key_id.len() != KEY_ID
        || secret.len() != SECRET + CHECKSUM
        || !letters_only(key_id)
        || !letters_only(secret)
    {
        return None;
    }
    let (covered, found) = plain.split_at(plain.len() - CHECKSUM);
    (checksum(covered) == found).then(|| Parsed { kind, key_id: key_id.to_owned() })
}

/// Whether `plain` is the token that `digest` was stored for. Takes the same time either way.
pub fn matches(keyring: &Keyring, plain: &SecretString, digest: &[u8; 32]) -> bool {
    let found = keyring.digest(PURPOSE, plain.expose_secret().as_bytes());
    // `blake3::Hash` compares in constant time.
    blake3::Hash::from_bytes(found) == blake3::Hash::from_bytes(*digest)
}

/// `count` letters and digits, each as likely as any other.
fn letters(keyring: &Keyring, count: usize) -> String {
    let mut out = String::with_capacity(count + CHECKSUM);
    while out.len() < count {
        let bytes: [u8; 64] = keyring.random();
        // 248 is the largest multiple of 62 in a byte: what lies above would favour some letters.
        let fair = bytes.iter().filter(|byte| **byte < 248);
        out.extend(fair.map(|byte| char::from(ALPHABET[usize::from(byte % 62)])).take(count - out.len()));
    }
    out
}

fn checksum(covered: &str) -> String {
    let mut rest = crc32fast::hash(covered.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minted_token_parses_and_matches_only_its_own_digest() {
        let keyring = Keyring::ephemeral();
        for kind in [TokenKind::Person, TokenKind::Integration, TokenKind::Invite] {
            let (one, two) = (mint(&keyring, kind), mint(&keyring, kind));
            assert_eq!(parse(one.plain.expose_secret()), Some(Parsed { kind, key_id: one.key_id.clone() }));
            assert!(matches(&keyring, &one.plain, &one.digest));
            assert!(!matches(&keyring, &two.plain, &one.digest));
            assert!(!matches(&Keyring::ephemeral(), &one.plain, &one.digest), "the digest is keyed");
            assert_ne!(one.key_id, two.key_id);
        }
    }

    #[test]
    fn a_mistyped_or_cut_token_does_not_parse() {
        let plain = mint(&Keyring::ephemeral(), TokenKind::Integration).plain;
        let plain = plain.expose_secret();
        for at in 0..plain.len() {
            let mut changed = plain.as_bytes().to_vec();
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(parse(std::str::from_utf8(&changed).unwrap()), None, "character {at}");
            assert_eq!(parse(&plain[..at]), None, "length {at}");
        }
        assert_eq!(parse("kpl_i_é_"), None);
        assert_eq!(parse(&format!("{plain} ")), None);
    }

    #[test]
    fn a_token_is_one_word_to_a_terminal_and_to_a_scanner() {
        let plain = mint(&Keyring::ephemeral(), TokenKind::Integration).plain;
        let plain = plain.expose_secret();
        assert_eq!(plain.len(), 6 + KEY_ID + 1 + SECRET + CHECKSUM);
        assert!(plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    }
}
