//! What the service and its clients say to each other: closed enums for query, command and event, as JSON
//! over HTTP on the service's socket.
//!
//! - `POST /v1/query` takes a [`Query`], answers an [`Answer`].
//! - `POST /v1/command` takes a [`Request`], answers a [`Done`].
//! - `GET /v1/events?after=N` streams [`Event`]s as server-sent events, `id:` being the sequence number.
//! - Any failure is a [`Problem`] with a fitting HTTP status.
//!
//! Not here: how a query is answered (`service::routes`) or a command carried out (`engine`).

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use crate::clock::Timestamp;
use crate::model::delivery::{State, Tier};
use crate::model::failure::{Failure, GroupKey};
use crate::model::ids::{
    AgreementKey, FlowKey, IntegrationName, OrganisationId, ProductId, QuestionKey, SaleId, StatusKey, UserId,
};
use crate::model::integration::{Condition, EnvironmentAddress, OnVanished, Settings, StatusGate};
use crate::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow, StatusRow};
use crate::model::payload::Payload;
use crate::model::queue::{AttemptRow, GroupRow, QueueCounts, SaleRow, TimelineEntry};
use crate::model::shown::Shown;

// ---- queries ------------------------------------------------------------------------------------

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
    /// Root-cause groups, largest first.
    Groups,
    /// Partner products of an integration, granted or linked.
    Products {
        /// The integration.
        integration: IntegrationName,
    },
    /// The mapping of an integration beside both catalogues: [`MappingView`].
    Mapping {
        /// The integration.
        integration: IntegrationName,
    },
    /// Organisations of the own environment, asked there over HTTP.
    Organisations,
    /// What happened lately, newest first.
    Activity {
        /// Only entries before this sequence number; `None` from the newest.
        before: Option<u64>,
        /// At most so many.
        limit: usize,
    },
}

/// Which page of the queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SalesQuery {
    /// Only these states; empty for all.
    pub states: Vec<State>,
    /// Only this integration.
    pub integration: Option<IntegrationName>,
    /// Only this group.
    pub group: Option<GroupKey>,
    /// Only rows that hold every one of these words (sale numbers, product, masked customer, cause).
    pub words: Vec<String>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// At most so many rows; 0 for the service's default of 200.
    pub limit: usize,
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
    Groups(Vec<GroupRow>),
    Products(Vec<ProductRow>),
    Mapping(Box<MappingView>),
    Organisations(Vec<OrganisationRow>),
    Activity(Vec<ActivityRow>),
}

/// An organisation of the own environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganisationRow {
    /// Number.
    pub id: OrganisationId,
    /// Name.
    pub name: Shown,
    /// Identifier.
    pub identifier: Shown,
    /// Products granted, when the environment tells.
    pub products: Option<u64>,
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
}

/// The own environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnView {
    /// Where it is.
    pub address: EnvironmentAddress,
    /// Freshness of the link.
    pub link: LinkView,
}

/// How a link to an environment is doing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    /// When it last answered well.
    pub last_contact: Option<Timestamp>,
    /// Why it does not work now; `None` while it does.
    pub failure: Option<Failure>,
    /// The limit it announced, requests a minute.
    pub limit_per_minute: Option<u32>,
    /// Requests in the last minute, by lane: forward, check, status, drift, catalogue.
    pub spent: BTreeMap<String, u32>,
}

/// One integration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntegrationView {
    /// Name.
    pub name: IntegrationName,
    /// Where the partner is.
    pub partner: EnvironmentAddress,
    /// Settings.
    pub settings: Settings,
    /// Conditions in order.
    pub conditions: Vec<Condition>,
    /// How partner sales are matched; `None` until the partner was asked.
    pub tier: Option<Tier>,
    /// Freshness of the link.
    pub link: LinkView,
    /// Why nothing is sent, e.g. after a 401; `None` when sending.
    pub paused: Option<Failure>,
    /// When the breaker lets the next probe through; `None` while closed.
    pub breaker_until: Option<Timestamp>,
    /// The passes of its actor and how each last ended.
    pub passes: Vec<PassView>,
    /// Sales by state.
    pub by_state: BTreeMap<State, u64>,
    /// Products linked.
    pub products_imported: u64,
    /// What a command that changes it must expect.
    pub version: u64,
}

/// How a worker's pass last ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassView {
    /// `intake`, `forward`, `check`, `follow`, `sync`.
    pub pass: String,
    /// When it last ended.
    pub ended_at: Option<Timestamp>,
    /// Things it looked at.
    pub seen: u64,
    /// Things it changed.
    pub changed: u64,
    /// Why it failed; `None` when it did not.
    pub failure: Option<Failure>,
}

/// A page of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SalePage {
    /// Rows, last changed first.
    pub rows: Vec<SaleRow>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<String>,
    /// Rows that match in all, where an index can tell; `None` when words had to be searched.
    pub total: Option<u64>,
    /// The search stopped after so many rows, to stay quick; the page says so.
    pub searched: Option<u64>,
}

