//! What an operator sees of a sale in doubt: the partner's listing read now, and each sale in it that may be
//! the one, beside what was sent. And whether the one that the operator names can be it. Looks only; nothing
//! follows from it by itself.
//!
//! Not here: the checks that decide (`check`).

use std::collections::BTreeSet;

use super::check::{CANDIDATES, Reference, client, read, repeats};
use crate::engine::Engine;
use crate::engine::error::EngineError;
use crate::engine::mask::masked;
use crate::engine::shared::Shared;
use crate::linking::likeness::{Beside, Likeness, beside, likeness};
use crate::model::delivery::{State, Tier};
use crate::model::doubt::{Candidate, Compared, DoubtView, Look, Scan};
use crate::model::failure::Cause;
use crate::model::ids::SaleId;
use crate::model::queue::{Happening, TimelineEntry};
use crate::model::reason::{Reason, Thing};
use crate::model::shown::Shown;
use crate::model::traits::Traits;
use crate::salesdock::convert::new_sale;

impl Engine {
    /// Looks at the partner for a sale in doubt.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Refused`] when there is no doubt about it;
    /// [`EngineError::Link`] when the partner cannot be asked.
    pub async fn doubt(&self, id: SaleId) -> Result<DoubtView, EngineError> {
        let shared = &self.0.shared;
        let missing = || EngineError::not_found(Thing::Sale, id);
        let record = shared.store.sale(id).await?.ok_or_else(missing)?.value;
        let state = record.delivery.state;
        let sought = shared.store.sought(id).await?.filter(|_| state == State::Uncertain);
        let sought = sought.ok_or_else(|| EngineError::refused(Reason::WrongState { state }))?;
        let name = record.integration.ok_or_else(missing)?;
        let partner = shared.partner(&name)?;
        let sent = new_sale::made_at(&sought.body).map_or(sought.since, |made| made.min(sought.since));
        let listing = read(shared, &partner, sent).await?;
        let reference = Reference::of(shared, id, &sought);
        let ours = new_sale::traits(&sought.flow, &sought.body).unwrap_or_default();
        let client = client(&partner)?;
        let like = |row: &&crate::salesdock::convert::sale::Listed| {
            let told = row.traits.reference.as_deref().is_some_and(|said| reference.is(said));
            told || row.id > sought.base && likeness(&ours, &row.traits, &listing.makers) != Likeness::Other
        };
        let rows: Vec<_> = listing.scan.rows.iter().filter(like).collect();
        let mut candidates = Vec::new();
        for row in rows.iter().take(CANDIDATES) {
            let whole = client.sale(row.id).await?;
            let theirs = Traits::of_sale(&whole).or(row.traits.clone());
            candidates.push(Candidate {
                partner_sale: row.id,
                owner: shared.store.owner(&name, row.id).await?,
                same: likeness(&ours, &theirs, &listing.makers) == Likeness::Same,
                traits: beside(&ours, &theirs).into_iter().map(compared).collect(),
            });
        }
        let look = Look {
            rows: listing.scan.rows.len() as u64,
            sound: listing.scan.sound,
            controlled: listing.controlled,
            like: rows.iter().map(|row| row.id).collect(),
        };
        let scanned = |entry: TimelineEntry| match entry.what {
            Happening::Checked { found, look } => Some(Scan { at: entry.at, found, look }),
            _ => None,
        };
        let timeline = shared.store.timeline(id).await?.into_iter();
        Ok(DoubtView {
            scans: timeline.filter(|entry| entry.at >= sought.since).filter_map(scanned).collect(),
            sale: id,
            since: sought.since,
            reference: Shown::new(&reference.text),
            look,
            candidates,
        })
    }
}

/// Whether the partner's sale that an operator names can be the one in doubt: the partner shows it, and nothing
/// there is of another sale. A slip of a digit would lose this sale and send another twice.
///
/// # Errors
/// [`EngineError::Refused`] when it cannot be; [`EngineError::Link`] when the partner cannot be asked.
pub async fn vouch(shared: &Shared, sale: SaleId, there: SaleId) -> Result<(), EngineError> {
    let record = shared.store.sale(sale).await?.map(|found| found.value);
    // What is not in doubt is refused by its state.
    let Some(record) = record.filter(|record| record.delivery.state == State::Uncertain) else {
        return Ok(());
    };
    let (Some(name), Some(sought)) = (record.integration, shared.store.sought(sale).await?) else {
        return Ok(());
    };
    let partner = shared.partner(&name)?;
    let whole = match client(&partner)?.sale(there).await {
        Err(error) if error.is_refusal && error.failure.cause == Cause::NotFound => {
            return Err(EngineError::refused(Reason::NotShown { partner_sale: there }));
        }
        answer => answer?,
    };
    let reference = Reference::of(shared, sale, &sought);
    let Some(mut ours) = new_sale::traits(&sought.flow, &sought.body) else { return Ok(()) };
    if partner.snapshot().policy.tier == Tier::T3 {
        ours.reference = None;
    }
    let theirs = reference.leveled(&Traits::of_sale(&whole));
    if repeats(&whole, &reference) || likeness(&ours, &theirs, &BTreeSet::new()) != Likeness::Other {
        return Ok(());
    }
    let differ = |one: &Beside| one.ours.is_some() && one.theirs.is_some() && one.ours != one.theirs;
    let fields = beside(&ours, &theirs).into_iter().filter(differ).map(|one| one.field).collect();
    Err(EngineError::refused(Reason::AnotherSale { partner_sale: there, fields }))
}

fn compared(one: Beside) -> Compared {
    let shown = |text: &Option<String>| {
        text.as_ref().map(|text| if one.open { Shown::new(text) } else { Shown::from(masked(text)) })
    };
    let equal = one.ours.as_ref().zip(one.theirs.as_ref()).map(|(ours, theirs)| ours == theirs);
    Compared { ours: shown(&one.ours), theirs: shown(&one.theirs), equal, field: one.field }
}
