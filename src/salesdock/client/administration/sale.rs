//! Sales in the account scope, as they stand on the wire: for whoever works on them by hand.
//!
//! Not here: sales in the domain's types (`client::sales`).

use hyper::http::Method;
use serde_json::Value;

use crate::model::administration::catalogue::Fields;
use crate::model::administration::sale::SaleFile;
use crate::model::ids::SaleId;
use crate::model::shown::Shown;
use crate::salesdock::client::{Client, LinkError, Scope};
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::{List, Number, Text};

impl Client {
    /// Rows of `GET account/sales` that match the API's own parameters, all pages.
    pub async fn sale_rows(&self, filter: &[(String, String)]) -> Result<Vec<Fields>, LinkError> {
        let mut call = Call::get("sales", self.in_scope(Scope::Account, &["sales"]));
        for (name, value) in filter {
            call = call.with(name, value);
        }
        let id = |row: &Fields| row.get("id").and_then(|id| Number::of(id).id()).unwrap_or_default();
        self.list(&call, Ok, id).await
    }

    /// One sale, every field.
    pub async fn sale_sheet(&self, id: SaleId) -> Result<Fields, LinkError> {
        self.one(&Call::get("sale", self.in_scope(Scope::Account, &["sales", &id.to_string()]))).await
    }

    /// The changes of a sale, oldest first.
    pub async fn sale_history(&self, id: SaleId) -> Result<Vec<Fields>, LinkError> {
        let path = self.in_scope(Scope::Account, &["sales", &id.to_string(), "history"]);
        Ok(self.one::<List<Fields>>(&Call::get("history", path)).await?.0)
    }

    /// The files in the answers of a sale.
    pub async fn sale_files(&self, id: SaleId) -> Result<Vec<SaleFile>, LinkError> {
        let path = self.in_scope(Scope::Account, &["sales", "answers", &id.to_string()]);
        let answers: Fields = self.one(&Call::get("answers", path)).await?;
        let mut files = Vec::new();
        for (question, answer) in &answers {
            for file in answer.as_array().into_iter().flatten().filter_map(Value::as_object) {
                let Some(content) = file.get("content").and_then(Value::as_str) else { continue };
                let text =
                    |field: &str| file.get(field).and_then(|text| Text::of(text).0).unwrap_or_default();
                let (mut name, extension) = (text("name"), text("extension"));
                if name.is_empty() {
                    // Whoever sent it gave it none: it goes by what it answers.
                    name.clone_from(question);
                }
                if !extension.is_empty() && !name.ends_with(&format!(".{extension}")) {
                    name = format!("{name}.{extension}");
                }
                let (question, name) = (Shown::new(question), Shown::new(&name));
                files.push(SaleFile { question, name, content: content.to_owned() });
            }
        }
        Ok(files)
    }

    /// Sets extra fields of a sale.
    pub async fn set_sale_fields(&self, id: SaleId, fields: &Fields) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::Account, &["sales", "updatefields", &id.to_string()]);
        self.data(&self.write("set fields", Method::POST, path, fields)?).await.map(drop)
    }
}
