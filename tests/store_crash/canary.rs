//! Nothing readable in any file: secrets and personal data go in by every door, and then every byte of
//! every file is searched for them, in all the forms they might take.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use koppel::credential::Keyring;
use koppel::kv::embedded::{self, Settings};
use koppel::kv::{Kv, Table};

use crate::{copy, files};

const SALES: Table<u64, String> = Table::new("sale");

fn canaries() -> Vec<String> {
    let kinds =
        ["NL91ABNA04171643", "Familie van der Kanarie", "kanarie@voorbeeld.nl", "kpl_i_kanariekanarie"];
    (0..40).map(|number| format!("{}{number:02}", kinds[number % kinds.len()])).collect()
}

/// Every form in which somebody could still read `canary`.
fn forms(canary: &str) -> Vec<Vec<u8>> {
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

/// Where something readable lies below `folder`.
fn readable(folder: &Path) -> Vec<String> {
    let forms: Vec<(String, Vec<u8>)> = canaries()
        .into_iter()
        .flat_map(|canary| forms(&canary).into_iter().map(move |form| (canary.clone(), form)))
        .collect();
    // By the first four bytes, so that each file is gone through once.
    let mut by_start: std::collections::HashMap<&[u8], Vec<&(String, Vec<u8>)>> = Default::default();
    forms.iter().for_each(|form| by_start.entry(&form.1[..4]).or_default().push(form));
    let mut found = Vec::new();
    for path in files(folder) {
        let bytes = std::fs::read(&path).unwrap();
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

async fn write(kv: &Kv) {
    for (number, canary) in canaries().into_iter().enumerate() {
        let mut batch = kv.batch();
        batch.put(&SALES, &(number as u64 % 7), &canary.repeat(20)).unwrap();
        batch.document(canary.repeat(10));
        batch.document(canary.repeat(4_000));
        kv.commit(batch).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_that_goes_in_can_be_read_in_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data/store");
    let keyring = Keyring::load_or_create(&folder.path().join("data/key")).unwrap();
    let settings = Settings { checkpoint_after: 100_000, ..Settings::default() };
    let kv = embedded::open_with(&dir, &keyring, settings).await.unwrap();
    write(&kv).await;
    copy(&folder.path().join("data"), &folder.path().join("killed"));
    kv.close().await.unwrap();
    assert!(files(&dir).len() > 40, "documents are there too");
    assert_eq!(readable(folder.path()), Vec::<String>::new());
}

#[test]
fn the_search_finds_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for canary in canaries().iter().take(4) {
        for (number, form) in forms(canary).into_iter().enumerate() {
            let path = folder.path().join(format!("{number}"));
            std::fs::write(&path, [b"before".as_slice(), &form, b"after"].concat()).unwrap();
            assert!(!readable(folder.path()).is_empty(), "form {number} of {canary}");
            std::fs::remove_file(path).unwrap();
        }
    }
}
