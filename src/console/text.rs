//! How text is measured and cut, and how ages, times and numbers are written. One place for all screens.
//!
//! Ages are coarse on purpose: a screen where nothing happens sends nothing, and a label that counts
//! seconds would send 220 bytes a second.
//!
//! Not here: wording (`locale`), making foreign text safe (`model::shown`).

use chrono::{Datelike, Offset, TimeZone};
use ratatui::buffer::Buffer;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::clock::Timestamp;
use crate::locale::Language;
use crate::locale::when::STAMP;

/// Which zone times are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The operator's: `TZ`, else the machine's.
    #[default]
    Local,
    /// A named one.
    Named(chrono_tz::Tz),
}

/// How long ago `then` is, coarsely: `nu`, `3 m`, `2 u`, `5 d`.
pub fn age(language: Language, now: Timestamp, then: Timestamp) -> String {
    let (just_now, hour) = match language {
        Language::Nl => ("nu", "u"),
        Language::En => ("now", "h"),
    };
    match (now - then).num_minutes() {
        ..1 => just_now.to_owned(),
        minutes @ 1..60 => format!("{minutes} m"),
        minutes @ 60..1440 => format!("{} {hour}", minutes / 60),
        minutes => format!("{} d", minutes / 1440),
    }
}

/// A moment as a clock shows it: the time alone today, with the day before it otherwise, and the year of that
/// day when it is another.
pub fn moment(zone: Zone, now: Timestamp, then: Timestamp) -> String {
    match zone {
        Zone::Local => moment_in(&chrono::Local, now, then),
        Zone::Named(zone) => moment_in(&zone, now, then),
    }
}

/// A moment with its day and year, whenever it is read.
pub fn stamp(zone: Zone, at: Timestamp) -> String {
    match zone {
        Zone::Local => at.with_timezone(&chrono::Local).format(STAMP).to_string(),
        Zone::Named(zone) => at.with_timezone(&zone).format(STAMP).to_string(),
    }
}

/// What a zone's clock is ahead of UTC: `UTC+1`, `UTC-3:30`, `UTC`.
pub fn zone_word(zone: Zone, now: Timestamp) -> String {
    let offset = match zone {
        Zone::Local => now.with_timezone(&chrono::Local).offset().fix(),
        Zone::Named(zone) => now.with_timezone(&zone).offset().fix(),
    };
    let minutes = offset.local_minus_utc() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

fn moment_in<Z: TimeZone>(zone: &Z, now: Timestamp, then: Timestamp) -> String
where
    Z::Offset: std::fmt::Display,
{
    let (now, then) = (now.with_timezone(zone), then.with_timezone(zone));
    let form = match (now.date_naive(), then.date_naive()) {
        (today, day) if today == day => "%H:%M:%S",
        (today, day) if today.year() == day.year() => "%d-%m %H:%M",
        _ => STAMP,
    };
    then.format(form).to_string()
}

/// A whole number with its thousands apart: `84.112`, `84,112`.
pub fn number(language: Language, value: u64) -> String {
    let digits = value.to_string();
    let separator = match language {
        Language::Nl => '.',
        Language::En => ',',
    };
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

/// `text` as it begins a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// How many columns `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` cut to `columns`, with an ellipsis where something was cut.
pub fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide >= columns {
            break;
        }
        used += wide;
        cut.push(c);
    }
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// `text` cut or filled to exactly `columns`.
pub fn fit(text: &str, columns: usize) -> String {
    let mut fitted = cut(text, columns);
    fitted.extend(std::iter::repeat_n(' ', columns.saturating_sub(fitted.width())));
    fitted
}

/// Names that stand beside each other, within `columns`: the longest are cut first, the one in front never.
pub fn shorten(names: &[String], front: usize, columns: usize) -> Vec<String> {
    let cut_to = |longest: usize| {
        let cut_one =
            |(at, name): (usize, &String)| cut(name, if at == front { usize::MAX } else { longest });
        names.iter().enumerate().map(cut_one).collect::<Vec<_>>()
    };
    let fits = |names: &Vec<String>| names.iter().map(|name| width(name)).sum::<usize>() <= columns;
    (3..20).rev().map(cut_to).find(fits).unwrap_or_else(|| cut_to(3))
}

/// `text` in lines of at most `columns`, broken between words where that is possible. What stands further in
/// stays so on every line.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let bare = text.trim_start_matches(' ');
    let margin = (text.len() - bare.len()).min(columns / 2);
    let lines = broken(bare, columns - margin);
    lines.into_iter().map(|line| format!("{}{line}", &" ".repeat(margin))).collect()
}

