//! What a sale becomes at the partner, as the bytes to send, or why it does not go: with everything as it
//! is known now, down to the switches.
//!
//! Not here: sending them (`attempt`), the rules (`linking`).

use std::sync::Arc;

use super::consent;
use crate::engine::budget::Lane;
use crate::engine::chain;
use crate::engine::error::EngineError;
use crate::engine::judge::judge;
use crate::engine::partner::{Partner, Snapshot};
use crate::engine::shared::Shared;
use crate::linking;
use crate::model::delivery::{Event, Judgement};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{ProductId, SaleId};
use crate::model::optin::OptIn;
use crate::model::queue::WaitingReason;
use crate::model::reason::Reason;
use crate::model::sale::Sale;
use crate::model::shown::Shown;
use crate::salesdock::convert::new_sale;
use crate::store::{Judged, NewAttempt, SaleRecord, StoreError};

/// A sale that may go.
pub struct Ready {
    /// The version of its record.
    pub version: u64,
    /// The body made anew; `None` when the bytes of the attempt before go again.
    pub new: Option<NewAttempt>,
    /// What it was decided by.
    pub snapshot: Arc<Snapshot>,
    set_up: u64,
}

impl Ready {
    /// True while nothing has changed that it was decided by.
    pub fn is_current(&self, shared: &Shared, partner: &Partner) -> bool {
        Arc::ptr_eq(&self.snapshot, &partner.snapshot()) && shared.is_current(self.set_up)
    }
}

/// Makes `sale` ready; `None` when it does not go now, after what follows from that was written.
///
/// # Errors
/// [`EngineError::Link`] when A does not give what is enclosed, [`EngineError::Store`].
pub async fn prepare(shared: &Shared, partner: &Partner, sale: SaleId) -> Result<Option<Ready>, EngineError> {
    let store = &shared.store;
    let snapshot = partner.snapshot();
    let (links, set_up) = shared.links();
    let Some(found) = store.sale(sale).await? else { return Ok(None) };
    let (record, version) = (found.value, found.version);
    if !record.delivery.may_start() || record.integration.as_ref() != Some(&partner.name) {
        return Ok(None);
    }
    let Some(mut body) = store.edited(sale).await? else {
        return Err(StoreError::DocumentMissing { subject: format!("sale {sale}") }.into());
    };
    let suspected = store.suspected_since(sale, &record, body.created_at).await?;
    if let (Some(since), true) = (suspected, record.delivery.repeats()) {
        // Its bytes went out before the store was copied; what followed that nobody here knows.
        store.suspect(sale, version, None, since, &snapshot.policy).await?;
        return Ok(None);
    }
    if record.delivery.may_double(&snapshot.policy, shared.clock.now()) {
        store.change(sale, Some(version), Event::Undeduplicated, &snapshot.policy, "koppel", None).await?;
        return Ok(None);
    }
    if record.delivery.may_be_placed() {
        // Going again is how it is found out whether it is there.
        return Ok(Some(Ready { version, new: None, snapshot, set_up }));
    }
    // It was queued by switches that may have been moved since, and by a status that A may have changed.
    let (integration, judgement) = judge(shared, &links, &body);
    if integration.as_ref() != Some(&partner.name) || matches!(judgement, Judgement::Waits(_)) {
        store.rejudge(&[Judged { sale, version, integration, judgement }]).await?;
        return Ok(None);
    }
    if record.delivery.repeats() {
        return Ok(Some(Ready { version, new: None, snapshot, set_up }));
    }
    if let Some(product) = comes_back(shared, &body, &snapshot) {
        let failure = Failure::found(Cause::Loop, Element::Product(product));
        return untranslatable(shared, sale, version, failure, &snapshot).await.map(|()| None);
    }
    let enclosed = enclose(shared, &mut body).await?;
    if let Some(why) = enclosed.optin.as_ref().and_then(|optin| consent::missing(optin, shared.clock.now())) {
        let judgement = Judgement::Waits(why);
        store.rejudge(&[Judged { sale, version, integration, judgement }]).await?;
        return Ok(None);
    }
    let new = match translated(shared, &record, &body, &enclosed, &snapshot)? {
        Ok(new) => new,
        Err(failure) => {
            return untranslatable(shared, sale, version, failure, &snapshot).await.map(|()| None);
        }
    };
    if let Some(since) = suspected {
        store.suspect(sale, version, Some(new), since, &snapshot.policy).await?;
        return Ok(None);
    }
    match stands_there(shared, partner, &record, &new).await? {
        Some(twin) => {
            let said = Shown::new(&twin.to_string());
            let failure =
                Failure { said: Some(said), ..Failure::found(Cause::AlreadyThere, Element::Partner) };
            let event = Event::StandsThere { twin, failure };
            store.change(sale, Some(version), event, &snapshot.policy, "koppel", None).await?;
            Ok(None)
        }
        None => Ok(Some(Ready { version, new: Some(new), snapshot, set_up })),
    }
}

