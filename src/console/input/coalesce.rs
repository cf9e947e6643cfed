//! Mends what a slow link does to input. A pure state machine: events and times in, keys and texts out.
//!
//! - An escape sequence torn behind its first byte arrives as `Esc`, `[`, `D`. Esc is therefore held for
//!   50 ms; what follows within it is rebuilt to the key it was, or swallowed. It is never acted on in
//!   pieces.
//! - A paste whose start mark was torn is collected until its end mark or a pause.
//! - More than eight keys in a burst that no hand can type, where the terminal marks no pastes, become one
//!   text, none of them acted on. A key held down is not a burst, and a key that came alone is not held.
//!
//! Not here: reading (`input`), what a text does (`app`).

use std::time::Duration;

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// How long Esc is held unless the settings say otherwise.
pub const ESC: Duration = Duration::from_millis(50);
/// How long the rest of a sequence is waited for, once `Esc [` was seen.
const TAIL: Duration = Duration::from_millis(500);
/// Keys closer together than this were not typed one by one.
const BURST_GAP: Duration = Duration::from_millis(20);
/// More than so many of them are a burst.
const BURST_KEYS: usize = 8;
/// A paste of which the end mark was lost ends after such a pause.
const PASTE_PAUSE: Duration = Duration::from_millis(150);
/// No sequence is longer; what goes on is swallowed.
const LONGEST: usize = 64;

/// What came in, mended.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// A paste, by its marks.
    Paste(String),
    /// Many keys at once.
    Burst(String),
    /// Another size.
    Resize(u16, u16),
}

#[derive(Clone, Debug, Default)]
enum State {
    #[default]
    Plain,
    /// Esc came in; its sequence may follow.
    Esc,
    /// `Esc [` or `Esc O` and what came after.
    Tail(String),
    /// Inside a paste whose start mark was torn.
    Paste(String),
}

/// The state machine. Times are durations since any fixed moment.
#[derive(Clone, Debug)]
pub struct Coalescer {
    esc: Duration,
    state: State,
    since: Duration,
    /// Keys of a run, held until it is known whether it is a burst.
    held: Vec<KeyEvent>,
    /// The key before the held ones, when it came alone and was let through at once.
    first: Option<KeyEvent>,
    last_key: Option<Duration>,
    more: bool,
}

impl Default for Coalescer {
    fn default() -> Self {
        Self::new(ESC)
    }
}

impl Coalescer {
    /// One that holds Esc for `esc`.
    pub fn new(esc: Duration) -> Self {
        Self {
            esc,
            state: State::Plain,
            since: Duration::ZERO,
            held: Vec::new(),
            first: None,
            last_key: None,
            more: false,
        }
    }

