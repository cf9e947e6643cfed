//! What screens and commands ask of the engine. Nothing here changes anything.
//!
//! Not here: numbers of events, and what a viewer may see (`service`).

use std::collections::BTreeMap;

use super::error::EngineError;
use super::forward::prepare::enclose;
use super::sync::under_way;
use super::trace::trace;
use super::{Engine, mask};
use crate::linking;
use crate::model::act::SalesQuery;
use crate::model::agreement::Agreement;
use crate::model::catalogue::Catalogue;
use crate::model::failure::{Cause, Failure};
use crate::model::ids::{IntegrationName, ProductId, SaleId};
use crate::model::question::Question;
use crate::model::queue::QueueCounts;
use crate::model::reason::{Reason, Thing};
use crate::model::shown::Shown;
use crate::model::side_by_side::{AgreementView, MappingView, QuestionView};
use crate::model::view::{ActivityRow, DryRun, IntegrationView, OwnView, ProductRow, SaleDetail, SalePage};
use crate::store::{Retired, Side};

impl Engine {
    /// Name of this koppel instance, as it stands in every `external_reference`.
    pub fn instance(&self) -> &str {
        self.0.shared.store.instance()
    }

    /// The own environment, once set.
    pub fn own(&self) -> Option<OwnView> {
        self.0.shared.own_view()
    }

    /// Integrations by name.
    pub fn integrations(&self) -> Vec<IntegrationView> {
        let shared = &self.0.shared;
        shared.partners().iter().map(|partner| shared.integration_view(partner)).collect()
    }

