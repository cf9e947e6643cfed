//! Why a command did not do what was asked, in the operator's language, and the exit code it ends with.
//!
//! Not here: the sentences (`assets/locales`, file `cli`), failures of a link (`print::failure`).

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::known::Unknown;
use super::print;
use crate::config::ConfigError;
use crate::environment::EnvironmentError;
use crate::locale::{self, Language, text};
use crate::model::ids::IntegrationName;
use crate::model::reason::Reason;
use crate::service::StartError;
use crate::service::backup::RestoreError;
use crate::service::client::ClientError;
use crate::service::folder::FolderError;
use crate::service::protocol::Problem;

/// An error of a command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The service, or the store without one, did not do it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The service or store could not be started.
    #[error("the service could not start")]
    Start {
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Something in the arguments makes no sense; `key` says what in both languages.
    #[error("{key}: {value}")]
    Argument {
        /// Text key.
        key: &'static str,
        /// What was given.
        value: String,
    },
    /// Names that neither environment has.
    #[error("unknown names for {integration}")]
    Unknown {
        /// Each, with what comes near it.
        unknown: Vec<Unknown>,
        /// The integration that they were given for.
        integration: IntegrationName,
        /// Text key of what can be done.
        next: &'static str,
    },
    /// Somebody else decided about a row of a mapping.
    #[error("{row}: {by} decided {becomes}")]
    Decided {
        /// The row.
        row: String,
        /// Who.
        by: String,
        /// What.
        becomes: String,
        /// The version of that decision.
        version: u64,
    },
    /// It hits another number of things than was said; `key` says which in both languages.
    #[error("{key}: {count}")]
    Count {
        /// Text key.
        key: &'static str,
        /// How many it hits.
        count: usize,
    },
    /// A file could not be read or written.
    #[error("{path} could not be {action}")]
    File {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        action: FileAction,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file holds something that cannot be understood.
    #[error("{path}: {why}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, with the line where possible.
        why: String,
    },
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The embedded environment could not do it.
    #[error("the environment could not do it")]
    Environment {
        /// Why.
        #[source]
        source: EnvironmentError,
    },
    /// The address cannot be listened at.
    #[error("cannot listen at {address}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The console stopped.
    #[error("the console stopped")]
    Console {
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The demo stopped.
    #[error("the demo stopped")]
    Demo {
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The service answered something else than was asked.
    #[error("the service answered another question")]
    WrongAnswer,
    /// Standard output is closed or full.
    #[error("standard output cannot be written")]
    Output(#[source] std::io::Error),
}

/// What was done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAction {
    /// Reading.
    Read,
    /// Writing.
    Written,
}

impl std::fmt::Display for FileAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Written => "written",
        })
    }
}

impl CliError {
    /// A backup was not put back from `file`.
    pub fn restoring(error: RestoreError, file: &Path) -> Self {
        let path = file.display().to_string();
        match error {
            RestoreError::Start(source) => Self::Start { source: Box::new(source) },
            RestoreError::NeedsIdentity { .. } => Self::argument("cli-restore-sealed", path),
            RestoreError::Identity => Self::argument("cli-no-private-key", path),
            RestoreError::OtherIdentity { .. } => Self::argument("cli-restore-other-key", path),
            RestoreError::Damaged { .. } => Self::argument("cli-restore-damaged", path),
        }
    }

    /// A wrong argument.
    pub fn argument(key: &'static str, value: impl Into<String>) -> Self {
        Self::Argument { key, value: value.into() }
    }

    /// A file that cannot be read.
    pub fn reading(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { path, action: FileAction::Read, source }
    }

    /// A file that cannot be written.
    pub fn writing(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { path, action: FileAction::Written, source }
    }

