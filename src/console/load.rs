//! Carrying out effects: questions and orders to the service, each in a task of its own whose answer comes
//! back as a message. The one place where the console does I/O with the service.
//!
//! Not here: what an answer means (`app`).

use tokio::sync::mpsc;

use super::app::{Load, Msg, Order, Trouble};
use crate::service::client::{Client, ClientError};
use crate::service::protocol::{Command, Query};

/// Lines of activity read at once.
const ACTIVITY: usize = 200;

/// Asks the service; the answer comes as [`Msg::Answered`].
pub fn ask(client: &Client, load: Load, answers: &mpsc::UnboundedSender<Msg>) {
    let (client, answers) = (client.clone(), answers.clone());
    tokio::spawn(async move {
        let answer = client.query(query(&load)).await.map(Box::new).map_err(trouble);
        // Nobody listens any more once the console has ended.
        let _ = answers.send(Msg::Answered(load, answer));
    });
}

/// Gives the service an order; what became of it comes as [`Msg::Ordered`].
pub fn order(client: &Client, order: Order, answers: &mpsc::UnboundedSender<Msg>) {
    let (client, answers) = (client.clone(), answers.clone());
    tokio::spawn(async move {
        let done = client.command(command(&order)).await.map(Box::new).map_err(trouble);
        let _ = answers.send(Msg::Ordered(order, done));
    });
}

fn query(load: &Load) -> Query {
    match load {
        Load::Overview => Query::Overview,
        Load::Sales { query, .. } => Query::Sales(query.clone()),
        Load::Sale(id) => Query::Sale { id: *id },
        Load::Groups => Query::Groups,
        Load::Products(name) => Query::Products { integration: name.clone() },
        Load::Mapping(name) => Query::Mapping { integration: name.clone() },
        Load::Administration(query) => Query::Administration(query.clone()),
        Load::Activity => Query::Activity { before: None, limit: ACTIVITY },
    }
}

fn command(order: &Order) -> Command {
    match order.clone() {
        Order::Act { targets, verb, reason } => Command::Act {
            sales: targets.into_iter().map(|target| (target.id, Some(target.version))).collect(),
            verb,
            reason,
        },
        Order::Set { name, change, version } => {
            Command::SetIntegration { name, changes: vec![change], expected_version: Some(version) }
        }
        Order::Sync(name) => Command::Sync { name },
        Order::Resume(name) => Command::ResumeIntegration { name },
        Order::Test(name) => Command::TestIntegration { name },
        Order::Administer { act, .. } => Command::Administer(*act),
    }
}

fn trouble(error: ClientError) -> Trouble {
    match error {
        ClientError::NotRunning { .. } => Trouble::NotRunning,
        ClientError::NotAllowed { .. } => Trouble::NotAllowed,
        ClientError::Refused(problem) => Trouble::Problem(problem),
        ClientError::Unreadable { .. } => Trouble::Unreadable,
        ClientError::Connect { .. }
        | ClientError::Lost { .. }
        | ClientError::NoAnswer { .. }
        | ClientError::Unwritable { .. }
        | ClientError::Unsendable { .. } => Trouble::Lost,
    }
}
