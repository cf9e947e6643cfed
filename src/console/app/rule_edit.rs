//! The rule of a question or an agreement being edited: as a tree, part by part, or as text. Nothing of it is
//! saved before its plan is confirmed; until then it can be tried on a sale and taken back step by step.
//!
//! Not here: what a rule is (`model::rule`), the form of a part (`rule_part`), drawing (`layers::rule`).

use ratatui::crossterm::event::KeyEvent;
use ratatui_textarea::TextArea;
use serde_json::Value;

use super::errand::Errand;
use super::layer::Layer;
use super::listing::{Listing, Step};
use super::{App, own};
use crate::console::look::Look;
use crate::console::rule_tree::{self, Known};
use crate::console::theme::Meaning;
use crate::model::administration::Administration;
use crate::model::administration::catalogue::{CatalogueAct, Fields, Kind};
use crate::model::rule::{Rule, text};
use crate::model::shown::Shown;

/// A rule and what it decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The rule.
    pub rule: Option<Rule>,
    /// It decides whether the thing is visible.
    pub visible: bool,
    /// It decides whether the thing is required.
    pub required: bool,
}

/// A rule being edited.
#[derive(Clone, Debug)]
pub struct RuleEdit {
    /// Whose rule it is.
    pub kind: Kind,
    /// The thing's number.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// As it is now.
    pub now: Draft,
    /// Cursor among the parts.
    pub at: Listing,
    /// As the environment has it.
    was: Draft,
    /// As it was before each change.
    past: Vec<Draft>,
    /// Leaving was asked for once with changes that are not saved.
    warned: bool,
}

impl RuleEdit {
    /// The rule of a thing.
    pub fn new(kind: Kind, id: String, fields: &Fields) -> Self {
        let on = |name: &str| match fields.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "1",
            Some(Value::Number(number)) => number.as_u64() == Some(1),
            _ => false,
        };
        let now = Draft {
            rule: fields.get("rule").and_then(Rule::parse),
            visible: on("rule_visible"),
            required: on("rule_required"),
        };
        let name = own::name(fields);
        Self {
            kind,
            id,
            name,
            was: now.clone(),
            now,
            at: Listing::default(),
            past: Vec::new(),
            warned: false,
        }
    }

    /// True when something is not saved.
    pub fn is_changed(&self) -> bool {
        self.now != self.was
    }

    /// The places of the parts, as they stand in the tree.
    fn places(&self) -> Vec<Vec<usize>> {
        self.now.rule.as_ref().map(Rule::places).unwrap_or_default()
    }

    /// The place of the part under the cursor.
    pub fn place(&self) -> Vec<usize> {
        self.places().into_iter().nth(self.at.at).unwrap_or_default()
    }

    /// The part under the cursor.
    pub fn part(&self) -> Option<&Rule> {
        self.now.rule.as_ref()?.part(&self.place())
    }

    /// How many parts there are.
    pub fn length(&self) -> usize {
        self.places().len()
    }

    /// Takes a change, which can be taken back.
    pub fn change(&mut self, to: Draft) {
        self.warned = false;
        if to != self.now {
            self.past.push(std::mem::replace(&mut self.now, to));
        }
        self.at.at = self.at.at.min(self.length().saturating_sub(1));
    }

    /// Takes another rule, with the cursor at `place`.
    pub fn change_rule(&mut self, rule: Option<Rule>, place: &[usize]) {
        self.change(Draft { rule, ..self.now.clone() });
        self.at.at = self.places().iter().position(|own| own == place).unwrap_or(0);
    }

    fn remove(&mut self) {
        let place = self.place();
        if let Some(rule) = self.now.rule.clone() {
            self.change(Draft { rule: rule.without(&place), ..self.now.clone() });
        }
    }

    /// What of it is not as the environment has it, by the API's names.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        if self.now.rule != self.was.rule {
            let rule = self.now.rule.as_ref().map_or(Value::Null, Rule::to_value);
            fields.insert("rule".to_owned(), rule);
        }
        for (name, now, was) in [
            ("rule_visible", self.now.visible, self.was.visible),
            ("rule_required", self.now.required, self.was.required),
        ] {
            if now != was {
                fields.insert(name.to_owned(), if now { "1" } else { "0" }.into());
            }
        }
        fields
    }

    /// The whole of it, to be tried without being saved.
    pub fn tried_as(&self) -> Fields {
        let rule = self.now.rule.as_ref().map_or(Value::Null, Rule::to_value);
        Fields::from_iter([
            ("rule".to_owned(), rule),
            ("rule_visible".to_owned(), self.now.visible.into()),
            ("rule_required".to_owned(), self.now.required.into()),
        ])
    }

    /// What saving it changes, line by line.
    fn differences(&self, look: &Look, known: &Known) -> Vec<(String, Meaning)> {
        let mut lines = Vec::new();
        for (key, now, was) in [
            ("rule-visible", self.now.visible, self.was.visible),
            ("rule-required", self.now.required, self.was.required),
        ] {
            if now != was {
                let label = look.say(&format!("field-{key}"), &[]);
                lines.push((format!("{label}: {}", look.yes_no(now)), Meaning::Plain));
            }
        }
        if self.now.rule != self.was.rule {
            let tree = |draft: &Draft| match &draft.rule {
                Some(rule) => rule_tree::indented(look, known, &known.part(rule), rule_tree::PLAIN),
                None => vec![look.say("trial-no-rule", &[])],
            };
            lines.extend(compared(&tree(&self.was), &tree(&self.now)));
        }
        lines
    }
}

