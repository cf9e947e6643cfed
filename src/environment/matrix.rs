//! Every route of the table, called with every kind of token, on what is the caller's own, what is another
//! organisation's and what does not exist. What is not declared is 401, 403 or 404, and its answer is the
//! same whether the thing exists or not. Two worlds of one account carry marks in every name; no answer may
//! carry the other's.
//!
//! Not here: what the routes do for those they are for.

mod stage;

use std::cell::Cell;
use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::Value;

use self::stage::{Answered, Kind, Side, Stage};
use super::access::{Route, Scope, Scopes, Tokens};
use super::routes;

/// A filter that can be left out on purpose, to see that the walk notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Whose sale it is.
    Sale,
    /// Who may sell a product.
    Product,
    /// Who may sell through a flow.
    Flow,
    /// Of which organisation a subscription is.
    Organisation,
}

thread_local! {
    static LEFT_OUT: Cell<Option<Filter>> = const { Cell::new(None) };
}

/// True while `filter` is left out.
pub fn is_left_out(filter: Filter) -> bool {
    LEFT_OUT.get() == Some(filter)
}

/// Calls by what was expected of them.
#[derive(Default)]
struct Walked {
    counts: BTreeMap<&'static str, u64>,
    wrong: Vec<String>,
}

impl Walked {
    fn check(&mut self, what: &'static str, holds: bool, told: impl FnOnce() -> String) {
        *self.counts.entry(what).or_default() += 1;
        if !holds {
            self.wrong.push(format!("{what}: {}", told()));
        }
    }
}

/// What the table declares for a kind of token in a scope.
fn is_declared(route: &Route, scope: Scope, kind: Kind) -> bool {
    let account = scope == Scope::Account;
    match kind {
        Kind::Owner | Kind::Admin => route.tokens != Tokens::Invite,
        Kind::Agent => route.tokens != Tokens::Invite && !account,
        Kind::Integration | Kind::OtherIntegration => route.tokens == Tokens::All && !account,
        Kind::Invite => route.tokens == Tokens::Invite,
        Kind::Revoked | Kind::Expired | Kind::Nobody => false,
    }
}

async fn walk() -> Walked {
    let mut stage = Stage::new().await;
    let mut walked = Walked::default();
    for route in routes::table() {
        let scopes: &[(&str, Scope)] = match route.scopes {
            Scopes::Both => &[("user/", Scope::User), ("account/", Scope::Account)],
            Scopes::User => &[("user/", Scope::User)],
            Scopes::Account => &[("account/", Scope::Account)],
            Scopes::Free => &[("", Scope::User)],
            Scopes::FreeAccount => &[("", Scope::Account)],
        };
        for (prefix, scope) in scopes {
            for kind in Kind::ALL {
                call(&mut stage, &mut walked, &route, prefix, *scope, kind).await;
            }
        }
    }
    walked
}

async fn call(stage: &mut Stage, walked: &mut Walked, route: &Route, prefix: &str, scope: Scope, kind: Kind) {
    let name = |side: &str, answered: &Answered| {
        format!(
            "{} {prefix}{} by {kind:?} on {side}: {} {}",
            route.method, route.path, answered.status, answered.text
        )
    };
    let unknown = stage.ask(route, prefix, kind, Side::Unknown).await;
    if !is_declared(route, scope, kind) {
        let status = match kind {
            Kind::Revoked | Kind::Expired | Kind::Nobody => 401,
            _ => 403,
        };
        walked.check("refused", unknown.status == status, || name("unknown", &unknown));
        for side in [Side::Own, Side::Other] {
            let answered = stage.ask(route, prefix, kind, side).await;
            walked.check("refused alike", answered == unknown, || name(side.word(), &answered));
        }
        return;
    }
    // A token that is no invite's has nothing to confirm, and is told so as if it were not known.
    let let_in = unknown.status != 403 && (unknown.status != 401 || route.name == "invite-confirm");
    walked.check("let in", let_in, || name("unknown", &unknown));
    let administers = matches!(kind, Kind::Owner | Kind::Admin);
    if !route.path.contains('{') {
        leaks(walked, kind, &unknown, &|answered| name("list", answered));
        return;
    }
    walked.check("unknown", administers || unknown.status == 404, || name("unknown", &unknown));
    if administers {
        // What an administrator changes would be missed by the calls after it.
        if route.method == Method::GET && !route.path.contains("{list}") {
            for side in [Side::Own, Side::Other] {
                let answered = stage.ask(route, prefix, kind, side).await;
                let refused = matches!(answered.status, 401 | 403);
                walked.check("administered", !refused, || name(side.word(), &answered));
            }
        }
        return;
    }
    // The other's things first: had they been changed, the own ones would tell nothing.
    let other = stage.ask(route, prefix, kind, Side::Other).await;
    walked.check("another's", other.status == 404 && other == unknown, || name("another's", &other));
    leaks(walked, kind, &other, &|answered| name("another's", answered));
    let own = stage.ask(route, prefix, kind, Side::Own).await;
    let reached = !matches!(own.status, 401 | 403 | 404);
    walked.check("own", reached, || name("own", &own));
    leaks(walked, kind, &own, &|answered| name("own", answered));
}

/// No answer carries the mark of the other organisation.
fn leaks(walked: &mut Walked, kind: Kind, answered: &Answered, name: &dyn Fn(&Answered) -> String) {
    let Some(mark) = kind.other_mark() else { return };
    let leaks = answered.text.to_lowercase().contains(mark);
    walked.check("leaks nothing", !leaks, || name(answered));
}

#[tokio::test(start_paused = true)]
async fn what_a_route_does_not_declare_is_refused_and_leaks_nothing() {
    let walked = walk().await;
    let calls: u64 = walked.counts.values().sum();
    println!("route matrix: {} routes, {calls} checks: {:?}", routes::table().len(), walked.counts);
    assert!(walked.wrong.is_empty(), "{}\n{}", walked.wrong.len(), walked.wrong.join("\n"));
    for what in ["refused", "refused alike", "let in", "another's", "own", "leaks nothing", "administered"] {
        assert!(walked.counts.get(what).is_some_and(|count| *count > 10), "{what}: {:?}", walked.counts);
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_filter_of_each_kind_is_caught() {
    for (filter, paths) in [
        (Filter::Sale, ["user/sales/{id}", "user/sales/answers/{id}", "user/sales/cancel/{id}"].as_slice()),
        (Filter::Product, &["user/products/{id}", "user/products/{id}/documents/{number}"]),
        (Filter::Flow, &["user/flows/{id}"]),
        (Filter::Organisation, &["user/webhooks/{uuid}", "koppel/webhooks/{uuid}"]),
    ] {
        LEFT_OUT.set(Some(filter));
        let walked = walk().await;
        LEFT_OUT.set(None);
        let caught =
            |path: &str| walked.wrong.iter().any(|one| one.starts_with("another's") && one.contains(path));
        for path in paths {
            assert!(caught(path), "{filter:?}: {path}: {:?}", walked.wrong);
        }
    }
}

#[test]
fn every_part_of_a_path_has_something_to_stand_for_it() {
    for route in routes::table() {
        for side in [Side::Own, Side::Other, Side::Unknown] {
            let path = stage::filled(route.path, side, &Value::Null);
            assert!(!path.contains(['{', '}']), "{path}");
        }
    }
}
