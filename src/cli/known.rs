//! Names that a command gives and that neither environment has: refused before anything is kept, each with the
//! nearest there are.
//!
//! Not here: numbers of products.

use super::context::Context;
use super::error::CliError;
use crate::locale::status::status;
use crate::locale::{Language, text};
use crate::model::ids::IntegrationName;
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::shown::Shown;
use crate::model::side_by_side::{MappingView, QuestionView};
use crate::model::spelling::nearest;
use crate::model::status::{SYSTEM, is_system};
use crate::model::table::{Odd, answers, odd};
use crate::service::protocol::{Answer, Query};

/// A name that is on nobody's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Which list.
    pub list: List,
    /// The name.
    pub name: String,
    /// The nearest that are on it.
    pub near: Vec<String>,
}

/// A list of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// Of the own environment: `flow`, `question`, `agreement` or `status`.
    Own(&'static str),
    /// Of the partner.
    Partner(&'static str),
    /// The partner's questions, of what was imported.
    Asked,
    /// The options of a question of ours.
    OwnOptions(String),
    /// The answers that a question of the partner's takes.
    PartnerOptions(String),
}

impl List {
    /// A table's name in words.
    fn word(language: Language, table: &str) -> String {
        let key = match table {
            "flow" => "cli-map-what-flow",
            "question" => "cli-map-what-question",
            "agreement" => "cli-map-what-agreement",
            _ => "cli-map-what-status",
        };
        text(language, key, &[])
    }
}

impl Unknown {
    /// That there is none, and what comes near it.
    pub fn sentence(&self, language: Language) -> String {
        let name = Shown::new(&self.name).into_string();
        let named = |key: &str, other: &'static str, value: &str| {
            text(language, key, &[(other, value.into()), ("name", name.as_str().into())])
        };
        let mut said = match &self.list {
            List::Own(table) => named("cli-unknown-own", "what", &List::word(language, table)),
            List::Partner(table) => named("cli-unknown-partner", "what", &List::word(language, table)),
            List::Asked => named("cli-map-odd-question", "what", ""),
            List::OwnOptions(own) => named("cli-map-odd-own", "own", own),
            List::PartnerOptions(partner) => named("cli-map-odd-partner", "partner", partner),
        };
        if !self.near.is_empty() {
            let near: Vec<_> = self.near.iter().map(|name| Shown::new(name).into_string()).collect();
            said.push(' ');
            said.push_str(&text(language, "cli-unknown-near", &[("names", near.join(", ").into())]));
        }
        said
    }
}

/// What both environments have, as last read.
pub struct Known {
    name: IntegrationName,
    /// Side by side.
    pub view: MappingView,
}

impl Known {
    /// Of an integration.
    pub async fn of(context: &Context, name: IntegrationName) -> Result<Self, CliError> {
        match context.query(Query::Mapping { integration: name.clone() }).await? {
            Answer::Mapping(view) => Ok(Self { name, view: *view }),
            _ => Err(CliError::WrongAnswer),
        }
    }

    /// Refuses what is unknown.
    pub fn refuse(&self, unknown: Vec<Unknown>) -> Result<(), CliError> {
        match unknown.is_empty() {
            true => Ok(()),
            false => {
                Err(CliError::Unknown { unknown, integration: self.name.clone(), next: "cli-unknown-new" })
            }
        }
    }

    /// Whether the own environment has no such thing. A list that was not read yet is no proof.
    pub fn own(&self, table: &'static str, name: &str) -> Option<Unknown> {
        let known = own(&self.view, table);
        lacks(List::Own(table), name, &known)
    }

    /// Names in rows of a file that neither side has. A question of the partner's that is not listed may belong
    /// to products that are imported later.
    pub fn in_file(&self, mapping: &Mapping) -> Vec<Unknown> {
        let mut found = unknown(&self.view, mapping);
        found.extend(self.odd(mapping).into_iter().filter(|one| one.list != List::Asked));
        found
    }