    /// The exit code's meaning.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Client(ClientError::Refused(problem)) => match problem {
                Problem::Invalid { .. } | Problem::NotFound { .. } => Exit::Usage,
                Problem::Conflict { .. } => Exit::Conflict,
                Problem::NotAllowed { .. } => Exit::NotAllowed,
                Problem::Link { failure } => Exit::of(failure),
                Problem::Refused { why: Reason::IntegrationExists { .. } } => Exit::Conflict,
                Problem::Refused { why } if why.is_decided() => Exit::Conflict,
                Problem::Refused { why: Reason::NoOwnEnvironment } => Exit::Usage,
                Problem::Refused { why: Reason::InviteUsed | Reason::Said { .. } } => Exit::Conflict,
                Problem::Refused { why: Reason::InviteOver } => Exit::NotAllowed,
                Problem::Refused { .. } | Problem::Store { .. } => Exit::Failed,
            },
            Self::Client(ClientError::NotAllowed { .. }) => Exit::NotAllowed,
            Self::Client(
                ClientError::NotRunning { .. }
                | ClientError::Connect { .. }
                | ClientError::Lost { .. }
                | ClientError::NoAnswer { .. },
            ) => Exit::Unreachable,
            Self::Environment {
                source:
                    EnvironmentError::Domain { .. }
                    | EnvironmentError::Exists { .. }
                    | EnvironmentError::Missing { .. },
            } => Exit::Usage,
            Self::Start { source } if matches!(source.downcast_ref(), Some(StartError::Running { .. })) => {
                Exit::Conflict
            }
            Self::Argument { .. }
            | Self::Unknown { .. }
            | Self::Config(_)
            | Self::Content { .. }
            | Self::File { .. } => Exit::Usage,
            Self::Decided { .. } | Self::Count { .. } => Exit::Conflict,
            // A reader that has seen enough, as in `| head`, is no failure.
            Self::Output(source) if source.kind() == std::io::ErrorKind::BrokenPipe => Exit::Ok,
            _ => Exit::Failed,
        }
    }

    /// What happened and what to do, in `language`; causes follow it, joined by colons.
    pub fn sentence(&self, language: Language) -> String {
        let first = match self {
            Self::Argument { key, value } => text(language, key, &[("value", value.as_str().into())]),
            Self::Count { key, count } => text(language, key, &[("count", (*count).into())]),
            Self::Unknown { unknown, integration, next } => {
                let mut said: Vec<String> = unknown.iter().map(|one| one.sentence(language)).collect();
                said.push(text(language, next, &[("name", integration.as_str().into())]));
                said.join(" ")
            }
            Self::Decided { row, by, becomes, version } => text(
                language,
                "cli-decided-by",
                &[
                    ("row", row.as_str().into()),
                    ("by", by.as_str().into()),
                    ("becomes", becomes.as_str().into()),
                    ("version", version.to_string().into()),
                ],
            ),
            Self::Client(ClientError::Refused(problem)) => return problem_sentence(language, problem),
            Self::Client(ClientError::NotRunning { socket }) => path(language, "cli-not-running", socket),
            Self::Client(ClientError::NotAllowed { socket }) => {
                path(language, "cli-socket-not-allowed", socket)
            }
            Self::Client(ClientError::Connect { socket, .. }) => {
                path(language, "cli-socket-unusable", socket)
            }
            Self::Client(ClientError::Lost { .. }) => text(language, "cli-connection-lost", &[]),
            Self::Client(ClientError::NoAnswer { seconds }) => {
                text(language, "cli-no-answer", &[("seconds", (*seconds).into())])
            }
            Self::Client(_) | Self::WrongAnswer => text(language, "cli-other-version", &[]),
            Self::File { path: file, action, .. } => match action {
                FileAction::Read => path(language, "cli-file-unreadable", file),
                FileAction::Written => path(language, "cli-file-unwritable", file),
            },
            Self::Content { path: file, why } => format!("{}: {why}", file.display()),
            Self::Start { source } => {
                let first = text(language, "cli-start-failed", &[]);
                let start = source.downcast_ref::<StartError>().map(|error| error.sentence(language));
                let folder = || source.downcast_ref::<FolderError>().map(|error| error.sentence(language));
                match start.or_else(folder) {
                    Some(why) => return format!("{first}: {why}"),
                    None => first,
                }
            }
            Self::Config(error) => return error.sentence(language),
            Self::Environment { source } => {
                let first = text(language, "cli-environment-failed", &[]);
                return format!("{first}: {}", source.sentence(language));
            }
            Self::Listen { address, .. } => {
                text(language, "cli-listen-failed", &[("address", address.as_str().into())])
            }
            Self::Console { .. } => text(language, "cli-console-failed", &[]),
            Self::Demo { .. } => text(language, "cli-demo-failed", &[]),
            Self::Output(_) => text(language, "cli-output-failed", &[]),
        };
        let mut sentence = first;
        let mut cause = match self {
            Self::File { source, .. } => return format!("{sentence}: {}", trouble(language, source)),
            // The client's error is the first sentence already.
            Self::Client(inner) => std::error::Error::source(inner),
            other => std::error::Error::source(other),
        };
        while let Some(error) = cause {
            sentence.push_str(&format!(": {error}"));
            cause = error.source();
        }
        sentence
    }
}

/// What the system says of a file.
fn trouble(language: Language, error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let key = match error.kind() {
        Kind::NotFound => "cli-file-not-there",
        Kind::PermissionDenied => "cli-file-no-permission",
        Kind::AlreadyExists => "cli-file-is-there",
        Kind::IsADirectory => "cli-file-is-folder",
        Kind::NotADirectory => "cli-file-no-folder",
        Kind::StorageFull | Kind::QuotaExceeded => "cli-file-no-room",
        _ => return error.to_string(),
    };
    text(language, key, &[])
}

fn path(language: Language, key: &str, path: &Path) -> String {
    text(language, key, &[("path", path.display().to_string().into())])
}

/// A problem in words.
pub fn problem_sentence(language: Language, problem: &Problem) -> String {
    match problem {
        Problem::Invalid { why } | Problem::Refused { why } => locale::reason::reason(language, why),
        Problem::NotFound { what, name } => locale::reason::missing(language, *what, name),
        Problem::Conflict { expected, found } => {
            text(language, "cli-conflict", &[("expected", (*expected).into()), ("found", (*found).into())])
        }
        Problem::NotAllowed { account, may, needs } => text(
            language,
            "cli-role-too-low",
            &[
                ("account", account.as_str().into()),
                ("may", may.as_str().into()),
                ("needs", needs.as_str().into()),
            ],
        ),
        Problem::Link { failure } => print::advice(language, failure),
        Problem::Store { why } => text(language, "cli-store-failed", &[("why", why.as_str().into())]),
    }
}
