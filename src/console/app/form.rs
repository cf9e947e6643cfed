//! A form being filled in: fields under one another, and what is wrong with each of them beside it. A form
//! changes nothing: what was filled in becomes a plan.
//!
//! Not here: what a form is about (`access::forms`), drawing it (`layers::form`).

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::access::{forms, sales};
use super::arrange::Arranging;
use super::line::Line;
use super::mapping_form::Edited;
use super::order::Papers;
use super::own_fields::Thing;
use super::rule_part::Part;
use crate::console::labels;
use crate::console::look::Look;
use crate::model::administration::catalogue::Kind;
use crate::model::administration::rights::Seeable;
use crate::model::queue::{GroupRow, SaleRow};

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(Box<Line>),
    /// Yes or no.
    Flag(bool),
    /// One of these: what it is, and what it is called.
    Choice {
        /// The options.
        options: Vec<(String, String)>,
        /// Which.
        at: usize,
    },
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It must be filled in.
    Missing,
    /// Another has this name.
    Twice,
    /// It is not written as it should be.
    Form,
    /// It is no number of at least one.
    Number,
    /// It is no number of hours up to a month.
    Hours,
    /// It is no address of a machine or a network.
    Network,
    /// It is no public key for invites.
    Key,
    /// It is no `name=value`.
    Pair,
    /// The environment said this.
    Said(String),
}

/// What a form is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Giving a partner access.
    Access(forms::Purpose),
    /// Setting a link up.
    Arrange(Box<Arranging>),
    /// A row of a mapping.
    Mapping(Box<Edited>),
    /// A field of sales that have not been sent.
    Edit(Vec<SaleRow>),
    /// The cancelled sale whose place this one takes.
    Replace(Box<SaleRow>),
    /// What is made of a group.
    Group(Box<GroupRow>),
    /// A thing of the own catalogue.
    Thing(Box<Thing>),
    /// A part of a rule.
    RulePart(Part),
    /// The file a whole world goes to, or comes from.
    World {
        /// It goes out.
        out: bool,
    },
    /// A file of status updates: the one to take in, or the one an example goes to.
    Updates {
        /// The latter.
        example: bool,
    },
    /// Where papers go to.
    Out(Papers),
    /// Why a partner does not see something: which partner.
    Why {
        /// What.
        about: Seeable,
        /// What it is called.
        name: String,
    },
    /// A line of the record that was noted before.
    Noted,
    /// A new subscription to events.
    Hook,
    /// Sales of a partner.
    Sales(sales::Purpose),
    /// Trying the rule of a question or an agreement.
    Trial {
        /// Which of them.
        kind: Kind,
        /// Its number.
        id: String,
        /// What it is called.
        name: String,
    },
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The API's name, or koppel's own: its label and hint are texts by this name.
    pub name: &'static str,
    /// Its own label, where one name stands for several.
    pub label: Option<String>,
    /// What an environment calls it, where that is not `name`: `sections.0.title`.
    pub key: Option<String>,
    /// What it holds.
    pub value: Value,
    /// What is wrong with it.
    pub wrong: Option<Wrong>,
    /// It is typed unseen.
    pub secret: bool,
}

impl Field {
    /// A field of text.
    pub fn text(name: &'static str, text: &str) -> Self {
        Self {
            name,
            label: None,
            key: None,
            value: Value::Text(Box::new(Line::new(text))),
            wrong: None,
            secret: false,
        }
    }

    /// A field of text that nobody who looks along may read.
    pub fn secret(name: &'static str) -> Self {
        Self { secret: true, ..Self::text(name, "") }
    }

    /// A field of yes or no.
    pub fn flag(name: &'static str, on: bool) -> Self {
        Self { name, label: None, key: None, value: Value::Flag(on), wrong: None, secret: false }
    }

    /// A field of one of `options`, the one called `word` chosen.
    pub fn choice(name: &'static str, options: Vec<(String, String)>, word: &str) -> Self {
        let at = options.iter().position(|(option, _)| option == word).unwrap_or(0);
        Self {
            name,
            label: None,
            key: None,
            value: Value::Choice { options, at },
            wrong: None,
            secret: false,
        }
    }

    /// What it holds as a word: text without spaces around it, `1` or `0`, the option.
    pub fn word(&self) -> &str {
        match &self.value {
            Value::Text(line) => line.text().trim(),
            Value::Flag(true) => "1",
            Value::Flag(false) => "0",
            Value::Choice { options, at } => options.get(*at).map_or("", |(word, _)| word),
        }
    }

    /// What it is called.
    pub fn called(&self, look: &Look) -> String {
        self.label.clone().unwrap_or_else(|| labels::field(look, self.name))
    }

