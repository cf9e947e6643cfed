//! Follow: B's statuses of our sales, by the window of what changed there, never a request per sale; and
//! the statuses that must be written to A because of it.
//!
//! Not here: what a status maps to (`model::mapping`), how the debt to A is kept (`store`).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{Notify, broadcast};

use super::budget::Lane;
use super::error::EngineError;
use super::shared::{Partner, Shared, Snapshot};
use super::worker::{Pass, Report};
use crate::clock::{Instant, Timestamp};
use crate::model::delivery::State;
use crate::model::failure::{Cause, Failure};
use crate::model::ids::{SaleId, StatusKey};
use crate::model::shown::Shown;
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::convert::sale::SaleState;
use crate::store::{Changed, Sighting, follow_cursor};

/// How far the window reaches back before the last change seen: B's times have whole seconds.
const OVERLAP: TimeDelta = TimeDelta::seconds(5);
/// How far it reaches into the future, whatever zone or clock B has.
const AHEAD: TimeDelta = TimeDelta::hours(26);
/// Sales asked for by number in one request.
const BATCH: usize = 20;

/// The pass over one partner's statuses.
pub struct Follow {
    shared: Arc<Shared>,
    partner: Arc<Partner>,
    rows: broadcast::Receiver<Arc<Changed>>,
    /// Sales that the partner has and whose status there was never seen.
    unseen: BTreeSet<SaleId>,
    swept: Option<Instant>,
    /// The mapping by which unmapped statuses were last looked at.
    mapped_by: Option<u64>,
}

impl Follow {
    /// A new one. It must exist before the forwarding actor starts, to miss no sale that is placed.
    pub fn new(shared: Arc<Shared>, partner: Arc<Partner>) -> Self {
        let rows = shared.store.changed();
        Self { shared, partner, rows, unseen: BTreeSet::new(), swept: None, mapped_by: None }
    }
}

impl Pass for Follow {
    const NAME: &'static str = "follow";

    fn interval(&self) -> Duration {
        self.shared.settings.poll_partner
    }

    fn wake(&self) -> &Notify {
        &self.partner.follow_wake
    }

    async fn run(&mut self) -> Report {
        let report = Report::of(self.follow().await);
        if report.changed > 0 {
            self.shared.write_back_wake.notify_one();
        }
        report
    }
}

impl Follow {
    async fn follow(&mut self) -> Result<Report, EngineError> {
        let mut report = Report::default();
        let snapshot = self.partner.snapshot();
        if !snapshot.row.integration.settings.check_updates {
            // Switched on later, everything is looked at once.
            self.swept = None;
            self.drain();
            return Ok(report);
        }
        let Some(client) = self.partner.link.client(Lane::Status)? else { return Ok(report) };
        self.remap(&snapshot, &mut report).await?;
        self.window(&client, &snapshot, &mut report).await?;
        self.drain();
        self.stragglers(&client, &snapshot, &mut report).await?;
        Ok(report)
    }

    /// What changed at B since the last look.
    async fn window(
        &mut self,
        client: &Client,
        snapshot: &Snapshot,
        report: &mut Report,
    ) -> Result<(), EngineError> {
        let name = follow_cursor(&self.partner.name);
        let since: Option<Timestamp> =
            self.shared.store.cursor(&name).await?.and_then(|value| serde_json::from_value(value).ok());
        let offset = TimeDelta::milliseconds(self.partner.link.offset_ms().unwrap_or(0));
        let started = self.shared.clock.now() + offset - TimeDelta::seconds(2);
        let since = since.unwrap_or(started - OVERLAP);
        let window = Some((since - OVERLAP, started + AHEAD));
        let scan = client.sale_states(&SalesFilter { updated: window, ..SalesFilter::default() }).await?;
        let seen = scan.rows.iter().filter_map(|row| row.updated_at).max();
        let mut reached = seen.map_or(since, |seen| seen.max(since));
        if scan.pages > 1 {
            reached = reached.min(started.max(since));
        }
        let cursor =
            (reached != since).then(|| (name.as_str(), serde_json::to_value(reached).unwrap_or_default()));
        self.take(snapshot, &scan.rows, cursor, report).await
    }

    /// Sales whose status was never seen, and now and then all open ones, by number.
    async fn stragglers(
        &mut self,
        client: &Client,
        snapshot: &Snapshot,
        report: &mut Report,
    ) -> Result<(), EngineError> {
        let now = self.shared.clock.instant();
        if self.swept.is_none_or(|swept| now - swept >= self.shared.settings.sweep_every) {
            self.swept = Some(now);
            let mut after = None;
            loop {
                let page =
                    self.shared.store.in_state(Some(&self.partner.name), State::Sent, after, 500).await?;
                let Some(last) = page.last() else { break };
                after = Some(*last);
                self.unseen.extend(page.into_iter().map(|(_, sale)| sale));
            }
        }
        while !self.unseen.is_empty() {
            let batch: Vec<SaleId> = self.unseen.iter().take(BATCH).copied().collect();
            let mut partner_ids = Vec::with_capacity(batch.len());
            for sale in &batch {
                let found = self.shared.store.sale(*sale).await?;
                partner_ids.extend(found.and_then(|found| found.value.delivery.partner_sale_id));
            }
            if !partner_ids.is_empty() {
                let filter = SalesFilter { sale_ids: partner_ids, ..SalesFilter::default() };
                let scan = client.sale_states(&filter).await?;
                self.take(snapshot, &scan.rows, None, report).await?;
            }
            for sale in batch {
                self.unseen.remove(&sale);
            }
        }
        Ok(())
    }

