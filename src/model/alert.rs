//! What an operator is called for: a new failure group, a queue that grows old, sales handed to a person, an
//! address whose sales wait too long for one of them, rows of a file in doubt, a partner that nothing is sent
//! to any more. Never more often than once a minute; what comes meanwhile waits
//! and goes along.
//!
//! Nothing here names a customer: an answer's value and what a partner said stay behind.
//!
//! Not here: looking (`engine::alerts`), telling (`service::alert`, `console`), the wording (`locale`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::failure::{Cause, Element, Failure, GroupKey};
use super::ids::{IntegrationName, SaleId};
use super::queue::GroupRow;
use crate::clock::Timestamp;

/// One call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// What for, in the order it came.
    pub news: Vec<News>,
    /// What there was besides.
    pub more: u64,
}

/// One thing to call for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum News {
    /// A failure group that was not there.
    Group {
        /// Through which integration.
        integration: IntegrationName,
        /// What went wrong.
        cause: Cause,
        /// What it points at.
        element: Element,
        /// Sales in it.
        count: u64,
    },
    /// A sale waits to be sent for longer than it should.
    OldQueue {
        /// Through which integration.
        integration: IntegrationName,
        /// Since when.
        since: Timestamp,
    },
    /// Nobody but a person can say what became of these.
    Person {
        /// How many.
        count: u64,
    },
    /// A sale has kept others of its address from going for too long.
    Blocked {
        /// Through which integration.
        integration: IntegrationName,
        /// The sale that stands in the way.
        sale: SaleId,
        /// Since when.
        since: Timestamp,
        /// How many wait for it.
        behind: u64,
    },
    /// Nobody knows for too long whether these rows of a file became sales.
    Filed {
        /// How many.
        count: u64,
    },
    /// Nothing is sent any more.
    Stopped {
        /// To which partner.
        integration: IntegrationName,
        /// Why, when it is not that the partner fails again and again.
        cause: Option<Cause>,
    },
}

/// How things stand, as far as they are worth a call.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Groups of sales that fell out.
    pub groups: Vec<GroupRow>,
    /// The sale that has waited longest to be sent, by integration.
    pub oldest: BTreeMap<IntegrationName, Timestamp>,
    /// Sales that a person must decide about.
    pub person: BTreeSet<SaleId>,
    /// Sales that keep others of their address from going.
    pub blocked: BTreeMap<SaleId, Blocked>,
    /// Rows of files of which nobody knows what became, by any name, and when each was sent.
    pub filed: BTreeMap<[u8; 16], Timestamp>,
    /// Integrations that nothing is sent through, and why.
    pub stopped: BTreeMap<IntegrationName, Option<Cause>>,
}

/// What a sale keeps from going.
#[derive(Clone, Debug)]
pub struct Blocked {
    /// Through which integration.
    pub integration: IntegrationName,
    /// Since when.
    pub since: Timestamp,
    /// How many wait for it.
    pub behind: u64,
}

/// A lane that is blocked for so long is a call.
pub const LONG_BLOCKED: TimeDelta = TimeDelta::hours(2);
/// So is a row of a file that is in doubt for so long.
const LONG_DOUBTED: TimeDelta = TimeDelta::hours(1);
/// Between two calls.
pub const APART: TimeDelta = TimeDelta::minutes(1);
/// A group that was empty for so long is new when it comes back.
const FORGOTTEN: TimeDelta = TimeDelta::hours(1);
/// Things that one call names.
const NAMED: usize = 10;

/// What outlives a stop: when the last call was, and what still waits for the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The last call.
    pub told: Option<Timestamp>,
    /// What waits.
    pub waiting: Alert,
}

/// What has been called for, and what is still to be.
#[derive(Clone, Debug)]
pub struct Watch {
    /// From when a queue is old; never for `None`.
    old_after: Option<TimeDelta>,
    /// The first look has been: what stood then is no news.
    started: bool,
    groups: BTreeMap<GroupKey, Timestamp>,
    old: BTreeSet<IntegrationName>,
    person: BTreeSet<SaleId>,
    blocked: BTreeSet<SaleId>,
    filed: BTreeSet<[u8; 16]>,
    stopped: BTreeSet<IntegrationName>,
    kept: Kept,
}

