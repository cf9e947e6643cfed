//! `koppel check`: the proof of an integration. Exit 0 when it is proven, 1 when it is not or not decided,
//! 2 when the integration, product or flow is unknown.
//!
//! Not here: the proof (`linking::prove`), its sentences (`locale::proof`).

use std::collections::BTreeSet;

use clap::Args;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::locale::proof as words;
use crate::model::ids::{FlowKey, IntegrationName, ProductId};
use crate::model::proof::{Doubt, Proof, Verdict};
use crate::service::protocol::{Answer, Query};

/// So many counterexamples are written out; the others are counted.
const WRITTEN_OUT: usize = 20;

/// `koppel check`
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// The integration
    integration: String,
    /// Only this product of ours
    #[arg(long, value_name = "ID")]
    product: Option<ProductId>,
    /// Only what is sold through this flow of ours
    #[arg(long, value_name = "TYPE/FLOW")]
    flow: Option<FlowKey>,
}

/// Runs `koppel check`.
pub async fn run(context: &Context, args: CheckArgs) -> Result<Exit, CliError> {
    let integration = IntegrationName(args.integration);
    let Answer::Check(proof) = context.query(Query::Check { integration, draft: false }).await? else {
        return Err(CliError::WrongAnswer);
    };
    let asked = args.product.map(|id| id.to_string()).or(args.flow.as_ref().map(ToString::to_string));
    let proof = proof.only(args.product, args.flow.as_ref());
    if let Some(value) = asked.filter(|_| proof.products.is_empty()) {
        return Err(CliError::Argument { key: "cli-check-nothing-there", value });
    }
    if context.out.json {
        context.out.row(&proof)?;
    } else {
        print(context, &proof)?;
    }
    Ok(if proof.verdict == Verdict::Proven { Exit::Ok } else { Exit::Failed })
}

fn print(context: &Context, proof: &Proof) -> Result<(), CliError> {
    let out = &context.out;
    out.line(&words::verdict(out.language, proof))?;
    let rows: Vec<Vec<String>> = proof
        .products
        .iter()
        .map(|product| {
            vec![
                product.own.to_string(),
                product.partner.to_string(),
                product.name.to_string(),
                product.flow.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string),
                words::customer(out.language, product.customer),
                words::word(out.language, product.verdict),
            ]
        })
        .collect();
    if !rows.is_empty() {
        out.line("")?;
        let columns = ["cli-col-own", "cli-col-partner", "cli-col-name", "cli-col-flow", "cli-col-customer"];
        out.table(&[&columns[..], &["cli-col-proof"]].concat(), &rows)?;
    }
    for (at, found) in proof.counterexamples.iter().take(WRITTEN_OUT).enumerate() {
        out.line("")?;
        for line in words::counterexample(out.language, at + 1, found) {
            out.line(&line)?;
        }
    }
    if let Some(more @ 1..) = proof.counterexamples.len().checked_sub(WRITTEN_OUT) {
        out.line(&out.text("cli-check-more", &[("count", (more as u64).into())]))?;
    }
    let doubts: BTreeSet<&Doubt> = proof.products.iter().flat_map(|product| &product.doubts).collect();
    if !doubts.is_empty() {
        out.line("")?;
    }
    for doubt in doubts {
        out.line(&format!("? {}", words::doubt(out.language, doubt)))?;
    }
    out.line("")?;
    out.line(&out.text("proof-assumptions", &[]))?;
    for assumption in &proof.assumptions {
        out.line(&format!("- {}", words::assumption(out.language, assumption)))?;
    }
    Ok(())
}
