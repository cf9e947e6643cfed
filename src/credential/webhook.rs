//! Signing what is posted to a subscriber, by the Standard Webhooks scheme: HMAC-SHA256 over the message's
//! id, its time and its body, with a secret that is shown once. Whoever receives it can tell that it is ours,
//! unchanged, and fresh.
//!
//! Not here: sending it (`post`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::Keyring;

/// What a secret's text begins with.
const PREFIX: &str = "whsec_";
/// What it is sealed for.
const CONTEXT: &[u8] = b"webhook secret";

/// A new secret: the only time its text exists, and what is stored.
pub struct MintedSecret {
    /// What the subscriber is shown once.
    pub plain: SecretString,
    /// Sealed; opens with the same key.
    pub sealed: Vec<u8>,
}

/// Makes a secret of 192 bits.
pub fn mint(keyring: &Keyring) -> MintedSecret {
    let bytes = Zeroizing::new(keyring.random::<24>());
    let plain = SecretString::from(format!("{PREFIX}{}", STANDARD.encode(*bytes)));
    MintedSecret { plain, sealed: keyring.seal(CONTEXT, bytes.as_slice()) }
}

/// The value of `webhook-signature` for a message; `None` when the secret does not open.
pub fn sign(keyring: &Keyring, sealed: &[u8], id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let secret = Zeroizing::new(keyring.open(CONTEXT, sealed).ok()?);
    Some(sign_with(&secret, id, timestamp, body))
}

/// A secret that somebody chose: `whsec_` and the base64 of at least 24 bytes. `None` when it is none.
pub fn read(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(STANDARD.decode(text.trim().strip_prefix(PREFIX)?).ok()?);
    (bytes.len() >= 24).then_some(bytes)
}

/// The value of `webhook-signature` for a message, by a secret that was read.
pub fn sign_with(secret: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    format!("v1,{}", STANDARD.encode(signature(secret, id, timestamp, body)))
}

/// Whether `header` holds a signature of this message by the secret with the text `plain`.
pub fn is_signed(plain: &SecretString, header: &str, id: &str, timestamp: i64, body: &[u8]) -> bool {
    let text = plain.expose_secret();
    let Some(secret) = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok()) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    let message = message(id, timestamp, body);
    let given = header.split(' ').filter_map(|part| STANDARD.decode(part.strip_prefix("v1,")?).ok());
    // `ring` compares in constant time.
    given.into_iter().any(|given| hmac::verify(&key, &message, &given).is_ok())
}

fn signature(secret: &[u8], id: &str, timestamp: i64, body: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, &message(id, timestamp, body)).as_ref().to_vec()
}

fn message(id: &str, timestamp: i64, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.to_string().as_bytes(), b".", body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_the_scheme_gives_as_its_example() {
        // The example of the scheme's own description.
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b"{\"test\": 2432232314}");
        assert_eq!(STANDARD.encode(signed), "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_message_is_known_by_its_own_secret_and_only_unchanged() {
        let keyring = Keyring::ephemeral();
        let minted = mint(&keyring);
        let header = sign(&keyring, &minted.sealed, "a", 7, b"body").unwrap();
        assert!(is_signed(&minted.plain, &format!("v1,AAAA {header}"), "a", 7, b"body"));
        for (id, at, body) in [("b", 7, b"body"), ("a", 8, b"body"), ("a", 7, b"bodY")] {
            assert!(!is_signed(&minted.plain, &header, id, at, body));
        }
        assert!(!is_signed(&mint(&keyring).plain, &header, "a", 7, b"body"));
    }
}
