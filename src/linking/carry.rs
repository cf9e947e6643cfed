//! What of a partner's product is carried over to the product of ours that it is linked to: which fields
//! differ, and what becomes of each by its policy. Files are compared by digest where they are fetched.
//!
//! Not here: writing it (`engine::sync`), products that are gone (`vanish`).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::difference::FieldDiff;
use crate::model::integration::{FieldPolicies, FieldPolicy};
use crate::model::product::{CustomerKinds, Product};
use crate::model::shown::Shown;

/// The field that stands for all documents of a product.
pub const DOCUMENTS: &str = "documents";
/// The field that stands for its image.
pub const IMAGE: &str = "image";

/// What is to be done about the fields in which two products differ, each by the API's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carry {
    /// Written to ours.
    pub write: Vec<FieldDiff>,
    /// An operator decides.
    pub ask: Vec<FieldDiff>,
    /// Ours stays.
    pub keep: Vec<FieldDiff>,
}

impl Carry {
    /// Every difference, in order.
    pub fn all(self) -> impl Iterator<Item = (FieldPolicy, FieldDiff)> {
        let tag = |policy: FieldPolicy| move |diff| (policy, diff);
        let write = self.write.into_iter().map(tag(FieldPolicy::Partner));
        let ask = self.ask.into_iter().map(tag(FieldPolicy::Ask));
        write.chain(ask).chain(self.keep.into_iter().map(tag(FieldPolicy::Ours)))
    }
}

/// The fields of a product that travel, by the API's name, as the text an update takes. Identifier and
/// supplier are each side's own.
pub fn fields(product: &Product) -> BTreeMap<String, String> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.format("%d-%m-%Y").to_string());
    let flag = |on: bool| if on { "1" } else { "0" }.to_owned();
    let business = match product.customers {
        CustomerKinds::Consumer => "0",
        CustomerKinds::Business => "1",
        CustomerKinds::Both => "2",
    };
    let mut fields: BTreeMap<String, String> = [
        ("name", product.name.to_string()),
        ("type", product.product_type.clone()),
        ("active", flag(product.active)),
        ("business", business.to_owned()),
        ("usp", product.usp.to_string()),
        ("description", product.description.to_string()),
        ("cart_info", product.cart_info.to_string()),
        ("valid_from", day(product.valid_from).unwrap_or_default()),
        ("valid_till", day(product.valid_till).unwrap_or_default()),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into();
    if let Some(detail) = &product.detail {
        fields.insert("main".to_owned(), flag(detail.main));
        fields.insert("duration".to_owned(), detail.duration.clone().unwrap_or_default());
        let retention = detail.retention.clone();
        // Mandatory for main products; the API's word for *no* is 0.
        let retention = retention.or_else(|| detail.main.then(|| "0".to_owned())).unwrap_or_default();
        fields.insert("retention".to_owned(), retention);
        fields.extend(detail.prices.clone());
        let custom = detail.custom_fields.iter();
        fields.extend(custom.map(|(name, value)| (format!("cf_{name}"), value.clone())));
    }
    fields
}

/// What becomes of the differences between `ours` and `theirs`. `files` names those of [`DOCUMENTS`] and
/// [`IMAGE`] that differ.
pub fn carry(ours: &Product, theirs: &Product, files: &[&str], policies: &FieldPolicies) -> Carry {
    let (mine, other) = (ours, theirs);
    let (ours, theirs) = (fields(ours), fields(theirs));
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut carry = Carry::default();
    let mut sort = |diff: FieldDiff| match policies.of(&diff.field) {
        FieldPolicy::Partner => carry.write.push(diff),
        FieldPolicy::Ask => carry.ask.push(diff),
        FieldPolicy::Ours => carry.keep.push(diff),
    };
    for name in names {
        let (mine, other) = (ours.get(name), theirs.get(name));
        // A custom field that only ours has is ours.
        if other.is_none() && name.starts_with("cf_") {
            continue;
        }
        let text = |value: Option<&String>| value.map_or("", String::as_str).trim().to_owned();
        let (mine, other) = (text(mine), text(other));
        if !is_same(&mine, &other) {
            let shown = |text: &str| (!text.is_empty()).then(|| Shown::new(text));
            sort(FieldDiff { field: name.clone(), ours: shown(&mine), theirs: shown(&other) });
        }
    }
    for file in files {
        let named = |product| Some(file_names(file, product)).filter(|names| !names.is_empty());
        let shown = |product| named(product).map(|names| Shown::new(&names));
        sort(FieldDiff { field: (*file).to_owned(), ours: shown(mine), theirs: shown(other) });
    }
    carry
}

