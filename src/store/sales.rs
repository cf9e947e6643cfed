//! Sales enter the queue, are judged anew, and change.
//!
//! Not here: attempts (`attempts`), statuses from the partner (`follow`), how a record is written (`write`).

use super::Store;
use super::error::StoreError;
use super::rows::{CursorRow, Digest, Place, SaleRecord, Stored, V1};
use super::tables::{BODY, BY_PARTNER, CURSOR, SALE, WRITE_BACK};
use super::write::{By, KOPPEL, ROUNDS, Writing};
use crate::clock::Timestamp;
use crate::kv::Versioned;
use crate::model::delivery::{Check, Delivery, Event, Judgement, Policy, State, Tier};
use crate::model::doubt::Look;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::queue::{Happening, OwnCancel, SaleRow, WaitingReason};
use crate::model::sale::Sale;
use crate::model::shown::Shown;

/// A sale of A as intake read it, with all that was decided about it.
pub struct Arrival {
    /// The sale.
    pub sale: Sale,
    /// The customer, masked.
    pub customer: Shown,
    /// Digest of the sale without its status and times.
    pub content: Digest,
    /// Digest of its address.
    pub lane: Digest,
    /// The integration its product is linked to.
    pub integration: Option<IntegrationName>,
    /// Whether it may go.
    pub judgement: Judgement,
    /// By its status it is cancelled, or asked to be.
    pub cancel: Option<OwnCancel>,
}

/// A judgement anew of a sale that was read before.
pub struct Judged {
    /// The sale.
    pub sale: SaleId,
    /// The version of its record that was judged.
    pub version: u64,
    /// The integration its product is linked to.
    pub integration: Option<IntegrationName>,
    /// Whether it may go.
    pub judgement: Judgement,
}

/// What became of judgements anew.
#[derive(Debug, Default)]
pub struct Rejudged {
    /// Sales that changed by it.
    pub rows: Vec<SaleRow>,
    /// Sales that had changed since they were read: nothing was done about them.
    pub stale: Vec<SaleId>,
}

/// What became of a page of arrivals.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Sales that were new or changed; the others cost no write.
    pub rows: Vec<SaleRow>,
    /// Of these, how many were new.
    pub new: u64,
}

/// Bodies up to this size stay in the row; a larger one (files, signatures) becomes a document. Well below
/// the store's cap of 64 KiB, because JSON escapes can double a text.
pub(super) const IN_ROW: usize = 24 * 1024;

