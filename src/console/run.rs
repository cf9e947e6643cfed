//! The loop: drain everything that came in, update, ask for what is missing, draw once if something visible
//! changed, and not more than ten times a second unless a key was pressed.
//!
//! Not here: what any of it means (`app`).

use std::io;
use std::time::Duration;

use futures_util::FutureExt;
use ratatui::crossterm::terminal;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};

use super::app::{App, Effect, Msg};
use super::input::coalesce::{Coalescer, Input};
use super::input::{Read, Reader};
use super::terminal::{Screen, Taken, inside};
use super::{ConsoleError, Ended, Starter, load};
use crate::clock::{Clock, Instant};
use crate::service::client::{Client, Events, Link};
use crate::service::protocol::Event;

/// Frames for what was not asked for by a key: ten a second.
const FRAME: Duration = Duration::from_millis(100);
/// A resize counts when no other followed for so long.
const RESIZE: Duration = Duration::from_millis(50);
/// The clock is looked at so often when nothing else happens: ages and freshness.
const TICK: Duration = Duration::from_secs(1);
/// Events taken in before the screen and the keys get their turn.
const AT_ONCE: usize = 512;

/// Everything the loop holds.
pub(super) struct Loop {
    pub app: App,
    pub client: Client,
    pub clock: Clock,
    pub taken: Taken,
    pub screen: Screen,
    pub reader: Reader,
    events: Events,
    link: watch::Receiver<Link>,
    answers: mpsc::UnboundedReceiver<Msg>,
    answer: mpsc::UnboundedSender<Msg>,
    signals: Signals,
    starter: Option<Starter>,
    coalescer: Coalescer,
    started: Instant,
    resized: Option<((u16, u16), Instant)>,
    last_frame: Option<Instant>,
    dirty: bool,
}

/// Signals that end the console, and the one that continues it.
struct Signals {
    term: Signal,
    hup: Signal,
    int: Signal,
    cont: Signal,
}

/// What woke the loop.
enum Woken {
    Read(Option<Read>),
    Event(Option<Event>),
    Msg(Option<Msg>),
    Link,
    End(Ended),
    Continued,
    Time,
}

impl Loop {
    pub fn new(
        app: App,
        client: Client,
        taken: Taken,
        screen: Screen,
        reader: Reader,
        esc: Duration,
        starter: Option<Starter>,
    ) -> Result<Self, ConsoleError> {
        let clock = client.clock().clone();
        let events = client.events(None);
        let (answer, answers) = mpsc::unbounded_channel();
        let listen = |kind| signal(kind).map_err(|source| ConsoleError::Signals { source });
        let signals = Signals {
            term: listen(SignalKind::terminate())?,
            hup: listen(SignalKind::hangup())?,
            int: listen(SignalKind::interrupt())?,
            cont: listen(SignalKind::from_raw(CONTINUE))?,
        };
        Ok(Self {
            link: events.link(),
            started: clock.instant(),
            app,
            client,
            clock,
            taken,
            screen,
            reader,
            events,
            answers,
            answer,
            signals,
            starter,
            coalescer: Coalescer::new(esc),
            resized: None,
            last_frame: None,
            dirty: true,
        })
    }

    /// Runs until the console ends.
    pub async fn run(mut self) -> Result<Ended, ConsoleError> {
        loop {
            let now = self.clock.now();
            let mut effects = inside(|| self.app.update(Msg::Tick(now)));
            effects.extend(inside(|| self.app.needs()));
            if let Some(ended) = self.perform(effects)? {
                return Ok(ended);
            }
            if let Some(ended) = self.draw()? {
                return Ok(ended);
            }
            let woken = self.wait().await;
            if let Some(ended) = self.woken(woken)? {
                return Ok(ended);
            }
        }
    }

