//! Editing a sale before it is sent: typed fields over what A wrote, and what would then become of it.
//!
//! Not here: the fields (`model::edit`), keeping the edits (`store::edits`), sending (`acts`, `forward`).

use super::Engine;
use super::change::Change;
use super::error::EngineError;
use super::forward::prepare::Enclosed;
use super::judge::lane;
use super::mask;
use crate::linking;
use crate::model::edit::{self, BadEdit};
use crate::model::failure::Failure;
use crate::model::ids::SaleId;
use crate::model::reason::{Reason, Thing};
use crate::model::sale::Sale;
use crate::model::shown::Shown;
use crate::model::view::Activity;
use crate::store::{Editing, Side};

/// What editing a sale gave.
pub struct Edited {
    /// Its version now.
    pub version: u64,
    /// The fields that now differ from what A says.
    pub fields: Vec<String>,
    /// What those that were set said before, masked.
    pub was: Vec<(String, Shown)>,
    /// What would still make it fall out before it is sent.
    pub failures: Vec<Failure>,
}

impl Engine {
    /// Sets fields of a sale, at the version that was looked at; with `only_look` nothing is kept.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a field that cannot be edited, or without a reason;
    /// [`EngineError::Refused`] once a copy of it may be at the partner; [`EngineError::Conflict`].
    pub async fn edit_sale(
        &self,
        sale: SaleId,
        expected: Option<u64>,
        changes: &[(String, String)],
        reason: Option<&str>,
        only_look: bool,
        actor: &str,
    ) -> Result<Edited, EngineError> {
        let shared = &self.0.shared;
        let reason = reason.map(Shown::new).filter(|reason| !reason.is_empty());
        if reason.is_none() && !only_look {
            return Err(EngineError::invalid(Reason::NeedsReason { verb: "edit".to_owned() }));
        }
        let missing = || EngineError::not_found(Thing::Sale, sale);
        let record = shared.store.sale(sale).await?.ok_or_else(missing)?;
        let body = shared.store.body(sale).await?.ok_or_else(missing)?;
        let mut edits = shared.store.edits(sale).await?;
        let before = edit::edited(body.clone(), &edits);
        let mut was = Vec::new();
        for (field, to) in changes {
            self.is_asked(field).await?;
            let said = edit::value(&before, field).map_err(|bad| refused(bad, field))?;
            was.push((field.clone(), Shown::from(mask::masked(&said.unwrap_or_default()))));
            edits = edit::with(&body, edits, field, to).map_err(|bad| refused(bad, field))?;
        }
        let edited = edit::edited(body, &edits);
        let fields = edits.iter().map(|edit| edit.field.clone()).collect();
        let failures = self.would_fail(&edited, record.value.integration.as_ref()).await;
        let mut version = record.version;
        if !only_look {
            let set: Vec<String> = changes.iter().map(|(field, _)| field.clone()).collect();
            let customer = mask::customer(&edited.customer);
            let editing = Editing { edits, fields: set, customer, lane: lane(&shared.store, &edited) };
            let row = shared.store.edit(sale, expected, &editing, actor, reason.as_ref()).await?;
            version = row.version;
            let what = Activity::SaleActed { sale, verb: "edit".to_owned(), reason };
            let row = shared.store.log(actor, row.integration.as_ref(), what).await?;
            shared.tell(Change::Activity(row));
        }
        Ok(Edited { version, fields, was, failures })
    }

    /// An answer must be to a question that the own environment asks.
    async fn is_asked(&self, field: &str) -> Result<(), EngineError> {
        let Some(key) = field.strip_prefix("questionData.") else { return Ok(()) };
        let own = self.0.shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
        match own.contract.questions.iter().any(|question| question.key.as_str() == key) {
            true => Ok(()),
            false => Err(refused(BadEdit::NoField, field)),
        }
    }

    async fn would_fail(
        &self,
        sale: &Sale,
        integration: Option<&crate::model::ids::IntegrationName>,
    ) -> Vec<Failure> {
        let shared = &self.0.shared;
        let Some(partner) = integration.and_then(|name| shared.partner(name).ok()) else { return Vec::new() };
        let snapshot = partner.snapshot();
        // Neither an opt-in nor a contract is fetched: no field of these decides about them.
        let enclosed = Enclosed::default();
        linking::translate(sale, &enclosed.context(shared, &snapshot, 0)).err().unwrap_or_default()
    }
}

fn refused(bad: BadEdit, field: &str) -> EngineError {
    let field = field.to_owned();
    EngineError::invalid(match bad {
        BadEdit::Form => Reason::FieldForm { field },
        BadEdit::File => Reason::FileTyped { field },
        BadEdit::NoField | BadEdit::NoCompany => Reason::NoSuchField { field },
    })
}
