//! A partner's rights: every flow and product of the own environment, what was granted and what its token
//! sees, and which questions and agreements it sees by that; one change at a time, planned by the environment
//! before it is asked for; and why not.
//!
//! Not here: drawing (`layers::access_rights`).

use super::super::layer::Layer;
use super::super::{App, Effect, Load, Trouble, own};
use super::offers::Offer;
use super::{Access, list_of};
use crate::console::app::errand::Errand;
use crate::console::labels;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::model::administration::catalogue::{Fields, Kind};
use crate::model::administration::rights::{
    Granted, GrantedFlow, GrantedProduct, ProductFilter, RightsAct, RightsChange, RightsPlan, RightsQuery,
    RightsView, Seeable, SeenList, WhyNot,
};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};
use crate::model::ids::{FlowKey, OrganisationId, ProductId, SupplierId};
use crate::model::shown::Shown;

/// The lists of the own catalogue that show what a partner sees, each with the partner's own.
const LISTS: [(Kind, SeenList); 4] = [
    (Kind::Flow, SeenList::Flows),
    (Kind::Product, SeenList::Products),
    (Kind::Question, SeenList::Questions),
    (Kind::Agreement, SeenList::Agreements),
];
/// Changes that a plan lists one by one; the rest is counted.
const LISTED: usize = 8;

/// A flow, product, question or agreement, and how a partner stands towards it.
#[derive(Clone, Debug, PartialEq)]
pub struct RightsRow {
    /// Which.
    pub what: Seeable,
    /// What it is called.
    pub name: String,
    /// A product's type.
    pub product_type: Option<String>,
    /// A product's supplier.
    pub supplier: Option<(SupplierId, String)>,
    /// What people call it where its number says little: of a question and an agreement.
    pub identifier: Option<String>,
    /// It was granted. A question and an agreement come with what they are asked of.
    pub granted: bool,
    /// By a standing rule: of a flow everything, of a product through its flow alone.
    pub rule: bool,
    /// The partner's token sees it; `None` while that is not known.
    pub seen: Option<bool>,
}

/// A change of rights that a row offers.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // each is its name
pub enum RightsOffer {
    GrantFlow(FlowKey),
    RevokeFlow(FlowKey),
    /// A standing rule.
    GrantEverything(FlowKey),
    EndEverything(FlowKey),
    /// What the flow sells now: a fixed list.
    GrantOfFlow(FlowKey),
    GrantProduct(ProductId, String),
    RevokeProduct(ProductId, String),
    GrantType(String),
    RevokeType(String),
    GrantSupplier(SupplierId, String),
    RevokeSupplier(SupplierId, String),
    /// Products that were searched for.
    GrantFound(Vec<ProductId>),
    RevokeFound(Vec<ProductId>),
}

