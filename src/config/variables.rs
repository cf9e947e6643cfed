//! The process's environment, as settings see it: a copy, so that tests need not change the real one.
//!
//! Not here: anything secret; a token is never a variable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::key::{Expected, Given, Origin};
use super::{ClockSpeed, Config, ConfigError, Place, keys};
use crate::locale::Language;

/// For tests only, so no key of a file.
const CLOCK_SPEED: &str = "KOPPEL_CLOCK_SPEED";

/// Variables by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variables(BTreeMap<String, String>);

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Variables {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Variables {
    /// Those of this process. A variable that is not UTF-8 is read with replacement marks.
    pub fn of_process() -> Self {
        let text = |os: std::ffi::OsString| os.to_string_lossy().into_owned();
        std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect()
    }

    /// The value of a variable; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// koppel's folder below an XDG base. A base that is not absolute is ignored, as XDG asks.
    pub(super) fn folder(&self, base: &str, below_home: &str) -> Option<PathBuf> {
        let absolute = |name| self.get(name).map(Path::new).filter(|path| path.is_absolute());
        let base = match absolute(base) {
            Some(base) => base.to_owned(),
            None => absolute("HOME")?.join(below_home),
        };
        Some(base.join("koppel"))
    }

    /// The language the terminal asks for: of the first of the three that is set.
    pub(super) fn language(&self) -> Option<Language> {
        let asked = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| self.get(name))?;
        Language::from_tag(asked)
    }

    /// The first `KOPPEL_*` variable that is no setting.
    pub(super) fn unknown(&self) -> Option<ConfigError> {
        let known = |name: &str| name == CLOCK_SPEED || keys().any(|key| key.variable() == name);
        let below = |name: &str| section_of(name).is_some_and(|below| keys().any(|key| key.name == below));
        let name = self.0.keys().find(|name| name.starts_with("KOPPEL_") && !known(name) && !below(name))?;
        let meant = section_of(name).unwrap_or_else(|| name.trim_start_matches("KOPPEL_").to_lowercase());
        Some(ConfigError::unknown(Place::from(&Origin::Variable(name.clone())), &meant))
    }

    /// Lays the `KOPPEL_*` variables over `config`. Those below a section's name must be keys; others are
    /// not settings.
    pub(super) fn apply(&self, config: &mut Config) -> Result<(), ConfigError> {
        for (name, value) in
            self.0.iter().filter(|(name, value)| name.starts_with("KOPPEL_") && !value.is_empty())
        {
            let origin = Origin::Variable(name.clone());
            let below = section_of(name);
            let key = keys().find(|key| key.variable() == *name || below.as_deref() == Some(key.name));
            if let Some(key) = key {
                config.set(key.name, &Given::Loose(value), origin)?;
            } else if name == CLOCK_SPEED {
                let speed =
                    value.trim().parse::<f64>().ok().filter(|speed| speed.is_finite() && *speed >= 1.0);
                config.clock_speed = ClockSpeed(speed.ok_or_else(|| ConfigError::BadValue {
                    place: Place::from(&origin),
                    key: name.clone(),
                    expected: Expected::AtLeast(1),
                    found: value.clone(),
                })?);
            } else if let Some(key) = below {
                return Err(ConfigError::unknown(Place::from(&origin), &key));
            }
        }
        Ok(())
    }
}

/// `console.languge` for `KOPPEL_CONSOLE_LANGUGE`; `None` when it is below no section.
fn section_of(name: &str) -> Option<String> {
    let rest = name.strip_prefix("KOPPEL_")?.to_lowercase();
    let (section, key) = rest.split_once('_')?;
    let known = keys().any(|key| key.name.split('.').next() == Some(section));
    known.then(|| format!("{section}.{key}"))
}
