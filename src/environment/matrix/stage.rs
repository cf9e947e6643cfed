//! The world of the route matrix: two organisations that share nothing, marked in every name, with a sale
//! and a webhook each, and one token of every kind.
//!
//! Not here: what is expected (`matrix`).

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::clock::Clock;
use crate::environment::access::Route;
use crate::environment::dispatch::Peer;
use crate::environment::{Options, in_memory_world};

/// Whose token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Owner,
    Admin,
    Agent,
    Integration,
    OtherIntegration,
    Invite,
    Revoked,
    Expired,
    Nobody,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Owner,
        Self::Admin,
        Self::Agent,
        Self::Integration,
        Self::OtherIntegration,
        Self::Invite,
        Self::Revoked,
        Self::Expired,
        Self::Nobody,
    ];

    /// What stands in every name of the other organisation, lower case.
    pub fn other_mark(self) -> Option<&'static str> {
        match self {
            Self::Agent | Self::Integration => Some("geheim"),
            Self::OtherIntegration => Some("eigen"),
            _ => None,
        }
    }

    /// Own and other change places for the other organisation.
    fn sees(self, side: Side) -> Side {
        match (self, side) {
            (Self::OtherIntegration, Side::Own) => Side::Other,
            (Self::OtherIntegration, Side::Other) => Side::Own,
            (_, side) => side,
        }
    }
}

/// Whose thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Own,
    Other,
    Unknown,
}

impl Side {
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Other => "another's",
            Self::Unknown => "unknown",
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// An answer, as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    pub text: String,
}

pub struct Stage {
    router: Router,
    tokens: Vec<(Kind, String)>,
    /// By side: sale, organisation, user, token.
    made: Value,
    asked: u32,
}

const WORLD: &str = r#"{
 "suppliers": [{"id": 1, "name": "Eigen Net", "identifier": "eigen"},
               {"id": 2, "name": "Geheim Net", "identifier": "geheim"}],
 "products": [
  {"id": 11, "name": "Eigen glas", "identifier": "eigen-glas", "supplier_id": 1, "type": "telecom", "active": 1,
   "main": 1, "documents": [{"name": "eigen.pdf", "content": "Eigen voorwaarden"}]},
  {"id": 12, "name": "Geheim glas", "identifier": "geheim-glas", "supplier_id": 2, "type": "telecom", "active": 1,
   "main": 1, "documents": [{"name": "geheim.pdf", "content": "Geheim voorwaarden"}]}],
 "flows": [{"id": 21, "title": "Eigen flow", "type": "telecom", "identifier": "eigen", "product_ids": [11]},
           {"id": 22, "title": "Geheim flow", "type": "telecom", "identifier": "geheim", "product_ids": [12]}],
 "questions": [
  {"id": 31, "name": "Eigen vraag", "identifier": "vraag_eigen", "input_type": "text", "flow_identifiers": ["eigen"]},
  {"id": 32, "name": "Geheim vraag", "identifier": "vraag_geheim", "input_type": "text",
   "flow_identifiers": ["geheim"]}],
 "agreements": [
  {"id": 41, "name": "Eigen akkoord", "identifier": "akkoord_eigen", "text": "x", "flow_identifiers": ["eigen"]},
  {"id": 42, "name": "Geheim akkoord", "identifier": "akkoord_geheim", "text": "x",
   "flow_identifiers": ["geheim"]}],
 "statuses": [], "organisations": [], "users": []
}"#;