    /// Names in rows of questions that their two sides lack.
    pub fn odd(&self, mapping: &Mapping) -> Vec<Unknown> {
        let rows = mapping.questions.iter();
        rows.flat_map(|row| odd(&self.view, row).into_iter().filter_map(|one| self.named(row, one))).collect()
    }

    fn named(&self, row: &QuestionRow, odd: Odd) -> Option<Unknown> {
        let options = |found: Option<&QuestionView>| {
            let all = found.map(answers).unwrap_or_default();
            all.iter().map(|one| (one.to_string(), one.to_string())).collect::<Vec<_>>()
        };
        let (list, name, known) = match odd {
            Odd::PartnerQuestion(name) => (List::Asked, name, labelled(&self.view.partner_questions)),
            Odd::OwnOption(name) => {
                let own = row.own.as_ref()?;
                let ours = self.view.own_questions.iter().find(|one| one.key == *own);
                (List::OwnOptions(own.to_string()), name, options(ours))
            }
            Odd::PartnerOption(name) => {
                let theirs = self.view.partner_questions.iter().find(|one| one.key == row.partner);
                (List::PartnerOptions(row.partner.to_string()), name, options(theirs))
            }
            Odd::Lacking(_) => return None,
        };
        let near = nearest(&name, &known);
        Some(Unknown { list, name, near })
    }
}

/// Names in `mapping` that the catalogues in `view` lack. A side whose list is empty was not read yet.
pub fn unknown(view: &MappingView, mapping: &Mapping) -> Vec<Unknown> {
    let mut found: Vec<Unknown> = Vec::new();
    let mut look = |list: List, name: String| {
        let known = match &list {
            List::Partner(table) => partner(view, table),
            List::Own(table) => own(view, table),
            _ => Vec::new(),
        };
        let one = lacks(list, &name, &known).filter(|one| !found.contains(one));
        found.extend(one);
    };
    for row in &mapping.flows {
        look(List::Own("flow"), row.own.to_string());
        look(List::Partner("flow"), row.partner.to_string());
    }
    // The partner's questions are listed for imported products only, so one that is not there says nothing.
    for own in mapping.questions.iter().filter_map(|row| row.own.as_ref()) {
        look(List::Own("question"), own.to_string());
    }
    for row in &mapping.agreements {
        look(List::Own("agreement"), row.own.to_string());
        look(List::Partner("agreement"), row.partner.to_string());
    }
    for row in &mapping.statuses {
        look(List::Own("status"), row.own.to_string());
        look(List::Partner("status"), row.partner.to_string());
    }
    found
}

fn lacks(list: List, name: &str, known: &[(String, String)]) -> Option<Unknown> {
    let ships = matches!(list, List::Own("status") | List::Partner("status")) && is_system(&name.into());
    if known.is_empty() || ships || known.iter().any(|(key, _)| key == name) {
        return None;
    }
    Some(Unknown { near: nearest(name, known), list, name: name.to_owned() })
}

/// A table of the own environment, each by what identifies it and by what it is called.
fn own(view: &MappingView, table: &str) -> Vec<(String, String)> {
    match table {
        "flow" => pairs(&view.own_flows),
        "question" => labelled(&view.own_questions),
        "agreement" => pairs(&view.own_agreements),
        _ => statuses(pairs(&view.own_statuses)),
    }
}

/// A table of the partner's.
fn partner(view: &MappingView, table: &str) -> Vec<(String, String)> {
    match table {
        "flow" => pairs(&view.partner_flows),
        "agreement" => {
            view.partner_agreements.iter().map(|one| (one.key.to_string(), one.name.to_string())).collect()
        }
        _ => statuses(pairs(&view.partner_statuses)),
    }
}

fn pairs<K: ToString>(list: &[(K, Shown)]) -> Vec<(String, String)> {
    list.iter().map(|(key, name)| (key.to_string(), name.to_string())).collect()
}

