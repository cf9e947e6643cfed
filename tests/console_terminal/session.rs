//! A program in a pseudo-terminal, and what it wrote there.
//!
//! Not here: what is tested.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use koppel::clock::Clock;
use koppel::service::client::Client;
use koppel::service::protocol::{Answer, Command, MappingView, Query};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

pub const LEAVE: &str = "\x1b[?1049l";
pub const ENTER: &str = "\x1b[?1049h";
/// No machine is so slow; a state that has not come by then never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Everything the terminal received.
#[derive(Default)]
pub struct Received {
    bytes: Mutex<(Vec<u8>, bool)>,
    more: Condvar,
    drawn: Mutex<Drawn>,
}

/// A frame of the console begins and ends with these.
const FRAME: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");

/// The terminal's screen, and how many bytes of what was received are on it: a look draws what came since the last.
/// A frame that is not whole yet is not drawn, as in a terminal.
#[derive(Default)]
struct Drawn {
    parser: vt100::Parser,
    bytes: usize,
}

impl Drawn {
    fn screen(&mut self, bytes: &[u8], (columns, rows): (u16, u16)) -> String {
        let (rows, columns) = (rows.try_into().unwrap(), columns.try_into().unwrap());
        // At another size all of it is drawn anew.
        if self.parser.screen().size() != (rows, columns) {
            *self = Self { parser: vt100::Parser::new(rows, columns, 0), bytes: 0 };
        }
        let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|some| some == mark);
        let whole = match (last(FRAME.0), last(FRAME.1)) {
            (Some(begins), ends) if ends.is_none_or(|ends| ends < begins) => begins.max(self.bytes),
            _ => bytes.len(),
        };
        self.parser.process(&bytes[self.bytes..whole]);
        self.bytes = whole;
        self.parser.screen().contents()
    }
}

/// A program in a pseudo-terminal.
pub struct Session {
    pub master: Option<Box<dyn MasterPty + Send>>,
    pub writer: Option<Box<dyn Write + Send>>,
    pub child: Box<dyn Child + Send + Sync>,
    pub received: Arc<Received>,
    pub size: (u16, u16),
}

impl Session {
    pub fn start(what: &str) -> Self {
        Self::start_with(what, None, &[])
    }

    /// Starts the program itself on `data`.
    pub fn program(data: &Path) -> Self {
        Self::program_with(data, &[])
    }

