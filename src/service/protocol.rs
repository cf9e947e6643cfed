//! What the service and its clients say to each other: closed enums for query, command and event, as JSON
//! over HTTP on the service's socket.
//!
//! - `POST /v1/query` takes a [`Query`], answers an [`Answer`].
//! - `POST /v1/command` takes a [`Request`], answers a [`Done`].
//! - `GET /v1/events?after=N` streams [`Event`]s as server-sent events, `id:` being the sequence number.
//! - Any failure is a [`Problem`] with a fitting HTTP status.
//!
//! Not here: how a query is answered (`service::routes`) or a command carried out (`engine`).

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

mod event;
mod problem;
mod query;

pub use self::event::{Change, Event};
pub use self::problem::Problem;
pub use self::query::{Answer, JobDetail, Overview, Query};
pub use crate::model::act::{MappingRow, SaleVerb, SalesQuery, SettingChange};
pub use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};
use crate::model::delivery::State;
pub use crate::model::difference::{FieldDiff, ProductDiff};
use crate::model::failure::Failure;
pub use crate::model::failure::GroupKey;
pub use crate::model::filing::{FileFate, FileRow, Filed};
pub use crate::model::group::{CareChange, GroupDetail};
use crate::model::ids::{IntegrationName, ProductId, SaleId};
use crate::model::integration::{Condition, EnvironmentAddress};
pub use crate::model::job::{
    Direction, Expected, Fate, Halt, Job, Pace, Rehearsed, ReplayPlan, Standing, Task,
};
use crate::model::mapping::Mapping;
pub use crate::model::plan::{ActPlan, LeftOut};
use crate::model::presence::Place;
use crate::model::queue::WaitingReason;
use crate::model::reason::Reason;
pub use crate::model::rehearsal::{Advice, Backtest, Backtested, Decided, Tested, Way};
use crate::model::shown::Shown;
pub use crate::model::side_by_side::{MappingView, QuestionView};
pub use crate::model::view::{
    Activity, ActivityRow, Connection, DryRun, IntegrationView, LinkView, OwnView, PassView, ProductRow,
    SaleDetail, SalePage,
};

// ---- commands -----------------------------------------------------------------------------------

/// A command and who gives it. The service takes the actor from the peer's uid; `as_actor` names the
/// person behind a shared account.
#[derive(Serialize, Deserialize)]
pub struct Request {
    /// The command.
    pub command: Command,
    /// `--as NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_actor: Option<String>,
}