    /// Takes an event in at time `at`; `more` when others were read together with it.
    pub fn feed(&mut self, event: Event, at: Duration, more: bool) -> Vec<Input> {
        let mut out = self.tick(at);
        self.more = more;
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => {}
            Event::Key(key) => self.key(key, at, &mut out),
            Event::Paste(text) => {
                self.give_all(&mut out);
                out.push(Input::Paste(text));
            }
            Event::Resize(columns, lines) => out.push(Input::Resize(columns, lines)),
            Event::Mouse(_) | Event::FocusGained | Event::FocusLost => {}
        }
        out
    }

    /// Lets go of what has been held long enough at time `at`.
    pub fn tick(&mut self, at: Duration) -> Vec<Input> {
        let mut out = Vec::new();
        if self.deadline().is_some_and(|due| due <= at) {
            match std::mem::take(&mut self.state) {
                State::Plain => self.give_held(&mut out),
                State::Esc => out.push(Input::Key(KeyCode::Esc.into())),
                State::Tail(_) => {}
                State::Paste(text) => out.push(Input::Paste(text)),
            }
        }
        out
    }

    /// When [`tick`](Self::tick) must be called at the latest; `None` when nothing is held.
    pub fn deadline(&self) -> Option<Duration> {
        match &self.state {
            State::Esc => Some(self.since + self.esc),
            State::Tail(_) => Some(self.since + TAIL),
            State::Paste(_) => Some(self.since + PASTE_PAUSE),
            State::Plain if self.held.is_empty() => None,
            State::Plain => self.last_key.map(|last| last + BURST_GAP),
        }
    }

    fn key(&mut self, key: KeyEvent, at: Duration, out: &mut Vec<Input>) {
        match std::mem::take(&mut self.state) {
            State::Plain if key.code == KeyCode::Esc => {
                self.give_held(out);
                self.wait(State::Esc, at);
            }
            State::Plain => self.plain(key, at, out),
            State::Esc => match key.code {
                KeyCode::Char(c @ ('[' | 'O')) => self.wait(State::Tail(c.to_string()), at),
                KeyCode::Esc => {
                    out.push(Input::Key(KeyCode::Esc.into()));
                    self.wait(State::Esc, at);
                }
                // Torn Alt and a letter: what crossterm makes of it whole.
                KeyCode::Char(_) => {
                    let modifiers = key.modifiers | KeyModifiers::ALT;
                    out.push(Input::Key(KeyEvent::new(key.code, modifiers)));
                }
                _ => {
                    out.push(Input::Key(KeyCode::Esc.into()));
                    self.plain(key, at, out);
                }
            },
            State::Tail(tail) => self.tail(tail, key, at, out),
            State::Paste(text) => self.paste(text, key, at, out),
        }
    }

    fn wait(&mut self, state: State, at: Duration) {
        self.state = state;
        self.since = at;
    }

    fn tail(&mut self, mut tail: String, key: KeyEvent, at: Duration, out: &mut Vec<Input>) {
        let KeyCode::Char(c) = key.code else {
            // The sequence ends here without its end: it is swallowed, the key counts.
            return self.key(key, at, out);
        };
        tail.push(c);
        let is_ss3 = tail.starts_with('O');
        let ends = if is_ss3 { true } else { ('\x40'..='\x7e').contains(&c) };
        if !ends {
            if tail.len() < LONGEST {
                return self.wait(State::Tail(tail), at);
            }
            return self.wait(State::Tail("[".to_owned()), at);
        }
        match rebuilt(&tail) {
            Rebuilt::Key(code) => out.push(Input::Key(code.into())),
            Rebuilt::PasteBegins => self.wait(State::Paste(String::new()), at),
            Rebuilt::Nothing => {}
        }
    }

    fn paste(&mut self, mut text: String, key: KeyEvent, at: Duration, out: &mut Vec<Input>) {
        match key.code {
            KeyCode::Char(c) => text.push(c),
            KeyCode::Enter => text.push('\n'),
            KeyCode::Tab => text.push('\t'),
            KeyCode::Esc => text.push('\x1b'),
            _ => {}
        }
        match text.strip_suffix("\x1b[201~") {
            Some(whole) => out.push(Input::Paste(whole.to_owned())),
            None => self.wait(State::Paste(text), at),
        }
    }

    fn plain(&mut self, key: KeyEvent, at: Duration, out: &mut Vec<Input>) {
        let text = matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab)
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let in_run = self.last_key.is_some_and(|last| at.saturating_sub(last) < BURST_GAP);
        if text && in_run {
            self.held.push(key);
        } else {
            self.give_held(out);
            if text && self.more {
                // It may be the first of a burst; the rest is here within a moment.
                self.held.push(key);
            } else {
                self.first = text.then_some(key);
                out.push(Input::Key(key));
            }
        }
        self.last_key = text.then_some(at);
    }

    /// Lets the keys of a run go: one by one, or as one text.
    fn give_held(&mut self, out: &mut Vec<Input>) {
        let held = std::mem::take(&mut self.held);
        let first = self.first.take();
        let repeated = held.iter().chain(&first).all(|key| Some(key) == held.first());
        if held.len() + usize::from(first.is_some()) > BURST_KEYS && !repeated {
            let text = held.iter().map(|key| match key.code {
                KeyCode::Char(c) => c,
                _ => '\n',
            });
            out.push(Input::Burst(text.collect()));
        } else {
            out.extend(held.into_iter().map(Input::Key));
        }
    }

    /// Lets everything go at once, because something whole came in.
    fn give_all(&mut self, out: &mut Vec<Input>) {
        self.give_held(out);
        match std::mem::take(&mut self.state) {
            State::Esc => out.push(Input::Key(KeyCode::Esc.into())),
            State::Paste(text) => out.push(Input::Paste(text)),
            State::Plain | State::Tail(_) => {}
        }
    }
}

enum Rebuilt {
    Key(KeyCode),
    PasteBegins,
    Nothing,
}

/// The key that a sequence (without its Esc) stands for. Those koppel has no use for are nothing.
fn rebuilt(tail: &str) -> Rebuilt {
    Rebuilt::Key(match tail {
        "[A" | "OA" => KeyCode::Up,
        "[B" | "OB" => KeyCode::Down,
        "[C" | "OC" => KeyCode::Right,
        "[D" | "OD" => KeyCode::Left,
        "[H" | "OH" | "[1~" | "[7~" => KeyCode::Home,
        "[F" | "OF" | "[4~" | "[8~" => KeyCode::End,
        "[5~" => KeyCode::PageUp,
        "[6~" => KeyCode::PageDown,
        "[3~" => KeyCode::Delete,
        "[Z" => KeyCode::BackTab,
        "[200~" => return Rebuilt::PasteBegins,
        _ => return Rebuilt::Nothing,
    })
}

#[cfg(test)]
mod tests;
