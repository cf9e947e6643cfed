//! Words for what the model says: states, reasons to wait, happenings, activity, problems.
//!
//! Each state is a sign, a word and a meaning (the colour comes with the meaning), so that nothing depends
//! on colour alone: `+ OK`, `~ WACHT`, `> BEZIG`, `x FOUT`, `! ACTIE`, `= GESTOPT`.
//!
//! Not here: sentences for failures (`locale`), layout.

use super::labels;
use super::look::Look;
use super::theme::Meaning;
use crate::locale::course;
use crate::locale::status::Statuses;
use crate::locale::{doubt, drift, failure as sentences, group, reason as reasons};
use crate::model::delivery::{Doubt, State, Tier};
use crate::model::failure::Failure;
use crate::model::ids::StatusKey;
use crate::model::integration::{FieldPolicy, OnDrift, OnVanished, StatusGate};
use crate::model::queue::{Happening, SaleRow, WaitingReason};
use crate::model::shown::Shown;
use crate::service::protocol::{Activity, Problem};

/// The six classes a state can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It went well.
    Ok,
    /// It waits.
    Wait,
    /// koppel is at it.
    Busy,
    /// It failed.
    Error,
    /// A person must act.
    Action,
    /// It was stopped.
    Stopped,
}

impl Sign {
    /// Its ASCII sign.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Ok => "+",
            Self::Wait => "~",
            Self::Busy => ">",
            Self::Error => "x",
            Self::Action => "!",
            Self::Stopped => "=",
        }
    }

    /// Its meaning.
    pub fn meaning(self) -> Meaning {
        match self {
            Self::Ok => Meaning::Ok,
            Self::Wait => Meaning::Wait,
            Self::Busy => Meaning::Busy,
            Self::Error => Meaning::Error,
            Self::Action => Meaning::Action,
            Self::Stopped => Meaning::Stopped,
        }
    }
}

/// The class of a state alone, where no row is at hand.
pub fn sign_of(state: State) -> Sign {
    match state {
        State::Waiting | State::Queued | State::Retrying => Sign::Wait,
        State::Ready | State::Uncertain => Sign::Action,
        State::Sending => Sign::Busy,
        State::Sent | State::Done => Sign::Ok,
        State::Fallout => Sign::Error,
        State::Skipped | State::Cancelled => Sign::Stopped,
    }
}

/// The class of a row: a doubt that koppel is clearing up by itself asks nobody to act.
pub fn sign(row: &SaleRow) -> Sign {
    match (row.state, row.doubt) {
        (State::Uncertain, Some(Doubt::Settling | Doubt::FirstCheck | Doubt::SecondCheck)) => Sign::Busy,
        (State::Waiting, _) if stays(row) => Sign::Stopped,
        _ if row.parts_ways().is_some() => Sign::Action,
        (state, _) => sign_of(state),
    }
}

/// How long a sale can be recalled before it goes.
pub fn grace(look: &Look, seconds: u64) -> String {
    match seconds {
        0 => look.say("grace-none", &[]),
        seconds => course::time(look.language, seconds),
    }
}

/// A state's word, in capitals.
pub fn state(look: &Look, state: State) -> String {
    sentences::state(look.language, state).to_uppercase()
}

/// Whether it goes nowhere, since a partner of ours made it.
fn stays(row: &SaleRow) -> bool {
    matches!((row.state, &row.waiting), (State::Waiting, Some(WaitingReason::Received { .. })))
}

/// Sign and word of a state: `x UITVAL`.
pub fn sign_and_word(look: &Look, row: &SaleRow) -> String {
    let word = if stays(row) { look.say("state-stays", &[]) } else { state(look, row.state) };
    format!("{} {word}", sign(row).mark())
}

/// Why a failure happened, in a sentence.
pub fn failure(look: &Look, failure: &Failure) -> String {
    sentences::sentence(look.language, failure)
}

/// What koppel does about a failure, and what the operator can do.
pub fn next_step(look: &Look, failure: &Failure) -> String {
    sentences::next_step(look.language, failure)
}

/// What a failure points at.
pub fn element(look: &Look, failure: &Failure) -> String {
    sentences::element(look.language, &failure.element).unwrap_or_else(|| look.say("column-partner", &[]))
}

/// The cause alone, short.
pub fn cause(look: &Look, failure: &Failure) -> String {
    sentences::cause(look.language, failure.cause)
}