/// Something to do. Carried out, durably, when it answers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// Set the environment koppel works for.
    SetOwn {
        /// Where it is.
        address: EnvironmentAddress,
        /// Its token.
        #[serde(serialize_with = "expose")]
        token: SecretString,
    },
    /// Ask the own environment who we are: [`Done::Tested`].
    TestOwn,
    /// Make an integration; all its switches start off.
    AddIntegration {
        /// Its name.
        name: IntegrationName,
        /// Where the partner is.
        address: EnvironmentAddress,
        /// The integration token.
        #[serde(serialize_with = "expose")]
        token: SecretString,
    },
    /// Our public key for invites, made when first asked for: [`Done::PublicKey`].
    PublicKey,
    /// Make an integration of an invite; all its switches start off: [`Done::Invited`].
    AcceptInvite {
        /// Its name.
        name: IntegrationName,
        /// The file, sealed to our key.
        file: String,
    },
    /// Ask a partner who we would be, and save nothing: [`Done::Tested`].
    TryIntegration {
        /// Where it is.
        address: EnvironmentAddress,
        /// The integration token.
        #[serde(serialize_with = "expose")]
        token: SecretString,
    },
    /// Ask the partner who we are: [`Done::Tested`].
    TestIntegration {
        /// Its name.
        name: IntegrationName,
    },
    /// Change settings.
    SetIntegration {
        /// Its name.
        name: IntegrationName,
        /// What changes.
        changes: Vec<SettingChange>,
        /// Refuse when it is no longer at this version.
        expected_version: Option<u64>,
    },
    /// Give it another token; a paused integration resumes.
    SetToken {
        /// Its name.
        name: IntegrationName,
        /// The new token.
        #[serde(serialize_with = "expose")]
        token: SecretString,
    },
    /// Let a paused integration send again.
    ResumeIntegration {
        /// Its name.
        name: IntegrationName,
    },
    /// Remove it. Refused while sales are under way.
    RemoveIntegration {
        /// Its name.
        name: IntegrationName,
    },
    /// Replace the conditions.
    SetConditions {
        /// The integration.
        name: IntegrationName,
        /// All conditions, in order.
        conditions: Vec<Condition>,
        /// Refuse when it is no longer at this version.
        expected_version: Option<u64>,
    },
    /// Read the partner's catalogue now: [`Done::Synced`].
    Sync {
        /// The integration.
        name: IntegrationName,
    },
    /// Create these partner products at A and link them: [`Done::Imported`].
    ImportProducts {
        /// The integration.
        name: IntegrationName,
        /// Partner products; `None` for all that are granted.
        products: Option<Vec<ProductId>>,
    },
    /// Take the link away; A's product stays.
    UnlinkProduct {
        /// The integration.
        name: IntegrationName,
        /// The partner product.
        product: ProductId,
    },
    /// Carry fields of a linked product over now, whatever their policy: [`Done::Written`].
    TakeFields {
        /// The integration.
        name: IntegrationName,
        /// The partner product.
        product: ProductId,
        /// The fields by the API's name; `None` for all that differ.
        fields: Option<Vec<String>>,
    },
    /// Put own products out of sale whose partner products are gone, many or not: [`Done::Count`].
    ApplyVanished {
        /// The integration.
        name: IntegrationName,
        /// Refuse when not so many are gone.
        expected: Option<u64>,
    },
    /// Bring an own product back that was put out of sale: [`Done::Id`].
    RestoreProduct {
        /// The integration.
        name: IntegrationName,
        /// The partner product.
        product: ProductId,
    },
    /// Let the sales go that a change of the partner's holds: [`Done::Count`] of versions.
    ReleaseDrift {
        /// The integration.
        name: IntegrationName,
        /// The version of its contract; `None` for all that are open.
        version: Option<u64>,
    },
    /// Change one row of a mapping.
    SetMapping {
        /// The integration.
        name: IntegrationName,
        /// The row: set, or taken away.
        row: MappingRow,
        /// Refuse when the mapping is no longer at this version.
        expected_version: Option<u64>,
    },
    /// Keep a decision about a row in the draft of a mapping, or forget it: [`Done::Version`] of the draft.
    Decide {
        /// The integration.
        name: IntegrationName,
        /// The row as it will be.
        row: MappingRow,
        /// Keep it; else whatever was decided about the row is forgotten.
        keep: bool,
        /// The version of the decision that was looked at, 0 for none: refused when there is another now.
        seen: u64,
    },
    /// Whoever asks is at this row of a mapping, or at none any more; to be said again while it lasts:
    /// [`Done::Actor`].
    Here {
        /// The integration.
        name: IntegrationName,
        /// The row.
        place: Option<Place>,
    },
    /// Publish the draft of a mapping: [`Done::Version`] of the mapping.
    PublishDraft {
        /// The integration.
        name: IntegrationName,
        /// Refuse when the draft is no longer at this version.
        version: u64,
    },
    /// Forget the draft of a mapping.
    DropDraft {
        /// The integration.
        name: IntegrationName,
        /// Refuse when the draft is no longer at this version.
        version: u64,
    },
    /// Publish an earlier version of a mapping once more.
    RevertMapping {
        /// The integration.
        name: IntegrationName,
        /// The version to go back to.
        to: u64,
        /// Refuse when the mapping is no longer at this version.
        expected_version: Option<u64>,
    },
    /// Replace a mapping whole.
    ImportMapping {
        /// The integration.
        name: IntegrationName,
        /// The new mapping.
        mapping: Mapping,
        /// Refuse when the mapping is no longer at this version.
        expected_version: Option<u64>,
    },
    /// Act on sales. Answers [`Done::Acted`]: one refused sale does not stop the others.
    Act {
        /// Numbers at A, each with the version that was looked at.
        sales: Vec<(SaleId, Option<u64>)>,
        /// What to do.
        verb: SaleVerb,
        /// Why; mandatory for skip, adopt, confirm-absent and request-cancel.
        reason: Option<String>,
    },
    /// Say what would become of sales whose fields are set: [`Done::Edited`]. Nothing is kept.
    TryEdit {
        /// Numbers at A, each with the version that was looked at.
        sales: Vec<(SaleId, Option<u64>)>,
        /// Field by the API's name (an answer as `questionData.KEY`), and what it is to say.
        changes: Vec<(String, String)>,
    },
    /// Say whose a root-cause group is, note something, or let it be no news for a while.
    TendGroup {
        /// The group.
        group: GroupKey,
        /// What changes.
        changes: Vec<CareChange>,
    },
    /// Make rows of a file sales of the own environment, each once: [`Done::Filed`]. One bad row does not
    /// stop the others.
    FileSales {
        /// The rows.
        rows: Vec<FileRow>,
        /// Send nothing, and say what would become of them.
        only_look: bool,
    },
    /// Do it with many sales as a job that goes on by itself: [`Done::Job`].
    BeginJob {
        /// Numbers at A, each with the version that was looked at.
        sales: Vec<(SaleId, u64)>,
        /// What to do.
        verb: SaleVerb,
        /// How fast.
        pace: Pace,
        /// The group it replays.
        group: Option<GroupKey>,
        /// Why; mandatory for skip.
        reason: Option<String>,
    },
    /// Pause, resume or cancel a job: [`Done::Job`].
    DirectJob {
        /// Its number.
        id: u64,
        /// Where to.
        to: Direction,
    },
    /// Administer the own environment through its API, as side B gives access.
    Administer(Administration),
    /// Confirm that this store is the only one of its name: work goes on.
    LiftQuarantine,
    /// Write a backup of the store: [`Done::BackedUp`].
    Backup {
        /// The new file; `None` for one in the folder of backups, named after the time.
        to: Option<PathBuf>,
    },
    /// Write a copy of the store for another machine, with its key: [`Done::BackedUp`].
    Export {
        /// The new file.
        path: PathBuf,
        /// The public key it is sealed to.
        key: String,
    },
    /// End the service: no new attempt, attempts under way get their time.
    Stop,
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "done", content = "data")]
pub enum Done {
    /// Done; there is nothing to say.
    Ok,
    /// The new version of what was changed.
    Version(u64),
    /// So many.
    Count(u64),
    /// So many products, and why others of all that are granted were not.
    Imported {
        /// Linked.
        count: u64,
        /// Left out.
        left_out: Vec<Reason>,
    },
    /// The number the environment gave.
    Id(u64),
    /// A new token, in plain: this is the only time it is shown.
    Token(Plain),
    /// A subscription to an event.
    Subscribed {
        /// Its id.
        webhook: Shown,
        /// What its messages are signed with, in plain: this is the only time it is shown.
        secret: Option<Plain>,
    },
    /// What an act of administration has to say beyond a number.
    Administered(Box<AdministrationView>),
    /// Our public key.
    PublicKey(String),
    /// Who gave the command.
    Actor(String),
    /// An invite became an integration.
    Invited {
        /// Where the partner is.
        address: EnvironmentAddress,
        /// The integration's version.
        version: u64,
    },
    /// A connection test.
    Tested(Box<Connection>),
    /// A catalogue was read.
    Synced {
        /// Things looked at.
        seen: u64,
        /// Things changed.
        changed: u64,
        /// What was carried over to own products, field by field.
        written: Vec<ProductDiff>,
    },
    /// What was carried over to an own product; `None` when nothing differed.
    Written(Option<Box<ProductDiff>>),
    /// What became of each sale.
    Acted(Vec<Acted>),
    /// What editing each sale gave.
    Edited(Vec<EditedSale>),
    /// What became of each row of a file.
    Filed(Vec<Filed>),
    /// A job as it stands now.
    Job(Box<Job>),
    /// A backup was written.
    BackedUp(BackedUp),
}

