//! Making and changing what the own environment sells and asks, in forms by the API's own fields; removing it;
//! and trying a question's rule on a sale. What is wrong with a field the environment says: it alone knows.
//!
//! Not here: which list is in front (`own`), filling in (`form`), the plan (`plan`).

use serde_json::Value;

use super::errand::Errand;
use super::form::{self, Field, Form};
use super::layer::{Layer, Report};
use super::rule_edit::RuleEdit;
use super::{App, Effect, Load, Pane, Trouble, own};
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::console::{labels, rule_tree};
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};

/// What a field holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    /// Yes or no; what a new thing begins with.
    Flag(bool),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Options of a question: shown with `|` between them.
    Options,
}

/// The fields of one kind of thing. Source: Salesdock API v1, and koppel's own calls for what it only reads.
type Spec = &'static [(&'static str, Holds)];

const PRODUCT: Spec = &[
    ("name", Holds::Text),
    ("identifier", Holds::Text),
    ("type", Holds::Text),
    ("active", Holds::Flag(true)),
    ("supplier_id", Holds::Text),
    ("business", Holds::Word(&["0", "1", "2"])),
    ("price", Holds::Text),
    ("price_monthly", Holds::Text),
    ("duration", Holds::Text),
    ("retention", Holds::Text),
    ("valid_from", Holds::Text),
    ("valid_till", Holds::Text),
    ("usp", Holds::Text),
    ("description", Holds::Text),
];

const FLOW: Spec = &[
    ("title", Holds::Text),
    ("type", Holds::Text),
    ("identifier", Holds::Text),
    ("transaction_type", Holds::Word(&["", "all", "offer", "order"])),
    ("verification_method", Holds::Word(&["", "none", "signature", "email", "sms", "call"])),
    ("minimum_age_customer", Holds::Text),
    ("maximum_age_customer", Holds::Text),
    ("consumer_offer_iban_required", Holds::Flag(false)),
    ("business_offer_iban_required", Holds::Flag(false)),
    ("consumer_order_iban_required", Holds::Flag(false)),
    ("business_order_iban_required", Holds::Flag(false)),
    ("product_ids", Holds::Text),
];

const QUESTION: Spec = &[
    ("name", Holds::Text),
    ("identifier", Holds::Text),
    (
        "input_type",
        Holds::Word(&[
            "text",
            "textarea",
            "email",
            "date",
            "switchdate",
            "mc-single",
            "mc-multi",
            "checkbox",
            "price",
            "file",
            "signature",
            "relation",
            "h2",
            "p",
        ]),
    ),
    ("options", Holds::Options),
    ("required", Holds::Flag(false)),
    ("visible", Holds::Flag(true)),
    ("visible_customer", Holds::Flag(true)),
    ("rule_required", Holds::Flag(false)),
    ("rule_visible", Holds::Flag(false)),
    (
        "validator",
        Holds::Word(&[
            "", "email", "iban", "ean", "numeric", "date", "phone", "postcode", "price", "coc", "vat",
        ]),
    ),
    ("default_value", Holds::Text),
    ("product_types", Holds::Text),
    ("flow_identifiers", Holds::Text),
    ("description", Holds::Text),
];

const AGREEMENT: Spec = &[
    ("name", Holds::Text),
    ("identifier", Holds::Text),
    ("text", Holds::Text),
    ("type", Holds::Text),
    ("required", Holds::Flag(true)),
    ("visible", Holds::Flag(true)),
    ("archive", Holds::Flag(false)),
    ("rule_required", Holds::Flag(false)),
    ("rule_visible", Holds::Flag(false)),
    ("sort", Holds::Text),
    ("product_types", Holds::Text),
    ("flow_identifiers", Holds::Text),
];

const STATUS: Spec = &[
    ("name", Holds::Text),
    ("text", Holds::Text),
    ("type", Holds::Word(&["default", "cancelled", "netto", "action_required", "closed"])),
];
const NEW_STATUS: Spec = &[("id", Holds::Text), STATUS[0], STATUS[1], STATUS[2]];

const ROLES: Holds = Holds::Word(&["agent", "teamleader", "organisationadmin", "admin"]);
const USER: Spec = &[
    ("firstname", Holds::Text),
    ("lastname", Holds::Text),
    ("email", Holds::Text),
    ("role", ROLES),
    ("active", Holds::Flag(true)),
];
const NEW_USER: Spec = &[USER[0], USER[1], USER[2], USER[3], ("organisation_id", Holds::Text)];

fn spec(kind: Kind, new: bool) -> Spec {
    match (kind, new) {
        (Kind::Product, _) => PRODUCT,
        (Kind::Flow, _) => FLOW,
        (Kind::Question, _) => QUESTION,
        (Kind::Agreement, _) => AGREEMENT,
        (Kind::Status, false) => STATUS,
        (Kind::Status, true) => NEW_STATUS,
        (Kind::User, false) => USER,
        (Kind::User, true) => NEW_USER,
        (Kind::Supplier, _) => &[],
    }
}

/// A thing of the own catalogue in a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// Its number or identifier, and every field as it is; `None` for a new one.
    pub held: Option<(String, Fields)>,
}

impl Thing {
    /// What it is called.
    pub fn name(&self) -> String {
        self.held.as_ref().map_or(String::new(), |(_, fields)| own::name(fields))
    }

    /// A field as a form holds it.
    fn was(&self, name: &str, holds: Holds) -> String {
        let Some((_, fields)) = &self.held else {
            return match holds {
                Holds::Flag(true) => "1".to_owned(),
                Holds::Flag(false) => "0".to_owned(),
                Holds::Word(words) => words.first().map_or(String::new(), |word| (*word).to_owned()),
                Holds::Text | Holds::Options => String::new(),
            };
        };
        let word = word(fields.get(name));
        match holds {
            Holds::Flag(_) => {
                if matches!(word.as_str(), "1" | "true" | "yes") { "1" } else { "0" }.to_owned()
            }
            Holds::Options => options(&word).join(" | "),
            Holds::Text | Holds::Word(_) => word,
        }
    }

