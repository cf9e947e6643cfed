//! A partner's users and their tokens, each token below the user whose rights it has; and the record of what
//! was done about the partner.
//!
//! Not here: tokens on their way (`invites`), drawing (`layers::access_rights`), making and changing them
//! (`forms`).

use serde_json::Value;

use super::super::form::Wrong;
use super::super::layer::{Layer, Report};
use super::super::{App, Effect, Load, Trouble, own};
use super::{Access, Tab, list_of};
use crate::console::theme::Meaning;
use crate::locale;
use crate::model::administration::agent::{AgentView, TokenRow};
use crate::model::administration::audit::{AuditEntry, AuditQuery, AuditView};
use crate::model::administration::catalogue::{CatalogueView, Fields, Kind};
use crate::model::administration::invite::InviteRow;
use crate::model::administration::sale::SaleQuery;
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::ids::{OrganisationId, UserId};
use crate::model::shown::Shown;

/// Lines of a record read at once: as many as an environment gives.
const RECORD: usize = 200;

/// The question for a page of what was done about a partner.
pub(super) fn record(organisation: OrganisationId, before: Option<u64>) -> AdministrationQuery {
    AdministrationQuery::Audit(AuditQuery::List { organisation: Some(organisation), before, limit: RECORD })
}

/// A user or a token.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonRow {
    /// A user.
    User {
        /// Number.
        id: UserId,
        /// Name.
        name: String,
        /// No person: it only carries tokens.
        link: bool,
        /// Its tokens are refused when false.
        active: bool,
    },
    /// A token.
    Token(Box<TokenRow>),
    /// A token on its way.
    Invite(Box<InviteRow>),
}

impl App {
    /// A list of the own catalogue, once it is here.
    pub(in super::super) fn cabinet_list(&self, kind: Kind) -> Option<&[Fields]> {
        match self.cabinet.get(&list_of(kind))? {
            AdministrationView::Catalogue(CatalogueView::List(rows)) => Some(rows),
            _ => None,
        }
    }

    /// A partner's users with their tokens, once they are here.
    pub fn person_rows(&self, access: &Access) -> Option<Vec<PersonRow>> {
        let tokens = match self.cabinet.get(&access.question()?)? {
            AdministrationView::Agent(AgentView::Tokens(tokens)) => tokens,
            _ => return None,
        };
        let mut rows = Vec::new();
        for (id, name, link, active) in self.users_of(access)? {
            rows.push(PersonRow::User { id, name, link, active });
            let of_user = tokens.iter().filter(|token| token.user_id == id.0);
            rows.extend(of_user.map(|token| PersonRow::Token(Box::new(token.clone()))));
            let of_user = self.invites().filter(|invite| invite.user == id);
            rows.extend(of_user.map(|invite| PersonRow::Invite(Box::new(invite.clone()))));
        }
        Some(rows)
    }

    fn users_of(&self, access: &Access) -> Option<Vec<(UserId, String, bool, bool)>> {
        let is = |fields: &Fields, name: &str| fields.get(name).and_then(Value::as_bool).unwrap_or(false);
        let number = |fields: &Fields, name: &str| fields.get(name).and_then(Value::as_u64);
        let users = self.cabinet_list(Kind::User)?.iter();
        let of_it = users.filter(|user| number(user, "organisation_id") == Some(access.organisation.0));
        let user = |fields: &Fields| {
            let id = UserId(number(fields, "id")?);
            Some((id, own::name(fields), is(fields, "link"), is(fields, "active")))
        };
        Some(of_it.filter_map(user).collect())
    }

    /// The token that came in place of another.
    pub fn replaced_by(&self, access: &Access, token: &TokenRow) -> Option<u64> {
        match self.cabinet.get(&access.question()?)? {
            AdministrationView::Agent(AgentView::Tokens(tokens)) => {
                tokens.iter().find(|other| other.replaces == Some(token.id)).map(|other| other.id)
            }
            _ => None,
        }
    }

    /// The row under the cursor.
    pub(super) fn person_row(&self, access: &Access) -> Option<PersonRow> {
        self.person_rows(access)?.into_iter().nth(access.at.at)
    }

    /// The partner's users as a form offers them, link users first.
    pub(super) fn user_options(&self) -> Vec<(String, String)> {
        let mut users = self.access().and_then(|access| self.users_of(access)).unwrap_or_default();
        users.sort_by_key(|(_, _, link, _)| !link);
        users.into_iter().map(|(id, name, ..)| (id.to_string(), name)).collect()
    }

    /// What was done about a partner, the last first, once it is here: page after page, of those that hold the
    /// words that are searched for.
    pub fn record_rows(&self, access: &Access) -> Option<Vec<&AuditEntry>> {
        let (pages, _) = self.record_pages(access);
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
        let who =
            |entry: &AuditEntry| entry.user.as_ref().map_or(String::new(), |user| user.name.to_string());
        let said = |entry: &AuditEntry| locale::rights::act(self.look.language, &entry.act);
        rows.retain(|entry| {
            let from = entry.address.as_deref().unwrap_or_default();
            self.holds(&format!("{} {} {} {from}", said(entry), entry.act.as_str(), who(entry)))
        });
        Some(rows)
    }