    /// One integration.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub fn integration(&self, name: &IntegrationName) -> Result<IntegrationView, EngineError> {
        let partner = self.0.shared.partner(name)?;
        Ok(self.0.shared.integration_view(&partner))
    }

    /// The queue in numbers.
    pub fn counts(&self) -> QueueCounts {
        self.0.shared.store.counts()
    }

    /// A page of the queue.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn sales(&self, query: &SalesQuery) -> Result<SalePage, EngineError> {
        Ok(self.0.shared.store.page(query).await?)
    }

    /// What happened lately, newest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn activity(&self, before: Option<u64>, limit: usize) -> Result<Vec<ActivityRow>, EngineError> {
        Ok(self.0.shared.store.activity(before, limit).await?)
    }

    /// One sale whole, its personal data masked.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn sale(&self, id: SaleId) -> Result<SaleDetail, EngineError> {
        let store = &self.0.shared.store;
        let found = store.sale(id).await?.ok_or_else(|| not_found(id))?;
        let row = found.value.row(id, found.version);
        // Whether it goes is judged by what A says, and not by what was edited.
        let trace = match store.body(id).await? {
            Some(body) => trace(&self.0.shared, id, &found.value, &body).await?,
            None => Vec::new(),
        };
        let fields = match store.edited(id).await? {
            Some(body) => mask::fields(&body, &self.catalogue(&Side::Own).await?),
            None => Vec::new(),
        };
        let partner = match &row.integration {
            Some(name) => self.catalogue(&Side::Partner(name.clone())).await?,
            None => Catalogue::default(),
        };
        let sent = store.last_body(id).await?.map(|bytes| mask::body(&bytes, &partner)).unwrap_or_default();
        Ok(SaleDetail {
            row,
            timeline: store.timeline(id).await?,
            attempts: store.attempts(id).await?,
            fields,
            sent,
            trace,
        })
    }

    /// What the mapping of now would send for a sale, its personal data masked.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Refused`] while its product is linked to no partner.
    pub async fn dry_run(&self, id: SaleId) -> Result<DryRun, EngineError> {
        let store = &self.0.shared.store;
        let found = store.sale(id).await?.ok_or_else(|| not_found(id))?;
        let mut body = store.edited(id).await?.ok_or_else(|| not_found(id))?;
        let Some(name) = found.value.integration else {
            return Err(EngineError::refused(Reason::NotLinked { product: body.product.id }));
        };
        let snapshot = self.0.shared.partner(&name)?.snapshot();
        let mapping_version = snapshot.mapping.version;
        let enclosed = match enclose(&self.0.shared, &mut body).await {
            Ok(enclosed) => enclosed,
            Err(EngineError::Link { failure }) => {
                // Without it the sale would not go either.
                let failure = Failure { cause: Cause::OwnEnvironment, ..*failure };
                return Ok(DryRun { payload: None, failures: vec![failure], mapping_version });
            }
            Err(error) => return Err(error),
        };
        let context = enclosed.context(&self.0.shared, &snapshot, found.value.delivery.next_generation());
        let translated = match snapshot.not_offered(&body) {
            Some(failure) => Err(vec![failure]),
            None => linking::translate(&body, &context),
        };
        let (payload, failures) = match translated {
            Ok(payload) => (Some(mask::payload(&payload, &snapshot.catalogue)), Vec::new()),
            Err(failures) => (None, failures),
        };
        Ok(DryRun { payload, failures, mapping_version })
    }

    /// Partner products of an integration, granted or linked.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn products(&self, name: &IntegrationName) -> Result<Vec<ProductRow>, EngineError> {
        let snapshot = self.0.shared.partner(name)?.snapshot();
        let own = self.catalogue(&Side::Own).await?;
        let mut links: BTreeMap<_, _> =
            self.0.shared.store.links(name).await?.into_iter().map(|link| (link.partner, link)).collect();
        let under_way = under_way(&self.0.shared, &*self.0.shared.partner(name)?).await?;
        let under_way = |product: &ProductId| under_way.get(product).copied().unwrap_or_default();
        let mut rows = Vec::new();
        for product in &snapshot.catalogue.products {
            let link = links.remove(&product.id);
            let prices = product.detail.as_ref().map(|detail| &detail.prices);
            let price = prices.and_then(|prices| prices.get("price_monthly").or_else(|| prices.get("price")));
            rows.push(ProductRow {
                partner_id: product.id,
                name: product.name.clone(),
                product_type: product.product_type.clone(),
                supplier: product.supplier.as_ref().map(|supplier| supplier.name.clone()),
                price: price.cloned(),
                own_id: link.as_ref().map(|link| link.own),
                granted: true,
                last_synchronised: link.as_ref().map(|link| link.last_synchronised),
                last_checked: link.as_ref().map(|link| link.last_checked),
                missing_since: None,
                under_way: under_way(&product.id),
                retired: link.as_ref().and_then(|link| link.retired.as_ref()).map(|retired| retired.how),
            });
        }
        // What is linked and no longer granted is known by its name at A.
        for link in links.into_values() {
            let product = match &link.retired {
                // What was deleted is known as it was kept.
                Some(Retired { product: Some(kept), .. }) => {
                    Some(self.0.shared.store.kept_product(kept.clone()).await?)
                }
                _ => own.products.iter().find(|product| product.id == link.own).cloned(),
            };
            rows.push(ProductRow {
                partner_id: link.partner,
                name: product.as_ref().map(|product| product.name.clone()).unwrap_or_default(),
                product_type: product.map(|product| product.product_type).unwrap_or_default(),
                supplier: None,
                price: None,
                own_id: Some(link.own),
                granted: false,
                last_synchronised: Some(link.last_synchronised),
                last_checked: Some(link.last_checked),
                missing_since: link.missing_since,
                under_way: under_way(&link.partner),
                retired: link.retired.map(|retired| retired.how),
            });
        }
        Ok(rows)
    }

    /// The mapping of an integration beside both catalogues.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn mapping(&self, name: &IntegrationName) -> Result<MappingView, EngineError> {
        let snapshot = self.0.shared.partner(name)?.snapshot();
        let own = self.catalogue(&Side::Own).await?;
        let partner = &snapshot.catalogue;
        let asked = linking::sheet::asked_of(&partner.contract, &snapshot.products);
        let applies = |question: &&Question| asked.contains(&question.key);
        let takes = |question: &&Question| question.input_type.takes_answer();
        let flows = |catalogue: &Catalogue| {
            catalogue.contract.flows.iter().map(|flow| (flow.key.clone(), flow.title.clone())).collect()
        };
        let statuses = |catalogue: &Catalogue| {
            catalogue.statuses.iter().map(|status| (status.key.clone(), status.name.clone())).collect()
        };
        Ok(MappingView {
            mapping: snapshot.mapping.mapping.clone(),
            version: snapshot.mapping.version,
            changed: snapshot.mapping.changed.clone(),
            own_flows: flows(&own),
            partner_flows: flows(partner),
            own_questions: own.contract.questions.iter().filter(takes).map(question).collect(),
            partner_questions: partner.contract.questions.iter().filter(applies).map(question).collect(),
            own_agreements: own
                .contract
                .agreements
                .iter()
                .map(|one| (one.key.clone(), one.name.clone()))
                .collect(),
            partner_agreements: partner.contract.agreements.iter().map(agreement).collect(),
            own_statuses: statuses(&own),
            partner_statuses: statuses(partner),
        })
    }

    pub(super) async fn catalogue(&self, side: &Side) -> Result<Catalogue, EngineError> {
        let known = self.0.shared.store.catalogue(side).await?;
        Ok(known.map(|(catalogue, _)| catalogue).unwrap_or_default())
    }
}

fn not_found(sale: SaleId) -> EngineError {
    EngineError::not_found(Thing::Sale, sale)
}

fn agreement(agreement: &Agreement) -> AgreementView {
    let contract = agreement.contract.clone().unwrap_or_default();
    AgreementView {
        key: agreement.key.clone(),
        name: agreement.name.clone(),
        required: contract.required || contract.rule_required,
    }
}

fn question(question: &Question) -> QuestionView {
    let contract = question.contract.clone().unwrap_or_default();
    QuestionView {
        key: question.key.clone(),
        name: Shown::new(&question.name),
        input_type: question.input_type.as_word().to_owned(),
        required: contract.required || contract.rule_required,
        has_rule: contract.rule.is_some(),
        options: contract.options.iter().map(|option| Shown::new(option)).collect(),
    }
}