    async fn take(
        &mut self,
        snapshot: &Snapshot,
        rows: &[SaleState],
        cursor: Option<(&str, serde_json::Value)>,
        report: &mut Report,
    ) -> Result<(), EngineError> {
        let mut sightings = Vec::new();
        for row in rows {
            self.partner.highest_id.fetch_max(row.id.0, Ordering::Relaxed);
            let Some(sale) = self.shared.store.owner(&self.partner.name, row.id).await? else { continue };
            self.unseen.remove(&sale);
            sightings.push(sighting(snapshot, sale, &row.status, &row.remark));
        }
        report.seen += rows.len() as u64;
        report.changed += self.shared.store.sighted(&sightings, cursor).await?.len() as u64;
        Ok(())
    }

    /// Statuses that no row mapped, once the mapping has changed.
    async fn remap(&mut self, snapshot: &Snapshot, report: &mut Report) -> Result<(), EngineError> {
        if self.mapped_by == Some(snapshot.mapping.version) {
            return Ok(());
        }
        let mut after = None;
        loop {
            let page = self.shared.store.unmapped(&self.partner.name, after, 200).await?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            let mut sightings = Vec::new();
            for (_, sale) in page {
                let Some(found) = self.shared.store.sale(sale).await? else { continue };
                let Some(status) = found.value.partner_status else { continue };
                let sighting = sighting(snapshot, sale, &status, &found.value.partner_remark);
                sightings.extend(sighting.mapped.is_some().then_some(sighting));
            }
            report.changed += self.shared.store.sighted(&sightings, None).await?.len() as u64;
        }
        self.mapped_by = Some(snapshot.mapping.version);
        Ok(())
    }

    /// Notes sales that were placed since.
    fn drain(&mut self) {
        loop {
            match self.rows.try_recv() {
                Ok(changed) => {
                    let row = &changed.row;
                    let ours = row.integration.as_ref() == Some(&self.partner.name);
                    if ours && row.state == State::Sent && row.partner_status.is_none() {
                        self.unseen.insert(row.id);
                    }
                }
                // Too many to remember one by one: look at all.
                Err(broadcast::error::TryRecvError::Lagged(_)) => self.swept = None,
                Err(_) => return,
            }
        }
    }
}

fn sighting(snapshot: &Snapshot, sale: SaleId, status: &StatusKey, remark: &Shown) -> Sighting {
    let (is_final, is_cancelled) = snapshot.meaning(status);
    Sighting {
        sale,
        status: status.clone(),
        remark: remark.clone(),
        mapped: snapshot.mapping.mapping.status(status),
        is_final,
        is_cancelled,
        write_back: true,
    }
}

/// The pass that pays what is owed to A.
pub struct WriteBacks(pub Arc<Shared>);

/// Statuses written at once.
const AT_ONCE: usize = 8;
/// A refusal is tried so often before it is given up: somebody may create the status meanwhile.
const REFUSALS: u32 = 3;
/// Debts taken up in one run.
const TAKEN: usize = 200;

impl Pass for WriteBacks {
    const NAME: &'static str = "write_back";

    fn interval(&self) -> Duration {
        self.0.settings.poll_own
    }

    fn wake(&self) -> &Notify {
        &self.0.write_back_wake
    }

    async fn run(&mut self) -> Report {
        Report::of(self.write_all().await)
    }
}

impl WriteBacks {
    async fn write_all(&self) -> Result<Report, EngineError> {
        let mut report = Report::default();
        let debts = self.0.store.write_backs(TAKEN).await?;
        if debts.is_empty() {
            return Ok(report);
        }
        let Some(client) = self.0.own.client(Lane::Status)? else { return Ok(report) };
        report.again = debts.len() == TAKEN;
        let mut writing = FuturesUnordered::new();
        let mut debts = debts.into_iter();
        loop {
            while writing.len() < AT_ONCE && report.failure.is_none() {
                let Some((sale, debt)) = debts.next() else { break };
                writing.push(self.write(&client, sale, debt));
            }
            let Some(written) = writing.next().await else { break };
            report.seen += 1;
            match written? {
                None => report.changed += 1,
                Some(failure) if is_refusal(&failure) => report.changed += 1,
                Some(failure) => report.failure = Some(failure),
            }
        }
        Ok(report)
    }

    /// Writes one status; the failure, if it was not taken.
    async fn write(
        &self,
        client: &Client,
        sale: SaleId,
        debt: crate::store::Versioned<crate::store::WriteBack>,
    ) -> Result<Option<Failure>, EngineError> {
        let remark = Some(debt.value.remark.as_str()).filter(|remark| !remark.is_empty());
        match client.update_status(sale, &debt.value.status, remark).await {
            Ok(()) => {
                self.0.store.written_back(sale, &debt).await?;
                Ok(None)
            }
            Err(error) => {
                let failure = error.failure;
                if is_refusal(&failure) {
                    let give_up = debt.value.failed + 1 >= REFUSALS;
                    let failure = Failure { cause: Cause::OwnEnvironment, ..failure.clone() };
                    self.0.store.write_back_failed(sale, &debt, failure, give_up).await?;
                }
                Ok(Some(failure))
            }
        }
    }
}

/// A refused this status; it is no trouble of the link.
fn is_refusal(failure: &Failure) -> bool {
    !matches!(
        failure.cause,
        Cause::Unauthorised
            | Cause::NotAllowed
            | Cause::Throttled
            | Cause::Unreachable
            | Cause::Tls
            | Cause::TimedOut
            | Cause::ConnectionLost
            | Cause::ServerError
            | Cause::Firewall
            | Cause::Redirected
    )
}
