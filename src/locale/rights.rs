//! Why an organisation does not see what it might sell, and what was done about it, as a person reads it.

use super::{Language, text};
use crate::model::administration::audit::{AuditBreak, AuditEntry};
use crate::model::administration::rights::WhyNot;
use crate::model::shown::Shown;

/// One reason, with what can be done about it.
pub fn why_not(language: Language, reason: &WhyNot) -> String {
    let say = |key: &str| text(language, key, &[]);
    match reason {
        WhyNot::OrganisationInactive => say("why-organisation-inactive"),
        WhyNot::NoUser => say("why-no-user"),
        WhyNot::NoToken => say("why-no-token"),
        WhyNot::ProductInactive => say("why-product-inactive"),
        WhyNot::ProductNotYet { day } => {
            text(language, "why-product-not-yet", &[("day", day.as_str().into())])
        }
        WhyNot::ProductExpired { day } => {
            text(language, "why-product-expired", &[("day", day.as_str().into())])
        }
        WhyNot::ProductNotGranted => say("why-product-not-granted"),
        WhyNot::InNoFlow => say("why-in-no-flow"),
        WhyNot::FlowsNotGranted { flows } => {
            text(language, "why-flows-not-granted", &[("flows", listed(flows).into())])
        }
        WhyNot::FlowNotGranted => say("why-flow-not-granted"),
        WhyNot::Archived => say("why-archived"),
        WhyNot::AskedOfNothing => say("why-asked-of-nothing"),
        WhyNot::NoneOfItsFlows { flows } => {
            text(language, "why-none-of-its-flows", &[("flows", listed(flows).into())])
        }
        WhyNot::NoneOfItsProducts { products } => {
            text(language, "why-none-of-its-products", &[("products", listed(products).into())])
        }
        WhyNot::Other => say("why-other"),
    }
}

fn listed(names: &[Shown]) -> String {
    names.iter().map(Shown::as_str).collect::<Vec<_>>().join(", ")
}

/// Where the record of administrative acts does not hold.
pub fn broken(language: Language, broken: AuditBreak) -> String {
    let (key, number) = match broken {
        AuditBreak::Changed(number) => ("audit-changed", number),
        AuditBreak::Parted(number) => ("audit-parted", number),
        AuditBreak::Missing(number) => ("audit-missing", number),
        AuditBreak::NotAsKnown(number) => ("audit-not-as-known", number),
    };
    text(language, key, &[("number", number.to_string().into())])
}

/// An administrative act as a person reads it, with what it was done to; a word that this version does not know
/// as it is.
pub fn act(language: Language, entry: &AuditEntry) -> String {
    let key = format!("act-{}", entry.act.replace(['.', '_'], "-"));
    let known = super::has(language, &key);
    let act = if known { text(language, &key, &[]) } else { entry.act.to_string() };
    let Some(about) = entry.about() else { return act };
    let key = if about.sale { "act-about-sale" } else { "act-about" };
    text(language, key, &[("act", act.into()), ("about", about.named.into())])
}
