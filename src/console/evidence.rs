//! What there is to show the partner of a group, as text and as a table: what is refused, how often, and what was
//! sent and answered. The console and the commands write it alike, and nothing in it is of a person.
//!
//! Not here: reading it (`engine::groups`), the files.

use super::look::Look;
use super::{text, words};
use crate::locale::group::{self, Sheet};
use crate::locale::status::Statuses;
use crate::locale::{self, Language};
use crate::model::group::GroupDetail;
use crate::model::spreadsheet;

/// Sales that are named in the text; all of them stand in the table.
const NAMED: usize = 20;

/// What is known of a group. What was changed before it, and by whom, is for ourselves; for the partner it is
/// told only of a change of its own.
pub fn sheet(look: &Look, detail: &GroupDetail, ours: bool) -> Sheet {
    let moment = |at| text::stamp(look.zone, at);
    let told = detail.after.as_ref().filter(|after| ours || after.what.is_of_partner());
    let after = told.map(|after| {
        let what = words::activity(look, &Statuses::default(), &after.what);
        let who = if ours { format!(" ({})", after.actor) } else { String::new() };
        format!("{}  {what}{who}", moment(after.at))
    });
    group::sheet(look.language, detail, moment, after)
}

/// The evidence in Markdown.
pub fn markdown(language: Language, detail: &GroupDetail) -> String {
    let look = Look::plain(language);
    let say = |key: &str| locale::text(language, key, &[]);
    let mut lines =
        vec![format!("# {}", locale::failure::sentence(language, &detail.row.example)), String::new()];
    let known = sheet(&look, detail, false);
    lines.extend(known.into_iter().skip(1).map(|(name, value)| format!("- {name}: {value}")));
    if !detail.probes.is_empty() {
        lines.extend([String::new(), format!("## {}", say("evidence-seen")), String::new()]);
        let probes = group::probes(language, &detail.probes);
        lines.extend(probes.into_iter().map(|(name, value)| format!("- {name}: {value}")));
        if let Some(said) = group::unseen(language, detail) {
            lines.extend([String::new(), said]);
        }
    }
    lines.extend([String::new(), format!("## {}", say("evidence-sales")), String::new()]);
    let dash = || "–".to_owned();
    lines.extend(detail.evidence.iter().take(NAMED).map(|one| {
        let said = one.said.as_ref().map_or_else(dash, |said| format!("«{said}»"));
        let reference = one.reference.clone().unwrap_or_else(dash);
        let status = one.http_status.map_or_else(dash, |status| status.to_string());
        format!("- {reference} · {} · HTTP {status} · {said}", text::stamp(look.zone, one.at))
    }));
    let left = detail.row.count.saturating_sub(detail.evidence.len().min(NAMED) as u64);
    if left > 0 {
        lines.push(format!("- {}", locale::text(language, "evidence-more", &[("count", left.into())])));
    }
    lines.extend([String::new(), say("evidence-redacted"), String::new()]);
    lines.join("\n")
}

/// The evidence as CSV, a line per sale.
pub fn table(detail: &GroupDetail) -> String {
    let head = ["own_sale_id", "external_reference", "sent_at", "http_status", "answer"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(detail.evidence.iter().map(|one| {
        vec![
            one.sale.to_string(),
            one.reference.clone().unwrap_or_default(),
            one.at.to_rfc3339(),
            one.http_status.map(|status| status.to_string()).unwrap_or_default(),
            one.said.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]
    }));
    spreadsheet::written(&rows)
}
