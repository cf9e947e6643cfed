//! The sheet of a partner's question: what both catalogues, the proof, the sales that exist and earlier
//! versions say of it.
//!
//! Not here: what holds of a rule (`linking::sheet`), words (`locale::sheet`).

use std::collections::BTreeMap;

use super::error::EngineError;
use super::forward::prepare::Enclosed;
use super::partner::Snapshot;
use super::{Engine, check, mask};
use crate::linking;
use crate::linking::draft::merge;
use crate::linking::prove;
use crate::linking::sheet::{Held, held, products_asked, unheld};
use crate::model::act::MappingRow;
use crate::model::catalogue::Catalogue;
use crate::model::draft::published;
use crate::model::failure::Element;
use crate::model::ids::{IntegrationName, ProductId, QuestionKey};
use crate::model::mapping::Mapping;
use crate::model::proof::{Proof, RowToChange};
use crate::model::question::QuestionContract;
use crate::model::reason::Thing;
use crate::model::sale::Sale;
use crate::model::sheet::{Changed, Demands, Example, Mapped, QuestionSheet, Tried, When};
use crate::model::shown::Shown;
use crate::store::Side;

/// Sales that an operator can choose among.
const SALES: usize = 20;
/// So many times as many are looked through for those that are asked a question.
const SOUGHT: usize = 10;

impl Engine {
    /// Everything about a partner's question, its rule looked at with `example`; with the first there is when
    /// none is wanted.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a question or a sale that is not there.
    pub async fn question_sheet(
        &self,
        name: &IntegrationName,
        key: &QuestionKey,
        example: Option<Example>,
    ) -> Result<QuestionSheet, EngineError> {
        let shared = &self.0.shared;
        let partner = shared.partner(name)?;
        let snapshot = partner.snapshot();
        let contract = &snapshot.catalogue.contract;
        let question = contract.questions.iter().find(|question| question.key == *key);
        let question = question.ok_or_else(|| EngineError::not_found(Thing::PartnerQuestion, key))?;
        let proof = check::prove(shared, &partner).await?;
        let leads_here = |row: &RowToChange| *row == RowToChange::Question(key.clone());
        let found = proof.counterexamples.iter().enumerate().filter(|(_, one)| leads_here(&one.row));
        let mut examples: Vec<Example> = found.map(|(at, _)| Example::Counterexample(at)).collect();
        let asked = question.contract.as_ref();
        let mapping = self.drafted_mapping(name, &snapshot).await?;
        let sales = self.last_asked(name, &snapshot, &mapping, key, SALES).await?;
        examples.extend(sales.into_iter().map(|sale| Example::Sale(sale.id)));

        let tried = match (example.or_else(|| examples.first().copied()), asked) {
            (Some(example), Some(asked)) => {
                Some((example, self.try_on(name, &snapshot, &proof, asked, example).await?))
            }
            _ => None,
        };
        let bare = asked.and_then(|asked| asked.rule.as_ref()).map(unheld);
        let (tried, rule) = match tried {
            Some((example, Held { visible, required, rule })) => {
                (Some(Tried { example, visible, required }), rule)
            }
            None => (None, bare),
        };
        let own = self.catalogue(&Side::Own).await?;
        Ok(QuestionSheet {
            key: key.clone(),
            name: Shown::new(&question.name),
            description: question.description.clone(),
            input_type: question.input_type.as_word().to_owned(),
            demands: asked.map(demands),
            rule,
            examples,
            tried,
            products: asked.map(|asked| products(asked, &snapshot, &own)).unwrap_or_default(),
            imported: snapshot.products.values().filter(|linked| linked.product_type.is_some()).count()
                as u64,
            mapped: self.mapped(name, &snapshot, key).await?,
            changes: self.changes_of(name, key).await?,
        })
    }

    /// The mapping with what was decided and is not published yet.
    async fn drafted_mapping(
        &self,
        name: &IntegrationName,
        snapshot: &Snapshot,
    ) -> Result<Mapping, EngineError> {
        let draft = self.0.shared.store.draft(name).await?;
        Ok(merge(&snapshot.mapping.mapping, &draft).0)
    }

