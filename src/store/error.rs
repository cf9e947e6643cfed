//! What can go wrong in an operation of the store.

use crate::kv::KvError;
use crate::model::delivery::Refused;
use crate::model::ids::{IntegrationName, ProductId, SaleId};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key-value store failed.
    #[error("the store failed")]
    Kv(#[from] KvError),
    /// There is no such integration.
    #[error("there is no integration «{name}»")]
    NoIntegration {
        /// The name.
        name: IntegrationName,
    },
    /// There is one of that name already.
    #[error("there is an integration «{name}» already")]
    IntegrationExists {
        /// The name.
        name: IntegrationName,
    },
    /// The queue does not know the sale.
    #[error("there is no sale {sale} in the queue")]
    NoSale {
        /// Number at A.
        sale: SaleId,
    },
    /// Somebody changed it in the meantime.
    #[error("changed in the meantime: expected version {expected}, it is now at {found}")]
    Changed {
        /// What was expected.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// The event does not apply to the sale in its state.
    #[error("sale {sale}: {refused}")]
    Refused {
        /// Number at A.
        sale: SaleId,
        /// Why.
        refused: Refused,
    },
    /// The partner's sale belongs to another sale of ours already.
    #[error("the partner's sale {partner_sale} belongs to sale {owner} already")]
    Claimed {
        /// Number at B.
        partner_sale: SaleId,
        /// The sale at A that has it.
        owner: SaleId,
    },
    /// A sale takes the place of one that was cancelled, once.
    #[error("sale {cancelled} leaves no place")]
    NoPlace {
        /// The sale whose place was wanted.
        cancelled: SaleId,
    },
    /// Another job is not done with the sale.
    #[error("sale {sale} is in job {job}")]
    InJob {
        /// Number at A.
        sale: SaleId,
        /// The job.
        job: u64,
    },
    /// One of the two products is linked to another already.
    #[error("product {own} or the partner's product {partner} is linked already")]
    Linked {
        /// Number at A.
        own: ProductId,
        /// Number at B.
        partner: ProductId,
    },
    /// Sales of the integration are under way, so that it cannot be removed.
    #[error("{count} sales of «{name}» are under way; hold or finish them first")]
    Busy {
        /// The integration.
        name: IntegrationName,
        /// How many.
        count: u64,
    },
    /// A document that a record points at is gone.
    #[error("a document of {subject} is missing from the store")]
    DocumentMissing {
        /// Whose.
        subject: String,
    },
    /// Something kept as a document cannot be read by this version.
    #[error("a document of {subject} cannot be read")]
    DocumentUnreadable {
        /// Whose.
        subject: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}
