//! The forms of side B: which fields, what must be filled in, and the act that becomes of them.
//!
//! Not here: filling in (`form`), the plan (`plan`).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::super::errand::Errand;
use super::super::form::{self, Field, Form, Wrong};
use super::super::layer::Layer;
use super::super::{App, Effect};
use crate::clock::Timestamp;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::model::administration::Administration;
use crate::model::administration::agent::{AgentAct, TokenEnd, TokenRow};
use crate::model::administration::cancellation::{CancellationAct, CancellationRow};
use crate::model::administration::incoming::{IncomingAct, IncomingSettings};
use crate::model::administration::invite::{InviteAct, InviteFor};
use crate::model::administration::organisation::OrganisationAct;
use crate::model::ids::{OrganisationId, TokenId};
use crate::model::shown::Shown;

/// What a contractor must tell about itself. Source: Salesdock API v1, organisations.
const CONTRACTOR: &[&str] =
    &["company_name", "email", "contact_person", "postcode", "housenumber", "streetname", "city"];

/// What else an organisation tells about itself.
pub const ABOUT: &[&str] = &[
    "company_name",
    "contact_person",
    "email",
    "phone",
    "postcode",
    "housenumber",
    "suffix",
    "streetname",
    "city",
    "coc",
];

/// Days after which a token may end.
const ENDS: [u16; 4] = [30, 90, 180, 365];

/// Both tokens of a rotation are good for so many hours at most: a month.
const MOST_OVERLAP: u64 = 31 * 24;

/// Characters of a public key, as `koppel identity` prints it.
const PUBLIC_KEY: usize = 62;

/// What a form is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A new organisation.
    NewOrganisation,
    /// Who an organisation is.
    EditOrganisation {
        /// The organisation.
        organisation: OrganisationId,
        /// As it is, by the API's names.
        fields: BTreeMap<String, String>,
    },
    /// The link user of an organisation.
    NewAgent {
        /// The organisation.
        organisation: OrganisationId,
        /// What it is called.
        name: String,
    },
    /// An invite: a token that only the partner can read.
    Invite {
        /// The organisation; its link user is made when it has none.
        organisation: OrganisationId,
        /// What it is called.
        name: String,
    },
    /// How a partner's sales are taken.
    Settings {
        /// The partner.
        organisation: OrganisationId,
        /// As it is.
        settings: Box<IncomingSettings>,
    },
    /// A sale is cancelled, as its partner asks.
    AcceptRequest {
        /// What is asked.
        request: Box<CancellationRow>,
    },
    /// A sale is not cancelled.
    RejectRequest {
        /// What is asked.
        request: Box<CancellationRow>,
    },
    /// A token.
    NewToken {
        /// What the organisation is called.
        name: String,
    },
    /// A token that there is.
    EditToken {
        /// As it is.
        token: Box<TokenRow>,
    },
    /// A token in place of another.
    RotateToken {
        /// The other.
        token: Box<TokenRow>,
    },
}

