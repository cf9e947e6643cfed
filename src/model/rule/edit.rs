//! A rule changed part by part. A part is named by its place: the numbers of the parts to go down through,
//! from the root.
//!
//! Not here: reading and writing a rule (`rule`, `rule::text`), who edits.

use super::{Criterion, Rule};

impl Rule {
    /// The places of all parts, in the order of the tree.
    pub fn places(&self) -> Vec<Vec<usize>> {
        let mut places = vec![Vec::new()];
        if let Self::Group { rules, .. } = self {
            for (number, rule) in rules.iter().enumerate() {
                places.extend(rule.places().into_iter().map(|mut place| {
                    place.insert(0, number);
                    place
                }));
            }
        }
        places
    }

    /// The part at `place`.
    pub fn part(&self, place: &[usize]) -> Option<&Self> {
        match (self, place) {
            (_, []) => Some(self),
            (Self::Group { rules, .. }, [number, below @ ..]) => rules.get(*number)?.part(below),
            _ => None,
        }
    }

    fn part_mut(&mut self, place: &[usize]) -> Option<&mut Self> {
        match (self, place) {
            (rule, []) => Some(rule),
            (Self::Group { rules, .. }, [number, below @ ..]) => rules.get_mut(*number)?.part_mut(below),
            _ => None,
        }
    }

    /// The rule with `part` added: last in the group at `place`, or behind the part there. Gives its place.
    /// A rule of one part becomes a group of which all must hold.
    pub fn with(rule: Option<Self>, place: &[usize], part: Self) -> (Self, Vec<usize>) {
        let group = |rules| Self::Group { criterion: Criterion::All, rules };
        let mut whole = match rule {
            None if matches!(part, Self::Group { .. }) => return (part, Vec::new()),
            None => return (group(vec![part]), vec![0]),
            Some(rule @ Self::Group { .. }) => rule,
            Some(rule) => return (group(vec![rule, part]), vec![1]),
        };
        let below = matches!(whole.part(place), Some(Self::Group { .. }));
        let (parent, after) = match place.split_last() {
            Some((number, parent)) if !below => (parent, Some(number + 1)),
            _ => (place, None),
        };
        let mut place = parent.to_vec();
        if let Some(Self::Group { rules, .. }) = whole.part_mut(parent) {
            let at = after.unwrap_or(rules.len()).min(rules.len());
            rules.insert(at, part);
            place.push(at);
        }
        (whole, place)
    }

    /// The rule without the part at `place`, and what is below it; `None` when nothing is left.
    pub fn without(mut self, place: &[usize]) -> Option<Self> {
        let (number, parent) = place.split_last()?;
        if let Some(Self::Group { rules, .. }) = self.part_mut(parent)
            && *number < rules.len()
        {
            rules.remove(*number);
        }
        Some(self)
    }

    /// The rule with `part` in the place of another. A group keeps what is below it.
    pub fn replaced(mut self, place: &[usize], part: Self) -> Self {
        if let Some(held) = self.part_mut(place) {
            *held = match (std::mem::replace(held, Self::Unknown { found: String::new() }), part) {
                (Self::Group { rules, .. }, Self::Group { criterion, .. }) => {
                    Self::Group { criterion, rules }
                }
                (_, part) => part,
            };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::Subject;
    use super::*;

    fn is(value: &str) -> Rule {
        Rule::Condition { subject: Subject::ProductType, value: Some(value.to_owned()) }
    }

    fn any(rules: Vec<Rule>) -> Rule {
        Rule::Group { criterion: Criterion::Any, rules }
    }

    #[test]
    fn parts_are_added_replaced_and_removed_where_they_are_named() {
        let (rule, at) = Rule::with(None, &[], is("a"));
        assert_eq!((rule.places(), at), (vec![vec![], vec![0]], vec![0]));
        // Behind a condition, and last in a group.
        let (rule, at) = Rule::with(Some(rule), &[0], any(Vec::new()));
        assert_eq!(at, [1]);
        let (rule, at) = Rule::with(Some(rule), &[1], is("b"));
        assert_eq!(at, [1, 0]);
        let (rule, at) = Rule::with(Some(rule), &[0], is("c"));
        assert_eq!(at, [1]);
        assert_eq!(rule.places(), [vec![], vec![0], vec![1], vec![2], vec![2, 0]]);
        // A group that becomes another kind keeps what is below it.
        let rule = rule.replaced(&[2], Rule::Group { criterion: Criterion::All, rules: Vec::new() });
        assert_eq!(rule.part(&[2, 0]), Some(&is("b")));
        let rule = rule.replaced(&[0], is("d")).without(&[1]).unwrap();
        assert_eq!(rule.part(&[0]), Some(&is("d")));
        assert!(matches!(rule.part(&[1]), Some(Rule::Group { .. })));
        assert_eq!(rule.without(&[]), None);
    }

    #[test]
    fn a_lone_condition_becomes_the_first_of_a_group() {
        let (rule, at) = Rule::with(Some(is("a")), &[], is("b"));
        assert_eq!((rule.part(&[0]), rule.part(&[1]), at), (Some(&is("a")), Some(&is("b")), vec![1]));
    }
}
