//! Who is on the other end of the socket, and what that account may do. The kernel tells the uid; nothing
//! a client says about itself is believed.
//!
//! Not here: the folder's and socket's modes, which keep most others out already (`folder`, `host`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::protocol::{Command, Problem};
use crate::model::shown::Shown;

/// What an account may do. Each includes the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look.
    Viewer,
    /// Work the queue, products, mappings, conditions and switches.
    Operator,
    /// Environments, integrations, tokens, other parties' rights, and the service itself.
    Admin,
}

impl Role {
    /// The role's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The role a command needs.
    pub fn needed(command: &Command) -> Self {
        match command {
            // Where somebody is changes nothing.
            Command::Here { .. } => Self::Viewer,
            Command::TestOwn
            | Command::PublicKey
            | Command::TestIntegration { .. }
            | Command::SetIntegration { .. }
            | Command::ResumeIntegration { .. }
            | Command::SetConditions { .. }
            | Command::Sync { .. }
            | Command::ImportProducts { .. }
            | Command::UnlinkProduct { .. }
            | Command::TakeFields { .. }
            | Command::ApplyVanished { .. }
            | Command::RestoreProduct { .. }
            | Command::ReleaseDrift { .. }
            | Command::SetMapping { .. }
            | Command::Decide { .. }
            | Command::PublishDraft { .. }
            | Command::DropDraft { .. }
            | Command::RevertMapping { .. }
            | Command::ImportMapping { .. }
            | Command::Act { .. }
            | Command::TryEdit { .. }
            | Command::FileSales { .. }
            | Command::TendGroup { .. }
            | Command::BeginJob { .. }
            | Command::DirectJob { .. } => Self::Operator,
            Command::SetOwn { .. }
            | Command::AddIntegration { .. }
            | Command::TryIntegration { .. }
            | Command::AcceptInvite { .. }
            | Command::SetToken { .. }
            | Command::RemoveIntegration { .. }
            | Command::Administer(_)
            | Command::LiftQuarantine
            | Command::Backup { .. }
            | Command::Export { .. }
            | Command::Stop => Self::Admin,
        }
    }
}

/// Which accounts may use a service.
#[derive(Clone, Debug)]
pub struct Access {
    roles: BTreeMap<u32, Role>,
}

impl Access {
    /// The account the service runs as, as admin, and nobody else.
    pub fn own() -> Self {
        Self { roles: [(rustix::process::geteuid().as_raw(), Role::Admin)].into() }
    }

    /// The same, and `uid` with `role`.
    #[must_use]
    pub fn allow(mut self, uid: u32, role: Role) -> Self {
        self.roles.insert(uid, role);
        self
    }

    /// The same, and `uid` with `role` unless it has one.
    #[must_use]
    pub fn allow_also(mut self, uid: u32, role: Role) -> Self {
        self.roles.entry(uid).or_insert(role);
        self
    }

    /// Nobody at all, to begin with.
    pub fn nobody() -> Self {
        Self { roles: BTreeMap::new() }
    }

    /// The peer with this uid; `None` when it may not use the service.
    pub fn admit(&self, uid: u32) -> Option<Peer> {
        let role = *self.roles.get(&uid)?;
        Some(Peer { account: account_of(uid), role })
    }
}

/// An admitted peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// Its account's name, or its uid when it has none.
    pub account: String,
    /// What it may do.
    pub role: Role,
}

impl Peer {
    /// This process, as itself.
    pub fn own() -> Self {
        Self { account: account_of(rustix::process::geteuid().as_raw()), role: Role::Admin }
    }

    /// The name that goes with a change. A name given for a shared account stands before the account, never
    /// instead of it: nobody can pass for somebody else.
    pub fn actor(&self, as_actor: Option<&str>) -> String {
        let Some(name) = as_actor.map(Shown::new).filter(|name| !name.is_empty()) else {
            return self.account.clone();
        };
        let name: String = name.chars().take(64).collect();
        if name == self.account { name } else { format!("{name} ({})", self.account) }
    }