impl Purpose {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NewOrganisation => "new-organisation",
            Self::EditOrganisation { .. } => "edit-organisation",
            Self::NewAgent { .. } => "new-agent",
            Self::Invite { .. } => "invite",
            Self::Settings { .. } => "settings",
            Self::AcceptRequest { .. } => "accept-request",
            Self::RejectRequest { .. } => "reject-request",
            Self::NewToken { .. } => "new-token",
            Self::EditToken { .. } => "edit-token",
            Self::RotateToken { .. } => "rotate-token",
        }
    }

    /// The title: what it is about.
    pub fn title(&self, look: &Look) -> String {
        let sale = match self {
            Self::AcceptRequest { request } | Self::RejectRequest { request } => request.sale.to_string(),
            _ => String::new(),
        };
        look.say(&format!("form-{}", self.word()), &[("sale", sale.into())])
    }

    /// What a field held when the form was opened; `None` where nothing was.
    fn was(&self, name: &str) -> Option<String> {
        let flag = |on: bool| Some(if on { "1" } else { "0" }.to_owned());
        let status = |held: &Option<String>| Some(held.clone().unwrap_or_default());
        match self {
            Self::Settings { settings, .. } => match name {
                "check_verification" => flag(settings.check_verification),
                "check_agreements" => flag(settings.check_agreements),
                "accepted_offer_status" => status(&settings.accepted_offer_status),
                "order_status" => status(&settings.order_status),
                "always_confirm" => flag(settings.always_confirm),
                "accept_cancellations" => flag(settings.accept_cancellations),
                _ => None,
            },
            Self::EditOrganisation { fields, .. } => {
                let held = fields.get(name).map(|held| held.trim().to_owned()).unwrap_or_default();
                match name {
                    "contractor" => flag(matches!(held.as_str(), "yes" | "1")),
                    _ => Some(held),
                }
            }
            Self::EditToken { token } => match name {
                "label" => Some(token.label.to_string()),
                "addresses" => Some(listed(&token.addresses)),
                "token_end" => Some(String::new()),
                _ => None,
            },
            _ => None,
        }
    }

    /// True when only what is changed in it is set.
    fn edits(&self) -> bool {
        matches!(self, Self::Settings { .. } | Self::EditOrganisation { .. } | Self::EditToken { .. })
    }

    /// Its fields, with what is proposed.
    pub fn fields(&self, app: &App) -> Vec<Field> {
        match self {
            Self::NewOrganisation => {
                let mut fields = vec![
                    Field::text("name", ""),
                    Field::text("identifier", ""),
                    Field::flag("contractor", false),
                ];
                fields.extend(ABOUT.iter().map(|name| Field::text(name, "")));
                fields
            }
            Self::EditOrganisation { .. } => {
                let held = |name: &&'static str| Field::text(name, &self.was(name).unwrap_or_default());
                let contractor = self.was("contractor").is_some_and(|word| word == "1");
                let mut fields: Vec<_> = ["name", "identifier"].iter().map(held).collect();
                fields.push(Field::flag("contractor", contractor));
                fields.extend(ABOUT.iter().map(held));
                fields
            }
            Self::NewAgent { name, .. } => vec![Field::text("agent_name", &format!("Koppeling_{name}"))],
            Self::Settings { settings, .. } => {
                let usual = app.look.say("status-usual", &[]);
                let status = |name, held: &Option<String>| {
                    // No sale begins cancelled.
                    let mut options = app.status_options(&usual, |cancels| !cancels);
                    let held = held.clone().unwrap_or_default();
                    if options.iter().all(|(word, _)| *word != held) {
                        options.push((held.clone(), held.clone()));
                    }
                    Field::choice(name, options, &held)
                };
                vec![
                    Field::flag("check_verification", settings.check_verification),
                    Field::flag("check_agreements", settings.check_agreements),
                    status("accepted_offer_status", &settings.accepted_offer_status),
                    status("order_status", &settings.order_status),
                    Field::flag("always_confirm", settings.always_confirm),
                    Field::flag("accept_cancellations", settings.accept_cancellations),
                ]
            }
            Self::AcceptRequest { .. } => {
                let asked = app.look.say("status-asked", &[]);
                let options = app.status_options(&asked, |cancels| cancels);
                vec![Field::choice("cancelled_status", options, ""), Field::text("remark", "")]
            }
            Self::RejectRequest { .. } => {
                let before = app.look.say("status-before", &[]);
                let options = app.status_options(&before, |cancels| !cancels);
                vec![Field::text("reason", ""), Field::choice("back_status", options, "")]
            }
            Self::Invite { name, .. } => vec![
                Field::text("public_key", ""),
                Field::text("label", name),
                Field::text("hours", "168"),
                Field::text("base_url", ""),
                Field::text("file", &format!("{}.invite", file_name(name))),
            ],
            Self::NewToken { name } => vec![
                Field::choice("user", app.user_options(), ""),
                Field::text("label", name),
                Field::flag("integration", true),
                Field::text("addresses", ""),
                Field::choice("token_end", ends(&app.look, "token-never"), ""),
            ],
            Self::EditToken { token } => {
                let mut options = ends(&app.look, "token-end-stays");
                options.push(("never".to_owned(), app.look.say("token-never", &[])));
                vec![
                    Field::text("label", &token.label),
                    Field::text("addresses", &listed(&token.addresses)),
                    Field::choice("token_end", options, ""),
                ]
            }
            Self::RotateToken { .. } => vec![Field::text("overlap", "24")],
        }
    }
}

/// What is wrong with a form, field by field: what koppel can see before anything is asked.
fn wrong(purpose: &Purpose, form: &Form) -> Vec<(&'static str, Wrong)> {
    let missing = |name: &'static str| form.word(name).is_empty().then_some((name, Wrong::Missing));
    match purpose {
        Purpose::NewOrganisation | Purpose::EditOrganisation { .. } => {
            let of_contractor = if form.is_on("contractor") { CONTRACTOR } else { &[] };
            ["name"].iter().chain(of_contractor).filter_map(|name| missing(name)).collect()
        }
        Purpose::NewAgent { .. } => missing("agent_name").into_iter().collect(),
        Purpose::Invite { .. } => {
            let key = form.word("public_key");
            let is_key = key.starts_with("age1") && key.len() == PUBLIC_KEY;
            let key = (!is_key).then_some(("public_key", Wrong::Key));
            // More hours than any clock counts are no number either.
            let hours = form.word("hours").parse::<u32>().is_ok_and(|hours| hours > 0);
            let hours = (!hours).then_some(("hours", Wrong::Number));
            key.into_iter().chain(missing("label")).chain(hours).chain(missing("file")).collect()
        }
        Purpose::Settings { .. } | Purpose::AcceptRequest { .. } => Vec::new(),
        Purpose::RejectRequest { .. } => missing("reason").into_iter().collect(),
        Purpose::NewToken { .. } | Purpose::EditToken { .. } => {
            let networks = addresses(form).iter().all(|address| is_network(address));
            let networks = (!networks).then_some(("addresses", Wrong::Network));
            missing("label").into_iter().chain(networks).collect()
        }
        Purpose::RotateToken { .. } => {
            let valid = form.word("overlap").parse::<u64>().is_ok_and(|hours| hours <= MOST_OVERLAP);
            (!valid).then_some(("overlap", Wrong::Hours)).into_iter().collect()
        }
    }
}

