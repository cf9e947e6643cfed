//! Statuses: which there are and what they mean. None of it keeps a sale from being placed.
//!
//! Not here: following them (`engine::follow`).

use super::{bare, from_to, paired};
use crate::model::drift::{Change, Class, What};
use crate::model::failure::Element;
use crate::model::mapping::Mapping;
use crate::model::status::{Status, StatusKind};

pub(super) fn compare(old: &[Status], new: &[Status], mapping: &Mapping, changes: &mut Vec<Change>) {
    for (was, is) in paired(old, new, |status| &status.key) {
        let Some(key) = is.or(was).map(|status| &status.key) else { continue };
        let element = Element::Status(key.clone());
        match (was, is) {
            (Some(_), None) => changes.push(bare(Class::Harmless, element, What::Removed)),
            // Its updates wait until somebody says what it is at A.
            (None, Some(_)) => {
                let class = if mapping.status(key).is_some() { Class::Harmless } else { Class::Tightening };
                changes.push(bare(class, element, What::Added));
            }
            (Some(was), Some(is)) => {
                if was.name != is.name {
                    let (before, now) = (was.name.as_str(), is.name.as_str());
                    changes.push(from_to(Class::Harmless, element.clone(), What::Label, before, now));
                }
                if was.kind != is.kind {
                    let (before, now) = (word(was.kind), word(is.kind));
                    changes.push(from_to(Class::Tightening, element, What::Meaning, before, now));
                }
            }
            (None, None) => {}
        }
    }
}

/// The API's word.
fn word(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Default => "default",
        StatusKind::Cancelled => "cancelled",
        StatusKind::Netto => "netto",
        StatusKind::ActionRequired => "action_required",
        StatusKind::Closed => "closed",
    }
}
