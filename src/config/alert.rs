//! `[alert]`: when the service calls an operator, and how. Not here: the bell and the notes of a console
//! (`console.notify`).

use std::path::PathBuf;
use std::time::Duration;

use super::key::{self, Key};

/// Settings of what the service calls an operator for.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// From when a queue is old; `None` for never.
    pub queue_age: Option<Duration>,
    /// Where calls are posted; `None` for nowhere.
    pub webhook: Option<String>,
    /// The file with the secret they are signed with.
    pub webhook_secret_file: Option<PathBuf>,
    /// Whom they are mailed to; `None` for nobody.
    pub mail_to: Option<String>,
    /// What mail is handed to.
    pub mail_command: PathBuf,
}

impl Default for Alert {
    fn default() -> Self {
        Self {
            queue_age: Some(Duration::from_secs(30 * 60)),
            webhook: None,
            webhook_secret_file: None,
            mail_to: None,
            mail_command: PathBuf::from("/usr/sbin/sendmail"),
        }
    }
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "alert.queue_minutes",
        meaning: "From when a sale that waits to be sent is an old queue, in minutes (0 .. 10080). 0: never.",
        set: |config, given| {
            let minutes = given.whole(0, 10_080)?;
            config.alert.queue_age = Some(Duration::from_secs(60 * minutes)).filter(|age| !age.is_zero());
            Ok(())
        },
        show: |config| (config.alert.queue_age.unwrap_or_default().as_secs() / 60).to_string(),
    },
    Key {
        name: "alert.webhook",
        meaning: "Address that calls are posted to, signed: https to a public one, or http to this machine. Empty: none.",
        set: |config, given| {
            config.alert.webhook = given.hook()?;
            Ok(())
        },
        show: |config| key::quoted(config.alert.webhook.as_deref().unwrap_or_default()),
    },
    Key {
        name: "alert.webhook_secret_file",
        meaning: "File with what they are signed with: whsec_ and the base64 of at least 24 bytes, for us to read only.",
        set: |config, given| {
            config.alert.webhook_secret_file = given.path()?;
            Ok(())
        },
        show: |config| key::path(config.alert.webhook_secret_file.as_deref()),
    },
    Key {
        name: "alert.mail_to",
        meaning: "Address that calls are mailed to. Empty: none.",
        set: |config, given| {
            config.alert.mail_to = given.mail()?;
            Ok(())
        },
        show: |config| key::quoted(config.alert.mail_to.as_deref().unwrap_or_default()),
    },
    Key {
        name: "alert.mail_command",
        meaning: "Program that mail is handed to, as sendmail takes it: COMMAND -i ADDRESS, the mail on standard input.",
        set: |config, given| {
            let default = super::Alert::default().mail_command;
            config.alert.mail_command = given.path()?.unwrap_or(default);
            Ok(())
        },
        show: |config| key::path(Some(&config.alert.mail_command)),
    },
];