/// A word of the form, when there is one.
fn given(form: &Form, name: &str) -> Option<String> {
    Some(form.word(name).to_owned()).filter(|word| !word.is_empty())
}

/// The fields that are not as they were when the form was opened.
fn changed<'a>(purpose: &'a Purpose, form: &'a Form) -> impl Iterator<Item = &'a Field> {
    form.fields.iter().filter(move |field| purpose.was(field.name).is_none_or(|was| was != field.word()))
}

/// Addresses and networks, with commas between them.
fn listed(addresses: &[Shown]) -> String {
    addresses.iter().map(Shown::as_str).collect::<Vec<_>>().join(", ")
}

/// The same, apart.
fn addresses(form: &Form) -> Vec<String> {
    let words = form.word("addresses").split([',', ' ']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// `192.0.2.7` or `192.0.2.0/24`.
fn is_network(text: &str) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    address.parse::<IpAddr>().is_ok_and(|address| {
        let most = if address.is_ipv4() { 32 } else { 128 };
        bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
    })
}

/// When a token may end: what `first` says, or after some days.
fn ends(look: &Look, first: &str) -> Vec<(String, String)> {
    let after = |days: u16| (days.to_string(), look.say("token-days", &[("count", days.into())]));
    let first = (String::new(), look.say(first, &[]));
    std::iter::once(first).chain(ENDS.into_iter().map(after)).collect()
}

/// When the token of a form ends.
fn end(form: &Form, now: Timestamp) -> Option<TokenEnd> {
    match form.word("token_end") {
        "" => None,
        "never" => Some(TokenEnd::Never),
        days => Some(TokenEnd::At(now + TimeDelta::days(days.parse().ok()?))),
    }
}

/// The act that becomes of a form in which nothing is wrong.
fn act(purpose: &Purpose, form: &Form, now: Timestamp) -> Option<Administration> {
    Some(match purpose {
        Purpose::NewOrganisation => {
            let filled = form.fields.iter().filter(|field| !field.word().is_empty());
            let fields: BTreeMap<_, _> =
                filled.map(|field| (field.name.to_owned(), field.word().to_owned())).collect();
            Administration::Organisation(OrganisationAct::Create { fields })
        }
        Purpose::NewAgent { organisation, .. } => Administration::Agent(AgentAct::Create {
            organisation: *organisation,
            name: Some(form.word("agent_name").to_owned()),
        }),
        Purpose::Invite { organisation, .. } => Administration::Invite(InviteAct::Create {
            whom: InviteFor::Organisation(*organisation),
            to: form.word("public_key").to_owned(),
            label: form.word("label").to_owned(),
            within: form.word("hours").parse::<u64>().ok()? * 60 * 60,
            base_url: Some(form.word("base_url").to_owned()).filter(|url| !url.is_empty()),
        }),
        Purpose::Settings { organisation, .. } => {
            let changes =
                changed(purpose, form).map(|field| (field.name.to_owned(), field.word().to_owned()));
            let changes = changes.collect();
            Administration::Incoming(IncomingAct::Set { organisation: *organisation, changes })
        }
        Purpose::AcceptRequest { request } => Administration::Cancellation(CancellationAct::Accept {
            sale: request.sale,
            status: given(form, "cancelled_status").map(|status| status.as_str().into()),
            remark: given(form, "remark"),
        }),
        Purpose::RejectRequest { request } => Administration::Cancellation(CancellationAct::Reject {
            sale: request.sale,
            reason: form.word("reason").to_owned(),
            status: given(form, "back_status").map(|status| status.as_str().into()),
        }),
        Purpose::EditOrganisation { organisation, .. } => {
            let fields = changed(purpose, form).map(|field| (field.name.to_owned(), field.word().to_owned()));
            let (organisation, fields) = (*organisation, fields.collect());
            Administration::Organisation(OrganisationAct::Set { organisation, fields })
        }
        Purpose::NewToken { .. } => Administration::Agent(AgentAct::CreateToken {
            user: form.word("user").parse().ok()?,
            label: form.word("label").to_owned(),
            integration: form.is_on("integration"),
            addresses: addresses(form),
            expires_at: match end(form, now) {
                Some(TokenEnd::At(at)) => Some(at),
                Some(TokenEnd::Never) | None => None,
            },
        }),
        Purpose::EditToken { token } => {
            let is_changed = |name: &str| changed(purpose, form).any(|field| field.name == name);
            Administration::Agent(AgentAct::SetToken {
                token: TokenId(token.id),
                label: is_changed("label").then(|| form.word("label").to_owned()),
                addresses: is_changed("addresses").then(|| addresses(form)),
                expires_at: end(form, now),
            })
        }
        Purpose::RotateToken { token } => Administration::Agent(AgentAct::RotateToken {
            token: TokenId(token.id),
            overlap: form.word("overlap").parse::<u64>().ok()? * 60 * 60,
        }),
    })
}

/// What is to be warned of before it is done.
fn warning(purpose: &Purpose, form: &Form) -> Option<&'static str> {
    match purpose {
        Purpose::NewToken { .. } if !form.is_on("integration") => Some("form-warn-wide-token"),
        Purpose::NewToken { .. } => Some("form-warn-token"),
        Purpose::RotateToken { token } if token.integration => Some("form-warn-token"),
        Purpose::RotateToken { .. } => Some("form-warn-wide-token"),
        Purpose::AcceptRequest { request } if request.resold => Some("form-warn-accept-resold"),
        Purpose::AcceptRequest { .. } => Some("form-warn-accept"),
        _ => None,
    }
}

