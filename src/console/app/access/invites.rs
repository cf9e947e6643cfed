//! A partner's invites: tokens on their way to it, below the user whose rights they carry, until they are taken
//! back.
//!
//! Not here: making one (`forms`), the rows they stand between (`tokens`).

use super::super::App;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::model::administration::invite::{InviteQuery, InviteRow, InviteState, InviteView};
use crate::model::administration::{AdministrationQuery, AdministrationView};
use crate::model::shown::Shown;

/// The question for all invites.
pub fn all_invites() -> AdministrationQuery {
    AdministrationQuery::Invite(InviteQuery::List)
}

/// How an invite stands, as its row says it.
pub fn standing(look: &Look, state: InviteState) -> (String, Meaning) {
    let (key, meaning) = match state {
        InviteState::Open => ("invite-open", Meaning::Busy),
        InviteState::Used => ("invite-used", Meaning::Ok),
        InviteState::Expired => ("invite-expired", Meaning::Action),
        InviteState::Withdrawn => ("invite-withdrawn", Meaning::Stopped),
    };
    (look.say(key, &[]), meaning)
}

impl App {
    /// The invites that wait, were used or were not used in time; what was taken back is gone.
    pub(super) fn invites(&self) -> impl Iterator<Item = &InviteRow> {
        let rows = match self.cabinet.get(&all_invites()) {
            Some(AdministrationView::Invite(InviteView::List(rows))) => rows.as_slice(),
            _ => &[],
        };
        rows.iter().filter(|row| row.state != InviteState::Withdrawn)
    }

    /// What there is to know of one.
    pub(super) fn invite_lines(&self, invite: &InviteRow) -> Vec<String> {
        let look = &self.look;
        let line = |key: &str, value: String| format!("{}: {value}", look.say(key, &[]));
        let from =
            |from: &Option<Shown>| from.as_ref().map_or_else(|| "–".to_owned(), |from| from.to_string());
        let mut lines = vec![
            standing(look, invite.state).0,
            line("invite-to", invite.to.to_string()),
            line("token-made", look.moment(self.now, invite.created_at)),
            line("token-until", look.moment(self.now, invite.expires_at)),
        ];
        if let Some(at) = invite.used_at {
            lines.push(line("invite-used-at", look.moment(self.now, at)));
            lines.push(line("invite-used-from", from(&invite.used_from)));
        }
        if let Some(at) = invite.last_refused_at {
            let arguments = [
                ("count", invite.refused.into()),
                ("at", look.moment(self.now, at).into()),
                ("from", from(&invite.last_refused_from).into()),
            ];
            lines.push(look.say("invite-refused", &arguments));
        }
        lines
    }
}
