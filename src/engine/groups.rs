//! Root-cause groups for people: what each is about, what was changed before it began, and what there is to
//! show a partner.
//!
//! Not here: trying a group again (`jobs`).

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Engine;
use super::alerts::{told_apart, trying};
use super::error::EngineError;
use crate::linking::probe::probes;
use crate::model::act::SalesQuery;
use crate::model::failure::{Cause, Element, GroupKey};
use crate::model::group::{CareChange, Exhibit, GroupCare, GroupDetail, Probe, redacted};
use crate::model::ids::IntegrationName;
use crate::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow};
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
/// What happened is searched for it in pieces of so many.
const PAGE: usize = 1_000;

impl Engine {
    /// Root-cause groups that have sales now, largest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn groups(&self) -> Result<Vec<GroupRow>, EngineError> {
        let shared = &self.0.shared;
        let mut groups = shared.store.tended_groups().await?;
        told_apart(&mut groups, &trying(shared).await?);
        Ok(groups)
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

    /// The last change by anybody that may have caused the group: one of what it points at, else one that
    /// decides about every sale.
    async fn changed_before(&self, group: &GroupRow) -> Result<Option<ActivityRow>, EngineError> {
        let (first, last) = (group.since - CAUSES_WITHIN, group.since + WRITTEN_LATE);
        let concerns =
            |row: &ActivityRow| row.integration.as_ref().is_none_or(|name| *name == group.integration);
        let (mut before, mut general) = (None, None);
        loop {
            let rows = self.0.shared.store.activity(before, PAGE).await?;
            let Some(oldest) = rows.last() else { return Ok(general) };
            before = Some(oldest.sequence);
            for row in rows {
                if row.at < first {
                    return Ok(general);
                }
                if row.at > last || !concerns(&row) {
                    continue;
                }
                match self.reach(&row.what, group).await? {
                    Reach::Element => return Ok(Some(row)),
                    Reach::AllSales => general = general.or(Some(row)),
                    Reach::Elsewhere => {}
                }
            }
        }
    }

    /// How far something that happened reaches, seen from what a group points at.
    async fn reach(&self, what: &Activity, group: &GroupRow) -> Result<Reach, EngineError> {
        let (store, name, element) = (&self.0.shared.store, &group.integration, &group.example.element);
        Ok(match what {
            Activity::OwnSet { .. }
            | Activity::IntegrationAdded
            | Activity::IntegrationSet { .. }
            | Activity::ProductsImported { .. }
            | Activity::ConditionsChanged => Reach::AllSales,
            Activity::ProductUnlinked { partner_id }
            | Activity::ProductChanged { partner_id, .. }
            | Activity::ProductVanished { partner_id }
            | Activity::ProductReturned { partner_id, .. }
            | Activity::ProductTaken { partner_id } => match element {
                Element::Product(product) => Reach::of(product == partner_id),
                // Which of ours it was linked to may be known no more.
                Element::OwnProduct(_) => Reach::AllSales,
                _ => Reach::Elsewhere,
            },
            Activity::MappingChanged { version } => {
                let (before, after) =
                    (self.mapping_at(name, version.saturating_sub(1)), self.mapping_at(name, *version));
                match (before.await?, after.await?) {
                    (Some(before), Some(after)) => Reach::of(differs(&before, &after, element)),
                    _ => Reach::AllSales,
                }
            }
            Activity::ContractChanged { version, .. } => {
                let contracts = store.contracts(name).await?;
                contracts.iter().find(|drift| drift.version == *version).map_or(Reach::AllSales, |drift| {
                    Reach::of(drift.changes.iter().any(|change| is_same(&change.element, element)))
                })
            }
            _ => Reach::Elsewhere,
        })
    }

    /// A mapping as it was at a version; `None` once that is kept no more.
    async fn mapping_at(&self, name: &IntegrationName, version: u64) -> Result<Option<Mapping>, EngineError> {
        let store = &self.0.shared.store;
        let now = store.mapping(name).await?;
        let found =
            if now.version == version { Some(now) } else { store.mapping_version(name, version).await? };
        Ok(found.map(|found| found.mapping))
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

/// How far a change reaches, seen from what failed sales point at.
enum Reach {
    /// It is of that very thing.
    Element,
    /// It is of something that decides about every sale.
    AllSales,
    /// It is of something else.
    Elsewhere,
}

impl Reach {
    fn of(is_element: bool) -> Self {
        if is_element { Self::Element } else { Self::Elsewhere }
    }
}

/// Whether two things are the same, or an answer and its question.
fn is_same(one: &Element, other: &Element) -> bool {
    use Element::{Answer, Question};
    match (one, other) {
        (Question(one) | Answer(one, _), Question(other) | Answer(other, _)) => one == other,
        _ => one == other,
    }
}

/// Whether a mapping says something else of an element than it did.
fn differs(before: &Mapping, after: &Mapping, element: &Element) -> bool {
    fn rows<T>(rows: &[T], of: impl Fn(&T) -> bool) -> Vec<&T> {
        rows.iter().filter(|row| of(row)).collect()
    }
    match element {
        Element::Question(key) | Element::Answer(key, _) => {
            let of = |row: &QuestionRow| row.partner == *key;
            rows(&before.questions, of) != rows(&after.questions, of)
        }
        Element::Agreement(key) => {
            let of = |row: &AgreementRow| row.partner == *key || row.own == *key;
            rows(&before.agreements, of) != rows(&after.agreements, of)
        }
        Element::Flow(key) | Element::OwnFlow(key) => {
            let of = |row: &FlowRow| row.partner == *key || row.own == *key;
            rows(&before.flows, of) != rows(&after.flows, of)
        }
        _ => false,
    }
}
