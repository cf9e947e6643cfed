//! Requests of partners to cancel; koppel's own environments only.

use hyper::http::Method;
use serde_json::{Map, Value};

use crate::model::administration::cancellation::CancellationRow;
use crate::model::ids::{OrganisationId, SaleId, StatusKey};
use crate::model::shown::Shown;
use crate::model::status::CANCELLATION_PASSED_ON;
use crate::salesdock::client::{Client, ConvertError, LinkError};
use crate::salesdock::request::Call;
use crate::salesdock::wire::koppel;

impl Client {
    /// Requests that wait for an answer, or `all`: of each sale the last one first.
    pub async fn cancellations(&self, all: bool) -> Result<Vec<CancellationRow>, LinkError> {
        let call = Call::get("cancellation requests", self.koppel(&["cancellations"]));
        let call = call.with("standing", if all { "all" } else { "open" });
        let read = |raw: koppel::CancellationRequest| {
            let organisation = raw.organisation.0.unwrap_or_default();
            let last = CancellationRow {
                sale: SaleId(raw.sale_id.id().ok_or_else(|| ConvertError::missing_id("cancellation"))?),
                organisation_id: organisation.id.id().map(OrganisationId),
                organisation: Shown::new(&organisation.name.or_empty()),
                product: Shown::new(&raw.product_name.or_empty()),
                resold: raw.resold.is_set(),
                passed_on: raw.current_status.or_empty() == CANCELLATION_PASSED_ON,
                standing: Shown::new(&raw.standing.or_empty()),
                reason: Shown::new(&raw.reason.or_empty()),
                previous_status: StatusKey(raw.previous_status.or_empty()),
                requested_at: Shown::new(&raw.requested_at.or_empty()),
                remark: Shown::new(&raw.remark.or_empty()),
            };
            let earlier = |raw: koppel::CancellationBefore| CancellationRow {
                passed_on: false,
                standing: Shown::new(&raw.standing.or_empty()),
                reason: Shown::new(&raw.reason.or_empty()),
                previous_status: StatusKey(raw.previous_status.or_empty()),
                requested_at: Shown::new(&raw.requested_at.or_empty()),
                remark: Shown::new(&raw.remark.or_empty()),
                ..last.clone()
            };
            let before: Vec<_> = raw.before.0.into_iter().filter(|_| all).rev().map(earlier).collect();
            Ok((last, before))
        };
        let rows = self.scan(&call, read, |(last, _)| last.sale.0).await?.rows;
        Ok(rows.into_iter().flat_map(|(last, before)| std::iter::once(last).chain(before)).collect())
    }

    /// Accepts a request: the sale is cancelled.
    pub async fn accept_cancellation(
        &self,
        sale: SaleId,
        status: Option<&StatusKey>,
        remark: Option<&str>,
    ) -> Result<(), LinkError> {
        self.answer_cancellation("accept cancellation", sale, "accept", ("remark", remark), status).await
    }

    /// Rejects a request, and says why.
    pub async fn reject_cancellation(
        &self,
        sale: SaleId,
        reason: &str,
        status: Option<&StatusKey>,
    ) -> Result<(), LinkError> {
        self.answer_cancellation("reject cancellation", sale, "reject", ("reason", Some(reason)), status)
            .await
    }

    async fn answer_cancellation(
        &self,
        name: &'static str,
        sale: SaleId,
        verb: &str,
        (field, said): (&str, Option<&str>),
        status: Option<&StatusKey>,
    ) -> Result<(), LinkError> {
        let mut body = Map::<String, Value>::new();
        body.extend(said.map(|said| (field.to_owned(), said.into())));
        body.extend(status.map(|status| ("status".to_owned(), status.as_str().into())));
        let path = self.koppel(&["cancellations", &sale.to_string(), verb]);
        self.data(&self.write(name, Method::POST, path, &body)?).await.map(drop)
    }
}
