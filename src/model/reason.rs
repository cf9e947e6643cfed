//! Why koppel did not do what was asked, and what it asked for that is not there: closed, so that every
//! reason has its sentence in both languages.
//!
//! Not here: the sentences (`locale`, file `failure`), failures of a link (`failure`).

use serde::{Deserialize, Serialize};

use super::delivery::State;
use super::failure::Failure;
use super::ids::{IntegrationName, ProductId, SaleId};
use super::integration::EnvironmentAddress;
use super::queue::WaitingReason;
use super::shown::Shown;

/// Why it was not done. Its `Display` is for logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// The own environment is not set.
    #[error("the own environment is not set; set it with `koppel own set`")]
    NoOwnEnvironment,
    /// Sales or links are of another account: their numbers would mean something else.
    #[error(
        "the queue or the links are of account «{}» at {}; use another data folder (--data) for «{}» at {}",
        .known.domain, .known.base_url, .wanted.domain, .wanted.base_url
    )]
    OwnElsewhere {
        /// Whose they are.
        known: EnvironmentAddress,
        /// What was to be set.
        wanted: EnvironmentAddress,
    },
    /// No token may be sent to this address, or it is none.
    #[error("«{address}» is no address of an environment: https://host, or http:// on this machine")]
    Address {
        /// The address.
        address: String,
    },
    /// The name of an integration will not do.
    #[error("the name of an integration has 1 to 60 characters, without a slash or control characters")]
    IntegrationName,
    /// There is an integration of that name.
    #[error("there is an integration «{name}» already")]
    IntegrationExists {
        /// The name.
        name: IntegrationName,
    },
    /// What was sold or imported through another partner carries the name.
    #[error("sales or products still carry the name «{name}» of another partner; choose another")]
    NameCarried {
        /// The name.
        name: IntegrationName,
    },
    /// The integration has no token.
    #[error("«{name}» has no token; give it one")]
    NoToken {
        /// The integration.
        name: IntegrationName,
    },
    /// Sales of the integration are under way.
    #[error("{count} sales of «{name}» are under way; hold or finish them first")]
    Busy {
        /// The integration.
        name: IntegrationName,
        /// How many.
        count: u64,
    },
    /// Two conditions of one integration have one name.
    #[error("two conditions are called «{name}»")]
    ConditionTwice {
        /// The name.
        name: String,
    },
    /// The verb needs a reason, and none was given.
    #[error("{verb} needs a reason")]
    NeedsReason {
        /// The verb, as in the command.
        verb: String,
    },
    /// So many sales change at once that it has to be said why.
    #[error("so many sales at once need a remark that says why")]
    NeedsRemark {
        /// How many are done without.
        most: usize,
    },
    /// The sale may not go now.
    #[error("the sale may not go now: {}", serde_json::to_string(waiting).unwrap_or_default())]
    NotNow {
        /// What it waits for.
        waiting: WaitingReason,
    },
    /// The edit was kept, and what would be sent still fails.
    #[error("edited and not sent: it would fail over {}", failure.cause.word())]
    EditedFails {
        /// Over what.
        failure: Box<Failure>,
    },
    /// The edit was kept, and the sale may not go.
    #[error("edited and not sent: {why}")]
    EditedStays {
        /// Why.
        why: Box<Reason>,
    },
    /// The sale's product is linked to no partner product.
    #[error("product {product} is linked to no partner product")]
    NotLinked {
        /// Number at A.
        product: ProductId,
    },
    /// The partner has the product from this environment.
    #[error("the partner's product {product} came from «{environment}» itself: a sale of it would come back")]
    Loop {
        /// Number at B.
        product: ProductId,
        /// Account of this environment.
        environment: String,
    },
    /// One of two products is linked already.
    #[error("product {own} or the partner's product {partner} is linked already")]
    LinkedAlready {
        /// Number at A.
        own: ProductId,
        /// Number at B.
        partner: ProductId,
    },
    /// It has no meaning for a sale in this state.
    #[error("not possible while {}", .state.word())]
    WrongState {
        /// The state.
        state: State,
    },
    /// The attempt was given up meanwhile.
    #[error("the outcome belongs to an attempt that was given up")]
    Fenced,
    /// The sale is held.
    #[error("the sale is held")]
    Held,
    /// Its time has not come.
    #[error("not yet due")]
    NotDue,
    /// An earlier attempt may be at a partner that would take both.
    #[error("an earlier attempt may have arrived: it is looked for first")]
    Doubted,
    /// The partner's sale belongs to another sale of ours.
    #[error("the partner's sale {partner_sale} belongs to sale {owner} already")]
    Claimed {
        /// Number at B.
        partner_sale: SaleId,
        /// The sale at A that has it.
        owner: SaleId,
    },
    /// The partner does not show the sale that was named.
    #[error("the partner shows no sale {partner_sale}")]
    NotShown {
        /// Number at B.
        partner_sale: SaleId,
    },
    /// What the partner shows of the sale that was named is of another sale.
    #[error("the partner's sale {partner_sale} is another one: {} differ", .fields.join(", "))]
    AnotherSale {
        /// Number at B.
        partner_sale: SaleId,
        /// What differs, by the API's names.
        fields: Vec<String>,
    },
    /// There is no such field, or it is not one that is typed.
    #[error("«{field}» cannot be edited")]
    NoSuchField {
        /// The field, as given.
        field: String,
    },
    /// What was typed is not written as such a field is.
    #[error("«{field}» is not written like that")]
    FieldForm {
        /// The field, as given.
        field: String,
    },
    /// A file cannot be typed.
    #[error("«{field}» holds a file")]
    FileTyped {
        /// The field.
        field: String,
    },
    /// A job without sales, or with too many.
    #[error("a job has 1 to {most} sales, and this one {count}")]
    JobSize {
        /// How many it would have.
        count: u64,
        /// The largest.
        most: u64,
    },
    /// Another job is not done with a sale.
    #[error("sale {sale} is in job {job}")]
    InJob {
        /// The sale.
        sale: SaleId,
        /// The job.
        job: u64,
    },
    /// A sale takes the place of one that was cancelled, once.
    #[error("sale {cancelled} was not cancelled, or another has its place already")]
    NoPlace {
        /// The sale whose place is wanted.
        cancelled: SaleId,
    },
    /// The partner does not take the request to cancel a sale.
    #[error("the partner does not take the request to cancel sale {sale}: {said}")]
    CancelNotTaken {
        /// The sale.
        sale: SaleId,
        /// What the partner said.
        said: String,
    },
    /// The job has ended, or is in no state to do so.
    #[error("job {job} is {standing}")]
    JobStanding {
        /// The job.
        job: u64,
        /// How it stands.
        standing: String,
    },
    /// A verb that no job carries out: it is decided sale by sale.
    #[error("{verb} is decided sale by sale")]
    NotInBulk {
        /// The verb, as in the command.
        verb: String,
    },
    /// Somebody published rows otherwise since they were decided.
    #[error("published otherwise meanwhile: {}", rows.join(", "))]
    PublishedOtherwise {
        /// The rows, by their keys.
        rows: Vec<String>,
    },
    /// Not a public key for invites.
    #[error("«{given}» is no public key")]
    PublicKey {
        /// What was given.
        given: String,
    },
    /// The store is not in quarantine.
    #[error("the store is not in quarantine")]
    NotQuarantined,
    /// A backup could not be written.
    #[error("no backup was written: {why}")]
    NotBackedUp {
        /// Why not.
        why: String,
    },
    /// The file is no invite.
    #[error("the file is no invite")]
    NoInvite,
    /// The invite was made for another key.
    #[error("the invite was made for another key")]
    InviteForAnother,
    /// The invite was changed or cut on its way.
    #[error("the invite is damaged")]
    InviteDamaged,
    /// The invite is of a form this version does not know.
    #[error("the invite cannot be read: {why}")]
    InviteUnreadable {
        /// Why, for a log.
        why: String,
    },
    /// The invite was used before.
    #[error("the invite has been used already")]
    InviteUsed,
    /// The invite has expired, or was taken back.
    #[error("the invite has expired or was withdrawn")]
    InviteOver,
    /// The environment found fault with fields, or something still needs what was to go.
    #[error("{}", .fields.iter().map(|(field, said)| format!("{field}: {said}")).collect::<Vec<_>>().join("; "))]
    WrongFields {
        /// Field, and what the environment says of it.
        fields: Vec<(String, Shown)>,
    },
    /// The environment does not do it, and says why in its own words.
    #[error("{said}")]
    Said {
        /// What it says.
        said: Shown,
    },
    /// What a change of rights would do is no longer what the plan said.
    #[error("rights or catalogue changed since the plan; nothing was done")]
    PlanChanged,
    /// An organisation needs a name.
    #[error("an organisation needs a name")]
    OrganisationName,
    /// Only koppel's own environments can do it, and this is none.
    #[error("this environment cannot do that: it is no environment of koppel")]
    NotOffered,
    /// A product that was not put out of sale is brought back.
    #[error("product {product} of the partner is not out of sale: there is nothing to bring back")]
    OnSale {
        /// Number at B.
        product: ProductId,
    },
    /// What was sent to the service cannot be read.
    #[error("the request cannot be read at line {line}, column {column}")]
    Unreadable {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// A body cannot be written.
    #[error("{why}")]
    Unwritable {
        /// Why, for a log.
        why: String,
    },
}

