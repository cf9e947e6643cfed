//! What every command gets: settings, the way to speak, and the door to the service. The door opens the
//! service when one runs, else the store itself, once, when first asked.
//!
//! Not here: answering (`service::local`, `service::host`).

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tokio::sync::OnceCell;

use super::error::CliError;
use super::print::Out;
use super::{Color, Global, Lang};
use crate::clock::Clock;
use crate::config::{Colour, Config, Variables};
use crate::locale::{Argument, Language};
use crate::model::ids::IntegrationName;
use crate::service::client::Client;
use crate::service::local::{Local, Workers};
use crate::service::protocol::{Answer, Command, Done, IntegrationView, Overview, Query};

/// How long a store that another process has open is waited for, and how often it is tried.
const LOCK_WITHIN: Duration = Duration::from_secs(10);
const LOCK_LOOK: Duration = Duration::from_millis(50);

/// What every command gets.
pub struct Context {
    /// Settings, flags included.
    pub config: Config,
    /// How to speak.
    pub out: Out,
    /// Time.
    pub clock: Clock,
    /// The service's client, whether one runs or not.
    pub client: Client,
    /// The data folder.
    pub data: PathBuf,
    /// The file of `--config`.
    pub config_file: Option<PathBuf>,
    /// The person behind a shared account.
    pub as_actor: Option<String>,
    makes: bool,
    door: OnceCell<Door>,
}

/// Who answers.
pub enum Door {
    /// The service.
    Service(Client),
    /// The store, opened by this process.
    Local(Box<Local>),
}

/// The language before the command line and the settings have been read: that of `--lang` wherever it
/// stands, else the terminal's.
pub fn spoken(arguments: &[OsString]) -> Language {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let given = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        match given {
            Some("nl") => return Language::Nl,
            Some("en") => return Language::En,
            _ => {}
        }
    }
    Config::defaults(&Variables::of_process()).language()
}

