//! Small random worlds: a partner, a reseller and a mapping between them. Plain ones have only what the API
//! documents; odd ones also what it leaves open.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::model::ids::FlowKey;
use crate::model::mapping::{AgreementRow, DateFormats, FlowRow, Mapping, QuestionRow};

/// The product's number at A and at the partner.
pub const OWN: u64 = 1;
pub const PARTNER: u64 = 501;

/// A world, and whether nothing in it is open.
pub struct World {
    pub own: Value,
    pub partner: Value,
    pub mapping: Mapping,
    pub plain: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Single,
    Multi,
    Box,
    Text,
    Date,
    File,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Single => "mc-single",
            Self::Multi => "mc-multi",
            Self::Box => "checkbox",
            Self::Text => "text",
            Self::Date => "date",
            Self::File => "file",
        }
    }

    fn any(rng: &mut Rng) -> Self {
        match rng.u8(..20) {
            0..8 => Self::Single,
            8..11 => Self::Multi,
            11..14 => Self::Box,
            14..17 => Self::Text,
            17..19 => Self::Date,
            _ => Self::File,
        }
    }
}

struct Asked {
    key: String,
    name: String,
    kind: Kind,
    options: Vec<String>,
}

struct Maker<'r> {
    rng: &'r mut Rng,
    plain: bool,
}

