//! Rights: products through the documented calls (Salesdock API v1, account scope), flows through koppel's.

use hyper::http::Method;
use serde_json::{Value, json};

use super::numbers;
use crate::model::administration::catalogue::Fields;
use crate::model::administration::rights::{Granted, RightsChange, RightsPlan, Seeable, SeenList, Why};
use crate::model::ids::{FlowId, OrganisationId, ProductId};
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::List;

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

    /// What an organisation was granted. koppel's own environments only, as is all below.
    pub async fn rights(&self, id: OrganisationId) -> Result<Granted, LinkError> {
        self.one(&Call::get("rights", self.koppel(&["organisations", &id.to_string(), "rights"]))).await
    }

    /// Grants or revokes, or only says what that would do. Refused with 409 when it would not be just
    /// `expected` changes.
    pub async fn change_rights(
        &self,
        id: OrganisationId,
        change: &RightsChange,
        expected: Option<u64>,
        dry_run: bool,
    ) -> Result<RightsPlan, LinkError> {
        let path = self.koppel(&["organisations", &id.to_string(), "rights"]);
        let body = body(change, expected, dry_run);
        self.one(&self.write("change rights", Method::POST, path, &body)?).await
    }

    /// What an organisation's token sees of a list.
    pub async fn seen(&self, id: OrganisationId, list: SeenList) -> Result<Vec<Fields>, LinkError> {
        let word = match list {
            SeenList::Products => "products",
            SeenList::Flows => "flows",
            SeenList::Suppliers => "suppliers",
            SeenList::Questions => "productquestions",
            SeenList::Agreements => "agreements",
            SeenList::Statuses => "statuses",
        };
        let path = self.koppel(&["organisations", &id.to_string(), "view", word]);
        let rows: List<Fields> = self.one(&Call::get("seen by partner", path)).await?;
        Ok(rows.0)
    }

    /// Why nobody of an organisation sees anything at all, whatever it was granted.
    pub async fn why_nothing(&self, id: OrganisationId) -> Result<Why, LinkError> {
        self.one(&Call::get("why", self.koppel(&["organisations", &id.to_string(), "why"]))).await
    }

    /// Why an organisation does not see something.
    pub async fn why(&self, id: OrganisationId, about: &Seeable) -> Result<Why, LinkError> {
        let call = Call::get("why", self.koppel(&["organisations", &id.to_string(), "why"]));
        self.one(&match about {
            Seeable::Product(id) => call.with("product", id),
            Seeable::Flow(key) => call.with("flow", key),
            Seeable::Question(id) => call.with("question", id),
            Seeable::Agreement(id) => call.with("agreement", id),
        })
        .await
    }
}

fn body(change: &RightsChange, expected: Option<u64>, dry_run: bool) -> Value {
    let flows: Vec<String> = change.flows.iter().map(ToString::to_string).collect();
    let mut body = json!({
        "act": if change.grant { "grant" } else { "revoke" },
        "flows": flows,
        "dry_run": dry_run,
    });
    if let Some(standing) = &change.standing {
        body["standing"] = json!(standing.to_string());
    }
    if let Some(expected) = expected {
        body["expect"] = json!(expected);
    }
    if let Some(filter) = &change.products {
        body["all"] = json!(true);
        if let Some(products) = &filter.products {
            body["products"] = json!(products);
        }
        if let Some(supplier) = filter.supplier {
            body["supplier_id"] = json!(supplier);
        }
        if let Some(product_type) = &filter.product_type {
            body["type"] = json!(product_type);
        }
        if let Some(flow) = &filter.flow {
            body["flow"] = json!(flow.to_string());
        }
    }
    body
}