impl Store {
    /// Takes a page of A's sales into the queue, and moves the cursor `cursor.0` to `cursor.1`: one commit.
    /// What did not change costs no write.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn accept(
        &self,
        arrivals: &[Arrival],
        cursor: Option<(&str, serde_json::Value)>,
    ) -> Result<Accepted, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, arrivals.iter().map(|arrival| arrival.sale.id)).await;
            let mut new = 0;
            for arrival in arrivals {
                new += u64::from(self.take(&mut writing, arrival).await?);
            }
            if let Some((name, value)) = &cursor {
                let row = CursorRow { v: V1, value: value.clone() };
                writing.batch.put(&CURSOR, &(*name).to_owned(), &row)?;
            }
            if let Some(rows) = writing.commit().await? {
                return Ok(Accepted { rows, new });
            }
        }
        Err(self.contended())
    }

    /// Takes one arrival; true when it was new.
    async fn take(&self, writing: &mut Writing, arrival: &Arrival) -> Result<bool, StoreError> {
        let id = arrival.sale.id;
        let Some(old) = self.kv().get(&SALE, &id.0).await? else {
            self.put_body(writing, &arrival.sale)?;
            let record = self.first_record(arrival, writing.now);
            let accepted = Happening::Accepted { status: Some(record.own_status.clone()) };
            writing.sale(id, None, record, vec![accepted], KOPPEL)?;
            return Ok(true);
        };
        let mut record = old.value.clone();
        let mut happenings = Vec::new();
        if record.content != arrival.content {
            self.put_body(writing, &arrival.sale)?;
            describe(&mut record, arrival);
        }
        if record.own_status != arrival.sale.status {
            record.own_status = arrival.sale.status.clone();
            // What koppel itself is just writing there is no decision of A's.
            let owed = self.kv().get(&WRITE_BACK, &id.0).await?;
            let ours = owed.is_some_and(|debt| debt.value.status == record.own_status);
            record.own_cancel = arrival.cancel.filter(|_| !ours);
            record.reconcile();
            happenings.push(Happening::OwnStatus { status: record.own_status.clone() });
        }
        judge(&mut record, arrival.integration.as_ref(), &arrival.judgement, writing.now);
        if record != old.value {
            writing.sale(id, Some(&old), record, happenings, KOPPEL)?;
        }
        Ok(false)
    }

    fn first_record(&self, arrival: &Arrival, now: Timestamp) -> SaleRecord {
        let mut record = SaleRecord {
            v: V1,
            integration: arrival.integration.clone(),
            delivery: Delivery::default(),
            customer: Shown::default(),
            product_id: arrival.sale.product.id,
            product: Shown::default(),
            flow: arrival.sale.flow.clone(),
            own_status: arrival.sale.status.clone(),
            partner_status: None,
            partner_remark: Shown::default(),
            unmapped: false,
            own_cancel: arrival.cancel,
            lane: arrival.lane,
            content: arrival.content,
            place: Place::default(),
            happenings: 0,
            created_at: now,
            updated_at: now,
        };
        describe(&mut record, arrival);
        judge(&mut record, arrival.integration.as_ref(), &arrival.judgement, now);
        record
    }

    fn put_body(&self, writing: &mut Writing, sale: &Sale) -> Result<(), StoreError> {
        let json = serde_json::to_vec(sale).unwrap_or_default();
        let stored = if json.len() <= IN_ROW {
            Stored::Here(Box::new(sale.clone()))
        } else {
            Stored::Document(writing.batch.document(json))
        };
        writing.batch.put(&BODY, &sale.id.0, &stored)?;
        Ok(())
    }

    /// Applies a new judgement to sales: after settings, conditions, links or a mapping changed. Sales
    /// that it does not concern any more, and those it changes nothing for, cost no write. One commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn rejudge(&self, judged: &[Judged]) -> Result<Rejudged, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, judged.iter().map(|judged| judged.sale)).await;
            let mut stale = Vec::new();
            for judged in judged {
                let Some(old) = self.kv().get(&SALE, &judged.sale.0).await? else { continue };
                if old.version != judged.version {
                    stale.push(judged.sale);
                    continue;
                }
                let mut record = old.value.clone();
                judge(&mut record, judged.integration.as_ref(), &judged.judgement, writing.now);
                if record != old.value {
                    writing.sale(judged.sale, Some(&old), record, Vec::new(), KOPPEL)?;
                }
            }
            if let Some(rows) = writing.commit().await? {
                return Ok(Rejudged { rows, stale });
            }
        }
        Err(self.contended())
    }

    /// Applies `event` to a sale: one commit. `expected` is the version an operator looked at.
    ///
    /// # Errors
    /// [`StoreError::NoSale`], [`StoreError::Changed`], [`StoreError::Refused`], and
    /// [`StoreError::Claimed`] for a partner's sale that another sale of ours has.
    pub async fn change(
        &self,
        sale: SaleId,
        expected: Option<u64>,
        event: Event,
        policy: &Policy,
        actor: &str,
        reason: Option<&Shown>,
    ) -> Result<SaleRow, StoreError> {
        let verb = match &event {
            Event::Operator(verb) => Some(verb.word()),
            _ => None,
        };
        self.change_and(sale, expected, event, policy, By { actor, reason, verb }, &[]).await
    }

    /// What a look at the partner makes of a sale in doubt, with what the look was worth: one commit.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub async fn checked(
        &self,
        sale: SaleId,
        found: Check,
        look: Option<Look>,
        policy: &Policy,
    ) -> Result<SaleRow, StoreError> {
        let told: Vec<_> =
            look.map(|look| Happening::Checked { found: found.clone(), look }).into_iter().collect();
        self.change_and(sale, None, Event::Checked(found), policy, KOPPEL, &told).await
    }

    async fn change_and(
        &self,
        sale: SaleId,
        expected: Option<u64>,
        event: Event,
        policy: &Policy,
        by: By<'_>,
        told: &[Happening],
    ) -> Result<SaleRow, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, [sale]).await;
            let old = self.record_at(sale, expected).await?;
            let record = self.moved(sale, &old.value, &event, writing.now, policy).await?;
            writing.sale(sale, Some(&old), record, told.to_vec(), by)?;
            if let Some(row) = writing.commit().await?.and_then(|rows| rows.into_iter().next()) {
                return Ok(row);
            }
        }
        Err(self.contended())
    }

    /// Writes into a sale's timeline what changes nothing of it: one commit.
    ///
    /// # Errors
    /// [`StoreError::NoSale`].
    pub async fn tell(&self, sale: SaleId, what: Happening, actor: &str) -> Result<SaleRow, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, [sale]).await;
            let old = self.record_at(sale, None).await?;
            let by = By { actor, reason: None, verb: None };
            writing.sale(sale, Some(&old), old.value.clone(), vec![what.clone()], by)?;
            if let Some(row) = writing.commit().await?.and_then(|rows| rows.into_iter().next()) {
                return Ok(row);
            }
        }
        Err(self.contended())
    }

    /// Whether an event would be taken by a sale, at the version that was looked at: nothing is written.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub async fn would_change(
        &self,
        sale: SaleId,
        expected: Option<u64>,
        event: &Event,
        policy: &Policy,
    ) -> Result<(), StoreError> {
        let record = self.record_at(sale, expected).await?.value;
        self.moved(sale, &record, event, self.0.clock.now(), policy).await.map(drop)
    }

    /// What an event makes of a record.
    async fn moved(
        &self,
        sale: SaleId,
        old: &SaleRecord,
        event: &Event,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<SaleRecord, StoreError> {
        let mut record = old.clone();
        record.delivery = applied(sale, old, event, now, policy)?;
        record.reconcile();
        let claims = record.delivery.partner_sale_id != old.delivery.partner_sale_id;
        if let (true, Some(partner), Some(name)) =
            (claims, record.delivery.partner_sale_id, &record.integration)
            && let Some(owner) = self.owner(name, partner).await?
        {
            return Err(StoreError::Claimed { partner_sale: partner, owner });
        }
        Ok(record)
    }

    /// Writes down that `sale` was made in the place of `cancelled`, at both: one commit.
    ///
    /// # Errors
    /// [`StoreError::NoSale`], [`StoreError::Changed`]; [`StoreError::NoPlace`] when that one was not
    /// cancelled, or either has a place already.
    pub async fn replace(
        &self,
        (sale, expected): (SaleId, Option<u64>),
        cancelled: SaleId,
        actor: &str,
        reason: Option<&Shown>,
    ) -> Result<SaleRow, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, [sale, cancelled]).await;
            let (new, old) = self.placeable((sale, expected), cancelled).await?;
            let (mut takes, mut leaves) = (new.value.clone(), old.value.clone());
            (takes.place.of, leaves.place.by) = (Some(cancelled), Some(sale));
            let by = By { actor, reason: None, verb: None };
            let (taken, left) = (reason.cloned(), reason.cloned());
            let left = Happening::ReplacedBy { sale, reason: left };
            writing.sale(cancelled, Some(&old), leaves, vec![left], by)?;
            let taken = Happening::Replaces { sale: cancelled, reason: taken };
            writing.sale(sale, Some(&new), takes, vec![taken], by)?;
            if let Some(row) = writing.commit().await?.and_then(|rows| rows.into_iter().next_back()) {
                return Ok(row);
            }
        }
        Err(self.contended())
    }

    /// Whether [`Store::replace`] would be done: nothing is written.
    ///
    /// # Errors
    /// As that.
    pub async fn would_replace(
        &self,
        sale: (SaleId, Option<u64>),
        cancelled: SaleId,
    ) -> Result<(), StoreError> {
        self.placeable(sale, cancelled).await.map(drop)
    }

    /// A sale, and the cancelled one whose place it can take.
    async fn placeable(
        &self,
        (sale, expected): (SaleId, Option<u64>),
        cancelled: SaleId,
    ) -> Result<(Versioned<SaleRecord>, Versioned<SaleRecord>), StoreError> {
        let new = self.record_at(sale, expected).await?;
        let old = self.sale(cancelled).await?.ok_or(StoreError::NoPlace { cancelled })?;
        let past = &old.value.delivery;
        let over = past.state == State::Cancelled
            || past.cancel_requested
            || past.waiting == Some(WaitingReason::CancelledAtOwn);
        let free = new.value.place.of.is_none() && old.value.place.by.is_none();
        if sale == cancelled || !over || !free {
            return Err(StoreError::NoPlace { cancelled });
        }
        Ok((new, old))
    }

    /// The record of a sale, at the version that was looked at.
    pub(super) async fn record_at(
        &self,
        sale: SaleId,
        expected: Option<u64>,
    ) -> Result<Versioned<SaleRecord>, StoreError> {
        let found = self.kv().get(&SALE, &sale.0).await?.ok_or(StoreError::NoSale { sale })?;
        match expected {
            Some(expected) if expected != found.version => {
                Err(StoreError::Changed { expected, found: found.version })
            }
            _ => Ok(found),
        }
    }

    /// The sale of ours that has the partner's sale.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn owner(
        &self,
        integration: &IntegrationName,
        partner: SaleId,
    ) -> Result<Option<SaleId>, StoreError> {
        let found = self.kv().get(&BY_PARTNER, &(integration.0.clone(), partner.0)).await?;
        Ok(found.map(|found| SaleId(found.value)))
    }

    pub(super) fn contended(&self) -> StoreError {
        StoreError::Changed { expected: 0, found: self.kv().revision() }
    }
}

