//! Bulk work as a job of the service: the same act on many sales, planned on a snapshot of their versions,
//! at once or in growing waves that halt by themselves. What becomes of each sale is kept with the job.
//!
//! The pace, and when a wave is over and whether another may follow, are decided here and are pure.
//!
//! Not here: carrying it out (`engine::jobs`), keeping it (`store::jobs`).

use serde::{Deserialize, Serialize};

use super::act::SaleVerb;
use super::delivery::{Doubt, State};
use super::failure::{Failure, GroupKey};
use super::ids::{IntegrationName, SaleId};
use super::queue::SaleRow;
use super::reason::Reason;
use super::shown::Shown;
use crate::clock::Timestamp;

/// More sales than this are acted on by a job.
pub const MANY: usize = 10;
/// So many sales at most in one job.
pub const LARGEST: usize = 10_000;
/// After how many sales another wave begins; the last goes on for ever.
const WAVES: [usize; 4] = [1, 2, 5, 20];
/// Sales acted on at a time where nothing is waited for.
const AT_ONCE: usize = 200;

/// How fast a job goes through its sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// All of them, one after the other.
    AtOnce,
    /// 1, 2, 5, 20, 20 ...: a wave begins when the one before has landed, and none follows one in which the
    /// group came back or another opened.
    Waves,
}

impl Pace {
    /// Sales in the wave after `begun` waves.
    pub fn wave(self, begun: u32) -> usize {
        match self {
            Self::AtOnce => AT_ONCE,
            Self::Waves => WAVES[(begun as usize).min(WAVES.len() - 1)],
        }
    }
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// It goes on.
    Running,
    /// An operator paused it.
    Paused,
    /// It stopped by itself; an operator may let it go on.
    Halted {
        /// Why.
        why: Halt,
    },
    /// An operator ended it; what was not begun stays as it was.
    Cancelled,
    /// Nothing is left to do.
    Done,
}

impl Standing {
    /// True while something may still happen.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Running | Self::Paused | Self::Halted { .. })
    }

    /// How it stands after an operator's word; `None` when that has no meaning.
    pub fn after(&self, to: Direction) -> Option<Self> {
        match (to, self) {
            (Direction::Pause, Self::Running) => Some(Self::Paused),
            (Direction::Resume, Self::Paused | Self::Halted { .. }) => Some(Self::Running),
            (Direction::Cancel, standing) if standing.is_open() => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Halted { .. } => "halted",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
        }
    }
}

/// What an operator may do with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Nothing new begins.
    Pause,
    /// It goes on, also after it halted by itself.
    Resume,
    /// It ends; what was not begun stays as it was.
    Cancel,
}

/// Why a job stopped by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Halt {
    /// A sale fell out for the very cause that was to be mended.
    CameBack {
        /// The sale.
        sale: SaleId,
    },
    /// A sale fell out for a cause that nothing had fallen out for when the job began.
    NewGroup {
        /// The sale.
        sale: SaleId,
        /// The group.
        group: GroupKey,
    },
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its number.
    pub id: u64,
    /// What is done with each sale.
    pub verb: SaleVerb,
    /// How fast.
    pub pace: Pace,
    /// The group whose cause was mended, when it replays one.
    pub group: Option<GroupKey>,
    /// Why.
    pub reason: Option<Shown>,
    /// Who began it.
    pub actor: String,
    /// When.
    pub started_at: Timestamp,
    /// When nothing was left to do.
    pub ended_at: Option<Timestamp>,
    /// How it stands.
    pub standing: Standing,
    /// Waves begun.
    pub waves: u32,
    /// Groups that had sales when it began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupKey>,
    /// Its sales by what became of them.
    pub counts: Counts,
}

impl Job {
    /// Whether the sales are followed until they have landed, or the act itself is all.
    pub fn follows(&self) -> bool {
        self.verb.sends()
    }

    /// Whether an operator ended it while sales of it were still to land.
    pub fn awaits(&self) -> bool {
        self.standing == Standing::Cancelled && self.counts.under_way + self.counts.uncertain > 0
    }
}

/// Sales of a job by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Not begun.
    pub planned: u64,
    /// Under way.
    pub under_way: u64,
    /// Done.
    pub done: u64,
    /// Fell out.
    pub failed: u64,
    /// Nobody knows yet whether the partner has it.
    pub uncertain: u64,
    /// Left out.
    pub left_out: u64,
}

