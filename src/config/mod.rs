//! Settings in layers: defaults, `/etc/koppel/config.toml`, `$XDG_CONFIG_HOME/koppel/config.toml` (or the
//! file of `--config`), `KOPPEL_*` variables, flags. Every value remembers where it came from. Each section
//! has a file of its own, with its keys, their meaning and their limits.
//!
//! A file with a mistake is refused with file, line, key and the key that was probably meant; it never
//! silently falls back. Not here: what a setting does; secrets, which are never settings.

mod alert;
mod console;
mod engine;
mod error;
mod file;
mod key;
mod log;
mod schema;
mod service;
mod variables;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub use alert::Alert;
pub use console::{Colour, Console, Notify};
pub use engine::Engine;
pub use error::{ConfigError, Place};
pub use key::{Expected, Key, Origin};
pub use log::{Log, LogFormat};
pub use service::Service;
pub use variables::Variables;

use crate::locale::Language;
use crate::logging::Logging;
use key::Given;

/// The file of the whole machine.
pub const SYSTEM_FILE: &str = "/etc/koppel/config.toml";

/// All settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Where the service keeps its store; see [`Config::data_dir`].
    pub data: Option<PathBuf>,
    /// The service.
    pub service: Service,
    /// The console.
    pub console: Console,
    /// The workers.
    pub engine: Engine,
    /// When and how an operator is called.
    pub alert: Alert,
    /// Logs.
    pub log: Log,
    /// How many times faster protocol waits pass, with partners on loopback only (`KOPPEL_CLOCK_SPEED`,
    /// for tests): 1 or more.
    pub clock_speed: ClockSpeed,
    /// The language the terminal asks for.
    spoken: Option<Language>,
    default_data: Option<PathBuf>,
    state: Option<PathBuf>,
    origins: BTreeMap<&'static str, Origin>,
}

/// How many times faster protocol waits pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockSpeed(pub f64);

impl Default for ClockSpeed {
    fn default() -> Self {
        Self(1.0)
    }
}

/// One setting, for `config show`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Entry {
    /// `section.key`.
    pub key: &'static str,
    /// Its value, as a file would write it.
    pub value: String,
    /// Where it came from: `default`, `FILE:LINE`, a variable or a flag.
    pub origin: String,
    /// What it means.
    pub meaning: &'static str,
}

/// Every key there is, in the order of the example file.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    let parts = [service::KEYS, console::KEYS, engine::KEYS, alert::KEYS, log::KEYS];
    std::iter::once(&DATA).chain(parts.into_iter().flatten())
}

/// True for the name of a section.
fn is_section(name: &str) -> bool {
    keys().any(|key| key.name.split_once('.').is_some_and(|(section, _)| section == name))
}

const DATA: Key = Key {
    name: "data",
    meaning: "Folder of the service's store, key and socket. Empty: $XDG_DATA_HOME/koppel.",
    set: |config, given| {
        config.data = given.path()?;
        Ok(())
    },
    show: |config| key::path(config.data.as_deref()),
};

impl Config {
    /// All layers but the flags. `path` is the file of `--config`, instead of the user's own.
    ///
    /// # Errors
    /// The first mistake found, with its place. A file that was named must exist; the others need not.
    pub fn load(path: Option<&Path>, variables: &Variables) -> Result<Self, ConfigError> {
        Self::layered(Path::new(SYSTEM_FILE), path, variables)
    }

    /// The defaults, as this machine's folders and language give them: what runs beside a file with a
    /// mistake while the mistake is shown.
    pub fn defaults(variables: &Variables) -> Self {
        Self {
            spoken: variables.language(),
            default_data: variables.folder("XDG_DATA_HOME", ".local/share"),
            state: variables.folder("XDG_STATE_HOME", ".local/state"),
            ..Self::default()
        }
    }

    fn layered(system: &Path, path: Option<&Path>, variables: &Variables) -> Result<Self, ConfigError> {
        let mut config = Self::defaults(variables);
        let user = Self::user_file(variables);
        file::apply(&mut config, system, file::Absent::Fine)?;
        match (path, user) {
            (Some(named), _) => file::apply(&mut config, named, file::Absent::Error)?,
            (None, Some(user)) => file::apply(&mut config, &user, file::Absent::Fine)?,
            (None, None) => {}
        }
        variables.apply(&mut config)?;
        Ok(config)
    }

