//! What is known of a link before anything is sent: per imported product, flow and kind of customer whether
//! a sale that A's own set-up accepts can be refused by the partner, the smallest such sale, and what no
//! proof can see from here.
//!
//! Not here: how it is found (`linking::prove`), its sentences (`locale`, file `proof`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::ids::{AgreementKey, FlowKey, ProductId, QuestionKey};
use super::rule::{Criterion, Subject};
use super::sale::{Answer, CustomerKind, RelatedProduct, TransactionType};
use super::shown::Shown;

/// How a proof ended. In this order the worse one decides for a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No sale that A accepts can be refused for a reason in scope.
    Proven,
    /// Not decided; every reason is named.
    #[default]
    Unknown,
    /// There is a sale that A accepts and the partner refuses.
    Counterexample,
}

/// The proof of one integration.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The worst of all products.
    pub verdict: Verdict,
    /// By product, flow and kind of customer.
    pub products: Vec<ProductProof>,
    /// Every different counterexample once.
    pub counterexamples: Vec<Counterexample>,
    /// What the proof rests on and cannot see.
    pub assumptions: Vec<Assumption>,
}

impl Proof {
    /// The worst of all products; of none, nothing is proven.
    pub fn worst(products: &[ProductProof]) -> Verdict {
        products.iter().map(|product| product.verdict).max().unwrap_or(Verdict::Unknown)
    }

    /// The part of it that is about an own product, an own flow, or both. Assumptions stay: they are few.
    #[must_use]
    pub fn only(self, product: Option<ProductId>, flow: Option<&FlowKey>) -> Self {
        let asked = |one: &ProductProof| {
            product.is_none_or(|own| one.own == own) && flow.is_none_or(|own| one.flow.as_ref() == Some(own))
        };
        let mut products: Vec<ProductProof> = self.products.into_iter().filter(asked).collect();
        let kept: BTreeSet<usize> =
            products.iter().flat_map(|one| one.counterexamples.iter().copied()).collect();
        let position = |at: &usize| kept.range(..at).count();
        for one in &mut products {
            one.counterexamples = one.counterexamples.iter().map(position).collect();
        }
        let counterexamples = self.counterexamples.into_iter().enumerate();
        let counterexamples = counterexamples.filter(|(at, _)| kept.contains(at)).map(|(_, one)| one);
        Self {
            verdict: Self::worst(&products),
            counterexamples: counterexamples.collect(),
            products,
            assumptions: self.assumptions,
        }
    }
}

/// One product, sold through one flow to one kind of customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductProof {
    /// Number at A.
    pub own: ProductId,
    /// Number at the partner.
    pub partner: ProductId,
    /// Name at A.
    pub name: Shown,
    /// A's flow; `None` when A has no flow that could sell it.
    pub flow: Option<FlowKey>,
    /// Kind of customer.
    pub customer: CustomerKind,
    /// How it ended.
    pub verdict: Verdict,
    /// Positions in [`Proof::counterexamples`].
    pub counterexamples: Vec<usize>,
    /// Why it is not decided, also beside counterexamples.
    pub doubts: Vec<Doubt>,
}

/// A sale that A accepts and the partner refuses.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterexample {
    /// The sale: invented, nobody's.
    pub sale: ExampleSale,
    /// What the partner refuses it for.
    pub failure: Failure,
    /// The row of the mapping to change.
    pub row: RowToChange,
    /// When the partner asks it, and what of that holds here; `None` when no rule governs it.
    pub partner_rule: Option<Explained>,
    /// When A asks what it is answered from, likewise.
    pub own_rule: Option<Explained>,
    /// What the questions of A that matter are called.
    pub labels: BTreeMap<QuestionKey, Shown>,
    /// Other products that fail in the same way.
    pub products: Vec<ProductId>,
}

