//! The check of sales in doubt, after their settle time: are they in the partner's listing? One reading of
//! it serves all that are due. Where the partner shows our reference, the match is exact; elsewhere a sale is
//! told by what was sent: by all that is known of it, and never one that another sale of ours has.
//!
//! A sale is called absent only when every page was read soundly, and the listing shows a sale that is
//! known to be ours: a token that sees too little sees nothing of us at all.
//!
//! Not here: the likeness itself (`linking::likeness`), what follows from a check (`model::delivery`).

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use futures_util::FutureExt;

use super::stumbles::Stumble;
use crate::clock::Timestamp;
use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::partner::{Partner, Snapshot};
use crate::engine::shared::Shared;
use crate::linking::likeness::{Likeness, likeness, verdict};
use crate::model::delivery::{Check, Doubt, State, Tier};
use crate::model::doubt::Look;
use crate::model::failure::Cause;
use crate::model::ids::{QuestionKey, SaleId};
use crate::model::reason::Thing;
use crate::model::sale::{Answer, Sale};
use crate::model::traits::Traits;
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::convert::new_sale;
use crate::salesdock::convert::sale::Listed;
use crate::salesdock::page::Scan;
use crate::store::{Claim, Sought, StoreError};

/// Zone and daylight saving of the partner are in doubt: a day and the widest zone on either side.
const AROUND: TimeDelta = TimeDelta::hours(26);
/// Where its times were seen to be what they say, daylight saving remains in doubt.
const CLOSELY: TimeDelta = TimeDelta::hours(2);
/// So far a sale's time there may be from when it was sent.
const ON_TIME: TimeDelta = TimeDelta::minutes(30);
/// Readings in one check, until one is sound.
const READINGS: usize = 3;
/// More candidates than this are not read one by one: so little is shown that a person must look.
pub(super) const CANDIDATES: usize = 10;
/// Of our newest sales there, so many are looked at for the control, and one of so many must be shown: the
/// partner may have removed one.
const NEWEST: usize = 64;
const CONTROLS: usize = 3;

/// A sale whose check is due, and why it could not be done; `None` when it was.
pub type Checked = (SaleId, Option<Stumble>);

/// The listing, read for all checks that are due.
pub(super) struct Listing {
    pub scan: Scan<Listed>,
    /// It shows a sale of ours.
    pub controlled: bool,
    /// Who made our sales there, where that is shown.
    pub makers: BTreeSet<u64>,
}

/// Checks `sales` by one reading of the listing, and writes what follows for each.
pub async fn check(shared: &Shared, partner: &Partner, sales: &[SaleId]) -> Vec<Checked> {
    let mut sought = Vec::new();
    let mut checked = Vec::new();
    for sale in sales {
        match looked_for(shared, *sale).await {
            Ok(Some(found)) => sought.push((*sale, found)),
            // Moved on meanwhile.
            Ok(None) => checked.push((*sale, None)),
            Err(StoreError::DocumentMissing { .. }) => {
                checked.push((*sale, kept(shared, partner, *sale, Check::Inconclusive, None).await));
            }
            Err(error) => checked.push((*sale, Some(passing(*sale, &error.into())))),
        }
    }
    let sent =
        |sought: &Sought| new_sale::made_at(&sought.body).map_or(sought.since, |made| made.min(sought.since));
    let Some(since) = sought.iter().map(|(_, sought)| sent(sought)).min() else { return checked };
    let listing = read(shared, partner, since).await;
    for (sale, sought) in sought {
        let judged = match &listing {
            Ok(listing) => judge(shared, partner, listing, sale, &sought),
            Err(error) => {
                checked.push((sale, undone(shared, partner, sale, error).await));
                continue;
            }
        };
        let stumble = match AssertUnwindSafe(judged).catch_unwind().await {
            Ok(Ok((found, look))) => kept(shared, partner, sale, found, Some(look)).await,
            Ok(Err(error)) => undone(shared, partner, sale, &error).await,
            Err(_) => {
                tracing::error!(%sale, "a check panicked");
                Some(Stumble::Panic)
            }
        };
        checked.push((sale, stumble));
    }
    checked
}

