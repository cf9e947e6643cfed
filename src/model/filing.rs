//! Sales from a file: a row as it was read, and what becomes of it. A row has a key of its own, so that the
//! same file can be taken in again and nothing is made twice.
//!
//! Not here: reading the file (`cli::file`), what a row becomes (`linking::filing`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::failure::{Element, Failure};
use super::ids::SaleId;
use crate::clock::Timestamp;

/// One row of a file. Personal data, so no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// The line it stands on, from 1.
    pub line: u64,
    /// Its own key, where the file gives one; without, all that it says is its key.
    pub reference: Option<String>,
    /// What it says, by field of the API; an answer as `questionData.KEY`.
    pub fields: BTreeMap<String, String>,
}

impl FileRow {
    /// What tells it from any other row, of this file or another.
    pub fn key(&self) -> String {
        match &self.reference {
            Some(reference) => format!("reference {reference}"),
            None => format!("fields {}", self.content()),
        }
    }

    /// Everything it says, in one spelling.
    pub fn content(&self) -> String {
        serde_json::to_string(&self.fields).unwrap_or_default()
    }
}

/// What becomes of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    /// The line.
    pub line: u64,
    /// What becomes of it.
    #[serde(flatten)]
    pub fate: FileFate,
}

/// What can become of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum FileFate {
    /// It would be made.
    New,
    /// It was made.
    Made {
        /// Its number in the own environment.
        sale: SaleId,
    },
    /// It was made before.
    Known {
        /// Its number in the own environment.
        sale: SaleId,
        /// The row says something else now; the sale stays as it is.
        differs: bool,
    },
    /// It cannot be made of what it says.
    Wrong {
        /// Every reason.
        failures: Vec<Failure>,
    },
    /// It was sent, and nobody knows yet whether the own environment has it.
    Doubted {
        /// Sales there that may be it.
        alike: Vec<SaleId>,
        /// When it is certain that it is not there, if it is not found until then.
        until: Option<Timestamp>,
    },
    /// It could not be sent; the same file may be taken in again.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// The column that a failure of a row points at; `None` for the row as a whole.
pub fn column(element: &Element) -> Option<String> {
    Some(match element {
        Element::Field(name) => name.clone(),
        Element::Question(key) | Element::Answer(key, _) => format!("questionData.{key}"),
        Element::Agreement(_) => "agreements".to_owned(),
        Element::Product(_) | Element::OwnProduct(_) => "product_id".to_owned(),
        Element::Flow(_) | Element::OwnFlow(_) => "flow".to_owned(),
        Element::Partner | Element::Token | Element::Status(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_known_by_its_reference_or_else_by_all_it_says() {
        let row = |reference: Option<&str>, city: &str| FileRow {
            line: 2,
            reference: reference.map(str::to_owned),
            fields: BTreeMap::from([("city".to_owned(), city.to_owned())]),
        };
        assert_eq!(row(Some("7"), "Ede").key(), row(Some("7"), "Assen").key());
        assert_ne!(row(None, "Ede").key(), row(None, "Assen").key());
        assert_eq!(FileRow { line: 9, ..row(None, "Ede") }.key(), row(None, "Ede").key());
        // Nobody's reference is another one's content.
        assert_ne!(row(Some(&row(None, "Ede").content()), "Ede").key(), row(None, "Ede").key());
    }
}