/// One sale whole. Personal data is masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleDetail {
    /// Its row.
    pub row: SaleRow,
    /// Its timeline, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Its attempts, oldest first.
    pub attempts: Vec<AttemptRow>,
    /// A's sale, field by field, masked: (API field name, value).
    pub fields: Vec<(String, Shown)>,
    /// The last body sent, field by field, masked; empty before the first attempt.
    pub sent: Vec<(String, Shown)>,
}

/// What the mapping of now would send.
#[derive(Clone, Serialize, Deserialize)]
pub struct DryRun {
    /// The payload, when the sale can be translated.
    pub payload: Option<Payload>,
    /// Why not, all of it; empty when it can.
    pub failures: Vec<Failure>,
    /// The mapping version.
    pub mapping_version: u64,
}

/// A partner product, and the own product it is linked to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductRow {
    /// Number at B.
    pub partner_id: ProductId,
    /// Name at B.
    pub name: Shown,
    /// Type.
    pub product_type: String,
    /// Supplier's name.
    pub supplier: Option<Shown>,
    /// Monthly price at B, decimal text.
    pub price: Option<String>,
    /// Number at A, when linked.
    pub own_id: Option<ProductId>,
    /// B still shows it.
    pub granted: bool,
    /// When a change was last carried over.
    pub last_synchronised: Option<Timestamp>,
    /// When it was last looked at.
    pub last_checked: Option<Timestamp>,
}

/// A mapping beside both catalogues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MappingView {
    /// The mapping.
    pub mapping: Mapping,
    /// Its version: what a command that changes it must expect.
    pub version: u64,
    /// When it last changed, and by whom.
    pub changed: Option<(Timestamp, String)>,
    /// Flows: own ones with a title.
    pub own_flows: Vec<(FlowKey, Shown)>,
    /// Flows: the partner's.
    pub partner_flows: Vec<(FlowKey, Shown)>,
    /// Questions of A.
    pub own_questions: Vec<QuestionView>,
    /// Questions of B that apply to imported products.
    pub partner_questions: Vec<QuestionView>,
    /// Agreements of A.
    pub own_agreements: Vec<(AgreementKey, Shown)>,
    /// Agreements of B.
    pub partner_agreements: Vec<(AgreementKey, Shown)>,
    /// Statuses of A.
    pub own_statuses: Vec<(StatusKey, Shown)>,
    /// Statuses of B.
    pub partner_statuses: Vec<(StatusKey, Shown)>,
}

/// A question as a mapping shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuestionView {
    /// Identifier.
    pub key: QuestionKey,
    /// Name.
    pub name: Shown,
    /// Input type, the API's word.
    pub input_type: String,
    /// Required always, or by a rule.
    pub required: bool,
    /// A rule governs it.
    pub has_rule: bool,
    /// Options.
    pub options: Vec<Shown>,
}

/// One line of what happened lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Sequence number, ascending.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an operator's account, or `koppel`.
    pub actor: String,
    /// The integration it is about.
    pub integration: Option<IntegrationName>,
    /// What.
    pub what: Activity,
}

/// What can happen besides a sale's own life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[allow(missing_docs)]
pub enum Activity {
    ServiceStarted,
    OwnSet { address: EnvironmentAddress },
    IntegrationAdded,
    IntegrationSet { changes: Vec<String> },
    IntegrationRemoved,
    IntegrationPaused { failure: Failure },
    IntegrationResumed,
    BreakerOpened { failure: Failure },
    BreakerClosed,
    ProductsImported { count: u64 },
    ProductUnlinked { partner_id: ProductId },
    ProductChanged { partner_id: ProductId, fields: Vec<String> },
    ProductVanished { partner_id: ProductId },
    MappingChanged { version: u64 },
    ConditionsChanged,
    SaleActed { sale: SaleId, verb: String, reason: Option<Shown> },
}

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
    /// Ask the partner who we are, before or after it is saved: [`Done::Tested`].
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
    /// Create these partner products at A and link them: [`Done::Count`].
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
    /// Change one row of a mapping.
    SetMapping {
        /// The integration.
        name: IntegrationName,
        /// The row: set, or taken away.
        row: MappingRow,
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
        /// Why; mandatory for skip, adopt and confirm-absent.
        reason: Option<String>,
    },
    /// Administer the own environment through its API, as side B gives access.
    Administer(Administration),
    /// End the service: no new attempt, attempts under way get their time.
    Stop,
}

