//! Invites: how a token travels without ever being readable on its way. The receiving side has a key pair;
//! the giving side seals address, account, token and expiry to the public half. Files are age files with one
//! X25519 recipient, in armour, so that they survive a mail and can be opened with the `age` tool too.
//!
//! Not here: what an invite may do at the environment that made it (`environment::world::invites`), where
//! the private half is kept (`store::exchange`).

use std::str::FromStr;

use age::x25519;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::clock::Timestamp;

/// The form of what is sealed. A reader refuses every other number: it must not guess.
const VERSION: u32 = 1;

/// No invite is near this long; a wrong file is not decrypted whole.
const MAX_FILE: usize = 64 * 1024;

/// Our key pair for invites.
pub struct Exchange(x25519::Identity);

/// The public half of somebody's key pair: `age1...`.
#[derive(Clone)]
pub struct PublicKey(x25519::Recipient);

/// What a token needs to be of use: where it belongs, and until when it waits.
pub struct Invite {
    /// Its id at the environment that made it.
    pub id: String,
    /// Scheme, host and port.
    pub base_url: String,
    /// The account's name.
    pub domain: String,
    /// The organisation it was made for, as the maker calls it.
    pub organisation: String,
    /// Good for one thing: being exchanged for a token.
    pub token: SecretString,
    /// From then on it is good for nothing.
    pub expires_at: Timestamp,
}

/// Why a file is no invite for us, or a key no key.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Not a public key.
    #[error("«{given}» is no public key: it starts with age1 and has 62 characters")]
    Key {
        /// What was given.
        given: String,
    },
    /// The stored private half cannot be read.
    #[error("the stored key pair cannot be read: {why}")]
    Pair {
        /// Why.
        why: String,
    },
    /// Not an age file.
    #[error("this is no invite")]
    NoInvite,
    /// Sealed to another key.
    #[error("this invite was made for another key")]
    OtherKey,
    /// Changed or cut on its way.
    #[error("this invite is damaged")]
    Damaged,
    /// Sealed well, but what it holds cannot be read, or is of another version.
    #[error("this invite cannot be read: {why}")]
    Content {
        /// Why.
        why: String,
    },
    /// It could not be sealed.
    #[error("the invite could not be sealed")]
    Sealing(#[source] std::io::Error),
}

/// What is sealed, as JSON.
#[derive(Serialize, Deserialize)]
struct Sealed {
    koppel_invite: u32,
    id: String,
    base_url: String,
    domain: String,
    organisation: String,
    token: String,
    expires_at: Timestamp,
}

impl Exchange {
    /// A new key pair.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The key pair of a stored private half.
    ///
    /// # Errors
    /// [`InviteError::Pair`].
    pub fn restore(private: &SecretString) -> Result<Self, InviteError> {
        let pair = x25519::Identity::from_str(private.expose_secret());
        pair.map(Self).map_err(|why| InviteError::Pair { why: why.to_owned() })
    }

    /// The private half, to be stored sealed.
    pub fn private(&self) -> SecretString {
        SecretString::from(self.0.to_string().expose_secret().to_owned())
    }

    /// The public half, to be given away.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.to_public())
    }

    /// For opening what is sealed to it.
    pub(super) fn identity(&self) -> &dyn age::Identity {
        &self.0
    }

    /// A word that only this key pair can say about an invite: who exchanged an invite once can show that it
    /// is still the same. It tells nothing about the key.
    pub fn claim(&self, invite: &str) -> SecretString {
        let mut hasher = blake3::Hasher::new_derive_key("koppel 2026 claim of an invite");
        hasher.update(self.private().expose_secret().as_bytes()).update(&[0]).update(invite.as_bytes());
        SecretString::from(hasher.finalize().to_hex().to_string())
    }

    /// Opens an invite.
    ///
    /// # Errors
    /// [`InviteError::NoInvite`], [`InviteError::OtherKey`], [`InviteError::Damaged`],
    /// [`InviteError::Content`].
    pub fn open(&self, file: &str) -> Result<Invite, InviteError> {
        if file.len() > MAX_FILE || !file.trim_start().starts_with("-----BEGIN AGE ENCRYPTED FILE-----") {
            return Err(InviteError::NoInvite);
        }
        let plain = age::decrypt(&self.0, file.trim().as_bytes()).map(Zeroizing::new);
        let plain = plain.map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => InviteError::OtherKey,
            _ => InviteError::Damaged,
        })?;
        // Serde's message may quote what stands there, the token included: only the place is told.
        let unreadable = |error: serde_json::Error| InviteError::Content {
            why: format!("line {}, column {}", error.line(), error.column()),
        };
        let sealed: Sealed = serde_json::from_slice(&plain).map_err(unreadable)?;
        if sealed.koppel_invite != VERSION {
            return Err(InviteError::Content { why: format!("version {}", sealed.koppel_invite) });
        }
        Ok(Invite {
            id: sealed.id,
            base_url: sealed.base_url,
            domain: sealed.domain,
            organisation: sealed.organisation,
            token: SecretString::from(sealed.token),
            expires_at: sealed.expires_at,
        })
    }
}

