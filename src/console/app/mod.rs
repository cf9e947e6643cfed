//! What the console knows and shows: the state, the messages that change it, and the effects it asks for.
//!
//! `update` takes a [`Msg`] and gives [`Effect`]s; it does no I/O and knows no clock but the one it is told.
//! `draw` reads an [`App`] and nothing else. Between them the loop carries out the effects.
//!
//! Not here: carrying out effects (`load`, `run`), drawing (`screens`, `layers`).

pub mod access;
pub mod act;
pub mod activity;
pub mod answers;
pub mod arrange;
pub mod browse;
pub mod cabinet;
pub mod connection;
pub mod doubt;
pub mod drafting;
mod dry_run;
pub mod edit_form;
pub mod errand;
pub mod filter;
#[cfg(test)]
pub(in crate::console) mod fixture;
pub mod form;
pub mod group_form;
pub mod hooks;
pub mod jobs;
pub mod layer;
pub mod line;
pub mod listing;
pub mod mapping;
pub mod mapping_form;
pub mod menu;
pub mod open;
pub mod order;
pub mod outcome;
pub mod own;
pub mod own_fields;
pub mod own_form;
pub mod own_world;
pub mod papers;
pub mod plan;
pub mod proving;
pub mod queue;
pub mod rule_edit;
pub mod rule_part;
pub mod session;
pub mod setting;
pub mod sheet;
pub mod shelf;
pub mod strip;
pub mod sure;
#[cfg(test)]
mod tests;
pub mod update;
pub mod versions;
pub mod wares;
pub mod whereabouts;

use std::path::PathBuf;

use chrono::TimeDelta;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use self::activity::Lately;
use self::cabinet::Cabinet;
use self::drafting::Drafting;
use self::layer::Layer;
use self::listing::Listing;
pub use self::order::{Load, Order, Papers, SaleTarget};
use self::own::Own;
use self::queue::Queue;
use self::sheet::Reading;
use self::shelf::Shelf;
use self::whereabouts::Whereabouts;
use super::Ended;
use super::areas::Areas;
use super::look::Look;
use super::theme::Meaning;
use crate::clock::Timestamp;
use crate::locale::status::Statuses;
use crate::model::course::Course;
use crate::model::difference::ProductDiff;
use crate::model::ids::{IntegrationName, OrganisationId};
use crate::model::job::Job;
use crate::model::presence::Place;
use crate::model::queue::GroupRow;
use crate::model::shown::Shown;
use crate::model::side_by_side::MappingView;
use crate::model::updates::{Unread, UpdatePlan};
use crate::model::view::{IntegrationView, ProductRow};
use crate::service::client::Link;
use crate::service::protocol::{Answer, Done, Event, Overview, Problem};

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The queue.
    #[default]
    Queue,
    /// Root-cause groups.
    Groups,
    /// Integrations.
    Integrations,
    /// Products of one integration.
    Products,
    /// The mapping of one integration.
    Mappings,
    /// Organisations that link to the own environment.
    Incoming,
    /// What the own environment sells, and through what.
    Catalogue,
    /// What happened lately.
    Activity,
}

impl Pane {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Queue,
        Self::Groups,
        Self::Integrations,
        Self::Products,
        Self::Mappings,
        Self::Incoming,
        Self::Catalogue,
        Self::Activity,
    ];

    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Groups => "groups",
            Self::Integrations => "integrations",
            Self::Products => "products",
            Self::Mappings => "mappings",
            Self::Incoming => "incoming",
            Self::Catalogue => "catalogue",
            Self::Activity => "activity",
        }
    }

    /// The key that shows it.
    pub fn digit(self) -> char {
        match self {
            Self::Queue => '1',
            Self::Groups => '2',
            Self::Integrations => '3',
            Self::Products => '4',
            Self::Mappings => '5',
            Self::Incoming => '6',
            Self::Catalogue => '7',
            Self::Activity => '8',
        }
    }
}

/// Something that happened to the console.
pub enum Msg {
    /// The time is now. Comes before every other message of a round.
    Tick(Timestamp),
    /// A key.
    Key(KeyEvent),
    /// Text was pasted, by the terminal's own mark.
    Paste(String),
    /// So many keys came in at once that nobody typed them.
    Burst(String),
    /// The screen has another size.
    Resize(u16, u16),
    /// The event connection is live, or being made anew.
    Link(Link),
    /// Something changed at the service.
    Event(Box<Event>),
    /// A question was answered.
    Answered(Load, Result<Box<Answer>, Trouble>),
    /// What taking status updates in from a file would do, or why it cannot be said.
    Updates(Result<Box<UpdatePlan>, Trouble>),
    /// An example of such a file was written, or not.
    Example(PathBuf, Result<(), Trouble>),
    /// An order was carried out, or not.
    Ordered(Order, Result<Box<Done>, Trouble>),
    /// Who we are to the service.
    Known(String),
    /// The service was started, or why not.
    Started(Result<(), String>),
}

