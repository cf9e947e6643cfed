//! Plans: the only way to a change. A plan is a dry run on a snapshot: which sales, at which version, which
//! are left out and why; then the reason, where one is due; then the question.
//!
//! How much is asked grows with how much happens: up to ten sales a yes with the focus on no, above that the
//! number must be typed; in production the word with it, for what cannot be taken back and above five hundred. Keys pressed before the
//! question has been on screen for 300 ms do not count: they were meant for what was there before.
//!
//! Not here: sending it (`load`), drawing it (`layers::plan`).

use chrono::TimeDelta;

use super::doubt::Evidence;
use super::edit_form::Editing;
use super::errand::Errand;
use super::line::Line;
use super::{Order, SaleTarget};
use crate::clock::Timestamp;
use crate::console::theme::Meaning;
use crate::model::act::{MappingRow, SaleVerb, SettingChange};
use crate::model::draft::MappingVersion;
use crate::model::failure::GroupKey;
use crate::model::group::CareChange;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::job::{Job, ReplayPlan};
use crate::model::plan::ActPlan;
use crate::service::protocol::Direction;

/// Keys do not count before a question has been on screen so long.
const QUIET: TimeDelta = TimeDelta::milliseconds(300);
/// Up to so many sales a yes is enough.
const EASY: usize = 10;
/// Above so many the word is asked with the number.
const MANY: usize = 500;

/// What a plan is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// Sales.
    Sales {
        /// What is done with which, and what that means, by the service's judgement.
        found: Box<ActPlan>,
        /// Of those it was asked for, how many the filter hides.
        hidden: usize,
    },
    /// A setting of an integration.
    Setting {
        /// The integration.
        name: IntegrationName,
        /// The change.
        change: SettingChange,
        /// The version that was looked at.
        version: u64,
    },
    /// Read a partner's catalogue now.
    Sync(IntegrationName),
    /// Let a paused integration send again.
    Resume(IntegrationName),
    /// A link is set up.
    Arrange {
        /// What it is called.
        title: String,
        /// What was filled in, in lines.
        lines: Vec<(String, Meaning)>,
        /// What is ordered.
        order: Box<Order>,
    },
    /// The draft of a mapping becomes the mapping.
    Publish {
        /// The integration.
        name: IntegrationName,
        /// The version of the draft that was looked at.
        version: u64,
        /// What changes, in lines.
        lines: Vec<(String, Meaning)>,
        /// Somebody published a row otherwise meanwhile: it has to be decided first.
        refused: bool,
    },
    /// Proposals that are sure are decided: each an order of its own, of which the first stands for all.
    Sure {
        /// The integration.
        name: IntegrationName,
        /// The rows.
        rows: Vec<MappingRow>,
        /// The same in lines.
        lines: Vec<(String, Meaning)>,
    },
    /// An earlier version of a mapping becomes the mapping.
    Revert {
        /// The integration.
        name: IntegrationName,
        /// Where back to.
        to: Box<MappingVersion>,
        /// The version of the mapping that was looked at.
        version: u64,
        /// What changes, in lines.
        lines: Vec<(String, Meaning)>,
    },
    /// A field of sales set to something else, and those sent when asked.
    Edit {
        /// What.
        editing: Box<Editing>,
        /// Before against after, in lines.
        lines: Vec<(String, Meaning)>,
    },
    /// Taking care of a group.
    Tend {
        /// The group.
        group: GroupKey,
        /// What it is about.
        name: String,
        /// What changes.
        changes: Vec<CareChange>,
        /// The same in lines.
        lines: Vec<String>,
    },
    /// Trying a group again.
    Replay(Box<ReplayPlan>),
    /// Pausing, resuming or ending a job.
    Job(Box<Job>, Direction),
    /// Something in the own environment.
    Errand(Box<Errand>),
}

/// How far a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The partner's number is being typed.
    Number,
    /// The reason is being typed.
    Reason,
    /// The question stands.
    Confirm,
}

/// Which answer has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// No.
    #[default]
    No,
    /// Yes.
    Yes,
}

impl Focus {
    /// The other answer.
    pub fn other(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Yes => Self::No,
        }
    }
}

/// How it must be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Yes or no.
    YesNo,
    /// This text must be typed.
    Type(String),
}

