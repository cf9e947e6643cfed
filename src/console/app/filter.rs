//! The queue's filter: what an operator types, read into what the service is asked for, and the same
//! judgement on a row that comes in live.
//!
//! `status:fout integratie:energie jansen !geannuleerd`: space is *and*, `!` in front is *not*, and a field
//! is written `field:value`. Both languages' words are understood whatever the screen's language is.
//!
//! Not here: paging (`queue`).

use super::super::words::{Sign, sign_of};
use crate::model::act::SalesQuery;
use crate::model::delivery::State;
use crate::model::failure::GroupKey;
use crate::model::ids::IntegrationName;
use crate::model::queue::SaleRow;

/// What is shown of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these states; empty for all.
    pub states: Vec<State>,
    /// Besides those states, what parts ways with the partner.
    pub parting: bool,
    /// Only this integration.
    pub integration: Option<IntegrationName>,
    /// Only this group.
    pub group: Option<GroupKey>,
    /// Every one of these words.
    pub words: Vec<String>,
    /// None of these words.
    pub without: Vec<String>,
}

/// Why a filter cannot be read. The screen says it under the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterError {
    /// No such field.
    Field(String),
    /// No such state.
    State(String),
    /// A field without a value.
    Empty(String),
}

/// The states of what needs attention.
pub const PROBLEMS: [State; 2] = [State::Fallout, State::Uncertain];

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// The first part that makes no sense.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for part in text.split_whitespace() {
            match part.split_once(':') {
                Some((field, "")) => return Err(FilterError::Empty(field.to_owned())),
                Some((field, value)) => filter.field(field, value)?,
                None => match part.strip_prefix('!') {
                    Some("") => {}
                    Some(word) => filter.without.push(word.to_lowercase()),
                    None => filter.words.push(part.to_lowercase()),
                },
            }
        }
        Ok(filter)
    }

    fn field(&mut self, field: &str, value: &str) -> Result<(), FilterError> {
        match field.to_lowercase().as_str() {
            "status" | "state" | "staat" => {
                for word in value.split(',') {
                    let states = states(word).ok_or_else(|| FilterError::State(word.to_owned()))?;
                    self.parting |= states == PROBLEMS;
                    self.states.extend(states);
                }
                self.states.sort_unstable();
                self.states.dedup();
            }
            "integratie" | "integration" => self.integration = Some(value.into()),
            "groep" | "group" => self.group = Some(GroupKey(value.to_owned())),
            _ => return Err(FilterError::Field(field.to_owned())),
        }
        Ok(())
    }

    /// What needs attention.
    pub fn problems() -> Self {
        Self { states: PROBLEMS.to_vec(), parting: true, ..Self::default() }
    }

    /// True when it hides nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True when it shows exactly what needs attention.
    pub fn is_problems(&self) -> bool {
        self.states == PROBLEMS && self.parting
    }

    /// The question to the service, for the page that starts at `cursor`.
    pub fn query(&self, cursor: Option<String>) -> SalesQuery {
        SalesQuery {
            states: self.states.clone(),
            parting: self.parting,
            integration: self.integration.clone(),
            group: self.group.clone(),
            words: self.words.clone(),
            oldest_first: false,
            cursor,
            limit: 200,
        }
    }

    /// Whether a row is shown.
    pub fn matches(&self, row: &SaleRow) -> bool {
        (self.states.is_empty()
            || self.states.contains(&row.state)
            || self.parting && row.parts_ways().is_some())
            && (self.integration.is_none() || self.integration == row.integration)
            && (self.group.is_none() || self.group == row.group)
            && ((self.words.is_empty() && self.without.is_empty()) || {
                let text = searched(row);
                self.words.iter().all(|word| text.contains(word.as_str()))
                    && !self.without.iter().any(|word| text.contains(word.as_str()))
            })
    }
}

/// What words are looked for in.
fn searched(row: &SaleRow) -> String {
    let cause = row.cause.map(|cause| cause.word()).unwrap_or_default();
    let partner = row.partner_sale_id.map(|id| id.to_string()).unwrap_or_default();
    format!("{} {partner} {} {} {cause}", row.own_sale_id, row.product, row.customer).to_lowercase()
}

/// The states a word means: a state's own word in either language, or the word of its class.
fn states(word: &str) -> Option<Vec<State>> {
    let word = word.to_lowercase();
    let own = State::ALL.into_iter().find(|state| state.word() == word || dutch(*state) == word);
    if let Some(state) = own {
        return Some(vec![state]);
    }
    let class = match word.as_str() {
        "ok" => Sign::Ok,
        "wacht" | "wait" => Sign::Wait,
        "bezig" | "busy" => Sign::Busy,
        "fout" | "error" | "failed" => Sign::Error,
        "actie" | "action" => Sign::Action,
        "gestopt" | "stopped" => Sign::Stopped,
        "probleem" | "problem" => return Some(PROBLEMS.to_vec()),
        _ => return None,
    };
    Some(State::ALL.into_iter().filter(|state| sign_of(*state) == class).collect())
}

fn dutch(state: State) -> &'static str {
    match state {
        State::Waiting => "wachtend",
        State::Ready => "gereed",
        State::Queued => "wachtrij",
        State::Sending => "verzenden",
        State::Retrying => "opnieuw",
        State::Sent => "verzonden",
        State::Fallout => "uitval",
        State::Uncertain => "onzeker",
        State::Skipped => "overgeslagen",
        State::Cancelled => "geannuleerd",
        State::Done => "afgerond",
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::model::queue::OwnCancel;

    #[test]
    fn both_languages_words_and_classes_are_read() {
        let states = |text: &str| Filter::parse(text).unwrap().states;
        assert_eq!(states("status:fout"), [State::Fallout]);
        assert_eq!(states("status:uitval,onzeker"), [State::Fallout, State::Uncertain]);
        assert_eq!(states("state:sent"), [State::Sent]);
        assert_eq!(states("status:ok"), [State::Sent, State::Done]);
        assert_eq!(states("status:probleem"), PROBLEMS);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        assert_eq!(Filter::parse("kleur:rood"), Err(FilterError::Field("kleur".into())));
        assert_eq!(Filter::parse("status:blauw"), Err(FilterError::State("blauw".into())));
        assert_eq!(Filter::parse("status:"), Err(FilterError::Empty("status".into())));
    }

    #[test]
    fn a_live_row_is_judged_as_the_service_would() {
        let row = fixture::row(17, State::Fallout);
        let matches = |text: &str| Filter::parse(text).unwrap().matches(&row);
        assert!(matches("") && matches("17") && matches("status:fout") && matches("ENERGIE"));
        assert!(!matches("18") && !matches("status:ok") && !matches("!17"));
        assert!(matches("integratie:stroom") && !matches("integratie:gas"));
    }

    #[test]
    fn a_sale_that_parts_ways_needs_attention() {
        let mut row = fixture::row(17, State::Sent);
        assert!(!Filter::problems().matches(&row));
        row.own_cancel = Some(OwnCancel::Done);
        assert!(Filter::problems().matches(&row) && Filter::parse("status:probleem").unwrap().matches(&row));
        row.cancel_requested = true;
        assert!(!Filter::problems().matches(&row), "the partner was asked");
    }
}
