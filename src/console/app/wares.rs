//! Linked products beyond their list: those that are gone at the partner and wait for an operator's word, own ones
//! that were put out of sale, and fields in which the two differ.
//!
//! Not here: importing and unlinking (`arrange`), the list (`screens::products`).

use super::arrange::{Arrange, Arranging};
use super::layer::{Layer, Report};
use super::plan::{Plan, Subject};
use super::{App, Effect, Load, Order, Pane, Trouble};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::act::SettingChange;
use crate::model::difference::ProductDiff;
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::integration::OnVanished;
use crate::model::proof::RowToChange;
use crate::model::vanishing::VanishPlan;

/// So many products are named in a plan.
const NAMED: usize = 12;

impl App {
    /// The integration whose products are meant: the one of the pane in front.
    fn name_of_products(&self) -> Option<IntegrationName> {
        let link = if self.pane == Pane::Products { self.chosen() } else { self.integration_in_front() };
        link.map(|link| link.name.clone())
    }

    /// Asks what is gone at the partner; its plan opens with the answer.
    pub(super) fn ask_vanished(&mut self) -> Vec<Effect> {
        self.name_of_products().map(|name| Effect::Load(Load::Vanished(name))).into_iter().collect()
    }

    /// What is gone is here: what can be done about it, as a plan.
    pub(super) fn vanished(&mut self, name: IntegrationName, found: Result<Box<VanishPlan>, Trouble>) {
        let look = self.look;
        let found = match found {
            Ok(found) => found,
            Err(trouble) => {
                let why = self.trouble(&trouble);
                return self.say(Meaning::Error, why);
            }
        };
        let gone: Vec<_> = found.affected().collect();
        if gone.is_empty() {
            return self.say(Meaning::Dim, look.say("vanished-none", &[]));
        }
        let (hold, policy) = (&found.hold, found.policy);
        let title = look.say("vanished-title", &[("name", name.as_str().into())]);
        let mut lines = Vec::new();
        match hold {
            Some(hold) if hold.failure.is_some() => {
                let why = hold.failure.as_ref().map(|failure| words::failure(&look, failure));
                let why = why.unwrap_or_default();
                lines.push((look.say("vanished-refused", &[("why", why.into())]), Meaning::Error));
            }
            Some(hold) => {
                let said = [("gone", hold.products.len().into()), ("linked", hold.linked.into())];
                lines.push((look.say("vanished-stopped", &said), Meaning::Action));
            }
            None => {}
        }
        for row in gone.iter().take(NAMED) {
            let said = [
                ("product", row.partner_id.to_string().into()),
                ("own", row.own_id.to_string().into()),
                ("name", row.name.as_str().into()),
                ("sales", row.sales.len().into()),
            ];
            lines.push((look.say("vanished-row", &said), Meaning::Plain));
            if !row.sales.is_empty() {
                let mut named: Vec<_> = row.sales.iter().take(NAMED).map(ToString::to_string).collect();
                named.extend((row.sales.len() > NAMED).then(|| "…".to_owned()));
                lines.push((format!("  {}", named.join(", ")), Meaning::Dim));
            }
        }
        if gone.len() > NAMED {
            lines.push((look.say("vanished-more", &[("count", (gone.len() - NAMED).into())]), Meaning::Dim));
        }
        let sales: usize = gone.iter().map(|row| row.sales.len()).sum();
        if sales > 0 {
            lines.push((look.say("vanished-sales", &[("count", sales.into())]), Meaning::Action));
        }
        if !found.rows.is_empty() {
            let rows: Vec<_> = found.rows.iter().map(RowToChange::key).collect();
            lines.push((look.say("vanished-mapping", &[("rows", rows.join(", ").into())]), Meaning::Action));
        }
        if policy == OnVanished::Nothing {
            lines.push((look.say("vanished-about-nothing", &[]), Meaning::Plain));
            let lines = lines.into_iter().map(|(said, _)| said).collect();
            return self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
        }
        let about = match policy {
            OnVanished::Delete => "vanished-about-delete",
            _ => "vanished-about-deactivate",
        };
        lines.push((look.say(about, &[("count", gone.len().into())]), Meaning::Plain));
        let count = gone.len();
        if self.is_blocked() {
            return;
        }
        let order = Arrange::Vanished { name, expected: count as u64 };
        let order = Box::new(Order::Arrange(Box::new(order)));
        let subject = Subject::Arrange { title, lines, order };
        let plan = Plan::counted(subject, count, self.is_production(), self.now);
        self.layers.push(Layer::Plan(Box::new(plan)));
    }

    /// Opens the plan that brings the own product of the row under the cursor back.
    pub(super) fn open_restore(&mut self) {
        let look = self.look;
        let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return };
        let Some(row) = self.product_in_front().filter(|row| row.retired.is_some()) else {
            return self.say(Meaning::Dim, look.say("restore-nothing", &[]));
        };
        let product = row.partner_id;
        let said = [("product", product.to_string().into()), ("name", row.name.as_str().into())];
        let title = look.say("restore-title", &said);
        let about = match row.retired {
            Some(OnVanished::Delete) => "restore-about-deleted",
            _ => "restore-about-inactive",
        };
        let lines = vec![(look.say(about, &[]), Meaning::Plain)];
        let order = Arrange::Restore { name, product };
        let order = Box::new(Order::Arrange(Box::new(order)));
        self.open_simple(Subject::Arrange { title, lines, order });
    }

    /// How the product differs from the partner's; `None` while that is not known.
    pub(in crate::console) fn differences_of(&self, product: ProductId) -> Option<Option<&ProductDiff>> {
        let diffs = self.catalogue.differences.value.as_ref()?;
        Some(diffs.iter().find(|diff| diff.partner_id == product))
    }

    /// Opens the form that says which fields of the product under the cursor are taken over.
    pub(super) fn open_take(&mut self) {
        let Some(row) = self.product_in_front().filter(|row| row.own_id.is_some()) else {
            return self.say(Meaning::Dim, self.look.say("arrange-not-linked", &[]));
        };
        let Some(diff) = self.differences_of(row.partner_id) else {
            return self.say(Meaning::Dim, self.look.say("loading", &[]));
        };
        match diff.cloned() {
            None => self.say(Meaning::Ok, self.look.say("take-same", &[])),
            Some(diff) => {
                let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return };
                self.open_arranging(Arranging::Take(name, Box::new(diff)));
            }
        }
    }

    /// What is taken over, in lines.
    pub(super) fn taken(&self, diff: &ProductDiff, arrange: &Arrange) -> Option<Vec<(String, Meaning)>> {
        let Arrange::Take { fields, .. } = arrange else { return None };
        let of = diff.fields.iter().filter(|(_, field)| fields.contains(&field.field));
        Some(of.map(|(_, field)| (labels::difference(&self.look, field), Meaning::Plain)).collect())
    }

    /// What becomes of fields, in lines.
    pub(super) fn becoming(&self, arrange: &Arrange) -> Option<Vec<(String, Meaning)>> {
        let Arrange::Policies { changes, .. } = arrange else { return None };
        let line = |change: &SettingChange| match change {
            SettingChange::Field { field, policy } => {
                let (label, value) = (labels::field(&self.look, field), words::policy(&self.look, *policy));
                let said = [("label", label.into()), ("value", value.into())];
                Some((self.look.say("plan-becomes", &said), Meaning::Plain))
            }
            _ => None,
        };
        Some(changes.iter().filter_map(line).collect())
    }
}
