//! Decisions about a mapping: each is kept by the service at once, in a draft that others see too; undone and
//! done again here; published as a whole by a plan. Where somebody else decided or published otherwise, the
//! three versions are shown and one is chosen.
//!
//! Not here: choosing a counterpart row by row (`session`), the lists (`mapping`).

use super::layer::Layer;
use super::listing::Listing;
use super::mapping::{self, Progress, Tab};
use super::plan::{Plan, Subject};
use super::shelf::Shelf;
use super::{App, Effect, Load, Order, Trouble, proving};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::locale::proof as told;
use crate::model::act::MappingRow;
use crate::model::draft::{Conflict, Decision, DraftView, change_row, published};
use crate::model::ids::IntegrationName;
use crate::model::mapping::Mapping;
use crate::model::proof::Proof;
use crate::model::side_by_side::MappingView;
use crate::model::status::is_system;
use crate::model::suggestion::Suggestion;
use crate::service::protocol::Problem;

/// Decisions that a plan lists; the rest is counted.
pub const LISTED: usize = 10;

/// The draft of the chosen integration's mapping.
#[derive(Clone, Debug, Default)]
pub struct Drafting {
    /// The draft, with what was decided here and is on its way.
    pub view: Shelf<Box<DraftView>>,
    /// What could stand in each row, the surest first.
    pub candidates: Shelf<Vec<Suggestion>>,
    /// The mapping with everything of the draft carried out.
    pub shown: Option<Box<MappingView>>,
    /// System statuses that are left out of it.
    pub hidden: usize,
    /// How far each row of it is.
    pub progress: Progress,
    /// The last decision about one row, to repeat.
    pub last: Option<MappingRow>,
    done: Vec<Turn>,
    undone: Vec<Turn>,
    /// Decisions that the service kept since the draft was read, and the newest version that it gave one.
    kept: (u64, u64),
    /// What was decided while somebody else decided otherwise: the choice opens when the draft is here.
    clashed: Option<MappingRow>,
    /// The plan to publish opens once all is kept.
    publishing: bool,
}

/// What was decided at once: each row before and after; `None` where nothing is decided.
#[derive(Clone, Debug, PartialEq)]
struct Turn(Vec<(Option<MappingRow>, Option<MappingRow>)>);

/// Three versions of a row, one of which is to be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// What both began from.
    pub base: Option<MappingRow>,
    /// What was decided here.
    pub mine: MappingRow,
    /// What somebody else made of it.
    pub theirs: Option<MappingRow>,
    /// Who; empty when it is known to nobody.
    pub by: String,
    /// The other version is published already, and not only decided.
    pub published: bool,
    /// Which is highlighted.
    pub at: Listing,
}

/// The choices of a clash, in order.
pub const CHOICES: usize = 3;

impl Drafting {
    /// Carries the draft out over `mapping`, for the screen; system statuses that are mapped by themselves are
    /// left out unless `system` wants them shown.
    pub fn overlay(&mut self, mapping: Option<&MappingView>, system: bool) {
        self.shown = mapping.cloned().map(Box::new);
        self.hidden = 0;
        if let Some(shown) = self.shown.as_mut().filter(|_| !system) {
            let drafted = self.view.value.iter().flat_map(|view| &view.draft.decisions);
            let drafted: Vec<_> = drafted.map(|one| one.row.place()).collect();
            let all = shown.partner_statuses.len();
            let rows = &shown.mapping.statuses;
            shown.partner_statuses.retain(|(key, _)| {
                let mapped = rows.iter().any(|row| row.partner == *key);
                !is_system(key) || mapped || drafted.contains(&("status", key.to_string()))
            });
            self.hidden = all - shown.partner_statuses.len();
        }
        let (Some(shown), Some(draft)) = (&mut self.shown, &self.view.value) else { return };
        draft.draft.decisions.iter().for_each(|one| change_row(&mut shown.mapping, &one.row));
        let candidates = self.candidates.value.as_deref().unwrap_or_default();
        self.progress = Progress::of(shown, &draft.conflicts, candidates);
    }