fn broken(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word = word;
        let gap = usize::from(!line.is_empty());
        if line.width() + gap + word.width() > columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        while word.width() > columns {
            let end = word
                .char_indices()
                .scan(0, |used, (at, c)| {
                    *used += c.width().unwrap_or(0);
                    Some((at + c.len_utf8(), *used))
                })
                .take_while(|(_, used)| *used <= columns)
                .last()
                .map_or_else(|| word.chars().next().map_or(1, char::len_utf8), |(at, _)| at);
            lines.push(word[..end].to_owned());
            word = &word[end..];
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Makes a drawn frame pure ASCII, for a terminal that is not UTF-8. Lines become `-|+`, letters lose
/// their accents, and what has no likeness becomes `?`.
pub fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let Some(c) = cell.symbol().chars().next() else { continue };
        if !cell.symbol().is_ascii() {
            cell.set_char(ascii(c));
        }
    }
}

fn ascii(c: char) -> char {
    match c {
        '─' | '━' | '–' | '—' => '-',
        '│' | '┃' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '╭' | '╮' | '╯' | '╰' => {
            '+'
        }
        '↑' | '▲' => '^',
        '↓' | '▼' => 'v',
        '→' => '>',
        '←' => '<',
        '…' => '~',
        '·' | '•' => '.',
        '«' | '»' | '“' | '”' | '„' => '"',
        '‘' | '’' => '\'',
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'À'..='Å' => 'A',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ò'..='Ö' => 'O',
        'Ù'..='Ü' => 'U',
        'ç' => 'c',
        'ñ' => 'n',
        '\u{a0}' => ' ',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ages_are_coarse_in_both_languages() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let ago = |seconds| now - TimeDelta::seconds(seconds);
        assert_eq!(age(Language::Nl, now, ago(59)), "nu");
        assert_eq!(age(Language::En, now, ago(-5)), "now");
        assert_eq!(age(Language::Nl, now, ago(60)), "1 m");
        assert_eq!(age(Language::Nl, now, ago(7_200)), "2 u");
        assert_eq!(age(Language::En, now, ago(7_200)), "2 h");
        assert_eq!(age(Language::En, now, ago(900_000)), "10 d");
    }

    #[test]
    fn numbers_part_their_thousands() {
        assert_eq!(number(Language::Nl, 84_112), "84.112");
        assert_eq!(number(Language::En, 1_234_567), "1,234,567");
        assert_eq!(number(Language::Nl, 999), "999");
        assert_eq!(number(Language::Nl, 0), "0");
    }

    #[test]
    fn a_moment_of_today_needs_no_day() {
        let zone = Zone::Named(chrono_tz::Europe::Amsterdam);
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(moment(zone, now, now), "23:13:20");
        assert_eq!(moment(zone, now, now + TimeDelta::hours(1)), "15-11 00:13");
        assert_eq!(moment(zone, now, now + TimeDelta::days(90)), "12-02-2024 23:13");
        assert_eq!(stamp(zone, now), "14-11-2023 23:13");
    }

    #[test]
    fn a_zone_is_told_by_what_it_is_ahead() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let amsterdam = Zone::Named(chrono_tz::Europe::Amsterdam);
        assert_eq!(zone_word(amsterdam, at(1_700_000_000)), "UTC+1");
        assert_eq!(zone_word(amsterdam, at(1_690_000_000)), "UTC+2");
        assert_eq!(zone_word(Zone::Named(chrono_tz::UTC), at(0)), "UTC");
        assert_eq!(zone_word(Zone::Named(chrono_tz::America::St_Johns), at(1_700_000_000)), "UTC-3:30");
    }

    proptest! {
        #[test]
        fn a_fitted_text_has_exactly_its_width(text in "\\PC{0,40}", columns in 0usize..30) {
            let text = crate::model::shown::Shown::new(&text);
            prop_assert_eq!(width(&fit(&text, columns)), columns);
        }

        #[test]
        fn wrapping_loses_no_word_and_exceeds_no_width(text in "[a-zé]{1,12}( [a-z…]{1,12}){0,8}", columns in 1usize..20) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
