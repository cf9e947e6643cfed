//! Incoming settings per partner; koppel's own environments only.

use std::collections::BTreeMap;

use hyper::http::Method;

use crate::model::administration::incoming::IncomingSettings;
use crate::model::ids::OrganisationId;
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;
use crate::salesdock::wire::koppel;

impl Client {
    /// How an organisation's sales are taken.
    pub async fn incoming(&self, id: OrganisationId) -> Result<IncomingSettings, LinkError> {
        let path = self.koppel(&["organisations", &id.to_string(), "incoming"]);
        Ok(settings(self.one(&Call::get("incoming settings", path)).await?))
    }

    /// Changes how an organisation's sales are taken. Answers all settings.
    pub async fn set_incoming(
        &self,
        id: OrganisationId,
        changes: &BTreeMap<String, String>,
    ) -> Result<IncomingSettings, LinkError> {
        let path = self.koppel(&["organisations", &id.to_string(), "incoming"]);
        let call = self.write("set incoming settings", Method::PUT, path, changes)?;
        Ok(settings(self.one(&call).await?))
    }
}

fn settings(raw: koppel::Incoming) -> IncomingSettings {
    IncomingSettings {
        check_verification: raw.check_verification.is_set(),
        check_agreements: raw.check_agreements.is_set(),
        accepted_offer_status: raw.accepted_offer_status.0,
        order_status: raw.order_status.0,
        always_confirm: raw.always_confirm.is_set(),
        accept_cancellations: raw.accept_cancellations.is_set(),
    }
}
