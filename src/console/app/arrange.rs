//! Setting a link up: making an integration of a token or an invite, its conditions in their order, the statuses
//! with which sales go, and which of the partner's products are carried over. Each by a form and a plan.
//!
//! Not here: the other switches (`open`), the mapping (`session`).

mod condition;
mod fields;
mod taking_in;

use std::path::PathBuf;

use self::condition::{condition, gate, joined};
pub use self::condition::{decides, matcher};
use super::form::{self, Field, Form, Wrong};
use super::layer::{Layer, Report};
use super::listing::Listing;
use super::plan::Subject;
use super::{App, Order, Pane};
use crate::console::labels;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::locale::reason as reasons;
use crate::model::act::SettingChange;
use crate::model::difference::ProductDiff;
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::integration::{Condition, EnvironmentAddress, Matcher, Processing, StatusGate};
use crate::model::reason::Reason;
use crate::model::sale::CustomerKind;
use crate::model::view::{IntegrationView, ProductRow};
use crate::service::protocol::{Done, Plain};

/// Something to set up.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrange {
    /// Make an integration with a token.
    Add {
        /// What it is called here.
        name: IntegrationName,
        /// Where the partner is.
        address: EnvironmentAddress,
        /// The token.
        token: Plain,
    },
    /// Replace the conditions.
    Conditions {
        /// The integration.
        name: IntegrationName,
        /// All of them, in order.
        conditions: Vec<Condition>,
        /// The version that was looked at.
        version: u64,
    },
    /// Create partner products at A and link them.
    Import {
        /// The integration.
        name: IntegrationName,
        /// Which.
        products: Vec<ProductId>,
    },
    /// Take the link of a product away.
    Unlink {
        /// The integration.
        name: IntegrationName,
        /// The partner's product.
        product: ProductId,
    },
    /// Put own products out of sale whose partner products are gone.
    Vanished {
        /// The integration.
        name: IntegrationName,
        /// So many were looked at.
        expected: u64,
    },
    /// Bring an own product back that was put out of sale.
    Restore {
        /// The integration.
        name: IntegrationName,
        /// The partner's product.
        product: ProductId,
    },
    /// Take fields of a product over.
    Take {
        /// The integration.
        name: IntegrationName,
        /// The partner's product.
        product: ProductId,
        /// The fields, by the API's name.
        fields: Vec<String>,
    },
    /// Say what becomes of fields in which the partner's differs.
    Policies {
        /// The integration.
        name: IntegrationName,
        /// A change for each field.
        changes: Vec<SettingChange>,
        /// The version that was looked at.
        version: u64,
    },
    /// Let the sales go that a change of the partner's holds.
    Release {
        /// The integration.
        name: IntegrationName,
        /// The version of its contract.
        version: u64,
    },
}

/// What a form sets up.
#[derive(Clone, Debug, PartialEq)]
pub enum Arranging {
    /// An integration.
    Add,
    /// The statuses with which sales go.
    Statuses(Box<IntegrationView>),
    /// A condition: a new one, or the one at this place.
    Condition(Box<IntegrationView>, Option<usize>),
    /// Products to carry over, of those that are not.
    Import(IntegrationName, Vec<ProductRow>, Option<ProductId>),
    /// Fields of a product to take over, of those that differ.
    Take(IntegrationName, Box<ProductDiff>),
    /// What becomes of fields in which the partner's differs.
    Policies(Box<IntegrationView>),
}

/// Where Salesdock's own service is.
const SERVICE: &str = "https://app.salesdock.nl";
const BY_TOKEN: &str = "token";

fn statuses(gate: &StatusGate) -> Field {
    let held = match gate {
        StatusGate::Always => String::new(),
        StatusGate::Specific(statuses) => joined(statuses),
    };
    Field::text("link_statuses", &held)
}

impl Arranging {
    /// The title of its form and plan.
    pub fn title(&self, look: &Look) -> String {
        match self {
            Self::Add => look.say("arrange-add", &[]),
            Self::Statuses(link) => look.say("plan-setting", &[("name", link.name.as_str().into())]),
            Self::Condition(link, _) => look.say("arrange-condition", &[("name", link.name.as_str().into())]),
            Self::Import(name, ..) => look.say("arrange-import", &[("name", name.as_str().into())]),
            Self::Policies(link) => look.say("plan-setting", &[("name", link.name.as_str().into())]),
            Self::Take(_, diff) => look.say("take-title", &[("name", diff.name.as_str().into())]),
        }
    }

