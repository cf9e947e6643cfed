//! The play: a desk that sells at the reseller, an office that works at the supplier, and the end, when
//! nothing would change any more without new input.
//!
//! Not here: the stage it is played on.

mod counter;
mod drawer;
mod end;
mod kept;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::drawer::Moved;
use super::error::DemoError;
use super::outcome::{Options, Outcome};
use super::stage::Stage;
use crate::clock::Clock;
use crate::service::client::Client;

/// A running demo. Stop it with [`Running::stop`]; killed, it goes on at its next start in the same folder.
pub struct Running {
    stage: Stage,
    clock: Clock,
    limit: Option<u32>,
    made: Arc<AtomicU64>,
    /// Turns true when the desk is to stop selling.
    closed: watch::Sender<bool>,
    /// Turns true when the office is to stop too.
    stop: watch::Sender<bool>,
    desk: Option<JoinHandle<Result<(), DemoError>>>,
    office: Option<JoinHandle<Result<Vec<Moved>, DemoError>>>,
    /// What the office moved, once it has stopped.
    moved: Vec<Moved>,
}

/// Starts a demo: sets the stage, opens the desk and the office.
///
/// # Errors
/// [`DemoError`], when the stage cannot be set.
pub async fn start(options: Options, clock: Clock) -> Result<Running, DemoError> {
    let stage = Stage::set(&options, &clock).await?;
    let (closed, stop) = (watch::Sender::new(false), watch::Sender::new(false));
    let made = Arc::new(AtomicU64::new(0));
    match counter::open(&stage, &options, &clock, made.clone(), closed.subscribe()).await {
        Ok(desk) => {
            let office =
                drawer::work(stage.supplier.client.clone(), clock.clone(), options.limit, stop.subscribe());
            let (desk, office) = (Some(tokio::spawn(desk)), Some(tokio::spawn(office)));
            let (limit, moved) = (options.limit, Vec::new());
            Ok(Running { stage, clock, limit, made, closed, stop, desk, office, moved })
        }
        Err(error) => {
            stage.strike().await;
            Err(error)
        }
    }
}

/// Plays a whole demo and says what became of it.
///
/// # Errors
/// [`DemoError`].
pub async fn run(options: Options, clock: Clock) -> Result<Outcome, DemoError> {
    let mut running = start(options, clock).await?;
    let outcome = running.finish().await;
    running.stop().await;
    outcome
}

impl Running {
    /// A client of the reseller's service: what a console attaches to.
    pub fn client(&self) -> Client {
        self.stage.service.client()
    }

    /// The folder of the reseller's service.
    pub fn dir(&self) -> &Path {
        self.stage.dir()
    }

    /// Sales made at the reseller so far, those of earlier starts in the same folder included.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// Ends the selling; what is under way goes on.
    pub fn no_more_sales(&self) {
        self.closed.send_replace(true);
    }

    /// Waits until the sales are made and nothing would change any more without new input; then judges.
    /// Without an end to the sales it never returns by itself.
    ///
    /// # Errors
    /// [`DemoError`]; the demo still has to be stopped.
    pub async fn finish(&mut self) -> Result<Outcome, DemoError> {
        if let Some(desk) = &mut self.desk {
            let ended = joined(desk.await);
            self.desk = None;
            ended?;
        }
        end::known(self).await?;
        end::settled(self).await?;
        self.stop.send_replace(true);
        if let Some(office) = &mut self.office {
            let ended = joined(office.await);
            self.office = None;
            self.moved = ended?;
        }
        // Under a limit the office would take the requests that koppel needs: what it left stays as it is.
        if self.limit.is_none() {
            drawer::clear(&self.stage.supplier.client).await?;
        }
        end::caught_up(self).await?;
        end::outcome(self).await
    }

    /// Stops everything: the desk, the office, the services, the environments.
    pub async fn stop(mut self) {
        self.closed.send_replace(true);
        self.stop.send_replace(true);
        let stopped = "the demo's desk or office had stopped";
        if let Some(desk) = self.desk.take()
            && let Err(error) = joined(desk.await)
        {
            tracing::warn!(%error, "{stopped}");
        }
        if let Some(office) = self.office.take()
            && let Err(error) = joined(office.await)
        {
            tracing::warn!(%error, "{stopped}");
        }
        self.stage.strike().await;
    }
}

fn joined<T>(ended: Result<Result<T, DemoError>, tokio::task::JoinError>) -> Result<T, DemoError> {
    match ended {
        Ok(ended) => ended,
        Err(panicked) => {
            Err(DemoError::Unexpected { asked: "a task of the demo", found: panicked.to_string() })
        }
    }
}