impl Reason {
    /// True when somebody was first: it stands otherwise than whoever asked for it could know.
    pub fn is_decided(&self) -> bool {
        matches!(self, Self::InJob { .. } | Self::JobStanding { .. })
    }

    /// True when fields of the sale were set all the same.
    pub fn is_edited(&self) -> bool {
        matches!(self, Self::EditedFails { .. } | Self::EditedStays { .. })
    }
}

/// What was asked for and is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// An integration.
    Integration,
    /// A sale in the queue.
    Sale,
    /// A sale in the own environment.
    OwnSale,
    /// A flow of the own environment.
    Flow,
    /// A product the partner has granted.
    PartnerProduct,
    /// A link to a partner product.
    ProductLink,
    /// An organisation of the own environment.
    Organisation,
    /// A user of the own environment.
    User,
    /// A link user of the own environment.
    LinkUser,
    /// A thing of the own environment.
    OwnProduct,
    /// A thing of the own environment.
    Supplier,
    /// A thing of the own environment.
    Question,
    /// A thing of the own environment.
    Agreement,
    /// A thing of the own environment.
    Status,
    /// A thing of the own environment.
    Call,
    /// An invite of the own environment.
    Invite,
    /// A job.
    Job,
    /// A root-cause group with sales.
    Group,
    /// A subscription to events, or one of its deliveries.
    Webhook,
    /// A version of a partner's contract that is open.
    Drift,
    /// A token of the own environment.
    Token,
    /// A version of a mapping that was replaced.
    MappingVersion,
    /// A question of a partner's.
    PartnerQuestion,
    /// A counterexample of a proof.
    Counterexample,
}