    /// The pages of a partner's record that are here, and the question for the next.
    fn record_pages(&self, access: &Access) -> (Vec<&[AuditEntry]>, Option<AdministrationQuery>) {
        let mut pages = Vec::new();
        let mut query = record(access.organisation, None);
        while let Some(AdministrationView::Audit(AuditView::Entries { entries, next })) =
            self.cabinet.get(&query)
        {
            pages.push(entries.as_slice());
            let Some(last) = next.and_then(|_| entries.last()) else { return (pages, None) };
            // A round number: the next page is the same one when a line has come in.
            let before = last.number.next_multiple_of(RECORD as u64 / 2);
            query = record(access.organisation, Some(before));
        }
        (pages, Some(query))
    }

    /// What the record in front needs: its first page, and the next once the cursor is near the end.
    pub(super) fn record_needed(&self, access: &Access) -> Vec<AdministrationQuery> {
        let mut needed = vec![record(access.organisation, None)];
        let shown = self.record_rows(access).map_or(0, |rows| rows.len());
        if let (_, Some(next)) = self.record_pages(access)
            && access.at.at + RECORD / 4 >= shown
        {
            needed.push(next);
        }
        needed
    }

    /// More about what is under the cursor of the tab in front.
    pub(in super::super) fn inform_access(&mut self) -> Vec<Effect> {
        let Some(access) = self.access() else { return Vec::new() };
        let report = match access.tab {
            Tab::Rights => return self.ask_why(access),
            Tab::Tokens => match self.person_row(access) {
                Some(PersonRow::Token(token)) => {
                    let replaced = self.replaced_by(access, &token);
                    Some((token.label.to_string(), self.token_lines(&token, replaced)))
                }
                Some(PersonRow::Invite(invite)) => {
                    Some((invite.label.to_string(), self.invite_lines(&invite)))
                }
                Some(PersonRow::User { name, link, .. }) => {
                    let key = if link { "user-link-what" } else { "user-person-what" };
                    Some((name, vec![self.look.say(key, &[]), self.look.say("user-next", &[])]))
                }
                None => None,
            },
            Tab::Sales => {
                let sale = self.sale_row(access).and_then(super::sales::number);
                return sale.map_or(Vec::new(), |sale| self.ask_sale(SaleQuery::Show { sale }));
            }
            Tab::Requests => {
                let rows = self.access_requests(access);
                let row = rows.as_ref().and_then(|rows| rows.get(access.at.at));
                return row.map_or(Vec::new(), |row| self.ask_sale(SaleQuery::Show { sale: row.sale }));
            }
            // What is known of these stands there whole: it is opened to be changed.
            Tab::Organisation | Tab::Settings => return self.edit_access(),
            Tab::Record => self
                .record_rows(access)
                .and_then(|rows| rows.get(access.at.at).copied())
                .map(|entry| (locale::rights::act(self.look.language, &entry.act), self.entry_lines(entry))),
        };
        if let Some((title, lines)) = report {
            self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
        }
        Vec::new()
    }

    /// Asks whether the record is whole, and whether a line that was noted still stands there.
    pub(super) fn verify(&mut self, known: Option<(u64, String)>) -> Vec<Effect> {
        self.say(Meaning::Busy, self.look.say("audit-asked", &[]));
        let query = AdministrationQuery::Audit(AuditQuery::Verify { known });
        vec![Effect::Load(Load::Administration(query))]
    }

    /// Takes the form of a line that was noted: `1204=ab12…`.
    pub(super) fn submit_noted(&mut self) -> Vec<Effect> {
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
            Some(broken) => locale::rights::broken(look.language, broken),
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

    fn token_lines(&self, token: &TokenRow, replaced: Option<u64>) -> Vec<String> {
        let look = &self.look;
        let at = |text: &Option<Shown>| text.as_ref().map_or_else(|| "–".to_owned(), |at| look.told_at(at));
        let list = |all: &[Shown], none: &str| match all {
            [] => look.say(none, &[]),
            all => all.iter().map(Shown::as_str).collect::<Vec<_>>().join(", "),
        };
        let values = [
            ("token-number", token.id.to_string()),
            ("token-made", look.told_at(&token.created_at)),
            (
                "token-until",
                match token.expires_at {
                    None => look.say("token-never", &[]),
                    Some(_) => at(&token.expires_at),
                },
            ),
            ("token-may-from", list(&token.addresses, "token-anywhere")),
            ("token-uses", look.number(token.uses)),
            ("token-last", at(&token.last_used_at)),
            ("token-last-from", token.last_used_from.as_deref().unwrap_or("–").to_owned()),
            ("token-came-from", list(&token.known_addresses, "token-nowhere")),
        ];
        let mut lines: Vec<_> =
            values.into_iter().map(|(key, value)| format!("{}: {value}", look.say(key, &[]))).collect();
        if let Some(other) = token.replaces {
            lines.push(look.say("token-replaces", &[("token", other.to_string().into())]));
        }
        if let Some(other) = replaced.filter(|_| !token.expired) {
            let until = at(&token.expires_at);
            let arguments = [("token", other.to_string().into()), ("until", until.into())];
            lines.push(look.say("token-overlap", &arguments));
        }
        lines
    }
}
