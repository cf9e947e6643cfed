//! README, word for word: the commands of "Set a link up by hand", run by a shell as they stand there.
//!
//! Needs bash, jq and curl, as README says; where one is missing, the other tests of this program still set
//! the same link up.

use std::process::{Command, Stdio};

const README: &str = include_str!("../../README.md");

fn there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// A port that is free now.
fn port() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

#[test]
fn readme_sets_a_link_up_and_the_status_of_its_sale_comes_back() {
    if !["bash", "jq", "curl"].into_iter().all(there) {
        return;
    }
    let part = README.split("## Set a link up by hand").nth(1).unwrap();
    let script = part.split("```sh\n").nth(1).unwrap().split("\n```").next().unwrap();
    // Other ports than README's, so that two runs do not meet; the last line is the console.
    let (script, console) = script.rsplit_once('\n').unwrap();
    assert_eq!(console, "koppel --data SA");
    let script = script.replace("8101", &port()).replace("8102", &port());
    assert!(script.contains("koppel --data SA serve &"));

    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(concat!(env!("CARGO_MANIFEST_DIR"), "/assets"), folder.path().join("assets"))
        .unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_koppel")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let ended = Command::new("timeout")
        .args(["240", "bash", "-euo", "pipefail", "-c"])
        .arg(format!("trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n{script}\n"))
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder.path())
        .env("LANG", "en_US.UTF-8")
        .env("KOPPEL_ENGINE_INTAKE_POLL_MS", "200")
        .env("KOPPEL_ENGINE_STATUS_POLL_MS", "200")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, talk) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{said}\n{talk}");
    let proof = std::fs::read_to_string(folder.path().join("proof.json")).unwrap();
    let proof: serde_json::Value = serde_json::from_str(&proof).unwrap();
    assert_eq!((&proof["verdict"], &proof["counterexamples"]), (&"proven".into(), &serde_json::json!([])));
    let last = said.rsplit("Timeline").next().unwrap();
    assert!(said.contains("accepted as") && last.contains("bij_leverancier"), "{said}\n{talk}");
}
