//! What is asked of the service, and what it answers: nothing here changes anything.
//!
//! Not here: answering it (`service::desk`, `engine::queries`).

use serde::{Deserialize, Serialize};

use super::{
    ActivityRow, AdministrationQuery, AdministrationView, Advice, Backtest, Decided, DryRun, GroupKey,
    IntegrationView, Job, MappingRow, MappingView, OwnView, ProductDiff, ProductRow, ReplayPlan, SaleDetail,
    SalePage, SaleVerb, SalesQuery, Task,
};
use crate::clock::Timestamp;
use crate::locale::status::Statuses;
use crate::model::course::Course;
use crate::model::doubt::DoubtView;
use crate::model::draft::{DraftView, MappingVersion};
use crate::model::drift::DriftView;
use crate::model::group::GroupDetail;
use crate::model::ids::{IntegrationName, QuestionKey, SaleId};
use crate::model::mapping::Mapping;
use crate::model::plan::ActPlan;
use crate::model::proof::Proof;
use crate::model::queue::{GroupRow, QueueCounts};
use crate::model::rehearsal::Sampled;
use crate::model::sheet::{Example, QuestionSheet};
use crate::model::suggestion::Suggestion;
use crate::model::vanishing::VanishPlan;
use crate::model::view::Quarantine;

/// A question that changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum Query {
    /// Everything a first screen needs, in one answer: [`Overview`].
    Overview,
    /// A page of the queue: [`SalePage`].
    Sales(SalesQuery),
    /// One sale whole: [`SaleDetail`].
    Sale {
        /// Number at A.
        id: SaleId,
    },
    /// What the mapping of now would send for a sale: [`DryRun`].
    DryRun {
        /// Number at A.
        id: SaleId,
    },
    /// A sale in doubt, looked for at the partner now: [`DoubtView`].
    Doubt {
        /// Number at A.
        id: SaleId,
    },
    /// Root-cause groups, largest first.
    Groups,
    /// A root-cause group whole: [`GroupDetail`].
    Group {
        /// The group.
        group: GroupKey,
    },
    /// What would become of a group's sales if they went again now: [`ReplayPlan`].
    Replay {
        /// The group.
        group: GroupKey,
    },
    /// What an act would do with sales: [`ActPlan`].
    Plan {
        /// Numbers at A, each at the version that was looked at.
        sales: Vec<(SaleId, Option<u64>)>,
        /// The act.
        verb: SaleVerb,
    },
    /// An example of a file with sales for the own environment.
    FileTemplate,
    /// Jobs, newest first.
    Jobs,
    /// One job with its sales: [`JobDetail`].
    Job {
        /// Its number.
        id: u64,
    },
    /// Partner products of an integration, granted or linked.
    Products {
        /// The integration.
        integration: IntegrationName,
    },
    /// How linked products of an integration differ from the partner's, as both were last read.
    Differences {
        /// The integration.
        integration: IntegrationName,
    },
    /// What putting own products out of sale would do whose partner products are gone: [`VanishPlan`].
    Vanishing {
        /// The integration.
        integration: IntegrationName,
    },
    /// How sales move through the statuses of an integration's partner: [`Course`].
    Course {
        /// The integration.
        integration: IntegrationName,
    },
    /// What is probably not meant in the switches of an integration.
    Advice {
        /// The integration.
        integration: IntegrationName,
    },
    /// What the switches of now would decide for the last sales of an integration.
    Simulate {
        /// The integration.
        integration: IntegrationName,
        /// How many sales.
        last: usize,
    },
    /// The last sales of an integration through the mapping of now: [`Backtest`].
    Backtest {
        /// The integration.
        integration: IntegrationName,
        /// How many sales.
        last: usize,
    },
    /// What a row would give for the last sales of an integration: [`Sampled`]s.
    Samples {
        /// The integration.
        integration: IntegrationName,
        /// The row.
        row: MappingRow,
        /// How many sales.
        last: usize,
    },
    /// The mapping of an integration beside both catalogues: [`MappingView`].
    Mapping {
        /// The integration.
        integration: IntegrationName,
    },
    /// Whether a sale that A accepts can be refused by the partner: [`Proof`].
    Check {
        /// The integration.
        integration: IntegrationName,
        /// As it would be with the draft of its mapping published.
        #[serde(default)]
        draft: bool,
    },
    /// Everything about a partner's question, its rule looked at with a sale: [`QuestionSheet`].
    QuestionSheet {
        /// The integration.
        integration: IntegrationName,
        /// The question.
        question: QuestionKey,
        /// The sale; `None` for the first there is.
        example: Option<Example>,
    },
    /// The draft of a mapping, and its conflicts: [`DraftView`].
    Draft {
        /// The integration.
        integration: IntegrationName,
    },
    /// What could stand in each row of a mapping: [`Suggestion`]s.
    Candidates {
        /// The integration.
        integration: IntegrationName,
    },
    /// Versions of a mapping that were replaced, newest first.
    MappingVersions {
        /// The integration.
        integration: IntegrationName,
    },
    /// One of those versions: [`Mapping`].
    MappingVersion {
        /// The integration.
        integration: IntegrationName,
        /// The version.
        version: u64,
    },
    /// Versions of a partner's contract, newest first, each with the sales it holds.
    Drifts {
        /// The integration.
        integration: IntegrationName,
    },
    /// Rows that are likely missing in a mapping: [`Suggestion`]s.
    Suggestions {
        /// The integration.
        integration: IntegrationName,
    },
    /// Something about the own environment, asked there over HTTP: [`AdministrationView`].
    Administration(AdministrationQuery),
    /// What happened lately, newest first.
    Activity {
        /// Only entries before this sequence number; `None` from the newest.
        before: Option<u64>,
        /// At most so many.
        limit: usize,
    },
}

