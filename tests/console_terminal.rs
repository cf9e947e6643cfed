//! The console in a real pseudo-terminal: what it writes, how it takes torn input, and that every way out
//! gives the terminal back.
//!
//! The process under test is the real program on a fresh data folder with its real service; or, where a
//! panic or a console without any service is due, this test binary itself, run again as [`child`].
//!
//! Not here: what screens show (snapshots in `console`).

#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_types, clippy::disallowed_methods)]

// The longest: tests begin in the order of their names.
#[path = "console_terminal/a_group_repaired.rs"]
mod a_group_repaired;
#[path = "console_terminal/alerts.rs"]
mod alerts;
#[path = "console_terminal/cancellation.rs"]
mod cancellation;
#[path = "console_terminal/catalogue.rs"]
mod catalogue;
#[path = "cli_setup/linked.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod linked;
#[path = "console_terminal/reseller.rs"]
mod reseller;
#[path = "console_terminal/session.rs"]
mod session;
#[path = "console_terminal/supplier.rs"]
mod supplier;
#[path = "cli_setup/world.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod world;

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use koppel::clock::Clock;
use koppel::console::{self, Options, terminal};
use koppel::service::client::Client;
use portable_pty::PtySize;
use rustix::process::Signal;

use session::{ENTER, LEAVE, PATIENCE, Service, Session};

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
