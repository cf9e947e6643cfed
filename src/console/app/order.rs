//! What the console asks of the service: questions, and orders that only a confirmed plan gives.
//!
//! Not here: carrying them out (`load`).

use std::path::PathBuf;

use super::arrange::Arrange;
use super::edit_form::Editing;
use super::errand::Attachment;
use crate::locale::Language;
use crate::model::act::{MappingRow, SaleVerb, SalesQuery, SettingChange};
use crate::model::administration::sale::SaleQuery;
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::failure::GroupKey;
use crate::model::group::CareChange;
use crate::model::ids::{IntegrationName, QuestionKey, SaleId};
use crate::model::integration::EnvironmentAddress;
use crate::model::sheet::Example;
use crate::service::protocol::{Direction, Plain};

/// What is written down for whoever has no console.
#[derive(Clone, Debug, PartialEq)]
pub enum Papers {
    /// What became of each sale of a job: a file.
    Job(u64),
    /// What there is to show the partner of a group: a folder.
    Evidence(GroupKey),
}

/// A question to the service.
#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    /// Everything a first screen needs.
    Overview,
    /// A page of the queue.
    Sales {
        /// Which reading of the queue it belongs to; answers of an earlier one are dropped.
        generation: u64,
        /// A further page, not the first.
        more: bool,
        /// The question.
        query: SalesQuery,
    },
    /// One sale.
    Sale(SaleId),
    /// What would be sent for one sale.
    DryRun(SaleId),
    /// One sale in doubt, looked for at the partner.
    Doubt(SaleId),
    /// Groups.
    Groups,
    /// Products of an integration.
    Products(IntegrationName),
    /// How linked products of an integration differ from the partner's.
    Differences(IntegrationName),
    /// Linked products of an integration that are gone; the plan opens with the answer.
    Vanished(IntegrationName),
    /// What the partner of an integration changed.
    Drifts(IntegrationName),
    /// What is probably not meant in the switches of an integration.
    Advice(IntegrationName),
    /// What they would decide for the last sales.
    Simulate(IntegrationName),
    /// The last sales of an integration through the mapping of now.
    Backtest(IntegrationName),
    /// The mapping of an integration.
    Mapping(IntegrationName),
    /// The draft of an integration's mapping.
    Draft(IntegrationName),
    /// What could stand in each row of it.
    Candidates(IntegrationName),
    /// The sheet of a partner's question, its rule looked at with a sale; with the first there is for `None`.
    QuestionSheet(IntegrationName, QuestionKey, Option<Example>),
    /// How sales move through the statuses of an integration's partner.
    Course(IntegrationName),
    /// The proof of an integration.
    Check(IntegrationName),
    /// The proof as it would be with the draft published; the plan opens with the answer.
    Verdict(IntegrationName),
    /// What a row of a mapping gives for the last sales.
    Samples(IntegrationName, MappingRow),
    /// Versions of an integration's mapping that were replaced.
    Versions(IntegrationName),
    /// One of them; its plan opens with the answer.
    Version(IntegrationName, u64),
    /// Something about the own environment.
    Administration(AdministrationQuery),
    /// Files of a sale, written to a folder.
    Files {
        /// Which.
        query: SaleQuery,
        /// Where.
        folder: PathBuf,
    },
    /// The whole of the own environment, written to a file.
    WorldOut(PathBuf),
    /// What taking the world in a file in would do.
    WorldIn(PathBuf),
    /// What taking the status updates in a file in would do.
    Updates(PathBuf),
    /// An example of such a file, written to a new one.
    UpdatesExample(PathBuf),
    /// A group whole.
    Group(GroupKey),
    /// What trying a group again would give.
    Replay(GroupKey),
    /// What an act would do with sales; the plan opens with the answer.
    Plan {
        /// Which.
        targets: Vec<SaleTarget>,
        /// What.
        verb: SaleVerb,
        /// Of them, how many the filter hides.
        hidden: usize,
    },
    /// Jobs.
    Jobs,
    /// One job with its sales.
    Job(u64),
    /// Papers, written to a place where nothing is yet.
    Out {
        /// Which.
        papers: Papers,
        /// Where.
        path: PathBuf,
        /// In which language.
        language: Language,
    },
    /// A page of activity.
    Activity {
        /// Only what is older; `None` for the newest.
        before: Option<u64>,
    },
}

/// A sale and the version of it that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleTarget {
    /// Number at A.
    pub id: SaleId,
    /// Its version.
    pub version: u64,
}

/// An order to the service.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Act on sales.
    Act {
        /// Which.
        targets: Vec<SaleTarget>,
        /// What.
        verb: SaleVerb,
        /// Why.
        reason: Option<String>,
    },
    /// Change a setting.
    Set {
        /// The integration.
        name: IntegrationName,
        /// The change.
        change: SettingChange,
        /// The version that was looked at.
        version: u64,
    },
    /// Read a partner's catalogue now.
    Sync(IntegrationName),
    /// Let a paused integration send again.
    Resume(IntegrationName),
    /// Test a connection: changes nothing.
    Test(IntegrationName),
    /// Test a connection that is not saved: changes nothing.
    Try {
        /// Where the partner is.
        address: EnvironmentAddress,
        /// The token.
        token: Plain,
    },
    /// Keep a decision about a row of a mapping in its draft, or forget it: nothing counts before it is
    /// published.
    Decide {
        /// The integration.
        name: IntegrationName,
        /// The row.
        row: MappingRow,
        /// Keep it; else whatever was decided about the row is forgotten.
        keep: bool,
        /// The version of the decision that was looked at, 0 for none.
        seen: u64,
    },
    /// Make an integration of an invite.
    Invite {
        /// What it is called here.
        name: IntegrationName,
        /// The file with the invite.
        file: PathBuf,
    },
    /// Set a link up.
    Arrange(Box<Arrange>),
    /// Publish the draft of a mapping.
    Publish {
        /// The integration.
        name: IntegrationName,
        /// The version of the draft that was looked at.
        version: u64,
    },
    /// Publish an earlier version of a mapping once more.
    Revert {
        /// The integration.
        name: IntegrationName,
        /// The version to go back to.
        to: u64,
        /// The version of the mapping that was looked at.
        version: u64,
    },
    /// Look what would become of sales when a field is set: changes nothing.
    TryEdit(Box<Editing>),
    /// Set a field of sales.
    Edit {
        /// What.
        editing: Box<Editing>,
        /// Why.
        reason: Option<String>,
    },
    /// Take care of a group.
    Tend {
        /// The group.
        group: GroupKey,
        /// What changes.
        changes: Vec<CareChange>,
    },
    /// Try a group again, in waves.
    Replay {
        /// The group.
        group: GroupKey,
        /// Its sales that go.
        targets: Vec<SaleTarget>,
        /// Why.
        reason: Option<String>,
    },
    /// Pause, resume or cancel a job.
    Direct(u64, Direction),
    /// Do something in the own environment.
    Administer {
        /// The act.
        act: Box<Administration>,
        /// The new file that its answer is written to.
        file: Option<PathBuf>,
        /// Files that go with it.
        attach: Vec<Attachment>,
    },
}

impl Order {
    /// True when it changes what koppel does, here or in an environment. A decision in a draft does not.
    pub fn changes(&self) -> bool {
        !matches!(self, Self::Test(_) | Self::Try { .. } | Self::Decide { .. } | Self::TryEdit(_))
    }

    /// The sales that are acted on.
    pub fn targets(&self) -> &[SaleTarget] {
        match self {
            Self::Act { targets, .. } => targets,
            Self::Edit { editing, .. } => &editing.targets,
            _ => &[],
        }
    }
}