pub(super) fn applied(
    sale: SaleId,
    record: &SaleRecord,
    event: &Event,
    now: Timestamp,
    policy: &Policy,
) -> Result<Delivery, StoreError> {
    record.delivery.apply(event.clone(), now, policy).map_err(|refused| StoreError::Refused { sale, refused })
}

fn describe(record: &mut SaleRecord, arrival: &Arrival) {
    let sale = &arrival.sale;
    record.customer = arrival.customer.clone();
    record.product_id = sale.product.id;
    record.product = sale.product.name.clone();
    record.flow = sale.flow.clone();
    record.content = arrival.content;
    // An attempt under way keeps the lane it was started in.
    if record.active().is_none() {
        record.lane = arrival.lane;
    }
}

/// Applies a judgement where it still has a say; the integration moves only before the first attempt.
fn judge(
    record: &mut SaleRecord,
    integration: Option<&IntegrationName>,
    judgement: &Judgement,
    now: Timestamp,
) {
    let delivery = &record.delivery;
    let open = matches!(delivery.state, State::Waiting | State::Ready | State::Queued);
    let unsent = delivery.attempts == 0 && delivery.partner_sale_id.is_none();
    if unsent && (open || delivery.state == State::Skipped) && record.integration.as_ref() != integration {
        record.integration = integration.cloned();
    }
    // What another integration would let go does not go through this one.
    let elsewhere = record.integration.as_ref() != integration;
    let judgement = match judgement {
        Judgement::ByHand | Judgement::Automatic { .. } if elsewhere => {
            Judgement::Waits(WaitingReason::ProductNotLinked { product: record.product_id })
        }
        judgement => judgement.clone(),
    };
    // Judgements do not depend on the policy.
    let policy = Policy::new(Tier::T3, 1.0);
    if let Ok(next) = record.delivery.apply(Event::Judged(judgement), now, &policy) {
        record.delivery = next;
    }
}
