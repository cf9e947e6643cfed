//! Everything secret in one room: the key at rest, the tokens that one environment gives another, the sealed
//! invites they travel in, and sealed copies of a store.
//!
//! Not here: where the key file lies (`config`), what a token may do (`environment`), and the plain text
//! of any secret after it has been handed out once.

mod cipher;
mod copy;
pub mod invite;
mod key_file;
mod keyring;
pub mod token;
pub mod webhook;

pub use copy::SealedCopy;
pub use key_file::KeyError;
pub use keyring::{Keyring, OVERHEAD, OpenError};
