//! One settings file, laid over the layers below it. Not here: which files there are (`Config::load`).

use std::io::ErrorKind;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::key::{Given, Origin};
use super::{Config, ConfigError, Place};

/// What it means that the file does not exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// Nothing.
    Fine,
    /// Somebody named it, so it must.
    Error,
}

/// Lays the file at `path` over `config`.
pub(super) fn apply(config: &mut Config, path: &Path, absent: Absent) -> Result<(), ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && absent == Absent::Fine => return Ok(()),
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    let at = |offset: usize| {
        let line = 1 + text.get(..offset).unwrap_or(&text).matches('\n').count();
        Origin::File(path.to_owned(), line)
    };
    let table = DeTable::parse(&text).map_err(|error| ConfigError::Syntax {
        place: Place::from(&at(error.span().map_or(0, |span| span.start))),
        message: error.message().to_owned(),
    })?;
    // In the order of the file, so that the first mistake a reader meets is the one that is told.
    let mut settings = Vec::new();
    flatten("", table.get_ref(), &mut settings);
    settings.sort_by_key(|(offset, _, _)| *offset);
    for (offset, name, value) in settings {
        config.set(&name, &given(value), at(offset))?;
    }
    Ok(())
}

fn flatten<'a, 'i>(
    prefix: &str,
    table: &'a DeTable<'i>,
    settings: &mut Vec<(usize, String, &'a DeValue<'i>)>,
) {
    for (key, value) in table {
        let name =
            if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => flatten(&name, inner, settings),
            // An empty section says nothing, if there is such a section.
            DeValue::Table(_) if super::is_section(&name) => {}
            other => settings.push((key.span().start, name, other)),
        }
    }
}

fn given<'a>(value: &'a DeValue<'_>) -> Given<'a> {
    match value {
        DeValue::String(text) => Given::Text(text),
        DeValue::Boolean(flag) => Given::Flag(*flag),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Given::Whole(number),
            Err(_) => Given::Other("integer"),
        },
        other => Given::Other(other.type_str()),
    }
}
