//! Follow: B's statuses of our sales, by the window of what changed there, never a request per sale.
//!
//! Not here: what a status maps to (`model::mapping`), telling A (`write_back`).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::{Notify, broadcast};

use super::budget::Lane;
use super::error::EngineError;
use super::partner::{Partner, Snapshot};
use super::shared::Shared;
use super::worker::{Pass, Report};
use crate::clock::{Instant, Timestamp};
use crate::model::delivery::{State, Tier};
use crate::model::ids::{SaleId, StatusKey};
use crate::model::shown::Shown;
use crate::model::traits::Traits;
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::convert::sale::SaleState;
use crate::store::{Changed, Sighting, follow_cursor};

/// How far the window reaches back before the last change seen: B's times have whole seconds.
const OVERLAP: TimeDelta = TimeDelta::seconds(5);
/// How far it reaches into the future, whatever zone or clock B has.
const AHEAD: TimeDelta = TimeDelta::hours(26);
/// So far back the partner's listing is read for the mirror when it is first made.
const LATELY: TimeDelta = TimeDelta::days(14);
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
    /// The mirror is as it was kept.
    mirrored: bool,
    /// The mapping by which unmapped statuses were last looked at.
    mapped_by: Option<u64>,
}

impl Follow {
    /// A new one. It must exist before the forwarding actor starts, to miss no sale that is placed.
    pub fn new(shared: Arc<Shared>, partner: Arc<Partner>) -> Self {
        let rows = shared.store.changed();
        Self { shared, partner, rows, unseen: BTreeSet::new(), swept: None, mirrored: false, mapped_by: None }
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
        let client = self.partner.link.client(Lane::Status)?;
        if let Some(client) = &client {
            self.mirror(client, &snapshot).await?;
        }
        if !snapshot.row.integration.settings.check_updates {
            // Switched on later, everything is looked at once.
            self.swept = None;
            self.drain();
            return Ok(report);
        }
        let Some(client) = client else { return Ok(report) };
        self.remap(&snapshot, &mut report).await?;
        // What is placed from here on is in the next window: only what this one ought to show and does not
        // is asked for by number.
        self.drain();
        self.window(&client, &snapshot, &mut report).await?;
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
        // What is placed while this is read is in the next window.
        let upto = SaleId(self.partner.highest_id.load(Ordering::Relaxed));
        let filter = SalesFilter { updated: window, ..SalesFilter::default() };
        let scan = client.sales_seen(&filter, upto).await?;
        let seen = scan.rows.iter().filter_map(|(row, _)| row.updated_at).max();
        let mut reached = seen.map_or(since, |seen| seen.max(since));
        if scan.pages > 1 || !scan.ended {
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
                let scan = client.sales_seen(&filter, SaleId(u64::MAX)).await?;
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
        rows: &[(SaleState, Traits)],
        cursor: Option<(&str, serde_json::Value)>,
        report: &mut Report,
    ) -> Result<(), EngineError> {
        let (mut sightings, mut others, mut ours) = (Vec::new(), Vec::new(), Vec::new());
        for (row, traits) in rows {
            self.partner.highest_id.fetch_max(row.id.0, Ordering::Relaxed);
            let Some(sale) = self.shared.store.owner(&self.partner.name, row.id).await? else {
                others.push((row.id, traits.clone()));
                continue;
            };
            ours.push(row.id);
            self.unseen.remove(&sale);
            sightings.push(Sighting {
                cancellation_open: row.cancellation_open,
                ..sighting(snapshot, sale, &row.status, &row.remark)
            });
        }
        self.reflect(snapshot, others, &ours, None).await?;
        report.seen += rows.len() as u64;
        report.changed += self.shared.store.sighted(&sightings, cursor).await?.len() as u64;
        Ok(())
    }

    /// Takes over what the partner has that is none of ours: in the mirror, and durably before the cursor
    /// moves on.
    async fn reflect(
        &self,
        snapshot: &Snapshot,
        mut others: Vec<(SaleId, Traits)>,
        ours: &[SaleId],
        since: Option<Timestamp>,
    ) -> Result<(), EngineError> {
        let instance = self.shared.store.instance();
        let gone: Vec<SaleId> = {
            let mut mirror = self.partner.mirror();
            others.retain(|(sale, traits)| {
                // Where the partner refuses a second sale under one reference, ours need not be told apart.
                let known = snapshot.policy.tier == Tier::T0 && traits.is_under(instance);
                !known && mirror.note(*sale, traits)
            });
            ours.iter().copied().filter(|sale| mirror.forget(*sale)).collect()
        };
        if !(others.is_empty() && gone.is_empty() && since.is_none()) {
            self.shared.store.mirrored(&self.partner.name, &others, &gone, since).await?;
        }
        Ok(())
    }

    /// The mirror as it was kept, once; and before the first time, what the partner took in lately.
    async fn mirror(&mut self, client: &Client, snapshot: &Snapshot) -> Result<(), EngineError> {
        if self.mirrored {
            return Ok(());
        }
        let (kept, since) = self.shared.store.mirror(&self.partner.name).await?;
        for (sale, traits) in kept {
            self.partner.mirror().note(sale, &traits);
        }
        if since.is_none() {
            let now = self.shared.clock.now();
            let filter = SalesFilter { created: Some((now - LATELY, now + AHEAD)), ..SalesFilter::default() };
            let mut others = Vec::new();
            for listed in client.sale_traits(&filter).await?.rows {
                if self.shared.store.owner(&self.partner.name, listed.id).await?.is_none() {
                    others.push((listed.id, listed.traits));
                }
            }
            self.reflect(snapshot, others, &[], Some(now)).await?;
        }
        self.mirrored = true;
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
        cancellation_open: None,
    }
}