/// `path` with something for each of its parts, as `side` has it.
pub fn filled(path: &str, side: Side, made: &Value) -> String {
    let index = side.index();
    let id = |numbers: [u64; 2]| numbers.get(index).copied().unwrap_or(999_999).to_string();
    let known = |name: &str| match &made[name][index] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => "999999".to_owned(),
    };
    let first = match path.split('/').next().unwrap_or_default() {
        "products" => id([11, 12]),
        "flows" => id([21, 22]),
        "productquestions" => id([31, 32]),
        "agreements" => id([41, 42]),
        "suppliers" => id([1, 2]),
        "sales" => known("sale"),
        _ if path.starts_with("koppel/sales") => known("sale"),
        _ if path.starts_with("koppel/users") => known("user"),
        _ if path.starts_with("koppel/tokens") => known("token"),
        _ if path.contains("rganisation") => known("organisation"),
        _ => known("other"),
    };
    let uuid = match path {
        _ if path.starts_with("webhooks") => known("webhook"),
        _ if path.starts_with("koppel/webhooks") => known("kept"),
        _ => known("other"),
    };
    let word = |words: [&str; 2]| words.get(index).copied().unwrap_or("nergens").to_owned();
    let parts = [
        ("{id}", first),
        ("{number}", "0".to_owned()),
        ("{incoming_id}", known("sale")),
        ("{token}", known("token")),
        ("{uuid}", uuid),
        ("{delivery}", known("delivery")),
        ("{identifier}", known("other")),
        ("{list}", "products".to_owned()),
        ("{flow_type}", "telecom".to_owned()),
        ("{flow_identifier}", word(["eigen", "geheim"])),
    ];
    parts.iter().fold(path.to_owned(), |path, (part, value)| path.replace(part, value))
}

fn sale(index: usize) -> Value {
    let (product, name) = ([11, 12, 999_999][index], ["Eigen", "Geheim", "Niemand"][index]);
    json!({
        "transaction_type": "order", "product_id": product, "business": 0,
        "firstname": "Jan", "lastname": name, "birthdate": "01-02-1980",
        "email": "jan@voorbeeld.example", "phone": "0612345678", "postcode": "1234 AB", "housenumber": "12",
        "streetname": "Dorpsstraat", "city": "Ons Dorp",
    })
}

impl Stage {
    pub async fn new() -> Self {
        let start = "2026-07-01T10:00:00Z".parse().unwrap();
        let options = Options { limit: None, clock: Clock::simulated(start), ..Options::default() };
        let (environment, owner) = in_memory_world("proef", WORLD, options).await.unwrap();
        let owner = owner.expose_secret().to_owned();
        let mut stage = Self {
            router: environment.router(),
            tokens: vec![(Kind::Owner, owner), (Kind::Nobody, String::new())],
            made: json!({}),
            asked: 0,
        };
        for (index, name) in ["Eigen", "Geheim"].into_iter().enumerate() {
            stage.organisation(index, name).await;
        }
        stage.deliveries().await;
        let admin = json!({"email": "a@b.example", "role": "admin"});
        let id = stage.made_by_owner("account/invitation", &admin).await["user_id"].clone();
        stage.token(Kind::Admin, &id, &json!({"label": "admin"})).await;
        let agent = stage.made["user"][0].clone();
        stage.token(Kind::Agent, &agent, &json!({"label": "mens", "integration": false})).await;
        let revoked = stage.token(Kind::Revoked, &agent, &json!({"label": "in"})).await;
        stage.owner(Method::DELETE, &format!("koppel/tokens/{revoked}"), &json!({})).await;
        let soon = json!({"label": "kort", "expires_at": "2026-07-01T10:00:05Z"});
        stage.token(Kind::Expired, &agent, &soon).await;
        tokio::time::advance(Duration::from_secs(6)).await;
        let invite = json!({"to": "age1matrix", "label": "brief"});
        let organisation = stage.made["organisation"][0].clone();
        let made =
            stage.made_by_owner(&format!("koppel/organisations/{organisation}/invites"), &invite).await;
        stage.tokens.push((Kind::Invite, made["token"].as_str().unwrap().to_owned()));
        stage
    }

    /// An organisation with its own product and flow, its link user, a token, a sale and a webhook.
    async fn organisation(&mut self, index: usize, name: &str) {
        let made = self.made_by_owner("account/organisations", &json!({"name": name})).await;
        let id = made["organisation_id"].clone();
        let products = json!({"products": [11 + index]});
        self.owner(Method::POST, &format!("account/connect-organisation-to-products/{id}"), &products).await;
        let flows = json!({"flows": [21 + index]});
        self.owner(Method::PUT, &format!("koppel/organisations/{id}/flows"), &flows).await;
        let made = self.made_by_owner(&format!("koppel/organisations/{id}/agents"), &json!({})).await;
        let user = made["user_id"].clone();
        let kind = [Kind::Integration, Kind::OtherIntegration][index];
        let token = self.token(kind, &user, &json!({"label": format!("van {name}")})).await;
        let flow = ["eigen", "geheim"][index];
        let path = format!("sales/flow/telecom/{flow}");
        let sold = self.call(kind, Method::POST, &path, &sale(index)).await;
        assert_eq!(sold.status, 201, "{}", sold.text);
        let sold: Value = serde_json::from_str(&sold.text).unwrap();
        for (word, value) in [
            ("organisation", id),
            ("user", user),
            ("token", token.into()),
            ("sale", sold["data"]["sale_id"].clone()),
        ] {
            let mut list = self.made[word].as_array().cloned().unwrap_or_default();
            list.push(value);
            self.made[word] = list.into();
        }
    }

