//! Attempts: the intent is durable before the first byte is sent (W1), the outcome before anything follows
//! from it (W2).
//!
//! Not here: sending (`engine::forward`), the rules of a delivery's life (`model::delivery`).

use bytes::Bytes as RawBytes;
use ulid::Ulid;

use super::Store;
use super::error::StoreError;
use super::rows::{AttemptRecord, Bytes, Digest, SaleRecord, V1};
use super::sales::{IN_ROW, applied};
use super::tables::{ATTEMPT, BODY, BY_PARTNER};
use super::write::{KOPPEL, ROUNDS, Writing};
use crate::clock::Timestamp;
use crate::kv::Versioned;
use crate::model::delivery::{Attempt, Event, Fence, Outcome, Policy, Tier};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{FlowKey, IntegrationName, SaleId};
use crate::model::queue::{AttemptRow, SaleRow};
use crate::model::shown::Shown;

/// A body made anew, ready to be sent.
pub struct NewAttempt {
    /// The partner's flow: part of the address it is posted to.
    pub flow: FlowKey,
    /// The exact bytes.
    pub body: RawBytes,
    /// Version of the mapping that made them.
    pub mapping_version: u64,
    /// Version of the partner's contract that they were made for.
    pub contract_version: u64,
}

/// A durable intent: proof that the bytes may be posted, once. Only the store makes one.
pub struct Intent {
    sale: SaleId,
    attempt: Attempt,
    flow: FlowKey,
    body: RawBytes,
    generation: u32,
}

impl Intent {
    /// The sale.
    pub fn sale(&self) -> SaleId {
        self.sale
    }

    /// The attempt.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// The partner's flow.
    pub fn flow(&self) -> &FlowKey {
        &self.flow
    }

    /// The exact bytes.
    pub fn body(&self) -> &RawBytes {
        &self.body
    }

    /// Generation of the body.
    pub fn generation(&self) -> u32 {
        self.generation
    }
}

/// What was known of the partner when an attempt began.
#[derive(Clone, Copy, Debug)]
pub struct Beforehand {
    /// Highest number of a sale seen there.
    pub base_high_id: SaleId,
    /// How far its clock is ahead of ours, in milliseconds, once an answer told.
    pub offset_ms: Option<i64>,
}

/// What is looked for at a partner. Personal data: no `Debug`.
pub struct Sought {
    /// How sales were matched when it was last sent.
    pub tier: Tier,
    /// Generation of the body.
    pub generation: u32,
    /// The partner's flow.
    pub flow: FlowKey,
    /// The exact bytes.
    pub body: RawBytes,
    /// What the partner has above this number may be it; what it had up to there was there before.
    pub base: SaleId,
    /// When it was first sent.
    pub since: Timestamp,
    /// Another copy of this store may have sent it, under any generation.
    pub any_generation: bool,
}

/// A partner's sale that one of ours has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its number there.
    pub partner: SaleId,
    /// Number at A.
    pub own: SaleId,
}

/// How an attempt ended.
pub struct Ended {
    /// The sale.
    pub sale: SaleId,
    /// The attempt.
    pub attempt: Ulid,
    /// The fence it was made with.
    pub fence: Fence,
    /// The outcome.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: Evidence,
}

/// What was seen of an answer. Answers repeat what was sent: of its text only what is left without that.
#[derive(Clone, Default)]
pub struct Evidence {
    /// HTTP status, when an answer came.
    pub http_status: Option<u16>,
    /// Digest of the answer.
    pub answer: Option<Digest>,
    /// Its start, at most 2 KB, without personal data.
    pub snippet: Option<Shown>,
    /// How long it took, in milliseconds.
    pub took_ms: Option<u64>,
}

/// The body of an attempt, to be sent and to be kept.
struct Bodied {
    flow: FlowKey,
    raw: RawBytes,
    body: Bytes,
    mapping_version: u64,
    contract_version: u64,
}

