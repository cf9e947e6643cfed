//! Rights: which products and flows an organisation may sell. A product needs both.

use serde::{Deserialize, Serialize};

use super::catalogue::Fields;
use crate::model::ids::{FlowKey, OrganisationId, ProductId, SupplierId};
use crate::model::shown::Shown;

/// What is done with rights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum RightsAct {
    /// Set which products an organisation may sell; `None` for all: how many.
    SetProducts {
        /// The organisation.
        organisation: OrganisationId,
        /// The products.
        products: Option<Vec<ProductId>>,
    },
    /// Set which flows an organisation may sell through; `None` for all: how many.
    SetFlows {
        /// The organisation.
        organisation: OrganisationId,
        /// The flows.
        flows: Option<Vec<FlowKey>>,
    },
    /// Grant or revoke some, as planned: [`RightsView::Plan`] with what was done.
    Change {
        /// The organisation.
        organisation: OrganisationId,
        /// What.
        change: RightsChange,
        /// Refuse when it would not be just so many changes.
        expected: Option<u64>,
    },
}

/// What is granted or revoked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RightsChange {
    /// Granted, not revoked.
    pub grant: bool,
    /// Products; `None` for none.
    pub products: Option<ProductFilter>,
    /// Flows.
    pub flows: Vec<FlowKey>,
    /// Everything of this flow, also what is to come, and the flow itself: a standing rule.
    pub standing: Option<FlowKey>,
}

/// Which products; all that is given must hold, and nothing given is every product.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductFilter {
    /// These.
    pub products: Option<Vec<ProductId>>,
    /// Of this supplier.
    pub supplier: Option<SupplierId>,
    /// Of this type.
    pub product_type: Option<String>,
    /// Sold or offered through this flow.
    pub flow: Option<FlowKey>,
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum RightsQuery {
    /// What an organisation was granted: [`RightsView::Granted`].
    Show {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// What a change would do: [`RightsView::Plan`].
    Plan {
        /// The organisation.
        organisation: OrganisationId,
        /// What.
        change: RightsChange,
    },
    /// What the organisation's token sees: [`RightsView::Seen`].
    Seen {
        /// The organisation.
        organisation: OrganisationId,
        /// Of which list.
        list: SeenList,
    },
    /// Why nobody of it sees anything at all: [`RightsView::Why`].
    WhyNothing {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// Why it does not see a product or a flow: [`RightsView::Why`].
    Why {
        /// The organisation.
        organisation: OrganisationId,
        /// What about.
        about: Seeable,
    },
}

/// A list that a partner's token can read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // a list is its name
pub enum SeenList {
    #[default]
    Products,
    Flows,
    Suppliers,
    Questions,
    Agreements,
    Statuses,
}

/// What an organisation may not see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each is its name
pub enum Seeable {
    Product(ProductId),
    Flow(FlowKey),
    /// By number or identifier.
    Question(String),
    /// Likewise.
    Agreement(String),
}

impl From<Sellable> for Seeable {
    fn from(what: Sellable) -> Self {
        match what {
            Sellable::Product(id) => Self::Product(id),
            Sellable::Flow(key) => Self::Flow(key),
        }
    }
}

/// What can be granted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each is its name
pub enum Sellable {
    Product(ProductId),
    Flow(FlowKey),
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum RightsView {
    Granted(Granted),
    Plan(Box<RightsPlan>),
    /// Rows with the API's own fields.
    Seen(Vec<Fields>),
    Why(Why),
}

/// What an organisation was granted. Read as koppel's environments tell it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Granted {
    /// All products, also those to come.
    pub all_products: bool,
    /// All flows, likewise.
    pub all_flows: bool,
    /// Products.
    pub products: Vec<GrantedProduct>,
    /// Flows.
    pub flows: Vec<GrantedFlow>,
}

/// A product that was granted, or is granted or revoked by a change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantedProduct {
    /// Number.
    pub id: u64,
    /// Name.
    pub name: Shown,
    /// Type.
    #[serde(rename = "type")]
    pub product_type: Shown,
    /// Only by a standing rule of its flow.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_rule: bool,
}

/// A flow, likewise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantedFlow {
    /// Number.
    pub id: u64,
    /// Type and identifier.
    pub key: Shown,
    /// Title.
    pub title: Shown,
    /// Everything of it is granted: a standing rule.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub standing: bool,
}

