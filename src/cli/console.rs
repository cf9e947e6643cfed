//! `koppel` without a command: the console. It attaches to the service, and starts one when none runs.
//!
//! Not here: the screens (`console`).

use std::io::IsTerminal;
use std::sync::Arc;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::serve;
use crate::console::{self, ConsoleError, Ended, Options, Starter};

/// Runs the console.
pub async fn run(context: Context) -> Result<Exit, CliError> {
    let failed = |error: ConsoleError| CliError::Console { source: Box::new(error) };
    // Found out before a service is started for nobody.
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(CliError::argument("cli-no-terminal", ""));
    }
    serve::ensure(&context).await?;
    let options = Options::of(&context.config.console, context.out.language);
    let client = context.client.clone();
    let context = Arc::new(context);
    // A service that ends under an open console can be started from there.
    let starter: Starter = Arc::new(move || {
        let context = Arc::clone(&context);
        Box::pin(async move {
            let language = context.out.language;
            serve::ensure(&context).await.map_err(|error| error.sentence(language))
        })
    });
    match console::run_with(client, options, Some(starter)).await.map_err(failed)? {
        Ended::Left | Ended::HungUp => Ok(Exit::Ok),
        Ended::Interrupted | Ended::Stopped => Ok(Exit::Interrupted),
    }
}
