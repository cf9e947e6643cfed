//! Fields of products: taken over by choice, and what becomes of each where the partner's differs.
//!
//! Not here: carrying them over (the service), how they differ (`wares`).

use super::super::form::{Field, Form, Wrong};
use super::{Arrange, Order};
use crate::console::labels;
use crate::console::look::Look;
use crate::console::words;
use crate::model::act::SettingChange;
use crate::model::difference::{FieldDiff, ProductDiff};
use crate::model::ids::IntegrationName;
use crate::model::integration::{FIELDS, FieldPolicy, PRICES};
use crate::model::view::IntegrationView;

const POLICIES: [FieldPolicy; 3] = [FieldPolicy::Partner, FieldPolicy::Ours, FieldPolicy::Ask];

fn word(policy: FieldPolicy) -> &'static str {
    match policy {
        FieldPolicy::Partner => "partner",
        FieldPolicy::Ours => "ours",
        FieldPolicy::Ask => "ask",
    }
}

/// A field of yes or no for each that differs; what is ours on purpose is not proposed.
pub fn taking(look: &Look, diff: &ProductDiff) -> Vec<Field> {
    let field = |(policy, field): &(FieldPolicy, FieldDiff)| Field {
        label: Some(labels::field(look, &field.field)),
        key: Some(field.field.clone()),
        ..Field::flag("link_take", *policy != FieldPolicy::Ours)
    };
    diff.fields.iter().map(field).collect()
}

/// What is taken over.
pub fn take(
    name: &IntegrationName,
    diff: &ProductDiff,
    form: &Form,
) -> Result<Arrange, Vec<(&'static str, Wrong)>> {
    let taken = form.fields.iter().filter(|field| field.word() == "1");
    let fields: Vec<_> = taken.filter_map(|field| field.key.clone()).collect();
    if fields.is_empty() {
        return Err(vec![("link_take", Wrong::Missing)]);
    }
    Ok(Arrange::Take { name: name.clone(), product: diff.partner_id, fields })
}

/// A choice for each field that can travel, and for those of a party's own that have one already.
pub fn policies(look: &Look, link: &IntegrationView) -> Vec<Field> {
    let held = &link.settings.fields;
    let known = FIELDS.iter().chain(PRICES).map(|name| (*name).to_owned());
    let own = held.iter().map(|(name, _)| name.to_owned()).filter(|name| name.starts_with("cf_"));
    let options = POLICIES.map(|policy| (word(policy).to_owned(), words::policy(look, policy)));
    let field = |name: String| Field {
        label: Some(labels::field(look, &name)),
        ..Field {
            key: Some(name.clone()),
            ..Field::choice("link_policy", options.to_vec(), word(held.of(&name)))
        }
    };
    known.chain(own).map(field).collect()
}

/// Every policy that was turned.
pub fn turned(link: &IntegrationView, form: &Form) -> Result<Order, Vec<(&'static str, Wrong)>> {
    let held = &link.settings.fields;
    let turned = form.fields.iter().filter_map(|field| {
        let name = field.key.clone()?;
        let policy = POLICIES.into_iter().find(|policy| word(*policy) == field.word())?;
        (held.of(&name) != policy).then_some(SettingChange::Field { field: name, policy })
    });
    let changes: Vec<_> = turned.collect();
    if changes.is_empty() {
        return Err(Vec::new());
    }
    let arrange = Arrange::Policies { name: link.name.clone(), changes, version: link.version };
    Ok(Order::Arrange(Box::new(arrange)))
}
