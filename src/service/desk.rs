//! The desk: each question and command goes to the engine, what the engine says is put in the protocol's
//! words, and what changes is numbered for the event stream. A service has one, and so has a command that
//! opens the store by itself.
//!
//! Not here: who may ask (`peer`), the answers themselves (`engine`).

use std::sync::Arc;

use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use super::backup::Backups;
use super::protocol::{Answer, Change, Command, Done, JobDetail, Overview, Problem, Query};
use super::ring::Ring;
use super::words;
use crate::clock::{Clock, Timestamp};
use crate::credential::invite::PublicKey;
use crate::engine::{self, Engine};
use crate::model::reason::Reason;

/// The desk.
pub struct Desk {
    engine: Engine,
    backups: Arc<Backups>,
    ring: Arc<Ring>,
    started_at: Timestamp,
    stop: watch::Sender<bool>,
    pump: JoinHandle<()>,
}

impl Desk {
    /// A desk of `engine`, and of the backups of its store; events are numbered from now on.
    pub fn open(engine: Engine, backups: Arc<Backups>, clock: Clock) -> Arc<Self> {
        let ring = Arc::new(Ring::new(clock.id().to_string()));
        let started_at = clock.now();
        let pump = tokio::spawn(pump(engine.changes(), Arc::clone(&ring), clock));
        Arc::new(Self { engine, backups, ring, started_at, stop: watch::Sender::new(false), pump })
    }

