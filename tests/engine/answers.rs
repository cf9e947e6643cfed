//! What an answer to a POST means beyond its own sale: for the integration, and for numbers that are another
//! sale's already. What each answer proves of the sale alone: `salesdock/placing.rs`.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{BoxFuture, join_all};
use hyper::http::{Method, Request, Response};
use koppel::model::delivery::State;
use koppel::model::failure::Cause;
use koppel::salesdock::request::transport::{Chunks, Handling, Transport, TransportError};

use crate::stage::{Stage, engine_through, name, network, until};

/// Answers every POST of a sale in one way, and the partner's flows in another once they are asked after it.
struct Says {
    inner: Arc<dyn Transport>,
    status: u16,
    content_type: &'static str,
    body: String,
    /// Whether the token is good for the catalogue.
    catalogue: bool,
    partner: String,
}

impl Says {
    fn answer(status: u16, content_type: &str, body: &str) -> Response<Bytes> {
        let answer = Response::builder().status(status).header("Content-Type", content_type);
        answer.body(Bytes::from(body.to_owned())).unwrap()
    }
}

impl Transport for Says {
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let at_partner = self.partner.ends_with(request.uri().authority().unwrap().as_str());
        let path = request.uri().path();
        if at_partner && request.method() == Method::POST && path.contains("/sales/flow/") {
            let answer = Self::answer(self.status, self.content_type, &self.body);
            return Box::pin(async move { Ok(answer) });
        }
        if at_partner && path.ends_with("/flows") && !self.catalogue {
            let answer = Self::answer(403, "application/json", r#"{"success":false,"message":"Nee"}"#);
            return Box::pin(async move { Ok(answer) });
        }
        self.inner.send(request, handling)
    }

    fn open(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>> {
        self.inner.open(request)
    }
}

/// An answer, whether the catalogue still works, the sale's state, and what pauses the integration.
struct Row {
    status: u16,
    content_type: &'static str,
    body: &'static str,
    catalogue: bool,
    state: State,
    pause: Option<Cause>,
}

const JSON: &str = "application/json";
const HTML: &str = "text/html";
const NO: &str = r#"{"success":false,"message":"Nee"}"#;
const PAGE: &str = "<!DOCTYPE html><p>Nee</p>";
/// The number of a sale that is another's already.
const CLAIMED: &str = r#"{"success":true,"data":{"sale_id":CLAIMED}}"#;

fn row(
    (status, content_type, body): (u16, &'static str, &'static str),
    catalogue: bool,
    state: State,
    pause: Option<Cause>,
) -> Row {
    Row { status, content_type, body, catalogue, state, pause }
}

async fn met(row: Row) {
    let mut stage = Stage::linked("", true).await;
    // Nothing of what is in doubt here is to be looked for meanwhile.
    stage.speed = 1.0;
    let first = stage.sell_sound().await;
    stage.settle(1).await;
    let claimed = stage.row(first).await.unwrap().partner_sale_id.unwrap();
    let says = Says {
        inner: network(),
        status: row.status,
        content_type: row.content_type,
        body: row.body.replace("CLAIMED", &claimed.to_string()),
        catalogue: row.catalogue,
        partner: stage.b.address.base_url.clone(),
    };
    let what = format!("{} {} {}", says.status, says.content_type, says.body);
    stage.restart(|kv, keyring, speed| engine_through(kv, keyring, speed, Arc::new(says))).await;
    let sale = stage.sell_sound().await;
    until(&what, || async {
        let tried =
            stage.row(sale).await.is_some_and(|found| found.attempts == 1 && found.state == row.state);
        let paused = stage.engine.integration(&name()).unwrap().paused.map(|failure| failure.cause);
        tried && paused == row.pause
    })
    .await;
    stage.engine.stop().await;
    assert_eq!(stage.placed().await, 1, "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_answer_means_for_the_integration() {
    use State::{Fallout, Queued, Uncertain};
    let rows = [
        row((302, HTML, ""), true, Uncertain, Some(Cause::Redirected)),
        row((401, JSON, NO), true, Queued, Some(Cause::Unauthorised)),
        row((403, HTML, PAGE), true, Queued, Some(Cause::Firewall)),
        row((400, HTML, PAGE), true, Queued, Some(Cause::Firewall)),
        row((403, JSON, NO), true, Fallout, None),
        row((403, JSON, NO), false, Queued, Some(Cause::NotAllowed)),
        row((404, JSON, NO), true, Fallout, None),
        row((404, HTML, PAGE), true, Queued, Some(Cause::UnknownFlow)),
        row((201, JSON, CLAIMED), true, Uncertain, None),
    ];
    join_all(rows.map(met)).await;
}
