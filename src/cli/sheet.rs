//! One sale on paper: its row in words, its timeline and attempts, and what would be sent.
//!
//! Not here: lists (`sale`), the console's own detail (`console::screens`).

use serde_json::Value;

use super::error::CliError;
use super::print::{Out, or_dash};
use crate::locale::status::Statuses;
use crate::locale::{self, trace, when};
use crate::model::ids::StatusKey;
use crate::model::queue::{Happening, OwnCancel, SaleRow};
use crate::model::shown::Shown;
use crate::service::protocol::{DryRun, SaleDetail};

/// A row's state, and what stands beside it.
pub fn state_words(out: &Out, row: &SaleRow) -> String {
    let mut words = out.state(row.state);
    if row.held {
        words.push_str(&out.text("cli-and-held", &[]));
    }
    if row.cancel_requested {
        words.push_str(&out.text("cli-and-cancel", &[]));
    }
    if let Some(how) = row.parts_ways() {
        words.push_str(&out.text(and_own(how), &[]));
    }
    words
}

fn and_own(how: OwnCancel) -> &'static str {
    match how {
        OwnCancel::Asked => "cli-and-own-asked",
        OwnCancel::Done => "cli-and-own-cancelled",
    }
}

/// Why a row is where it is.
pub fn why(out: &Out, row: &SaleRow) -> String {
    if let Some(how) = row.parts_ways() {
        return locale::failure::parts_ways(out.language, how);
    }
    match (&row.waiting, &row.failure) {
        (Some(reason), _) => out.waiting(reason),
        (None, Some(failure)) => out.failure(failure),
        (None, None) => String::new(),
    }
}

/// Prints one sale whole.
pub fn sale(out: &Out, statuses: &Statuses<'_>, detail: &SaleDetail) -> Result<(), CliError> {
    if out.json {
        return out.row(detail);
    }
    let row = &detail.row;
    let named = |key: &str, value: String| (out.text(key, &[]), value);
    let theirs = |key: &StatusKey| statuses.partner(out.language, key.as_str());
    let at_partner = row.partner_status.as_ref().map(theirs);
    let mut sheet = vec![
        named("cli-col-sale", row.own_sale_id.to_string()),
        named("cli-col-state", state_words(out, row)),
        named("cli-col-why", why(out, row)),
        named("cli-col-integration", or_dash(row.integration.as_ref())),
        named("cli-col-partner-sale", or_dash(row.partner_sale_id)),
        named("cli-col-product", row.product.to_string()),
        named("cli-col-flow", row.flow.to_string()),
        named("cli-col-customer", row.customer.to_string()),
        named("cli-col-own-status", statuses.own(out.language, row.own_status.as_str())),
        named("cli-col-partner-status", or_dash(at_partner)),
        named("cli-col-next", out.moment(row.next_at)),
    ];
    if let Some(said) = row.failure.as_ref().and_then(|failure| failure.said.as_ref()) {
        sheet.push(named("cli-test-said", said.to_string()));
    }
    out.sheet(&sheet)?;
    heading(out, "cli-part-timeline")?;
    for entry in &detail.timeline {
        let what = happening(out, statuses, &entry.what);
        out.line(&format!("  {}  {:<12} {what}", out.moment(Some(entry.at)), entry.actor))?;
    }
    if !detail.trace.is_empty() {
        heading(out, "cli-part-trace")?;
    }
    for step in &detail.trace {
        let said = trace::step(out.language, statuses, step, |at| out.moment(Some(at)));
        out.line(&format!("  {} {said}", trace::sign(step.verdict())))?;
    }
    if !detail.attempts.is_empty() {
        heading(out, "cli-part-attempts")?;
    }
    for attempt in &detail.attempts {
        let result = match (&attempt.failure, attempt.partner_sale_id) {
            (Some(failure), _) => out.failure(failure),
            (None, Some(id)) => out.text("cli-attempt-accepted", &[("id", id.to_string().into())]),
            (None, None) => out.text("cli-attempt-open", &[]),
        };
        out.line(&format!(
            "  {}  {}  {result}",
            out.moment(Some(attempt.started_at)),
            or_dash(attempt.http_status)
        ))?;
    }
    for (key, fields) in [("cli-part-own", &detail.fields), ("cli-part-sent", &detail.sent)] {
        if !fields.is_empty() {
            heading(out, key)?;
            let rows: Vec<_> =
                fields.iter().map(|(name, value)| (format!("  {name}"), told(name, value))).collect();
            out.sheet(&rows)?;
        }
    }
    Ok(())
}

/// What a field holds.
fn told(name: &str, value: &Shown) -> String {
    if when::is_time(name) { when::told(value.as_str()) } else { value.to_string() }
}

