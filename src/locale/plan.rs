//! The sentences of a plan, shared by console and commands: which sales take part, which do not and why,
//! whom it touches and what it costs.
//!
//! Not here: judging it (`engine::plan`), asking for the yes (`console`).

use std::collections::BTreeMap;

use super::{Argument, Language, failure, reason, text};
use crate::clock::Timestamp;
use crate::model::ids::SaleId;
use crate::model::plan::{ActPlan, LeftOut};

/// Sales listed by number; the rest is counted.
const LISTED: usize = 12;

/// A line of a plan, and what it is.
pub struct Told {
    /// The line.
    pub line: String,
    /// What it is.
    pub tone: Tone,
}

/// What a line of a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// What is done.
    Plain,
    /// It would pass.
    Good,
    /// Nobody can tell from here, or it takes no part.
    Open,
    /// It would not.
    Bad,
    /// Something else to know.
    Aside,
}

/// What an act would do: the sales, those left out by reason, whom it touches and what it costs. `moment`
/// puts a time on the reader's clock.
pub fn act(language: Language, plan: &ActPlan, moment: impl Fn(Timestamp) -> String) -> Vec<Told> {
    let mut told = Vec::new();
    let mut add = |tone, key: &str, arguments: &[Argument<'_>]| {
        told.push(Told { line: text(language, key, arguments), tone });
    };
    let count = plan.goes.len();
    if count == 0 {
        add(Tone::Open, "plan-nothing", &[]);
    } else {
        let sales = listed(plan.goes.iter().map(|(sale, _)| *sale), count);
        add(Tone::Plain, "plan-goes", &[("count", count.into()), ("sales", sales.into())]);
    }
    let mut reasons: BTreeMap<String, Vec<SaleId>> = BTreeMap::new();
    for one in &plan.left_out {
        reasons.entry(why(language, one)).or_default().push(one.sale);
    }
    for (why, sales) in reasons {
        let count = sales.len();
        let sales = listed(sales.into_iter(), count);
        let arguments = [("count", count.into()), ("why", why.into()), ("sales", sales.into())];
        add(Tone::Open, "plan-left-out", &arguments);
    }
    let named = |(name, count): &(Option<_>, u64)| {
        let name = name.as_ref().map_or_else(|| text(language, "plan-no-partner", &[]), ToString::to_string);
        format!("{name} ({count})")
    };
    let touches: Vec<_> = plan.touches.iter().map(named).collect();
    if let (2.., [_, _, ..]) = (count, touches.as_slice()) {
        add(Tone::Plain, "plan-touches", &[("partners", touches.join(", ").into())]);
    }
    if let (2.., Some(oldest), Some(newest)) = (count, plan.oldest, plan.newest) {
        let arguments = [("oldest", moment(oldest).into()), ("newest", moment(newest).into())];
        add(Tone::Aside, "plan-age", &arguments);
    }
    match plan.minutes {
        _ if plan.requests == 0 => {}
        None => add(Tone::Aside, "plan-requests", &[("requests", plan.requests.into())]),
        Some(minutes) => {
            let arguments = [("requests", plan.requests.into()), ("minutes", minutes.into())];
            add(Tone::Aside, "plan-cost", &arguments);
        }
    }
    told
}

fn listed(sales: impl Iterator<Item = SaleId>, count: usize) -> String {
    let listed: Vec<_> = sales.take(LISTED).map(|sale| sale.to_string()).collect();
    let more = if count > LISTED { ", …" } else { "" };
    format!("{}{more}", listed.join(", "))
}

/// Why a sale takes no part.
fn why(language: Language, one: &LeftOut) -> String {
    match (&one.why, one.state) {
        (Some(why), _) => reason::reason(language, why),
        (None, Some(state)) => {
            let state = failure::state(language, state);
            text(language, "plan-changed", &[("state", state.into())])
        }
        (None, None) => text(language, "plan-unknown", &[]),
    }
}
