//! Suggestions for a mapping: for everything without a row the most likely counterpart, with how sure that
//! is and why. Labels and identifiers decide (`text`), type and options confirm or deny. Each thing is
//! proposed once, the surest first.
//!
//! Not here: accepting (an operator does, one by one or all above a score).

mod text;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::text::{alike, word_alike, words};
use super::truth::checked;
use crate::model::catalogue::Catalogue;
use crate::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow, StatusRow};
use crate::model::question::{InputType, Question};
use crate::model::shown::Shown;
use crate::model::suggestion::{Likeness, SuggestedRow, Suggestion};

/// Below this nothing is proposed.
const LEAST: f64 = 0.35;

/// So much of a score comes from the options, where both sides have some.
const OPTIONS: f64 = 0.35;

/// Two flows of one type are at least so likely the same.
const SAME_TYPE: f64 = 0.4;

/// Options are paired from this likeness on.
const SAME_OPTION: f64 = 0.6;

/// One thing of one side, as far as likeness goes.
#[derive(Clone, Default)]
pub(super) struct Item {
    key: String,
    label: String,
    /// Things of two kinds are less likely the same.
    kind: Kind,
    options: Vec<String>,
}

/// What an item is: as far as one can stand for another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Any,
    Text,
    Date,
    Choice,
    Box,
    File,
    Signature,
    Relation,
    /// Of a status' own type.
    Of(u64),
    /// Of a flow's type: products of one type are sold through no flow of another.
    Flow(u64),
}

impl Kind {
    fn of(question: &Question) -> Self {
        match question.input_type {
            InputType::McSingle | InputType::McMulti => Self::Choice,
            InputType::Checkbox => Self::Box,
            InputType::Date | InputType::Switchdate => Self::Date,
            InputType::File => Self::File,
            InputType::Signature => Self::Signature,
            InputType::Relation => Self::Relation,
            _ => Self::Text,
        }
    }

    /// How far one can stand for another.
    fn goes_with(self, other: Self) -> f64 {
        match (self, other) {
            (one, other) if one == other => 1.0,
            (Self::Choice, Self::Box) | (Self::Box, Self::Choice) => 0.95,
            (Self::Date, Self::Text) | (Self::Text, Self::Date) => 0.9,
            (Self::Choice, Self::Text) | (Self::Text, Self::Choice) => 0.85,
            (Self::Flow(_), _) | (_, Self::Flow(_)) => 0.0,
            _ => 0.6,
        }
    }
}

/// How pairs are chosen: each item once, or all that are likely.
type Choose = fn(&[Item], &[Item]) -> Vec<Pair>;

/// Two items that are taken for the same.
pub(super) struct Pair {
    pub partner: usize,
    pub own: usize,
    score: f64,
    runner_up: f64,
    reason: Likeness,
}

/// So many candidates for a row.
const CANDIDATES: usize = 9;

/// Everything that could stand in each row, whatever stands there now: for each row the surest first, at
/// most nine.
pub fn candidates(own: &Catalogue, partner: &Catalogue) -> Vec<Suggestion> {
    let nothing = Mapping::default();
    let mut found = flows(own, partner, &nothing, likely);
    found.extend(questions(own, partner, &nothing, likely));
    found.extend(agreements(own, partner, &nothing, likely));
    found.extend(statuses(own, partner, &nothing, likely));
    found
}

/// Rows for everything in `mapping` that has none, the surest first.
pub fn suggest(own: &Catalogue, partner: &Catalogue, mapping: &Mapping) -> Vec<Suggestion> {
    let mut suggestions = flows(own, partner, mapping, pairs);
    suggestions.extend(questions(own, partner, mapping, pairs));
    suggestions.extend(agreements(own, partner, mapping, pairs));
    suggestions.extend(statuses(own, partner, mapping, pairs));
    suggestions
}

fn suggestion(pair: &Pair, row: SuggestedRow, partner: &str, own: &str) -> Suggestion {
    let percent = |score: f64| (score * 100.0).round().clamp(0.0, 100.0) as u8;
    Suggestion {
        row,
        partner: Shown::new(partner),
        own: Shown::new(own),
        score: percent(pair.score),
        runner_up: percent(pair.runner_up),
        reason: pair.reason,
    }
}

fn flows(own: &Catalogue, partner: &Catalogue, mapping: &Mapping, choose: Choose) -> Vec<Suggestion> {
    let own: Vec<_> = own.contract.flows.iter().filter(|flow| mapping.flow(&flow.key).is_none()).collect();
    let partner: Vec<_> = partner.contract.flows.iter().collect();
    let item = |flow: &&crate::model::flow::Flow| Item {
        key: flow.key.identifier.clone(),
        label: flow.title.to_string(),
        kind: Kind::Flow(number(&flow.key.flow_type)),
        options: Vec::new(),
    };
    let (theirs, ours): (Vec<_>, Vec<_>) =
        (partner.iter().map(item).collect(), own.iter().map(item).collect());
    let row = |pair: &Pair| {
        let (theirs, ours) = (partner[pair.partner], own[pair.own]);
        let row = FlowRow { own: ours.key.clone(), partner: theirs.key.clone() };
        suggestion(pair, SuggestedRow::Flow(row), &theirs.title, &ours.title)
    };
    choose(&theirs, &ours).iter().map(row).collect()
}