/// What a change does, or did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RightsPlan {
    /// It was done.
    pub applied: bool,
    /// How many things change: what is below, together.
    pub changes: u64,
    /// Products granted afterwards.
    pub products: u64,
    /// Flows granted afterwards.
    pub flows: u64,
    /// Products that come.
    pub products_added: Vec<GrantedProduct>,
    /// Products that go.
    pub products_removed: Vec<GrantedProduct>,
    /// Flows that come.
    pub flows_added: Vec<GrantedFlow>,
    /// Flows that go.
    pub flows_removed: Vec<GrantedFlow>,
    /// Flows of which everything is granted from now on.
    pub rules_added: Vec<GrantedFlow>,
    /// Flows of which not everything to come is granted any more.
    pub rules_removed: Vec<GrantedFlow>,
    /// Every product was granted, also those to come: from now on only those that are listed.
    pub products_fixed: bool,
    /// Every flow was granted, also those to come: from now on only those that are listed.
    pub flows_fixed: bool,
}

/// One thing that a change of rights does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each is its name
pub enum RightsEffect {
    FlowAdded,
    RuleAdded,
    ProductAdded,
    FlowRemoved,
    RuleRemoved,
    ProductRemoved,
    FlowsFixed,
    ProductsFixed,
}

impl RightsEffect {
    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::FlowAdded => "flow-added",
            Self::RuleAdded => "rule-added",
            Self::ProductAdded => "product-added",
            Self::FlowRemoved => "flow-removed",
            Self::RuleRemoved => "rule-removed",
            Self::ProductRemoved => "product-removed",
            Self::FlowsFixed => "flows-fixed",
            Self::ProductsFixed => "products-fixed",
        }
    }
}

impl RightsPlan {
    /// Everything it does, one by one: what, the number or key, and what it is called.
    pub fn effects(&self) -> Vec<(RightsEffect, String, String)> {
        let product = |effect| move |one: &GrantedProduct| (effect, one.id.to_string(), one.name.to_string());
        let flow = |effect| move |one: &GrantedFlow| (effect, one.key.to_string(), one.title.to_string());
        let fixed = |ends: bool, effect| ends.then(|| (effect, String::new(), String::new()));
        let mut all = Vec::new();
        // First: it is what nobody expects of taking one thing away.
        all.extend(fixed(self.flows_fixed, RightsEffect::FlowsFixed));
        all.extend(fixed(self.products_fixed, RightsEffect::ProductsFixed));
        all.extend(self.flows_added.iter().map(flow(RightsEffect::FlowAdded)));
        all.extend(self.rules_added.iter().map(flow(RightsEffect::RuleAdded)));
        all.extend(self.products_added.iter().map(product(RightsEffect::ProductAdded)));
        all.extend(self.flows_removed.iter().map(flow(RightsEffect::FlowRemoved)));
        all.extend(self.rules_removed.iter().map(flow(RightsEffect::RuleRemoved)));
        all.extend(self.products_removed.iter().map(product(RightsEffect::ProductRemoved)));
        all
    }
}

/// Whether an organisation sees something, and why not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// It does.
    pub seen: bool,
    /// Every reason why it does not.
    pub reasons: Vec<WhyNot>,
}

/// A reason why an organisation does not see something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum WhyNot {
    /// The organisation is not active.
    OrganisationInactive,
    /// It has no active user.
    NoUser,
    /// Its users have no valid token.
    NoToken,
    /// The product is not active.
    ProductInactive,
    /// The product is not sold yet.
    ProductNotYet {
        /// From this day.
        day: Shown,
    },
    /// The product is no longer sold.
    ProductExpired {
        /// Since this day.
        day: Shown,
    },
    /// The product was not granted.
    ProductNotGranted,
    /// No flow sells the product.
    InNoFlow,
    /// None of the flows that sell the product was granted.
    FlowsNotGranted {
        /// Those.
        flows: Vec<Shown>,
    },
    /// The flow was not granted.
    FlowNotGranted,
    /// The agreement is archived.
    Archived,
    /// No product of its types goes through one of its flows: it is asked of nothing.
    AskedOfNothing,
    /// None of the flows it is asked in was granted.
    NoneOfItsFlows {
        /// Those.
        flows: Vec<Shown>,
    },
    /// None of the products it is asked of may be sold.
    NoneOfItsProducts {
        /// Those.
        products: Vec<Shown>,
    },
    /// One that this version does not know.
    #[serde(other)]
    Other,
}
