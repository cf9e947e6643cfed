//! `koppel serve`: the service without a screen, in the foreground or detached; and stopping it.
//!
//! Not here: what it does (`service::host`).

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command as Process, Stdio};
use std::task::Poll;
use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::service::client::ClientError;
use crate::service::host::Service;
use crate::service::protocol::{Command, Problem};

/// `koppel serve`
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// Stop the service that runs, and wait until it has ended
    #[arg(long)]
    stop: bool,
    /// Leave the terminal: for the console, which starts a service when none runs
    #[arg(long, hide = true, conflicts_with = "stop")]
    detached: bool,
}

/// How long a detached service may take before it answers: opening a large store takes seconds.
const START_WITHIN: Duration = Duration::from_secs(150);
/// How long a service may take to end: attempts under way get up to 40 s.
const STOP_WITHIN: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(50);

/// Runs `koppel serve`.
pub async fn run(context: &Context, args: ServeArgs) -> Result<Exit, CliError> {
    if args.stop {
        return stop(context).await;
    }
    let mut signals = Stop::hear();
    if args.detached {
        // Its own session: closing the terminal that started it does not reach it. Refused only for a
        // session's leader, who has no terminal to lose.
        let _ = rustix::process::setsid();
    }
    log(context);
    let start = Service::start(&context.data, &context.config, context.clock.clone());
    let service = start.await.map_err(|source| CliError::Start { source: Box::new(source) })?;
    if !args.detached {
        let socket = context.client.socket().display().to_string();
        context.out.say("cli-serving", &[("socket", socket.into())]);
    }
    let failed = tokio::select! {
        () = signals.asked() => None,
        why = service.asked_to_stop() => why,
    };
    service.stop().await;
    match failed {
        Some(why) => Err(ClientError::Refused(Problem::Store { why }).into()),
        None => Ok(Exit::Ok),
    }
}

/// Starts logging. What cannot be logged still works; it says so once.
pub fn log(context: &Context) {
    if let Some(logging) = context.config.logging()
        && let Err(error) = crate::logging::start(&logging)
    {
        context.out.say("cli-log-failed", &[("why", chain(&error).into())]);
    }
}

/// SIGINT, SIGTERM and SIGHUP, heard from the moment it is made.
pub struct Stop(Vec<Signal>);

impl Stop {
    /// Starts hearing. A signal that cannot be heard does what it always does.
    pub fn hear() -> Self {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
    }

    /// Ends when one came in.
    pub async fn asked(&mut self) {
        std::future::poll_fn(|context| {
            match self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
    }
}

async fn stop(context: &Context) -> Result<Exit, CliError> {
    let out = &context.out;
    if !context.client.is_running().await? {
        out.done(&json!({"stopped": false}), "cli-service-stopped", &[])?;
        return Ok(Exit::Ok);
    }
    context.client.command(Command::Stop).await?;
    // It answers no more before its store is closed; its socket goes after that.
    let socket = context.client.socket();
    let ended = async {
        while context.client.is_running().await.unwrap_or(false) || socket.exists() {
            context.clock.sleep(LOOK).await;
        }
    };
    if tokio::time::timeout(STOP_WITHIN, ended).await.is_err() {
        out.say("cli-service-still-runs", &[("seconds", STOP_WITHIN.as_secs().into())]);
        return Ok(Exit::Failed);
    }
    out.done(&json!({"stopped": true}), "cli-service-ended", &[])?;
    Ok(Exit::Ok)
}

/// Starts a service that outlives this process, unless one runs.
pub async fn ensure(context: &Context) -> Result<(), CliError> {
    if context.client.is_running().await? {
        return Ok(());
    }
    let start = |source: std::io::Error| CliError::Start { source: Box::new(source) };
    crate::service::folder::prepare(&context.data)
        .map_err(|source| CliError::Start { source: Box::new(source) })?;
    // What it says before its log is open, such as why it cannot start.
    let path = context.data.join("start.log");
    let log = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&path);
    let log = log.map_err(CliError::writing(&path))?;
    let program = std::env::current_exe().map_err(start)?;
    let mut process = Process::new(program);
    process.arg("serve").arg("--detached").arg("--data").arg(&context.data);
    process.arg("--lang").arg(if context.out.language == crate::locale::Language::En { "en" } else { "nl" });
    if let Some(file) = &context.config_file {
        process.arg("--config").arg(file);
    }
    process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    let mut child = process.spawn().map_err(start)?;
    let answering = async {
        loop {
            if context.client.is_running().await? {
                return Ok(true);
            }
            if child.try_wait().map_err(start)?.is_some() {
                // Another may have been quicker and holds the lock.
                return Ok(context.client.is_running().await?);
            }
            context.clock.sleep(LOOK).await;
        }
    };
    match tokio::time::timeout(START_WITHIN, answering).await {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) => Err(start(std::io::Error::other(said(&path)))),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(ClientError::NoAnswer { seconds: START_WITHIN.as_secs() }.into()),
    }
}

fn said(path: &std::path::Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.trim().trim_start_matches("koppel: ").to_owned()
}

/// An error and its causes.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}
