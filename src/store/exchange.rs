//! Our key pair for invites: made once, when first asked for, and never shown whole.
//!
//! Not here: what is done with it (`credential::invite`).

use secrecy::{ExposeSecret, SecretString};

use super::Store;
use super::error::StoreError;
use super::rows::{ExchangeRow, V1};
use super::tables::EXCHANGE;
use crate::kv::Expected;

impl Store {
    /// The private half of our key pair; `fresh` becomes it when there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn exchange_key(&self, fresh: impl Fn() -> SecretString) -> Result<SecretString, StoreError> {
        loop {
            if let Some(row) = self.kv().get(&EXCHANGE, &()).await? {
                return Ok(SecretString::from(row.value.private));
            }
            let private = fresh();
            let mut batch = self.kv().batch();
            batch.expect(&EXCHANGE, &(), Expected::Absent);
            batch.put(&EXCHANGE, &(), &ExchangeRow { v: V1, private: private.expose_secret().to_owned() })?;
            // Another command was first: theirs it is.
            if self.commits(batch).await? {
                return Ok(private);
            }
        }
    }
}