impl RightsOffer {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::GrantFlow(_) => "grant-flow",
            Self::RevokeFlow(_) => "revoke-flow",
            Self::GrantEverything(_) => "grant-everything",
            Self::EndEverything(_) => "end-everything",
            Self::GrantOfFlow(_) => "grant-of-flow",
            Self::GrantProduct(..) => "grant-product",
            Self::RevokeProduct(..) => "revoke-product",
            Self::GrantType(_) => "grant-type",
            Self::RevokeType(_) => "revoke-type",
            Self::GrantSupplier(..) => "grant-supplier",
            Self::RevokeSupplier(..) => "revoke-supplier",
            Self::GrantFound(_) => "grant-found",
            Self::RevokeFound(_) => "revoke-found",
        }
    }

    /// What it is about.
    pub fn name(&self, look: &Look) -> String {
        match self {
            Self::GrantFlow(key)
            | Self::RevokeFlow(key)
            | Self::GrantEverything(key)
            | Self::EndEverything(key)
            | Self::GrantOfFlow(key) => key.to_string(),
            Self::GrantProduct(_, name) | Self::RevokeProduct(_, name) => name.clone(),
            Self::GrantSupplier(_, name) | Self::RevokeSupplier(_, name) => name.clone(),
            Self::GrantType(kind) | Self::RevokeType(kind) => labels::product_type(look, kind),
            Self::GrantFound(found) | Self::RevokeFound(found) => look.number(found.len() as u64),
        }
    }

    /// The change it is.
    pub fn change(&self) -> RightsChange {
        let grant = !matches!(
            self,
            Self::RevokeFlow(_)
                | Self::EndEverything(_)
                | Self::RevokeProduct(..)
                | Self::RevokeType(_)
                | Self::RevokeSupplier(..)
                | Self::RevokeFound(_)
        );
        let none = RightsChange { grant, ..RightsChange::default() };
        let of = |filter| RightsChange { products: Some(filter), ..none.clone() };
        match self {
            Self::GrantFlow(key) | Self::RevokeFlow(key) => RightsChange { flows: vec![key.clone()], ..none },
            Self::GrantEverything(key) | Self::EndEverything(key) => {
                RightsChange { standing: Some(key.clone()), ..none }
            }
            Self::GrantOfFlow(key) => {
                of(ProductFilter { flow: Some(key.clone()), ..ProductFilter::default() })
            }
            Self::GrantProduct(id, _) | Self::RevokeProduct(id, _) => {
                of(ProductFilter { products: Some(vec![*id]), ..ProductFilter::default() })
            }
            Self::GrantSupplier(id, _) | Self::RevokeSupplier(id, _) => {
                of(ProductFilter { supplier: Some(*id), ..ProductFilter::default() })
            }
            Self::GrantFound(found) | Self::RevokeFound(found) => {
                of(ProductFilter { products: Some(found.clone()), ..ProductFilter::default() })
            }
            Self::GrantType(kind) | Self::RevokeType(kind) => {
                of(ProductFilter { product_type: Some(kind.clone()), ..ProductFilter::default() })
            }
        }
    }
}

impl RightsRow {
    /// What it is searched by: what its row shows, and its supplier.
    fn told(&self, look: &Look) -> String {
        let supplier = self.supplier.as_ref().map_or("", |(_, name)| name.as_str());
        format!("{} {} {} {supplier}", self.number(), self.name, self.kind(look))
    }

    /// Its number or key.
    pub fn number(&self) -> String {
        match &self.what {
            Seeable::Flow(key) => key.to_string(),
            Seeable::Product(id) => id.to_string(),
            Seeable::Question(id) | Seeable::Agreement(id) => self.identifier.as_ref().unwrap_or(id).clone(),
        }
    }

    /// What it is: of a product its type.
    pub fn kind(&self, look: &Look) -> String {
        match (&self.what, &self.product_type) {
            (Seeable::Product(_), Some(kind)) => labels::product_type(look, kind),
            (Seeable::Product(_), None) => look.say("right-product", &[]),
            (Seeable::Flow(_), _) => look.say("right-flow", &[]),
            (Seeable::Question(_), _) => look.say("right-question", &[]),
            (Seeable::Agreement(_), _) => look.say("right-agreement", &[]),
        }
    }

    /// What can be done with it.
    pub fn offers(&self) -> Vec<RightsOffer> {
        match &self.what {
            Seeable::Flow(key) => {
                let mut offers = vec![match self.granted {
                    true => RightsOffer::RevokeFlow(key.clone()),
                    false => RightsOffer::GrantFlow(key.clone()),
                }];
                offers.push(match self.rule {
                    true => RightsOffer::EndEverything(key.clone()),
                    false => RightsOffer::GrantEverything(key.clone()),
                });
                offers.push(RightsOffer::GrantOfFlow(key.clone()));
                offers
            }
            Seeable::Product(id) => {
                let mut offers = vec![match self.granted {
                    true => RightsOffer::RevokeProduct(*id, self.name.clone()),
                    false => RightsOffer::GrantProduct(*id, self.name.clone()),
                }];
                if let Some(kind) = &self.product_type {
                    offers.push(RightsOffer::GrantType(kind.clone()));
                    offers.push(RightsOffer::RevokeType(kind.clone()));
                }
                if let Some((id, name)) = &self.supplier {
                    offers.push(RightsOffer::GrantSupplier(*id, name.clone()));
                    offers.push(RightsOffer::RevokeSupplier(*id, name.clone()));
                }
                offers
            }
            Seeable::Question(_) | Seeable::Agreement(_) => Vec::new(),
        }
    }
}

