//! The console in a real pseudo-terminal: what it writes, how it takes torn input, and that every way out
//! gives the terminal back.
//!
//! The process under test is the real program on a fresh data folder with its real service; or, where a
//! panic or a console without any service is due, this test binary itself, run again as [`child`].
//!
//! Not here: what screens show (snapshots in `console`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_types, clippy::disallowed_methods)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use koppel::clock::Clock;
use koppel::console::{self, Options, terminal};
use koppel::service::client::Client;
use koppel::service::protocol::Command;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

const LEAVE: &str = "\x1b[?1049l";
const ENTER: &str = "\x1b[?1049h";
/// No machine is so slow; a state that has not come by then never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The process under test. Ignored as a test: without its variable it does nothing.
#[test]
#[ignore = "run by the other tests"]
fn child() {
    let Ok(what) = std::env::var("KOPPEL_TEST_CHILD") else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    match what.as_str() {
        "console" => {
            let folder = tempfile::tempdir().unwrap();
            let client = Client::new(folder.path(), Clock::system());
            let ended = runtime.block_on(console::run(client, Options::default()));
            // After a hang-up there is nobody to print to.
            let _ = writeln!(std::io::stdout(), "ended: {ended:?}");
            // The test harness would wait for its own threads.
            std::process::exit(i32::from(ended.is_err()));
        }
        "panic" => {
            let _taken = terminal::Taken::take().unwrap();
            terminal::inside(|| panic!("the console itself"));
        }
        "panic-elsewhere" => {
            let _taken = terminal::Taken::take().unwrap();
            std::thread::spawn(|| panic!("a worker")).join().unwrap_err();
            println!("still here");
            std::io::stdin().read_exact(&mut [0]).unwrap();
        }
        "middle" => {
            // The shell leads the session and ignores the hang-up, so that no signal reaches the console.
            let session = Session::start_with("console", Some("trap '' HUP; CHILD; :"), &[]);
            // From here on only the time of the next try changes on screen.
            session.wait("the reason", |seen| seen.screen().contains("draait niet"));
            println!("shown {} end", session.child.process_id().unwrap());
            std::thread::sleep(PATIENCE);
        }
        other => panic!("no child {other}"),
    }
}

/// Everything the terminal received.
#[derive(Default)]
struct Received {
    bytes: Mutex<(Vec<u8>, bool)>,
    more: Condvar,
}

struct Session {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    received: Arc<Received>,
    size: (u16, u16),
}

impl Session {
    fn start(what: &str) -> Self {
        Self::start_with(what, None, &[])
    }

