//! The one page of routes: every call the environment answers, with its scopes, its tokens and its cap.
//! Nothing else is reachable.
//!
//! Not here: what they do (`handlers`), how a request gets there (`dispatch`).

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawPathParams, Request};
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use super::Environment;
use super::access::{Handler, Route, Scope, Scopes, Tokens};
use super::dispatch::{dispatch, language};
use super::handlers::{
    agreements, audit, cancellations, dialer, edit, events, flows, incoming, invites, koppel, organisations,
    products, questions, rights, sales, sales_list, statuses, suppliers, tokens, users, webhooks,
};
use super::reply::Failure;
use super::world::catalogue::{Agreement, Flow, Question};

/// The name of the route that makes sales.
pub const CREATE_SALE: &str = "create";

/// Bodies that may carry a PDF.
const PDF: usize = 12 * 1024 * 1024;
/// A whole world, its images and documents included.
const WORLD: usize = 64 * 1024 * 1024;
/// All others.
const SMALL: usize = 256 * 1024;

macro_rules! route {
    ($name:expr, $method:ident $path:literal, $scopes:ident, $tokens:ident, $body:ident, $own:literal, $handler:expr) => {
        Route {
            name: $name,
            method: Method::$method,
            path: $path,
            scopes: Scopes::$scopes,
            tokens: Tokens::$tokens,
            body: $body,
            own: $own,
            handler: (|ask| Box::pin($handler(ask))) as Handler,
        }
    };
}

