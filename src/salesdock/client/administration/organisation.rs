//! Organisations (Salesdock API v1, account scope).

use std::collections::BTreeMap;

use hyper::http::Method;

use super::number;
use crate::model::administration::organisation::{OrganisationRow, OrganisationStanding};
use crate::model::ids::OrganisationId;
use crate::model::shown::Shown;
use crate::salesdock::client::{Client, ConvertError, LinkError};
use crate::salesdock::page::Scan;
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::{List, Number};
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
    /// Its tokens are refused when false.
    pub active: bool,
}

impl Client {
    /// Organisations, all pages.
    pub async fn organisations(&self) -> Result<Scan<Organisation>, LinkError> {
        let read = |raw: wire::Organisation| {
            Ok(Organisation {
                id: OrganisationId(raw.id.id().ok_or_else(|| ConvertError::missing_id("organisation"))?),
                name: Shown::new(&raw.name.or_empty()),
                identifier: Shown::new(&raw.identifier.or_empty()),
                active: raw.active.0.unwrap_or(true),
            })
        };
        let call = Call::get("organisations", self.account(&["organisations"]));
        self.scan(&call, read, |organisation| organisation.id.0).await
    }

    /// Organisations with how it stands with each, in one request; `None` where the environment does not tell.
    pub async fn organisations_seen(&self) -> Result<Option<Vec<OrganisationRow>>, LinkError> {
        let call = Call::get("organisations seen", self.koppel(&["organisations"]));
        let rows: List<koppel::OrganisationSeen> = match self.one(&call).await {
            Err(error) if error.is_not_found() => return Ok(None),
            rows => rows?,
        };
        let count = |number: &Number| number.whole().unwrap_or_default();
        let read = |raw: koppel::OrganisationSeen| {
            let standing = OrganisationStanding {
                products: count(&raw.products),
                flows: count(&raw.flows),
                agents: count(&raw.agents),
                tokens: count(&raw.tokens),
                last_contact: raw.last_contact.as_deref().and_then(|text| text.parse().ok()),
                open_sales: count(&raw.open_sales),
                requests: count(&raw.requests),
            };
            let missing =
                || LinkError::unreadable(call.name, 200, "an organisation has no number".to_owned());
            Ok(OrganisationRow {
                id: OrganisationId(raw.id.id().ok_or_else(missing)?),
                name: Shown::new(&raw.name.or_empty()),
                identifier: Shown::new(&raw.identifier.or_empty()),
                active: raw.active.0.unwrap_or(true),
                standing: Some(standing),
            })
        };
        rows.0.into_iter().map(read).collect::<Result<_, _>>().map(Some)
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
}
