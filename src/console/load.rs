//! Carrying out effects: questions and orders to the service, each in a task of its own whose answer comes
//! back as a message. The one place where the console does I/O with the service.
//!
//! Not here: what an answer means (`app`).

mod files;
mod papers;
mod updates;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::sync::mpsc;

use self::files::{content, kind};
use super::app::activity::PAGE;
use super::app::arrange::Arrange;
use super::app::errand::Attachment;
use super::app::{FileTrouble, Load, Msg, Order, Papers, SaleTarget, Trouble};
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Fields};
use crate::model::administration::invite::InviteView;
use crate::model::administration::sale::{SaleAct, SaleUpdate, SaleView};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};
use crate::model::ids::IntegrationName;
use crate::model::job::MANY;
use crate::model::presence::Place;
use crate::service::client::{Client, ClientError};
use crate::service::protocol::{Answer, Command, Done, Pace, Query, SaleVerb};

/// Sales that a row of a mapping is tried on: what one screen can show.
const SAMPLES: usize = 20;
/// Sales that switches and a mapping are rehearsed with.
const LAST: usize = 100;
/// All files of one act together, in bytes: as text in a request they grow by a third.
const LARGEST: usize = 5_000_000;

/// Asks the service; the answer comes as [`Msg::Answered`].
pub fn ask(client: &Client, load: Load, answers: &mpsc::UnboundedSender<Msg>) {
    let (client, answers, load) = (client.clone(), answers.clone(), placed(load));
    tokio::spawn(async move {
        let answer = match &load {
            Load::Updates(path) => Some(Msg::Updates(updates::planned(&client, path).await.map(Box::new))),
            Load::UpdatesExample(path) => Some(Msg::Example(path.clone(), updates::example(path))),
            _ => None,
        };
        if let Some(answer) = answer {
            let _ = answers.send(answer);
            return;
        }
        let asked = async || client.query(query(&load)).await.map(Box::new).map_err(trouble);
        let answer = match &load {
            Load::Files { folder, .. } => {
                asked().await.and_then(|answer| written(&answer, folder).map(|()| answer))
            }
            Load::WorldOut(path) => {
                asked().await.and_then(|answer| world_out(&answer, path).map(|()| answer))
            }
            Load::Out { path, language, .. } => {
                asked().await.and_then(|answer| papers::written(&answer, path, *language).map(|()| answer))
            }
            Load::WorldIn(path) => world_in(&client, path).await,
            _ => asked().await,
        };
        // Nobody listens any more once the console has ended.
        let _ = answers.send(Msg::Answered(load, answer));
    });
}

/// Tells where this console is; who it is there comes as [`Msg::Known`]. Unheard it is told again soon.
pub fn here(
    client: &Client,
    name: IntegrationName,
    place: Option<Place>,
    answers: &mpsc::UnboundedSender<Msg>,
) {
    let (client, answers) = (client.clone(), answers.clone());
    tokio::spawn(async move {
        if let Ok(Done::Actor(actor)) = client.command(Command::Here { name, place }).await {
            let _ = answers.send(Msg::Known(actor));
        }
    });
}

/// Gives the service an order; what became of it comes as [`Msg::Ordered`].
pub fn order(client: &Client, order: Order, answers: &mpsc::UnboundedSender<Msg>) {
    let (client, answers) = (client.clone(), answers.clone());
    tokio::spawn(async move {
        let done = match &order {
            Order::Administer { file: Some(path), .. } => to_file(&client, &order, path).await,
            Order::Administer { act, attach, .. } if !attach.is_empty() => match attached(act, attach) {
                Ok(act) => client.command(Command::Administer(act)).await.map_err(trouble),
                Err(why) => Err(why),
            },
            Order::Administer { act, .. } if updates_of(act).is_some() => {
                updates::taken_in(&client, updates_of(act).unwrap_or_default()).await
            }
            Order::Invite { name, file } => from_file(&client, name, file).await,
            _ => client.command(command(&order)).await.map_err(trouble),
        };
        let _ = answers.send(Msg::Ordered(order, done.map(Box::new)));
    });
}

/// The updates that an act takes in.
fn updates_of(act: &Administration) -> Option<&[SaleUpdate]> {
    match act {
        Administration::Sale(SaleAct::Update { updates }) => Some(updates),
        _ => None,
    }
}

