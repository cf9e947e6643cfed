//! A sale and the tokens that carry it go through both environments and the service, at the most talkative
//! level of the log; then nothing of them can be read in any file that was written.
//!
//! Not here: the store by itself (`store_crash`).

use std::path::{Path, PathBuf};

use koppel::demo::desk::Kind;
use serde_json::json;

use crate::forms::readable;
use crate::linked::{desk, link};
use crate::world::World;

const NAME: &str = "Kanarievogel-Goudvink";
const EMAIL: &str = "kanarievogel@voorbeeld.example";
const PHONE: &str = "0687654321";
const STREET: &str = "Volièrelaan der Zangvogels";
/// No IBAN: the sale falls out, and the partner says so about it.
const IBAN: &str = "NL00KANA0123456789";

#[test]
fn nothing_of_a_customer_or_a_token_can_be_read_in_any_file() {
    let world = World::at_speed(1, "\n[log]\nlevel = \"trace\"\n");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    let token = link(&world, &a, &b);
    let desk = desk(&world, &a, "telecom/verbinding", "zw-glas-200");
    let good = |order: &koppel::demo::desk::Order| {
        order.kind == Kind::Good && order.body["questionData"]["hoe_betalen"] == "incasso"
    };
    let mut orders = (0..).map(|number| desk.sale(number).unwrap()).filter(good);
    for iban in [None, Some(IBAN)] {
        let mut order = orders.next().unwrap();
        for (field, value) in [("lastname", NAME), ("email", EMAIL), ("phone", PHONE), ("streetname", STREET)]
        {
            order.body[field] = json!(value);
        }
        if let Some(iban) = iban {
            order.body["questionData"]["rekening"] = json!(iban);
        }
        let path = format!("/api/klaver/v1/sales/flow/{}", order.flow);
        assert_eq!(a.request("POST", &path, Some(&order.body)).0, 201);
    }
    let service = world.serve("reseller");
    world.until("both sales are known", || world.rows("reseller", &["sale", "list"]).len() == 2);
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "60"]);
    let rows = world.rows("reseller", &["sale", "list"]);
    let in_state = |state: &str| rows.iter().filter(|row| row["state"] == state).count();
    assert_eq!((in_state("sent"), in_state("fallout")), (1, 1), "{rows:?}");
    let fallen = rows.iter().find(|row| row["state"] == "fallout").unwrap()["id"].to_string();
    world.ok("reseller", &["sale", "show", &fallen]);
    let edit = ["sale", "edit", &fallen, "--set", "questionData.rekening=NL91ABNA0417164300"];
    world.ok("reseller", &[edit.as_slice(), &["--reason", "nagebeld"]].concat());

    // Where the tokens were put on purpose is not looked at.
    let given: Vec<PathBuf> = [&token, &a.owner, &b.owner].iter().map(PathBuf::from).collect();
    let mut canaries: Vec<String> =
        [NAME, EMAIL, PHONE, STREET, IBAN, "NL91ABNA0417164300"].map(str::to_owned).into();
    canaries.extend(given.iter().map(|path| std::fs::read_to_string(path).unwrap().trim().to_owned()));
    let mut files = Vec::new();
    gather(Path::new(&world.path("")), &mut files);
    files.retain(|path| !given.contains(path) && !path.ends_with("config.toml"));
    let logs = files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "log")).count();
    assert!(files.len() > 20 && logs > 0, "{files:?}");
    assert_eq!(readable(&canaries, &files), Vec::<String>::new());
    drop(service);
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.is_file() {
            files.push(path);
        }
    }
}
