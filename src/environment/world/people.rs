//! Who may do what: organisations with their rights, users, tokens, webhooks.
//!
//! A new organisation may sell nothing until products *and* flows are granted to it. Rights are read from
//! the snapshot on every request, so that revoking one works at once.
//!
//! Not here: how a token is compared (`credential::token`), how a request is let in (`auth`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::incoming::Incoming;
use super::invites::Invite;
use super::loose;
use super::network::Network;
use crate::clock::Timestamp;

/// The unit that rights are granted to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Organisation {
    /// Number.
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    /// Refuses its tokens when false.
    #[serde(default = "yes", deserialize_with = "loose::flag")]
    pub active: bool,
    /// The API's fields ([`ORGANISATION_FIELDS`]) that were given, as text.
    #[serde(default, deserialize_with = "loose::texts")]
    pub fields: BTreeMap<String, String>,
    /// Products it may sell; `None` for all.
    #[serde(default)]
    pub products: Option<BTreeSet<u64>>,
    /// Flows it may sell through; `None` for all.
    #[serde(default)]
    pub flows: Option<BTreeSet<u64>>,
    /// How its sales are taken.
    #[serde(default)]
    pub incoming: Incoming,
    /// Flows of which it may sell everything, also what is to come: standing rules. They grant the flow too.
    #[serde(default)]
    pub whole_flows: BTreeSet<u64>,
}

fn yes() -> bool {
    true
}

/// The fields of an organisation, in the order the API gives them.
pub const ORGANISATION_FIELDS: &[&str] = &[
    "name",
    "identifier",
    "description",
    "sales_channel",
    "contractor",
    "company_name",
    "contact_person",
    "postcode",
    "housenumber",
    "suffix",
    "streetname",
    "city",
    "email",
    "phone",
    "coc",
    "vat",
    "website",
    "logo",
];

/// What a contractor must tell about itself.
pub const CONTRACTOR_FIELDS: &[&str] =
    &["company_name", "email", "contact_person", "postcode", "housenumber", "streetname", "city"];

impl Organisation {
    /// A field's text, empty when it was not given.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.field("name")
    }

    /// What its users may sell and see.
    pub fn rights(&self) -> Rights {
        let granted = |set: &Option<BTreeSet<u64>>| set.clone().map_or(Granted::All, Granted::Some);
        let mut flows = granted(&self.flows);
        if let Granted::Some(flows) = &mut flows {
            flows.extend(&self.whole_flows);
        }
        Rights {
            organisation: Some(self.id),
            products: granted(&self.products),
            flows,
            whole_flows: self.whole_flows.clone(),
        }
    }
}

/// What a user is allowed by who they are. API words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Owns the account.
    Owner,
    /// Administers the account.
    Admin,
    /// Administers one organisation.
    Organisationadmin,
    /// Leads a team.
    Teamleader,
    /// Sells.
    Agent,
}

impl Role {
    /// The words of those that can be given to somebody.
    pub const GIVEN: &[&str] = &["admin", "organisationadmin", "teamleader", "agent"];

    /// Reads the API's word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Owner, Self::Admin, Self::Organisationadmin, Self::Teamleader, Self::Agent]
            .into_iter()
            .find(|role| role.as_word() == word)
    }

    /// The API's word.
    pub fn as_word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Organisationadmin => "organisationadmin",
            Self::Teamleader => "teamleader",
            Self::Agent => "agent",
        }
    }

    /// May use the account scope.
    pub fn administers(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

/// A user. A link user is no person: it cannot sign in, it only carries tokens.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    /// Number.
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    /// First name; a link user's whole name.
    #[serde(default, deserialize_with = "loose::text")]
    pub firstname: String,
    /// Last name.
    #[serde(default, deserialize_with = "loose::text")]
    pub lastname: String,
    /// E-mail address; empty for a link user.
    #[serde(default, deserialize_with = "loose::text")]
    pub email: String,
    /// Role.
    pub role: Role,
    /// Refuses its tokens when false.
    #[serde(default = "yes", deserialize_with = "loose::flag")]
    pub active: bool,
    /// Whose user; `None` for the account itself.
    #[serde(default, deserialize_with = "loose::optional_number")]
    pub organisation_id: Option<u64>,
    /// A link user.
    #[serde(default, deserialize_with = "loose::flag")]
    pub link: bool,
}

impl User {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.firstname, self.lastname).trim().to_owned()
    }
}

