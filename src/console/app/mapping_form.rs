//! The form of one row of a mapping: what it corresponds to, and for a question its constant, its default, how
//! a date is written and the table of options. What was filled in is decided: kept in the draft.
//!
//! Not here: filling in (`form`), the lists (`mapping`).

use super::form::{Field, Form, Purpose};
use super::layer::Layer;
use super::mapping::{self, Tab};
use super::{App, Effect, Pane};
use crate::console::labels;
use crate::console::look::Look;
use crate::model::act::MappingRow;
use crate::model::draft::published;
use crate::model::mapping::{AgreementRow, DateFormats, FlowRow, Mapping, QuestionRow, StatusRow};
use crate::model::side_by_side::{AgreementView, MappingView, QuestionView};

/// The row a form is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited {
    /// In which list.
    pub tab: Tab,
    /// Its place in that list.
    pub index: usize,
    /// The mapping as it was looked at, with what was decided about it.
    pub view: Box<MappingView>,
}

/// Types of questions that are answered with a date.
const DATES: &[&str] = &["date", "switchdate"];
/// The word for an answer that is always the same.
const CONSTANT: &str = "=";

impl Edited {
    /// What the row is called: its key on the left.
    pub fn key(&self) -> String {
        mapping::line(&self.view, self.tab, self.index).map(|line| line.key).unwrap_or_default()
    }

    fn question(&self) -> Option<&QuestionView> {
        self.view.partner_questions.get(self.index)
    }

    fn question_row(&self) -> Option<&QuestionRow> {
        let question = self.question()?;
        self.view.mapping.questions.iter().find(|row| row.partner == question.key)
    }

    /// The fields, as the row stands.
    pub fn fields(&self, look: &Look) -> Vec<Field> {
        let view = &self.view;
        let nothing = || vec![(String::new(), look.say("map-nothing", &[]))];
        let listed = |list: Vec<(String, String)>| -> Vec<(String, String)> {
            let named = |(key, name): (String, String)| match name.is_empty() || name == key {
                true => (key.clone(), key),
                false => (key.clone(), format!("{key} ({name})")),
            };
            nothing().into_iter().chain(list.into_iter().map(named)).collect()
        };
        match self.tab {
            Tab::Flows => {
                let own = view.own_flows.get(self.index).map(|(key, _)| key);
                let to = own.and_then(|own| view.mapping.flow(own)).map(ToString::to_string);
                let flows = view.partner_flows.iter().map(|(key, name)| (key.to_string(), name.to_string()));
                vec![Field::choice("map_partner", listed(flows.collect()), &to.unwrap_or_default())]
            }
            Tab::Agreements => {
                let partner = view.partner_agreements.get(self.index).map(|one| &one.key);
                let row = view.mapping.agreements.iter().find(|row| Some(&row.partner) == partner);
                let own = view.own_agreements.iter().map(|(key, name)| (key.to_string(), name.to_string()));
                let from = row.map(|row| row.own.to_string()).unwrap_or_default();
                vec![Field::choice("map_own", listed(own.collect()), &from)]
            }
            Tab::Statuses => {
                let partner = view.partner_statuses.get(self.index).map(|(key, _)| key);
                let row = view.mapping.statuses.iter().find(|row| Some(&row.partner) == partner);
                let own = view.own_statuses.iter().map(|(key, name)| (key.to_string(), name.to_string()));
                let to = row.map(|row| row.own.to_string()).unwrap_or_default();
                vec![Field::choice("map_own", listed(own.collect()), &to)]
            }
            Tab::Questions => {
                let row = self.question_row();
                let own = view.own_questions.iter().map(|own| (own.key.to_string(), own.name.to_string()));
                let mut options = listed(own.collect());
                options.insert(1, (CONSTANT.to_owned(), look.say("map-constant", &[])));
                let from = match row {
                    Some(QuestionRow { constant: Some(_), .. }) => CONSTANT.to_owned(),
                    Some(QuestionRow { own: Some(own), .. }) => own.to_string(),
                    _ => String::new(),
                };
                let mut fields = vec![Field::choice("map_own", options, &from)];
                fields.extend(self.question_fields(look, &from));
                fields
            }
        }
    }