/// A look before the leap: the highest number of a sale there that this one would be a second of, that nobody
/// of ours has and no person was told of.
async fn stands_there(
    shared: &Shared,
    partner: &Partner,
    record: &SaleRecord,
    new: &NewAttempt,
) -> Result<Option<SaleId>, EngineError> {
    if partner.mirror().is_empty() {
        return Ok(None);
    }
    let Some(ours) = new_sale::traits(&new.flow, &new.body) else { return Ok(None) };
    let like = partner.mirror().like(&ours, shared.store.instance(), record.delivery.twin);
    for there in like.into_iter().rev() {
        if shared.store.owner(&partner.name, there).await?.is_none() {
            return Ok(Some(there));
        }
    }
    Ok(None)
}

async fn untranslatable(
    shared: &Shared,
    sale: SaleId,
    version: u64,
    failure: Failure,
    snapshot: &Snapshot,
) -> Result<(), EngineError> {
    let event = Event::Untranslatable(failure);
    shared.store.change(sale, Some(version), event, &snapshot.policy, "koppel", None).await?;
    Ok(())
}

/// The bytes to send; or the first reason why there can be none.
fn translated(
    shared: &Shared,
    record: &SaleRecord,
    body: &Sale,
    enclosed: &Enclosed,
    snapshot: &Snapshot,
) -> Result<Result<NewAttempt, Failure>, EngineError> {
    let context = enclosed.context(shared, snapshot, record.delivery.next_generation());
    let payload = match linking::translate(body, &context) {
        Ok(payload) => payload,
        Err(failures) => {
            let unknown = || Failure::found(Cause::Refused, Element::Partner);
            return Ok(Err(failures.into_iter().next().unwrap_or_else(unknown)));
        }
    };
    let bytes = new_sale::body(&payload)
        .map_err(|error| EngineError::invalid(Reason::Unwritable { why: error.to_string() }))?;
    Ok(Ok(NewAttempt {
        flow: payload.flow,
        body: bytes,
        mapping_version: snapshot.mapping.version,
        contract_version: snapshot.contract,
    }))
}

/// The partner's product, when the partner has it from here.
fn comes_back(shared: &Shared, body: &Sale, snapshot: &Snapshot) -> Option<ProductId> {
    let linked = snapshot.products.get(&body.product.id)?.id;
    let product = snapshot.catalogue.products.iter().find(|product| product.id == linked)?;
    let own = shared.own.address()?;
    chain::is_loop(&own, product, &snapshot.row.integration.partner).then_some(linked)
}

/// What only some sales have and the list does not carry.
#[derive(Default)]
pub struct Enclosed {
    optin: Option<OptIn>,
    contract_pdf: Option<String>,
}

impl Enclosed {
    /// Everything a translation asks for.
    pub fn context<'a>(
        &'a self,
        shared: &'a Shared,
        snapshot: &'a Snapshot,
        generation: u32,
    ) -> linking::Context<'a> {
        linking::Context {
            mapping: &snapshot.mapping.mapping,
            partner: &snapshot.catalogue.contract,
            products: &snapshot.products,
            instance: shared.store.instance(),
            generation,
            send_optin: snapshot.row.integration.settings.send_optin,
            optin: self.optin.as_ref(),
            contract_pdf: self.contract_pdf.as_deref(),
        }
    }
}

/// Why the consent that a sale of a dialer rests on keeps it from going; `None` where none was recorded.
///
/// # Errors
/// [`EngineError::Link`].
pub async fn withheld(shared: &Shared, sale: &Sale) -> Result<Option<WaitingReason>, EngineError> {
    let (Some(own), Some(_)) = (shared.own.client(Lane::Check)?, &sale.source) else { return Ok(None) };
    let optin = own.optin(sale.id).await?;
    Ok(optin.as_ref().and_then(|optin| consent::missing(optin, shared.clock.now())))
}

/// Fetches what a list leaves out: the content of files, an opt-in of a dialer, a concluded contract.
///
/// # Errors
/// [`EngineError::Link`].
pub async fn enclose(shared: &Shared, sale: &mut Sale) -> Result<Enclosed, EngineError> {
    let mut enclosed = Enclosed::default();
    let Some(own) = shared.own.client(Lane::Forward)? else { return Ok(enclosed) };
    own.restore_files(sale).await?;
    if sale.source.is_some() {
        // Sent along or not: what rests on a consent does not go without one.
        enclosed.optin = own.optin(sale.id).await?;
    }
    if sale.contract_date.is_some() {
        enclosed.contract_pdf = own.contract(sale.id).await?;
    }
    Ok(enclosed)
}
