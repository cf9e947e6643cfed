//! The fields of what the own environment sells and asks, by the API's names: how a form holds each, and what
//! of a form is to be set.
//!
//! Not here: opening forms and their plans (`own_form`), filling in (`form`), reading files (`load`).

use std::path::PathBuf;

use serde_json::{Value, json};

use super::errand::Attachment;
use super::form::{Field, Form, Wrong};
use super::own;
use crate::console::labels;
use crate::console::look::Look;
use crate::locale::amount;
use crate::model::administration::catalogue::{Fields, INPUTS, Kind};

/// What a field holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    /// An amount of money, as people here write it.
    Amount,
    /// A day, as people here write it.
    Day,
    /// Kinds of product, in words of here.
    Types,
    /// The number of something else, chosen by its name.
    Named,
    /// Yes or no; what a new thing begins with.
    Flag(bool),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Options of a question: shown with `|` between them.
    Options,
    /// Fields of a party's own: `name=value`, with `|` between them; each is set as `cf_name`.
    Own,
    /// A file, by its path on this machine.
    Image,
    /// Files: names of those there are, paths of new ones, with `|` between them.
    Documents,
    /// Parts of a flow, each with fields of its own.
    Sections,
}

/// The fields of one kind of thing. Source: Salesdock API v1, and koppel's own calls for what it only reads.
type Spec = &'static [(&'static str, Holds)];

/// Kinds of product; another that a thing has stays to be chosen.
const TYPES: Holds = Holds::Word(&["", "energy", "telecom", "default", "solar_panel", "heat_pump"]);

const PRODUCT: Spec = &[
    ("name", Holds::Text),
    ("identifier", Holds::Text),
    ("type", TYPES),
    ("active", Holds::Flag(true)),
    ("supplier_id", Holds::Named),
    ("business", Holds::Word(&["0", "1", "2"])),
    ("main", Holds::Flag(true)),
    ("price", Holds::Amount),
    ("price_action", Holds::Amount),
    ("price_action_type", Holds::Text),
    ("price_action_value", Holds::Amount),
    ("price_monthly", Holds::Amount),
    ("price_monthly_action", Holds::Amount),
    ("price_monthly_action_type", Holds::Text),
    ("price_monthly_action_value", Holds::Amount),
    ("duration", Holds::Text),
    ("retention", Holds::Flag(false)),
    ("valid_from", Holds::Day),
    ("valid_till", Holds::Day),
    ("usp", Holds::Text),
    ("description", Holds::Text),
    ("cart_info", Holds::Text),
    ("customfields", Holds::Own),
    ("image", Holds::Image),
    ("documents", Holds::Documents),
];

const SUPPLIER: Spec = &[("name", Holds::Text), ("identifier", Holds::Text)];

const FLOW: Spec = &[
    ("title", Holds::Text),
    ("type", TYPES),
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
    ("sections", Holds::Sections),
];

const QUESTION: Spec = &[
    ("name", Holds::Text),
    ("identifier", Holds::Text),
    ("input_type", Holds::Word(INPUTS)),
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
    ("product_types", Holds::Types),
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
    ("product_types", Holds::Types),
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
const NEW_USER: Spec = &[USER[0], USER[1], USER[2], USER[3], ("organisation_id", Holds::Named)];

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
        (Kind::Supplier, _) => SUPPLIER,
    }
}

/// A thing of the own catalogue in a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// Its number or identifier, and every field as it is; `None` for a new one.
    pub held: Option<(String, Fields)>,
    /// What a number may be, by name; none where that is not known.
    pub named: Vec<(String, String)>,
}

impl Thing {
    /// What it is called.
    pub fn name(&self) -> String {
        self.held.as_ref().map_or(String::new(), |(_, fields)| own::name(fields))
    }

    /// A field as a form holds it.
    fn was(&self, look: &Look, name: &str, holds: Holds) -> String {
        let Some((_, fields)) = &self.held else {
            return match holds {
                Holds::Flag(true) => "1".to_owned(),
                Holds::Flag(false) => "0".to_owned(),
                Holds::Word(words) => words.first().map_or(String::new(), |word| (*word).to_owned()),
                _ => String::new(),
            };
        };
        let held = fields.get(name);
        let word = word(held);
        match holds {
            Holds::Flag(_) => {
                if matches!(word.as_str(), "1" | "true" | "yes") { "1" } else { "0" }.to_owned()
            }
            Holds::Options => options(&word).join(" | "),
            Holds::Own => own_pairs(held)
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(" | "),
            Holds::Documents => names(held).join(" | "),
            // What there is has no path here: only a new file is named.
            Holds::Image => String::new(),
            Holds::Amount => amount(look.language, &word),
            Holds::Types => labels::product_types(look, &word),
            Holds::Day if word.is_empty() => word,
            Holds::Day => look.told_at(&word),
            Holds::Text | Holds::Named | Holds::Word(_) | Holds::Sections => word,
        }
    }

