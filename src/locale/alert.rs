//! What a call for an operator says, in lines that name no customer.
//!
//! Not here: the wording (`assets/locales/*/failure.ftl`), telling it (`console`, `service::alert`).

use super::{Language, failure, text};
use crate::clock::Timestamp;
use crate::model::alert::{Alert, News};

/// Everything, a line for each.
pub fn lines(language: Language, alert: &Alert, now: Timestamp) -> Vec<String> {
    let mut lines: Vec<String> = alert.news.iter().map(|news| line(language, news, now)).collect();
    if alert.more > 0 {
        lines.push(text(language, "alert-more", &[("count", alert.more.into())]));
    }
    lines
}

/// The first, and how many more there are.
pub fn headline(language: Language, alert: &Alert, now: Timestamp) -> String {
    let first = alert.news.first().map(|news| line(language, news, now)).unwrap_or_default();
    match (alert.news.len() as u64 + alert.more).saturating_sub(1) {
        0 => first,
        more => format!("{first}. {}", text(language, "alert-more", &[("count", more.into())])),
    }
}

/// One thing.
pub fn line(language: Language, news: &News, now: Timestamp) -> String {
    match news {
        News::Group { integration, cause, element, count } => {
            let mut what = failure::cause(language, *cause);
            if let Some(element) = failure::element(language, element) {
                what = format!("{what}: {element}");
            }
            let arguments =
                [("partner", integration.as_str().into()), ("what", what.into()), ("count", (*count).into())];
            text(language, "alert-group", &arguments)
        }
        News::OldQueue { integration, since } => {
            let minutes = (now - *since).num_minutes().max(0);
            let arguments = [("partner", integration.as_str().into()), ("minutes", minutes.into())];
            text(language, "alert-queue", &arguments)
        }
        News::Person { count } => text(language, "alert-person", &[("count", (*count).into())]),
        News::Blocked { integration, sale, since, behind } => {
            let hours = (now - *since).num_hours().max(0);
            let arguments = [
                ("partner", integration.as_str().into()),
                ("sale", sale.to_string().into()),
                ("hours", hours.into()),
                ("count", (*behind).into()),
            ];
            text(language, "alert-blocked", &arguments)
        }
        News::Filed { count } => text(language, "alert-filed", &[("count", (*count).into())]),
        News::Stopped { integration, cause: Some(cause) } => {
            let what = failure::cause(language, *cause);
            text(language, "alert-paused", &[("partner", integration.as_str().into()), ("what", what.into())])
        }
        News::Stopped { integration, cause: None } => {
            text(language, "alert-breaker", &[("partner", integration.as_str().into())])
        }
    }
}
