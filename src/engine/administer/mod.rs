//! Side B's administration of its own environment, through its API with the own token. Nothing of it is
//! kept by koppel. One file for each topic: `act` carries out, `answer` answers, `about` and `asked` name
//! the one thing that a 404 may mean.
//!
//! Not here: the calls (`salesdock::client::administration`).

mod agent;
mod audit;
mod cancellation;
mod catalogue;
mod incoming;
mod invite;
mod organisation;
mod rights;
mod sale;
mod webhook;

use secrecy::SecretString;

use super::Engine;
use super::budget::Lane;
use super::error::EngineError;
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView, Moved};
use crate::model::ids::SaleId;
use crate::model::reason::{Reason, Thing};
use crate::salesdock::client::Client;
use crate::salesdock::error::LinkError;

/// What an act of administration answers.
pub enum Administered {
    /// Done.
    Ok,
    /// The number the environment gave.
    Id(u64),
    /// So many.
    Count(u64),
    /// A new token: this is the only time it is seen.
    Token(SecretString),
    /// A subscription, and the secret its messages are signed with: this is the only time it is seen.
    Subscribed(String, Option<SecretString>),
    /// What became of each of several sales.
    Each(Vec<(SaleId, Result<(), EngineError>)>),
    /// More than a number.
    View(Box<AdministrationView>),
}

/// What an act or a question is about.
struct About {
    /// Only koppel's own environments can do it.
    of_koppel: bool,
    /// The kind of thing.
    what: Thing,
    /// Which one.
    name: String,
}

impl About {
    /// Something of the public API.
    fn public(what: Thing, name: impl ToString) -> Self {
        Self { of_koppel: false, what, name: name.to_string() }
    }

    /// Something that only koppel's own environments have.
    fn own(what: Thing, name: impl ToString) -> Self {
        Self { of_koppel: true, what, name: name.to_string() }
    }
}

/// Why the environment did not do it. Here it is the operator's own doing, and no failure of a sale: every field
/// it found fault with, in its own words; else what it says.
struct Refusal(EngineError);

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Self {
        Self(error)
    }
}

impl From<LinkError> for Refusal {
    fn from(error: LinkError) -> Self {
        let why = match (&error.failure.said, error.fields.is_empty()) {
            (_, false) => Reason::WrongFields { fields: error.fields },
            (Some(said), true) => Reason::Said { said: said.clone() },
            (None, true) => return Self(error.into()),
        };
        Self(match error.failure.http_status {
            Some(400 | 413 | 422) => EngineError::invalid(why),
            // Not the request is wrong: something stands in its way.
            Some(409 | 410) => EngineError::refused(why),
            _ => EngineError::Link { failure: Box::new(error.failure) },
        })
    }
}

impl Engine {
    /// Carries out one act in the own environment, for `actor`, who reads in `language`.
    ///
    /// # Errors
    /// [`EngineError::Refused`] while the own environment is not set, [`EngineError::NotFound`] for what it
    /// does not have, [`EngineError::Link`].
    pub async fn administer(
        &self,
        act: &Administration,
        actor: &str,
        language: Option<&'static str>,
    ) -> Result<Administered, EngineError> {
        let client = self.administrator(language)?.acting_for(actor);
        let done = named(&client, carry_out(&client, act).await, about(act)).await;
        // Also what was refused or broke off may have been done in part.
        self.0.shared.told.moved(Moved::Anything);
        done
    }

    /// Answers one question about the own environment, by asking there.
    ///
    /// # Errors
    /// As [`Engine::administer`].
    pub async fn administration(
        &self,
        query: &AdministrationQuery,
        language: Option<&'static str>,
    ) -> Result<AdministrationView, EngineError> {
        let client = self.administrator(language)?;
        named(&client, answer(&client, query).await, asked(query)).await
    }

    /// It says what is wrong in the language of whoever asks.
    fn administrator(&self, language: Option<&'static str>) -> Result<Client, EngineError> {
        let client = self.0.shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?;
        Ok(match language {
            Some(language) => client.in_language(language),
            None => client,
        })
    }
}