impl Context {
    /// Reads settings and flags. `makes_settings` when the file of `--config` is the one to be made.
    pub fn new(global: &Global, makes_settings: bool) -> Result<Self, CliError> {
        let variables = Variables::of_process();
        let named = global.config.as_deref().filter(|path| !makes_settings || path.exists());
        let mut config = Config::load(named, &variables)?;
        if let Some(lang) = global.lang {
            config.set_flag(
                "console.language",
                if matches!(lang, Lang::Nl) { "nl" } else { "en" },
                "--lang",
            )?;
        }
        if let Some(color) = global.color {
            let word = match color {
                Color::Auto => "auto",
                Color::Always => "always",
                Color::Never => "never",
            };
            config.set_flag("console.colour", word, "--color")?;
        }
        if let Some(data) = &global.data {
            config.set_flag("data", &data.to_string_lossy(), "--data")?;
        }
        let color = match config.console.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stdout().is_terminal() && variables.get("NO_COLOR").is_none_or(str::is_empty)
            }
        };
        let out = Out { language: config.language(), json: global.json, color: color && !global.json };
        let clock = Clock::with_speed(config.clock_speed.0);
        let data = config.data_dir()?.to_path_buf();
        let reads = match out.language {
            Language::Nl => "nl",
            Language::En => "en",
        };
        let client = Client::at(&config.socket()?, clock.clone());
        let client = client.acting_as(global.as_actor.as_deref()).reading(reads);
        let as_actor = global.as_actor.clone();
        let config_file = global.config.clone();
        let door = OnceCell::new();
        Ok(Self { config, out, clock, client, data, config_file, as_actor, makes: false, door })
    }

    /// The same, for a command that makes the store when there is none. All others say that there is none: a
    /// mistyped folder is no empty queue.
    #[must_use]
    pub fn making(self, makes: bool) -> Self {
        Self { makes, ..self }
    }

    /// The folder of `--data`, for commands that must not fall back on the service's own.
    pub fn given_data(&self) -> Result<&Path, CliError> {
        match &self.config.data {
            Some(path) => Ok(path),
            None => Err(CliError::argument("cli-data-missing", "")),
        }
    }

    /// Who answers: the service when one runs, else the store without workers.
    pub async fn door(&self) -> Result<&Door, CliError> {
        self.door.get_or_try_init(|| self.open(Workers::Off)).await
    }

    /// Who answers, with workers at work.
    pub async fn working(&self) -> Result<&Door, CliError> {
        let door = self.door.get_or_try_init(|| self.open(Workers::On)).await?;
        if let Door::Local(local) = door {
            local.start_workers().await.map_err(|source| CliError::Start { source: Box::new(source) })?;
        }
        Ok(door)
    }

    async fn open(&self, workers: Workers) -> Result<Door, CliError> {
        let until = self.clock.instant() + LOCK_WITHIN;
        loop {
            if self.client.is_running().await? {
                return Ok(Door::Service(self.client.clone()));
            }
            if !self.makes && !Local::is_here(&self.data) {
                let key = match crate::environment::is_here(&self.data) {
                    true => "cli-environment-here",
                    false => "cli-nothing-here",
                };
                return Err(CliError::argument(key, self.data.display().to_string()));
            }
            match Local::open(&self.data, &self.config, self.clock.clone(), workers).await {
                Ok(local) => {
                    return Ok(Door::Local(Box::new(local.acting_as(self.as_actor.as_deref()))));
                }
                // A service that is starting, or another command, has it open for a moment.
                Err(error) if error.is_locked() && self.clock.instant() < until => {
                    self.clock.sleep(LOCK_LOOK).await;
                }
                Err(source) => return Err(CliError::Start { source: Box::new(source) }),
            }
        }
    }

    /// The service's client; an error when none runs.
    pub async fn service(&self) -> Result<&Client, CliError> {
        match self.client.is_running().await? {
            true => Ok(&self.client),
            false => {
                Err(crate::service::client::ClientError::NotRunning { socket: self.client.socket() }.into())
            }
        }
    }

    /// Lets go of the store, when this process opened it.
    pub async fn close(&self) {
        if let Some(Door::Local(local)) = self.door.get() {
            local.close().await;
        }
    }

    /// Asks a question.
    pub async fn query(&self, query: Query) -> Result<Answer, CliError> {
        self.door().await?.query(query).await
    }

    /// Gives a command. Those that only workers can carry out get them.
    pub async fn command(&self, command: Command) -> Result<Done, CliError> {
        let door = if Local::needs_workers(&command) { self.working().await? } else { self.door().await? };
        match door {
            Door::Service(client) => Ok(client.command(command).await?),
            Door::Local(local) => Ok(local.command(command).await?),
        }
    }

    /// Gives a command that answers a version, and prints it.
    pub async fn version(
        &self,
        command: Command,
        key: &str,
        arguments: &[Argument<'_>],
    ) -> Result<(), CliError> {
        let version = match self.command(command).await? {
            Done::Version(version) => Some(version),
            Done::Ok => None,
            _ => return Err(CliError::WrongAnswer),
        };
        self.out.done(&json!({ "version": version }), key, arguments)
    }

    /// Everything a first screen needs.
    pub async fn overview(&self) -> Result<Overview, CliError> {
        self.door().await?.overview().await
    }

    /// One integration.
    pub async fn integration(&self, name: &str) -> Result<IntegrationView, CliError> {
        let wanted: IntegrationName = name.into();
        let known = self.overview().await?.integrations;
        known
            .into_iter()
            .find(|view| view.name == wanted)
            .ok_or_else(|| CliError::argument("cli-integration-unknown", name))
    }
}

impl Door {
    /// Asks a question.
    pub async fn query(&self, query: Query) -> Result<Answer, CliError> {
        match self {
            Self::Service(client) => Ok(client.query(query).await?),
            Self::Local(local) => Ok(local.query(query).await?),
        }
    }

    /// Everything a first screen needs.
    pub async fn overview(&self) -> Result<Overview, CliError> {
        match self.query(Query::Overview).await? {
            Answer::Overview(overview) => Ok(*overview),
            _ => Err(CliError::WrongAnswer),
        }
    }
}
