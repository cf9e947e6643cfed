//! The program: wiring only. Nothing is wired yet, and it says so.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let said = std::io::stderr().write_all(
        b"koppel is under construction: its commands are not wired yet. README.md, \"State\", tells what is there.\n",
    );
    ExitCode::from(if said.is_ok() { 2 } else { 1 })
}
