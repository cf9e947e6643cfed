//! Drift while the engine runs: a partner's contract that changed is kept as its next version, sales it hits
//! are held by the judgement that every sale passes, and it ends by an operator or by a good proof.
//!
//! Not here: what a change means and hits (`linking::drift`).

use std::sync::Arc;

use super::Engine;
use super::change::Change;
use super::error::EngineError;
use super::forward::prepare::Enclosed;
use super::partner::{Partner, Snapshot};
use super::presence;
use super::shared::Shared;
use crate::linking;
use crate::linking::sheet::asked_of;
use crate::model::catalogue::Catalogue;
use crate::model::delivery::State;
use crate::model::drift::{Class, DriftView, Standing};
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::integration::OnDrift;
use crate::model::queue::WaitingReason;
use crate::model::reason::Thing;
use crate::model::sale::Sale;
use crate::model::view::Activity;

/// Sales are read in pages of so many.
const PAGE: usize = 500;
/// So many sales are named at most.
const MOST_NAMED: usize = 10_000;

/// Why `sale` is held, when an open change of the partner's is in its way.
pub fn held(shared: &Shared, snapshot: &Snapshot, sale: &Sale) -> Option<WaitingReason> {
    if snapshot.drifts.is_empty() || snapshot.row.integration.settings.on_drift != OnDrift::Hold {
        return None;
    }
    let enclosed = Enclosed::default();
    let context = enclosed.context(shared, snapshot, 0);
    let (drift, change) = linking::drift::hit(sale, &snapshot.drifts, &context)?;
    Some(WaitingReason::Drift { version: drift.version, element: change.element.clone() })
}

/// Keeps what was read of a partner; true when it differs from what was known. What changed in its contract
/// is told, and holds the sales it hits.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn keep(
    shared: &Shared,
    partner: &Arc<Partner>,
    known: Option<&Catalogue>,
    catalogue: &Catalogue,
) -> Result<bool, EngineError> {
    let snapshot = partner.snapshot();
    let mapping = &snapshot.mapping.mapping;
    let mut changes = known.map(|known| linking::drift::drift(known, catalogue, mapping)).unwrap_or_default();
    if changes.iter().any(|change| change.class == Class::Tightening) {
        // Whether it breaks this mapping only the proof can tell.
        let proof = super::check::prove_with(shared, partner, Some(catalogue.clone()), None).await?;
        changes = linking::drift::weighed(changes, &proof, &catalogue.contract);
    }
    let class = changes.iter().map(|change| change.class).max();
    let policy = snapshot.row.integration.settings.on_drift;
    let opens = class >= Some(Class::Tightening) && policy != OnDrift::Ignore;
    let standing = if opens { Standing::Open } else { Standing::Noted };
    let count = changes.len() as u64;
    if !shared.store.set_partner_catalogue(&partner.name, catalogue, changes, standing).await? {
        return Ok(false);
    }
    let after = shared.refresh(&partner.name).await?;
    shared.judge_anew();
    if !snapshot.products.is_empty() {
        let before = asked_of(&snapshot.catalogue.contract, &snapshot.products);
        let asked = asked_of(&after.catalogue.contract, &after.products);
        presence::came(shared, partner, asked.difference(&before).map(|key| (*key).clone()).collect())
            .await?;
    }
    if let Some(class) = class.filter(|class| *class > Class::Harmless && policy != OnDrift::Ignore) {
        let version = shared.store.contracts(&partner.name).await?.last().map_or(1, |last| last.version);
        tell(shared, "koppel", &partner.name, Activity::ContractChanged { version, class, changes: count })
            .await?;
    }
    Ok(true)
}

/// Something changed that open drift depends on: whoever it held is judged anew, and what the proof covers
/// and finds good is over.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn settle(shared: &Shared, partner: &Arc<Partner>) -> Result<(), EngineError> {
    let snapshot = partner.snapshot();
    if snapshot.drifts.is_empty() {
        return Ok(());
    }
    shared.judge_anew();
    let proof = super::check::prove(shared, partner).await?;
    let (mapping, contract) = (&snapshot.mapping.mapping, &snapshot.catalogue.contract);
    let over =
        snapshot.drifts.iter().filter(|drift| linking::drift::is_settled(drift, &proof, mapping, contract));
    let over: Vec<u64> = over.map(|drift| drift.version).collect();
    end(shared, &partner.name, &over, Standing::Proven { at: shared.clock.now() }, "koppel").await?;
    Ok(())
}

async fn end(
    shared: &Shared,
    name: &IntegrationName,
    versions: &[u64],
    standing: Standing,
    actor: &str,
) -> Result<u64, EngineError> {
    let ended = shared.store.end_drift(name, versions, &standing).await?;
    if ended.is_empty() {
        return Ok(0);
    }
    shared.refresh(name).await?;
    shared.judge_anew();
    let proven = matches!(standing, Standing::Proven { .. });
    for version in &ended {
        tell(shared, actor, name, Activity::DriftEnded { version: *version, proven }).await?;
    }
    Ok(ended.len() as u64)
}

async fn tell(
    shared: &Shared,
    actor: &str,
    name: &IntegrationName,
    what: Activity,
) -> Result<(), EngineError> {
    let row = shared.store.log(actor, Some(name), what).await?;
    shared.tell(Change::Activity(row));
    Ok(())
}

impl Engine {
    /// Versions of a partner's contract, newest first, each with the sales it holds.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn drifts(&self, name: &IntegrationName) -> Result<Vec<DriftView>, EngineError> {
        let shared = &self.0.shared;
        shared.partner(name)?;
        let drifts = shared.store.contracts(name).await?.into_iter().rev();
        let mut views: Vec<DriftView> = drifts.map(|drift| DriftView { drift, held: Vec::new() }).collect();
        if !views.iter().any(|view| view.drift.is_open()) {
            return Ok(views);
        }
        let mut after = None;
        let mut seen = 0;
        while seen < MOST_NAMED {
            let page = shared.store.in_state(Some(name), State::Waiting, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            seen += page.len();
            for (_, sale) in page {
                if let Some(version) = self.holder(sale).await?
                    && let Some(view) = views.iter_mut().find(|view| view.drift.version == version)
                {
                    view.held.push(sale);
                }
            }
        }
        views.iter_mut().for_each(|view| view.held.sort_unstable());
        Ok(views)
    }

    /// The version that holds a sale.
    async fn holder(&self, sale: SaleId) -> Result<Option<u64>, EngineError> {
        let found = self.0.shared.store.sale(sale).await?;
        Ok(found.and_then(|found| match found.value.delivery.waiting {
            Some(WaitingReason::Drift { version, .. }) => Some(version),
            _ => None,
        }))
    }

    /// Lets the sales go that open drift holds, of one version or of all: how many versions that ended.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when nothing of it is open.
    pub async fn release_drift(
        &self,
        name: &IntegrationName,
        version: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let shared = &self.0.shared;
        let open = &shared.partner(name)?.snapshot().drifts;
        let wanted = open.iter().map(|drift| drift.version);
        let versions: Vec<u64> = wanted.filter(|open| version.is_none_or(|one| one == *open)).collect();
        let standing = Standing::Released { by: actor.to_owned(), at: shared.clock.now() };
        let count = end(shared, name, &versions, standing, actor).await?;
        match version {
            Some(version) if count == 0 => Err(EngineError::not_found(Thing::Drift, version)),
            _ => Ok(count),
        }
    }
}