fn labelled(list: &[QuestionView]) -> Vec<(String, String)> {
    list.iter().map(|one| (one.key.to_string(), one.name.to_string())).collect()
}

/// With those that ship with every environment, by koppel's words for them.
fn statuses(mut listed: Vec<(String, String)>) -> Vec<(String, String)> {
    if !listed.is_empty() {
        for language in [Language::Nl, Language::En] {
            listed.extend(SYSTEM.iter().map(|key| ((*key).to_owned(), status(language, key, None))));
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::FlowKey;
    use crate::model::mapping::{FlowRow, StatusRow};
    use crate::model::table::tests::view;

    fn flow(own: &str, partner: &str) -> FlowRow {
        FlowRow { own: FlowKey::new("energy", own), partner: FlowKey::new("energy", partner) }
    }

    #[test]
    fn a_name_that_neither_side_knows_is_named_and_a_list_not_read_yet_is_no_proof() {
        let mut view = MappingView {
            own_flows: vec![(FlowKey::new("energy", "a"), Shown::new("a"))],
            own_statuses: vec![("open".into(), Shown::new("Open"))],
            ..view()
        };
        let system = StatusRow { partner: "new".into(), own: "sent".into() };
        let odd = StatusRow { partner: "bezig".into(), own: "opne".into() };
        let mapping = Mapping {
            flows: vec![flow("a", "b"), flow("z", "b")],
            statuses: vec![system, odd],
            ..Mapping::default()
        };
        let found = unknown(&view, &mapping);
        let names: Vec<_> =
            found.iter().map(|one| (&one.list, one.name.as_str(), one.near[0].as_str())).collect();
        let (flows, statuses) = (List::Own("flow"), List::Own("status"));
        assert_eq!(names, [(&flows, "energy/z", "energy/a"), (&statuses, "opne", "open")]);
        view.partner_flows = vec![(FlowKey::new("energy", "q"), Shown::new("q"))];
        let theirs = |one: &Unknown| one.list == List::Partner("flow") && one.name == "energy/b";
        assert!(unknown(&view, &mapping).iter().any(theirs));
    }

    #[test]
    fn a_label_finds_its_status_and_a_typo_its_option() {
        let view = MappingView { own_statuses: vec![("open".into(), Shown::new("Open"))], ..view() };
        let known = Known { name: "gas".into(), view };
        let label = known.own("status", "nieuw").unwrap();
        assert_eq!(label.near[0], "new");
        assert!(
            label.sentence(Language::Nl).contains("geen status «nieuw»"),
            "{}",
            label.sentence(Language::Nl)
        );
        assert_eq!(known.own("status", "verified"), None);
        let row = |partner: &str, own: &str, theirs: &str| QuestionRow {
            partner: partner.into(),
            own: Some("reden".into()),
            constant: None,
            default: None,
            options: [(own.to_owned(), theirs.to_owned()), ("overstap".to_owned(), "Overstap".to_owned())]
                .into(),
            date: None,
        };
        let odd = |row: QuestionRow| {
            let found = known.odd(&Mapping { questions: vec![row], ..Mapping::default() });
            found.into_iter().map(|one| (one.list, one.near[0].clone())).collect::<Vec<_>>()
        };
        let (ours, theirs) = (List::OwnOptions("reden".into()), List::PartnerOptions("situatie".into()));
        assert_eq!(odd(row("situatie", "nieuwbuow", "Nieuw")), [(ours, "nieuwbouw".to_owned())]);
        assert_eq!(odd(row("situatie", "nieuwbouw", "Niuew")), [(theirs, "Nieuw".to_owned())]);
        assert_eq!(odd(row("situtaie", "nieuwbouw", "Nieuw")), [(List::Asked, "situatie".to_owned())]);
        assert_eq!(odd(row("situatie", "nieuwbouw", "Nieuw")), []);
    }
}
