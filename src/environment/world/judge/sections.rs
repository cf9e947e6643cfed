//! Additional products: each from a section of the flow that offers it, no more than it allows, and
//! something from every mandatory section. A flow without sections takes any granted additional product.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::catalogue::{Section, is_sold};
use super::super::loose;
use super::{Finding, Findings, Judged, add};

/// More lines than this no sale has.
const MOST: usize = 200;

struct Taken {
    product: u64,
    quantity: u64,
    section: Option<String>,
}

pub(super) fn judge(sale: &Judged<'_, '_>, findings: &mut Findings) {
    let taken = read(sale.proposal.body.get("related_products"), findings);
    let mut together = BTreeMap::new();
    for (position, item) in &taken {
        match place(sale, item) {
            Ok(Some(section)) => {
                let so_far: &mut u64 = together.entry((section.id, item.product)).or_default();
                *so_far = so_far.saturating_add(item.quantity);
                quantity(section, *position, item, *so_far, findings);
            }
            Ok(None) => {}
            Err((field, finding)) => add(findings, &format!("related_products.{position}.{field}"), finding),
        }
    }
    for section in sale.proposal.flow.sections.iter().filter(|section| is_mandatory(section, sale)) {
        let filled =
            taken.iter().any(|(_, item)| section.products.iter().any(|offer| offer.id == item.product));
        if !filled {
            add(findings, "related_products", Finding::SectionRequired { title: section.title.clone() });
        }
    }
}

fn read(value: Option<&Value>, findings: &mut Findings) -> Vec<(usize, Taken)> {
    let mut taken = Vec::new();
    let given = value.map(loose::as_list).unwrap_or_default();
    if given.len() > MOST {
        add(findings, "related_products", Finding::TooMany { maximum: MOST as u64 });
        return taken;
    }
    for (position, item) in given.iter().enumerate() {
        let field = |name: &str| item.get(name).and_then(loose::as_text);
        let product = field("product_id").or_else(|| field("id")).and_then(|text| text.parse().ok());
        let quantity = field("quantity").map_or(Some(1), |text| text.parse().ok());
        match (product, quantity) {
            (Some(product), Some(quantity)) => {
                taken.push((position, Taken { product, quantity, section: field("section_identifier") }));
            }
            (None, _) => {
                add(findings, &format!("related_products.{position}.product_id"), Finding::NotNumeric)
            }
            (_, None) => add(findings, &format!("related_products.{position}.quantity"), Finding::NotNumeric),
        }
    }
    taken
}

/// The section an additional product is taken from; without one it is looked for.
fn place<'a>(sale: &Judged<'_, 'a>, item: &Taken) -> Result<Option<&'a Section>, (&'static str, Finding)> {
    let proposal = sale.proposal;
    let product = proposal.catalogue.products.get(&item.product);
    let sold = product.is_some_and(|product| {
        is_sold(product, proposal.today) && proposal.catalogue.granted(product, proposal.rights)
    });
    if !sold {
        return Err(("product_id", Finding::NotSold));
    }
    let offers = |section: &&Section| section.products.iter().any(|offer| offer.id == item.product);
    let sections = &proposal.flow.sections;
    match &item.section {
        Some(identifier) => match sections.iter().find(|section| section.identifier == *identifier) {
            None => Err(("section_identifier", Finding::UnknownSection)),
            Some(section) if !offers(&section) => Err(("product_id", Finding::NotInSection)),
            found => Ok(found),
        },
        None if sections.is_empty() => Ok(None),
        None => sections.iter().find(offers).map(Some).ok_or(("product_id", Finding::NotInSection)),
    }
}

/// What is taken in several lines counts `together`.
fn quantity(section: &Section, position: usize, item: &Taken, together: u64, findings: &mut Findings) {
    let maximum =
        section.products.iter().find(|offer| offer.id == item.product).and_then(|o| o.maximum_quantity);
    let field = format!("related_products.{position}.quantity");
    match maximum {
        _ if item.quantity == 0 => add(findings, &field, Finding::NotNumeric),
        Some(maximum) if together > maximum => add(findings, &field, Finding::TooMany { maximum }),
        _ => {}
    }
}

fn is_mandatory(section: &Section, sale: &Judged<'_, '_>) -> bool {
    section.mandatory
        || section.mandatory_for_product_ids.contains(&sale.product.id)
        || sale.product.supplier_id.is_some_and(|id| section.mandatory_for_supplier_ids.contains(&id))
}
