//! Rights: products through the documented calls (Salesdock API v1, account scope), flows through koppel's.

use hyper::http::Method;
use serde_json::json;

use super::numbers;
use crate::model::ids::{FlowId, OrganisationId, ProductId};
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;

impl Client {
    /// Products an organisation may sell.
    pub async fn organisation_products(&self, id: OrganisationId) -> Result<Vec<ProductId>, LinkError> {
        let path = self.account(&["organisations", &id.to_string(), "products"]);
        let data = self.data(&Call::get("organisation products", path)).await?;
        Ok(numbers(data, "products").into_iter().map(ProductId).collect())
    }

    /// Sets the products an organisation may sell; `None` for all. Answers the resulting list.
    pub async fn grant_products(
        &self,
        id: OrganisationId,
        products: Option<&[ProductId]>,
    ) -> Result<Vec<ProductId>, LinkError> {
        let path = self.account(&["connect-organisation-to-products", &id.to_string()]);
        let body = products.map_or_else(|| json!({}), |products| json!({"products": products}));
        let data = self.data(&self.write("grant products", Method::POST, path, &body)?).await?;
        Ok(numbers(data, "products").into_iter().map(ProductId).collect())
    }

    /// Sets the flows an organisation may sell through; `None` for all. koppel's own environments only.
    pub async fn grant_flows(
        &self,
        id: OrganisationId,
        flows: Option<&[FlowId]>,
    ) -> Result<Vec<FlowId>, LinkError> {
        let path = self.koppel(&["organisations", &id.to_string(), "flows"]);
        let body = flows.map_or_else(|| json!({}), |flows| json!({"flows": flows}));
        let data = self.data(&self.write("grant flows", Method::PUT, path, &body)?).await?;
        Ok(numbers(data, "flows").into_iter().map(FlowId).collect())
    }
}
