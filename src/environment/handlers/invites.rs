//! Invites, under `koppel/`: how a partner gets its token without anybody reading it on the way.
//!
//! Instants are RFC 3339 here: nothing of it is in the public API. Not here: what an exchange does
//! (`world::invites`), sealing (done by who asks for the invite).

use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::invites::{For, Invite, Refused, State, Wanted};
use super::super::world::judge::{Finding, Findings};
use super::super::world::people::People;
use crate::clock::Timestamp;

/// An invite waits no longer than this, in seconds: 90 days.
const LONGEST: u64 = 90 * 24 * 60 * 60;
/// A week, unless said otherwise.
const USUAL: u64 = 7 * 24 * 60 * 60;

/// `POST koppel/users/{id}/invites` `{to, label?, expires_in?}` (seconds): 201 `{id, token, user_id,
/// organisation, expires_at}`. Only for link users.
pub async fn for_user(ask: Ask) -> Answer {
    let whom = For::User(ask.id("id")?);
    made(ask, whom).await
}

/// `POST koppel/organisations/{id}/invites`: likewise, for its link user, made when there is none.
pub async fn for_organisation(ask: Ask) -> Answer {
    let whom = For::Organisation(ask.id("id")?);
    made(ask, whom).await
}

async fn made(ask: Ask, whom: For) -> Answer {
    let mut findings = Findings::new();
    let to = ask.body.text("to").unwrap_or_default();
    // Only its form: what it is sealed with is not seen here.
    if !to.starts_with("age1") || to.len() > 100 {
        findings.insert("to".to_owned(), vec![Finding::NoKey]);
    }
    let within = match ask.body.has("expires_in") {
        true => ask.body.number("expires_in").filter(|seconds| (1..=LONGEST).contains(seconds)),
        false => Some(USUAL),
    };
    if within.is_none() {
        findings.insert("expires_in".to_owned(), vec![Finding::TooMany { maximum: LONGEST }]);
    }
    if let Some(field) = switched_off(whom, &ask.world().people()) {
        findings.insert(field.to_owned(), vec![Finding::Inactive]);
    }
    let (Some(within), true) = (within, findings.is_empty()) else { return Err(Failure::Fields(findings)) };
    let wanted = Wanted {
        whom,
        label: ask.body.text("label").unwrap_or_else(|| "invite".to_owned()),
        to,
        within: TimeDelta::seconds(within as i64),
    };
    let (invite, plain) =
        ask.world().invite(&ask.by(Act::InviteCreate), wanted).await?.ok_or(Failure::NotFound)?;
    let row = row(&invite, &ask.world().people(), ask.world().now());
    Ok(Reply::Created(with_token(row, &plain)))
}

/// What of whom it is for is switched off, so that the token would be refused.
fn switched_off(whom: For, people: &People) -> Option<&'static str> {
    let (user, organisation) = match whom {
        For::User(id) => (people.users.get(&id), people.users.get(&id)?.organisation_id?),
        For::Organisation(id) => (None, id),
    };
    if !people.organisations.get(&organisation)?.active {
        return Some("organisation");
    }
    user.is_some_and(|user| !user.active).then_some("user")
}

fn with_token(mut row: Value, plain: &SecretString) -> Value {
    row["token"] = json!(plain.expose_secret());
    row
}

/// `GET koppel/invites`: all, oldest first, each with how it stands and who tried.
pub async fn list(ask: Ask) -> Answer {
    let people = ask.world().people();
    let mut invites: Vec<&Invite> = people.invites.values().collect();
    invites.sort_by(|a, b| a.id.cmp(&b.id));
    let now = ask.world().now();
    Ok(Reply::Ok(invites.into_iter().map(|invite| row(invite, &people, now)).collect()))
}

/// `DELETE koppel/invites/{uuid}`: an open one is good for nothing from then on.
pub async fn withdraw(ask: Ask) -> Answer {
    match ask
        .world()
        .withdraw(&ask.by(Act::InviteWithdraw), ask.part("uuid"))
        .await?
        .ok_or(Failure::NotFound)?
    {
        State::Open | State::Withdrawn => Ok(Reply::Ok(json!([]))),
        State::Used => Err(Failure::InviteUsed),
        State::Expired => Err(Failure::InviteExpired),
    }
}

/// `POST koppel/invite/exchange` `{claim}`, with an invite's own token: 201 `{token, id, label,
/// integration}`. The claim is a word only the caller can say again.
pub async fn exchange(ask: Ask) -> Answer {
    let claim = ask.body.text("claim").filter(|claim| claim.len() >= 32);
    let claim = claim.ok_or_else(|| Failure::field("claim", Finding::Required))?;
    let key = ask.caller.invite.clone().ok_or(Failure::NotFound)?;
    let (row, plain) = ask.world().exchange(&ask.by(Act::InviteExchange), &key, &claim).await?;
    Ok(Reply::Created(json!({
        "token": plain.expose_secret(), "id": row.id, "label": row.label, "integration": row.integration,
    })))
}

/// `POST koppel/invite/confirm`, with the token that an exchange gave: it arrived.
pub async fn confirm(ask: Ask) -> Answer {
    ask.world().confirm_exchange(&ask.by(Act::InviteConfirm), ask.caller.token).await?;
    Ok(Reply::Ok(json!([])))
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => Self::Unauthorised,
            Refused::Used => Self::InviteUsed,
            Refused::Withdrawn => Self::InviteWithdrawn,
            Refused::Expired => Self::InviteExpired,
            Refused::Store(error) => Self::Store(error),
        }
    }
}

fn row(invite: &Invite, people: &People, now: Timestamp) -> Value {
    let user = people.users.get(&invite.user_id);
    let organisation = user.and_then(|user| people.organisations.get(&user.organisation_id?));
    let used = invite.exchanged.as_ref();
    json!({
        "id": invite.id,
        "label": invite.label,
        "to": invite.to,
        "user_id": invite.user_id,
        "user": user.map(|user| user.name()),
        "organisation_id": organisation.map(|organisation| organisation.id),
        "organisation": organisation.map(|organisation| organisation.name()),
        "created_at": invite.created_at,
        "expires_at": invite.expires_at,
        "state": invite.state(now).word(),
        "used_at": used.map(|used| used.attempt.at),
        "used_from": used.and_then(|used| used.attempt.from),
        "token_id": used.map(|used| used.token),
        "refused": invite.refused,
        "last_refused_at": invite.last_refused.map(|attempt| attempt.at),
        "last_refused_from": invite.last_refused.and_then(|attempt| attempt.from),
    })
}