fn heading(out: &Out, key: &str) -> Result<(), CliError> {
    out.line("")?;
    out.line(&out.text(key, &[]))
}

fn because(reason: Option<&Shown>) -> String {
    reason.map(|reason| format!(" «{reason}»")).unwrap_or_default()
}

fn happening(out: &Out, statuses: &Statuses<'_>, what: &Happening) -> String {
    let own = |key: &StatusKey| statuses.own(out.language, key.as_str());
    match what {
        Happening::Accepted { .. } => out.text("cli-happened-accepted", &[]),
        Happening::State { from, to, waiting, failure, reason, verb, partner_sale } => {
            let mut words = format!("{} → {}", out.state(*from), out.state(*to));
            if let Some(verb) = verb {
                words = format!("{verb}: {words}");
            }
            for detail in [
                partner_sale.map(|number| locale::doubt::number(out.language, number)),
                waiting.as_ref().map(|reason| out.waiting(reason)),
                failure.as_ref().map(|failure| out.failure(failure)),
                reason.as_ref().map(|reason| format!("«{reason}»")),
            ]
            .into_iter()
            .flatten()
            {
                words.push_str(" · ");
                words.push_str(&detail);
            }
            words
        }
        Happening::Edited { fields, reason } => {
            let why = reason.as_ref().map(|reason| format!(" «{reason}»")).unwrap_or_default();
            out.text("cli-happened-edited", &[("fields", fields.join(", ").into()), ("why", why.into())])
        }
        Happening::Checked { found, look } => locale::doubt::checked(out.language, found, look),
        Happening::OwnStatus { status } => {
            out.text("cli-happened-own-status", &[("status", own(status).into())])
        }
        Happening::PartnerStatus { status, remark, mapped } => {
            let mapped = mapped.as_ref().map_or_else(|| out.text("cli-unmapped", &[]), own);
            let status = statuses.partner(out.language, status.as_str());
            let mut words = out
                .text("cli-happened-partner-status", &[("status", status.into()), ("mapped", mapped.into())]);
            if !remark.is_empty() {
                words.push_str(&format!(" «{remark}»"));
            }
            words
        }
        Happening::CancelAsked { reason } => {
            out.text("cli-happened-cancel-asked", &[]) + &because(reason.as_ref())
        }
        Happening::CancelNotTaken { reason, failure } => {
            let said = failure.said.as_ref().map(ToString::to_string);
            let why = said.unwrap_or_else(|| out.failure(failure));
            out.text("cli-happened-cancel-not-taken", &[("why", why.into())]) + &because(reason.as_ref())
        }
        Happening::CancelRejected { remark } => {
            out.text("cli-happened-cancel-rejected", &[("remark", remark.as_str().into())])
        }
        Happening::Replaces { sale, reason } => {
            out.text("cli-happened-replaces", &[("sale", sale.to_string().into())])
                + &because(reason.as_ref())
        }
        Happening::ReplacedBy { sale, reason } => {
            out.text("cli-happened-replaced", &[("sale", sale.to_string().into())])
                + &because(reason.as_ref())
        }
        Happening::NotWritten { status } => out.text("cli-happened-kept", &[("status", own(status).into())]),
        Happening::WrittenBack { status } => {
            out.text("cli-happened-written", &[("status", own(status).into())])
        }
        Happening::WriteBackFailed { failure } => {
            out.text("cli-happened-not-written", &[("why", out.failure(failure).into())])
        }
    }
}

/// Every value with the path to it; what is not there is left out.
fn flatten(path: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {}
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(&below(name), value, rows)),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let words: Vec<String> = items.iter().map(word).filter(|word| !word.is_empty()).collect();
            if !words.is_empty() {
                rows.push((path.to_owned(), words.join(", ")));
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| flatten(&below(&at.to_string()), item, rows));
        }
        value => {
            let word = word(value);
            if !word.is_empty() {
                rows.push((path.to_owned(), word));
            }
        }
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => Shown::new(text).to_string(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Prints what would be sent. With `--json` the payload as it stands, personal data included: it is asked
/// for by name, one sale at a time.
pub fn dry_run(out: &Out, run: &DryRun) -> Result<(), CliError> {
    if out.json {
        return out.row(run);
    }
    for failure in &run.failures {
        out.line(&format!("✗ {}", out.failure(failure)))?;
    }
    if let Some(payload) = &run.payload {
        let payload = serde_json::to_value(payload).map_err(|error| CliError::Output(error.into()))?;
        let mut rows = Vec::new();
        flatten("", &payload, &mut rows);
        out.sheet(&rows)?;
    }
    out.say("cli-mapping-version", &[("version", run.mapping_version.into())]);
    Ok(())
}
