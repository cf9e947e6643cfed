//! How sales move through a partner's statuses, read from their timelines.
//!
//! Not here: counting it (`model::course`).

use super::Engine;
use super::error::EngineError;
use crate::model::act::SalesQuery;
use crate::model::course::{Course, Journey, course};
use crate::model::delivery::State;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::queue::Happening;

/// Of the sales that are at their end, so many that changed last.
const ENDED: usize = 2_000;
/// Of those that are under way at the partner, so many at most.
const OPEN: usize = 20_000;
/// Rows asked for at a time.
const PAGE: usize = 500;

impl Engine {
    /// How sales move through the statuses of an integration's partner: all that are under way there, and
    /// those that ended lately.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn course(&self, name: &IntegrationName) -> Result<Course, EngineError> {
        let snapshot = self.0.shared.partner(name)?.snapshot();
        let mut journeys = Vec::new();
        for (states, most) in [(vec![State::Sent], OPEN), (vec![State::Done, State::Cancelled], ENDED)] {
            let integration = Some(name.clone());
            let mut query = SalesQuery { states, integration, limit: PAGE, ..SalesQuery::default() };
            let mut left = most;
            while left > 0 {
                query.limit = PAGE.min(left);
                let page = self.sales(&query).await?;
                left -= page.rows.len().min(left);
                for row in page.rows {
                    journeys.extend(self.journey(row.id, row.state).await?);
                }
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let mapping = &snapshot.mapping.mapping;
        Ok(course(&journeys, |status| mapping.status(status), self.0.shared.clock.now()))
    }

    /// What a sale went through at the partner; `None` while no status of it was seen.
    async fn journey(&self, sale: SaleId, state: State) -> Result<Option<Journey>, EngineError> {
        let timeline = self.0.shared.store.timeline(sale).await?;
        let stops: Vec<_> = timeline
            .into_iter()
            .filter_map(|entry| match entry.what {
                Happening::PartnerStatus { status, .. } => Some((entry.at, status)),
                _ => None,
            })
            .collect();
        Ok((!stops.is_empty()).then_some(Journey { sale, stops, over: state != State::Sent }))
    }
}
