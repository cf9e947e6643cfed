//! Import: partner products become products of A and are linked. A crash between the two leaves a product
//! that carries the partner's mark, and the next import links that one instead of making another.
//!
//! Not here: carrying over later changes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::carry::looked;
use super::files::{self, Files};
use super::{Depth, sync_own, sync_partner};
use crate::engine::budget::Lane;
use crate::engine::chain;
use crate::engine::error::EngineError;
use crate::engine::partner::Partner;
use crate::engine::shared::Shared;
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::integration::FieldPolicies;
use crate::model::product::{CustomerKinds, Product};
use crate::model::reason::{Reason, Thing};
use crate::salesdock::wire::catalogue::ProductDraft;

/// Creates the named partner products at A (`None`: all that are granted) and links them; those that are
/// linked already, or named twice, are skipped. How many were linked, and which of all that are granted were
/// not, and why.
///
/// # Errors
/// [`EngineError::Link`] of either side; what was linked before stays linked.
pub async fn import(
    shared: &Shared,
    partner: &Arc<Partner>,
    wanted: Option<&[ProductId]>,
    actor: &str,
) -> Result<(u64, Vec<Reason>), EngineError> {
    let own = shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?.acting_for(actor);
    let Some(theirs) = partner.link.client(Lane::Catalogue)? else { return Ok((0, Vec::new())) };
    if partner.snapshot().catalogue.products.is_empty() {
        sync_partner(shared, partner, Depth::Lists).await?;
    }
    let _alone = partner.importing.lock().await;
    let granted: BTreeSet<ProductId> =
        partner.snapshot().catalogue.products.iter().map(|product| product.id).collect();
    let named = wanted.is_some();
    let wanted: BTreeSet<ProductId> = match wanted {
        Some(wanted) => wanted.iter().copied().collect(),
        None => granted.clone(),
    };
    if let Some(unknown) = wanted.iter().find(|product| !granted.contains(product)) {
        return Err(EngineError::not_found(Thing::PartnerProduct, unknown));
    }
    let linked: BTreeSet<ProductId> =
        shared.store.links(&partner.name).await?.into_iter().map(|link| link.partner).collect();
    let here = shared.own.address().ok_or_else(EngineError::no_own)?;
    let there = partner.snapshot().row.integration.partner.clone();
    let looping = chain::loops(&here, &there, &partner.snapshot().catalogue.products);
    let looped = |product| Reason::Loop { product, environment: here.domain.clone() };
    let left: Vec<ProductId> = looping.into_iter().filter(|product| wanted.contains(product)).collect();
    let mut left_out: Vec<Reason> = left.iter().map(|product| looped(*product)).collect();
    // The rest can still be sold.
    let wanted: BTreeSet<ProductId> = wanted.into_iter().filter(|product| !left.contains(product)).collect();
    let tells = own.capabilities().await?.is_some();
    let mut marked: Option<HashMap<String, ProductId>> = None;
    let mut count = 0;
    for product in wanted.into_iter().filter(|product| !linked.contains(product)) {
        if marked.is_none() {
            let there = own.products().await?.into_iter();
            marked = Some(there.map(|product| (product.identifier, product.id)).collect());
        }
        let mark = mark(&partner.name, product);
        let found = marked.as_ref().and_then(|marked| marked.get(&mark)).copied();
        match found {
            Some(own_id) => {
                // What it has of files is what was carried over before: only what differs is carried now.
                let has = files::fetch(&shared.store, &own, &own.product(own_id).await?).await;
                shared.store.link(&partner.name, own_id, product, (None, has.digests)).await?;
            }
            None => {
                let whole = theirs.product(product).await?;
                // Its page says where it came from; the list does not, and may be all that was read yet.
                if chain::is_loop(&here, &whole, &there) {
                    left_out.push(looped(product));
                    continue;
                }
                let files = files::fetch(&shared.store, &theirs, &whole).await;
                let (digests, partly) = (files.digests.clone(), files.partly);
                let mut draft = draft(&whole, mark, files);
                if tells {
                    draft.koppel_provenance = chain::of(&whole, &there);
                }
                let own_id = own.create_product(&draft).await?;
                // What was just written need not be compared again, unless something was left out of it.
                let known = looked(&shared.store, &whole, None, &FieldPolicies::default());
                let known = if partly { (None, Default::default()) } else { (Some(known), digests) };
                shared.store.link(&partner.name, own_id, product, known).await?;
            }
        }
        count += 1;
    }
    // Of what was named nothing could be taken.
    if let (true, 0, Some(why)) = (named, count, left_out.first()) {
        return Err(EngineError::refused(why.clone()));
    }
    if count > 0 {
        shared.refresh(&partner.name).await?;
        // The own catalogue says the new products' types, which conditions look at.
        sync_own(shared, Depth::Products).await?;
        shared.refresh_links().await?;
        shared.judge_anew();
    }
    Ok((count, left_out))
}

/// The identifier an imported product has at A.
fn mark(integration: &IntegrationName, partner: ProductId) -> String {
    format!("koppel:{integration}:{partner}")
}

/// The product to be created at A.
pub(super) fn draft(product: &Product, mark: String, files: Files) -> ProductDraft {
    let detail = product.detail.clone().unwrap_or_default();
    let mut more = detail.prices;
    more.extend(detail.custom_fields.into_iter().map(|(name, value)| (format!("cf_{name}"), value)));
    ProductDraft {
        name: product.name.to_string(),
        identifier: mark,
        product_type: product.product_type.clone(),
        active: u8::from(product.active),
        supplier_id: None,
        business: match product.customers {
            CustomerKinds::Consumer => 0,
            CustomerKinds::Business => 1,
            CustomerKinds::Both => 2,
        },
        main: Some(u8::from(detail.main)),
        // Mandatory for main products; the API's word for *no* is 0.
        retention: detail.retention.or_else(|| detail.main.then(|| "0".to_owned())),
        usp: product.usp.to_string(),
        description: product.description.to_string(),
        cart_info: product.cart_info.to_string(),
        duration: detail.duration,
        valid_from: product.valid_from.map(|day| day.format("%d-%m-%Y").to_string()),
        valid_till: product.valid_till.map(|day| day.format("%d-%m-%Y").to_string()),
        image: files.image,
        attachments: files.documents,
        koppel_provenance: Vec::new(),
        more,
    }
}
