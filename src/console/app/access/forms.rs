//! The forms of side B: which fields, what must be filled in, and the act that becomes of them.
//!
//! Not here: filling in (`form`), the plan (`plan`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::App;
use super::super::errand::Errand;
use super::super::form::{self, Field, Form, Wrong};
use super::super::layer::Layer;
use crate::console::labels;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::model::administration::Administration;
use crate::model::administration::agent::AgentAct;
use crate::model::administration::cancellation::CancellationAct;
use crate::model::administration::incoming::{IncomingAct, IncomingSettings};
use crate::model::administration::invite::{InviteAct, InviteFor};
use crate::model::administration::organisation::OrganisationAct;
use crate::model::ids::{OrganisationId, SaleId};

/// What a contractor must tell about itself. Source: Salesdock API v1, organisations.
const CONTRACTOR: &[&str] =
    &["company_name", "email", "contact_person", "postcode", "housenumber", "streetname", "city"];

/// Characters of a public key, as `koppel identity` prints it.
const PUBLIC_KEY: usize = 62;

/// What a form is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A new organisation.
    NewOrganisation,
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
        /// The sale.
        sale: SaleId,
    },
    /// A sale is not cancelled.
    RejectRequest {
        /// The sale.
        sale: SaleId,
    },
    /// A token.
    NewToken {
        /// What the organisation is called.
        name: String,
    },
}

impl Purpose {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NewOrganisation => "new-organisation",
            Self::NewAgent { .. } => "new-agent",
            Self::Invite { .. } => "invite",
            Self::Settings { .. } => "settings",
            Self::AcceptRequest { .. } => "accept-request",
            Self::RejectRequest { .. } => "reject-request",
            Self::NewToken { .. } => "new-token",
        }
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
                let more = ["company_name", "contact_person", "email", "phone", "postcode", "housenumber"];
                let rest = ["suffix", "streetname", "city", "coc"];
                fields.extend(more.into_iter().chain(rest).map(|name| Field::text(name, "")));
                fields
            }
            Self::NewAgent { name, .. } => vec![Field::text("agent_name", &format!("Koppeling_{name}"))],
            Self::Settings { settings, .. } => {
                let usual = app.look.say("status-usual", &[]);
                let status = |name, held: &Option<String>| {
                    let mut options = app.status_options(&usual, None);
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
                let options = app.status_options(&asked, Some("cancelled"));
                vec![Field::choice("cancelled_status", options, ""), Field::text("remark", "")]
            }
            Self::RejectRequest { .. } => {
                let before = app.look.say("status-before", &[]);
                let options = app.status_options(&before, None);
                vec![Field::text("reason", ""), Field::choice("back_status", options, "")]
            }
            Self::Invite { name, .. } => vec![
                Field::text("public_key", ""),
                Field::text("label", name),
                Field::text("hours", "168"),
                Field::text("base_url", ""),
                Field::text("file", &format!("{}.invite", file_name(name))),
            ],
            Self::NewToken { name } => {
                vec![Field::text("user", ""), Field::text("label", name), Field::flag("integration", true)]
            }
        }
    }
}

/// What is wrong with a form, field by field: what koppel can see before anything is asked.
fn wrong(purpose: &Purpose, form: &Form) -> Vec<(&'static str, Wrong)> {
    let missing = |name: &'static str| form.word(name).is_empty().then_some((name, Wrong::Missing));
    let number = |name: &'static str| {
        let valid = form.word(name).parse::<u64>().is_ok_and(|number| number > 0);
        (!valid).then_some((name, Wrong::Number))
    };
    match purpose {
        Purpose::NewOrganisation => {
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
        Purpose::NewToken { .. } => number("user").into_iter().chain(missing("label")).collect(),
    }
}

/// A word of the form, when there is one.
fn given(form: &Form, name: &str) -> Option<String> {
    Some(form.word(name).to_owned()).filter(|word| !word.is_empty())
}

