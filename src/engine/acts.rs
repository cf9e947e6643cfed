//! What an operator does with sales: one refused sale does not stop the others.
//!
//! Not here: what each verb makes of a sale (`model::delivery`).

use super::Engine;
use super::cancel::request_cancel;
use super::change::Change;
use super::edits;
use super::error::EngineError;
use super::forward::evidence::vouch;
use super::judge::judge;
use super::shared::Shared;
use crate::model::act::SaleVerb;
use crate::model::delivery::{Event, Judgement, Policy, Tier, Verb};
use crate::model::ids::SaleId;
use crate::model::queue::SaleRow;
use crate::model::reason::Reason;
use crate::model::shown::Shown;
use crate::model::view::Activity;

/// What became of one sale.
pub struct Acted {
    /// Number at A.
    pub sale: SaleId,
    /// Its row now, or why nothing happened.
    pub result: Result<SaleRow, EngineError>,
}

impl Engine {
    /// Acts on sales, each at the version that was looked at.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the verb needs a reason and there is none. What is refused for one
    /// sale is in its own answer.
    pub async fn act(
        &self,
        sales: &[(SaleId, Option<u64>)],
        verb: &SaleVerb,
        reason: Option<&str>,
        actor: &str,
    ) -> Result<Vec<Acted>, EngineError> {
        let reason = reason.map(Shown::new).filter(|reason| !reason.is_empty());
        if verb.needs_reason() && reason.is_none() {
            return Err(EngineError::invalid(Reason::NeedsReason { verb: verb.word().to_owned() }));
        }
        let mut acted = Vec::with_capacity(sales.len());
        for (sale, expected) in sales {
            let shared = &self.0.shared;
            let result = act_on(shared, *sale, *expected, verb, reason.as_ref(), actor).await;
            if result.is_ok() || matches!(&result, Err(EngineError::Refused { why }) if why.is_edited()) {
                let verb = verb.word().to_owned();
                let what = Activity::SaleActed { sale: *sale, verb, reason: reason.clone() };
                let row = self.0.shared.store.log(actor, None, what).await?;
                self.0.shared.tell(Change::Activity(row));
            }
            acted.push(Acted { sale: *sale, result });
        }
        Ok(acted)
    }
}

/// Acts on one sale, at the version that was looked at.
///
/// # Errors
/// As [`Engine::act`].
pub async fn act_on(
    shared: &Shared,
    sale: SaleId,
    expected: Option<u64>,
    verb: &SaleVerb,
    reason: Option<&Shown>,
    actor: &str,
) -> Result<SaleRow, EngineError> {
    if matches!(verb, SaleVerb::Send | SaleVerb::Retry) {
        may_go(shared, sale).await?;
    }
    let (deed, policy) = deed(shared, sale, verb).await?;
    match deed {
        Deed::Replace(cancelled) => {
            Ok(shared.store.replace((sale, expected), cancelled, actor, reason).await?)
        }
        Deed::Edit(changes, send) => {
            edits::edit(shared, (sale, expected), (changes, send), reason, actor).await
        }
        Deed::Move(Verb::RequestCancel) => request_cancel(shared, sale, expected, reason, actor).await,
        Deed::Move(verb) => {
            if let Verb::Adopt(there) = verb {
                vouch(shared, sale, there).await?;
            }
            Ok(shared.store.change(sale, expected, Event::Operator(verb), &policy, actor, reason).await?)
        }
    }
}

/// What a verb comes down to.
pub(super) enum Deed<'a> {
    /// The sale goes on to another state, or not.
    Move(Verb),
    /// Fields of it are set, and it is sent or not.
    Edit(&'a [(String, String)], bool),
    /// It takes the place of a cancelled one.
    Replace(SaleId),
}

/// What a verb comes down to for a sale, and the policy of its integration.
pub(super) async fn deed<'a>(
    shared: &Shared,
    sale: SaleId,
    verb: &'a SaleVerb,
) -> Result<(Deed<'a>, Policy), EngineError> {
    let found = shared.store.sale(sale).await?;
    let name = found.and_then(|found| found.value.integration);
    let partner = name.and_then(|name| shared.partner(&name).ok());
    let snapshot = partner.map(|partner| partner.snapshot());
    let policy = snapshot.as_ref().map_or_else(|| Policy::new(Tier::T3, 1.0), |snapshot| snapshot.policy);
    let grace = snapshot.map(|snapshot| snapshot.row.integration.settings.grace()).unwrap_or_default();
    let moves = match verb {
        SaleVerb::Send => Verb::Send { grace },
        SaleVerb::Retry => Verb::Retry,
        SaleVerb::Skip => Verb::Skip,
        SaleVerb::Hold => Verb::Hold,
        SaleVerb::Release => Verb::Release,
        SaleVerb::Recall => Verb::Recall,
        SaleVerb::Adopt { partner_sale_id } => Verb::Adopt(*partner_sale_id),
        SaleVerb::ConfirmAbsent => Verb::ConfirmAbsent,
        SaleVerb::RequestCancel => Verb::RequestCancel,
        SaleVerb::Edit { changes, send } => return Ok((Deed::Edit(changes, *send), policy)),
        SaleVerb::Replace { cancelled } => return Ok((Deed::Replace(*cancelled), policy)),
    };
    Ok((Deed::Move(moves), policy))
}

/// Only a sale that meets the configured status and conditions goes, also by hand. Of one that went nothing is
/// asked here: where it stands says why it does not go again.
pub(super) async fn may_go(shared: &Shared, sale: SaleId) -> Result<(), EngineError> {
    let found = shared.store.sale(sale).await?;
    if found.is_some_and(|found| found.value.delivery.state.is_placed()) {
        return Ok(());
    }
    let Some(body) = shared.store.body(sale).await? else { return Ok(()) };
    let (links, _) = shared.links();
    match judge(shared, &links, &body).1 {
        Judgement::Waits(waiting) => Err(EngineError::refused(Reason::NotNow { waiting })),
        Judgement::ByHand | Judgement::Automatic { .. } => Ok(()),
    }
}
