//! How good suggestions are: on pairs of questions written by hand, and on the sample worlds against the
//! demo's mapping. The numbers are floors: they cannot quietly get worse.

use std::collections::BTreeMap;

use super::*;
use crate::model::ids::QuestionId;
use crate::model::question::QuestionContract;

/// Partner questions and own ones, by line; an own key equals the partner's where they ask the same.
fn written() -> (Catalogue, Catalogue) {
    let (mut own, mut partner) = (Catalogue::default(), Catalogue::default());
    for (at, line) in include_str!("../../../tests/suggest/questions.tsv").lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let question = |from: usize, key: String| Question {
            id: QuestionId(at as u64 + 1),
            // Identifiers say nothing here: labels, types and options must do.
            key: key.as_str().into(),
            name: cells[from].to_owned(),
            input_type: InputType::from_word(cells[from + 1]),
            description: "".into(),
            contract: Some(QuestionContract {
                options: cells[from + 2]
                    .split('|')
                    .filter(|one| !one.is_empty())
                    .map(str::to_owned)
                    .collect(),
                ..QuestionContract::default()
            }),
        };
        if !cells[0].is_empty() {
            partner.contract.questions.push(question(0, format!("p{at}")));
        }
        if !cells[3].is_empty() {
            own.contract.questions.push(question(3, format!("o{at}")));
        }
    }
    (own, partner)
}

const ACCEPT: u8 = Suggestion::ACCEPT;

/// Precision and recall of what is accepted at [`ACCEPT`], and how many the best guess of all is right for.
fn measured(found: &[Suggestion], right: impl Fn(&QuestionRow) -> bool, all: usize) -> (f64, f64, usize) {
    let rows = |one: &Suggestion| match &one.row {
        SuggestedRow::Question(row) => Some(row.clone()),
        _ => None,
    };
    let accepted: Vec<QuestionRow> =
        found.iter().filter(|one| one.is_sure(ACCEPT)).filter_map(rows).collect();
    let good = accepted.iter().filter(|row| right(row)).count();
    let guessed = found.iter().filter_map(rows).filter(|row| right(row)).count();
    (good as f64 / accepted.len().max(1) as f64, good as f64 / all as f64, guessed)
}

#[test]
fn accepted_suggestions_are_right_and_most_are_found() {
    let (own, partner) = written();
    let pairs = partner.contract.questions.iter().filter(|theirs| {
        let twin = theirs.key.as_str().replacen('p', "o", 1);
        own.contract.questions.iter().any(|ours| ours.key.as_str() == twin)
    });
    let pairs = pairs.count();
    assert!(pairs >= 100, "{pairs}");
    let found = suggest(&own, &partner, &Mapping::default());
    let right = |row: &QuestionRow| {
        row.own.as_ref().is_some_and(|own| own.as_str()[1..] == row.partner.as_str()[1..])
    };
    let (precision, recall, guessed) = measured(&found, right, pairs);
    println!(
        "{pairs} pairs written by hand: precision {precision:.3} and recall {recall:.3} at {ACCEPT}, \
         {guessed} proposed rightly"
    );
    assert!(precision >= 0.95, "{precision}");
    assert!(recall >= 0.60, "{recall}");
}

#[test]
fn the_sample_worlds_are_mostly_mapped_by_suggestion() {
    let read = |text: &str| {
        let world: serde_json::Value = serde_json::from_str(text).unwrap();
        let questions = world["questions"].as_array().unwrap().iter().map(|row| {
            crate::salesdock::convert::catalogue::question(serde_json::from_value(row.clone()).unwrap(), true)
        });
        let mut catalogue = Catalogue::default();
        catalogue.contract.questions = questions.map(Result::unwrap).collect();
        catalogue
    };
    let own = read(include_str!("../../../assets/worlds/reseller.json"));
    let partner = read(include_str!("../../../assets/worlds/supplier.json"));
    let mapping: Mapping = toml::from_str(include_str!("../../../assets/maps/demo.toml")).unwrap();
    let wanted: BTreeMap<_, _> =
        mapping.questions.iter().filter_map(|row| Some((row.partner.clone(), row.own.clone()?))).collect();
    let found = suggest(&own, &partner, &Mapping::default());
    let right = |row: &QuestionRow| row.own.is_some() && wanted.get(&row.partner) == row.own.as_ref();
    let (precision, recall, guessed) = measured(&found, right, wanted.len());
    println!(
        "sample worlds, {} rows: precision {precision:.3} and recall {recall:.3} at {ACCEPT}, {guessed} \
         proposed rightly",
        wanted.len()
    );
    assert!(precision >= 0.95, "{precision}");
    assert!(recall >= 0.45, "{recall}");
    assert!(guessed * 10 >= wanted.len() * 5, "{guessed} of {}", wanted.len());
    // What has a row is left alone.
    assert!(suggest(&own, &partner, &mapping).iter().all(|one| match &one.row {
        SuggestedRow::Question(row) => !wanted.contains_key(&row.partner),
        _ => true,
    }));
}

#[test]
fn a_flow_leads_to_one_of_its_type_whatever_they_are_called_and_to_no_other() {
    let flow = |flow_type: &str, key: &str, title: &str| crate::model::flow::Flow {
        id: crate::model::ids::FlowId(1),
        key: crate::model::ids::FlowKey::new(flow_type, key),
        title: title.into(),
        settings: None,
    };
    let (mut own, mut partner) = (Catalogue::default(), Catalogue::default());
    own.contract.flows =
        vec![flow("default", "thuis", "Slimmer thuis"), flow("energy", "energiecontract", "Energiecontract")];
    partner.contract.flows = vec![
        flow("telecom", "internet-thuis", "Internet thuis"),
        flow("default", "slim-wonen", "Slim wonen"),
        flow("energy", "stroom-en-gas", "Stroom en gas"),
    ];
    let found = suggest(&own, &partner, &Mapping::default());
    let mut rows: Vec<_> = found.iter().map(|one| one.row.place().1 + " " + one.partner.as_str()).collect();
    rows.sort();
    assert_eq!(rows, ["default/thuis Slim wonen", "energy/energiecontract Stroom en gas"]);
    let all = candidates(&own, &partner);
    assert!(all.iter().all(|one| one.partner.as_str() != "Internet thuis"), "not even as the last choice");
}
