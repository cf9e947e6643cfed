//! The domain of an environment, without HTTP: one account's catalogue, people and sales on a store, its
//! own evaluation of rules and its own judging of new sales.
//!
//! The catalogue and the people are small: they live in memory as snapshots, each change is committed
//! first and then replaces the snapshot. Sales live in the store; only what lists filter on is in memory.
//!
//! Not here: requests, tokens on the wire, faults (the rest of `environment`).

pub mod acts;
pub mod audit;
mod called;
pub mod cancellation;
pub mod catalogue;
pub mod change;
pub mod check;
pub mod confirmation;
pub mod evaluate;
pub mod events;
pub mod forms;
pub mod incoming;
pub mod index;
pub mod invites;
pub mod judge;
pub mod loose;
pub mod network;
pub mod notes;
pub mod outbox;
pub mod people;
pub mod planned;
pub mod rights;
pub mod rows;
pub mod sales;
mod seed;
mod system;
pub mod time;
pub mod transfer;
pub mod usage;
pub mod wording;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use self::catalogue::Catalogue;
use self::change::Chain;
use self::events::Happening;
use self::events::ring::Ring;
use self::index::Index;
use self::people::{People, Role, Token, User};
use self::rows::{Account, Stored};
use self::usage::Usage;
use super::EnvironmentError;
use crate::clock::{Clock, Timestamp};
use crate::credential::Keyring;
use crate::credential::token::{self, TokenKind};
use crate::kv::{Batch, Expected, Key, Kv, KvError, Revision, Scan, Table};

/// Above this a JSON object goes into a document: well under the store's cap for values, and small enough
/// that a page of 20 stays under a client's cap for bodies.
const INLINE: usize = 32 * 1024;

/// One account.
pub struct World {
    kv: Kv,
    clock: Clock,
    keyring: Keyring,
    account: Account,
    catalogue: RwLock<Arc<Catalogue>>,
    people: RwLock<Arc<People>>,
    index: RwLock<Index>,
    usage: Usage,
    events: Ring,
    next_sale: AtomicU64,
    next_id: AtomicU64,
    /// Messages to subscribers, counted: what keeps those of one moment in order.
    told: AtomicU64,
    /// One change of the snapshots at a time, and the end of the audit log.
    changing: Mutex<Chain>,
}

/// Makes a world in an empty store: the account, the sample, the owner and their token.
pub(super) async fn plant(
    kv: &Kv,
    keyring: &Keyring,
    domain: &str,
    sample: Option<&str>,
    now: Timestamp,
) -> Result<SecretString, EnvironmentError> {
    let mut batch = kv.batch();
    batch.expect(&rows::ACCOUNT, &(), Expected::Absent);
    // 20 is what the service this API comes from starts an account with.
    batch.put(&rows::ACCOUNT, &(), &Account { domain: domain.to_owned(), page_size: 20 })?;
    if let Some(source) = sample {
        seed::plant(&mut batch, source, now)?;
    }
    let owner = User {
        id: OWNER,
        firstname: "Eigenaar".to_owned(),
        lastname: String::new(),
        email: String::new(),
        role: Role::Owner,
        active: true,
        organisation_id: None,
        link: false,
    };
    batch.put(&rows::USERS, &OWNER, &owner)?;
    let minted = token::mint(keyring, TokenKind::Person);
    let row = Token {
        id: 1,
        key_id: minted.key_id.clone(),
        digest: minted.digest,
        user_id: OWNER,
        label: "owner".to_owned(),
        ..Token::empty(now)
    };
    batch.put(&rows::TOKENS, &minted.key_id, &row)?;
    kv.commit(batch).await?;
    Ok(minted.plain)
}

/// The owner is the first user of every account.
const OWNER: u64 = 1;

/// The account in a store, if there is one.
pub(super) async fn account(kv: &Kv) -> Result<Option<Account>, KvError> {
    Ok(kv.get(&rows::ACCOUNT, &()).await?.map(|row| row.value))
}