/// Why a sale waits.
pub fn waiting(look: &Look, statuses: &Statuses<'_>, reason: &WaitingReason) -> String {
    sentences::waiting(look.language, statuses, reason)
}

/// Why a row is as it is: its failure, its reason to wait, its doubt, or nothing.
pub fn reason(look: &Look, statuses: &Statuses<'_>, row: &SaleRow) -> String {
    if let Some(how) = row.parts_ways() {
        return sentences::parts_ways(look.language, how);
    }
    if let Some(found) = &row.failure {
        return failure(look, found);
    }
    if let (State::Waiting, Some(reason)) = (row.state, &row.waiting) {
        return waiting(look, statuses, reason);
    }
    if let (State::Uncertain, Some(found)) = (row.state, row.doubt) {
        return doubt(look, found);
    }
    String::new()
}

/// Where a doubt stands.
pub fn doubt(look: &Look, doubt: Doubt) -> String {
    sentences::doubt(look.language, doubt)
}

/// What happened to a sale.
pub fn happening(look: &Look, statuses: &Statuses<'_>, what: &Happening) -> String {
    let own = |key: &StatusKey| statuses.own(look.language, key.as_str());
    match what {
        Happening::Accepted { .. } => look.say("happened-accepted", &[]),
        Happening::State { from, to, waiting: why, failure: failed, reason, verb, partner_sale } => {
            let mut said = look.say(
                "happened-state",
                &[("from", state(look, *from).into()), ("to", state(look, *to).into())],
            );
            if let Some(verb) = verb {
                said = format!("{}: {said}", labels::verb(look, verb));
            }
            if let Some(number) = partner_sale {
                said = format!("{said}, {}", doubt::number(look.language, *number));
            }
            let because = failed.as_ref().map(|found| failure(look, found));
            let because = because.or_else(|| why.as_ref().map(|why| waiting(look, statuses, why)));
            for part in because.into_iter().chain(reason.as_ref().map(|text| format!("«{text}»"))) {
                said.push_str(": ");
                said.push_str(&part);
            }
            said
        }
        Happening::Edited { fields, reason } => {
            let why = reason.as_ref().map(|reason| format!(" «{reason}»")).unwrap_or_default();
            look.say(
                "happened-edited",
                &[("fields", labels::fields(look, fields).into()), ("why", why.into())],
            )
        }
        Happening::Checked { found, look: worth } => doubt::checked(look.language, found, worth),
        Happening::OwnStatus { status } => look.say("happened-own-status", &[("status", own(status).into())]),
        Happening::PartnerStatus { status, remark, mapped } => {
            let status = ("status", statuses.partner(look.language, status.as_str()).into());
            let mut said = match mapped {
                Some(mapped) => look.say("happened-partner-status", &[status, ("own", own(mapped).into())]),
                None => look.say("happened-partner-unmapped", &[status]),
            };
            if !remark.is_empty() {
                said.push_str(&format!(" «{remark}»"));
            }
            said
        }
        Happening::CancelAsked { reason } => {
            look.say("happened-cancel-asked", &[]) + &because(reason.as_ref())
        }
        Happening::CancelNotTaken { reason, failure: found } => {
            let said = found.said.as_ref().map(ToString::to_string);
            let why = said.unwrap_or_else(|| failure(look, found));
            look.say("happened-cancel-not-taken", &[("why", why.into())]) + &because(reason.as_ref())
        }
        Happening::CancelRejected { remark } => {
            look.say("happened-cancel-rejected", &[("remark", remark.as_str().into())])
        }
        Happening::Replaces { sale, reason } => {
            look.say("happened-replaces", &[("sale", sale.to_string().into())]) + &because(reason.as_ref())
        }
        Happening::ReplacedBy { sale, reason } => {
            look.say("happened-replaced", &[("sale", sale.to_string().into())]) + &because(reason.as_ref())
        }
        Happening::NotWritten { status } => look.say("happened-kept", &[("status", own(status).into())]),
        Happening::WrittenBack { status } => look.say("happened-written", &[("status", own(status).into())]),
        Happening::WriteBackFailed { failure: found } => {
            look.say("happened-write-failed", &[("why", failure(look, found).into())])
        }
    }
}

fn because(reason: Option<&Shown>) -> String {
    reason.map(|reason| format!(" «{reason}»")).unwrap_or_default()
}