/// The sale of a counterexample, at A.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ExampleSale {
    /// Product at A.
    pub product: ProductId,
    /// Flow at A; `None` when A has no flow that could sell it.
    pub flow: Option<FlowKey>,
    /// Offer or order.
    pub transaction_type: TransactionType,
    /// Kind of customer.
    pub customer: CustomerKind,
    /// All answers: with fewer, A would not accept it.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// Agreements that were accepted.
    pub agreements: Vec<AgreementKey>,
    /// Additional products, where A's flow does not do without.
    pub related: Vec<RelatedProduct>,
    /// What matters: the questions of A that the failure depends on, answered or left empty.
    pub matters: Vec<QuestionKey>,
    /// The agreements of A that it depends on, accepted or not.
    pub matters_agreed: Vec<AgreementKey>,
}

/// The row of a mapping that a counterexample leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum RowToChange {
    /// The row of an own flow.
    Flow(FlowKey),
    /// The row of a partner question.
    Question(QuestionKey),
    /// The row of a partner agreement.
    Agreement(AgreementKey),
    /// None: the product itself, its link or its settings at A.
    Product(ProductId),
}

impl RowToChange {
    /// What the row is known by.
    pub fn key(&self) -> String {
        match self {
            Self::Flow(key) => key.to_string(),
            Self::Question(key) => key.to_string(),
            Self::Agreement(key) => key.to_string(),
            Self::Product(id) => id.to_string(),
        }
    }
}

/// A rule with what holds of it for one sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Explained {
    /// A group.
    Group {
        /// Any or all.
        criterion: Criterion,
        /// Whether it holds; `None` when that is unknown.
        holds: Option<bool>,
        /// The rules below.
        rules: Vec<Explained>,
    },
    /// A condition.
    Condition {
        /// What is looked at.
        subject: Subject,
        /// What it must equal; `None` for *answered with anything*.
        value: Option<Shown>,
        /// What it is in this sale; `None` when it is not answered.
        found: Option<Shown>,
        /// Whether it holds; `None` when that is unknown.
        holds: Option<bool>,
    },
    /// A part this version cannot read.
    Unknown {
        /// What stands there.
        found: Shown,
    },
}

/// Whose rule or question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A's.
    Own,
    /// The partner's.
    Partner,
}

impl Explained {
    /// With `change` made to what each condition about an answer found: question by name, and what it is.
    #[must_use]
    pub fn with_found(self, change: &impl Fn(&str, Shown) -> Shown) -> Self {
        match self {
            Self::Group { criterion, holds, rules } => {
                let rules = rules.into_iter().map(|rule| rule.with_found(change)).collect();
                Self::Group { criterion, holds, rules }
            }
            Self::Condition { subject: Subject::Answer { question }, value, found, holds } => {
                let found = found.map(|found| change(&question, found));
                Self::Condition { subject: Subject::Answer { question }, value, found, holds }
            }
            other => other,
        }
    }
}

/// A question or an agreement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum Asked {
    /// A question.
    Question(QuestionKey),
    /// An agreement.
    Agreement(AgreementKey),
}