    /// The last sales that the partner asks a question for, or may: so many at most, latest first.
    pub(super) async fn last_asked(
        &self,
        name: &IntegrationName,
        snapshot: &Snapshot,
        mapping: &Mapping,
        key: &QuestionKey,
        most: usize,
    ) -> Result<Vec<Sale>, EngineError> {
        let shared = &self.0.shared;
        let questions = &snapshot.catalogue.contract.questions;
        let asked = questions.iter().find(|question| question.key == *key);
        let asked = asked.and_then(|question| question.contract.as_ref());
        let enclosed = Enclosed::default();
        let mut found = Vec::new();
        for row in self.last(name, most.saturating_mul(SOUGHT)).await? {
            if found.len() == most {
                break;
            }
            let Some(sale) = shared.store.edited(row.id).await? else { continue };
            let context = linking::Context { mapping, ..enclosed.context(shared, snapshot, 0) };
            if asked.is_none_or(|asked| held(&sale, asked, &context).visible != Some(false)) {
                found.push(sale);
            }
        }
        Ok(found)
    }

    /// What holds of a question for an example, with what was decided and is not published yet: that is what
    /// an operator sees beside it.
    async fn try_on(
        &self,
        name: &IntegrationName,
        snapshot: &Snapshot,
        proof: &Proof,
        asked: &QuestionContract,
        example: Example,
    ) -> Result<Held, EngineError> {
        let shared = &self.0.shared;
        let mapping = self.drafted_mapping(name, snapshot).await?;
        let enclosed = Enclosed::default();
        let context = linking::Context { mapping: &mapping, ..enclosed.context(shared, snapshot, 0) };
        let (sale, invented): (Option<Sale>, bool) = match example {
            Example::Sale(id) => (shared.store.edited(id).await?, false),
            Example::Counterexample(at) => {
                (proof.counterexamples.get(at).and_then(|one| prove::example(&one.sale)), true)
            }
        };
        let missing = || match example {
            Example::Sale(id) => EngineError::not_found(Thing::Sale, id),
            Example::Counterexample(at) => EngineError::not_found(Thing::Counterexample, at + 1),
        };
        let mut held = held(&sale.ok_or_else(missing)?, asked, &context);
        if !invented {
            let open = |name: &str, found| mask::found(name, found, &snapshot.catalogue);
            held.rule = held.rule.map(|rule| rule.with_found(&open));
        }
        Ok(held)
    }

    /// Since which version the row of a question is as it is.
    async fn mapped(
        &self,
        name: &IntegrationName,
        snapshot: &Snapshot,
        key: &QuestionKey,
    ) -> Result<Option<Mapped>, EngineError> {
        let about = MappingRow::UnsetQuestion(key.clone());
        let mut record = snapshot.mapping.clone();
        let Some(row) = published(&record.mapping, &about) else { return Ok(None) };
        let store = &self.0.shared.store;
        let exact = loop {
            if record.version <= 1 {
                break true;
            }
            match store.mapping_version(name, record.version - 1).await? {
                None => break false,
                Some(before) if published(&before.mapping, &about).as_ref() == Some(&row) => record = before,
                Some(_) => break true,
            }
        };
        Ok(Some(Mapped { version: record.version, changed: record.changed, exact }))
    }

    async fn changes_of(
        &self,
        name: &IntegrationName,
        key: &QuestionKey,
    ) -> Result<Vec<Changed>, EngineError> {
        let drifts = self.0.shared.store.contracts(name).await?;
        let is_about = |element: &Element| match element {
            Element::Question(about) | Element::Answer(about, _) => about == key,
            _ => false,
        };
        let changed = drifts.into_iter().rev().flat_map(|drift| {
            let (version, at) = (drift.version, drift.at);
            drift.changes.into_iter().map(move |change| Changed { version, at, change })
        });
        Ok(changed.filter(|one| is_about(&one.change.element)).collect())
    }
}

fn demands(asked: &QuestionContract) -> Demands {
    let when = |by_rule: bool, always: bool| match (by_rule, always) {
        (true, _) => When::ByRule,
        (false, true) => When::Always,
        (false, false) => When::Never,
    };
    let shown = |texts: &[String]| texts.iter().map(|text| Shown::new(text)).collect();
    Demands {
        required: when(asked.rule_required, asked.required),
        visible: when(asked.rule_visible, asked.visible),
        visible_customer: asked.visible_customer,
        validator: asked.validator.as_deref().map(Shown::new),
        default_value: asked.default_value.as_deref().map(Shown::new),
        options: shown(&asked.options),
        product_types: shown(&asked.product_types),
    }
}

/// Imported products that a question may be asked for, as A calls them.
fn products(asked: &QuestionContract, snapshot: &Snapshot, own: &Catalogue) -> Vec<(ProductId, Shown)> {
    let ids = products_asked(asked, &snapshot.catalogue.contract, &snapshot.products);
    let names: BTreeMap<_, _> = own.products.iter().map(|product| (product.id, &product.name)).collect();
    ids.into_iter().map(|id| (id, names.get(&id).map(|name| (*name).clone()).unwrap_or_default())).collect()
}
