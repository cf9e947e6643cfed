//! Versions of a mapping that were replaced, and publishing one of them once more, by a plan that names each row
//! that changes.
//!
//! Not here: the draft (`drafting`).

use super::drafting::LISTED;
use super::layer::{Layer, Versions};
use super::listing::Listing;
use super::plan::Subject;
use super::shelf::Shelf;
use super::{App, Effect, Load, Trouble};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::model::act::MappingRow;
use crate::model::draft::differing;
use crate::model::mapping::Mapping;
use crate::model::side_by_side::MappingView;

impl App {
    /// Shows the versions of the mapping that were replaced.
    pub(super) fn open_versions(&mut self) {
        let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return };
        let versions = Versions { name, list: Shelf::new(), at: Listing::default() };
        self.layers.push(Layer::Versions(Box::new(versions)));
    }

    /// Asks for the version under the cursor; the plan that publishes it once more opens with it.
    pub(super) fn ask_revert(&mut self) -> Vec<Effect> {
        let Some(Layer::Versions(versions)) = self.layers.last() else { return Vec::new() };
        let to = versions.list.value.as_ref().and_then(|list| list.get(versions.at.at));
        to.map(|to| Effect::Load(Load::Version(versions.name.clone(), to.version))).into_iter().collect()
    }

    /// The version under the cursor is here: its plan names each row that changes.
    pub(super) fn open_revert(&mut self, number: u64, then: Result<Box<Mapping>, Trouble>) {
        let then = match then {
            Ok(then) => then,
            Err(trouble) => {
                let why = self.trouble(&trouble);
                return self.say(Meaning::Error, why);
            }
        };
        let Some(Layer::Versions(versions)) = self.layers.last() else { return };
        let to = versions.list.value.iter().flatten().find(|to| to.version == number).cloned();
        let name = versions.name.clone();
        let version = self.integration(&name).map(|known| known.mapping_version);
        let now = self.catalogue.mapping.value.as_deref().filter(|_| self.is_chosen(&name));
        let (Some(to), Some(version)) = (to, version) else { return };
        let changes = now.map(|now| differing(&now.mapping, &then)).unwrap_or_default();
        let lines = self.row_lines(now, &changes);
        self.layers.pop();
        self.open_simple(Subject::Revert { name, to: Box::new(to), version, lines });
    }

    /// Rows before and after, as many as can be read.
    fn row_lines(
        &self,
        view: Option<&MappingView>,
        changes: &[(String, [Option<MappingRow>; 2])],
    ) -> Vec<(String, Meaning)> {
        let look = self.look;
        let said = |row: &Option<MappingRow>| labels::mapping_row(&look, view, row.as_ref());
        let listed = changes.iter().take(LISTED).flat_map(|(key, [was, becomes])| {
            [
                (key.clone(), Meaning::Accent),
                (format!("- {}", said(was)), Meaning::Dim),
                (format!("+ {}", said(becomes)), Meaning::Plain),
            ]
        });
        let mut lines: Vec<_> = listed.collect();
        if changes.len() > LISTED {
            let more = [("count", (changes.len() - LISTED).into())];
            lines.push((look.say("publish-more", &more), Meaning::Dim));
        }
        lines
    }
}
