//! An answer taken apart: is it the API's own, or did something before the environment answer?
//!
//! Not here: what either means for a sale (`verdict`) or another call (`error`).

use hyper::http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::model::failure::{Cause, Element, Failure};
use crate::model::shown::Shown;
use crate::salesdock::request::Reply;
use crate::salesdock::wire::envelope::Envelope;

/// Longest piece of an answer kept as evidence, in bytes.
const SNIPPET: usize = 2048;

/// Words that only pages of a firewall in front of an environment hold.
const FIREWALL_WORDS: &[&str] =
    &["cf-error", "cf-wrapper", "cf-browser-verification", "cf-chl", "cloudflare", "_incapsula_", "captcha"];

/// An answer taken apart.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The envelope, when the body is a JSON object.
    pub envelope: Option<Envelope>,
    /// A firewall answered instead of the environment.
    pub is_firewall: bool,
    /// What it said, safe to show: the message, else the title or the words of a page, else the body's start.
    pub said: Option<Shown>,
}

impl Answer {
    /// Takes `reply` apart.
    pub fn read(reply: &Reply) -> Self {
        let value = serde_json::from_slice::<Value>(&reply.body).ok();
        let by_cloudflare = value.as_ref().is_some_and(is_cloudflare_error);
        let title =
            value.as_ref().and_then(|value| value.get("title")).and_then(Value::as_str).map(Shown::new);
        let envelope = value.filter(Value::is_object).map(Envelope::of);
        let is_api = envelope.as_ref().is_some_and(|envelope| envelope.success.is_some());
        // `cf-ray` is on every answer that passed through, also the environment's own; this one is not.
        let mitigated = reply.headers.contains_key("cf-mitigated");
        let is_firewall = by_cloudflare || mitigated || (!is_api && envelope.is_none() && is_page(reply));
        let said = match envelope.as_ref().and_then(|envelope| envelope.message.as_deref()) {
            Some(message) => Some(Shown::new(message)),
            None if by_cloudflare => title,
            None if envelope.is_some() => None,
            None => words(reply).filter(|text| !text.is_empty()),
        };
        Self { status: reply.status, envelope, is_firewall, said }
    }

    /// True when the body has the shape of the API's own errors.
    pub fn is_api_error(&self) -> bool {
        !self.is_firewall && self.envelope.as_ref().is_some_and(|envelope| envelope.is_error_shape)
    }

    /// True when there is a JSON object that no firewall made.
    pub fn is_json(&self) -> bool {
        !self.is_firewall && self.envelope.is_some()
    }

    /// A failure with what this answer said.
    pub fn failure(&self, cause: Cause, element: Element) -> Failure {
        Failure::answered(cause, element, self.status, self.said.clone())
    }
}

/// True when the limit is reached: 429, or 1015 in any dress the firewall gives it.
pub fn is_throttled(reply: &Reply) -> bool {
    if reply.status == 429 {
        return true;
    }
    if !(400..500).contains(&reply.status) {
        return false;
    }
    match serde_json::from_slice::<Value>(&reply.body) {
        Ok(value @ Value::Object(_)) => {
            let code = |name: &str| match value.get(name) {
                Some(Value::Number(number)) => number.as_u64() == Some(1015),
                Some(Value::String(text)) => text.trim() == "1015",
                _ => false,
            };
            code("code") || code("error_code")
        }
        _ => {
            let text = start(&reply.body).to_ascii_lowercase();
            text.contains("error code: 1015") || text.contains("error 1015") || text.trim() == "1015"
        }
    }
}

/// The start of a body, safe to show, at most 2 KB.
pub fn snippet(body: &[u8]) -> Option<Shown> {
    if body.is_empty() {
        return None;
    }
    let shown = Shown::new(&start(body));
    let mut text = shown.into_string();
    if text.len() > SNIPPET {
        let end = (0..=SNIPPET).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
    Some(Shown::new(&text))
}

/// What a person would read in the answer: a page has its title, or its text without the markup.
fn words(reply: &Reply) -> Option<Shown> {
    if !is_page(reply) {
        return snippet(&reply.body);
    }
    let page = start(&reply.body);
    let title = page.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    Some(Shown::new(&title.map_or_else(|| without_markup(&page), |(title, _)| title.to_owned())))
}

fn without_markup(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut is_tag = false;
    for c in page.chars() {
        match c {
            '<' => is_tag = true,
            // A tag parts words as a space does.
            '>' if is_tag => {
                is_tag = false;
                text.push(' ');
            }
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    text
}

fn start(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(4 * SNIPPET)]).into_owned()
}

/// A page for a browser, or the bare text of a firewall.
fn is_page(reply: &Reply) -> bool {
    let html = reply.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.contains("html")
    });
    let text = start(&reply.body).to_ascii_lowercase();
    let text = text.trim_start();
    let markup = text.starts_with("<!doctype") || text.starts_with("<html") || text.starts_with("<head");
    let bare = text.starts_with("error code: 1") || FIREWALL_WORDS.iter().any(|word| text.contains(word));
    html || markup || bare
}

/// The JSON a firewall gives to whoever accepts only JSON.
fn is_cloudflare_error(value: &Value) -> bool {
    value.get("cloudflare_error").and_then(Value::as_bool) == Some(true)
}