/// The fields that are not as they were when the form was opened.
fn changed<'a>(purpose: &'a Purpose, form: &'a Form) -> impl Iterator<Item = &'a Field> {
    let was = |name: &str| match purpose {
        Purpose::Settings { settings, .. } => {
            let flag = |on: bool| Some(if on { "1" } else { "0" }.to_owned());
            let status = |held: &Option<String>| Some(held.clone().unwrap_or_default());
            match name {
                "check_verification" => flag(settings.check_verification),
                "check_agreements" => flag(settings.check_agreements),
                "accepted_offer_status" => status(&settings.accepted_offer_status),
                "order_status" => status(&settings.order_status),
                "always_confirm" => flag(settings.always_confirm),
                "accept_cancellations" => flag(settings.accept_cancellations),
                _ => None,
            }
        }
        _ => None,
    };
    form.fields.iter().filter(move |field| was(field.name).is_none_or(|was| was != field.word()))
}

/// The act that becomes of a form in which nothing is wrong.
fn act(purpose: &Purpose, form: &Form) -> Option<Administration> {
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
        Purpose::AcceptRequest { sale } => Administration::Cancellation(CancellationAct::Accept {
            sale: *sale,
            status: given(form, "cancelled_status").map(|status| status.as_str().into()),
            remark: given(form, "remark"),
        }),
        Purpose::RejectRequest { sale } => Administration::Cancellation(CancellationAct::Reject {
            sale: *sale,
            reason: form.word("reason").to_owned(),
            status: given(form, "back_status").map(|status| status.as_str().into()),
        }),
        Purpose::NewToken { .. } => Administration::Agent(AgentAct::CreateToken {
            user: form.word("user").parse().ok()?,
            label: form.word("label").to_owned(),
            integration: form.is_on("integration"),
            addresses: Vec::new(),
            expires_at: None,
        }),
    })
}

/// What is to be warned of before it is done.
fn warning(purpose: &Purpose, form: &Form) -> Option<&'static str> {
    match purpose {
        Purpose::NewToken { .. } if !form.is_on("integration") => Some("form-warn-wide-token"),
        Purpose::NewToken { .. } => Some("form-warn-token"),
        Purpose::AcceptRequest { .. } => Some("form-warn-accept"),
        _ => None,
    }
}

impl App {
    /// Takes the form in front: what is wrong is said beside each field, else its plan opens over it.
    pub(in super::super) fn submit(&mut self) {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        form.said = None;
        let form::Purpose::Access(purpose) = form.purpose.clone() else { return self.submit_mapping() };
        let found = wrong(&purpose, form);
        if form.refuse(found) {
            return;
        }
        if matches!(purpose, Purpose::Settings { .. }) && changed(&purpose, form).next().is_none() {
            form.said = Some(look.say("form-nothing-changed", &[]));
            return;
        }
        let Some(act) = act(&purpose, form) else { return };
        let settings = matches!(purpose, Purpose::Settings { .. });
        let mut lines: Vec<_> = changed(&purpose, form)
            .filter(|field| settings || !field.word().is_empty())
            .map(|field| {
                let label = labels::field(&look, field.name);
                (format!("{label}: {}", shown(&look, field)), Meaning::Plain)
            })
            .collect();
        lines.extend(warning(&purpose, form).map(|key| (look.say(key, &[]), Meaning::Action)));
        let title = look.say(&format!("form-{}", purpose.word()), &[]);
        let file = matches!(purpose, Purpose::Invite { .. }).then(|| PathBuf::from(form.word("file")));
        if !self.is_blocked() {
            self.open_errand(Errand { act, title, lines, count: 1, file });
        }
    }
}

/// A name as the name of a file: lower case, with dashes for whatever a shell would mind.
fn file_name(name: &str) -> String {
    let dashed: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let named = dashed.trim_matches('-');
    if named.is_empty() { "partner".to_owned() } else { named.to_owned() }
}

/// A field's value as it is read.
pub fn shown(look: &Look, field: &Field) -> String {
    use super::super::form::Value;
    match &field.value {
        Value::Text(line) => line.text().trim().to_owned(),
        Value::Flag(on) => look.yes_no(*on),
        Value::Choice { options, at } => options.get(*at).map_or(String::new(), |(_, name)| name.clone()),
    }
}
