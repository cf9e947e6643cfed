//! The library that is preloaded into a process to end it, or to let it fail, at one call that changes a file.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles it.
pub fn build(folder: &Path) -> PathBuf {
    let library = folder.join("shim.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store_crash/shim.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-w", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status()
        .expect("a C compiler `cc` is needed for this test");
    assert!(compiled.success());
    library
}
