//! A request to cancel by keys at both sides, in the real program against real environments and services: the
//! supplier begins with its partners, sees the request come by itself, rejects it once with a reason and accepts
//! the next, asked by a command, with a remark; the reseller reads both in its sale.
//!
//! Not here: what becomes of it in either engine (`engine/events.rs`).

use std::path::Path;

use crate::linked::{link, sell};
use crate::session::{QUIET, Session};
use crate::world::World;

/// The reseller asks to cancel the sale under its cursor.
fn ask(console: &mut Session, why: &str) {
    // The menu opens at the first thing that can be done with it.
    console.keys("b", "> Laten annuleren bij de partner");
    console.keys("\r", "Reden:");
    std::thread::sleep(QUIET);
    console.keys(why, &format!("Reden: {why}"));
    console.keys("\r", "Typ 1 om te bevestigen");
    std::thread::sleep(QUIET);
    console.keys("1\r", "1 gedaan");
    console.wait("the request", |seen| seen.screen().contains("annulering gevraagd"));
}

#[test]
fn a_request_to_cancel_is_asked_rejected_asked_again_and_accepted_by_keys() {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    link(&world, &a, &b);
    let partner = world.rows("supplier", &["env", "organisation", "list"]);
    let partner = partner.iter().find(|row| row["name"] == "Klaver Energieadvies").unwrap()["id"].to_string();
    world.ok("supplier", &["env", "incoming", "set", &partner, "accept-cancellations=on"]);
    let _services = (world.serve("supplier"), world.serve("reseller"));
    let sale = sell(&world, &a, "telecom/verbinding", "zw-glas-200");

    // A party that only receives sales begins with its partners; what is sold there comes by itself.
    let mut supplier = Session::program(Path::new(&world.path("supplier")));
    supplier.wait_shown();
    supplier.wait("its partners", |seen| {
        let screen = seen.screen();
        screen.contains("[6 Inkomend]") && screen.contains("Klaver Energieadvies")
    });
    supplier.keys("/klaver\r", "/klaver");
    supplier.keys("\r", "Partner Klaver Energieadvies");
    supplier.keys("]]]]", "[Sales]");
    supplier.wait("its sale", |seen| seen.screen().contains("Glasvezel 200"));

    // It is being handled: cancelling is no longer the partner's alone.
    supplier.keys("b", "> Status zetten");
    supplier.keys("\r", "> nieuwe status");
    // The first letter goes round the statuses that begin with it.
    for _ in 0..20 {
        if supplier.screen().contains("< Geverifieerd >") {
            break;
        }
        let before = supplier.screen();
        supplier.send("g");
        supplier.wait("another status", |seen| seen.screen() != before);
    }
    supplier.send("\r");
    supplier.yes("Uitgevoerd");
    supplier.keys("]", "heeft niets te annuleren gevraagd");

    let mut reseller = Session::program(Path::new(&world.path("reseller")));
    reseller.wait_shown();
    reseller.wait("its sale at the partner", |seen| seen.screen().contains("bij partner: geverifieerd"));
    ask(&mut reseller, "Bedenktijd");

    // No key is pressed for it to come.
    supplier.wait("the request", |seen| {
        let screen = seen.screen();
        screen.contains("! OPEN") && screen.contains("Bedenktijd")
    });
    supplier.keys("\r", "wil annuleren omdat: Bedenktijd");
    supplier.send("q");
    supplier.wait("the list", |seen| !seen.screen().contains("wil annuleren omdat"));
    supplier.keys("b", "> Sale");
    supplier.keys("j", "niet annuleren");
    supplier.keys("\r", "> reden");
    supplier.keys("De monteur is geweest", "De monteur is geweest");
    supplier.send("\r");
    supplier.yes("Uitgevoerd");
    supplier.wait("the answer", |seen| seen.screen().contains("+ AFGEWEZEN"));

    reseller.keys("\r", "[Tijdlijn]");
    reseller.wait("why not", |seen| seen.screen().contains("monteur is geweest»"));
    reseller.send("q");
    reseller.wait("the queue", |seen| !seen.screen().contains("[Tijdlijn]"));
    // By a command it says the same: not that it is cancelled.
    let number = sale.to_string();
    let asked = world.ok("reseller", &["sale", "cancel-request", &number, "--reason", "Toch liever niet"]);
    assert!(asked.contains("the partner was asked to cancel it"), "{asked}");

    supplier.wait("the next request", |seen| {
        let screen = seen.screen();
        screen.contains("! OPEN") && screen.contains("Toch liever")
    });
    supplier.keys("b", "annuleren, zoals de partner vraagt");
    supplier.keys("\r", "> status");
    supplier.keys("\t", "> opmerking");
    supplier.keys("Kosteloos", "Kosteloos");
    supplier.send("\r");
    supplier.yes("Uitgevoerd");
    supplier.wait("its sale cancelled", |seen| !seen.screen().contains("! OPEN"));

    reseller.wait("the sale cancelled", |seen| seen.screen().contains("GEANNULEERD"));
    reseller.keys("\r", "[Tijdlijn]");
    // The last of it stands further down.
    reseller.keys("jjjjjjjj", "«Kosteloos»");
    for console in [&mut reseller, &mut supplier] {
        console.send("\x1bq");
    }
    let own = a.get(&format!("/api/klaver/v1/account/sales/{sale}"));
    assert_eq!(own["data"]["status"]["status_identifier"], "cancelled", "{own}");
}