    fn fields(&self, look: &Look) -> Vec<Field> {
        let field = |(name, holds): &(&'static str, Holds)| {
            let held = self.was(name, *holds);
            match holds {
                Holds::Text | Holds::Options => Field::text(name, &held),
                Holds::Flag(_) => Field::flag(name, held == "1"),
                Holds::Word(words) => {
                    let mut all: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
                    if !all.contains(&held) {
                        all.push(held.clone());
                    }
                    let named = |word: String| {
                        let shown = labels::told(look, name, Some(&word.clone().into()));
                        (word, if shown.is_empty() { "–".to_owned() } else { shown })
                    };
                    Field::choice(name, all.into_iter().map(named).collect(), &held)
                }
            }
        };
        spec(self.kind, self.held.is_none()).iter().map(field).collect()
    }

    /// What of a form is to be set: all that was filled in of a new thing, else what was changed.
    fn set(&self, form: &Form) -> Fields {
        let of = spec(self.kind, self.held.is_none()).iter().zip(&form.fields);
        let changed = of.filter(|((name, holds), field)| match self.held {
            Some(_) => self.was(name, *holds) != field.word(),
            None => !field.word().is_empty(),
        });
        let value = |holds: &Holds, word: &str| match holds {
            Holds::Options => word.split('|').map(str::trim).filter(|part| !part.is_empty()).collect(),
            _ => Value::from(word),
        };
        changed.map(|((name, holds), field)| ((*name).to_owned(), value(holds, field.word()))).collect()
    }
}

/// A value of the API as one line of text.
pub fn word(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Bool(flag)) => if *flag { "1" } else { "0" }.to_owned(),
        Some(Value::Array(many)) => many.iter().map(|one| word(Some(one))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

/// One text of the API: parted by line ends, or by commas where it has none.
pub fn options(text: &str) -> Vec<&str> {
    let lines = text.contains(['\r', '\n']);
    let parts = text.split(|c: char| if lines { matches!(c, '\r' | '\n') } else { c == ',' });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

impl App {
    /// Opens the form of a new thing of the list in front.
    pub(super) fn open_new_thing(&mut self) {
        self.open_thing(Thing { kind: self.own.kind(), held: None });
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
                self.open_thing(Thing { kind: *kind, held: Some((id.clone(), fields.clone())) });
            }
            other => self.say_trouble(other.as_ref().err().cloned()),
        }
    }

    /// Takes the form of a thing: its plan opens over it.
    pub(super) fn submit_thing(&mut self, thing: &Thing) {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let fields = thing.set(form);
        if fields.is_empty() {
            form.said = Some(look.say("form-nothing-changed", &[]));
            return;
        }
        let line = |field: &Field| {
            let label = labels::field(&look, field.name);
            (format!("{label}: {}", super::access::forms::shown(&look, field)), Meaning::Plain)
        };
        let lines: Vec<_> =
            form.fields.iter().filter(|field| fields.contains_key(field.name)).map(line).collect();
        let kind = thing.kind;
        let act = match &thing.held {
            None => CatalogueAct::Create { kind, fields },
            Some((id, _)) => CatalogueAct::Set { kind, id: id.clone(), fields },
        };
        let title = thing_title(&look, thing);
        if !self.is_blocked() {
            let act = Administration::Catalogue(act);
            self.open_errand(Errand { act, title, lines, count: 1, file: None });
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
        self.open_errand(Errand { act, title, lines, count: 1, file: None });
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
        if kind != Kind::Question {
            self.say(Meaning::Action, self.look.say("trial-questions-only", &[]));
            return;
        }
        let form = Form::new(form::Purpose::Trial { id, name }, vec![Field::text("sale", "")]);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Asks what a rule makes of a sale: this changes nothing, so there is no plan.
    pub(super) fn submit_trial(&mut self, id: String) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let Ok(sale) = form.word("sale").parse::<u64>() else {
            form.refuse(vec![("sale", form::Wrong::Number)]);
            return Vec::new();
        };
        // What is being edited is tried as it stands, saved or not.
        let mut on = self.rule_edit().map(RuleEdit::tried_as).unwrap_or_default();
        on.insert("sale".to_owned(), Value::from(sale));
        let query = AdministrationQuery::Catalogue(CatalogueQuery::Try { id, on });
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
        let title = match self.layers.last() {
            Some(Layer::Form(form)) => match &form.purpose {
                form::Purpose::Trial { name, .. } => name.clone(),
                _ => return,
            },
            _ => return,
        };
        let mut lines = match &trial.rule {
            Some(rule) => rule_tree::tried(&look, rule),
            None => vec![look.say("trial-no-rule", &[])],
        };
        let key = match (trial.asked, trial.visible, trial.required) {
            (false, ..) => "trial-not-asked",
            (true, false, _) => "trial-hidden",
            (true, true, true) => "trial-required",
            (true, true, false) => "trial-optional",
        };
        lines.push(look.say(key, &[]));
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }
}

/// The title of a thing's form and plan.
pub fn thing_title(look: &Look, thing: &Thing) -> String {
    let kind = look.say(&format!("own-{}", own::word(thing.kind)), &[]);
    match &thing.held {
        None => look.say("form-new-thing", &[("kind", kind.into())]),
        Some(_) => look.say("form-edit-thing", &[("kind", kind.into()), ("name", thing.name().into())]),
    }
}
