//! koppel's own environment as a process: making one, and serving one.
//!
//! Not here: what it answers (`environment`).

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::net::TcpListener;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::{secret, serve};
use crate::environment::{self, EnvironmentError, Faults, Options, Sample};
use crate::service::folder;

/// `koppel env init`
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The account's name: lower-case letters, digits, - and _
    #[arg(long, value_name = "NAME")]
    domain: String,
    /// Fill it with a sample world
    #[arg(long, value_enum)]
    sample: Option<SampleName>,
    /// A new file for the owner's token, mode 0600, instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// `--sample`
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SampleName {
    Supplier,
    Reseller,
}

/// `koppel env serve`
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// Host and port; port 0 for any that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
    /// Requests a minute for each token and address, or off
    #[arg(long, value_name = "N|off", default_value = "120")]
    limit: String,
    /// Go wrong on purpose, e.g. cut-after=5%,error-before=3%,delay=5%,seed=7
    #[arg(long, value_name = "SPEC")]
    faults: Option<String>,
    /// As bare as the real service: no koppel calls, no echoed reference
    #[arg(long)]
    plain: bool,
    /// Show the reference of a sale, and make a second one under it all the same
    #[arg(long, conflicts_with = "plain")]
    echo_only: bool,
}

/// Runs `koppel env init`. Prints `{"domain","owner_token"}`; with `--out` the token's file instead.
pub async fn init(context: &Context, args: InitArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let data = context.given_data()?;
    if let Some(path) = args.out.as_ref().filter(|path| path.exists()) {
        let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(CliError::writing(path)(exists));
    }
    folder::prepare(data).map_err(|source| CliError::Start { source: Box::new(source) })?;
    let sample = args.sample.map(|sample| match sample {
        SampleName::Supplier => Sample::Supplier,
        SampleName::Reseller => Sample::Reseller,
    });
    let made = environment::init(data, &args.domain, sample).await.map_err(failed)?;
    match args.out {
        Some(path) => {
            secret::write(&path, &made.owner_token)?;
            out.row(&json!({"domain": made.domain, "owner_token_file": path.display().to_string()}))?;
        }
        None => {
            out.say("cli-token-once", &[]);
            out.row(&json!({"domain": made.domain, "owner_token": made.owner_token.expose_secret()}))?;
        }
    }
    Ok(Exit::Ok)
}

/// Runs `koppel env serve` until it is asked to stop. The first line says where it listens.
pub async fn serve(context: &Context, args: ServeArgs) -> Result<Exit, CliError> {
    let mut signals = serve::Stop::hear();
    let limit = limit(&args.limit)?;
    let faults = args.faults.as_deref().map(faults).transpose()?.unwrap_or_default();
    let address = context.resolve(&args.listen).await?;
    let data = context.given_data()?;
    serve::log(context);
    let (plain, deduplicates) = (args.plain, !args.echo_only);
    let options = Options { limit, faults, plain, deduplicates, clock: context.clock.clone() };
    let environment = environment::open(data, options).await.map_err(failed)?;
    let listening = |source| CliError::Listen { address: args.listen.clone(), source };
    let listener = TcpListener::bind(address).await.map_err(listening)?;
    let local = listener.local_addr().map_err(listening)?;
    context.out.row(&json!({"listening": format!("http://{local}")}))?;
    environment::serve(environment, listener, async move { signals.asked().await }).await.map_err(failed)?;
    Ok(Exit::Ok)
}

/// `--limit`: requests a minute; `None` for `off`.
pub fn limit(text: &str) -> Result<Option<u32>, CliError> {
    match text {
        "off" | "uit" => Ok(None),
        text => match text.parse() {
            Ok(limit @ 1..) => Ok(Some(limit)),
            _ => Err(CliError::argument("cli-limit-odd", text)),
        },
    }
}

/// `--faults`.
pub fn faults(spec: &str) -> Result<Faults, CliError> {
    spec.parse().map_err(|error| CliError::argument("cli-faults-odd", serve::chain(&error)))
}

fn failed(error: EnvironmentError) -> CliError {
    CliError::Environment { source: error }
}

impl Context {
    async fn resolve(&self, text: &str) -> Result<SocketAddr, CliError> {
        let odd = || CliError::argument("cli-listen-odd", text);
        let mut found = tokio::net::lookup_host(text).await.map_err(|_| odd())?;
        found.next().ok_or_else(odd)
    }
}
