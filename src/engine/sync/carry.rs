//! Carrying over: where a linked product of the partner differs from ours, ours is changed, kept or asked
//! about, field by field as the policies say. What was looked at once is not looked at again until either
//! side or a policy changes: an environment that writes a value its own way would else be written to for
//! ever.
//!
//! Not here: which fields differ and what becomes of them (`linking::carry`).

use std::collections::BTreeMap;

use super::Sides;
use super::files::{self, Files};
use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::partner::Partner;
use crate::engine::shared::Shared;
use crate::linking::carry::{self as linking, Carry, DOCUMENTS, IMAGE, carry, fields};
use crate::model::catalogue::Catalogue;
use crate::model::difference::{FieldDiff, ProductDiff};
use crate::model::ids::ProductId;
use crate::model::integration::{FieldPolicies, FieldPolicy};
use crate::model::product::Product;
use crate::model::reason::Thing;
use crate::model::view::Activity;
use crate::salesdock::wire::catalogue::ProductChange;
use crate::store::{Digest, LinkRow, Looked, Side, Store};

/// Carries every difference over: what was written.
pub(super) async fn over(sides: &Sides<'_>, theirs: &Catalogue) -> Result<Vec<ProductDiff>, EngineError> {
    let store = &sides.shared.store;
    let policies = sides.partner.snapshot().row.integration.settings.fields.clone();
    let own = store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
    let theirs: BTreeMap<_, _> = theirs.products.iter().map(|product| (product.id, product)).collect();
    let ours: BTreeMap<_, _> = own.products.iter().map(|product| (product.id, product)).collect();
    let mut written = Vec::new();
    for link in store.links(&sides.partner.name).await? {
        let (Some(other), Some(mine)) = (theirs.get(&link.partner), ours.get(&link.own)) else { continue };
        let known = looked(store, other, Some(mine), &policies);
        if link.retired.is_none() && link.looked.as_ref() != Some(&known) {
            written.extend(one(sides, &link, mine, other, &policies).await?);
        }
    }
    if !written.is_empty() {
        sides.shared.own_sync_wake.notify_one();
    }
    Ok(written)
}

/// What is known of both sides when a link is looked at.
pub(super) fn looked(
    store: &Store,
    theirs: &Product,
    ours: Option<&Product>,
    policies: &FieldPolicies,
) -> Looked {
    let documents = theirs.detail.as_ref().map(|detail| &detail.documents);
    Looked {
        theirs: digest(store, &(fields(theirs), theirs.updated_at, documents)),
        ours: ours.map(|ours| digest(store, &fields(ours))),
        policies: digest(store, policies),
    }
}

fn digest(store: &Store, value: &impl serde::Serialize) -> Digest {
    store.digest("carried product", &serde_json::to_vec(value).unwrap_or_default())
}

