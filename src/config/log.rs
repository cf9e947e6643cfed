//! `[log]`: what is written to the log. Not here: where (`logging`; the folder is the system's).

use super::key::{self, Key};

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Settings of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// A level, or a filter in `tracing`'s words: `info,koppel::engine=debug`.
    pub level: String,
    /// How lines are written.
    pub format: LogFormat,
    /// Above this size the log is set aside at the next start.
    pub rotate_bytes: u64,
    /// So many old logs are kept.
    pub keep: u64,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text, rotate_bytes: 8 * 1024 * 1024, keep: 3 }
    }
}

const FORMATS: &[&str] = &["text", "json"];

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "log.level",
        meaning: "What is logged: off, error, warn, info, debug, trace, or a filter such as info,koppel::engine=debug. Variable: KOPPEL_LOG.",
        set: |config, given| {
            config.log.level = given.text()?.to_owned();
            Ok(())
        },
        show: |config| key::quoted(&config.log.level),
    },
    Key {
        name: "log.format",
        meaning: "How lines are written: text or json.",
        set: |config, given| {
            config.log.format = [LogFormat::Text, LogFormat::Json][given.word(FORMATS)?];
            Ok(())
        },
        show: |config| {
            key::quoted(match config.log.format {
                LogFormat::Text => "text",
                LogFormat::Json => "json",
            })
        },
    },
    Key {
        name: "log.rotate_bytes",
        meaning: "Above this size the log is set aside at the next start, in bytes (65536 .. 1073741824).",
        set: |config, given| {
            config.log.rotate_bytes = given.whole(65_536, 1_073_741_824)?;
            Ok(())
        },
        show: |config| config.log.rotate_bytes.to_string(),
    },
    Key {
        name: "log.keep",
        meaning: "Old logs that are kept (0 .. 99).",
        set: |config, given| {
            config.log.keep = given.whole(0, 99)?;
            Ok(())
        },
        show: |config| config.log.keep.to_string(),
    },
];