impl Counts {
    /// Counted.
    pub fn of<'a>(fates: impl IntoIterator<Item = &'a Fate>) -> Self {
        let mut counts = Self::default();
        for fate in fates {
            *match fate {
                Fate::Planned => &mut counts.planned,
                Fate::UnderWay { .. } => &mut counts.under_way,
                Fate::Done => &mut counts.done,
                Fate::Failed { .. } => &mut counts.failed,
                Fate::Uncertain => &mut counts.uncertain,
                Fate::LeftOut { .. } => &mut counts.left_out,
            } += 1;
        }
        counts
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.planned + self.under_way + self.done + self.failed + self.uncertain + self.left_out
    }
}

/// One sale of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Number at A.
    pub sale: SaleId,
    /// The version that was planned on: a sale that changed since is left out.
    pub version: u64,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// Not begun.
    Planned,
    /// Begun, in this wave; written before the act, so that a stop in between is seen.
    UnderWay {
        /// The wave, from 1.
        wave: u32,
    },
    /// Done; where it was sent, the partner has it.
    Done,
    /// Fell out.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// Nobody knows yet whether the partner has it.
    Uncertain,
    /// Nothing was done with it.
    LeftOut {
        /// Why; `None` when it changed after the plan was made.
        why: Option<Reason>,
    },
}

impl Fate {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderWay { .. } => "under-way",
            Self::Done => "done",
            Self::Failed { .. } => "failed",
            Self::Uncertain => "uncertain",
            Self::LeftOut { .. } => "left-out",
        }
    }
}

/// Where a sale that a job sent has landed; `None` while it is under way.
pub fn landed(row: &SaleRow) -> Option<Fate> {
    match row.state {
        State::Queued | State::Retrying if row.held => Some(Fate::LeftOut { why: Some(Reason::Held) }),
        State::Queued | State::Sending | State::Retrying => None,
        State::Uncertain => Some(Fate::Uncertain),
        State::Sent | State::Done | State::Cancelled => Some(Fate::Done),
        State::Fallout => row.failure.clone().map(|failure| Fate::Failed { failure }),
        State::Waiting | State::Ready | State::Skipped => {
            Some(Fate::LeftOut { why: Some(Reason::WrongState { state: row.state }) })
        }
    }
}

/// True when the doubt about a sale does not end by itself any more.
pub fn is_over(row: &SaleRow) -> bool {
    row.state != State::Uncertain || row.doubt == Some(Doubt::Operator)
}

/// Whether a wave in which these sales fell out is the last: `failed` with the group of each.
pub fn halt(job: &Job, failed: &[(SaleId, GroupKey)]) -> Option<Halt> {
    if job.pace != Pace::Waves {
        return None;
    }
    let back = failed.iter().find(|(_, group)| Some(group) == job.group.as_ref());
    if let Some((sale, _)) = back {
        return Some(Halt::CameBack { sale: *sale });
    }
    let new = failed.iter().find(|(_, group)| !job.groups.contains(group));
    new.map(|(sale, group)| Halt::NewGroup { sale: *sale, group: group.clone() })
}

/// What a group would become when its cause is mended: nothing is sent for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplayPlan {
    /// The group.
    pub group: GroupKey,
    /// The integration.
    pub integration: IntegrationName,
    /// Its sales, longest waiting first.
    pub sales: Vec<Rehearsed>,
    /// Sales beyond the largest job.
    pub beyond: u64,
    /// Requests left in the partner's minute; `None` while no limit is known.
    pub per_minute: Option<u32>,
    /// Version of the mapping it was rehearsed with.
    pub mapping_version: u64,
}

impl ReplayPlan {
    /// The sales to send: those that would pass now; when there are none, those that would say the same as
    /// what was refused, because the cause is one that koppel cannot see from here.
    pub fn sends(&self) -> (Expected, Vec<(SaleId, u64)>) {
        let of = |expected: Expected| -> Vec<(SaleId, u64)> {
            let sales = self.sales.iter().filter(|one| one.expected == expected);
            sales.map(|one| (one.sale, one.version)).collect()
        };
        let passes = of(Expected::Passes);
        if passes.is_empty() { (Expected::Same, of(Expected::Same)) } else { (Expected::Passes, passes) }
    }

    /// How many are expected to end so.
    pub fn count(&self, expected: Expected) -> usize {
        self.sales.iter().filter(|one| one.expected == expected).count()
    }
}

