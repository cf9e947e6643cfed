//! The commands: one file for each group. A command asks the service (or the store, when no service runs)
//! and prints; it decides nothing.
//!
//! Not here: screens (`console`), answers (`service`), the words it prints (`assets/locales`, file `cli`).

mod backup;
mod check;
mod condition;
mod config;
mod console;
mod context;
mod course;
mod demo;
mod doctor;
mod doubt;
mod drift;
mod edit;
mod env;
mod error;
mod exit;
mod file;
mod groups;
mod handover;
mod help;
mod identity;
mod integration;
mod jobs;
mod known;
mod map;
mod overview;
mod own;
mod pages;
mod print;
mod product;
mod quarantine;
mod queue;
mod rehearse;
mod sale;
mod secret;
mod serve;
mod setting;
mod sheet;
mod slip;
mod vanishing;

use std::ffi::OsString;
use std::path::PathBuf;
use std::pin::Pin;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use exit::Exit;

use self::context::Context;
use self::error::CliError;

/// koppel links sales environments: it forwards a reseller's sales to its suppliers, and follows them.
#[derive(Parser, Debug)]
#[command(name = "koppel", version, arg_required_else_help = false, propagate_version = false)]
#[command(
    after_help = "Without a command: the console. It attaches to the service, and starts one when none runs."
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Group>,
}

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    /// Folder of store, key and socket [default: $XDG_DATA_HOME/koppel]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Settings file, instead of $XDG_CONFIG_HOME/koppel/config.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON for scripts, one object a line
    #[arg(long, global = true)]
    json: bool,
    /// Language
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    /// Colour; auto is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum)]
    color: Option<Color>,
    /// Who gives the command, on a shared account
    #[arg(long = "as", global = true, value_name = "NAME")]
    as_actor: Option<String>,
}

/// `--lang`
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    Nl,
    En,
}

/// `--color`
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
enum Group {
    /// Two linked environments with sales flowing, on this machine, to look around in
    Demo(demo::DemoArgs),
    /// The service, without a screen
    Serve(serve::ServeArgs),
    /// koppel's own environment, and giving a partner access to the environment we work for
    #[command(subcommand)]
    Env(Box<env::EnvCommand>),
    /// The environment we work for
    #[command(subcommand)]
    Own(own::OwnCommand),
    /// Our public key: what a partner seals an invite to
    Identity,
    /// Links to partner environments
    #[command(subcommand)]
    Integration(integration::IntegrationCommand),
    /// Named rules that decide which sales may go
    #[command(subcommand)]
    Condition(Box<condition::ConditionCommand>),
    /// Read the partner's catalogue now
    Sync(product::SyncArgs),
    /// The partner's products, and which are imported
    #[command(subcommand)]
    Product(product::ProductCommand),
    /// How flows, questions, agreements and statuses correspond
    #[command(subcommand)]
    Map(Box<map::MapCommand>),
    /// The last sales through the mapping of now, against what became of them; sends nothing
    Backtest(rehearse::LastArgs),
    /// Prove that no sale falls out over the mapping, or show the smallest one that does
    Check(check::CheckArgs),
    /// What the partner changed in what it asks, and the sales that holds
    #[command(subcommand)]
    Drift(drift::DriftCommand),
    /// Look at sales, and act on them
    #[command(subcommand)]
    Sale(sale::SaleCommand),
    /// The queue in numbers
    Queue(queue::QueueArgs),
    /// What goes wrong, by cause; and trying a whole group again
    Groups(jobs::GroupsArgs),
    /// Bulk work, and what became of each sale
    Jobs(jobs::JobsArgs),
    /// One screen of how it all is doing
    Status,
    /// What the next shift must know, as Markdown
    #[command(visible_alias = "handover")]
    Overdracht(handover::HandoverArgs),
    /// Settings
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Look whether folder, key, store and links are sound
    Doctor(doctor::DoctorArgs),
    /// Write a backup of the store now, or list those there are
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the store; the service must be stopped
    Restore(backup::RestoreArgs),
    /// Whether the store was put back or copied, and confirming that it is the only one
    Quarantine(quarantine::QuarantineArgs),
    /// Write a copy of the store with its key for another machine, sealed to a public key
    Export(backup::ExportArgs),
    /// A script that lets a shell complete commands and flags
    Completions(pages::CompletionsArgs),
    /// The manual, as pages for man
    Man(pages::ManArgs),
}