    /// The events.
    pub fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring)
    }

    /// Turns true when somebody gave the command to stop.
    pub fn asked_to_stop(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Ends the workers: no new attempt, those under way get their time.
    pub async fn close(&self) {
        self.engine.stop().await;
        self.pump.abort();
    }

    /// Answers a question.
    pub async fn answer(&self, language: Option<&'static str>, query: Query) -> Result<Answer, Problem> {
        let engine = &self.engine;
        Ok(match query {
            Query::Overview => Answer::Overview(Box::new(self.overview())),
            Query::Sales(query) => Answer::Sales(engine.sales(&query).await?),
            Query::Sale { id } => Answer::Sale(Box::new(engine.sale(id).await?)),
            Query::DryRun { id } => Answer::DryRun(Box::new(engine.dry_run(id).await?)),
            Query::Doubt { id } => Answer::Doubt(Box::new(engine.doubt(id).await?)),
            Query::Groups => Answer::Groups(engine.groups().await?),
            Query::Group { group } => Answer::Group(Box::new(engine.group(&group).await?)),
            Query::Replay { group } => Answer::Replay(Box::new(engine.replay(&group).await?)),
            Query::Plan { sales, verb } => Answer::Plan(Box::new(engine.plan(&sales, &verb).await?)),
            Query::FileTemplate => {
                let (columns, example) = engine.file_template().await?;
                Answer::FileTemplate { columns, example }
            }
            Query::Jobs => Answer::Jobs(engine.jobs().await?),
            Query::Job { id } => {
                let (job, tasks) = engine.job(id).await?;
                Answer::Job(Box::new(JobDetail { job, tasks }))
            }
            Query::Products { integration } => Answer::Products(engine.products(&integration).await?),
            Query::Differences { integration } => {
                Answer::Differences(engine.product_differences(&integration).await?)
            }
            Query::Vanishing { integration } => {
                Answer::Vanishing(Box::new(engine.vanish_plan(&integration).await?))
            }
            Query::Course { integration } => Answer::Course(Box::new(engine.course(&integration).await?)),
            Query::Advice { integration } => Answer::Advice(engine.advice(&integration).await?),
            Query::Simulate { integration, last } => {
                Answer::Simulate(engine.simulate(&integration, last).await?)
            }
            Query::Backtest { integration, last } => {
                Answer::Backtest(Box::new(engine.backtest(&integration, last).await?))
            }
            Query::Samples { integration, row, last } => {
                Answer::Samples(engine.samples(&integration, &row, last).await?)
            }
            Query::Mapping { integration } => Answer::Mapping(Box::new(engine.mapping(&integration).await?)),
            Query::Suggestions { integration } => {
                Answer::Suggestions(engine.suggestions(&integration).await?)
            }
            Query::Check { integration, draft: true } => {
                Answer::Check(Box::new(engine.check_draft(&integration).await?))
            }
            Query::Check { integration, .. } => Answer::Check(Box::new(engine.check(&integration).await?)),
            Query::QuestionSheet { integration, question, example } => {
                let sheet = engine.question_sheet(&integration, &question, example).await?;
                Answer::QuestionSheet(Box::new(sheet))
            }
            Query::Draft { integration } => Answer::Draft(Box::new(engine.draft(&integration).await?)),
            Query::Candidates { integration } => Answer::Candidates(engine.candidates(&integration).await?),
            Query::MappingVersions { integration } => {
                Answer::MappingVersions(engine.mapping_versions(&integration).await?)
            }
            Query::MappingVersion { integration, version } => {
                Answer::MappingVersion(Box::new(engine.mapping_version(&integration, version).await?))
            }
            Query::Drifts { integration } => Answer::Drifts(engine.drifts(&integration).await?),
            Query::Administration(query) => {
                Answer::Administration(Box::new(engine.administration(&query, language).await?))
            }
            Query::Activity { before, limit } => Answer::Activity(engine.activity(before, limit).await?),
        })
    }

    fn overview(&self) -> Overview {
        // Before reading: an event in between is then seen twice, never missed.
        let sequence = self.ring.last();
        let engine = &self.engine;
        Overview {
            own: engine.own(),
            integrations: engine.integrations(),
            counts: engine.counts(),
            sequence,
            instance: engine.instance().to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: self.started_at,
            settled: engine.is_settled(),
            quarantine: engine.quarantine(),
        }
    }

    /// Carries a command out for `actor`.
    pub async fn carry_out(
        &self,
        actor: &str,
        language: Option<&'static str>,
        command: Command,
    ) -> Result<Done, Problem> {
        let engine = &self.engine;
        Ok(match command {
            Command::SetOwn { address, token } => {
                engine.set_own(address, &token, actor).await?;
                Done::Ok
            }
            Command::TestOwn => Done::Tested(Box::new(engine.test_own().await?)),
            Command::AddIntegration { name, address, token } => {
                Done::Version(engine.add_integration(&name, address, &token, actor).await?)
            }
            Command::PublicKey => Done::PublicKey(engine.public_key().await?),
            Command::AcceptInvite { name, file } => {
                let (address, version) = engine.accept_invite(&name, &file, actor).await?;
                Done::Invited { address, version }
            }
            Command::TryIntegration { address, token } => {
                Done::Tested(Box::new(engine.test_unsaved(address, token).await?))
            }
            Command::TestIntegration { name } => {
                Done::Tested(Box::new(engine.test_integration(&name).await?))
            }
            Command::SetIntegration { name, changes, expected_version } => {
                Done::Version(engine.set_integration(&name, &changes, expected_version, actor).await?)
            }
            Command::SetToken { name, token } => {
                engine.set_token(&name, &token, actor).await?;
                Done::Ok
            }
            Command::ResumeIntegration { name } => {
                engine.resume_integration(&name, actor).await?;
                Done::Ok
            }
            Command::RemoveIntegration { name } => {
                engine.remove_integration(&name, actor).await?;
                Done::Ok
            }
            Command::SetConditions { name, conditions, expected_version } => {
                Done::Version(engine.set_conditions(&name, conditions, expected_version, actor).await?)
            }
            Command::Sync { name } => {
                let (seen, changed, written) = engine.sync(&name).await?;
                Done::Synced { seen, changed, written }
            }
            Command::ImportProducts { name, products } => {
                let (count, left_out) = engine.import_products(&name, products.as_deref(), actor).await?;
                Done::Imported { count, left_out }
            }
            Command::UnlinkProduct { name, product } => {
                engine.unlink_product(&name, product, actor).await?;
                Done::Ok
            }
            Command::TakeFields { name, product, fields } => {
                let taken = engine.take_fields(&name, product, fields.as_deref(), actor).await?;
                Done::Written(taken.map(Box::new))
            }
            Command::ApplyVanished { name, expected } => {
                Done::Count(engine.apply_vanished(&name, expected, actor).await?)
            }
            Command::RestoreProduct { name, product } => {
                Done::Id(engine.restore_product(&name, product, actor).await?.0)
            }
            Command::ReleaseDrift { name, version } => {
                Done::Count(engine.release_drift(&name, version, actor).await?)
            }
            Command::SetMapping { name, row, expected_version } => {
                Done::Version(engine.set_mapping(&name, &row, expected_version, actor).await?)
            }
            Command::Decide { name, row, keep, seen } => {
                Done::Version(engine.decide(&name, &row, keep, seen, actor).await?)
            }
            Command::Here { name, place } => {
                engine.here(&name, place, actor).await?;
                Done::Actor(actor.to_owned())
            }
            Command::PublishDraft { name, version } => {
                Done::Version(engine.publish_draft(&name, version, actor).await?)
            }
            Command::DropDraft { name, version } => {
                engine.drop_draft(&name, version).await?;
                Done::Ok
            }
            Command::RevertMapping { name, to, expected_version } => {
                Done::Version(engine.revert_mapping(&name, to, expected_version, actor).await?)
            }
            Command::ImportMapping { name, mapping, expected_version } => {
                Done::Version(engine.import_mapping(&name, &mapping, expected_version, actor).await?)
            }
            Command::Act { sales, verb, reason } => {
                let acted = engine.act(&sales, &verb, reason.as_deref(), actor).await?;
                Done::Acted(acted.into_iter().map(words::acted).collect())
            }
            Command::TryEdit { sales, changes } => {
                let mut edited = Vec::with_capacity(sales.len());
                for (sale, expected) in sales {
                    edited.push(words::edited(sale, engine.try_edit(sale, expected, &changes).await));
                }
                Done::Edited(edited)
            }
            Command::TendGroup { group, changes } => {
                engine.tend_group(&group, &changes, actor).await?;
                Done::Ok
            }
            Command::FileSales { rows, only_look } => {
                Done::Filed(engine.file_sales(&rows, only_look, actor).await?)
            }
            Command::BeginJob { sales, verb, pace, group, reason } => {
                let new = engine::NewJob { sales, verb, pace, group, reason };
                Done::Job(Box::new(engine.begin_job(new, actor).await?))
            }
            Command::DirectJob { id, to } => Done::Job(Box::new(engine.direct_job(id, to, actor).await?)),
            Command::LiftQuarantine => match engine.lift_quarantine(actor).await? {
                true => Done::Ok,
                false => return Err(Problem::Refused { why: Reason::NotQuarantined }),
            },
            Command::Backup { to } => {
                words::backed_up(self.backups.make(to.as_deref()).await).map(Done::BackedUp)?
            }
            Command::Export { path, key } => {
                let parsed = PublicKey::parse(&key);
                let key = parsed.map_err(|_| Problem::Invalid { why: Reason::PublicKey { given: key } })?;
                words::backed_up(self.backups.export(&path, &key).await).map(Done::BackedUp)?
            }
            Command::Administer(act) => words::administered(engine.administer(&act, actor, language).await?),
            Command::Stop => {
                self.stop.send_replace(true);
                Done::Ok
            }
        })
    }
}

/// Numbers what changes. Changes that come faster than they can be numbered are told as a gap.
async fn pump(mut changes: broadcast::Receiver<Arc<engine::Change>>, ring: Arc<Ring>, clock: Clock) {
    loop {
        match changes.recv().await {
            Ok(change) => ring.push(words::change(&change), clock.now()),
            Err(broadcast::error::RecvError::Lagged(_)) => ring.push(Change::Resync, clock.now()),
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}