    /// Refuses a command beyond the peer's role.
    pub fn may(&self, command: &Command) -> Result<(), Problem> {
        let needs = Role::needed(command);
        if self.role >= needs {
            return Ok(());
        }
        Err(Problem::NotAllowed {
            account: self.account.clone(),
            may: self.role.word().to_owned(),
            needs: needs.word().to_owned(),
        })
    }
}

/// The account's name. Read from the local table only: a name service that hangs must not hang the socket.
pub fn account_of(uid: u32) -> String {
    let table = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    find_account(&table, uid).unwrap_or_else(|| uid.to_string())
}

/// The uid of an account, by name or number.
pub fn uid_of(account: &str) -> Option<u32> {
    if let Ok(uid) = account.parse() {
        return Some(uid);
    }
    let table = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    entries(&table).find(|(name, _)| *name == account).map(|(_, uid)| uid)
}

/// The number of a group.
pub fn gid_of(group: &str) -> Option<u32> {
    let table = std::fs::read_to_string("/etc/group").unwrap_or_default();
    entries(&table).find(|(name, _)| *name == group).map(|(_, gid)| gid)
}

/// The uids of a group's members, those whose first group it is included; `None` when there is no group.
pub fn members_of(group: &str) -> Option<Vec<u32>> {
    let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    members(&groups, &accounts, group)
}

fn members(groups: &str, accounts: &str, group: &str) -> Option<Vec<u32>> {
    let line = groups.lines().find(|line| line.split(':').next() == Some(group))?;
    let mut fields = line.split(':').skip(2);
    let gid = fields.next()?;
    let named: Vec<&str> =
        fields.next().unwrap_or_default().split(',').filter(|name| !name.is_empty()).collect();
    let is_member = |line: &&str| {
        let mut fields = line.split(':');
        fields.next().is_some_and(|name| named.contains(&name)) || fields.nth(2) == Some(gid)
    };
    Some(accounts.lines().filter(is_member).filter_map(|line| line.split(':').nth(2)?.parse().ok()).collect())
}

fn find_account(table: &str, uid: u32) -> Option<String> {
    entries(table).find(|(_, found)| *found == uid).map(|(name, _)| Shown::new(name).into_string())
}

fn entries(table: &str) -> impl Iterator<Item = (&str, u32)> {
    table.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        Some((name, uid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_uid() {
        let table = "root:x:0:0:root:/root:/bin/sh\n# rubbish\njan:x:1000:1000::/home/jan:/bin/sh\n";
        assert_eq!(find_account(table, 1000).as_deref(), Some("jan"));
        assert_eq!(find_account(table, 7), None);
    }

    #[test]
    fn members_are_those_listed_and_those_whose_first_group_it_is() {
        let groups = "root:x:0:\nsales:x:50:jan,piet\n";
        let accounts = "root:x:0:0::/:\njan:x:10:10::/:\npiet:x:11:11::/:\nklaas:x:12:50::/:\n";
        assert_eq!(members(groups, accounts, "sales"), Some(vec![10, 11, 12]));
        assert_eq!(members(groups, accounts, "other"), None);
    }

    #[test]
    fn a_given_name_never_hides_the_account() {
        let peer = Peer { account: "balie".into(), role: Role::Operator };
        assert_eq!(peer.actor(None), "balie");
        assert_eq!(peer.actor(Some("Jan")), "Jan (balie)");
        assert_eq!(peer.actor(Some("root\u{202E}\n")), "root (balie)");
        assert_eq!(peer.actor(Some("balie")), "balie");
    }

    #[test]
    fn only_listed_accounts_are_admitted_and_only_as_far_as_their_role() {
        let access = Access::nobody().allow(1234, Role::Viewer);
        assert!(access.admit(1235).is_none());
        let peer = access.admit(1234).unwrap();
        assert!(matches!(peer.may(&Command::Stop), Err(Problem::NotAllowed { .. })));
        assert!(peer.may(&Command::TestOwn).is_err());
        assert!(Peer { role: Role::Operator, ..peer }.may(&Command::TestOwn).is_ok());
    }
}