fn questions(own: &Catalogue, partner: &Catalogue, mapping: &Mapping, choose: Choose) -> Vec<Suggestion> {
    let mapped: BTreeSet<_> = mapping.questions.iter().map(|row| &row.partner).collect();
    let asks = |question: &&Question| question.input_type.takes_answer();
    let own: Vec<&Question> = own.contract.questions.iter().filter(asks).collect();
    let partner: Vec<&Question> = partner
        .contract
        .questions
        .iter()
        .filter(asks)
        .filter(|question| !mapped.contains(&question.key))
        .collect();
    let (theirs, ours): (Vec<_>, Vec<_>) =
        (partner.iter().map(|one| item(one)).collect(), own.iter().map(|one| item(one)).collect());
    let row = |pair: &Pair| {
        let (theirs, ours) = (partner[pair.partner], own[pair.own]);
        let row = QuestionRow {
            partner: theirs.key.clone(),
            own: Some(ours.key.clone()),
            constant: None,
            default: None,
            options: table(ours, theirs),
            date: None,
        };
        suggestion(pair, SuggestedRow::Question(row), &theirs.name, &ours.name)
    };
    choose(&theirs, &ours).iter().map(row).collect()
}

fn agreements(own: &Catalogue, partner: &Catalogue, mapping: &Mapping, choose: Choose) -> Vec<Suggestion> {
    let mapped: BTreeSet<_> = mapping.agreements.iter().map(|row| &row.partner).collect();
    let own: Vec<_> = own.contract.agreements.iter().collect();
    let partner: Vec<_> =
        partner.contract.agreements.iter().filter(|agreement| !mapped.contains(&agreement.key)).collect();
    let item = |agreement: &&crate::model::agreement::Agreement| Item {
        key: agreement.key.to_string(),
        label: agreement.name.to_string(),
        ..Item::default()
    };
    let (theirs, ours): (Vec<_>, Vec<_>) =
        (partner.iter().map(item).collect(), own.iter().map(item).collect());
    let row = |pair: &Pair| {
        let (theirs, ours) = (partner[pair.partner], own[pair.own]);
        let row = AgreementRow { own: ours.key.clone(), partner: theirs.key.clone() };
        suggestion(pair, SuggestedRow::Agreement(row), &theirs.name, &ours.name)
    };
    choose(&theirs, &ours).iter().map(row).collect()
}

fn statuses(own: &Catalogue, partner: &Catalogue, mapping: &Mapping, choose: Choose) -> Vec<Suggestion> {
    let own: Vec<_> = own.statuses.iter().collect();
    let partner: Vec<_> =
        partner.statuses.iter().filter(|status| mapping.status(&status.key).is_none()).collect();
    let item = |status: &&crate::model::status::Status| Item {
        key: status.key.to_string(),
        label: status.name.to_string(),
        kind: Kind::Of(status.kind as u64),
        options: Vec::new(),
    };
    let (theirs, ours): (Vec<_>, Vec<_>) =
        (partner.iter().map(item).collect(), own.iter().map(item).collect());
    let row = |pair: &Pair| {
        let (theirs, ours) = (partner[pair.partner], own[pair.own]);
        let row = StatusRow { partner: theirs.key.clone(), own: ours.key.clone() };
        suggestion(pair, SuggestedRow::Status(row), &theirs.name, &ours.name)
    };
    choose(&theirs, &ours).iter().map(row).collect()
}

