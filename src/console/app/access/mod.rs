//! What an operator of a supplier has before them: a partner's organisation and everything about its
//! access, in tabs, and what can be done there. Everything is asked of the own environment; nothing of it
//! is kept by koppel.
//!
//! Not here: filling in (`forms`), answers (`cabinet`), drawing (`layers::access`).

mod done;
pub mod forms;
pub mod offers;

use super::layer::Layer;
use super::listing::Listing;
use super::{App, Pane, Trouble, own};
use crate::model::administration::cancellation::{CancellationQuery, CancellationRow, CancellationView};
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::incoming::{IncomingQuery, IncomingSettings, IncomingView};
use crate::model::administration::organisation::{OrganisationQuery, OrganisationRow, OrganisationView};
use crate::model::administration::sale::{SaleQuery, SaleView};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::ids::OrganisationId;

/// A partner's organisation, opened.
#[derive(Clone, Debug)]
pub struct Access {
    /// Its number.
    pub organisation: OrganisationId,
    /// Which part.
    pub tab: Tab,
    /// Cursor in it.
    pub at: Listing,
}

/// Parts of a partner's access.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Who it is.
    #[default]
    Organisation,
    /// How its sales are taken.
    Settings,
    /// What it sold.
    Sales,
    /// What it asks to cancel.
    Requests,
}

impl Access {
    /// What the tab in front needs to know.
    fn needed(&self) -> Option<AdministrationQuery> {
        match self.tab {
            Tab::Organisation => None,
            Tab::Settings => {
                let organisation = self.organisation;
                Some(AdministrationQuery::Incoming(IncomingQuery::Show { organisation }))
            }
            Tab::Requests => Some(AdministrationQuery::Cancellation(CancellationQuery::List { all: true })),
            Tab::Sales => Some(AdministrationQuery::Sale(SaleQuery::List {
                filter: vec![("organisations[]".to_owned(), self.organisation.to_string())],
            })),
        }
    }
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Organisation, Self::Settings, Self::Sales, Self::Requests];

    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Settings => "settings",
            Self::Sales => "sales",
            Self::Requests => "requests",
        }
    }

    /// The one so many further, round and round.
    pub fn step(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}

/// A request that waits for an answer, as the environment says it.
pub const OPEN: &str = "open";

/// The question for all statuses.
fn all_statuses() -> AdministrationQuery {
    AdministrationQuery::Catalogue(CatalogueQuery::List { kind: Kind::Status })
}

/// The question for all organisations.
pub fn all_organisations() -> AdministrationQuery {
    AdministrationQuery::Organisation(OrganisationQuery::List)
}

impl App {
    /// Organisations of the own environment, once they are here.
    pub fn organisations(&self) -> Option<&[OrganisationRow]> {
        match self.cabinet.get(&all_organisations())? {
            AdministrationView::Organisation(OrganisationView::List(rows)) => Some(rows),
            _ => None,
        }
    }

    /// One of them.
    pub fn organisation(&self, id: OrganisationId) -> Option<&OrganisationRow> {
        self.organisations()?.iter().find(|row| row.id == id)
    }

    /// What is called so on screens: the name of an organisation, its number while it is not here.
    pub fn organisation_name(&self, id: OrganisationId) -> String {
        self.organisation(id).map_or_else(|| id.to_string(), |row| row.name.to_string())
    }

    /// What the screen needs to know of the own environment.
    pub(super) fn administration_needed(&self) -> Vec<AdministrationQuery> {
        let mut needed = Vec::new();
        if self.pane == Pane::Incoming && !self.is_new() {
            needed.push(all_organisations());
            needed.extend(self.access().and_then(Access::needed));
            if self.access().is_some_and(|access| access.tab != Tab::Organisation) {
                // Forms offer them by name.
                needed.push(all_statuses());
            }
        }
        if self.pane == Pane::Catalogue && !self.is_new() {
            needed.push(self.own.list());
            if matches!(self.layers.last(), Some(Layer::Sheet)) {
                needed.extend(self.own_shown());
            }
        }
        needed
    }

    /// The partner that is open, whatever lies over it.
    pub fn access(&self) -> Option<&Access> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Access(access) => Some(access.as_ref()),
            _ => None,
        })
    }

    pub(super) fn open_access(&mut self) {
        let row = self.organisations().and_then(|rows| rows.get(self.incoming_at.at));
        if let Some(organisation) = row.map(|row| row.id) {
            let access = Access { organisation, tab: Tab::default(), at: Listing::default() };
            self.layers.push(Layer::Access(Box::new(access)));
        }
    }

    /// Rows of the tab in front.
    pub fn access_length(&self, access: &Access) -> usize {
        match access.tab {
            Tab::Organisation | Tab::Settings => 0,
            Tab::Requests => self.access_requests(access).map_or(0, |rows| rows.len()),
            Tab::Sales => self.access_sales(access).map_or(0, <[_]>::len),
        }
    }

    /// How a partner's sales are taken, once it is here.
    pub fn access_settings(&self, access: &Access) -> Option<&IncomingSettings> {
        match self.cabinet.get(&access.needed()?)? {
            AdministrationView::Incoming(IncomingView::Settings(settings)) => Some(settings),
            _ => None,
        }
    }

    /// What a partner asks to cancel, what waits for an answer first, once it is here.
    pub fn access_requests(&self, access: &Access) -> Option<Vec<&CancellationRow>> {
        let name = &self.organisation(access.organisation)?.name;
        match self.cabinet.get(&access.needed()?)? {
            AdministrationView::Cancellation(CancellationView::List(rows)) => {
                let mut rows: Vec<_> = rows.iter().filter(|row| row.organisation == *name).collect();
                rows.sort_by_key(|row| row.standing.as_str() != OPEN);
                Some(rows)
            }
            _ => None,
        }
    }

    /// Statuses as a form offers them, after `first`; only those of the kind, when one is given.
    pub fn status_options(&self, first: &str, kind: Option<&str>) -> Vec<(String, String)> {
        let rows = match self.cabinet.get(&all_statuses()) {
            Some(AdministrationView::Catalogue(CatalogueView::List(rows))) => rows.as_slice(),
            _ => &[],
        };
        let of_kind =
            |row: &&Fields| kind.is_none_or(|kind| row.get("type").is_some_and(|held| held == kind));
        let option = |row: &Fields| {
            let id = row.get("id")?.as_str()?.to_owned();
            Some((id, own::name(row)))
        };
        let first = (String::new(), first.to_owned());
        std::iter::once(first).chain(rows.iter().filter(of_kind).filter_map(option)).collect()
    }

    /// What a partner sold, once it is here.
    pub fn access_sales(&self, access: &Access) -> Option<&[Fields]> {
        match self.cabinet.get(&access.needed()?)? {
            AdministrationView::Sale(SaleView::Rows(rows)) => Some(rows),
            _ => None,
        }
    }

    /// Why the tab in front is empty, when that is because it could not be had.
    pub fn access_trouble(&self, access: &Access) -> Option<&Trouble> {
        self.cabinet.trouble(&access.needed()?)
    }
}
