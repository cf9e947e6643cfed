//! How tokens are used: when last, from where, how often; and from which addresses an integration token ever
//! came. Counted in memory and written back now and then, so that no request costs a commit; only a new
//! address is told at once, in the audit log.
//!
//! Not here: letting a caller in (`auth`).

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::World;
use super::acts::Act;
use super::change::By;
use super::events::{Audience, Happening, Kind};
use super::rows::{self, Used};
use crate::clock::Instant;
use crate::kv::KvError;

/// A crash loses the counts of so long at most.
const KEPT_EVERY: Duration = Duration::from_secs(60);

/// Addresses told for one token. Whoever changes address with every request must not fill the log.
const MOST_ADDRESSES: usize = 256;

/// The counts.
pub(super) struct Usage(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    used: HashMap<u64, Used>,
    addresses: HashMap<u64, BTreeSet<IpAddr>>,
    /// Where tokens were refused from, as far as that was told since the start.
    refused: HashMap<u64, BTreeSet<IpAddr>>,
    /// Tokens used since they were last written back.
    changed: BTreeSet<u64>,
    kept_at: Option<Instant>,
}

impl Usage {
    pub(super) fn new(used: Vec<(u64, Used)>, addresses: Vec<(u64, Vec<IpAddr>)>) -> Self {
        let addresses = addresses.into_iter().map(|(id, list)| (id, list.into_iter().collect())).collect();
        Self(Mutex::new(Counts { used: used.into_iter().collect(), addresses, ..Counts::default() }))
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// Counts a use of a token; true when it never came from this address before.
    pub fn use_token(&self, token: u64, address: IpAddr) -> bool {
        let now = self.clock.now();
        let mut counts = self.usage.lock();
        let used = counts.used.entry(token).or_insert(Used { last_at: now, last_address: address, count: 0 });
        *used = Used { last_at: now, last_address: address, count: used.count + 1 };
        counts.changed.insert(token);
        let known = counts.addresses.entry(token).or_default();
        known.len() < MOST_ADDRESSES && known.insert(address)
    }

    /// Tells in the audit log, and to whoever of the account listens, that an integration token came from a
    /// new address.
    ///
    /// # Errors
    /// [`KvError`]; it is then told at its next use.
    pub async fn tell_address(&self, token: u64, address: IpAddr) -> Result<(), KvError> {
        let known = self.usage.lock().addresses.get(&token).cloned().unwrap_or_default();
        let mut batch = self.kv.batch();
        batch.put(&rows::TOKEN_ADDRESSES, &token, &known.into_iter().collect())?;
        let happening = self.of_token(Kind::TokenNewAddress, token, address);
        self.announce(&mut batch, std::slice::from_ref(&happening))?;
        let by = By { address: Some(address), ..By::itself(Act::TokenNewAddress) };
        let told = self.change_rows(&by, batch).await;
        if told.is_ok() {
            self.tell(vec![happening]);
        } else if let Some(known) = self.usage.lock().addresses.get_mut(&token) {
            known.remove(&address);
        }
        told
    }

    /// Tells, once for each address since the start, that a token was refused for where it came from.
    ///
    /// # Errors
    /// [`KvError`].
    pub async fn tell_refused_address(&self, token: u64, address: IpAddr) -> Result<(), KvError> {
        {
            let mut counts = self.usage.lock();
            let told = counts.refused.entry(token).or_default();
            if told.len() >= MOST_ADDRESSES || !told.insert(address) {
                return Ok(());
            }
        }
        let happening = self.of_token(Kind::TokenRefusedAddress, token, address);
        let mut batch = self.kv.batch();
        self.announce(&mut batch, std::slice::from_ref(&happening))?;
        let by = By { address: Some(address), ..By::itself(Act::TokenRefusedAddress) };
        let changes = json!({"kind": rows::TOKEN_ADDRESSES.name(), "id": token.to_string(), "before": null,
            "after": {"refused": address}});
        self.note(&by, vec![changes], batch).await?;
        self.tell(vec![happening]);
        Ok(())
    }

    fn of_token(&self, kind: Kind, token: u64, address: IpAddr) -> Happening {
        let people = self.people();
        let row = people.tokens.values().find(|row| row.id == token);
        let user = row.and_then(|row| people.users.get(&row.user_id));
        let organisation = user.and_then(|user| user.organisation_id);
        let data = json!({"id": token, "organisation_id": organisation, "address": address});
        Happening { kind, data, more: None, audience: Audience::Account }
    }

    /// How a token was used; `None` when it never was.
    pub fn token_use(&self, token: u64) -> Option<Used> {
        self.usage.lock().used.get(&token).cloned()
    }

    /// The addresses a token ever came from.
    pub fn token_addresses(&self, token: u64) -> Vec<IpAddr> {
        self.usage.lock().addresses.get(&token).into_iter().flatten().copied().collect()
    }

    /// True once in a while, when there is something to write back.
    pub fn usage_is_due(&self) -> bool {
        let now = self.clock.instant();
        let mut counts = self.usage.lock();
        let since = *counts.kept_at.get_or_insert(now);
        let due = now.duration_since(since) >= KEPT_EVERY;
        if due {
            counts.kept_at = Some(now);
        }
        due && !counts.changed.is_empty()
    }

    /// Writes the counts back.
    pub async fn keep_usage(&self) {
        let mut batch = self.kv.batch();
        let changed = {
            let mut counts = self.usage.lock();
            let changed = std::mem::take(&mut counts.changed);
            for token in &changed {
                if let Some(used) = counts.used.get(token)
                    && let Err(error) = batch.put(&rows::TOKEN_USE, token, used)
                {
                    tracing::error!(error = %error, "the use of a token cannot be written");
                }
            }
            changed
        };
        if batch.is_empty() {
            return;
        }
        if let Err(error) = self.kv.commit(batch).await {
            tracing::error!(error = %error, "the use of tokens was not written back");
            self.usage.lock().changed.extend(changed);
        }
    }
}
