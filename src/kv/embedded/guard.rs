//! sled panics on some damaged files and never comes back on others. Here both become errors.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// True while a panic on this thread would become an error. A panic hook then has nothing to say: whoever
/// called is told.
pub fn panic_is_contained() -> bool {
    CONTAINED.get()
}

/// Runs `work`; its panic is an error with the first line of what it said.
pub(super) fn contain<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(outer);
    done.map_err(|panic| {
        let said = panic
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("it cannot be read");
        said.lines().next().unwrap_or_default().to_owned()
    })
}

/// Runs `work` on a thread of its own, for at most `limit`. Blocks. A thread that does not come back is
/// left behind; the process is expected to end soon after.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let (done, result) = channel();
    let spawned = std::thread::Builder::new().name("kv-open".to_owned()).spawn(move || {
        // Nobody listens any more when the limit has passed.
        let _ = done.send(contain(work));
    });
    if let Err(error) = spawned {
        return Err(format!("no thread could be started: {error}"));
    }
    match result.recv_timeout(limit) {
        Ok(done) => done,
        Err(RecvTimeoutError::Timeout) => Err(format!("reading it did not end within {} s", limit.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("the thread that read it has gone".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_a_hang_become_errors() {
        assert_eq!(within(Duration::from_secs(60), || 7), Ok(7));
        assert_eq!(
            within(Duration::from_secs(60), || -> u8 { panic!("bad page\nreport it") }),
            Err("bad page".to_owned())
        );
        let (_keep, wait) = channel::<()>();
        let hung = within(Duration::from_millis(10), move || wait.recv().is_ok());
        assert!(hung.unwrap_err().contains("did not end"));
        assert!(!panic_is_contained());
    }
}
