//! Sync: what both sides offer and ask, read and kept. Lists each time; pages of single things only when
//! their row changed, when asked, or once in a long while, because a full check of a partner costs a
//! request for each of its questions.
//!
//! Not here: creating products at A (`import`), what a change means for a mapping.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::budget::Lane;
use super::change::Change;
use super::error::EngineError;
use super::shared::{Partner, Shared};
use super::worker::{Pass, Report};
use crate::clock::Instant;
use crate::model::catalogue::Catalogue;
use crate::model::delivery::Tier;
use crate::model::product::Product;
use crate::model::view::Activity;
use crate::salesdock::client::Client;
use crate::store::Side;

/// Single pages are read anew at least so often.
const WHOLE_EVERY: Duration = Duration::from_secs(60 * 60);

/// How much of a catalogue is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Lists, and pages of what is new or changed in them.
    Changed,
    /// Every page.
    Whole,
}

/// Reads a catalogue; `known` is what was read last.
///
/// # Errors
/// [`EngineError::Link`].
pub async fn read(client: &Client, known: &Catalogue, depth: Depth) -> Result<Catalogue, EngineError> {
    let mut catalogue = Catalogue {
        products: client.products().await?,
        statuses: client.statuses().await?,
        ..Catalogue::default()
    };
    catalogue.contract.flows = client.flows().await?;
    catalogue.contract.questions = client.questions().await?;
    catalogue.contract.agreements = client.agreements().await?;
    let fresh = depth == Depth::Changed;

    let before: HashMap<_, _> = known.products.iter().map(|product| (product.id, product)).collect();
    for product in &mut catalogue.products {
        let old = before.get(&product.id).filter(|old| fresh && old.updated_at == product.updated_at);
        match old.and_then(|old| old.detail.clone()) {
            Some(detail) if product.updated_at.is_some() => product.detail = Some(detail),
            _ => *product = client.product(product.id).await?,
        }
        if let Some(detail) = &mut product.detail {
            detail.image = None;
        }
    }
    let before: HashMap<_, _> = known.contract.flows.iter().map(|flow| (flow.id, flow)).collect();
    for flow in &mut catalogue.contract.flows {
        let same = |old: &&&crate::model::flow::Flow| fresh && old.key == flow.key && old.title == flow.title;
        match before.get(&flow.id).filter(same).and_then(|old| old.settings.clone()) {
            Some(settings) => flow.settings = Some(settings),
            None => *flow = client.flow(flow.id).await?,
        }
    }
    let before: HashMap<_, _> =
        known.contract.questions.iter().map(|question| (question.id, question)).collect();
    for question in &mut catalogue.contract.questions {
        let old = before.get(&question.id).filter(|old| {
            fresh
                && old.key == question.key
                && old.name == question.name
                && old.input_type == question.input_type
        });
        match old.and_then(|old| old.contract.clone()) {
            Some(contract) => question.contract = Some(contract),
            None => *question = client.question(question.id).await?,
        }
    }
    let before: HashMap<_, _> = known.contract.agreements.iter().map(|one| (one.id, one)).collect();
    for agreement in &mut catalogue.contract.agreements {
        let old = before.get(&agreement.id).filter(|old| {
            fresh && old.key == agreement.key && old.name == agreement.name && old.text == agreement.text
        });
        match old.and_then(|old| old.contract.clone()) {
            Some(contract) => agreement.contract = Some(contract),
            None => *agreement = client.agreement(agreement.id).await?,
        }
    }
    Ok(catalogue)
}

/// Reads the own environment's catalogue and keeps it.
///
/// # Errors
/// [`EngineError::Refused`] while the own environment is not set, [`EngineError::Link`].
pub async fn sync_own(shared: &Shared, depth: Depth) -> Result<Report, EngineError> {
    let client = shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?;
    let known = shared.store.catalogue(&Side::Own).await?.map(|(known, _)| known).unwrap_or_default();
    let catalogue = read(&client, &known, depth).await?;
    let report = differences(&known, &catalogue);
    if shared.store.set_catalogue(&Side::Own, &catalogue).await? {
        shared.refresh_links().await?;
        shared.judge_anew();
    }
    Ok(report)
}

