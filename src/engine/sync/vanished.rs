//! Products that are gone at the partner: noticed, looked at twice, probed, and only then put out of sale at
//! A as the policy says. Many at once, or a refused probe, stop and ask. What was deleted is kept, and can
//! be brought back.
//!
//! Not here: what the looks and probes prove (`linking::vanish`).

use std::collections::{BTreeMap, BTreeSet};

use super::Sides;
use super::import::draft;
use crate::clock::Timestamp;
use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::partner::Partner;
use crate::engine::shared::Shared;
use crate::linking::vanish::{self, Missing, Probe, Verdict};
use crate::model::catalogue::Catalogue;
use crate::model::ids::ProductId;
use crate::model::integration::OnVanished;
use crate::model::reason::{Reason, Thing};
use crate::model::view::{Activity, VanishHold};
use crate::salesdock::wire::catalogue::ProductChange;
use crate::store::{LinkRow, Retired};

/// Looks which linked products `theirs` no longer shows, and does what may be done about them: how many
/// links changed.
pub(super) async fn look(sides: &Sides<'_>, theirs: &Catalogue) -> Result<u64, EngineError> {
    let (shared, partner) = (sides.shared, sides.partner);
    let there: BTreeSet<ProductId> =
        theirs.products.iter().filter(|product| product.active).map(|product| product.id).collect();
    let links = shared.store.links(&partner.name).await?;
    shared.store.links_checked(&partner.name).await?;
    let mut changed = 0;
    let mut missing = Vec::new();
    let mut linked = 0;
    for link in &links {
        if there.contains(&link.partner) {
            linked += 1;
            changed += u64::from(link.missing_since.is_some() && returned(sides, link).await?);
        } else if link.retired.is_none() && !link.spared {
            linked += 1;
            missing.push(link);
        }
    }
    let now = shared.clock.now();
    for link in missing.iter().filter(|link| link.missing_since.is_none()) {
        let since = |row: &mut LinkRow| row.missing_since = Some(now);
        shared.store.change_link(&partner.name, link.partner, since).await?;
        sides.log(Activity::ProductVanished { partner_id: link.partner }).await?;
        changed += 1;
    }
    let policy = partner.snapshot().row.integration.settings.on_vanished;
    if missing.is_empty() || policy == OnVanished::Nothing {
        hold(sides, None).await?;
        return Ok(changed);
    }
    if vanish::is_mass(linked, missing.len()) {
        let products = missing.iter().map(|link| link.partner).collect();
        hold(sides, Some(VanishHold { products, linked: linked as u64, failure: None })).await?;
        return Ok(changed);
    }
    // A second look in the same breath is none.
    let apart = shared.settings.look_again.div_f64(shared.speed(&partner.snapshot().row.integration.partner));
    let long = |since: Timestamp| (now - since).to_std().is_ok_and(|past| past >= apart);
    let before: Vec<_> = missing.into_iter().filter(|link| link.missing_since.is_some_and(long)).collect();
    Ok(changed + act(sides, &before, linked, policy).await?)
}

/// Probes what is missing and applies the policy to what is gone.
async fn act(
    sides: &Sides<'_>,
    missing: &[&LinkRow],
    linked: usize,
    policy: OnVanished,
) -> Result<u64, EngineError> {
    let mut probed = Vec::new();
    for link in missing {
        let probe = probe(sides, link.partner).await;
        probed.push(Missing { product: link.partner, before: true, probe });
    }
    match vanish::judge(&probed) {
        Verdict::Refused(failure) => {
            let products = missing.iter().map(|link| link.partner).collect();
            hold(sides, Some(VanishHold { products, linked: linked as u64, failure: Some(failure) })).await?;
            Ok(0)
        }
        Verdict::Gone(gone) => {
            hold(sides, None).await?;
            let mut count = 0;
            for link in missing.iter().filter(|link| gone.contains(&link.partner)) {
                retire(sides, link, policy).await?;
                count += 1;
            }
            if count > 0 {
                sides.shared.own_sync_wake.notify_one();
                // Their sales wait from here on, and say why.
                sides.shared.refresh_links().await?;
                sides.shared.judge_anew();
            }
            Ok(count)
        }
    }
}

async fn probe(sides: &Sides<'_>, product: ProductId) -> Probe {
    match sides.theirs.product(product).await {
        Ok(product) if product.active => Probe::Present,
        Ok(_) => Probe::Absent,
        Err(error) if error.is_gone() => Probe::Absent,
        Err(error) => Probe::Failed(error.failure),
    }
}

/// Puts the own product of a link out of sale.
async fn retire(sides: &Sides<'_>, link: &LinkRow, policy: OnVanished) -> Result<(), EngineError> {
    let store = &sides.shared.store;
    let name = &sides.partner.name;
    match policy {
        OnVanished::Nothing => return Ok(()),
        OnVanished::Deactivate => {
            sides.own.change_product(link.own, &active(false)).await?;
            store.retire(name, link.partner, policy, None).await?;
        }
        OnVanished::Delete => {
            // What is deleted is kept first.
            let product = sides.own.product(link.own).await?;
            store.retire(name, link.partner, policy, Some(&product)).await?;
            match sides.own.delete_product(link.own).await {
                Ok(()) => {}
                Err(error) if error.is_gone() => {}
                // A flow or a rule of A needs it: it is out of sale, and stays.
                Err(error) if error.failure.http_status == Some(409) => {
                    store.change_link(name, link.partner, |row| row.retired = None).await?;
                    return Box::pin(retire(sides, link, OnVanished::Deactivate)).await;
                }
                Err(error) => {
                    store.change_link(name, link.partner, |row| row.retired = None).await?;
                    return Err(error.into());
                }
            }
        }
    }
    let deleted = policy == OnVanished::Delete;
    let what = Activity::ProductRetired { partner_id: link.partner, own_id: link.own, deleted };
    sides.log(what).await
}

