//! The one sanitiser of foreign text. What another party wrote and a screen, log or file may show is a
//! [`Shown`]: without control characters, bidirectional overrides and zero-width marks, and of bounded
//! length.
//!
//! Not here: truncation to a column's width (`console::text`). Values that are sent on (answers,
//! addresses) are never a `Shown`: they travel as they are and are made one where they are displayed.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

/// The longest text kept, in characters. Longer ones end in an ellipsis.
const MAX_CHARS: usize = 2_000;

/// Foreign text that is safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Shown(String);

impl Shown {
    /// Makes `text` safe: C0 and C1 controls become spaces, invisible and direction-changing characters
    /// go, runs of white space become one space, length is bounded.
    pub fn new(text: &str) -> Self {
        let mut safe = String::with_capacity(text.len().min(4 * MAX_CHARS));
        let mut chars = 0;
        for c in text.chars() {
            if is_invisible(c) {
                continue;
            }
            let c = if c.is_control() || c.is_whitespace() { ' ' } else { c };
            if c == ' ' && (safe.is_empty() || safe.ends_with(' ')) {
                continue;
            }
            if chars == MAX_CHARS {
                safe.push('…');
                break;
            }
            safe.push(c);
            chars += 1;
        }
        safe.truncate(safe.trim_end().len());
        Self(safe)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Zero-width characters, direction marks, overrides and isolates, variation tags, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl Deref for Shown {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_moves_a_cursor_passes(text in any::<String>()) {
            let shown = Shown::new(&text);
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert!(shown.chars().count() <= MAX_CHARS + 1);
            prop_assert_eq!(Shown::new(&shown), shown);
        }
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        assert_eq!(Shown::new("Groene stroom – 3 jaar (€ 0,24)").as_str(), "Groene stroom – 3 jaar (€ 0,24)");
        assert_eq!(Shown::new("a\x1b[31mb\r\n c\u{202E}d").as_str(), "a [31mb cd");
    }
}