/// Something the loop must do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the service.
    Load(Load),
    /// Give the service an order. Only a confirmed plan makes one that changes anything.
    Order(Order),
    /// Tell the service at which row of a mapping this console is, or that it is at none any more.
    Here(IntegrationName, Option<Place>),
    /// Tell whoever does not look at the screen.
    Notify(String),
    /// Draw everything anew.
    Redraw,
    /// Connect now instead of after the pause.
    Reconnect,
    /// Start the service.
    Start,
    /// Put the console in the background.
    Suspend,
    /// End.
    End(Ended),
}

/// Why the service did not answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// No service runs.
    NotRunning,
    /// This account may not speak to it.
    NotAllowed,
    /// The connection broke; an order may have been carried out.
    Lost,
    /// It answered in a way this version does not understand.
    Unreadable,
    /// It says why not.
    Problem(Problem),
    /// A file cannot be made, written or taken.
    File(PathBuf, FileTrouble),
    /// A file holds no status updates that can be read.
    Updates(PathBuf, Unread),
}

/// Why a file cannot be made, written or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTrouble {
    /// There is one of that name: nothing is overwritten.
    Exists,
    /// Its folder is not there.
    NoFolder,
    /// This account may not.
    Denied,
    /// There is no such file.
    Missing,
    /// It cannot be read.
    Unreadable,
    /// It is larger than goes with one request.
    TooLarge,
    /// It is no image.
    NoImage,
    /// It is no document.
    NoDocument,
    /// It is no JSON object.
    NoWorld,
    /// Something else, such as a full disk.
    Other,
}

/// How fresh what is on screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Nothing has been heard yet.
    Connecting,
    /// As it happens.
    Live,
    /// So many seconds old.
    Delayed(i64),
    /// So many seconds old, and not to be relied on.
    Stale(i64),
    /// The service is away: nothing can be changed.
    Offline,
}

/// A line about what just happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The line.
    pub text: String,
    /// How it went.
    pub meaning: Meaning,
    /// When it was said.
    pub at: Timestamp,
}

/// How long a notice stays.
const NOTICE: TimeDelta = TimeDelta::seconds(8);

/// What is known of one integration's catalogue.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The integration; `None` for the first.
    pub chosen: Option<IntegrationName>,
    /// Its products.
    pub products: Shelf<Vec<ProductRow>>,
    /// Cursor among them.
    pub products_at: Listing,
    /// How linked ones differ from the partner's, once that was looked at.
    pub differences: Shelf<Vec<ProductDiff>>,
    /// Its mapping, as it is published.
    pub mapping: Shelf<Box<MappingView>>,
    /// What was decided about it and is not published yet.
    pub draft: Drafting,
    /// How sales move through the partner's statuses, once that list was looked at.
    pub course: Shelf<Box<Course>>,
    /// Which list of it.
    pub tab: mapping::Tab,
    /// The partner's system statuses are shown too.
    pub system_statuses: bool,
    /// Cursor in that list.
    pub mapping_at: Listing,
    /// The sheet of a question.
    pub reading: Reading,
    /// A row to go to once the mapping is here.
    pub go_to: Option<(mapping::Tab, String)>,
}

/// The console.
#[derive(Clone, Debug)]
pub struct App {
    /// Language, colours, characters.
    pub look: Look,
    /// Columns and lines.
    pub size: (u16, u16),
    /// The time of this round.
    pub now: Timestamp,
    /// The event connection.
    pub link: Link,
    /// What the service said of itself.
    pub overview: Shelf<Box<Overview>>,
    /// The pane in front.
    pub pane: Pane,
    /// The pane before it.
    pub last_pane: Pane,
    /// The queue.
    pub queue: Queue,
    /// Groups.
    pub groups: Shelf<Vec<GroupRow>>,
    /// Cursor among them.
    pub groups_at: Listing,
    /// Cursor among the integrations.
    pub integrations_at: Listing,
    /// Products and mapping of one integration.
    pub catalogue: Catalogue,
    /// What was asked about the own environment.
    pub cabinet: Cabinet,
    /// Cursor among the organisations.
    pub incoming_at: Listing,
    /// The organisation that was just made: the cursor goes there.
    pub made: Option<OrganisationId>,
    /// Only those that ask for something.
    pub only_asking: bool,
    /// The own catalogue.
    pub own: Own,
    /// Bulk work, newest first.
    pub jobs: Shelf<Vec<Job>>,
    /// Activity.
    pub lately: Lately,
    /// Where this console is, as others see it.
    pub whereabouts: Whereabouts,
    /// Words that the rows of the pane in front must hold.
    pub search: String,
    /// What lies over the pane, the topmost last.
    pub layers: Vec<Layer>,
    /// What just happened.
    pub notice: Option<Notice>,
    /// Keys that began something.
    pub prefix: Option<String>,
    /// Orders under way.
    pub running: Vec<Order>,
    /// How a command for the service of this screen begins: `koppel`, with its folder where that is not
    /// the usual one.
    pub command: String,
    /// Whether this console can start the service.
    pub can_start: bool,
    /// First line in view of the three doors.
    pub doors_top: usize,
    /// When groups were last asked for: not more often than every two seconds.
    groups_asked: Option<Timestamp>,
    heard: bool,
}