    fn fields(&self, look: &Look) -> Vec<Field> {
        match self {
            Self::Add => {
                let way = [BY_TOKEN, "invite"]
                    .map(|way| (way.to_owned(), look.say(&format!("arrange-by-{way}"), &[])));
                let mut fields =
                    vec![Field::text("link_name", ""), Field::choice("link_way", way.to_vec(), BY_TOKEN)];
                fields.extend(by_way(BY_TOKEN));
                fields
            }
            Self::Statuses(link) => vec![statuses(&link.settings.processing.statuses)],
            Self::Condition(link, place) => {
                let new = Condition {
                    name: String::new(),
                    matches: Matcher::default(),
                    processing: Processing::default(),
                };
                let held = place.and_then(|place| link.conditions.get(place).cloned()).unwrap_or(new);
                let of = &held.matches;
                let answers: Vec<_> =
                    of.answers.iter().map(|(key, value)| format!("{key}={value}")).collect();
                let kinds = ["", "consumer", "business"].map(|kind| {
                    let said = match kind {
                        "" => look.say("arrange-any-customer", &[]),
                        "consumer" => look.say("rule-consumer", &[]),
                        _ => look.say("rule-business", &[]),
                    };
                    (kind.to_owned(), said)
                });
                let customer = of.customers.first().filter(|_| of.customers.len() == 1);
                let customer = match customer {
                    Some(CustomerKind::Consumer) => "consumer",
                    Some(CustomerKind::Business) => "business",
                    None => "",
                };
                vec![
                    Field::text("link_condition", &held.name),
                    Field::text("link_products", &joined(&of.products)),
                    Field::text("link_suppliers", &joined(&of.suppliers)),
                    Field::text("link_flows", &joined(&of.flows)),
                    Field::text("link_types", &joined(&of.product_types)),
                    Field::text("link_in_status", &joined(&of.statuses)),
                    Field::choice("link_customers", kinds.to_vec(), customer),
                    Field::text("link_answers", &answers.join(", ")),
                    Field::flag("link_processing", held.processing.enabled),
                    Field::flag("link_automatic", held.processing.automatic),
                    statuses(&held.processing.statuses),
                ]
            }
            Self::Take(_, diff) => fields::taking(look, diff),
            Self::Policies(link) => fields::policies(look, link),
            Self::Import(_, rows, under) => {
                let mut which =
                    vec![(String::new(), look.say("arrange-all", &[("count", rows.len().into())]))];
                let one = rows.iter().find(|row| Some(row.partner_id) == *under);
                which.extend(one.map(|row| (format!("={}", row.partner_id), row.name.to_string())));
                let mut kinds: Vec<_> = rows.iter().map(|row| row.product_type.clone()).collect();
                kinds.sort();
                kinds.dedup();
                let said = |kind: String| {
                    let name = labels::product_type(look, &kind);
                    (format!("t{kind}"), look.say("arrange-of-type", &[("name", name.into())]))
                };
                which.extend(kinds.into_iter().map(said));
                let mut suppliers: Vec<_> = rows.iter().filter_map(|row| row.supplier.clone()).collect();
                suppliers.sort_by(|one, other| one.as_str().cmp(other.as_str()));
                suppliers.dedup();
                let said = |name: &str| {
                    (format!("s{name}"), look.say("arrange-of-supplier", &[("name", name.into())]))
                };
                which.extend(suppliers.iter().map(|name| said(name.as_str())));
                vec![Field::choice("link_which", which, "")]
            }
        }
    }

    /// What is to be done, or what is wrong with which field.
    fn order(&self, form: &Form) -> Result<Order, Vec<(&'static str, Wrong)>> {
        let missing = |names: &[&'static str]| -> Vec<(&'static str, Wrong)> {
            let empty = names.iter().filter(|name| form.word(name).is_empty());
            empty.map(|name| (*name, Wrong::Missing)).collect()
        };
        let arrange = match self {
            Self::Add if form.word("link_way") == BY_TOKEN => {
                let wrong = missing(&["link_name", "link_domain", "link_token"]);
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                Arrange::Add {
                    name: form.word("link_name").into(),
                    address: EnvironmentAddress {
                        base_url: form.word("link_address").to_owned(),
                        domain: form.word("link_domain").to_owned(),
                    },
                    token: Plain(form.word("link_token").to_owned().into()),
                }
            }
            Self::Add => {
                let wrong = missing(&["link_name", "link_invite"]);
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                let file = PathBuf::from(form.word("link_invite"));
                return Ok(Order::Invite { name: form.word("link_name").into(), file });
            }
            Self::Statuses(link) => {
                return Ok(Order::Set {
                    name: link.name.clone(),
                    change: SettingChange::Statuses(gate(form)),
                    version: link.version,
                });
            }
            Self::Condition(link, place) => {
                let condition = condition(form)?;
                let mut conditions = link.conditions.clone();
                let twice = conditions.iter().position(|known| known.name == condition.name);
                if twice.is_some_and(|at| Some(at) != *place) {
                    return Err(vec![("link_condition", Wrong::Twice)]);
                }
                match place {
                    Some(place) => conditions[*place] = condition,
                    None => conditions.push(condition),
                }
                Arrange::Conditions { name: link.name.clone(), conditions, version: link.version }
            }
            Self::Import(name, rows, _) => {
                let which = form.word("link_which");
                let is = |row: &&ProductRow| match which.split_at_checked(1) {
                    Some(("=", id)) => row.partner_id.to_string() == id,
                    Some(("t", kind)) => row.product_type == kind,
                    Some(("s", name)) => row.supplier.as_ref().is_some_and(|known| known.as_str() == name),
                    _ => true,
                };
                let products = rows.iter().filter(is).map(|row| row.partner_id).collect();
                Arrange::Import { name: name.clone(), products }
            }
            Self::Take(name, diff) => fields::take(name, diff, form)?,
            Self::Policies(link) => return fields::turned(link, form),
        };
        Ok(Order::Arrange(Box::new(arrange)))
    }
}

