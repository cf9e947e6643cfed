//! Root-cause groups for people: what each is about, what was changed before it began, and what there is to
//! show a partner.
//!
//! Not here: trying a group again (`jobs`).

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Engine;
use super::error::EngineError;
use crate::linking::probe::probes;
use crate::model::act::SalesQuery;
use crate::model::failure::{Cause, Element, GroupKey};
use crate::model::group::{CareChange, Exhibit, GroupCare, GroupDetail, Probe, redacted};
use crate::model::queue::{GroupRow, SaleRow};
use crate::model::reason::Thing;
use crate::model::sale::Sale;
use crate::model::shown::Shown;
use crate::model::view::{Activity, ActivityRow};

/// Sales of a group that are looked at for its customers.
const LOOKED_AT: usize = 1_000;
/// Sales of a group that are shown as evidence.
const EXHIBITS: usize = 200;
/// So long before a group began a change may have caused it.
const CAUSES_WITHIN: TimeDelta = TimeDelta::hours(24);
/// What just happened may be written a moment after its first consequence.
const WRITTEN_LATE: TimeDelta = TimeDelta::seconds(2);
/// So much of what happened is searched for it.
const SEARCHED: usize = 1_000;

impl Engine {
    /// Root-cause groups that have sales now, largest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn groups(&self) -> Result<Vec<GroupRow>, EngineError> {
        Ok(self.0.shared.store.tended_groups().await?)
    }

    /// A group whole.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it has no sales.
    pub async fn group(&self, key: &GroupKey) -> Result<GroupDetail, EngineError> {
        let shared = &self.0.shared;
        let row = self.groups().await?.into_iter().find(|row| row.key == *key);
        let row = row.ok_or_else(|| EngineError::not_found(Thing::Group, &key.0))?;
        let query = SalesQuery { group: Some(key.clone()), limit: LOOKED_AT, ..SalesQuery::default() };
        let sales = self.sales(&query).await?.rows;
        let mut customers = BTreeSet::new();
        for sale in &sales {
            customers.extend(shared.store.sale(sale.id).await?.map(|found| found.value.lane));
        }
        let mut evidence = Vec::new();
        for sale in sales.iter().take(EXHIBITS) {
            evidence.push(self.exhibit(sale).await?);
        }
        Ok(GroupDetail {
            customers: customers.len() as u64,
            after: self.changed_before(&row).await?,
            probes: self.probed(&row, sales.first()).await?,
            beyond: row.count.saturating_sub(evidence.len() as u64),
            row,
            evidence,
        })
    }

    async fn exhibit(&self, sale: &SaleRow) -> Result<Exhibit, EngineError> {
        let store = &self.0.shared.store;
        let last = store.attempts(sale.id).await?.pop();
        let said = sale.failure.as_ref().and_then(|failure| failure.said.as_ref());
        let reference =
            last.as_ref().map(|last| format!("{}:{}:{}", store.instance(), sale.id, last.generation));
        Ok(Exhibit {
            sale: sale.id,
            reference,
            at: last.as_ref().map_or(sale.updated_at, |last| last.started_at),
            http_status: last.and_then(|last| last.http_status),
            said: said.map(|said| redacted(said.as_str())),
        })
    }

    /// The last change by anybody that may have caused the group.
    async fn changed_before(&self, group: &GroupRow) -> Result<Option<ActivityRow>, EngineError> {
        let rows = self.0.shared.store.activity(None, SEARCHED).await?;
        let near =
            |row: &ActivityRow| row.at <= group.since + WRITTEN_LATE && row.at >= group.since - CAUSES_WITHIN;
        let concerns =
            |row: &ActivityRow| row.integration.as_ref().is_none_or(|name| *name == group.integration);
        Ok(rows.into_iter().find(|row| near(row) && concerns(row) && may_cause(&row.what)))
    }

    async fn probed(&self, group: &GroupRow, sale: Option<&SaleRow>) -> Result<Vec<Probe>, EngineError> {
        let shared = &self.0.shared;
        let (Cause::InvalidProduct, Element::Product(product)) = (group.cause, &group.example.element) else {
            return Ok(Vec::new());
        };
        let Ok(partner) = shared.partner(&group.integration) else { return Ok(Vec::new()) };
        let snapshot = partner.snapshot();
        let body = match sale {
            Some(sale) => shared.store.edited(sale.id).await?,
            None => None,
        };
        let flow = body.as_ref().and_then(|body| snapshot.mapping.mapping.flow(&body.flow));
        let customer = body.as_ref().map(Sale::customer_kind);
        let today = shared.clock.now().date_naive();
        Ok(probes(*product, flow, customer, &snapshot.catalogue, today))
    }

    /// Changes what people made of a group.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it has no sales.
    pub async fn tend_group(
        &self,
        key: &GroupKey,
        changes: &[CareChange],
        actor: &str,
    ) -> Result<GroupCare, EngineError> {
        let shared = &self.0.shared;
        let known = shared.store.groups().into_iter().find(|row| row.key == *key);
        let known = known.ok_or_else(|| EngineError::not_found(Thing::Group, &key.0))?;
        let care = shared.store.tend_group(key, changes, actor).await?;
        for change in changes {
            let value = match change {
                CareChange::Claim => Some(Shown::new(actor)),
                CareChange::Own(text) | CareChange::Note(text) => text.as_deref().map(Shown::new),
                CareChange::Snooze(until) => until.map(|until| Shown::new(&until.to_rfc3339())),
            };
            let what = Activity::GroupTended { group: key.clone(), how: change.word().to_owned(), value };
            self.log(actor, Some(&known.integration), what).await?;
        }
        Ok(care)
    }
}

/// Whether something that happened can make sales fail that did not before.
fn may_cause(what: &Activity) -> bool {
    matches!(
        what,
        Activity::OwnSet { .. }
            | Activity::IntegrationAdded
            | Activity::IntegrationSet { .. }
            | Activity::ProductsImported { .. }
            | Activity::ProductUnlinked { .. }
            | Activity::ProductChanged { .. }
            | Activity::ProductVanished { .. }
            | Activity::ProductReturned { .. }
            | Activity::ProductTaken { .. }
            | Activity::MappingChanged { .. }
            | Activity::ConditionsChanged
            | Activity::ContractChanged { .. }
    )
}