/// Every route.
#[rustfmt::skip]
pub fn table() -> Vec<Route> {
    vec![
        // Catalogue
        route!("products", GET "products", Both, All, SMALL, false, products::list),
        route!("product", GET "products/{id}", Both, All, SMALL, false, products::one),
        route!("document", GET "products/{id}/documents/{number}", Both, All, SMALL, false, products::document),
        route!("product-create", POST "products", Account, People, PDF, false, products::create),
        route!("product-update", PUT "products/{id}", Account, People, PDF, false, products::update),
        route!("product-delete", DELETE "products/{id}", Account, People, SMALL, false, edit::removal::product),
        route!("suppliers", GET "suppliers", Both, All, SMALL, false, suppliers::list),
        route!("supplier-create", POST "suppliers", Account, People, SMALL, false, suppliers::create),
        route!("supplier-update", PUT "suppliers/{id}", Account, People, SMALL, false, suppliers::update),
        route!("supplier-delete", DELETE "suppliers/{id}", Account, People, SMALL, false, edit::removal::supplier),
        route!("flows", GET "flows", Both, All, SMALL, false, flows::list),
        route!("flow", GET "flows/{id}", Both, All, SMALL, false, flows::one),
        route!("questions", GET "productquestions", Both, All, SMALL, false, questions::list),
        route!("question", GET "productquestions/{id}", Both, All, SMALL, false, questions::one),
        route!("agreements", GET "agreements", Both, All, SMALL, false, agreements::list),
        route!("agreement", GET "agreements/{id}", Both, All, SMALL, false, agreements::one),
        route!("statuses", GET "statuses", Both, All, SMALL, false, statuses::list),
        // Sales
        route!(CREATE_SALE, POST "sales/flow/{flow_type}/{flow_identifier}", Free, All, PDF, false, sales::create),
        route!("sales", GET "sales", Both, All, SMALL, false, sales_list::list),
        route!("sale", GET "sales/{id}", Both, All, SMALL, false, sales::one),
        route!("answers", GET "sales/answers/{id}", Both, All, SMALL, false, sales::answers),
        route!("contract", GET "sales/contract/{id}", Account, People, SMALL, false, sales::contract),
        route!("history", GET "sales/{id}/history", Account, People, SMALL, false, sales::history),
        route!("status", POST "sales/updatestatus/{id}", Account, People, SMALL, false, sales::set_status),
        route!("status", POST "sales/updatestatus/incoming/{incoming_id}", Account, People, SMALL, false, sales::set_status),
        route!("fields", POST "sales/updatefields/{id}", Account, People, SMALL, false, sales::set_fields),
        route!("fields", POST "sales/updatefields/incoming/{incoming_id}", Account, People, SMALL, false, sales::set_fields),
        route!("cancel", POST "sales/cancel/{id}", User, All, SMALL, false, sales::cancel),
        route!("optin", POST "sales/{id}/optin", Account, People, PDF, false, sales::optin),
        route!("dialer", POST "concepttransaction", Account, People, PDF, false, dialer::concept),
        route!("concept-finish", POST "koppel/concepts/{uuid}/{flow_type}/{flow_identifier}", FreeAccount, People, PDF, true, dialer::finish),
        // Organisations, users, webhooks
        route!("organisations", GET "organisations", Account, People, SMALL, false, organisations::list),
        route!("organisation", GET "organisations/{id}", Account, People, SMALL, false, organisations::one),
        route!("organisation-create", POST "organisations", Account, People, SMALL, false, organisations::create),
        route!("organisation-update", PUT "organisations/{id}", Account, People, SMALL, false, organisations::update),
        route!("organisation-delete", DELETE "organisations/{id}", Account, People, SMALL, false, organisations::remove),
        route!("organisation-products", GET "organisations/{id}/products", Account, People, SMALL, false, organisations::products),
        route!("connect", POST "connect-organisation-to-products/{id}", Account, People, SMALL, false, organisations::connect),
        route!("connect", POST "connect-product-to-organisations/{id}", Account, People, SMALL, false, organisations::connect_product),
        route!("users", GET "users", Account, People, SMALL, false, users::list),
        route!("invitation", POST "invitation", Account, People, SMALL, false, users::invite),
        route!("webhook-events", GET "webhooks/events", Both, All, SMALL, false, webhooks::events),
        route!("webhooks", GET "webhooks", Both, All, SMALL, false, webhooks::list),
        route!("webhook-create", POST "webhooks", Both, All, SMALL, false, webhooks::create),
        route!("webhook-delete", DELETE "webhooks/{uuid}", Both, All, SMALL, false, webhooks::remove),
        // koppel's own
        route!("capabilities", GET "koppel/capabilities", Free, All, SMALL, true, koppel::capabilities),
        route!("me", GET "koppel/me", Free, All, SMALL, true, koppel::me),
        route!("counters", GET "koppel/counters", FreeAccount, People, SMALL, true, koppel::counters),
        route!("audit", GET "koppel/audit", FreeAccount, People, SMALL, true, audit::list),
        route!("organisations-seen", GET "koppel/organisations", FreeAccount, People, SMALL, true, organisations::seen),
        route!("rights", GET "koppel/organisations/{id}/flows", FreeAccount, People, SMALL, true, rights::flows_of),
        route!("rights", PUT "koppel/organisations/{id}/flows", FreeAccount, People, SMALL, true, rights::set_flows),
        route!("rights", GET "koppel/organisations/{id}/rights", FreeAccount, People, SMALL, true, rights::show),
        route!("rights", POST "koppel/organisations/{id}/rights", FreeAccount, People, SMALL, true, rights::change),
        route!("view", GET "koppel/organisations/{id}/view/{list}", FreeAccount, People, SMALL, true, rights::view),
        route!("why", GET "koppel/organisations/{id}/why", FreeAccount, People, SMALL, true, rights::why),
        route!("agent-create", POST "koppel/organisations/{id}/agents", FreeAccount, People, SMALL, true, tokens::create_agent),
        route!("tokens", GET "koppel/tokens", FreeAccount, People, SMALL, true, tokens::list),
        route!("token-update", PUT "koppel/tokens/{id}", FreeAccount, People, SMALL, true, tokens::set),
        route!("token-rotate", POST "koppel/tokens/{id}/rotate", FreeAccount, People, SMALL, true, tokens::rotate),
        route!("token-revoke", DELETE "koppel/tokens/{id}", FreeAccount, People, SMALL, true, tokens::revoke),
        route!("tokens", GET "koppel/users/{id}/tokens", FreeAccount, People, SMALL, true, tokens::of_user),
        route!("token-create", POST "koppel/users/{id}/tokens", FreeAccount, People, SMALL, true, tokens::create),
        route!("token-revoke", DELETE "koppel/users/{id}/tokens/{token}", FreeAccount, People, SMALL, true, tokens::revoke_of_user),
        route!("flow-show", GET "koppel/flows/{id}", FreeAccount, People, SMALL, true, edit::show::<Flow>),
        route!("flow-create", POST "koppel/flows", FreeAccount, People, SMALL, true, edit::create::<Flow>),
        route!("flow-update", PUT "koppel/flows/{id}", FreeAccount, People, SMALL, true, edit::update::<Flow>),
        route!("flow-delete", DELETE "koppel/flows/{id}", FreeAccount, People, SMALL, true, edit::removal::flow),
        route!("question-show", GET "koppel/questions/{id}", FreeAccount, People, SMALL, true, edit::show::<Question>),
        route!("question-create", POST "koppel/questions", FreeAccount, People, SMALL, true, edit::create::<Question>),
        route!("question-update", PUT "koppel/questions/{id}", FreeAccount, People, SMALL, true, edit::update::<Question>),
        route!("question-delete", DELETE "koppel/questions/{id}", FreeAccount, People, SMALL, true, edit::removal::question),
        route!("agreement-show", GET "koppel/agreements/{id}", FreeAccount, People, SMALL, true, edit::show::<Agreement>),
        route!("agreement-create", POST "koppel/agreements", FreeAccount, People, SMALL, true, edit::create::<Agreement>),
        route!("agreement-update", PUT "koppel/agreements/{id}", FreeAccount, People, SMALL, true, edit::update::<Agreement>),
        route!("agreement-delete", DELETE "koppel/agreements/{id}", FreeAccount, People, SMALL, true, edit::removal::agreement),
        route!("rule-try", POST "koppel/questions/{id}/try", FreeAccount, People, SMALL, true, edit::rules::question),
        route!("rule-try", POST "koppel/agreements/{id}/try", FreeAccount, People, SMALL, true, edit::rules::agreement),
        route!("status-create", POST "koppel/statuses", FreeAccount, People, SMALL, true, edit::statuses::create),
        route!("status-update", PUT "koppel/statuses/{id}", FreeAccount, People, SMALL, true, edit::statuses::update),
        route!("status-delete", DELETE "koppel/statuses/{id}", FreeAccount, People, SMALL, true, edit::removal::status),
        route!("user-update", PUT "koppel/users/{id}", FreeAccount, People, SMALL, true, edit::users::update),
        route!("user-delete", DELETE "koppel/users/{id}", FreeAccount, People, SMALL, true, edit::removal::user),
        route!("removal", GET "koppel/removal/{list}/{id}", FreeAccount, People, SMALL, true, edit::removal::plan),
        route!("world", GET "koppel/world", FreeAccount, People, SMALL, true, edit::world::export),
        route!("world-import", POST "koppel/world", FreeAccount, People, WORLD, true, edit::world::import),
        route!("invite-create", POST "koppel/users/{id}/invites", FreeAccount, People, SMALL, true, invites::for_user),
        route!("invite-create", POST "koppel/organisations/{id}/invites", FreeAccount, People, SMALL, true, invites::for_organisation),
        route!("invites", GET "koppel/invites", FreeAccount, People, SMALL, true, invites::list),
        route!("invite-withdraw", DELETE "koppel/invites/{uuid}", FreeAccount, People, SMALL, true, invites::withdraw),
        route!("invite-exchange", POST "koppel/invite/exchange", Free, Invite, SMALL, true, invites::exchange),
        route!("invite-confirm", POST "koppel/invite/confirm", Free, All, SMALL, true, invites::confirm),
        route!("incoming", GET "koppel/organisations/{id}/incoming", FreeAccount, People, SMALL, true, incoming::show),
        route!("incoming", PUT "koppel/organisations/{id}/incoming", FreeAccount, People, SMALL, true, incoming::set),
        route!("cancellations", GET "koppel/cancellations", FreeAccount, People, SMALL, true, cancellations::list),
        route!("cancellation-accept", POST "koppel/cancellations/{id}/accept", FreeAccount, People, SMALL, true, cancellations::accept),
        route!("cancellation-reject", POST "koppel/cancellations/{id}/reject", FreeAccount, People, SMALL, true, cancellations::reject),
        route!("webhook", GET "koppel/webhooks/{uuid}", Free, All, SMALL, true, webhooks::one),
        route!("deliveries", GET "koppel/webhooks/{uuid}/deliveries", Free, All, SMALL, true, webhooks::deliveries),
        route!("delivery-replay", POST "koppel/webhooks/{uuid}/deliveries/{delivery}/replay", Free, All, SMALL, true, webhooks::replay),
        route!("events", GET "koppel/events", Free, All, SMALL, true, events::stream),
        route!("optin-read", GET "koppel/sales/{id}/optin", FreeAccount, People, SMALL, true, koppel::optin),
    ]
}

