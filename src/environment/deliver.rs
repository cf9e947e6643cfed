//! Posting what subscribers must be told: signed, and again and again with longer waits until it is taken or
//! given up. A subscriber gets one message at a time, in order; a slow one holds up no other.
//!
//! Not here: what must be told (`world::outbox`), where messages may go (`post`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::watch;

use super::world::World;
use super::world::outbox::{Delivery, Next, Outcome, Trouble, Try, is_heard};
use super::world::people::Webhook;
use crate::clock::Timestamp;
use crate::credential::webhook;
use crate::kv::KvError;
use crate::model::backoff::Backoff;
use crate::post::{Message, Post, target};

/// Waits between tries: a moment first, then hours.
const AGAIN: Backoff = Backoff::new(Duration::from_secs(5), LONGEST);
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);
/// Looked at least so often, whatever is told.
const AT_LEAST: Duration = Duration::from_secs(60);
/// The log is pruned so often.
const PRUNED: TimeDelta = TimeDelta::hours(1);
/// Posts under way at once.
const AT_ONCE: usize = 64;

/// Delivers until `stopping` changes.
pub async fn run(world: &World, mut stopping: watch::Receiver<u64>) {
    let post = match Post::new() {
        Ok(post) => post,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "webhooks cannot be delivered");
            return;
        }
    };
    let mut stirred = world.events().listen();
    let mut turns = FuturesUnordered::new();
    let mut round = Round::default();
    loop {
        stirred.borrow_and_update();
        let due = match round.due(world).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the outbox cannot be read");
                tokio::select! {
                    () = world.clock().sleep(AT_LEAST) => continue,
                    _ = stopping.changed() => return,
                }
            }
        };
        turns.extend(due.into_iter().map(|(to, id, delivery)| turn(world, &post, to, id, delivery)));
        tokio::select! {
            () = world.clock().sleep(round.wait(world.now())) => {}
            _ = stirred.changed() => {}
            Some((uuid, done)) = turns.next(), if !turns.is_empty() => {
                if let Err(error) = done {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, "the outcome of a delivery cannot be kept");
                    // It stays in its turn: whatever fails now must not be posted again and again.
                    round.rest(uuid, world.now());
                } else {
                    round.busy.remove(&uuid);
                }
            }
            _ = stopping.changed() => return,
        }
    }
}

/// Whose turn it is.
#[derive(Default)]
struct Round {
    /// Subscribers that are being posted to.
    busy: BTreeSet<String>,
    /// Those that are left alone until then.
    resting: BTreeMap<String, Timestamp>,
    /// Whose turn was begun last: the others come first.
    last: String,
    next: Option<Timestamp>,
    pruned: Option<Timestamp>,
}

impl Round {
    /// What is to be posted now, one message for each subscriber.
    async fn due(&mut self, world: &World) -> Result<Vec<(Webhook, String, Delivery)>, KvError> {
        let (now, people) = (world.now(), world.people());
        if self.pruned.is_none_or(|pruned| now - pruned >= PRUNED) {
            world.prune_deliveries().await?;
            self.pruned = Some(now);
        }
        for (uuid, _) in self.resting.extract_if(.., |_, until| *until <= now) {
            self.busy.remove(&uuid);
        }
        let after = (Bound::Excluded(self.last.clone()), Bound::Unbounded);
        let until = (Bound::Unbounded, Bound::Included(self.last.clone()));
        let in_turn = people.webhooks.range(after).chain(people.webhooks.range(until));
        let (mut due, mut next) = (Vec::new(), self.resting.values().min().copied());
        for (uuid, to) in in_turn {
            if self.busy.len() >= AT_ONCE {
                break;
            }
            if self.busy.contains(uuid) || !is_heard(&people, to) {
                continue;
            }
            match world.next_delivery(uuid).await? {
                Next::Nothing => {}
                Next::At(at) => next = Some(next.map_or(at, |next| next.min(at))),
                Next::Now(id, delivery) => {
                    self.busy.insert(uuid.clone());
                    self.last.clone_from(uuid);
                    due.push((to.clone(), id, *delivery));
                }
            }
        }
        self.next = next;
        Ok(due)
    }