/// The fields that hang on how an integration is made.
fn by_way(way: &str) -> Vec<Field> {
    match way {
        BY_TOKEN => vec![
            Field::text("link_address", SERVICE),
            Field::text("link_domain", ""),
            Field::secret("link_token"),
        ],
        _ => vec![Field::text("link_invite", "")],
    }
}

impl App {
    pub(super) fn open_arranging(&mut self, arranging: Arranging) {
        if !self.is_blocked() {
            let fields = arranging.fields(&self.look);
            let form = Form::new(form::Purpose::Arrange(Box::new(arranging)), fields);
            self.layers.push(Layer::Form(Box::new(form)));
        }
    }

    /// Opens the form of a new integration.
    pub(super) fn open_add(&mut self) {
        self.open_arranging(Arranging::Add);
    }

    /// Opens the form of the statuses with which sales of an integration go.
    pub(super) fn open_statuses(&mut self, link: IntegrationView) {
        self.open_arranging(Arranging::Statuses(Box::new(link)));
    }

    /// Shows the conditions of the integration in front.
    pub(super) fn open_conditions(&mut self) {
        if let Some(name) = self.integration_in_front().map(|link| link.name.clone()) {
            self.layers.push(Layer::Conditions(name, Listing::default()));
        }
    }

    fn conditions(&self) -> Option<(IntegrationView, usize)> {
        let Some(Layer::Conditions(name, at)) = self.layers.last() else { return None };
        Some((self.integration(name)?.clone(), at.at))
    }

    /// The conditions that are shown, under whatever lies on top; none when they are not.
    pub(super) fn conditions_in_view(&self) -> Vec<Condition> {
        let name = self.layers.iter().find_map(|layer| match layer {
            Layer::Conditions(name, _) => Some(name),
            _ => None,
        });
        let link = name.and_then(|name| self.integration(name));
        link.map(|link| link.conditions.clone()).unwrap_or_default()
    }

    /// The cursor stays with its condition of `before`, wherever that went.
    pub(super) fn follow_condition(&mut self, before: &[Condition]) {
        let now = self.conditions_in_view();
        let listing = self.layers.iter_mut().find_map(|layer| match layer {
            Layer::Conditions(_, at) => Some(at),
            _ => None,
        });
        if let Some(listing) = listing {
            let place = |one: &Condition| now.iter().position(|other| other.name == one.name);
            listing.at = before.get(listing.at).and_then(place).unwrap_or(listing.at);
        }
    }

    /// Opens the form of a condition: the one under the cursor, or a new one.
    pub(super) fn open_condition(&mut self, new: bool) {
        let Some((link, at)) = self.conditions() else { return };
        if new || at < link.conditions.len() {
            self.open_arranging(Arranging::Condition(Box::new(link), (!new).then_some(at)));
        }
    }

    /// Opens the plan that moves the condition under the cursor one place, or takes it away.
    pub(super) fn shift_condition(&mut self, by: Option<bool>) {
        let Some((link, at)) = self.conditions() else { return };
        let mut conditions = link.conditions.clone();
        let last = conditions.len().saturating_sub(1);
        match by {
            Some(true) if at < last => conditions.swap(at, at + 1),
            Some(false) if at > 0 && at <= last => conditions.swap(at, at - 1),
            None if at < conditions.len() => drop(conditions.remove(at)),
            _ => return,
        }
        let name = link.name.as_str().into();
        let title = self.look.say("arrange-condition", &[("name", name)]);
        let lines = (1..).zip(&conditions).map(|(place, one): (usize, _)| {
            let said = format!(
                "{place}. {}: {}",
                one.name,
                decides(&self.look, &self.statuses(None), &one.processing)
            );
            (said, Meaning::Plain)
        });
        let lines = lines.collect();
        let order = Arrange::Conditions { name: link.name.clone(), conditions, version: link.version };
        self.open_simple(Subject::Arrange { title, lines, order: Box::new(Order::Arrange(Box::new(order))) });
    }