/// The lines of two texts as one: what went, what came, and what stayed between them.
fn compared(was: &[String], now: &[String]) -> Vec<(String, Meaning)> {
    // How much is the same from each pair of lines on.
    let mut same = vec![vec![0usize; now.len() + 1]; was.len() + 1];
    for left in (0..was.len()).rev() {
        for right in (0..now.len()).rev() {
            same[left][right] = match was[left] == now[right] {
                true => same[left + 1][right + 1] + 1,
                false => same[left + 1][right].max(same[left][right + 1]),
            };
        }
    }
    let (mut left, mut right) = (0, 0);
    let mut lines = Vec::new();
    while left < was.len() || right < now.len() {
        if left < was.len() && right < now.len() && was[left] == now[right] {
            lines.push((format!("  {}", now[right]), Meaning::Dim));
            (left, right) = (left + 1, right + 1);
        } else if right == now.len() || left < was.len() && same[left + 1][right] >= same[left][right + 1] {
            lines.push((format!("- {}", was[left]), Meaning::Error));
            left += 1;
        } else {
            lines.push((format!("+ {}", now[right]), Meaning::Ok));
            right += 1;
        }
    }
    lines
}

/// A rule being typed.
#[derive(Clone, Debug)]
pub struct RuleText {
    area: TextArea<'static>,
    /// Taking it was asked for, with a mistake in it: the screen says more of it.
    pub refused: bool,
}

impl RuleText {
    fn new(rule: Option<&Rule>) -> Self {
        let written = text::write(rule);
        let lines = written.lines().map(str::to_owned).collect::<Vec<_>>();
        let mut area = TextArea::new(if lines.is_empty() { vec![String::new()] } else { lines });
        area.set_tab_length(2);
        Self { area, refused: false }
    }

    /// Its lines.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Line and column of the cursor.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// The line of the cursor: before it, the character under it, behind it.
    pub fn parts(&self) -> (String, String, String) {
        let (row, column) = self.cursor();
        let mut chars = self.lines().get(row).map_or("", String::as_str).chars();
        let before: String = chars.by_ref().take(column).collect();
        let under = chars.next().map_or_else(|| " ".to_owned(), String::from);
        (before, under, chars.collect())
    }

    /// The rule it makes, or the first mistake.
    ///
    /// # Errors
    /// The first line of which nothing can be made.
    pub fn read(&self) -> Result<Option<Rule>, text::Mistake> {
        text::read(&self.lines().join("\n"))
    }

    /// Takes a key; Tab and Esc are never given to it. A new line begins as far in as the one before.
    pub fn key(&mut self, key: KeyEvent) {
        use ratatui::crossterm::event::KeyCode;
        self.refused = false;
        let margin = match key.code {
            KeyCode::Enter => {
                let line = self.lines().get(self.cursor().0).map_or("", String::as_str);
                line.len() - line.trim_start_matches(' ').len()
            }
            _ => 0,
        };
        self.area.input(key);
        self.area.insert_str(" ".repeat(margin));
    }

