//! Link users and tokens, through koppel's own calls.

use super::{About, Administered, Refusal};
use crate::model::administration::agent::{AgentAct, AgentQuery, AgentView};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &AgentAct) -> Result<Administered, Refusal> {
    match act {
        AgentAct::Create { organisation, name } => {
            Ok(Administered::Id(client.create_agent(*organisation, name.as_deref()).await?.0))
        }
        AgentAct::CreateToken { user, label, integration, addresses, expires_at } => {
            let made = client.create_token(*user, label, *integration, addresses, *expires_at).await;
            Ok(Administered::Token(made?))
        }
        AgentAct::SetToken { token, label, addresses, expires_at } => {
            let set = client.set_token(*token, label.as_deref(), addresses.as_deref(), *expires_at).await;
            set?;
            Ok(Administered::Ok)
        }
        AgentAct::RotateToken { token, overlap } => {
            Ok(Administered::Token(client.rotate_token(*token, *overlap).await?))
        }
        AgentAct::RevokeToken { token } => {
            client.revoke_token(*token).await?;
            Ok(Administered::Ok)
        }
    }
}

pub(super) fn about(act: &AgentAct) -> Option<About> {
    Some(match act {
        AgentAct::Create { organisation, .. } => About::own(Thing::Organisation, organisation),
        AgentAct::CreateToken { user, .. } => About::own(Thing::User, user),
        AgentAct::SetToken { token, .. }
        | AgentAct::RotateToken { token, .. }
        | AgentAct::RevokeToken { token } => About::own(Thing::Token, token),
    })
}

pub(super) async fn answer(client: &Client, query: &AgentQuery) -> Result<AgentView, Refusal> {
    match query {
        AgentQuery::Tokens { organisation } => Ok(AgentView::Tokens(client.tokens(*organisation).await?)),
    }
}

pub(super) fn asked(query: &AgentQuery) -> Option<About> {
    let AgentQuery::Tokens { organisation } = query;
    Some(match organisation {
        Some(organisation) => About::own(Thing::Organisation, organisation),
        None => About::own(Thing::Call, ""),
    })
}
