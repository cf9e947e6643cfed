//! What an operator set up: the own environment, integrations and their tokens, mappings.
//!
//! Not here: links between products (`links`), catalogues (`contracts`), sales.

use secrecy::{ExposeSecret, SecretString};

use super::Store;
use super::error::StoreError;
use super::mirror::mirror_cursor;
use super::rows::{IntegrationRow, MappingRecord, MappingRow, OwnRow, RetiredRow, TokenRow, V1};
use super::tables::{
    CATALOGUE, CONTRACT, CURSOR, DRAFT, INTEGRATION, LINK, LINK_OWN, MAPPING, MAPPING_VERSION, MIRROR, OWN,
    RETIRED, TOKEN,
};
use crate::kv::{Expected, Key, KvError, Scan, Versioned};
use crate::model::ids::IntegrationName;
use crate::model::integration::{EnvironmentAddress, Integration, Settings};
use crate::model::mapping::Mapping;
use crate::model::view::Connection;

/// A side of koppel: the own environment, or the partner of an integration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The own environment.
    Own,
    /// The partner of an integration.
    Partner(IntegrationName),
}

/// The cursor of intake.
pub const INTAKE: &str = "intake";

/// The cursor of the pass that follows an integration's statuses.
pub fn follow_cursor(name: &IntegrationName) -> String {
    format!("follow/{name}")
}

impl Side {
    pub(super) fn key(&self) -> String {
        match self {
            Self::Own => "own".to_owned(),
            Self::Partner(name) => format!("integration/{name}"),
        }
    }
}

