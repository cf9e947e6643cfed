//! A partner's users and their tokens, each token below the user whose rights it has.
//!
//! Not here: tokens on their way (`invites`), drawing (`layers::access_rights`), making and changing them
//! (`forms`).

use serde_json::Value;

use super::super::layer::{Layer, Report};
use super::super::{App, Effect, own};
use super::{Access, Tab, list_of};
use crate::model::administration::AdministrationView;
use crate::model::administration::agent::{AgentView, TokenRow};
use crate::model::administration::catalogue::{CatalogueView, Fields, Kind};
use crate::model::administration::invite::InviteRow;
use crate::model::administration::sale::SaleQuery;
use crate::model::ids::UserId;
use crate::model::shown::Shown;

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
            Tab::Record => {
                self.inform_record();
                None
            }
        };
        if let Some((title, lines)) = report {
            self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
        }
        Vec::new()
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
