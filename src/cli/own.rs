//! `koppel own`: the environment we work for.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::print::or_dash;
use super::secret::TokenSource;
use crate::console::labels;
use crate::console::look::Look;
use crate::locale::failure as words;
use crate::model::detail::Detail;
use crate::model::integration::EnvironmentAddress;
use crate::service::protocol::{Command, Connection, Done};

/// `koppel own ...`
#[derive(Subcommand, Debug)]
pub enum OwnCommand {
    /// Set the environment we work for: where it is and its token (account scope, admin role)
    Set(SetArgs),
    /// Ask it who we are
    Test,
}

/// Where an environment is.
#[derive(Args, Debug)]
pub struct AddressArgs {
    /// Scheme, host and port; https, or http on this machine
    #[arg(long, value_name = "URL", default_value = DEFAULT_BASE)]
    pub base_url: String,
    /// The account's name
    #[arg(long, value_name = "NAME")]
    pub domain: String,
}

/// Where the Salesdock service is. Source: Salesdock API v1.
pub const DEFAULT_BASE: &str = "https://app.salesdock.nl";

/// `koppel own set`
#[derive(Args, Debug)]
pub struct SetArgs {
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    token: TokenSource,
}

impl AddressArgs {
    /// The address, looked at as far as it can be without asking anybody.
    pub fn read(&self) -> Result<EnvironmentAddress, CliError> {
        let wrong = |key| CliError::argument(key, self.base_url.clone());
        let url = url::Url::parse(&self.base_url).map_err(|_| wrong("cli-address-no-url"))?;
        let host = url.host().ok_or_else(|| wrong("cli-address-no-url"))?;
        let loopback = match host {
            url::Host::Domain(name) => name == "localhost",
            url::Host::Ipv4(ip) => ip.is_loopback(),
            url::Host::Ipv6(ip) => ip.is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(wrong("cli-address-not-https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(CliError::argument("cli-address-with-secret", ""));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("cli-address-with-path"));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if self.domain.is_empty() || self.domain.starts_with('.') || !self.domain.chars().all(plain) {
            return Err(CliError::argument("cli-domain-odd", self.domain.clone()));
        }
        Ok(EnvironmentAddress { base_url: url.origin().ascii_serialization(), domain: self.domain.clone() })
    }
}

#[derive(Serialize)]
struct SetRow<'a> {
    base_url: &'a str,
    domain: &'a str,
}

/// Runs `koppel own ...`.
pub async fn run(context: &Context, command: OwnCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        OwnCommand::Set(args) => {
            let address = args.address.read()?;
            let token = args.token.read(out).await?;
            context.command(Command::SetOwn { address: address.clone(), token }).await?;
            let row = SetRow { base_url: &address.base_url, domain: &address.domain };
            out.done(&row, "cli-own-set", &[("domain", row.domain.into()), ("url", row.base_url.into())])?;
            Ok(Exit::Ok)
        }
        OwnCommand::Test => match context.command(Command::TestOwn).await? {
            Done::Tested(connection) => print_test(context, &connection),
            _ => Err(CliError::WrongAnswer),
        },
    }
}

/// Prints what a connection test found; the exit code says which kind of trouble it is.
pub fn print_test(context: &Context, connection: &Connection) -> Result<Exit, CliError> {
    let out = &context.out;
    let exit = connection.failure.as_ref().map_or(Exit::Ok, Exit::of);
    if out.json {
        out.row(connection)?;
        return Ok(exit);
    }
    let named = |key: &str, value: String| (out.text(key, &[]), value);
    let mut sheet = vec![named(
        "cli-test-address",
        format!("{} ({})", connection.address.base_url, connection.address.domain),
    )];
    if let Some(failure) = &connection.failure {
        sheet.push(named("cli-test-result", words::call_sentence(out.language, failure)));
        sheet.push(named("cli-test-next", words::call_next(out.language, failure)));
        if let Some(said) = failure.said.as_ref().filter(|_| Detail::of(failure).is_none()) {
            sheet.push(named("cli-test-said", said.to_string()));
        }
    } else {
        sheet.push(named("cli-test-result", out.text("cli-test-works", &[])));
        sheet.push(named("cli-test-user", or_dash(connection.user.as_ref())));
        sheet.push(named("cli-test-organisation", or_dash(connection.organisation.as_ref())));
        let scope = labels::scope(&Look::plain(out.language), &connection.scope);
        sheet.push(named("cli-test-scope", or_dash(scope)));
        let only =
            connection.integration_only.map(|only| out.text(if only { "cli-yes" } else { "cli-no" }, &[]));
        sheet.push(named("cli-test-integration-only", or_dash(only)));
        sheet.push(named("cli-test-flows", or_dash(connection.flows)));
        sheet.push(named("cli-test-products", or_dash(connection.products)));
    }
    if connection.failure.as_ref().is_none_or(|failure| failure.http_status.is_some()) {
        sheet.push(named("cli-test-time", format!("{} ms", connection.round_trip_ms)));
        sheet.push(named("cli-test-limit", or_dash(connection.limit_per_minute)));
    }
    out.sheet(&sheet)?;
    Ok(exit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(base_url: &str, domain: &str) -> &'static str {
        let args = AddressArgs { base_url: base_url.into(), domain: domain.into() };
        match args.read() {
            Ok(_) => "ok",
            Err(CliError::Argument { key, .. }) => key,
            Err(_) => "other",
        }
    }

    #[test]
    fn an_address_is_https_or_this_machine_and_carries_nothing_else() {
        assert_eq!(key("https://app.salesdock.nl/", "zon"), "ok");
        assert_eq!(key("http://127.0.0.1:8080", "zon"), "ok");
        assert_eq!(key("http://[::1]:8080", "zon"), "ok");
        assert_eq!(key("http://example.com", "zon"), "cli-address-not-https");
        assert_eq!(key("http://127.0.0.1.evil.example", "zon"), "cli-address-not-https");
        assert_eq!(key("ftp://example.com", "zon"), "cli-address-not-https");
        assert_eq!(key("app.salesdock.nl", "zon"), "cli-address-no-url");
        assert_eq!(key("https://u:p@example.com", "zon"), "cli-address-with-secret");
        assert_eq!(key("https://example.com/api", "zon"), "cli-address-with-path");
        assert_eq!(key("https://example.com", "../zon"), "cli-domain-odd");
        assert_eq!(key("https://example.com", ""), "cli-domain-odd");
    }
}
