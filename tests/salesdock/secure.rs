//! TLS: what a partner must show before anything is sent. Trusted certificates are tried in a process of
//! its own, because which roots are trusted is decided once for a process.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use koppel::clock::Clock;
use koppel::model::failure::Cause;
use koppel::model::integration::EnvironmentAddress;
use koppel::salesdock::client::{Client, Scope};
use koppel::salesdock::request::network::{Network, NetworkSettings};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::partner::{client, json, place};
use super::placing::{Want, short};

/// A TLS server that places every sale, on a thread that lives as long as the test.
struct Secure {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

fn secure(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Secure {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    let (config, requests) = (Arc::new(config), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&requests);
    let address = listening(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
        // The body of what `place` sends ends with a brace.
        while !seen.ends_with(b"}") {
            match stream.read(&mut buffer) {
                Ok(read) if read > 0 => seen.extend_from_slice(&buffer[..read]),
                _ => return,
            }
        }
        count.fetch_add(1, Ordering::SeqCst);
        let _ = stream.write_all(&json("201 Created", r#"{"success":true,"data":{"sale_id":77}}"#));
        stream.conn.send_close_notify();
        let _ = stream.flush();
    });
    Secure { address, requests }
}

/// A listener that hands each connection to `serve`.
fn listening(serve: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().flatten().for_each(serve));
    address
}

async fn placed(address: SocketAddr) -> Want {
    let client = client(&format!("https://{address}"), Scope::User, Duration::from_secs(20));
    short(&place(&client).await)
}

#[tokio::test]
async fn a_certificate_of_its_own_making_is_refused_before_anything_is_sent() {
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let server = secure(vec![own.der().clone()], &key);
    assert_eq!(placed(server.address).await, Want::Wait(Cause::Tls, None));
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_port_that_speaks_no_tls_gets_no_sale() {
    let plain = listening(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    assert_eq!(placed(plain).await, Want::Wait(Cause::Tls, None));
    let hangs_up = listening(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
    });
    assert_eq!(placed(hangs_up).await, Want::Wait(Cause::Tls, None));
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_given_up_and_nothing_was_sent() {
    // Connections wait in the queue of a listener that accepts none.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("https://{}", silent.local_addr().unwrap());
    let address = EnvironmentAddress { base_url, domain: "stroom".to_owned() };
    let settings =
        NetworkSettings { connect_timeout: Duration::from_millis(300), ..NetworkSettings::default() };
    let transport = Arc::new(Network::new(settings));
    let client =
        Client::new(&address, "geheim".to_owned().into(), Scope::User, transport, Clock::system()).unwrap();
    assert_eq!(short(&place(&client).await), Want::Wait(Cause::Unreachable, None));
}

/// Set in the process that trusts the test's own root: `address=verdict` for each server, by spaces.
const PARTNERS: &str = "KOPPEL_TEST_SECURE_PARTNERS";

#[tokio::test]
async fn of_trusted_certificates_only_one_in_date_for_this_very_host_is_good() {
    if let Ok(partners) = std::env::var(PARTNERS) {
        for (address, want) in partners.split(' ').map(|pair| pair.split_once('=').unwrap()) {
            let found = placed(address.parse().unwrap()).await;
            let want = if want == "good" { Want::Accepted(77) } else { Want::Wait(Cause::Tls, None) };
            assert_eq!(found, want, "{address}");
        }
        return;
    }
    let root_key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.distinguished_name.push(DnType::CommonName, "koppel test root");
    let root_certificate = root.self_signed(&root_key).unwrap();
    let issuer = Issuer::new(root, root_key);
    let server = |host: &str, years: (i32, i32)| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        secure(vec![params.signed_by(&key, &issuer).unwrap().der().clone()], &key)
    };
    let good = server("127.0.0.1", (2020, 2090));
    let bad = [
        server("127.0.0.2", (2020, 2090)),
        server("app.example.nl", (2020, 2090)),
        server("127.0.0.1", (2020, 2021)),
        server("127.0.0.1", (2089, 2090)),
    ];
    let dir = tempfile::tempdir().unwrap();
    let roots = dir.path().join("roots.pem");
    std::fs::write(&roots, root_certificate.pem()).unwrap();
    let mut partners = vec![format!("{}=good", good.address)];
    partners.extend(bad.iter().map(|server| format!("{}=bad", server.address)));
    let name = "salesdock::secure::of_trusted_certificates_only_one_in_date_for_this_very_host_is_good";
    let run = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact"])
        .env("SSL_CERT_FILE", &roots)
        .env_remove("SSL_CERT_DIR")
        .env(PARTNERS, partners.join(" "))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    assert_eq!(good.requests.load(Ordering::SeqCst), 1);
    assert!(bad.iter().all(|server| server.requests.load(Ordering::SeqCst) == 0));
}
