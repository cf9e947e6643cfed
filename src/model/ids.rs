//! Ids. What an environment numbers is a `u64` of its own type, read from a number or a numeric string;
//! anything else is refused by name. Flows, questions, agreements and statuses are *keyed* by identifier.
//!
//! Not here: koppel's own records, which have ULIDs where they need one.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident, $subject:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.trim().parse().map(Self).map_err(|_| BadId { subject: $subject, found: text.to_owned() })
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                #[serde(untagged)]
                enum Loose {
                    Number(u64),
                    Text(String),
                }
                match Loose::deserialize(deserializer) {
                    Ok(Loose::Number(number)) => Ok(Self(number)),
                    Ok(Loose::Text(text)) => text.parse().map_err(serde::de::Error::custom),
                    Err(_) => Err(serde::de::Error::custom(BadId { subject: $subject, found: "no number".into() })),
                }
            }
        }
    )*};
}

/// An id that is no number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{subject} id: a whole number is expected, found «{found}»")]
pub struct BadId {
    /// What the id is of.
    pub subject: &'static str,
    /// What stood there.
    pub found: String,
}

numbered! {
    /// A sale (order or offer) in one environment.
    SaleId, "sale";
    /// A product in one environment.
    ProductId, "product";
    /// A supplier in one environment.
    SupplierId, "supplier";
    /// A flow in one environment; evidence beside its [`FlowKey`].
    FlowId, "flow";
    /// A product question in one environment; evidence beside its identifier.
    QuestionId, "question";
    /// An agreement in one environment; evidence beside its identifier.
    AgreementId, "agreement";
    /// An organisation in one environment.
    OrganisationId, "organisation";
    /// A user in one environment.
    UserId, "user";
    /// A token in one environment: its number, never the token.
    TokenId, "token";
}

macro_rules! keyed {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )*};
}

keyed! {
    /// A product question's identifier: the key under which its answer is sent.
    QuestionKey;
    /// An agreement's identifier.
    AgreementKey;
    /// A status's identifier.
    StatusKey;
    /// The name an operator gave an integration: unique within one service.
    IntegrationName;
}

/// A flow's key: its type and identifier, as in the path of a new sale. Written `type/identifier`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FlowKey {
    /// The flow's type, e.g. `energy`.
    pub flow_type: String,
    /// The flow's identifier.
    pub identifier: String,
}

impl FlowKey {
    /// A key of its two parts.
    pub fn new(flow_type: impl Into<String>, identifier: impl Into<String>) -> Self {
        Self { flow_type: flow_type.into(), identifier: identifier.into() }
    }
}

impl fmt::Display for FlowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.flow_type, self.identifier)
    }
}

impl std::str::FromStr for FlowKey {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('/') {
            Some((flow_type, identifier)) if !flow_type.is_empty() && !identifier.is_empty() => {
                Ok(Self::new(flow_type, identifier))
            }
            _ => Err(format!("«{text}» is no flow: write type/identifier, e.g. energy/electricity")),
        }
    }
}

impl Serialize for FlowKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FlowKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_from_a_number_or_a_numeric_string_and_nothing_else() {
        assert_eq!(serde_json::from_str::<SaleId>("17").unwrap(), SaleId(17));
        assert_eq!(serde_json::from_str::<SaleId>("\"17\"").unwrap(), SaleId(17));
        let error = serde_json::from_str::<SaleId>("\"x\"").unwrap_err().to_string();
        assert!(error.contains("sale id") && error.contains('x'), "{error}");
        assert!(serde_json::from_str::<SaleId>("null").is_err());
        assert!(serde_json::from_str::<SaleId>("-1").is_err());
    }

    #[test]
    fn a_flow_key_is_written_as_its_path() {
        let key: FlowKey = "energy/all-in".parse().unwrap();
        assert_eq!(key, FlowKey::new("energy", "all-in"));
        assert_eq!(key.to_string(), "energy/all-in");
        assert!("energy".parse::<FlowKey>().is_err());
    }
}