impl Store {
    /// W1: makes the intent to send a sale durable, with the exact bytes: one commit. `new` is the body
    /// made anew, `None` to send the last attempt's bytes again. `expected` is the version the body was
    /// made of.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the sale may not be sent now, [`StoreError::Changed`] when it changed
    /// since it was looked at. On any error nothing may be posted.
    pub async fn begin_attempt(
        &self,
        sale: SaleId,
        expected: u64,
        new: Option<NewAttempt>,
        beforehand: Beforehand,
        policy: &Policy,
    ) -> Result<(Intent, SaleRow), StoreError> {
        let mut writing = Writing::begin(self, [sale]).await;
        let old = self.record_at(sale, Some(expected)).await?;
        let attempt = Attempt {
            id: self.0.clock.id(),
            fence: self.next_fence(),
            started_at: writing.now,
            tier: policy.tier,
        };
        let event = Event::Intent { attempt: attempt.clone(), identical: new.is_none() };
        let mut record = old.value.clone();
        record.delivery = applied(sale, &record, &event, writing.now, policy)?;

        let Bodied { flow, raw, body, mapping_version, contract_version } =
            self.bodied(sale, &old.value, new, &mut writing).await?;
        let generation = record.delivery.generation;
        let row = AttemptRecord {
            v: V1,
            fence: attempt.fence,
            generation,
            started_at: attempt.started_at,
            flow: flow.clone(),
            body,
            tier: policy.tier,
            base_high_id: beforehand.base_high_id,
            offset_ms: beforehand.offset_ms,
            mapping_version,
            contract_version,
            ended_at: None,
            http_status: None,
            failure: None,
            partner_sale_id: None,
            answer: None,
            snippet: None,
            took_ms: None,
            supposed: false,
        };
        writing.batch.put(&ATTEMPT, &(sale.0, attempt.id), &row)?;
        writing.sale(sale, Some(&old), record, Vec::new(), KOPPEL)?;
        match writing.commit().await?.and_then(|rows| rows.into_iter().next()) {
            Some(row) => Ok((Intent { sale, attempt, flow, body: raw, generation }, row)),
            None => Err(self.contended()),
        }
    }

    /// Writes down that another copy of this store may have placed a sale: it is looked for before it is placed
    /// from here. `new` and `expected` are as with [`Store::begin_attempt`].
    ///
    /// # Errors
    /// As [`Store::begin_attempt`].
    pub async fn suspect(
        &self,
        sale: SaleId,
        expected: u64,
        new: Option<NewAttempt>,
        since: Timestamp,
        policy: &Policy,
    ) -> Result<(), StoreError> {
        let mut writing = Writing::begin(self, [sale]).await;
        let old = self.record_at(sale, Some(expected)).await?;
        let (id, fence) = (self.0.clock.id(), self.next_fence());
        let attempt = Attempt { id, fence, started_at: writing.now, tier: policy.tier };
        let mut record = old.value.clone();
        record.delivery = applied(sale, &record, &Event::Suspected(attempt), writing.now, policy)?;
        let Bodied { flow, body, mapping_version, contract_version, .. } =
            self.bodied(sale, &old.value, new, &mut writing).await?;
        let row = AttemptRecord {
            v: V1,
            fence,
            generation: record.delivery.generation,
            started_at: since,
            flow,
            body,
            tier: policy.tier,
            // What that one placed may have any number.
            base_high_id: SaleId(0),
            offset_ms: None,
            mapping_version,
            contract_version,
            ended_at: Some(writing.now),
            http_status: None,
            failure: record.delivery.failure.clone(),
            partner_sale_id: None,
            answer: None,
            snippet: None,
            took_ms: None,
            supposed: true,
        };
        writing.batch.put(&ATTEMPT, &(sale.0, id), &row)?;
        writing.sale(sale, Some(&old), record, Vec::new(), KOPPEL)?;
        match writing.commit().await? {
            Some(_) => Ok(()),
            None => Err(self.contended()),
        }
    }

    /// The body of an attempt: made anew, or that of the last one.
    async fn bodied(
        &self,
        sale: SaleId,
        record: &SaleRecord,
        new: Option<NewAttempt>,
        writing: &mut Writing,
    ) -> Result<Bodied, StoreError> {
        let Some(new) = new else {
            let last = self.last_attempt(sale, record).await?;
            let raw = self.bytes(sale, &last).await?;
            let AttemptRecord { flow, body, mapping_version, contract_version, .. } = last;
            return Ok(Bodied { flow, raw, body, mapping_version, contract_version });
        };
        let text = std::str::from_utf8(&new.body).ok().filter(|text| text.len() <= IN_ROW);
        let body = match text {
            Some(text) => Bytes::Text(text.to_owned()),
            None => Bytes::Document(writing.batch.document(new.body.clone())),
        };
        let NewAttempt { flow, body: raw, mapping_version, contract_version } = new;
        Ok(Bodied { flow, raw, body, mapping_version, contract_version })
    }

