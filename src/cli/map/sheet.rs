//! `koppel map question info`: the sheet of a partner's question.
//!
//! Not here: what stands on it (`engine::sheet`), its words (`locale::sheet`).

use clap::Args;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::locale::sheet::{Line, lines};
use crate::model::ids::{QuestionKey, SaleId};
use crate::model::sheet::Example;
use crate::service::protocol::{Answer, Query};

/// `koppel map question info`
#[derive(Args, Debug)]
pub struct InfoArgs {
    /// The integration
    integration: String,
    /// The partner's
    partner: String,
    /// Look at its rule with this sale
    #[arg(long, value_name = "ID")]
    sale: Option<u64>,
    /// Look at its rule with this counterexample of the proof
    #[arg(long, value_name = "NUMBER", conflicts_with = "sale", value_parser = clap::value_parser!(u32).range(1..))]
    counterexample: Option<u32>,
}

/// Runs it: as JSON the sheet whole, in one object.
pub async fn run(context: &Context, args: InfoArgs) -> Result<(), CliError> {
    let sale = args.sale.map(|id| Example::Sale(SaleId(id)));
    let counterexample = args.counterexample.map(|number| Example::Counterexample(number as usize - 1));
    let query = Query::QuestionSheet {
        integration: args.integration.as_str().into(),
        question: QuestionKey(args.partner),
        example: sale.or(counterexample),
    };
    let Answer::QuestionSheet(sheet) = context.query(query).await? else { return Err(CliError::WrongAnswer) };
    let out = &context.out;
    if out.json {
        return out.row(&sheet);
    }
    let moment = |at| out.moment(Some(at));
    let mut fields = vec![(sheet.key.to_string(), sheet.name.to_string())];
    for line in lines(out.language, &sheet, &moment) {
        match line {
            Line::Field(label, value) => fields.push((label, value)),
            Line::Head(said) => fields.push((said, String::new())),
            Line::Part(part, tried) => {
                let mark = match part.holds {
                    _ if !tried => "",
                    Some(true) => "✓ ",
                    Some(false) => "✗ ",
                    None => "? ",
                };
                // A part of a rule takes the whole line.
                out.sheet(&std::mem::take(&mut fields))?;
                out.line(&format!("{}{mark}{}", "  ".repeat(part.depth + 1), part.said))?;
            }
        }
    }
    out.sheet(&fields)
}