/// The names of all routes, each once, in alphabetical order.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = table().into_iter().map(|route| route.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The router over the table.
pub fn router(environment: &Environment) -> Router {
    let mut router = Router::new();
    for route in table().into_iter().filter(|route| !(route.own && environment.is_plain())) {
        let route = Arc::new(route);
        for (prefix, scope) in prefixes(route.scopes) {
            let path = format!("/api/{{domain}}/v1/{prefix}{}", route.path);
            let Ok(filter) = MethodFilter::try_from(route.method.clone()) else { continue };
            let (environment, route) = (environment.clone(), route.clone());
            let answer = move |params: RawPathParams, request: Request| {
                dispatch(environment.clone(), route.clone(), *scope, params, request)
            };
            router = router.route(&path, on(filter, answer));
        }
    }
    router
        .fallback(|request: Request| async move { Failure::NotFound.into_response(language(&request)) })
        .method_not_allowed_fallback(|request: Request| async move {
            Failure::Method.into_response(language(&request))
        })
}

fn prefixes(scopes: Scopes) -> &'static [(&'static str, Scope)] {
    match scopes {
        Scopes::Both => &[("user/", Scope::User), ("account/", Scope::Account)],
        Scopes::User => &[("user/", Scope::User)],
        Scopes::Account => &[("account/", Scope::Account)],
        // What has no scope in its path is judged by the user's own rights.
        Scopes::Free => &[("", Scope::User)],
        Scopes::FreeAccount => &[("", Scope::Account)],
    }
}