    /// W2: makes the outcome of an attempt durable: one commit. An accepted sale whose number another
    /// sale of ours has is an unclear answer.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the attempt was fenced off; its evidence is kept all the same.
    pub async fn end_attempt(
        &self,
        ended: &Ended,
        luck: f64,
        policy: &Policy,
    ) -> Result<SaleRow, StoreError> {
        let sale = ended.sale;
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, [sale]).await;
            let old = self.record_at(sale, None).await?;
            let outcome = self.claimable(&old.value, ended).await?;
            let key = (sale.0, ended.attempt);
            if let Some(attempt) = self.kv().get(&ATTEMPT, &key).await? {
                let mut attempt = attempt.value;
                conclude(&mut attempt, ended, &outcome, writing.now);
                writing.batch.put(&ATTEMPT, &key, &attempt)?;
            }
            let mut record = old.value.clone();
            let event = Event::Outcome { fence: ended.fence, outcome, luck };
            let refused = match applied(sale, &record, &event, writing.now, policy) {
                Ok(delivery) => {
                    record.delivery = delivery;
                    writing.sale(sale, Some(&old), record, Vec::new(), KOPPEL)?;
                    None
                }
                Err(refused) => Some(refused),
            };
            match (writing.commit().await?, refused) {
                (Some(_), Some(refused)) => return Err(refused),
                (Some(rows), None) => {
                    if let Some(row) = rows.into_iter().next() {
                        return Ok(row);
                    }
                }
                (None, _) => {}
            }
        }
        Err(self.contended())
    }

    /// The outcome, unless it claims a partner's sale that is another's.
    async fn claimable(&self, record: &SaleRecord, ended: &Ended) -> Result<Outcome, StoreError> {
        if let (Outcome::Accepted(partner), Some(name)) = (&ended.outcome, &record.integration)
            && let Some(owner) = self.owner(name, *partner).await?
            && owner != ended.sale
        {
            let failure = Failure {
                http_status: ended.evidence.http_status,
                ..Failure::found(Cause::UnclearAnswer, Element::Partner)
            };
            return Ok(Outcome::Unknown(failure));
        }
        Ok(ended.outcome.clone())
    }

    async fn last_attempt(&self, sale: SaleId, record: &SaleRecord) -> Result<AttemptRecord, StoreError> {
        let missing = || StoreError::DocumentMissing { subject: format!("sale {sale}") };
        let attempt = record.delivery.attempt.as_ref().ok_or_else(missing)?;
        Ok(self.kv().get(&ATTEMPT, &(sale.0, attempt.id)).await?.ok_or_else(missing)?.value)
    }

    /// The exact bytes an attempt sent.
    pub(super) async fn bytes(&self, sale: SaleId, attempt: &AttemptRecord) -> Result<RawBytes, StoreError> {
        match &attempt.body {
            Bytes::Text(text) => Ok(RawBytes::copy_from_slice(text.as_bytes())),
            Bytes::Document(id) => self
                .kv()
                .document(*id)
                .await?
                .ok_or_else(|| StoreError::DocumentMissing { subject: format!("sale {sale}") }),
        }
    }

    /// The highest number at the partner that a sale of ours has; 0 before the first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn highest_claimed(&self, integration: &IntegrationName) -> Result<SaleId, StoreError> {
        use crate::kv::{Key, Scan};
        let last = Scan::prefix(integration.0.encode()).reversed().limit(1);
        let rows = self.kv().scan(&BY_PARTNER, last).await?;
        Ok(rows.first().map_or(SaleId(0), |((_, partner), _)| SaleId(*partner)))
    }

    /// The partner's sales that ours have, the newest first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn newest_claims(
        &self,
        integration: &IntegrationName,
        limit: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        use crate::kv::{Key, Scan};
        let newest = Scan::prefix(integration.0.encode()).reversed().limit(limit);
        let rows = self.kv().scan(&BY_PARTNER, newest).await?;
        let claim = |((_, partner), own): ((String, u64), Versioned<u64>)| Claim {
            partner: SaleId(partner),
            own: SaleId(own.value),
        };
        Ok(rows.into_iter().map(claim).collect())
    }

    /// What is looked for at the partner while the outcome of an attempt is not known; `None` without one.
    ///
    /// # Errors
    /// [`StoreError::Kv`], [`StoreError::DocumentMissing`] when its bytes are gone.
    pub async fn sought(&self, sale: SaleId) -> Result<Option<Sought>, StoreError> {
        let Some(record) = self.sale(sale).await? else { return Ok(None) };
        let Some(attempt) = &record.value.delivery.attempt else { return Ok(None) };
        let last = self.last_attempt(sale, &record.value).await?;
        let body = self.bytes(sale, &last).await?;
        let mut sought = Sought {
            tier: attempt.tier,
            generation: last.generation,
            flow: last.flow,
            body,
            base: last.base_high_id,
            since: last.started_at,
            any_generation: last.supposed,
        };
        // Any of those that sent these bytes may be the one that arrived.
        for (_, earlier) in self.attempt_records(sale).await? {
            sought.any_generation |= earlier.supposed;
            if earlier.generation == sought.generation || earlier.supposed {
                sought.base = sought.base.min(earlier.base_high_id);
                sought.since = sought.since.min(earlier.started_at);
            }
        }
        Ok(Some(sought))
    }

    /// The attempts of a sale, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn attempts(&self, sale: SaleId) -> Result<Vec<AttemptRow>, StoreError> {
        let rows = self.attempt_records(sale).await?;
        Ok(rows.into_iter().map(|(id, record)| record.row(id)).collect())
    }

    pub(super) async fn attempt_records(
        &self,
        sale: SaleId,
    ) -> Result<Vec<(Ulid, AttemptRecord)>, StoreError> {
        use crate::kv::{Key, Scan};
        let rows: Vec<((u64, Ulid), Versioned<AttemptRecord>)> =
            self.kv().scan(&ATTEMPT, Scan::prefix(sale.0.encode())).await?;
        let mut rows: Vec<_> = rows.into_iter().map(|((_, id), row)| (id, row.value)).collect();
        // Within one millisecond the order of ids is chance; the fence's is not.
        rows.sort_by_key(|(_, row)| row.fence);
        Ok(rows)
    }

    /// The bytes of a sale's last attempt, when there was one.
    ///
    /// # Errors
    /// [`StoreError::Kv`], [`StoreError::DocumentMissing`].
    pub async fn last_body(&self, sale: SaleId) -> Result<Option<RawBytes>, StoreError> {
        let Some((_, last)) = self.attempt_records(sale).await?.pop() else { return Ok(None) };
        Ok(Some(self.bytes(sale, &last).await?))
    }

    /// A's sale as last read, with the status A is known to have: a status that changes alone leaves the
    /// body as it was.
    ///
    /// # Errors
    /// [`StoreError::Kv`], [`StoreError::DocumentMissing`], [`StoreError::DocumentUnreadable`].
    pub async fn body(&self, sale: SaleId) -> Result<Option<crate::model::sale::Sale>, StoreError> {
        let Some(found) = self.kv().get(&BODY, &sale.0).await? else { return Ok(None) };
        let mut body: crate::model::sale::Sale = self.fetch(found.value, || format!("sale {sale}")).await?;
        if let Some(record) = self.sale(sale).await?
            && body.status != record.value.own_status
        {
            body.status = record.value.own_status;
            // It was said of the status before.
            body.status_remark = Shown::default();
        }
        Ok(Some(body))
    }
}

fn conclude(attempt: &mut AttemptRecord, ended: &Ended, outcome: &Outcome, now: Timestamp) {
    attempt.ended_at = Some(now);
    attempt.http_status = ended.evidence.http_status;
    attempt.answer = ended.evidence.answer;
    attempt.snippet.clone_from(&ended.evidence.snippet);
    attempt.took_ms = ended.evidence.took_ms;
    match outcome {
        Outcome::Accepted(partner) => attempt.partner_sale_id = Some(*partner),
        Outcome::NotExecuted { failure, .. }
        | Outcome::Returned(failure)
        | Outcome::Rejected(failure)
        | Outcome::Unknown(failure) => attempt.failure = Some(failure.clone()),
    }
}
