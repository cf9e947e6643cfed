//! `koppel integration statuses`: how sales move through a partner's statuses.
//!
//! Not here: counting it (`model::course`).

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::print::or_dash;
use crate::locale::course as words;
use crate::model::ids::IntegrationName;
use crate::service::protocol::{Answer, Query};

/// Runs `koppel integration statuses NAME`.
pub async fn run(context: &Context, name: &str) -> Result<Exit, CliError> {
    let out = &context.out;
    let integration = IntegrationName(name.to_owned());
    let Answer::Course(course) = context.query(Query::Course { integration: integration.clone() }).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    if out.json {
        return out.row(&course).map(|()| Exit::Ok);
    }
    if course.statuses.is_empty() {
        out.say("cli-course-none", &[("name", name.to_owned().into())]);
        return Ok(Exit::Ok);
    }
    let overview = context.overview().await?;
    let statuses = overview.statuses(Some(&integration));
    let language = out.language;
    let columns = [
        "cli-col-partner-status",
        "cli-col-mapped",
        "cli-col-now",
        "cli-col-ever",
        "cli-col-half",
        "cli-col-most",
        "cli-col-stuck",
        "cli-col-returned",
    ];
    let time = |seconds: Option<u64>| or_dash(seconds.map(|seconds| words::time(language, seconds)));
    let cells: Vec<_> = course
        .statuses
        .iter()
        .map(|place| {
            vec![
                statuses.partner(language, place.status.as_str()),
                or_dash(place.mapped.as_ref().map(|own| statuses.own(language, own.as_str()))),
                place.now.to_string(),
                place.ever.to_string(),
                time(place.p50),
                time(place.p95),
                place.stuck.to_string(),
                place.returned.to_string(),
            ]
        })
        .collect();
    out.table(&columns, &cells)?;
    out.line("")?;
    for one in &course.moves {
        let name = |key| statuses.partner(language, key);
        out.line(&format!("{} → {}  {}", name(one.from.as_str()), name(one.to.as_str()), one.count))?;
    }
    for place in &course.statuses {
        for remark in words::remarks(language, &statuses, place) {
            out.line(&format!("! {}: {remark}", statuses.partner(language, place.status.as_str())))?;
        }
    }
    Ok(Exit::Ok)
}
