//! What an operator sees of a sale in doubt: the partner's listing read now, and each sale in it that may be
//! the one, beside what was sent. Looks only; nothing follows from it by itself.
//!
//! Not here: the checks that decide (`check`).

use super::check::{CANDIDATES, Reference, client, read};
use crate::engine::Engine;
use crate::engine::error::EngineError;
use crate::engine::mask::masked;
use crate::linking::likeness::{Beside, Likeness, beside, likeness};
use crate::model::delivery::State;
use crate::model::doubt::{Candidate, Compared, DoubtView, Look};
use crate::model::ids::SaleId;
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
        Ok(DoubtView {
            sale: id,
            since: sought.since,
            reference: Shown::new(&reference.text),
            look,
            candidates,
        })
    }
}

fn compared(one: Beside) -> Compared {
    let shown = |text: &Option<String>| {
        text.as_ref().map(|text| if one.open { Shown::new(text) } else { Shown::from(masked(text)) })
    };
    let equal = one.ours.as_ref().zip(one.theirs.as_ref()).map(|(ours, theirs)| ours == theirs);
    Compared { ours: shown(&one.ours), theirs: shown(&one.theirs), equal, field: one.field }
}
