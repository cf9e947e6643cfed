//! Making and changing what the own environment sells and asks, in forms; removing it; and trying the rule of
//! a question or an agreement on a sale. What is wrong with a field the environment says: it alone knows.
//!
//! Not here: which list is in front (`own`), which fields a form has (`own_fields`), the plan (`plan`).

use serde_json::Value;

use super::errand::Errand;
use super::form::{self, Field, Form};
use super::layer::{Layer, Report};
use super::own_fields::{Thing, word};
use super::rule_edit::RuleEdit;
use super::{App, Effect, Load, Pane, Trouble, own};
use crate::console::look::Look;
use crate::console::rule_tree;
use crate::console::theme::Meaning;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Kind};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};

impl App {
    /// Opens the form of a new thing of the list in front.
    pub(super) fn open_new_thing(&mut self) {
        let kind = self.own.kind();
        self.open_thing(Thing { kind, held: None, named: self.named_for(kind) });
    }

    /// What the numbers in a form of a kind may be: suppliers of a product, organisations of a user.
    fn named_for(&self, kind: Kind) -> Vec<(String, String)> {
        let mut named = match kind {
            Kind::Product => {
                let suppliers = self.cabinet_list(Kind::Supplier).unwrap_or_default();
                suppliers.iter().map(|row| (word(row.get("id")), own::name(row))).collect()
            }
            Kind::User => {
                let rows = self.organisations().unwrap_or_default();
                rows.iter().map(|row| (row.id.to_string(), row.name.to_string())).collect()
            }
            _ => Vec::new(),
        };
        if !named.is_empty() {
            let none =
                if kind == Kind::User { self.look.say("person-of-account", &[]) } else { "–".to_owned() };
            named.insert(0, (String::new(), none));
        }
        named
    }

    fn open_thing(&mut self, thing: Thing) {
        let fields = thing.fields(&self.look);
        self.layers.push(Layer::Form(Box::new(Form::new(form::Purpose::Thing(Box::new(thing)), fields))));
    }

    /// Asks for the thing under the cursor whole: its form opens when it is here.
    pub(super) fn edit_thing(&mut self) -> Vec<Effect> {
        self.own.editing_rule = false;
        self.ask_thing()
    }

    /// The same for its rule.
    pub(super) fn edit_rule(&mut self) -> Vec<Effect> {
        if !matches!(self.own.kind(), Kind::Question | Kind::Agreement) {
            self.say(Meaning::Dim, self.look.say("rule-none-here", &[]));
            return Vec::new();
        }
        self.own.editing_rule = true;
        self.ask_thing()
    }

    fn ask_thing(&mut self) -> Vec<Effect> {
        if self.is_blocked() {
            return Vec::new();
        }
        self.own.editing = self.own_shown();
        self.own.editing.clone().map(|query| Effect::Load(Load::Administration(query))).into_iter().collect()
    }

    /// The thing that was to be changed is here.
    pub(super) fn thing_answered(
        &mut self,
        query: &AdministrationQuery,
        answer: &Result<AdministrationView, Trouble>,
    ) {
        if self.own.editing.as_ref() != Some(query) {
            return;
        }
        self.own.editing = None;
        let (AdministrationQuery::Catalogue(CatalogueQuery::Show { kind, id }), Pane::Catalogue, true) =
            (query, self.pane, self.layers.is_empty())
        else {
            return;
        };
        match answer {
            Ok(AdministrationView::Catalogue(CatalogueView::Thing(fields))) if self.own.editing_rule => {
                let edit = RuleEdit::new(*kind, id.clone(), fields);
                self.layers.push(Layer::Rule(Box::new(edit)));
            }
            Ok(AdministrationView::Catalogue(CatalogueView::Thing(fields))) => {
                let (held, named) = (Some((id.clone(), fields.clone())), self.named_for(*kind));
                self.open_thing(Thing { kind: *kind, held, named });
            }
            other => self.say_trouble(other.as_ref().err().cloned()),
        }
    }

