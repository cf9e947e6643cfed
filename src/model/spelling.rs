//! Names that were mistyped: which of those that exist come nearest.
//!
//! Not here: what is said about it.

/// So many names are enough to choose from.
const ENOUGH: usize = 3;

/// The names nearest to `wrong`, nearest first. Each is known by its identifier and by what it is called, and
/// either may have been meant.
pub fn nearest(wrong: &str, known: &[(String, String)]) -> Vec<String> {
    let plain = |text: &str| text.trim().to_lowercase();
    let wrong = plain(wrong);
    let far = |text: &str| distance(&plain(text), &wrong);
    let mut found: Vec<_> = known.iter().map(|(key, name)| (far(key).min(far(name)), key.as_str())).collect();
    found.sort_unstable();
    let mut near: Vec<String> = Vec::new();
    for (_, key) in found {
        if near.len() < ENOUGH && !near.iter().any(|one| one == key) {
            near.push(key.to_owned());
        }
    }
    near
}

/// Edits between two words (Levenshtein).
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_by_what_they_are_called_too() {
        let known = [("new", "Nieuw"), ("netto", "Netto"), ("verified", "Geverifieerd"), ("paid", "Betaald")];
        let known = known.map(|(key, name)| (key.to_owned(), name.to_owned()));
        assert_eq!(nearest("nieuw", &known), ["new", "netto", "paid"]);
        assert_eq!(nearest("Verifeid", &known)[0], "verified");
        let twice = [("new", "Nieuw"), ("new", "New")].map(|(key, name)| (key.to_owned(), name.to_owned()));
        assert_eq!(nearest("nieuw", &twice), ["new"], "once, whatever it is called");
        assert_eq!(nearest("x", &[]), Vec::<String>::new());
        assert_eq!((distance("kaas", "kaas"), distance("kas", "kaas"), distance("", "ab")), (0, 1, 2));
    }
}