/// What happened besides a sale's own life.
pub fn activity(look: &Look, statuses: &Statuses<'_>, what: &Activity) -> String {
    let count = |number: u64| ("count", number.into());
    match what {
        Activity::ServiceStarted => look.say("did-started", &[]),
        Activity::Quarantined { .. } => look.say("did-quarantine", &[]),
        Activity::QuarantineLifted => look.say("did-quarantine-lifted", &[]),
        Activity::OwnSet { address } => look.say(
            "did-own-set",
            &[("domain", address.domain.as_str().into()), ("url", address.base_url.as_str().into())],
        ),
        Activity::IntegrationAdded => look.say("did-added", &[]),
        Activity::IntegrationSet { changes } => {
            let changes: Vec<_> = changes.iter().map(|change| labels::setting(look, change)).collect();
            look.say("did-set", &[("changes", changes.join(", ").into())])
        }
        Activity::IntegrationRemoved => look.say("did-removed", &[]),
        Activity::IntegrationPaused { failure: found } => {
            look.say("did-paused", &[("why", failure(look, found).into())])
        }
        Activity::IntegrationResumed => look.say("did-resumed", &[]),
        Activity::BreakerOpened { failure: found } => {
            look.say("did-breaker-opened", &[("why", failure(look, found).into())])
        }
        Activity::BreakerClosed => look.say("did-breaker-closed", &[]),
        Activity::ProductsImported { count: number } => look.say("did-imported", &[count(*number)]),
        Activity::ProductUnlinked { partner_id } => {
            look.say("did-unlinked", &[("product", partner_id.to_string().into())])
        }
        Activity::ProductChanged { partner_id, fields } => look.say(
            "did-changed",
            &[("product", partner_id.to_string().into()), ("fields", labels::fields(look, fields).into())],
        ),
        Activity::ProductVanished { partner_id } => {
            look.say("did-vanished", &[("product", partner_id.to_string().into())])
        }
        Activity::ProductReturned { partner_id, deleted } => look.say(
            if *deleted { "did-returned-deleted" } else { "did-returned" },
            &[("product", partner_id.to_string().into())],
        ),
        Activity::ProductRestored { partner_id, own_id } => look.say(
            "did-restored",
            &[("product", partner_id.to_string().into()), ("own", own_id.to_string().into())],
        ),
        Activity::ProductTaken { partner_id } => {
            look.say("did-taken", &[("product", partner_id.to_string().into())])
        }
        Activity::CarryRefused { partner_id, failure: found } => look.say(
            "did-carry-refused",
            &[("product", partner_id.to_string().into()), ("why", failure(look, found).into())],
        ),
        Activity::ProductRetired { partner_id, own_id, deleted } => look.say(
            if *deleted { "did-deleted" } else { "did-deactivated" },
            &[("product", partner_id.to_string().into()), ("own", own_id.to_string().into())],
        ),
        Activity::VanishStopped { failure: Some(found), .. } => {
            look.say("did-vanish-refused", &[("why", failure(look, found).into())])
        }
        Activity::VanishStopped { gone, linked, failure: None } => look.say(
            "did-vanish-stopped",
            &[("gone", gone.to_string().into()), ("linked", linked.to_string().into())],
        ),
        Activity::RowsLeftOut { list, count: number, ids } => {
            let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
            look.say(
                "did-left-out",
                &[("list", list.as_str().into()), count(*number), ("ids", ids.join(", ").into())],
            )
        }
        Activity::StatusParked { sale, status, failure: found } => look.say(
            "did-status-parked",
            &[
                ("sale", sale.to_string().into()),
                ("status", statuses.own(look.language, status.as_str()).into()),
                ("why", failure(look, found).into()),
            ],
        ),
        Activity::MappingChanged { version } => {
            look.say("did-mapping", &[("version", version.to_string().into())])
        }
        Activity::ConditionsChanged => look.say("did-conditions", &[]),
        Activity::GroupTended { group, how, value } => {
            let key = match (how.as_str(), value) {
                ("own", Some(_)) => "did-group-owned",
                ("own", None) => "did-group-left",
                ("snooze", Some(_)) => "did-group-snoozed",
                ("snooze", None) => "did-group-woken",
                _ => "did-group-noted",
            };
            let value = value.as_ref().map(|text| text.as_str()).unwrap_or_default();
            let value = if how == "snooze" { look.told_at(value) } else { value.to_owned() };
            look.say(key, &[("group", group::name(look.language, group).into()), ("value", value.into())])
        }
        Activity::AlertNotSent { way, why } => {
            let key = if way == "mail" { "did-mail-unsent" } else { "did-webhook-unsent" };
            look.say(key, &[("why", why.as_str().into())])
        }
        Activity::SalesFiled { count: number } => look.say("did-filed", &[count(*number)]),
        Activity::ContractChanged { version, class, changes } => look.say(
            "did-drifted",
            &[
                ("version", version.to_string().into()),
                ("class", drift::class(look.language, *class).into()),
                count(*changes),
            ],
        ),
        Activity::DriftEnded { version, proven } => look.say(
            if *proven { "did-drift-proven" } else { "did-drift-released" },
            &[("version", version.to_string().into())],
        ),
        Activity::JobBegun { job, verb, sales, reason } => {
            let why = reason.as_ref().map(|text| format!(" «{text}»")).unwrap_or_default();
            look.say(
                "did-job-begun",
                &[
                    ("job", job.to_string().into()),
                    ("verb", labels::verb(look, verb).into()),
                    count(*sales),
                    ("why", why.into()),
                ],
            )
        }
        Activity::JobDirected { job, standing } => {
            let standing = crate::locale::job::standing(look.language, standing);
            look.say("did-job", &[("job", job.to_string().into()), ("standing", standing.into())])
        }
        Activity::SaleActed { sale, verb, reason } => {
            let why = reason.as_ref().map(|text| format!(" «{text}»")).unwrap_or_default();
            look.say(
                "did-acted",
                &[
                    ("sale", sale.to_string().into()),
                    ("verb", labels::verb(look, verb).into()),
                    ("why", why.into()),
                ],
            )
        }
    }
}

