//! Editing a sale before it is sent: typed fields over what A wrote, and what would then become of it.
//!
//! Not here: the fields (`model::edit`), keeping the edits (`store::edits`), sending (`acts`, `forward`).

use super::Engine;
use super::acts::act_on;
use super::error::EngineError;
use super::forward::prepare::Enclosed;
use super::judge::{judge, lane};
use super::mask;
use super::shared::Shared;
use crate::linking;
use crate::model::act::SaleVerb;
use crate::model::delivery::{Judgement, State};
use crate::model::edit::{self, BadEdit};
use crate::model::failure::Failure;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::queue::{SaleRow, WaitingReason};
use crate::model::reason::{Reason, Thing};
use crate::model::sale::Sale;
use crate::model::shown::Shown;
use crate::store::{Editing, Side};

/// What would become of a sale that is edited.
pub struct Tried {
    /// Its version.
    pub version: u64,
    /// The fields that would then differ from what A says.
    pub fields: Vec<String>,
    /// What those that are set say now, masked.
    pub was: Vec<(String, Shown)>,
    /// What would still make it fall out before it is sent.
    pub failures: Vec<Failure>,
    /// Why it would not go at all.
    pub waiting: Option<WaitingReason>,
}

impl Engine {
    /// What would become of a sale whose fields are set, at the version that was looked at. Nothing is kept.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a field that cannot be edited; [`EngineError::Refused`] once a copy of it
    /// may be at the partner; [`EngineError::Conflict`].
    pub async fn try_edit(
        &self,
        sale: SaleId,
        expected: Option<u64>,
        changes: &[(String, String)],
    ) -> Result<Tried, EngineError> {
        tried(&self.0.shared, sale, expected, changes).await.map(|(_, tried)| tried)
    }
}

/// Sets fields of a sale, at the version that was looked at; and sends it when that is asked and it can be.
///
/// # Errors
/// As [`Engine::try_edit`]; [`EngineError::Refused`] too when it was edited and could not be sent.
pub(super) async fn edit(
    shared: &Shared,
    sale: (SaleId, Option<u64>),
    (changes, send): (&[(String, String)], bool),
    reason: Option<&Shown>,
    actor: &str,
) -> Result<SaleRow, EngineError> {
    let (editing, tried) = tried(shared, sale.0, sale.1, changes).await?;
    let row = shared.store.edit(sale.0, Some(tried.version), &editing, actor, reason).await?;
    let verb = match row.state {
        State::Fallout | State::Skipped if send => SaleVerb::Retry,
        State::Ready if send => SaleVerb::Send,
        _ => return Ok(row),
    };
    if let Some(failure) = tried.failures.into_iter().next() {
        return Err(EngineError::refused(Reason::EditedFails { failure: Box::new(failure) }));
    }
    let sent = Box::pin(act_on(shared, sale.0, Some(row.version), &verb, reason, actor)).await;
    sent.map_err(|error| match error {
        EngineError::Refused { why } => EngineError::refused(Reason::EditedStays { why: Box::new(why) }),
        error => error,
    })
}

/// The edits as they would be kept, and what would become of the sale with them.
pub(super) async fn tried(
    shared: &Shared,
    sale: SaleId,
    expected: Option<u64>,
    changes: &[(String, String)],
) -> Result<(Editing, Tried), EngineError> {
    let record = shared.store.may_edit(sale, expected).await?;
    let missing = || EngineError::not_found(Thing::Sale, sale);
    let body = shared.store.body(sale).await?.ok_or_else(missing)?;
    let mut edits = shared.store.edits(sale).await?;
    let before = edit::edited(body.clone(), &edits);
    let mut was = Vec::new();
    for (field, to) in changes {
        is_asked(shared, field).await?;
        let said = edit::value(&before, field).map_err(|bad| refused(bad, field))?;
        was.push((field.clone(), Shown::from(mask::masked(&said.unwrap_or_default()))));
        edits = edit::with(&body, edits, field, to).map_err(|bad| refused(bad, field))?;
    }
    let judged = judge(shared, &shared.links().0, &body).1;
    let edited = edit::edited(body, &edits);
    let tried = Tried {
        version: record.version,
        fields: edits.iter().map(|edit| edit.field.clone()).collect(),
        was,
        failures: would_fail(shared, &edited, record.value.integration.as_ref()),
        waiting: match judged {
            Judgement::Waits(waiting) => Some(waiting),
            Judgement::ByHand | Judgement::Automatic { .. } => None,
        },
    };
    let editing = Editing {
        edits,
        fields: changes.iter().map(|(field, _)| field.clone()).collect(),
        customer: mask::customer(&edited.customer),
        lane: lane(&shared.store, &edited),
    };
    Ok((editing, tried))
}

/// An answer must be to a question that the own environment asks.
async fn is_asked(shared: &Shared, field: &str) -> Result<(), EngineError> {
    let Some(key) = field.strip_prefix("questionData.") else { return Ok(()) };
    let own = shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
    match own.contract.questions.iter().any(|question| question.key.as_str() == key) {
        true => Ok(()),
        false => Err(refused(BadEdit::NoField, field)),
    }
}

fn would_fail(shared: &Shared, sale: &Sale, integration: Option<&IntegrationName>) -> Vec<Failure> {
    let Some(partner) = integration.and_then(|name| shared.partner(name).ok()) else { return Vec::new() };
    let snapshot = partner.snapshot();
    // Neither an opt-in nor a contract is fetched: no field of these decides about them.
    let enclosed = Enclosed::default();
    linking::translate(sale, &enclosed.context(shared, &snapshot, 0)).err().unwrap_or_default()
}

fn refused(bad: BadEdit, field: &str) -> EngineError {
    let field = field.to_owned();
    EngineError::invalid(match bad {
        BadEdit::Form => Reason::FieldForm { field },
        BadEdit::File => Reason::FileTyped { field },
        BadEdit::NoField | BadEdit::NoCompany => Reason::NoSuchField { field },
    })
}
