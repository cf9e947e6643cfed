//! A partner made of a bare socket: it reads a request, notes it, and answers with exact bytes, or does
//! what a broken one does. And a listener nobody may visit.
//!
//! Not here: TLS (`secure`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use koppel::clock::Clock;
use koppel::model::ids::FlowKey;
use koppel::model::integration::EnvironmentAddress;
use koppel::salesdock::client::{Client, Scope};
use koppel::salesdock::error::verdict::Verdict;
use koppel::salesdock::request::network::{Network, NetworkSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The token: nothing that goes wrong may show it.
pub const TOKEN: &str = "geheim";

/// What a partner does with a connection.
#[derive(Clone)]
pub enum Act {
    /// Reads the request, writes these bytes, closes.
    Answer(Vec<u8>),
    /// Reads the request, writes these bytes, keeps the connection for the next request.
    Keep(Vec<u8>),
    /// Resets the connection without reading a byte.
    ResetBefore,
    /// Reads the request, then resets the connection.
    ResetAfter,
    /// Reads the request, then closes the connection in good order.
    CloseAfter,
    /// Reads the request, writes these bytes, then says nothing more.
    Silence(Vec<u8>),
    /// Reads the request, writes the first bytes once and the others until nobody listens.
    Endless(Vec<u8>, Vec<u8>),
}

type Reply = dyn Fn(&str, usize) -> Act + Send + Sync;

/// The partner.
pub struct Partner {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Partner {
    /// A partner that does the same with every request.
    pub async fn doing(act: Act) -> Self {
        Self::replying(move |_, _| act.clone()).await
    }

    /// A partner that decides by the request, whole as it came, and by its number, from 0.
    pub async fn replying(reply: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let partner =
            Self { address, requests: Arc::clone(&requests), connections: Arc::clone(&connections) };
        let reply: Arc<Reply> = Arc::new(reply);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&requests), Arc::clone(&reply)));
            }
        });
        partner
    }

    /// A client of it that gives up within a second.
    pub fn client(&self, scope: Scope) -> Client {
        client(&format!("http://{}", self.address), scope, Duration::from_secs(1))
    }

    /// Every whole request that was read.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Connections that were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// A client of `base` for the account `stroom`.
pub fn client(base: &str, scope: Scope, total_timeout: Duration) -> Client {
    let address = EnvironmentAddress { base_url: base.to_owned(), domain: "stroom".to_owned() };
    let settings = NetworkSettings { total_timeout, ..NetworkSettings::default() };
    let transport = Arc::new(Network::new(settings));
    Client::new(&address, TOKEN.to_owned().into(), scope, transport, Clock::system()).unwrap()
}

/// Places a sale of product 5 through the flow `energy/alles-in`.
pub async fn place(client: &Client) -> Verdict {
    client.create_sale(&FlowKey::new("energy", "alles-in"), body(), false).await
}

/// A sale as it is sent.
pub fn body() -> Bytes {
    Bytes::from_static(br#"{"product_id":5,"questionData":{"meter":"Slim"},"external_reference":"a:1:1"}"#)
}

async fn serve(mut stream: TcpStream, requests: Arc<Mutex<Vec<String>>>, reply: Arc<Reply>) {
    let early = reply("", requests.lock().unwrap().len());
    if matches!(early, Act::ResetBefore) {
        stream.set_zero_linger().unwrap();
        return;
    }
    while let Some(request) = read(&mut stream).await {
        let number = {
            let mut requests = requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        match reply(&request, number) {
            Act::Keep(bytes) => stream.write_all(&bytes).await.unwrap(),
            Act::Answer(bytes) => {
                // Whoever asked may have hung up in the middle of a long answer.
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Act::ResetBefore | Act::ResetAfter => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Act::CloseAfter => return,
            Act::Silence(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                std::future::pending().await
            }
            Act::Endless(first, more) => {
                let _ = stream.write_all(&first).await;
                while stream.write_all(&more).await.is_ok() {}
                return;
            }
        }
    }
}

/// One whole request; `None` when the connection ended.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(head) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&seen[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if seen.len() >= head + 4 + length {
                return Some(String::from_utf8_lossy(&seen).into_owned());
            }
        }
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => seen.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}

/// A partner that gives each path (below the account, with its query) its body, and 404 to all others.
pub async fn serving(bodies: &[(&str, &str)]) -> Partner {
    let own = |(path, body): &(&str, &str)| (format!("/api/stroom{path}"), (*body).to_owned());
    let bodies: BTreeMap<String, String> = bodies.iter().map(own).collect();
    Partner::replying(move |request, _| {
        let path = request.split(' ').nth(1).unwrap_or_default();
        Act::Keep(match bodies.get(path) {
            Some(body) => json("200 OK", body),
            None => json("404 Not Found", r#"{"success":false,"message":"Niet gevonden"}"#),
        })
    })
    .await
}

/// An answer with its length: `status` is like `201 Created`.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes()
}

/// A JSON answer.
pub fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, &["Content-Type: application/json"], body)
}

/// A page for a browser.
pub fn html(status: &str, body: &str) -> Vec<u8> {
    answer(status, &["Content-Type: text/html; charset=UTF-8"], body)
}

/// A listener nobody may visit. Nothing accepts: whoever connects waits in its queue and is found.
pub struct Quiet {
    listener: std::net::TcpListener,
    pub address: SocketAddr,
}

impl Quiet {
    pub fn new() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener, address }
    }

    /// True when somebody connected.
    pub fn was_visited(&self) -> bool {
        match self.listener.accept() {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
                false
            }
        }
    }
}

#[tokio::test]
async fn a_quiet_listener_knows_when_it_was_visited() {
    let quiet = Quiet::new();
    assert!(!quiet.was_visited());
    let _visit = TcpStream::connect(quiet.address).await.unwrap();
    assert!(quiet.was_visited());
}
