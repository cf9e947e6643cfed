//! Each kind of trouble with a connection is told apart: in words in both languages, in JSON by its cause,
//! and by the exit code.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use crate::world::{Environment, World};

/// Answers every connection with the same bytes.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut seen = Vec::new();
            let mut part = [0; 1024];
            while !seen.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut part) {
                    Ok(1..) => seen.extend_from_slice(&part),
                    _ => break,
                }
            }
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

/// A TLS server whose certificate nobody vouches for.
fn self_signed() -> String {
    let made =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            while connection.is_handshaking() {
                if connection.complete_io(&mut stream).is_err() {
                    break;
                }
            }
        }
    });
    format!("https://{address}")
}

/// Nobody listens there.
fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

const FORBIDDEN: &str = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: 57\r\n\
                         Connection: close\r\n\r\n{\"success\":false,\"message\":\"IP not allowed\",\"code\":403}  ";

/// The mapping names what only the test can see: the link works, and the sales would not.
fn a_mapped_flow_that_the_partner_lacks(world: &World) {
    let file = world.path("elsewhere.toml");
    let mapping = world.ok("reseller", &["map", "export", "zonnewind"]);
    std::fs::write(&file, mapping.replace("default/slim-wonen", "default/bestaat-niet")).unwrap();
    world.ok("reseller", &["map", "import", "zonnewind", &file, "--allow-unknown"]);
    let ended = world.run("reseller", &["--json", "integration", "test", "zonnewind"]);
    let found: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &found["failure"]["cause"]), (2, &"unknown_flow".into()), "{found}");
    assert_eq!(found["failure"]["element"]["name"], "default/bestaat-niet", "{found}");
    let said = world.run("reseller", &["--lang", "nl", "integration", "test", "zonnewind"]).stdout;
    assert!(said.contains("default/bestaat-niet") && said.contains("kent deze flow niet"), "{said}");
    world.ok("reseller", &["map", "flow", "unset", "zonnewind", "default/thuis"]);
    world.ok("reseller", &["integration", "test", "zonnewind"]);
}

pub fn is_named_in_both_languages_with_its_exit_code(world: &World, partner: &Environment, token: &str) {
    let wrong = world.path("wrong.token");
    std::fs::write(&wrong, "kpl_not_a_token_of_anybody").unwrap();
    type Case<'a> = (&'a str, String, &'a str, &'a str, &'a str, i32, Option<&'a str>);
    let cases: [Case<'_>; 7] = [
        ("token", partner.url.clone(), "zonnewind", &wrong, "unauthorised", 4, None),
        ("forbidden", answering(FORBIDDEN), "zonnewind", token, "not_allowed", 4, None),
        ("account", partner.url.clone(), "nobody", token, "unknown_account", 2, None),
        ("port", closed(), "zonnewind", token, "unreachable", 3, Some("connection refused")),
        (
            "name",
            "https://koppel.invalid".to_owned(),
            "zonnewind",
            token,
            "unreachable",
            3,
            Some("name not found"),
        ),
        ("tls", self_signed(), "zonnewind", token, "tls", 3, Some("certificate")),
        (
            "plain",
            partner.url.replace("http://", "https://"),
            "zonnewind",
            token,
            "tls",
            3,
            Some("no TLS on this port"),
        ),
    ];
    for (name, url, domain, file, cause, code, detail) in cases {
        let add = ["integration", "add", name, "--base-url", &url, "--domain", domain, "--token-file", file];
        world.ok("reseller", &add);
        let test = ["integration", "test", name];
        let ended = world.run("reseller", &[&["--json"], test.as_slice()].concat());
        assert_eq!(ended.code, code, "{name}: {} {}", ended.stdout, ended.stderr);
        let found: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(found["failure"]["cause"], cause, "{name}: {found}");
        if let Some(detail) = detail {
            assert!(found["failure"]["said"].as_str().unwrap().contains(detail), "{name}: {found}");
        }
        let said = ["nl", "en"].map(|lang| {
            let ended = world.run("reseller", &[&["--lang", lang], test.as_slice()].concat());
            assert_eq!(ended.code, code);
            ended.stdout
        });
        assert_ne!(said[0], said[1], "{name}");
        let words = |language| koppel::locale::text(language, &format!("failure-{cause}"), &[]);
        assert!(said[0].contains(&words(koppel::locale::Language::Nl)), "{name}: {}", said[0]);
        assert!(said[1].contains(&words(koppel::locale::Language::En)), "{name}: {}", said[1]);
        world.ok("reseller", &["integration", "remove", name]);
    }

    a_mapped_flow_that_the_partner_lacks(world);

    // The own environment tells the same things, and usage ends with 2 before anything is asked.
    let codes: [(&[&str], i32); 8] = [
        (&["integration", "test", "nobody"], 2),
        (&["integration", "show", "nobody"], 2),
        (&["sale", "show", "999999"], 2),
        (&["integration", "set", "zonnewind", "automatik=on"], 2),
        (
            &[
                "integration",
                "add",
                "x",
                "--base-url",
                "http://example.com",
                "--domain",
                "d",
                "--token-file",
                token,
            ],
            2,
        ),
        (&["map", "flow", "set", "zonnewind", "energy", "x/y"], 2),
        (&["sale", "list", "state:nonsense"], 2),
        (&["integration", "frobnicate"], 2),
    ];
    for (arguments, code) in codes {
        let ended = world.run("reseller", arguments);
        assert_eq!(ended.code, code, "{arguments:?}: {} {}", ended.stdout, ended.stderr);
        assert!(ended.stdout.is_empty() && !ended.stderr.is_empty(), "{arguments:?}: {}", ended.stdout);
    }
}