/// A check came to no end: that is none, or one that proves nothing.
async fn undone(shared: &Shared, partner: &Partner, sale: SaleId, error: &EngineError) -> Option<Stumble> {
    if says_nothing(error) {
        return Some(passing(sale, error));
    }
    tracing::warn!(%sale, error = error as &dyn std::error::Error, "a check proves nothing");
    kept(shared, partner, sale, Check::Inconclusive, None).await
}

/// Writes what follows from a check; a sale that has moved on meanwhile is no error.
pub async fn keep(
    shared: &Shared,
    snapshot: &Snapshot,
    sale: SaleId,
    found: Check,
    look: Option<Look>,
) -> Result<(), StoreError> {
    match shared.store.checked(sale, found, look, &snapshot.policy).await {
        Ok(_) | Err(StoreError::Refused { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn kept(
    shared: &Shared,
    partner: &Partner,
    sale: SaleId,
    found: Check,
    look: Option<Look>,
) -> Option<Stumble> {
    let snapshot = partner.snapshot();
    let mut kept = keep(shared, &snapshot, sale, found, look.clone()).await;
    if matches!(kept, Err(StoreError::Claimed { .. })) {
        // Another sale of ours has just turned out to be that one: this one is looked for again.
        kept = keep(shared, &snapshot, sale, Check::Inconclusive, look).await;
    }
    match kept {
        Ok(()) => None,
        Err(error) => Some(passing(sale, &error.into())),
    }
}

fn passing(sale: SaleId, error: &EngineError) -> Stumble {
    tracing::warn!(%sale, error = error as &dyn std::error::Error, "a check could not be done");
    Stumble::Passing
}

/// The other side could not be asked: that says nothing about any sale, and no check was made.
fn says_nothing(error: &EngineError) -> bool {
    match error {
        EngineError::Link { failure } => matches!(
            failure.cause,
            Cause::Unreachable
                | Cause::TimedOut
                | Cause::ConnectionLost
                | Cause::ServerError
                | Cause::Throttled
                | Cause::Tls
                | Cause::Unauthorised
                | Cause::UnknownAccount
                | Cause::Firewall
                | Cause::Redirected
        ),
        _ => true,
    }
}

/// What is looked for, when the sale still waits for a check.
async fn looked_for(shared: &Shared, sale: SaleId) -> Result<Option<Sought>, StoreError> {
    let Some(record) = shared.store.sale(sale).await? else { return Ok(None) };
    let delivery = &record.value.delivery;
    let waits = matches!(delivery.doubt, Some(Doubt::FirstCheck | Doubt::SecondCheck));
    if delivery.state != State::Uncertain || !waits {
        return Ok(None);
    }
    shared.store.sought(sale).await
}

/// Asks the partner, for checks.
pub(super) fn client(partner: &Partner) -> Result<Client, EngineError> {
    let absent = || EngineError::not_found(Thing::Integration, &partner.name);
    partner.link.client(Lane::Check)?.ok_or_else(absent)
}

/// Reads the listing since the first of the sales in doubt was sent.
pub(super) async fn read(
    shared: &Shared,
    partner: &Partner,
    since: Timestamp,
) -> Result<Listing, EngineError> {
    let client = client(partner)?;
    let claims = shared.store.newest_claims(&partner.name, NEWEST).await?;
    let control = control(shared, partner, &client, &claims).await?;
    let around = if control.on_time { CLOSELY } else { AROUND };
    let mut reading = 1;
    let scan = loop {
        let window = (since - around, shared.clock.now() + around);
        let filter = SalesFilter { created: Some(window), ..SalesFilter::default() };
        let scan = match partner.snapshot().mapping.mapping.reference() {
            Some(question) if partner.snapshot().policy.tier == Tier::T2 => {
                answered(client.sales(&filter).await?, question, shared.store.instance())
            }
            _ => client.sale_traits(&filter).await?,
        };
        if scan.sound || reading == READINGS {
            break scan;
        }
        reading += 1;
    };
    let highest = scan.rows.iter().map(|row| row.id.0).max().unwrap_or(0);
    partner.highest_id.fetch_max(highest, Ordering::Relaxed);
    let ours: BTreeSet<SaleId> = claims.iter().map(|claim| claim.partner).collect();
    let shown = scan.rows.iter().filter(|row| ours.contains(&row.id));
    let makers = shown.filter_map(|row| row.traits.maker).collect();
    Ok(Listing { scan, controlled: control.shown, makers })
}

/// The listing of a partner that keeps our reference as the answer to `question`. An answer that is none of
/// this instance's making is no reference.
fn answered(scan: Scan<Sale>, question: &QuestionKey, instance: &str) -> Scan<Listed> {
    let listed = |sale: Sale| {
        let said = match sale.answers.get(question) {
            Some(Answer::One(text)) => Some(text.trim())
                .filter(|text| text.strip_prefix(instance).is_some_and(|rest| rest.starts_with(':'))),
            _ => None,
        };
        let traits = Traits { reference: said.map(str::to_owned), ..Traits::of_sale(&sale) };
        Listed { id: sale.id, traits }
    };
    Scan {
        rows: scan.rows.into_iter().map(listed).collect(),
        complete: scan.complete,
        sound: scan.sound,
        ended: scan.ended,
        left_out: scan.left_out,
        total: scan.total,
        pages: scan.pages,
    }
}

/// What our newest sales there show of the listing.
#[derive(Default)]
struct Control {
    /// It shows one that should be listed by now.
    shown: bool,
    /// Its times are those at which they were sent.
    on_time: bool,
}

async fn control(
    shared: &Shared,
    partner: &Partner,
    client: &Client,
    claims: &[Claim],
) -> Result<Control, EngineError> {
    let settle = TimeDelta::from_std(partner.snapshot().policy.settle).unwrap_or(TimeDelta::MAX);
    let old_enough = shared.clock.now() - settle;
    let (mut controls, mut newer) = (Vec::new(), Vec::new());
    for claim in claims {
        let Some(record) = shared.store.sale(claim.own).await? else { continue };
        let of_age = record.value.updated_at <= old_enough;
        if of_age {
            controls.push(*claim)
        } else {
            newer.push(*claim)
        }
        if controls.len() == CONTROLS {
            break;
        }
    }
    if controls.is_empty() {
        controls = newer;
    }
    controls.truncate(CONTROLS);
    if controls.is_empty() {
        return Ok(Control::default());
    }
    let sale_ids = controls.iter().map(|claim| claim.partner).collect();
    let named = client.sale_states(&SalesFilter { sale_ids, ..SalesFilter::default() }).await?;
    let mut control = Control { shown: false, on_time: true };
    for row in named.rows {
        let Some(claim) = controls.iter().find(|claim| claim.partner == row.id) else { continue };
        control.shown = true;
        let sent = shared.store.attempts(claim.own).await?.last().map(|attempt| attempt.started_at);
        let apart = row.created_at.zip(sent).map(|(there, sent)| (there - sent).abs());
        control.on_time &= apart.is_some_and(|apart| apart <= ON_TIME);
    }
    control.on_time &= control.shown;
    Ok(control)
}

/// What the listing says of one sale.
async fn judge(
    shared: &Shared,
    partner: &Partner,
    listing: &Listing,
    sale: SaleId,
    sought: &Sought,
) -> Result<(Check, Look), EngineError> {
    let (found, like) = if partner.snapshot().policy.tier <= Tier::T1 && sought.tier <= Tier::T1 {
        by_reference(shared, listing, sale, sought)
    } else if listing.scan.sound {
        by_likeness(shared, partner, listing, sale, sought).await?
    } else {
        (Check::Inconclusive, Vec::new())
    };
    let look = Look {
        rows: listing.scan.rows.len() as u64,
        sound: listing.scan.sound,
        controlled: listing.controlled,
        like,
    };
    Ok(match found {
        Check::Absent if !(look.sound && look.controlled) => (Check::Inconclusive, look),
        found => (found, look),
    })
}

/// The partner shows what was sent with the sale.
fn by_reference(shared: &Shared, listing: &Listing, sale: SaleId, sought: &Sought) -> (Check, Vec<SaleId>) {
    let ours = Reference::of(shared, sale, sought);
    let is_ours = |row: &&Listed| row.traits.reference.as_deref().is_some_and(|said| ours.is(said));
    let like: Vec<SaleId> = listing.scan.rows.iter().filter(is_ours).map(|row| row.id).collect();
    let found = match like.as_slice() {
        [] => Check::Absent,
        [one] => Check::Found(*one),
        _ => Check::Ambiguous,
    };
    (found, like)
}

/// The partner shows no reference: candidates are what it has since then that nobody of ours has, and each
/// that is like it is read whole.
async fn by_likeness(
    shared: &Shared,
    partner: &Partner,
    listing: &Listing,
    sale: SaleId,
    sought: &Sought,
) -> Result<(Check, Vec<SaleId>), EngineError> {
    let reference = Reference::of(shared, sale, sought);
    let Some(mut ours) = new_sale::traits(&sought.flow, &sought.body) else {
        return Ok((Check::Ambiguous, Vec::new()));
    };
    if partner.snapshot().policy.tier == Tier::T3 {
        // It does not keep what was sent under that name, whatever it shows there.
        ours.reference = None;
    }
    let mut candidates: Vec<&Listed> = Vec::new();
    for row in listing.scan.rows.iter().filter(|row| row.id > sought.base) {
        let like = likeness(&ours, &reference.leveled(&row.traits), &listing.makers);
        if like != Likeness::Other && shared.store.owner(&partner.name, row.id).await?.is_none() {
            candidates.push(row);
        }
    }
    if candidates.len() > CANDIDATES {
        return Ok((Check::Ambiguous, candidates.iter().map(|row| row.id).collect()));
    }
    let client = client(partner)?;
    let mut graded = Vec::with_capacity(candidates.len());
    for row in candidates {
        let whole = client.sale(row.id).await?;
        let listed = row.traits.reference.clone();
        let shown = Traits {
            reference: listed.map(|said| reference.level(said)),
            ..Traits::of_sale(&whole).or(row.traits.clone())
        };
        let like = match repeats(&whole, &reference) {
            true => Likeness::Same,
            false => likeness(&ours, &shown, &listing.makers),
        };
        graded.push((row.id, like));
    }
    let like = graded.iter().filter(|(_, like)| *like != Likeness::Other).map(|(id, _)| *id).collect();
    Ok((verdict(&graded), like))
}

/// One of its questions asks for a reference, and was answered with ours.
pub(super) fn repeats(sale: &Sale, reference: &Reference) -> bool {
    sale.answers.values().any(|answer| matches!(answer, Answer::One(text) if reference.is(text)))
}

/// What a sale of ours goes under.
pub(super) struct Reference {
    /// Under the generation that is looked for.
    pub(super) text: String,
    /// Up to the generation, when it may have gone under any.
    any: Option<String>,
}

impl Reference {
    pub(super) fn of(shared: &Shared, sale: SaleId, sought: &Sought) -> Self {
        let stem = format!("{}:{sale}:", shared.store.instance());
        Self { text: format!("{stem}{}", sought.generation), any: sought.any_generation.then_some(stem) }
    }

    pub(super) fn is(&self, said: &str) -> bool {
        let generation = self.any.as_ref().and_then(|stem| said.strip_prefix(stem.as_str()));
        said == self.text || generation.is_some_and(|rest| rest.parse::<u32>().is_ok())
    }

    /// What is ours under any generation, under the one that is looked for.
    fn level(&self, said: String) -> String {
        if self.is(&said) { self.text.clone() } else { said }
    }

    pub(super) fn leveled(&self, traits: &Traits) -> Traits {
        Traits { reference: traits.reference.clone().map(|said| self.level(said)), ..traits.clone() }
    }
}
