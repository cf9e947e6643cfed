//! `koppel doctor`: whether folder, key, store and links are sound, and what to do about what is not.
//!
//! It changes nothing, unless asked to rebuild a damaged store from its log. Not here: any other repair; every
//! finding names the next step.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::context::{Context, Door};
use super::error::CliError;
use super::exit::Exit;
use super::quarantine;
use super::serve::chain;
use crate::environment;
use crate::model::view::Quarantine;
use crate::service::StartError;
use crate::service::backup;
use crate::service::folder;
use crate::service::local::{Local, Workers};
use crate::service::protocol::{Command, Done};

/// `koppel doctor`
#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// Make a damaged store anew from its log; what was damaged is set aside in its quarantine folder
    #[arg(long)]
    rebuild: bool,
}

/// One finding. `doctor --json` prints these, one object a line.
#[derive(Serialize)]
struct Finding {
    /// `folder`, `key`, `socket`, `log`, `service`, `store`, `backup`, `quarantine`, `own`, `integration NAME`.
    check: String,
    /// It is sound.
    ok: bool,
    /// A word for scripts that says what is not sound: `missing`, `mode`, `folder`, `damaged`, `locked`,
    /// `store`, `old`, `quarantine`, or a link's cause as in `integration test --json`.
    cause: Option<String>,
    /// What was found, in the operator's language.
    found: String,
}

/// Runs `koppel doctor`: ends with 1 when anything is not sound.
pub async fn run(context: &Context, args: &DoctorArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if args.rebuild {
        rebuild(context).await?;
        if environment::is_here(&context.data) {
            return Ok(Exit::Ok);
        }
    }
    let data = &context.data;
    let mut findings = Findings::default();
    let environment = environment::is_here(data);
    let service = !environment && context.client.is_running().await?;
    if !environment && !service && !Local::is_here(data) {
        findings.ill("folder", "missing", out.text("cli-nothing-here", &[("value", shown(data).into())]));
        report(context, &findings.0)?;
        return Ok(Exit::Usage);
    }
    match folder::check(data) {
        Ok(0o700) => findings.sound("folder", shown(data)),
        Ok(mode) => findings.ill("folder", "mode", mode_text(context, data, mode, "700")),
        Err(error) => findings.ill("folder", "folder", chain(&error)),
    }
    let (socket, log) = (context.client.socket(), context.config.log_file());
    let mut files = vec![("key", data.join("key"))];
    if !environment {
        files.extend([("socket", Some(socket)), ("log", log)].into_iter().filter_map(|(c, p)| Some((c, p?))));
    }
    for (check, path) in &files {
        let Ok(found) = std::fs::metadata(path) else { continue };
        let mode = found.permissions().mode() & 0o777;
        let group_socket = *check == "socket" && context.config.service.group.is_some() && mode == 0o660;
        match mode == 0o600 || mode == 0o400 || group_socket {
            true => findings.sound(check, shown(path)),
            false => findings.ill(check, "mode", mode_text(context, path, mode, "600")),
        }
    }
    if environment {
        match environment::verify(data).await {
            Ok(found) => findings.sound("store", verified(context, found.entries, found.documents)),
            Err(error) if error.is_locked() => {
                findings.sound("store", out.text("cli-doctor-environment-in-use", &[]));
            }
            Err(error) => {
                let cause = if error.is_damaged() { "damaged" } else { "store" };
                findings.ill("store", cause, chain(&error));
            }
        }
        return report(context, &findings.0);
    }
    match context.door().await {
        Ok(Door::Service(_)) => findings.sound("store", out.text("cli-doctor-store-in-use", &[])),
        Ok(Door::Local(local)) => match local.verify().await {
            Ok(found) => findings.sound("store", verified(context, found.entries, found.documents)),
            Err(error) => findings.ill("store", "damaged", chain(&error)),
        },
        Err(error) => {
            let cause = match &error {
                CliError::Start { source } => match source.downcast_ref::<StartError>() {
                    Some(error) if error.is_damaged() => "damaged",
                    Some(error) if error.is_locked() => "locked",
                    _ => "store",
                },
                _ => "store",
            };
            findings.ill("store", cause, error.sentence(out.language));
            return report(context, &findings.0);
        }
    }
    backups(context, service, &mut findings);
    if let Some(found) = context.overview().await?.quarantine.filter(Quarantine::is_open) {
        findings.ill("quarantine", "quarantine", quarantine::sentence(out, &found));
    }
    links(context, &mut findings).await?;
    report(context, &findings.0)
}