impl Watch {
    /// A watch that has seen nothing yet but what outlived the last stop.
    pub fn new(old_after: Option<TimeDelta>, kept: Kept) -> Self {
        Self {
            old_after,
            started: false,
            groups: BTreeMap::new(),
            old: BTreeSet::new(),
            person: BTreeSet::new(),
            blocked: BTreeSet::new(),
            filed: BTreeSet::new(),
            stopped: BTreeSet::new(),
            kept,
        }
    }

    /// What must outlive a stop.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Whether the age of a queue matters.
    pub fn wants_ages(&self) -> bool {
        self.old_after.is_some()
    }

    /// Looks; gives what to call for now.
    pub fn look(&mut self, picture: Picture, now: Timestamp) -> Option<Alert> {
        let mut news = self.groups(picture.groups, now);
        news.extend(self.people(picture.person));
        if !std::mem::replace(&mut self.started, true) {
            // What stood here before koppel was started has been called for, or is on the list.
            news.clear();
        }
        for (integration, since) in &picture.oldest {
            if !self.is_old(*since, now) {
                self.old.remove(integration);
            } else if self.old.insert(integration.clone()) {
                news.push(News::OldQueue { integration: integration.clone(), since: *since });
            }
        }
        self.old.retain(|integration| picture.oldest.contains_key(integration));
        news.extend(self.blocked(picture.blocked, now));
        news.extend(self.filed(picture.filed, now));
        for (integration, cause) in &picture.stopped {
            if self.stopped.insert(integration.clone()) {
                news.push(News::Stopped { integration: integration.clone(), cause: *cause });
            }
        }
        self.stopped.retain(|integration| picture.stopped.contains_key(integration));
        news.into_iter().for_each(|one| self.keep(one));
        self.due(now)
    }

    /// When to look again at the latest, so that what waits is told in time.
    pub fn waits(&self, now: Timestamp) -> Option<TimeDelta> {
        let told = self.kept.told.filter(|_| !self.kept.waiting.news.is_empty())?;
        Some((told + APART - now).clamp(TimeDelta::zero(), APART))
    }

    fn is_old(&self, since: Timestamp, now: Timestamp) -> bool {
        self.old_after.is_some_and(|limit| now - since >= limit)
    }

    fn groups(&mut self, groups: Vec<GroupRow>, now: Timestamp) -> Vec<News> {
        let mut news = Vec::new();
        for group in groups {
            if group.care.is_snoozed(now) {
                // News again once that is over.
                self.groups.remove(&group.key);
            } else if self.groups.insert(group.key.clone(), now).is_none() {
                let Failure { cause, element, .. } = group.example;
                let element = unnamed(element);
                news.push(News::Group { integration: group.integration, cause, element, count: group.count });
            }
        }
        self.groups.retain(|_, seen| now - *seen < FORGOTTEN);
        news
    }

    fn people(&mut self, person: BTreeSet<SaleId>) -> Option<News> {
        let count = person.difference(&self.person).count() as u64;
        self.person = person;
        (count > 0).then_some(News::Person { count })
    }

    fn blocked(&mut self, mut blocked: BTreeMap<SaleId, Blocked>, now: Timestamp) -> Vec<News> {
        blocked.retain(|_, one| now - one.since >= LONG_BLOCKED);
        let told = std::mem::replace(&mut self.blocked, blocked.keys().copied().collect());
        let new = blocked.into_iter().filter(|(sale, _)| !told.contains(sale));
        new.map(|(sale, Blocked { integration, since, behind })| News::Blocked {
            integration,
            sale,
            since,
            behind,
        })
        .collect()
    }

    fn filed(&mut self, mut filed: BTreeMap<[u8; 16], Timestamp>, now: Timestamp) -> Option<News> {
        filed.retain(|_, sent_at| now - *sent_at >= LONG_DOUBTED);
        let old: BTreeSet<_> = filed.into_keys().collect();
        let count = old.difference(&self.filed).count() as u64;
        self.filed = old;
        (count > 0).then_some(News::Filed { count })
    }