/// What becomes of sales when the partner changed what it asks.
pub fn on_drift(look: &Look, policy: OnDrift) -> String {
    let key = match policy {
        OnDrift::Hold => "drift-hold",
        OnDrift::Warn => "drift-warn",
        OnDrift::Ignore => "drift-ignore",
    };
    look.say(key, &[])
}

/// Why the service did not do it.
pub fn problem(look: &Look, problem: &Problem) -> String {
    match problem {
        Problem::Invalid { why } | Problem::Refused { why } => reasons::reason(look.language, why),
        Problem::NotFound { what, name } => reasons::missing(look.language, *what, name),
        Problem::Conflict { .. } => look.say("problem-conflict", &[]),
        Problem::NotAllowed { account, needs, .. } => look.say(
            "problem-not-allowed",
            &[("account", account.as_str().into()), ("role", needs.as_str().into())],
        ),
        Problem::Link { failure: found } => sentences::call_sentence(look.language, found),
        Problem::Store { why } => look.say("problem-store", &[("why", why.as_str().into())]),
    }
}

/// How partner sales are matched.
pub fn tier(look: &Look, tier: Option<Tier>) -> String {
    match tier {
        None => look.say("tier-unknown", &[]),
        Some(Tier::T0) => look.say("tier-t0", &[]),
        Some(Tier::T1) => look.say("tier-t1", &[]),
        Some(Tier::T2) => look.say("tier-t2", &[]),
        Some(Tier::T3) => look.say("tier-t3", &[]),
    }
}

/// Which statuses let a sale go.
pub fn gate(look: &Look, statuses: &Statuses<'_>, gate: &StatusGate) -> String {
    match gate {
        StatusGate::Always => look.say("gate-always", &[]),
        StatusGate::Specific(keys) => {
            let named = keys.iter().map(|key| statuses.own(look.language, key.as_str()));
            named.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What happens to a field in which the partner's product differs.
pub fn policy(look: &Look, policy: FieldPolicy) -> String {
    let key = match policy {
        FieldPolicy::Partner => "policy-partner",
        FieldPolicy::Ours => "policy-ours",
        FieldPolicy::Ask => "policy-ask",
    };
    look.say(key, &[])
}

/// What happens to a product that is gone at the partner.
pub fn vanished(look: &Look, policy: OnVanished) -> String {
    let key = match policy {
        OnVanished::Nothing => "vanished-nothing",
        OnVanished::Deactivate => "vanished-deactivate",
        OnVanished::Delete => "vanished-delete",
    };
    look.say(key, &[])
}
