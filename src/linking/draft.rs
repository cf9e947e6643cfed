//! A draft of a mapping, row by row: what a decision makes of the published mapping, and where somebody
//! published otherwise meanwhile. A row that changed from what was looked at is never overwritten.
//!
//! Not here: who decides and where drafts are kept (`store`).

use crate::model::act::MappingRow;
use crate::model::draft::{Conflict, Draft, change_row, published};
use crate::model::mapping::Mapping;

/// `mapping` with everything that was decided, and the decisions that cannot be carried out because the
/// row is another than the one they began from.
pub fn merge(mapping: &Mapping, draft: &Draft) -> (Mapping, Vec<Conflict>) {
    let mut merged = mapping.clone();
    let mut conflicts = Vec::new();
    for decision in &draft.decisions {
        let theirs = published(mapping, &decision.row);
        let is_done = match &decision.row {
            set @ (MappingRow::SetFlow(_)
            | MappingRow::SetQuestion(_)
            | MappingRow::SetAgreement(_)
            | MappingRow::SetStatus(_)) => theirs.as_ref() == Some(set),
            _ => theirs.is_none(),
        };
        if is_done {
            continue;
        }
        if theirs == decision.base {
            change_row(&mut merged, &decision.row);
        } else {
            conflicts.push(Conflict { mine: decision.clone(), theirs });
        }
    }
    (merged, conflicts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Timestamp;
    use crate::model::draft::Decision;
    use crate::model::mapping::StatusRow;

    fn set(key: u8, to: u8) -> MappingRow {
        let row =
            StatusRow { partner: format!("p{key}").as_str().into(), own: format!("o{to}").as_str().into() };
        MappingRow::SetStatus(row)
    }

    fn mapping(rows: &[(u8, u8)]) -> Mapping {
        let mut mapping = Mapping::default();
        rows.iter().for_each(|(key, to)| change_row(&mut mapping, &set(*key, *to)));
        mapping
    }

    fn decided(before: &Mapping, row: MappingRow) -> Decision {
        let base = published(before, &row);
        Decision { row, base, by: "anna".into(), at: Timestamp::default(), version: 1 }
    }

    #[test]
    fn what_somebody_else_published_meanwhile_is_a_conflict_and_the_rest_goes() {
        let before = mapping(&[(1, 1), (2, 2)]);
        let rows = [set(1, 5), set(2, 6), set(3, 7)];
        let decisions = rows.into_iter().map(|row| decided(&before, row)).collect();
        let draft = Draft { version: 3, decisions };
        let now = mapping(&[(1, 9), (2, 2), (3, 7)]);
        let (merged, conflicts) = merge(&now, &draft);
        assert_eq!(merged, mapping(&[(1, 9), (2, 6), (3, 7)]));
        assert_eq!(conflicts.len(), 1, "the third was published by somebody else just so");
        assert_eq!((&conflicts[0].mine.base, &conflicts[0].theirs), (&Some(set(1, 1)), &Some(set(1, 9))));
        let gone =
            Draft { version: 1, decisions: vec![decided(&before, MappingRow::UnsetStatus("p1".into()))] };
        assert_eq!(merge(&before, &gone).0, mapping(&[(2, 2)]));
        assert_eq!(merge(&now, &gone).1.len(), 1);
    }

    proptest! {
        #[test]
        fn a_row_that_changed_from_what_was_looked_at_is_never_overwritten(
            before in prop::collection::vec((0_u8..5, 0_u8..3), 0..6),
            now in prop::collection::vec((0_u8..5, 0_u8..3), 0..6),
            mine in prop::collection::btree_map(0_u8..5, 0_u8..4, 0..5),
        ) {
            let (before, now) = (mapping(&before), mapping(&now));
            let row = |(key, to): (&u8, &u8)| match to {
                3 => MappingRow::UnsetStatus(format!("p{key}").as_str().into()),
                to => set(*key, *to),
            };
            let decisions: Vec<_> = mine.iter().map(row).map(|row| decided(&before, row)).collect();
            let draft = Draft { version: 1, decisions: decisions.clone() };
            let (merged, conflicts) = merge(&now, &draft);
            for key in 0..5_u8 {
                let at = set(key, 0);
                let (was, theirs, is) =
                    (published(&before, &at), published(&now, &at), published(&merged, &at));
                let decision = decisions.iter().find(|one| one.row.is_about(&at));
                let conflict = conflicts.iter().any(|one| one.mine.row.is_about(&at));
                match decision {
                    None => prop_assert_eq!(is, theirs),
                    Some(_) if conflict => {
                        prop_assert_eq!(&is, &theirs);
                        prop_assert_ne!(&was, &theirs);
                    }
                    Some(decision) => prop_assert_eq!(is, published(&{
                        let mut alone = Mapping::default();
                        change_row(&mut alone, &decision.row);
                        alone
                    }, &at)),
                }
            }
        }
    }
}