    async fn token(&mut self, kind: Kind, user: &Value, body: &Value) -> u64 {
        let made = self.made_by_owner(&format!("koppel/users/{user}/tokens"), body).await;
        self.tokens.push((kind, made["token"].as_str().unwrap().to_owned()));
        made["id"].as_u64().unwrap()
    }

    async fn owner(&mut self, method: Method, path: &str, body: &Value) -> Value {
        let answered = self.call(Kind::Owner, method, path, body).await;
        assert!(answered.status < 300, "{path}: {}", answered.text);
        serde_json::from_str::<Value>(&answered.text).unwrap()["data"].clone()
    }

    async fn made_by_owner(&mut self, path: &str, body: &Value) -> Value {
        self.owner(Method::POST, path, body).await
    }

    /// Calls a route as `kind` on the thing of `side`.
    pub async fn ask(&mut self, route: &Route, prefix: &str, kind: Kind, side: Side) -> Answered {
        let seen = kind.sees(side);
        if route.path == "webhooks/{uuid}" && kind.other_mark().is_some() {
            self.subscribe().await;
        }
        let path = filled(route.path, seen, &self.made);
        let (path, body) = match route.path {
            "sales/flow/{flow_type}/{flow_identifier}" => (path, sale(seen.index())),
            "sales/cancel/{id}" => (format!("{path}?status=cancelled"), json!({})),
            _ => (path, json!({})),
        };
        self.call(kind, route.method.clone(), &format!("{prefix}{path}"), &body).await
    }

    /// A webhook of each organisation, for a call that takes one away.
    async fn subscribe(&mut self) {
        self.made["webhook"] = self.subscribed("sale.cancelled").await.into();
    }

    async fn subscribed(&mut self, event: &str) -> Vec<Value> {
        let mut uuids = Vec::new();
        for kind in [Kind::Integration, Kind::OtherIntegration] {
            let wanted = json!({"event": event, "target_url": "https://hook.example/"});
            let made = self.call(kind, Method::POST, "user/webhooks", &wanted).await;
            let made: Value = serde_json::from_str(&made.text).unwrap();
            uuids.push(made["data"]["uuid"].clone());
        }
        uuids
    }

    /// A webhook of each organisation that stays, with something to be delivered.
    async fn deliveries(&mut self) {
        let kept = self.subscribed("sale.status_changed").await;
        let mut deliveries = Vec::new();
        for (index, uuid) in kept.iter().enumerate() {
            let sale = self.made["sale"][index].clone();
            let path = format!("account/sales/updatestatus/{sale}?status=verified");
            self.owner(Method::POST, &path, &json!({})).await;
            let path = format!("koppel/webhooks/{}/deliveries", uuid.as_str().unwrap());
            let listed = self.owner(Method::GET, &path, &json!({})).await;
            deliveries.push(listed["data"][0]["id"].clone());
        }
        self.made["kept"] = kept.into();
        self.made["delivery"] = deliveries.into();
    }

    async fn call(&mut self, kind: Kind, method: Method, path: &str, body: &Value) -> Answered {
        // Each from an address of its own, or guessing would be braked.
        self.asked += 1;
        let braked = matches!(kind, Kind::Revoked | Kind::Expired | Kind::Nobody);
        let address = Ipv4Addr::from_bits(0x0a00_0000 + if braked { self.asked } else { 0 });
        let token =
            self.tokens.iter().find(|(own, _)| *own == kind).map(|(_, token)| token.as_str()).unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/proef/v1/{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, "en");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut request = request.body(Body::from(body.to_string())).unwrap();
        request.extensions_mut().insert(Peer(IpAddr::V4(address)));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        // A stream has no end to wait for.
        let text = if kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
            String::new()
        } else {
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Answered { status, text }
    }
}
