//! Link users and tokens, through koppel's own calls.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::agent::{AgentAct, AgentQuery, AgentView};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &AgentAct) -> Result<Administered, EngineError> {
    match act {
        AgentAct::Create { organisation, name } => {
            Ok(Administered::Id(client.create_agent(*organisation, name.as_deref()).await?.0))
        }
        AgentAct::CreateToken { user, label, integration } => {
            Ok(Administered::Token(client.create_token(*user, label, *integration).await?))
        }
    }
}

pub(super) fn about(act: &AgentAct) -> Option<About> {
    Some(match act {
        AgentAct::Create { organisation, .. } => About::own(Thing::Organisation, organisation),
        AgentAct::CreateToken { user, .. } => About::own(Thing::User, user),
    })
}

pub(super) async fn answer(_: &Client, query: &AgentQuery) -> Result<AgentView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &AgentQuery) -> Option<About> {
    match *query {}
}