/// What the tab needs besides what was granted.
pub(super) fn needed(organisation: OrganisationId) -> Vec<AdministrationQuery> {
    let seen = |list| AdministrationQuery::Rights(RightsQuery::Seen { organisation, list });
    let (kinds, lists): (Vec<_>, Vec<_>) = LISTS.into_iter().unzip();
    let mut needed: Vec<_> = kinds.into_iter().map(list_of).chain(lists.into_iter().map(seen)).collect();
    needed.push(why_nothing(organisation));
    needed
}

/// The question why a partner sees nothing at all.
fn why_nothing(organisation: OrganisationId) -> AdministrationQuery {
    AdministrationQuery::Rights(RightsQuery::WhyNothing { organisation })
}

impl App {
    /// What a partner was granted, once it is here.
    fn granted(&self, access: &Access) -> Option<&Granted> {
        match self.cabinet.get(&access.question()?)? {
            AdministrationView::Rights(RightsView::Granted(granted)) => Some(granted),
            _ => None,
        }
    }

    /// What keeps a partner from seeing anything at all, whatever was granted.
    pub fn sees_nothing(&self, access: &Access) -> &[WhyNot] {
        match self.cabinet.get(&why_nothing(access.organisation)) {
            Some(AdministrationView::Rights(RightsView::Why(why))) => &why.reasons,
            _ => &[],
        }
    }

    /// Whether the rows already show what it sees once it has a user with a token, which is all that is missing.
    pub fn will_see(&self, access: &Access) -> bool {
        let missing = |reason: &WhyNot| matches!(reason, WhyNot::NoUser | WhyNot::NoToken);
        self.sees_nothing(access).iter().all(missing)
            && self.all_rights(access).is_some_and(|rows| rows.iter().any(|row| row.seen == Some(true)))
    }

    /// Numbers of what its token sees of a list, once they are here.
    fn seen_ids(&self, access: &Access, list: SeenList) -> Option<Vec<u64>> {
        let organisation = access.organisation;
        let query = AdministrationQuery::Rights(RightsQuery::Seen { organisation, list });
        match self.cabinet.get(&query)? {
            AdministrationView::Rights(RightsView::Seen(rows)) => {
                Some(rows.iter().filter_map(number).collect())
            }
            _ => None,
        }
    }

