//! What a test of a connection found, in lines.
//!
//! Not here: asking for it (`open`).

use super::App;
use super::layer::{Layer, Report};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::service::protocol::Connection;

impl App {
    /// A connection was tested.
    pub(super) fn tested(&mut self, found: &Connection) {
        let look = self.look;
        let mut lines = vec![format!("{} · {}", found.address.base_url, found.address.domain)];
        if let Some(failure) = &found.failure {
            lines.push(look.say("test-failure", &[("value", words::failure(&look, failure).into())]));
            lines.push(words::next_step(&look, failure));
            if let Some(said) = &failure.said {
                lines.push(look.say("partner-said", &[("said", said.as_str().into())]));
            }
        }
        let mut add = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                lines.push(look.say(key, &[("value", value.into())]));
            }
        };
        add("test-user", found.user.as_ref().map(ToString::to_string));
        add("test-organisation", found.organisation.as_ref().map(ToString::to_string));
        add("test-scope", labels::scope(&look, &found.scope));
        add("test-integration-only", found.integration_only.map(|only| look.yes_no(only)));
        add("test-flows", found.flows.map(|count| look.number(count)));
        add("test-products", found.products.map(|count| look.number(count)));
        // Nothing was measured where nothing answered.
        let measured = Some(found.round_trip_ms).filter(|_| found.failure.is_none());
        add("test-round-trip", measured.map(|time| time.to_string()));
        add("test-limit", found.limit_per_minute.map(|limit| limit.to_string()));
        add("test-tier", found.tier.map(|tier| words::tier(&look, Some(tier))));
        let (key, meaning) = match found.failure {
            None => ("test-good", Meaning::Ok),
            Some(_) => ("test-bad", Meaning::Error),
        };
        let title = look.say(key, &[]);
        self.say(meaning, title.clone());
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }
}
