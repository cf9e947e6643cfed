//! The record of administrative acts, page after page: of a partner as a tab of it, and of the whole environment.
//!
//! Not here: what a line says (`console::record`), drawing (`layers::record`).

use super::super::form::Wrong;
use super::super::layer::{Layer, Report};
use super::super::listing::{Listing, Step};
use super::super::{App, Effect, Load, Trouble};
use super::Tab;
use crate::console::record::Wording;
use crate::console::theme::Meaning;
use crate::locale::rights;
use crate::model::administration::audit::{AuditEntry, AuditName, AuditQuery, AuditView};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::ids::OrganisationId;
use crate::model::shown::Shown;

/// Lines read at once: as many as an environment gives.
const PAGE: usize = 200;

/// The record of the whole environment, in front.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Cursor in it.
    pub at: Listing,
    /// Words that its lines must hold.
    pub words: String,
}

/// The question for a page of what was done: about a partner, or about anything.
pub(super) fn question(organisation: Option<OrganisationId>, before: Option<u64>) -> AdministrationQuery {
    AdministrationQuery::Audit(AuditQuery::List { organisation, before, limit: PAGE })
}

impl App {
    /// The record of the whole environment, whatever lies over it.
    pub fn record(&self) -> Option<&Record> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Record(record) => Some(record.as_ref()),
            _ => None,
        })
    }

    pub(in super::super) fn record_mut(&mut self) -> Option<&mut Record> {
        self.layers.iter_mut().find_map(|layer| match layer {
            Layer::Record(record) => Some(record.as_mut()),
            _ => None,
        })
    }

    /// Shows it.
    pub(in super::super) fn open_record(&mut self) {
        self.layers.push(Layer::Record(Box::default()));
    }

    /// Moves in it.
    pub(in super::super) fn step_record(&mut self, step: Step) {
        let (length, page) = (self.record_rows(None).map_or(0, |rows| rows.len()), self.page());
        if let Some(record) = self.record_mut() {
            record.at.go(step, length, page);
        }
    }

    /// The record in front: a partner's or the environment's, and where its cursor stands.
    fn record_in_front(&self) -> Option<(Option<OrganisationId>, usize)> {
        match (self.record(), self.access()) {
            (Some(record), _) => Some((None, record.at.at)),
            (None, Some(access)) if access.tab == Tab::Record => {
                Some((Some(access.organisation), access.at.at))
            }
            _ => None,
        }
    }

    /// What was done, the last first, once it is here: page after page, of those that hold the words that are
    /// searched for.
    pub fn record_rows(&self, organisation: Option<OrganisationId>) -> Option<Vec<&AuditEntry>> {
        let (pages, _) = self.record_pages(organisation);
        let mut rows: Vec<&AuditEntry> = Vec::new();
        if pages.is_empty() {
            return None;
        }
        for entry in pages.into_iter().flatten() {
            // Pages overlap: where one ends moves on with what comes in.
            if rows.last().is_none_or(|last| entry.number < last.number) {
                rows.push(entry);
            }
        }
        rows.retain(|entry| {
            let said = rights::act(self.look.language, entry);
            let who = entry.who().unwrap_or_default();
            let from = entry.address.as_deref().unwrap_or_default();
            self.holds(&format!("{said} {} {who} {from}", entry.act.as_str()))
        });
        Some(rows)
    }

    /// The pages that are here, and the question for the next.
    fn record_pages(
        &self,
        organisation: Option<OrganisationId>,
    ) -> (Vec<&[AuditEntry]>, Option<AdministrationQuery>) {
        let mut pages = Vec::new();
        let mut query = question(organisation, None);
        while let Some(AdministrationView::Audit(AuditView::Entries { entries, next })) =
            self.cabinet.get(&query)
        {
            pages.push(entries.as_slice());
            let Some(last) = next.and_then(|_| entries.last()) else { return (pages, None) };
            // A round number: the next page is the same one when a line has come in.
            let before = last.number.next_multiple_of(PAGE as u64 / 2);
            query = question(organisation, Some(before));
        }
        (pages, Some(query))
    }

    /// What the record in front needs: its first page, and the next once the cursor is near the end.
    pub(super) fn record_needed(&self) -> Vec<AdministrationQuery> {
        let Some((organisation, at)) = self.record_in_front() else { return Vec::new() };
        let mut needed = vec![question(organisation, None)];
        let shown = self.record_rows(organisation).map_or(0, |rows| rows.len());
        if let (_, Some(next)) = self.record_pages(organisation)
            && at + PAGE / 4 >= shown
        {
            needed.push(next);
        }
        needed
    }

    /// Why there is nothing to show of it, when that is because it could not be had.
    pub fn record_trouble(&self, organisation: Option<OrganisationId>) -> Option<&Trouble> {
        self.cabinet.trouble(&question(organisation, None))
    }

    /// Opens the line under the cursor whole.
    pub(in super::super) fn inform_record(&mut self) {
        let Some((organisation, at)) = self.record_in_front() else { return };
        let rows = self.record_rows(organisation);
        let Some(entry) = rows.as_ref().and_then(|rows| rows.get(at).copied()) else { return };
        let report =
            Report { title: rights::act(self.look.language, entry), lines: self.entry_lines(entry), top: 0 };
        self.layers.push(Layer::Report(report));
    }

    fn entry_lines(&self, entry: &AuditEntry) -> Vec<String> {
        let look = &self.look;
        let name = |one: &Option<AuditName>| {
            one.as_ref().map_or_else(|| "–".to_owned(), |one| format!("{} ({})", one.name, one.id))
        };
        let at = entry.at.parse().map_or_else(|_| entry.at.to_string(), |at| look.moment(self.now, at));
        let who = match (&entry.user, &entry.actor) {
            (Some(_), Some(actor)) => format!("{}, {actor}", name(&entry.user)),
            _ => name(&entry.user),
        };
        let mut lines = vec![
            format!("{}: {at}", look.say("column-time", &[])),
            format!("{}: {who}", look.say("column-who", &[])),
            format!("{}: {}", look.say("column-token", &[]), name(&entry.token)),
            format!("{}: {}", look.say("column-from", &[]), entry.address.as_deref().unwrap_or("–")),
        ];
        for change in Wording::new(look, self.statuses(None)).changes(&entry.changes) {
            lines.push(String::new());
            lines.extend(change);
        }
        lines
    }

    /// Asks whether the record is whole, and whether a line that was noted still stands there.
    pub(super) fn verify(&mut self, known: Option<(u64, String)>) -> Vec<Effect> {
        self.say(Meaning::Busy, self.look.say("audit-asked", &[]));
        let query = AdministrationQuery::Audit(AuditQuery::Verify { known });
        vec![Effect::Load(Load::Administration(query))]
    }

    /// Takes the form of a line that was noted: `1204=ab12…`.
    pub(in super::super) fn submit_noted(&mut self) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let noted = form.word("noted").split_once('=');
        let noted = noted.and_then(|(number, hash)| Some((number.trim().parse().ok()?, hash.trim())));
        match noted.filter(|(_, hash)| !hash.is_empty()) {
            Some((number, hash)) => {
                let known = Some((number, hash.to_owned()));
                self.verify(known)
            }
            None => {
                form.refuse(vec![("noted", Wrong::Form)]);
                Vec::new()
            }
        }
    }

    /// Whether the record is whole.
    pub(super) fn verified(&mut self, answer: Result<AdministrationView, Trouble>) {
        let look = self.look;
        let proof = match answer {
            Ok(AdministrationView::Audit(AuditView::Verified(proof))) => proof,
            other => return self.say_trouble(other.err()),
        };
        let said = match proof.broken {
            Some(broken) => rights::broken(look.language, broken),
            None => {
                let last = Shown::new(proof.last.as_deref().unwrap_or("–")).into_string();
                let last = format!("{}={last}", proof.entries);
                look.say(
                    "audit-whole",
                    &[("count", look.number(proof.entries).into()), ("last", last.into())],
                )
            }
        };
        self.notice = None;
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        let title = look.say("offer-verify-record", &[]);
        self.layers.push(Layer::Report(Report { title, lines: vec![said], top: 0 }));
    }
}