    /// The decision about the row that `row` is about.
    pub fn about(&self, row: &MappingRow) -> Option<&Decision> {
        self.view.value.as_ref()?.draft.about(row)
    }

    /// Where the row that `row` is about was published otherwise since it was decided.
    pub fn conflict(&self, row: &MappingRow) -> Option<&Conflict> {
        self.view.value.as_ref()?.conflicts.iter().find(|one| one.mine.row.is_about(row))
    }

    /// What would be published: each decision that changes something.
    fn changes<'a>(&'a self, mapping: &'a Mapping) -> impl Iterator<Item = &'a Decision> {
        let decisions = self.view.value.iter().flat_map(|view| &view.draft.decisions);
        decisions.filter(move |one| published(mapping, &one.row) != set(&one.row))
    }
}

/// The row that a decision leaves; `None` when it is that there is to be none.
fn set(row: &MappingRow) -> Option<MappingRow> {
    let mut alone = Mapping::default();
    change_row(&mut alone, row);
    published(&alone, row)
}

impl App {
    /// The mapping with everything of the draft carried out.
    pub fn mapped(&self) -> Option<&MappingView> {
        self.catalogue.draft.shown.as_deref()
    }

    pub(super) fn overlay(&mut self) {
        let system = self.catalogue.system_statuses;
        self.catalogue.draft.overlay(self.catalogue.mapping.value.as_deref(), system);
    }

    /// Decides about rows: kept by the service at once, and shown at once.
    pub(super) fn decide(&mut self, rows: Vec<MappingRow>) -> Vec<Effect> {
        let draft = &mut self.catalogue.draft;
        if let [row] = rows.as_slice() {
            draft.last = Some(row.clone());
        }
        let before = |row: &MappingRow| draft.about(row).map(|one| one.row.clone());
        let turn = Turn(rows.iter().map(|row| (before(row), Some(row.clone()))).collect());
        let Some(effects) = self.keep(&turn, true) else { return Vec::new() };
        self.catalogue.draft.done.push(turn);
        self.catalogue.draft.undone.clear();
        effects
    }

    /// Takes the last decision back, or what was taken back again.
    pub(super) fn undo(&mut self, back: bool) -> Vec<Effect> {
        let draft = &mut self.catalogue.draft;
        let Some(turn) = (if back { draft.done.pop() } else { draft.undone.pop() }) else {
            self.say(Meaning::Dim, self.look.say(if back { "undo-nothing" } else { "redo-nothing" }, &[]));
            return Vec::new();
        };
        let kept = self.keep(&turn, !back);
        let draft = &mut self.catalogue.draft;
        // What could not be done now can be done later.
        let (from, to) =
            if back { (&mut draft.done, &mut draft.undone) } else { (&mut draft.undone, &mut draft.done) };
        if kept.is_some() {
            to.push(turn.clone())
        } else {
            from.push(turn.clone())
        }
        if kept.is_some() {
            self.go_to_row(&turn);
        }
        kept.unwrap_or_default()
    }

    /// The cursor goes to what was undone.
    fn go_to_row(&mut self, turn: &Turn) {
        let row = turn.0.first().and_then(|(before, after)| before.as_ref().or(after.as_ref()));
        let found = row.zip(self.mapped()).and_then(|(row, view)| mapping::place_of_row(view, row));
        if let Some((tab, index)) = found {
            self.catalogue.tab = tab;
            self.catalogue.mapping_at = Listing { at: index, top: 0 };
        }
    }

