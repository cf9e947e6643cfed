//! Side B's administration of its own environment, through its API with the own token. Nothing of it is
//! kept by koppel.
//!
//! Not here: which of it an environment offers (`salesdock::client::access`).

use secrecy::SecretString;

use super::Engine;
use super::budget::Lane;
use super::error::EngineError;
use crate::model::act::Administration;
use crate::model::ids::{FlowId, FlowKey};
use crate::model::reason::{Reason, Thing};
use crate::salesdock::client::Client;

/// What an act of administration answers.
pub enum Administered {
    /// Done.
    Ok,
    /// The number the environment gave.
    Id(u64),
    /// So many.
    Count(u64),
    /// A new token: this is the only time it is seen.
    Token(SecretString),
}

impl Engine {
    /// Carries out one act in the own environment.
    ///
    /// # Errors
    /// [`EngineError::Refused`] while the own environment is not set, [`EngineError::NotFound`] for a flow
    /// it does not have, [`EngineError::Link`].
    pub async fn administer(&self, act: &Administration) -> Result<Administered, EngineError> {
        let client = self.0.shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?;
        match carry_out(&client, act).await {
            Err(EngineError::Link { failure }) if failure.http_status == Some(404) => {
                Err(lacking(&client, act, EngineError::Link { failure }).await)
            }
            done => done,
        }
    }
}

async fn carry_out(client: &Client, act: &Administration) -> Result<Administered, EngineError> {
    Ok(match act {
        Administration::CreateOrganisation { fields } => {
            if fields.get("name").is_none_or(|name| name.trim().is_empty()) {
                return Err(EngineError::invalid(Reason::OrganisationName));
            }
            Administered::Id(client.create_organisation(fields).await?.0)
        }
        Administration::GrantProducts { organisation, products } => {
            let granted = client.grant_products(*organisation, products.as_deref()).await?;
            Administered::Count(granted.len() as u64)
        }
        Administration::GrantFlows { organisation, flows } => {
            let flows = match flows {
                Some(keys) => Some(numbers(client, keys).await?),
                None => None,
            };
            let granted = client.grant_flows(*organisation, flows.as_deref()).await?;
            Administered::Count(granted.len() as u64)
        }
        Administration::CreateAgent { organisation, name } => {
            Administered::Id(client.create_agent(*organisation, name.as_deref()).await?.0)
        }
        Administration::CreateToken { user, label, integration } => {
            Administered::Token(client.create_token(*user, label, *integration).await?)
        }
        Administration::SetSaleStatus { sale, status, remark } => {
            client.update_status(*sale, status, remark.as_deref()).await?;
            Administered::Ok
        }
    })
}

/// What exactly is not there: the account, the whole way of asking, or the one thing that was named.
async fn lacking(client: &Client, act: &Administration, error: EngineError) -> EngineError {
    if let Err(account) = client.flows().await {
        return account.into();
    }
    let (of_koppel, what, name) = match act {
        Administration::CreateOrganisation { .. } => return error,
        Administration::GrantProducts { organisation, .. } => (false, Thing::Organisation, organisation.0),
        Administration::GrantFlows { organisation, .. } => (true, Thing::Organisation, organisation.0),
        Administration::CreateAgent { organisation, .. } => (true, Thing::Organisation, organisation.0),
        Administration::CreateToken { user, .. } => (true, Thing::User, user.0),
        Administration::SetSaleStatus { sale, .. } => (false, Thing::OwnSale, sale.0),
    };
    if of_koppel && matches!(client.capabilities().await, Ok(None)) {
        return EngineError::refused(Reason::NotOffered);
    }
    EngineError::not_found(what, name)
}

/// The numbers of flows that are named by key.
async fn numbers(client: &Client, keys: &[FlowKey]) -> Result<Vec<FlowId>, EngineError> {
    let flows = client.flows().await?;
    let number = |key: &FlowKey| {
        let found = flows.iter().find(|flow| flow.key == *key).map(|flow| flow.id);
        found.ok_or_else(|| EngineError::not_found(Thing::Flow, key))
    };
    keys.iter().map(number).collect()
}
