//! Reading the terminal: a thread that reads events, and one that notices a hang-up.
//!
//! Not here: what a torn escape sequence or a paste without marks becomes (`coalesce`).

pub mod coalesce;

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event};
use rustix::event::{PollFd, PollFlags, poll};
use tokio::sync::mpsc;

use crate::clock::{Clock, Instant};

/// What the threads tell.
#[derive(Debug)]
pub enum Read {
    /// An event.
    Event {
        /// What was read.
        event: Event,
        /// When.
        at: Instant,
        /// More came in with it.
        more: bool,
    },
    /// The terminal is gone.
    HungUp,
    /// It cannot be read.
    Failed(io::Error),
}

/// How often the reading thread looks whether it is still wanted. After a hang-up it spins in crossterm until
/// then.
const LOOK: Duration = Duration::from_millis(250);

/// The reading threads; they end when this is dropped.
#[derive(Debug)]
pub struct Reader {
    wanted: Arc<AtomicBool>,
    /// What they tell.
    pub events: mpsc::UnboundedReceiver<Read>,
}

impl Reader {
    /// Starts reading.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(clock: Clock) -> io::Result<Self> {
        let wanted = Arc::new(AtomicBool::new(true));
        let (sender, events) = mpsc::unbounded_channel();
        let (reads, hang_ups) = (sender.clone(), sender);
        let still = Arc::clone(&wanted);
        thread::Builder::new()
            .name("console-input".to_owned())
            .spawn(move || read(&clock, &still, &reads))?;
        let still = Arc::clone(&wanted);
        thread::Builder::new().name("console-hang-up".to_owned()).spawn(move || watch(&still, &hang_ups))?;
        Ok(Self { wanted, events })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::SeqCst);
    }
}

fn read(clock: &Clock, wanted: &AtomicBool, sender: &mpsc::UnboundedSender<Read>) {
    while wanted.load(Ordering::SeqCst) {
        let told = match event::poll(LOOK) {
            Ok(false) => continue,
            Ok(true) => match event::read() {
                Ok(event) => {
                    let at = clock.instant();
                    // What cannot be told now is told by the next turn.
                    let more = event::poll(Duration::ZERO).unwrap_or(false);
                    Read::Event { event, at, more }
                }
                Err(error) => Read::Failed(error),
            },
            Err(error) => Read::Failed(error),
        };
        let failed = matches!(told, Read::Failed(_));
        if sender.send(told).is_err() || failed {
            return;
        }
    }
}

/// Asks for no event at all: the kernel tells a hang-up and an error unasked, and nothing else wakes this.
fn watch(wanted: &AtomicBool, sender: &mpsc::UnboundedSender<Read>) {
    let stdin = io::stdin();
    loop {
        let mut fds = [PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::empty())];
        let gone = match poll(&mut fds, None) {
            Ok(_) => fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
            Err(rustix::io::Errno::INTR) => false,
            Err(_) => true,
        };
        if !wanted.load(Ordering::SeqCst) {
            return;
        }
        if gone {
            let _ = sender.send(Read::HungUp);
            return;
        }
    }
}
