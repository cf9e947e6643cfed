//! Sales from files: which row became which sale of the own environment. The intent is durable before the
//! row is sent, so that a row that may have been made is never made again by chance.
//!
//! Not here: what a row becomes (`linking::filing`), sending it (`engine::filing`).

use bytes::Bytes as RawBytes;

use super::Store;
use super::error::StoreError;
use super::rows::{Bytes, Digest, FiledRow, FilingRow, V1};
use super::sales::IN_ROW;
use super::tables::{FILED, FILING, SALE};
use crate::clock::Timestamp;
use crate::kv::{Expected, KvError, Scan};
use crate::model::filing::FileRow;
use crate::model::ids::{FlowKey, SaleId};

/// A durable intent to make a row a sale: proof that the bytes may be posted, once. Only the store makes one.
pub struct Filing {
    key: Digest,
    version: u64,
    flow: FlowKey,
    body: RawBytes,
}

impl Filing {
    /// The own environment's flow.
    pub fn flow(&self) -> &FlowKey {
        &self.flow
    }

    /// The exact bytes.
    pub fn body(&self) -> &RawBytes {
        &self.body
    }
}

/// A row that was sent before. Personal data: no `Debug`.
pub struct FiledBefore {
    /// The sale it became; `None` while nobody knows.
    pub sale: Option<SaleId>,
    /// It says now what it said then.
    pub same: bool,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// Highest number of a sale seen in the own environment before it was first sent.
    pub base: SaleId,
    /// The flow it was sent to.
    pub flow: FlowKey,
    /// The exact bytes that were sent.
    pub body: RawBytes,
    version: u64,
}

impl Store {
    /// The name under which a row goes to the own environment: the same for ever.
    pub fn filed_reference(&self, row: &FileRow) -> String {
        format!("{}:file:{}", self.instance(), self.filed_key(row).to_hex())
    }

    fn filed_key(&self, row: &FileRow) -> Digest {
        self.digest("filed", row.key().as_bytes())
    }

    /// What became of a row before; `None` when it is new.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of its document.
    pub async fn filed(&self, row: &FileRow) -> Result<Option<FiledBefore>, StoreError> {
        let Some(found) = self.kv().get(&FILED, &self.filed_key(row).0).await? else { return Ok(None) };
        let known = found.value;
        let body = match known.body {
            Some(Bytes::Text(text)) => RawBytes::from(text.into_bytes()),
            Some(Bytes::Document(id)) => {
                let missing = || StoreError::DocumentMissing { subject: format!("line {}", row.line) };
                self.kv().document(id).await?.ok_or_else(missing)?
            }
            None => RawBytes::new(),
        };
        Ok(Some(FiledBefore {
            sale: known.sale,
            same: known.content == self.digest("file row", row.content().as_bytes()),
            sent_at: known.sent_at,
            base: known.base,
            flow: known.flow,
            body,
            version: found.version,
        }))
    }