    /// The fields of its form.
    pub fn fields(&self, look: &Look) -> Vec<Field> {
        let field = |(name, holds): &(&'static str, Holds)| {
            let held = self.was(look, name, *holds);
            match holds {
                Holds::Sections => self.sections(look),
                Holds::Flag(_) => vec![Field::flag(name, held == "1")],
                Holds::Word(words) => {
                    let mut all: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
                    if !all.contains(&held) {
                        all.push(held.clone());
                    }
                    let named = |word: String| {
                        let shown = labels::thing_value(look, self.kind, name, Some(&word.clone().into()));
                        (word, if shown.is_empty() { "–".to_owned() } else { shown })
                    };
                    vec![Field::choice(name, all.into_iter().map(named).collect(), &held)]
                }
                Holds::Named if !self.named.is_empty() => {
                    let mut all = self.named.clone();
                    if all.iter().all(|(number, _)| *number != held) {
                        all.push((held.clone(), held.clone()));
                    }
                    // It is chosen by its name: no number is seen.
                    let label = labels::field(look, name.trim_end_matches("_id"));
                    vec![Field { label: Some(label), ..Field::choice(name, all, &held) }]
                }
                // It has no number: it goes by this word.
                _ if (self.kind, *name) == (Kind::Status, "id") => {
                    vec![Field {
                        label: Some(labels::thing_field(look, self.kind, name)),
                        ..Field::text(name, &held)
                    }]
                }
                _ => vec![Field::text(name, &held)],
            }
        };
        spec(self.kind, self.held.is_none()).iter().flat_map(field).collect()
    }

    /// The fields of a flow's parts, and of one more, which is there once it has a title.
    fn sections(&self, look: &Look) -> Vec<Field> {
        let held = self.held_sections();
        let mut fields = Vec::new();
        for number in 0..=held.len() {
            let section = held.get(number);
            let part = |name: &str| section.and_then(|section| section.get(name));
            for (name, field) in SECTION {
                let mut field = match *field {
                    "section_mandatory" => {
                        Field::flag(field, matches!(word(part(name)).as_str(), "1" | "true"))
                    }
                    "section_products" => Field::text(field, &offered(part(name))),
                    _ => Field::text(field, &word(part(name))),
                };
                field.key = Some(format!("sections.{number}.{name}"));
                let arguments =
                    [("number", (number + 1).into()), ("field", labels::field(look, name).into())];
                let key = if section.is_some() { "field-of-section" } else { "field-of-new-section" };
                field.label = Some(look.say(key, &arguments));
                fields.push(field);
            }
        }
        fields
    }

    fn held_sections(&self) -> &[Value] {
        let held = self.held.as_ref().and_then(|(_, fields)| fields.get("sections")?.as_array());
        held.map_or(&[], Vec::as_slice)
    }

    /// What is wrong with what was filled in, as far as it can be seen here.
    pub fn wrong(&self, form: &Form) -> Vec<(&'static str, Wrong)> {
        let odd = |name: &str| parts(form.word(name)).into_iter().any(|part| pair(part).is_none());
        let odd = odd("customfields").then_some(("customfields", Wrong::Pair));
        // Without these there is no such thing: no plan is made of it.
        let needed: &[&str] = match self.kind {
            Kind::Product => &["name", "identifier", "type"],
            Kind::Flow => &["title", "type", "identifier"],
            Kind::Question => &["name", "identifier"],
            Kind::Agreement => &["name", "identifier", "text"],
            Kind::Status => &["id", "name"],
            Kind::Supplier => &["name"],
            Kind::User => &[],
        };
        let empty = |field: &&Field| needed.contains(&field.name) && field.word().is_empty();
        let missing = form.fields.iter().filter(empty).map(|field| (field.name, Wrong::Missing));
        missing.chain(odd).collect()
    }

