//! A rule as lines that are typed: `ALL` and `ANY` with what is below them two spaces further in, and one
//! condition a line, by the API's own names.
//!
//! ```text
//! ALL
//!   product.type = energy
//!   ANY
//!     profile.type = business
//!     question "Heeft u zonnepanelen?" = Ja
//!     question "Welke omvormer?"
//! ```
//!
//! Not here: words for people (`console::rule_tree`), the API's JSON (`rule`).

use super::{Criterion, Rule, Subject};

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is neither a group nor a condition.
    Unreadable,
    /// It stands too far in, or below a condition.
    Misplaced,
    /// It is a second beginning: all stands below one group.
    Second,
}

/// What is wrong, and with which line, counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What begins a part that is not known: it stays as it is.
const UNKNOWN: &str = "? ";

/// The rule as text; nothing for none.
pub fn write(rule: Option<&Rule>) -> String {
    let mut lines = Vec::new();
    if let Some(rule) = rule {
        add(rule, 0, &mut lines);
    }
    lines.join("\n")
}

fn add(rule: &Rule, depth: usize, lines: &mut Vec<String>) {
    let said = match rule {
        Rule::Group { criterion: Criterion::All, .. } => "ALL".to_owned(),
        Rule::Group { criterion: Criterion::Any, .. } => "ANY".to_owned(),
        Rule::Unknown { found } => format!("{UNKNOWN}{found}"),
        Rule::Condition { subject, value } => {
            let subject = match subject {
                Subject::ProductType => "product.type".to_owned(),
                Subject::Supplier => "supplier.id".to_owned(),
                Subject::Profile => "profile.type".to_owned(),
                Subject::Answer { question } => format!("question \"{question}\""),
            };
            match value {
                Some(value) => format!("{subject} = {value}"),
                None => subject,
            }
        }
    };
    lines.push(format!("{}{said}", "  ".repeat(depth)));
    if let Rule::Group { rules, .. } = rule {
        rules.iter().for_each(|rule| add(rule, depth + 1, lines));
    }
}

/// Reads a rule; empty lines do not count.
///
/// # Errors
/// The first line of which nothing can be made.
pub fn read(text: &str) -> Result<Option<Rule>, Mistake> {
    let mut rule: Option<Rule> = None;
    // The groups that the next line may stand below, the root first.
    let mut open: Vec<Vec<usize>> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mistake = |wrong| Mistake { line: number + 1, wrong };
        let depth = (line.len() - line.trim_start_matches(' ').len()).div_ceil(2);
        let part = part(line.trim()).ok_or(mistake(Wrong::Unreadable))?;
        let is_group = matches!(part, Rule::Group { .. });
        let place = match rule.take() {
            None if depth > 0 => return Err(mistake(Wrong::Misplaced)),
            None => {
                rule = Some(part);
                Vec::new()
            }
            Some(_) if depth == 0 => return Err(mistake(Wrong::Second)),
            Some(whole) => {
                let Some(parent) = open.get(depth - 1) else { return Err(mistake(Wrong::Misplaced)) };
                let (whole, place) = Rule::with(Some(whole), parent, part);
                rule = Some(whole);
                place
            }
        };
        open.truncate(depth);
        if is_group {
            open.push(place);
        }
    }
    Ok(rule)
}

fn part(line: &str) -> Option<Rule> {
    let group = |criterion| Some(Rule::Group { criterion, rules: Vec::new() });
    if line.eq_ignore_ascii_case("all") {
        return group(Criterion::All);
    }
    if line.eq_ignore_ascii_case("any") {
        return group(Criterion::Any);
    }
    if let Some(found) = line.strip_prefix(UNKNOWN) {
        return Some(Rule::Unknown { found: found.to_owned() });
    }
    let (subject, rest) = if let Some(rest) = line.strip_prefix("question") {
        let (question, rest) = quoted(rest.trim_start())?;
        (Subject::Answer { question: question.trim().to_owned() }, rest.trim_start())
    } else {
        let (name, _) = line.split_once('=')?;
        let subject = match name.trim() {
            "product.type" => Subject::ProductType,
            "supplier.id" => Subject::Supplier,
            "profile.type" => Subject::Profile,
            _ => return None,
        };
        (subject, line[name.len()..].trim_start())
    };
    let value = match rest.strip_prefix('=') {
        Some(value) => Some(value.trim().to_owned()).filter(|value| !value.is_empty()),
        None if rest.is_empty() => None,
        None => return None,
    };
    // Only an answer may be anything.
    let complete = value.is_some() || matches!(subject, Subject::Answer { .. });
    complete.then_some(Rule::Condition { subject, value })
}

/// What stands between the first quote and the last before ` =`, or the end: a name may hold quotes itself.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let end = inner.match_indices('"').map(|(at, _)| at).find(|at| {
        let rest = inner[at + 1..].trim_start();
        rest.is_empty() || rest.starts_with('=')
    })?;
    let name = &inner[..end];
    (!name.trim().is_empty()).then_some((name, &inner[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ALL\n  product.type = energy\n  ANY\n    profile.type = business\n    \
                        question \"Is het \"groen\"?\" = Ja = nee\n    question \"Welke omvormer?\"\n  supplier.id = 3";

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let rule = read(TEXT).unwrap().unwrap();
        assert_eq!(write(Some(&rule)), TEXT);
        assert_eq!(rule.questions(), ["Is het \"groen\"?", "Welke omvormer?"]);
        assert_eq!(rule.places().len(), 7);
        assert_eq!(Rule::parse(&rule.to_value()), Some(rule));
        assert_eq!(read(" \n\n"), Ok(None));
        let lone = read("question \"Verhuist u?\" = Ja").unwrap();
        assert_eq!(write(lone.as_ref()), "question \"Verhuist u?\" = Ja");
        let odd = Rule::Unknown { found: "{\"x\":1}".to_owned() };
        assert_eq!(read(&write(Some(&odd))), Ok(Some(odd)));
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        for (text, line, wrong) in [
            ("ALL\n  product.type", 2, Wrong::Unreadable),
            ("ALL\n  product.type =", 2, Wrong::Unreadable),
            ("ALL\n\n  customer.age = 3", 3, Wrong::Unreadable),
            ("question \"\" = Ja", 1, Wrong::Unreadable),
            ("ALL\n    product.type = x", 2, Wrong::Misplaced),
            ("ALL\n  supplier.id = 1\n    product.type = x", 3, Wrong::Misplaced),
            ("  ALL", 1, Wrong::Misplaced),
            ("ALL\n  supplier.id = 1\nANY", 3, Wrong::Second),
            ("supplier.id = 1\nsupplier.id = 2", 2, Wrong::Second),
        ] {
            assert_eq!(read(text), Err(Mistake { line, wrong }), "{text}");
        }
    }
}