    /// The fields of a question that hang on where its answer comes from.
    fn question_fields(&self, look: &Look, from: &str) -> Vec<Field> {
        let row = self.question_row();
        let Some(question) = self.question() else { return Vec::new() };
        let answer = |name, held: Option<&String>| {
            let held = held.map(String::as_str).unwrap_or_default();
            let theirs = mapping::answers(question);
            if theirs.is_empty() {
                return Field::text(name, held);
            }
            let none = (String::new(), look.say("map-nothing", &[]));
            let options = theirs
                .iter()
                .map(|one| (one.to_string(), labels::answer(look, Some(question), one.as_str())));
            Field::choice(name, std::iter::once(none).chain(options).collect(), held)
        };
        match from {
            "" => Vec::new(),
            CONSTANT => vec![answer("map_constant", row.and_then(|row| row.constant.as_ref()))],
            from => {
                let mut fields = vec![answer("map_default", row.and_then(|row| row.default.as_ref()))];
                let own = self.view.own_questions.iter().find(|own| own.key.to_string() == from);
                let is_date = |question: &QuestionView| DATES.contains(&question.input_type.as_str());
                if is_date(question) || own.is_some_and(is_date) {
                    let date = row.and_then(|row| row.date.clone());
                    let (from, to) = date.map(|date| (date.from, date.to)).unwrap_or_default();
                    fields.push(Field::text("map_date_from", &from));
                    fields.push(Field::text("map_date_to", &to));
                }
                let options = own.map(mapping::answers).unwrap_or_default();
                let chosen = !mapping::answers(question).is_empty();
                let kept = row.filter(|row| row.own.as_ref().is_some_and(|own| own.to_string() == from));
                for option in options.iter().filter(|_| chosen) {
                    let held = match kept {
                        // Without a table an answer goes as it is.
                        Some(row) if row.options.is_empty() => {
                            mapping::answers(question).contains(option).then(|| option.to_string())
                        }
                        Some(row) => row.options.get(option.as_str()).cloned(),
                        // A new pair: options that read the same are proposed.
                        None => mapping::reads_the_same(question, option.as_str()),
                    };
                    let mut field = answer("map_option", held.as_ref());
                    field.label = Some(labels::answer(look, own, option.as_str()));
                    field.key = Some(option.to_string());
                    fields.push(field);
                }
                fields
            }
        }
    }

    /// The mapping with the row as it was filled in.
    fn mapping(&self, form: &Form) -> Mapping {
        let mut mapping = self.view.mapping.clone();
        let to = form.word("map_own");
        match self.tab {
            Tab::Flows => {
                let Some((own, _)) = self.view.own_flows.get(self.index) else { return mapping };
                mapping.flows.retain(|row| row.own != *own);
                let mut flows = self.view.partner_flows.iter().map(|(key, _)| key);
                let partner = flows.find(|key| key.to_string() == form.word("map_partner"));
                mapping
                    .flows
                    .extend(partner.map(|partner| FlowRow { own: own.clone(), partner: partner.clone() }));
            }
            Tab::Agreements => {
                let Some(AgreementView { key: partner, .. }) = self.view.partner_agreements.get(self.index)
                else {
                    return mapping;
                };
                mapping.agreements.retain(|row| row.partner != *partner);
                if !to.is_empty() {
                    mapping.agreements.push(AgreementRow { own: to.into(), partner: partner.clone() });
                }
            }
            Tab::Statuses => {
                let Some((partner, _)) = self.view.partner_statuses.get(self.index) else { return mapping };
                mapping.statuses.retain(|row| row.partner != *partner);
                if !to.is_empty() {
                    mapping.statuses.push(StatusRow { partner: partner.clone(), own: to.into() });
                }
            }
            Tab::Questions => {
                let Some(question) = self.question() else { return mapping };
                let row = self.row(form, question);
                let at = mapping.questions.iter().position(|row| row.partner == question.key);
                match (at, row) {
                    (Some(at), Some(row)) => mapping.questions[at] = row,
                    (Some(at), None) => drop(mapping.questions.remove(at)),
                    (None, row) => mapping.questions.extend(row),
                }
            }
        }
        mapping
    }

