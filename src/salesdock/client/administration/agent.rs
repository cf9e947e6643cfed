//! Link users and their tokens, which only koppel's own environments serve; and invitations of people.

use hyper::http::Method;
use secrecy::SecretString;
use serde_json::json;

use super::number;
use crate::clock::Timestamp;
use crate::model::administration::agent::{TokenEnd, TokenRow};
use crate::model::ids::{OrganisationId, TokenId, UserId};
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;
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
        addresses: &[String],
        expires_at: Option<Timestamp>,
    ) -> Result<SecretString, LinkError> {
        let path = self.koppel(&["users", &user.to_string(), "tokens"]);
        let mut body = json!({"label": label, "integration": integration, "addresses": addresses});
        if let Some(at) = expires_at {
            body["expires_at"] = json!(at);
        }
        self.new_token(&self.write("create token", Method::POST, path, &body)?).await
    }

    async fn new_token(&self, call: &Call) -> Result<SecretString, LinkError> {
        let token: koppel::NewToken = self.one(call).await?;
        let missing = || LinkError::unreadable(call.name, 201, "no token".to_owned());
        token.token.0.map(SecretString::from).ok_or_else(missing)
    }

    /// Tokens, of one organisation or all. koppel's own environments only.
    pub async fn tokens(&self, organisation: Option<OrganisationId>) -> Result<Vec<TokenRow>, LinkError> {
        let call = Call::get("tokens", self.koppel(&["tokens"]));
        let call = match organisation {
            Some(id) => call.with("organisation", id),
            None => call,
        };
        self.one(&call).await
    }

    /// Changes a token; what is `None` stays. koppel's own environments only.
    pub async fn set_token(
        &self,
        id: TokenId,
        label: Option<&str>,
        addresses: Option<&[String]>,
        expires_at: Option<TokenEnd>,
    ) -> Result<(), LinkError> {
        let mut body = json!({});
        if let Some(label) = label {
            body["label"] = json!(label);
        }
        if let Some(addresses) = addresses {
            body["addresses"] = json!(addresses);
        }
        match expires_at {
            None => {}
            Some(TokenEnd::Never) => body["expires_at"] = json!(""),
            Some(TokenEnd::At(at)) => body["expires_at"] = json!(at),
        }
        let path = self.koppel(&["tokens", &id.to_string()]);
        self.data(&self.write("set token", Method::PUT, path, &body)?).await.map(drop)
    }

    /// Another token like it; the old one ends after so many seconds. koppel's own environments only.
    pub async fn rotate_token(&self, id: TokenId, overlap: u64) -> Result<SecretString, LinkError> {
        let path = self.koppel(&["tokens", &id.to_string(), "rotate"]);
        let body = json!({"overlap_seconds": overlap});
        self.new_token(&self.write("rotate token", Method::POST, path, &body)?).await
    }

    /// Ends a token at once. koppel's own environments only.
    pub async fn revoke_token(&self, id: TokenId) -> Result<(), LinkError> {
        let path = self.koppel(&["tokens", &id.to_string()]);
        self.data(&Call::write("revoke token", Method::DELETE, path)).await.map(drop)
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
