//! The terminal: taken over on entry, given back on every way out, and written to a whole frame at a time.
//!
//! Given back means raw mode, alternate screen, cursor, paste marks and title. It happens on leaving, on an
//! error, on a signal and on a panic of the console itself; a panic elsewhere in the process is logged and
//! must not touch the screen.
//!
//! Nothing is ever asked of the terminal: no cursor position, no colours, no attributes. An answer over a
//! slow link would come in as keys.
//!
//! Not here: reading keys (`input`), what is drawn (`screens`).

use std::cell::Cell;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell as ScreenCell;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::style::force_color_output;
use ratatui::crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen, SetTitle};
use ratatui::crossterm::{cursor, queue};
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::app::App;
use super::text;
use crate::config::Notify;
use crate::model::shown::Shown;

/// Synchronised update: a terminal that knows it shows a frame whole, others ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// Puts the title aside, and takes it back.
const PUSH_TITLE: &[u8] = b"\x1b[22;0t";
const POP_TITLE: &[u8] = b"\x1b[23;0t";
/// Before anything is known.
const TITLE: &str = "koppel";
/// A frame of the largest usual screen fits, so that it leaves in one write.
const FRAME: usize = 64 * 1024;

/// True while the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// True for a terminal that gets no attributes at all.
static PLAIN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

thread_local! {
    /// True while this thread is inside the console's own code.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` as the console's own code: a panic in it gives the terminal back before it is told.
pub fn inside<T>(work: impl FnOnce() -> T) -> T {
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            INSIDE.set(false);
        }
    }
    INSIDE.set(true);
    let _leave = Leave;
    work()
}

/// The terminal, ours until this is dropped.
#[derive(Debug)]
pub struct Taken(());

impl Taken {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When it cannot be put in raw mode, or not be written to.
    pub fn take() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                if !TAKEN.load(Ordering::SeqCst) {
                    before(panic);
                } else if INSIDE.get() {
                    give_back();
                    before(panic);
                } else {
                    tracing::error!(%panic, "a task panicked");
                }
            }));
        });
        enter()?;
        Ok(Self(()))
    }

    /// Gives the terminal back, stops this process until it is continued, and takes it again.
    pub fn suspend(&self) -> io::Result<()> {
        give_back();
        // The kernel ignores this for a session without a shell to come back from: an SSH forced command.
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        enter()
    }

    /// Takes the terminal again after somebody else had it: a shell that stopped this process.
    pub fn take_again(&self) -> io::Result<()> {
        // Given back first, or crossterm would think that raw mode is still on.
        give_back();
        enter()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    // With NO_COLOR set crossterm would drop reverse and bold too; the theme decides about colours.
    force_color_output(true);
    let mut bytes = Vec::new();
    bytes.extend_from_slice(PUSH_TITLE);
    queue!(bytes, EnterAlternateScreen, cursor::Hide, EnableBracketedPaste, SetTitle(TITLE))?;
    write(&bytes)
}

/// Gives the terminal back, once. Errors have nobody to be told to.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut bytes = Vec::new();
    bytes.extend_from_slice(END);
    let reset = match PLAIN.load(Ordering::SeqCst) {
        true => Ok(()),
        false => queue!(bytes, ratatui::crossterm::style::ResetColor),
    };
    let queued =
        reset.and_then(|()| queue!(bytes, DisableBracketedPaste, cursor::Show, LeaveAlternateScreen));
    bytes.extend_from_slice(POP_TITLE);
    let _ = queued.and_then(|()| write(&bytes));
    let _ = terminal::disable_raw_mode();
}

/// Writes past the standard library's line buffer, which would chop a frame into pieces of 1 KiB.
fn write(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = io::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout.as_fd(), bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Where a frame's bytes are collected.
#[derive(Clone, Debug, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Bytes {
    fn take(&self) -> Vec<u8> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut bytes, Vec::with_capacity(FRAME))
    }
}

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// crossterm's backend, except that a frame without a changed cell gives no bytes at all.
struct Quiet {
    backend: CrosstermBackend<Bytes>,
    /// Where a terminal that gets no attributes is written to.
    plain: Option<Bytes>,
}

impl Backend for Quiet {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a ScreenCell)>,
    {
        let mut content = content.peekable();
        match &mut self.plain {
            _ if content.peek().is_none() => Ok(()),
            None => self.backend.draw(content),
            Some(bytes) => {
                let mut next = None;
                for (x, y, cell) in content {
                    if next != Some((x, y)) {
                        queue!(bytes, cursor::MoveTo(x, y))?;
                    }
                    bytes.write_all(cell.symbol().as_bytes())?;
                    next = Some((x + text::width(cell.symbol()) as u16, y));
                }
                Ok(())
            }
        }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.backend.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.backend.show_cursor()
    }

    /// Known, so that nothing is asked of the terminal: the cursor is hidden and its place is nobody's.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.backend.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.backend.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.backend.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.backend.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.backend.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How a call for an operator is told to a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Not at all.
    Off,
    /// By the bell.
    Bell,
    /// By a note of the desktop: OSC 9.
    Osc9,
    /// By a note of the desktop: OSC 777.
    Osc777,
}

