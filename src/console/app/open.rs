//! Opening things: rows, sheets, menus, plans, and what was typed.
//!
//! Not here: what is inside a plan (`plan`).

use super::super::Ended;
use super::arrange::Arranging;
use super::filter::Filter;
use super::layer::{Detail, Layer, Report};
use super::line::Line;
use super::listing::Listing;
use super::plan::{Plan, Subject};
use super::setting::{SETTINGS, Setting};
use super::shelf::Shelf;
use super::{App, Effect, Order, Pane, mapping};
use crate::console::brief;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::queue::{SaleRow, WaitingReason};
use crate::model::shown::Shown;
use crate::model::view::IntegrationView;
use crate::service::client::Link;

impl App {
    pub(super) fn open(&mut self) {
        match self.pane {
            Pane::Queue => {
                if let Some(row) = self.queue.current() {
                    self.layers.push(Layer::Detail(Box::new(Detail::new(row.id))));
                }
            }
            Pane::Groups => {
                let group = self.groups.value.as_ref().and_then(|groups| groups.get(self.groups_at.at));
                if let Some(group) = group {
                    let filter = Filter { group: Some(group.key.clone()), ..Filter::default() };
                    let text = brief::failure(&self.look, &group.example);
                    self.show_filter(filter, text);
                }
            }
            Pane::Integrations => {
                if let Some(integration) = self.integrations().get(self.integrations_at.at) {
                    let name = integration.name.clone();
                    self.layers.push(Layer::Settings(name, Listing::default()));
                }
            }
            Pane::Incoming => self.open_access(),
            Pane::Activity => {
                if let Some(row) = self.lately.row(self.lately.at.at) {
                    let integration = row.integration.as_ref().map(|name| format!(" · {name}"));
                    let when = self.look.moment(self.now, row.at);
                    let title = format!("{when} · {}{}", row.actor, integration.unwrap_or_default());
                    let lines = vec![words::activity(
                        &self.look,
                        &self.statuses(row.integration.as_ref()),
                        &row.what,
                    )];
                    self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
                }
            }
            _ => {}
        }
    }

    pub(super) fn open_sheet(&mut self) {
        let something = match self.pane {
            Pane::Products => self.catalogue.products.value.as_ref().is_some_and(|rows| !rows.is_empty()),
            Pane::Mappings => self.mapping_length() > 0,
            Pane::Catalogue => self.own_length() > 0,
            _ => false,
        };
        if something {
            self.catalogue.reading = Default::default();
            self.layers.push(Layer::Sheet(0));
        }
    }

    pub(super) fn open_filter(&mut self) {
        if self.record().is_some() {
            return self.open_search();
        }
        match self.access() {
            Some(access) if access.tab.is_searched() => return self.open_search(),
            Some(_) => return,
            None if matches!(self.pane, Pane::Activity | Pane::Incoming | Pane::Catalogue) => {
                return self.open_search();
            }
            None => {}
        }
        // A filter that was not typed (a group, only problems) is no text to go on with.
        let typed = Filter::parse(&self.queue.text).is_ok_and(|filter| filter == self.queue.filter);
        let text = if typed { self.queue.text.clone() } else { String::new() };
        self.layers.push(Layer::Filter(Line::new(&text)));
    }

    /// Takes the typed filter. One that makes no sense stays open; the screen says what is wrong.
    pub(super) fn accept_filter(&mut self) {
        let Some(Layer::Filter(line)) = self.layers.last() else { return };
        let text = line.text().trim().to_owned();
        if let Ok(filter) = Filter::parse(&text) {
            self.layers.pop();
            self.queue.show(filter, text);
        }
    }

