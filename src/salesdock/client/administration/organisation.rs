//! Organisations (Salesdock API v1, account scope).

use std::collections::BTreeMap;

use hyper::http::Method;

use super::number;
use crate::model::ids::OrganisationId;
use crate::model::shown::Shown;
use crate::salesdock::client::{Client, ConvertError, LinkError};
use crate::salesdock::page::Scan;
use crate::salesdock::request::Call;
use crate::salesdock::wire::access as wire;

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

impl Client {
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
}
