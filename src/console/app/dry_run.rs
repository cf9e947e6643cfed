//! A sale through the mapping of now, without sending it: what would go to the partner, or why it cannot be made.
//!
//! Not here: making it (the service), many sales at once (`browse`).

use super::layer::{Layer, Report};
use super::{App, Effect, Load, Trouble};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::ids::SaleId;
use crate::model::payload::Payload;
use crate::model::sale::Answer as Given;
use crate::model::view::DryRun;

impl App {
    /// Asks what would be sent for the sale in front.
    pub(super) fn ask_dry_run(&mut self) -> Vec<Effect> {
        match self.targets().as_slice() {
            [row] => vec![Effect::Load(Load::DryRun(row.id))],
            [] => Vec::new(),
            _ => {
                self.say(Meaning::Dim, self.look.say("dry-run-one", &[]));
                Vec::new()
            }
        }
    }

    /// What would be sent is here.
    pub(super) fn dry_run(&mut self, sale: SaleId, found: Result<Box<DryRun>, Trouble>) {
        let look = self.look;
        let found = match found {
            Ok(found) => found,
            Err(trouble) => {
                let why = self.trouble(&trouble);
                return self.say(Meaning::Error, why);
            }
        };
        let title = look.say("dry-run-title", &[("sale", sale.to_string().into())]);
        let version = [("version", found.mapping_version.to_string().into())];
        let mut lines = Vec::new();
        for failure in &found.failures {
            lines.push(format!("x {}", words::failure(&look, failure)));
            lines.push(words::next_step(&look, failure));
        }
        match &found.payload {
            Some(payload) => {
                lines.push(look.say("dry-run-good", &version));
                lines.extend(self.sent(payload));
            }
            None => lines.push(look.say("dry-run-bad", &version)),
        }
        lines.retain(|line| !line.is_empty());
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// What a mapping decides of a payload, a line each.
    fn sent(&self, payload: &Payload) -> Vec<String> {
        let named = |field: &str, value: String| format!("{}: {value}", labels::field(&self.look, field));
        let mut lines = vec![
            named("flow", payload.flow.to_string()),
            named("product_id", payload.product_id.to_string()),
        ];
        for (key, answer) in &payload.answers {
            let value = match answer {
                Given::One(text) => text.clone(),
                Given::Many(texts) => texts.join(", "),
                Given::Files(files) => files.len().to_string(),
            };
            lines.push(named(&format!("questionData.{key}"), value));
        }
        let agreements: Vec<_> = payload.agreements.iter().map(ToString::to_string).collect();
        if !agreements.is_empty() {
            lines.push(named("agreements", agreements.join(", ")));
        }
        lines
    }
}