/// Gives an order whose answer is an invite, and writes it to a new file that only this account can read.
/// The file is made first: an invite that exists and could not be kept would help nobody.
async fn to_file(client: &Client, order: &Order, path: &Path) -> Result<Done, Trouble> {
    let failed = |error: std::io::Error| Trouble::File(path.to_path_buf(), not_written(&error));
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

/// The act with what its files hold. Nothing is sent when one of them does not do.
fn attached(act: &Administration, files: &[Attachment]) -> Result<Administration, Trouble> {
    let mut act = act.clone();
    let mut room = LARGEST;
    if let (Administration::Catalogue(CatalogueAct::Import { world: taken, .. }), [one]) = (&mut act, files) {
        *taken = world(&one.path, LARGEST)?;
    }
    if let Administration::Catalogue(CatalogueAct::Create { fields, .. } | CatalogueAct::Set { fields, .. }) =
        &mut act
    {
        for Attachment { field, path } in files {
            let failed = |why| Trouble::File(path.clone(), why);
            let bytes = content(path, room).map_err(failed)?;
            room -= bytes.len();
            let part = |part: Option<&std::ffi::OsStr>| {
                part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
            };
            let (kind, content) = (kind(&bytes), STANDARD.encode(&bytes));
            if *field == "image" {
                let extension = kind.filter(|kind| *kind != "pdf").ok_or(failed(FileTrouble::NoImage))?;
                fields.insert((*field).to_owned(), json!({"extension": extension, "content": content}));
            } else {
                let extension = kind.filter(|kind| *kind != "gif").ok_or(failed(FileTrouble::NoDocument))?;
                let name = part(path.file_name());
                let one = json!({"name": name, "extension": extension, "content": content});
                let all = fields.entry((*field).to_owned()).or_insert_with(|| json!([]));
                all.as_array_mut().into_iter().for_each(|all| all.push(one.clone()));
            }
        }
    }
    Ok(act)
}

/// Writes the files of an answer, each to a new file that only this account can read.
fn written(answer: &Answer, folder: &Path) -> Result<(), Trouble> {
    let Answer::Administration(view) = answer else { return Ok(()) };
    let AdministrationView::Sale(SaleView::Files(files)) = view.as_ref() else { return Ok(()) };
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |error: std::io::Error| Trouble::File(path, not_written(&error))
    };
    if !files.is_empty() {
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    for (number, file) in files.iter().enumerate() {
        let path = folder.join(file.file_name(number));
        let bytes = STANDARD.decode(file.content.as_bytes()).unwrap_or_default();
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        made.and_then(|mut file| file.write_all(&bytes)).map_err(failed(&path))?;
    }
    Ok(())
}

/// Writes a whole world to a new file that only this account can read: people stand in it.
fn world_out(answer: &Answer, path: &Path) -> Result<(), Trouble> {
    let Answer::Administration(view) = answer else { return Ok(()) };
    let AdministrationView::Catalogue(CatalogueView::Thing(world)) = view.as_ref() else { return Ok(()) };
    let text = serde_json::to_string_pretty(world).map_err(|_| Trouble::Unreadable)?;
    to_new_file(path, &text)
}

/// The same with the whole path of its file: it is said to whoever has to find it again.
fn placed(load: Load) -> Load {
    match load {
        Load::Out { papers, path, language } => {
            let path = std::path::absolute(&path).unwrap_or(path);
            Load::Out { papers, path, language }
        }
        load => load,
    }
}

/// Writes a text to a new file that only this account can read.
fn to_new_file(path: &Path, text: &str) -> Result<(), Trouble> {
    let failed = |error: std::io::Error| Trouble::File(path.to_path_buf(), not_written(&error));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all())).map_err(failed)
}

/// Asks what taking the world in a file in would do.
async fn world_in(client: &Client, path: &Path) -> Result<Box<Answer>, Trouble> {
    let act = CatalogueAct::Import { world: world(path, LARGEST)?, dry_run: true };
    match client.command(Command::Administer(Administration::Catalogue(act))).await.map_err(trouble)? {
        Done::Administered(view) => Ok(Box::new(Answer::Administration(view))),
        _ => Err(Trouble::Unreadable),
    }
}

/// The world in a file.
fn world(path: &Path, most: usize) -> Result<Fields, Trouble> {
    let failed = |why| Trouble::File(path.to_path_buf(), why);
    let bytes = content(path, most).map_err(failed)?;
    serde_json::from_slice(&bytes).map_err(|_| failed(FileTrouble::NoWorld))
}

/// Why a file could not be made or written.
fn not_written(error: &std::io::Error) -> FileTrouble {
    match error.kind() {
        ErrorKind::AlreadyExists => FileTrouble::Exists,
        ErrorKind::NotFound => FileTrouble::NoFolder,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => FileTrouble::Denied,
        _ => FileTrouble::Other,
    }
}

