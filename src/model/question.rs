//! Product questions: what a flow asks, and when.

use serde::{Deserialize, Serialize};

use super::ids::{QuestionId, QuestionKey};
use super::rule::Rule;
use super::shown::Shown;

/// A product question and, once its own page was read, its contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Number in the environment.
    pub id: QuestionId,
    /// Identifier: the key of its answer.
    pub key: QuestionKey,
    /// Name, as rules of other questions call it. Exact text, because rules compare it.
    pub name: String,
    /// How it is asked.
    pub input_type: InputType,
    /// Explanation.
    pub description: Shown,
    /// What an answer must satisfy; `None` until its page was read.
    pub contract: Option<QuestionContract>,
}

/// What an answer must satisfy, and when one is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionContract {
    /// Required, when the rule does not govern it.
    pub required: bool,
    /// Visible, when the rule does not govern it.
    pub visible: bool,
    /// Visible to the customer.
    pub visible_customer: bool,
    /// The rule, when there is one.
    pub rule: Option<Rule>,
    /// The rule governs *required*.
    pub rule_required: bool,
    /// The rule governs *visible*.
    pub rule_visible: bool,
    /// Named check on the answer (`email`, `iban`, `ean`, `numeric`, ...).
    pub validator: Option<String>,
    /// The answers to choose from; empty when free.
    pub options: Vec<String>,
    /// Answer when none is given.
    pub default_value: Option<String>,
    /// Product types it is asked for; empty for all.
    pub product_types: Vec<String>,
}

/// How a question is asked. Words of the API.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputType {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// An e-mail address.
    Email,
    /// A date.
    Date,
    /// A switching date; has a companion answer `{identifier}_switchdate_option`.
    Switchdate,
    /// One of the options.
    McSingle,
    /// Any of the options.
    McMulti,
    /// Yes or no.
    Checkbox,
    /// An amount.
    Price,
    /// Files.
    File,
    /// A signature.
    Signature,
    /// A relation.
    Relation,
    /// Display only.
    H2,
    /// Display only.
    P,
    /// A type this version does not know.
    Other(String),
}

impl InputType {
    /// Reads the API's word.
    pub fn from_word(word: &str) -> Self {
        match word {
            "text" => Self::Text,
            "textarea" => Self::Textarea,
            "email" => Self::Email,
            "date" => Self::Date,
            "switchdate" => Self::Switchdate,
            "mc-single" => Self::McSingle,
            "mc-multi" => Self::McMulti,
            "checkbox" => Self::Checkbox,
            "price" => Self::Price,
            "file" => Self::File,
            "signature" => Self::Signature,
            "relation" => Self::Relation,
            "h2" => Self::H2,
            "p" => Self::P,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The API's word.
    pub fn as_word(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Textarea => "textarea",
            Self::Email => "email",
            Self::Date => "date",
            Self::Switchdate => "switchdate",
            Self::McSingle => "mc-single",
            Self::McMulti => "mc-multi",
            Self::Checkbox => "checkbox",
            Self::Price => "price",
            Self::File => "file",
            Self::Signature => "signature",
            Self::Relation => "relation",
            Self::H2 => "h2",
            Self::P => "p",
            Self::Other(word) => word,
        }
    }

    /// False for headings and paragraphs, which take no answer.
    pub fn takes_answer(&self) -> bool {
        !matches!(self, Self::H2 | Self::P)
    }
}
