//! The environment as a process of its own, ill-treated over real sockets: connections that are stuck in
//! four ways, bodies without an end, and guessed tokens. Whoever behaves notices nothing, and neither does
//! its memory.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use koppel::clock::Instant;
use koppel::credential::Keyring;
use koppel::credential::token::{TokenKind, mint};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::serving::headers_that_never_end_are_hung_up_on_and_silence_is_allowed_longer;

/// Within this every stuck connection is closed.
const CLOSED_WITHIN: Duration = Duration::from_secs(35);

struct Process {
    child: Child,
    address: SocketAddr,
    token: String,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    /// `koppel env serve` over the supplier's sample, with room for two thousand sockets on either side.
    fn start() -> Arc<Self> {
        let now = getrlimit(Resource::Nofile);
        let wanted = now.maximum.map_or(8_192, |most| most.min(8_192));
        if now.current.is_some_and(|current| current < wanted) {
            setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..now }).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let command = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_koppel"));
            command.arg("--data").arg(folder.path().join("env")).args(arguments).stdin(Stdio::null());
            command.env_clear().env("HOME", folder.path()).stderr(Stdio::null());
            command
        };
        let made = command(&["--json", "env", "init", "--domain", "windkracht", "--sample", "supplier"])
            .output()
            .unwrap();
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        let mut child = command(&["env", "serve", "--limit", "off"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let listening: Value = serde_json::from_str(&first).unwrap();
        let address = listening["listening"].as_str().unwrap().strip_prefix("http://").unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        Arc::new(Self {
            child,
            address: address.parse().unwrap(),
            token: made["owner_token"].as_str().unwrap().to_owned(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            _folder: folder,
        })
    }

    /// Resident memory, in MiB.
    fn memory(&self) -> u64 {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.child.id())).unwrap();
        let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
        pages * 4_096 / (1 << 20)
    }

    async fn honest(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self
            .client
            .request(method, format!("http://{}/api/windkracht/v1/{path}", self.address))
            .bearer_auth(&self.token)
            .header("Accept-Language", "en");
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
    }

    /// Asks and sells from 127.0.0.1 until `over`, as somebody honest; how long each answer took. Every
    /// other request comes on a connection of its own.
    async fn honestly_until(self: Arc<Self>, over: Arc<AtomicBool>) -> Vec<Duration> {
        let mut took = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let since = Instant::now();
            let (status, answer) = match took.len() % 4 {
                0 => {
                    let sale = super::sales::good();
                    self.honest(reqwest::Method::POST, "sales/flow/energy/stroom-en-gas", Some(sale)).await
                }
                1 => {
                    let mut fresh = TcpStream::connect(self.address).await.unwrap();
                    let ask = self.head("GET", "account/flows", "Connection: close\r\n");
                    fresh.write_all(ask.as_bytes()).await.unwrap();
                    let mut answer = String::new();
                    fresh.read_to_string(&mut answer).await.unwrap();
                    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                    (200, Value::Null)
                }
                _ => self.honest(reqwest::Method::GET, "account/flows", None).await,
            };
            assert!(matches!(status, 200 | 201), "{status} {answer}");
            took.push(since.elapsed());
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        took.sort();
        took
    }

    fn head(&self, method: &str, path: &str, more: &str) -> String {
        let (address, token) = (self.address, &self.token);
        format!(
            "{method} /api/windkracht/v1/{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n{more}\r\n"
        )
    }

    async fn from(&self, last: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        // Whoever takes no answer has no room for it either.
        socket.set_recv_buffer_size(4_096).unwrap();
        socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }
}

/// A way of being stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stuck {
    SaysNothing,
    TricklesHeaders,
    TricklesItsBody,
    TakesNoAnswer,
}

/// Stays stuck until hung up on; how long that took.
async fn stuck(process: Arc<Process>, how: Stuck, last: u8, large: String) -> (Stuck, Duration) {
    let mut stream = process.from(last).await;
    let since = Instant::now();
    let first = match how {
        Stuck::SaysNothing => String::new(),
        Stuck::TricklesHeaders => "GET / HTTP/1.1\r\nHost: x\r\n".to_owned(),
        Stuck::TricklesItsBody => process.head("POST", "account/organisations", "Content-Length: 5000\r\n"),
        Stuck::TakesNoAnswer => process.head("GET", &large, "").repeat(5),
    };
    // Who is hung up on at once may not even get this far.
    let _ = stream.write_all(first.as_bytes()).await;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let hung_up = match how {
            Stuck::TakesNoAnswer => {
                // What the server no longer reads fills up; a reset shows at once.
                matches!(stream.try_write(b"G"), Err(error) if error.kind() != std::io::ErrorKind::WouldBlock)
            }
            _ => {
                let mut buffer = [0; 512];
                let read = stream.try_read(&mut buffer);
                let trickle: &[u8] = match how {
                    Stuck::TricklesHeaders => b"X-A: b\r\n",
                    Stuck::TricklesItsBody => b" ",
                    _ => b"",
                };
                let wrote = stream.try_write(trickle);
                let broken = |error: &std::io::Error| error.kind() != std::io::ErrorKind::WouldBlock;
                matches!(read, Ok(0)) || read.as_ref().is_err_and(broken) || wrote.as_ref().is_err_and(broken)
            }
        };
        let after = since.elapsed();
        if hung_up {
            return (how, after);
        }
        assert!(after < Duration::from_secs(60), "{how:?} from 127.0.0.{last} is not closed");
    }
}

