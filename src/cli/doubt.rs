//! `koppel sale evidence`: a sale in doubt, looked for at the partner now, beside what is like it there.
//!
//! Not here: saying what became of it (`sale adopt`, `sale confirm-absent`).

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::print::or_dash;
use super::sale::{OneArgs, number};
use crate::locale;
use crate::service::protocol::{Answer, Query};

/// Runs `koppel sale evidence`.
pub async fn run(context: &Context, args: OneArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let view = match context.query(Query::Doubt { id: number(&args.id)? }).await? {
        Answer::Doubt(view) => *view,
        _ => return Err(CliError::WrongAnswer),
    };
    if out.json {
        out.row(&view)?;
        return Ok(Exit::Ok);
    }
    for line in locale::doubt::lines(out.language, &view, |at| out.moment(Some(at))) {
        out.line(&line)?;
    }
    for one in &view.candidates {
        out.line("")?;
        out.line(&locale::doubt::candidate(out.language, one))?;
        let cells: Vec<_> = one
            .traits
            .iter()
            .map(|row| {
                vec![
                    locale::doubt::sign(row.equal).to_owned(),
                    row.field.clone(),
                    or_dash(row.ours.as_ref()),
                    or_dash(row.theirs.as_ref()),
                ]
            })
            .collect();
        out.table(&["cli-col-equal", "cli-col-field", "cli-col-ours", "cli-col-theirs"], &cells)?;
    }
    Ok(Exit::Ok)
}
