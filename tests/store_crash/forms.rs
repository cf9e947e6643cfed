//! Looking for what must not be readable, in every form it might take.
//!
//! Not here: what is looked for, and where.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Every form in which somebody could still read `canary`.
pub fn forms(canary: &str) -> Vec<Vec<u8>> {
    let bytes = canary.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        bytes.to_vec(),
        canary.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        canary.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    for shift in 0..3 {
        // The first and last digits depend on the neighbours; what lies between does not.
        let shifted = [vec![0; shift], bytes.to_vec()].concat();
        for digits in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            forms.push(digits.as_bytes()[4..digits.len() - 4].to_vec());
        }
    }
    forms
}

/// Where one of `canaries` can be read in `files`.
pub fn readable(canaries: &[String], files: &[PathBuf]) -> Vec<String> {
    let forms: Vec<(&String, Vec<u8>)> = canaries
        .iter()
        .flat_map(|canary| forms(canary).into_iter().map(move |form| (canary, form)))
        .collect();
    // By the first four bytes, so that each file is gone through once.
    let mut by_start: HashMap<&[u8], Vec<&(&String, Vec<u8>)>> = HashMap::new();
    forms.iter().for_each(|form| by_start.entry(&form.1[..4]).or_default().push(form));
    let mut found = Vec::new();
    for path in files {
        // The path itself says something too.
        found.extend(named(canaries, path));
        let bytes = std::fs::read(path).unwrap();
        for at in 0..bytes.len().saturating_sub(3) {
            for (canary, form) in by_start.get(&bytes[at..at + 4]).into_iter().flatten() {
                if bytes[at..].starts_with(form) {
                    found.push(format!("{canary} in {} at {at}", path.display()));
                }
            }
        }
    }
    found
}

fn named(canaries: &[String], path: &Path) -> Option<String> {
    let name = path.to_string_lossy();
    let canary = canaries.iter().find(|canary| name.contains(canary.as_str()))?;
    Some(format!("{canary} is in the name of {name}"))
}
