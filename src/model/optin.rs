//! Opt-ins: recorded consent to be called or mailed. Personal data: no `Debug`.

use serde::{Deserialize, Serialize};

/// A recorded consent. Times and texts are kept as the environment gave them, for they are evidence.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptIn {
    /// Where it came from.
    pub source: String,
    /// When it was given.
    pub obtained_at: String,
    /// Who took it.
    pub obtained_by: Option<String>,
    /// In which system.
    pub obtained_system: Option<String>,
    /// On which page.
    pub obtained_via_url: Option<String>,
    /// The customer's address on the network.
    pub client_ip: Option<String>,
    /// Until when it holds.
    pub valid_till: Option<String>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<String>,
    /// The ways the customer may be reached; at least one.
    pub channels: Vec<Channel>,
    /// Remarks.
    pub remarks: Option<String>,
    /// Campaign.
    pub campaign_code: Option<String>,
}

/// One way a customer may be reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// `email` or `phone`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address or number.
    pub value: String,
    /// What about.
    pub topic: Option<String>,
    /// When it was verified.
    pub verified_at: Option<String>,
    /// From where it was verified.
    pub verified_ip: Option<String>,
    /// `sms`, `call` or `whatsapp`.
    pub verified_method: Option<String>,
}
