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
use super::serve::chain;
use crate::environment;
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
    /// `folder`, `key`, `socket`, `log`, `service`, `store`, `own`, `integration NAME`.
    check: String,
    /// It is sound.
    ok: bool,
    /// What was found.
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
    let mut findings = Vec::new();
    let mut add =
        |check: &str, ok: bool, found: String| findings.push(Finding { check: check.into(), ok, found });

    if !context.data.exists() {
        add("folder", true, out.text("cli-doctor-no-folder", &[("path", shown(&context.data).into())]));
        return report(context, &findings);
    }
    match folder::check(&context.data) {
        Ok(0o700) => add("folder", true, shown(&context.data)),
        Ok(mode) => add("folder", false, mode_text(context, &context.data, mode, "700")),
        Err(error) => add("folder", false, chain(&error)),
    }
    let socket = context.client.socket();
    let log = context.config.log_file();
    let files = [("key", Some(context.data.join("key"))), ("socket", Some(socket)), ("log", log)];
    for (check, path) in files.iter().filter_map(|(check, path)| Some((check, path.as_ref()?))) {
        let Ok(found) = std::fs::metadata(path) else { continue };
        let mode = found.permissions().mode() & 0o777;
        let group_socket = *check == "socket" && context.config.service.group.is_some() && mode == 0o660;
        match mode == 0o600 || mode == 0o400 || group_socket {
            true => add(check, true, shown(path)),
            false => add(check, false, mode_text(context, path, mode, "600")),
        }
    }
    match context.door().await {
        Ok(Door::Service(_)) => add("store", true, out.text("cli-doctor-store-in-use", &[])),
        Ok(Door::Local(local)) => match local.verify().await {
            Ok(found) => {
                let counts = [("entries", found.entries.into()), ("documents", found.documents.into())];
                add("store", true, out.text("cli-doctor-store", &counts));
            }
            Err(error) => add("store", false, chain(&error)),
        },
        Err(error) => {
            add("store", false, error.sentence(out.language));
            return report(context, &findings);
        }
    }
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
                Some(failure) => add(&check, false, out.advice(failure)),
                None => add(&check, true, format!("{} ms", connection.round_trip_ms)),
            },
            Ok(_) => return Err(CliError::WrongAnswer),
            Err(error) => add(&check, false, error.sentence(out.language)),
        }
    }
    report(context, &findings)
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
