//! Processes: how services start, stop and are attached to, and what signals do.

use std::io::{Read, Write};
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize};
use rustix::process::Signal;

use crate::world::World;

#[test]
fn a_service_ends_well_when_it_is_asked_to() {
    let world = World::new();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let service = world.serve("data");
        service.signal(signal);
        assert!(service.wait().success(), "{signal:?}");
        assert!(!std::path::Path::new(&(world.path("data") + "/service.sock")).exists());
    }
    // Stopping what does not run is no failure.
    assert_eq!(world.json("data", &["serve", "--stop"])["stopped"], false);
}

#[test]
fn a_service_that_was_killed_leaves_nothing_in_the_way() {
    let world = World::new();
    let service = world.serve("data");
    service.signal(Signal::KILL);
    service.wait();
    assert!(std::path::Path::new(&(world.path("data") + "/service.sock")).exists());
    assert_eq!(world.json("data", &["status"])["running"], false);
    let service = world.serve("data");
    world.until("it answers", || world.json("data", &["status"])["running"] == true);
    world.ok("data", &["serve", "--stop"]);
    assert!(service.wait().success());
}

#[test]
fn watching_ends_with_130_when_interrupted() {
    let world = World::new();
    let service = world.serve("data");
    let mut watching = world.start("data", &["--json", "queue", "--watch"]);
    let first = watching.first_line();
    assert!(first.contains("\"settled\""), "{first}");
    watching.signal(Signal::INT);
    let ended = watching.wait();
    assert_eq!(ended.code(), Some(130), "{ended:?}");
    drop(service);
}

#[test]
fn a_wrong_setting_is_named_with_file_and_line() {
    let world = World::new();
    std::fs::write(world.path("config.toml"), "[console]\nlanguagge = \"nl\"\n").unwrap();
    let ended = world.run("data", &["config", "validate"]);
    assert_eq!(ended.code, 2);
    assert!(
        ended.stderr.contains("config.toml:2") && ended.stderr.contains("console.language"),
        "{}",
        ended.stderr
    );
    assert!(ended.stdout.is_empty());
    // Help is there all the same, in the language asked for.
    let help = world.run("data", &["--lang", "nl", "--help"]);
    assert!(help.code == 0 && help.stdout.contains("Gebruik:"), "{}", help.stdout);
}

#[test]
fn a_folder_in_other_use_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let path = world.path("data");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.clone() + "/thesis", "text").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    for (command, code) in [("status", 2), ("serve", 1)] {
        let ended = world.run("data", &[command]);
        assert_eq!(ended.code, code, "{}", ended.stderr);
        assert!(ended.stderr.contains("--data"), "{}", ended.stderr);
    }
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1);
}

#[test]
fn the_console_starts_a_service_that_outlives_its_terminal() {
    let world = World::new();
    assert_eq!(world.run("data", &[]).code, 2, "without a terminal there is no console");
    let pty = portable_pty::native_pty_system();
    let pair = pty.openpty(PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_koppel"));
    command.env_clear();
    command.env("HOME", world.path(""));
    command.env("TERM", "xterm-256color");
    command.args(["--config", &world.path("config.toml"), "--data", &world.path("data")]);
    let mut console = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let reading = std::thread::spawn(move || {
        let mut part = [0; 4096];
        while matches!(reader.read(&mut part), Ok(1..)) {}
    });
    // Before there is a store, there is nothing to tell of.
    world.until("a service runs", || {
        world.run("data", &["--json", "status"]).stdout.contains(r#""running":true"#)
    });
    let mut writer = pair.master.take_writer().unwrap();
    // Its first screen may not have been drawn yet; leaving is asked until it is heard.
    world.until("the console ends", || {
        let _ = writer.write_all(b"q");
        std::thread::sleep(Duration::from_millis(200));
        console.try_wait().unwrap().is_some()
    });
    drop((writer, pair.master));
    reading.join().unwrap();
    assert_eq!(world.json("data", &["status"])["running"], true);
    assert_eq!(world.json("data", &["serve", "--stop"])["stopped"], true);
    assert_eq!(world.json("data", &["status"])["running"], false);
}