/// Both wait half a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_stuck_or_silent_is_hung_up_on() {
    tokio::join!(
        a_thousand_stuck_sockets_are_closed_while_every_honest_request_succeeds(),
        headers_that_never_end_are_hung_up_on_and_silence_is_allowed_longer(),
    );
}

async fn a_thousand_stuck_sockets_are_closed_while_every_honest_request_succeeds() {
    let process = Process::start();
    // An answer that fits into no buffer on the way.
    let picture = json!({"name": "Groot", "identifier": "groot", "type": "energy", "active": "1",
                         "image": {"content": "QUJD".repeat(300_000), "extension": "png"}});
    let (status, made) = process.honest(reqwest::Method::POST, "account/products", Some(picture)).await;
    assert_eq!(status, 201, "{made}");
    let large = format!("account/products/{}", made["data"]["product_id"]);

    let before = process.memory();
    let over = Arc::new(AtomicBool::new(false));
    let honest = tokio::spawn(process.clone().honestly_until(over.clone()));
    let sockets: Vec<_> = (0..1_000_u32)
        .map(|number| {
            let how = match number % 25 {
                0 => Stuck::TakesNoAnswer,
                n if n % 3 == 0 => Stuck::SaysNothing,
                n if n % 3 == 1 => Stuck::TricklesHeaders,
                _ => Stuck::TricklesItsBody,
            };
            let last = u8::try_from(2 + number % 39).unwrap();
            (how, last)
        })
        .collect();
    let mut stuck_ones = Vec::new();
    for some in sockets.chunks(20) {
        let begun = some.iter().map(|(how, last)| stuck(process.clone(), *how, *last, large.clone()));
        stuck_ones.extend(begun.map(tokio::spawn));
        // Fewer at once than may queue to be accepted: what the kernel drops there never met the server.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut most = before;
    let watch = tokio::spawn({
        let (process, over) = (process.clone(), over.clone());
        async move {
            while !over.load(Ordering::Relaxed) {
                most = most.max(process.memory());
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            most
        }
    });
    let mut closed = Vec::new();
    for socket in stuck_ones {
        closed.push(socket.await.unwrap());
    }
    over.store(true, Ordering::Relaxed);
    let (took, most) = (honest.await.unwrap(), watch.await.unwrap());
    for how in [Stuck::SaysNothing, Stuck::TricklesHeaders, Stuck::TricklesItsBody, Stuck::TakesNoAnswer] {
        let mut after: Vec<_> =
            closed.iter().filter(|(kind, _)| *kind == how).map(|(_, after)| *after).collect();
        after.sort();
        println!("{how:?}: {} closed after {:.1?} to {:.1?}", after.len(), after[0], after[after.len() - 1]);
        assert!(after[after.len() - 1] <= CLOSED_WITHIN, "{how:?}");
    }
    println!(
        "{} honest requests, p50 {:.1?}, p99 {:.1?}, longest {:.1?}; memory {before} MiB before, {most} MiB at most",
        took.len(),
        took[took.len() / 2],
        took[took.len() * 99 / 100],
        took[took.len() - 1]
    );
    assert!(took.len() > 100, "somebody honest hardly got through: {} requests", took.len());
    // Half a minute of all that: forty answers under way may be held, and no more.
    assert!(most < before + 160, "{before} MiB became {most} MiB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_wrong_tokens_change_nothing_but_counters() {
    const EACH: usize = 25_000;
    const AT_ONCE: usize = 250;
    let process = Process::start();
    let state = async || {
        let mut all = Vec::new();
        for path in ["account/organisations", "account/users", "account/products", "account/webhooks"] {
            let mut answer = process.honest(reqwest::Method::GET, path, None).await.1;
            if let Some(users) = answer.pointer_mut("/data/data").and_then(Value::as_array_mut) {
                // When somebody was last seen is no change.
                users.iter_mut().filter_map(Value::as_object_mut).for_each(|user| {
                    user.retain(|field, _| !field.starts_with("last_"));
                });
            }
            all.push(answer["data"].clone());
        }
        all
    };
    let refused = async || {
        let counters = process.honest(reqwest::Method::GET, "koppel/counters", None).await.1;
        let count = |why: &str| counters["data"]["refused"][why].as_u64().unwrap_or(0);
        (count("unauthorised"), count("throttled"))
    };
    let known = state().await;
    let over = Arc::new(AtomicBool::new(false));
    let honest = tokio::spawn(process.clone().honestly_until(over.clone()));
    // One round before memory is looked at: whatever is grown once is grown then.
    guess(process.clone(), 0, 1_000, AT_ONCE).await;
    let (before, since) = (process.memory(), Instant::now());
    let guessing = (0..4).map(|part| tokio::spawn(guess(process.clone(), part, EACH, AT_ONCE)));
    let (mut wrong, mut locked) = (0, 0);
    for guesser in futures_util::future::join_all(guessing).await {
        let (a, b) = guesser.unwrap();
        (wrong, locked) = (wrong + a, locked + b);
    }
    let (took, after) = (since.elapsed(), process.memory());
    over.store(true, Ordering::Relaxed);
    let honest = honest.await.unwrap();
    println!(
        "{} wrong tokens in {took:.1?}: {wrong} answered with 401, {locked} with 429; {} honest requests \
         meanwhile, p99 {:.1?}; memory {before} MiB before, {after} MiB after",
        4 * EACH,
        honest.len(),
        honest[honest.len() * 99 / 100]
    );
    assert_eq!(wrong + locked, 4 * EACH, "every one was refused");
    let minutes = took.as_secs() as usize / 60 + 1;
    assert!(wrong <= 10 * minutes, "the address is locked out after ten a minute: {wrong}");
    let (unauthorised, throttled) = refused().await;
    assert_eq!(unauthorised, 4 * EACH as u64 + 1_000);
    assert!(throttled >= locked as u64);
    // A good token from the same address still works: many people may be behind it.
    let mut same = process.from(2).await;
    same.write_all(process.head("GET", "koppel/me", "Connection: close\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    same.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(state().await, known, "nothing has changed");
    assert!(after <= before + 8, "{before} MiB became {after} MiB");
}

/// Tries `count` tokens from 127.0.0.2 on one connection, `at_once` ahead of their answers; how many were
/// answered with 401 and how many with 429.
async fn guess(process: Arc<Process>, part: usize, count: usize, at_once: usize) -> (usize, usize) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::new(127, 0, 0, 2), 0).into()).unwrap();
    let mut stream = socket.connect(process.address).await.unwrap();
    let keyring = Keyring::ephemeral();
    let (mut wrong, mut locked) = (0, 0);
    for round in 0..count / at_once {
        let mut asked = String::new();
        for number in 0..at_once {
            // Some are well-formed, so that they are looked up.
            let token = if number % 10 == 0 {
                mint(&keyring, TokenKind::Person).plain.expose_secret().to_owned()
            } else {
                format!("kpl_p_{part}_{round}_{number}")
            };
            asked.push_str(&process.head("GET", "user/products", "").replace(&process.token, &token));
        }
        stream.write_all(asked.as_bytes()).await.unwrap();
        let (mut answers, mut text) = (0, String::new());
        while answers < at_once || !text.ends_with('}') {
            let mut buffer = [0; 65_536];
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "hung up after {answers}");
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            answers = text.matches("HTTP/1.1 ").count();
        }
        wrong += text.matches("HTTP/1.1 401").count();
        locked += text.matches("HTTP/1.1 429").count();
    }
    (wrong, locked)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_beyond_its_cap_is_refused_however_it_is_sent() {
    let process = Process::start();
    const CLOSE: &str = "Accept-Language: en\r\nConnection: close\r\n";
    let small = 256 * 1024;
    let length = |bytes: usize| format!("{CLOSE}Content-Length: {bytes}\r\n");
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for (name, more, body) in [
        ("sent whole", length(small + 1), " ".repeat(small + 1)),
        ("three times too long", length(3 * small), " ".repeat(3 * small)),
        ("announced and not sent", length(1 << 40), String::new()),
        ("chunks without an end", format!("{CLOSE}Transfer-Encoding: chunked\r\n"), chunk.repeat(8)),
    ] {
        let (process, since) = (process.clone(), Instant::now());
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = std::net::TcpStream::connect(process.address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream.write_all(process.head("POST", "account/organisations", &more).as_bytes()).unwrap();
            stream.write_all(body.as_bytes()).unwrap();
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            String::from_utf8(answer).unwrap()
        })
        .await
        .unwrap();
        assert!(answer.starts_with("HTTP/1.1 413"), "{name}: {answer}");
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        assert_eq!((&body["success"], &body["code"]), (&json!(false), &json!(413)), "{name}");
        assert!(body["message"].as_str().unwrap().contains("262144"), "{name}: {body}");
        assert!(since.elapsed() < Duration::from_secs(10), "{name}: {:?}", since.elapsed());
    }
    // What is just within the cap is read and judged: here it is more than a name can be.
    let fits = json!({"name": "x".repeat(small - 11)});
    assert_eq!(fits.to_string().len(), small);
    let (status, answer) = process.honest(reqwest::Method::POST, "account/organisations", Some(fits)).await;
    assert!(status == 422 && answer["errors"].get("name").is_some(), "{answer}");
}
