//! What files of this machine hold, before they go along with an act.
//!
//! Not here: the acts (`load`).

use std::io::ErrorKind;
use std::path::Path;

use crate::console::app::FileTrouble;

/// What a file holds, when it is a file of at most `most` bytes.
pub fn content(path: &Path, most: usize) -> Result<Vec<u8>, FileTrouble> {
    let why = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => FileTrouble::Missing,
        _ => FileTrouble::Unreadable,
    };
    let about = std::fs::metadata(path).map_err(why)?;
    if !about.is_file() {
        return Err(FileTrouble::Missing);
    }
    if about.len() > most as u64 {
        return Err(FileTrouble::TooLarge);
    }
    std::fs::read(path).map_err(why)
}

/// What a file is by what it begins with: its name may say anything.
pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 4] =
        [(b"%PDF", "pdf"), (b"\x89PNG", "png"), (b"\xFF\xD8\xFF", "jpg"), (b"GIF8", "gif")];
    KINDS.iter().find(|(begins, _)| bytes.starts_with(begins)).map(|(_, kind)| *kind)
}