    /// The fields of a form that were changed; of a new thing, those that were filled in.
    pub fn changed<'a>(&self, form: &'a Form, look: &Look) -> Vec<&'a Field> {
        let before = self.fields(look);
        let differs = |(was, field): &(Field, &Field)| match self.held {
            Some(_) => was.word() != field.word(),
            None => !field.word().is_empty() && (field.key.is_none() || was.word() != field.word()),
        };
        before.into_iter().zip(&form.fields).filter(differs).map(|(_, field)| field).collect()
    }

    /// What of a form is to be set, and the files that go with it.
    pub fn set(&self, form: &Form, look: &Look) -> (Fields, Vec<Attachment>) {
        let mut fields = Fields::new();
        let mut files = Vec::new();
        for field in self.changed(form, look) {
            let holds = spec(self.kind, self.held.is_none()).iter().find(|(name, _)| *name == field.name);
            let typed = field.word();
            match holds.map(|(_, holds)| *holds) {
                Some(Holds::Options) => {
                    fields.insert(field.name.to_owned(), parts(typed).into_iter().collect());
                }
                Some(Holds::Own) => {
                    let now: Vec<_> = parts(typed).into_iter().filter_map(pair).collect();
                    let was = own_pairs(self.held.as_ref().and_then(|(_, held)| held.get("customfields")));
                    for (name, _) in was.iter().filter(|(name, _)| now.iter().all(|(own, _)| own != name)) {
                        fields.insert(format!("cf_{name}"), "".into());
                    }
                    for (name, value) in now {
                        if !was.iter().any(|(own, held)| own == name && held == value) {
                            fields.insert(format!("cf_{name}"), value.into());
                        }
                    }
                }
                Some(Holds::Types) => {
                    let words = labels::typed_product_types(look, typed);
                    fields.insert(field.name.to_owned(), words.into());
                }
                Some(Holds::Image) if typed == NOTHING => {
                    fields.insert(field.name.to_owned(), "".into());
                }
                Some(Holds::Image) => files.push(Attachment { field: "image", path: PathBuf::from(typed) }),
                Some(Holds::Documents) => {
                    let mut there = names(self.held.as_ref().and_then(|(_, held)| held.get("documents")));
                    let mut kept = Vec::new();
                    for part in parts(typed) {
                        match there.iter().position(|name| name == part) {
                            // By its name: what is there need not travel again.
                            Some(at) => kept.push(json!({"name": there.remove(at)})),
                            None => files.push(Attachment { field: "documents", path: PathBuf::from(part) }),
                        }
                    }
                    fields.insert(field.name.to_owned(), kept.into());
                }
                Some(
                    Holds::Text | Holds::Amount | Holds::Day | Holds::Named | Holds::Flag(_) | Holds::Word(_),
                ) => {
                    fields.insert(field.name.to_owned(), typed.into());
                }
                Some(Holds::Sections) | None => {
                    fields.insert("sections".to_owned(), sections(form, self.held_sections()));
                }
            }
        }
        (fields, files)
    }
}

/// What is typed for *no file*.
const NOTHING: &str = "-";

/// The fields of a part of a flow: by the API's names, and in a form.
const SECTION: &[(&str, &str)] = &[
    ("title", "section_title"),
    ("identifier", "section_identifier"),
    ("mandatory", "section_mandatory"),
    ("products", "section_products"),
    ("mandatory_for_product_ids", "section_for_products"),
    ("mandatory_for_supplier_ids", "section_for_suppliers"),
];

/// The parts of a flow as a form has them, each with whatever else `held` has of it. One whose title was taken
/// away is none; a new one is, once anything of it was filled in: what it lacks the environment says.
fn sections(form: &Form, held: &[Value]) -> Value {
    let of_sections: Vec<_> = form.fields.iter().filter(|field| field.key.is_some()).collect();
    let read = |(number, fields): (usize, &[&Field])| {
        let mut section = held.get(number).and_then(Value::as_object).cloned().unwrap_or_default();
        for ((name, _), field) in SECTION.iter().zip(fields) {
            let value = match *name {
                "products" => offers(field.word()),
                name if name.ends_with("_ids") => field.word().into(),
                "mandatory" => (field.word() == "1").into(),
                _ => field.word().into(),
            };
            section.insert((*name).to_owned(), value);
        }
        Value::Object(section)
    };
    let is_said = |field: &&Field| !matches!(field.word(), "" | "0");
    let there = of_sections.chunks(SECTION.len()).enumerate().filter(|(number, fields)| {
        let mut said = fields.iter().take(if *number < held.len() { 1 } else { fields.len() });
        said.any(is_said)
    });
    there.map(read).collect()
}

/// The products of a part: `2031 x2, 2032`.
fn offered(value: Option<&Value>) -> String {
    let one = |product: &Value| {
        let id = word(product.get("id"));
        match word(product.get("maximum_quantity")) {
            most if most.is_empty() => id,
            most => format!("{id} x{most}"),
        }
    };
    value
        .and_then(Value::as_array)
        .map_or(String::new(), |all| all.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The same, read.
fn offers(text: &str) -> Value {
    let one = |part: &str| {
        let (id, most) = match part.split_once('x') {
            Some((id, most)) => (id.trim(), most.trim()),
            None => (part, ""),
        };
        json!({"id": id, "maximum_quantity": most})
    };
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(one).collect()
}

/// What stands between `|`.
fn parts(text: &str) -> Vec<&str> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `name=value`.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    (!name.is_empty()).then_some((name, value))
}

/// Fields of a party's own, as they are; an empty one is none.
fn own_pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let all = value.and_then(Value::as_object).into_iter().flatten();
    let shown = |(name, value): (&String, &Value)| (name.clone(), word(Some(value)));
    all.map(shown).filter(|(_, value)| !value.is_empty()).collect()
}

/// Names of documents, as they are.
fn names(value: Option<&Value>) -> Vec<String> {
    let all = value.and_then(Value::as_array).into_iter().flatten();
    all.map(|document| word(document.get("name"))).filter(|name| !name.is_empty()).collect()
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