impl Tier {
    /// For so many things: `is_final` when it cannot be taken back, `always` when something must be typed
    /// however few they are.
    fn of(count: usize, production: bool, is_final: bool, always: bool) -> Self {
        if count <= EASY && !always {
            Self::YesNo
        } else if production && (count > MANY || is_final) {
            Self::Type(format!("PROD {count}"))
        } else {
            Self::Type(count.to_string())
        }
    }
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is about.
    pub subject: Subject,
    /// How far it is.
    pub step: Step,
    /// How it must be confirmed.
    pub tier: Tier,
    /// Which answer has the focus.
    pub focus: Focus,
    /// The partner's number.
    pub number: Line,
    /// The reason.
    pub reason: Line,
    /// What is typed to confirm.
    pub typed: Line,
    /// True after something that does not do was accepted: the screen says what is missing.
    pub refused: bool,
    /// It changes a production environment.
    pub production: bool,
    /// What the partner shows, where an operator says what became of a sale in doubt.
    pub evidence: Option<Evidence>,
    /// The first line in view.
    pub top: usize,
    opened: Timestamp,
}

impl Plan {
    /// A plan for sales, as the service judged them. `hidden` of those it was asked for are not in view.
    pub fn for_sales(found: ActPlan, hidden: usize, production: bool, now: Timestamp) -> Self {
        let count = found.goes.len();
        let adopts = matches!(found.verb, SaleVerb::Adopt { .. });
        let always = matches!(found.verb, SaleVerb::ConfirmAbsent | SaleVerb::RequestCancel) && count > 0;
        let tier = Tier::of(count, production, found.verb.is_final(), always);
        let step = if count == 0 {
            Step::Confirm
        } else if adopts {
            Step::Number
        } else if found.verb.needs_reason() || count > EASY {
            Step::Reason
        } else {
            Step::Confirm
        };
        let evidence = Evidence::of(&found);
        let subject = Subject::Sales { found: Box::new(found), hidden };
        Self { evidence, ..Self::new(subject, step, tier, production, now) }
    }

    /// A plan to try a group again.
    pub fn for_replay(found: ReplayPlan, production: bool, now: Timestamp) -> Self {
        let count = found.sends().1.len();
        let step = if count > EASY { Step::Reason } else { Step::Confirm };
        let tier = Tier::of(count, production, true, false);
        Self::new(Subject::Replay(Box::new(found)), step, tier, production, now)
    }

    /// A plan for anything else: a yes is enough.
    pub fn simple(subject: Subject, production: bool, now: Timestamp) -> Self {
        Self::new(subject, Step::Confirm, Tier::YesNo, production, now)
    }

    /// A plan for so many things.
    pub fn counted(subject: Subject, count: usize, production: bool, now: Timestamp) -> Self {
        Self::new(subject, Step::Confirm, Tier::of(count, production, false, false), production, now)
    }

    /// A plan that publishes so many rows: in production the number is typed, however few they are.
    pub fn publish(subject: Subject, count: usize, production: bool, now: Timestamp) -> Self {
        Self::new(subject, Step::Confirm, Tier::of(count, production, false, production), production, now)
    }

    /// A plan to edit sales: why is always due.
    pub fn for_edit(subject: Subject, production: bool, now: Timestamp) -> Self {
        let count = match &subject {
            Subject::Edit { editing, .. } => editing.targets.len(),
            _ => 0,
        };
        let step = if count == 0 { Step::Confirm } else { Step::Reason };
        Self::new(subject, step, Tier::of(count, production, false, false), production, now)
    }

    /// A plan for something in the own environment.
    pub fn errand(errand: Errand, production: bool, now: Timestamp) -> Self {
        let tier = if errand.count > EASY { Tier::Type(errand.count.to_string()) } else { Tier::YesNo };
        Self::new(Subject::Errand(Box::new(errand)), Step::Confirm, tier, production, now)
    }

    fn new(subject: Subject, step: Step, tier: Tier, production: bool, now: Timestamp) -> Self {
        Self {
            subject,
            step,
            tier,
            focus: Focus::No,
            number: Line::default(),
            reason: Line::default(),
            typed: Line::default(),
            refused: false,
            production,
            evidence: None,
            top: 0,
            opened: now,
        }
    }

    /// True when there is nothing it would do.
    pub fn is_empty(&self) -> bool {
        match &self.subject {
            Subject::Sales { found, .. } => found.goes.is_empty(),
            Subject::Replay(found) => found.sends().1.is_empty(),
            Subject::Edit { editing, .. } => editing.targets.is_empty(),
            Subject::Publish { refused, .. } => *refused,
            _ => false,
        }
    }

