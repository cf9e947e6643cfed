//! A new cause of fallout calls an operator: a console by what its terminal takes, an address by a signed
//! message, somebody by mail; once, and without the customer.
//!
//! Not here: what is worth a call, and that calls are a minute apart (`model::alert`).

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use koppel::credential::webhook::is_signed;
use koppel::demo::desk::Kind;
use serde_json::Value;

use crate::linked::{desk, link};
use crate::session::{PATIENCE, Session};
use crate::world::World;

/// One posted message: its head and its body.
fn taken(mut stream: TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).unwrap();
        bytes.extend_from_slice(&part[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length: usize = field(&head, "content-length").parse().unwrap();
        if bytes.len() >= end + 4 + length {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            return (head, bytes[end + 4..].to_vec());
        }
    }
}

fn field(head: &str, name: &str) -> String {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let found = fields.find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("{name} in {head}")).1.trim().to_owned()
}

#[test]
fn a_new_cause_calls_by_the_terminal_by_a_signed_message_and_by_mail() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/haak", listener.local_addr().unwrap());
    let (posted, posts) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if posted.send(taken(stream.unwrap())).is_err() {
                return;
            }
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let secret = format!("whsec_{}", STANDARD.encode([7; 32]));
    std::fs::write(file("secret"), format!("{secret}\n")).unwrap();
    let (mail, addressed, program) = (file("mail"), file("addressed"), file("program"));
    // Whole at once: a half-written mail is not there yet.
    let script =
        format!("#!/bin/sh\necho \"$@\" >'{addressed}'\ncat >'{mail}.part' && mv '{mail}.part' '{mail}'\n");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let settings = format!(
        "[alert]\nwebhook = \"{url}\"\nwebhook_secret_file = \"{}\"\nmail_to = \"wacht@klaver.example\"\n\
         mail_command = \"{program}\"\n",
        file("secret")
    );
    let world = World::at_speed(20, &settings);
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    link(&world, &a, &b);
    world.ok("reseller", &["map", "flow", "unset", "zonnewind", "default/thuis"]);
    let _service = world.serve("reseller");
    let data = world.path("reseller");
    let variables = |set: &'static str| [("KOPPEL_CONSOLE_NOTIFY", set)];
    let noted = Session::program_with(Path::new(&data), &variables("osc9"));
    let rung = Session::program_with(Path::new(&data), &variables("bell"));
    let silent = Session::program_with(Path::new(&data), &variables("off"));
    [&noted, &rung, &silent].iter().for_each(|session| session.wait_shown());
    noted.wait("the link", |seen| seen.screen().contains("LIVE"));
    rung.wait("the link", |seen| seen.screen().contains("LIVE"));

    let desk = desk(&world, &a, "default/thuis", "zw-thermostaat");
    let mut orders = (0..).map(|number| desk.sale(number).unwrap()).filter(|order| order.kind == Kind::Good);
    for _ in 0..3 {
        let order = orders.next().unwrap();
        let path = format!("/api/{}/v1/sales/flow/{}", a.domain, order.flow);
        assert_eq!(a.request("POST", &path, Some(&order.body)).0, 201);
    }

    let said = "zonnewind: nieuwe oorzaak van uitval";
    noted.wait("the note", |seen| seen.text().contains(&format!("\x1b]9;koppel: {said}")));
    rung.wait("the bell", |seen| seen.text().contains('\x07'));
    rung.wait("the line", |seen| seen.screen().contains(said));
    rung.wait("the title", |seen| seen.text().contains("\x1b]0;(3!) koppel klaver\x07"));
    silent.wait("the title", |seen| seen.text().contains("(3!) koppel klaver"));
    assert!(!silent.all_so_far().contains("\x1b]9;"));

    let (head, body) = posts.recv_timeout(PATIENCE).unwrap();
    let at = field(&head, "webhook-timestamp").parse().unwrap();
    let (id, signature) = (field(&head, "webhook-id"), field(&head, "webhook-signature"));
    assert!(is_signed(&secret.into(), &signature, &id, at, &body));
    let told: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(told["type"], "koppel.alert");
    let news = &told["data"]["news"][0];
    assert_eq!((&news["kind"], &news["cause"]), (&"group".into(), &"flow_not_mapped".into()), "{told}");

    world.until("the mail", || Path::new(&mail).exists());
    assert_eq!(std::fs::read_to_string(&addressed).unwrap().trim(), "-i wacht@klaver.example");
    let mail = std::fs::read_to_string(&mail).unwrap();
    let (head, text) = mail.split_once("\n\n").unwrap();
    assert!(
        head.contains("To: wacht@klaver.example") && text.contains("zonnewind: a new cause of fallout"),
        "{mail}"
    );
    // Three sales of one cause are one call, and a minute has not passed.
    assert!(posts.try_recv().is_err());
}