impl App {
    /// Takes the form in front: what is wrong is said beside each field, else its plan opens over it.
    pub(in super::super) fn submit(&mut self) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        form.said = None;
        match form.purpose.clone() {
            form::Purpose::Access(purpose) => self.submit_access(purpose),
            form::Purpose::Group(_) => self.submit_group(),
            form::Purpose::Arrange(arranging) => return self.submit_arranging(&arranging, Vec::new()),
            form::Purpose::Edit(rows) => return self.submit_edit(&rows),
            form::Purpose::Replace(row) => return self.submit_replace(&row),
            form::Purpose::Mapping(_) => return self.submit_mapping(),
            form::Purpose::Thing(thing) => self.submit_thing(&thing),
            form::Purpose::Why { about, .. } => return self.submit_why(about),
            form::Purpose::Noted => return self.submit_noted(),
            form::Purpose::Updates { example } => return self.submit_updates(example),
            form::Purpose::World { out } => return self.submit_world(out),
            form::Purpose::Hook => self.submit_hook(),
            form::Purpose::Out(papers) => return self.submit_out(papers),
            form::Purpose::RulePart(part) => self.submit_part(&part),
            form::Purpose::Sales(purpose) => return self.submit_sales(purpose),
            form::Purpose::Trial { kind, id, .. } => return self.submit_trial(kind, id),
        }
        Vec::new()
    }

    fn submit_access(&mut self, purpose: Purpose) {
        let (look, now) = (self.look, self.now);
        let before = if purpose.edits() { purpose.fields(self) } else { Vec::new() };
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let found = wrong(&purpose, form);
        if form.refuse(found) {
            return;
        }
        if purpose.edits() && changed(&purpose, form).next().is_none() {
            form.said = Some(look.say("form-nothing-changed", &[]));
            return;
        }
        let Some(act) = act(&purpose, form, now) else { return };
        let edits = purpose.edits();
        let mut lines: Vec<_> = changed(&purpose, form)
            .filter(|field| edits || !field.word().is_empty())
            .map(|field| {
                let was = before.iter().find(|was| was.name == field.name);
                (field.becomes(&look, was), Meaning::Plain)
            })
            .collect();
        lines.extend(warning(&purpose, form).map(|key| (look.say(key, &[]), Meaning::Action)));
        if let Purpose::AcceptRequest { request } | Purpose::RejectRequest { request } = &purpose {
            lines.insert(0, (asked(&look, request), Meaning::Plain));
        }
        let title = purpose.title(&look);
        let file = matches!(purpose, Purpose::Invite { .. }).then(|| PathBuf::from(form.word("file")));
        if !self.is_blocked() {
            self.open_errand(Errand { file, ..Errand::new(act, title, lines) });
        }
    }
}

/// What is asked: which sale, of what, and why.
fn asked(look: &Look, request: &CancellationRow) -> String {
    let arguments = [
        ("sale", request.sale.to_string().into()),
        ("product", request.product.as_str().into()),
        ("reason", request.reason.as_str().into()),
    ];
    look.say("form-request", &arguments)
}

/// A name as the name of a file: lower case, with dashes for whatever a shell would mind.
fn file_name(name: &str) -> String {
    let dashed: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let named = dashed.trim_matches('-');
    if named.is_empty() { "partner".to_owned() } else { named.to_owned() }
}
