//! Sales as side B works on them. Rows travel as the API's own fields.

use serde::{Deserialize, Serialize};

use super::catalogue::Fields;
use crate::model::ids::{SaleId, StatusKey};
use crate::model::shown::Shown;
use crate::model::status_plan::StatusPlan;

/// What is done with sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum SaleAct {
    /// Set the status of sales. One is refused as a whole; of several each says for itself. More than
    /// ten only with a remark.
    SetStatus {
        /// The sales.
        sales: Vec<SaleId>,
        /// The status.
        status: StatusKey,
        /// Remark with it.
        remark: Option<String>,
    },
    /// Update sales, each with what is said of it; each says for itself.
    Update {
        /// What becomes of which.
        updates: Vec<SaleUpdate>,
    },
    /// Set extra fields of a sale.
    SetFields {
        /// The sale.
        sale: SaleId,
        /// Identifier to value.
        fields: Fields,
    },
}

/// What becomes of a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleUpdate {
    /// The sale.
    pub sale: SaleId,
    /// Its status.
    pub status: Option<StatusKey>,
    /// Remark with it.
    pub remark: Option<String>,
    /// Extra fields: identifier to value.
    pub fields: Fields,
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum SaleQuery {
    /// Those that match: [`SaleView::Rows`].
    List {
        /// The API's own parameters of `GET sales`.
        filter: Vec<(String, String)>,
    },
    /// What setting a status would do: [`SaleView::StatusPlan`].
    PlanStatus {
        /// The sales.
        sales: Vec<SaleId>,
        /// The status.
        status: StatusKey,
    },
    /// One, whole: [`SaleView::Sheet`].
    Show {
        /// The sale.
        sale: SaleId,
    },
    /// Its changes, oldest first: [`SaleView::Rows`].
    History {
        /// The sale.
        sale: SaleId,
    },
    /// The files in its answers: [`SaleView::Files`].
    Documents {
        /// The sale.
        sale: SaleId,
    },
    /// Its contract: [`SaleView::Files`].
    Contract {
        /// The sale.
        sale: SaleId,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum SaleView {
    Rows(Vec<Fields>),
    Sheet(Fields),
    Files(Vec<SaleFile>),
    StatusPlan(StatusPlan),
}

/// A file that belongs to a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleFile {
    /// The question it answers; empty for the contract.
    pub question: Shown,
    /// File name, made safe.
    pub name: Shown,
    /// Content in base64.
    pub content: String,
}

impl SaleFile {
    /// A name for the file with this place in its list, which stays in its folder whatever somebody called it.
    pub fn file_name(&self, number: usize) -> String {
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
        let name: String = self.name.as_str().chars().map(plain).collect();
        format!("{}-{}", number + 1, name.trim_start_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_sale_stays_in_its_folder() {
        let named = |name: &str, number| {
            let file = SaleFile { question: Shown::default(), name: name.into(), content: String::new() };
            file.file_name(number)
        };
        assert_eq!(named("../../etc/passwd", 0), "1-_.._etc_passwd");
        assert_eq!(named("nota 2026.pdf", 1), "2-nota_2026.pdf");
    }
}