    /// Takes the form of a thing: its plan opens over it.
    pub(super) fn submit_thing(&mut self, thing: &Thing) {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let wrong = thing.wrong(form);
        if form.refuse(wrong) {
            return;
        }
        let (fields, attach) = thing.set(form, &look);
        if fields.is_empty() && attach.is_empty() {
            form.said = Some(look.say("form-nothing-changed", &[]));
            return;
        }
        let before = if thing.held.is_some() { thing.fields(&look) } else { Vec::new() };
        let line = |field: &Field| {
            let was = before.iter().find(|was| was.name == field.name && was.key == field.key);
            (field.becomes(&look, was), Meaning::Plain)
        };
        let lines: Vec<_> = thing.changed(form, &look).into_iter().map(line).collect();
        let kind = thing.kind;
        let act = match &thing.held {
            None => CatalogueAct::Create { kind, fields },
            Some((id, _)) => CatalogueAct::Set { kind, id: id.clone(), fields },
        };
        let title = thing_title(&look, thing);
        if !self.is_blocked() {
            let act = Administration::Catalogue(act);
            self.open_errand(Errand { attach, ..Errand::new(act, title, lines) });
        }
    }

    /// Opens the plan that removes the thing under the cursor.
    pub(super) fn remove_thing(&mut self) {
        let Some(AdministrationQuery::Catalogue(CatalogueQuery::Show { kind, id })) = self.own_shown() else {
            return;
        };
        let name = self.own_row().map(own::name).unwrap_or_default();
        let title = self.look.say("offer-remove-thing", &[("name", name.into())]);
        let lines = vec![(self.look.say("offer-about-remove-thing", &[]), Meaning::Action)];
        let act = Administration::Catalogue(CatalogueAct::Remove { kind, id });
        self.open_errand(Errand::new(act, title, lines));
    }

    /// Opens the form that asks which sale the rule under the cursor is tried on.
    pub(super) fn open_trial(&mut self) {
        let (kind, id, name) = match self.rule_edit() {
            Some(edit) => (edit.kind, edit.id.clone(), edit.name.clone()),
            None => match self.own_shown() {
                Some(AdministrationQuery::Catalogue(CatalogueQuery::Show { kind, id })) => {
                    (kind, id, self.own_row().map(own::name).unwrap_or_default())
                }
                _ => return,
            },
        };
        let form = Form::new(form::Purpose::Trial { kind, id, name }, vec![Field::text("sale", "")]);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Asks what a rule makes of a sale: this changes nothing, so there is no plan.
    pub(super) fn submit_trial(&mut self, kind: Kind, id: String) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let Ok(sale) = form.word("sale").parse::<u64>() else {
            form.refuse(vec![("sale", form::Wrong::Number)]);
            return Vec::new();
        };
        // What is being edited is tried as it stands, saved or not.
        let mut on = self.rule_edit().map(RuleEdit::tried_as).unwrap_or_default();
        on.insert("sale".to_owned(), Value::from(sale));
        let query = AdministrationQuery::Catalogue(CatalogueQuery::Try { kind, id, on });
        vec![Effect::Load(Load::Administration(query))]
    }

    /// What a rule made of a sale.
    pub(super) fn tried(&mut self, answer: Result<AdministrationView, Trouble>) {
        let look = self.look;
        let trial = match answer {
            Ok(AdministrationView::Catalogue(CatalogueView::Tried(trial))) => trial,
            other => {
                let trouble = other.err().unwrap_or(Trouble::Unreadable);
                let why = self.trouble(&trouble);
                self.refuse_form(&trouble, &why);
                return;
            }
        };
        let (kind, title) = match self.layers.last() {
            Some(Layer::Form(form)) => match &form.purpose {
                form::Purpose::Trial { kind, name, .. } => (*kind, name.clone()),
                _ => return,
            },
            _ => return,
        };
        let lines = rule_tree::tried(&look, &self.known(), kind, &trial, rule_tree::PLAIN);
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }
}

/// The title of a thing's form and plan.
pub fn thing_title(look: &Look, thing: &Thing) -> String {
    let kind = look.say(&format!("own-one-{}", own::word(thing.kind)), &[]);
    match &thing.held {
        None => look.say("form-new-thing", &[("kind", kind.into())]),
        Some(_) => look.say("form-edit-thing", &[("kind", kind.into()), ("name", thing.name().into())]),
    }
}
