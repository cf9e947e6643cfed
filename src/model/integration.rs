//! Integrations: A's links to partner environments, and their settings.
//!
//! Not here: tokens (`credential`, kept apart in the store).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ids::{FlowKey, IntegrationName, ProductId, StatusKey, SupplierId};
use super::sale::CustomerKind;
use crate::clock::Timestamp;

/// A link to one partner environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// The operator's name for it.
    pub name: IntegrationName,
    /// Where the partner is.
    pub partner: EnvironmentAddress,
    /// What may go, and how.
    pub settings: Settings,
    /// Named conditions; the first that matches decides alone.
    pub conditions: Vec<Condition>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Grows with each change; what a command must expect.
    pub version: u64,
}

/// Where an environment is: base URL and account name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EnvironmentAddress {
    /// Scheme, host and port, without a path: `https://app.salesdock.nl`.
    pub base_url: String,
    /// The account's name in the path.
    pub domain: String,
}

/// What happens to an imported product that is gone at the partner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnVanished {
    /// Nothing.
    #[default]
    Nothing,
    /// Deactivate it at A.
    Deactivate,
    /// Delete it at A.
    Delete,
}

/// What becomes of sales when the partner changed what it asks, in a way that they fall out over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDrift {
    /// They are held until the mapping fits again, or an operator releases them.
    #[default]
    Hold,
    /// It is told, and they go all the same.
    Warn,
    /// It is only recorded.
    Ignore,
}

/// What happens to a field of an imported product in which the partner's differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldPolicy {
    /// The partner's value is carried over.
    #[default]
    Partner,
    /// A's value stays.
    Ours,
    /// An operator decides, each time.
    Ask,
}

/// The policy of each field; a field that is not named is the partner's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldPolicies(BTreeMap<String, FieldPolicy>);

/// Fields of a product that travel, by the API's name, but for [`PRICES`] and a party's own (`cf_...`).
pub const FIELDS: &[&str] = &[
    "name",
    "type",
    "active",
    "business",
    "usp",
    "description",
    "cart_info",
    "valid_from",
    "valid_till",
    "main",
    "duration",
    "retention",
    "documents",
    "image",
];

/// Prices of a product, likewise.
pub const PRICES: &[&str] = &[
    "price",
    "price_action",
    "price_action_type",
    "price_action_value",
    "price_monthly",
    "price_monthly_action",
    "price_monthly_action_type",
    "price_monthly_action_value",
];

impl FieldPolicies {
    /// Whether a field of this name can travel.
    pub fn knows(field: &str) -> bool {
        FIELDS.contains(&field) || PRICES.contains(&field) || field.starts_with("cf_")
    }

    /// The policy of `field`, by the API's name.
    pub fn of(&self, field: &str) -> FieldPolicy {
        self.0.get(field).copied().unwrap_or_default()
    }

    /// Sets the policy of `field`.
    pub fn set(&mut self, field: &str, policy: FieldPolicy) {
        match policy {
            FieldPolicy::Partner => self.0.remove(field),
            FieldPolicy::Ours | FieldPolicy::Ask => self.0.insert(field.to_owned(), policy),
        };
    }

    /// Those that are not the partner's, by field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FieldPolicy)> {
        self.0.iter().map(|(field, policy)| (field.as_str(), *policy))
    }
}

/// Which of A's statuses let a sale go, by itself and by hand alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusGate {
    /// Any status.
    #[default]
    Always,
    /// One of these.
    Specific(Vec<StatusKey>),
}

/// Processing switches: of an integration in general, or of one condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processing {
    /// Sales may go.
    pub enabled: bool,
    /// They go by themselves.
    pub automatic: bool,
    /// Only with these statuses.
    pub statuses: StatusGate,
}

/// Settings of an integration. All switches start off: nothing goes before an operator says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// General processing, for sales no condition matches.
    pub processing: Processing,
    /// Fetch the partner's statuses and set them on A's sale.
    pub check_updates: bool,
    /// Send opt-ins along, only those that came from a dialer.
    pub send_optin: bool,
    /// So many seconds a sale that would go can be recalled before it does.
    #[serde(default)]
    pub grace_seconds: u64,
    /// What happens to an imported product that is gone at the partner.
    pub on_vanished: OnVanished,
    /// What becomes of sales when the partner changed what it asks.
    #[serde(default)]
    pub on_drift: OnDrift,
    /// What happens to fields of an imported product in which the partner's differs.
    #[serde(default)]
    pub fields: FieldPolicies,
}

impl Settings {
    /// So long a sale that would go can be recalled before it does.
    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds)
    }
}

/// A named condition: which sales it matches, and what it decides for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Name, unique within the integration.
    pub name: String,
    /// What it matches: every filled list must hold the sale's value.
    pub matches: Matcher,
    /// What it decides.
    pub processing: Processing,
}

/// What a condition matches. Empty lists match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matcher {
    /// Own products.
    pub products: Vec<ProductId>,
    /// Suppliers in the own environment.
    pub suppliers: Vec<SupplierId>,
    /// Own flows.
    pub flows: Vec<FlowKey>,
    /// Product types.
    pub product_types: Vec<String>,
    /// Own statuses.
    pub statuses: Vec<StatusKey>,
    /// Customer kinds.
    pub customers: Vec<CustomerKind>,
    /// Own answers: question identifier and the value it must have.
    pub answers: Vec<(String, String)>,
}
