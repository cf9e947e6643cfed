//! What subscribers must be told for certain: written in the commit of what happened, and there until it was
//! taken or given up, whatever restarts. Every message stays in a log for a while, and can be repeated.
//!
//! A subscriber is told in the order of what happened. While nobody takes anything there, later messages wait
//! behind the first; a message that only is refused itself is tried again beside them.
//!
//! Not here: posting it (`environment::deliver`).

use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::acts::Act;
use super::change::By;
use super::events::Happening;
use super::people::{People, Webhook};
use super::rows::{self, Stored};
use super::{World, events};
use crate::clock::Timestamp;
use crate::kv::{Batch, Key, KvError, Scan};

/// The log keeps a message for so long.
const KEPT: TimeDelta = TimeDelta::days(7);
/// A message that nobody took for so long is given up: long enough for a weekend.
const GIVEN_UP: TimeDelta = TimeDelta::days(3);
/// Tries that a message remembers.
const TRIES: usize = 20;
/// Rows read or written at once.
const CHUNK: usize = 500;

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// To be tried, again or for the first time.
    Pending,
    /// Taken.
    Delivered,
    /// Given up.
    Failed,
}

impl Standing {
    /// As on the wire.
    pub fn as_word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Not in time.
    TimedOut,
    /// No connection came about.
    NoConnection,
    /// It broke before there was an answer.
    Broken,
    /// The address leads into a private network.
    NotPublic,
    /// The subscription has no secret to sign with: it must be made anew.
    NoSecret,
}

/// One try.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Try {
    /// When.
    pub at: Timestamp,
    /// What was answered.
    pub http_status: Option<u16>,
    /// Why nothing was.
    pub trouble: Option<Trouble>,
}

/// What a try means for its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Taken,
    /// It alone was not: it is tried again at this time.
    Refused(Timestamp),
    /// Nobody takes anything there: all messages wait until this time.
    Down(Timestamp),
    /// It cannot be delivered, now or later.
    Hopeless,
}

/// One message to one subscriber. Its payload may hold personal data: no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Delivery {
    /// The event.
    pub event: String,
    /// What is posted.
    pub payload: Stored,
    /// When it happened.
    pub created_at: Timestamp,
    /// How it stands.
    pub standing: Standing,
    /// The last tries.
    pub tries: Vec<Try>,
    /// How often it was tried since it was last begun.
    pub attempts: u32,
}

/// When a message is to be delivered.
#[derive(Clone, Serialize, Deserialize)]
pub struct Due {
    /// Not before.
    pub at: Timestamp,
    /// When it was begun, at first or again; what happened long ago may be repeated.
    pub begun_at: Timestamp,
    /// Later ones wait for it.
    pub holds: bool,
}

/// What a subscriber is to be told next.
pub enum Next {
    /// Nothing.
    Nothing,
    /// Something, not before this time.
    At(Timestamp),
    /// This.
    Now(String, Box<Delivery>),
}

/// How a subscription fares, over what the log keeps.
#[derive(Default)]
pub struct Fares {
    /// Messages to be tried.
    pub pending: u64,
    /// Taken.
    pub delivered: u64,
    /// Given up.
    pub failed: u64,
    /// The last try of all.
    pub last: Option<Try>,
}

/// True when this subscriber may be told anything now.
pub fn is_heard(people: &People, webhook: &Webhook) -> bool {
    let active = |id: u64| people.organisations.get(&id).is_some_and(|organisation| organisation.active);
    webhook.gone_at.is_none() && webhook.organisation_id.is_none_or(active)
}

fn key(webhook: &str, id: &str) -> (String, String) {
    (webhook.to_owned(), id.to_owned())
}

fn of(webhook: &str) -> Scan {
    Scan::prefix(webhook.to_owned().encode())
}

impl World {
    /// Writes down, in the commit of what happened, whom it must be told to for certain.
    pub(super) fn announce(&self, batch: &mut Batch, happenings: &[Happening]) -> Result<(), KvError> {
        if happenings.is_empty() {
            return Ok(());
        }
        let (people, now) = (self.people(), self.now());
        for happening in happenings {
            let hears = |webhook: &&Webhook| {
                webhook.event == happening.kind.as_word()
                    && happening.audience.includes(webhook.organisation_id)
                    && is_heard(&people, webhook)
            };
            for webhook in people.webhooks.values().filter(hears) {
                let payload = Self::stored(batch, payload(happening, webhook, now))?;
                let delivery = Delivery {
                    event: webhook.event.clone(),
                    payload,
                    created_at: now,
                    standing: Standing::Pending,
                    tries: Vec::new(),
                    attempts: 0,
                };
                let key = key(&webhook.uuid, &self.ulid());
                batch.put(&rows::DELIVERIES, &key, &delivery)?;
                batch.put(&rows::OUTBOX, &key, &Due { at: now, begun_at: now, holds: false })?;
            }
        }
        Ok(())
    }

