//! Organisations and the products they may sell. A new one may sell nothing until it is granted.
//!
//! Not here: rights on flows (`koppel`), which the public API does not have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::super::access::{Answer, Ask};
use super::super::input::Fields;
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::cancellation::Standing;
use super::super::world::forms;
use super::super::world::incoming::Incoming;
use super::super::world::judge::Finding;
use super::super::world::people::{ORGANISATION_FIELDS, Organisation, People};
use super::super::world::rows::{self, Listed};
use super::edit::removal;
use super::page::Page;
use crate::model::status::{CANCELLATION_PASSED_ON, StatusKind};

/// `GET account/organisations`
pub async fn list(ask: Ask) -> Answer {
    let people = ask.world().people();
    Ok(Reply::Ok(Page::of(&ask).cut(&ask, people.organisations.values().map(row).collect())))
}

/// `GET account/organisations/{id}`
pub async fn one(ask: Ask) -> Answer {
    let people = ask.world().people();
    Ok(Reply::Ok(row(people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?)))
}

/// `GET koppel/organisations`: each as in the documented list, with `products`, `flows`, `agents` (users that
/// are active), `tokens` (valid ones), `last_contact` (RFC 3339), `open_sales` and `requests` (those
/// to cancel that are to be answered here: not those that were passed on).
pub async fn seen(ask: Ask) -> Answer {
    let (people, catalogue, world) = (ask.world().people(), ask.world().catalogue(), ask.world());
    let closed = |status: &str| {
        let kind = catalogue.status(status).map(|status| status.kind);
        kind.is_some_and(|kind| {
            matches!(kind, StatusKind::Cancelled | StatusKind::Netto | StatusKind::Closed)
        })
    };
    let (open, requests) = world.index(|index| {
        let asked = |listed: &Listed| {
            listed.cancellation == Some(Standing::Open) && listed.status != CANCELLATION_PASSED_ON
        };
        let open = index.count_by_organisation(|listed| !closed(&listed.status));
        (open, index.count_by_organisation(asked))
    });
    let rows = people.organisations.values().map(|organisation| {
        let users: BTreeSet<u64> = people
            .users
            .values()
            .filter(|user| user.active && user.organisation_id == Some(organisation.id))
            .map(|user| user.id)
            .collect();
        let tokens = || people.tokens.values().filter(|token| users.contains(&token.user_id));
        let last = tokens().filter_map(|token| world.token_use(token.id)).map(|used| used.last_at).max();
        let mut row = row(organisation);
        row["products"] = json!(granted(&ask, organisation).len());
        row["flows"] = json!(catalogue.flows.keys().filter(|id| organisation.has_flow(**id)).count());
        row["agents"] = json!(users.len());
        row["tokens"] = json!(tokens().filter(|token| !token.is_expired(world.now())).count());
        row["last_contact"] = json!(last);
        let of = |counts: &HashMap<u64, u64>| counts.get(&organisation.id).copied().unwrap_or_default();
        row["open_sales"] = json!(of(&open));
        row["requests"] = json!(of(&requests));
        row
    });
    Ok(Reply::Ok(rows.collect()))
}

/// `POST account/organisations`: 201 `{organisation_id}`.
pub async fn create(ask: Ask) -> Answer {
    let fields = fields(&ask.body, BTreeMap::new())?;
    let identifier = fields.get("identifier").cloned().unwrap_or_default();
    let active = ask.body.flag("active").unwrap_or(true);
    let id = ask
        .world()
        .change_people(&ask.by(Act::OrganisationCreate), |people, batch, world| {
            free(people, None, &identifier)?;
            let id = world.number();
            let none = Some(BTreeSet::new());
            let (incoming, whole_flows) = (Incoming::default(), BTreeSet::new());
            let (products, flows) = (none.clone(), none);
            let organisation = Organisation { id, active, fields, products, flows, whole_flows, incoming };
            batch.put(&rows::ORGANISATIONS, &id, &organisation)?;
            people.organisations.insert(id, organisation);
            Ok::<_, Failure>(id)
        })
        .await?;
    Ok(Reply::Created(json!({"organisation_id": id})))
}

/// `PUT account/organisations/{id}`: fields that are absent stay. `active` refuses or admits its tokens.
pub async fn update(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world()
        .change_people(&ask.by(Act::OrganisationUpdate), |people, batch, _| {
            // One that is twice there already stands in the way of nothing else.
            if ask.body.has("identifier") {
                free(people, Some(id), &ask.body.text("identifier").unwrap_or_default())?;
            }
            let organisation = people.organisations.get_mut(&id).ok_or(Failure::NotFound)?;
            organisation.fields = fields(&ask.body, organisation.fields.clone())?;
            organisation.active = ask.body.flag("active").unwrap_or(organisation.active);
            batch.put(&rows::ORGANISATIONS, &id, organisation)?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!({"organisation_id": id})))
}