    fn row(&self, form: &Form, question: &QuestionView) -> Option<QuestionRow> {
        let given = |name: &str| Some(form.word(name).to_owned()).filter(|word| !word.is_empty());
        let partner = question.key.clone();
        let bare = QuestionRow {
            partner,
            own: None,
            constant: None,
            default: None,
            options: Default::default(),
            date: None,
        };
        match form.word("map_own") {
            "" => None,
            CONSTANT => {
                given("map_constant").map(|constant| QuestionRow { constant: Some(constant), ..bare })
            }
            own => {
                let before =
                    self.question_row().filter(|row| row.own.as_ref().is_some_and(|o| o.as_str() == own));
                // A choice that we do not offer now keeps its counterpart: sales made with it may still come.
                let shown = |own: &String| form.fields.iter().any(|field| field.key.as_ref() == Some(own));
                let kept = before.iter().flat_map(|row| &row.options).filter(|(own, _)| !shown(own));
                let kept = kept.map(|(own, partner)| (own.clone(), partner.clone()));
                let table = form.fields.iter().filter(|field| field.name == "map_option");
                let is_same = |field: &Field| field.key.as_deref() == Some(field.word());
                // Where every choice of ours is the partner's too, no table is needed.
                let same = table.clone().all(is_same) && kept.clone().next().is_none();
                let filled = table.filter(|field| !same && !field.word().is_empty());
                let pair = |field: &Field| Some((field.key.clone()?, field.word().to_owned()));
                Some(QuestionRow {
                    own: Some(own.into()),
                    default: given("map_default"),
                    options: filled.filter_map(pair).chain(kept).collect(),
                    date: given("map_date_from").zip(given("map_date_to")).map(dates),
                    ..bare
                })
            }
        }
    }
}

impl App {
    /// Opens the form of the row under the cursor.
    pub(super) fn edit_mapping(&mut self) {
        if self.pane != Pane::Mappings || self.is_blocked() {
            return;
        }
        let (tab, index) = (self.catalogue.tab, self.catalogue.mapping_at.at);
        let Some(view) = self.catalogue.draft.shown.clone() else { return };
        if mapping::line(&view, tab, index).is_none() {
            return;
        }
        let edited = Edited { tab, index, view };
        let fields = edited.fields(&self.look);
        let mut form = Form::new(Purpose::Mapping(Box::new(edited)), fields);
        // An option that lacks its counterpart is what a row is mostly opened for.
        let open = |field: &Field| field.name == "map_option" && field.word().is_empty();
        form.at = form.fields.iter().position(open).unwrap_or(0);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// A value of the form in front was turned: what hangs on it follows.
    pub(super) fn form_turned(&mut self) {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let edited = match &form.purpose {
            Purpose::Mapping(edited) => edited,
            Purpose::RulePart(_) => return self.part_turned(),
            _ => return self.arranging_turned(),
        };
        if edited.tab == Tab::Questions && form.at == 0 {
            let from = form.word("map_own").to_owned();
            let hang_on = edited.question_fields(&look, &from);
            form.fields.truncate(1);
            form.fields.extend(hang_on);
        }
    }

    /// Takes the form of a row: decided, and in the session on to the next. Outside it the plan to publish
    /// opens once that is kept.
    pub(super) fn submit_mapping(&mut self) -> Vec<Effect> {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let Purpose::Mapping(edited) = &form.purpose else { return Vec::new() };
        let Some(none) = mapping::none(&edited.view, edited.tab, edited.index) else { return Vec::new() };
        let (before, after) =
            (published(&edited.view.mapping, &none), published(&edited.mapping(form), &none));
        if before == after {
            form.said = Some(look.say("form-nothing-changed", &[]));
            return Vec::new();
        }
        if self.catalogue.draft.view.value.is_none() {
            // What colleagues decided is not here yet.
            form.said = Some(look.say("draft-busy", &[]));
            return Vec::new();
        }
        if self.is_blocked() {
            return Vec::new();
        }
        let row: MappingRow = after.unwrap_or(none);
        self.layers.pop();
        if self.in_session() { self.take(row) } else { self.decide_and_publish(row) }
    }
}

fn dates((from, to): (String, String)) -> DateFormats {
    DateFormats { from, to }
}
