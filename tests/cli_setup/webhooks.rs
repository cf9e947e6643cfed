//! Webhooks by commands, against a receiver that refuses, goes away and comes back, and an environment that
//! is killed meanwhile: nothing is lost, everything is signed, in order.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use koppel::credential::webhook::is_signed;
use rustix::process::Signal;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::world::{Environment, World};

const B: &str = "supplier";

#[derive(Clone)]
struct Message {
    id: String,
    timestamp: i64,
    signature: String,
    body: Vec<u8>,
    answered: u16,
}

impl Message {
    /// The product it is about.
    fn product(&self) -> u64 {
        let said: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(said["type"], "product.created");
        said["data"]["id"].as_u64().unwrap()
    }
}

/// Whoever is told: refuses the first messages, takes the others.
struct Receiver {
    address: SocketAddr,
    got: Arc<Mutex<Vec<Message>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    fn open(at: &str, refuses: usize) -> Self {
        let listener = TcpListener::bind(at).unwrap();
        let address = listener.local_addr().unwrap();
        let (got, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (heard, ended) = (got.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let answered = if heard.lock().unwrap().len() < refuses { 500 } else { 200 };
                // Whoever was killed in the middle of it says it again.
                if let Some(message) = taken(stream.unwrap(), answered) {
                    heard.lock().unwrap().push(message);
                }
            }
        });
        Self { address, got, stop, thread: Some(thread) }
    }

    fn got(&self) -> Vec<Message> {
        self.got.lock().unwrap().clone()
    }

    /// Goes away; what it got.
    fn close(mut self) -> Vec<Message> {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        self.thread.take().unwrap().join().unwrap();
        self.got()
    }
}

fn taken(stream: TcpStream, answered: u16) -> Option<Message> {
    let mut reader = BufReader::new(stream);
    let mut fields = std::collections::HashMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) => drop(fields.insert(name.to_lowercase(), value.to_owned())),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; fields["content-length"].parse().unwrap()];
    reader.read_exact(&mut body).ok()?;
    let answer = format!("HTTP/1.1 {answered} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    reader.get_mut().write_all(answer.as_bytes()).ok()?;
    Some(Message {
        id: fields["webhook-id"].clone(),
        timestamp: fields["webhook-timestamp"].parse().unwrap(),
        signature: fields["webhook-signature"].clone(),
        body,
        answered,
    })
}

/// Makes a product: its number.
fn product(b: &Environment, number: usize) -> u64 {
    let body = json!({"name": format!("Nieuw {number}"), "identifier": format!("nieuw-{number}"),
        "type": "energy", "active": "1", "retention": "0"});
    let (status, made) = b.request("POST", &format!("/api/{}/v1/account/products", b.domain), Some(&body));
    assert_eq!(status, 201, "{made}");
    made["data"]["product_id"].as_u64().unwrap()
}

#[test]
fn what_happens_is_told_for_certain_whoever_refuses_goes_away_or_is_killed() {
    let world = World::at_speed(20, "");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    world.ok(B, &["own", "set", "--base-url", &b.url, "--domain", &b.domain, "--token-file", &b.owner]);
    assert!(world.ok(B, &["env", "webhook", "events"]).lines().any(|event| event == "product.created"));

    let receiver = Receiver::open("127.0.0.1:0", 3);
    let url = format!("http://{}/haak", receiver.address);
    let file = world.path("secret");
    let added = world.json(B, &["env", "webhook", "add", "product.created", &url, "--out", &file]);
    let webhook = added["webhook"].as_str().unwrap().to_owned();
    assert_eq!((&added["event"], &added["file"]), (&json!("product.created"), &json!(file)));
    let secret = SecretString::from(std::fs::read_to_string(&file).unwrap());
    let listed = world.json(B, &["env", "webhook", "list"]);
    assert_eq!((&listed["uuid"], &listed["target"]), (&json!(webhook), &json!(url)));

    let mut made: Vec<u64> = (0..3).map(|number| product(&b, number)).collect();
    world.until("some are taken after some were refused", || receiver.got().len() >= 4);
    let address = receiver.address.to_string();
    let mut got = receiver.close();
    made.extend((3..6).map(|number| product(&b, number)));
    world.until("nobody is there", || {
        let shown = world.json(B, &["env", "webhook", "show", &webhook]);
        shown["pending"].as_u64().unwrap() >= 3 && shown["last"]["error"] == "no_connection"
    });
    let b = world.again("supplier-env", b, Signal::KILL, &[]);
    made.push(product(&b, 6));

    let receiver = Receiver::open(&address, 0);
    let all: BTreeSet<u64> = made.iter().copied().collect();
    let taken = |got: &[Message]| -> Vec<u64> {
        got.iter().filter(|message| message.answered == 200).map(Message::product).collect()
    };
    world.until("all are taken", || {
        let found: BTreeSet<u64> = taken(&[got.clone(), receiver.got()].concat()).into_iter().collect();
        found == all
    });
    got.extend(receiver.got());
    let mut order = taken(&got);
    order.dedup();
    assert_eq!(order, made, "in the order of what happened");
    for message in &got {
        let Message { id, timestamp, signature, body, .. } = message;
        assert!(is_signed(&secret, signature, id, *timestamp, body));
        assert!(got.iter().all(|other| (other.id == *id) == (other.product() == message.product())));
    }

    world.until("the log says so", || world.json(B, &["env", "webhook", "show", &webhook])["delivered"] == 7);
    let log = world.rows(B, &["env", "webhook", "deliveries", &webhook, "--limit", "5"]);
    assert_eq!(log.len(), 5);
    assert_eq!((&log[0]["standing"], &log[0]["event"]), (&json!("delivered"), &json!("product.created")));
    let last = log[0]["id"].as_str().unwrap();
    let before = receiver.got().len();
    world.ok(B, &["env", "webhook", "replay", &webhook, last]);
    world.until("it comes once more", || receiver.got().len() > before);
    assert_eq!(receiver.got().last().unwrap().id, last);
    let table = world.ok(B, &["--lang", "nl", "env", "webhook", "deliveries", &webhook]);
    assert!(table.contains("bezorgd") && table.contains("Laatste poging"), "{table}");
    let sheet = world.ok(B, &["--lang", "nl", "env", "webhook", "show", &webhook]);
    assert!(sheet.contains("bezorgd") && sheet.contains(&url), "{sheet}");

    let odd = world.run(B, &["--lang", "nl", "env", "webhook", "replay", &webhook, "onbekend"]);
    assert!(odd.code == 2 && odd.stderr.contains("onbekend"), "{} {}", odd.code, odd.stderr);
    let private = world.run(B, &["env", "webhook", "add", "product.created", "https://10.0.0.8/"]);
    assert!(
        private.code == 2 && private.stderr.contains("target_url"),
        "{} {}",
        private.code,
        private.stderr
    );
    world.ok(B, &["env", "webhook", "remove", &webhook]);
    let gone = world.run(B, &["env", "webhook", "show", &webhook]);
    assert!(gone.code == 2 && gone.stderr.contains(&webhook), "{} {}", gone.code, gone.stderr);
    receiver.close();
}
