//! The own catalogue as the screen holds it: which list is in front, and where the cursor stands in it.
//!
//! Not here: answers (`cabinet`), drawing (`screens::catalogue`, `layers::sheet`).

use serde_json::Value;

use super::activity::holds;
use super::listing::Listing;
use super::{App, Pane};
use crate::console::labels;
use crate::console::rule_tree::Known;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::shown::Shown;

/// The lists, in order.
pub const KINDS: [Kind; 7] =
    [Kind::Product, Kind::Flow, Kind::Question, Kind::Agreement, Kind::Status, Kind::User, Kind::Supplier];

/// The own catalogue.
#[derive(Clone, Debug, Default)]
pub struct Own {
    tab: usize,
    /// Cursor in the list.
    pub at: Listing,
    /// The thing that is asked for to be changed.
    pub editing: Option<AdministrationQuery>,
    /// Its rule is what is to be changed.
    pub editing_rule: bool,
    /// What was just made: the cursor goes to it once it is in the list.
    pub made: Option<String>,
}

impl Own {
    /// What the list in front is of.
    pub fn kind(&self) -> Kind {
        KINDS[self.tab % KINDS.len()]
    }

    /// To the next list, or the one before.
    pub fn turn(&mut self, forward: bool) {
        self.tab = (self.tab + if forward { 1 } else { KINDS.len() - 1 }) % KINDS.len();
        self.at = Listing::default();
        self.made = None;
    }

    /// The question for the list in front.
    pub fn list(&self) -> AdministrationQuery {
        AdministrationQuery::Catalogue(CatalogueQuery::List { kind: self.kind() })
    }
}

/// The word of a kind in text keys.
pub fn word(kind: Kind) -> &'static str {
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

/// A field as text, number or not.
pub fn text(fields: &Fields, name: &str) -> String {
    match fields.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// What people call a thing.
pub fn name(fields: &Fields) -> String {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    let person = format!("{} {}", text("firstname"), text("lastname"));
    let named = ["name", "title"].map(text).into_iter().chain([person.trim()]);
    let named = named.chain(["identifier", "email"].map(text)).find(|named| !named.is_empty());
    Shown::new(named.unwrap_or_default()).into_string()
}

impl App {
    /// The list in front, once it is here; only what holds the words that are searched for.
    pub fn own_rows(&self) -> Option<Vec<&Fields>> {
        let AdministrationView::Catalogue(CatalogueView::List(rows)) = self.cabinet.get(&self.own.list())?
        else {
            return None;
        };
        let searched = self.pane == Pane::Catalogue && !self.search.is_empty();
        let told = |row: &Fields| {
            let of = |field: &&str| labels::told(&self.look, field, row.get(*field));
            let named = ["id", "identifier", "email", "type", "organisation"].iter().map(of);
            named.chain([name(row)]).collect::<Vec<_>>().join(" ")
        };
        Some(rows.iter().filter(|row| !searched || holds(&self.search, &told(row))).collect())
    }

    /// Its length.
    pub fn own_length(&self) -> usize {
        self.own_rows().map_or(0, |rows| rows.len())
    }

    /// The row under the cursor.
    pub fn own_row(&self) -> Option<&Fields> {
        self.own_rows()?.get(self.own.at.at).copied()
    }

    /// What a rule is read with, as far as it is here.
    pub fn known(&self) -> Known {
        let list = |kind| self.cabinet_list(kind).unwrap_or_default();
        Known::of(list(Kind::Question), list(Kind::Supplier))
    }

    /// The question for all of the thing under the cursor.
    pub fn own_shown(&self) -> Option<AdministrationQuery> {
        let id = self.own_row()?.get("id")?;
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        Some(AdministrationQuery::Catalogue(CatalogueQuery::Show { kind: self.own.kind(), id }))
    }

    /// The thing under the cursor with every field, once it is here.
    pub fn own_thing(&self) -> Option<&Fields> {
        match self.cabinet.get(&self.own_shown()?)? {
            AdministrationView::Catalogue(CatalogueView::Thing(fields)) => Some(fields),
            _ => None,
        }
    }
}