    /// What it holds, as it is read.
    pub fn shown(&self, look: &Look) -> String {
        match &self.value {
            Value::Text(line) if self.secret => "*".repeat(line.text().trim().chars().count()),
            Value::Text(line) => line.text().trim().to_owned(),
            Value::Flag(on) => look.yes_no(*on),
            Value::Choice { options, at } => options.get(*at).map_or(String::new(), |(_, name)| name.clone()),
        }
    }

    /// What it becomes, as a plan tells it: after what it `was`, where it was something.
    pub fn becomes(&self, look: &Look, was: Option<&Field>) -> String {
        let (called, now) = (self.called(look), self.shown(look));
        let Some(was) = was.map(|was| was.shown(look)).filter(|was| !was.is_empty()) else {
            return format!("{called}: {now}");
        };
        let apart = |text: &str| text.split('|').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
        let (before, after) = (apart(&was), apart(&now));
        // Of a list of parts only those that go and come.
        if before.len() > 1 || after.len() > 1 {
            let gone = before.iter().filter(|part| !after.contains(part) && !part.is_empty());
            let come = after.iter().filter(|part| !before.contains(part) && !part.is_empty());
            let parts: Vec<_> =
                gone.map(|part| format!("- {part}")).chain(come.map(|part| format!("+ {part}"))).collect();
            if !parts.is_empty() {
                return format!("{called}: {}", parts.join(" | "));
            }
        }
        let now = if now.is_empty() { look.say("difference-nothing", &[]) } else { now };
        let arguments = [("field", called.into()), ("was", was.into()), ("now", now.into())];
        look.say("form-becomes", &arguments)
    }
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it is about.
    pub purpose: Purpose,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field being filled in.
    pub at: usize,
    /// What is wrong with it as a whole.
    pub said: Option<String>,
}

impl Form {
    /// A form with these fields.
    pub fn new(purpose: Purpose, fields: Vec<Field>) -> Self {
        Self { purpose, fields, at: 0, said: None }
    }

    /// The field being filled in.
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// The word of a field; empty when there is no such field.
    pub fn word(&self, name: &str) -> &str {
        self.fields.iter().find(|field| field.name == name).map_or("", Field::word)
    }

    /// Whether a field of yes or no says yes.
    pub fn is_on(&self, name: &str) -> bool {
        self.word(name) == "1"
    }

    /// True while keys are text.
    pub fn is_text(&self) -> bool {
        matches!(self.field(), Some(Field { value: Value::Text(_), .. }))
    }

    /// The line being typed, when the field is one.
    pub fn line(&mut self) -> Option<&mut Line> {
        match self.fields.get_mut(self.at)? {
            Field { value: Value::Text(line), wrong, .. } => {
                // What was wrong is being mended.
                *wrong = None;
                Some(line)
            }
            _ => None,
        }
    }

    /// To the next field or the one before, round and round.
    pub fn go(&mut self, forward: bool) {
        let count = self.fields.len().max(1);
        self.at = (self.at + if forward { 1 } else { count - 1 }) % count;
    }

    /// The other value, or the next.
    pub fn turn(&mut self, forward: bool) {
        let Some(field) = self.fields.get_mut(self.at) else { return };
        match &mut field.value {
            Value::Flag(on) => *on = !*on,
            Value::Choice { options, at } => {
                let count = options.len().max(1);
                *at = (*at + if forward { 1 } else { count - 1 }) % count;
            }
            Value::Text(_) => return,
        }
        field.wrong = None;
    }

    /// A letter in a field of options goes to the next that begins with it.
    pub fn letter(&mut self, key: KeyEvent) {
        let KeyCode::Char(letter) = key.code else { return };
        let Some(Field { value: Value::Choice { options, at }, .. }) = self.fields.get_mut(self.at) else {
            return;
        };
        let begins =
            |index: &usize| options[*index].1.to_lowercase().starts_with(letter.to_ascii_lowercase());
        let found = (*at + 1..options.len()).chain(0..*at).find(begins);
        *at = found.unwrap_or(*at);
    }

    /// Takes what is wrong: each to its field, and the first of those in front. False when nothing is.
    pub fn refuse(&mut self, wrong: Vec<(&'static str, Wrong)>) -> bool {
        for field in &mut self.fields {
            field.wrong = wrong.iter().find(|(name, _)| *name == field.name).map(|(_, wrong)| wrong.clone());
        }
        if let Some(first) = self.fields.iter().position(|field| field.wrong.is_some()) {
            self.at = first;
        }
        !wrong.is_empty()
    }

    /// Takes what an environment says about the field it calls `name`. False when there is none.
    pub fn refuse_field(&mut self, name: &str, said: String) -> bool {
        let called = |field: &Field| field.key.as_deref().unwrap_or(field.name) == name;
        match self.fields.iter().position(called) {
            Some(at) => {
                self.fields[at].wrong = Some(Wrong::Said(said));
                self.at = at;
                true
            }
            None => false,
        }
    }
}