impl Maker<'_> {
    fn one_in(&mut self, of: u32) -> bool {
        self.rng.u32(..of) == 0
    }

    /// Something the API leaves open, now and then, in odd worlds only.
    fn oddly(&mut self) -> bool {
        !self.plain && self.one_in(6)
    }

    fn questions(&mut self, side: char) -> Vec<Asked> {
        (0..self.rng.usize(1..=3))
            .map(|at| {
                let kind = Kind::any(self.rng);
                let count = match kind {
                    Kind::Single => self.rng.usize(1..=3),
                    // A third makes sales many; one in a few shows what it can.
                    Kind::Multi => 2 + usize::from(self.rng.u8(..6) == 0),
                    _ => 0,
                };
                let twin = self.oddly();
                Asked {
                    key: format!("{side}{at}"),
                    name: format!("{side}{}?", if twin { 0 } else { at }),
                    kind,
                    options: (0..count).map(|option| format!("{side}{at}-{option}")).collect(),
                }
            })
            .collect()
    }

    fn condition(&mut self, asked: &[Asked]) -> Value {
        let about = |identifier: &str, name: &str, value: &str| json!({"type": "condition", "name": name, "identifier": identifier, "operator": "=", "value": value});
        if self.oddly() {
            return match self.rng.u8(..4) {
                0 => about("customer.age", "Leeftijd", "40"),
                1 => about("question.id", "nergens?", "x"),
                2 => json!({"type": "condition", "name": "x", "identifier": "question.id", "operator": ">",
                            "value": "1"}),
                _ => about("product.type", "Type", "Telecom"),
            };
        }
        if asked.is_empty() || self.one_in(4) {
            return match self.rng.u8(..5) {
                0 => about("product.type", "Type", "telecom"),
                1 => about("product.type", "Type", "energy"),
                2 => about("profile.type", "Klant", "business"),
                3 => about("profile.type", "Klant", "consumer"),
                _ => about("supplier.id", "Leverancier", if self.rng.bool() { "7" } else { "8" }),
            };
        }
        let question = &asked[self.rng.usize(..asked.len())];
        let value = match question.kind {
            Kind::Single | Kind::Multi if self.rng.u8(..4) > 0 => {
                question.options[self.rng.usize(..question.options.len())].clone()
            }
            Kind::Box => "1".to_owned(),
            _ => String::new(),
        };
        let value = if self.oddly() { value.to_uppercase() } else { value };
        about("question.id", &question.name, &value)
    }

    fn rule(&mut self, asked: &[Asked], depth: u8) -> Value {
        let rules = (0..self.rng.usize(1..=2)).map(|_| {
            if depth > 0 && self.one_in(3) { self.rule(asked, depth - 1) } else { self.condition(asked) }
        });
        let rules: Vec<Value> = rules.collect();
        let criterion = if self.rng.bool() { "ANY" } else { "ALL" };
        json!({"type": "condition_group", "criterion": criterion, "visibility": true, "rules": rules})
    }

    /// When it is asked: by itself or by a rule over the questions in `before`.
    fn when(&mut self, before: &[Asked]) -> Value {
        let mut when = json!({
            "required": self.rng.bool(), "visible": true, "rule": null,
            "rule_required": false, "rule_visible": false,
        });
        if self.rng.bool() {
            when["rule"] = self.rule(before, 2);
            when["rule_visible"] = json!(self.rng.bool());
            when["rule_required"] = json!(self.rng.bool());
        }
        if self.oddly() {
            when["rule"] = Value::Null;
        }
        if self.oddly() {
            when["visible"] = json!(false);
        }
        when
    }

    fn world(&mut self, side: char, asked: &[Asked]) -> Value {
        let questions: Vec<Value> = asked
            .iter()
            .enumerate()
            .map(|(at, question)| {
                // Rules look back, so that nothing goes in a circle; odd ones may look anywhere.
                let before = if self.oddly() { asked } else { &asked[..at] };
                let mut row = self.when(before);
                let types = if self.one_in(8) { json!(["energy"]) } else { json!([]) };
                let fields = json!({
                    "id": at + 1, "name": question.name, "identifier": question.key,
                    "input_type": question.kind.word(), "options": question.options.join("\r\n"),
                    "extra": json!({"product_types": types}).to_string(),
                    "default_value": if self.oddly() { json!(question.options.first()) } else { json!(null) },
                });
                row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
                row
            })
            .collect();
        let agreements: Vec<Value> = (0..self.rng.usize(..=1))
            .map(|at| {
                let mut row = self.when(asked);
                let fields = json!({"id": at + 1, "name": "x", "identifier": format!("{side}g{at}"),
                                    "archive": self.one_in(10)});
                row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
                row
            })
            .collect();
        let id = if side == 'a' { OWN } else { PARTNER };
        let business = if self.one_in(12) { self.rng.u8(..2) } else { 2 };
        let taken = if self.one_in(15) { "order" } else { "all" };
        json!({
            "suppliers": [{"id": 7, "name": "Zeven", "identifier": "zeven"}],
            "products": [{"id": id, "name": "Glas", "identifier": "glas", "type": "telecom", "supplier_id": 7,
                          "business": business, "active": true}],
            "flows": [{"id": 1, "type": "telecom", "identifier": side.to_string(), "title": "x",
                       "transaction_type": taken, "verification_method": "none"}],
            "questions": questions,
            "agreements": agreements,
        })
    }

    fn row(&mut self, theirs: &Asked, own: &[Asked]) -> QuestionRow {
        let source = &own[self.rng.usize(..own.len())];
        let mut row = QuestionRow {
            partner: theirs.key.as_str().into(),
            own: Some(source.key.as_str().into()),
            constant: None,
            default: None,
            options: Default::default(),
            date: None,
        };
        if self.one_in(8) {
            row.constant = Some(self.fixed(theirs));
        } else if self.one_in(5) {
            row.default = Some(self.fixed(theirs));
        }
        let from: Vec<String> = match source.kind {
            Kind::Box => vec!["1".to_owned(), "0".to_owned()],
            _ => source.options.clone(),
        };
        let to: Vec<String> = match theirs.kind {
            Kind::Box => vec!["1".to_owned(), "0".to_owned()],
            _ => theirs.options.clone(),
        };
        if !from.is_empty() && !to.is_empty() && !self.one_in(12) {
            for option in from {
                if !self.one_in(12) {
                    row.options.insert(option, to[self.rng.usize(..to.len())].clone());
                }
            }
        }
        if source.kind == Kind::Date && theirs.kind == Kind::Date && self.one_in(4) {
            let from = if self.one_in(3) { "%Y/%m/%d" } else { "%d-%m-%Y" };
            row.date = Some(DateFormats { from: from.into(), to: "%d-%m-%Y".into() });
        }
        row
    }

    fn fixed(&mut self, theirs: &Asked) -> String {
        if self.one_in(4) {
            return "mis".to_owned();
        }
        match theirs.kind {
            Kind::Box => "1".to_owned(),
            Kind::Date => "01-02-2027".to_owned(),
            _ => theirs.options.first().cloned().unwrap_or_else(|| "vast".to_owned()),
        }
    }
}

/// The world of a seed.
pub fn world(seed: u64) -> World {
    let mut rng = Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let plain = rng.u8(..4) > 0;
    let mut maker = Maker { rng: &mut rng, plain };
    let (own, theirs) = (maker.questions('a'), maker.questions('b'));
    let (own_world, partner) = (maker.world('a', &own), maker.world('b', &theirs));
    let mut mapping = Mapping::default();
    if !maker.one_in(30) {
        let partner = if maker.one_in(30) { "gone" } else { "b" };
        mapping
            .flows
            .push(FlowRow { own: FlowKey::new("telecom", "a"), partner: FlowKey::new("telecom", partner) });
    }
    for question in &theirs {
        while !maker.one_in(5) {
            mapping.questions.push(maker.row(question, &own));
            if !maker.one_in(6) {
                break;
            }
        }
    }
    if maker.rng.u8(..4) > 0 {
        mapping.agreements.push(AgreementRow { own: "ag0".into(), partner: "bg0".into() });
    }
    World { own: own_world, partner, mapping, plain }
}
