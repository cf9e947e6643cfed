//! What can be done for a partner, as a menu offers it: each opens a form or a plan.
//!
//! Not here: the forms (`forms`), the plan (`plan`).

use super::super::errand::Errand;
use super::super::form::{self, Field, Form};
use super::super::layer::Layer;
use super::super::listing::Listing;
use super::super::plan::Plan;
use super::super::{App, Effect, Pane, own};
use super::forms::Purpose;
use super::rights::RightsOffer;
use super::tokens::PersonRow;
use super::{OPEN, Tab, sales};
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::model::administration::Administration;
use crate::model::administration::agent::{AgentAct, TokenRow};
use crate::model::administration::cancellation::CancellationRow;
use crate::model::administration::catalogue::Kind;
use crate::model::administration::invite::{InviteAct, InviteRow, InviteState};
use crate::model::administration::organisation::OrganisationAct;
use crate::model::administration::rights::RightsAct;
use crate::model::administration::sale::SaleQuery;
use crate::model::ids::{OrganisationId, SaleId, TokenId};

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// Make an organisation.
    NewOrganisation,
    /// Change who it is.
    EditOrganisation(OrganisationId),
    /// Refuse its tokens from the next request on.
    Deactivate(OrganisationId),
    /// Let them in again.
    Activate(OrganisationId),
    /// Change a right.
    Right(OrganisationId, RightsOffer),
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
    /// Change a token.
    EditToken(Box<TokenRow>),
    /// Replace a token.
    RotateToken(Box<TokenRow>),
    /// End a token.
    RevokeToken(Box<TokenRow>),
    /// Take an invite back.
    WithdrawInvite(Box<InviteRow>),
    /// Change how its sales are taken.
    Settings(OrganisationId),
    /// Cancel what it asks to cancel.
    AcceptRequest(Box<CancellationRow>),
    /// Do not.
    RejectRequest(Box<CancellationRow>),
    /// Set another status.
    SaleStatus(Vec<SaleId>),
    /// Take status updates in from a file, or write an example of one.
    Updates {
        /// The latter.
        example: bool,
    },
    /// Look at a sale's history.
    SaleHistory(SaleId),
    /// Write its contract to a file.
    SaleContract(SaleId),
    /// Write the files in its answers.
    SaleDocuments(SaleId),
    /// Check that nothing of the record was changed.
    VerifyRecord,
    /// The same, and that a line noted before still stands there.
    VerifyNoted,
    /// Change what the catalogue's cursor is on.
    EditThing,
    /// Remove it.
    RemoveThing(String),
    /// Change its rule.
    EditRule,
    /// Try its rule on a sale.
    TryRule,
    /// Say why a partner does not see it.
    WhySeen,
    /// Write everything to a file, or take everything in from one.
    World {
        /// It goes out.
        out: bool,
    },
}

/// What can be done with a file of status updates.
const UPDATES: [Offer; 2] = [Offer::Updates { example: false }, Offer::Updates { example: true }];