    /// Opens the form that says which products are carried over.
    pub(super) fn open_import(&mut self) {
        let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return };
        let rows = self.catalogue.products.value.iter().flatten();
        let free: Vec<_> = rows.filter(|row| row.granted && row.own_id.is_none()).cloned().collect();
        if free.is_empty() {
            self.say(Meaning::Dim, self.look.say("arrange-nothing-free", &[]));
            return;
        }
        let under = self.product_in_front().map(|row| row.partner_id);
        self.open_arranging(Arranging::Import(name, free, under));
    }

    pub(super) fn product_in_front(&self) -> Option<&ProductRow> {
        self.catalogue.products.value.as_ref()?.get(self.catalogue.products_at.at)
    }

    /// Opens the plan that takes the link of the product under the cursor away.
    pub(super) fn open_unlink(&mut self) {
        let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return };
        let Some(row) = self.product_in_front().filter(|row| row.own_id.is_some()) else {
            self.say(Meaning::Dim, self.look.say("arrange-not-linked", &[]));
            return;
        };
        let title = self.look.say("arrange-unlink", &[("name", row.name.as_str().into())]);
        let about = self.look.say("arrange-about-unlink", &[("count", row.under_way.into())]);
        let order = Arrange::Unlink { name, product: row.partner_id };
        let order = Box::new(Order::Arrange(Box::new(order)));
        self.open_simple(Subject::Arrange { title, lines: vec![(about, Meaning::Plain)], order });
    }

    /// Something else hangs on the way that was chosen.
    pub(super) fn arranging_turned(&mut self) {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let is_way = form.field().is_some_and(|field| field.name == "link_way");
        if is_way && matches!(&form.purpose, form::Purpose::Arrange(what) if **what == Arranging::Add) {
            let way = form.word("link_way").to_owned();
            form.fields.truncate(2);
            form.fields.extend(by_way(&way));
        }
    }

    /// What was filled in is set up.
    pub(super) fn arranged(&mut self, order: &Order, done: &Done) {
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        self.overview.stale();
        self.catalogue.products.stale();
        self.catalogue.differences.stale();
        self.browsing_stale(None);
        let look = self.look;
        let added = |name: &IntegrationName| look.say("arrange-added", &[("name", name.as_str().into())]);
        let said = match (order, done) {
            (Order::Invite { name, .. }, _) => added(name),
            (Order::Arrange(arrange), done) => match (arrange.as_ref(), done) {
                (Arrange::Add { name, .. }, _) => added(name),
                (Arrange::Vanished { .. }, Done::Count(count)) => {
                    look.say("done-vanished", &[("count", (*count).into())])
                }
                (Arrange::Restore { .. }, Done::Id(own)) => {
                    look.say("done-restored", &[("own", own.to_string().into())])
                }
                (Arrange::Release { version, .. }, _) => {
                    look.say("done-released", &[("version", version.to_string().into())])
                }
                (Arrange::Import { .. }, Done::Imported { count, left_out }) => {
                    self.imported(*count, left_out);
                    return;
                }
                _ => look.say("done-ok", &[]),
            },
            _ => look.say("done-ok", &[]),
        };
        self.say(Meaning::Ok, said);
    }

    /// Says how many were imported; what was left out of it is read one by one.
    fn imported(&mut self, count: u64, left_out: &[Reason]) {
        let look = self.look;
        let said = look.say("did-imported", &[("count", count.into())]);
        if left_out.is_empty() {
            return self.say(Meaning::Ok, said);
        }
        let left = left_out.iter().map(|why| {
            let why = reasons::reason(look.language, why);
            look.say("import-left", &[("why", why.into())])
        });
        let lines = std::iter::once(said.clone()).chain(left).collect();
        self.layers.push(Layer::Report(Report { title: said, lines, top: 0 }));
    }

    /// True in the products pane, with nothing over it but the sheet of what is under the cursor.
    pub(super) fn in_products(&self) -> bool {
        self.pane == Pane::Products && matches!(self.layers.last(), None | Some(Layer::Sheet(_)))
    }
}
