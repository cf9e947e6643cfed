//! What an environment can do and who a token is: served by koppel's own environments only, under
//! `koppel/`. [`Client::capabilities`] answers `None` for any other.
//!
//! Not here: administering it (`administration`), what follows from a capability (`engine`).

use super::{Client, LinkError, Scope};
use crate::model::delivery::Tier;
use crate::model::ids::SaleId;
use crate::model::optin::{Channel, OptIn};
use crate::model::shown::Shown;
use crate::salesdock::request::Call;
use crate::salesdock::wire::koppel;

/// What koppel's own environments can do beyond the public API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// How sales can be matched, by what the environment does with `external_reference`.
    pub tier: Tier,
    /// It streams what changes.
    pub events: bool,
}

/// Who a token is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// Name of the user.
    pub user: Option<Shown>,
    /// Name of the organisation.
    pub organisation: Option<Shown>,
    /// `user` or `account`.
    pub scope: Option<Scope>,
    /// Usable only by another environment.
    pub integration_only: Option<bool>,
}

impl Client {
    /// What a koppel environment can do; `None` when the environment is not one.
    pub async fn capabilities(&self) -> Result<Option<Capabilities>, LinkError> {
        let call = Call::get("capabilities", self.koppel(&["capabilities"]));
        match self.one::<koppel::Capabilities>(&call).await {
            Ok(raw) => Ok(Some(Capabilities {
                tier: match raw.reference.as_deref() {
                    Some("unique") => Tier::T0,
                    Some("echoed") => Tier::T1,
                    _ => Tier::T3,
                },
                events: raw.events.is_set(),
            })),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Who the token is; `None` when the environment does not tell.
    pub async fn me(&self) -> Result<Option<Me>, LinkError> {
        let call = Call::get("me", self.koppel(&["me"]));
        match self.one::<koppel::Me>(&call).await {
            Ok(raw) => Ok(Some(Me {
                user: raw.user.0.and_then(|user| user.name.0).map(Shown::from),
                organisation: raw
                    .organisation
                    .0
                    .and_then(|organisation| organisation.name.0)
                    .map(Shown::from),
                scope: match raw.scope.as_deref() {
                    Some("user") => Some(Scope::User),
                    Some("account") => Some(Scope::Account),
                    _ => None,
                },
                integration_only: raw.integration_only.0,
            })),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The opt-in recorded with a sale; `None` when there is none, or the environment does not tell.
    pub async fn optin(&self, id: SaleId) -> Result<Option<OptIn>, LinkError> {
        let call = Call::get("optin", self.koppel(&["sales", &id.to_string(), "optin"]));
        match self.one::<koppel::OptIn>(&call).await {
            Ok(raw) => Ok(optin(raw)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn optin(raw: koppel::OptIn) -> Option<OptIn> {
    let channel = |raw: koppel::Channel| {
        Some(Channel {
            kind: raw.kind.0?,
            value: raw.value.0?,
            topic: raw.topic.0,
            verified_at: raw.verified_at.0,
            verified_ip: raw.verified_ip.0,
            verified_method: raw.verified_method.0,
        })
    };
    Some(OptIn {
        source: raw.source.0?,
        obtained_at: raw.obtained_at.or_empty(),
        obtained_by: raw.obtained_by.0,
        obtained_system: raw.obtained_system.0,
        obtained_via_url: raw.obtained_via_url.0,
        client_ip: raw.client_ip.0,
        valid_till: raw.valid_till.0,
        withdrawn_at: raw.withdrawn_at.0,
        channels: raw.channels.0.into_iter().filter_map(channel).collect(),
        remarks: raw.remarks.0,
        campaign_code: raw.campaign_code.0,
    })
}