    /// Takes text as it comes, line by line, without anything that is no text.
    pub fn paste(&mut self, text: &str) {
        let safe = |line: &str| {
            let margin = line.len() - line.trim_start_matches(' ').len();
            format!("{}{}", " ".repeat(margin.min(80)), Shown::new(line))
        };
        let lines: Vec<_> = text.split(['\n', '\r']).map(safe).collect();
        self.area.insert_str(lines.join("\n"));
    }
}

impl App {
    /// The rule being edited, whatever lies over it.
    pub fn rule_edit(&self) -> Option<&RuleEdit> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Rule(edit) => Some(edit.as_ref()),
            _ => None,
        })
    }

    pub(super) fn rule_edit_mut(&mut self) -> Option<&mut RuleEdit> {
        self.layers.iter_mut().find_map(|layer| match layer {
            Layer::Rule(edit) => Some(edit.as_mut()),
            _ => None,
        })
    }

    /// Moves among the parts.
    pub(super) fn step_rule(&mut self, step: Step) {
        let page = self.rule_page();
        if let Some(edit) = self.rule_edit_mut() {
            let length = edit.length();
            edit.at.go(step, length, page);
        }
    }

    /// Takes the part under the cursor away.
    pub(super) fn remove_part(&mut self) {
        if let Some(edit) = self.rule_edit_mut() {
            edit.remove();
        }
    }

    /// Takes the last change back.
    pub(super) fn undo_rule(&mut self) {
        let Some(edit) = self.rule_edit_mut() else { return };
        match edit.past.pop() {
            Some(before) => {
                edit.now = before;
                edit.at.at = edit.at.at.min(edit.length().saturating_sub(1));
            }
            None => self.say(Meaning::Dim, self.look.say("rule-nothing-to-undo", &[])),
        }
    }

    /// The rule begins or stops to decide whether its thing is visible, or required.
    pub(super) fn turn_rule(&mut self, visible: bool) {
        let Some(edit) = self.rule_edit_mut() else { return };
        let mut to = edit.now.clone();
        let flag = if visible { &mut to.visible } else { &mut to.required };
        *flag = !*flag;
        edit.change(to);
    }

    /// Opens the rule as text.
    pub(super) fn open_rule_text(&mut self) {
        if let Some(edit) = self.rule_edit() {
            let text = RuleText::new(edit.now.rule.as_ref());
            self.layers.push(Layer::RuleText(Box::new(text)));
        }
    }

    /// Takes what was typed, unless there is a mistake in it.
    pub(super) fn take_rule_text(&mut self) {
        let Some(Layer::RuleText(text)) = self.layers.last_mut() else { return };
        let Ok(rule) = text.read() else {
            text.refused = true;
            return;
        };
        self.layers.pop();
        if let Some(edit) = self.rule_edit_mut() {
            edit.change_rule(rule, &[]);
        }
    }

    /// Opens the plan that saves the rule.
    pub(super) fn save_rule(&mut self) {
        if self.is_blocked() {
            return;
        }
        let look = self.look;
        let Some(edit) = self.rule_edit() else { return };
        if !edit.is_changed() {
            self.say(Meaning::Dim, look.say("form-nothing-changed", &[]));
            return;
        }
        let (kind, id, fields) = (edit.kind, edit.id.clone(), edit.fields());
        let act = Administration::Catalogue(CatalogueAct::Set { kind, id, fields });
        let title = look.say("rule-edit-title", &[("name", edit.name.as_str().into())]);
        let lines = edit.differences(&look, &self.known());
        self.open_errand(Errand::new(act, title, lines));
    }

    /// Leaves the rule: what is not saved is warned of once. True when it stays.
    pub(super) fn keeps_rule(&mut self) -> bool {
        let look = self.look;
        let Some(Layer::Rule(edit)) = self.layers.last_mut() else { return false };
        if !edit.is_changed() || std::mem::replace(&mut edit.warned, true) {
            return false;
        }
        self.say(Meaning::Action, look.say("rule-not-saved", &[]));
        true
    }
}
