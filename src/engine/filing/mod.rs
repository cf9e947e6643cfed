//! Sales from a file: each row becomes one sale of the own environment, once, however often the file is
//! taken in. From there it comes into the queue as any other sale does.
//!
//! The same rule as for a partner: never two POSTs unless the first is proven not executed, the environment
//! deduplicates by our reference, or the sale is absent from a sound listing after the settle time.
//!
//! Not here: reading the file (`cli::file`), what a row becomes (`linking::filing`).

mod permit;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use chrono::TimeDelta;

use self::permit::post;
use super::Engine;
use super::budget::Lane;
use super::error::EngineError;
use super::shared::Shared;
use crate::linking::filing::Counter;
use crate::linking::likeness::{Likeness, likeness};
use crate::model::delivery::{Outcome, Policy, Tier};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::filing::{FileFate, FileRow, Filed};
use crate::model::ids::{FlowKey, SaleId};
use crate::model::traits::Traits;
use crate::model::view::Activity;
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::convert::new_sale;
use crate::store::{FiledBefore, Filing, Side};

/// How far a look into the listing reaches around the moment of sending: whatever zone or clock it has.
const AROUND: TimeDelta = TimeDelta::hours(26);

/// So many sales that are known to be there are asked for, of which one must be shown.
const CONTROLS: usize = 3;

/// What one command needs for all its rows.
struct Work<'a> {
    shared: &'a Shared,
    client: Client,
    counter: Counter,
    /// How the own environment treats our reference.
    policy: Policy,
    /// Highest number of a sale made so far.
    highest: AtomicU64,
}

impl Engine {
    /// Makes sales of rows; with `only_look` says what would become of them. One bad row does not stop the
    /// others.
    ///
    /// # Errors
    /// [`EngineError::Refused`] without an own environment, [`EngineError::Link`] when it does not give its
    /// catalogue.
    pub async fn file_sales(
        &self,
        rows: &[FileRow],
        only_look: bool,
        actor: &str,
    ) -> Result<Vec<Filed>, EngineError> {
        let work = Work::begin(&self.0.shared).await?;
        let mut filed = Vec::with_capacity(rows.len());
        let mut made = 0;
        for row in rows {
            let fate = work.row(row, only_look).await?;
            made += u64::from(matches!(fate, FileFate::Made { .. }));
            filed.push(Filed { line: row.line, fate });
        }
        if made > 0 {
            self.0.shared.intake_wake.notify_one();
            self.log(actor, None, Activity::SalesFiled { count: made }).await?;
        }
        Ok(filed)
    }

    /// An example file for the own environment: its columns and one row.
    ///
    /// # Errors
    /// As [`Engine::file_sales`].
    pub async fn file_template(&self) -> Result<(Vec<String>, Vec<String>), EngineError> {
        Ok(Work::begin(&self.0.shared).await?.counter.template())
    }
}

impl<'a> Work<'a> {
    async fn begin(shared: &'a Shared) -> Result<Self, EngineError> {
        let client = shared.own.client(Lane::Forward)?.ok_or_else(EngineError::no_own)?;
        let own = match shared.store.catalogue(&Side::Own).await? {
            Some((own, _)) if !own.products.is_empty() => own,
            _ => {
                super::sync::sync_own(shared, super::sync::Depth::Whole).await?;
                shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default()
            }
        };
        let known = shared.store.own().await?.ok_or_else(EngineError::no_own)?;
        let tier = known.connection.and_then(|connection| connection.tier).unwrap_or(Tier::T3);
        let policy = Policy::new(tier, shared.speed(&known.address));
        let counter = Counter::new(own);
        Ok(Self { shared, client, counter, policy, highest: AtomicU64::new(0) })
    }

    async fn row(&self, row: &FileRow, only_look: bool) -> Result<FileFate, EngineError> {
        let store = &self.shared.store;
        if let Some(before) = store.filed(row).await? {
            return match (before.sale, only_look) {
                (Some(sale), _) => Ok(FileFate::Known { sale, differs: !before.same }),
                (None, true) => Ok(self.doubted(&before, Vec::new())),
                (None, false) => self.again(row, before).await,
            };
        }
        let reference = store.filed_reference(row);
        let payload = match self.counter.payload(&row.fields, &reference) {
            Ok(payload) => payload,
            Err(failures) => return Ok(FileFate::Wrong { failures }),
        };
        if only_look {
            return Ok(FileFate::New);
        }
        let Ok(body) = new_sale::body(&payload) else {
            return Ok(FileFate::Failed { failure: Failure::found(Cause::Internal, Element::Partner) });
        };
        let filing = match self.base().await {
            Ok(base) => store.begin_filing(row, payload.flow, body, base).await?,
            Err(EngineError::Link { failure }) => return Ok(FileFate::Failed { failure: *failure }),
            Err(error) => return Err(error),
        };
        self.send(row, filing, true).await
    }

    /// The highest number there before a row is sent; only asked for where it is needed to find it again.
    async fn base(&self) -> Result<SaleId, EngineError> {
        if self.policy.tier <= Tier::T1 {
            return Ok(SaleId(0));
        }
        if self.highest.load(Ordering::Relaxed) == 0 {
            let now = self.shared.clock.now();
            let filter =
                SalesFilter { created: Some((now - AROUND, now + AROUND)), ..SalesFilter::default() };
            let rows = self.client.sale_traits(&filter).await?.rows;
            let highest = rows.iter().map(|row| row.id.0).max().unwrap_or(0);
            self.highest.fetch_max(highest, Ordering::Relaxed);
        }
        Ok(SaleId(self.highest.load(Ordering::Relaxed)))
    }

