//! The program: wiring only. What this process may leave behind (modes, core dumps), what a crash says, and
//! the runtime; the rest is `cli`.
#![allow(clippy::print_stderr)]

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::time::Duration;

use koppel::config::{Config, Variables};
use koppel::{cli, locale, logging, service};
use rustix::process::{DumpableBehavior, Resource, Rlimit};

/// The exit code of a crash.
const CRASHED: u8 = 70;
/// How long threads that may block, such as one reading from a terminal, are waited for at the end.
const LEAVE_WITHIN: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    leave_nothing_readable();
    let language = Config::defaults(&Variables::of_process()).language();
    logging::record_panics(
        || {},
        move |incident| {
            // The store turns panics of its table into errors that say what to do.
            if !service::panic_is_contained() {
                let incident = incident.to_string();
                eprintln!("{}", locale::text(language, "cli-incident", &[("incident", incident.into())]));
            }
        },
    );
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("koppel: {error}");
            return ExitCode::from(CRASHED);
        }
    };
    let run = AssertUnwindSafe(|| runtime.block_on(cli::run(std::env::args_os().collect())));
    let ended = std::panic::catch_unwind(run);
    runtime.shutdown_timeout(LEAVE_WITHIN);
    ended.map_or(ExitCode::from(CRASHED), ExitCode::from)
}

/// Files are ours alone, and memory, which holds tokens and customers, goes to no core dump and no other
/// process of this account.
fn leave_nothing_readable() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    // A system that refuses these two loses a second line of defence, not the first.
    let _ = rustix::process::setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}