/// A backup that was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackedUp {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
    /// The commit it is of.
    pub revision: u64,
    /// Entries in it.
    pub entries: u64,
    /// Documents in it.
    pub documents: u64,
}

/// What would become of one sale that is edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditedSale {
    /// Number at A.
    pub sale: SaleId,
    /// Why it cannot be; `None` when it can.
    pub refused: Option<Problem>,
    /// Its version.
    pub version: Option<u64>,
    /// The fields that would then differ from what A says.
    pub fields: Vec<String>,
    /// What those that are set say now, masked.
    #[serde(default)]
    pub was: Vec<(String, Shown)>,
    /// What would still make it fall out before it is sent.
    pub failures: Vec<Failure>,
    /// Why it would not go at all.
    #[serde(default)]
    pub waiting: Option<WaitingReason>,
}

/// What became of one sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acted {
    /// Number at A.
    pub sale: SaleId,
    /// Its state now.
    pub state: Option<State>,
    /// Why nothing happened; `None` when it did.
    pub refused: Option<Problem>,
}

/// A secret that has to be shown once, to the one who asked for it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Plain(#[serde(serialize_with = "expose")] pub SecretString);

impl std::fmt::Debug for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl PartialEq for Plain {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

fn expose<S: Serializer>(token: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::administration::agent::AgentAct;
    use crate::model::administration::organisation::OrganisationQuery;
    use crate::model::ids::OrganisationId;

    /// Nested enums share one object on the socket: a tag that stands in it twice cannot be read back.
    #[test]
    fn what_is_nested_in_a_question_or_a_command_reads_back() {
        let asked = Query::Administration(AdministrationQuery::Organisation(OrganisationQuery::List));
        let text = serde_json::to_string(&asked).unwrap();
        let read: Query = serde_json::from_str(&text).unwrap();
        assert!(
            matches!(read, Query::Administration(AdministrationQuery::Organisation(OrganisationQuery::List))),
            "{text}"
        );
        let act = AgentAct::Create { organisation: OrganisationId(7), name: None };
        let text = serde_json::to_string(&Command::Administer(Administration::Agent(act.clone()))).unwrap();
        let read: Command = serde_json::from_str(&text).unwrap();
        assert!(matches!(&read, Command::Administer(Administration::Agent(read)) if *read == act), "{text}");
    }
}
