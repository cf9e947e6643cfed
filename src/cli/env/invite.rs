//! `koppel env token invite`, `invites` and `withdraw`: a token that only the partner can read.
//!
//! Not here: making an integration of one (`cli::integration`).

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{administer, ask};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::secret;
use crate::model::administration::invite::{
    InviteAct, InviteFor, InviteQuery, InviteRow, InviteState, InviteView,
};
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView, Done};

/// Whose token it becomes.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Whose {
    /// The link user, by number
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// The organisation, by number; its link user is made when it has none
    #[arg(long, value_name = "ID")]
    organisation: Option<String>,
}

/// `koppel env token invite`
#[derive(Args, Debug)]
pub struct InviteArgs {
    #[command(flatten)]
    whose: Whose,
    /// The partner's public key: what `koppel identity` prints there
    #[arg(long = "to", value_name = "KEY")]
    recipient: String,
    /// A new file for the invite
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How long it is good for: 30m, 12h, 7d
    #[arg(long, value_name = "TIME", default_value = "7d")]
    expires: String,
    /// What the token is for
    #[arg(long, default_value = "koppeling")]
    label: String,
    /// The address the partner will use, when it is not the one we use ourselves
    #[arg(long, value_name = "URL")]
    address: Option<String>,
}

/// `koppel env token withdraw`
#[derive(Args, Debug)]
pub struct WithdrawArgs {
    /// The invite's id
    id: String,
}

/// Runs `koppel env token invite`.
pub async fn create(context: &Context, args: InviteArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let whom = match (&args.whose.user, &args.whose.organisation) {
        (Some(user), _) => InviteFor::User(number(user)?),
        (None, Some(organisation)) => InviteFor::Organisation(number(organisation)?),
        (None, None) => return Err(CliError::argument("cli-number-odd", "")),
    };
    let within = seconds(&args.expires)?;
    // Found out before an invite exists that nobody would get.
    secret::must_be_new(&args.out)?;
    let act =
        InviteAct::Create { whom, to: args.recipient, label: args.label, within, base_url: args.address };
    let (file, row, local) = match administer(context, Administration::Invite(act)).await? {
        Done::Administered(view) => match *view {
            AdministrationView::Invite(InviteView::Sealed { file, row, local }) => (file, row, local),
            _ => return Err(CliError::WrongAnswer),
        },
        _ => return Err(CliError::WrongAnswer),
    };
    secret::write_new(&args.out, file.as_bytes())?;
    let path = args.out.display().to_string();
    let json = json!({"invite": row.id, "user_id": row.user, "file": path, "expires_at": row.expires_at});
    let until = out.moment(Some(row.expires_at));
    out.done(&json, "cli-invite-written", &[("path", path.as_str().into()), ("until", until.into())])?;
    if local {
        out.say("cli-invite-local", &[]);
    }
    Ok(Exit::Ok)
}

/// `koppel env token invites`
#[derive(Args, Debug)]
pub struct InvitesArgs {
    /// Only those that wait to be used
    #[arg(long)]
    open: bool,
}

/// Runs `koppel env token invites`.
pub async fn list(context: &Context, args: InvitesArgs) -> Result<Exit, CliError> {
    let query = AdministrationQuery::Invite(InviteQuery::List);
    let mut rows = match ask(context, query).await? {
        AdministrationView::Invite(InviteView::List(rows)) => rows,
        _ => return Err(CliError::WrongAnswer),
    };
    rows.retain(|row| !args.open || row.state == InviteState::Open);
    let out = &context.out;
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
        return Ok(Exit::Ok);
    }
    let used = |row: &InviteRow| {
        let from = row.used_from.as_ref().map(|from| format!(" ({from})")).unwrap_or_default();
        format!("{}{from}", out.moment(row.used_at))
    };
    let refused = |row: &InviteRow| match row.refused {
        0 => "–".to_owned(),
        count => format!("{count}× {}", out.moment(row.last_refused_at)),
    };
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            let state = match row.state {
                InviteState::Open => "cli-invite-open",
                InviteState::Used => "cli-invite-used",
                InviteState::Withdrawn => "cli-invite-withdrawn",
                InviteState::Expired => "cli-invite-expired",
            };
            let (organisation, state) = (row.organisation.to_string(), out.text(state, &[]));
            let until = out.moment(Some(row.expires_at));
            let made = out.moment(Some(row.created_at));
            vec![
                row.id.clone(),
                organisation,
                row.label.to_string(),
                made,
                state,
                until,
                used(row),
                refused(row),
            ]
        })
        .collect();
    let columns = [
        "cli-col-invite",
        "cli-col-organisation",
        "cli-col-for",
        "cli-col-made",
        "cli-col-state",
        "cli-col-until",
        "cli-col-used",
        "cli-col-refused",
    ];
    out.table(&columns, &cells)?;
    Ok(Exit::Ok)
}

/// Runs `koppel env token withdraw`.
pub async fn withdraw(context: &Context, args: WithdrawArgs) -> Result<Exit, CliError> {
    administer(context, Administration::Invite(InviteAct::Withdraw { id: args.id.clone() })).await?;
    let row = json!({"withdrawn": args.id});
    context.out.done(&row, "cli-invite-taken-back", &[("id", args.id.as_str().into())])?;
    Ok(Exit::Ok)
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}

/// `30m`, `12h` or `7d` in seconds.
pub(super) fn seconds(text: &str) -> Result<u64, CliError> {
    let odd = || CliError::argument("cli-expires-odd", text);
    let text = text.trim();
    let (count, unit) = text.split_at(text.len() - text.chars().last().map_or(0, char::len_utf8));
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" | "u" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(odd()),
    };
    let count: u64 = count.parse().map_err(|_| odd())?;
    count.checked_mul(unit).filter(|seconds| *seconds > 0).ok_or_else(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(seconds("7d").ok(), Some(604_800));
        assert_eq!(seconds("90m").ok(), Some(5_400));
        assert_eq!(seconds("3s").ok(), Some(3));
        for odd in ["", "7", "d", "0d", "-1d", "7é", "1w", "99999999999999999999d"] {
            assert!(seconds(odd).is_err(), "{odd}");
        }
    }
}
