//! Whether sales may go, asked again when anything changed that decides it: settings, conditions, links, a
//! mapping, or what the partner asks. And what intake decides of every sale it reads.
//!
//! Not here: the rules themselves (`linking::eligible`).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::drift;
use super::error::EngineError;
use super::mask;
use super::shared::Shared;
use super::worker::{Pass, Report};
use crate::linking::{self, Links};
use crate::model::delivery::{Judgement, State};
use crate::model::edit;
use crate::model::ids::{IntegrationName, SaleId, StatusKey};
use crate::model::sale::Sale;
use crate::model::shown::Shown;
use crate::store::{Arrival, Digest, Judged, SaleRecord, Store};

/// Which integration a sale goes through, and whether it may.
pub fn judge(shared: &Shared, links: &Links, sale: &Sale) -> (Option<IntegrationName>, Judgement) {
    let partner = linking::integration_of(sale, links).and_then(|name| shared.partner(name).ok());
    match partner {
        Some(partner) => {
            let snapshot = partner.snapshot();
            let judgement = match linking::eligible(sale, &snapshot.row.integration, links) {
                waits @ Judgement::Waits(_) => waits,
                goes => drift::held(shared, &snapshot, sale).map_or(goes, Judgement::Waits),
            };
            (Some(partner.name.clone()), judgement)
        }
        None => (
            None,
            Judgement::Waits(linking::withdrawn(sale, links).unwrap_or_else(|| linking::unlinked(sale))),
        ),
    }
}

/// A sale as intake hands it to the store: judged by what A says, addressed by what would be sent.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn arrival(shared: &Shared, links: &Links, sale: Sale) -> Result<Arrival, EngineError> {
    let (integration, judgement) = judge(shared, links, &sale);
    let edits = shared.store.edits(sale.id).await?;
    let sent = edit::edited(sale.clone(), &edits);
    Ok(Arrival {
        customer: mask::customer(&sent.customer),
        content: content(&shared.store, &sale),
        lane: lane(&shared.store, &sent),
        integration,
        judgement,
        cancel: linking::cancelled(&sale, links),
        sale,
    })
}

/// Digest of what a sale says, apart from its status and times: koppel's own writing of a status back to A
/// is no change of the sale.
fn content(store: &Store, sale: &Sale) -> Digest {
    let mut content = sale.clone();
    content.status = StatusKey::from("");
    content.status_remark = Shown::default();
    content.updated_at = content.created_at;
    store.digest("sale", &serde_json::to_vec(&content).unwrap_or_default())
}

/// Digest of the address a sale is delivered to, however it was written.
pub fn lane(store: &Store, sale: &Sale) -> Digest {
    let address = sale.delivery_address();
    let normal = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
    };
    let text =
        [&address.postcode, &address.housenumber, &address.suffix].map(|part| normal(part)).join("\u{1f}");
    store.digest("lane", text.as_bytes())
}

/// The pass: every sale that a judgement still has a say in.
pub struct Judge(pub Arc<Shared>);

/// So many sales are judged in one commit.
const CHUNK: usize = 200;

impl Pass for Judge {
    const NAME: &'static str = "judge";
    // *Settled* asks by which set-up it judged last, and not when.
    const COUNTS: bool = false;

    fn interval(&self) -> Duration {
        // Woken by every change of the set-up; the timer is only a net.
        self.0.settings.sweep_every
    }

    fn wake(&self) -> &Notify {
        &self.0.judge_wake
    }

    async fn run(&mut self) -> Report {
        Report::of(self.judge_all().await)
    }
}

impl Judge {
    async fn judge_all(&self) -> Result<Report, EngineError> {
        let (links, number) = self.0.links();
        let mut report = Report::default();
        let open = |state| matches!(state, State::Waiting | State::Ready | State::Queued | State::Skipped);
        for (integration, state, _) in self.0.store.states() {
            if !open(state) {
                continue;
            }
            let mut after = None;
            loop {
                let page = self.0.store.in_state(integration.as_ref(), state, after, CHUNK).await?;
                let Some(last) = page.last() else { break };
                after = Some(*last);
                let mut sales: Vec<SaleId> = page.into_iter().map(|(_, sale)| sale).collect();
                // What changes while it is read is read again: A may just have cancelled it.
                while !sales.is_empty() && self.0.is_current(number) {
                    let judged = self.judged(&links, &sales).await?;
                    report.seen += judged.len() as u64;
                    let ended = self.0.store.rejudge(&judged).await?;
                    report.changed += ended.rows.len() as u64;
                    sales = ended.stale;
                }
                if !self.0.is_current(number) {
                    // Decided by a set-up that is past: from the start.
                    report.again = true;
                    return Ok(report);
                }
                tokio::task::yield_now().await;
            }
        }
        self.0.judged(number);
        Ok(report)
    }

    async fn judged(&self, links: &Links, sales: &[SaleId]) -> Result<Vec<Judged>, EngineError> {
        let mut judged = Vec::with_capacity(sales.len());
        for sale in sales {
            let Some(found) = self.0.store.sale(*sale).await? else { continue };
            if found.value.delivery.state == State::Skipped && !self.moves(links, &found.value) {
                continue;
            }
            let Some(body) = self.0.store.body(*sale).await? else { continue };
            let (integration, judgement) = judge(&self.0, links, &body);
            judged.push(Judged { sale: *sale, version: found.version, integration, judgement });
        }
        Ok(judged)
    }

    /// Whether a skipped sale goes over to another integration. A judgement has no other say in it, and
    /// this one is told by its record, without its body.
    fn moves(&self, links: &Links, record: &SaleRecord) -> bool {
        let linked = links.products.get(&record.product_id).map(|link| &link.integration);
        let linked = linked.filter(|name| self.0.partner(name).is_ok());
        record.integration.as_ref() != linked
    }
}
