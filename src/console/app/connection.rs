//! What a test of a connection found, in lines: of one that is saved, and of one that is about to be.
//!
//! Not here: filling in what is to be saved (`arrange`).

use super::arrange::Arrange;
use super::layer::{Layer, Report};
use super::{App, Effect, Order, form};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::integration::EnvironmentAddress;
use crate::service::protocol::{Connection, Plain};

impl App {
    /// A connection was tested.
    pub(super) fn tested(&mut self, found: &Connection) {
        let ((title, meaning), mut lines) = self.found(found);
        lines.insert(0, format!("{} · {}", found.address.base_url, found.address.domain));
        self.say(meaning, title.clone());
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// Asks a partner who we would be, before the plan of `order` opens; `None` when it adds none.
    pub(super) fn try_first(&mut self, order: &Order) -> Option<Vec<Effect>> {
        let Order::Arrange(arrange) = order else { return None };
        let Arrange::Add { name, address, token } = arrange.as_ref() else { return None };
        let said = self.look.say("testing", &[("name", name.as_str().into())]);
        self.say(Meaning::Busy, said);
        let trial = Order::Try { address: address.clone(), token: token.clone() };
        if self.running.contains(&trial) {
            return Some(Vec::new());
        }
        self.running.push(trial.clone());
        Some(vec![Effect::Order(trial)])
    }

    /// A connection that is not saved was tested: the plan that saves it opens, with what was found.
    pub(super) fn tried_first(
        &mut self,
        address: &EnvironmentAddress,
        token: &Plain,
        found: &Connection,
    ) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last() else { return Vec::new() };
        let form::Purpose::Arrange(arranging) = form.purpose.clone() else { return Vec::new() };
        // What was filled in since is tested anew when it is taken.
        let is_same = form.word("link_address") == address.base_url
            && form.word("link_domain") == address.domain
            && Plain(form.word("link_token").to_owned().into()) == *token;
        if !is_same {
            return Vec::new();
        }
        self.notice = None;
        let (first, lines) = self.found(found);
        let lines = lines.into_iter().map(|line| (line, Meaning::Plain));
        self.submit_arranging(&arranging, std::iter::once(first).chain(lines).collect())
    }

    /// How it went, and what was found.
    fn found(&self, found: &Connection) -> ((String, Meaning), Vec<String>) {
        let look = self.look;
        let mut lines = Vec::new();
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
        ((look.say(key, &[]), meaning), lines)
    }
}
