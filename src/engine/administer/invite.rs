//! Invites: the own environment makes the token, and it is sealed here, before anybody sees it.

use secrecy::SecretString;

use super::{About, Administered, Refusal};
use crate::credential::invite::{Invite, PublicKey};
use crate::engine::error::EngineError;
use crate::model::administration::AdministrationView;
use crate::model::administration::invite::{InviteAct, InviteFor, InviteQuery, InviteView};
use crate::model::integration::EnvironmentAddress;
use crate::model::reason::{Reason, Thing};
use crate::salesdock::client::Client;
use crate::salesdock::request::base::Base;

pub(super) async fn act(client: &Client, act: &InviteAct) -> Result<Administered, Refusal> {
    match act {
        InviteAct::Create { whom, to, label, within, base_url } => {
            // Looked at before a token exists that nobody could use.
            let key = PublicKey::parse(to).map_err(EngineError::from)?;
            let mut address = client.base().address().clone();
            let local = base_url.is_none() && client.base().is_loopback();
            if let Some(base_url) = base_url {
                address = EnvironmentAddress { base_url: base_url.clone(), ..address };
                Base::new(&address).map_err(EngineError::from)?;
            }
            let (row, token) = client.create_invite(*whom, &key.to_string(), label, *within).await?;
            let organisation = row.organisation.to_string();
            let file = sealed(&key, address, row.id.clone(), organisation, token, row.expires_at)?;
            let view = InviteView::Sealed { file, row: Box::new(row), local };
            Ok(Administered::View(Box::new(AdministrationView::Invite(view))))
        }
        InviteAct::Withdraw { id } => match client.withdraw_invite(id).await {
            Ok(()) => Ok(Administered::Ok),
            Err(error) if error.failure.http_status == Some(409) => {
                Err(EngineError::refused(Reason::InviteUsed).into())
            }
            Err(error) if error.failure.http_status == Some(410) => {
                Err(EngineError::refused(Reason::InviteOver).into())
            }
            Err(error) => Err(error.into()),
        },
    }
}

fn sealed(
    key: &PublicKey,
    address: EnvironmentAddress,
    id: String,
    organisation: String,
    token: SecretString,
    expires_at: crate::clock::Timestamp,
) -> Result<String, EngineError> {
    let (base_url, domain) = (address.base_url, address.domain);
    Ok(key.seal(&Invite { id, base_url, domain, organisation, token, expires_at })?)
}

pub(super) fn about(act: &InviteAct) -> Option<About> {
    Some(match act {
        InviteAct::Create { whom: InviteFor::User(user), .. } => About::own(Thing::LinkUser, user),
        InviteAct::Create { whom: InviteFor::Organisation(id), .. } => About::own(Thing::Organisation, id),
        InviteAct::Withdraw { id } => About::own(Thing::Invite, id),
    })
}

pub(super) async fn answer(client: &Client, query: &InviteQuery) -> Result<InviteView, Refusal> {
    match query {
        InviteQuery::List => Ok(InviteView::List(client.invites().await?)),
    }
}

pub(super) fn asked(_: &InviteQuery) -> Option<About> {
    None
}