/// Accepts the invite that stands in a file.
async fn from_file(client: &Client, name: &IntegrationName, path: &Path) -> Result<Done, Trouble> {
    let file = std::fs::read_to_string(path).map_err(|error| {
        let why = match error.kind() {
            ErrorKind::NotFound => FileTrouble::Missing,
            ErrorKind::PermissionDenied => FileTrouble::Denied,
            _ => FileTrouble::Other,
        };
        Trouble::File(path.to_path_buf(), why)
    })?;
    client.command(Command::AcceptInvite { name: name.clone(), file }).await.map_err(trouble)
}

fn query(load: &Load) -> Query {
    match load {
        Load::Overview => Query::Overview,
        Load::Sales { query, .. } => Query::Sales(query.clone()),
        Load::Sale(id) => Query::Sale { id: *id },
        Load::DryRun(id) => Query::DryRun { id: *id },
        Load::Doubt(id) => Query::Doubt { id: *id },
        Load::Groups => Query::Groups,
        Load::Products(name) => Query::Products { integration: name.clone() },
        Load::Vanished(name) => Query::Vanishing { integration: name.clone() },
        Load::Differences(name) => Query::Differences { integration: name.clone() },
        Load::Drifts(name) => Query::Drifts { integration: name.clone() },
        Load::Advice(name) => Query::Advice { integration: name.clone() },
        Load::Simulate(name) => Query::Simulate { integration: name.clone(), last: LAST },
        Load::Backtest(name) => Query::Backtest { integration: name.clone(), last: LAST },
        Load::Mapping(name) => Query::Mapping { integration: name.clone() },
        Load::Draft(name) => Query::Draft { integration: name.clone() },
        Load::QuestionSheet(name, question, example) => {
            Query::QuestionSheet { integration: name.clone(), question: question.clone(), example: *example }
        }
        Load::Check(name) => Query::Check { integration: name.clone(), draft: false },
        Load::Verdict(name) => Query::Check { integration: name.clone(), draft: true },
        Load::Candidates(name) => Query::Candidates { integration: name.clone() },
        Load::Samples(name, row) => {
            Query::Samples { integration: name.clone(), row: row.clone(), last: SAMPLES }
        }
        Load::Course(name) => Query::Course { integration: name.clone() },
        Load::Version(name, version) => {
            Query::MappingVersion { integration: name.clone(), version: *version }
        }
        Load::Versions(name) => Query::MappingVersions { integration: name.clone() },
        Load::Administration(query) => Query::Administration(query.clone()),
        Load::Files { query, .. } => Query::Administration(AdministrationQuery::Sale(query.clone())),
        // What is in a file is read before anything is asked.
        Load::WorldOut(_) | Load::WorldIn(_) | Load::Updates(_) | Load::UpdatesExample(_) => {
            Query::Administration(AdministrationQuery::Catalogue(CatalogueQuery::Export))
        }
        Load::Group(group) | Load::Out { papers: Papers::Evidence(group), .. } => {
            Query::Group { group: group.clone() }
        }
        Load::Replay(group) => Query::Replay { group: group.clone() },
        Load::Plan { targets, verb, .. } => Query::Plan {
            sales: targets.iter().map(|target| (target.id, Some(target.version))).collect(),
            verb: verb.clone(),
        },
        Load::Jobs => Query::Jobs,
        Load::Job(id) | Load::Out { papers: Papers::Job(id), .. } => Query::Job { id: *id },
        Load::Activity { before } => Query::Activity { before: *before, limit: PAGE },
    }
}

/// The same act for sales: much at once goes on by itself, whatever becomes of this terminal.
fn act(targets: Vec<SaleTarget>, verb: SaleVerb, reason: Option<String>) -> Command {
    if targets.len() > MANY && verb.goes_in_bulk() {
        let sales = targets.into_iter().map(|one| (one.id, one.version)).collect();
        return Command::BeginJob { sales, verb, pace: Pace::AtOnce, group: None, reason };
    }
    let sales = targets.into_iter().map(|target| (target.id, Some(target.version))).collect();
    Command::Act { sales, verb, reason }
}