    /// A new id that sorts by its time, and within a moment by when it was asked for.
    pub fn ulid(&self) -> String {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        let number = u128::from(self.told.fetch_add(1, Ordering::SeqCst) & 0xffff_ffff);
        let chance = u128::from_be_bytes(self.keyring().random()) & 0xffff_ffff_ffff;
        ulid::Ulid::from_parts(millis, number << 48 | chance).to_string()
    }

    /// What a subscriber is to be told next.
    pub async fn next_delivery(&self, webhook: &str) -> Result<Next, KvError> {
        let now = self.now();
        let mut soonest: Option<Timestamp> = None;
        for ((_, id), row) in self.kv().scan(&rows::OUTBOX, of(webhook).limit(CHUNK)).await? {
            let due = row.value;
            if due.at <= now {
                match self.delivery(webhook, &id).await? {
                    Some(delivery) => return Ok(Next::Now(id, Box::new(delivery))),
                    None => self.forget(&[key(webhook, &id)]).await?,
                }
                continue;
            }
            soonest = Some(soonest.map_or(due.at, |soonest| soonest.min(due.at)));
            if due.holds {
                break;
            }
        }
        Ok(soonest.map_or(Next::Nothing, Next::At))
    }

    /// One message.
    pub async fn delivery(&self, webhook: &str, id: &str) -> Result<Option<Delivery>, KvError> {
        Ok(self.kv().get(&rows::DELIVERIES, &key(webhook, id)).await?.map(|row| row.value))
    }

    /// The messages of a subscription that stand so (`None`: all), the last first.
    pub async fn deliveries(
        &self,
        webhook: &str,
        standing: Option<Standing>,
    ) -> Result<Vec<(String, Delivery)>, KvError> {
        let rows = self.kv().scan(&rows::DELIVERIES, of(webhook).reversed()).await?;
        let so = rows.into_iter().filter(|(_, row)| standing.is_none_or(|one| one == row.value.standing));
        Ok(so.map(|((_, id), row)| (id, row.value)).collect())
    }

    /// How a subscription fares.
    pub async fn fares(&self, webhook: &str) -> Result<Fares, KvError> {
        let mut fares = Fares::default();
        for (_, row) in self.kv().scan(&rows::DELIVERIES, of(webhook)).await? {
            match row.value.standing {
                Standing::Pending => fares.pending += 1,
                Standing::Delivered => fares.delivered += 1,
                Standing::Failed => fares.failed += 1,
            }
            let last = row.value.tries.into_iter().next_back();
            fares.last = fares.last.into_iter().chain(last).max_by_key(|one| one.at);
        }
        Ok(fares)
    }

    /// A try of a message ended so.
    pub async fn tried(
        &self,
        webhook: &str,
        id: &str,
        mut delivery: Delivery,
        tried: Try,
        outcome: Outcome,
    ) -> Result<(), KvError> {
        let key = key(webhook, id);
        // The subscription was ended meanwhile: nobody asks for its log any more.
        let Some(due) = self.kv().get(&rows::OUTBOX, &key).await? else { return Ok(()) };
        let begun_at = due.value.begun_at;
        let again = match outcome {
            Outcome::Refused(at) => Some(Due { at, begun_at, holds: false }),
            Outcome::Down(at) => Some(Due { at, begun_at, holds: true }),
            Outcome::Taken | Outcome::Hopeless => None,
        };
        let again = again.filter(|again| again.at < begun_at + GIVEN_UP);
        delivery.attempts += 1;
        delivery.standing = match (outcome, &again) {
            (Outcome::Taken, _) => Standing::Delivered,
            (_, Some(_)) => Standing::Pending,
            (_, None) => Standing::Failed,
        };
        delivery.tries.push(tried);
        if delivery.tries.len() > TRIES {
            delivery.tries.remove(0);
        }
        let mut batch = self.kv().batch();
        batch.put(&rows::DELIVERIES, &key, &delivery)?;
        match &again {
            Some(again) => batch.put(&rows::OUTBOX, &key, again)?,
            None => batch.remove(&rows::OUTBOX, &key),
        }
        self.kv().commit(batch).await?;
        if again.is_none() && matches!(outcome, Outcome::Down(_)) {
            // Those behind it have waited for nobody as long, and need not each find that out.
            let before = self.now() - GIVEN_UP;
            self.give_up(webhook, |due| due.begun_at <= before).await?;
        }
        Ok(())
    }

    /// Gives up every message of a subscriber that `which` says.
    async fn give_up(&self, webhook: &str, which: impl Fn(&Due) -> bool) -> Result<(), KvError> {
        let waiting = self.kv().scan(&rows::OUTBOX, of(webhook)).await?;
        let keys: Vec<_> =
            waiting.into_iter().filter(|(_, row)| which(&row.value)).map(|(key, _)| key).collect();
        for keys in keys.chunks(CHUNK) {
            let mut batch = self.kv().batch();
            for key in keys {
                if let Some(row) = self.kv().get(&rows::DELIVERIES, key).await? {
                    let delivery = Delivery { standing: Standing::Failed, ..row.value };
                    batch.put(&rows::DELIVERIES, key, &delivery)?;
                }
                batch.remove(&rows::OUTBOX, key);
            }
            self.kv().commit(batch).await?;
        }
        Ok(())
    }