    fn keep(&mut self, one: News) {
        let waiting = &mut self.kept.waiting;
        let same = waiting.news.iter_mut().find_map(|known| match (known, &one) {
            (News::Person { count }, News::Person { count: more })
            | (News::Filed { count }, News::Filed { count: more }) => Some((count, *more)),
            _ => None,
        });
        if let Some((count, more)) = same {
            *count += more;
        } else if waiting.news.len() < NAMED {
            waiting.news.push(one);
        } else {
            waiting.more += 1;
        }
    }

    fn due(&mut self, now: Timestamp) -> Option<Alert> {
        // One of the future is of a clock that was put back.
        let rests = self.kept.told.is_some_and(|told| told <= now && now - told < APART);
        if rests || self.kept.waiting.news.is_empty() {
            return None;
        }
        self.kept.told = Some(now);
        Some(std::mem::take(&mut self.kept.waiting))
    }
}

/// What a failure points at, without what a customer answered.
fn unnamed(element: Element) -> Element {
    match element {
        Element::Answer(question, _) => Element::Question(question),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::QuestionKey;

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn called(told: Timestamp) -> Kept {
        Kept { told: Some(told), ..Kept::default() }
    }

    fn name(name: &str) -> IntegrationName {
        IntegrationName::from(name)
    }

    fn group(question: &str, snoozed_until: Option<Timestamp>) -> GroupRow {
        let element = Element::Answer(QuestionKey::from(question), "anna@example.nl".into());
        let example = Failure::found(Cause::InvalidOption, element);
        let care = crate::model::group::GroupCare { snoozed_until, ..Default::default() };
        GroupRow {
            key: example.group(&name("zon")),
            integration: name("zon"),
            cause: Cause::InvalidOption,
            example,
            count: 3,
            trying: 0,
            since: at(0),
            last: at(0),
            care,
            trend: crate::model::group::Trend::default(),
        }
    }

    fn of_groups(groups: &[GroupRow]) -> Picture {
        Picture { groups: groups.to_vec(), ..Picture::default() }
    }

    #[test]
    fn what_stood_at_the_start_is_no_news_and_what_comes_is_told_once_and_not_within_a_minute() {
        let (old, new, third) = (group("a", None), group("b", None), group("c", None));
        let mut watch = Watch::new(None, Kept::default());
        assert_eq!(watch.look(of_groups(std::slice::from_ref(&old)), at(0)), None);
        let two = [old.clone(), new.clone()];
        let told = watch.look(of_groups(&two), at(5)).unwrap();
        assert_eq!(told.news.len(), 1, "{told:?}");
        assert!(!serde_json::to_string(&told).unwrap().contains("anna"), "{told:?}");
        // The next one waits, together with whatever else comes.
        let three = [old.clone(), new.clone(), third.clone()];
        assert_eq!(watch.look(of_groups(&three), at(6)), None);
        assert_eq!(watch.waits(at(6)), Some(TimeDelta::seconds(59)));
        let picture = Picture { person: [SaleId(1)].into(), ..of_groups(&three) };
        assert_eq!(watch.look(picture, at(20)), None);
        let picture = Picture { person: [SaleId(1), SaleId(2)].into(), ..of_groups(&three) };
        let told = watch.look(picture.clone(), at(65)).unwrap();
        assert_eq!(told.news.len(), 2);
        assert_eq!(told.news[1], News::Person { count: 2 });
        assert_eq!((watch.look(picture, at(200)), watch.waits(at(200))), (None, None));
        // Empty for a moment, as while it is tried again, is no end; for an hour it is.
        assert_eq!(watch.look(of_groups(&two), at(300)), None);
        assert_eq!(watch.look(of_groups(&three), at(400)), None);
        assert_eq!(watch.look(of_groups(&two), at(4_100)), None);
        assert!(watch.look(of_groups(&three), at(4_200)).is_some());
    }

    #[test]
    fn a_call_before_a_restart_is_as_good_as_one_after_it() {
        let mut watch = Watch::new(None, called(at(0)));
        assert_eq!(watch.look(Picture::default(), at(10)), None);
        let new = [group("a", None)];
        assert_eq!(
            (watch.look(of_groups(&new), at(19)), watch.waits(at(19))),
            (None, Some(TimeDelta::seconds(41)))
        );
        assert!(watch.look(of_groups(&new), at(60)).is_some());
        // A clock that was put back silences nobody.
        let mut watch = Watch::new(None, called(at(9_999)));
        assert_eq!(watch.look(Picture::default(), at(10)), None);
        assert!(watch.look(of_groups(&new), at(19)).is_some());
    }

    #[test]
    fn a_snoozed_group_calls_nobody_until_that_is_over() {
        let mut watch = Watch::new(None, Kept::default());
        assert_eq!(watch.look(Picture::default(), at(0)), None);
        let snoozed = [group("a", Some(at(3_600)))];
        assert_eq!(watch.look(of_groups(&snoozed), at(10)), None);
        assert!(watch.look(of_groups(&snoozed), at(3_601)).is_some());
    }

    #[test]
    fn a_lane_blocked_for_two_hours_and_a_row_of_a_file_in_doubt_for_one_are_told_once() {
        let blocked = |since: i64| Blocked { integration: name("zon"), since: at(since), behind: 3 };
        let mut watch = Watch::new(None, Kept::default());
        let picture = Picture {
            blocked: [(SaleId(7), blocked(0))].into(),
            filed: [([1; 16], at(0)), ([2; 16], at(30))].into(),
            ..Picture::default()
        };
        assert_eq!(watch.look(picture.clone(), at(3_599)), None);
        let told = watch.look(picture.clone(), at(3_600)).unwrap();
        assert_eq!(told.news, [News::Filed { count: 1 }]);
        // The second comes within the minute: it waits.
        assert_eq!(watch.look(picture.clone(), at(3_630)), None);
        assert_eq!(watch.look(picture.clone(), at(3_660)).unwrap().news, [News::Filed { count: 1 }]);
        assert_eq!(watch.look(picture.clone(), at(7_199)), None);
        let told = watch.look(picture.clone(), at(7_200)).unwrap();
        let lane = News::Blocked { integration: name("zon"), sale: SaleId(7), since: at(0), behind: 3 };
        assert_eq!(told.news, [lane]);
        assert_eq!(watch.look(picture, at(9_999)), None);
        // Once it went and stands in the way anew, it is news again.
        assert_eq!(watch.look(Picture::default(), at(10_000)), None);
        let again = Picture { blocked: [(SaleId(7), blocked(10_000))].into(), ..Picture::default() };
        assert_eq!(watch.look(again.clone(), at(17_199)), None);
        assert!(watch.look(again, at(17_200)).is_some());
    }

    #[test]
    fn an_old_queue_and_a_partner_nothing_goes_to_are_told_once_each_time() {
        let mut watch = Watch::new(Some(TimeDelta::minutes(10)), Kept::default());
        let old = Picture { oldest: [(name("zon"), at(0))].into(), ..Picture::default() };
        assert_eq!(watch.look(old.clone(), at(599)), None);
        assert!(watch.look(old.clone(), at(600)).is_some());
        assert_eq!(watch.look(old, at(900)), None);
        let stopped = Picture { stopped: [(name("zon"), None)].into(), ..Picture::default() };
        assert!(watch.look(stopped.clone(), at(1_000)).is_some());
        assert_eq!(watch.look(stopped.clone(), at(1_100)), None);
        assert_eq!(watch.look(Picture::default(), at(1_200)), None);
        assert!(watch.look(stopped, at(1_300)).is_some());
        let never = Picture { oldest: [(name("zon"), at(0))].into(), ..Picture::default() };
        assert_eq!(Watch::new(None, Kept::default()).look(never, at(99_999)), None);
    }

    #[test]
    fn what_waited_when_koppel_stopped_is_told_after_it_started_again() {
        let (first, second) = (group("a", None), group("b", None));
        let mut watch = Watch::new(None, Kept::default());
        watch.look(Picture::default(), at(0));
        assert!(watch.look(of_groups(std::slice::from_ref(&first)), at(1)).is_some());
        let both = [first, second];
        assert_eq!(watch.look(of_groups(&both), at(5)), None);
        let kept = serde_json::to_value(watch.kept()).unwrap();
        // What stands there at the start is no news; what waited still is.
        let mut again = Watch::new(None, serde_json::from_value(kept).unwrap());
        assert_eq!(again.look(of_groups(&both), at(10)), None);
        let told = again.look(of_groups(&both), at(61)).unwrap();
        assert_eq!((told.news.len(), told.more), (1, 0), "{told:?}");
        assert_eq!(again.kept().waiting, Alert::default());
    }
}
