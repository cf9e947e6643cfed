//! Colours by meaning, on a ladder: truecolor, 256, 16, none. No other file names a colour.
//!
//! Mono has a palette of its own, made of reverse, bold, underline and dim. crossterm's answer to
//! `NO_COLOR` drops reverse and bold together with the colours, and then nothing shows what is selected; the
//! terminal guard therefore forces crossterm's output on and this file decides.
//!
//! Not here: which word or sign a state has (`words`).

use ratatui::style::{Color, Modifier, Style};

use crate::config::Colour;

/// How many colours there are to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    True,
    /// The 256-colour palette.
    Indexed,
    /// The terminal's own 16.
    Ansi,
    /// None: reverse, bold, underline.
    Mono,
    /// None, and no reverse, bold or underline either: a terminal that knows none of them.
    Plain,
}

impl Depth {
    /// What `choice` and the terminal's variables (read through `variable`) allow.
    pub fn detect(choice: Colour, variable: impl Fn(&str) -> Option<String>) -> Self {
        let filled = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = filled("TERM").unwrap_or_default();
        match choice {
            Colour::Never | Colour::Auto if term.is_empty() || term == "dumb" => return Self::Plain,
            Colour::Never => return Self::Mono,
            Colour::Auto if filled("NO_COLOR").is_some() => return Self::Mono,
            Colour::Auto if term.starts_with("vt") => return Self::Mono,
            Colour::Auto | Colour::Always => {}
        }
        match filled("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => Self::True,
            _ if term.contains("256") => Self::Indexed,
            _ => Self::Ansi,
        }
    }
}

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Ordinary text.
    Plain,
    /// Beside the point.
    Dim,
    /// It went well.
    Ok,
    /// It waits.
    Wait,
    /// It is being done.
    Busy,
    /// It failed.
    Error,
    /// Somebody must act.
    Action,
    /// It was stopped.
    Stopped,
    /// The name of a thing, a title, the tab in front.
    Accent,
    /// The row under the cursor.
    Selected,
    /// A marked row.
    Marked,
    /// The word that says this is production.
    Production,
    /// A key to press.
    Key,
    /// Headings of columns.
    Heading,
}

/// The colours of one depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    depth: Depth,
}

impl Theme {
    /// The theme for `depth`.
    pub fn new(depth: Depth) -> Self {
        Self { depth }
    }

    /// Its depth.
    pub fn depth(self) -> Depth {
        self.depth
    }

    /// How `meaning` looks.
    pub fn style(self, meaning: Meaning) -> Style {
        match self.depth {
            Depth::Plain => return Style::new(),
            Depth::Mono => return mono(meaning),
            Depth::True | Depth::Indexed | Depth::Ansi => {}
        }
        let colour = |rgb: (u8, u8, u8), indexed: u8, ansi: Color| match self.depth {
            Depth::True => Color::Rgb(rgb.0, rgb.1, rgb.2),
            Depth::Indexed => Color::Indexed(indexed),
            Depth::Ansi | Depth::Mono | Depth::Plain => ansi,
        };
        let style = Style::new();
        match meaning {
            Meaning::Plain => style,
            Meaning::Dim => style.fg(colour((138, 143, 152), 245, Color::DarkGray)),
            Meaning::Ok => style.fg(colour((115, 194, 110), 114, Color::Green)),
            Meaning::Wait => style.fg(colour((150, 170, 200), 110, Color::Cyan)),
            Meaning::Busy => style.fg(colour((92, 172, 238), 75, Color::LightBlue)),
            Meaning::Error => {
                style.fg(colour((240, 105, 100), 203, Color::LightRed)).add_modifier(Modifier::BOLD)
            }
            Meaning::Action => {
                style.fg(colour((235, 190, 90), 179, Color::Yellow)).add_modifier(Modifier::BOLD)
            }
            Meaning::Stopped => style.fg(colour((170, 150, 190), 139, Color::Magenta)),
            Meaning::Accent => {
                style.fg(colour((120, 200, 215), 80, Color::LightCyan)).add_modifier(Modifier::BOLD)
            }
            Meaning::Selected => style.add_modifier(Modifier::REVERSED),
            Meaning::Marked => style.fg(colour((235, 190, 90), 179, Color::Yellow)),
            Meaning::Production => {
                style.fg(Color::White).bg(colour((176, 36, 36), 124, Color::Red)).add_modifier(Modifier::BOLD)
            }
            Meaning::Key => style.add_modifier(Modifier::BOLD),
            Meaning::Heading => {
                style.fg(colour((138, 143, 152), 245, Color::DarkGray)).add_modifier(Modifier::UNDERLINED)
            }
        }
    }
}

fn mono(meaning: Meaning) -> Style {
    let style = Style::new();
    match meaning {
        Meaning::Selected | Meaning::Production => style.add_modifier(Modifier::REVERSED),
        Meaning::Error | Meaning::Action | Meaning::Accent | Meaning::Key | Meaning::Marked => {
            style.add_modifier(Modifier::BOLD)
        }
        Meaning::Heading => style.add_modifier(Modifier::UNDERLINED),
        _ => style,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(choice: Colour, variables: &[(&str, &str)]) -> Depth {
        Depth::detect(choice, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_ladder_goes_down_with_what_the_terminal_says() {
        let term = ("TERM", "xterm-256color");
        assert_eq!(depth(Colour::Auto, &[term, ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth(Colour::Auto, &[term]), Depth::Indexed);
        assert_eq!(depth(Colour::Auto, &[("TERM", "xterm")]), Depth::Ansi);
        assert_eq!(depth(Colour::Auto, &[("TERM", "vt220")]), Depth::Mono);
        assert_eq!(depth(Colour::Auto, &[("TERM", "dumb")]), Depth::Plain);
        assert_eq!(depth(Colour::Never, &[("TERM", "dumb")]), Depth::Plain);
        assert_eq!(depth(Colour::Auto, &[term, ("NO_COLOR", "1")]), Depth::Mono);
        assert_eq!(depth(Colour::Auto, &[term, ("NO_COLOR", "")]), Depth::Indexed);
        assert_eq!(depth(Colour::Never, &[term, ("COLORTERM", "truecolor")]), Depth::Mono);
        assert_eq!(depth(Colour::Always, &[term, ("NO_COLOR", "1")]), Depth::Indexed);
    }

    #[test]
    fn mono_uses_no_colour_and_still_shows_the_selection() {
        let theme = Theme::new(Depth::Mono);
        for meaning in [Meaning::Error, Meaning::Production, Meaning::Selected, Meaning::Dim, Meaning::Ok] {
            let style = theme.style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
        }
        assert!(theme.style(Meaning::Selected).add_modifier.contains(Modifier::REVERSED));
    }
}