    /// The first `KOPPEL_*` variable that means nothing. Running is not refused for it: another program may
    /// read it.
    pub fn unknown_variable(variables: &Variables) -> Option<ConfigError> {
        variables.unknown()
    }

    /// The user's own file, whether it exists or not.
    pub fn user_file(variables: &Variables) -> Option<PathBuf> {
        variables.folder("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("config.toml"))
    }

    /// Lays a flag's value over the others, e.g. `("console.language", "en", "--lang")`.
    ///
    /// # Errors
    /// When there is no such key, or the value does not fit it.
    pub fn set_flag(&mut self, key: &str, value: &str, flag: &'static str) -> Result<(), ConfigError> {
        self.set(key, &Given::Loose(value), Origin::Flag(flag))
    }

    /// Where the service keeps its store.
    ///
    /// # Errors
    /// When nothing names a folder: no setting, no `XDG_DATA_HOME` and no `HOME`.
    pub fn data_dir(&self) -> Result<&Path, ConfigError> {
        self.data.as_deref().or(self.default_data.as_deref()).ok_or(ConfigError::NoHome)
    }

    /// Where the log goes; `None` when neither `XDG_STATE_HOME` nor `HOME` names a folder.
    pub fn log_file(&self) -> Option<PathBuf> {
        self.state.as_ref().map(|state| state.join("koppel.log"))
    }

    /// How to log; `None` when there is nowhere to.
    pub fn logging(&self) -> Option<Logging> {
        Some(Logging {
            file: self.log_file()?,
            filter: self.log.level.clone(),
            json: self.log.format == LogFormat::Json,
            rotate_bytes: self.log.rotate_bytes,
            keep: self.log.keep,
        })
    }

    /// The service's socket.
    ///
    /// # Errors
    /// As [`Config::data_dir`].
    pub fn socket(&self) -> Result<PathBuf, ConfigError> {
        match &self.service.socket {
            Some(path) => Ok(path.clone()),
            None => Ok(self.data_dir()?.join("service.sock")),
        }
    }

    /// The language to speak: the setting's, else the terminal's, else Dutch.
    pub fn language(&self) -> Language {
        self.console.language.or(self.spoken).unwrap_or_default()
    }

    /// Every setting with its origin.
    pub fn entries(&self) -> Vec<Entry> {
        let entry = |key: &'static Key| Entry {
            key: key.name,
            value: (key.show)(self),
            origin: self.origins.get(key.name).unwrap_or(&Origin::Default).to_string(),
            meaning: key.meaning,
        };
        keys().map(entry).collect()
    }

    /// The settings as a file, each with its meaning: `config.example.toml` when these are the defaults.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# koppel's settings, with their defaults. Every key is also a variable: KOPPEL_CONSOLE_LANGUAGE\n\
             # is language below [console]. Later layers win: /etc/koppel/config.toml, then\n\
             # $XDG_CONFIG_HOME/koppel/config.toml or --config FILE, then variables, then flags.\n",
        );
        let mut section = "";
        for key in keys() {
            let (own, name) = key.name.split_once('.').unwrap_or(("", key.name));
            if own != section {
                section = own;
                let _ = write!(text, "\n[{section}]");
            }
            let _ = write!(text, "\n# {}\n{name} = {}\n", key.meaning, (key.show)(self));
        }
        text
    }

    /// The form of a settings file as a JSON Schema, for editors that check while one types.
    pub fn schema() -> serde_json::Value {
        schema::schema()
    }

    fn set(&mut self, name: &str, given: &Given<'_>, origin: Origin) -> Result<(), ConfigError> {
        let place = || Place::from(&origin);
        let Some(key) = keys().find(|key| key.name == name) else {
            return Err(ConfigError::unknown(place(), name));
        };
        (key.set)(self, given).map_err(|expected| ConfigError::BadValue {
            place: place(),
            key: name.to_owned(),
            expected,
            // What was given for an address may hold a password.
            found: if matches!(name, "engine.proxy" | "alert.webhook") {
                "…".to_owned()
            } else {
                given.to_string()
            },
        })?;
        self.origins.insert(key.name, origin);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