    pub(super) fn accept_command(&mut self) -> Vec<Effect> {
        let Some(Layer::Palette(line)) = self.layers.pop() else { return Vec::new() };
        let typed = line.text().trim().trim_start_matches(':').to_lowercase();
        match typed.as_str() {
            "" => Vec::new(),
            "q" | "quit" | "stop" => vec![Effect::End(Ended::Left)],
            "redraw" => vec![Effect::Redraw],
            "start" if self.can_start => {
                if self.link == Link::Live {
                    self.say(Meaning::Dim, self.look.say("service-runs", &[]));
                    return Vec::new();
                }
                self.say(Meaning::Busy, self.look.say("service-starting", &[]));
                vec![Effect::Start]
            }
            "publiceer" | "publish" => self.ask_publish(),
            "versies" | "versions" => {
                self.open_versions();
                Vec::new()
            }
            "bewijs" | "proof" => self.prove(),
            "jobs" | "taken" => {
                self.open_jobs();
                Vec::new()
            }
            "help" => {
                self.layers.push(Layer::Help(Line::default(), 0));
                Vec::new()
            }
            name => {
                match self.pane_named(name) {
                    Some(pane) => {
                        self.layers.clear();
                        self.show(pane);
                    }
                    None => {
                        let text = self.look.say("no-command", &[("name", line.text().into())]);
                        self.say(Meaning::Action, text);
                    }
                }
                Vec::new()
            }
        }
    }

    /// The pane whose name, in the screen's language or in the code's, starts with `name`.
    pub fn pane_named(&self, name: &str) -> Option<Pane> {
        Pane::ALL.into_iter().find(|pane| {
            pane.word().starts_with(name)
                || self.look.say(&format!("pane-{}", pane.word()), &[]).to_lowercase().starts_with(name)
        })
    }

    /// What an action is about: the sale in front when one is open, else marks or cursor.
    pub(super) fn targets(&self) -> Vec<SaleRow> {
        match self.layers.last() {
            Some(Layer::Detail(detail)) => {
                let row = detail.sale.value.as_ref().map(|sale| sale.row.clone());
                row.into_iter().collect()
            }
            _ => self.queue.targets(),
        }
    }

    pub(super) fn hidden(&self) -> usize {
        if self.layers.is_empty() { self.queue.hidden_marks() } else { 0 }
    }

    /// Says why nothing can be changed now, if so.
    pub(super) fn is_blocked(&mut self) -> bool {
        let why = self.blocked();
        if let Some(why) = &why {
            self.say(Meaning::Error, why.clone());
        }
        why.is_some()
    }

    /// The integration an action is about.
    pub(super) fn integration_in_front(&self) -> Option<&IntegrationView> {
        match self.layers.last() {
            Some(Layer::Settings(name, _)) => self.integration(name),
            _ => self.integrations().get(self.integrations_at.at),
        }
    }

    pub(super) fn open_setting(&mut self) {
        let Some(Layer::Settings(_, at)) = self.layers.last() else { return };
        let setting = SETTINGS[at.at.min(SETTINGS.len() - 1)];
        let Some(integration) = self.integration_in_front() else { return };
        let name = integration.name.clone();
        if setting == Setting::Statuses {
            let link = integration.clone();
            return self.open_statuses(link);
        }
        if setting == Setting::Fields {
            let link = integration.clone();
            return self.open_arranging(Arranging::Policies(Box::new(link)));
        }
        let subject = match setting.changed(&integration.settings) {
            Some(change) => Subject::Setting { name, change, version: integration.version },
            None if setting == Setting::Paused && integration.paused.is_some() => Subject::Resume(name),
            None => {
                let text = self.look.say("not-paused", &[("name", name.as_str().into())]);
                self.say(Meaning::Action, text);
                return;
            }
        };
        self.open_simple(subject);
    }

    pub(super) fn open_sync(&mut self) {
        if let Some(name) = self.integration_in_front().map(|integration| integration.name.clone()) {
            self.open_simple(Subject::Sync(name));
        }
    }

    pub(super) fn open_simple(&mut self, subject: Subject) {
        if !self.is_blocked() {
            let plan = Plan::simple(subject, self.is_production(), self.now);
            self.layers.push(Layer::Plan(Box::new(plan)));
        }
    }

