//! The terminal console: a client of the service, and of nothing else. It shows the queue and what stands
//! around it, live, and lets an operator repair what falls out.
//!
//! ```text
//! input ─► coalesce ─► Msg ─┐                       ┌─► load ─► service
//! service events ─────► Msg ┼─► App::update ─► Effect┤
//! answers ────────────► Msg ┘        │              └─► terminal (redraw, suspend, end)
//!                                    ▼
//!                              App::draw ─► one frame, one write
//! ```
//!
//! `update` does no I/O, `draw` reads only the [`App`], and nothing changes anything but through
//! a plan that was confirmed.
//!
//! Not here: decisions about sales (`engine`), commands (`cli`).

pub mod app;
pub mod areas;
mod brief;
pub mod evidence;
pub mod input;
pub mod keymap;
pub mod labels;
mod layers;
mod load;
pub mod look;
pub mod record;
mod rows;
pub mod rule_tree;
mod run;
mod screens;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod words;

#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use self::app::App;
use self::input::Reader;
use self::look::{Characters, Look};
use self::run::Loop;
use self::terminal::{Screen, Taken};
use self::text::Zone;
use self::theme::{Depth, Theme};
use crate::config::{self, Colour, Notify};
use crate::locale::Language;
use crate::service::client::Client;

/// How the console is to look.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Language.
    pub language: Language,
    /// When to use colours.
    pub colour: Colour,
    /// Only ASCII, whatever the terminal can do.
    pub ascii: bool,
    /// The zone of times; the operator's by default.
    pub zone: Zone,
    /// How a call for an operator is told.
    pub notify: Notify,
    /// How long Esc waits for the rest of a key.
    pub esc_timeout: Duration,
}

impl Options {
    /// What the settings say, in `language` where they leave it to the terminal.
    pub fn of(settings: &config::Console, language: Language) -> Self {
        Self {
            language: settings.language.unwrap_or(language),
            colour: settings.colour,
            ascii: settings.ascii,
            zone: Zone::Local,
            notify: settings.notify,
            esc_timeout: settings.esc_timeout,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::of(&config::Console::default(), Language::default())
    }
}

/// Starts the service, or says why not: for whoever runs the console with a service of its own to start.
pub type Starter = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// How the console ended. A hang-up and a signal are no errors: the terminal has been given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The operator left.
    Left,
    /// SIGINT.
    Interrupted,
    /// SIGTERM.
    Stopped,
    /// The terminal went away.
    HungUp,
}

/// Why the console could not go on. The terminal has been given back.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// Standard input or output is no terminal.
    #[error("the console needs a terminal; use the commands with --json in scripts")]
    NoTerminal,
    /// The terminal cannot be taken over.
    #[error("the terminal cannot be taken over")]
    Terminal {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A reading thread cannot be started.
    #[error("the keyboard cannot be listened to")]
    Listen {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The keyboard cannot be read.
    #[error("the keyboard cannot be read")]
    Read {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A frame cannot be written.
    #[error("the screen cannot be written to")]
    Draw {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Signals cannot be listened to.
    #[error("signals cannot be listened to")]
    Signals {
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Runs the console until the operator leaves or the terminal goes away. The service may come and go
/// meanwhile: what is on screen says how old it is.
///
/// # Errors
/// When there is no terminal, or it cannot be read or written any more. It has been given back by then.
pub async fn run(client: Client, options: Options) -> Result<Ended, ConsoleError> {
    run_with(client, options, None).await
}

/// [`run`], where the operator can have the service started by `starter`.
///
/// # Errors
/// As of [`run`].
pub async fn run_with(
    client: Client,
    options: Options,
    starter: Option<Starter>,
) -> Result<Ended, ConsoleError> {
    use std::io::IsTerminal;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(ConsoleError::NoTerminal);
    }
    let variable = |name: &str| std::env::var(name).ok();
    let look = Look {
        language: options.language,
        theme: Theme::new(Depth::detect(options.colour, variable)),
        characters: Characters::detect(options.ascii, variable),
        zone: options.zone,
    };
    let failed = |source| ConsoleError::Terminal { source };
    let (columns, lines) = run::first_size().map_err(failed)?;
    let taken = Taken::take().map_err(failed)?;
    let note = terminal::Note::of(options.notify, variable);
    let screen = Screen::new(columns, lines, look.theme.depth() == Depth::Plain, note).map_err(failed)?;
    let reader = Reader::start(client.clock().clone()).map_err(|source| ConsoleError::Listen { source })?;
    let mut app = App::new(look, (columns, lines), client.clock().now());
    app.can_start = starter.is_some();
    if let Some(folder) = client.socket().parent() {
        app.command = command_for(folder);
    }
    let result = Loop::new(app, client, taken, screen, reader, options.esc_timeout, starter)?.run().await;
    if let Err(error) = &result {
        tracing::error!(%error, "the console ended");
    }
    result
}

/// How a command for the service of `folder` begins, ready for a shell. The folder is named even where it
/// is the usual one: what is copied from a screen then does the same wherever it is pasted.
fn command_for(folder: &Path) -> String {
    let folder = folder.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,".contains(c);
    if !folder.is_empty() && folder.chars().all(plain) {
        format!("koppel --data {folder}")
    } else {
        format!("koppel --data '{}'", folder.replace('\'', "'\\''"))
    }
}
