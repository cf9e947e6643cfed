//! What stands under the cursors of lists that are read anew as a whole: when rows come or go, each cursor
//! stays on its row, and the row on its line.
//!
//! Not here: moving a cursor (`listing`).

use super::super::App;
use super::super::layer::Layer;
use super::super::listing::Listing;
use super::tokens::PersonRow;
use super::{Access, Tab, sales};
use crate::model::administration::rights::Seeable;
use crate::model::ids::{OrganisationId, SaleId, UserId};

/// A row of a partner's tab, whatever else it says.
#[derive(Clone, Debug, PartialEq)]
enum RowId {
    Right(Seeable),
    User(UserId),
    Token(u64),
    Invite(String),
    Line(u64),
    Sale(SaleId),
    /// To cancel a sale, and how many requests to cancel it came later.
    Request(SaleId, usize),
}

/// The rows under the cursors.
pub(super) struct Held {
    partner: Option<OrganisationId>,
    row: Option<RowId>,
    thing: Option<String>,
    hook: Option<String>,
    line: Option<u64>,
}

fn found<T: PartialEq>(ids: Option<Vec<T>>, held: Option<&T>) -> Option<usize> {
    ids?.iter().position(|id| Some(id) == held)
}

fn under<T>(ids: Option<Vec<T>>, at: &Listing) -> Option<T> {
    ids?.into_iter().nth(at.at)
}

impl App {
    /// The rows of the tab in front.
    fn row_ids(&self, access: &Access) -> Option<Vec<RowId>> {
        Some(match access.tab {
            Tab::Organisation | Tab::Settings => return None,
            Tab::Rights => self.rights_rows(access)?.into_iter().map(|row| RowId::Right(row.what)).collect(),
            Tab::Tokens => {
                let id = |row| match row {
                    PersonRow::User { id, .. } => RowId::User(id),
                    PersonRow::Token(token) => RowId::Token(token.id),
                    PersonRow::Invite(invite) => RowId::Invite(invite.id),
                };
                self.person_rows(access)?.into_iter().map(id).collect()
            }
            Tab::Record => self.line_ids(Some(access.organisation))?.into_iter().map(RowId::Line).collect(),
            Tab::Requests => {
                let rows = self.access_requests(access)?;
                // The last one of a sale is that sale's, also when another has come.
                let later = |at: usize| rows[..at].iter().filter(|one| one.sale == rows[at].sale).count();
                (0..rows.len()).map(|at| RowId::Request(rows[at].sale, later(at))).collect()
            }
            Tab::Sales => {
                let rows = self.access_sales(access)?;
                rows.into_iter().filter_map(sales::number).map(RowId::Sale).collect()
            }
        })
    }

    fn line_ids(&self, organisation: Option<OrganisationId>) -> Option<Vec<u64>> {
        Some(self.record_rows(organisation)?.iter().map(|entry| entry.number).collect())
    }

    fn partner_ids(&self) -> Option<Vec<OrganisationId>> {
        Some(self.partners()?.iter().map(|row| row.id).collect())
    }

    pub(super) fn thing_ids(&self) -> Option<Vec<String>> {
        Some(self.own_rows()?.iter().map(|row| super::super::own::text(row, "id")).collect())
    }

    fn hook_ids(&self) -> Option<Vec<String>> {
        let hooks = self.hooks()?;
        Some(match hooks.of {
            None => self.webhooks()?.iter().map(|row| row.uuid.to_string()).collect(),
            Some(_) => self.deliveries(hooks)?.iter().map(|row| row.id.to_string()).collect(),
        })
    }

    /// The rows that the cursors are on. At the head of a record, what comes in is what one looks for: there a
    /// cursor stays at the head.
    pub(super) fn held(&self) -> Held {
        Held {
            partner: under(self.partner_ids(), &self.incoming_at),
            row: self
                .access()
                .filter(|access| access.tab != Tab::Record || access.at.at > 0)
                .and_then(|access| under(self.row_ids(access), &access.at)),
            thing: under(self.thing_ids(), &self.own.at),
            hook: self.hooks().and_then(|hooks| under(self.hook_ids(), &hooks.at)),
            line: self
                .record()
                .filter(|record| record.at.at > 0)
                .and_then(|record| under(self.line_ids(None), &record.at)),
        }
    }

    /// Puts the cursors back on their rows; one whose row is gone stays where it is.
    pub(super) fn hold(&mut self, held: &Held) {
        let partner = found(self.partner_ids(), held.partner.as_ref());
        let row = self.access().and_then(|access| found(self.row_ids(access), held.row.as_ref()));
        let thing = found(self.thing_ids(), held.thing.as_ref());
        let hook = found(self.hook_ids(), held.hook.as_ref());
        let line = self.record().and_then(|_| found(self.line_ids(None), held.line.as_ref()));
        let follow = |at: &mut Listing, row: Option<usize>| row.into_iter().for_each(|row| at.follow(row));
        follow(&mut self.incoming_at, partner);
        follow(&mut self.own.at, thing);
        if let Some(access) = self.access_mut() {
            follow(&mut access.at, row);
        }
        if let Some(record) = self.record_mut() {
            follow(&mut record.at, line);
        }
        for layer in &mut self.layers {
            if let Layer::Hooks(hooks) = layer {
                follow(&mut hooks.at, hook);
            }
        }
    }
}