/// Reads a partner's catalogue and keeps it.
///
/// # Errors
/// [`EngineError::Link`].
pub async fn sync_partner(shared: &Shared, partner: &Partner, depth: Depth) -> Result<Report, EngineError> {
    let Some(client) = partner.link.client(Lane::Catalogue)? else { return Ok(Report::default()) };
    if partner.snapshot().row.tier.is_none() {
        // First contact: how sales can be matched decides how carefully they must be sent.
        let tier = client.capabilities().await?.map_or(Tier::T3, |capabilities| capabilities.tier);
        shared.store.learn(&partner.name, |row| row.tier = Some(tier)).await?;
        shared.refresh(&partner.name).await?;
    }
    let side = Side::Partner(partner.name.clone());
    let known = shared.store.catalogue(&side).await?.map(|(known, _)| known).unwrap_or_default();
    let catalogue = read(&client, &known, depth).await?;
    let report = differences(&known, &catalogue);
    let seen: Vec<_> = catalogue.products.iter().map(|product| (product.id, false)).collect();
    shared.store.links_checked(&partner.name, &seen).await?;
    if shared.store.set_catalogue(&side, &catalogue).await? {
        for what in linked_changes(&known, &catalogue, partner) {
            let row = shared.store.log("koppel", Some(&partner.name), what).await?;
            shared.tell(Change::Activity(row));
        }
        shared.refresh(&partner.name).await?;
        shared.judge_anew();
    }
    Ok(report)
}

/// What happened to products that are linked: gone, or changed in these fields.
fn linked_changes(known: &Catalogue, read: &Catalogue, partner: &Partner) -> Vec<Activity> {
    let snapshot = partner.snapshot();
    let mut changes = Vec::new();
    for linked in snapshot.products.values() {
        let find = |catalogue: &Catalogue| {
            catalogue.products.iter().find(|product| product.id == linked.id).cloned()
        };
        match (find(known), find(read)) {
            (Some(old), Some(new)) if old != new => {
                let fields = changed_fields(&old, &new);
                // A mere touch changes the time and nothing else.
                if !fields.is_empty() {
                    changes.push(Activity::ProductChanged { partner_id: linked.id, fields });
                }
            }
            (Some(_), None) => changes.push(Activity::ProductVanished { partner_id: linked.id }),
            _ => {}
        }
    }
    changes
}

/// Names of the fields in which two readings of a product differ.
fn changed_fields(old: &Product, new: &Product) -> Vec<String> {
    fn fields(product: &Product) -> serde_json::Map<String, serde_json::Value> {
        let mut whole = match serde_json::to_value(product) {
            Ok(serde_json::Value::Object(whole)) => whole,
            _ => serde_json::Map::new(),
        };
        if let Some(serde_json::Value::Object(detail)) = whole.remove("detail") {
            whole.extend(detail);
        }
        whole.remove("updated_at");
        whole
    }
    let (old, new) = (fields(old), fields(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// How many things were read, and how many of them are new, changed or gone.
fn differences(known: &Catalogue, read: &Catalogue) -> Report {
    fn changed<T: PartialEq>(old: &[T], new: &[T]) -> u64 {
        let gone = old.len().saturating_sub(new.len());
        (new.iter().filter(|item| !old.contains(item)).count() + gone) as u64
    }
    Report {
        seen: (read.products.len()
            + read.statuses.len()
            + read.contract.flows.len()
            + read.contract.questions.len()
            + read.contract.agreements.len()) as u64,
        changed: changed(&known.products, &read.products)
            + changed(&known.statuses, &read.statuses)
            + changed(&known.contract.flows, &read.contract.flows)
            + changed(&known.contract.questions, &read.contract.questions)
            + changed(&known.contract.agreements, &read.contract.agreements),
        ..Report::default()
    }
}

/// The pass over one side's catalogue.
pub struct Sync {
    shared: Arc<Shared>,
    partner: Option<Arc<Partner>>,
    whole: Option<Instant>,
}

impl Sync {
    /// Over the own environment's.
    pub fn own(shared: Arc<Shared>) -> Self {
        Self { shared, partner: None, whole: None }
    }

    /// Over a partner's.
    pub fn partner(shared: Arc<Shared>, partner: Arc<Partner>) -> Self {
        Self { shared, partner: Some(partner), whole: None }
    }
}

impl Pass for Sync {
    const NAME: &'static str = "sync";
    // A catalogue decides nothing about a sale by itself: what it changes wakes `judge`.
    const COUNTS: bool = false;

    fn interval(&self) -> Duration {
        self.shared.settings.sync_every
    }

    fn wake(&self) -> &Notify {
        match &self.partner {
            Some(partner) => &partner.sync_wake,
            None => &self.shared.own_sync_wake,
        }
    }

    async fn run(&mut self) -> Report {
        let now = self.shared.clock.instant();
        // What was read before a restart is good enough to start with.
        let due = self.whole.is_some_and(|whole| now - whole >= WHOLE_EVERY);
        let depth = if due { Depth::Whole } else { Depth::Changed };
        if due || self.whole.is_none() {
            self.whole = Some(now);
        }
        Report::of(match &self.partner {
            Some(partner) => sync_partner(&self.shared, partner, depth).await,
            None if self.shared.own.address().is_none() => Ok(Report::default()),
            None => sync_own(&self.shared, depth).await,
        })
    }
}