impl App {
    /// A console that knows nothing yet.
    pub fn new(look: Look, size: (u16, u16), now: Timestamp) -> Self {
        Self {
            look,
            size,
            now,
            link: Link::Reconnecting { since: now, tries: 0, next: None },
            overview: Shelf::new(),
            pane: Pane::Queue,
            last_pane: Pane::Queue,
            queue: Queue::default(),
            groups: Shelf::new(),
            groups_at: Listing::default(),
            integrations_at: Listing::default(),
            catalogue: Catalogue::default(),
            cabinet: Cabinet::default(),
            incoming_at: Listing::default(),
            made: None,
            only_asking: false,
            own: Own::default(),
            jobs: Shelf::new(),
            lately: Lately::default(),
            whereabouts: Whereabouts::default(),
            search: String::new(),
            layers: Vec::new(),
            notice: None,
            prefix: None,
            running: Vec::new(),
            command: "koppel".to_owned(),
            can_start: false,
            doors_top: 0,
            groups_asked: None,
            heard: false,
        }
    }

    /// The areas of the screen.
    pub fn areas(&self) -> Areas {
        self.areas_of(Rect::new(0, 0, self.size.0, self.size.1))
    }

    /// The areas of `screen`.
    pub fn areas_of(&self, screen: Rect) -> Areas {
        let strip = self.strip(usize::from(screen.width)).len() as u16;
        Areas::of(screen, self.pane == Pane::Queue, strip)
    }

    /// How fresh what is on screen is. A connection that broke is told at once: from then on nothing here
    /// is known to be as it is.
    pub fn freshness(&self) -> Freshness {
        let Link::Reconnecting { since, .. } = self.link else { return Freshness::Live };
        match (self.now - since).num_seconds() {
            60.. => Freshness::Offline,
            _ if !self.heard => Freshness::Connecting,
            seconds @ ..30 => Freshness::Delayed(seconds.max(0)),
            seconds => Freshness::Stale(seconds),
        }
    }

    /// Integrations by name.
    pub fn integrations(&self) -> &[IntegrationView] {
        self.overview.value.as_ref().map_or(&[], |overview| &overview.integrations)
    }

    /// An integration.
    pub fn integration(&self, name: &IntegrationName) -> Option<&IntegrationView> {
        self.integrations().iter().find(|integration| &integration.name == name)
    }

    /// What statuses are called: the own environment's, and those of an integration's partner.
    pub fn statuses(&self, integration: Option<&IntegrationName>) -> Statuses<'_> {
        self.overview.value.as_ref().map(|overview| overview.statuses(integration)).unwrap_or_default()
    }

    /// The integration whose products and mapping are shown.
    pub fn chosen(&self) -> Option<&IntegrationView> {
        let chosen = self.catalogue.chosen.as_ref().and_then(|name| self.integration(name));
        chosen.or_else(|| self.integrations().first())
    }

    /// True when neither an own environment nor an integration has been set: the three doors.
    pub fn is_new(&self) -> bool {
        self.overview.value.as_ref().is_some_and(|o| o.own.is_none() && o.integrations.is_empty())
    }

    /// True when the own environment or a partner of it is Salesdock's own service.
    pub fn is_production(&self) -> bool {
        const SERVICE: &str = "https://app.salesdock.nl";
        let own = self.overview.value.as_ref().and_then(|overview| overview.own.as_ref());
        own.is_some_and(|own| own.address.base_url.trim_end_matches('/') == SERVICE)
            || self.integrations().iter().any(|i| i.partner.base_url.trim_end_matches('/') == SERVICE)
    }

    /// The window's title: what is wrong first, so that it is seen in a narrow tab.
    pub fn title(&self) -> String {
        let Some(overview) = &self.overview.value else { return "koppel".to_owned() };
        let count = |state| overview.counts.by_state.get(state).copied().unwrap_or(0);
        let problems = filter::PROBLEMS.iter().map(count).sum::<u64>() + overview.counts.parting;
        let mut title = if problems > 0 { format!("({problems}!) koppel") } else { "koppel".to_owned() };
        if let Some(own) = &overview.own {
            title = format!("{title} {}", Shown::new(&own.address.domain));
        }
        if self.is_production() {
            title.push_str(" PROD");
        }
        title
    }

    /// Says what just happened.
    pub fn say(&mut self, meaning: Meaning, text: String) {
        self.notice = Some(Notice { text, meaning, at: self.now });
    }
}