/// Why something is not decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "doubt")]
pub enum Doubt {
    /// Nothing was read of this side yet.
    CatalogueNotRead {
        /// Whose.
        party: Party,
    },
    /// A's own product is not there: deleted, or not read yet.
    NoOwnProduct {
        /// Number at A.
        own: ProductId,
    },
    /// The page of a question or agreement was not read yet.
    NotRead {
        /// Whose.
        party: Party,
        /// What.
        asked: Asked,
    },
    /// The page of the partner's flow was not read yet.
    FlowNotRead {
        /// The partner's flow.
        flow: FlowKey,
    },
    /// A rule has a part that this version cannot read: another identifier or operator.
    UnknownRule {
        /// Whose.
        party: Party,
        /// What it governs.
        asked: Asked,
        /// What stands there.
        found: Shown,
    },
    /// A rule is said to govern, and there is none.
    NoRule {
        /// Whose.
        party: Party,
        /// What it should govern.
        asked: Asked,
    },
    /// A rule names a question that there is not.
    NoSuchQuestion {
        /// Whose.
        party: Party,
        /// What the rule governs.
        asked: Asked,
        /// The name.
        name: Shown,
    },
    /// A rule names a question by a name that several have.
    NameTwice {
        /// Whose.
        party: Party,
        /// What the rule governs.
        asked: Asked,
        /// The name.
        name: Shown,
    },
    /// A rule compares with a value that is spelled almost as the answer.
    SpelledAlike {
        /// Whose.
        party: Party,
        /// What the rule governs.
        asked: Asked,
        /// What it looks at.
        name: Shown,
        /// The value.
        value: Shown,
    },
    /// Whether something that is not shown, yet answered, counts for this rule.
    AnsweredUnseen {
        /// Whose.
        party: Party,
        /// What the rule governs.
        asked: Asked,
        /// The question it looks at.
        name: Shown,
    },
    /// The questions' rules look at each other in a circle.
    Circle {
        /// Whose.
        party: Party,
        /// One of them.
        asked: Asked,
    },
    /// A rule is undecided for a reason that has no name of its own.
    Undecided {
        /// Whose.
        party: Party,
        /// What it governs.
        asked: Asked,
    },
    /// Nothing answers it, and the partner may or may not fill in its default.
    DefaultValue {
        /// The partner's question.
        question: QuestionKey,
    },
    /// The question is of a type this version does not know.
    InputType {
        /// The partner's question.
        question: QuestionKey,
        /// The type.
        word: Shown,
    },
    /// Whether a value has the form that the partner wants cannot be told from here.
    Form {
        /// The partner's question.
        question: QuestionKey,
        /// The form.
        wants: String,
        /// The value.
        value: Shown,
    },
    /// The product's type, or whether a question is for it, is not known.
    ProductType {
        /// Whose.
        party: Party,
        /// What is asked for certain types.
        asked: Asked,
    },
    /// A's product and flows do not say which flow sells it.
    NoFlow {
        /// Product type at A.
        product_type: Shown,
    },
    /// The partner's flow and product are of different types.
    ProductNotInFlow {
        /// The partner's product.
        product: ProductId,
        /// The partner's flow.
        flow: FlowKey,
    },
    /// The partner's flow wants an additional product, and which A would sell is open.
    Section {
        /// The partner's flow.
        flow: FlowKey,
        /// The section.
        title: Shown,
    },
    /// More cases than the proof looks at.
    TooMany {
        /// What is asked.
        asked: Asked,
        /// How many it looks at.
        bound: u64,
    },
}

/// What a proof rests on and cannot see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "assumption")]
pub enum Assumption {
    /// Customer fields, EAN codes and account numbers are filled in well: no mapping can see to that.
    Fields,
    /// Products stay on sale and granted between two readings.
    StaysOnSale,
    /// The API does not say which flow asks a question: all that fit the product are taken to be asked.
    AskedInEveryFlow,
    /// What is typed at A has the form the partner wants.
    Typed {
        /// A's question.
        own: QuestionKey,
        /// The partner's question.
        partner: QuestionKey,
        /// The form, e.g. `ean`, `iban`, `date`, or the partner's own word for a check.
        wants: String,
    },
    /// A fixed value passes a check of the partner's that this version does not know.
    Constant {
        /// The partner's question.
        partner: QuestionKey,
        /// The partner's word for the check.
        wants: String,
    },
    /// A relation's number means the same on both sides.
    Relation {
        /// The partner's question.
        partner: QuestionKey,
    },
    /// The partner does not offer this product now: a sale of it is refused whatever the mapping says.
    NotOffered {
        /// Number at A.
        own: ProductId,
        /// Number at the partner.
        partner: ProductId,
    },
    /// The partner's flow wants an account number where A's does not ask for one.
    Iban {
        /// The partner's flow.
        flow: FlowKey,
        /// Kind of customer.
        customer: CustomerKind,
    },
    /// The partner's flow wants a signature where A's does not ask for one.
    Signature {
        /// The partner's flow.
        flow: FlowKey,
    },
    /// The partner's flow takes customers of fewer ages.
    Age {
        /// The partner's flow.
        flow: FlowKey,
    },
    /// Additional products of the sale are taken from the partner's sections in numbers it allows.
    AdditionalProducts {
        /// A's flow.
        flow: FlowKey,
    },
    /// A flow of A's that could sell imported products is mapped to none: they are not sold through it.
    FlowNotMapped {
        /// A's flow.
        flow: FlowKey,
    },
}
