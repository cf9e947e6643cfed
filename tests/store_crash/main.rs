//! The store under kill -9, power cuts, a failing disk, damaged files and curious eyes.
//!
//! - `writer`: another process that writes, says what was acknowledged, and is killed.
//! - `kills`: at random, and at every call that changes a file.
//! - `power`: what a disk may keep of unsynced writes when the power fails.
//! - `failing`: a disk that is full, or answers with an error.
//! - `damage`: files changed, cut, swapped and gone.
//! - `canary`: nothing readable in any file.
//!
//! Not here: what needs no second process (`kv::embedded::tests`). `KOPPEL_SOAK=10` makes ten times the rounds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod canary;
mod damage;
mod failing;
mod forms;
mod kills;
mod power;
mod shim;
mod writer;

use std::path::Path;

/// `rounds`, times what `KOPPEL_SOAK` says.
fn soak(rounds: usize) -> usize {
    let times =
        std::env::var("KOPPEL_SOAK").map_or(1, |times| times.parse().expect("KOPPEL_SOAK is a number"));
    rounds * times
}

/// Copies a folder as it is.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Every file below a folder, in a fixed order.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
