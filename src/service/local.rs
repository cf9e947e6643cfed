//! Answering without a service: one command opens the store under its lock and asks it the same questions.
//! Workers run only when the command needs them, so that looking never starts forwarding.
//!
//! Not here: the socket (`host`), the questions (`protocol`).

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;

use super::client::ClientError;
use super::desk::Desk;
use super::opening::{self, Opened, StartError};
use super::peer::Peer;
use super::protocol::{Acted, Answer, Command, Direction, Done, Query, SaleVerb};
use crate::clock::Clock;
use crate::config::Config;
use crate::kv::{KvError, Verified};
use crate::model::delivery::State;

/// Whether workers run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workers {
    /// They do.
    On,
    /// Nothing moves but what is asked for.
    Off,
}

/// The store, opened by this process.
pub struct Local {
    opened: Opened,
    desk: RwLock<Arc<Desk>>,
    clock: Clock,
    actor: String,
    working: Mutex<bool>,
}

/// How often a sale that was sent by hand is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long a command waits for the sales it sent. One attempt takes at most the request time-out; what is
/// left goes on at the next start of the workers.
const SEND_WITHIN: Duration = Duration::from_secs(120);

impl Local {
    /// Opens the store in `data`.
    pub async fn open(
        data: &Path,
        config: &Config,
        clock: Clock,
        workers: Workers,
    ) -> Result<Self, StartError> {
        let opened = opening::open(data, config, clock.clone()).await?;
        let engine = match opened.engine(workers).await {
            Ok(engine) => engine,
            Err(error) => {
                let _ = opened.kv.close().await;
                return Err(error);
            }
        };
        let desk = RwLock::new(Desk::open(engine, opened.backups.clone(), clock.clone()));
        let working = Mutex::new(workers == Workers::On);
        Ok(Self { opened, desk, clock, actor: Peer::own().actor(None), working })
    }

    /// True when there is a store in `data`.
    pub fn is_here(data: &Path) -> bool {
        data.join(opening::STORE).exists()
    }

    /// Makes the damaged store in `data` anew from its log: the number of the last commit it has.
    ///
    /// # Errors
    /// When the log cannot help, or the store is in use; nothing was changed then.
    pub async fn rebuild(data: &Path) -> Result<u64, StartError> {
        opening::rebuild(data).await
    }

    /// The same, giving its commands as `name`.
    #[must_use]
    pub fn acting_as(self, name: Option<&str>) -> Self {
        Self { actor: Peer::own().actor(name), ..self }
    }

    /// Starts the workers, unless they run.
    pub async fn start_workers(&self) -> Result<(), StartError> {
        let mut working = self.working.lock().await;
        if !*working {
            self.desk().close().await;
            let engine = self.opened.engine(Workers::On).await?;
            let desk = Desk::open(engine, self.opened.backups.clone(), self.clock.clone());
            *self.desk.write().unwrap_or_else(PoisonError::into_inner) = desk;
            *working = true;
        }
        Ok(())
    }

    fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// True for a command that does nothing without workers.
    pub fn needs_workers(command: &Command) -> bool {
        matches!(
            command,
            Command::Act { verb: SaleVerb::Send | SaleVerb::Retry | SaleVerb::Edit { send: true, .. }, .. }
                | Command::BeginJob { .. }
                | Command::DirectJob { to: Direction::Resume, .. }
        )
    }

    /// Asks a question.
    pub async fn query(&self, query: Query) -> Result<Answer, ClientError> {
        Ok(self.desk().answer(None, query).await?)
    }

    /// Gives a command, and waits until the workers have done what it needs of them: whoever gives one that
    /// [needs them](Self::needs_workers) has started them.
    pub async fn command(&self, command: Command) -> Result<Done, ClientError> {
        let wait = Self::needs_workers(&command);
        match self.desk().carry_out(&self.actor, None, command).await? {
            Done::Acted(acted) if wait => Ok(Done::Acted(self.settled(acted).await?)),
            done => Ok(done),
        }
    }

    /// What became of the sales, once no attempt for them is under way or about to be.
    async fn settled(&self, mut acted: Vec<Acted>) -> Result<Vec<Acted>, ClientError> {
        let until = self.clock.instant() + SEND_WITHIN;
        let mut paused = Vec::new();
        for one in acted.iter_mut().filter(|one| one.refused.is_none()) {
            loop {
                if let Answer::Overview(overview) = self.desk().answer(None, Query::Overview).await? {
                    let held_up = overview.integrations.into_iter().filter(|view| view.paused.is_some());
                    paused = held_up.map(|view| view.name).collect();
                }
                let Answer::Sale(detail) = self.desk().answer(None, Query::Sale { id: one.sale }).await?
                else {
                    break;
                };
                one.state = Some(detail.row.state);
                let row = &detail.row;
                let under_way = matches!(row.state, State::Queued | State::Sending)
                    && !row.held
                    && !row.integration.as_ref().is_some_and(|name| paused.contains(name));
                if !under_way || self.clock.instant() >= until {
                    break;
                }
                self.clock.sleep(LOOK).await;
            }
        }
        Ok(acted)
    }

    /// Reads every entry and document of the store and checks it.
    pub async fn verify(&self) -> Result<Verified, KvError> {
        self.opened.kv.verify().await
    }

    /// Lets attempts under way end, and closes the store.
    pub async fn close(&self) {
        self.desk().close().await;
        if let Err(error) = self.opened.kv.clone().close().await {
            tracing::error!(%error, "the store closed badly");
        }
    }
}
