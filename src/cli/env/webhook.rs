//! `koppel env webhook`: who is told what happens in the environment we work for, and whether they took it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{administer, ask};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::{Out, or_dash};
use crate::cli::secret;
use crate::model::administration::webhook::{
    MessageState, MessageTry, WebhookAct, WebhookFares, WebhookQuery, WebhookRow, WebhookView,
};
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView, Done};

/// `koppel env webhook ...`
#[derive(Subcommand, Debug)]
pub enum WebhookCommand {
    /// Subscribe to an event; prints the secret that its messages are signed with, this once
    Add(AddArgs),
    /// List subscriptions
    List,
    /// Show one, and how it fares
    Show(OneArgs),
    /// End one; what was still to be delivered is not
    Remove(OneArgs),
    /// List the events that one can subscribe to
    Events,
    /// List the messages to one, the last first
    Deliveries(DeliveriesArgs),
    /// Deliver one message once more
    Replay(ReplayArgs),
}

/// `koppel env webhook add`
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The event, such as sale.created; `koppel env webhook events` lists them
    event: String,
    /// Where it is told: https to a public address, or http to this machine
    url: String,
    /// A new file for the secret, instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// One subscription.
#[derive(Args, Debug)]
pub struct OneArgs {
    /// The subscription
    webhook: String,
}

/// `koppel env webhook deliveries`
#[derive(Args, Debug)]
pub struct DeliveriesArgs {
    /// The subscription
    webhook: String,
    /// Only those that stand so
    #[arg(long, value_parser = ["pending", "delivered", "failed"])]
    standing: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=100))]
    limit: u64,
}

/// `koppel env webhook replay`
#[derive(Args, Debug)]
pub struct ReplayArgs {
    /// The subscription
    webhook: String,
    /// The message
    delivery: String,
}

/// Runs `koppel env webhook ...`.
pub async fn run(context: &Context, command: WebhookCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        WebhookCommand::Add(args) => add(context, args).await?,
        WebhookCommand::List => list(out, &asked(context, WebhookQuery::List).await?)?,
        WebhookCommand::Events => match asked(context, WebhookQuery::Events).await? {
            WebhookView::Events(events) if out.json => {
                events.iter().try_for_each(|event| out.row(&json!({"event": event})))?;
            }
            WebhookView::Events(events) => events.iter().try_for_each(|event| out.line(event.as_str()))?,
            _ => return Err(CliError::WrongAnswer),
        },
        WebhookCommand::Show(args) => {
            match asked(context, WebhookQuery::Show { uuid: args.webhook }).await? {
                WebhookView::One(fares) => show(out, &fares)?,
                _ => return Err(CliError::WrongAnswer),
            }
        }
        WebhookCommand::Remove(args) => {
            let act = WebhookAct::Remove { uuid: args.webhook.clone() };
            administer(context, Administration::Webhook(act)).await?;
            let arguments = [("webhook", args.webhook.as_str().into())];
            out.done(&json!({"removed": args.webhook}), "cli-webhook-removed", &arguments)?;
        }
        WebhookCommand::Deliveries(args) => deliveries(context, args).await?,
        WebhookCommand::Replay(args) => {
            let act = WebhookAct::Replay { uuid: args.webhook, delivery: args.delivery.clone() };
            administer(context, Administration::Webhook(act)).await?;
            let arguments = [("delivery", args.delivery.as_str().into())];
            out.done(&json!({"replayed": args.delivery}), "cli-webhook-replayed", &arguments)?;
        }
    }
    Ok(Exit::Ok)
}

async fn asked(context: &Context, query: WebhookQuery) -> Result<WebhookView, CliError> {
    match ask(context, AdministrationQuery::Webhook(query)).await? {
        AdministrationView::Webhook(view) => Ok(view),
        _ => Err(CliError::WrongAnswer),
    }
}