fn command(order: &Order) -> Command {
    match order.clone() {
        Order::Act { targets, verb, reason } => act(targets, verb, reason),
        Order::Set { name, change, version } => {
            Command::SetIntegration { name, changes: vec![change], expected_version: Some(version) }
        }
        Order::Sync(name) => Command::Sync { name },
        Order::Resume(name) => Command::ResumeIntegration { name },
        Order::Try { address, token } => Command::TryIntegration { address, token: token.0 },
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
        Order::TryEdit(editing) => Command::TryEdit {
            sales: editing.targets.iter().map(|one| (one.id, Some(one.version))).collect(),
            changes: vec![editing.change],
        },
        Order::Edit { editing, reason } => {
            let verb = SaleVerb::Edit { changes: vec![editing.change], send: editing.send };
            act(editing.targets, verb, reason)
        }
        Order::Tend { group, changes } => Command::TendGroup { group, changes },
        // Read from its file before it is given.
        Order::Invite { name, file } => Command::AcceptInvite { name, file: file.display().to_string() },
        Order::Arrange(arrange) => match *arrange {
            Arrange::Add { name, address, token } => {
                Command::AddIntegration { name, address, token: token.0 }
            }
            Arrange::Conditions { name, conditions, version } => {
                Command::SetConditions { name, conditions, expected_version: Some(version) }
            }
            Arrange::Import { name, products } => Command::ImportProducts { name, products: Some(products) },
            Arrange::Unlink { name, product } => Command::UnlinkProduct { name, product },
            Arrange::Vanished { name, expected } => Command::ApplyVanished { name, expected: Some(expected) },
            Arrange::Restore { name, product } => Command::RestoreProduct { name, product },
            Arrange::Take { name, product, fields } => {
                Command::TakeFields { name, product, fields: Some(fields) }
            }
            Arrange::Policies { name, changes, version } => {
                Command::SetIntegration { name, changes, expected_version: Some(version) }
            }
            Arrange::Release { name, version } => Command::ReleaseDrift { name, version: Some(version) },
        },
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
    use crate::console::app::edit_form::Editing;
    use crate::model::administration::catalogue::Kind;
    use crate::model::ids::SaleId;

    #[test]
    fn files_go_along_by_what_they_are_and_nothing_goes_when_one_does_not_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let one = |field, path| Attachment { field, path };
        let fields = Fields::from_iter([("documents".to_owned(), json!([{"name": "oud.pdf"}]))]);
        let act =
            Administration::Catalogue(CatalogueAct::Set { kind: Kind::Product, id: "1".into(), fields });
        let (picture, tariffs) = (file("foto.txt", b"\x89PNG..."), file("tarieven.pdf", b"%PDF-1.4"));
        let made =
            attached(&act, &[one("image", picture.clone()), one("documents", tariffs.clone())]).unwrap();
        let Administration::Catalogue(CatalogueAct::Set { fields, .. }) = made else { panic!() };
        assert_eq!(fields["image"], json!({"extension": "png", "content": STANDARD.encode(b"\x89PNG...")}));
        let new =
            json!({"name": "tarieven.pdf", "extension": "pdf", "content": STANDARD.encode(b"%PDF-1.4")});
        assert_eq!(fields["documents"], json!([{"name": "oud.pdf"}, new]));

        let large = file("groot.pdf", &[b"%PDF".as_slice(), &vec![0; LARGEST]].concat());
        let gone = folder.path().join("weg.pdf");
        for (field, path, why) in [
            ("image", tariffs, FileTrouble::NoImage),
            ("documents", file("brief.pdf", b"Geachte heer"), FileTrouble::NoDocument),
            ("documents", large, FileTrouble::TooLarge),
            ("documents", gone, FileTrouble::Missing),
            ("image", folder.path().to_path_buf(), FileTrouble::Missing),
        ] {
            let found = attached(&act, &[one("image", picture.clone()), one(field, path.clone())]);
            assert_eq!(found, Err(Trouble::File(path, why)));
        }
    }

    #[test]
    fn much_at_once_is_a_job_that_outlives_this_terminal_and_what_is_decided_sale_by_sale_is_not() {
        let targets =
            |count| (0..count).map(|id| SaleTarget { id: SaleId(id), version: id }).collect::<Vec<_>>();
        let of = |count, verb| command(&Order::Act { targets: targets(count), verb, reason: None });
        assert!(matches!(of(10, SaleVerb::Retry), Command::Act { .. }));
        let job = of(11, SaleVerb::Skip);
        assert!(matches!(&job, Command::BeginJob { sales, pace: Pace::AtOnce, .. } if sales.len() == 11));
        assert!(matches!(of(11, SaleVerb::RequestCancel), Command::BeginJob { .. }));
        assert!(matches!(of(11, SaleVerb::ConfirmAbsent), Command::Act { .. }));
        let change = ("email".to_owned(), "a@example.nl".to_owned());
        let editing =
            Editing { targets: targets(11), change: change.clone(), send: true, before: Vec::new() };
        let edit = command(&Order::Edit { editing: Box::new(editing), reason: Some("gebeld".into()) });
        let Command::BeginJob { sales, verb, .. } = edit else { panic!() };
        assert_eq!((sales.len(), verb), (11, SaleVerb::Edit { changes: vec![change], send: true }));
    }
}
