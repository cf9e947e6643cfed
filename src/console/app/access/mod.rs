//! What an operator of a supplier has before them: a partner's organisation and everything about its
//! access, in tabs, and what can be done there. Everything is asked of the own environment; nothing of it
//! is kept by koppel.
//!
//! Not here: filling in (`forms`), answers (`cabinet`), drawing (`layers::access`).

mod done;
pub mod forms;
mod held;
pub mod invites;
pub mod offers;
pub mod record;
pub mod rights;
pub mod sales;
mod sold;
pub mod tokens;
mod updates;
mod why;

use std::collections::{BTreeMap, BTreeSet};

use super::activity::holds;
use super::layer::Layer;
use super::listing::Listing;
use super::{App, Freshness, Pane, Trouble, own};
use crate::console::theme::Meaning;
use crate::model::administration::agent::AgentQuery;
use crate::model::administration::audit::AuditQuery;
use crate::model::administration::cancellation::{CancellationQuery, CancellationRow, CancellationView};
use crate::model::administration::catalogue::{CatalogueQuery, Fields, Kind};
use crate::model::administration::incoming::{IncomingQuery, IncomingSettings, IncomingView};
use crate::model::administration::organisation::{OrganisationQuery, OrganisationRow, OrganisationView};
use crate::model::administration::rights::RightsQuery;
use crate::model::administration::sale::{SaleQuery, SaleView};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::ids::{OrganisationId, SaleId};

/// A partner's organisation, opened.
#[derive(Clone, Debug)]
pub struct Access {
    /// Its number.
    pub organisation: OrganisationId,
    /// Which part.
    pub tab: Tab,
    /// Cursor in it.
    pub at: Listing,
    /// Words that its rows must hold.
    pub words: String,
    /// Sales that are marked.
    pub marks: BTreeSet<SaleId>,
}

/// Parts of a partner's access.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Who it is.
    #[default]
    Organisation,
    /// What it may sell, and what it sees.
    Rights,
    /// Its users and their tokens.
    Tokens,
    /// How its sales are taken.
    Settings,
    /// What it sold.
    Sales,
    /// What it asks to cancel.
    Requests,
    /// What was done about it.
    Record,
}

impl Access {
    /// The question that the tab in front answers.
    fn question(&self) -> Option<AdministrationQuery> {
        let organisation = self.organisation;
        Some(match self.tab {
            Tab::Organisation => AdministrationQuery::Organisation(OrganisationQuery::Show { organisation }),
            Tab::Rights => AdministrationQuery::Rights(RightsQuery::Show { organisation }),
            Tab::Tokens => {
                AdministrationQuery::Agent(AgentQuery::Tokens { organisation: Some(organisation) })
            }
            Tab::Settings => AdministrationQuery::Incoming(IncomingQuery::Show { organisation }),
            Tab::Requests => AdministrationQuery::Cancellation(CancellationQuery::List { all: true }),
            Tab::Sales => AdministrationQuery::Sale(SaleQuery::List {
                filter: vec![("organisations[]".to_owned(), organisation.to_string())],
            }),
            Tab::Record => record::question(Some(organisation), None),
        })
    }

    /// Everything that the tab in front needs to know.
    fn needed(&self) -> Vec<AdministrationQuery> {
        let mut needed: Vec<_> = self.question().into_iter().collect();
        match self.tab {
            Tab::Rights => needed.extend(rights::needed(self.organisation)),
            Tab::Tokens => needed.extend([list_of(Kind::User), invites::all_invites()]),
            // Forms offer them by name.
            Tab::Settings | Tab::Requests | Tab::Sales => needed.push(list_of(Kind::Status)),
            Tab::Organisation | Tab::Record => {}
        }
        needed
    }
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 7] = [
        Self::Organisation,
        Self::Rights,
        Self::Tokens,
        Self::Settings,
        Self::Sales,
        Self::Requests,
        Self::Record,
    ];

    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Rights => "rights",
            Self::Tokens => "tokens",
            Self::Settings => "settings",
            Self::Sales => "sales",
            Self::Requests => "requests",
            Self::Record => "record",
        }
    }

    /// Whether its rows can be searched.
    pub fn is_searched(self) -> bool {
        matches!(self, Self::Rights | Self::Sales | Self::Record)
    }

    /// The one so many further, round and round.
    pub fn step(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}

/// A request that waits for an answer, as the environment says it.
pub const OPEN: &str = "open";