    /// The subscriber said that it is gone for good: it is told nothing any more.
    pub async fn subscriber_gone(&self, webhook: &str) -> Result<(), KvError> {
        self.set_gone(&By::itself(Act::WebhookGone), webhook, Some(self.now())).await?;
        self.give_up(webhook, |_| true).await
    }

    async fn set_gone(&self, by: &By, webhook: &str, gone_at: Option<Timestamp>) -> Result<(), KvError> {
        self.change_people(by, |people, batch, _| {
            if let Some(found) = people.webhooks.get_mut(webhook) {
                found.gone_at = gone_at;
                batch.put(&rows::WEBHOOKS, &found.uuid, &*found)?;
            }
            Ok(())
        })
        .await
    }

    /// Delivers once more, under the same id: a receiver that has it can tell. Whoever was gone is taken to be
    /// there again.
    pub async fn replay(
        &self,
        by: &By,
        webhook: &Webhook,
        id: &str,
        mut delivery: Delivery,
    ) -> Result<(), KvError> {
        if webhook.gone_at.is_some() {
            self.set_gone(by, &webhook.uuid, None).await?;
        }
        (delivery.standing, delivery.attempts) = (Standing::Pending, 0);
        let (mut batch, key, now) = (self.kv().batch(), key(&webhook.uuid, id), self.now());
        batch.put(&rows::DELIVERIES, &key, &delivery)?;
        batch.put(&rows::OUTBOX, &key, &Due { at: now, begun_at: now, holds: false })?;
        self.change_rows(by, batch).await?;
        self.events().stir();
        Ok(())
    }

    /// Nobody is there to be told any more.
    pub async fn forget_deliveries(&self, webhook: &str) -> Result<(), KvError> {
        let rows = self.kv().scan(&rows::DELIVERIES, of(webhook)).await?;
        self.forget(&rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>()).await
    }

    async fn forget(&self, keys: &[(String, String)]) -> Result<(), KvError> {
        for keys in keys.chunks(CHUNK) {
            let mut batch = self.kv().batch();
            for key in keys {
                batch.remove(&rows::DELIVERIES, key);
                batch.remove(&rows::OUTBOX, key);
            }
            self.kv().commit(batch).await?;
        }
        Ok(())
    }

    /// Forgets what is old enough, and what nobody subscribes to any more; gives up what waited too long for
    /// somebody who may not be told.
    pub async fn prune_deliveries(&self) -> Result<(), KvError> {
        let (now, people) = (self.now(), self.people());
        let mut scan = Scan::all().limit(CHUNK);
        loop {
            let rows = self.kv().scan(&rows::DELIVERIES, scan.clone()).await?;
            let Some((last, _)) = rows.last() else { break };
            scan = Scan::all().limit(CHUNK).after(last.encode());
            let is_old = |delivery: &Delivery| {
                delivery.standing != Standing::Pending && delivery.created_at < now - KEPT
            };
            let old = rows
                .into_iter()
                .filter(|((webhook, _), row)| !people.webhooks.contains_key(webhook) || is_old(&row.value));
            self.forget(&old.map(|(key, _)| key).collect::<Vec<_>>()).await?;
        }
        for webhook in people.webhooks.values().filter(|webhook| !is_heard(&people, webhook)) {
            self.give_up(&webhook.uuid, |due| due.begun_at <= now - GIVEN_UP).await?;
        }
        Ok(())
    }
}

/// What is posted. Only the account itself is told what only it may know.
fn payload(happening: &Happening, webhook: &Webhook, now: Timestamp) -> Map<String, Value> {
    let mut data = happening.data.clone();
    let more = happening.more.as_ref().filter(|_| webhook.organisation_id.is_none());
    if let (Some(Value::Object(more)), Value::Object(data)) = (more, &mut data) {
        data.extend(more.clone());
    }
    let fields = [("type", json!(happening.kind.as_word())), ("timestamp", json!(now)), ("data", data)];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The events that can be subscribed to; in an environment as bare as the real service only its own, and by a
/// partner only what a partner is told of.
pub fn subscribable(plain: bool, by_partner: bool) -> Vec<&'static str> {
    let ours = events::Kind::ALL.iter().filter(|(kind, _, documented)| {
        (*documented || !plain) && !(by_partner && kind.is_for_the_account())
    });
    let mut words: Vec<&str> = ours.map(|(_, word, _)| *word).collect();
    // A sale is never deleted here, and whoever subscribes to that may all the same.
    words.push("sale.deleted");
    words.sort_unstable();
    words
}
