//! Telling subscribers for certain: signed, in order, again after a failure and after a restart, and never
//! into a private network.
//!
//! Not here: who may hear what (`events`), the commands.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use koppel::clock::Clock;
use koppel::credential::webhook::is_signed;
use koppel::environment::{self, Options, Sample};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::sales::{good, sold};
use super::setting::{Served, errors, serve, served, unlimited};

/// What a subscriber got.
#[derive(Clone)]
pub struct Message {
    id: String,
    timestamp: i64,
    signature: String,
    body: Vec<u8>,
}

impl Message {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// An environment whose waits for subscribers on this machine pass `speed` times as fast.
async fn supplier(speed: f64) -> Served {
    serve(Some(Sample::Supplier), Options { clock: Clock::with_speed(speed), ..unlimited() }).await
}

/// A subscriber that answers with these statuses in turn, and with 200 from then on.
pub struct Subscriber {
    pub url: String,
    got: Arc<Mutex<Vec<Message>>>,
}

pub async fn subscriber(statuses: &[u16]) -> Subscriber {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/haak", listener.local_addr().unwrap());
    let got = Arc::new(Mutex::new(Vec::new()));
    let (heard, mut statuses) = (got.clone(), VecDeque::from(statuses.to_vec()));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            let (head, length) = loop {
                let mut part = [0; 4096];
                let read = stream.read(&mut part).await.unwrap();
                bytes.extend_from_slice(&part[..read]);
                let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
                let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
                let length: usize = field(&head, "content-length").parse().unwrap();
                bytes.drain(..end + 4);
                break (head, length);
            };
            while bytes.len() < length {
                let mut part = [0; 4096];
                let read = stream.read(&mut part).await.unwrap();
                bytes.extend_from_slice(&part[..read]);
            }
            heard.lock().unwrap().push(Message {
                id: field(&head, "webhook-id"),
                timestamp: field(&head, "webhook-timestamp").parse().unwrap(),
                signature: field(&head, "webhook-signature"),
                body: bytes,
            });
            let status = statuses.pop_front().unwrap_or(200);
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    Subscriber { url, got }
}

fn field(head: &str, name: &str) -> String {
    let found = head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    found.unwrap_or_else(|| panic!("{name} in {head}"))
}

impl Subscriber {
    /// So many messages, once they are there.
    pub async fn messages(&self, count: usize) -> Vec<Message> {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(40);
        loop {
            let got = self.got.lock().unwrap().clone();
            if got.len() >= count {
                return got;
            }
            assert!(tokio::time::Instant::now() < deadline, "{} of {count} messages", got.len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Subscribes: the uuid and the secret.
async fn subscribed(served: &Served, event: &str, url: &str) -> (String, SecretString) {
    let body = json!({"event": event, "target_url": url});
    let (status, made) = served.owner.post("account/webhooks", &body).await;
    assert_eq!(status, 201, "{made}");
    let text = |field: &str| made["data"][field].as_str().unwrap().to_owned();
    assert!(text("secret").starts_with("whsec_"));
    (text("uuid"), text("secret").into())
}

#[tokio::test]
async fn a_message_is_signed_and_says_what_happened_and_the_secret_is_shown_once() {
    let served = supplier(1.0).await;
    let partner = served.partner("Klaver").await;
    let hears = subscriber(&[]).await;
    let (uuid, secret) = subscribed(&served, "sale.created", &hears.url).await;
    let sale = sold(&partner.caller, &good()).await;
    let message = hears.messages(1).await.remove(0);
    assert!(is_signed(&secret, &message.signature, &message.id, message.timestamp, &message.body));
    assert!(!is_signed(&secret, &message.signature, &message.id, message.timestamp + 1, &message.body));
    let said = message.json();
    assert_eq!((&said["type"], &said["data"]["id"]), (&json!("sale.created"), &json!(sale)));
    let listed = served.owner.data("account/webhooks").await.to_string();
    assert!(!listed.contains("secret") && !listed.contains(secret.expose_secret()));
    // It is in the log, and goes once more under the same id.
    let one = format!("koppel/webhooks/{uuid}");
    let path = format!("{one}/deliveries");
    until(&served, &path, |log| log["data"][0]["standing"] == "delivered").await;
    let log = served.owner.data(&path).await;
    assert_eq!(
        (&log["data"][0]["id"], &log["data"][0]["tries"][0]["http_status"]),
        (&json!(message.id), &json!(200))
    );
    assert_eq!(served.owner.post(&format!("{path}/{}/replay", message.id), &json!({})).await.0, 200);
    assert_eq!(hears.messages(2).await[1].id, message.id);
    until(&served, &one, |one| one["delivered"] == 1 && one["pending"] == 0).await;
    assert_eq!(served.owner.data(&format!("{path}?standing=failed")).await["total"], 0);
    assert_eq!(served.owner.get(&format!("{path}?standing=anders")).await.0, 422);
    for path in [&one, &path] {
        assert_eq!(partner.caller.get(path).await.0, 404, "not the partner's subscription");
    }
    // Whoever had it sent again is in the log of what was done; the secret is not.
    let audit = served.owner.data("koppel/audit").await.to_string();
    assert!(audit.contains("webhook.replay") && audit.contains("webhook.create"), "{audit}");
    let sealed = secret.expose_secret().trim_start_matches("whsec_").to_owned();
    assert!(!audit.contains(&sealed) && audit.contains("[secret]"));
    // Its end takes its log along.
    assert_eq!(served.owner.delete(&format!("account/webhooks/{uuid}")).await.0, 200);
    assert_eq!(served.owner.get(&path).await.0, 404);
    sold(&partner.caller, &good()).await;
    assert_eq!(hears.got.lock().unwrap().len(), 2);
}

/// Waits until what is at `path` is so.
pub async fn until(served: &Served, path: &str, is_so: impl Fn(&Value) -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(40);
    loop {
        let found = served.owner.data(path).await;
        if is_so(&found) {
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "never so: {found}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_confirmation_tells_the_account_all_that_a_mail_needs_when_it_is_sent_from_here() {
    let served = supplier(1.0).await;
    let partner = served.partner("Klaver").await;
    let hears = subscriber(&[]).await;
    let (uuid, _) = subscribed(&served, "confirmation.requested", &hears.url).await;
    let mut completed = good();
    completed["contract_date"] = json!("01-11-2026");
    sold(&partner.caller, &completed).await;
    let log = format!("koppel/webhooks/{uuid}/deliveries");
    assert_eq!(served.owner.data(&log).await["total"], 0, "its maker confirmed it");
    let settings = format!("koppel/organisations/{}/incoming", partner.organisation);
    assert_eq!(served.owner.put(&settings, &json!({"always_confirm": true})).await.0, 200);
    completed["external_reference"] = json!("A-1001");
    let sale = sold(&partner.caller, &completed).await;
    let said = hears.messages(1).await[0].json();
    let mail = &said["data"]["mail"];
    assert_eq!(said["data"]["id"], sale);
    assert_eq!(mail["to"], json!({"name": "Jan Jansen", "email": "jan@voorbeeld.nl"}));
    assert_eq!(
        (&mail["reference"]["sale"], &mail["reference"]["external_reference"]),
        (&json!(sale), &json!("A-1001"))
    );
    assert_eq!(
        (&mail["address"]["city"], &mail["customer"]["iban"]),
        (&json!("Ons Dorp"), &json!("NL91ABNA0417164300"))
    );
    assert_eq!(mail["supplier"]["name"], "Zonnewind Energie");
    assert_eq!(
        (&mail["sold_by"]["organisation"], &mail["contract_date"], &mail["sold_at"]),
        (&json!("Klaver"), &json!("01-11-2026"), &json!("2026-07-01 10:00:00"))
    );
    // Energy costs what its custom fields say.
    let product = &mail["products"][0];
    assert_eq!((&product["main"], &product["quantity"]), (&json!(true), &json!(1)));
    assert!(
        product["prices"].is_object() && !product["customfields"].as_object().unwrap().is_empty(),
        "{product}"
    );
    let agreements = mail["agreements"].as_array().unwrap();
    assert!(agreements.len() == 4 && agreements.iter().all(|one| one["text"].is_string()), "{agreements:?}");
    let answers = mail["answers"].as_array().unwrap();
    let answer = |identifier: &str| answers.iter().find(|one| one["identifier"] == identifier).unwrap();
    assert_eq!(answer("situatie")["value"], json!(["Overstap"]));
    assert_eq!(answer("jaarnota")["value"], json!(["nota.pdf"]), "no file goes along");
    assert_eq!(
        (&answer("ingangsdatum")["value"], &answer("ingangsdatum")["option"]),
        (&json!(["01-01-2027"]), &json!("date"))
    );
    // What it points at is there.
    let contract = mail["contract"].as_str().unwrap();
    assert!(served.owner.data(contract).await["contract"]["content"].is_string());
    let document = product["documents"][0]["location"].as_str().unwrap();
    assert_eq!(served.owner.get(document).await.0, 200);
}

#[tokio::test]
async fn a_confirmation_has_all_that_was_bought_as_it_was_shown_however_late_the_offer_is_accepted() {
    let served = supplier(1.0).await;
    let partner = served.partner("Klaver").await;
    let hears = subscriber(&[]).await;
    subscribed(&served, "confirmation.requested", &hears.url).await;
    let mut offer = good();
    offer["transaction_type"] = json!("offer");
    offer["product_id"] = json!(2040);
    offer["questionData"] = json!({"betaalwijze": "Factuur per e-mail", "verkoopkanaal": "Partner",
        "factuur_email": "jan@voorbeeld.nl", "meterkast": "3 fasen 25 A", "woningtype": "Vrijstaand"});
    offer["related_products"] = json!([
        {"product_id": 2030, "quantity": 1, "section_identifier": "installatie"},
        {"product_id": 2031, "quantity": 3, "section_identifier": "uitbreidingen"},
    ]);
    let (status, made) = partner.caller.post("sales/flow/default/slim-wonen", &offer).await;
    assert_eq!(status, 201, "{made}");
    let sale = made["data"]["sale_id"].as_u64().unwrap();
    // The shop goes on meanwhile: other prices, another name, other words.
    for (product, other) in
        [(2040, json!({"price_monthly": "99"})), (2031, json!({"name": "X", "price_monthly": "9"}))]
    {
        assert_eq!(served.owner.put(&format!("account/products/{product}"), &other).await.0, 200);
    }
    let accept = format!("account/sales/updatestatus/{sale}?status=offer_accepted");
    assert_eq!(served.owner.post(&accept, &json!({})).await.0, 200);
    let said = hears.messages(1).await[0].json();
    let mail = &said["data"]["mail"];
    let bought: Vec<_> = mail["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (
                one["id"].as_u64().unwrap(),
                one["quantity"].as_u64().unwrap(),
                text(&one["name"]),
                text(&one["prices"]["price"]),
                text(&one["prices"]["price_monthly"]),
                text(&one["section"]),
            )
        })
        .collect();
    let row = |id: u64, quantity: u64, name: &str, once: &str, monthly: &str, section: &str| {
        (id, quantity, name.to_owned(), once.to_owned(), monthly.to_owned(), section.to_owned())
    };
    assert_eq!(
        bought,
        [
            row(2040, 1, "Zonnewind Slim wonen compleet", "0.00", "84.50", ""),
            row(2030, 1, "Installatie aan huis", "129.00", "0.00", "installatie"),
            row(2031, 3, "Extra temperatuursensor", "0.00", "1.25", "uitbreidingen"),
        ]
    );
    assert!(mail["accepted_at"].is_string() && mail["offer"] == true, "{mail}");
    assert_eq!(mail["flow"]["title"], "Slim wonen");
}

fn sales(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.json()["data"]["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn while_nobody_takes_anything_messages_wait_and_then_come_in_order() {
    let served = supplier(20.0).await;
    let partner = served.partner("Klaver").await;
    let hears = subscriber(&[503, 503]).await;
    let (uuid, secret) = subscribed(&served, "sale.created", &hears.url).await;
    let first = sold(&partner.caller, &good()).await;
    hears.messages(1).await;
    let (second, third) = (sold(&partner.caller, &good()).await, sold(&partner.caller, &good()).await);
    let got = hears.messages(5).await;
    assert_eq!(sales(&got), [first, first, first, second, third]);
    assert!(got[..3].iter().all(|message| message.id == got[0].id), "one message in all its tries");
    assert!(got.iter().all(|one| is_signed(&secret, &one.signature, &one.id, one.timestamp, &one.body)));
    let log = format!("koppel/webhooks/{uuid}/deliveries");
    until(&served, &log, |log| log["data"][0]["standing"] == "delivered").await;
    let tries = served.owner.data(&log).await["data"][2]["tries"].clone();
    let tries: Vec<_> = tries.as_array().unwrap().iter().map(|one| one["http_status"].as_u64()).collect();
    assert_eq!(tries, [Some(503), Some(503), Some(200)]);
}

#[tokio::test]
async fn a_message_that_is_refused_itself_holds_up_no_later_one() {
    let served = supplier(3.0).await;
    let partner = served.partner("Klaver").await;
    let hears = subscriber(&[422]).await;
    subscribed(&served, "sale.created", &hears.url).await;
    let first = sold(&partner.caller, &good()).await;
    hears.messages(1).await;
    let second = sold(&partner.caller, &good()).await;
    assert_eq!(sales(&hears.messages(3).await), [first, second, first]);
}

#[tokio::test]
async fn gone_means_gone_until_somebody_says_otherwise() {
    let served = supplier(1.0).await;
    let partner = served.partner("Klaver").await;
    let gone = subscriber(&[410]).await;
    let (uuid, _) = subscribed(&served, "sale.created", &gone.url).await;
    sold(&partner.caller, &good()).await;
    let one = format!("koppel/webhooks/{uuid}");
    until(&served, &one, |one| one["failed"] == 1 && one["gone_at"].is_string()).await;
    sold(&partner.caller, &good()).await;
    assert_eq!(served.owner.data(&one).await["pending"], 0, "nothing is kept for it");
    let id = gone.messages(1).await[0].id.clone();
    assert_eq!(served.owner.post(&format!("{one}/deliveries/{id}/replay"), &json!({})).await.0, 200);
    assert_eq!(gone.messages(2).await[1].id, id);
    let third = sold(&partner.caller, &good()).await;
    assert_eq!(sales(&gone.messages(3).await)[2], third);
}

#[tokio::test]
async fn a_subscriber_that_never_answers_holds_up_no_other() {
    let served = supplier(1.0).await;
    let partner = served.partner("Klaver").await;
    let stuck = TcpListener::bind("127.0.0.1:0").await.unwrap();
    subscribed(&served, "sale.created", &format!("http://{}/", stuck.local_addr().unwrap())).await;
    let hears = subscriber(&[]).await;
    subscribed(&served, "sale.created", &hears.url).await;
    sold(&partner.caller, &good()).await;
    let (_open, _) = stuck.accept().await.unwrap();
    let begun = tokio::time::Instant::now();
    let mut all = sales(&hears.messages(1).await);
    for _ in 0..5 {
        all.push(sold(&partner.caller, &good()).await);
    }
    assert_eq!(sales(&hears.messages(6).await), all);
    assert!(begun.elapsed() < Duration::from_secs(10), "before the stuck one was given up");
}

#[tokio::test]
async fn a_restart_loses_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let made = environment::init(folder.path(), "windkracht", Some(Sample::Supplier)).await.unwrap();
    let token = made.owner_token.expose_secret().to_owned();
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let options = || Options { clock: Clock::with_speed(20.0), ..unlimited() };
    let first = served(environment::open(folder.path(), options()).await.unwrap(), &token).await;
    let (uuid, _) = subscribed(&first, "product.updated", &format!("http://{address}/")).await;
    let (status, changed) = first.owner.put("account/products/2001", &json!({"usp": "Nieuw"})).await;
    assert_eq!(status, 200, "{changed}");
    let path = format!("koppel/webhooks/{uuid}/deliveries");
    until(&first, &path, |log| log["data"][0]["tries"][0]["error"] == "no_connection").await;
    first.end().await;
    let again = served(environment::open(folder.path(), options()).await.unwrap(), &token).await;
    let log = again.owner.data(&path).await;
    assert_eq!((&log["total"], &log["data"][0]["standing"]), (&json!(1), &json!("pending")));
    let listener = TcpListener::bind(address).await.unwrap();
    let (mut stream, _) = tokio::time::timeout(Duration::from_secs(40), listener.accept())
        .await
        .expect("it is tried again")
        .unwrap();
    let mut head = [0; 4096];
    let read = stream.read(&mut head).await.unwrap();
    assert!(String::from_utf8_lossy(&head[..read]).to_lowercase().contains("webhook-id"));
}

#[tokio::test]
async fn no_message_goes_into_a_private_network_and_a_partners_not_to_this_machine() {
    let served = supplier(1.0).await;
    let partner = served.partner("Klaver").await;
    let refused = async |caller: &super::setting::Caller, scope: &str, target: &str| {
        let body = json!({"event": "sale.created", "target_url": target});
        let (status, answer) = caller.post(&format!("{scope}/webhooks"), &body).await;
        assert_eq!((status, errors(&answer)), (422, vec!["target_url".to_owned()]), "{target}");
    };
    for target in
        ["http://voorbeeld.nl/", "https://10.0.0.8/", "https://169.254.169.254/", "https://[fd00::1]/x"]
    {
        refused(&served.owner, "account", target).await;
        refused(&partner.caller, "user", target).await;
    }
    refused(&partner.caller, "user", "http://127.0.0.1:9/").await;
    let unknown = json!({"event": "sale.onbekend", "target_url": "https://voorbeeld.nl/"});
    assert_eq!(errors(&served.owner.post("account/webhooks", &unknown).await.1), ["event"]);
    let events = served.owner.data("account/webhooks/events").await;
    assert!(events.as_array().unwrap().contains(&json!("rights.changed")));
}

#[tokio::test]
async fn a_partner_is_told_no_more_than_it_may_see_while_it_may_and_not_without_end() {
    let served = supplier(1.0).await;
    let (partner, other) = (served.partner("Klaver").await, served.partner("Roos").await);
    let body = json!({"event": "sale.status_changed", "target_url": "https://haak.invalid/"});
    let uuid = async |partner: &super::setting::Partner| {
        let (status, made) = partner.caller.post("user/webhooks", &body).await;
        assert_eq!(status, 201, "{made}");
        made["data"]["uuid"].as_str().unwrap().to_owned()
    };
    let (own, others) = (uuid(&partner).await, uuid(&other).await);
    let log = |uuid: &str| format!("koppel/webhooks/{uuid}/deliveries");
    let sale = sold(&partner.caller, &good()).await;
    let set = async |status: &str| {
        let path = format!("account/sales/updatestatus/{sale}?status={status}");
        assert_eq!(served.owner.post(&path, &json!({})).await.0, 200);
    };
    set("in_behandeling").await;
    assert_eq!(partner.caller.data(&log(&own)).await["total"], 1);
    assert_eq!(other.caller.data(&log(&others)).await["total"], 0, "a sale of another's");
    assert_eq!(other.caller.get(&log(&own)).await.0, 404);
    until(&served, &log(&own), |log| log["data"][0]["tries"][0]["error"] == "no_connection").await;
    let organisation = format!("account/organisations/{}", partner.organisation);
    assert_eq!(served.owner.put(&organisation, &json!({"active": false})).await.0, 200);
    set("new").await;
    assert_eq!(served.owner.data(&log(&own)).await["total"], 1, "not active, not told");
    assert_eq!(served.owner.put(&organisation, &json!({"active": true})).await.0, 200);
    set("in_behandeling").await;
    assert_eq!(served.owner.data(&log(&own)).await["total"], 2);

    for _ in 0..99 {
        uuid(&other).await;
    }
    let (status, answer) = other.caller.post("user/webhooks", &body).await;
    assert_eq!((status, errors(&answer)), (422, vec!["event".to_owned()]), "{answer}");
}
