//! What was told to have changed and was not read since: single things whose pages are read anew although
//! their rows in a list look the same.
//!
//! Not here: who tells (`listen`), reading (`sync`).

use std::collections::BTreeSet;

use super::sync::Depth;
use crate::model::catalogue::Catalogue;
use crate::salesdock::client::events::Subject;

/// Numbers of things by kind.
#[derive(Debug, Default)]
pub struct Stale {
    products: BTreeSet<u64>,
    questions: BTreeSet<u64>,
    agreements: BTreeSet<u64>,
    flows: BTreeSet<u64>,
    /// More than products: every list is looked at.
    lists: bool,
}

impl Stale {
    /// This one is not any more what was read.
    pub fn mark(&mut self, subject: Subject, id: Option<u64>) {
        let elsewhere = matches!(subject, Subject::Sale | Subject::Record | Subject::Other);
        self.lists |= !(elsewhere || subject == Subject::Product);
        let kind = match subject {
            Subject::Product => &mut self.products,
            Subject::Question => &mut self.questions,
            Subject::Agreement => &mut self.agreements,
            Subject::Flow => &mut self.flows,
            Subject::Sale | Subject::Status | Subject::Rights | Subject::Record | Subject::Other => return,
        };
        kind.extend(id);
    }

    /// What could not be read is as stale as before.
    pub fn put_back(&mut self, other: Self) {
        self.products.extend(other.products);
        self.questions.extend(other.questions);
        self.agreements.extend(other.agreements);
        self.flows.extend(other.flows);
        self.lists |= other.lists;
    }

    /// How deep to read.
    pub fn deepened(&self, depth: Depth) -> Depth {
        if self.lists && depth == Depth::Products { Depth::Lists } else { depth }
    }

    /// What is known, without the pages that must be read anew.
    pub fn without(&self, known: &Catalogue) -> Catalogue {
        let mut known = known.clone();
        for product in known.products.iter_mut().filter(|one| self.products.contains(&one.id.0)) {
            product.detail = None;
        }
        for question in known.contract.questions.iter_mut().filter(|one| self.questions.contains(&one.id.0)) {
            question.contract = None;
        }
        for agreement in
            known.contract.agreements.iter_mut().filter(|one| self.agreements.contains(&one.id.0))
        {
            agreement.contract = None;
        }
        for flow in known.contract.flows.iter_mut().filter(|one| self.flows.contains(&one.id.0)) {
            flow.settings = None;
        }
        known
    }
}