/// What the files of a product are called; an image has no name.
fn file_names(file: &str, product: &Product) -> String {
    let documents = product.detail.iter().flat_map(|detail| &detail.documents);
    let named = documents.filter(|_| file == DOCUMENTS).map(|document| document.name.as_str());
    named.collect::<Vec<_>>().join(", ")
}

/// Whether two texts say the same: equal, or the same number written differently.
fn is_same(one: &str, other: &str) -> bool {
    one == other || matches!((number(one), number(other)), (Some(one), Some(other)) if one == other)
}

/// A decimal number without what does not count: `012.50` is `12.5`.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    match (whole, fraction) {
        ("", "") => Some("0".to_owned()),
        (whole, fraction) => Some(format!("{sign}{whole}.{fraction}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ProductId;
    use crate::model::product::ProductDetail;

    fn product(name: &str, prices: &[(&str, &str)], custom: &[(&str, &str)]) -> Product {
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        Product {
            id: ProductId(1),
            name: name.into(),
            identifier: "mine".to_owned(),
            supplier: None,
            product_type: "energy".to_owned(),
            customers: CustomerKinds::Both,
            active: true,
            valid_from: None,
            valid_till: None,
            usp: "".into(),
            description: "".into(),
            cart_info: "".into(),
            updated_at: None,
            detail: Some(ProductDetail {
                prices: map(prices),
                custom_fields: map(custom),
                ..ProductDetail::default()
            }),
        }
    }

    fn names(diffs: &[FieldDiff]) -> Vec<&str> {
        diffs.iter().map(|diff| diff.field.as_str()).collect()
    }

    #[test]
    fn the_same_number_written_differently_is_no_difference() {
        let ours = product("Groen", &[("price", "12.50"), ("price_monthly", "0")], &[("tariff", "0.2010")]);
        let theirs = product("Groen", &[("price", "12.5"), ("price_monthly", "0.00")], &[("tariff", ".201")]);
        let carried = carry(&ours, &theirs, &[], &FieldPolicies::default());
        assert_eq!(names(&carried.write), ["cf_tariff"], "what is no number is compared as text");
    }

    #[test]
    fn each_field_goes_by_its_own_policy_and_a_custom_field_of_ours_is_ours() {
        let ours = product("Ons groen", &[("price", "10")], &[("sticker", "rood")]);
        let theirs = product("Groen", &[("price", "11")], &[("tariff", "0.2")]);
        let mut policies = FieldPolicies::default();
        policies.set("name", FieldPolicy::Ours);
        policies.set("price", FieldPolicy::Ask);
        let carried = carry(&ours, &theirs, &[DOCUMENTS], &policies);
        assert_eq!(names(&carried.keep), ["name"]);
        assert_eq!(names(&carried.ask), ["price"]);
        assert_eq!(names(&carried.write), ["cf_tariff", DOCUMENTS]);
        assert_eq!(carried.ask[0].ours.as_ref().map(Shown::as_str), Some("10"));
        let leaflet = crate::model::product::DocumentRef { name: "folder.pdf".into(), location: "x".into() };
        let mut theirs = theirs;
        theirs.detail.as_mut().unwrap().documents = vec![leaflet];
        let carried = carry(&ours, &theirs, &[DOCUMENTS], &policies);
        let files = carried.write.last().unwrap();
        assert_eq!((&files.ours, files.theirs.as_ref().map(Shown::as_str)), (&None, Some("folder.pdf")));
    }

    #[test]
    fn what_the_partner_took_away_is_emptied() {
        let mut ours = product("Groen", &[("price", "10")], &[]);
        ours.valid_till = chrono::NaiveDate::from_ymd_opt(2026, 12, 31);
        let carried = carry(&ours, &product("Groen", &[], &[]), &[], &FieldPolicies::default());
        assert_eq!(names(&carried.write), ["price", "valid_till"]);
        assert!(carried.write.iter().all(|diff| diff.theirs.is_none()));
    }
}
