//! Catalogue calls: read what an environment sells and asks; at A also create products.
//! Source: Salesdock API v1, catalogue.
//!
//! Not here: which of it is kept or changed (`engine::sync`).

use hyper::http::Method;

use super::{Client, LinkError, Scope, converted};
use crate::model::agreement::Agreement;
use crate::model::flow::Flow;
use crate::model::ids::{AgreementId, FlowId, ProductId, QuestionId};
use crate::model::product::{DocumentRef, Product, SupplierRef};
use crate::model::question::Question;
use crate::model::status::Status;
use crate::salesdock::convert::catalogue;
use crate::salesdock::page::Scan;
use crate::salesdock::request::Call;
use crate::salesdock::wire::access::Created;
use crate::salesdock::wire::catalogue as wire;

impl Client {
    /// Products that the token may see, without detail.
    pub async fn products(&self) -> Result<Vec<Product>, LinkError> {
        Ok(self.all_products().await?.rows)
    }

    /// The same, with whether it is proven that none is missing.
    pub async fn all_products(&self) -> Result<Scan<Product>, LinkError> {
        let zone = self.zone;
        let call = Call::get("products", self.scoped(&["products"]));
        let read = |raw: wire::Product| catalogue::product(raw, zone, false);
        self.scan(&call, read, |product| product.id.0).await
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

    /// Creates a product (account scope): its number.
    pub async fn create_product(&self, draft: &wire::ProductDraft) -> Result<ProductId, LinkError> {
        let path = self.in_scope(Scope::Account, &["products"]);
        let call = self.write("create product", Method::POST, path, draft)?;
        let created: Created = self.one(&call).await?;
        let number = created.product_id.id().or(created.id.id());
        number.map(ProductId).ok_or_else(|| LinkError::unreadable(call.name, 201, "no product_id".to_owned()))
    }

    /// Changes a product (account scope): what `change` does not name stays as it is.
    pub async fn change_product(&self, id: ProductId, change: &wire::ProductChange) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::Account, &["products", &id.to_string()]);
        self.data(&self.write("update product", Method::PUT, path, change)?).await.map(drop)
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
