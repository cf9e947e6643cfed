//! How this console looks and speaks: language, theme, character set, zone. Set once at the start and read
//! by everything that draws.
//!
//! Not here: texts (`locale`), colours (`theme`).

use ratatui::style::Style;

use super::text::{self, Zone};
use super::theme::{Depth, Meaning, Theme};
use crate::clock::Timestamp;
use crate::locale::{self, Argument, Language};
use crate::model::shown::Shown;
use crate::model::time::{self, USUAL_ZONE};

/// Language, colours, characters, zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Language.
    pub language: Language,
    /// Colours.
    pub theme: Theme,
    /// Which characters the terminal can show.
    pub characters: Characters,
    /// The zone of times.
    pub zone: Zone,
}

/// Which characters a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// Box lines and accents.
    Unicode,
    /// Only ASCII.
    Ascii,
}

impl Characters {
    /// What the locale variables allow, or ASCII when the operator asks for it.
    pub fn detect(ascii: bool, variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if ascii || !(locale.contains("utf-8") || locale.contains("utf8")) {
            Self::Ascii
        } else {
            Self::Unicode
        }
    }
}

impl Look {
    /// One for text that is no screen.
    pub fn plain(language: Language) -> Self {
        let theme = Theme::new(Depth::Mono);
        Self { language, theme, characters: Characters::Unicode, zone: Zone::Local }
    }

    /// The console's text for `key`.
    pub fn say(&self, key: &str, arguments: &[Argument<'_>]) -> String {
        locale::text(self.language, &format!("console-{key}"), arguments)
    }

    /// How `meaning` looks.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.theme.style(meaning)
    }

    /// A number with its thousands apart.
    pub fn number(&self, value: u64) -> String {
        text::number(self.language, value)
    }

    /// How long ago, coarsely.
    pub fn age(&self, now: Timestamp, then: Timestamp) -> String {
        text::age(self.language, now, then)
    }

    /// When, on a clock.
    pub fn moment(&self, now: Timestamp, then: Timestamp) -> String {
        text::moment(self.zone, now, then)
    }

    /// When, as an environment tells it in text: on the operator's clock, with day and year. A text that is
    /// no time stays as it is, and a day is a day.
    pub fn told_at(&self, text: &str) -> String {
        if let Some(day) = time::plain_day(text) {
            return day;
        }
        let at = time::instant(text, USUAL_ZONE);
        at.map_or_else(|| Shown::new(text).into_string(), |at| text::stamp(self.zone, at))
    }

    /// *yes* or *no*.
    pub fn yes_no(&self, value: bool) -> String {
        self.say(if value { "yes" } else { "no" }, &[])
    }

    /// *on* or *off*.
    pub fn on_off(&self, value: bool) -> String {
        self.say(if value { "on" } else { "off" }, &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_without_utf8_gets_ascii() {
        let with = |ascii, lang: &'static str| {
            Characters::detect(ascii, move |name| (name == "LANG").then(|| lang.to_owned()))
        };
        assert_eq!(with(false, "nl_NL.UTF-8"), Characters::Unicode);
        assert_eq!(with(false, "C"), Characters::Ascii);
        assert_eq!(with(true, "nl_NL.UTF-8"), Characters::Ascii);
    }
}