    /// Makes the intent to send a new row durable: one commit.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody else has just begun with the same row. On any error nothing may
    /// be posted.
    pub async fn begin_filing(
        &self,
        row: &FileRow,
        flow: FlowKey,
        body: RawBytes,
        base: SaleId,
    ) -> Result<Filing, StoreError> {
        let key = self.filed_key(row);
        let mut batch = self.kv().batch();
        let text = std::str::from_utf8(&body).ok().filter(|text| text.len() <= IN_ROW);
        let stored = match text {
            Some(text) => Bytes::Text(text.to_owned()),
            None => Bytes::Document(batch.document(body.clone())),
        };
        let filed = FiledRow {
            v: V1,
            content: self.digest("file row", row.content().as_bytes()),
            flow: flow.clone(),
            body: Some(stored),
            base,
            sent_at: self.0.clock.now(),
            sale: None,
        };
        batch.expect(&FILED, &key.0, Expected::Absent);
        batch.put(&FILED, &key.0, &filed)?;
        batch.put(&FILING, &key.0, &FilingRow { v: V1, sent_at: filed.sent_at })?;
        match self.kv().commit(batch).await {
            Ok(version) => Ok(Filing { key, version, flow, body }),
            Err(KvError::Conflict { .. }) => Err(self.contended()),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes the intent to send the bytes of `before` once more durable: one commit.
    ///
    /// # Errors
    /// As [`Store::begin_filing`].
    pub async fn repeat_filing(&self, row: &FileRow, before: FiledBefore) -> Result<Filing, StoreError> {
        let key = self.filed_key(row);
        let sent_at = self.0.clock.now();
        let version = self.write_filed(key, before.version, |filed| filed.sent_at = sent_at).await?;
        Ok(Filing { key, version, flow: before.flow, body: before.body })
    }

    /// The row was made: its bytes are not needed any more.
    ///
    /// # Errors
    /// As [`Store::begin_filing`].
    pub async fn end_filing(&self, filing: &Filing, sale: SaleId) -> Result<(), StoreError> {
        self.write_filed(filing.key, filing.version, |filed| (filed.sale, filed.body) = (Some(sale), None))
            .await
            .map(drop)
    }

    /// The row was found in the own environment.
    ///
    /// # Errors
    /// As [`Store::begin_filing`].
    pub async fn adopt_filing(
        &self,
        row: &FileRow,
        before: &FiledBefore,
        sale: SaleId,
    ) -> Result<(), StoreError> {
        let key = self.filed_key(row);
        self.write_filed(key, before.version, |filed| (filed.sale, filed.body) = (Some(sale), None))
            .await
            .map(drop)
    }

    /// The row was not made, for certain: it is new again.
    ///
    /// # Errors
    /// As [`Store::begin_filing`].
    pub async fn forget_filing(&self, filing: &Filing) -> Result<(), StoreError> {
        let mut batch = self.kv().batch();
        batch.expect(&FILED, &filing.key.0, Expected::At(filing.version));
        batch.remove(&FILED, &filing.key.0);
        batch.remove(&FILING, &filing.key.0);
        if self.commits(batch).await? { Ok(()) } else { Err(self.contended()) }
    }

    /// Rows of which nobody knows what became, each with when it was last sent.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn open_filings(&self) -> Result<Vec<(Digest, Timestamp)>, StoreError> {
        let rows = self.kv().scan(&FILING, Scan::all()).await?;
        Ok(rows.into_iter().map(|(key, row)| (Digest(key), row.value.sent_at)).collect())
    }

    /// Every sale that a row became.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn filed_sales(&self) -> Result<std::collections::BTreeSet<SaleId>, StoreError> {
        let rows = self.kv().scan(&FILED, Scan::all()).await?;
        Ok(rows.into_iter().filter_map(|(_, row)| row.value.sale).collect())
    }

    /// The highest numbers of sales of the own environment that are in the queue.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn newest_own(&self, count: usize) -> Result<Vec<SaleId>, StoreError> {
        let rows = self.kv().scan(&SALE, Scan::all().reversed().limit(count)).await?;
        Ok(rows.into_iter().map(|(sale, _)| SaleId(sale)).collect())
    }

    async fn write_filed(
        &self,
        key: Digest,
        version: u64,
        change: impl FnOnce(&mut FiledRow),
    ) -> Result<u64, StoreError> {
        let Some(found) = self.kv().get(&FILED, &key.0).await? else { return Err(self.contended()) };
        let mut filed = found.value;
        change(&mut filed);
        let mut batch = self.kv().batch();
        batch.expect(&FILED, &key.0, Expected::At(version));
        batch.put(&FILED, &key.0, &filed)?;
        match filed.sale {
            Some(_) => batch.remove(&FILING, &key.0),
            None => batch.put(&FILING, &key.0, &FilingRow { v: V1, sent_at: filed.sent_at })?,
        }
        match self.kv().commit(batch).await {
            Ok(version) => Ok(version),
            Err(KvError::Conflict { .. }) => Err(self.contended()),
            Err(error) => Err(error.into()),
        }
    }
}
