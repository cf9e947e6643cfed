//! The same questions as [`super::eligible`], each with what it said.

use super::{Links, differs, linked};
use crate::model::ids::StatusKey;
use crate::model::integration::{Integration, StatusGate};
use crate::model::sale::Sale;
use crate::model::trace::Step;

/// Why the switches and conditions of `integration` let a sale go that was never sent, or do not: the last
/// step is what [`super::eligible`] says.
pub fn trace(sale: &Sale, integration: &Integration, links: &Links) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(why) = super::withdrawn(sale, links) {
        steps.push(Step::Waits { why });
        return steps;
    }
    steps.push(Step::NotCancelled);
    let link = match linked(sale, integration, links) {
        Ok(link) => link,
        Err(why) => {
            steps.push(Step::Waits { why });
            return steps;
        }
    };
    steps.push(Step::Linked { product: sale.product.id, integration: integration.name.clone() });
    if !sale.related_products.is_empty() {
        steps.push(Step::OnePartner { products: sale.related_products.len() });
    }
    let mut decider = None;
    for condition in &integration.conditions {
        match differs(&condition.matches, sale, link) {
            Some(part) => steps.push(Step::NoMatch { condition: condition.name.clone(), part }),
            None => {
                decider = Some(condition);
                break;
            }
        }
    }
    let name = decider.map(|condition| condition.name.clone());
    let processing = decider.map_or(&integration.settings.processing, |condition| &condition.processing);
    steps.push(Step::Decides { condition: name.clone() });
    if let Some(why) = super::stops(sale, processing, name) {
        if processing.enabled {
            steps.push(Step::On);
        }
        steps.push(Step::Waits { why });
        return steps;
    }
    let allowed = match &processing.statuses {
        StatusGate::Always => None,
        StatusGate::Specific(allowed) => Some::<Vec<StatusKey>>(allowed.clone()),
    };
    steps.push(Step::On);
    steps.push(Step::StatusFits { status: sale.status.clone(), allowed });
    steps.push(if processing.automatic { Step::ByItself } else { Step::ByHand });
    steps
}