impl Group {
    /// True for what begins with an empty folder: it makes the store when there is none.
    fn makes(&self) -> bool {
        use integration::IntegrationCommand;
        use own::OwnCommand;
        matches!(
            self,
            Self::Demo(_)
                | Self::Identity
                | Self::Serve(_)
                | Self::Own(OwnCommand::Set(_))
                | Self::Integration(IntegrationCommand::Add(_))
        )
    }
}

/// Runs the command line `arguments` (the program's name first). Prints everything there is to print.
///
/// In a box, so that all there is to run is compiled with this crate: an `async fn` would be compiled a second
/// time, whole, into the program that awaits it.
pub fn run(arguments: Vec<OsString>) -> Pin<Box<dyn Future<Output = Exit>>> {
    Box::pin(obeyed(arguments))
}

async fn obeyed(arguments: Vec<OsString>) -> Exit {
    let language = context::spoken(&arguments);
    let parsed = help::translated(Cli::command(), language).try_get_matches_from(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            match slip::sentence(&error, language) {
                Some(said) => {
                    print::Out { language, json: false, color: false }.say_line(&format!("koppel: {said}"))
                }
                // Nobody is left to tell when the stream is closed.
                None => drop(error.print()),
            }
            // Help and version go to standard output and are no failure.
            return if error.use_stderr() { Exit::Usage } else { Exit::Ok };
        }
    };
    let makes_settings = matches!(cli.command, Some(Group::Config(config::ConfigCommand::Init)));
    let context = match Context::new(&cli.global, makes_settings) {
        Ok(context) => context,
        Err(error) => return failed(&error, language),
    };
    let context = context.making(cli.command.as_ref().is_none_or(Group::makes));
    let language = context.out.language;
    let ended = match cli.command {
        // Its own folder only: never the one of the settings, where the operator's own store is.
        Some(Group::Demo(args)) => demo::run(&context, args, cli.global.data).await,
        other => command(context, other).await,
    };
    match ended {
        Ok(exit) => exit,
        Err(error) => failed(&error, language),
    }
}

fn failed(error: &CliError, language: crate::locale::Language) -> Exit {
    let exit = error.exit();
    if exit != Exit::Ok {
        let out = print::Out { language, json: false, color: false };
        out.say_line(&format!("koppel: {}", error.sentence(language)));
    }
    exit
}

async fn command(context: Context, command: Option<Group>) -> Result<Exit, CliError> {
    match command {
        // These end in their own way when asked to stop.
        None => console::run(context).await,
        Some(Group::Serve(args)) => return serve::run(&context, args).await,
        Some(Group::Env(command)) if command.is_long() => return env::run(&context, *command).await,
        Some(other) => {
            let mut signals = serve::Stop::hear();
            let ended = tokio::select! {
                done = once(&context, other) => return done,
                () = signals.asked() => Ok(Exit::Interrupted),
            };
            // Attempts under way get their time; whoever asks twice does not wait for them.
            tokio::select! {
                () = context.close() => {}
                () = signals.asked() => {}
            }
            ended
        }
    }
}

async fn once(context: &Context, command: Group) -> Result<Exit, CliError> {
    let result = match command {
        Group::Env(command) => env::run(context, *command).await,
        Group::Own(command) => own::run(context, command).await,
        Group::Identity => identity::run(context).await,
        Group::Integration(command) => integration::run(context, command).await,
        Group::Condition(command) => condition::run(context, *command).await,
        Group::Sync(args) => product::sync(context, args).await,
        Group::Product(command) => product::run(context, command).await,
        Group::Map(command) => map::run(context, *command).await,
        Group::Backtest(args) => rehearse::backtest(context, args).await,
        Group::Check(args) => check::run(context, args).await,
        Group::Drift(command) => drift::run(context, command).await,
        Group::Sale(command) => sale::run(context, command).await,
        Group::Queue(args) => queue::run(context, args).await,
        Group::Groups(args) => jobs::run_groups(context, args).await,
        Group::Jobs(args) => jobs::run(context, args).await,
        Group::Status => overview::status(context).await,
        Group::Overdracht(args) => handover::run(context, args).await,
        Group::Config(command) => config::run(context, command),
        Group::Doctor(args) => doctor::run(context, &args).await,
        Group::Backup(args) => backup::backup(context, args).await,
        Group::Restore(args) => backup::restore(context, args).await,
        Group::Quarantine(args) => quarantine::run(context, args).await,
        Group::Export(args) => backup::export(context, args).await,
        Group::Completions(args) => pages::completions(context, &args),
        Group::Man(args) => pages::man(context, &args),
        Group::Demo(_) | Group::Serve(_) => Ok(Exit::Ok),
    };
    context.close().await;
    result
}

#[cfg(test)]
mod tests;