    /// Starts the program itself on `data`.
    fn program(data: &Path) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_koppel"));
        command.args(["--data".as_ref(), data.as_os_str(), "--lang".as_ref(), "nl".as_ref()]);
        // Nothing of whoever runs the test.
        for home in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env(home, data);
        }
        Self::spawn(command, &[])
    }

    /// Starts the child; `shell` is a line in which `CHILD` stands for it.
    fn start_with(what: &str, shell: Option<&str>, variables: &[(&str, &str)]) -> Self {
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

    fn spawn(mut command: CommandBuilder, variables: &[(&str, &str)]) -> Self {
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
    fn wait(&self, what: &str, state: impl Fn(&Seen<'_>) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut bytes = self.received.bytes.lock().unwrap();
        loop {
            let seen = Seen { bytes: &bytes.0, size: self.size };
            if state(&seen) {
                return;
            }
            assert!(Instant::now() < until, "{what} did not come:\n{}\n{}", seen.screen(), seen.text());
            bytes = self.received.more.wait_timeout(bytes, Duration::from_millis(200)).unwrap().0;
        }
    }

    /// Waits until the console shows its first screen.
    fn wait_shown(&self) {
        self.wait("the first screen", |seen| seen.screen().contains("[1 Wachtrij]"));
    }

    fn send(&mut self, bytes: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    fn signal(&self, signal: Signal) {
        let pid = self.child.process_id().and_then(|pid| Pid::from_raw(pid as i32)).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end; the exit code, and how long it took.
    fn ended(&mut self) -> (u32, Duration) {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.exit_code(), since.elapsed());
            }
            assert!(since.elapsed() < PATIENCE, "the process does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn all_so_far(&self) -> String {
        String::from_utf8_lossy(&self.received.bytes.lock().unwrap().0).into_owned()
    }

    /// Everything received until the other side closed.
    fn all(&self) -> String {
        let mut bytes = self.received.bytes.lock().unwrap();
        while !bytes.1 {
            bytes = self.received.more.wait_timeout(bytes, Duration::from_millis(200)).unwrap().0;
        }
        String::from_utf8_lossy(&bytes.0).into_owned()
    }

    fn assert_given_back(&self) {
        let all = self.all();
        let last = all.rfind(LEAVE).expect("the alternate screen was left");
        assert!(!all[last..].contains(ENTER), "and not entered again");
        for (mark, what) in [("\x1b[?25h", "cursor"), ("\x1b[?2004l", "paste marks"), ("\x1b[23;0t", "title")]
        {
            assert!(all.contains(mark), "{what} not given back: {all:?}");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

struct Seen<'a> {
    bytes: &'a [u8],
    size: (u16, u16),
}

impl Seen<'_> {
    fn text(&self) -> String {
        String::from_utf8_lossy(self.bytes).into_owned()
    }

    fn screen(&self) -> String {
        let mut parser =
            vt100::Parser::new(self.size.1.try_into().unwrap(), self.size.0.try_into().unwrap(), 0);
        parser.process(self.bytes);
        parser.screen().contents()
    }
}

/// The service that the program started: stopped at the end, whatever the test does.
struct Service {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Service {
    fn of(data: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, client: Client::new(data, Clock::system()) }
    }

    fn is_running(&self) -> bool {
        self.runtime.block_on(self.client.is_running()).unwrap()
    }

    fn stop(&self) {
        let _ = self.runtime.block_on(self.client.command(Command::Stop));
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

#[test]
fn the_program_starts_its_service_shows_three_doors_and_leaves_the_service_running() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::of(folder.path());
    let mut session = Session::program(folder.path());
    session.wait("the three doors", |seen| {
        let screen = seen.screen();
        screen.contains("Welkom bij koppel") && screen.contains("LIVE")
    });
    session.send("q");
    assert_eq!(session.ended().0, 0);
    session.assert_given_back();
    assert!(service.is_running(), "closing a terminal stops nothing");
}

#[test]
fn a_service_that_goes_away_is_seen_and_one_that_comes_back_is_too() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::of(folder.path());
    let mut first = Session::program(folder.path());
    first.wait("the first console", |seen| seen.screen().contains("LIVE"));
    service.stop();
    first.wait("the delay", |seen| seen.screen().contains("VERTRAAGD"));
    let before = first.all_so_far().len();
    first.send("\x12");
    first.wait("what to do", |seen| seen.screen().contains("Nieuwe poging over"));
    first.wait("a later second", |seen| seen.screen().contains("VERTRAAGD 3 s"));
    assert!(!first.all_so_far()[before..].contains("LIVE"), "asking again makes nothing live");
    // A second console starts the service again.
    let second = Session::program(folder.path());
    second.wait("the second console", |seen| seen.screen().contains("LIVE"));
    first.send("\x12");
    first.wait("the first console again", |seen| seen.screen().contains("LIVE"));
}

#[test]
fn a_terminal_that_knows_no_attributes_gets_none() {
    let mut session = Session::start_with("console", None, &[("TERM", "dumb")]);
    session.wait_shown();
    session.send("3");
    session.wait("another pane", |seen| seen.screen().contains("[3 Integraties]"));
    session.send("q");
    session.ended();
    session.assert_given_back();
    let all = session.all();
    let inside = &all[all.find(ENTER).unwrap()..all.rfind(LEAVE).unwrap()];
    for after in inside.split("\x1b[").skip(1) {
        let end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap();
        assert_ne!(&after[end..=end], "m", "an attribute in {:?}", &after[..=end]);
    }
}

#[test]
fn it_shows_itself_without_a_service_and_leaves_on_q() {
    let mut session = Session::start("console");
    session.wait("the reason", |seen| seen.screen().contains("draait niet"));
    session.send("q");
    assert_eq!(session.ended().0, 0);
    session.assert_given_back();
    assert!(session.all().contains("ended: Ok(Left)"));
}

#[test]
fn every_frame_leaves_whole_between_its_marks_and_nothing_is_asked_of_the_terminal() {
    let mut session = Session::start("console");
    session.wait("the reason", |seen| seen.screen().contains("draait niet"));
    for (keys, shown) in [
        ("?", "typ om te zoeken"),
        ("\x1b", "draait niet"),
        ("3", "[3 Integraties]"),
        ("8", "[8 Activiteit]"),
        (":", "naam van een scherm"),
        ("\r", "q afsluiten"),
    ] {
        session.send(keys);
        session.wait(shown, |seen| seen.screen().contains(shown));
    }
    session.send("q");
    session.ended();
    let all = session.all();
    let inside = &all[all.find(ENTER).unwrap()..all.rfind(LEAVE).unwrap()];
    let mut frames = inside.split("\x1b[?2026h");
    let before = frames.next().unwrap();
    assert!(!before.contains("koppel "), "drawn outside a frame: {before:?}");
    let frames: Vec<&str> = frames.collect();
    assert!(frames[0].len() <= 6 * 1024, "the first frame takes {} bytes", frames[0].len());
    for frame in &frames[..frames.len() - 1] {
        let (drawn, after) = frame.split_once("\x1b[?2026l").expect("each frame has its end");
        assert!(!drawn.is_empty() && after.is_empty(), "between frames: {after:?}");
    }
    for question in ["\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u", "\x1b]10;?", "\x1b]11;?"] {
        assert!(!all.contains(question), "{question:?} was asked");
    }
    assert_eq!(inside.matches("\x1b[2J").count(), 0, "nothing is cleared but on resize and Ctrl-L");
}

#[test]
fn signals_give_the_terminal_back() {
    for (signal, ended) in [(Signal::TERM, "Stopped"), (Signal::INT, "Interrupted"), (Signal::HUP, "HungUp")]
    {
        let mut session = Session::start("console");
        session.wait_shown();
        session.signal(signal);
        assert_eq!(session.ended().0, 0);
        session.assert_given_back();
        assert!(session.all().contains(&format!("ended: Ok({ended})")));
    }
}

#[test]
fn a_hang_up_without_a_signal_ends_the_process_within_a_second() {
    // A process in between holds the console's terminal; killing it is the hang-up.
    let session = Session::start("middle");
    session.wait("the console in the middle", |seen| seen.text().contains(" end"));
    let text = session.all_so_far();
    let shell = text.split("shown ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let stat = std::path::Path::new("/proc").join(shell).join("stat");
    // Whoever inherits it may take its time to collect it.
    let runs = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
    assert!(runs());
    session.signal(Signal::KILL);
    let since = Instant::now();
    while runs() {
        assert!(since.elapsed() < Duration::from_secs(5), "the process does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
    // A second, and what a busy machine takes.
    assert!(since.elapsed() < Duration::from_millis(1_500), "it took {:?}", since.elapsed());
}

#[test]
fn a_panic_of_the_console_gives_the_terminal_back_before_it_is_told() {
    let mut session = Session::start("panic");
    session.ended();
    session.assert_given_back();
    let all = session.all();
    assert!(all.find("the console itself").unwrap() > all.find(LEAVE).unwrap(), "told where it is seen");
}

#[test]
fn a_panic_elsewhere_does_not_touch_the_screen() {
    let mut session = Session::start("panic-elsewhere");
    session.wait("the child", |seen| seen.text().contains("still here"));
    session.wait("the screen", |seen| !seen.text().contains("a worker") && !seen.text().contains(LEAVE));
    session.send("x");
    session.ended();
    session.assert_given_back();
}

#[test]
fn suspending_gives_the_terminal_back_and_continuing_takes_it_again() {
    // With job control of its own the shell goes on when the console stops, and continues it.
    let mut session = Session::start_with("console", Some("set -m; CHILD; echo stopped; fg; :"), &[]);
    session.wait_shown();
    session.send("\x1a");
    session.wait("the shell", |seen| {
        let text = seen.text();
        text.find(LEAVE).is_some_and(|left| text[left..].contains("stopped"))
    });
    session.wait("the console again", |seen| {
        let text = seen.text();
        text.matches(ENTER).count() >= 2 && seen.screen().contains("[1 Wachtrij]")
    });
    session.send("q");
    session.ended();
    session.assert_given_back();
}

#[test]
fn an_escape_sequence_torn_anywhere_is_the_key_it_was() {
    for cut in 1..3 {
        let mut session = Session::start("console");
        session.wait_shown();
        let whole = "\x1b[Z";
        session.send(&whole[..cut]);
        // Two packets of one sequence, within the time that is granted.
        std::thread::sleep(Duration::from_millis(15));
        session.send(&whole[cut..]);
        session.wait("the pane before", |seen| seen.screen().contains("[8 Activiteit]"));
        session.send("q");
        session.ended();
    }
}

#[test]
fn a_paste_outside_an_input_is_told_and_does_nothing() {
    let mut session = Session::start("console");
    session.wait_shown();
    session.send("\x1b[200~38q\r\x1b[201~");
    session.wait("the notice", |seen| seen.screen().contains("Plakken genegeerd"));
    session.send("3");
    session.wait("the pane", |seen| seen.screen().contains("[3 Integraties]"));
}

#[test]
fn a_resize_is_drawn_at_the_new_size() {
    let mut session = Session::start("console");
    session.wait_shown();
    session.size = (120, 40);
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    session.master.as_ref().unwrap().resize(size).unwrap();
    session.wait("the wide screen", |seen| seen.screen().contains("5 Koppelingen 6 Inkomend"));
    session.size = (30, 8);
    let size = PtySize { rows: 8, cols: 30, pixel_width: 0, pixel_height: 0 };
    session.master.as_ref().unwrap().resize(size).unwrap();
    session.wait("the refusal", |seen| seen.screen().contains("venster te klein"));
}

#[test]
fn without_colours_there_are_none_and_bold_stays() {
    let mut session = Session::start_with("console", None, &[("NO_COLOR", "1")]);
    session.wait_shown();
    session.send("q");
    session.ended();
    let all = session.all();
    for colour in ["\x1b[38;", "\x1b[48;", "\x1b[31m", "\x1b[32m"] {
        assert!(!all.contains(colour), "{colour:?}");
    }
    assert!(all.contains("\x1b[1m"), "bold: {all:?}");
}
