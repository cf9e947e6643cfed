//! One part of a rule in a form: a condition with what it looks at and what that must be, or a group.
//!
//! Not here: the rule (`rule_edit`), filling in (`form`).

use super::App;
use super::form::{Field, Form, Purpose, Value, Wrong};
use super::layer::Layer;
use super::own;
use super::own_fields;
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::rule::{Criterion, Rule, Subject};

/// What a part can be, in the order of the form.
const PARTS: [&str; 6] = ["answer", "product_type", "supplier", "profile", "any", "all"];

/// A part of a rule in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// It is added; else it is the one under the cursor.
    pub new: bool,
}

/// What a part is in the form, the question it looks at and its value.
fn words(rule: &Rule) -> Option<(&'static str, String, String)> {
    Some(match rule {
        Rule::Group { criterion: Criterion::Any, .. } => ("any", String::new(), String::new()),
        Rule::Group { criterion: Criterion::All, .. } => ("all", String::new(), String::new()),
        Rule::Condition { subject, value } => {
            let value = value.clone().unwrap_or_default();
            match subject {
                Subject::Answer { question } => ("answer", question.clone(), value),
                Subject::ProductType => ("product_type", String::new(), value),
                Subject::Supplier => ("supplier", String::new(), value),
                Subject::Profile => {
                    let word = match value.as_str() {
                        "1" => "business",
                        "0" => "consumer",
                        word => word,
                    };
                    ("profile", String::new(), word.to_owned())
                }
            }
        }
        Rule::Unknown { .. } => return None,
    })
}

/// A field of one of `options`, `held` among them; of text where there are none.
fn one_of(name: &'static str, mut options: Vec<(String, String)>, held: &str) -> Field {
    if options.is_empty() {
        return Field::text(name, held);
    }
    if !held.is_empty() && !options.iter().any(|(word, _)| word == held) {
        options.push((held.to_owned(), held.to_owned()));
    }
    Field::choice(name, options, held)
}

fn text_of(fields: &Fields, name: &str) -> String {
    own_fields::word(fields.get(name))
}

