//! Sales: made once per reference, in one durable commit; changed with a history; found by number.
//!
//! Not here: whether a new sale is good (`judge`), lists (`index`), how a sale looks (`handlers::sale_page`).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Map, Value};

use super::cancellation::{Standing, Still, answered};
use super::catalogue::Flow;
use super::change::By;
use super::confirmation::confirmation;
use super::events::{Happening, Kind};
use super::incoming::Beginning;
use super::index::Index;
use super::judge::{Accepted, Proposal, Refusal, judge};
use super::notes::{Noted, changed, happened, note, user_of};
use super::people::{Rights, User};
use super::rows::{Change, ChangeKind, Listed, Reference, Sale};
use super::{World, loose, rows, wording};
use crate::clock::Timestamp;
use crate::kv::{Batch, Expected, Key, KvError, Revision, Scan};
use crate::model::status::{StatusKind, asks_cancellation};

/// Above this the words of a sale go into a document: its body may fill the row.
const WORDING: usize = 8 * 1024;

/// A new sale that is asked for.
pub struct Request<'a> {
    /// Who asks.
    pub user: &'a User,
    /// What they may sell.
    pub rights: &'a Rights,
    /// The flow's type and identifier, as in the path.
    pub flow: (&'a str, &'a str),
    /// The body.
    pub body: Map<String, Value>,
    /// Whether `external_reference` is a key: not in an environment as bare as the real service.
    pub keyed: bool,
    /// Where from.
    pub address: std::net::IpAddr,
    /// The dialer's concept that it finishes, and the revision that was read: it is used up with it.
    pub concept: Option<(&'a str, Revision)>,
}

/// What became of it.
pub enum Outcome {
    /// Made.
    Created(u64),
    /// The same organisation made the same sale under the same reference before.
    Repeated(u64),
    /// It made another sale under the same reference.
    Conflict,
    /// There is no such flow, or it is not granted.
    UnknownFlow,
    /// The concept was finished by somebody else just now.
    ConceptUsed,
    /// Judged, and not taken.
    Refused(Refusal),
}

/// Why a change of a sale was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such sale.
    #[error("no such sale")]
    Missing,
    /// There is no such status.
    #[error("no such status")]
    UnknownStatus,
    /// The status is not one of type cancelled.
    #[error("not a status of type cancelled")]
    NotCancelling,
    /// The sale is being handled, and its maker may not ask any more.
    #[error("requests to cancel are not accepted")]
    CancellationClosed,
    /// Nobody asked to cancel it, or that was answered already.
    #[error("no open request to cancel")]
    NoRequest,
    /// It was cancelled, or that was asked, since whoever changes it looked.
    #[error("cancelled, or asked to be, since it was looked at")]
    Cancelled,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] KvError),
}

/// What a change of status says.
pub struct StatusChange<'a> {
    /// The new status.
    pub status: &'a str,
    /// Why.
    pub remark: &'a str,
    /// Marks the sale processed, or not any more.
    pub processed: Option<bool>,
    /// Only a status of type cancelled will do.
    pub cancelling: bool,
    /// The status it has as far as whoever sets another knows: where it was cancelled since, or asked to be,
    /// this goes not over that.
    pub knows: Option<&'a str>,
    /// What must hold of the sale in the moment it is set.
    pub still: Still,
    /// Who.
    pub by: &'a By,
    /// The account's own people do it: it is in the record of what they do.
    pub audited: bool,
}

