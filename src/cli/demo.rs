//! `koppel demo`: two linked environments with sales flowing, on a screen or without one.
//!
//! Not here: the demo itself (`demo`), the screens (`console`).

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::serve::Stop;
use super::{env, serve};
use crate::console::{self, ConsoleError, Ended};
use crate::demo::{self, DemoError, Options, Outcome, Running, Until};

/// `koppel demo`
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// No screen: play it to the end, and say what became of it
    #[arg(long)]
    headless: bool,
    /// Stop selling after so many sales, made in this run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "seconds")]
    sales: Option<u64>,
    /// Stop selling after so many seconds; without a screen and without --sales that is 60
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    seconds: Option<u64>,
    /// Sales a second
    #[arg(long, value_name = "PER_SECOND", default_value = "2")]
    rate: f64,
    /// Requests a minute that the supplier's environment allows, or off
    #[arg(long, value_name = "N|off", default_value = "off")]
    limit: String,
    /// Let the supplier's environment go wrong, e.g. cut-after=5%,error-before=3%,delay=5%,seed=7
    #[arg(long, value_name = "SPEC")]
    faults: Option<String>,
    /// Another number, other customers
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
}

/// How long a demo without a screen sells when nothing else is said.
const SECONDS: u64 = 60;

/// Runs `koppel demo` in `dir`, or in a temporary folder. With `--json` the last line is one object.
pub async fn run(context: &Context, args: DemoArgs, dir: Option<PathBuf>) -> Result<Exit, CliError> {
    let options = args.options(dir)?;
    let failed = |error: ConsoleError| CliError::Console { source: Box::new(error) };
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !(args.headless || terminal) {
        return Err(CliError::argument("cli-no-terminal-demo", ""));
    }
    serve::log(context);
    context.out.say("cli-demo-setting-up", &[]);
    if let Some(limit) = options.limit {
        context.out.say("cli-demo-limited", &[("limit", limit.into())]);
    }
    let mut signals = Stop::hear();
    let running = tokio::select! {
        started = demo::start(options, context.clock.clone()) => started?,
        () = signals.asked() => return Ok(Exit::Interrupted),
    };
    if args.headless {
        return headless(context, running, &mut signals).await;
    }
    let options = console::Options::of(&context.config.console, context.out.language);
    let ended = console::run(running.client(), options).await;
    running.no_more_sales();
    context.out.say("cli-demo-ending", &[]);
    stop(running, &mut signals).await;
    match ended.map_err(failed)? {
        Ended::Left | Ended::HungUp => Ok(Exit::Ok),
        Ended::Interrupted | Ended::Stopped => Ok(Exit::Interrupted),
    }
}

/// Plays to the end. The first signal ends the selling, the second one everything.
async fn headless(context: &Context, mut running: Running, signals: &mut Stop) -> Result<Exit, CliError> {
    let folder = running.dir().display().to_string();
    context.out.say("cli-demo-running", &[("folder", folder.into())]);
    let mut interrupted = false;
    let outcome = loop {
        tokio::select! {
            outcome = running.finish() => break Some(outcome),
            () = signals.asked() => {
                if interrupted {
                    break None;
                }
                interrupted = true;
                running.no_more_sales();
                context.out.say("cli-demo-finishing", &[]);
            }
        }
    };
    stop(running, signals).await;
    let Some(outcome) = outcome else { return Ok(Exit::Interrupted) };
    let outcome = outcome?;
    print(context, &outcome)?;
    let sound = outcome.duplicates == 0 && outcome.lost == 0 && outcome.denied == 0;
    Ok(match (sound, interrupted) {
        (false, _) => Exit::Failed,
        (true, true) => Exit::Interrupted,
        (true, false) => Exit::Ok,
    })
}

/// Stops the demo; whoever asks again does not wait for it.
async fn stop(running: Running, signals: &mut Stop) {
    tokio::select! {
        () = running.stop() => {}
        () = signals.asked() => {}
    }
}

fn print(context: &Context, outcome: &Outcome) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return out.row(outcome);
    }
    let sales = &outcome.sales;
    let numbers = [
        ("made", sales.made.into()),
        ("sent", sales.sent.into()),
        ("fallout", sales.fallout.into()),
        ("waiting", sales.waiting.into()),
        ("uncertain", sales.uncertain.into()),
    ];
    out.line(&out.text("cli-demo-sales", &numbers))?;
    for group in &outcome.groups {
        out.line(&format!("  {:>5}  {}", group.count, group.group))?;
    }
    let checked = [
        ("updates", outcome.status_updates.into()),
        ("duplicates", outcome.duplicates.into()),
        ("lost", outcome.lost.into()),
        ("denied", outcome.denied.into()),
    ];
    out.line(&out.text("cli-demo-checked", &checked))
}

impl DemoArgs {
    fn options(&self, dir: Option<PathBuf>) -> Result<Options, CliError> {
        let limit = env::limit(&self.limit)?;
        let faults = self.faults.as_deref().map(env::faults).transpose()?;
        if !(0.01..=1_000.0).contains(&self.rate) {
            return Err(CliError::argument("cli-rate-odd", self.rate.to_string()));
        }
        let until = match (self.sales, self.seconds) {
            (Some(sales), _) => Some(Until::Sales(sales)),
            (None, Some(seconds)) => Some(Until::Seconds(seconds)),
            (None, None) => self.headless.then_some(Until::Seconds(SECONDS)),
        };
        Ok(Options { dir, until, rate: self.rate, limit, faults, seed: self.seed })
    }
}

impl From<DemoError> for CliError {
    fn from(error: DemoError) -> Self {
        Self::Demo { source: Box::new(error) }
    }
}
