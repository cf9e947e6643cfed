//! Why a partner does not see something: what is under the cursor of its rights, or of the own catalogue.
//!
//! Not here: rights (`rights`), the reasons in words (`locale::rights`).

use super::super::form::{self, Field, Form};
use super::super::layer::{Layer, Report};
use super::super::{App, Effect, Load, Trouble, own};
use super::Access;
use crate::console::theme::Meaning;
use crate::locale::rights::why_not;
use crate::model::administration::catalogue::{Fields, Kind};
use crate::model::administration::rights::{RightsQuery, RightsView, Seeable, Why};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::ids::{FlowKey, OrganisationId};

/// What of a list a partner may not see.
fn seeable(kind: Kind, row: &Fields) -> Option<Seeable> {
    let text = |name: &str| own::text(row, name);
    let id = text("id");
    match kind {
        Kind::Product => id.parse().ok().map(Seeable::Product),
        Kind::Flow => Some(Seeable::Flow(FlowKey::new(text("type"), text("identifier")))),
        Kind::Question => Some(Seeable::Question(id)),
        Kind::Agreement => Some(Seeable::Agreement(id)),
        Kind::Supplier | Kind::Status | Kind::User => None,
    }
}

fn ask(organisation: OrganisationId, about: Seeable) -> Vec<Effect> {
    let query = RightsQuery::Why { organisation, about };
    vec![Effect::Load(Load::Administration(AdministrationQuery::Rights(query)))]
}

impl App {
    /// Asks why a partner does not see what is under the cursor.
    pub(super) fn ask_why(&self, access: &Access) -> Vec<Effect> {
        self.rights_row(access).map_or(Vec::new(), |row| ask(access.organisation, row.what))
    }

    /// Opens the form that asks which partner is meant.
    pub(super) fn open_why(&mut self) {
        let Some((about, name)) =
            self.own_row().and_then(|row| Some((seeable(self.own.kind(), row)?, own::name(row))))
        else {
            return;
        };
        let partners = self.organisations().unwrap_or_default();
        let options: Vec<_> = partners.iter().map(|row| (row.id.to_string(), row.name.to_string())).collect();
        if options.is_empty() {
            return self.say(Meaning::Action, self.look.say("why-no-partner", &[]));
        }
        let form = Form::new(form::Purpose::Why { about, name }, vec![Field::choice("partner", options, "")]);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Takes it: this changes nothing, so there is no plan.
    pub(super) fn submit_why(&mut self, about: Seeable) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last() else { return Vec::new() };
        form.word("partner").parse().map_or(Vec::new(), |organisation| ask(organisation, about))
    }

    /// Why it does not.
    pub(in super::super) fn explained(
        &mut self,
        about: &Seeable,
        answer: Result<AdministrationView, Trouble>,
    ) {
        let Why { seen, reasons } = match answer {
            Ok(AdministrationView::Rights(RightsView::Why(why))) => why,
            other => return self.say_trouble(other.err()),
        };
        let name = match self.layers.last() {
            Some(Layer::Form(form)) => match &form.purpose {
                form::Purpose::Why { name, about: asked } if asked == about => Some(name.clone()),
                _ => None,
            },
            Some(Layer::Access(access)) => {
                let mut rows = self.all_rights(access).into_iter().flatten();
                rows.find(|row| row.what == *about).map(|row| row.name)
            }
            _ => None,
        };
        // Whoever went on meanwhile is not disturbed.
        let Some(name) = name else { return };
        let lines = match seen {
            true => vec![self.look.say("why-seen", &[])],
            false => reasons.iter().map(|reason| why_not(self.look.language, reason)).collect(),
        };
        let title = self.look.say("why-title", &[("name", name.into())]);
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }
}