impl App {
    /// Opens the form of a new part, or of the one under the cursor.
    pub(super) fn open_part(&mut self, new: bool) {
        let Some(edit) = self.rule_edit() else { return };
        let held = if new { None } else { edit.part().map(words) };
        let (part, question, value) = match held {
            // What is not known can only go.
            Some(None) => {
                self.say(Meaning::Action, self.look.say("rule-part-unknown", &[]));
                return;
            }
            Some(Some(words)) => words,
            None if new => (PARTS[0], String::new(), String::new()),
            None => return,
        };
        let fields = self.part_fields(part, &question, &value);
        let form = Form::new(Purpose::RulePart(Part { new }), fields);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// The fields of a part, which hang on what it is.
    fn part_fields(&self, part: &str, question: &str, value: &str) -> Vec<Field> {
        let look = &self.look;
        let parts = PARTS.map(|part| (part.to_owned(), look.say(&format!("rule-part-{part}"), &[])));
        let mut fields = vec![Field::choice("rule_part", parts.to_vec(), part)];
        match part {
            "answer" => {
                let mut asked: Vec<_> = self.asked_questions().map(|one| text_of(one, "name")).collect();
                asked.sort();
                asked.dedup();
                let options = asked.into_iter().map(|name| (name.clone(), name)).collect();
                let field = one_of("rule_question", options, question);
                let options = self.answers_of(field.word());
                fields.push(field);
                fields.push(match options.is_empty() {
                    true => Field::text("rule_answer", value),
                    false => {
                        let any = (String::new(), look.say("rule-anything", &[]));
                        one_of("rule_answer", std::iter::once(any).chain(options).collect(), value)
                    }
                });
            }
            "product_type" => {
                let products = self.cabinet_list(Kind::Product).unwrap_or_default();
                let mut types: Vec<_> = products.iter().map(|product| text_of(product, "type")).collect();
                types.retain(|word| !word.is_empty());
                types.sort();
                types.dedup();
                let named = |word: String| (word.clone(), labels::product_type(look, &word));
                fields.push(one_of("rule_value", types.into_iter().map(named).collect(), value));
            }
            "supplier" => {
                let suppliers = self.cabinet_list(Kind::Supplier).unwrap_or_default().iter();
                let named = |supplier: &Fields| (text_of(supplier, "id"), own::name(supplier));
                fields.push(one_of("rule_value", suppliers.map(named).collect(), value));
            }
            "profile" => {
                let named = [("consumer", "rule-consumer"), ("business", "rule-business")]
                    .map(|(word, key)| (word.to_owned(), look.say(key, &[])));
                fields.push(one_of("rule_value", named.to_vec(), value));
            }
            _ => {}
        }
        fields
    }

    /// The questions that are answered, as a list has them.
    fn asked_questions(&self) -> impl Iterator<Item = &Fields> {
        let questions = self.cabinet_list(Kind::Question).unwrap_or_default().iter();
        questions.filter(|one| !matches!(text_of(one, "input_type").as_str(), "h2" | "p"))
    }

    /// The question for all of the one called so: a list does not have what can be answered.
    fn whole_question(&self, name: &str) -> Option<AdministrationQuery> {
        let found = self.asked_questions().find(|one| text_of(one, "name") == name.trim())?;
        let query = CatalogueQuery::Show { kind: Kind::Question, id: text_of(found, "id") };
        Some(AdministrationQuery::Catalogue(query))
    }

    /// What can be answered to a question: as it is told, and as it is read.
    fn answers_of(&self, question: &str) -> Vec<(String, String)> {
        let held = self.whole_question(question).and_then(|query| self.cabinet.get(&query));
        match held {
            Some(AdministrationView::Catalogue(CatalogueView::Thing(fields))) => {
                if text_of(fields, "input_type") == "checkbox" {
                    return [true, false].map(|on| (u8::from(on).to_string(), self.look.yes_no(on))).to_vec();
                }
                let options = text_of(fields, "options");
                let options = own_fields::options(&options).into_iter();
                options.map(|option| (option.to_owned(), option.to_owned())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the form of a part needs to know.
    pub(super) fn part_needed(&self) -> Option<AdministrationQuery> {
        match self.layers.last()? {
            Layer::Form(form) if matches!(form.purpose, Purpose::RulePart(_)) => {
                self.whole_question(form.word("rule_question"))
            }
            _ => None,
        }
    }

    /// An answer came: what can be answered to the question in the form may be known now.
    pub(super) fn part_answered(&mut self) {
        let Some(Layer::Form(form)) = self.layers.last() else { return };
        let typed = form.fields.iter().any(|field| {
            matches!(field.name, "rule_question" | "rule_answer" | "rule_value")
                && matches!(field.value, Value::Text(_))
        });
        if typed && matches!(form.purpose, Purpose::RulePart(_)) {
            let word = |name: &str| form.word(name);
            let value = if word("rule_part") == "answer" { word("rule_answer") } else { word("rule_value") };
            let fields = self.part_fields(word("rule_part"), word("rule_question"), value);
            let is_choice = |field: &&Field| matches!(field.value, Value::Choice { .. });
            let grown =
                fields.iter().filter(is_choice).count() > form.fields.iter().filter(is_choice).count();
            if let (true, Some(Layer::Form(form))) = (grown, self.layers.last_mut()) {
                form.fields = fields;
            }
        }
    }

    /// What a part is, or which question it looks at, was turned: what hangs on it follows.
    pub(super) fn part_turned(&mut self) {
        let Some(Layer::Form(form)) = self.layers.last() else { return };
        if !matches!(form.field().map(|field| field.name), Some("rule_part" | "rule_question")) {
            return;
        }
        let fields = self.part_fields(form.word("rule_part"), form.word("rule_question"), "");
        if let Some(Layer::Form(form)) = self.layers.last_mut() {
            form.fields = fields;
        }
    }

    /// Takes the form of a part into the rule that is edited.
    pub(super) fn submit_part(&mut self, part: &Part) {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let value = |name: &str| Some(form.word(name).to_owned()).filter(|word| !word.is_empty());
        let group = |criterion| Rule::Group { criterion, rules: Vec::new() };
        let condition = |subject| Rule::Condition { subject, value: value("rule_value") };
        let made = match form.word("rule_part") {
            "any" => group(Criterion::Any),
            "all" => group(Criterion::All),
            "answer" => {
                let question = form.word("rule_question").to_owned();
                Rule::Condition { subject: Subject::Answer { question }, value: value("rule_answer") }
            }
            "product_type" => condition(Subject::ProductType),
            "supplier" => condition(Subject::Supplier),
            _ => condition(Subject::Profile),
        };
        let missing = match &made {
            Rule::Condition { subject: Subject::Answer { question }, .. } if question.is_empty() => {
                Some("rule_question")
            }
            Rule::Condition { subject: Subject::Answer { .. }, .. } => None,
            Rule::Condition { value: None, .. } => Some("rule_value"),
            _ => None,
        };
        if form.refuse(missing.map(|name| (name, Wrong::Missing)).into_iter().collect()) {
            return;
        }
        self.layers.pop();
        let page = self.rule_page();
        let Some(edit) = self.rule_edit_mut() else { return };
        let place = edit.place();
        let rule = edit.now.rule.clone();
        let (rule, place) = match rule {
            Some(rule) if !part.new => (rule.replaced(&place, made), place),
            rule => Rule::with(rule, &place, made),
        };
        edit.change_rule(Some(rule), &place);
        let length = edit.length();
        edit.at.settle(length, page);
    }
}
