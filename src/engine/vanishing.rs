//! What putting own products out of sale would hit whose partner products are gone: sales that were not sent
//! yet, and rows of the mapping that nothing else needs.
//!
//! Not here: doing it (`sync::vanished`).

use std::collections::{BTreeMap, BTreeSet};

use super::Engine;
use super::error::EngineError;
use super::partner::Partner;
use crate::linking::LinkedProduct;
use crate::linking::sheet::{agreed_of, asked_of};
use crate::model::delivery::State;
use crate::model::ids::{AgreementKey, IntegrationName, ProductId, QuestionKey, SaleId};
use crate::model::proof::RowToChange;
use crate::model::vanishing::{VanishPlan, Vanishing};

/// Sales are read in pages of so many.
const PAGE: usize = 500;

/// The states of sales that are still to be sent.
const UNSENT: [State; 5] = [State::Waiting, State::Ready, State::Queued, State::Retrying, State::Fallout];

impl Engine {
    /// What putting own products out of sale would do whose partner products are gone.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn vanish_plan(&self, name: &IntegrationName) -> Result<VanishPlan, EngineError> {
        let partner = self.0.shared.partner(name)?;
        let links = self.0.shared.store.links(name).await?;
        let spared: BTreeSet<ProductId> =
            links.iter().filter(|link| link.spared).map(|link| link.partner).collect();
        let mut sales = self.unsent(name).await?;
        let mut types: BTreeMap<ProductId, String> = BTreeMap::new();
        let mut products = Vec::new();
        for row in self.products(name).await? {
            let (Some(missing_since), Some(own_id)) = (row.missing_since, row.own_id) else { continue };
            types.insert(own_id, row.product_type);
            products.push(Vanishing {
                partner_id: row.partner_id,
                own_id,
                name: row.name,
                missing_since,
                retired: row.retired,
                spared: spared.contains(&row.partner_id),
                sales: sales.remove(&own_id).unwrap_or_default(),
            });
        }
        let snapshot = partner.snapshot();
        let mut plan = VanishPlan {
            policy: snapshot.row.integration.settings.on_vanished,
            hold: snapshot.row.vanished.clone(),
            products,
            rows: Vec::new(),
        };
        let going: BTreeSet<ProductId> = plan.affected().map(|one| one.own_id).collect();
        plan.rows = rows(&partner, &types, &going);
        Ok(plan)
    }

    /// Sales of an integration that are still to be sent, by own product.
    async fn unsent(&self, name: &IntegrationName) -> Result<BTreeMap<ProductId, Vec<SaleId>>, EngineError> {
        let store = &self.0.shared.store;
        let mut unsent: BTreeMap<ProductId, Vec<SaleId>> = BTreeMap::new();
        for state in UNSENT {
            let mut after = None;
            loop {
                let page = store.in_state(Some(name), state, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = Some(*last);
                for (_, sale) in page {
                    if let Some(found) = store.sale(sale).await? {
                        unsent.entry(found.value.product_id).or_default().push(sale);
                    }
                }
            }
        }
        unsent.values_mut().for_each(|sales| sales.sort_unstable());
        Ok(unsent)
    }
}

/// The rows that only products need that go: of flows of their types, and of questions and agreements asked of
/// them.
/// `types` are those of what is gone, which the partner's catalogue does not tell any more.
fn rows(
    partner: &Partner,
    types: &BTreeMap<ProductId, String>,
    going: &BTreeSet<ProductId>,
) -> Vec<RowToChange> {
    let snapshot = partner.snapshot();
    let (mapping, contract) = (&snapshot.mapping.mapping, &snapshot.catalogue.contract);
    if going.is_empty() {
        return Vec::new();
    }
    let known = |(own, linked): (&ProductId, &LinkedProduct)| {
        let product_type = linked.product_type.clone().or_else(|| types.get(own).cloned());
        (*own, LinkedProduct { product_type, ..linked.clone() })
    };
    let (go, stay): (BTreeMap<_, _>, BTreeMap<_, _>) =
        snapshot.products.iter().map(known).partition(|(own, _)| going.contains(own));
    let of_type = |products: &BTreeMap<ProductId, LinkedProduct>, flow_type: &str| {
        products.values().any(|one| one.product_type.as_deref() == Some(flow_type))
    };
    let flows = mapping.flows.iter().filter(|row| {
        let flow_type = &row.partner.flow_type;
        of_type(&go, flow_type) && !of_type(&stay, flow_type)
    });
    let needed = if stay.is_empty() { BTreeSet::new() } else { asked_of(contract, &stay) };
    let asked = asked_of(contract, &go);
    // A partner may stop showing a question with the last product that it is asked of.
    let shown: BTreeSet<_> = contract.questions.iter().map(|question| &question.key).collect();
    let goes = |key: &&QuestionKey| asked.contains(key) || !shown.contains(key);
    let questions = mapping.questions.iter().map(|row| &row.partner);
    let questions: BTreeSet<_> = questions.filter(|key| goes(key) && !needed.contains(key)).collect();
    let (needed, wanted) = (agreed_of(contract, &stay), agreed_of(contract, &go));
    let shown: BTreeSet<_> = contract.agreements.iter().map(|agreement| &agreement.key).collect();
    let goes = |key: &&AgreementKey| wanted.contains(key) || !shown.contains(key);
    let agreements = mapping.agreements.iter().map(|row| &row.partner);
    let agreements: BTreeSet<_> = agreements.filter(|key| goes(key) && !needed.contains(key)).collect();
    let flows = flows.map(|row| RowToChange::Flow(row.own.clone()));
    let questions = questions.into_iter().map(|key| RowToChange::Question(key.clone()));
    let agreements = agreements.into_iter().map(|key| RowToChange::Agreement(key.clone()));
    flows.chain(questions).chain(agreements).collect()
}