    /// Sends a row. `alone` when no earlier POST of it may have been executed.
    async fn send(&self, row: &FileRow, filing: Filing, alone: bool) -> Result<FileFate, EngineError> {
        let store = &self.shared.store;
        let (verdict, spent) = post(filing, &self.client, self.policy.tier == Tier::T0).await;
        match verdict.outcome {
            Outcome::Accepted(sale) => {
                self.highest.fetch_max(sale.0, Ordering::Relaxed);
                store.end_filing(spent.filing(), sale).await?;
                Ok(FileFate::Made { sale })
            }
            Outcome::Rejected(failure) => {
                if alone {
                    store.forget_filing(spent.filing()).await?;
                }
                let all = verdict.evidence.failures;
                Ok(FileFate::Wrong { failures: if all.is_empty() { vec![failure] } else { all } })
            }
            Outcome::NotExecuted { failure, .. } | Outcome::Returned(failure) => {
                if alone {
                    store.forget_filing(spent.filing()).await?;
                }
                Ok(FileFate::Failed { failure })
            }
            Outcome::Unknown(_) => match store.filed(row).await? {
                Some(before) => Ok(self.doubted(&before, Vec::new())),
                None => Ok(FileFate::New),
            },
        }
    }

    /// A row that was sent before, and nobody knows whether it was made.
    async fn again(&self, row: &FileRow, before: FiledBefore) -> Result<FileFate, EngineError> {
        let store = &self.shared.store;
        if self.policy.tier == Tier::T0 {
            let filing = store.repeat_filing(row, before).await?;
            return self.send(row, filing, false).await;
        }
        let (alike, sure) = match self.alike(row, &before).await {
            Ok(found) => found,
            Err(EngineError::Link { failure }) => return Ok(FileFate::Failed { failure: *failure }),
            Err(error) => return Err(error),
        };
        match (alike.as_slice(), self.settled_at(&before)) {
            ([(sale, Likeness::Same)], _) => {
                store.adopt_filing(row, &before, *sale).await?;
                Ok(FileFate::Made { sale: *sale })
            }
            ([], Some(until)) if sure && until <= self.shared.clock.now() => {
                let filing = store.repeat_filing(row, before).await?;
                self.send(row, filing, true).await
            }
            (alike, _) => {
                let alike = alike.iter().map(|(sale, _)| *sale).collect();
                Ok(self.doubted(&before, alike))
            }
        }
    }

    /// Sales of the own environment that may be the row, and whether the listing can be relied on.
    async fn alike(
        &self,
        row: &FileRow,
        before: &FiledBefore,
    ) -> Result<(Vec<(SaleId, Likeness)>, bool), EngineError> {
        let window = (before.sent_at - AROUND, self.shared.clock.now() + AROUND);
        let filter = SalesFilter { created: Some(window), ..SalesFilter::default() };
        let controlled = self.controlled().await?;
        let scan = self.client.sale_traits(&filter).await?;
        // Absent is what two readings do not show.
        let twice = self.client.sale_traits(&filter).await?;
        let ours = self.traits(row, &before.flow, &before.body);
        let taken = self.shared.store.filed_sales().await?;
        let mut alike = Vec::new();
        let mut seen = BTreeSet::new();
        let rows = scan.rows.iter().chain(&twice.rows).filter(|listed| listed.id > before.base);
        for listed in rows {
            if !seen.insert(listed.id)
                || taken.contains(&listed.id)
                || likeness(&ours, &listed.traits, &BTreeSet::new()) == Likeness::Other
            {
                continue;
            }
            let whole = Traits::of_sale(&self.client.sale(listed.id).await?).or(listed.traits.clone());
            match likeness(&ours, &whole, &BTreeSet::new()) {
                Likeness::Other => {}
                like => alike.push((listed.id, like)),
            }
        }
        Ok((alike, controlled && scan.sound && twice.sound))
    }

    /// Whether the listing shows one of the newest sales that are known to be there: a token that sees too
    /// little sees nothing of what was made either.
    async fn controlled(&self) -> Result<bool, EngineError> {
        let mut newest = self.shared.store.newest_own(CONTROLS).await?;
        newest.extend(self.shared.store.filed_sales().await?.into_iter().rev().take(CONTROLS));
        if newest.is_empty() {
            return Ok(false);
        }
        let shown =
            self.client.sale_states(&SalesFilter { sale_ids: newest, ..SalesFilter::default() }).await?;
        Ok(!shown.rows.is_empty())
    }

    fn traits(&self, row: &FileRow, flow: &FlowKey, body: &Bytes) -> Traits {
        let mut traits = new_sale::traits(flow, body).unwrap_or_default();
        traits.reference =
            Some(self.shared.store.filed_reference(row)).filter(|_| self.policy.tier <= Tier::T1);
        traits
    }

    /// When a POST of the row can no longer be executed.
    fn settled_at(&self, before: &FiledBefore) -> Option<crate::clock::Timestamp> {
        before.sent_at.checked_add_signed(TimeDelta::from_std(self.policy.settle).ok()?)
    }

    fn doubted(&self, before: &FiledBefore, alike: Vec<SaleId>) -> FileFate {
        // Where it deduplicates there is nothing to wait for.
        let until = self.settled_at(before).filter(|_| self.policy.tier != Tier::T0);
        FileFate::Doubted { alike, until }
    }
}
