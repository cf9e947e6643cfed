//! Logs: one file of one's own, set aside by size when the program starts. What enters it: what happened,
//! to which sale or partner by number and name, and how it failed.
//!
//! Never enters it: bodies, tokens, names, addresses, answers. Types that hold those have no `Debug`, so
//! the compiler refuses to log them. Not here: what an operator reads (`locale`).

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use ulid::Ulid;

/// What to log and where; the settings of `[log]`.
#[derive(Clone, Debug)]
pub struct Logging {
    /// The file.
    pub file: PathBuf,
    /// A level, or a filter in `tracing`'s words.
    pub filter: String,
    /// One JSON object a line, instead of text.
    pub json: bool,
    /// Above this size the file is set aside at the start.
    pub rotate_bytes: u64,
    /// So many old files are kept.
    pub keep: u64,
}

/// Why there is no log. None of these needs to stop the program.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// The filter cannot be read.
    #[error("log.level: {filter} is no filter")]
    Filter {
        /// What was given.
        filter: String,
        /// What the parser says.
        source: tracing_subscriber::filter::ParseError,
    },
    /// The file cannot be opened or set aside.
    #[error("cannot open the log {path}", path = .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something logs already.
    #[error("logging was started before")]
    Started,
}

/// Starts logging, for the rest of the process.
///
/// # Errors
/// When the filter is none, the file cannot be opened, or logging was started before.
pub fn start(logging: &Logging) -> Result<(), LoggingError> {
    let filter = EnvFilter::try_new(&logging.filter)
        .map_err(|source| LoggingError::Filter { filter: logging.filter.clone(), source })?;
    let file = open(logging).map_err(|source| LoggingError::Open { path: logging.file.clone(), source })?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        .with_target(true);
    let started = if logging.json { builder.json().try_init() } else { builder.try_init() };
    started.map_err(|_| LoggingError::Started)
}

/// Opens the log for appending, readable by its owner only, setting a full one aside first.
fn open(logging: &Logging) -> io::Result<File> {
    if let Some(folder) = logging.file.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    if std::fs::metadata(&logging.file).is_ok_and(|found| found.len() > logging.rotate_bytes) {
        set_aside(&logging.file, logging.keep)?;
    }
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&logging.file)?;
    // A file of before, with wider permissions, is narrowed too.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

/// `koppel.log` becomes `koppel.log.1`, `.1` becomes `.2`, and so on; the oldest goes.
fn set_aside(file: &Path, keep: u64) -> io::Result<()> {
    let old = |number: u64| PathBuf::from(format!("{}.{number}", file.display()));
    if keep == 0 {
        return std::fs::remove_file(file);
    }
    for number in (1..keep).rev() {
        match std::fs::rename(old(number), old(number + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    std::fs::rename(file, old(1))
}

/// Makes every panic an incident: a number, its place and its backtrace in the log. `tell` is given the
/// number, after `before` (which may give the terminal back) has run.
///
/// The panic's message is logged: code that panics with personal data in its message is wrong.
pub fn record_panics(
    before: impl Fn() + Send + Sync + 'static,
    tell: impl Fn(Incident) + Send + Sync + 'static,
) {
    std::panic::set_hook(Box::new(move |panic| {
        before();
        let incident = Incident(crate::clock::Clock::system().id());
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let backtrace = std::backtrace::Backtrace::capture();
        tracing::error!(%incident, %place, message, %backtrace, "panic");
        tell(incident);
    }));
}

/// The number of an incident, by which the log is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident(Ulid);

impl std::fmt::Display for Incident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn logging(folder: &Path, keep: u64) -> Logging {
        let file = folder.join("state/koppel.log");
        Logging { file, filter: "info".into(), json: false, rotate_bytes: 10, keep }
    }

    #[test]
    fn a_full_log_is_set_aside_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let logging = logging(folder.path(), 2);
        for round in 0..4 {
            write!(open(&logging).unwrap(), "round {round} was long").unwrap();
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join("state").join(name)).ok();
        assert_eq!(read("koppel.log").as_deref(), Some("round 3 was long"));
        assert_eq!(read("koppel.log.1").as_deref(), Some("round 2 was long"));
        assert_eq!(read("koppel.log.2").as_deref(), Some("round 1 was long"));
        assert_eq!(read("koppel.log.3"), None);
    }

    #[test]
    fn only_its_owner_reads_the_log_also_one_that_was_wider() {
        let folder = tempfile::tempdir().unwrap();
        let logging = logging(folder.path(), 0);
        drop(open(&logging).unwrap());
        std::fs::set_permissions(&logging.file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let mode = open(&logging).unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let folder = std::fs::metadata(logging.file.parent().unwrap()).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_filter_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let odd = Logging { filter: "koppel=loud".into(), ..logging(folder.path(), 0) };
        assert!(start(&odd).unwrap_err().to_string().contains("koppel=loud"));
        assert!(!odd.file.exists());
    }
}