    pub(super) fn test(&mut self) -> Vec<Effect> {
        if self.is_blocked() {
            return Vec::new();
        }
        let Some(name) = self.integration_in_front().map(|integration| integration.name.clone()) else {
            return Vec::new();
        };
        let text = self.look.say("testing", &[("name", name.as_str().into())]);
        self.say(Meaning::Busy, text);
        let order = Order::Test(name);
        self.running.push(order.clone());
        vec![Effect::Order(order)]
    }

    pub(super) fn choose(&mut self, name: IntegrationName) {
        let same = self.is_chosen(&name);
        let shelf = &mut self.catalogue;
        shelf.chosen = Some(name);
        if !same {
            shelf.products = Shelf::new();
            shelf.differences = Shelf::new();
            shelf.mapping = Shelf::new();
            shelf.course = Shelf::new();
            shelf.draft = Default::default();
            shelf.products_at = Listing::default();
            shelf.mapping_at = Listing::default();
        }
    }

    /// From a failure to the row of the mapping, or the product, that it points at.
    pub(super) fn jump(&mut self) {
        if let Some((integration, setting)) = self.setting_to_jump_to() {
            return self.go_to_setting(integration, setting);
        }
        if let Some((integration, condition)) = self.condition_to_jump_to() {
            return self.go_to_condition(integration, &condition);
        }
        let Some((integration, element)) = self.place_to_jump_from() else {
            let said = match self.unlinked_in_front() {
                Some(product) => self.look.say("jump-unlinked", &[("product", product.to_string().into())]),
                None => self.look.say("jump-nothing", &[]),
            };
            self.say(Meaning::Action, said);
            return;
        };
        if let Some(place) = mapping::place_of(&element) {
            self.layers.clear();
            self.choose(integration);
            self.catalogue.go_to = Some(place);
            self.show(Pane::Mappings);
            self.go_to_place();
        } else if let Element::Product(_) | Element::OwnProduct(_) = element {
            self.layers.clear();
            self.choose(integration);
            self.show(Pane::Products);
        } else if let (Element::Field(_), Some(Layer::Detail(_))) = (&element, self.layers.last()) {
            // What the sale itself says is mended there.
            self.edit_sales();
        } else if let (Element::Field(_), true) = (&element, self.pane == Pane::Groups) {
            self.open();
        } else if let Element::Field(_) = element {
            self.edit_sales();
        } else {
            self.say(Meaning::Dim, self.look.say("jump-nothing", &[]));
        }
    }

    /// The setting that holds the row in front up: a token, an address, a switch.
    fn setting_to_jump_to(&self) -> Option<(IntegrationName, Setting)> {
        let of_failure = |failure: &Failure| {
            use Cause::{NotAllowed, Redirected, Tls, Unauthorised, UnknownAccount, Unreachable};
            let is_link = matches!(
                failure.cause,
                Unauthorised | NotAllowed | UnknownAccount | Unreachable | Tls | Redirected
            );
            (is_link || failure.element == Element::Token).then_some(Setting::Paused)
        };
        let row = match self.layers.last() {
            Some(Layer::Detail(detail)) => detail.sale.value.as_ref().map(|sale| sale.row.clone())?,
            _ if self.pane == Pane::Groups => {
                let group = self.groups.value.as_ref()?.get(self.groups_at.at)?;
                return Some((group.integration.clone(), of_failure(&group.example)?));
            }
            _ => self.queue.current().cloned()?,
        };
        let setting = match (&row.failure, &row.waiting) {
            (Some(failure), _) => of_failure(failure)?,
            (None, Some(WaitingReason::ProcessingOff)) => Setting::SaleProcessing,
            (None, Some(WaitingReason::Status { condition: None, .. })) => Setting::Statuses,
            (None, Some(WaitingReason::OptInLapsed { .. } | WaitingReason::OptInWithdrawn { .. })) => {
                Setting::SendOptIn
            }
            (None, _) => return None,
        };
        Some((row.integration?, setting))
    }