/// One sale of a replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rehearsed {
    /// Number at A.
    pub sale: SaleId,
    /// Its version.
    pub version: u64,
    /// What is expected.
    pub expected: Expected,
    /// Why it would not pass.
    pub failures: Vec<Failure>,
    /// Why it would not even go.
    #[serde(default)]
    pub why: Option<Reason>,
}

/// What is expected of a sale that goes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// It says something else than what was refused, and nothing stands against it.
    Passes,
    /// It says the same as what was refused: it passes only if something changed at the partner.
    Same,
    /// It would fall out again, before it is sent.
    Fails,
    /// It does not go: it is held, or a switch, a condition or a change of the partner's keeps it.
    Stays,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::failure::{Cause, Element};

    fn job(pace: Pace) -> Job {
        Job {
            id: 1,
            verb: SaleVerb::Retry,
            pace,
            group: Some(GroupKey("b/mended".into())),
            reason: None,
            actor: "jan".into(),
            started_at: Timestamp::UNIX_EPOCH,
            ended_at: None,
            standing: Standing::Running,
            waves: 0,
            groups: vec![GroupKey("b/mended".into()), GroupKey("b/known".into())],
            counts: Counts::default(),
        }
    }

    #[test]
    fn a_wave_halts_on_its_own_cause_first_then_on_a_new_one_and_never_on_a_known_one() {
        let fell = |sale, group: &str| (SaleId(sale), GroupKey(group.into()));
        let waves = job(Pace::Waves);
        assert_eq!(halt(&waves, &[fell(1, "b/known")]), None);
        let both = [fell(1, "b/new"), fell(2, "b/mended")];
        assert_eq!(halt(&waves, &both), Some(Halt::CameBack { sale: SaleId(2) }));
        let new = Halt::NewGroup { sale: SaleId(1), group: GroupKey("b/new".into()) };
        assert_eq!(halt(&waves, &both[..1]), Some(new));
        assert_eq!(halt(&job(Pace::AtOnce), &both), None);
    }

    #[test]
    fn an_operators_word_has_a_meaning_only_where_something_may_still_happen() {
        use Direction::{Cancel, Pause, Resume};
        let halted = Standing::Halted { why: Halt::CameBack { sale: SaleId(1) } };
        assert_eq!(Standing::Running.after(Pause), Some(Standing::Paused));
        assert_eq!((Standing::Running.after(Resume), halted.after(Pause)), (None, None));
        for standing in [Standing::Paused, halted] {
            assert_eq!(standing.after(Resume), Some(Standing::Running));
            assert_eq!(standing.after(Cancel), Some(Standing::Cancelled));
        }
        for to in [Pause, Resume, Cancel] {
            assert_eq!((Standing::Done.after(to), Standing::Cancelled.after(to)), (None, None));
        }
    }

    #[test]
    fn what_would_say_the_same_is_sent_only_when_nothing_else_would_pass() {
        let one = |sale, expected| Rehearsed {
            sale: SaleId(sale),
            version: sale,
            expected,
            failures: vec![],
            why: None,
        };
        let mut plan = ReplayPlan {
            group: GroupKey("b/x".into()),
            integration: "b".into(),
            sales: vec![one(1, Expected::Same), one(2, Expected::Passes), one(3, Expected::Fails)],
            beyond: 0,
            per_minute: None,
            mapping_version: 1,
        };
        assert_eq!(plan.sends(), (Expected::Passes, vec![(SaleId(2), 2)]));
        plan.sales.remove(1);
        assert_eq!(plan.sends(), (Expected::Same, vec![(SaleId(1), 1)]));
    }

    fn fate() -> impl Strategy<Value = Fate> {
        let failure = Failure::found(Cause::Refused, Element::Partner);
        prop_oneof![
            Just(Fate::Planned),
            Just(Fate::UnderWay { wave: 1 }),
            Just(Fate::Done),
            Just(Fate::Failed { failure }),
            Just(Fate::Uncertain),
            Just(Fate::LeftOut { why: None }),
        ]
    }

    proptest! {
        #[test]
        fn every_sale_is_counted_once(fates in proptest::collection::vec(fate(), 0..50)) {
            prop_assert_eq!(Counts::of(&fates).total(), fates.len() as u64);
        }

        #[test]
        fn waves_never_shrink_and_never_end(begun in 0_u32..1_000) {
            prop_assert!(Pace::Waves.wave(begun) >= 1);
            prop_assert!(Pace::Waves.wave(begun + 1) >= Pace::Waves.wave(begun));
        }
    }
}
