//! `koppel identity`: the public key that invites for us are sealed to.
//!
//! Not here: the private half, which never leaves the store.

use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::service::protocol::{Command, Done};

/// Runs `koppel identity`.
pub async fn run(context: &Context) -> Result<Exit, CliError> {
    let key = match context.command(Command::PublicKey).await? {
        Done::PublicKey(key) => key,
        _ => return Err(CliError::WrongAnswer),
    };
    if context.out.json {
        context.out.row(&json!({"public_key": key}))?;
    } else {
        context.out.line(&key)?;
        context.out.say("cli-identity-next", &[]);
    }
    Ok(Exit::Ok)
}