    /// The same, with more variables.
    pub fn program_with(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_koppel"));
        command.args(["--data".as_ref(), data.as_os_str(), "--lang".as_ref(), "nl".as_ref()]);
        // Nothing of whoever runs the test.
        for home in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env(home, data);
        }
        Self::spawn(command, variables)
    }

    /// Starts the child; `shell` is a line in which `CHILD` stands for it.
    pub fn start_with(what: &str, shell: Option<&str>, variables: &[(&str, &str)]) -> Self {
        let program = std::env::current_exe().unwrap();
        let program = program.to_str().unwrap();
        let arguments = ["child", "--exact", "--ignored", "--nocapture", "--test-threads=1"];
        let mut command = match shell {
            None => {
                let mut command = CommandBuilder::new(program);
                command.args(arguments);
                command
            }
            Some(line) => {
                let mut command = CommandBuilder::new("bash");
                let whole = format!("'{program}' {}", arguments.join(" "));
                command.args(["-c", &line.replace("CHILD", &whole)]);
                command
            }
        };
        command.env("KOPPEL_TEST_CHILD", what);
        Self::spawn(command, variables)
    }

    pub fn spawn(mut command: CommandBuilder, variables: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "nl_NL.UTF-8");
        command.env_remove("NO_COLOR");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let received = Arc::new(Received::default());
        let mut reader = pty.master.try_clone_reader().unwrap();
        let into = Arc::clone(&received);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = reader.read(&mut buffer).unwrap_or(0);
                let mut bytes = into.bytes.lock().unwrap();
                bytes.0.extend_from_slice(&buffer[..count]);
                bytes.1 |= count == 0;
                into.more.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        let writer = pty.master.take_writer().unwrap();
        Self { master: Some(pty.master), writer: Some(writer), child, received, size: (80, 24) }
    }

    /// Waits until what was received satisfies `state`.
    pub fn wait(&self, what: &str, state: impl Fn(&Seen<'_>) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut bytes = self.received.bytes.lock().unwrap();
        loop {
            let seen = Seen { bytes: &bytes.0, size: self.size, drawn: &self.received.drawn };
            if state(&seen) {
                return;
            }
            assert!(Instant::now() < until, "{what} did not come:\n{}\n{}", seen.screen(), seen.text());
            bytes = self.received.more.wait_timeout(bytes, Duration::from_millis(200)).unwrap().0;
        }
    }

    /// Waits until the console shows its first screen.
    pub fn wait_shown(&self) {
        self.wait("the first screen", |seen| seen.screen().contains("[1 Wachtrij]"));
    }

    pub fn send(&mut self, bytes: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        let pid = self.child.process_id().and_then(|pid| Pid::from_raw(pid as i32)).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end; the exit code, and how long it took.
    pub fn ended(&mut self) -> (u32, Duration) {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.exit_code(), since.elapsed());
            }
            assert!(since.elapsed() < PATIENCE, "the process does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The screen as it is now.
    pub fn screen(&self) -> String {
        let bytes = self.received.bytes.lock().unwrap();
        Seen { bytes: &bytes.0, size: self.size, drawn: &self.received.drawn }.screen()
    }

    pub fn all_so_far(&self) -> String {
        String::from_utf8_lossy(&self.received.bytes.lock().unwrap().0).into_owned()
    }

    /// Everything received until the other side closed.
    pub fn all(&self) -> String {
        let mut bytes = self.received.bytes.lock().unwrap();
        while !bytes.1 {
            bytes = self.received.more.wait_timeout(bytes, Duration::from_millis(200)).unwrap().0;
        }
        String::from_utf8_lossy(&bytes.0).into_owned()
    }

    pub fn assert_given_back(&self) {
        let all = self.all();
        let last = all.rfind(LEAVE).expect("the alternate screen was left");
        assert!(!all[last..].contains(ENTER), "and not entered again");
        for (mark, what) in [("\x1b[?25h", "cursor"), ("\x1b[?2004l", "paste marks"), ("\x1b[23;0t", "title")]
        {
            assert!(all.contains(mark), "{what} not given back: {all:?}");
        }
    }
}

/// Keys that do not count before a question could be read do not count for so long.
pub const QUIET: Duration = Duration::from_millis(400);

impl Session {
    /// Presses keys and waits for what then stands on screen.
    pub fn keys(&mut self, keys: &str, shown: &str) {
        self.send(keys);
        self.wait(shown, |seen| seen.screen().contains(shown));
    }

    /// Answers the question on screen with yes, and waits until it is carried out.
    pub fn yes(&mut self, done: &str) {
        self.wait("the question", |seen| seen.screen().contains("[y Ja]"));
        std::thread::sleep(QUIET);
        self.send("y");
        self.wait(done, |seen| {
            let screen = seen.screen();
            screen.contains(done) && !screen.contains("[y Ja]")
        });
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// What has been seen so far.
pub struct Seen<'a> {
    bytes: &'a [u8],
    size: (u16, u16),
    drawn: &'a Mutex<Drawn>,
}

impl Seen<'_> {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.bytes).into_owned()
    }

    pub fn screen(&self) -> String {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.screen(self.bytes, self.size)
    }
}

/// The service that the program started: stopped at the end, whatever the test does.
pub struct Service {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Service {
    pub fn of(data: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, client: Client::new(data, Clock::system()) }
    }

    pub fn is_running(&self) -> bool {
        self.runtime.block_on(self.client.is_running()).unwrap()
    }

    /// A mapping beside both catalogues: its rows in the order they are shown in.
    pub fn mapping(&self, name: &str) -> MappingView {
        let asked = self.client.query(Query::Mapping { integration: name.into() });
        match self.runtime.block_on(asked).unwrap() {
            Answer::Mapping(view) => *view,
            _ => panic!("another answer"),
        }
    }

    pub fn stop(&self) {
        let _ = self.runtime.block_on(self.client.command(Command::Stop));
    }
}