    /// Orders every row of a turn as it was after it, or before it. `None` when nothing can be kept now.
    fn keep(&mut self, turn: &Turn, after: bool) -> Option<Vec<Effect>> {
        if self.is_blocked() {
            return None;
        }
        let name = self.chosen()?.name.clone();
        let mapping = self.catalogue.mapping.value.as_ref()?.mapping.clone();
        let now = self.now;
        let Some(view) = self.catalogue.draft.view.value.as_mut() else {
            self.say(Meaning::Dim, self.look.say("draft-busy", &[]));
            return None;
        };
        let mut orders = Vec::new();
        for (before, decided) in &turn.0 {
            let (to, from) = if after { (decided, before) } else { (before, decided) };
            let row = to.as_ref().or(from.as_ref())?.clone();
            let seen = view.draft.about(&row).map_or(0, |one| one.version);
            // It has no version yet: the service has not said that it is kept.
            if view.draft.about(&row).is_some() && seen == 0 {
                self.say(Meaning::Dim, self.look.say("draft-busy", &[]));
                return None;
            }
            orders.push(Order::Decide { name: name.clone(), row, keep: to.is_some(), seen });
        }
        for order in &orders {
            let Order::Decide { row, keep, .. } = order else { continue };
            view.draft.decisions.retain(|one| !one.row.is_about(row));
            view.conflicts.retain(|one| !one.mine.row.is_about(row));
            if *keep {
                let base = published(&mapping, row);
                let decision = Decision { row: row.clone(), base, by: String::new(), at: now, version: 0 };
                view.draft.decisions.push(decision);
            }
        }
        self.running.extend(orders.iter().cloned());
        self.overlay();
        Some(orders.into_iter().map(Effect::Order).collect())
    }

    /// Shows the partner's system statuses too, or leaves them out again. The row in front stays.
    pub(super) fn toggle_system_statuses(&mut self) {
        let front =
            self.mapped().and_then(|view| mapping::none(view, Tab::Statuses, self.catalogue.mapping_at.at));
        self.catalogue.system_statuses = !self.catalogue.system_statuses;
        self.overlay();
        if self.catalogue.tab != Tab::Statuses {
            self.turn_to(Tab::Statuses);
        } else if let Some(at) =
            front.zip(self.mapped()).and_then(|(row, view)| mapping::place_of_row(view, &row))
        {
            self.catalogue.mapping_at.at = at.1;
        }
    }

    fn is_keeping(&self) -> bool {
        self.running.iter().any(|order| matches!(order, Order::Decide { .. }))
    }

    /// The service kept a decision, or forgot one, as `version` of the draft.
    pub(super) fn kept(&mut self, row: &MappingRow, version: u64) -> Vec<Effect> {
        let draft = &mut self.catalogue.draft;
        let Some(view) = &mut draft.view.value else { return Vec::new() };
        if let Some(one) = view.draft.decisions.iter_mut().find(|one| one.row == *row && one.version == 0) {
            one.version = version;
        }
        draft.kept = (draft.kept.0 + 1, draft.kept.1.max(version));
        if self.is_keeping() {
            return Vec::new();
        }
        let draft = &mut self.catalogue.draft;
        let (count, newest) = std::mem::take(&mut draft.kept);
        let Some(view) = &mut draft.view.value else { return Vec::new() };
        if newest == view.draft.version + count {
            view.draft.version = newest;
        } else {
            // Somebody else decided meanwhile.
            draft.view.stale();
        }
        self.follow_draft();
        if std::mem::take(&mut self.catalogue.draft.publishing) { self.ask_publish() } else { Vec::new() }
    }

    /// The service did not keep a decision.
    pub(super) fn not_kept(&mut self, row: &MappingRow, keep: bool, trouble: &Trouble) {
        let draft = &mut self.catalogue.draft;
        draft.view.stale();
        draft.kept = (0, 0);
        draft.publishing = false;
        draft.done.retain(|turn| !turn.0.iter().any(|(_, after)| after.as_ref() == Some(row)));
        if keep && matches!(trouble, Trouble::Problem(Problem::Conflict { .. })) {
            draft.clashed = Some(row.clone());
        }
    }

    /// Reads the draft anew when the service tells of a version that did not come from here.
    pub(super) fn follow_draft(&mut self) {
        let told = self.chosen().map_or(0, |chosen| chosen.draft.1);
        let keeping = self.is_keeping();
        let draft = &mut self.catalogue.draft;
        if !keeping && draft.view.value.as_ref().is_some_and(|view| view.draft.version < told) {
            draft.view.stale();
        }
    }

