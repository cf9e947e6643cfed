//! The forms a single value can have: is this text an e-mail address, an EAN code, a date?
//!
//! Not here: which field must have which form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iban::Iban;
use serde_json::Value;

use super::super::{loose, time};

/// Someone at a host with a dot, without white space.
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && !local.contains('@')
        && text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
        })
}

/// 9 to 15 digits, with a leading plus and the usual separators.
pub fn is_phone(text: &str) -> bool {
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (9..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " -()".contains(c))
}

/// A Dutch postcode (1234 AB, not starting with 0), or a Belgian or German one of four or five digits.
pub fn is_postcode(text: &str) -> bool {
    let compact: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = compact.iter().take_while(|c| c.is_ascii_digit()).count();
    match (digits, compact.len()) {
        (4, 6) => compact[0] != '0' && compact[4..].iter().all(char::is_ascii_alphabetic),
        (4 | 5, length) => length == digits,
        _ => false,
    }
}

/// Of a known country's length, with the right checksum.
pub fn is_iban(text: &str) -> bool {
    let compact: String =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    compact.parse::<Iban>().is_ok()
}

/// 18 digits of which the last is the check digit: weights 3 and 1 from the right, modulo 10.
pub fn is_ean(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if text.len() != 18 || digits.len() != 18 {
        return false;
    }
    let sum: u32 = digits[..17]
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| digit * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    (10 - sum % 10) % 10 == digits[17]
}

/// A whole number or a decimal one with point or comma.
pub fn is_numeric(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let mut parts = unsigned.splitn(2, ['.', ',']);
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.next().is_some_and(digits) && parts.next().is_none_or(digits)
}

/// An amount of money.
pub fn is_price(text: &str) -> bool {
    is_numeric(text.trim_start_matches('€').trim_start())
}

/// `dd-mm-yyyy` (or `yyyy-mm-dd`) that exists.
pub fn is_date(text: &str) -> bool {
    time::date(text).is_some()
}

/// `yyyy-mm-dd hh:mm:ss`, or any other time that can be read.
pub fn is_time(text: &str) -> bool {
    time::instant(text).is_some()
}

/// 8 digits.
pub fn is_coc(text: &str) -> bool {
    text.len() == 8 && text.chars().all(|c| c.is_ascii_digit())
}

/// A country and 2 to 13 letters and digits.
pub fn is_vat(text: &str) -> bool {
    let compact: Vec<char> = text.chars().filter(|c| !" .-".contains(*c)).collect();
    (4..=15).contains(&compact.len())
        && compact[..2].iter().all(char::is_ascii_alphabetic)
        && compact[2..].iter().all(char::is_ascii_alphanumeric)
}

/// How a sale was made. Words of the API.
pub fn is_channel(text: &str) -> bool {
    matches!(text, "d2d" | "retail" | "telemarketing" | "online" | "f2f")
}

/// An image in a data URL.
pub fn is_data_url(text: &str) -> bool {
    text.strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
        .is_some_and(|(kind, content)| kind.starts_with("image/") && is_base64(content))
}

/// An object with base64 content and an extension; `extension` when only one will do.
pub fn is_file(value: &Value, extension: Option<&str>) -> bool {
    let text = |field: &str| value.get(field).and_then(loose::as_text);
    let kind = text("extension");
    text("content").is_some_and(|content| is_base64(&content))
        && kind
            .as_deref()
            .is_some_and(|found| extension.is_none_or(|wanted| found.eq_ignore_ascii_case(wanted)))
}

fn is_base64(text: &str) -> bool {
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    !compact.is_empty() && STANDARD.decode(compact).is_ok()
}

/// Reads a question's validator by name and says whether `text` passes; a validator that is not known
/// asks nothing.
pub fn passes(validator: &str, text: &str) -> Result<(), super::Finding> {
    use super::Finding;
    let (is_good, finding): (bool, Finding) = match validator.trim().to_ascii_lowercase().as_str() {
        "email" => (is_email(text), Finding::NoEmail),
        "iban" => (is_iban(text), Finding::NoIban),
        "ean" | "ean18" | "ean_code" => (is_ean(text), Finding::NoEan),
        "numeric" | "number" | "integer" | "digits" => (is_numeric(text), Finding::NotNumeric),
        "date" => (is_date(text), Finding::NoDate),
        "phone" | "phonenumber" | "telephone" => (is_phone(text), Finding::NoPhone),
        "postcode" | "zipcode" | "postal_code" => (is_postcode(text), Finding::NoPostcode),
        "price" | "amount" => (is_price(text), Finding::NoPrice),
        "coc" | "kvk" => (is_coc(text), Finding::NoCoc),
        "vat" | "btw" => (is_vat(text), Finding::NoVat),
        _ => return Ok(()),
    };
    if is_good { Ok(()) } else { Err(finding) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ean_code_needs_its_check_digit() {
        // 87168520000000000 weighs 75: the check digit is 5.
        assert!(is_ean("871685200000000005"));
        assert!(!is_ean("871685200000000002"));
        assert!(!is_ean("87168520000000000"));
        assert!(!is_ean("87168520000000000x"));
    }

    #[test]
    fn an_iban_needs_its_checksum() {
        assert!(is_iban("NL91 ABNA 0417 1643 00"));
        assert!(!is_iban("NL92ABNA0417164300"));
        assert!(!is_iban("NL91ABNA"));
    }

    #[test]
    fn contact_data_has_its_usual_forms() {
        assert!(is_email("jan@voorbeeld.nl") && !is_email("jan@voorbeeld") && !is_email("a b@c.nl"));
        assert!(
            is_phone("06-12345678")
                && is_phone("+31 6 12345678")
                && !is_phone("0612")
                && !is_phone("bel mij")
        );
        assert!(
            is_postcode("1234 AB")
                && is_postcode("9000")
                && !is_postcode("0123AB")
                && !is_postcode("12345678")
        );
        assert!(is_numeric("12,5") && is_numeric("-3") && !is_numeric("1.2.3") && !is_numeric("acht"));
    }
}
