//! An environment on a loopback port, the requests of one caller, and a sale that the supplier takes.

use std::net::SocketAddr;

use koppel::environment::{self, Options, Sample};
use reqwest::{Client, Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub struct Served {
    pub address: SocketAddr,
    pub owner: Caller,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<tokio::task::JoinHandle<()>>,
}

#[derive(Clone)]
pub struct Caller {
    client: Client,
    base: String,
    token: String,
    language: &'static str,
}

pub fn unlimited() -> Options {
    Options { limit: None, ..Options::default() }
}

pub async fn supplier() -> Served {
    serve(Some(Sample::Supplier), unlimited()).await
}

pub async fn serve(sample: Option<Sample>, options: Options) -> Served {
    let (environment, token) = environment::in_memory("windkracht", sample, options).await.unwrap();
    served(environment, token.expose_secret()).await
}

pub async fn served(environment: environment::Environment, token: &str) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let domain = environment.domain().to_owned();
    let ended = tokio::spawn(async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        environment::serve(environment, listener, shutdown).await.unwrap();
    });
    // Asked over plain HTTP, but the client wants to know who would encrypt; the first to say so wins.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().build().unwrap();
    let base = format!("http://{address}/api/{domain}/v1/");
    let owner = Caller { client: client.clone(), base, token: token.to_owned(), language: "en" };
    Served { address, owner, client, stop: Some(stop), ended: Some(ended) }
}

impl Served {
    pub fn caller(&self, token: &str) -> Caller {
        Caller { client: self.client.clone(), token: token.to_owned(), ..self.owner.clone() }
    }

    /// Stops serving and waits until it has ended.
    pub async fn end(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.ended.take().unwrap().await.unwrap();
    }

    /// An organisation with everything granted, its link user, and a caller with its integration token.
    pub async fn partner(&self, name: &str) -> Partner {
        let (status, made) = self.owner.post("account/organisations", &json!({"name": name})).await;
        assert_eq!(status, 201, "{made}");
        let organisation = made["data"]["organisation_id"].as_u64().unwrap();
        self.owner
            .post(&format!("account/connect-organisation-to-products/{organisation}"), &json!({}))
            .await;
        self.owner.put(&format!("koppel/organisations/{organisation}/flows"), &json!({})).await;
        let (_, agent) =
            self.owner.post(&format!("koppel/organisations/{organisation}/agents"), &json!({})).await;
        let user = agent["data"]["user_id"].as_u64().unwrap();
        let (status, token) = self
            .owner
            .post(&format!("koppel/users/{user}/tokens"), &json!({"label": "koppeling", "integration": true}))
            .await;
        assert_eq!(status, 201, "{token}");
        let caller = self.caller(token["data"]["token"].as_str().unwrap());
        Partner { organisation, user, caller, token: token["data"]["id"].as_u64().unwrap() }
    }
}

pub struct Partner {
    pub organisation: u64,
    pub user: u64,
    pub token: u64,
    pub caller: Caller,
}

impl Caller {
    pub fn speaking(&self, language: &'static str) -> Self {
        Self { language, ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .header("Accept", "application/json")
            .header("Accept-Language", self.language)
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status: StatusCode = response.status();
        // A stream of events has no end to wait for.
        if response.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            return (status.as_u16(), Value::Null);
        }
        let text = response.text().await.unwrap();
        (status.as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.ask(Method::GET, path, None).await
    }

    /// The data of an answer that must be 200.
    pub async fn data(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!(body["success"], true);
        body["data"].clone()
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> (u16, Value) {
        self.ask(Method::DELETE, path, None).await
    }

    pub async fn sell(&self, body: &Value) -> (u16, Value) {
        self.post("sales/flow/energy/stroom-en-gas", body).await
    }
}

pub fn errors(body: &Value) -> Vec<String> {
    let mut keys: Vec<String> =
        body["errors"].as_object().map(|errors| errors.keys().cloned().collect()).unwrap_or_default();
    keys.sort();
    keys
}
