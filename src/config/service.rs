//! `[service]`: where the service listens, and for whom. Not here: the folder of its store (`data`).

use std::path::PathBuf;
use std::time::Duration;

use super::key::{self, Key};

/// Settings of the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its socket; `None` for `service.sock` in the data folder.
    pub socket: Option<PathBuf>,
    /// The group whose members may attach; `None` for only the account that runs it.
    pub group: Option<String>,
    /// Between two backups; `None` for never.
    pub backup_every: Option<Duration>,
    /// Where backups go; `None` for `backup` in the data folder.
    pub backup_folder: Option<PathBuf>,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            socket: None,
            group: None,
            backup_every: Some(Duration::from_secs(60 * 60)),
            backup_folder: None,
        }
    }
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "service.socket",
        meaning: "Socket that consoles and commands attach to. Empty: service.sock in the data folder.",
        set: |config, given| {
            config.service.socket = given.path()?;
            Ok(())
        },
        show: |config| key::path(config.service.socket.as_deref()),
    },
    Key {
        name: "service.group",
        meaning: "Group whose members may attach. Empty: only the account that runs the service.",
        set: |config, given| {
            let group = given.text()?;
            config.service.group = Some(group.to_owned()).filter(|group| !group.is_empty());
            Ok(())
        },
        show: |config| key::quoted(config.service.group.as_deref().unwrap_or_default()),
    },
    Key {
        name: "service.backup_every_ms",
        meaning: "Between two backups of the store, in milliseconds (0 .. 86400000). 0: never.",
        set: |config, given| {
            let every = given.milliseconds(0, 86_400_000)?;
            config.service.backup_every = Some(every).filter(|every| !every.is_zero());
            Ok(())
        },
        show: |config| key::milliseconds(config.service.backup_every.unwrap_or_default()),
    },
    Key {
        name: "service.backup_folder",
        meaning: "Folder of backups; another disk is a good place. Empty: backup in the data folder.",
        set: |config, given| {
            config.service.backup_folder = given.path()?;
            Ok(())
        },
        show: |config| key::path(config.service.backup_folder.as_deref()),
    },
];