async fn add(context: &Context, args: AddArgs) -> Result<(), CliError> {
    let out = &context.out;
    if let Some(path) = &args.out {
        // Found out before a secret exists that nobody would see.
        secret::must_be_new(path)?;
    }
    let act = WebhookAct::Add { event: args.event.clone(), target: args.url };
    let Done::Subscribed { webhook, secret } = administer(context, Administration::Webhook(act)).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    let arguments = [("event", args.event.as_str().into()), ("webhook", webhook.as_str().into())];
    let mut json = json!({"webhook": webhook, "event": args.event});
    match (secret, &args.out) {
        (None, _) => {
            json["secret"] = json!(null);
            out.done(&json, "cli-webhook-added-unsigned", &arguments)?;
        }
        (Some(secret), Some(path)) => {
            secret::write_new(path, secret.0.expose_secret().as_bytes())?;
            let shown = path.display().to_string();
            json["file"] = json!(shown);
            let arguments = [arguments.as_slice(), &[("path", shown.as_str().into())]].concat();
            out.done(&json, "cli-webhook-added-written", &arguments)?;
        }
        (Some(secret), None) => {
            let plain = secret.0.expose_secret();
            json["secret"] = json!(plain);
            out.done(&json, "cli-webhook-added", &arguments)?;
            if !out.json {
                out.say("cli-webhook-once", &[]);
                out.line(plain)?;
            }
        }
    }
    Ok(())
}

fn list(out: &Out, view: &WebhookView) -> Result<(), CliError> {
    let WebhookView::List(rows) = view else { return Err(CliError::WrongAnswer) };
    if out.json {
        return rows.iter().try_for_each(|row| out.row(row));
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let said = [&row.uuid, &row.event, &row.target].map(ToString::to_string);
            said.into_iter().chain([out.told_at(&row.subscribed_at)]).collect()
        })
        .collect();
    out.table(&["cli-col-webhook", "cli-col-event", "cli-col-target", "cli-col-subscribed"], &cells)
}

fn show(out: &Out, fares: &WebhookFares) -> Result<(), CliError> {
    if out.json {
        return out.row(fares);
    }
    let WebhookRow { uuid, event, target, subscribed_at } = &fares.row;
    let last = fares.last.as_ref().map(|last| format!("{} {}", out.told_at(&last.at), ended(out, last)));
    let rows = [
        ("cli-col-webhook", uuid.to_string()),
        ("cli-col-event", event.to_string()),
        ("cli-col-target", target.to_string()),
        ("cli-col-subscribed", out.told_at(subscribed_at)),
        ("cli-col-gone", or_dash(fares.gone_at.as_ref().map(|at| out.told_at(at)))),
        ("cli-message-pending", fares.pending.to_string()),
        ("cli-message-delivered", fares.delivered.to_string()),
        ("cli-message-failed", fares.failed.to_string()),
        ("cli-col-last-try", or_dash(last)),
    ];
    out.sheet(&rows.map(|(key, said)| (out.text(key, &[]), said)))
}

async fn deliveries(context: &Context, args: DeliveriesArgs) -> Result<(), CliError> {
    let standing = args.standing.as_deref();
    let standing = MessageState::ALL.into_iter().find(|state| standing == Some(state.as_word()));
    let query = WebhookQuery::Deliveries { uuid: args.webhook, standing, limit: args.limit };
    let WebhookView::Deliveries { rows, total } = asked(context, query).await? else {
        return Err(CliError::WrongAnswer);
    };
    let out = &context.out;
    let count = rows.len() as u64;
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
    } else {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    row.id.to_string(),
                    row.event.to_string(),
                    out.told_at(&row.created_at),
                    out.text(state(row.standing), &[]),
                    row.attempts.to_string(),
                    or_dash(row.tries.last().map(|last| ended(out, last))),
                ]
            })
            .collect();
        let columns = [
            "cli-col-delivery",
            "cli-col-event",
            "cli-col-happened",
            "cli-col-standing",
            "cli-col-tries",
            "cli-col-last-try",
        ];
        out.table(&columns, &cells)?;
    }
    if total > count {
        out.say("cli-webhook-more", &[("count", count.into()), ("total", total.into())]);
    }
    Ok(())
}

fn state(state: MessageState) -> &'static str {
    match state {
        MessageState::Pending => "cli-message-pending",
        MessageState::Delivered => "cli-message-delivered",
        MessageState::Failed => "cli-message-failed",
    }
}

/// How a try ended: the HTTP status, or what went wrong.
fn ended(out: &Out, tried: &MessageTry) -> String {
    let trouble = tried.error.as_ref().map(|word| match word.as_str() {
        "timed_out" => out.text("cli-try-timed-out", &[]),
        "no_connection" => out.text("cli-try-no-connection", &[]),
        "broken" => out.text("cli-try-broken", &[]),
        "not_public" => out.text("cli-try-not-public", &[]),
        "no_secret" => out.text("cli-try-no-secret", &[]),
        other => other.to_owned(),
    });
    or_dash(tried.http_status.map(|status| status.to_string()).or(trouble))
}