    fn wait(&self, now: Timestamp) -> Duration {
        let next = self.next.map(|next| (next - now).to_std().unwrap_or_default());
        next.unwrap_or(AT_LEAST).min(AT_LEAST)
    }

    fn rest(&mut self, uuid: String, now: Timestamp) {
        let until = now + TimeDelta::from_std(AT_LEAST).unwrap_or_default();
        self.resting.insert(uuid, until);
    }
}

/// Posts one message and keeps how it went. The subscriber's turn is over then.
async fn turn(
    world: &World,
    post: &Post,
    to: Webhook,
    id: String,
    delivery: Delivery,
) -> (String, Result<(), KvError>) {
    let posted = async {
        let (tried, answer) = self::post(post, world, &to, &id, &delivery).await?;
        let outcome = outcome(world, &to, delivery.attempts, answer);
        world.tried(&to.uuid, &id, delivery, tried, outcome).await?;
        if answer.status == Some(410) {
            world.subscriber_gone(&to.uuid).await?;
        }
        Ok(())
    };
    let done = posted.await;
    (to.uuid, done)
}

/// How a post ended.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Answered {
    status: Option<u16>,
    trouble: Option<Trouble>,
    /// The receiver says when to come back.
    after: Option<Duration>,
}

/// What it means for the message that was tried `attempts` times before.
fn outcome(world: &World, to: &Webhook, attempts: u32, answer: Answered) -> Outcome {
    let again = || {
        let wait = AGAIN.wait(attempts, fastrand::f64()).max(answer.after.unwrap_or_default()).min(LONGEST);
        let wait = if to.target_url.starts_with("http:") { world.clock().scaled(wait) } else { wait };
        world.now() + TimeDelta::from_std(wait).unwrap_or_default()
    };
    match (answer.status, answer.trouble) {
        (Some(200..=299), _) => Outcome::Taken,
        (Some(410), _) | (_, Some(Trouble::NoSecret)) => Outcome::Hopeless,
        // Something about this very message; anything else is so for every message.
        (Some(400 | 409 | 413 | 415 | 422), _) => Outcome::Refused(again()),
        _ => Outcome::Down(again()),
    }
}

/// Posts one message.
async fn post(
    post: &Post,
    world: &World,
    to: &Webhook,
    id: &str,
    delivery: &Delivery,
) -> Result<(Try, Answered), KvError> {
    let body = serde_json::to_vec(&world.restored(&delivery.payload).await?).unwrap_or_default();
    let at = world.now();
    let ended = |status: Option<u16>, trouble: Option<Trouble>, after: Option<Duration>| {
        Ok((Try { at, http_status: status, trouble }, Answered { status, trouble, after }))
    };
    let secret = to.secret.as_deref().unwrap_or_default();
    let Some(signature) = webhook::sign(world.keyring(), secret, id, at.timestamp(), &body) else {
        return ended(None, Some(Trouble::NoSecret), None);
    };
    // Looked at again: an address may have been stored by an earlier version.
    let Some(url) = target(&to.target_url, to.organisation_id.is_none()) else {
        return ended(None, Some(Trouble::NotPublic), None);
    };
    match post.send(url, Message { id, at, signature, body }).await {
        Ok(answer) => ended(Some(answer.status), None, answer.after),
        Err(trouble) => ended(None, Some(trouble.into()), None),
    }
}

impl From<crate::post::Trouble> for Trouble {
    fn from(trouble: crate::post::Trouble) -> Self {
        use crate::post::Trouble as Posting;
        match trouble {
            Posting::TimedOut => Self::TimedOut,
            Posting::NoConnection => Self::NoConnection,
            Posting::Broken => Self::Broken,
            Posting::NotPublic => Self::NotPublic,
        }
    }
}
