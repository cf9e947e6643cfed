//! The audit log, and whether its chain holds: recomputed here, from the entries as they came.

use serde_json::{Map, Value};

use super::{About, Refusal};
use crate::model::administration::audit::{AuditBreak, AuditEntry, AuditProof, AuditQuery, AuditView};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

/// Entries read at once while checking.
const PAGE: usize = 200;
/// The hash before the first entry.
const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

pub(super) async fn answer(client: &Client, query: &AuditQuery) -> Result<AuditView, Refusal> {
    match query {
        AuditQuery::List { organisation, before, limit } => {
            let page = client.audit(*organisation, *before, *limit).await?;
            let read =
                |entry: Map<String, Value>| serde_json::from_value(Value::Object(entry)).unwrap_or_default();
            let entries: Vec<AuditEntry> = page.entries.into_iter().map(read).collect();
            Ok(AuditView::Entries { entries, next: page.next })
        }
        AuditQuery::Verify { known } => {
            let mut check = Check::new(known.clone());
            let mut before = None;
            loop {
                let page = client.audit(None, before, PAGE).await?;
                check.count(page.count);
                let went_on = page.entries.into_iter().all(|entry| check.take(entry));
                before = page.next;
                if !went_on || before.is_none() {
                    return Ok(AuditView::Verified(check.end()));
                }
            }
        }
    }
}

pub(super) fn asked(query: &AuditQuery) -> Option<About> {
    Some(match query {
        AuditQuery::List { organisation: Some(organisation), .. } => {
            About::own(Thing::Organisation, organisation)
        }
        AuditQuery::List { .. } | AuditQuery::Verify { .. } => About::own(Thing::Call, ""),
    })
}

/// A chain being followed from its end to its start.
struct Check {
    proof: AuditProof,
    known: Option<(u64, String)>,
    /// The number that must come next, and the hash it must have.
    due: Option<(u64, Option<String>)>,
}

impl Check {
    fn new(known: Option<(u64, String)>) -> Self {
        Self { proof: AuditProof::default(), known, due: None }
    }

    /// How many entries were ever written: the last has that number.
    fn count(&mut self, count: u64) {
        self.due.get_or_insert((count, None));
    }

    /// Takes the next older entry; false once the chain is broken.
    fn take(&mut self, mut entry: Map<String, Value>) -> bool {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let hash = entry.remove("hash").as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = entry.get("number").and_then(Value::as_u64).unwrap_or_default();
        let (due, expected) = self.due.take().unwrap_or((number, None));
        self.proof.broken = if digest(&entry) != hash {
            Some(AuditBreak::Changed(number))
        } else if number > due {
            // Written since the first page was read: as good as the rest, and not part of this look.
            self.due = Some((due, expected));
            return true;
        } else if number != due {
            Some(AuditBreak::Missing(due))
        } else if expected.is_some_and(|expected| expected != hash) {
            Some(AuditBreak::Parted(number + 1))
        } else if self.known.as_ref().is_some_and(|(at, noted)| *at == number && *noted != hash) {
            Some(AuditBreak::NotAsKnown(number))
        } else {
            None
        };
        self.proof.entries += 1;
        self.proof.last.get_or_insert(hash);
        self.due = Some((number.saturating_sub(1), Some(text(entry.get("previous")))));
        self.proof.broken.is_none()
    }

    /// What became of it.
    fn end(mut self) -> AuditProof {
        if self.proof.broken.is_none() {
            self.proof.broken = match (self.due, self.known) {
                (Some((0, Some(hash))), _) if hash != START => Some(AuditBreak::Parted(1)),
                (Some((due @ 1.., _)), _) => Some(AuditBreak::Missing(due)),
                (_, Some((at, _))) if at == 0 || at > self.proof.entries => Some(AuditBreak::Missing(at)),
                _ => None,
            };
        }
        self.proof
    }
}

/// The hash of an entry without its `hash`: BLAKE3 over its JSON, fields sorted by name, nothing between them.
fn digest(entry: &Map<String, Value>) -> String {
    // Maps of serde_json are sorted by key.
    blake3::hash(&serde_json::to_vec(entry).unwrap_or_default()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A sound chain of so many entries, oldest first.
    fn chain(count: u64) -> Vec<Map<String, Value>> {
        let mut previous = START.to_owned();
        let entry = |number: u64| {
            let json = json!({"number": number, "act": "user.create", "previous": previous});
            let mut entry = json.as_object().unwrap().clone();
            previous = digest(&entry);
            entry.insert("hash".into(), previous.clone().into());
            entry
        };
        (1..=count).map(entry).collect()
    }

    fn checked(chain: &[Map<String, Value>], count: u64, known: Option<(u64, String)>) -> Option<AuditBreak> {
        let mut check = Check::new(known);
        check.count(count);
        chain.iter().rev().cloned().all(|entry| check.take(entry));
        check.end().broken
    }

    #[test]
    fn a_sound_chain_holds_and_every_kind_of_tampering_is_named() {
        let sound = chain(5);
        let hash = |at: usize| sound[at - 1]["hash"].as_str().unwrap().to_owned();
        assert_eq!(checked(&sound, 5, None), None);
        assert_eq!(checked(&[], 0, None), None);
        assert_eq!(checked(&sound, 5, Some((3, hash(3)))), None);
        assert_eq!(checked(&sound, 5, Some((3, hash(4)))), Some(AuditBreak::NotAsKnown(3)));
        assert_eq!(checked(&sound, 5, Some((6, hash(5)))), Some(AuditBreak::Missing(6)));
        // Written while it was read.
        assert_eq!(checked(&sound, 4, None), None);

        let mut other = sound.clone();
        other[2].insert("act".into(), "user.delete".into());
        assert_eq!(checked(&other, 5, None), Some(AuditBreak::Changed(3)));
        // With its hash made anew, what follows no longer fits.
        let mut bare = other[2].clone();
        bare.remove("hash");
        other[2].insert("hash".into(), digest(&bare).into());
        assert_eq!(checked(&other, 5, None), Some(AuditBreak::Parted(4)));

        let without = |gone: usize| {
            let mut left = sound.clone();
            left.remove(gone - 1);
            left
        };
        assert_eq!(checked(&without(3), 5, None), Some(AuditBreak::Missing(3)));
        assert_eq!(checked(&without(5), 5, None), Some(AuditBreak::Missing(5)));
        assert_eq!(checked(&without(1), 5, None), Some(AuditBreak::Missing(1)));
        let mut begun = chain(1);
        begun[0].insert("previous".into(), "1".into());
        let mut bare = begun[0].clone();
        bare.remove("hash");
        begun[0].insert("hash".into(), digest(&bare).into());
        assert_eq!(checked(&begun, 1, None), Some(AuditBreak::Parted(1)));
    }
}
