//! Write-back: the pass that pays what is owed to A. A status that A refuses is parked after a few tries and
//! tried again now and then: somebody may create the status meanwhile. Whatever else goes wrong with one
//! sale sets that sale aside for a while; only trouble of the link itself ends a run.
//!
//! Not here: what is owed (`store`), where it comes from (`follow`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::Notify;

use super::budget::Lane;
use super::change::Change;
use super::error::EngineError;
use super::shared::Shared;
use super::worker::{Pass, Report};
use crate::clock::Instant;
use crate::model::failure::{Cause, Failure};
use crate::model::ids::SaleId;
use crate::model::view::Activity;
use crate::salesdock::client::Client;
use crate::store::{Versioned, WriteBack};

/// Statuses written at once.
const AT_ONCE: usize = 8;
/// A refusal is tried so often before the debt is parked.
const REFUSALS: u32 = 3;
/// A parked debt is tried again so often.
const PARKED: TimeDelta = TimeDelta::hours(1);
/// Debts looked at in one run.
const TAKEN: usize = 200;
/// After so many failures in a row, of different sales, it is no matter of a sale.
const IN_A_ROW: usize = 8;

/// The pass.
pub struct WriteBacks {
    shared: Arc<Shared>,
    /// Where the next run goes on.
    after: Option<SaleId>,
    aside: BTreeMap<SaleId, Aside>,
}

/// A sale whose status could not be written, and it was no refusal.
struct Aside {
    until: Instant,
    tries: u32,
    failure: Failure,
}

/// How a write ended.
enum Written {
    Paid,
    /// A refuses this status.
    Refused,
    /// A cancelled the sale, or is asked to: that stands, and the debt with it.
    Kept,
    Failed(Failure),
}

impl WriteBacks {
    /// A new one.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, after: None, aside: BTreeMap::new() }
    }
}

impl Pass for WriteBacks {
    const NAME: &'static str = "write_back";

    fn interval(&self) -> Duration {
        self.shared.settings.poll_own
    }

    fn wake(&self) -> &Notify {
        &self.shared.write_back_wake
    }

    async fn run(&mut self) -> Report {
        Report::of(self.write_page().await)
    }
}

impl WriteBacks {
    async fn write_page(&mut self) -> Result<Report, EngineError> {
        let mut report = Report::default();
        let debts = self.shared.store.write_backs(self.after, TAKEN).await?;
        let last = (debts.len() == TAKEN).then(|| debts.last().map(|(sale, _)| *sale)).flatten();
        self.forget(&debts, last);
        let due: Vec<_> = debts.into_iter().filter(|(sale, debt)| self.is_due(*sale, debt)).collect();
        if !due.is_empty() {
            let Some(client) = self.shared.own.client(Lane::Status)? else { return Ok(report) };
            if let Some((failure, tried)) = self.write_all(&client, due, &mut report).await? {
                self.after = Some(tried);
                report.failure = Some(failure);
                return Ok(report);
            }
        }
        self.after = last;
        report.again = last.is_some();
        if !report.again {
            // What is set aside is still owed: the pass is not at rest.
            report.failure = self.aside.values().next().map(|aside| aside.failure.clone());
        }
        Ok(report)
    }

    /// Forgets what was set aside and is owed no more, among the sales of this page.
    fn forget(&mut self, debts: &[(SaleId, Versioned<WriteBack>)], last: Option<SaleId>) {
        let after = self.after;
        self.aside.retain(|sale, _| {
            let outside = after.is_some_and(|after| *sale <= after) || last.is_some_and(|last| *sale > last);
            outside || debts.binary_search_by_key(sale, |(sale, _)| *sale).is_ok()
        });
    }

    fn is_due(&self, sale: SaleId, debt: &Versioned<WriteBack>) -> bool {
        let now = self.shared.clock.now();
        // A clock that was set back parks nothing for longer.
        let parked = debt.value.parked_at.is_some_and(|at| at <= now && now - at < PARKED);
        let aside = self.aside.get(&sale).is_some_and(|aside| self.shared.clock.instant() < aside.until);
        !parked && !aside
    }