    /// The draft is here.
    pub(super) fn draft_answered(&mut self, answer: Result<Box<DraftView>, Trouble>) {
        if self.is_keeping() {
            // What was asked before a decision does not know it.
            self.catalogue.draft.view.stale();
            return;
        }
        let before = self.catalogue.draft.view.value.clone();
        self.catalogue.draft.view.put(answer);
        self.overlay();
        self.tell_overruled(before.as_deref());
        if let Some(mine) = self.catalogue.draft.clashed.take() {
            self.open_clash(mine);
        }
    }

    /// Opens the choice between three versions of a row, `mine` being one; false when there is nothing to
    /// choose.
    pub(super) fn open_clash(&mut self, mine: MappingRow) -> bool {
        let draft = &self.catalogue.draft;
        let clash = match (draft.conflict(&mine), draft.about(&mine)) {
            (Some(conflict), _) => {
                let changed = self.catalogue.mapping.value.as_ref().and_then(|view| view.changed.clone());
                Clash {
                    base: conflict.mine.base.clone(),
                    mine,
                    theirs: conflict.theirs.clone(),
                    by: changed.map(|(_, by)| by).unwrap_or_default(),
                    published: true,
                    at: Listing::default(),
                }
            }
            (None, Some(other)) if other.row != mine => Clash {
                base: other.base.clone(),
                mine,
                theirs: set(&other.row),
                by: other.by.clone(),
                published: false,
                at: Listing::default(),
            },
            _ => return false,
        };
        self.layers.push(Layer::Clash(Box::new(clash)));
        true
    }

    /// Takes the highlighted version of a clash.
    pub(super) fn settle_clash(&mut self) -> Vec<Effect> {
        let Some(Layer::Clash(clash)) = self.layers.pop() else { return Vec::new() };
        let none = |row: &MappingRow| {
            self.mapped().and_then(|view| {
                let (tab, index) = mapping::place_of_row(view, row)?;
                mapping::none(view, tab, index)
            })
        };
        let row = match clash.at.at {
            0 => Some(clash.mine.clone()),
            1 => clash.theirs.clone().or_else(|| none(&clash.mine)),
            _ => clash.base.clone().or_else(|| none(&clash.mine)),
        };
        row.map(|row| self.decide(vec![row])).unwrap_or_default()
    }

    /// Whether somebody else decided otherwise about the row that `row` is about.
    pub(super) fn is_others(&self, row: &MappingRow) -> bool {
        let me = self.whereabouts.actor.as_str();
        let decided = self.catalogue.draft.about(row);
        decided.is_some_and(|one| !me.is_empty() && !one.by.is_empty() && one.by != me && one.row != *row)
    }

    /// A colleague chose otherwise where we had decided: it is told, whoever was asked first.
    fn tell_overruled(&mut self, before: Option<&DraftView>) {
        let me = self.whereabouts.actor.as_str();
        let (Some(before), Some(now)) = (before, self.catalogue.draft.view.value.as_ref()) else { return };
        let mine = before.draft.decisions.iter().filter(|one| one.by.is_empty() || one.by == me);
        let mut overruled = mine.filter_map(|mine| {
            let now = now.draft.about(&mine.row)?;
            let other = !now.by.is_empty() && now.by != me && now.row != mine.row;
            other.then(|| (now.row.place().1, now.by.clone()))
        });
        if let Some((key, by)) = overruled.next_back().filter(|_| !me.is_empty()) {
            let said = [("key", key.into()), ("by", by.into())];
            self.say(Meaning::Action, self.look.say("draft-overruled", &said));
        }
    }

    /// Decides about a row, and opens the plan to publish once that is kept.
    pub(super) fn decide_and_publish(&mut self, row: MappingRow) -> Vec<Effect> {
        if self.is_others(&row) && self.open_clash(row.clone()) {
            return Vec::new();
        }
        let effects = self.decide(vec![row]);
        self.catalogue.draft.publishing = !effects.is_empty();
        effects
    }

