//! The catalogue of the own environment and its people: products, suppliers, flows, questions, agreements,
//! statuses, users. Things travel as the API's own fields: an environment has more of them than we know.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::rule::{Criterion, Rule, Subject};

/// How questions can be asked. Source: Salesdock API v1, `input_type`.
pub const INPUTS: &[&str] = &[
    "text",
    "textarea",
    "email",
    "date",
    "switchdate",
    "mc-single",
    "mc-multi",
    "checkbox",
    "price",
    "file",
    "signature",
    "relation",
    "h2",
    "p",
];

/// Fields by the API's names. Foreign text: shown only as a `Shown`.
pub type Fields = Map<String, Value>;

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // a kind is its name
pub enum Kind {
    Product,
    Supplier,
    Flow,
    Question,
    Agreement,
    Status,
    User,
}

/// What is done with the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum CatalogueAct {
    /// Make one: [`CatalogueView::Made`].
    Create {
        /// What.
        kind: Kind,
        /// Its fields.
        fields: Fields,
    },
    /// Change fields of one.
    Set {
        /// What.
        kind: Kind,
        /// Number; a status's identifier.
        id: String,
        /// The fields that change.
        fields: Fields,
    },
    /// Remove one.
    Remove {
        /// What.
        kind: Kind,
        /// Number; a status's identifier.
        id: String,
    },
    /// Take a world in, or only say what would happen: [`CatalogueView::Planned`].
    Import {
        /// The world, in the shape of a world file.
        world: Fields,
        /// Only say it.
        dry_run: bool,
    },
}

/// What is asked about the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum CatalogueQuery {
    /// All of a kind: [`CatalogueView::List`].
    List {
        /// What.
        kind: Kind,
    },
    /// One, with every field: [`CatalogueView::Thing`].
    Show {
        /// What.
        kind: Kind,
        /// Number; a status's identifier.
        id: String,
    },
    /// Try the rule of a question or an agreement: [`CatalogueView::Tried`].
    Try {
        /// Which of them.
        kind: Kind,
        /// Its number.
        id: String,
        /// What on: `sale`, or `answers`, `product_id`, `business`, `flow`; and a `rule` that is not saved.
        on: Fields,
    },
    /// What removing one would change elsewhere, or what is in its way: [`CatalogueView::Left`].
    Removal {
        /// What.
        kind: Kind,
        /// Number; a status's identifier.
        id: String,
    },
    /// A whole world: [`CatalogueView::Thing`].
    Export,
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum CatalogueView {
    List(Vec<Fields>),
    Thing(Fields),
    /// The new thing's number, or a status's identifier.
    Made(String),
    Tried(Trial),
    Planned(Vec<Planned>),
    Left(Vec<Left>),
}

/// What goes on without a thing that is removed; a token ends with its user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Left {
    /// Its list: `flows`, `organisations` or `tokens`.
    pub list: String,
    /// Its number.
    pub id: u64,
    /// What people call it.
    pub name: String,
}

/// What an import does with one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Planned {
    /// Its list, as in a world file.
    pub list: String,
    /// Its number, or a status's identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `created`, `changed` or `same`.
    pub change: String,
    /// Which fields change.
    pub fields: Vec<String>,
}

/// What became of trying a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trial {
    /// It is asked of such a product in such a flow at all.
    pub asked: bool,
    /// It is visible.
    pub visible: bool,
    /// It is required.
    pub required: bool,
    /// The rule, part by part; `None` when there is none.
    pub rule: Option<RulePart>,
}

/// A part of a rule, and whether it holds where it was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RulePart {
    /// Any or all of its parts.
    Group {
        /// Any or all.
        criterion: Criterion,
        /// Whether it holds; `None` when it was not tried.
        holds: Option<bool>,
        /// The parts.
        rules: Vec<RulePart>,
    },
    /// One condition.
    Condition {
        /// `product_type`, `supplier`, `profile` or `answer`.
        subject: String,
        /// The other question's name, of an answer.
        question: Option<String>,
        /// What it must be; `None` for anything.
        value: Option<String>,
        /// What it was.
        #[serde(default)]
        found: Vec<String>,
        /// Both are `1` for yes or `0` for no: a box that is ticked.
        #[serde(default)]
        yes_no: bool,
        /// Whether it holds; `None` when it was not tried.
        holds: Option<bool>,
    },
    /// Something not known.
    Unknown {
        /// What stands there.
        found: String,
        /// Never guessed.
        holds: Option<bool>,
    },
}

impl RulePart {
    /// A rule that was not tried; of each question that a condition is about it is known whether it `is_box`.
    pub fn of(rule: &Rule, is_box: &dyn Fn(&str) -> bool) -> Self {
        match rule {
            Rule::Group { criterion, rules } => Self::Group {
                criterion: *criterion,
                holds: None,
                rules: rules.iter().map(|rule| Self::of(rule, is_box)).collect(),
            },
            Rule::Unknown { found } => Self::Unknown { found: found.clone(), holds: None },
            Rule::Condition { subject, value } => {
                let (subject, question) = match subject {
                    Subject::ProductType => ("product_type", None),
                    Subject::Supplier => ("supplier", None),
                    Subject::Profile => ("profile", None),
                    Subject::Answer { question } => ("answer", Some(question.clone())),
                };
                let yes_no = question.as_deref().is_some_and(is_box);
                let (subject, value) = (subject.to_owned(), value.clone());
                Self::Condition { subject, question, value, found: Vec::new(), yes_no, holds: None }
            }
        }
    }
}
