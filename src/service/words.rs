//! What the engine says, in the protocol's words; and what the settings say, in the engine's.
//!
//! Not here: deciding anything.

use super::protocol::{Acted, BackedUp, Change, Done, EditedSale, Plain, Problem};
use crate::config;
use crate::engine::{self, Administered, Change as EngineChange, EngineError, EngineSettings};
use crate::kv::KvError;
use crate::kv::archive::Made;
use crate::model::ids::SaleId;
use crate::model::reason::Reason;
use crate::model::shown::Shown;

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Invalid { why } => Self::Invalid { why },
            EngineError::NotFound { what, name } => Self::NotFound { what, name },
            EngineError::Conflict { expected, found } => Self::Conflict { expected, found },
            EngineError::Refused { why } => Self::Refused { why },
            EngineError::Link { failure } => Self::Link { failure: *failure },
            EngineError::Store(error) => {
                let mut why = error.to_string();
                let mut cause = std::error::Error::source(&error);
                while let Some(error) = cause {
                    why.push_str(&format!(": {error}"));
                    cause = error.source();
                }
                tracing::error!(%why, "the store failed");
                Self::Store { why }
            }
        }
    }
}

/// A change in the protocol's words.
pub fn change(change: &EngineChange) -> Change {
    match change {
        EngineChange::Sale(row) => Change::Sale(row.clone()),
        EngineChange::Counts(counts) => Change::Counts(counts.clone()),
        EngineChange::Integration(view) => Change::Integration(view.clone()),
        EngineChange::IntegrationRemoved(name) => Change::IntegrationRemoved(name.clone()),
        EngineChange::Own(view) => Change::Own(view.clone()),
        EngineChange::Moved(moved) => Change::Moved(moved.clone()),
        EngineChange::Job(job) => Change::Job(job.clone()),
        EngineChange::Activity(row) => Change::Activity(row.clone()),
        EngineChange::Alert(alert) => Change::Alert(alert.clone()),
        EngineChange::Settled(settled) => Change::Settled(*settled),
        EngineChange::Resync => Change::Resync,
    }
}

/// A backup in the protocol's words.
pub fn backed_up(result: Result<Made, KvError>) -> Result<BackedUp, Problem> {
    let made = result.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "no backup could be made");
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
        let why = format!("{error}{}", cause.unwrap_or_default());
        Problem::Refused { why: Reason::NotBackedUp { why } }
    })?;
    let Made { path, revision, holds, size } = made;
    Ok(BackedUp { path, size, revision, entries: holds.entries, documents: holds.documents })
}

/// What would become of an edited sale, in the protocol's words.
pub fn edited(sale: SaleId, result: Result<engine::Tried, EngineError>) -> EditedSale {
    match result {
        Ok(edited) => EditedSale {
            sale,
            refused: None,
            version: Some(edited.version),
            fields: edited.fields,
            was: edited.was,
            failures: edited.failures,
            waiting: edited.waiting,
        },
        Err(error) => EditedSale {
            sale,
            refused: Some(error.into()),
            version: None,
            fields: Vec::new(),
            was: Vec::new(),
            failures: Vec::new(),
            waiting: None,
        },
    }
}

/// What became of one sale, in the protocol's words.
pub fn acted(acted: engine::Acted) -> Acted {
    match acted.result {
        Ok(row) => Acted { sale: acted.sale, state: Some(row.state), refused: None },
        Err(error) => Acted { sale: acted.sale, state: None, refused: Some(error.into()) },
    }
}

/// What an act of administration answered, in the protocol's words.
pub fn administered(done: Administered) -> Done {
    match done {
        Administered::Ok => Done::Ok,
        Administered::Id(id) => Done::Id(id),
        Administered::Count(count) => Done::Count(count),
        Administered::Token(token) => Done::Token(Plain(token)),
        Administered::Subscribed(webhook, secret) => {
            Done::Subscribed { webhook: Shown::new(&webhook), secret: secret.map(Plain) }
        }
        Administered::Each(each) => {
            let one = |(sale, result): (SaleId, Result<(), EngineError>)| Acted {
                sale,
                state: None,
                refused: result.err().map(Problem::from),
            };
            Done::Acted(each.into_iter().map(one).collect())
        }
        Administered::View(view) => Done::Administered(view),
    }
}

/// The engine's settings.
pub fn settings(config: &config::Config) -> EngineSettings {
    let (config, alert) = (&config.engine, &config.alert);
    EngineSettings {
        queue_age: alert.queue_age,
        poll_own: config.intake_poll,
        poll_partner: config.status_poll,
        sync_every: config.product_poll,
        contract_every: config.contract_poll,
        in_flight: config.in_flight,
        in_flight_deduplicated: config.in_flight_deduplicated,
        ..EngineSettings::default()
    }
}
