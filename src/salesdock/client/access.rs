//! Calls about who may do what: organisations, rights, users, webhooks (Salesdock API v1, account scope);
//! and what only koppel's own environments serve under `koppel/`. Where a partner lacks the latter, they
//! answer 404, and [`Client::capabilities`] says so with `None`.
//!
//! Not here: what follows from a capability (`engine`).

use std::collections::BTreeMap;

use hyper::http::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{Client, ConvertError, LinkError, Scope};
use crate::model::delivery::Tier;
use crate::model::ids::{FlowId, OrganisationId, ProductId, SaleId, UserId};
use crate::model::optin::{Channel, OptIn};
use crate::model::shown::Shown;
use crate::salesdock::page::Scan;
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::{Number, Text, items};
use crate::salesdock::wire::{access as wire, koppel};

/// An organisation, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Number.
    pub id: OrganisationId,
    /// Name.
    pub name: Shown,
    /// Identifier.
    pub identifier: Shown,
}

/// What koppel's own environments can do beyond the public API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// How sales can be matched, by what the environment does with `external_reference`.
    pub tier: Tier,
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
    fn account(&self, path: &[&str]) -> Vec<String> {
        self.in_scope(Scope::Account, path)
    }

    /// Organisations, all pages.
    pub async fn organisations(&self) -> Result<Scan<Organisation>, LinkError> {
        let read = |raw: wire::Organisation| {
            Ok(Organisation {
                id: OrganisationId(raw.id.id().ok_or_else(|| ConvertError::missing_id("organisation"))?),
                name: Shown::new(&raw.name.or_empty()),
                identifier: Shown::new(&raw.identifier.or_empty()),
            })
        };
        let call = Call::get("organisations", self.account(&["organisations"]));
        self.scan(&call, read, |organisation| organisation.id.0).await
    }

    /// One organisation, every field as text.
    pub async fn organisation(&self, id: OrganisationId) -> Result<BTreeMap<String, String>, LinkError> {
        let call = Call::get("organisation", self.account(&["organisations", &id.to_string()]));
        Ok(self.one::<wire::OrganisationFields>(&call).await?.0.texts())
    }

    /// Creates an organisation of the API's fields: its number.
    pub async fn create_organisation(
        &self,
        fields: &BTreeMap<String, String>,
    ) -> Result<OrganisationId, LinkError> {
        let call =
            self.write("create organisation", Method::POST, self.account(&["organisations"]), fields)?;
        let created: wire::Created = self.one(&call).await?;
        number(&call, &[&created.organisation_id, &created.id]).map(OrganisationId)
    }

    /// Changes fields of an organisation.
    pub async fn update_organisation(
        &self,
        id: OrganisationId,
        fields: &BTreeMap<String, String>,
    ) -> Result<(), LinkError> {
        let path = self.account(&["organisations", &id.to_string()]);
        self.data(&self.write("update organisation", Method::PUT, path, fields)?).await.map(drop)
    }

    /// Deletes an organisation.
    pub async fn delete_organisation(&self, id: OrganisationId) -> Result<(), LinkError> {
        let path = self.account(&["organisations", &id.to_string()]);
        self.data(&Call::write("delete organisation", Method::DELETE, path)).await.map(drop)
    }

    /// Products an organisation may sell.
    pub async fn organisation_products(&self, id: OrganisationId) -> Result<Vec<ProductId>, LinkError> {
        let path = self.account(&["organisations", &id.to_string(), "products"]);
        let data = self.data(&Call::get("organisation products", path)).await?;
        Ok(numbers(data, "products").into_iter().map(ProductId).collect())
    }

    /// Sets the products an organisation may sell; `None` for all. Answers the resulting list.
    pub async fn grant_products(
        &self,
        id: OrganisationId,
        products: Option<&[ProductId]>,
    ) -> Result<Vec<ProductId>, LinkError> {
        let path = self.account(&["connect-organisation-to-products", &id.to_string()]);
        let body = products.map_or_else(|| json!({}), |products| json!({"products": products}));
        let data = self.data(&self.write("grant products", Method::POST, path, &body)?).await?;
        Ok(numbers(data, "products").into_iter().map(ProductId).collect())
    }

    /// Sets the flows an organisation may sell through; `None` for all. koppel's own environments only.
    pub async fn grant_flows(
        &self,
        id: OrganisationId,
        flows: Option<&[FlowId]>,
    ) -> Result<Vec<FlowId>, LinkError> {
        let path = self.koppel(&["organisations", &id.to_string(), "flows"]);
        let body = flows.map_or_else(|| json!({}), |flows| json!({"flows": flows}));
        let data = self.data(&self.write("grant flows", Method::PUT, path, &body)?).await?;
        Ok(numbers(data, "flows").into_iter().map(FlowId).collect())
    }

    /// Creates the link user of an organisation. koppel's own environments only.
    pub async fn create_agent(&self, id: OrganisationId, name: Option<&str>) -> Result<UserId, LinkError> {
        let path = self.koppel(&["organisations", &id.to_string(), "agents"]);
        let body = name.map_or_else(|| json!({}), |name| json!({"name": name}));
        let call = self.write("create agent", Method::POST, path, &body)?;
        let created: wire::Created = self.one(&call).await?;
        number(&call, &[&created.user_id, &created.id]).map(UserId)
    }

    /// Creates a token for a user: this is the only time it is seen. koppel's own environments only.
    pub async fn create_token(
        &self,
        user: UserId,
        label: &str,
        integration: bool,
    ) -> Result<SecretString, LinkError> {
        let path = self.koppel(&["users", &user.to_string(), "tokens"]);
        let body = json!({"label": label, "integration": integration});
        let call = self.write("create token", Method::POST, path, &body)?;
        let token: koppel::NewToken = self.one(&call).await?;
        let missing = || LinkError::unreadable(call.name, 201, "no token".to_owned());
        token.token.0.map(SecretString::from).ok_or_else(missing)
    }

    /// Invites a person.
    pub async fn invite(
        &self,
        email: &str,
        role: &str,
        organisation: OrganisationId,
    ) -> Result<(), LinkError> {
        let body = json!({"email": email, "role": role, "organisation_id": organisation});
        self.data(&self.write("invitation", Method::POST, self.account(&["invitation"]), &body)?)
            .await
            .map(drop)
    }

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

/// The first of `fields` that is a number.
fn number(call: &Call, fields: &[&Number]) -> Result<u64, LinkError> {
    let found = fields.iter().find_map(|field| field.id());
    found.ok_or_else(|| LinkError::unreadable(call.name, 201, "the answer names no number".to_owned()))
}

/// `{field: [ids]}`, or the bare list.
fn numbers(data: Value, field: &str) -> Vec<u64> {
    let list = match data.get(field) {
        Some(list) => list.clone(),
        None => data,
    };
    let id = |item: &Value| Number::of(item).id().or_else(|| Number::of(item.get("id")?).id());
    items(list).iter().filter_map(|item| id(item).or_else(|| Text::of(item).0?.parse().ok())).collect()
}
