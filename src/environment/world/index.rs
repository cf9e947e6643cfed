//! The list of sales in memory: what every filter and page of `GET sales` is answered from, so that only
//! the rows of one page are read from the store.
//!
//! Order is ascending by id: a sale made while somebody pages comes after all pages read so far, and moves
//! none of them.
//!
//! Not here: the sales themselves (`sales`), the reading of a query (`handlers::sales_list`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::cancellation::Standing;
use super::rows::Listed;
use super::time::Window;
use crate::clock::Timestamp;

/// Which of a sale's times a period looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // names are the API's
pub enum TimeField {
    Created,
    Updated,
    Finalized,
    Cancelled,
    Sent,
    /// Sales are never deleted here: nothing matches.
    Deleted,
}

impl TimeField {
    /// Reads `period_filter_on`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "created_date" | "created_at" => Self::Created,
            "updated_date" | "updated_at" => Self::Updated,
            "finalized_at" | "finalized_date" => Self::Finalized,
            "cancelled_date" | "cancelled_at" => Self::Cancelled,
            "sent_date" | "sent_at" => Self::Sent,
            "deleted_date" | "deleted_at" => Self::Deleted,
            _ => return None,
        })
    }

    fn of(self, listed: &Listed) -> Option<Timestamp> {
        match self {
            Self::Created => Some(listed.created_at),
            Self::Updated => Some(listed.updated_at),
            Self::Finalized => listed.finalized_at,
            Self::Cancelled => listed.cancelled_at,
            Self::Sent => listed.sent_at,
            Self::Deleted => None,
        }
    }
}

/// Which sales to list. Empty lists filter nothing.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)] // names are the API's
pub struct Filter {
    /// Only this organisation's: what the caller may see.
    pub visible_to: Option<u64>,
    pub period: Option<(TimeField, Window)>,
    pub offer: Option<bool>,
    pub flow_id: Option<u64>,
    pub supplier_id: Option<u64>,
    pub statuses: Vec<String>,
    /// `None` is an open offer.
    pub offer_statuses: Vec<Option<u8>>,
    pub product_types: Vec<String>,
    pub sale_ids: Vec<u64>,
    pub organisations: Vec<u64>,
}

impl Filter {
    fn takes(&self, listed: &Listed) -> bool {
        fn among<T: PartialEq>(list: &[T], value: &T) -> bool {
            list.is_empty() || list.contains(value)
        }
        self.visible_to.is_none_or(|organisation| listed.organisation_id == Some(organisation))
            && self.offer.is_none_or(|offer| offer == listed.offer)
            && self.flow_id.is_none_or(|flow| flow == listed.flow_id)
            && self.supplier_id.is_none_or(|supplier| listed.supplier_id == Some(supplier))
            && among(&self.statuses, &listed.status)
            && (self.offer_statuses.is_empty()
                || (listed.offer && self.offer_statuses.contains(&listed.offer_accepted)))
            && among(&self.product_types, &listed.product_type)
            && among(&self.sale_ids, &listed.id)
            && (self.organisations.is_empty()
                || listed.organisation_id.is_some_and(|id| self.organisations.contains(&id)))
            && self
                .period
                .is_none_or(|(field, window)| field.of(listed).is_some_and(|instant| window.holds(instant)))
    }
}

/// All sales, as lists see them.
#[derive(Default)]
pub struct Index {
    by_id: BTreeMap<u64, Arc<Listed>>,
    by_update: BTreeSet<(Timestamp, u64)>,
    by_incoming: HashMap<String, u64>,
}

impl Index {
    /// Puts a sale in, or its new state in place of the old. A state older than the one held is not taken:
    /// two changes may be told in another order than they were committed.
    pub fn put(&mut self, listed: Listed) {
        if let Some(old) = self.by_id.get(&listed.id) {
            if old.updated_at > listed.updated_at {
                return;
            }
            self.by_update.remove(&(old.updated_at, old.id));
        }
        self.by_update.insert((listed.updated_at, listed.id));
        if let Some(incoming) = &listed.incoming_id {
            self.by_incoming.insert(incoming.clone(), listed.id);
        }
        self.by_id.insert(listed.id, Arc::new(listed));
    }

    /// One sale.
    pub fn get(&self, id: u64) -> Option<Arc<Listed>> {
        self.by_id.get(&id).cloned()
    }

    /// The sale whose maker numbers it so.
    pub fn by_incoming(&self, incoming: &str) -> Option<u64> {
        self.by_incoming.get(incoming).copied()
    }

    /// The highest number given.
    pub fn highest(&self) -> u64 {
        self.by_id.keys().next_back().copied().unwrap_or_default()
    }

    /// How many of what `takes` each organisation has.
    pub fn count_by_organisation(&self, takes: impl Fn(&Listed) -> bool) -> HashMap<u64, u64> {
        let mut counts = HashMap::new();
        for listed in self.by_id.values().filter(|listed| takes(listed)) {
            if let Some(organisation) = listed.organisation_id {
                *counts.entry(organisation).or_default() += 1;
            }
        }
        counts
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.by_id.len()
    }

    /// The sales whose request to cancel stands so; any at all for `None`.
    pub fn with_cancellation(&self, standing: Option<Standing>) -> Vec<u64> {
        let asked = self.by_id.values().filter(|listed| match standing {
            Some(_) => listed.cancellation == standing,
            None => listed.cancellation.is_some(),
        });
        asked.map(|listed| listed.id).collect()
    }

    /// One page of what `filter` takes, ascending by id, and how many it takes in all. Looks at as few
    /// sales as the filter allows: those named, those updated in the window, else all.
    pub fn page(&self, filter: &Filter, offset: usize, limit: usize) -> (Vec<u64>, usize) {
        if !filter.sale_ids.is_empty() {
            let ids: BTreeSet<u64> = filter.sale_ids.iter().copied().collect();
            return cut(ids.iter().filter_map(|id| self.by_id.get(id)), filter, offset, limit);
        }
        if let Some((TimeField::Updated, window)) = filter.period {
            if window.from >= window.to {
                return (Vec::new(), 0);
            }
            let range = self.by_update.range((window.from, 0)..(window.to, 0));
            let ids: BTreeSet<u64> = range.map(|(_, id)| *id).collect();
            return cut(ids.iter().filter_map(|id| self.by_id.get(id)), filter, offset, limit);
        }
        cut(self.by_id.values(), filter, offset, limit)
    }
}

fn cut<'a>(
    listed: impl Iterator<Item = &'a Arc<Listed>>,
    filter: &Filter,
    offset: usize,
    limit: usize,
) -> (Vec<u64>, usize) {
    let mut total = 0;
    let mut page = Vec::new();
    for found in listed.filter(|found| filter.takes(found)) {
        if total >= offset && page.len() < limit {
            page.push(found.id);
        }
        total += 1;
    }
    (page, total)
}
