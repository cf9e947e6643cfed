//! What can be wrong with settings, each with its place and the next step. The sentence an operator reads
//! is [`ConfigError::sentence`]; the `Display` form is for logs.
//!
//! Not here: the exit code (2, chosen at the edge).

use std::fmt;
use std::path::PathBuf;

use super::key::{Expected, Origin};
use super::keys;
use crate::locale::{self, Language};
use crate::model::spelling::distance;

/// Where a mistake stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Origin> for Place {
    fn from(origin: &Origin) -> Self {
        Self(origin.to_string())
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read settings file {path}", path = .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no TOML.
    #[error("{place}: {message}")]
    Syntax {
        /// File and line.
        place: Place,
        /// What the parser says.
        message: String,
    },
    /// There is no such key.
    #[error("{place}: unknown key {key}{}", nearest.map(|key| format!(", did you mean {key}?")).unwrap_or_default())]
    UnknownKey {
        /// File and line, or variable.
        place: Place,
        /// The key.
        key: String,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A key was given something it does not take.
    #[error("{place}: {key} takes {expected}, found {found}")]
    BadValue {
        /// File and line, variable or flag.
        place: Place,
        /// The key.
        key: String,
        /// What it takes.
        expected: Expected,
        /// What was found.
        found: String,
    },
    /// Nothing names a folder for the store.
    #[error("no folder for the data: neither HOME nor XDG_DATA_HOME is set")]
    NoHome,
}

impl ConfigError {
    pub(super) fn unknown(place: Place, key: &str) -> Self {
        Self::UnknownKey { place, key: key.to_owned(), nearest: nearest(key) }
    }

    /// What happened and what can be done, for an operator.
    pub fn sentence(&self, language: Language) -> String {
        let text = |key, arguments: &[(&'static str, String)]| {
            let arguments: Vec<_> =
                arguments.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            locale::text(language, key, &arguments)
        };
        match self {
            Self::Unreadable { path, source } => text(
                "config-unreadable",
                &[("path", path.display().to_string()), ("why", source.to_string())],
            ),
            Self::Syntax { place, message } => {
                text("config-syntax", &[("place", place.to_string()), ("why", message.clone())])
            }
            Self::UnknownKey { place, key, nearest: Some(nearest) } => text(
                "config-unknown-nearest",
                &[("place", place.to_string()), ("key", key.clone()), ("nearest", (*nearest).to_owned())],
            ),
            Self::UnknownKey { place, key, nearest: None } => {
                text("config-unknown", &[("place", place.to_string()), ("key", key.clone())])
            }
            Self::BadValue { place, key, expected, found } => text(
                "config-bad-value",
                &[
                    ("place", place.to_string()),
                    ("key", key.clone()),
                    ("expected", expected.to_string()),
                    ("found", found.clone()),
                ],
            ),
            Self::NoHome => text("config-no-home", &[]),
        }
    }
}

/// The key that was probably meant: the nearest by spelling, unless all are far off. A key under the wrong
/// section counts as near.
fn nearest(wrong: &str) -> Option<&'static str> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    // A word cut short is near: `lang` for `language`.
    let cut = |key: &str| last(wrong).chars().count() > 2 && last(key).starts_with(&last(wrong));
    let far = |key: &str| match cut(key) {
        true => 1,
        false => distance(key, wrong).min(1 + distance(&last(key), &last(wrong))),
    };
    let best = keys().map(|key| (far(key.name), key.name)).min()?;
    (best.0 <= 1 + last(wrong).chars().count() / 3).then_some(best.1)
}