    /// Asks what the proof says of the draft; the plan that publishes it opens with the answer.
    pub(super) fn ask_publish(&mut self) -> Vec<Effect> {
        if self.is_keeping() || self.is_blocked() {
            return Vec::new();
        }
        let (Some(name), Some(mapping)) =
            (self.chosen().map(|chosen| chosen.name.clone()), self.catalogue.mapping.value.as_ref())
        else {
            return Vec::new();
        };
        if self.catalogue.draft.changes(&mapping.mapping).next().is_none() {
            self.say(Meaning::Dim, self.look.say("publish-nothing", &[]));
            return Vec::new();
        }
        self.say(Meaning::Busy, self.look.say("proving", &[]));
        vec![Effect::Load(Load::Verdict(name))]
    }

    /// What the proof says of the draft is here: the plan that publishes it.
    pub(super) fn judged(&mut self, name: &IntegrationName, proof: Result<Box<Proof>, Trouble>) {
        if !self.is_chosen(name) {
            return;
        }
        if self.is_keeping() {
            // The answer is about less than what was decided by now.
            self.catalogue.draft.publishing = true;
            return;
        }
        match proof {
            Ok(proof) => self.open_publish(name.clone(), &proof),
            Err(trouble) => {
                let why = self.trouble(&trouble);
                self.say(Meaning::Error, why);
            }
        }
    }

    fn open_publish(&mut self, name: IntegrationName, proof: &Proof) {
        let look = self.look;
        let draft = &self.catalogue.draft;
        let (Some(mapping), Some(view)) = (&self.catalogue.mapping.value, &draft.view.value) else { return };
        let changes: Vec<_> = draft.changes(&mapping.mapping).collect();
        if changes.is_empty() {
            // Somebody else published or dropped it meanwhile.
            return self.say(Meaning::Dim, look.say("publish-nothing", &[]));
        }
        // What it comes to is read first, however many rows follow.
        let mut lines = vec![(told::verdict(look.language, proof), proving::meaning(proof.verdict))];
        for conflict in &view.conflicts {
            let key = conflict.mine.row.place().1;
            lines.push((look.say("publish-conflict", &[("key", key.into())]), Meaning::Error));
        }
        if let Some(found) = proof.counterexamples.first() {
            let first = told::counterexample(look.language, 1, found).into_iter();
            lines.extend(first.map(|line| (line, Meaning::Plain)));
        }
        for one in changes.iter().take(LISTED) {
            let (was, becomes) = (published(&mapping.mapping, &one.row), set(&one.row));
            let by = if one.by.is_empty() { look.say("draft-you", &[]) } else { one.by.clone() };
            let said = [("key", one.row.place().1.into()), ("by", by.into())];
            lines.push((look.say("publish-row", &said), Meaning::Accent));
            lines.push((
                format!("- {}", labels::mapping_row(&look, Some(mapping), was.as_ref())),
                Meaning::Dim,
            ));
            lines.push((
                format!("+ {}", labels::mapping_row(&look, Some(mapping), becomes.as_ref())),
                Meaning::Plain,
            ));
        }
        if changes.len() > LISTED {
            lines.push((
                look.say("publish-more", &[("count", (changes.len() - LISTED).into())]),
                Meaning::Dim,
            ));
        }
        let (version, count, refused) = (view.draft.version, changes.len(), !view.conflicts.is_empty());
        let subject = Subject::Publish { name, version, lines, refused };
        let plan = Plan::publish(subject, count, self.is_production(), self.now);
        self.notice = None;
        self.layers.push(Layer::Plan(Box::new(plan)));
    }

    /// What was decided is published, or an earlier version is: there is nothing left to take back.
    pub(super) fn forget_turns(&mut self) {
        let draft = &mut self.catalogue.draft;
        (draft.done, draft.undone, draft.last) = (Vec::new(), Vec::new(), None);
    }

    /// Whether an order is about the integration in front.
    pub(super) fn is_chosen(&self, name: &IntegrationName) -> bool {
        self.chosen().is_some_and(|chosen| chosen.name == *name)
    }
}
