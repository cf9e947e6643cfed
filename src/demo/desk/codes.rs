//! Numbers with a check: EAN codes of connections and IBANs, right ones and mistyped ones.
//!
//! Not here: checking them, which is the environment's work.

use fastrand::Rng;

/// A grid operator's connection: 18 digits, the last one the check digit (GS1, weights 3 and 1).
pub(super) fn ean(rng: &mut Rng) -> String {
    let mut digits: Vec<u8> = vec![8, 7, 1, 6, 8];
    digits.extend((0..12).map(|_| rng.u8(..10)));
    let sum: u32 = digits.iter().enumerate().map(|(at, &digit)| u32::from(digit) * [3, 1][at % 2]).sum();
    let check = u8::try_from((10 - sum % 10) % 10).unwrap_or_default();
    digits.push(check);
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// An account at a bank that does not exist.
pub(super) fn iban(rng: &mut Rng) -> String {
    let account: String = (0..10).map(|_| char::from(b'0' + rng.u8(..10))).collect();
    let rest = format!("KPLB{account}");
    let remainder = mod97(&format!("{rest}NL00"));
    format!("NL{:02}{rest}", 98 - remainder)
}

/// The same number with another last digit: what a tired hand types.
pub(super) fn mistyped(number: &str) -> String {
    let mut typed = number.to_owned();
    let last = typed.pop().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
    typed.push(char::from_digit((last + 1) % 10, 10).unwrap_or('0'));
    typed
}

fn mod97(text: &str) -> u32 {
    text.chars().fold(0, |rest, c| match c.to_digit(36) {
        Some(value @ 10..) => (rest * 100 + value) % 97,
        Some(value) => (rest * 10 + value) % 97,
        None => rest,
    })
}
