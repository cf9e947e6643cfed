//! The event stream: at once, only what one may see, resumed without a loss, ended with the right to it.

use std::time::Duration;

use koppel::environment::{Options, Sample};
use reqwest::Method;
use serde_json::{Value, json};

use super::sales::good;
use super::setting::{Caller, Served, serve, supplier};

/// One event of a stream.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: String,
    pub id: Option<u64>,
    pub data: Value,
}

pub struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    pub async fn open(caller: &Caller, after: Option<u64>) -> Self {
        let mut request = caller.request(Method::GET, "koppel/events");
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after.to_string());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { response, text: String::new() };
        assert_eq!(stream.next().await.unwrap().kind, "hello");
        stream
    }

    /// The next event; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                        .map(str::to_owned)
                };
                let event = field("event").map(|kind| Event {
                    kind,
                    id: field("id").map(|id| id.parse().unwrap()),
                    data: serde_json::from_str(&field("data").unwrap()).unwrap(),
                });
                self.text = rest.to_owned();
                match event {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.response.chunk()).await;
            match chunk.expect("an event in time").unwrap() {
                Some(chunk) => self.text.push_str(std::str::from_utf8(&chunk).unwrap()),
                None => return None,
            }
        }
    }

    pub async fn kinds(&mut self, count: usize) -> Vec<String> {
        let mut kinds = Vec::new();
        while kinds.len() < count {
            kinds.push(self.next().await.unwrap().kind);
        }
        kinds
    }
}

async fn sold(caller: &Caller) -> u64 {
    let (status, made) = caller.sell(&good()).await;
    assert_eq!(status, 201, "{made}");
    made["data"]["sale_id"].as_u64().unwrap()
}

async fn touch(served: &Served, product: u64) {
    let (status, answer) =
        served.owner.put(&format!("account/products/{product}"), &json!({"usp": "Nieuw"})).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn a_partner_hears_at_once_of_what_it_may_see_and_of_nothing_else() {
    let served = supplier().await;
    let (one, other) = (served.partner("Een").await, served.partner("Twee").await);
    let (mut hears, mut all) =
        (Stream::open(&one.caller, None).await, Stream::open(&served.owner, None).await);
    let foreign = sold(&other.caller).await;
    let own = sold(&one.caller).await;
    served.owner.post(&format!("account/sales/updatestatus/{own}?status=verified"), &json!({})).await;
    let first = hears.next().await.unwrap();
    assert_eq!((first.kind.as_str(), first.data["data"]["id"].as_u64()), ("sale.created", Some(own)));
    assert_eq!(first.data["type"], "sale.created");
    assert_eq!(hears.kinds(2).await, ["sale.updated", "sale.status_changed"]);
    // The account hears everything: a token that came from an address for the first time too.
    let (mut addresses, mut sale) = (Vec::new(), None);
    while sale.is_none() || !addresses.contains(&json!(other.token)) {
        let heard = all.next().await.unwrap();
        match heard.kind.as_str() {
            "token.new_address" => {
                assert_eq!(heard.data["data"]["address"], "127.0.0.1");
                addresses.push(heard.data["data"]["id"].clone());
            }
            "sale.created" => sale = sale.or(Some(heard.data["data"]["id"].clone())),
            _ => {}
        }
    }
    assert_eq!(sale, Some(json!(foreign)));

    let products = one.caller.data("user/products").await;
    let (seen, hidden) = (products[0]["id"].as_u64().unwrap(), products[1]["id"].as_u64().unwrap());
    let path = format!("account/connect-organisation-to-products/{}", one.organisation);
    served.owner.post(&path, &json!({"products": [seen]})).await;
    let changed = hears.next().await.unwrap();
    assert_eq!(
        (changed.kind.as_str(), &changed.data["data"]["id"]),
        ("rights.changed", &json!(one.organisation))
    );
    touch(&served, hidden).await;
    touch(&served, seen).await;
    let updated = hears.next().await.unwrap();
    assert_eq!((updated.kind.as_str(), &updated.data["data"]["id"]), ("product.updated", &json!(seen)));
}

#[tokio::test]
async fn whoever_comes_back_with_a_number_goes_on_there_or_is_told_of_a_gap() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    let mut stream = Stream::open(&partner.caller, None).await;
    sold(&partner.caller).await;
    let seen = stream.next().await.unwrap().id.unwrap();
    drop(stream);
    let missed = sold(&partner.caller).await;
    let mut again = Stream::open(&partner.caller, Some(seen)).await;
    assert_eq!(again.next().await.unwrap().data["data"]["id"], missed);
    drop(again);
    let mut old = Stream::open(&partner.caller, Some(12)).await;
    let gap = old.next().await.unwrap();
    assert_eq!(gap.kind, "gap");
    let next = sold(&partner.caller).await;
    let event = old.next().await.unwrap();
    assert_eq!((event.id, &event.data["data"]["id"]), (gap.id.map(|id| id + 1), &json!(next)));
}

#[tokio::test]
async fn a_stream_ends_with_the_right_to_it_and_when_serving_ends() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    let mut stream = Stream::open(&partner.caller, None).await;
    let path = format!("account/organisations/{}", partner.organisation);
    served.owner.put(&path, &json!({"active": false})).await;
    assert_eq!(stream.next().await.unwrap().kind, "rights.changed", "that too is told");
    assert!(stream.next().await.is_none());
    served.owner.put(&path, &json!({"active": true})).await;
    let mut stream = Stream::open(&partner.caller, None).await;
    served.owner.delete(&format!("koppel/users/{}/tokens/{}", partner.user, partner.token)).await;
    assert!(stream.next().await.is_none());
    let mut stream = Stream::open(&served.owner, None).await;
    tokio::time::timeout(Duration::from_secs(5), served.end()).await.expect("streams hold nothing up");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_is_one_request_of_the_limit_and_there_are_not_many_of_them() {
    let options = Options { limit: Some(40), ..Options::default() };
    let served = serve(Some(Sample::Supplier), options).await;
    let partner = served.partner("Een").await;
    let left = async || {
        let answer = partner.caller.request(Method::GET, "koppel/me").send().await.unwrap();
        answer.headers()["x-ratelimit-remaining"].to_str().unwrap().parse::<u32>().unwrap()
    };
    let before = left().await;
    let mut streams = vec![Stream::open(&partner.caller, None).await];
    for _ in 0..4 {
        sold(&partner.caller).await;
    }
    assert_eq!(streams[0].kinds(4).await.len(), 4);
    assert_eq!(left().await, before - 6, "the stream, four sales, and this question");
    while streams.len() < 4 {
        streams.push(Stream::open(&partner.caller, None).await);
    }
    assert_eq!(partner.caller.request(Method::GET, "koppel/events").send().await.unwrap().status(), 429);
    assert_eq!(partner.caller.data("koppel/capabilities").await["events"], true);
}

#[tokio::test]
async fn a_partner_subscribes_only_to_what_a_partner_is_told() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let (theirs, ours) = (
        partner.caller.data("user/webhooks/events").await,
        served.owner.data("account/webhooks/events").await,
    );
    let has = |list: &Value, event: &str| list.as_array().unwrap().iter().any(|one| one == event);
    for event in ["confirmation.requested", "record.added", "token.new_address", "token.refused_address"] {
        assert!(has(&ours, event) && !has(&theirs, event), "{event}");
        let body = json!({"event": event, "target_url": "https://deur.example/haak"});
        assert_eq!(partner.caller.post("user/webhooks", &body).await.0, 422, "{event}");
    }
    assert!(has(&theirs, "sale.status_changed"));
}
