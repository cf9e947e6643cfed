//! Administering the catalogue and the people: the documented calls for products, suppliers and
//! invitations; koppel's own for everything that the public API can only read.
//!
//! Not here: reading a partner's catalogue (`client::catalogue`).

use hyper::http::Method;
use serde_json::{Value, json};

use crate::model::administration::catalogue::{Fields, Kind, Left, Planned, Trial};
use crate::salesdock::client::{Client, LinkError, Scope};
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::{List, Number, Text};

impl Client {
    /// All things of a kind, as lists show them.
    pub async fn things(&self, kind: Kind) -> Result<Vec<Fields>, LinkError> {
        let path = match kind {
            Kind::Product => "products",
            Kind::Supplier => "suppliers",
            Kind::Flow => "flows",
            Kind::Question => "productquestions",
            Kind::Agreement => "agreements",
            Kind::Status => "statuses",
            Kind::User => "users",
        };
        let call = Call::get("things", self.in_scope(Scope::Account, &[path]));
        if kind == Kind::Status {
            // They have words for numbers, and are never paged.
            return Ok(self.one::<List<Fields>>(&call.with("status_source", "sale")).await?.0);
        }
        let id = |row: &Fields| row.get("id").and_then(|id| Number::of(id).id()).unwrap_or_default();
        self.list(&call, Ok, id).await
    }

    /// One thing with every field; `None` when there is no such thing in a list that is all there is.
    pub async fn thing(&self, kind: Kind, id: &str) -> Result<Option<Fields>, LinkError> {
        let path = match kind {
            Kind::Product => self.in_scope(Scope::Account, &["products", id]),
            Kind::Flow | Kind::Question | Kind::Agreement => self.koppel(&[own(kind), id]),
            Kind::Supplier | Kind::Status | Kind::User => {
                let is = |row: &Fields| row.get("id").and_then(|id| Text::of(id).0).as_deref() == Some(id);
                return Ok(self.things(kind).await?.into_iter().find(is));
            }
        };
        self.one(&Call::get("thing", path)).await.map(Some)
    }

    /// Makes a thing: its number, or a status's identifier.
    pub async fn create_thing(&self, kind: Kind, fields: &Fields) -> Result<String, LinkError> {
        let path = match kind {
            Kind::Product => self.in_scope(Scope::Account, &["products"]),
            Kind::Supplier => self.in_scope(Scope::Account, &["suppliers"]),
            Kind::User => self.in_scope(Scope::Account, &["invitation"]),
            _ => self.koppel(&[own(kind)]),
        };
        let call = self.write("create thing", Method::POST, path, fields)?;
        let made = self.data(&call).await?;
        let named = ["id", "product_id", "supplier_id", "user_id"].iter().find_map(|field| made.get(*field));
        let id = named.and_then(|id| Text::of(id).0);
        id.ok_or_else(|| LinkError::unreadable(call.name, 201, "the answer names no number".to_owned()))
    }

    /// Changes fields of a thing.
    pub async fn set_thing(&self, kind: Kind, id: &str, fields: &Fields) -> Result<(), LinkError> {
        self.data(&self.write("set thing", Method::PUT, self.place(kind, id), fields)?).await.map(drop)
    }

    /// Removes a thing.
    pub async fn remove_thing(&self, kind: Kind, id: &str) -> Result<(), LinkError> {
        self.data(&Call::write("remove thing", Method::DELETE, self.place(kind, id))).await.map(drop)
    }

    fn place(&self, kind: Kind, id: &str) -> Vec<String> {
        match kind {
            Kind::Product => self.in_scope(Scope::Account, &["products", id]),
            Kind::Supplier => self.in_scope(Scope::Account, &["suppliers", id]),
            _ => self.koppel(&[own(kind), id]),
        }
    }

    /// Tries the rule of a question or an agreement. koppel's own environments only.
    pub async fn try_rule(&self, kind: Kind, id: &str, on: &Fields) -> Result<Trial, LinkError> {
        let path = self.koppel(&[own(kind), id, "try"]);
        self.one(&self.write("try rule", Method::POST, path, on)?).await
    }

    /// What removing a thing would change elsewhere. koppel's own environments only.
    pub async fn removal(&self, kind: Kind, id: &str) -> Result<Vec<Left>, LinkError> {
        self.one(&Call::get("removal", self.koppel(&["removal", own(kind), id]))).await
    }

    /// A whole world. koppel's own environments only.
    pub async fn export_world(&self) -> Result<Fields, LinkError> {
        self.one(&Call::get("export world", self.koppel(&["world"]))).await
    }

    /// Takes a world in, or only says what would happen. koppel's own environments only.
    pub async fn import_world(&self, world: &Fields, dry_run: bool) -> Result<Vec<Planned>, LinkError> {
        let body: Value = json!({"world": world, "dry_run": dry_run});
        self.one(&self.write("import world", Method::POST, self.koppel(&["world"]), &body)?).await
    }
}

/// The word in koppel's own paths.
fn own(kind: Kind) -> &'static str {
    match kind {
        Kind::Product => "products",
        Kind::Supplier => "suppliers",
        Kind::Flow => "flows",
        Kind::Question => "questions",
        Kind::Agreement => "agreements",
        Kind::Status => "statuses",
        Kind::User => "users",
    }
}