    /// Draws when there is something to draw and it is time.
    fn draw(&mut self) -> Result<Option<Ended>, ConsoleError> {
        let now = self.clock.instant();
        let is_due = self.last_frame.is_none_or(|last| now - last >= FRAME);
        if self.dirty && is_due && self.resized.is_none() {
            match inside(|| self.screen.draw(&self.app)) {
                Ok(_) => {}
                Err(source) if is_gone(&source) => return Ok(Some(Ended::HungUp)),
                Err(source) => return Err(ConsoleError::Draw { source }),
            }
            self.last_frame = Some(now);
            self.dirty = false;
        }
        Ok(None)
    }

    /// Waits for the first thing to happen.
    async fn wait(&mut self) -> Woken {
        let until = self.next_time();
        tokio::select! {
            biased;
            _ = self.signals.term.recv() => Woken::End(Ended::Stopped),
            _ = self.signals.hup.recv() => Woken::End(Ended::HungUp),
            _ = self.signals.int.recv() => Woken::End(Ended::Interrupted),
            _ = self.signals.cont.recv() => Woken::Continued,
            read = self.reader.events.recv() => Woken::Read(read),
            msg = self.answers.recv() => Woken::Msg(msg),
            Ok(()) = self.link.changed() => Woken::Link,
            event = self.events.next() => Woken::Event(event),
            () = tokio::time::sleep_until(until) => Woken::Time,
        }
    }

    /// When the loop must wake at the latest.
    fn next_time(&self) -> Instant {
        let now = self.clock.instant();
        let held = self.coalescer.deadline().map(|due| self.started + due);
        let resize = self.resized.map(|(_, at)| at + RESIZE);
        let frame = self.last_frame.filter(|_| self.dirty).map(|last| last + FRAME);
        [Some(now + TICK), held, resize, frame].into_iter().flatten().min().unwrap_or(now + TICK)
    }

    /// Takes in what woke the loop, and everything that is there besides.
    fn woken(&mut self, woken: Woken) -> Result<Option<Ended>, ConsoleError> {
        let now = self.clock.now();
        let mut effects = inside(|| self.app.update(Msg::Tick(now)));
        self.dirty = true;
        match woken {
            Woken::End(ended) => return Ok(Some(ended)),
            Woken::Continued => {
                self.taken.take_again().map_err(|source| ConsoleError::Terminal { source })?;
                effects.push(Effect::Redraw);
            }
            Woken::Read(None) => return Ok(Some(Ended::HungUp)),
            Woken::Read(Some(read)) => {
                if let Some(ended) = self.take_read(read, &mut effects)? {
                    return Ok(Some(ended));
                }
            }
            Woken::Event(Some(event)) => self.take_event(event, &mut effects),
            Woken::Msg(Some(msg)) => effects.extend(inside(|| self.app.update(msg))),
            Woken::Event(None) | Woken::Msg(None) | Woken::Link | Woken::Time => {}
        }
        // Keys first: nothing may stand between a key and its frame.
        while let Ok(read) = self.reader.events.try_recv() {
            if let Some(ended) = self.take_read(read, &mut effects)? {
                return Ok(Some(ended));
            }
        }
        let mended = self.coalescer.tick(self.clock.instant() - self.started);
        self.take_inputs(mended, &mut effects);
        let link = *self.link.borrow_and_update();
        if link != self.app.link {
            effects.extend(inside(|| self.app.update(Msg::Link(link))));
        }
        for _ in 0..AT_ONCE {
            let Ok(msg) = self.answers.try_recv() else { break };
            effects.extend(inside(|| self.app.update(msg)));
        }
        for _ in 0..AT_ONCE {
            let Some(Some(event)) = self.events.next().now_or_never() else { break };
            self.take_event(event, &mut effects);
        }
        if let Some(((columns, lines), _)) =
            self.resized.filter(|(_, at)| self.clock.instant() - *at >= RESIZE)
        {
            self.resized = None;
            effects.extend(inside(|| self.app.update(Msg::Resize(columns, lines))));
        }
        self.perform(effects)
    }

