//! What an organisation may sell, beyond the documented calls: flows, changes by filter with a plan, standing
//! rules; what its token sees, answered by the very handlers that answer the token; and why not.
//!
//! Not here: products as documented (`organisations`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::access::{Answer, Ask, Scope};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::catalogue::{Catalogue, Flow};
use super::super::world::judge::Finding;
use super::super::world::people::{Organisation, Role, User};
use super::super::world::rights::{
    Filter, RightsChange, changed, difference, flow_row, unheard, why_no_flow, why_no_product, why_not_asked,
};
use super::super::world::{loose, rows};
use super::{agreements, flows, products, questions, statuses, suppliers};

/// `GET koppel/organisations/{id}/flows`: `{flows: [ids]}`.
pub async fn flows_of(ask: Ask) -> Answer {
    let people = ask.world().people();
    let organisation = people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?;
    Ok(Reply::Ok(granted(&ask.world().catalogue(), organisation)))
}

/// `PUT koppel/organisations/{id}/flows` `{flows: [ids or "type/identifier"]}`: absent = all, empty = none.
/// It replaces what there was: standing rules of other flows end.
pub async fn set_flows(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let (catalogue, organisation) = ask
        .world()
        .change_people(&ask.by(Act::RightsFlows), |people, batch, world| {
            let organisation = people.organisations.get_mut(&id).ok_or(Failure::NotFound)?;
            // Of this moment: a flow may have gone since.
            let catalogue = world.catalogue();
            let named = match ask.body.0.get("flows").filter(|value| !value.is_null()) {
                None => None,
                Some(list) => Some(named_flows(&catalogue, &loose::as_list(list), "flows")?),
            };
            organisation.whole_flows.retain(|flow| named.as_ref().is_none_or(|named| named.contains(flow)));
            organisation.flows = named;
            batch.put(&rows::ORGANISATIONS, &id, organisation)?;
            Ok::<_, Failure>((catalogue, organisation.clone()))
        })
        .await?;
    Ok(Reply::Ok(granted(&catalogue, &organisation)))
}

fn granted(catalogue: &Catalogue, organisation: &Organisation) -> Value {
    let takes = |id: &&u64| organisation.has_flow(**id);
    json!({"flows": catalogue.flows.keys().filter(takes).collect::<Vec<_>>()})
}

fn named_flow<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Flow> {
    catalogue.flows.values().find(|flow| {
        name == flow.id.to_string()
            || name.split_once('/') == Some((flow.kind.as_str(), flow.identifier.as_str()))
    })
}

fn named_flows(catalogue: &Catalogue, list: &[Value], field: &str) -> Result<BTreeSet<u64>, Failure> {
    let find = |item: &Value| Some(named_flow(catalogue, &loose::as_text(item)?)?.id);
    let unknown = |item: &Value| Failure::unknown(field, loose::as_text(item).unwrap_or_default());
    list.iter().map(|item| find(item).ok_or_else(|| unknown(item))).collect()
}

/// `GET koppel/organisations/{id}/rights`: `{all_products, all_flows, products: [{id, name, type, by_rule}],
/// flows: [{id, key, title, standing}]}`.
pub async fn show(ask: Ask) -> Answer {
    let (people, catalogue) = (ask.world().people(), ask.world().catalogue());
    let organisation = people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?;
    let named = |id: &u64| organisation.products.as_ref().is_none_or(|ids| ids.contains(id));
    let products: Vec<Value> = catalogue
        .products
        .values()
        .filter(|product| organisation.has_product(&catalogue, product))
        .map(|one| json!({"id": one.id, "name": one.name, "type": one.kind, "by_rule": !named(&one.id)}))
        .collect();
    let flows: Vec<Value> = catalogue
        .flows
        .values()
        .filter(|flow| organisation.has_flow(flow.id))
        .map(|flow| {
            let mut row = flow_row(flow);
            row["standing"] = json!(organisation.whole_flows.contains(&flow.id));
            row
        })
        .collect();
    Ok(Reply::Ok(json!({
        "all_products": organisation.products.is_none(),
        "all_flows": organisation.flows.is_none(),
        "products": products,
        "flows": flows,
    })))
}

/// `POST koppel/organisations/{id}/rights` `{act: grant|revoke, products?: [ids], supplier_id?, type?, flow?,
/// all?, flows?: [..], standing?: flow, dry_run?, expect?}`: products by the filter that is given, flows, and
/// *everything of this flow* as a standing rule. Answers what changed, or with `dry_run` would; 409 when that
/// is no longer `expect` things.
pub async fn change(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let catalogue = ask.world().catalogue();
    let wanted = wanted(&ask, &catalogue)?;
    let expected = ask.body.number("expect");
    let plan = |people: &super::super::world::people::People, catalogue: &Catalogue| {
        let old = people.organisations.get(&id).ok_or(Failure::NotFound)?;
        let new = changed(old, catalogue, &wanted);
        let mut told = difference(old, &new, catalogue);
        if expected.is_some_and(|expected| told["changes"].as_u64() != Some(expected)) {
            return Err(Failure::PlanChanged);
        }
        let products =
            catalogue.products.values().filter(|product| new.has_product(catalogue, product)).count();
        told["products"] = json!(products);
        told["flows"] = json!(catalogue.flows.keys().filter(|id| new.has_flow(**id)).count());
        Ok((new, told))
    };
    if ask.body.flag("dry_run") == Some(true) {
        let (_, mut told) = plan(&ask.world().people(), &catalogue)?;
        told["applied"] = json!(false);
        return Ok(Reply::Ok(told));
    }
    let by = ask.by(if wanted.grant { Act::RightsGrant } else { Act::RightsRevoke });
    let mut told = ask
        .world()
        .change_people(&by, |people, batch, world| {
            // Of this moment: a product may have come since the plan was shown.
            let (new, told) = plan(people, &world.catalogue())?;
            batch.put(&rows::ORGANISATIONS, &id, &new)?;
            people.organisations.insert(id, new);
            Ok::<_, Failure>(told)
        })
        .await?;
    told["applied"] = json!(true);
    Ok(Reply::Ok(told))
}

