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
use crate::model::act::SaleVerb;
use crate::model::delivery::State;
use crate::model::edit::{ANSWER, FIELDS};
use crate::model::failure::Element;
use crate::model::queue::SaleRow;
use crate::service::protocol::EditedSale;

/// Sales shown one by one in the plan.
const LISTED: usize = 12;

/// What is edited, from the form to the last order.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// Which sales, at the version that was looked at, and the state they were in.
    pub targets: Vec<(SaleTarget, State)>,
    /// The field by the API's name, and what it is to say.
    pub change: (String, String),
    /// What can then be made is sent.
    pub send: bool,
}

impl Editing {
    /// What sends those that were edited, at their new versions.
    fn sending(&self, edited: &[EditedSale], reason: Option<&String>) -> Vec<Order> {
        let of = |states: &[State]| -> Vec<SaleTarget> {
            let good = edited.iter().filter(|one| one.refused.is_none() && one.failures.is_empty());
            let was = |one: &EditedSale| self.targets.iter().find(|(target, _)| target.id == one.sale);
            good.filter(|one| was(one).is_some_and(|(_, state)| states.contains(state)))
                .filter_map(|one| Some(SaleTarget { id: one.sale, version: one.version? }))
                .collect()
        };
        let act = |targets: Vec<SaleTarget>, verb: SaleVerb| {
            (!targets.is_empty()).then(|| Order::Act { targets, verb, reason: reason.cloned() })
        };
        let again = act(of(&[State::Fallout, State::Skipped]), SaleVerb::Retry);
        let first = act(of(&[State::Ready]), SaleVerb::Send);
        again.into_iter().chain(first).collect()
    }
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
        let target = |row: &SaleRow| (SaleTarget { id: row.id, version: row.version }, row.state);
        let editing = Editing { targets: rows.iter().map(target).collect(), change, send };
        let order = Order::Edit { editing: Box::new(editing), reason: None, only_look: true };
        self.running.push(order.clone());
        vec![Effect::Order(order)]
    }

    /// What would become of each, or became: the plan opens, or what is to be sent goes.
    pub(super) fn edited(
        &mut self,
        editing: &Editing,
        edited: &[EditedSale],
        reason: Option<&String>,
        only_look: bool,
    ) -> Vec<Effect> {
        if only_look {
            if matches!(self.layers.last(), Some(Layer::Form(form)) if matches!(form.purpose, Purpose::Edit(_)))
            {
                let plan = self.plan_of_edit(editing, edited);
                self.layers.push(Layer::Plan(Box::new(plan)));
            }
            return Vec::new();
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        let refused = edited.iter().filter(|one| one.refused.is_some()).count();
        let arguments = [("done", (edited.len() - refused).into()), ("refused", refused.into())];
        let meaning = if refused == 0 { Meaning::Ok } else { Meaning::Error };
        self.say(meaning, self.look.say("done-edited", &arguments));
        self.refresh();
        if !editing.send {
            return Vec::new();
        }
        let orders = editing.sending(edited, reason);
        self.running.extend(orders.iter().cloned());
        orders.into_iter().map(Effect::Order).collect()
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
            let line = format!("{}  {was} → {to}", one.sale);
            lines.push(match (&one.refused, one.failures.first()) {
                (Some(problem), _) => {
                    (format!("{}  {}", one.sale, words::problem(look, problem)), Meaning::Error)
                }
                (None, Some(failure)) => {
                    let why = words::failure(look, failure);
                    (format!("{line}  {}", look.say("edit-fails", &[("why", why.into())])), Meaning::Action)
                }
                (None, None) => (line, Meaning::Ok),
            });
        }
        if edited.len() > LISTED {
            let count = (edited.len() - LISTED) as u64;
            lines.push((look.say("edit-more", &[("count", count.into())]), Meaning::Dim));
        }
        let taken = |id| edited.iter().any(|one| one.sale == id && one.refused.is_none());
        let mut editing = editing.clone();
        editing.targets.retain(|(target, _)| taken(target.id));
        lines.push((look.say("edit-keeps", &[]), Meaning::Dim));
        if editing.send {
            let sent = editing.sending(edited, None);
            let goes: usize = sent
                .iter()
                .map(|order| if let Order::Act { targets, .. } = order { targets.len() } else { 0 })
                .sum();
            lines.push((look.say("edit-sends", &[("count", goes.into())]), Meaning::Error));
        }
        let subject = Subject::Edit { editing: Box::new(editing), lines };
        Plan::for_edit(subject, self.is_production(), self.now)
    }
}