/// What a query answers: one variant for each query, in the same order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer", content = "data")]
#[allow(missing_docs)]
pub enum Answer {
    Overview(Box<Overview>),
    Sales(SalePage),
    Sale(Box<SaleDetail>),
    DryRun(Box<DryRun>),
    Doubt(Box<DoubtView>),
    Groups(Vec<GroupRow>),
    Group(Box<GroupDetail>),
    Replay(Box<ReplayPlan>),
    Plan(Box<ActPlan>),
    FileTemplate { columns: Vec<String>, example: Vec<String> },
    Jobs(Vec<Job>),
    Job(Box<JobDetail>),
    Products(Vec<ProductRow>),
    Differences(Vec<ProductDiff>),
    Vanishing(Box<VanishPlan>),
    Course(Box<Course>),
    Advice(Vec<Advice>),
    Simulate(Vec<Decided>),
    Backtest(Box<Backtest>),
    Samples(Vec<Sampled>),
    Mapping(Box<MappingView>),
    Check(Box<Proof>),
    QuestionSheet(Box<QuestionSheet>),
    Draft(Box<DraftView>),
    Candidates(Vec<Suggestion>),
    MappingVersions(Vec<MappingVersion>),
    MappingVersion(Box<Mapping>),
    Drifts(Vec<DriftView>),
    Suggestions(Vec<Suggestion>),
    Administration(Box<AdministrationView>),
    Activity(Vec<ActivityRow>),
}

/// A job and what became of each of its sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobDetail {
    /// The job.
    pub job: Job,
    /// Its sales, by number.
    pub tasks: Vec<Task>,
}

/// Everything a first screen needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The own environment, once set.
    pub own: Option<OwnView>,
    /// Integrations by name.
    pub integrations: Vec<IntegrationView>,
    /// The queue in numbers.
    pub counts: QueueCounts,
    /// The event sequence this answer is of: follow events after it.
    pub sequence: u64,
    /// Name of this koppel instance, as it stands in every `external_reference`.
    pub instance: String,
    /// Version of the service's program.
    pub program: String,
    /// When the service started.
    pub started_at: Timestamp,
    /// True when no worker would change anything without new input.
    pub settled: bool,
    /// The last time the store was found to be a copy, or put back.
    #[serde(default)]
    pub quarantine: Option<Quarantine>,
}

impl Overview {
    /// What statuses are called: the own environment's, and those of an integration's partner.
    pub fn statuses(&self, integration: Option<&IntegrationName>) -> Statuses<'_> {
        let partner = self.integrations.iter().find(|one| Some(&one.name) == integration);
        Statuses {
            own: self.own.as_ref().map(|own| &own.statuses),
            partner: partner.map(|one| &one.statuses),
        }
    }
}