    /// Writes these. When the link itself is in trouble: the failure, and the sale that was tried last.
    async fn write_all(
        &mut self,
        client: &Client,
        due: Vec<(SaleId, Versioned<WriteBack>)>,
        report: &mut Report,
    ) -> Result<Option<(Failure, SaleId)>, EngineError> {
        let shared = self.shared.clone();
        let mut writing = FuturesUnordered::new();
        let mut due = due.into_iter();
        let (mut trouble, mut tried, mut in_a_row) = (None, None, 0);
        loop {
            while writing.len() < AT_ONCE && trouble.is_none() {
                let Some((sale, debt)) = due.next() else { break };
                tried = Some(sale);
                let shared = &shared;
                writing.push(async move { (sale, write(shared, client, sale, &debt).await) });
            }
            let Some((sale, written)) = writing.next().await else { break };
            report.seen += 1;
            match written? {
                Written::Kept => {}
                Written::Paid | Written::Refused => {
                    report.changed += 1;
                    in_a_row = 0;
                    self.aside.remove(&sale);
                }
                Written::Failed(failure) => {
                    in_a_row += 1;
                    self.set_aside(sale, failure.clone());
                    if is_of_the_link(&failure) || in_a_row >= IN_A_ROW {
                        trouble = Some(failure);
                    }
                }
            }
        }
        Ok(trouble.zip(tried))
    }

    fn set_aside(&mut self, sale: SaleId, failure: Failure) {
        let now = self.shared.clock.instant();
        let tries = self.aside.get(&sale).map_or(0, |aside| aside.tries) + 1;
        // Trouble of the link is no reason to let this sale wait longer than the others.
        let wait = match is_of_the_link(&failure) {
            true => Duration::ZERO,
            false => self.shared.settings.poll_own * (1 << tries.min(6)),
        };
        self.aside.insert(sale, Aside { until: now + wait, tries, failure });
    }
}

/// Writes one status.
async fn write(
    shared: &Shared,
    client: &Client,
    sale: SaleId,
    debt: &Versioned<WriteBack>,
) -> Result<Written, EngineError> {
    let Some(record) = shared.store.sale(sale).await?.map(|found| found.value) else {
        return Ok(Written::Kept);
    };
    if record.own_cancel.is_some() {
        return Ok(Written::Kept);
    }
    let remark = Some(debt.value.remark.as_str()).filter(|remark| !remark.is_empty());
    // Where A can, it looks itself whether that came up meanwhile.
    let knows = shared.own_checks().await?.then_some(&record.own_status);
    let Err(error) = client.take_status(sale, &debt.value.status, remark, knows).await else {
        shared.store.written_back(sale, debt).await?;
        return Ok(Written::Paid);
    };
    if knows.is_some() && error.failure.http_status == Some(409) {
        shared.intake_wake.notify_one();
        return Ok(Written::Kept);
    }
    if !error.is_refusal {
        return Ok(Written::Failed(error.failure));
    }
    let failure = Failure { cause: Cause::OwnEnvironment, ..error.failure };
    let park = debt.value.failed + 1 >= REFUSALS;
    shared.store.write_back_failed(sale, debt, failure.clone(), park).await?;
    if park && debt.value.parked_at.is_none() {
        let status = debt.value.status.clone();
        let row = shared.store.log("koppel", None, Activity::StatusParked { sale, status, failure }).await?;
        shared.tell(Change::Activity(row));
    }
    Ok(Written::Refused)
}

/// It would go no better with another sale.
fn is_of_the_link(failure: &Failure) -> bool {
    matches!(
        failure.cause,
        Cause::Unauthorised
            | Cause::UnknownAccount
            | Cause::Throttled
            | Cause::Unreachable
            | Cause::Tls
            | Cause::Firewall
            | Cause::Redirected
            | Cause::Quarantine
    )
}
