//! What became of an act in the own environment.
//!
//! Not here: asking for the yes (`plan`), giving the order (`load`).

use super::super::layer::{Layer, Report};
use super::super::{App, Order, Pane, Trouble};
use crate::console::theme::Meaning;
use crate::model::administration::agent::AgentAct;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueView};
use crate::model::administration::invite::InviteView;
use crate::model::administration::organisation::OrganisationAct;
use crate::model::administration::{Administration, AdministrationView};
use crate::model::failure::Element;
use crate::model::ids::OrganisationId;
use crate::model::reason::Reason;
use crate::service::protocol::{Done, Problem};

/// Whether an act makes something: its number is worth telling.
fn makes(order: &Order) -> bool {
    let Order::Administer { act, .. } = order else { return false };
    matches!(
        **act,
        Administration::Organisation(OrganisationAct::Create { .. })
            | Administration::Agent(AgentAct::Create { .. })
            | Administration::Catalogue(CatalogueAct::Create { .. })
    )
}

/// What an act of the own catalogue made.
fn thing_made(done: &Done) -> Option<&str> {
    let Done::Administered(view) = done else { return None };
    match view.as_ref() {
        AdministrationView::Catalogue(CatalogueView::Made(id)) => Some(id),
        _ => None,
    }
}

/// Whether an invite leads to this machine alone, and nobody chose that.
fn is_local(done: &Done) -> bool {
    let Done::Administered(view) = done else { return false };
    matches!(**view, AdministrationView::Invite(InviteView::Sealed { local: true, .. }))
}

impl App {
    /// The cursor goes to what was just made, once it is in the list.
    pub(super) fn go_to_made(&mut self) {
        let things = self
            .own
            .made
            .as_ref()
            .and_then(|made| self.thing_ids().and_then(|ids| ids.iter().position(|id| id == made)));
        if let Some(at) = things {
            self.own.made = None;
            self.own.at.follow(at);
        }
        let Some(made) = self.made else { return };
        let at = self.partners().and_then(|rows| rows.iter().position(|row| row.id == made));
        if let Some(at) = at {
            (self.made, self.incoming_at.at) = (None, at);
        }
    }

    /// An act was carried out: the form it came from is done with, and everything is looked at again.
    pub(in super::super) fn administered(&mut self, order: &Order, done: Done) {
        self.cabinet.stale();
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_) | Layer::Rule(_)));
        let thing = thing_made(&done).map(str::to_owned);
        let number = thing.as_ref().filter(|id| id.parse::<u64>().is_ok());
        let said = match &done {
            _ if let Some(id) = number => self.look.say("done-id", &[("id", id.as_str().into())]),
            Done::Id(id) if makes(order) => self.look.say("done-id", &[("id", id.to_string().into())]),
            Done::Count(count) => self.look.say("done-count", &[("count", (*count).into())]),
            _ => self.look.say("done-ok", &[]),
        };
        self.say(Meaning::Ok, said);
        if let (Done::Id(id), true) = (&done, self.pane == Pane::Incoming && makes(order)) {
            self.made = Some(OrganisationId(*id));
        }
        if self.pane == Pane::Catalogue {
            self.own.made = thing;
        }
        let local = is_local(&done);
        match (done, order) {
            (Done::Token(plain), _) => self.layers.push(Layer::Token(plain.0)),
            (Done::Subscribed { secret: Some(plain), .. }, _) => self.layers.push(Layer::Secret(plain.0)),
            (_, Order::Administer { file: Some(path), .. }) => {
                let path = path.display().to_string();
                let title = self.look.say("invite-done-title", &[]);
                let line = |key: &str| self.look.say(key, &[("path", path.as_str().into())]);
                let mut lines =
                    vec![line("invite-done-path"), line("invite-done-next"), line("invite-done-once")];
                if local {
                    lines.push(line("invite-done-local"));
                }
                self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
            }
            _ => {}
        }
    }

    /// An act was refused: the form it came from stays, and says why beside the field that it is about.
    pub(in super::super) fn refuse_form(&mut self, trouble: &Trouble, why: &str) {
        self.is_placed(trouble, why);
    }

    /// The same. False when the form has no field for all of it.
    pub(in super::super) fn is_placed(&mut self, trouble: &Trouble, why: &str) -> bool {
        let form = self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Form(form) => Some(form),
            _ => None,
        });
        let Some(form) = form else { return false };
        if let Trouble::Problem(Problem::Invalid { why: Reason::WrongFields { fields } })
        | Trouble::Problem(Problem::Refused { why: Reason::WrongFields { fields } }) = trouble
        {
            let mut placed = true;
            // Backwards: the first of them stays in front.
            for (name, said) in fields.iter().rev() {
                placed &= form.refuse_field(name, said.to_string());
            }
            form.said = (!placed).then(|| why.to_owned());
            return placed;
        }
        let field = match trouble {
            Trouble::Problem(Problem::Link { failure }) => match &failure.element {
                Element::Field(name) => {
                    Some((name.clone(), failure.said.as_ref().map_or(why, |said| said.as_str())))
                }
                _ => None,
            },
            _ => None,
        };
        let reason = match trouble {
            Trouble::Problem(Problem::Invalid { why: Reason::PublicKey { .. } }) => Some("public_key"),
            Trouble::Problem(Problem::Invalid { why: Reason::Address { .. } }) => Some("base_url"),
            // The field that names the file; a path of an invite is all that its field holds.
            Trouble::File(path, _) | Trouble::Updates(path, _) => {
                let path = path.display().to_string();
                let names = |word: &str| !word.is_empty() && (word.contains(&path) || path.starts_with(word));
                form.fields.iter().find(|field| names(field.word())).map(|field| field.name)
            }
            _ => None,
        };
        let field = field.or_else(|| reason.map(|name| (name.to_owned(), why)));
        let placed = field.is_some_and(|(name, said)| form.refuse_field(&name, said.to_owned()));
        form.said = (!placed).then(|| why.to_owned());
        placed
    }
}