fn wanted(ask: &Ask, catalogue: &Catalogue) -> Result<RightsChange, Failure> {
    let body = &ask.body;
    let grant = match body.text("act").as_deref() {
        Some("grant") => true,
        Some("revoke") => false,
        Some(_) => return Err(Failure::field("act", Finding::NotAnOption)),
        None => return Err(Failure::field("act", Finding::Required)),
    };
    let flow = |field: &str| match body.text(field) {
        None => Ok(None),
        Some(name) => match named_flow(catalogue, &name) {
            Some(flow) => Ok(Some(flow.id)),
            None => Err(Failure::unknown(field, name)),
        },
    };
    let products: Option<BTreeSet<u64>> =
        body.has("products").then(|| body.numbers("products").into_iter().collect());
    if let Some(product) = products.iter().flatten().find(|id| !catalogue.products.contains_key(id)) {
        return Err(Failure::unknown("products", product));
    }
    let supplier = body.number("supplier_id");
    if let Some(id) = supplier.filter(|id| !catalogue.suppliers.contains_key(id)) {
        return Err(Failure::unknown("supplier_id", id));
    }
    let kind = body.text("type");
    let is_sold = |kind: &String| catalogue.products.values().any(|product| product.kind == *kind);
    if let Some(kind) = kind.as_ref().filter(|kind| !is_sold(kind)) {
        return Err(Failure::unknown("type", kind));
    }
    let filter = Filter { products, supplier, kind, flow: flow("flow")? };
    let filters = ["products", "supplier_id", "type", "flow"].iter().any(|field| body.text(field).is_some())
        || filter.products.is_some();
    let listed = body.0.get("flows").map(loose::as_list).unwrap_or_default();
    let change = RightsChange {
        grant,
        products: (filters || body.flag("all") == Some(true)).then_some(filter),
        flows: named_flows(catalogue, &listed, "flows")?,
        standing: flow("standing")?,
    };
    if change.products.is_none() && change.flows.is_empty() && change.standing.is_none() {
        return Err(Failure::field("products", Finding::Required));
    }
    Ok(change)
}

/// `GET koppel/organisations/{id}/view/{list}`: what the organisation's token sees of `products`, `flows`,
/// `suppliers`, `productquestions`, `agreements`, `statuses`, answered by what answers the token. Of one that
/// is not active, or whose users are all switched off, a token sees a refusal: here an empty list. One that has
/// no user yet is shown what its user will see.
pub async fn view(mut ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let people = ask.world().people();
    let organisation = people.organisations.get(&id).ok_or(Failure::NotFound)?;
    if !organisation.active || people.is_switched_off(id) {
        return Ok(Reply::Ok(json!([])));
    }
    let user = User {
        id: 0,
        firstname: String::new(),
        lastname: String::new(),
        email: String::new(),
        role: Role::Agent,
        active: true,
        organisation_id: Some(id),
        link: true,
    };
    ask.caller.rights = people.rights(&user);
    ask.caller.user = user;
    ask.caller.integration = true;
    ask.scope = Scope::User;
    match ask.part("list") {
        "products" => products::list(ask).await,
        "flows" => flows::list(ask).await,
        "suppliers" => suppliers::list(ask).await,
        "productquestions" => questions::list(ask).await,
        "agreements" => agreements::list(ask).await,
        "statuses" => statuses::list(ask).await,
        _ => Err(Failure::NotFound),
    }
}

/// `GET koppel/organisations/{id}/why?product=ID`, `?flow=`, `?question=` or `?agreement=` (number or
/// identifier), or without any: why nobody of it sees anything at all. `{seen, reasons: [{reason, ...}]}`.
pub async fn why(ask: Ask) -> Answer {
    let (people, catalogue, world) = (ask.world().people(), ask.world().catalogue(), ask.world());
    let organisation = people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?;
    let (query, at) = (&ask.query, (world.today(), world.now()));
    let is = |name: &str, id: u64, identifier: &str| name == identifier || name == id.to_string();
    let reasons = if let Some(name) = query.text("flow") {
        let flow = named_flow(&catalogue, &name).ok_or_else(|| Failure::unknown("flow", &name))?;
        why_no_flow(organisation, &people, flow, world.now())
    } else if let Some(name) = query.text("question") {
        let found = catalogue.questions.values().find(|one| is(&name, one.id, &one.identifier));
        let found = found.ok_or_else(|| Failure::unknown("question", &name))?;
        why_not_asked(organisation, &people, &catalogue, (&found.asked, false), at)
    } else if let Some(name) = query.text("agreement") {
        let found = catalogue.agreements.values().find(|one| is(&name, one.id, &one.identifier));
        let found = found.ok_or_else(|| Failure::unknown("agreement", &name))?;
        why_not_asked(organisation, &people, &catalogue, (&found.asked, found.archive), at)
    } else if !query.has("product") {
        unheard(organisation, &people, world.now())
    } else {
        let id = query.number("product").ok_or_else(|| Failure::field("product", Finding::NotNumeric))?;
        let product = catalogue.products.get(&id).ok_or_else(|| Failure::unknown("product", id))?;
        why_no_product(organisation, &people, &catalogue, product, at)
    };
    Ok(Reply::Ok(json!({"seen": reasons.is_empty(), "reasons": reasons})))
}
