//! A root-cause group whole, in names and values: since when and after which change, how many sales of how many
//! customers, whether it grows, whose it is, what can be done, and what can be seen of its cause from here.
//!
//! Not here: the wording (`assets/locales/*/failure.ftl`); what is written down for the partner (the commands).

use super::{Language, failure, text};
use crate::clock::Timestamp;
use crate::model::failure::GroupKey;
use crate::model::group::{GroupCare, GroupDetail, Probe, ProbeOf, Trend};
use crate::model::shown::Shown;

/// Names and values, one below the other.
pub type Sheet = Vec<(String, String)>;

/// What is known of a group. `moment` puts a time on the reader's clock; `after` is what was changed last before
/// it began, in words.
pub fn sheet(
    language: Language,
    detail: &GroupDetail,
    moment: impl Fn(Timestamp) -> String,
    after: Option<String>,
) -> Sheet {
    let group = &detail.row;
    let label = |key: &str| text(language, key, &[]);
    let mut rows = vec![
        (label("cli-col-group"), group.key.0.clone()),
        (label("cli-col-integration"), group.integration.to_string()),
        (label("cli-col-why"), failure::sentence(language, &group.example)),
        (label("cli-col-count"), group.count.to_string()),
        (label("whole-group-customers"), detail.customers.to_string()),
        (label("cli-col-since"), moment(group.since)),
        (label("whole-group-last"), moment(group.last)),
        (label("cli-col-trend"), trend(group.trend)),
    ];
    if group.trying > 0 {
        rows.push((label("whole-group-trying"), group.trying.to_string()));
    }
    rows.extend(after.map(|after| (label("whole-group-after"), after)));
    rows
}

/// What people made of it.
pub fn care(language: Language, care: &GroupCare, moment: impl Fn(Timestamp) -> String) -> Sheet {
    let label = |key: &str| text(language, key, &[]);
    let dash = || "–".to_owned();
    vec![
        (label("cli-col-owner"), care.owner.as_ref().map_or_else(dash, ToString::to_string)),
        (label("whole-group-note"), care.note.as_ref().map_or_else(dash, ToString::to_string)),
        (label("whole-group-snoozed"), care.snoozed_until.map_or_else(dash, moment)),
    ]
}

/// What can be done.
pub fn next(language: Language, detail: &GroupDetail) -> (String, String) {
    (text(language, "whole-group-next", &[]), failure::next_step(language, &detail.row.example))
}

/// That nothing of the cause can be seen from here, where that is so.
pub fn unseen(language: Language, detail: &GroupDetail) -> Option<String> {
    detail.is_not_observable().then(|| text(language, "whole-group-not-observable", &[]))
}

/// What was looked at, and whether it is so.
pub fn probes(language: Language, probes: &[Probe]) -> Sheet {
    let row = |probe: &Probe| {
        let what = match probe.what {
            ProbeOf::Shown => "whole-probe-shown",
            ProbeOf::Active => "whole-probe-active",
            ProbeOf::OnSale => "whole-probe-on-sale",
            ProbeOf::Customers => "whole-probe-customers",
            ProbeOf::FlowType => "whole-probe-flow-type",
            ProbeOf::PartnersOwn => "whole-probe-partners-own",
        };
        let holds = match probe.holds {
            Some(true) => "cli-yes",
            Some(false) => "cli-no",
            None => "whole-probe-unseen",
        };
        (text(language, what, &[]), text(language, holds, &[]))
    };
    probes.iter().map(row).collect()
}

/// What a group is about, by its key: the partner, what went wrong, and what it points at.
pub fn name(language: Language, key: &GroupKey) -> String {
    let mut parts = key.0.splitn(3, '/');
    let (Some(integration), Some(cause), Some(element)) = (parts.next(), parts.next(), parts.next()) else {
        return key.0.clone();
    };
    let cause = match serde_json::from_value(serde_json::Value::from(cause)) {
        Ok(cause) => failure::cause(language, cause),
        Err(_) => return key.0.clone(),
    };
    match element.split_once(':') {
        Some((_, named)) => format!("{integration}: {cause}: {}", Shown::new(named)),
        None => format!("{integration}: {cause}"),
    }
}

/// How many sales came in lately: `^ 12 (3)`, the hour before in brackets.
pub fn trend(trend: Trend) -> String {
    format!("{} {} ({})", trend.sign(), trend.hour, trend.before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::failure::{Cause, Element, Failure};

    #[test]
    fn a_key_is_read_as_words() {
        let of = |cause, element| Failure::found(cause, element).group(&"zon".into());
        let option = of(Cause::InvalidOption, Element::Question("meter".into()));
        let said = name(Language::Nl, &option);
        assert_eq!(said, format!("zon: {}: meter", failure::cause(Language::Nl, Cause::InvalidOption)));
        let token = of(Cause::Unauthorised, Element::Token);
        let said = name(Language::En, &token);
        assert_eq!(said, format!("zon: {}", failure::cause(Language::En, Cause::Unauthorised)));
        assert_eq!(name(Language::En, &GroupKey("what/else".into())), "what/else");
    }
}
