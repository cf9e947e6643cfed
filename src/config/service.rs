//! `[service]`: where the service listens, and for whom. Not here: the folder of its store (`data`).

use std::path::PathBuf;

use super::key::{self, Key};

/// Settings of the service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// Its socket; `None` for `service.sock` in the data folder.
    pub socket: Option<PathBuf>,
    /// The group whose members may attach; `None` for only the account that runs it.
    pub group: Option<String>,
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
];