/// A product that was missing is there again: what koppel deactivated is sold again.
async fn returned(sides: &Sides<'_>, link: &LinkRow) -> Result<bool, EngineError> {
    let deleted = link.retired.as_ref().is_some_and(|retired| retired.how == OnVanished::Delete);
    if link.retired.as_ref().is_some_and(|retired| retired.how == OnVanished::Deactivate) {
        sides.own.change_product(link.own, &active(true)).await?;
        sides.shared.own_sync_wake.notify_one();
    }
    let back = |row: &mut LinkRow| {
        row.missing_since = None;
        row.spared = false;
        if !deleted {
            row.retired = None;
        }
    };
    sides.shared.store.change_link(&sides.partner.name, link.partner, back).await?;
    sides.shared.refresh_links().await?;
    sides.shared.judge_anew();
    sides.log(Activity::ProductReturned { partner_id: link.partner, deleted }).await?;
    Ok(true)
}

fn active(on: bool) -> ProductChange {
    let field = ("active".to_owned(), if on { "1" } else { "0" }.to_owned());
    ProductChange { fields: [field].into(), ..ProductChange::default() }
}

/// Notes what an operator has to decide; `None` for nothing. Told once.
async fn hold(sides: &Sides<'_>, hold: Option<VanishHold>) -> Result<(), EngineError> {
    let (shared, partner) = (sides.shared, sides.partner);
    if partner.snapshot().row.vanished == hold {
        return Ok(());
    }
    shared.store.learn(&partner.name, |row| row.vanished.clone_from(&hold)).await?;
    shared.refresh(&partner.name).await?;
    match hold {
        None => Ok(()),
        Some(VanishHold { products, linked, failure }) => {
            let gone = products.len() as u64;
            sides.log(Activity::VanishStopped { gone, linked, failure }).await
        }
    }
}

/// Applies the policy to everything that is missing, many or not, as an operator decided; each is still
/// probed. How many were put out of sale.
///
/// # Errors
/// [`EngineError::Link`]; [`EngineError::Conflict`] when not exactly `expected` are missing.
pub async fn apply_vanished(
    shared: &Shared,
    partner: &Partner,
    expected: Option<u64>,
    actor: &str,
) -> Result<u64, EngineError> {
    let _alone = partner.importing.lock().await;
    let own = shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?.acting_for(actor);
    let Some(theirs) = partner.link.client(Lane::Catalogue)? else { return Ok(0) };
    let links = shared.store.links(&partner.name).await?;
    let missing: Vec<_> = links
        .iter()
        .filter(|link| link.missing_since.is_some() && link.retired.is_none() && !link.spared)
        .collect();
    let found = missing.len() as u64;
    if let Some(expected) = expected.filter(|expected| *expected != found) {
        return Err(EngineError::Conflict { expected, found });
    }
    let policy = partner.snapshot().row.integration.settings.on_vanished;
    if policy == OnVanished::Nothing {
        return Ok(0);
    }
    let sides = Sides { shared, partner, own, theirs };
    act(&sides, &missing, links.len(), policy).await
}

/// Brings back what koppel deleted or deactivated at A: the number of the own product.
///
/// # Errors
/// [`EngineError::NotFound`], [`EngineError::Refused`] when it was not put out of sale, [`EngineError::Link`].
pub async fn restore(
    shared: &Shared,
    partner: &Partner,
    product: ProductId,
    actor: &str,
) -> Result<ProductId, EngineError> {
    let _alone = partner.importing.lock().await;
    let own = shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?.acting_for(actor);
    let links = shared.store.links(&partner.name).await?;
    let missing = || EngineError::not_found(Thing::ProductLink, product);
    let link = links.into_iter().find(|link| link.partner == product).ok_or_else(missing)?;
    let Some(Retired { how, product: kept, .. }) = &link.retired else {
        return Err(EngineError::refused(Reason::OnSale { product }));
    };
    let own_id = match (how, kept) {
        (OnVanished::Delete, Some(kept)) => {
            let kept = shared.store.kept_product(kept.clone()).await?;
            let created =
                own.create_product(&draft(&kept, kept.identifier.clone(), Default::default())).await?;
            shared.store.spare(&partner.name, product, created).await?;
            created
        }
        _ => {
            own.change_product(link.own, &active(true)).await?;
            shared.store.spare(&partner.name, product, link.own).await?;
            link.own
        }
    };
    shared.refresh(&partner.name).await?;
    shared.refresh_links().await?;
    shared.own_sync_wake.notify_one();
    shared.judge_anew();
    Ok(own_id)
}

/// Sales under way by the partner product they go to: what putting it out of sale would hit.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn under_way(shared: &Shared, partner: &Partner) -> Result<BTreeMap<ProductId, u64>, EngineError> {
    let snapshot = partner.snapshot();
    let mut hit = BTreeMap::new();
    for (sale, _) in shared.store.active(&partner.name).await? {
        let Some(found) = shared.store.sale(sale).await? else { continue };
        if let Some(linked) = snapshot.products.get(&found.value.product_id) {
            *hit.entry(linked.id).or_default() += 1;
        }
    }
    Ok(hit)
}
