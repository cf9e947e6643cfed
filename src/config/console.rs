//! `[console]`: how koppel speaks and draws. Not here: keys (`console::keymap`).

use std::time::Duration;

use super::key::{self, Key};
use crate::locale::Language;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal, and unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a console tells that an operator is called for, besides the line on its screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notify {
    /// Not at all.
    Off,
    /// By the bell.
    Bell,
    /// By a note of the desktop, as iTerm2, WezTerm, Ghostty and kitty take it.
    Osc9,
    /// By a note of the desktop, as foot and rxvt take it.
    Osc777,
    /// By a note where the terminal is known to take one, else by the bell.
    #[default]
    Auto,
}

/// Settings of the console, and of what commands print.
#[derive(Clone, Debug, PartialEq)]
pub struct Console {
    /// The language; `None` for the terminal's own (`LC_ALL`, `LC_MESSAGES`, `LANG`).
    pub language: Option<Language>,
    /// When to use colour.
    pub colour: Colour,
    /// Draw with plain ASCII only.
    pub ascii: bool,
    /// How it tells that an operator is called for.
    pub notify: Notify,
    /// How long an Escape waits for the rest of a key's sequence.
    pub esc_timeout: Duration,
}

impl Default for Console {
    fn default() -> Self {
        Self {
            language: None,
            colour: Colour::Auto,
            ascii: false,
            notify: Notify::Auto,
            // Long enough for a sequence that a slow link cut in two, short enough not to be felt.
            esc_timeout: Duration::from_millis(50),
        }
    }
}

const LANGUAGES: &[&str] = &["auto", "nl", "en"];
const NOTIFY: &[&str] = &["off", "bell", "osc9", "osc777", "auto"];
const COLOURS: &[&str] = &["auto", "always", "never"];

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "console.language",
        meaning: "Language: nl, en, or auto for the terminal's own.",
        set: |config, given| {
            config.console.language =
                [None, Some(Language::Nl), Some(Language::En)][given.word(LANGUAGES)?];
            Ok(())
        },
        show: |config| {
            key::quoted(match config.console.language {
                None => "auto",
                Some(Language::Nl) => "nl",
                Some(Language::En) => "en",
            })
        },
    },
    Key {
        name: "console.colour",
        meaning: "Colour: always, never, or auto for a terminal without NO_COLOR.",
        set: |config, given| {
            config.console.colour = [Colour::Auto, Colour::Always, Colour::Never][given.word(COLOURS)?];
            Ok(())
        },
        show: |config| {
            key::quoted(match config.console.colour {
                Colour::Auto => "auto",
                Colour::Always => "always",
                Colour::Never => "never",
            })
        },
    },
    Key {
        name: "console.ascii",
        meaning: "Draw with plain ASCII only, for terminals and fonts that lack lines and marks.",
        set: |config, given| {
            config.console.ascii = given.flag()?;
            Ok(())
        },
        show: |config| config.console.ascii.to_string(),
    },
    Key {
        name: "console.notify",
        meaning: "How a call is told: off, bell, a desktop note by osc9 or osc777, or auto for what the terminal knows.",
        set: |config, given| {
            config.console.notify = [Notify::Off, Notify::Bell, Notify::Osc9, Notify::Osc777, Notify::Auto]
                [given.word(NOTIFY)?];
            Ok(())
        },
        show: |config| {
            key::quoted(match config.console.notify {
                Notify::Off => "off",
                Notify::Bell => "bell",
                Notify::Osc9 => "osc9",
                Notify::Osc777 => "osc777",
                Notify::Auto => "auto",
            })
        },
    },
    Key {
        name: "console.esc_timeout_ms",
        meaning: "How long Escape waits for the rest of a key, in milliseconds (10 .. 1000). Raise it on a slow link.",
        set: |config, given| {
            config.console.esc_timeout = given.milliseconds(10, 1_000)?;
            Ok(())
        },
        show: |config| key::milliseconds(config.console.esc_timeout),
    },
];
