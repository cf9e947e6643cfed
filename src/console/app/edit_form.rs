//! Editing sales before they are sent: a field and what it is to say, for one sale or all that are marked. What
//! would become of each is asked of the service and shown, before against after; only then is anything kept,
//! and sent when that was asked for.
//!
//! Not here: filling in (`form`), which states allow it (the service).

use super::form::{Field, Form, Purpose, Wrong};
use super::layer::Layer;
use super::plan::{Plan, Subject};
use super::{App, Effect, Order, SaleTarget};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::edit::{ANSWER, FIELDS};
use crate::model::failure::Element;
use crate::model::ids::SaleId;
use crate::model::queue::SaleRow;
use crate::model::shown::Shown;
use crate::service::protocol::{Acted, EditedSale, Problem};

/// Sales shown one by one in the plan.
const LISTED: usize = 12;

/// What is edited, from the form to the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// Which sales, at the version that was looked at.
    pub targets: Vec<SaleTarget>,
    /// The field by the API's name, and what it is to say.
    pub change: (String, String),
    /// What can then be made is sent.
    pub send: bool,
    /// What the field said when the plan was read, for what changed under it; masked.
    pub before: Vec<(SaleId, Shown)>,
}

impl App {
    /// Opens the form for the sale in front, or those that are marked.
    pub(super) fn edit_sales(&mut self) {
        let rows = self.targets();
        if rows.is_empty() || self.is_blocked() {
            return;
        }
        let look = self.look;
        let mut names = Vec::new();
        // What a sale failed over comes first.
        let failed = rows.iter().filter_map(|row| row.failure.as_ref());
        names.extend(failed.filter_map(|failure| match &failure.element {
            Element::Field(name) if FIELDS.contains(&name.as_str()) => Some(name.clone()),
            _ => None,
        }));
        if let Some(Layer::Detail(detail)) = self.layers.last() {
            let fields = detail.sale.value.iter().flat_map(|sale| &sale.fields);
            let typed = fields.filter(|(name, _)| name.starts_with(ANSWER) || name.ends_with("_ean"));
            names.extend(typed.map(|(name, _)| name.clone()));
        }
        names.extend(FIELDS.iter().map(|name| (*name).to_owned()));
        let mut options: Vec<(String, String)> = Vec::new();
        for name in names {
            if !options.iter().any(|(known, _)| *known == name) {
                options.push((name.clone(), labels::field(&look, &name)));
            }
        }
        let fields = vec![
            Field::choice("edit_field", options, ""),
            Field::text("edit_other", ""),
            Field::text("edit_value", ""),
            Field::flag("edit_send", true),
        ];
        let form = Form::new(Purpose::Edit(rows), fields);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Asks what would become of each sale: nothing is kept yet.
    pub(super) fn submit_edit(&mut self, rows: &[SaleRow]) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let other = form.word("edit_other");
        let field = if other.is_empty() { form.word("edit_field") } else { other };
        if field.contains(char::is_whitespace) {
            form.refuse(vec![("edit_other", Wrong::Missing)]);
            return Vec::new();
        }
        let change = (field.to_owned(), form.word("edit_value").to_owned());
        let send = form.is_on("edit_send");
        if self.is_blocked() {
            return Vec::new();
        }
        let targets = rows.iter().map(|row| SaleTarget { id: row.id, version: row.version }).collect();
        self.try_edit(Editing { targets, change, send, before: Vec::new() })
    }

    fn try_edit(&mut self, editing: Editing) -> Vec<Effect> {
        let order = Order::TryEdit(Box::new(editing));
        self.running.push(order.clone());
        vec![Effect::Order(order)]
    }

    /// What would become of each: the plan opens, unless the operator went on to something else.
    pub(super) fn edit_tried(&mut self, editing: &Editing, tried: &[EditedSale]) {
        let form =
            matches!(self.layers.last(), Some(Layer::Form(form)) if matches!(form.purpose, Purpose::Edit(_)));
        if form || !editing.before.is_empty() && self.layers.is_empty() {
            let plan = self.plan_of_edit(editing, tried);
            self.layers.push(Layer::Plan(Box::new(plan)));
        }
    }

