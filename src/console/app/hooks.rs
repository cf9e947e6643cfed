//! Who is told what happens in the own environment, and whether they took it: subscriptions, and the messages
//! of one of them, which can be delivered once more.
//!
//! Not here: drawing (`layers::hooks`), the plan (`plan`).

use super::App;
use super::errand::Errand;
use super::form::{Field, Form, Purpose, Wrong};
use super::layer::{Layer, Report};
use super::listing::{Listing, Step};
use crate::console::labels;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::locale;
use crate::model::administration::webhook::{
    DeliveryRow, MessageState, MessageTry, WebhookAct, WebhookQuery, WebhookRow, WebhookView,
};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};

/// Messages read at once.
const MESSAGES: u64 = 200;

/// Subscriptions, or the messages of one.
#[derive(Clone, Debug, Default)]
pub struct Hooks {
    /// The one whose messages are in front.
    pub of: Option<WebhookRow>,
    /// Cursor.
    pub at: Listing,
}

impl Hooks {
    /// The question for what is in front.
    pub fn question(&self) -> AdministrationQuery {
        AdministrationQuery::Webhook(match &self.of {
            None => WebhookQuery::List,
            Some(row) => {
                let uuid = row.uuid.to_string();
                WebhookQuery::Deliveries { uuid, standing: None, limit: MESSAGES }
            }
        })
    }
}

/// The question for the events there are.
fn events() -> AdministrationQuery {
    AdministrationQuery::Webhook(WebhookQuery::Events)
}

/// How a message stands.
pub fn standing(look: &Look, state: MessageState) -> (String, Meaning) {
    let (key, meaning) = match state {
        MessageState::Pending => ("cli-message-pending", Meaning::Busy),
        MessageState::Delivered => ("cli-message-delivered", Meaning::Ok),
        MessageState::Failed => ("cli-message-failed", Meaning::Error),
    };
    (locale::text(look.language, key, &[]), meaning)
}

/// What a try gave: a number of HTTP, or why there was none.
pub fn outcome(attempt: &MessageTry) -> String {
    match (&attempt.http_status, &attempt.error) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, Some(error)) => error.to_string(),
        (None, None) => "–".to_owned(),
    }
}

