//! Subscriptions to events, and the messages that they got.

use serde::{Deserialize, Serialize};

use crate::model::shown::Shown;

/// What is done with subscriptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum WebhookAct {
    /// Subscribe: answers the secret that messages are signed with, shown once, where there is one.
    Add {
        /// The event.
        event: String,
        /// Where it is told.
        target: String,
    },
    /// End a subscription.
    Remove {
        /// Which.
        uuid: String,
    },
    /// Deliver one message once more.
    Replay {
        /// The subscription.
        uuid: String,
        /// The message.
        delivery: String,
    },
}

/// What is asked about subscriptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum WebhookQuery {
    /// The events there are.
    Events,
    /// All subscriptions.
    List,
    /// One, and how it fares.
    Show {
        /// Which.
        uuid: String,
    },
    /// The messages of one, the last first.
    Deliveries {
        /// The subscription.
        uuid: String,
        /// Only those that stand so.
        standing: Option<MessageState>,
        /// At most so many; an environment may give fewer.
        limit: u64,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
pub enum WebhookView {
    /// Events.
    Events(Vec<Shown>),
    /// Subscriptions.
    List(Vec<WebhookRow>),
    /// One, and how it fares.
    One(Box<WebhookFares>),
    /// Messages.
    Deliveries {
        /// The last of them.
        rows: Vec<DeliveryRow>,
        /// How many there are.
        total: u64,
    },
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookRow {
    /// Its id.
    pub uuid: Shown,
    /// The event.
    pub event: Shown,
    /// Where it is told.
    pub target: Shown,
    /// Since when, in the environment's local time.
    pub subscribed_at: Shown,
}

/// How a subscription fares, over the messages that the environment still keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookFares {
    /// The subscription.
    #[serde(flatten)]
    pub row: WebhookRow,
    /// When the receiver said that it is gone for good; it is told nothing any more.
    pub gone_at: Option<Shown>,
    /// Messages to be tried.
    pub pending: u64,
    /// Taken.
    pub delivered: u64,
    /// Given up.
    pub failed: u64,
    /// The last try of all.
    pub last: Option<MessageTry>,
}

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// To be tried, again or for the first time.
    Pending,
    /// Taken.
    Delivered,
    /// Given up.
    Failed,
}

impl MessageState {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Failed];

    /// As on the wire.
    pub fn as_word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// A message to a subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    /// Its id, the same in every try.
    pub id: Shown,
    /// The event.
    pub event: Shown,
    /// How it stands.
    pub standing: MessageState,
    /// How often it was tried since it was last begun.
    pub attempts: u64,
    /// When it happened, in the environment's local time.
    pub created_at: Shown,
    /// The last tries, the first first.
    pub tries: Vec<MessageTry>,
}

/// One try of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageTry {
    /// When, in the environment's local time.
    pub at: Shown,
    /// The HTTP status that was answered.
    pub http_status: Option<u64>,
    /// Why nothing was: `timed_out`, `no_connection`, `broken`, `not_public`, `no_secret`.
    pub error: Option<Shown>,
}