impl World {
    /// Makes a sale. A reference is looked up before anything is judged: what was taken once is answered
    /// with its number for ever, whatever became of product, rights or catalogue since.
    pub async fn create_sale(&self, request: Request<'_>) -> Result<Outcome, KvError> {
        let reference = request.body.get("external_reference").and_then(loose::as_text);
        let organisation = request.rights.organisation;
        let key =
            reference.as_deref().filter(|_| request.keyed).map(|text| reference_key(organisation, text));
        let digest = body_digest(request.flow, &request.body);
        if let Some(known) = self.known(key.as_ref(), &digest).await? {
            return Ok(known);
        }
        let catalogue = self.catalogue();
        let Some(flow) = catalogue.flow(request.flow.0, request.flow.1, request.rights) else {
            return Ok(Outcome::UnknownFlow);
        };
        let people = self.people();
        let maker = organisation.and_then(|id| people.organisations.get(&id));
        let incoming = maker.map(|maker| maker.incoming.clone()).unwrap_or_default();
        let proposal = Proposal {
            catalogue: &catalogue,
            flow,
            rights: request.rights,
            today: self.today(),
            body: &request.body,
            incoming: &incoming,
        };
        let accepted = match judge(&proposal) {
            Ok(accepted) => accepted,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        let id = self.next_sale.fetch_add(1, Ordering::SeqCst);
        let mut batch = self.kv.batch();
        let beginning = incoming.beginning(&catalogue, flow, accepted.offer, &request.body);
        let wording = wording::of_sale(&request.body, &accepted.asked, accepted.product, &catalogue);
        let sale =
            self.new_sale(id, &request, (flow, &wording), (&accepted, &beginning), reference, &mut batch)?;
        write(&mut batch, &sale)?;
        let who = (request.user.id, Some(request.address));
        note(&mut batch, &sale, None, who, ChangeKind::Status)?;
        if let Some(optin) = request.body.get("optin").and_then(Value::as_object) {
            let stored = Self::stored(&mut batch, optin.clone())?;
            batch.put(&rows::OPTINS, &id, &stored)?;
        }
        if let Some((uuid, revision)) = request.concept {
            let uuid = uuid.to_owned();
            batch.expect(&rows::CONCEPTS, &uuid, Expected::At(revision));
            batch.remove(&rows::CONCEPTS, &uuid);
        }
        if let Some(key) = &key {
            batch.expect(&rows::REFERENCES, key, Expected::Absent);
            batch.put(&rows::REFERENCES, key, &Reference { sale_id: id, body: digest })?;
        }
        let mut told = vec![Happening::of_sale(Kind::SaleCreated, &sale)];
        if beginning.accepted {
            told.push(Happening::of_sale(Kind::OfferAccepted, &sale));
        }
        if !sale.listed.offer || beginning.accepted {
            let maker = maker.map(|maker| (maker.name(), &maker.incoming));
            told.extend(confirmation(&sale, (&request.body, &wording), &catalogue, maker));
        }
        self.announce(&mut batch, &told)?;
        match self.kv.commit(batch).await {
            Ok(_) => {
                self.listed(sale.listed);
                self.tell(told);
                Ok(Outcome::Created(id))
            }
            // The same reference came twice at once, and the other was first.
            Err(KvError::Conflict { .. }) if key.is_some() => {
                Ok(self.known(key.as_ref(), &digest).await?.unwrap_or(Outcome::Conflict))
            }
            Err(KvError::Conflict { .. }) if request.concept.is_some() => Ok(Outcome::ConceptUsed),
            Err(error) => Err(error),
        }
    }

    async fn known(
        &self,
        key: Option<&(u64, [u8; 32])>,
        digest: &[u8; 32],
    ) -> Result<Option<Outcome>, KvError> {
        let Some(key) = key else { return Ok(None) };
        let found = self.kv.get(&rows::REFERENCES, key).await?;
        Ok(found.map(|row| match row.value {
            Reference { sale_id, body } if body == *digest => Outcome::Repeated(sale_id),
            _ => Outcome::Conflict,
        }))
    }

    fn new_sale(
        &self,
        id: u64,
        request: &Request<'_>,
        (flow, wording): (&Flow, &Map<String, Value>),
        (accepted, beginning): (&Accepted<'_>, &Beginning),
        external_reference: Option<String>,
        batch: &mut Batch,
    ) -> Result<Sale, KvError> {
        let now = self.now();
        let status = beginning.status.as_str();
        let product = accepted.product;
        let body = Self::stored(batch, request.body.clone())?;
        let wording = Self::stored_within(WORDING, batch, wording.clone())?;
        Ok(Sale {
            listed: Listed {
                id,
                organisation_id: request.rights.organisation,
                user_id: request.user.id,
                offer: accepted.offer,
                offer_accepted: beginning.accepted.then_some(1),
                status: status.to_owned(),
                flow_id: flow.id,
                product_id: product.id,
                product_type: product.kind.clone(),
                supplier_id: product.supplier_id,
                incoming_id: request.body.get("incoming_id").and_then(loose::as_text),
                created_at: now,
                updated_at: now,
                finalized_at: (!accepted.offer || beginning.accepted).then_some(now),
                cancelled_at: None,
                sent_at: (status == "sent").then_some(now),
                cancellation: None,
            },
            status_remark: String::new(),
            cancelled_remark: String::new(),
            flow_type: flow.kind.clone(),
            flow_identifier: flow.identifier.clone(),
            product_name: product.name.clone(),
            product_identifier: product.identifier.clone(),
            external_reference,
            asked: accepted.asked.clone(),
            offer_answered_at: beginning.accepted.then_some(now),
            verified_at: None,
            processed_at: None,
            extrafields: Map::new(),
            resold: product.is_resold(),
            cancellation: None,
            cancellations_before: Vec::new(),
            changes: 0,
            body,
            wording,
        })
    }

    /// What lists know of a sale that `rights` may see.
    pub fn find_sale(&self, id: u64, rights: &Rights) -> Option<Arc<Listed>> {
        let listed = self.index(|index| index.get(id))?;
        is_own(&listed, rights).then_some(listed)
    }

    /// The sale that its maker numbers `incoming`: by the `incoming_id` it was made with, or by its
    /// reference where that is a key.
    pub async fn find_incoming(&self, incoming: &str, keyed: bool) -> Result<Option<u64>, KvError> {
        if let Some(id) = self.index(|index| index.by_incoming(incoming)) {
            return Ok(Some(id));
        }
        if !keyed {
            return Ok(None);
        }
        let people = self.people();
        for organisation in std::iter::once(None).chain(people.organisations.keys().copied().map(Some)) {
            if let Some(row) = self.kv.get(&rows::REFERENCES, &reference_key(organisation, incoming)).await? {
                return Ok(Some(row.value.sale_id));
            }
        }
        Ok(None)
    }

    /// A sale, whole.
    pub async fn sale(&self, id: u64) -> Result<Option<Sale>, KvError> {
        Ok(self.kv.get(&rows::SALES, &id).await?.map(|row| row.value))
    }

    /// Sets the status of a sale.
    pub async fn set_status(&self, id: u64, change: &StatusChange<'_>) -> Result<(), ChangeError> {
        let catalogue = self.catalogue();
        let status = catalogue.status(change.status).ok_or(ChangeError::UnknownStatus)?;
        let cancels = status.kind == StatusKind::Cancelled;
        if change.cancelling && !cancels {
            return Err(ChangeError::NotCancelling);
        }
        let people = self.people();
        let found = self.sale(id).await?.ok_or(ChangeError::Missing)?;
        let maker = found.listed.organisation_id.and_then(|id| people.organisations.get(&id));
        let goes_on = maker.map_or(status.id.as_str(), |maker| match status.id.as_str() {
            "offer_accepted" if found.listed.offer => maker.incoming.of_accepted_offer(&catalogue),
            other => other,
        });
        let confirms = status.id == "offer_accepted" && found.listed.offer_accepted != Some(1);
        let told = match confirms {
            true => (self.restored(&found.body).await?, self.restored(&found.wording).await?),
            false => Default::default(),
        };
        let more = |sale: &Sale| {
            let maker = maker.filter(|_| confirms).map(|maker| (maker.name(), &maker.incoming));
            confirmation(sale, (&told.0, &told.1), &catalogue, maker)
        };
        let kind = match (found.listed.cancellation, cancels) {
            _ if asks_cancellation(goes_on) => ChangeKind::Status,
            (Some(Standing::Open), true) => ChangeKind::CancellationAccepted,
            (Some(Standing::Open), false) => ChangeKind::CancellationRejected,
            _ => ChangeKind::Status,
        };
        let noted = Noted { by: change.by, history: Some(kind), audited: change.audited };
        let goes_over = |sale: &Sale| {
            let stands =
                sale.listed.cancelled_at.is_some() || sale.listed.cancellation == Some(Standing::Open);
            let unseen = change.knows.is_some_and(|known| known != sale.listed.status);
            unseen && stands && !cancels && !asks_cancellation(goes_on)
        };
        self.change_and_tell(id, noted, more, |sale, now| {
            change.still.holds(sale)?;
            if goes_over(sale) {
                return Err(ChangeError::Cancelled);
            }
            sale.listed.status = goes_on.to_owned();
            sale.status_remark = change.remark.to_owned();
            match status.id.as_str() {
                "offer_accepted" => answer_offer(sale, 1, now),
                "offer_rejected" => answer_offer(sale, 0, now),
                "offer_rejected_alternative" => answer_offer(sale, 2, now),
                "verified" => sale.verified_at = Some(now),
                "sent" => sale.listed.sent_at = Some(now),
                _ => {}
            }
            if cancels && sale.listed.cancelled_at.is_none() {
                sale.listed.cancelled_at = Some(now);
                sale.cancelled_remark = change.remark.to_owned();
            } else if !cancels {
                sale.listed.cancelled_at = None;
            }
            answered(sale, cancels, user_of(change.by), now);
            match change.processed {
                Some(true) => sale.processed_at = Some(now),
                Some(false) => sale.processed_at = None,
                None => {}
            }
            Ok(())
        })
        .await
    }

    /// Sets extra fields of a sale.
    pub async fn set_fields(&self, id: u64, fields: Map<String, Value>, by: &By) -> Result<(), ChangeError> {
        let noted = Noted { by, history: None, audited: true };
        self.change_sale(id, noted, |sale, _| sale.extrafields.extend(fields.clone())).await
    }

    /// Changes a sale, as [`World::change_and_tell`], with nothing more to tell.
    pub(super) async fn change_sale(
        &self,
        id: u64,
        noted: Noted<'_>,
        mut change: impl FnMut(&mut Sale, Timestamp),
    ) -> Result<(), ChangeError> {
        let change = |sale: &mut Sale, now| {
            change(sale, now);
            Ok(())
        };
        self.change_and_tell(id, noted, |_| None, change).await
    }

    /// Changes a sale; its history tells who set a status. A change that meets another is made anew.
    pub(super) async fn change_and_tell(
        &self,
        id: u64,
        noted: Noted<'_>,
        more: impl Fn(&Sale) -> Option<Happening>,
        mut change: impl FnMut(&mut Sale, Timestamp) -> Result<(), ChangeError>,
    ) -> Result<(), ChangeError> {
        loop {
            let row = self.kv.get(&rows::SALES, &id).await?.ok_or(ChangeError::Missing)?;
            let mut sale = row.value;
            let (before, fields) = (sale.listed.clone(), sale.extrafields.clone());
            // It moves with every change, also when two fall in one tick of the clock.
            let now = self.now().max(sale.listed.updated_at + chrono::TimeDelta::microseconds(1));
            change(&mut sale, now)?;
            sale.listed.updated_at = now;
            let mut batch = self.kv.batch();
            batch.expect(&rows::SALES, &id, Expected::At(row.version));
            if let Some(kind) = noted.history {
                sale.changes += 1;
                let who = (user_of(noted.by), noted.by.address);
                note(&mut batch, &sale, Some(before.status.clone()), who, kind)?;
            }
            write(&mut batch, &sale)?;
            let mut told = happened(&before, &sale);
            told.extend(more(&sale));
            self.announce(&mut batch, &told)?;
            let committed = match noted.audited {
                true => self.note(noted.by, vec![changed(&before, &fields, &sale)], batch).await,
                false => self.kv.commit(batch).await.map(drop),
            };
            match committed {
                Ok(()) => {
                    self.listed(sale.listed);
                    self.tell(told);
                    return Ok(());
                }
                Err(KvError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The changes of a sale's status, oldest first.
    pub async fn history(&self, id: u64) -> Result<Vec<Change>, KvError> {
        let rows = self.kv.scan(&rows::HISTORY, Scan::prefix(id.encode())).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value).collect())
    }

    /// The opt-in of a sale.
    pub async fn optin(&self, id: u64) -> Result<Option<Map<String, Value>>, KvError> {
        match self.kv.get(&rows::OPTINS, &id).await? {
            Some(row) => Ok(Some(self.restored(&row.value).await?)),
            None => Ok(None),
        }
    }

    /// Records the opt-in of a sale. False when it has one: there is one opt-in per sale.
    pub async fn keep_optin(&self, id: u64, optin: Map<String, Value>) -> Result<bool, KvError> {
        let mut batch = self.kv.batch();
        let stored = Self::stored(&mut batch, optin)?;
        batch.expect(&rows::OPTINS, &id, Expected::Absent);
        batch.put(&rows::OPTINS, &id, &stored)?;
        match self.kv.commit(batch).await {
            Ok(_) => Ok(true),
            Err(KvError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// How many sales there are.
    pub fn sales_count(&self) -> usize {
        self.index(Index::count)
    }
}

fn answer_offer(sale: &mut Sale, answer: u8, now: Timestamp) {
    sale.listed.offer_accepted = Some(answer);
    sale.offer_answered_at = Some(now);
    if answer == 1 {
        sale.listed.finalized_at = Some(now);
    }
}

/// True when `rights` reach this sale.
fn is_own(listed: &Listed, rights: &Rights) -> bool {
    // A fault that the route matrix must catch.
    #[cfg(test)]
    if crate::environment::matrix::is_left_out(crate::environment::matrix::Filter::Sale) {
        return true;
    }
    rights.organisation.is_none() || rights.organisation == listed.organisation_id
}

fn write(batch: &mut Batch, sale: &Sale) -> Result<(), KvError> {
    batch.put(&rows::SALES, &sale.listed.id, sale)?;
    batch.put(&rows::LISTED, &sale.listed.id, &sale.listed)
}

fn reference_key(organisation: Option<u64>, reference: &str) -> (u64, [u8; 32]) {
    (organisation.unwrap_or_default(), *blake3::hash(reference.as_bytes()).as_bytes())
}

/// What makes two requests the same: the flow and the body, whatever the order of its keys.
fn body_digest(flow: (&str, &str), body: &Map<String, Value>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(flow.0.as_bytes()).update(&[0]).update(flow.1.as_bytes()).update(&[0]);
    // Maps of serde_json are sorted by key.
    hasher.update(&serde_json::to_vec(body).unwrap_or_default());
    *hasher.finalize().as_bytes()
}