    /// Every flow, then every product, once they are here.
    pub fn all_rights(&self, access: &Access) -> Option<Vec<RightsRow>> {
        let granted = self.granted(access)?;
        let (flows_seen, products_seen) =
            (self.seen_ids(access, SeenList::Flows), self.seen_ids(access, SeenList::Products));
        let sees = |ids: &Option<Vec<u64>>, id: u64| ids.as_ref().map(|ids| ids.contains(&id));
        let text = |fields: &Fields, name: &str| {
            fields.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        let flows = self.cabinet_list(Kind::Flow)?.iter().filter_map(|fields| {
            let id = number(fields)?;
            let held = granted.flows.iter().find(|one| one.id == id);
            Some(RightsRow {
                what: Seeable::Flow(FlowKey::new(text(fields, "type"), text(fields, "identifier"))),
                identifier: None,
                name: own::name(fields),
                product_type: None,
                supplier: None,
                granted: held.is_some(),
                rule: held.is_some_and(|one| one.standing),
                seen: sees(&flows_seen, id),
            })
        });
        let products = self.cabinet_list(Kind::Product)?.iter().filter_map(|fields| {
            let id = number(fields)?;
            let held = granted.products.iter().find(|one| one.id == id);
            Some(RightsRow {
                what: Seeable::Product(ProductId(id)),
                identifier: None,
                name: own::name(fields),
                product_type: Some(text(fields, "type")).filter(|kind| !kind.is_empty()),
                supplier: supplier(fields),
                granted: held.is_some(),
                rule: held.is_some_and(|one| one.by_rule),
                seen: sees(&products_seen, id),
            })
        });
        let asked = LISTS[2..].iter().flat_map(|(kind, list)| self.asked_rows(access, *kind, *list));
        Some(flows.chain(products).chain(asked).collect())
    }

    /// Questions or agreements, as far as they are here: what is granted is not kept waiting for them.
    fn asked_rows(&self, access: &Access, kind: Kind, list: SeenList) -> Vec<RightsRow> {
        let seen = self.seen_ids(access, list);
        let row = |fields: &Fields| {
            let id = number(fields)?;
            Some(RightsRow {
                what: match kind {
                    Kind::Agreement => Seeable::Agreement(id.to_string()),
                    _ => Seeable::Question(id.to_string()),
                },
                name: own::name(fields),
                product_type: None,
                supplier: None,
                identifier: Some(own::text(fields, "identifier")).filter(|text| !text.is_empty()),
                granted: false,
                rule: false,
                seen: seen.as_ref().map(|ids| ids.contains(&id)),
            })
        };
        self.cabinet_list(kind).unwrap_or_default().iter().filter_map(row).collect()
    }

    /// Those of them that hold the words that are searched for.
    pub fn rights_rows(&self, access: &Access) -> Option<Vec<RightsRow>> {
        let mut rows = self.all_rights(access)?;
        if !access.words.is_empty() {
            rows.retain(|row| self.holds(&row.told(&self.look)));
        }
        Some(rows)
    }

    /// What can be done with all products that were searched for and found.
    pub(super) fn rights_found(&self, access: &Access) -> Vec<RightsOffer> {
        if access.words.is_empty() {
            return Vec::new();
        }
        let product = |row: RightsRow| match row.what {
            Seeable::Product(id) => Some(id),
            _ => None,
        };
        let found: Vec<_> = self.rights_rows(access).into_iter().flatten().filter_map(product).collect();
        match found.len() {
            0 | 1 => Vec::new(),
            _ => vec![RightsOffer::GrantFound(found.clone()), RightsOffer::RevokeFound(found)],
        }
    }

    /// The row under the cursor.
    pub(super) fn rights_row(&self, access: &Access) -> Option<RightsRow> {
        let rows = self.rights_rows(access)?;
        rows.into_iter().nth(access.at.at)
    }

    /// Asks what a change would do.
    pub(super) fn ask_plan(&self, organisation: OrganisationId, offer: &RightsOffer) -> Vec<Effect> {
        let query = RightsQuery::Plan { organisation, change: offer.change() };
        vec![Effect::Load(Load::Administration(AdministrationQuery::Rights(query)))]
    }

    /// What a change would do: the plan to it.
    pub(in super::super) fn rights_planned(
        &mut self,
        organisation: OrganisationId,
        change: RightsChange,
        answer: Result<AdministrationView, Trouble>,
    ) {
        let plan = match answer {
            Ok(AdministrationView::Rights(RightsView::Plan(plan))) => plan,
            other => return self.say_trouble(other.err()),
        };
        // Whoever went on meanwhile is not disturbed.
        if self.access().is_none_or(|access| access.organisation != organisation)
            || !matches!(self.layers.last(), Some(Layer::Access(_)))
        {
            return;
        }
        if plan.changes == 0 {
            return self.say(Meaning::Dim, self.look.say("rights-nothing", &[]));
        }
        let name = self.organisation_name(organisation);
        let key = if change.grant { "rights-plan-grant" } else { "rights-plan-revoke" };
        let title = self.look.say(key, &[("name", name.into())]);
        let lines = self.plan_lines(&plan, change.grant);
        let count = usize::try_from(plan.changes).unwrap_or(usize::MAX);
        let act = RightsAct::Change { organisation, change, expected: Some(plan.changes) };
        self.open_errand(Errand { count, ..Errand::new(Administration::Rights(act), title, lines) });
    }

    /// Opens the plan that grants or revokes all flows, or all products: what that comes to, from what is
    /// granted now.
    pub(super) fn plan_all(&mut self, offer: &Offer, of_flows: bool, grant: bool, act: RightsAct) {
        let Some(access) = self.access() else { return };
        let (Some(rows), Some(granted)) = (self.all_rights(access), self.granted(access)) else {
            return self.say(Meaning::Busy, self.look.say("loading", &[]));
        };
        let plan = all(&rows, of_flows, grant);
        let held = if of_flows { granted.all_flows } else { granted.all_products };
        if plan.changes == 0 && (held || !grant) {
            return self.say(Meaning::Dim, self.look.say("rights-nothing", &[]));
        }
        let name = self.organisation_name(access.organisation);
        let key = offer.word();
        let about = self.look.say(&format!("offer-about-{key}"), &[("name", name.as_str().into())]);
        let title = self.look.say(&format!("offer-{key}"), &[("name", name.into())]);
        let mut lines = vec![(about, Meaning::Plain)];
        lines.extend(self.plan_lines(&plan, true));
        let count = usize::try_from(plan.changes).unwrap_or(usize::MAX);
        self.open_errand(Errand { count, ..Errand::new(Administration::Rights(act), title, lines) });
    }

    fn plan_lines(&self, plan: &RightsPlan, grant: bool) -> Vec<(String, Meaning)> {
        let look = &self.look;
        let effects = plan.effects();
        let mut lines: Vec<_> = effects
            .iter()
            .take(LISTED)
            .map(|(effect, id, name)| {
                let said = look.say(&format!("rights-{}", effect.word()), &[]);
                (format!("{said} {id} {name}").trim_end().to_owned(), Meaning::Plain)
            })
            .collect();
        if let Some(more) = effects.len().checked_sub(LISTED).filter(|more| *more > 0) {
            lines.push((look.say("rights-more", &[("count", more.into())]), Meaning::Dim));
        }
        let counts = [("products", plan.products.into()), ("flows", plan.flows.into())];
        lines.push((look.say("rights-after", &counts), Meaning::Plain));
        if !grant {
            lines.push((look.say("rights-at-once", &[]), Meaning::Action));
        }
        lines
    }
}

/// What it comes to when all flows, or all products, are granted or revoked. Revoking ends every standing
/// rule, and what was granted by a rule alone goes with it.
fn all(rows: &[RightsRow], of_flows: bool, grant: bool) -> RightsPlan {
    let mut plan = RightsPlan::default();
    for row in rows {
        match &row.what {
            Seeable::Flow(key) => {
                let flow = || GrantedFlow {
                    key: key.to_string().as_str().into(),
                    title: row.name.as_str().into(),
                    ..GrantedFlow::default()
                };
                let (comes, goes) = (grant && !row.granted, !grant && row.granted);
                if of_flows && comes {
                    plan.flows_added.push(flow());
                }
                if of_flows && goes {
                    plan.flows_removed.push(flow());
                }
                if !grant && row.rule {
                    plan.rules_removed.push(flow());
                }
                plan.flows += u64::from(if of_flows { grant } else { row.granted });
            }
            Seeable::Product(id) => {
                let product = || GrantedProduct {
                    id: id.0,
                    name: row.name.as_str().into(),
                    ..GrantedProduct::default()
                };
                let comes = !of_flows && grant && !row.granted;
                let goes = !grant && row.granted && (!of_flows || row.rule);
                if comes {
                    plan.products_added.push(product());
                }
                if goes {
                    plan.products_removed.push(product());
                }
                plan.products += u64::from((row.granted || comes) && !goes);
            }
            Seeable::Question(_) | Seeable::Agreement(_) => {}
        }
    }
    plan.changes = plan.effects().len() as u64;
    plan
}

/// The supplier of a product, with its name where it has one.
fn supplier(fields: &Fields) -> Option<(SupplierId, String)> {
    let id = fields.get("supplier_id")?;
    let id = id.as_u64().or_else(|| id.as_str()?.parse().ok())?;
    let name = fields.get("supplier_name").and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = Shown::new(name).into_string();
    Some((SupplierId(id), if name.is_empty() { id.to_string() } else { name }))
}

fn number(fields: &Fields) -> Option<u64> {
    fields.get("id").and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok()))
}