impl App {
    /// Subscriptions or messages in front, whatever lies over them.
    pub fn hooks(&self) -> Option<&Hooks> {
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Hooks(hooks) => Some(hooks.as_ref()),
            _ => None,
        })
    }

    /// The subscriptions, once they are here.
    pub fn webhooks(&self) -> Option<&[WebhookRow]> {
        match self.cabinet.get(&Hooks::default().question())? {
            AdministrationView::Webhook(WebhookView::List(rows)) => Some(rows),
            _ => None,
        }
    }

    /// The messages in front, once they are here.
    pub fn deliveries(&self, hooks: &Hooks) -> Option<&[DeliveryRow]> {
        match self.cabinet.get(&hooks.question())? {
            AdministrationView::Webhook(WebhookView::Deliveries { rows, .. }) => Some(rows),
            _ => None,
        }
    }

    /// What is to be known while they are in front.
    pub(super) fn hooks_needed(&self) -> Vec<AdministrationQuery> {
        self.hooks().map(|hooks| vec![hooks.question(), events()]).unwrap_or_default()
    }

    /// Shows the subscriptions.
    pub(super) fn open_hooks(&mut self) {
        self.layers.push(Layer::Hooks(Box::default()));
    }

    /// Moves among them.
    pub(super) fn step_hooks(&mut self, step: Step) {
        let Some(hooks) = self.hooks() else { return };
        let length = match hooks.of {
            None => self.webhooks().map_or(0, <[_]>::len),
            Some(_) => self.deliveries(hooks).map_or(0, <[_]>::len),
        };
        let page = self.page();
        if let Some(Layer::Hooks(hooks)) = self.layers.last_mut() {
            hooks.at.go(step, length, page);
        }
    }

    /// From a subscription to its messages, from a message to its tries.
    pub(super) fn open_hook(&mut self) {
        let Some(hooks) = self.hooks() else { return };
        match hooks.of {
            None => {
                let row = self.webhooks().and_then(|rows| rows.get(hooks.at.at)).cloned();
                if row.is_some() {
                    self.layers.push(Layer::Hooks(Box::new(Hooks { of: row, at: Listing::default() })));
                }
            }
            Some(_) => {
                let Some(row) = self.delivery_in_front() else { return };
                let mut lines = vec![
                    format!("{}: {}", self.look.say("column-number", &[]), row.id),
                    format!(
                        "{}: {}",
                        self.look.say("column-state", &[]),
                        standing(&self.look, row.standing).0
                    ),
                ];
                let tried = |attempt: &MessageTry| {
                    format!("{}  {}", self.look.told_at(&attempt.at), outcome(attempt))
                };
                lines.extend(row.tries.iter().map(tried));
                let title = format!(
                    "{} · {}",
                    labels::event(&self.look, &row.event),
                    self.look.told_at(&row.created_at)
                );
                self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
            }
        }
    }

    fn delivery_in_front(&self) -> Option<&DeliveryRow> {
        match self.layers.last()? {
            Layer::Hooks(hooks) if hooks.of.is_some() => self.deliveries(hooks)?.get(hooks.at.at),
            _ => None,
        }
    }

    /// Opens the form of a new subscription.
    pub(super) fn open_new_hook(&mut self) {
        if self.is_blocked() {
            return;
        }
        let found = match self.cabinet.get(&events()) {
            Some(AdministrationView::Webhook(WebhookView::Events(events))) => events.as_slice(),
            _ => &[],
        };
        let options: Vec<_> =
            found.iter().map(|word| (word.to_string(), labels::event(&self.look, word))).collect();
        let event = match options.is_empty() {
            true => Field::text("event", ""),
            false => Field::choice("event", options, ""),
        };
        let fields = vec![event, Field::text("target", "")];
        self.layers.push(Layer::Form(Box::new(Form::new(Purpose::Hook, fields))));
    }

    /// Takes it: its plan opens.
    pub(super) fn submit_hook(&mut self) {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let missing = |name: &'static str| form.word(name).is_empty().then_some((name, Wrong::Missing));
        let wrong: Vec<_> = ["event", "target"].into_iter().filter_map(missing).collect();
        let (event, target) = (form.word("event").to_owned(), form.word("target").to_owned());
        if form.refuse(wrong) || self.is_blocked() {
            return;
        }
        let about = look.say(
            "hooks-about-add",
            &[("event", labels::event(&look, &event).into()), ("target", target.as_str().into())],
        );
        let act = Administration::Webhook(WebhookAct::Add { event, target });
        self.open_errand(Errand::new(act, look.say("hooks-add", &[]), vec![(about, Meaning::Plain)]));
    }

    /// Opens the plan that ends the subscription under the cursor.
    pub(super) fn remove_hook(&mut self) {
        let Some(Layer::Hooks(hooks)) = self.layers.last() else { return };
        if hooks.of.is_some() {
            return;
        }
        let Some(row) = self.webhooks().and_then(|rows| rows.get(hooks.at.at)).cloned() else { return };
        if self.is_blocked() {
            return;
        }
        let arguments =
            [("event", labels::event(&self.look, &row.event).into()), ("target", row.target.as_str().into())];
        let lines = vec![(self.look.say("hooks-about-remove", &arguments), Meaning::Action)];
        let act = Administration::Webhook(WebhookAct::Remove { uuid: row.uuid.to_string() });
        self.open_errand(Errand::new(act, self.look.say("hooks-remove", &[]), lines));
    }

    /// Opens the plan that delivers the message under the cursor once more.
    pub(super) fn replay_message(&mut self) {
        let Some(hook) = self.layers.last().and_then(|layer| match layer {
            Layer::Hooks(hooks) => hooks.of.clone(),
            _ => None,
        }) else {
            return;
        };
        let Some(row) = self.delivery_in_front().cloned() else { return };
        if self.is_blocked() {
            return;
        }
        let arguments = [
            ("event", labels::event(&self.look, &row.event).into()),
            ("target", hook.target.as_str().into()),
        ];
        let lines = vec![(self.look.say("hooks-about-replay", &arguments), Meaning::Plain)];
        let (uuid, delivery) = (hook.uuid.to_string(), row.id.to_string());
        let act = Administration::Webhook(WebhookAct::Replay { uuid, delivery });
        self.open_errand(Errand::new(act, self.look.say("hooks-replay", &[]), lines));
    }

    /// What the key for *again* does there.
    pub(super) fn is_in_hooks(&self) -> bool {
        matches!(self.layers.last(), Some(Layer::Hooks(_)))
    }
}
