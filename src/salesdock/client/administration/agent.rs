//! Link users and their tokens, which only koppel's own environments serve; and invitations of people.

use hyper::http::Method;
use secrecy::SecretString;
use serde_json::json;

use super::number;
use crate::model::ids::{OrganisationId, UserId};
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::wire::{access as wire, koppel};

impl Client {
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
}