    fn take_read(&mut self, read: Read, effects: &mut Vec<Effect>) -> Result<Option<Ended>, ConsoleError> {
        match read {
            Read::Event { event, at, more } => {
                let mended = self.coalescer.feed(event, at - self.started, more);
                self.take_inputs(mended, effects);
                Ok(None)
            }
            Read::HungUp => Ok(Some(Ended::HungUp)),
            Read::Failed(source) if is_gone(&source) => Ok(Some(Ended::HungUp)),
            Read::Failed(source) => Err(ConsoleError::Read { source }),
        }
    }

    fn take_inputs(&mut self, inputs: Vec<Input>, effects: &mut Vec<Effect>) {
        for input in inputs {
            let msg = match input {
                Input::Key(key) => Msg::Key(key),
                Input::Paste(text) => Msg::Paste(text),
                Input::Burst(text) => Msg::Burst(text),
                Input::Resize(columns, lines) => {
                    self.resized = Some(((columns, lines), self.clock.instant()));
                    continue;
                }
            };
            // A key is answered at once, whatever was drawn lately.
            self.last_frame = None;
            effects.extend(inside(|| self.app.update(msg)));
        }
    }

    fn take_event(&mut self, event: Event, effects: &mut Vec<Effect>) {
        effects.extend(inside(|| self.app.update(Msg::Event(Box::new(event)))));
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Result<Option<Ended>, ConsoleError> {
        for effect in effects {
            match effect {
                Effect::Load(load) => load::ask(&self.client, load, &self.answer),
                Effect::Order(order) => load::order(&self.client, order, &self.answer),
                Effect::Here(name, place) => load::here(&self.client, name, place, &self.answer),
                Effect::Notify(said) => {
                    let failed = |source| ConsoleError::Draw { source };
                    match self.screen.notify(&said) {
                        Err(source) if is_gone(&source) => return Ok(Some(Ended::HungUp)),
                        told => told.map_err(failed)?,
                    }
                }
                Effect::Redraw => {
                    let failed = |source| ConsoleError::Terminal { source };
                    let (columns, lines) = size(&self.app);
                    self.app.size = (columns, lines);
                    self.screen.resize(columns, lines).map_err(failed)?;
                    self.dirty = true;
                    self.last_frame = None;
                }
                Effect::Reconnect => {
                    self.events.reconnect();
                }
                Effect::Start => {
                    if let Some(starter) = &self.starter {
                        let (started, answers) = (starter(), self.answer.clone());
                        tokio::spawn(async move {
                            // Nobody listens any more once the console has ended.
                            let _ = answers.send(Msg::Started(started.await));
                        });
                    }
                }
                Effect::Suspend => {
                    let failed = |source| ConsoleError::Terminal { source };
                    self.taken.suspend().map_err(failed)?;
                    // Taken again already: the signal that continued us asks for nothing more.
                    while self.signals.cont.recv().now_or_never().is_some() {}
                    let (columns, lines) = size(&self.app);
                    self.screen.resize(columns, lines).map_err(failed)?;
                    self.dirty = true;
                    self.last_frame = None;
                }
                Effect::End(ended) => return Ok(Some(ended)),
            }
        }
        Ok(None)
    }
}

/// What a terminal that went away answers to reading and writing.
fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// SIGCONT on every Linux the console runs on (x86, ARM, RISC-V).
const CONTINUE: i32 = 18;

/// The terminal's size; the one before when it cannot tell.
fn size(app: &App) -> (u16, u16) {
    match terminal::size() {
        Ok((columns, lines)) if columns > 0 && lines > 0 => (columns, lines),
        _ => app.size,
    }
}

/// The terminal's size at the start.
pub(super) fn first_size() -> io::Result<(u16, u16)> {
    // Some terminals say 0 by 0 until they are laid out.
    terminal::size()
        .map(|(columns, lines)| if columns == 0 || lines == 0 { (80, 24) } else { (columns, lines) })
}
