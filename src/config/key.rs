//! One key: its name, meaning, and how a value is read and written. And the forms a value comes in.
//!
//! Not here: the keys themselves; they stand with their section.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Config;

/// One setting's key.
pub struct Key {
    /// `section.key`.
    pub name: &'static str,
    /// What it means, with its unit and limits.
    pub meaning: &'static str,
    pub(super) set: fn(&mut Config, &Given<'_>) -> Result<(), Expected>,
    pub(super) show: fn(&Config) -> String,
}

impl Key {
    /// What it takes. Its own reading says so when it is given what nothing takes.
    pub fn takes(&self) -> Expected {
        let given = Given::Other("nothing");
        (self.set)(&mut Config::default(), &given).err().unwrap_or(Expected::Text)
    }

    /// The variable that sets it: `KOPPEL_CONSOLE_LANGUAGE`. The level of the log is `KOPPEL_LOG`.
    pub fn variable(&self) -> String {
        match self.name {
            "log.level" => "KOPPEL_LOG".to_owned(),
            name => format!("KOPPEL_{}", name.replace('.', "_").to_uppercase()),
        }
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A file, at a line counted from 1.
    File(PathBuf, usize),
    /// A variable of the process's environment.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// What a key takes, when it was given something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number within limits, both included.
    Whole(u64, u64),
    /// A number of at least this.
    AtLeast(u64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A proxy's address. Without a name and password: those are no settings.
    Proxy,
    /// An IP address.
    Address,
    /// An address that messages are posted to.
    Hook,
    /// A mail address.
    Mail,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text in quotes"),
            Self::Flag => f.write_str("true, false"),
            Self::Whole(low, high) => write!(f, "{low} .. {high}"),
            Self::AtLeast(low) => write!(f, "{low} .."),
            Self::Word(words) => f.write_str(&words.join(", ")),
            Self::Address => f.write_str("\"IP ADDRESS\", such as 192.0.2.7"),
            Self::Hook => f.write_str("\"https://...\", or \"http://127.0.0.1:PORT/...\""),
            Self::Mail => f.write_str("\"NAME@DOMAIN\""),
            Self::Proxy => f.write_str("\"http://HOST:PORT\", without a name or password"),
        }
    }
}

/// A value as it was given.
pub(super) enum Given<'a> {
    /// Text in a file.
    Text(&'a str),
    /// A whole number in a file.
    Whole(i64),
    /// True or false in a file.
    Flag(bool),
    /// Text of a variable or flag: reads as whatever its key takes.
    Loose(&'a str),
    /// Anything else in a file, by its kind.
    Other(&'a str),
}

impl fmt::Display for Given<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Whole(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Loose(text) | Self::Other(text) => f.write_str(text),
        }
    }
}

impl Given<'_> {
    pub(super) fn text(&self) -> Result<&str, Expected> {
        match self {
            Self::Text(text) | Self::Loose(text) => Ok(text),
            _ => Err(Expected::Text),
        }
    }

    /// Empty is `None`.
    pub(super) fn path(&self) -> Result<Option<PathBuf>, Expected> {
        self.text().map(|text| Some(text).filter(|text| !text.is_empty()).map(PathBuf::from))
    }

    pub(super) fn flag(&self) -> Result<bool, Expected> {
        match self {
            Self::Flag(flag) => Ok(*flag),
            Self::Loose("1" | "true" | "on" | "yes") => Ok(true),
            Self::Loose("0" | "false" | "off" | "no") => Ok(false),
            _ => Err(Expected::Flag),
        }
    }

    pub(super) fn whole(&self, low: u64, high: u64) -> Result<u64, Expected> {
        let number = match self {
            Self::Whole(number) => u64::try_from(*number).ok(),
            Self::Loose(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| (low..=high).contains(number)).ok_or(Expected::Whole(low, high))
    }

    pub(super) fn milliseconds(&self, low: u64, high: u64) -> Result<Duration, Expected> {
        self.whole(low, high).map(Duration::from_millis)
    }

    /// A proxy's address; empty is `None`.
    pub(super) fn proxy(&self) -> Result<Option<String>, Expected> {
        let text = self.text().map_err(|_| Expected::Proxy)?.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let url = url::Url::parse(text).map_err(|_| Expected::Proxy)?;
        let bare = matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none();
        if bare { Ok(Some(text.to_owned())) } else { Err(Expected::Proxy) }
    }

    /// An address that messages are posted to; empty is `None`. Whether it may be is looked at when it is.
    pub(super) fn hook(&self) -> Result<Option<String>, Expected> {
        let text = self.text().map_err(|_| Expected::Hook)?.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let url = url::Url::parse(text).map_err(|_| Expected::Hook)?;
        let is_hook = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        if is_hook { Ok(Some(text.to_owned())) } else { Err(Expected::Hook) }
    }

    /// A mail address that is no option of a program and no second line; empty is `None`.
    pub(super) fn mail(&self) -> Result<Option<String>, Expected> {
        let text = self.text().map_err(|_| Expected::Mail)?.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let plain = |c: char| c.is_alphanumeric() || ".!#$%&'*+-/=?^_{|}~@".contains(c);
        let is_mail = text
            .split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'));
        let is_safe = text.chars().all(plain) && !text.starts_with('-') && text.len() <= 254;
        if is_mail && is_safe { Ok(Some(text.to_owned())) } else { Err(Expected::Mail) }
    }

    /// An IP address; empty is `None`.
    pub(super) fn address(&self) -> Result<Option<IpAddr>, Expected> {
        match self.text().map_err(|_| Expected::Address)?.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Expected::Address),
        }
    }

    /// The place of the given word among `words`.
    pub(super) fn word(&self, words: &'static [&'static str]) -> Result<usize, Expected> {
        let given = match self {
            Self::Text(text) | Self::Loose(text) => *text,
            _ => return Err(Expected::Word(words)),
        };
        words.iter().position(|word| *word == given).ok_or(Expected::Word(words))
    }
}

/// Text as a file writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A path as a file writes it; empty for none.
pub(super) fn path(path: Option<&Path>) -> String {
    quoted(&path.map(|path| path.display().to_string()).unwrap_or_default())
}

/// A duration as a file writes it.
pub(super) fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}