/// A token: everything but its secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Token {
    /// Number.
    pub id: u64,
    /// Finds it; not secret.
    pub key_id: String,
    /// What the secret is compared with.
    pub digest: [u8; 32],
    /// Whose rights it has.
    pub user_id: u64,
    /// What it is for.
    pub label: String,
    /// Usable only on the integration surface.
    pub integration: bool,
    /// Addresses it may come from; empty for any.
    #[serde(default)]
    pub addresses: Vec<Network>,
    /// When made.
    pub created_at: Timestamp,
    /// Refused from then on.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// The token it came in place of.
    #[serde(default)]
    pub replaces: Option<u64>,
    /// Another came in its place: refused from then on, and what takes its place next does not take this over.
    #[serde(default)]
    pub replaced_until: Option<Timestamp>,
}

impl Token {
    /// A token of nobody, to be filled in.
    pub fn empty(created_at: Timestamp) -> Self {
        Self {
            id: 0,
            key_id: String::new(),
            digest: [0; 32],
            user_id: 0,
            label: String::new(),
            integration: false,
            addresses: Vec::new(),
            created_at,
            expires_at: None,
            replaces: None,
            replaced_until: None,
        }
    }

    /// From when it is refused: it expires, or has been replaced.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.expires_at.into_iter().chain(self.replaced_until).min()
    }

    /// Its time has passed.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.ends_at().is_some_and(|at| at <= now)
    }
}

/// A subscription to an event.
#[derive(Clone, Serialize, Deserialize)]
pub struct Webhook {
    /// ULID text.
    pub uuid: String,
    /// Event.
    pub event: String,
    /// Where it is told.
    pub target_url: String,
    /// When subscribed.
    pub subscribed_at: Timestamp,
    /// Whose it is; `None` for the account itself.
    pub organisation_id: Option<u64>,
    /// What its messages are signed with, sealed.
    #[serde(default)]
    pub secret: Option<Vec<u8>>,
    /// When it said that it is gone for good.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
}

/// Everybody, as one snapshot.
#[derive(Clone, Default)]
#[allow(missing_docs)]
pub struct People {
    pub organisations: BTreeMap<u64, Organisation>,
    pub users: BTreeMap<u64, User>,
    /// By key id.
    pub tokens: BTreeMap<String, Token>,
    /// By uuid.
    pub webhooks: BTreeMap<String, Webhook>,
    /// By key id.
    pub invites: BTreeMap<String, Invite>,
}

impl People {
    /// True when an organisation has users, none of them active.
    pub fn is_switched_off(&self, organisation: u64) -> bool {
        let mut users = self.users.values().filter(|user| user.organisation_id == Some(organisation));
        users.next().is_some_and(|first| !first.active && !users.any(|user| user.active))
    }

    /// True when another organisation than `own` is called so.
    pub fn has_identifier(&self, own: Option<u64>, identifier: &str) -> bool {
        let mut others = self.organisations.values().filter(|one| Some(one.id) != own);
        !identifier.is_empty() && others.any(|one| one.field("identifier").eq_ignore_ascii_case(identifier))
    }

    /// True when another user than `own` of the same organisation, or of the account, has this address.
    pub fn has_email(&self, own: Option<u64>, organisation: Option<u64>, email: &str) -> bool {
        let mut others = self.users.values().filter(|one| Some(one.id) != own);
        let alike = |one: &User| one.organisation_id == organisation && one.email.eq_ignore_ascii_case(email);
        !email.is_empty() && others.any(alike)
    }

    /// What `user` may sell: everything for the account's administrators, what the organisation was
    /// granted for its users, nothing for anybody else.
    pub fn rights(&self, user: &User) -> Rights {
        match user.organisation_id.map(|id| self.organisations.get(&id)) {
            None if user.role.administers() => {
                let (products, flows) = (Granted::All, Granted::All);
                Rights { organisation: None, products, flows, whole_flows: BTreeSet::new() }
            }
            Some(Some(organisation)) => organisation.rights(),
            _ => Rights {
                organisation: Some(NOBODY),
                products: Granted::Some(BTreeSet::new()),
                flows: Granted::Some(BTreeSet::new()),
                whole_flows: BTreeSet::new(),
            },
        }
    }
}

/// The organisation of users who have none and are no administrators: it owns nothing.
const NOBODY: u64 = u64::MAX;

/// What a caller may sell and see.
#[derive(Clone)]
pub struct Rights {
    /// Whose sales; `None` for the whole account.
    pub organisation: Option<u64>,
    /// Products; ask [`granted`](super::catalogue::Catalogue::granted), which knows the standing rules.
    pub products: Granted,
    /// Flows.
    pub flows: Granted,
    /// Flows of which everything is granted.
    pub whole_flows: BTreeSet<u64>,
}

/// A set of ids, or all of them.
#[derive(Clone)]
pub enum Granted {
    /// All, also those to come.
    All,
    /// These.
    Some(BTreeSet<u64>),
}

impl Granted {
    /// True when `id` is granted.
    pub fn include(&self, id: u64) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.contains(&id),
        }
    }
}