    /// The line being typed now, when one is.
    pub fn line(&mut self) -> Option<&mut Line> {
        match self.step {
            Step::Number => Some(&mut self.number),
            Step::Reason => Some(&mut self.reason),
            Step::Confirm if self.types() => Some(&mut self.typed),
            Step::Confirm => None,
        }
    }

    /// True while keys are text.
    pub fn is_typing(&self) -> bool {
        match self.step {
            Step::Number | Step::Reason => true,
            Step::Confirm => self.types(),
        }
    }

    fn types(&self) -> bool {
        matches!(self.tier, Tier::Type(_)) && !self.is_empty()
    }

    /// True until the question, and what it is about, has been on screen long enough to be read.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        let looking = self.evidence.as_ref().is_some_and(Evidence::is_open);
        now - self.opened < QUIET || looking && self.step == Step::Confirm
    }

    /// What was typed is taken, or the answer with the focus. `Some` closes the plan: with the order, or
    /// with none.
    pub fn accept(&mut self, now: Timestamp) -> Option<Option<Order>> {
        self.refused = false;
        match self.step {
            Step::Number if self.partner_number().is_none() => self.refused = true,
            Step::Number => self.go_on(Step::Reason, now),
            Step::Reason if self.reason.text().trim().is_empty() => self.refused = true,
            Step::Reason => self.go_on(Step::Confirm, now),
            Step::Confirm if self.types() => {
                if self.tier == Tier::Type(self.typed.text().trim().to_owned()) {
                    return Some(self.order());
                }
                self.refused = true;
            }
            Step::Confirm => {
                return Some(if self.focus == Focus::Yes { self.order() } else { None });
            }
        }
        None
    }

    /// Yes, by its key. `Some` closes the plan.
    pub fn yes(&mut self) -> Option<Option<Order>> {
        (self.step == Step::Confirm && !self.types()).then(|| self.order())
    }

    /// It can be read again from now on.
    pub fn uncovered(&mut self, now: Timestamp) {
        self.opened = now;
    }

    fn go_on(&mut self, step: Step, now: Timestamp) {
        self.step = step;
        self.opened = now;
    }

    fn partner_number(&self) -> Option<SaleId> {
        self.number.text().trim().parse().ok()
    }

    fn said_why(&self) -> Option<String> {
        Some(self.reason.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn order(&self) -> Option<Order> {
        match &self.subject {
            Subject::Sales { found, .. } if found.goes.is_empty() => None,
            Subject::Sales { found, .. } => {
                let verb = match &found.verb {
                    SaleVerb::Adopt { .. } => SaleVerb::Adopt { partner_sale_id: self.partner_number()? },
                    verb => verb.clone(),
                };
                let target = |&(id, version): &(SaleId, u64)| SaleTarget { id, version };
                let targets = found.goes.iter().map(target).collect();
                Some(Order::Act { targets, verb, reason: self.said_why() })
            }
            Subject::Setting { name, change, version } => {
                Some(Order::Set { name: name.clone(), change: change.clone(), version: *version })
            }
            Subject::Sync(name) => Some(Order::Sync(name.clone())),
            Subject::Resume(name) => Some(Order::Resume(name.clone())),
            Subject::Arrange { order, .. } => Some((**order).clone()),
            Subject::Publish { refused: true, .. } => None,
            Subject::Publish { name, version, .. } => {
                Some(Order::Publish { name: name.clone(), version: *version })
            }
            Subject::Sure { name, rows, .. } => {
                let row = rows.first()?.clone();
                Some(Order::Decide { name: name.clone(), row, keep: true, seen: 0 })
            }
            Subject::Revert { name, to, version, .. } => {
                Some(Order::Revert { name: name.clone(), to: to.version, version: *version })
            }
            Subject::Edit { editing, .. } => {
                (!self.is_empty()).then(|| Order::Edit { editing: editing.clone(), reason: self.said_why() })
            }
            Subject::Tend { group, changes, .. } => {
                Some(Order::Tend { group: group.clone(), changes: changes.clone() })
            }
            Subject::Replay(found) => {
                let target = |(id, version)| SaleTarget { id, version };
                let targets: Vec<_> = found.sends().1.into_iter().map(target).collect();
                let order = Order::Replay { group: found.group.clone(), targets, reason: self.said_why() };
                (!self.is_empty()).then_some(order)
            }
            Subject::Job(job, to) => Some(Order::Direct(job.id, *to)),
            Subject::Errand(errand) => {
                let (act, file, attach) = (errand.act.clone(), errand.file.clone(), errand.attach.clone());
                Some(Order::Administer { act: Box::new(act), file, attach })
            }
        }
    }
}
