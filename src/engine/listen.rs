//! Listening: one stream of events for each environment that offers one, so that a change there wakes the
//! pass that looks at it at once. The passes go on by their timers all the same: an event that never comes
//! costs time and nothing else.
//!
//! Not here: what is looked at (the passes), the stream on the wire (`salesdock::client::events`).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::budget::Lane;
use super::error::EngineError;
use super::link::Link;
use super::partner::Partner;
use super::shared::Shared;
use super::worker::{Owner, stopped};
use crate::clock::Instant;
use crate::model::administration::Moved;
use crate::model::backoff::Backoff;
use crate::salesdock::client::events::{Heard, Subject};

/// Waits before a broken stream is opened again.
const AGAIN: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(60));
/// An environment that offers no stream is asked so often whether it does now.
const NOT_OFFERED: Duration = Duration::from_secs(10 * 60);
/// A pass is woken at most so often, and less often where a limit is known: it costs requests.
const APART: Duration = Duration::from_millis(200);
/// So many requests a minute, of the known limit, may be spent by being woken: a third of it.
const SHARE: u32 = 3;

/// How a round ended.
enum Round {
    /// There is no stream there.
    NotOffered,
    /// The link leads nowhere yet.
    Nowhere,
    /// The stream ended or broke, after it was open or not.
    Ended { was_open: bool },
}

/// Listens to one environment until `stop`.
pub async fn run(owner: Owner, mut stop: watch::Receiver<bool>) {
    let mut listener = Listener { owner, after: None };
    let mut failures = 0;
    while !*stop.borrow() {
        let trust = listener.link().trust();
        let round = tokio::select! {
            round = listener.round() => round,
            () = stopped(&mut stop) => return,
        };
        let shared = listener.owner.shared().clone();
        let wait = match round {
            Ok(Round::Nowhere | Round::NotOffered) => NOT_OFFERED,
            Ok(Round::Ended { was_open: true }) => {
                failures = 0;
                AGAIN.wait(0, fastrand::f64())
            }
            Ok(Round::Ended { was_open: false }) | Err(_) => {
                failures += 1;
                AGAIN.wait(failures, fastrand::f64())
            }
        };
        if listener.link().trust() != trust {
            // Another address or token: whatever was heard before is of no use.
            listener.after = None;
            failures = 0;
            continue;
        }
        tokio::select! {
            () = shared.clock.sleep(wait) => {}
            () = listener.link().changed() => listener.after = None,
            () = stopped(&mut stop) => return,
        }
    }
}

struct Listener {
    owner: Owner,
    /// The last event heard.
    after: Option<u64>,
}

impl Listener {
    fn link(&self) -> &Link {
        self.owner.link()
    }

    /// Opens the stream and hears it to its end; whoever looks at the own environment knows whether it is open.
    async fn round(&mut self) -> Result<Round, EngineError> {
        let listening = Listening(self.owner.clone());

        let Some(client) = self.link().client(Lane::Status)? else { return Ok(Round::Nowhere) };
        if !client.capabilities().await?.is_some_and(|offered| offered.events) {
            return Ok(Round::NotOffered);
        }
        let trust = self.link().trust();
        let mut events = client.events(self.after).await?;
        let mut was_open = false;
        let mut wakes = Wakes::new(self.owner.shared().clock.instant());
        loop {
            let heard = tokio::select! {
                heard = events.next() => heard,
                () = wakes.due(), if wakes.waits() => {
                    wakes.give(&self.owner);
                    continue;
                }
                () = self.link().changed() => {
                    if self.link().trust() == trust {
                        continue;
                    }
                    return Ok(Round::Ended { was_open });
                }
            };
            let Ok(Some(heard)) = heard else { return Ok(Round::Ended { was_open }) };
            if self.link().trust() != trust {
                return Ok(Round::Ended { was_open });
            }
            listening.heard(&heard);
            match heard {
                // Between the last look and now anything may have happened, unless it is told now.
                Heard::Open if self.after.is_none() => wakes.everything(),
                Heard::Open => {}
                Heard::Gap => wakes.everything(),
                Heard::Changed { subject, id } => {
                    self.link().stale().mark(subject, id);
                    wakes.of(subject);
                }
            }
            was_open = true;
            self.after = events.last();
            wakes.hurry(self.apart(), self.owner.shared().clock.instant());
        }
    }

    /// How far two wakes must lie apart.
    fn apart(&self) -> Duration {
        let limit = self.link().view().limit_per_minute;
        limit.map_or(APART, |limit| APART.max(Duration::from_secs(60) * SHARE / limit.max(1)))
    }
}

/// An open stream of the own environment, as those who look at it are told; closed when dropped.
struct Listening(Owner);

impl Listening {
    fn heard(&self, heard: &Heard) {
        let Owner::Own(shared) = &self.0 else { return };
        if shared.told.listens(true) {
            self.0.tell();
        }
        shared.told.moved(match heard {
            Heard::Open | Heard::Gap => Moved::Anything,
            Heard::Changed { subject, .. } => match subject {
                Subject::Sale => Moved::Sales,
                Subject::Rights => Moved::Rights,
                Subject::Record => Moved::Record,
                Subject::Product
                | Subject::Question
                | Subject::Agreement
                | Subject::Flow
                | Subject::Status => Moved::Catalogue,
                Subject::Other => Moved::Anything,
            },
        });
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Owner::Own(shared) = &self.0
            && shared.told.listens(false)
        {
            self.0.tell();
        }
    }
}

/// Which passes are to be woken, and when.
struct Wakes {
    sales: bool,
    catalogue: bool,
    /// When passes were last woken; then they rest.
    last: Option<Instant>,
    at: Instant,
}

impl Wakes {
    fn new(now: Instant) -> Self {
        Self { sales: false, catalogue: false, last: None, at: now }
    }

    fn of(&mut self, subject: Subject) {
        match subject {
            Subject::Sale => self.sales = true,
            Subject::Product
            | Subject::Question
            | Subject::Agreement
            | Subject::Flow
            | Subject::Status
            | Subject::Rights => self.catalogue = true,
            Subject::Record | Subject::Other => {}
        }
    }

    fn everything(&mut self) {
        (self.sales, self.catalogue) = (true, true);
    }

    fn waits(&self) -> bool {
        self.sales || self.catalogue
    }

    fn hurry(&mut self, apart: Duration, now: Instant) {
        self.at = self.last.map_or(now, |last| last + apart);
    }

    async fn due(&self) {
        tokio::time::sleep_until(self.at).await;
    }

    fn give(&mut self, owner: &Owner) {
        let (sales, catalogue) = passes(owner);
        if std::mem::take(&mut self.sales) {
            sales.notify_one();
        }
        if std::mem::take(&mut self.catalogue) {
            catalogue.notify_one();
        }
        self.last = Some(owner.shared().clock.instant());
    }
}

/// Who looks at sales there, and who at the catalogue.
fn passes(owner: &Owner) -> (&Notify, &Notify) {
    match owner {
        Owner::Own(shared) => own(shared),
        Owner::Partner(_, partner) => theirs(partner),
    }
}

fn own(shared: &Arc<Shared>) -> (&Notify, &Notify) {
    (&shared.intake_wake, &shared.own_sync_wake)
}

fn theirs(partner: &Arc<Partner>) -> (&Notify, &Notify) {
    (&partner.follow_wake, &partner.sync_wake)
}
