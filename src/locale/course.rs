//! The sentences of how sales move through a partner's statuses, shared by console and commands.

use super::status::Statuses;
use super::{Argument, Language, text};
use crate::model::course::{Course, Place};
use crate::model::ids::{SaleId, StatusKey};

/// What is remarkable about a status: not mapped, sales that stay too long, sales that came back.
pub fn remarks(language: Language, statuses: &Statuses<'_>, place: &Place) -> Vec<String> {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    let mut told = Vec::new();
    if place.mapped.is_none() {
        let name = statuses.partner(language, place.status.as_str());
        told.push(say("course-unmapped", &[("status", name.into()), ("count", place.now.into())]));
    }
    if let (1.., Some(p95)) = (place.stuck, place.p95) {
        let arguments = [
            ("count", place.stuck.into()),
            ("time", time(language, p95).into()),
            ("sales", listed(&place.stuck_sales, place.stuck).into()),
        ];
        told.push(say("course-stuck", &arguments));
    }
    if place.returned > 0 {
        let sales = listed(&place.returned_sales, place.returned);
        told.push(say("course-returned", &[("count", place.returned.into()), ("sales", sales.into())]));
    }
    told
}

/// How long sales stay there, in words; `None` when too few left it.
pub fn stays(language: Language, place: &Place) -> Option<String> {
    let (p50, p95) = (place.p50?, place.p95?);
    let arguments = [("half", time(language, p50).into()), ("most", time(language, p95).into())];
    Some(text(language, "course-stays", &arguments))
}

/// Where sales go from a status and where they come from, the most travelled first.
pub fn ways(language: Language, statuses: &Statuses<'_>, course: &Course, status: &StatusKey) -> Vec<String> {
    let name = |key: &StatusKey| statuses.partner(language, key.as_str());
    let told = |key: &str, other: &StatusKey, count: u64| {
        text(language, key, &[("status", name(other).into()), ("count", count.into())])
    };
    let from = course.moves.iter().filter(|one| &one.to == status);
    let to = course.moves.iter().filter(|one| &one.from == status);
    from.map(|one| told("course-from", &one.from, one.count))
        .chain(to.map(|one| told("course-to", &one.to, one.count)))
        .collect()
}

/// A time in its largest unit: `40 s`, `12 m`, `5 u`, `3 d`.
pub fn time(language: Language, seconds: u64) -> String {
    let hour = match language {
        Language::Nl => "u",
        Language::En => "h",
    };
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => format!("{} m", seconds / 60),
        3_600..86_400 => format!("{} {hour}", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

fn listed(sales: &[SaleId], count: u64) -> String {
    let named: Vec<_> = sales.iter().take(6).map(ToString::to_string).collect();
    let more = if count > named.len() as u64 { ", …" } else { "" };
    format!("{}{more}", named.join(", "))
}
