//! Invites as side A meets them: our public key, and an invite that becomes an integration.
//!
//! Whatever can be found wrong is found before the invite is exchanged, for that works once. Should the
//! answer be lost, or the process end before the token is kept, the same command works again: our claim
//! shows the other side that it is us, and the lost token dies there.
//!
//! Not here: making invites (`administer::invite`), the sealing (`credential::invite`).

use secrecy::SecretString;

use super::Engine;
use super::error::EngineError;
use super::link::Access;
use crate::credential::invite::{Exchange, InviteError};
use crate::model::ids::IntegrationName;
use crate::model::integration::EnvironmentAddress;
use crate::model::reason::Reason;
use crate::salesdock::client::Client;
use crate::salesdock::error::LinkError;

impl Engine {
    /// Our public key for invites, made when first asked for.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn public_key(&self) -> Result<String, EngineError> {
        Ok(self.exchange().await?.public().to_string())
    }

    /// Makes an integration of an invite, all its switches off: its version.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a file that is no invite for us, or is damaged; [`EngineError::Refused`]
    /// for one that was used, has expired, or comes from an environment that knows none; else as
    /// [`Engine::add_integration`].
    pub async fn accept_invite(
        &self,
        name: &IntegrationName,
        file: &str,
        actor: &str,
    ) -> Result<(EnvironmentAddress, u64), EngineError> {
        let exchange = self.exchange().await?;
        let invite = exchange.open(file)?;
        let address = EnvironmentAddress { base_url: invite.base_url, domain: invite.domain };
        self.check_new_integration(name, &address).await?;
        let token = self.exchanged(&address, invite.token, &exchange.claim(&invite.id)).await?;
        let version = self.add_integration(name, address.clone(), &token, actor).await?;
        let client = self.0.shared.unsaved_client(Access { address: address.clone(), token })?;
        if let Err(error) = client.confirm_invite().await {
            // The token is kept. Unconfirmed, the invite could only be exchanged again by us.
            tracing::warn!(integration = %name, error = %error, "the invite could not be confirmed");
        }
        Ok((address, version))
    }

    async fn exchange(&self) -> Result<Exchange, EngineError> {
        let private = self.0.shared.store.exchange_key(|| Exchange::generate().private()).await?;
        Ok(Exchange::restore(&private)?)
    }

    async fn exchanged(
        &self,
        address: &EnvironmentAddress,
        token: SecretString,
        claim: &SecretString,
    ) -> Result<SecretString, EngineError> {
        let client: Client = self.0.shared.unsaved_client(Access { address: address.clone(), token })?;
        client.exchange_invite(claim).await.map_err(|error: LinkError| match error.failure.http_status {
            Some(404) if error.is_not_found() => EngineError::refused(Reason::NotOffered),
            Some(409) => EngineError::refused(Reason::InviteUsed),
            Some(410) => EngineError::refused(Reason::InviteOver),
            _ => error.into(),
        })
    }
}

impl From<InviteError> for EngineError {
    fn from(error: InviteError) -> Self {
        Self::invalid(match error {
            InviteError::Key { given } => Reason::PublicKey { given },
            InviteError::NoInvite => Reason::NoInvite,
            InviteError::OtherKey => Reason::InviteForAnother,
            InviteError::Damaged => Reason::InviteDamaged,
            InviteError::Content { why } | InviteError::Pair { why } => Reason::InviteUnreadable { why },
            InviteError::Sealing(error) => Reason::InviteUnreadable { why: error.to_string() },
        })
    }
}