    /// The condition that holds the sale in front.
    fn condition_to_jump_to(&self) -> Option<(IntegrationName, String)> {
        let row = match self.layers.last() {
            Some(Layer::Detail(detail)) => detail.sale.value.as_ref().map(|sale| &sale.row)?,
            _ if self.pane == Pane::Queue => self.queue.current()?,
            _ => return None,
        };
        match row.waiting.as_ref()? {
            WaitingReason::ConditionOff { condition }
            | WaitingReason::Status { condition: Some(condition), .. } => {
                Some((row.integration.clone()?, condition.clone()))
            }
            _ => None,
        }
    }

    /// Shows the integrations with the cursor on one.
    fn go_to_integration(&mut self, name: &IntegrationName) {
        self.layers.clear();
        self.show(Pane::Integrations);
        if let Some(at) = self.integrations().iter().position(|one| one.name == *name) {
            self.integrations_at.at = at;
        }
    }

    /// Opens the conditions of an integration at one of them.
    fn go_to_condition(&mut self, name: IntegrationName, condition: &str) {
        let conditions = self.integration(&name).map_or(&[][..], |one| &one.conditions);
        let Some(at) = conditions.iter().position(|one| one.name == condition) else {
            let text =
                self.look.say("jump-condition-gone", &[("name", Shown::new(condition).into_string().into())]);
            return self.say(Meaning::Action, text);
        };
        self.go_to_integration(&name);
        self.layers.push(Layer::Conditions(name, Listing { at, top: 0 }));
    }

    /// Opens the settings of an integration at one of them.
    fn go_to_setting(&mut self, name: IntegrationName, setting: Setting) {
        self.go_to_integration(&name);
        let at = SETTINGS.iter().position(|one| *one == setting).unwrap_or(0);
        self.layers.push(Layer::Settings(name, Listing { at, top: 0 }));
    }

    /// The product of the row in front, when it is linked to no partner's.
    fn unlinked_in_front(&self) -> Option<ProductId> {
        let row = match self.layers.last() {
            Some(Layer::Detail(detail)) => detail.sale.value.as_ref().map(|sale| &sale.row)?,
            _ => self.queue.current()?,
        };
        match row.waiting {
            Some(WaitingReason::ProductNotLinked { product }) => Some(product),
            _ => None,
        }
    }

    /// What the row in front failed over, or is held over.
    fn place_to_jump_from(&self) -> Option<(IntegrationName, Element)> {
        let row = match self.layers.last() {
            Some(Layer::Detail(detail)) => detail.sale.value.as_ref().map(|sale| sale.row.clone()),
            _ if self.pane == Pane::Groups => {
                let group = self.groups.value.as_ref()?.get(self.groups_at.at)?;
                return Some((group.integration.clone(), group.example.element.clone()));
            }
            _ => self.queue.current().cloned(),
        };
        let row = row?;
        let element = match (row.failure, row.waiting) {
            (Some(failure), _) => failure.element,
            (None, Some(WaitingReason::Drift { element, .. })) => element,
            (
                None,
                Some(WaitingReason::ProductNotLinked { product } | WaitingReason::Received { product, .. }),
            ) => Element::OwnProduct(product),
            (None, _) => return None,
        };
        Some((row.integration?, element))
    }

    /// Goes to the row that was jumped to, once the mapping is here.
    pub(super) fn go_to_place(&mut self) {
        if self.catalogue.draft.shown.is_none() {
            return;
        }
        let Some((tab, key)) = self.catalogue.go_to.take() else { return };
        self.catalogue.tab = tab;
        let found = self.mapped().and_then(|view| mapping::index_of(view, tab, &key));
        self.catalogue.mapping_at = Listing { at: found.unwrap_or(0), top: 0 };
        if found.is_none() {
            let text = self.look.say("jump-gone", &[("key", key.into())]);
            self.say(Meaning::Action, text);
        }
    }
}
