//! Who else is at this mapping: where this console is, is told to the service, and the others are shown.
//!
//! Not here: what is decided (`drafting`), drawing (`screens::mappings`).

use chrono::TimeDelta;

use super::{App, Effect, Pane, mapping};
use crate::clock::Timestamp;
use crate::model::act::MappingRow;
use crate::model::ids::IntegrationName;
use crate::model::presence::{AGAIN, Place, Presence};
use crate::service::client::Link;

/// Who moves on at once is not told of each row.
const MOVING: TimeDelta = TimeDelta::seconds(1);

/// Where this console is, as it was last told.
#[derive(Clone, Debug, Default)]
pub struct Whereabouts {
    told: Option<(IntegrationName, Place)>,
    at: Timestamp,
    /// Who we are to the service; empty until it said so.
    pub actor: String,
}

impl App {
    fn here(&self) -> Option<(IntegrationName, Place)> {
        if self.link != Link::Live || self.pane != Pane::Mappings {
            return None;
        }
        let (view, name) = (self.mapped()?, self.chosen()?.name.clone());
        let row = mapping::none(view, self.catalogue.tab, self.catalogue.mapping_at.at)?;
        Some((name, Place::of(&row)))
    }

    /// What the service is to be told of it now, if anything.
    pub(super) fn here_needed(&mut self) -> Option<Effect> {
        let here = self.here();
        let now = self.now;
        let known = &self.whereabouts;
        let since = now - known.at;
        let told = match (&known.told, here) {
            (None, None) => return None,
            (Some((was, _)), Some((name, _))) if *was != name => None,
            (Some(was), Some(here)) if *was == here && since < AGAIN => return None,
            (Some(_), Some(_)) if since < MOVING => return None,
            (_, here) => here,
        };
        let name = told.as_ref().or(known.told.as_ref()).map(|(name, _)| name.clone())?;
        let place = told.as_ref().map(|(_, place)| place.clone());
        self.whereabouts.told = told;
        self.whereabouts.at = now;
        Some(Effect::Here(name, place))
    }

    /// The others at the chosen integration's mapping.
    pub fn others(&self) -> impl Iterator<Item = &Presence> {
        let present = self.chosen().map(|chosen| chosen.present.as_slice()).unwrap_or_default();
        let me = self.whereabouts.actor.as_str();
        present.iter().filter(move |one| !me.is_empty() && one.by != me && one.stays(self.now))
    }

    /// Who else is at a row.
    pub fn other_at(&self, row: &MappingRow) -> Option<&Presence> {
        let place = Place::of(row);
        self.others().find(|one| one.place == place)
    }

    /// Whether a row is new: nobody has looked at it, and nothing is decided about it.
    pub fn is_new_row(&self, row: &MappingRow) -> bool {
        let (list, key) = row.place();
        let new = self.chosen().map(|chosen| chosen.new_questions.as_slice()).unwrap_or_default();
        list == "question"
            && new.iter().any(|new| new.as_str() == key)
            && self.catalogue.draft.about(row).is_none()
    }
}
