//! Nothing readable in any file: secrets and personal data go in by every door, and then every byte of
//! every file is searched for them, in all the forms they might take.

use koppel::credential::Keyring;
use koppel::kv::embedded::{self, Settings};
use koppel::kv::{Kv, Table};

use crate::forms::{forms, readable};
use crate::{copy, files};

const SALES: Table<u64, String> = Table::new("sale");

fn canaries() -> Vec<String> {
    let kinds =
        ["NL91ABNA04171643", "Familie van der Kanarie", "kanarie@voorbeeld.nl", "kpl_i_kanariekanarie"];
    (0..40).map(|number| format!("{}{number:02}", kinds[number % kinds.len()])).collect()
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
    assert_eq!(readable(&canaries(), &files(folder.path())), Vec::<String>::new());
}

#[test]
fn the_search_finds_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for canary in canaries().iter().take(4) {
        for (number, form) in forms(canary).into_iter().enumerate() {
            let path = folder.path().join(format!("{number}"));
            std::fs::write(&path, [b"before".as_slice(), &form, b"after"].concat()).unwrap();
            assert!(!readable(&canaries(), &files(folder.path())).is_empty(), "form {number} of {canary}");
            std::fs::remove_file(path).unwrap();
        }
    }
}
