//! The permit to make a row of a file a sale: the durable intent itself, not `Clone`, spent by its one POST.
//!
//! Not here: making the intent durable (`store::filing`), what follows from an answer (`filing`).

use crate::salesdock::client::Client;
use crate::salesdock::error::verdict::Verdict;
use crate::store::Filing;

/// An intent whose bytes have been sent, once.
pub struct Spent(Filing);

impl Spent {
    /// The intent, to write its end by.
    pub fn filing(&self) -> &Filing {
        &self.0
    }
}

/// Posts the bytes of `filing`, once. `pooled` only where the own environment deduplicates.
pub async fn post(filing: Filing, client: &Client, pooled: bool) -> (Verdict, Spent) {
    let verdict = client.create_sale(filing.flow(), filing.body().clone(), pooled).await;
    (verdict, Spent(filing))
}
