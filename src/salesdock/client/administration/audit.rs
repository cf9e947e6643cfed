//! The audit log, which only koppel's own environments keep. Entries come as they are: an entry's hash is
//! over all of it.
//!
//! Not here: checking the chain (`engine::administer`).

use serde_json::{Map, Value};

use crate::model::ids::OrganisationId;
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;
use crate::salesdock::wire::koppel;

/// Some entries, newest first.
pub struct AuditPage {
    /// Entries, each with its `hash`.
    pub entries: Vec<Map<String, Value>>,
    /// Entries with a lower number than this follow.
    pub next: Option<u64>,
    /// How many were ever written.
    pub count: u64,
}

impl Client {
    /// Entries with a number below `before`, newest first, at most `limit`; of one organisation or all.
    pub async fn audit(
        &self,
        organisation: Option<OrganisationId>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AuditPage, LinkError> {
        let mut call = Call::get("audit", self.koppel(&["audit"])).with("limit", limit);
        if let Some(organisation) = organisation {
            call = call.with("organisation", organisation);
        }
        if let Some(before) = before {
            call = call.with("before", before);
        }
        let page: koppel::AuditPage = self.one(&call).await?;
        Ok(AuditPage {
            entries: page.entries.0,
            next: page.next.whole(),
            count: page.count.whole().unwrap_or_default(),
        })
    }
}