impl Store {
    /// The own environment, once set.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn own(&self) -> Result<Option<OwnRow>, StoreError> {
        Ok(self.kv().get(&OWN, &()).await?.map(|row| row.value))
    }

    /// Sets the own environment and its token: one commit. At `another` place nothing that was read so far
    /// holds: its catalogue and the place where intake has got to are forgotten in the same commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn set_own(
        &self,
        address: EnvironmentAddress,
        token: &SecretString,
        another: bool,
    ) -> Result<(), StoreError> {
        let mut batch = self.kv().batch();
        if another {
            batch.remove(&CATALOGUE, &Side::Own.key());
            batch.remove(&CURSOR, &INTAKE.to_owned());
        }
        batch.put(&OWN, &(), &OwnRow { v: V1, address, connection: None })?;
        batch.put(&TOKEN, &Side::Own.key(), &token_row(token))?;
        self.kv().commit(batch).await?;
        Ok(())
    }

    /// Keeps what a test of the own environment found.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn set_own_connection(&self, connection: Connection) -> Result<(), StoreError> {
        let Some(own) = self.own().await? else { return Ok(()) };
        let mut batch = self.kv().batch();
        batch.put(&OWN, &(), &OwnRow { connection: Some(connection), ..own })?;
        self.kv().commit(batch).await?;
        Ok(())
    }

    /// The token for a side.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn token(&self, side: &Side) -> Result<Option<SecretString>, StoreError> {
        let row = self.kv().get(&TOKEN, &side.key()).await?;
        Ok(row.map(|row| SecretString::from(row.value.token)))
    }

    /// Integrations by name.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn integrations(&self) -> Result<Vec<IntegrationRow>, StoreError> {
        let rows = self.kv().scan(&INTEGRATION, Scan::all()).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value).collect())
    }

    /// One integration.
    ///
    /// # Errors
    /// [`StoreError::NoIntegration`].
    pub async fn integration(&self, name: &IntegrationName) -> Result<IntegrationRow, StoreError> {
        Ok(self.integration_at(name).await?.value)
    }

    async fn integration_at(&self, name: &IntegrationName) -> Result<Versioned<IntegrationRow>, StoreError> {
        let found = self.kv().get(&INTEGRATION, &name.0).await?;
        found.ok_or_else(|| StoreError::NoIntegration { name: name.clone() })
    }

    /// The partner that an integration of this name had, when it was removed.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn retired(&self, name: &IntegrationName) -> Result<Option<EnvironmentAddress>, StoreError> {
        Ok(self.kv().get(&RETIRED, &name.0).await?.map(|row| row.value.partner))
    }

    /// Adds an integration, all its switches off, and its token: one commit.
    ///
    /// # Errors
    /// [`StoreError::IntegrationExists`].
    pub async fn add_integration(
        &self,
        name: &IntegrationName,
        partner: EnvironmentAddress,
        token: &SecretString,
    ) -> Result<IntegrationRow, StoreError> {
        let integration = Integration {
            name: name.clone(),
            partner,
            settings: Settings::default(),
            conditions: Vec::new(),
            created_at: self.0.clock.now(),
            version: 1,
        };
        let row = IntegrationRow {
            v: V1,
            integration,
            tier: None,
            paused: None,
            connection: None,
            vanished: None,
            new_questions: Default::default(),
        };
        let mut batch = self.kv().batch();
        batch.expect(&INTEGRATION, &name.0, Expected::Absent);
        batch.put(&INTEGRATION, &name.0, &row)?;
        batch.put(&TOKEN, &Side::Partner(name.clone()).key(), &token_row(token))?;
        match self.kv().commit(batch).await {
            Ok(_) => Ok(row),
            Err(KvError::Conflict { .. }) => Err(StoreError::IntegrationExists { name: name.clone() }),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes what an operator set of an integration: one commit, and the next version.
    ///
    /// # Errors
    /// [`StoreError::NoIntegration`], [`StoreError::Changed`].
    pub async fn change_integration(
        &self,
        name: &IntegrationName,
        expected: Option<u64>,
        change: impl Fn(&mut Integration),
    ) -> Result<IntegrationRow, StoreError> {
        self.update(name, |row| {
            let found = row.integration.version;
            if let Some(expected) = expected
                && expected != found
            {
                return Err(StoreError::Changed { expected, found });
            }
            change(&mut row.integration);
            row.integration.version = found + 1;
            Ok(())
        })
        .await
    }

    /// Changes what koppel learned about a partner: tier, pause, last test. Not a new version.
    ///
    /// # Errors
    /// [`StoreError::NoIntegration`].
    pub async fn learn(
        &self,
        name: &IntegrationName,
        change: impl Fn(&mut IntegrationRow),
    ) -> Result<IntegrationRow, StoreError> {
        self.update(name, |row| {
            change(row);
            Ok(())
        })
        .await
    }

    async fn update(
        &self,
        name: &IntegrationName,
        change: impl Fn(&mut IntegrationRow) -> Result<(), StoreError>,
    ) -> Result<IntegrationRow, StoreError> {
        loop {
            let found = self.integration_at(name).await?;
            let mut row = found.value.clone();
            change(&mut row)?;
            if row == found.value {
                return Ok(row);
            }
            let mut batch = self.kv().batch();
            batch.expect(&INTEGRATION, &name.0, Expected::At(found.version));
            batch.put(&INTEGRATION, &name.0, &row)?;
            if self.commits(batch).await? {
                return Ok(row);
            }
        }
    }

    /// Gives an integration another token: one commit.
    ///
    /// # Errors
    /// [`StoreError::NoIntegration`].
    pub async fn set_token(&self, name: &IntegrationName, token: &SecretString) -> Result<(), StoreError> {
        self.integration(name).await?;
        let mut batch = self.kv().batch();
        batch.put(&TOKEN, &Side::Partner(name.clone()).key(), &token_row(token))?;
        self.kv().commit(batch).await?;
        Ok(())
    }

    /// Removes an integration with its token, links, mapping, catalogue, contracts and cursor: one commit. Its sales
    /// stay in the queue with what became of them, and so does whose name it was: claims on the partner's
    /// sales and marks on imported products carry it.
    ///
    /// # Errors
    /// [`StoreError::NoIntegration`], [`StoreError::Busy`] while sales are under way.
    pub async fn remove_integration(&self, name: &IntegrationName) -> Result<(), StoreError> {
        loop {
            let found = self.integration_at(name).await?;
            let under_way = self.active(name).await?.len() as u64;
            if under_way > 0 {
                return Err(StoreError::Busy { name: name.clone(), count: under_way });
            }
            let key = Side::Partner(name.clone()).key();
            let mut batch = self.kv().batch();
            batch.expect(&INTEGRATION, &name.0, Expected::At(found.version));
            batch.remove(&INTEGRATION, &name.0);
            batch.remove(&TOKEN, &key);
            batch.remove(&CATALOGUE, &key);
            batch.remove(&MAPPING, &name.0);
            batch.remove(&DRAFT, &name.0);
            for (version, _) in self.kv().scan(&MAPPING_VERSION, Scan::prefix(name.0.encode())).await? {
                batch.remove(&MAPPING_VERSION, &version);
            }
            batch.remove(&CURSOR, &follow_cursor(name));
            batch.remove(&CURSOR, &mirror_cursor(name));
            for (sale, _) in self.kv().scan(&MIRROR, Scan::prefix(name.0.encode())).await? {
                batch.remove(&MIRROR, &sale);
            }
            let partner = found.value.integration.partner;
            batch.put(&RETIRED, &name.0, &RetiredRow { v: V1, partner })?;
            for ((integration, partner), row) in self.kv().scan(&LINK, Scan::prefix(name.0.encode())).await? {
                batch.remove(&LINK, &(integration, partner));
                batch.remove(&LINK_OWN, &row.value.own.0);
            }
            for (version, _) in self.kv().scan(&CONTRACT, Scan::prefix(name.0.encode())).await? {
                batch.remove(&CONTRACT, &version);
            }
            if self.commits(batch).await? {
                return Ok(());
            }
        }
    }

    /// The mapping of an integration; an empty one of version 0 before the first.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of its document.
    pub async fn mapping(&self, name: &IntegrationName) -> Result<MappingRecord, StoreError> {
        match self.kv().get(&MAPPING, &name.0).await? {
            Some(found) => self.read_mapping(name, found.value).await,
            None => Ok(MappingRecord::default()),
        }
    }

    pub(super) async fn read_mapping(
        &self,
        name: &IntegrationName,
        row: MappingRow,
    ) -> Result<MappingRecord, StoreError> {
        let mapping = self.fetch(row.mapping, || format!("the mapping of {name}")).await?;
        Ok(MappingRecord { version: row.version, changed: row.changed, mapping })
    }

    /// Changes a mapping: one commit; answers the new version.
    ///
    /// # Errors
    /// [`StoreError::NoIntegration`], [`StoreError::Changed`].
    pub async fn change_mapping(
        &self,
        name: &IntegrationName,
        expected: Option<u64>,
        actor: &str,
        change: impl Fn(&mut Mapping),
    ) -> Result<u64, StoreError> {
        self.integration(name).await?;
        loop {
            let found = self.kv().get(&MAPPING, &name.0).await?;
            let guard = found.as_ref().map_or(Expected::Absent, |found| Expected::At(found.version));
            let record = match found {
                Some(found) => self.read_mapping(name, found.value).await?,
                None => MappingRecord::default(),
            };
            if let Some(expected) = expected
                && expected != record.version
            {
                return Err(StoreError::Changed { expected, found: record.version });
            }
            let mut mapping = record.mapping.clone();
            change(&mut mapping);
            let mut batch = self.kv().batch();
            batch.expect(&MAPPING, &name.0, guard);
            let version = self.put_mapping(&mut batch, name, &record, &mapping, actor)?;
            if self.commits(batch).await? {
                return Ok(version);
            }
        }
    }
}

fn token_row(token: &SecretString) -> TokenRow {
    TokenRow { v: V1, token: token.expose_secret().to_owned() }
}