impl Note {
    /// As set, or as the terminal is known to take it. Nothing is asked of the terminal; over SSH only `TERM`
    /// arrives, and what is not known gets the bell.
    pub fn of(set: Notify, variable: impl Fn(&str) -> Option<String>) -> Self {
        match set {
            Notify::Off => Self::Off,
            Notify::Bell => Self::Bell,
            Notify::Osc9 => Self::Osc9,
            Notify::Osc777 => Self::Osc777,
            Notify::Auto => {
                let of = |name: &str| variable(name).unwrap_or_default();
                let (term, program) = (of("TERM"), of("TERM_PROGRAM"));
                // What stands between, such as tmux, takes the bell and passes no notes on.
                let is_between =
                    !of("TMUX").is_empty() || term.starts_with("tmux") || term.starts_with("screen");
                let notes = ["xterm-kitty", "xterm-ghostty", "wezterm"];
                if is_between {
                    Self::Bell
                } else if notes.contains(&term.as_str())
                    || ["iTerm.app", "WezTerm", "ghostty"].contains(&program.as_str())
                {
                    Self::Osc9
                } else if term.starts_with("foot") || term.starts_with("rxvt-unicode") {
                    Self::Osc777
                } else {
                    Self::Bell
                }
            }
        }
    }

    /// What is written.
    fn bytes(self, said: &str) -> Vec<u8> {
        // Nothing that ends the sequence early, or begins another.
        let said = Shown::new(said);
        match self {
            Self::Off => Vec::new(),
            Self::Bell => b"\x07".to_vec(),
            Self::Osc9 => format!("\x1b]9;koppel: {said}\x1b\\").into_bytes(),
            Self::Osc777 => {
                let said = said.replace(';', ",");
                format!("\x1b]777;notify;koppel;{said}\x1b\\").into_bytes()
            }
        }
    }
}

/// The screen: draws an app, one write a frame.
pub struct Screen {
    terminal: Terminal<Quiet>,
    bytes: Bytes,
    note: Note,
    title: String,
}

impl Screen {
    /// A screen of `columns` by `lines`; `plain` for a terminal that gets no attributes.
    ///
    /// # Errors
    /// Never in practice: nothing is written yet.
    pub fn new(columns: u16, lines: u16, plain: bool, note: Note) -> io::Result<Self> {
        PLAIN.store(plain, Ordering::SeqCst);
        let bytes = Bytes::default();
        let backend =
            Quiet { backend: CrosstermBackend::new(bytes.clone()), plain: plain.then(|| bytes.clone()) };
        // Fixed: a resize is taken when the storm is over, not when the size is next asked for.
        let viewport = Viewport::Fixed(Rect::new(0, 0, columns, lines));
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport })?;
        Ok(Self { terminal, bytes, note, title: TITLE.to_owned() })
    }

    /// Clears everything and takes another size: the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal cannot be asked for its size.
    pub fn resize(&mut self, columns: u16, lines: u16) -> io::Result<()> {
        // Whoever had the terminal meanwhile may have given it another title.
        TITLE.clone_into(&mut self.title);
        self.terminal.resize(Rect::new(0, 0, columns, lines))
    }

    /// Draws `app`; writes nothing when nothing visible changed. Gives the bytes written.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, app: &App) -> io::Result<usize> {
        let frame = self.frame(app)?;
        write(&frame)?;
        Ok(frame.len())
    }

    /// Tells whoever does not look at the screen.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn notify(&self, said: &str) -> io::Result<()> {
        write(&self.note.bytes(said))
    }

    /// The bytes of the next frame; none when nothing visible changed.
    fn frame(&mut self, app: &App) -> io::Result<Vec<u8>> {
        app.draw(&mut self.terminal.get_frame());
        self.terminal.flush()?;
        self.terminal.swap_buffers();
        let title = app.title();
        if title != self.title {
            if !PLAIN.load(Ordering::SeqCst) {
                queue!(self.bytes, SetTitle(&title))?;
            }
            self.title = title;
        }
        let changed = self.bytes.take();
        if changed.is_empty() {
            return Ok(changed);
        }
        let mut frame = Vec::with_capacity(changed.len() + BEGIN.len() + END.len());
        frame.extend_from_slice(BEGIN);
        frame.extend_from_slice(&changed);
        frame.extend_from_slice(END);
        Ok(frame)
    }
}

#[cfg(test)]
mod tests;