/// `DELETE account/organisations/{id}`: its users, tokens and subscriptions go with it; its sales stay the account's.
pub async fn remove(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let ended = ask
        .world()
        .change_people(&ask.by(Act::OrganisationDelete), |people, batch, _| {
            people.organisations.remove(&id).ok_or(Failure::NotFound)?;
            batch.remove(&rows::ORGANISATIONS, &id);
            let users: BTreeSet<u64> = people
                .users
                .values()
                .filter(|user| user.organisation_id == Some(id))
                .map(|user| user.id)
                .collect();
            removal::leave(people, &users, batch);
            let webhooks = people.webhooks.values().filter(|one| one.organisation_id == Some(id));
            let webhooks: Vec<String> = webhooks.map(|one| one.uuid.clone()).collect();
            for uuid in &webhooks {
                batch.remove(&rows::WEBHOOKS, uuid);
                people.webhooks.remove(uuid);
            }
            for user in users {
                batch.remove(&rows::USERS, &user);
                people.users.remove(&user);
            }
            Ok::<_, Failure>(webhooks)
        })
        .await?;
    for uuid in ended {
        ask.world().forget_deliveries(&uuid).await?;
    }
    Ok(Reply::Ok(json!([])))
}

/// `GET account/organisations/{id}/products`: `{products: [ids]}`.
pub async fn products(ask: Ask) -> Answer {
    let people = ask.world().people();
    let organisation = people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?;
    Ok(Reply::Ok(json!({"products": granted(&ask, organisation)})))
}

/// `POST account/connect-organisation-to-products/{id}`: absent = all, empty = none.
pub async fn connect(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let named = list_or_all(&ask.body, "products");
    let organisation = ask
        .world()
        .change_people(&ask.by(Act::RightsProducts), |people, batch, world| {
            let organisation = people.organisations.get_mut(&id).ok_or(Failure::NotFound)?;
            // Of this moment: a product may have gone since.
            let known = world.catalogue();
            if let Some(product) = named.iter().flatten().find(|id| !known.products.contains_key(id)) {
                return Err(Failure::unknown("products", product));
            }
            // It replaces what there was: a standing rule stays only where everything is granted.
            if named.is_some() {
                let flows = std::mem::take(&mut organisation.whole_flows);
                if let Some(granted) = &mut organisation.flows {
                    granted.extend(flows);
                }
            }
            organisation.products = named;
            batch.put(&rows::ORGANISATIONS, &id, organisation)?;
            Ok::<_, Failure>(organisation.clone())
        })
        .await?;
    Ok(Reply::Ok(json!({"products": granted(&ask, &organisation)})))
}

/// `POST account/connect-product-to-organisations/{id}`: absent = all, empty = none.
pub async fn connect_product(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let named = list_or_all(&ask.body, "organisations");
    let connected = ask
        .world()
        .change_people(&ask.by(Act::RightsProducts), |people, batch, world| {
            let catalogue = world.catalogue();
            let product = catalogue.products.get(&id).ok_or(Failure::NotFound)?;
            let mut connected = Vec::new();
            if let Some(id) = named.iter().flatten().find(|id| !people.organisations.contains_key(id)) {
                return Err(Failure::unknown("organisations", id));
            }
            for organisation in people.organisations.values_mut() {
                let wanted = named.as_ref().is_none_or(|ids| ids.contains(&organisation.id));
                let has = organisation.has_product(&catalogue, product);
                if wanted {
                    connected.push(organisation.id);
                }
                if wanted != has {
                    match &mut organisation.products {
                        Some(products) if wanted => {
                            products.insert(id);
                        }
                        // Taking one of *all* away leaves the others, named.
                        _ => organisation.revoke_products(&catalogue, &BTreeSet::from([id])),
                    }
                    batch.put(&rows::ORGANISATIONS, &organisation.id, organisation)?;
                }
            }
            Ok::<_, Failure>(connected)
        })
        .await?;
    Ok(Reply::Ok(json!({"organisations": connected})))
}

/// `None` when absent: all.
pub(super) fn list_or_all(body: &Fields, field: &str) -> Option<BTreeSet<u64>> {
    let given = body.0.get(field).filter(|value| !value.is_null())?;
    Some(super::super::world::loose::as_numbers(given).into_iter().collect())
}

fn granted(ask: &Ask, organisation: &Organisation) -> Vec<u64> {
    let catalogue = ask.world().catalogue();
    let granted = catalogue.products.values().filter(|one| organisation.has_product(&catalogue, one));
    granted.map(|product| product.id).collect()
}

/// Another has no organisation's identifier.
fn free(people: &People, own: Option<u64>, identifier: &str) -> Result<(), Failure> {
    match people.has_identifier(own, identifier) {
        true => Err(Failure::field("identifier", Finding::Taken)),
        false => Ok(()),
    }
}

fn row(organisation: &Organisation) -> Value {
    let mut row = Map::new();
    row.insert("id".to_owned(), organisation.id.into());
    for field in ORGANISATION_FIELDS {
        row.insert((*field).to_owned(), organisation.field(field).into());
    }
    row.insert("active".to_owned(), organisation.active.into());
    row.into()
}

fn fields(body: &Fields, mut fields: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Failure> {
    for field in ORGANISATION_FIELDS.iter().filter(|field| body.has(field)) {
        fields.insert((*field).to_owned(), body.text(field).unwrap_or_default());
    }
    let mut findings =
        forms::organisation(|field| fields.get(field).cloned().unwrap_or_default(), |field| body.has(field));
    // A slip of the pen must not look as if it were done.
    let known = |field: &str| field == "active" || ORGANISATION_FIELDS.contains(&field);
    for field in body.0.keys().filter(|field| !known(field)) {
        findings.insert(field.clone(), vec![Finding::UnknownField]);
    }
    if body.has("active") && body.flag("active").is_none() {
        findings.insert("active".to_owned(), vec![Finding::NotYesOrNo]);
    }
    if findings.is_empty() { Ok(fields) } else { Err(Failure::Fields(findings)) }
}