async fn carry_out(client: &Client, act: &Administration) -> Result<Administered, Refusal> {
    match act {
        Administration::Organisation(act) => organisation::act(client, act).await,
        Administration::Rights(act) => rights::act(client, act).await,
        Administration::Agent(act) => agent::act(client, act).await,
        Administration::Incoming(act) => incoming::act(client, act).await,
        Administration::Invite(act) => invite::act(client, act).await,
        Administration::Cancellation(act) => cancellation::act(client, act).await,
        Administration::Catalogue(act) => catalogue::act(client, act).await,
        Administration::Sale(act) => sale::act(client, act).await,
        Administration::Webhook(act) => webhook::act(client, act).await,
    }
}

fn about(act: &Administration) -> Option<About> {
    match act {
        Administration::Organisation(act) => organisation::about(act),
        Administration::Rights(act) => rights::about(act),
        Administration::Agent(act) => agent::about(act),
        Administration::Incoming(act) => incoming::about(act),
        Administration::Invite(act) => invite::about(act),
        Administration::Cancellation(act) => cancellation::about(act),
        Administration::Catalogue(act) => catalogue::about(act),
        Administration::Sale(act) => sale::about(act),
        Administration::Webhook(act) => webhook::about(act),
    }
}

async fn answer(client: &Client, query: &AdministrationQuery) -> Result<AdministrationView, Refusal> {
    use AdministrationView as View;
    Ok(match query {
        AdministrationQuery::Organisation(query) => {
            View::Organisation(organisation::answer(client, query).await?)
        }
        AdministrationQuery::Rights(query) => View::Rights(rights::answer(client, query).await?),
        AdministrationQuery::Agent(query) => View::Agent(agent::answer(client, query).await?),
        AdministrationQuery::Invite(query) => View::Invite(invite::answer(client, query).await?),
        AdministrationQuery::Incoming(query) => View::Incoming(incoming::answer(client, query).await?),
        AdministrationQuery::Cancellation(query) => {
            View::Cancellation(cancellation::answer(client, query).await?)
        }
        AdministrationQuery::Catalogue(query) => View::Catalogue(catalogue::answer(client, query).await?),
        AdministrationQuery::Sale(query) => View::Sale(sale::answer(client, query).await?),
        AdministrationQuery::Webhook(query) => View::Webhook(webhook::answer(client, query).await?),
        AdministrationQuery::Audit(query) => View::Audit(audit::answer(client, query).await?),
    })
}

fn asked(query: &AdministrationQuery) -> Option<About> {
    match query {
        AdministrationQuery::Organisation(query) => organisation::asked(query),
        AdministrationQuery::Rights(query) => rights::asked(query),
        AdministrationQuery::Agent(query) => agent::asked(query),
        AdministrationQuery::Incoming(query) => incoming::asked(query),
        AdministrationQuery::Invite(query) => invite::asked(query),
        AdministrationQuery::Cancellation(query) => cancellation::asked(query),
        AdministrationQuery::Catalogue(query) => catalogue::asked(query),
        AdministrationQuery::Sale(query) => sale::asked(query),
        AdministrationQuery::Webhook(query) => webhook::asked(query),
        AdministrationQuery::Audit(query) => audit::asked(query),
    }
}

/// A 404 says what exactly is not there: the account, the whole way of asking, or the one thing named.
async fn named<T>(client: &Client, done: Result<T, Refusal>, about: Option<About>) -> Result<T, EngineError> {
    let failure = match done {
        Err(Refusal(EngineError::Link { failure })) if failure.http_status == Some(404) => failure,
        done => return done.map_err(|Refusal(error)| error),
    };
    if let Err(account) = client.flows().await {
        return Err(account.into());
    }
    let Some(About { of_koppel, what, name }) = about else { return Err(EngineError::Link { failure }) };
    if of_koppel && matches!(client.capabilities().await, Ok(None)) {
        return Err(EngineError::refused(Reason::NotOffered));
    }
    Err(EngineError::not_found(what, name))
}
