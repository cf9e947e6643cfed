//! Taking care of a group by keys: claiming it, and the form with its owner, a note and until when it is no
//! news. What was filled in becomes a plan.
//!
//! Not here: filling in (`form`), the list (`screens::groups`).

use chrono::TimeDelta;

use super::form::{Field, Form, Purpose, Wrong};
use super::layer::{Layer, Report};
use super::plan::Subject;
use super::{App, Effect, Load, Pane, Trouble};
use crate::console::theme::Meaning;
use crate::console::{brief, words};
use crate::locale::group;
use crate::model::group::{CareChange, GroupDetail};
use crate::model::queue::GroupRow;

/// The longest that a group is no news: a month.
const LONGEST: i64 = 31 * 24;

impl App {
    /// The list is here anew: the cursor stays on the group it was on, wherever that stands now.
    pub(super) fn groups_came(&mut self, answer: Result<Vec<GroupRow>, Trouble>) {
        let at = self.groups_at.at;
        let under =
            self.groups.value.as_ref().and_then(|groups| groups.get(at)).map(|group| group.key.clone());
        self.groups.put(answer);
        let groups = self.groups.value.iter().flatten();
        if let Some(now) = under.and_then(|key| groups.into_iter().position(|group| group.key == key)) {
            self.groups_at.at = now;
        }
    }

    /// Asks for the group under the cursor whole.
    pub(super) fn ask_group(&self) -> Vec<Effect> {
        self.group_in_front().map(|group| Effect::Load(Load::Group(group.key.clone()))).into_iter().collect()
    }

    /// A group is here whole: everything known of it, unless the operator went on to something else.
    pub(super) fn show_group(&mut self, detail: &GroupDetail) {
        if self.pane != Pane::Groups || !self.layers.is_empty() {
            return;
        }
        let look = self.look;
        let moment = |at| look.moment(self.now, at);
        let after = detail.after.as_ref().map(|after| {
            let statuses = self.statuses(Some(&detail.row.integration));
            let what = words::activity(&look, &statuses, &after.what);
            format!("{} {what} ({})", moment(after.at), after.actor)
        });
        let mut rows = group::sheet(look.language, detail, moment, after);
        rows.extend(group::care(look.language, &detail.row.care, moment));
        rows.push(group::next(look.language, detail));
        rows.extend(group::probes(look.language, &detail.probes));
        let mut lines: Vec<_> = rows.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.extend(group::unseen(look.language, detail));
        let title = brief::failure(&look, &detail.row.example);
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// The group under the cursor, where one is.
    pub(super) fn group_in_front(&self) -> Option<&GroupRow> {
        let shown = self.pane == Pane::Groups && self.layers.is_empty();
        self.groups.value.as_ref().filter(|_| shown)?.get(self.groups_at.at)
    }

    /// Opens the plan that makes the group under the cursor one's own, or nobody's.
    pub(super) fn claim_group(&mut self) {
        let Some(group) = self.group_in_front() else { return };
        let (key, name) = (group.key.clone(), brief::failure(&self.look, &group.example));
        let (change, line) = match &group.care.owner {
            None => (CareChange::Claim, self.look.say("tend-claim", &[])),
            Some(owner) => {
                (CareChange::Own(None), self.look.say("tend-release", &[("owner", owner.as_str().into())]))
            }
        };
        self.open_simple(Subject::Tend { group: key, name, changes: vec![change], lines: vec![line] });
    }

    /// Opens the form of the group under the cursor.
    pub(super) fn edit_group(&mut self) {
        let Some(group) = self.group_in_front().cloned() else { return };
        if self.is_blocked() {
            return;
        }
        let (care, now) = (&group.care, self.now);
        let held = |text: &Option<crate::model::shown::Shown>| {
            text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default()
        };
        // Begun hours count: what is not changed stays as it is.
        let asleep = care.snoozed_until.filter(|until| *until > now);
        let hours = asleep.map(|until| hours_until(until - now).to_string()).unwrap_or_default();
        let fields = vec![
            Field::text("group_owner", &held(&care.owner)),
            Field::text("group_note", &held(&care.note)),
            Field::text("group_snooze", &hours),
        ];
        let form = Form::new(Purpose::Group(Box::new(group)), fields);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Takes the form of a group: its plan opens over it, unless nothing would change.
    pub(super) fn submit_group(&mut self) {
        let (look, now) = (self.look, self.now);
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let Purpose::Group(group) = form.purpose.clone() else { return };
        let care = &group.care;
        let hours = match form.word("group_snooze") {
            "" => Some(0),
            word => word.parse::<i64>().ok().filter(|hours| (0..=LONGEST).contains(hours)),
        };
        let Some(hours) = hours else {
            form.refuse(vec![("group_snooze", Wrong::Hours)]);
            return;
        };
        let given = |name: &str| Some(form.word(name).to_owned()).filter(|word| !word.is_empty());
        let (owner, note) = (given("group_owner"), given("group_note"));
        let was =
            |text: &Option<crate::model::shown::Shown>| text.as_ref().map(|text| text.as_str().to_owned());
        let (mut changes, mut lines) = (Vec::new(), Vec::new());
        if owner != was(&care.owner) {
            lines.push(match &owner {
                Some(owner) => look.say("group-owner", &[("owner", owner.as_str().into())]),
                None => look.say("tend-nobody", &[]),
            });
            changes.push(CareChange::Own(owner));
        }
        if note != was(&care.note) {
            lines.push(match &note {
                Some(note) => format!("«{note}»"),
                None => look.say("tend-no-note", &[]),
            });
            changes.push(CareChange::Note(note));
        }
        let asleep = care.snoozed_until.filter(|until| *until > now);
        if hours != asleep.map_or(0, |until| hours_until(until - now)) {
            let until = Some(now + TimeDelta::hours(hours)).filter(|_| hours > 0);
            lines.push(match until {
                Some(until) => look.say("group-snoozed", &[("until", look.moment(now, until).into())]),
                None => look.say("tend-awake", &[]),
            });
            changes.push(CareChange::Snooze(until));
        }
        if changes.is_empty() {
            form.said = Some(look.say("form-nothing-changed", &[]));
            return;
        }
        let name = brief::failure(&look, &group.example);
        self.open_simple(Subject::Tend { group: group.key.clone(), name, changes, lines });
    }

    /// A group was taken care of.
    pub(super) fn tended(&mut self) {
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        self.groups.stale();
        self.groups_asked = None;
        self.say(Meaning::Ok, self.look.say("done-tended", &[]));
    }
}

fn hours_until(left: TimeDelta) -> i64 {
    (left.num_minutes() + 59) / 60
}