/// Carries one product over, as the policies say.
async fn one(
    sides: &Sides<'_>,
    link: &LinkRow,
    ours: &Product,
    theirs: &Product,
    policies: &FieldPolicies,
) -> Result<Option<ProductDiff>, EngineError> {
    let store = &sides.shared.store;
    let name = &sides.partner.name;
    let moved =
        link.looked.as_ref().is_none_or(|then| then.theirs != looked(store, theirs, None, policies).theirs);
    let mut files = match moved || link.files != link.files_seen {
        true => files::fetch(store, &sides.theirs, &sides.theirs.product(theirs.id).await?).await,
        false => Files { digests: link.files_seen.clone(), ..Files::default() },
    };
    if files.partly
        && let Some(known) = link.files.get(DOCUMENTS)
    {
        // Not whole: what A has stays, until it is.
        files.digests.insert(DOCUMENTS.to_owned(), *known);
    }
    let differing = differing(&link.files, &files.digests);
    let Carry { mut write, .. } = carry(ours, theirs, &differing, policies);
    let mut now = ours.clone();
    if !write.is_empty() {
        // What was read of ours may be older than what was last written to it.
        now = sides.own.product(link.own).await?;
        write = carry(&now, theirs, &differing, policies).write;
    }
    let mut carried = link.files.clone();
    let mut done = None;
    if !write.is_empty() {
        match sides.own.change_product(link.own, &change(&write, theirs, &files)).await {
            Ok(()) => {
                now = sides.own.product(link.own).await?;
                for diff in &write {
                    if let Some(digest) = files.digests.get(&diff.field) {
                        carried.insert(diff.field.clone(), *digest);
                    }
                }
                let fields = write.iter().map(|diff| diff.field.clone()).collect();
                sides.log(Activity::ProductChanged { partner_id: link.partner, fields }).await?;
                done = Some(diff_of(link, ours, write.into_iter().map(|diff| (FieldPolicy::Partner, diff))));
            }
            // One product that A does not take holds up no other; it is tried again when something changes.
            Err(error) if error.failure.http_status.is_some_and(|status| (400..500).contains(&status)) => {
                let what = Activity::CarryRefused { partner_id: link.partner, failure: error.failure };
                sides.log(what).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let known = looked(store, theirs, Some(&now), policies);
    let at = sides.shared.clock.now();
    let changed = done.is_some();
    store
        .change_link(name, link.partner, |row| {
            // What was not read whole is looked at again by itself.
            row.looked = (!files.partly).then(|| known.clone());
            row.files = carried.clone();
            row.files_seen = files.digests.clone();
            if changed {
                row.last_synchronised = at;
            }
        })
        .await?;
    Ok(done)
}

/// The files whose digest is not the one that was carried over.
fn differing(carried: &BTreeMap<String, Digest>, seen: &BTreeMap<String, Digest>) -> Vec<&'static str> {
    [DOCUMENTS, IMAGE].into_iter().filter(|file| carried.get(*file) != seen.get(*file)).collect()
}

/// The update that makes ours the same in the fields of `write`.
fn change(write: &[FieldDiff], theirs: &Product, files: &Files) -> ProductChange {
    let theirs = linking::fields(theirs);
    let mut change = ProductChange::default();
    for diff in write {
        match diff.field.as_str() {
            DOCUMENTS => change.attachments = Some(files.documents.clone()),
            IMAGE => change.image = Some(files.image.clone()),
            field => {
                change.fields.insert(field.to_owned(), theirs.get(field).cloned().unwrap_or_default());
            }
        }
    }
    change
}

fn diff_of(
    link: &LinkRow,
    ours: &Product,
    fields: impl Iterator<Item = (FieldPolicy, FieldDiff)>,
) -> ProductDiff {
    ProductDiff {
        partner_id: link.partner,
        own_id: link.own,
        name: ours.name.clone(),
        fields: fields.collect(),
    }
}

/// How linked products differ from the partner's as both were last read, without asking either side.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn differences(shared: &Shared, partner: &Partner) -> Result<Vec<ProductDiff>, EngineError> {
    let snapshot = partner.snapshot();
    let policies = &snapshot.row.integration.settings.fields;
    let own = shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
    let mut diffs = Vec::new();
    for link in shared.store.links(&partner.name).await? {
        let find = |catalogue: &Catalogue, id: ProductId| {
            catalogue.products.iter().find(|product| product.id == id).cloned()
        };
        let (Some(ours), Some(theirs)) = (find(&own, link.own), find(&snapshot.catalogue, link.partner))
        else {
            continue;
        };
        let files = differing(&link.files, &link.files_seen);
        let carry = carry(&ours, &theirs, &files, policies);
        let diff = diff_of(&link, &ours, carry.all());
        if !diff.fields.is_empty() {
            diffs.push(diff);
        }
    }
    Ok(diffs)
}

/// Carries the named fields of one product over now, whatever their policy; `None` for all that differ. What
/// was written.
///
/// # Errors
/// [`EngineError::NotFound`], [`EngineError::Link`].
pub async fn take(
    shared: &Shared,
    partner: &Partner,
    product: ProductId,
    wanted: Option<&[String]>,
    actor: &str,
) -> Result<Option<ProductDiff>, EngineError> {
    let _alone = partner.importing.lock().await;
    let own = shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?.acting_for(actor);
    let Some(theirs) = partner.link.client(Lane::Catalogue)? else { return Ok(None) };
    let links = shared.store.links(&partner.name).await?;
    let missing = || EngineError::not_found(Thing::ProductLink, product);
    let mut link = links.into_iter().find(|link| link.partner == product).ok_or_else(missing)?;
    let mut policies = FieldPolicies::default();
    let (mine, other) = (own.product(link.own).await?, theirs.product(product).await?);
    if let Some(wanted) = wanted {
        for name in fields(&mine).into_keys().chain([DOCUMENTS.to_owned(), IMAGE.to_owned()]) {
            if !wanted.contains(&name) {
                policies.set(&name, FieldPolicy::Ours);
            }
        }
    }
    // Fetched anew, so that files can be compared.
    link.looked = None;
    let sides = Sides { shared, partner, own, theirs };
    one(&sides, &link, &mine, &other, &policies).await
}