impl Offer {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NewOrganisation => "new-organisation",
            Self::EditOrganisation(_) => "edit-organisation",
            Self::Deactivate(_) => "deactivate",
            Self::Activate(_) => "activate",
            Self::Right(_, offer) => offer.word(),
            Self::GrantAllFlows(_) => "grant-flows",
            Self::GrantAllProducts(_) => "grant-products",
            Self::RevokeAllFlows(_) => "revoke-flows",
            Self::RevokeAllProducts(_) => "revoke-products",
            Self::NewAgent(_) => "new-agent",
            Self::Invite(_) => "invite",
            Self::NewToken(_) => "new-token",
            Self::EditToken(_) => "edit-token",
            Self::RotateToken(_) => "rotate-token",
            Self::RevokeToken(_) => "revoke-token",
            Self::WithdrawInvite(_) => "withdraw-invite",
            Self::Settings(_) => "settings",
            Self::AcceptRequest(_) => "accept-request",
            Self::RejectRequest(_) => "reject-request",
            Self::SaleStatus(_) => "sale-status",
            Self::Updates { example: false } => "updates",
            Self::Updates { example: true } => "updates-example",
            Self::SaleHistory(_) => "sale-history",
            Self::SaleContract(_) => "sale-contract",
            Self::SaleDocuments(_) => "sale-documents",
            Self::VerifyRecord => "verify-record",
            Self::VerifyNoted => "verify-noted",
            Self::EditThing => "edit-thing",
            Self::RemoveThing(_) => "remove-thing",
            Self::EditRule => "edit-rule",
            Self::TryRule => "try-rule",
            Self::WhySeen => "why-seen",
            Self::World { out: true } => "world-out",
            Self::World { out: false } => "world-in",
        }
    }

    /// What it is about, where its text says so.
    pub fn name(&self, look: &Look) -> String {
        match self {
            Self::Right(_, offer) => offer.name(look),
            Self::EditToken(token) | Self::RotateToken(token) | Self::RevokeToken(token) => {
                token.label.to_string()
            }
            Self::WithdrawInvite(invite) => invite.label.to_string(),
            Self::RemoveThing(name) => name.clone(),
            Self::SaleStatus(sales) => match sales[..] {
                [sale] => sale.to_string(),
                _ => format!("{} sales", sales.len()),
            },
            Self::AcceptRequest(request) | Self::RejectRequest(request) => request.sale.to_string(),
            Self::SaleHistory(sale) | Self::SaleContract(sale) | Self::SaleDocuments(sale) => {
                sale.to_string()
            }
            _ => String::new(),
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

fn switch(id: OrganisationId, active: bool) -> Offer {
    if active { Offer::Deactivate(id) } else { Offer::Activate(id) }
}

impl App {
    /// What can be done where the operator stands.
    fn offers(&self) -> Option<Offers> {
        let (title, items) = match self.layers.last() {
            Some(Layer::Access(access)) => {
                let id = access.organisation;
                let items = match access.tab {
                    Tab::Settings => vec![Offer::Settings(id)],
                    Tab::Record => vec![Offer::VerifyRecord, Offer::VerifyNoted],
                    Tab::Sales => {
                        let sales = self.sales_meant(access);
                        let mut items = vec![Offer::SaleStatus(sales.clone())];
                        items.retain(|_| !sales.is_empty());
                        if let Some(sale) = self.sale_row(access).and_then(sales::number) {
                            let files = [Offer::SaleContract(sale), Offer::SaleDocuments(sale)];
                            items.push(Offer::SaleHistory(sale));
                            items.extend(files);
                        }
                        items.extend(UPDATES);
                        items
                    }
                    Tab::Requests => {
                        let rows = self.access_requests(access)?;
                        let row = rows.get(access.at.at).filter(|row| row.standing.as_str() == OPEN)?;
                        let row = || Box::new((*row).clone());
                        vec![Offer::AcceptRequest(row()), Offer::RejectRequest(row())]
                    }
                    Tab::Organisation => vec![
                        Offer::EditOrganisation(id),
                        switch(id, self.organisation(id).is_none_or(|row| row.active)),
                    ],
                    Tab::Rights => {
                        let row = self.rights_row(access).map(|row| row.offers()).unwrap_or_default();
                        let found = self.rights_found(access);
                        let mut items: Vec<_> =
                            row.into_iter().chain(found).map(|offer| Offer::Right(id, offer)).collect();
                        items.extend([
                            Offer::GrantAllFlows(id),
                            Offer::GrantAllProducts(id),
                            Offer::RevokeAllFlows(id),
                            Offer::RevokeAllProducts(id),
                        ]);
                        items
                    }
                    Tab::Tokens => {
                        let mut items = match self.person_row(access) {
                            Some(PersonRow::Token(token)) => vec![
                                Offer::RotateToken(token.clone()),
                                Offer::EditToken(token.clone()),
                                Offer::RevokeToken(token),
                            ],
                            Some(PersonRow::Invite(invite)) if invite.state == InviteState::Open => {
                                vec![Offer::WithdrawInvite(invite)]
                            }
                            _ => Vec::new(),
                        };
                        items.extend([Offer::NewAgent(id), Offer::Invite(id), Offer::NewToken(id)]);
                        items
                    }
                };
                (self.organisation_name(id), items)
            }
            Some(Layer::Record(_)) => {
                (self.look.say("record-title", &[]), vec![Offer::VerifyRecord, Offer::VerifyNoted])
            }
            None if self.pane == Pane::Incoming => {
                let partner = self.partner_row();
                let name = partner.map(|row| row.name.to_string());
                let switch = partner.map(|row| switch(row.id, row.active));
                let items = [Offer::NewOrganisation].into_iter().chain(UPDATES).chain(switch).collect();
                (name.unwrap_or_else(|| self.look.say("pane-incoming", &[])), items)
            }
            None if self.pane == Pane::Catalogue => {
                let worlds = [Offer::World { out: true }, Offer::World { out: false }];
                let Some(row) = self.own_row() else {
                    let title = self.look.say("pane-catalogue", &[]);
                    return Some(Offers { title, items: worlds.to_vec(), at: Listing::default() });
                };
                let name = own::name(row);
                let mut items = vec![Offer::EditThing, Offer::RemoveThing(name.clone())];
                match self.own.kind() {
                    Kind::Question | Kind::Agreement => {
                        items.splice(1..1, [Offer::EditRule, Offer::TryRule]);
                    }
                    _ => {}
                }
                items.extend(worlds);
                if matches!(self.own.kind(), Kind::Product | Kind::Flow | Kind::Question | Kind::Agreement) {
                    items.push(Offer::WhySeen);
                }
                (name, items)
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
        if !self.layers.is_empty() || self.is_blocked() {
            return;
        }
        match self.pane {
            Pane::Catalogue => self.open_new_thing(),
            Pane::Incoming => self.open_form(Purpose::NewOrganisation),
            Pane::Integrations => self.open_add(),
            Pane::Products => self.open_import(),
            _ => {}
        }
    }

    /// What stands in the tab in front, to be changed in a form.
    pub(in super::super) fn edit_access(&mut self) -> Vec<Effect> {
        let Some(access) = self.access() else { return Vec::new() };
        let offer = match access.tab {
            Tab::Organisation => Offer::EditOrganisation(access.organisation),
            Tab::Settings => Offer::Settings(access.organisation),
            Tab::Tokens => match self.person_row(access) {
                Some(PersonRow::Token(token)) => Offer::EditToken(token),
                Some(PersonRow::Invite(_)) => {
                    self.open_offers();
                    return Vec::new();
                }
                _ => Offer::NewToken(access.organisation),
            },
            Tab::Rights | Tab::Sales | Tab::Requests | Tab::Record => {
                self.open_offers();
                return Vec::new();
            }
        };
        if self.is_blocked() { Vec::new() } else { self.take_offer(offer) }
    }

    pub(in super::super) fn take_chosen_offer(&mut self) -> Vec<Effect> {
        let Some(Layer::Offers(offers)) = self.layers.pop() else { return Vec::new() };
        match offers.items.get(offers.at.at).cloned() {
            Some(offer) => self.take_offer(offer),
            None => Vec::new(),
        }
    }

    /// Opens the form or the plan of what was chosen, or asks for what the plan is to say.
    fn take_offer(&mut self, offer: Offer) -> Vec<Effect> {
        let name = |app: &Self, id| app.organisation_name(id);
        match offer {
            Offer::SaleStatus(sales) => self.open_sales_form(sales::Purpose::Status(sales)),
            Offer::SaleHistory(sale) => return self.ask_sale(SaleQuery::History { sale }),
            Offer::SaleContract(sale) => {
                self.open_sales_form(sales::Purpose::Files(SaleQuery::Contract { sale }));
            }
            Offer::SaleDocuments(sale) => {
                self.open_sales_form(sales::Purpose::Files(SaleQuery::Documents { sale }));
            }
            Offer::VerifyRecord => return self.verify(None),
            Offer::VerifyNoted => {
                let form = Form::new(form::Purpose::Noted, vec![Field::text("noted", "")]);
                self.layers.push(Layer::Form(Box::new(form)));
            }
            Offer::EditThing => return self.edit_thing(),
            Offer::RemoveThing(_) => self.remove_thing(),
            Offer::Updates { example } => self.open_updates(example),
            Offer::WhySeen => self.open_why(),
            Offer::World { out } => self.open_world(out),
            Offer::EditRule => return self.edit_rule(),
            Offer::TryRule => self.open_trial(),
            Offer::Right(organisation, offer) => return self.ask_plan(organisation, &offer),
            Offer::NewOrganisation => self.open_form(Purpose::NewOrganisation),
            Offer::EditOrganisation(organisation) => {
                let fields = self.access().and_then(|access| self.access_fields(access)).cloned();
                if let Some(fields) = fields {
                    self.open_form(Purpose::EditOrganisation { organisation, fields });
                }
            }
            Offer::Deactivate(id) | Offer::Activate(id) => {
                let active = if offer == Offer::Activate(id) { "1" } else { "0" };
                let fields = [("active".to_owned(), active.to_owned())].into();
                let act = OrganisationAct::Set { organisation: id, fields };
                self.plan_act(&offer, &name(self, id), Administration::Organisation(act));
            }
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
            Offer::AcceptRequest(request) => self.open_form(Purpose::AcceptRequest { request }),
            Offer::RejectRequest(request) => self.open_form(Purpose::RejectRequest { request }),
            Offer::NewToken(organisation) => {
                let name = name(self, organisation);
                if self.user_options().is_empty() {
                    self.say(Meaning::Action, self.look.say("token-no-user", &[]));
                } else {
                    self.open_form(Purpose::NewToken { name });
                }
            }
            Offer::EditToken(token) => self.open_form(Purpose::EditToken { token }),
            Offer::RotateToken(token) => self.open_form(Purpose::RotateToken { token }),
            Offer::RevokeToken(ref token) => {
                let act = AgentAct::RevokeToken { token: TokenId(token.id) };
                self.plan_act(&offer, &token.label, Administration::Agent(act));
            }
            Offer::WithdrawInvite(ref invite) => {
                let act = InviteAct::Withdraw { id: invite.id.clone() };
                self.plan_act(&offer, &invite.label, Administration::Invite(act));
            }
            Offer::GrantAllFlows(id) | Offer::RevokeAllFlows(id) => {
                let flows = (offer == Offer::RevokeAllFlows(id)).then(Vec::new);
                let grant = flows.is_none();
                self.plan_all(&offer, true, grant, RightsAct::SetFlows { organisation: id, flows });
            }
            Offer::GrantAllProducts(id) | Offer::RevokeAllProducts(id) => {
                let products = (offer == Offer::RevokeAllProducts(id)).then(Vec::new);
                let grant = products.is_none();
                self.plan_all(&offer, false, grant, RightsAct::SetProducts { organisation: id, products });
            }
        }
        Vec::new()
    }

    fn open_form(&mut self, purpose: Purpose) {
        let fields = purpose.fields(self);
        self.layers.push(Layer::Form(Box::new(Form::new(form::Purpose::Access(purpose), fields))));
    }

    fn plan_act(&mut self, offer: &Offer, name: &str, act: Administration) {
        let about = self.look.say(&format!("offer-about-{}", offer.word()), &[("name", name.into())]);
        let title = self.look.say(&format!("offer-{}", offer.word()), &[("name", name.into())]);
        self.open_errand(Errand::new(act, title, vec![(about, Meaning::Plain)]));
    }

    /// Opens the plan of an errand.
    pub(in super::super) fn open_errand(&mut self, errand: Errand) {
        let plan = Plan::errand(errand, self.is_production(), self.now);
        self.layers.push(Layer::Plan(Box::new(plan)));
    }
}