impl World {
    /// Opens the world that `kv` holds.
    pub(super) async fn open(
        kv: Kv,
        keyring: Keyring,
        account: Account,
        clock: Clock,
    ) -> Result<Self, KvError> {
        let catalogue = load_catalogue(&kv).await?;
        let people = load_people(&kv).await?;
        let mut index = Index::default();
        for (_, listed) in all(&kv, &rows::LISTED).await? {
            index.put(listed);
        }
        let chain = Chain::open(&kv).await?;
        let usage = Usage::new(all(&kv, &rows::TOKEN_USE).await?, all(&kv, &rows::TOKEN_ADDRESSES).await?);
        let sequence = kv.get(&rows::SEQUENCES, &"ids".to_owned()).await?.map_or(0, |row| row.value);
        let tokens = people.tokens.values().map(|token| token.id).max().unwrap_or_default();
        // Everything an account numbers but sales shares one sequence, so no number names two things.
        let next_id = sequence.max(tokens).max(1_000) + 1;
        Ok(Self {
            next_sale: AtomicU64::new(index.highest().max(10_000) + 1),
            next_id: AtomicU64::new(next_id),
            told: AtomicU64::new(0),
            events: Ring::new(clock.now()),
            kv,
            clock,
            keyring,
            account,
            catalogue: RwLock::new(Arc::new(catalogue)),
            people: RwLock::new(Arc::new(people)),
            index: RwLock::new(index),
            usage,
            changing: Mutex::new(chain),
        })
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today, in the account's zone.
    pub fn today(&self) -> chrono::NaiveDate {
        time::today(self.clock.now())
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The key that tokens are compared under.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The store.
    pub fn kv(&self) -> &Kv {
        &self.kv
    }

    /// The catalogue as it is now.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The people as they are now.
    pub fn people(&self) -> Arc<People> {
        self.people.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the list of sales.
    pub fn index<T>(&self, read: impl FnOnce(&Index) -> T) -> T {
        read(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn listed(&self, listed: rows::Listed) {
        self.index.write().unwrap_or_else(PoisonError::into_inner).put(listed);
    }

    /// Numbers given from now on lie above `number`.
    pub fn keep_above(&self, number: u64) {
        self.next_id.fetch_max(number.saturating_add(1), Ordering::SeqCst);
    }

    /// The last events, and those to come.
    pub fn events(&self) -> &Ring {
        &self.events
    }

    /// Tells what was committed.
    fn tell(&self, happenings: Vec<Happening>) {
        self.events.publish(happenings, self.clock.now());
    }

    /// A number that this account never used before.
    pub fn number(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::SeqCst)
    }

    async fn commit_numbered(&self, mut batch: Batch) -> Result<(), KvError> {
        if batch.is_empty() {
            return Ok(());
        }
        // The last number given; what was numbered in vain leaves a gap.
        batch.put(&rows::SEQUENCES, &"ids".to_owned(), &(self.next_id.load(Ordering::SeqCst) - 1))?;
        self.kv.commit(batch).await?;
        Ok(())
    }

    /// `object` as a row may hold it.
    pub fn stored(batch: &mut Batch, object: Map<String, Value>) -> Result<Stored, KvError> {
        Self::stored_within(INLINE, batch, object)
    }

    /// Likewise, where a row has less room for it.
    fn stored_within(most: usize, batch: &mut Batch, object: Map<String, Value>) -> Result<Stored, KvError> {
        let bytes = serde_json::to_vec(&object).unwrap_or_default();
        Ok(if bytes.len() > most { Stored::Document(batch.document(bytes)) } else { Stored::Inline(object) })
    }

    /// What a row holds.
    pub async fn restored(&self, stored: &Stored) -> Result<Map<String, Value>, KvError> {
        match stored {
            Stored::Inline(object) => Ok(object.clone()),
            Stored::Document(id) => {
                let bytes = self.kv.document(*id).await?.unwrap_or_default();
                serde_json::from_slice(&bytes)
                    .map_err(|error| KvError::Unreadable { table: "documents", why: error.to_string() })
            }
        }
    }

    /// A concept that a dialer left, whole, and the revision it is of.
    pub async fn concept(&self, uuid: &str) -> Result<Option<(Map<String, Value>, Revision)>, KvError> {
        match self.kv.get(&rows::CONCEPTS, &uuid.to_owned()).await? {
            Some(row) => Ok(Some((self.restored(&row.value).await?, row.version))),
            None => Ok(None),
        }
    }

    /// Keeps a concept that a dialer leaves, whole.
    pub async fn keep_concept(&self, uuid: &str, concept: Map<String, Value>) -> Result<(), KvError> {
        let mut batch = self.kv.batch();
        let stored = Self::stored(&mut batch, concept)?;
        batch.put(&rows::CONCEPTS, &uuid.to_owned(), &stored)?;
        self.kv.commit(batch).await?;
        Ok(())
    }
}

async fn all<K: Key, V: Serialize + DeserializeOwned>(
    kv: &Kv,
    table: &Table<K, V>,
) -> Result<Vec<(K, V)>, KvError> {
    let rows = kv.scan(table, Scan::all()).await?;
    Ok(rows.into_iter().map(|(key, row)| (key, row.value)).collect())
}

async fn load_catalogue(kv: &Kv) -> Result<Catalogue, KvError> {
    let mut catalogue = Catalogue {
        suppliers: all(kv, &rows::SUPPLIERS).await?.into_iter().collect(),
        products: all(kv, &rows::PRODUCTS).await?.into_iter().collect(),
        flows: all(kv, &rows::FLOWS).await?.into_iter().collect(),
        questions: all(kv, &rows::QUESTIONS).await?.into_iter().collect(),
        agreements: all(kv, &rows::AGREEMENTS).await?.into_iter().collect(),
        statuses: system::statuses().collect(),
    };
    catalogue.statuses.extend(all(kv, &rows::STATUSES).await?.into_iter().map(|(_, status)| status));
    catalogue.questions.values_mut().for_each(|question| question.asked.prepare());
    catalogue.agreements.values_mut().for_each(|agreement| agreement.asked.prepare());
    Ok(catalogue)
}

async fn load_people(kv: &Kv) -> Result<People, KvError> {
    Ok(People {
        organisations: all(kv, &rows::ORGANISATIONS).await?.into_iter().collect(),
        users: all(kv, &rows::USERS).await?.into_iter().collect(),
        tokens: all(kv, &rows::TOKENS).await?.into_iter().collect(),
        webhooks: all(kv, &rows::WEBHOOKS).await?.into_iter().collect(),
        invites: all(kv, &rows::INVITES).await?.into_iter().collect(),
    })
}