/// Whether there is a backup, not much older than it should be. A service that does not run makes none.
fn backups(context: &Context, running: bool, findings: &mut Findings) {
    let (out, Some(every)) = (&context.out, context.config.service.backup_every) else { return };
    let found = match backup::list(&context.data, &context.config) {
        Ok(found) => found,
        Err(error) => return findings.ill("backup", "folder", chain(&error)),
    };
    let Some(newest) = found.first() else {
        return findings.sound("backup", out.text("cli-doctor-backup-none", &[]));
    };
    let age = (context.clock.now() - newest.made_at).to_std().unwrap_or_default();
    let at = out.moment(Some(newest.made_at));
    match running && age > every * 3 {
        true => findings.ill("backup", "old", out.text("cli-doctor-backup-old", &[("at", at.into())])),
        false => findings.sound("backup", at),
    }
}

/// What was looked at.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn sound(&mut self, check: &str, found: String) {
        self.0.push(Finding { check: check.to_owned(), ok: true, cause: None, found });
    }

    fn ill(&mut self, check: &str, cause: &str, found: String) {
        self.0.push(Finding { check: check.to_owned(), ok: false, cause: Some(cause.to_owned()), found });
    }
}

/// Tests the own environment and every integration.
async fn links(context: &Context, findings: &mut Findings) -> Result<(), CliError> {
    let out = &context.out;
    let overview = context.overview().await?;
    let mut links = Vec::new();
    if overview.own.is_some() {
        links.push(("own".to_owned(), Command::TestOwn));
    }
    for view in overview.integrations {
        links.push((format!("integration {}", view.name), Command::TestIntegration { name: view.name }));
    }
    for (check, command) in links {
        match context.command(command).await {
            Ok(Done::Tested(connection)) => match &connection.failure {
                Some(failure) => findings.ill(&check, &failure.cause.word(), out.advice(failure)),
                None => findings.sound(&check, format!("{} ms", connection.round_trip_ms)),
            },
            Ok(_) => return Err(CliError::WrongAnswer),
            Err(error) => findings.ill(&check, "refused", error.sentence(out.language)),
        }
    }
    Ok(())
}

fn verified(context: &Context, entries: u64, documents: u64) -> String {
    let counts = [("entries", entries.into()), ("documents", documents.into())];
    context.out.text("cli-doctor-store", &counts)
}

/// Rebuilds the store in the data folder, of a service or of an environment, unless it is sound.
async fn rebuild(context: &Context) -> Result<(), CliError> {
    let (out, data) = (&context.out, &context.data);
    let rebuilt = if environment::is_here(data) {
        environment::rebuild(data).await.map_err(|source| CliError::Environment { source })?
    } else {
        if context.client.is_running().await? {
            return Err(CliError::argument("cli-rebuild-in-use", ""));
        }
        // Looked at by itself, so that the folder is free again.
        let opened = Local::open(data, &context.config, context.clock.clone(), Workers::Off).await;
        let sound = match opened {
            Ok(local) => {
                let found = local.verify().await;
                local.close().await;
                found.is_ok()
            }
            Err(error) if error.is_damaged() => false,
            Err(source) => return Err(CliError::Start { source: Box::new(source) }),
        };
        if sound {
            out.say("cli-rebuild-needless", &[]);
            return Ok(());
        }
        Local::rebuild(data).await.map_err(|source| CliError::Start { source: Box::new(source) })?
    };
    out.say("cli-rebuilt", &[("revision", rebuilt.into())]);
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn mode_text(context: &Context, path: &Path, mode: u32, wanted: &'static str) -> String {
    let arguments =
        [("path", shown(path).into()), ("mode", format!("{mode:03o}").into()), ("wanted", wanted.into())];
    context.out.text("cli-doctor-mode", &arguments)
}

fn report(context: &Context, findings: &[Finding]) -> Result<Exit, CliError> {
    let out = &context.out;
    if out.json {
        findings.iter().try_for_each(|finding| out.row(finding))?;
    } else {
        let rows: Vec<_> = findings
            .iter()
            .map(|finding| {
                let mark = if finding.ok { "✓" } else { "✗" };
                vec![mark.to_owned(), finding.check.clone(), finding.found.clone()]
            })
            .collect();
        out.table(&["cli-col-sound", "cli-col-check", "cli-col-found"], &rows)?;
    }
    Ok(if findings.iter().all(|finding| finding.ok) { Exit::Ok } else { Exit::Failed })
}
