//! Carrying out effects: questions and orders to the service, each in a task of its own whose answer comes
//! back as a message. The one place where the console does I/O with the service.
//!
//! Not here: what an answer means (`app`).

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use tokio::sync::mpsc;

use super::app::{FileTrouble, Load, Msg, Order, Trouble};
use crate::model::administration::AdministrationView;
use crate::model::administration::invite::InviteView;
use crate::service::client::{Client, ClientError};
use crate::service::protocol::{Command, Done, Pace, Query, SaleVerb};

/// More sales than this are a job.
const MANY: usize = 10;
/// Sales that a row of a mapping is tried on: what one screen can show.
const SAMPLES: usize = 20;
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
        let done = match &order {
            Order::Administer { file: Some(path), .. } => to_file(&client, &order, path).await,
            _ => client.command(command(&order)).await.map_err(trouble),
        };
        let _ = answers.send(Msg::Ordered(order, done.map(Box::new)));
    });
}

/// Gives an order whose answer is an invite, and writes it to a new file that only this account can read.
/// The file is made first: an invite that exists and could not be kept would help nobody.
async fn to_file(client: &Client, order: &Order, path: &Path) -> Result<Done, Trouble> {
    let failed = |error: std::io::Error| {
        let why = match error.kind() {
            ErrorKind::AlreadyExists => FileTrouble::Exists,
            ErrorKind::NotFound => FileTrouble::NoFolder,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => FileTrouble::Denied,
            _ => FileTrouble::Other,
        };
        Trouble::File(path.to_path_buf(), why)
    };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let done = client.command(command(order)).await.map_err(trouble);
    let sealed = match &done {
        Ok(Done::Administered(view)) => match view.as_ref() {
            AdministrationView::Invite(InviteView::Sealed { file, .. }) => Some(file),
            _ => None,
        },
        _ => None,
    };
    match sealed {
        Some(sealed) => {
            file.write_all(sealed.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
            done
        }
        None => {
            // Nothing is in it. When it cannot be taken away either, an empty file is all that is left.
            let _ = std::fs::remove_file(path);
            done.and(Err(Trouble::Unreadable))
        }
    }
}

fn query(load: &Load) -> Query {
    match load {
        Load::Overview => Query::Overview,
        Load::Sales { query, .. } => Query::Sales(query.clone()),
        Load::Sale(id) => Query::Sale { id: *id },
        Load::Doubt(id) => Query::Doubt { id: *id },
        Load::Groups => Query::Groups,
        Load::Products(name) => Query::Products { integration: name.clone() },
        Load::Mapping(name) => Query::Mapping { integration: name.clone() },
        Load::Draft(name) => Query::Draft { integration: name.clone() },
        Load::Candidates(name) => Query::Candidates { integration: name.clone() },
        Load::Samples(name, row) => {
            Query::Samples { integration: name.clone(), row: row.clone(), last: SAMPLES }
        }
        Load::Versions(name) => Query::MappingVersions { integration: name.clone() },
        Load::Administration(query) => Query::Administration(query.clone()),
        Load::Replay(group) => Query::Replay { group: group.clone() },
        Load::Jobs => Query::Jobs,
        Load::Job(id) => Query::Job { id: *id },
        Load::Activity => Query::Activity { before: None, limit: ACTIVITY },
    }
}

/// Whether it is one act for many sales; what asks the partner, or about each, is not.
fn is_bulk(verb: &SaleVerb) -> bool {
    use SaleVerb::{Hold, Recall, Release, Retry, Send, Skip};
    matches!(verb, Send | Retry | Recall | Skip | Hold | Release)
}

fn command(order: &Order) -> Command {
    match order.clone() {
        // Much at once goes on by itself, whatever becomes of this terminal.
        Order::Act { targets, verb, reason } if targets.len() > MANY && is_bulk(&verb) => Command::BeginJob {
            sales: targets.into_iter().map(|one| (one.id, one.version)).collect(),
            verb,
            pace: Pace::AtOnce,
            group: None,
            reason,
        },
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
        Order::Replay { group, targets, reason } => Command::BeginJob {
            sales: targets.into_iter().map(|one| (one.id, one.version)).collect(),
            verb: SaleVerb::Retry,
            pace: Pace::Waves,
            group: Some(group),
            reason,
        },
        Order::Decide { name, row, keep, seen } => Command::Decide { name, row, keep, seen },
        Order::Publish { name, version } => Command::PublishDraft { name, version },
        Order::Revert { name, to, version } => {
            Command::RevertMapping { name, to, expected_version: Some(version) }
        }
        Order::Tend { group, changes } => Command::TendGroup { group, changes },
        Order::Direct(id, to) => Command::DirectJob { id, to },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::app::SaleTarget;
    use crate::model::ids::SaleId;

    #[test]
    fn much_at_once_is_a_job_that_outlives_this_terminal_and_what_is_decided_sale_by_sale_is_not() {
        let targets =
            |count| (0..count).map(|id| SaleTarget { id: SaleId(id), version: id }).collect::<Vec<_>>();
        let of = |count, verb| command(&Order::Act { targets: targets(count), verb, reason: None });
        assert!(matches!(of(10, SaleVerb::Retry), Command::Act { .. }));
        let job = of(11, SaleVerb::Skip);
        assert!(matches!(&job, Command::BeginJob { sales, pace: Pace::AtOnce, .. } if sales.len() == 11));
        assert!(matches!(of(11, SaleVerb::ConfirmAbsent), Command::Act { .. }));
    }
}