impl PublicKey {
    /// Reads a public key.
    ///
    /// # Errors
    /// [`InviteError::Key`].
    pub fn parse(text: &str) -> Result<Self, InviteError> {
        let key = x25519::Recipient::from_str(text.trim());
        key.map(Self).map_err(|_| InviteError::Key { given: text.trim().chars().take(100).collect() })
    }

    /// For sealing to it.
    pub(super) fn recipient(&self) -> &dyn age::Recipient {
        &self.0
    }

    /// Seals an invite to this key: a text that may be mailed.
    ///
    /// # Errors
    /// [`InviteError::Sealing`].
    pub fn seal(&self, invite: &Invite) -> Result<String, InviteError> {
        let mut sealed = Sealed {
            koppel_invite: VERSION,
            id: invite.id.clone(),
            base_url: invite.base_url.clone(),
            domain: invite.domain.clone(),
            organisation: invite.organisation.clone(),
            token: invite.token.expose_secret().to_owned(),
            expires_at: invite.expires_at,
        };
        let plain = serde_json::to_vec(&sealed).map(Zeroizing::new);
        sealed.token.zeroize();
        let plain = plain.map_err(|error| InviteError::Sealing(error.into()))?;
        age::encrypt_and_armor(&self.0, &plain)
            .map_err(|error| InviteError::Sealing(std::io::Error::other(error.to_string())))
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn invite() -> Invite {
        Invite {
            id: "01J".into(),
            base_url: "https://b.example".into(),
            domain: "stroom".into(),
            organisation: "Deur".into(),
            token: SecretString::from("kpl_v_secret"),
            expires_at: Clock::system().now(),
        }
    }

    fn why(result: Result<Invite, InviteError>) -> &'static str {
        match result {
            Ok(_) => "opened",
            Err(InviteError::OtherKey) => "other key",
            Err(InviteError::NoInvite) => "no invite",
            Err(InviteError::Damaged) => "damaged",
            Err(_) => "other",
        }
    }

    #[test]
    fn only_the_key_it_was_made_for_opens_an_invite() {
        let (ours, theirs) = (Exchange::generate(), Exchange::generate());
        let public = PublicKey::parse(&ours.public().to_string()).unwrap();
        let file = public.seal(&invite()).unwrap();
        assert!(!file.contains("kpl_v_secret") && !file.contains("stroom"));
        let again = Exchange::restore(&ours.private()).unwrap();
        let opened = again.open(&format!("\n{file}\n")).ok().unwrap();
        assert_eq!((opened.domain.as_str(), opened.token.expose_secret()), ("stroom", "kpl_v_secret"));
        assert_eq!(why(theirs.open(&file)), "other key");
        assert_ne!(
            ours.claim("01J").expose_secret(),
            theirs.claim("01J").expose_secret(),
            "a copied file has no claim"
        );
        assert_ne!(ours.claim("01J").expose_secret(), ours.claim("01K").expose_secret());
    }

    #[test]
    fn a_changed_character_anywhere_is_noticed() {
        let ours = Exchange::generate();
        let file = ours.public().seal(&invite()).unwrap();
        let body = file.find('\n').unwrap() + 1..file.rfind("\n-----END").unwrap();
        for at in body.clone().step_by(7) {
            let mut bytes = file.clone().into_bytes();
            if bytes[at] == b'\n' {
                continue;
            }
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_ne!(why(ours.open(&String::from_utf8(bytes).unwrap())), "opened", "character {at}");
        }
        assert_eq!(why(ours.open(&file[..file.len() / 2])), "damaged");
        assert_eq!(why(ours.open("kpl_i_plain")), "no invite");
        assert!(PublicKey::parse("age1qqqq").is_err() && PublicKey::parse("").is_err());
    }
}
