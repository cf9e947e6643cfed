//! Intake: A's sales as they change, a page a request, each page one commit. What did not change costs no
//! write.
//!
//! The window starts a little before the last change seen: A's times have whole seconds, and a change may
//! become visible a moment after its time. An hourly sweep over a whole day is the net under it.
//!
//! Not here: whether a sale may go (`judge`), a dialer's or a file's sales.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::budget::Lane;
use super::error::EngineError;
use super::judge::arrival;
use super::shared::Shared;
use super::worker::{Pass, Report};
use crate::clock::{Instant, Timestamp};
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::page::Which;
use crate::store::INTAKE as CURSOR;

/// How far the window reaches back before the last change seen.
const OVERLAP: TimeDelta = TimeDelta::seconds(5);
/// How far it reaches into the future: whatever zone or clock A has.
const AHEAD: TimeDelta = TimeDelta::hours(26);
/// How far a sweep reaches back.
const SWEEP: TimeDelta = TimeDelta::hours(26);
/// On a long first reading the page is remembered every so often.
const REMEMBER_EVERY: u32 = 10;

/// Where intake has got to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// Everything changed before this is known; `None` while the first reading is under way.
    since: Option<Timestamp>,
    /// The next page of the first reading.
    page: Option<u32>,
    /// When the first reading started, by A's clock.
    started: Option<Timestamp>,
}

/// The pass.
pub struct Intake {
    shared: Arc<Shared>,
    swept: Option<Instant>,
    stretch: u32,
}

impl Intake {
    /// A new one.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, swept: None, stretch: 1 }
    }
}

impl Pass for Intake {
    const NAME: &'static str = "intake";

    fn interval(&self) -> Duration {
        // The more pages a look takes, the less often it may be taken.
        self.shared.settings.poll_own * self.stretch
    }

    fn wake(&self) -> &Notify {
        &self.shared.intake_wake
    }

    async fn run(&mut self) -> Report {
        Report::of(self.take_in().await)
    }
}

impl Intake {
    async fn take_in(&mut self) -> Result<Report, EngineError> {
        // A party that only receives sales has none to send on: they are taken in once there is an integration.
        if self.shared.partners().is_empty() {
            return Ok(Report::default());
        }
        let Some(client) = self.shared.own.client(Lane::Status)? else { return Ok(Report::default()) };
        let cursor: Cursor = match self.shared.store.cursor(CURSOR).await? {
            Some(value) => serde_json::from_value(value).unwrap_or_default(),
            None => Cursor::default(),
        };
        match cursor.since {
            None => self.read_all(&client, cursor).await,
            Some(since) => self.read_changes(&client, since).await,
        }
    }

    /// The first reading: every sale A has.
    async fn read_all(&mut self, client: &Client, mut cursor: Cursor) -> Result<Report, EngineError> {
        let mut report = Report::default();
        let started = *cursor.started.get_or_insert_with(|| self.theirs());
        let mut which = Which::Number(cursor.page.unwrap_or(1));
        loop {
            let page = client.sales_page(&SalesFilter::default(), &which).await?;
            let next = page.next();
            cursor.page = next.as_ref().map(Which::number);
            if next.is_none() {
                // Whatever changed while this was read is read again by the window.
                cursor.since = Some(started);
            }
            let number = which.number();
            let remember = next.is_none() || number.is_multiple_of(REMEMBER_EVERY);
            self.accept(page.rows, remember.then_some(&cursor), &mut report).await?;
            match next {
                Some(next) => which = next,
                None => return Ok(report),
            }
        }
    }

    /// What changed since.
    async fn read_changes(&mut self, client: &Client, since: Timestamp) -> Result<Report, EngineError> {
        let mut report = Report::default();
        let now = self.shared.clock.instant();
        let sweep_every = self.shared.settings.sweep_every.max(Duration::from_secs(60 * 60));
        let sweeps = self.swept.is_some_and(|swept| now - swept >= sweep_every);
        self.swept = match self.swept {
            Some(swept) if !sweeps => Some(swept),
            _ => Some(now),
        };
        let started = self.theirs();
        let from = if sweeps { since.min(started - SWEEP) } else { since - OVERLAP };
        let filter = SalesFilter { updated: Some((from, started + AHEAD)), ..SalesFilter::default() };
        let mut which = Which::Number(1);
        let mut highest = since;
        loop {
            let page = client.sales_page(&filter, &which).await?;
            let next = page.next();
            highest = page.rows.iter().map(|sale| sale.updated_at).fold(highest, Timestamp::max);
            if next.is_none() {
                self.stretch = which.number().clamp(1, 12);
            }
            // Over several pages a change can slip past while they are read: it is not older than the
            // moment the reading started.
            let reached = if which.number() > 1 { highest.min(started.max(since)) } else { highest };
            let cursor = Cursor { since: Some(reached), ..Cursor::default() };
            let moved = next.is_none() && reached != since;
            self.accept(page.rows, moved.then_some(&cursor), &mut report).await?;
            match next {
                Some(next) => which = next,
                None => return Ok(report),
            }
        }
    }

    async fn accept(
        &self,
        sales: Vec<crate::model::sale::Sale>,
        cursor: Option<&Cursor>,
        report: &mut Report,
    ) -> Result<(), EngineError> {
        let (links, number) = self.shared.links();
        let mut arrivals = Vec::with_capacity(sales.len());
        for sale in sales {
            arrivals.push(arrival(&self.shared, &links, sale).await?);
        }
        let cursor = cursor.map(|cursor| (CURSOR, serde_json::to_value(cursor).unwrap_or_default()));
        let accepted = self.shared.store.accept(&arrivals, cursor).await?;
        report.seen += arrivals.len() as u64;
        report.changed += accepted.rows.len() as u64;
        if !self.shared.is_current(number) {
            self.shared.judge_anew();
        }
        Ok(())
    }

    /// Now, by A's clock as far as its answers told, with a second to spare for their resolution.
    fn theirs(&self) -> Timestamp {
        let offset = self.shared.own.offset_ms().unwrap_or(0);
        self.shared.clock.now() + TimeDelta::milliseconds(offset) - TimeDelta::seconds(2)
    }
}
