//! What can be done for a partner, as a menu offers it: each opens a form or a plan.
//!
//! Not here: the forms (`forms`), the plan (`plan`).

use super::super::errand::Errand;
use super::super::form::{self, Form};
use super::super::layer::Layer;
use super::super::listing::Listing;
use super::super::plan::Plan;
use super::super::{App, Pane};
use super::forms::Purpose;
use super::{OPEN, Tab};
use crate::console::theme::Meaning;
use crate::model::administration::Administration;
use crate::model::administration::rights::RightsAct;
use crate::model::ids::{OrganisationId, SaleId};

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// Make an organisation.
    NewOrganisation,
    /// Let it sell through every flow.
    GrantAllFlows(OrganisationId),
    /// Let it sell every product.
    GrantAllProducts(OrganisationId),
    /// Let it sell through none.
    RevokeAllFlows(OrganisationId),
    /// Let it sell none.
    RevokeAllProducts(OrganisationId),
    /// Make its link user.
    NewAgent(OrganisationId),
    /// Make an invite.
    Invite(OrganisationId),
    /// Make a token.
    NewToken(OrganisationId),
    /// Change how its sales are taken.
    Settings(OrganisationId),
    /// Cancel what it asks to cancel.
    AcceptRequest(SaleId),
    /// Do not.
    RejectRequest(SaleId),
}

impl Offer {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NewOrganisation => "new-organisation",
            Self::GrantAllFlows(_) => "grant-flows",
            Self::GrantAllProducts(_) => "grant-products",
            Self::RevokeAllFlows(_) => "revoke-flows",
            Self::RevokeAllProducts(_) => "revoke-products",
            Self::NewAgent(_) => "new-agent",
            Self::Invite(_) => "invite",
            Self::NewToken(_) => "new-token",
            Self::Settings(_) => "settings",
            Self::AcceptRequest(_) => "accept-request",
            Self::RejectRequest(_) => "reject-request",
        }
    }
}

/// A menu of them.
#[derive(Clone, Debug)]
pub struct Offers {
    /// What it is about.
    pub title: String,
    /// What can be done.
    pub items: Vec<Offer>,
    /// Cursor in the menu.
    pub at: Listing,
}

impl App {
    /// What can be done where the operator stands.
    fn offers(&self) -> Option<Offers> {
        let (title, items) = match self.layers.last() {
            Some(Layer::Access(access)) => {
                let id = access.organisation;
                let items = match access.tab {
                    Tab::Settings => vec![Offer::Settings(id)],
                    Tab::Sales => return None,
                    Tab::Requests => {
                        let rows = self.access_requests(access)?;
                        let row = rows.get(access.at.at).filter(|row| row.standing.as_str() == OPEN)?;
                        vec![Offer::AcceptRequest(row.sale), Offer::RejectRequest(row.sale)]
                    }
                    Tab::Organisation => vec![
                        Offer::GrantAllFlows(id),
                        Offer::GrantAllProducts(id),
                        Offer::NewAgent(id),
                        Offer::Invite(id),
                        Offer::NewToken(id),
                        Offer::RevokeAllFlows(id),
                        Offer::RevokeAllProducts(id),
                    ],
                };
                (self.organisation_name(id), items)
            }
            None if self.pane == Pane::Incoming => {
                (self.look.say("pane-incoming", &[]), vec![Offer::NewOrganisation])
            }
            _ => return None,
        };
        Some(Offers { title, items, at: Listing::default() })
    }

    pub(in super::super) fn open_offers(&mut self) {
        match self.offers() {
            None => self.say(Meaning::Dim, self.look.say("offers-none", &[])),
            Some(_) if self.is_blocked() => {}
            Some(offers) => self.layers.push(Layer::Offers(offers)),
        }
    }

    /// The first thing that can be done where the operator stands, without the menu.
    pub(in super::super) fn open_new(&mut self) {
        if self.layers.is_empty() && self.pane == Pane::Incoming && !self.is_blocked() {
            self.take_offer(Offer::NewOrganisation);
        }
    }

    /// What stands in the tab in front, to be changed in a form.
    pub(in super::super) fn edit_access(&mut self) {
        match self.access() {
            Some(access) if access.tab == Tab::Settings => {
                let offer = Offer::Settings(access.organisation);
                if !self.is_blocked() {
                    self.take_offer(offer);
                }
            }
            _ => self.open_offers(),
        }
    }

    pub(in super::super) fn take_chosen_offer(&mut self) {
        let Some(Layer::Offers(offers)) = self.layers.pop() else { return };
        if let Some(offer) = offers.items.get(offers.at.at).cloned() {
            self.take_offer(offer);
        }
    }

    fn take_offer(&mut self, offer: Offer) {
        let name = |app: &Self, id| app.organisation_name(id);
        match offer {
            Offer::NewOrganisation => self.open_form(Purpose::NewOrganisation),
            Offer::NewAgent(organisation) => {
                let name = name(self, organisation);
                self.open_form(Purpose::NewAgent { organisation, name });
            }
            Offer::Invite(organisation) => {
                let name = name(self, organisation);
                self.open_form(Purpose::Invite { organisation, name });
            }
            Offer::Settings(organisation) => {
                let settings = self.access().and_then(|access| self.access_settings(access)).cloned();
                if let Some(settings) = settings {
                    let settings = Box::new(settings);
                    self.open_form(Purpose::Settings { organisation, settings });
                }
            }
            Offer::AcceptRequest(sale) => self.open_form(Purpose::AcceptRequest { sale }),
            Offer::RejectRequest(sale) => self.open_form(Purpose::RejectRequest { sale }),
            Offer::NewToken(organisation) => {
                let name = name(self, organisation);
                self.open_form(Purpose::NewToken { name });
            }
            Offer::GrantAllFlows(id) | Offer::RevokeAllFlows(id) => {
                let flows = (offer == Offer::RevokeAllFlows(id)).then(Vec::new);
                self.plan_rights(&offer, id, RightsAct::SetFlows { organisation: id, flows });
            }
            Offer::GrantAllProducts(id) | Offer::RevokeAllProducts(id) => {
                let products = (offer == Offer::RevokeAllProducts(id)).then(Vec::new);
                self.plan_rights(&offer, id, RightsAct::SetProducts { organisation: id, products });
            }
        }
    }

    fn open_form(&mut self, purpose: Purpose) {
        let fields = purpose.fields(self);
        self.layers.push(Layer::Form(Box::new(Form::new(form::Purpose::Access(purpose), fields))));
    }

    fn plan_rights(&mut self, offer: &Offer, id: OrganisationId, act: RightsAct) {
        let name = self.organisation_name(id);
        let about = self.look.say(&format!("offer-about-{}", offer.word()), &[("name", name.into())]);
        let errand = Errand {
            act: Administration::Rights(act),
            title: self.look.say(&format!("offer-{}", offer.word()), &[]),
            lines: vec![(about, Meaning::Plain)],
            count: 1,
            file: None,
        };
        self.open_errand(errand);
    }

    /// Opens the plan of an errand.
    pub(in super::super) fn open_errand(&mut self, errand: Errand) {
        let plan = Plan::errand(errand, self.is_production(), self.now);
        self.layers.push(Layer::Plan(Box::new(plan)));
    }
}
