//! Invites, which only koppel's own environments know: made, listed and taken back by side B; exchanged and
//! confirmed by side A.
//!
//! Not here: sealing and opening them (`credential::invite`).

use hyper::http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::clock::Timestamp;
use crate::model::administration::invite::{InviteFor, InviteRow, InviteState};
use crate::model::ids::UserId;
use crate::model::shown::Shown;
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;
use crate::salesdock::wire::koppel;
use crate::salesdock::wire::loose::{List, Text};

impl Client {
    /// Makes an invite that is good for `within` seconds: its row, and its token, for sealing.
    pub async fn create_invite(
        &self,
        whom: InviteFor,
        to: &str,
        label: &str,
        within: u64,
    ) -> Result<(InviteRow, SecretString), LinkError> {
        let path = match whom {
            InviteFor::User(id) => self.koppel(&["users", &id.to_string(), "invites"]),
            InviteFor::Organisation(id) => self.koppel(&["organisations", &id.to_string(), "invites"]),
        };
        let body = json!({"to": to, "label": label, "expires_in": within});
        let call = self.write("create invite", Method::POST, path, &body)?;
        let mut made: koppel::Invite = self.one(&call).await?;
        let token = made.token.0.take().map(SecretString::from);
        Ok((row(&call, made)?, token.ok_or_else(|| odd(&call, "no token"))?))
    }

    /// All invites, oldest first.
    pub async fn invites(&self) -> Result<Vec<InviteRow>, LinkError> {
        let call = Call::get("invites", self.koppel(&["invites"]));
        let rows: List<koppel::Invite> = self.one(&call).await?;
        rows.0.into_iter().map(|raw| row(&call, raw)).collect()
    }

    /// Takes an open invite back.
    pub async fn withdraw_invite(&self, id: &str) -> Result<(), LinkError> {
        let path = self.koppel(&["invites", id]);
        self.data(&Call::write("withdraw invite", Method::DELETE, path)).await.map(drop)
    }

    /// Exchanges the invite whose token this client carries for an integration token. `claim` is a word that
    /// only we can say again.
    pub async fn exchange_invite(&self, claim: &SecretString) -> Result<SecretString, LinkError> {
        let body = json!({"claim": claim.expose_secret()});
        let path = self.koppel(&["invite", "exchange"]);
        let call = self.write("exchange invite", Method::POST, path, &body)?;
        let token: koppel::NewToken = self.one(&call).await?;
        token.token.0.map(SecretString::from).ok_or_else(|| odd(&call, "no token"))
    }

    /// Says that the token this client carries arrived: from now on its invite is used up.
    pub async fn confirm_invite(&self) -> Result<(), LinkError> {
        let call = Call::write("confirm invite", Method::POST, self.koppel(&["invite", "confirm"]));
        self.data(&call).await.map(drop)
    }
}

fn odd(call: &Call, why: &str) -> LinkError {
    LinkError::unreadable(call.name, 200, why.to_owned())
}

fn row(call: &Call, raw: koppel::Invite) -> Result<InviteRow, LinkError> {
    let instant = |text: &Text| text.0.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
    let shown = |text: &Text| text.0.as_deref().map(Shown::new);
    Ok(InviteRow {
        id: raw.id.0.clone().ok_or_else(|| odd(call, "an invite has no id"))?,
        label: shown(&raw.label).unwrap_or_default(),
        user: UserId(raw.user_id.id().ok_or_else(|| odd(call, "an invite has no user"))?),
        organisation: shown(&raw.organisation).unwrap_or_default(),
        to: shown(&raw.to).unwrap_or_default(),
        created_at: instant(&raw.created_at).ok_or_else(|| odd(call, "an invite has no time"))?,
        expires_at: instant(&raw.expires_at).ok_or_else(|| odd(call, "an invite has no end"))?,
        state: raw
            .state
            .0
            .as_deref()
            .and_then(InviteState::from_word)
            .ok_or_else(|| odd(call, "an invite has no state"))?,
        used_at: instant(&raw.used_at),
        used_from: shown(&raw.used_from),
        refused: raw.refused.whole().unwrap_or_default(),
        last_refused_at: instant(&raw.last_refused_at),
        last_refused_from: shown(&raw.last_refused_from),
    })
}
