//! Catalogue calls: read what an environment sells and asks; at A also create products.
//! Source: Salesdock API v1, catalogue.
//!
//! Not here: which of it is kept or changed (`engine::sync`).

use hyper::http::Method;
use serde_json::json;

use super::{Client, LinkError, Scope, converted};
use crate::clock::Timestamp;
use crate::model::agreement::Agreement;
use crate::model::flow::Flow;
use crate::model::ids::{AgreementId, FlowId, ProductId, QuestionId, SupplierId};
use crate::model::product::{DocumentRef, Product, SupplierRef};
use crate::model::question::Question;
use crate::model::status::Status;
use crate::salesdock::convert::{catalogue, time};
use crate::salesdock::request::Call;
use crate::salesdock::wire::access::Created;
use crate::salesdock::wire::catalogue as wire;

impl Client {
    /// Products that the token may see, without detail.
    pub async fn products(&self) -> Result<Vec<Product>, LinkError> {
        self.product_list(Call::get("products", self.scoped(&["products"]))).await
    }

    /// Products changed on `since`'s day or later. The API's filter knows days, not seconds.
    pub async fn products_changed(
        &self,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Product>, LinkError> {
        let day = |at| time::local(at, self.zone).chars().take(10).collect::<String>();
        let call = Call::get("products", self.scoped(&["products"]))
            .with("period_filter_on", "updated_date")
            .with("period", "custom")
            .with("period_start", day(since))
            .with("period_end", day(until));
        self.product_list(call).await
    }

    async fn product_list(&self, call: Call) -> Result<Vec<Product>, LinkError> {
        let zone = self.zone;
        self.list(&call, |raw: wire::Product| catalogue::product(raw, zone, false), |product| product.id.0)
            .await
    }

    /// One product, with detail.
    pub async fn product(&self, id: ProductId) -> Result<Product, LinkError> {
        let call = Call::get("product", self.scoped(&["products", &id.to_string()]));
        converted(call.name, catalogue::product(self.one(&call).await?, self.zone, true))
    }

    /// Suppliers.
    pub async fn suppliers(&self) -> Result<Vec<SupplierRef>, LinkError> {
        let call = Call::get("suppliers", self.scoped(&["suppliers"]));
        self.list(&call, |raw: wire::Supplier| catalogue::supplier(&raw), |supplier| supplier.id.0).await
    }

    /// Creates a supplier (account scope): its number.
    pub async fn create_supplier(&self, name: &str, identifier: &str) -> Result<SupplierId, LinkError> {
        let path = self.in_scope(Scope::Account, &["suppliers"]);
        let body = json!({"name": name, "identifier": identifier});
        let call = self.write("create supplier", Method::POST, path, &body)?;
        let created: Created = self.one(&call).await?;
        let number = created.supplier_id.id().or(created.id.id());
        number
            .map(SupplierId)
            .ok_or_else(|| LinkError::unreadable(call.name, 201, "no supplier_id".to_owned()))
    }

    /// Creates a product (account scope): its number.
    pub async fn create_product(&self, draft: &wire::ProductDraft) -> Result<ProductId, LinkError> {
        let path = self.in_scope(Scope::Account, &["products"]);
        let call = self.write("create product", Method::POST, path, draft)?;
        let created: Created = self.one(&call).await?;
        let number = created.product_id.id().or(created.id.id());
        number.map(ProductId).ok_or_else(|| LinkError::unreadable(call.name, 201, "no product_id".to_owned()))
    }

    /// Changes a product (account scope).
    pub async fn update_product(&self, id: ProductId, draft: &wire::ProductDraft) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::Account, &["products", &id.to_string()]);
        self.data(&self.write("update product", Method::PUT, path, draft)?).await.map(drop)
    }

    /// Deletes a product (account scope).
    pub async fn delete_product(&self, id: ProductId) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::Account, &["products", &id.to_string()]);
        self.data(&Call::write("delete product", Method::DELETE, path)).await.map(drop)
    }

    /// The content of a product's document: only from the environment itself.
    pub async fn document(&self, document: &DocumentRef) -> Result<bytes::Bytes, LinkError> {
        let name = "document";
        let sent = self.requester.send_to_location(name, &document.location).await;
        let reply = sent.map_err(|error| LinkError::transport(name, error))?;
        match reply.status {
            200..=299 => Ok(reply.body),
            _ => Err(LinkError::answered(name, &reply)),
        }
    }

    /// Flows, without settings.
    pub async fn flows(&self) -> Result<Vec<Flow>, LinkError> {
        let call = Call::get("flows", self.scoped(&["flows"]));
        self.list(&call, |raw: wire::Flow| catalogue::flow(raw, false), |flow| flow.id.0).await
    }

    /// One flow, with settings.
    pub async fn flow(&self, id: FlowId) -> Result<Flow, LinkError> {
        let call = Call::get("flow", self.scoped(&["flows", &id.to_string()]));
        converted(call.name, catalogue::flow(self.one(&call).await?, true))
    }

    /// Product questions, without contract.
    pub async fn questions(&self) -> Result<Vec<Question>, LinkError> {
        let call = Call::get("productquestions", self.scoped(&["productquestions"]));
        self.list(&call, |raw: wire::Question| catalogue::question(raw, false), |question| question.id.0)
            .await
    }

    /// One product question, with contract.
    pub async fn question(&self, id: QuestionId) -> Result<Question, LinkError> {
        let call = Call::get("productquestion", self.scoped(&["productquestions", &id.to_string()]));
        converted(call.name, catalogue::question(self.one(&call).await?, true))
    }

    /// Agreements, without contract.
    pub async fn agreements(&self) -> Result<Vec<Agreement>, LinkError> {
        let call = Call::get("agreements", self.scoped(&["agreements"]));
        self.list(&call, |raw: wire::Agreement| catalogue::agreement(raw, false), |agreement| agreement.id.0)
            .await
    }

    /// One agreement, with contract.
    pub async fn agreement(&self, id: AgreementId) -> Result<Agreement, LinkError> {
        let call = Call::get("agreement", self.scoped(&["agreements", &id.to_string()]));
        converted(call.name, catalogue::agreement(self.one(&call).await?, true))
    }

    /// Statuses of sales.
    pub async fn statuses(&self) -> Result<Vec<Status>, LinkError> {
        let call = Call::get("statuses", self.scoped(&["statuses"])).with("status_source", "sale");
        // Statuses have no number: a hash of the identifier tells them apart as well.
        let distinct = |status: &Status| {
            let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(status.key.as_str().as_bytes()).as_bytes();
            u64::from_be_bytes([a, b, c, d, e, f, g, h])
        };
        self.list(&call, |raw: wire::Status| catalogue::status(raw), distinct).await
    }
}