impl Thing {
    /// Everything.
    pub const ALL: [Self; 24] = [
        Self::Integration,
        Self::Sale,
        Self::OwnSale,
        Self::Flow,
        Self::PartnerProduct,
        Self::ProductLink,
        Self::Organisation,
        Self::User,
        Self::LinkUser,
        Self::OwnProduct,
        Self::Supplier,
        Self::Question,
        Self::Agreement,
        Self::Status,
        Self::Call,
        Self::Invite,
        Self::Job,
        Self::Group,
        Self::Webhook,
        Self::Drift,
        Self::Token,
        Self::MappingVersion,
        Self::PartnerQuestion,
        Self::Counterexample,
    ];

    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Integration => "integration",
            Self::Sale => "sale",
            Self::OwnSale => "own-sale",
            Self::Flow => "flow",
            Self::PartnerProduct => "partner-product",
            Self::ProductLink => "product-link",
            Self::Organisation => "organisation",
            Self::User => "user",
            Self::Webhook => "webhook",
            Self::Drift => "drift",
            Self::MappingVersion => "mapping-version",
            Self::PartnerQuestion => "partner-question",
            Self::Counterexample => "counterexample",
            Self::LinkUser => "link-user",
            Self::OwnProduct => "own-product",
            Self::Supplier => "supplier",
            Self::Question => "question",
            Self::Agreement => "agreement",
            Self::Status => "status",
            Self::Call => "call",
            Self::Invite => "invite",
            Self::Job => "job",
            Self::Group => "group",
            Self::Token => "token",
        }
    }
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.word().replace('-', " "))
    }
}
