//! Lists: a page of the queue by index, never by reading bodies or counting rows. Each integration and
//! state is a *scope* of `listing`, ordered by last change; a page over several is merged.
//!
//! Not here: what a row shows (`rows`), writing the lists (`write`).

use super::Store;
use super::error::StoreError;
use super::rows::Digest;
use super::tables::{LISTING, SALE};
use super::tally::Slot;
use crate::kv::{Key, Scan};
use crate::model::act::SalesQuery;
use crate::model::delivery::State;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::queue::{GroupRow, QueueCounts, SaleRow};
use crate::model::view::SalePage;

/// Rows of a page when the query names no number.
const PAGE: usize = 200;
/// Rows of the largest page.
const LARGEST_PAGE: usize = 1_000;
/// A search for words looks at so many rows: some 50 ms, and the page says that it stopped.
const SEARCHED: u64 = 5_000;

/// Where a row stands in a scope: last change, sale.
type Place = (u64, u64);

pub(super) fn state_scope(integration: Option<&IntegrationName>, state: State) -> String {
    format!("s/{}/{}", integration.map_or("", |name| name.as_str()), state.word())
}

pub(super) fn group_scope(group: Digest) -> String {
    format!("g/{}", group.to_hex())
}

pub(super) fn unmapped_scope(integration: &IntegrationName) -> String {
    format!("u/{integration}")
}

pub(super) fn parting_scope(integration: &IntegrationName) -> String {
    format!("p/{integration}")
}

impl Store {
    /// A page of the queue, last changed first or the other way round.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn page(&self, query: &SalesQuery) -> Result<SalePage, StoreError> {
        let limit = if query.limit == 0 { PAGE } else { query.limit.min(LARGEST_PAGE) };
        let words: Vec<String> = query.words.iter().map(|word| word.to_lowercase()).collect();
        let (scopes, total) = self.scopes(query);
        let mut merge = Merge {
            store: self,
            scopes,
            oldest_first: query.oldest_first,
            // A search looks at many rows for each that it shows.
            most: if words.is_empty() { limit + 1 } else { LARGEST_PAGE },
            after: query.cursor.as_deref().and_then(read_cursor),
            piece: Vec::new().into_iter(),
            exhausted: false,
        };
        let mut page = SalePage { rows: Vec::new(), next: None, total, searched: None };
        if !words.is_empty() {
            page.total = None;
        }
        let mut looked_at = 0;
        let mut last = None;
        while let Some(place) = merge.next().await? {
            if page.rows.len() == limit || looked_at == SEARCHED && !words.is_empty() {
                // There is more; the cursor says from where.
                page.next = last.map(write_cursor);
                page.searched = (page.rows.len() < limit).then_some(looked_at);
                break;
            }
            looked_at += 1;
            last = Some(place);
            let Some(found) = self.kv().get(&SALE, &place.1).await? else { continue };
            let row = found.value.row(SaleId(place.1), found.version);
            if query.group.is_some() && !matches_rest(query, &row) || !holds_words(&row, &words) {
                continue;
            }
            page.rows.push(row);
        }
        Ok(page)
    }

    /// The scopes a query reads, and how many rows they hold.
    fn scopes(&self, query: &SalesQuery) -> (Vec<String>, Option<u64>) {
        if let Some(group) = &query.group {
            let digest = self.group_digest(group);
            let narrowed = !query.states.is_empty() || query.integration.is_some();
            let total = (!narrowed).then(|| self.0.tally.count(&Slot::Group(digest)));
            return (vec![group_scope(digest)], total);
        }
        let wanted = |integration: &Option<IntegrationName>, state: State| {
            (query.states.is_empty() || query.states.contains(&state))
                && (query.integration.is_none() || query.integration == *integration)
        };
        let mut total = 0;
        let mut scopes = Vec::new();
        for (integration, state, count) in self.0.tally.states() {
            if wanted(&integration, state) {
                total += count;
                scopes.push(state_scope(integration.as_ref(), state));
            }
        }
        // None of these is in a state that holds sales up.
        let parting = self.0.tally.parting().into_iter().filter(|_| query.parting);
        for (integration, count) in parting {
            if query.integration.as_ref().is_none_or(|wanted| *wanted == integration) {
                total += count;
                scopes.push(parting_scope(&integration));
            }
        }
        (scopes, Some(total))
    }

    /// The queue in numbers.
    pub fn counts(&self) -> QueueCounts {
        self.0.tally.queue()
    }

    /// Sales by integration and state.
    pub fn states(&self) -> Vec<(Option<IntegrationName>, State, u64)> {
        self.0.tally.states()
    }

    /// Root-cause groups that have sales now, largest first.
    pub fn groups(&self) -> Vec<GroupRow> {
        let mut rows: Vec<GroupRow> =
            self.0.tally.occupied_groups().into_iter().map(|(group, count)| group.row(count)).collect();
        rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
        rows
    }

    /// Sales of an integration in a state, longest unchanged first, after `after`: for passes that go
    /// through all of them in pieces.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn in_state(
        &self,
        integration: Option<&IntegrationName>,
        state: State,
        after: Option<(u64, SaleId)>,
        limit: usize,
    ) -> Result<Vec<(u64, SaleId)>, StoreError> {
        self.in_scope(state_scope(integration, state), after, limit).await
    }

    /// Sales whose partner status no row maps, as [`Store::in_state`].
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn unmapped(
        &self,
        integration: &IntegrationName,
        after: Option<(u64, SaleId)>,
        limit: usize,
    ) -> Result<Vec<(u64, SaleId)>, StoreError> {
        self.in_scope(unmapped_scope(integration), after, limit).await
    }

    async fn in_scope(
        &self,
        scope: String,
        after: Option<(u64, SaleId)>,
        limit: usize,
    ) -> Result<Vec<(u64, SaleId)>, StoreError> {
        let mut scan = Scan::prefix(scope.encode()).limit(limit);
        if let Some((at, sale)) = after {
            scan = scan.after((scope, at, sale.0).encode());
        }
        let rows = self.kv().scan(&LISTING, scan).await?;
        Ok(rows.into_iter().map(|((_, at, sale), _)| (at, SaleId(sale))).collect())
    }
}

