//! What can be seen from here when a partner calls a product invalid: inactive, not granted and sold through
//! another flow look alike in its answer. What cannot be seen is said to be so.
//!
//! Not here: asking the partner anew (`engine::sync`).

use chrono::NaiveDate;

use crate::model::catalogue::Catalogue;
use crate::model::group::{Probe, ProbeOf};
use crate::model::ids::{FlowKey, ProductId};
use crate::model::product::CustomerKinds;
use crate::model::sale::CustomerKind;

/// The probes of the partner's product, as its catalogue was last read.
pub fn probes(
    product: ProductId,
    flow: Option<&FlowKey>,
    customer: Option<CustomerKind>,
    partner: &Catalogue,
    today: NaiveDate,
) -> Vec<Probe> {
    let found = partner.products.iter().find(|shown| shown.id == product);
    let of = |what, holds| Probe { what, holds };
    let mut probes = vec![of(ProbeOf::Shown, Some(found.is_some()))];
    if let Some(found) = found {
        let on_sale = found.valid_from.is_none_or(|from| from <= today)
            && found.valid_till.is_none_or(|till| till >= today);
        let fits = customer.map(|customer| match found.customers {
            CustomerKinds::Both => true,
            CustomerKinds::Consumer => customer == CustomerKind::Consumer,
            CustomerKinds::Business => customer == CustomerKind::Business,
        });
        probes.push(of(ProbeOf::Active, Some(found.active)));
        probes.push(of(ProbeOf::OnSale, Some(on_sale)));
        probes.push(of(ProbeOf::Customers, fits));
        probes.push(of(ProbeOf::FlowType, flow.map(|flow| flow.flow_type == found.product_type)));
    }
    probes.push(of(ProbeOf::PartnersOwn, None));
    probes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::product::Product;

    #[test]
    fn what_can_be_seen_is_told_apart_from_what_cannot() {
        let today = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let product = Product {
            id: ProductId(12),
            name: "Glas".into(),
            identifier: String::new(),
            supplier: None,
            product_type: "telecom".into(),
            customers: CustomerKinds::Consumer,
            active: true,
            valid_from: None,
            valid_till: NaiveDate::from_ymd_opt(2026, 6, 30),
            usp: "".into(),
            description: "".into(),
            cart_info: "".into(),
            updated_at: None,
            detail: None,
        };
        let partner = Catalogue { products: vec![product], ..Catalogue::default() };
        let flow = FlowKey::new("telecom", "x");
        let seen = |id, customer| {
            let found = probes(ProductId(id), Some(&flow), Some(customer), &partner, today);
            found.into_iter().map(|probe| (probe.what, probe.holds)).collect::<Vec<_>>()
        };
        assert_eq!(
            seen(13, CustomerKind::Consumer),
            [(ProbeOf::Shown, Some(false)), (ProbeOf::PartnersOwn, None)]
        );
        let found = seen(12, CustomerKind::Business);
        for one in [(ProbeOf::Active, Some(true)), (ProbeOf::OnSale, Some(false))] {
            assert!(found.contains(&one), "{found:?}");
        }
        assert!(found.contains(&(ProbeOf::Customers, Some(false))), "{found:?}");
        assert!(found.contains(&(ProbeOf::FlowType, Some(true))), "{found:?}");
    }
}