/// A number that two equal words share.
fn number(word: &str) -> u64 {
    word.bytes().fold(7, |number, byte| number.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

pub(super) fn item(question: &Question) -> Item {
    let contract = question.contract.as_ref();
    Item {
        key: question.key.to_string(),
        label: question.name.clone(),
        kind: Kind::of(question),
        options: contract.map(|contract| contract.options.clone()).unwrap_or_default(),
    }
}

/// As much of an option table as is clear; empty where both sides have the same options.
fn table(own: &Question, partner: &Question) -> BTreeMap<String, String> {
    let options = |question: &Question| match question.input_type {
        InputType::Checkbox => vec!["1".to_owned(), "0".to_owned()],
        InputType::McSingle | InputType::McMulti => {
            question.contract.as_ref().map(|contract| contract.options.clone()).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let (ours, theirs) = (options(own), options(partner));
    if theirs.is_empty() || ours.iter().all(|option| theirs.contains(option)) {
        return BTreeMap::new();
    }
    let likeness = |ours: &str, theirs: &str| match (checked(ours), checked(theirs)) {
        (Some(ours), Some(theirs)) => f64::from(u8::from(ours == theirs)),
        _ => option_alike(ours, theirs),
    };
    let best = |own: &String| {
        let scored = theirs.iter().map(|option| (likeness(own, option), option));
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
        (best.0 >= SAME_OPTION).then(|| (own.clone(), best.1.clone()))
    };
    ours.iter().filter_map(best).collect()
}

fn option_alike(one: &str, other: &str) -> f64 {
    let bare =
        |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    if bare(one) == bare(other) {
        return 1.0;
    }
    alike(&words(one), &words(other), &|_| 1.0, &|one, other| word_alike(one, other))
}

/// A score of two items, by their places, and why.
type Scored = (f64, usize, usize, Likeness);

/// All likely pairs of two lists, the surest first; of each partner item the best few.
fn likely(partner: &[Item], own: &[Item]) -> Vec<Pair> {
    let scored = scored(partner, own);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut count: HashMap<usize, usize> = HashMap::new();
    for &(score, partner, own, reason) in &scored {
        let before = count.entry(partner).or_default();
        *before += 1;
        if *before <= CANDIDATES {
            let other = |(_, at, to, _): &&Scored| (*at == partner) != (*to == own);
            let runner_up = scored.iter().find(other).map_or(0.0, |(score, ..)| *score);
            pairs.push(Pair { partner, own, score, runner_up, reason });
        }
    }
    pairs
}

/// The surest pairs of two lists, each item in one at most.
pub(super) fn pairs(partner: &[Item], own: &[Item]) -> Vec<Pair> {
    let scored = scored(partner, own);
    let (mut their_taken, mut our_taken) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for &(score, partner, own, reason) in &scored {
        if their_taken.contains(&partner) || our_taken.contains(&own) {
            continue;
        }
        their_taken.insert(partner);
        our_taken.insert(own);
        let other = |(_, at, to, _): &&Scored| (*at == partner) != (*to == own);
        let runner_up = scored.iter().find(other).map_or(0.0, |(score, ..)| *score);
        pairs.push(Pair { partner, own, score, runner_up, reason });
    }
    pairs
}

/// Every pair that is likely at all, the surest first.
fn scored(partner: &[Item], own: &[Item]) -> Vec<Scored> {
    let cut = |items: &[Item]| -> Vec<[BTreeSet<String>; 2]> {
        items.iter().map(|item| [words(&item.label), words(&item.key)]).collect()
    };
    let (their_words, our_words) = (cut(partner), cut(own));
    let mut known_in: HashMap<&str, f64> = HashMap::new();
    for [label, _] in their_words.iter().chain(&our_words) {
        label.iter().for_each(|word| *known_in.entry(word.as_str()).or_default() += 1.0);
    }
    let all = (partner.len() + own.len()) as f64;
    let weight = |word: &str| (all / (1.0 + known_in.get(word).copied().unwrap_or(0.0))).ln().max(0.3);
    let seen: RefCell<HashMap<(&str, &str), f64>> = RefCell::default();

    let mut scored: Vec<Scored> = Vec::new();
    for (at, theirs) in partner.iter().enumerate() {
        for (to, ours) in own.iter().enumerate() {
            let like =
                |one, other| *seen.borrow_mut().entry((one, other)).or_insert_with(|| word_alike(one, other));
            let of = |one, other| alike(one, other, &weight, &like);
            let ([label, key], [our_label, our_key]) = (&their_words[at], &our_words[to]);
            let text = of(label, our_label).max(0.95 * of(key, our_key));
            let with = text.max(0.9 * of(label, our_key)).max(0.9 * of(key, our_label));
            let (score, reason) = score(theirs, ours, with);
            if score >= LEAST {
                scored.push((score, at, to, reason));
            }
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    scored
}

fn score(theirs: &Item, ours: &Item, text: f64) -> (f64, Likeness) {
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let (base, mut reason) = match () {
        () if same(&theirs.key, &ours.key) => (1.0, Likeness::SameKey),
        () if same(&theirs.label, &ours.label) => (1.0, Likeness::SameLabel),
        () => (text, Likeness::AlikeLabel),
    };
    let mut score = base;
    // However it is called, a flow of that type is where products of it are sold.
    if matches!(theirs.kind, Kind::Flow(_)) && theirs.kind == ours.kind && score < SAME_TYPE {
        (score, reason) = (SAME_TYPE, Likeness::SameType);
    }
    if !theirs.options.is_empty() && !ours.options.is_empty() && score > 0.0 {
        let best = |from: &[String], to: &[String]| -> f64 {
            let of = |option: &String| to.iter().map(|other| option_alike(option, other)).fold(0.0, f64::max);
            from.iter().map(of).sum()
        };
        let found = best(&theirs.options, &ours.options) + best(&ours.options, &theirs.options);
        let options = found / (theirs.options.len() + ours.options.len()) as f64;
        score = (1.0 - OPTIONS) * score + OPTIONS * options;
        if options >= SAME_OPTION && reason == Likeness::AlikeLabel {
            reason = Likeness::AlikeOptions;
        }
    }
    (score * theirs.kind.goes_with(ours.kind), reason)
}

#[cfg(test)]
mod tests;