/// What side B does in its own environment to give a partner access. Carried out over HTTP with the own
/// token; nothing of it is kept by koppel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Administration {
    /// Create an organisation: [`Done::Id`]. Fields by the API's names; `name` is mandatory.
    CreateOrganisation {
        /// API field name to value.
        fields: BTreeMap<String, String>,
    },
    /// Set which products an organisation may sell; `None` for all: [`Done::Count`].
    GrantProducts {
        /// The organisation.
        organisation: OrganisationId,
        /// The products.
        products: Option<Vec<ProductId>>,
    },
    /// Set which flows an organisation may sell through; `None` for all: [`Done::Count`].
    GrantFlows {
        /// The organisation.
        organisation: OrganisationId,
        /// The flows.
        flows: Option<Vec<FlowKey>>,
    },
    /// Create the link user of an organisation: [`Done::Id`].
    CreateAgent {
        /// The organisation.
        organisation: OrganisationId,
        /// Its name; `None` for `Koppeling_<organisation>`.
        name: Option<String>,
    },
    /// Create a token for a user: [`Done::Token`], shown once.
    CreateToken {
        /// The user.
        user: UserId,
        /// What it is for.
        label: String,
        /// Usable only by another environment, on the integration surface.
        integration: bool,
    },
    /// Set the status of a sale.
    SetSaleStatus {
        /// The sale.
        sale: SaleId,
        /// The status.
        status: StatusKey,
        /// Remark with it.
        remark: Option<String>,
    },
}

/// One changed setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "setting", content = "value")]
#[allow(missing_docs)]
pub enum SettingChange {
    SaleProcessing(bool),
    Automatic(bool),
    Statuses(StatusGate),
    CheckUpdates(bool),
    SendOptIn(bool),
    OnVanished(OnVanished),
}

/// One row of a mapping, to set or to take away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "row", content = "value")]
#[allow(missing_docs)]
pub enum MappingRow {
    SetFlow(FlowRow),
    UnsetFlow(FlowKey),
    SetQuestion(QuestionRow),
    UnsetQuestion(QuestionKey),
    SetAgreement(AgreementRow),
    UnsetAgreement(AgreementKey),
    SetStatus(StatusRow),
    UnsetStatus(StatusKey),
}

/// What an operator may do with sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verb")]
pub enum SaleVerb {
    /// Send now, by hand.
    Send,
    /// Try again with the mapping of now.
    Retry,
    /// It does not go.
    Skip,
    /// Keep it from going.
    Hold,
    /// Let it go again.
    Release,
    /// The partner has it under this number.
    Adopt {
        /// Number at B.
        partner_sale_id: SaleId,
    },
    /// The partner does not have it.
    ConfirmAbsent,
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
    /// The number the environment gave.
    Id(u64),
    /// A new token, in plain: this is the only time it is shown.
    Token(Plain),
    /// A connection test.
    Tested(Box<Connection>),
    /// A catalogue was read.
    Synced {
        /// Things looked at.
        seen: u64,
        /// Things changed.
        changed: u64,
    },
    /// What became of each sale.
    Acted(Vec<Acted>),
}

/// What a connection test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Where.
    pub address: EnvironmentAddress,
    /// As whom, where the environment tells.
    pub user: Option<Shown>,
    /// Of which organisation, where the environment tells.
    pub organisation: Option<Shown>,
    /// `user` or `account`.
    pub scope: String,
    /// The token is for integration only.
    pub integration_only: Option<bool>,
    /// Flows visible.
    pub flows: Option<u64>,
    /// Products visible.
    pub products: Option<u64>,
    /// Round trip of the slowest request, in milliseconds.
    pub round_trip_ms: u64,
    /// The limit it announced, requests a minute.
    pub limit_per_minute: Option<u32>,
    /// How sales will be matched.
    pub tier: Option<Tier>,
    /// Why it does not work; `None` when it does.
    pub failure: Option<Failure>,
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

/// Why the service did not do it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// The request makes no sense.
    #[error("{why}")]
    Invalid {
        /// Why.
        why: String,
    },
    /// There is no such thing.
    #[error("there is no {what} «{name}»")]
    NotFound {
        /// Kind of thing.
        what: String,
        /// Its name.
        name: String,
    },
    /// Somebody changed it in the meantime.
    #[error("changed in the meantime: expected version {expected}, it is now at {found}")]
    Conflict {
        /// What the command expected.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// Not possible in its state.
    #[error("{why}")]
    Refused {
        /// Why.
        why: String,
    },
    /// The other side did not do it.
    #[error("the environment refused or could not be reached")]
    Link {
        /// How.
        failure: Failure,
    },
    /// The store has failed.
    #[error("{why}")]
    Store {
        /// Why.
        why: String,
    },
}

// ---- events -------------------------------------------------------------------------------------

/// One thing that changed, as streamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Sequence number, ascending by one.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub change: Change,
}

/// What can change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "data")]
pub enum Change {
    /// A sale's row is new or changed.
    Sale(Box<SaleRow>),
    /// The queue in numbers; sent after sales changed, at most a few times a second.
    Counts(QueueCounts),
    /// An integration changed: settings, link, breaker, a pass that ended.
    Integration(Box<IntegrationView>),
    /// An integration was removed.
    IntegrationRemoved(IntegrationName),
    /// The own environment or its link changed.
    Own(OwnView),
    /// Something to show under activity.
    Activity(ActivityRow),
    /// Everything is settled, or no longer.
    Settled(bool),
    /// Events were missed: read anew.
    Resync,
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