    /// Sales that somebody changed while the plan was read: what stands there now is asked, and shown beside
    /// what was read and what was to be said.
    pub(super) fn edit_again(&mut self, editing: &Editing, acted: &[Acted]) -> Vec<Effect> {
        let changed = |one: &Acted| match one.refused {
            Some(Problem::Conflict { found, .. }) => Some(SaleTarget { id: one.sale, version: found }),
            _ => None,
        };
        let targets: Vec<_> = acted.iter().filter_map(changed).collect();
        if targets.is_empty() {
            return Vec::new();
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Report(_)));
        self.try_edit(Editing { targets, ..editing.clone() })
    }

    /// Before against after, sale by sale; what is refused is left out and says why.
    fn plan_of_edit(&self, editing: &Editing, edited: &[EditedSale]) -> Plan {
        let look = &self.look;
        let (field, to) = &editing.change;
        let to = if to.is_empty() { "–" } else { to };
        let mut lines = vec![(
            look.say("edit-becomes", &[("field", labels::field(look, field).into()), ("to", to.into())]),
            Meaning::Plain,
        )];
        for one in edited.iter().take(LISTED) {
            let was = one.was.iter().find(|(name, _)| name == field).map(|(_, was)| was.as_str());
            let was = was.filter(|was| !was.is_empty()).unwrap_or("–");
            let read =
                editing.before.iter().find(|(sale, _)| *sale == one.sale).map(|(_, read)| read.as_str());
            let line = match read {
                None => format!("{}  {was} → {to}", one.sale),
                Some(read) => look.say(
                    "edit-changed",
                    &[
                        ("sale", one.sale.to_string().into()),
                        ("read", if read.is_empty() { "–" } else { read }.into()),
                        ("now", was.into()),
                        ("to", to.into()),
                    ],
                ),
            };
            let waits = one.waiting.as_ref().map(|why| words::waiting(look, &self.statuses(None), why));
            lines.push(match (&one.refused, one.failures.first()) {
                (None, None) if waits.is_some() => {
                    let why = waits.unwrap_or_default();
                    (format!("{line}  {}", look.say("edit-waits", &[("why", why.into())])), Meaning::Action)
                }
                (Some(problem), _) => {
                    (format!("{}  {}", one.sale, words::problem(look, problem)), Meaning::Error)
                }
                (None, Some(failure)) => {
                    let why = words::failure(look, failure);
                    (format!("{line}  {}", look.say("edit-fails", &[("why", why.into())])), Meaning::Action)
                }
                (None, None) => (line, if read.is_some() { Meaning::Action } else { Meaning::Ok }),
            });
        }
        if edited.len() > LISTED {
            let count = (edited.len() - LISTED) as u64;
            lines.push((look.say("edit-more", &[("count", count.into())]), Meaning::Dim));
        }
        let taken: Vec<_> = edited.iter().filter(|one| one.refused.is_none()).collect();
        let mut editing = editing.clone();
        editing.targets.retain(|target| taken.iter().any(|one| one.sale == target.id));
        let said =
            |one: &&EditedSale| one.was.iter().find(|(name, _)| name == field).map(|(_, was)| was.clone());
        editing.before = taken.iter().map(|one| (one.sale, said(one).unwrap_or_default())).collect();
        lines.push((look.say("edit-keeps", &[]), Meaning::Dim));
        if editing.send {
            let goes = taken.iter().filter(|one| one.failures.is_empty() && one.waiting.is_none()).count();
            lines.push((look.say("edit-sends", &[("count", goes.into())]), Meaning::Error));
        }
        let subject = Subject::Edit { editing: Box::new(editing), lines };
        Plan::for_edit(subject, self.is_production(), self.now)
    }
}