/// What a group's scope does not settle by itself.
fn matches_rest(query: &SalesQuery, row: &SaleRow) -> bool {
    (query.states.is_empty()
        || query.states.contains(&row.state)
        || query.parting && row.parts_ways().is_some())
        && (query.integration.is_none() || query.integration == row.integration)
}

fn holds_words(row: &SaleRow, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let partner = row.partner_sale_id.map(|id| id.to_string()).unwrap_or_default();
    let cause = row.cause.map(|cause| cause.word()).unwrap_or_default();
    let integration = row.integration.as_ref().map_or("", |name| name.as_str());
    let text = format!(
        "{} {partner} {} {} {cause} {integration} {} {} {}",
        row.id,
        row.product,
        row.customer,
        row.own_status,
        row.flow,
        row.partner_status.as_ref().map_or("", |status| status.as_str()),
    )
    .to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn write_cursor(place: Place) -> String {
    format!("{}-{}", place.0, place.1)
}

fn read_cursor(text: &str) -> Option<Place> {
    let (at, sale) = text.split_once('-')?;
    Some((at.parse().ok()?, sale.parse().ok()?))
}

/// Several scopes read as one, a piece at a time. All of a piece is as of one moment: a sale that goes from one
/// state to another is in exactly one.
struct Merge<'a> {
    store: &'a Store,
    scopes: Vec<String>,
    oldest_first: bool,
    /// Rows of a piece.
    most: usize,
    after: Option<Place>,
    piece: std::vec::IntoIter<Place>,
    exhausted: bool,
}

impl Merge<'_> {
    async fn next(&mut self) -> Result<Option<Place>, StoreError> {
        if self.piece.len() == 0 && !self.exhausted {
            self.read().await?;
        }
        Ok(self.piece.next())
    }

    async fn read(&mut self) -> Result<(), StoreError> {
        let scans = self.scopes.iter().map(|scope| self.scan(scope)).collect();
        let found = self.store.kv().scans(&LISTING, scans).await?;
        let mut places: Vec<Place> =
            found.into_iter().flatten().map(|((_, at, sale), _)| (at, sale)).collect();
        places.sort_unstable();
        if !self.oldest_first {
            places.reverse();
        }
        // Beyond these, what one scope shows may stand behind what another has not shown yet.
        places.truncate(self.most);
        self.exhausted = places.len() < self.most;
        self.after = places.last().copied().or(self.after);
        self.piece = places.into_iter();
        Ok(())
    }

    /// The next piece of a scope.
    fn scan(&self, scope: &str) -> Scan {
        let all = Scan::prefix(scope.to_owned().encode()).limit(self.most);
        let scan = if self.oldest_first { all } else { all.reversed() };
        match self.after {
            Some((at, sale)) => scan.after((scope.to_owned(), at, sale).encode()),
            None => scan,
        }
    }
}