/// The question for a list of the own catalogue.
fn list_of(kind: Kind) -> AdministrationQuery {
    AdministrationQuery::Catalogue(CatalogueQuery::List { kind })
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

    /// Those of them that the pane shows: what asks for something stands first.
    pub fn partners(&self) -> Option<Vec<&OrganisationRow>> {
        let shown = |row: &&OrganisationRow| {
            (!self.only_asking || row.asks())
                && (self.search.is_empty()
                    || self.pane != Pane::Incoming
                    || holds(&self.search, &format!("{} {} {}", row.id, row.name, row.identifier)))
        };
        let mut rows: Vec<_> = self.organisations()?.iter().filter(shown).collect();
        rows.sort_by_key(|row| !row.asks());
        Some(rows)
    }

    /// The partner under the cursor.
    pub(super) fn partner_row(&self) -> Option<&OrganisationRow> {
        self.partners()?.get(self.incoming_at.at).copied()
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
            needed.extend(self.hooks_needed());
            needed.extend(self.access().map(Access::needed).into_iter().flatten());
        }
        if !self.is_new() {
            needed.extend(self.record_needed());
        }
        if self.pane == Pane::Catalogue && !self.is_new() {
            needed.push(self.own.list());
            // Forms offer them by name.
            match self.own.kind() {
                Kind::Product => needed.push(list_of(Kind::Supplier)),
                Kind::User => needed.push(all_organisations()),
                _ => {}
            }
            if matches!(self.layers.last(), Some(Layer::Offers(_))) {
                needed.push(all_organisations());
            }
            if matches!(self.layers.last(), Some(Layer::Sheet(_))) {
                needed.extend(self.own_shown());
                // Its rule is about questions and suppliers.
                if matches!(self.own.kind(), Kind::Question | Kind::Agreement) {
                    needed.extend([Kind::Question, Kind::Supplier].map(list_of));
                }
            }
            if self.rule_edit().is_some() {
                // The form of a part offers them by name.
                needed.extend([Kind::Question, Kind::Supplier, Kind::Product].map(list_of));
                needed.extend(self.part_needed());
            }
        }
        needed
    }

    /// Where work begins, once it is known who works here: a party that only receives sales begins with its
    /// partners, unless something else is in front already.
    pub(super) fn begin(&mut self) {
        let Some(overview) = &self.overview.value else { return };
        let receives = overview.own.is_some() && overview.integrations.is_empty();
        if receives && self.pane == Pane::Queue && self.layers.is_empty() {
            self.show(Pane::Incoming);
        }
    }

    /// Whether the own environment tells of what happens there as it happens.
    pub(super) fn is_told(&self) -> bool {
        self.overview.value.as_ref().and_then(|overview| overview.own.as_ref()).is_some_and(|own| own.tells)
    }

    /// How fresh what is in front is. Of the own environment nothing is kept: what may be otherwise there than
    /// it was read is as old as the reading, in coarse steps.
    pub fn freshness_in_view(&self) -> Freshness {
        let live = self.freshness();
        if live != Freshness::Live {
            return live;
        }
        let told = self.is_told();
        let ages = self.administration_needed().into_iter();
        let oldest = ages.filter_map(|query| self.cabinet.age(&query, told, self.now)).max();
        match oldest.map_or(0, |age| age.num_seconds()) / 5 * 5 {
            ..5 => live,
            seconds @ ..30 => Freshness::Delayed(seconds),
            seconds => Freshness::Stale(seconds),
        }
    }

    /// Takes an answer about the own environment: what was asked once is shown at once, the rest is kept.
    pub(super) fn administration_answered(
        &mut self,
        query: AdministrationQuery,
        answer: Result<AdministrationView, Trouble>,
    ) {
        match query {
            AdministrationQuery::Rights(RightsQuery::Plan { organisation, change }) => {
                self.rights_planned(organisation, change, answer);
            }
            AdministrationQuery::Rights(RightsQuery::Why { about, .. }) => self.explained(&about, answer),
            AdministrationQuery::Catalogue(CatalogueQuery::Try { .. }) => self.tried(answer),
            AdministrationQuery::Audit(AuditQuery::Verify { .. }) => self.verified(answer),
            AdministrationQuery::Sale(SaleQuery::PlanStatus { sales, status }) => {
                self.status_planned(&sales, status, answer);
            }
            AdministrationQuery::Sale(ref asked @ (SaleQuery::Show { .. } | SaleQuery::History { .. })) => {
                self.sale_answered(asked, answer);
            }
            query => {
                self.thing_answered(&query, &answer);
                let held = self.held();
                self.cabinet.put(&query, answer);
                self.hold(&held);
                self.go_to_made();
                self.part_answered();
            }
        }
    }

    /// Says why an answer could not be had.
    pub(super) fn say_trouble(&mut self, trouble: Option<Trouble>) {
        let why = self.trouble(&trouble.unwrap_or(Trouble::Unreadable));
        self.say(Meaning::Error, why);
    }

    /// The partner that is open, whatever lies over it.
    pub fn access(&self) -> Option<&Access> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Access(access) => Some(access.as_ref()),
            _ => None,
        })
    }

    pub(super) fn access_mut(&mut self) -> Option<&mut Access> {
        self.layers.iter_mut().find_map(|layer| match layer {
            Layer::Access(access) => Some(access.as_mut()),
            _ => None,
        })
    }

    pub(super) fn open_access(&mut self) {
        if let Some(row) = self.partner_row() {
            // What asks for something opens where it is answered.
            let tab = if row.asks() { Tab::Requests } else { Tab::default() };
            let (organisation, at) = (row.id, Listing::default());
            let access = Access { organisation, tab, at, words: String::new(), marks: BTreeSet::new() };
            self.layers.push(Layer::Access(Box::new(access)));
        }
    }

    /// Rows of the tab in front.
    pub fn access_length(&self, access: &Access) -> usize {
        match access.tab {
            Tab::Organisation | Tab::Settings => 0,
            Tab::Rights => self.rights_rows(access).map_or(0, |rows| rows.len()),
            Tab::Tokens => self.person_rows(access).map_or(0, |rows| rows.len()),
            Tab::Record => self.record_rows(Some(access.organisation)).map_or(0, |rows| rows.len()),
            Tab::Requests => self.access_requests(access).map_or(0, |rows| rows.len()),
            Tab::Sales => self.access_sales(access).map_or(0, |sales| sales.len()),
        }
    }

    /// An organisation's fields by the API's names, once they are here.
    pub fn access_fields(&self, access: &Access) -> Option<&BTreeMap<String, String>> {
        match self.cabinet.get(&access.question()?)? {
            AdministrationView::Organisation(OrganisationView::Fields(fields)) => Some(fields),
            _ => None,
        }
    }

    /// How a partner's sales are taken, once it is here.
    pub fn access_settings(&self, access: &Access) -> Option<&IncomingSettings> {
        match self.cabinet.get(&access.question()?)? {
            AdministrationView::Incoming(IncomingView::Settings(settings)) => Some(settings),
            _ => None,
        }
    }

    /// What a partner asks to cancel, what waits for an answer first, once it is here.
    pub fn access_requests(&self, access: &Access) -> Option<Vec<&CancellationRow>> {
        match self.cabinet.get(&access.question()?)? {
            AdministrationView::Cancellation(CancellationView::List(rows)) => {
                let mut rows: Vec<_> =
                    rows.iter().filter(|row| row.organisation_id == Some(access.organisation)).collect();
                rows.sort_by_key(|row| row.standing.as_str() != OPEN);
                Some(rows)
            }
            _ => None,
        }
    }

    /// Statuses as a form offers them, after `first`: those that fit, told whether they cancel.
    pub fn status_options(&self, first: &str, fits: fn(bool) -> bool) -> Vec<(String, String)> {
        let rows = self.cabinet_list(Kind::Status).unwrap_or_default();
        let of_kind = |row: &&Fields| fits(row.get("type").is_some_and(|held| held == "cancelled"));
        let option = |row: &Fields| {
            let id = row.get("id")?.as_str()?.to_owned();
            Some((id, own::name(row)))
        };
        let first = (String::new(), first.to_owned());
        std::iter::once(first).chain(rows.iter().filter(of_kind).filter_map(option)).collect()
    }

    /// What a partner sold, as far as it holds the words that are searched for, once it is here.
    pub fn access_sales(&self, access: &Access) -> Option<Vec<&Fields>> {
        let statuses = self.statuses(None);
        let held = |row: &&Fields| self.holds(&sales::told(&self.look, &statuses, row).join(" "));
        // What came last is what is worked on.
        Some(self.all_sales(access)?.iter().rev().filter(held).collect())
    }

    /// Everything that a partner sold, once it is here.
    fn all_sales(&self, access: &Access) -> Option<&[Fields]> {
        match self.cabinet.get(&access.question()?)? {
            AdministrationView::Sale(SaleView::Rows(rows)) => Some(rows),
            _ => None,
        }
    }

    /// Why the tab in front is empty, when that is because it could not be had.
    pub fn access_trouble(&self, access: &Access) -> Option<&Trouble> {
        self.cabinet.trouble(&access.question()?)
    }
}
