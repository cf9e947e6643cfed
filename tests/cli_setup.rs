//! Setting up a link with commands only, as README tells, against real processes: two environments, rights,
//! token, integration, import, mapping, switches, one sale. And what each kind of trouble ends with.
//!
//! Not here: the demo (`demo.rs`), the engine against an in-process environment.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

#[path = "cli_setup/access.rs"]
mod access;
#[path = "cli_setup/commands.rs"]
mod commands;
#[path = "cli_setup/drift.rs"]
mod drift;
#[path = "cli_setup/filing.rs"]
mod filing;
#[path = "store_crash/forms.rs"]
mod forms;
#[path = "cli_setup/groups.rs"]
mod groups;
#[path = "cli_setup/invites.rs"]
mod invites;
#[path = "cli_setup/kills.rs"]
mod kills;
#[path = "cli_setup/linked.rs"]
mod linked;
#[path = "cli_setup/looks.rs"]
mod looks;
#[path = "cli_setup/points.rs"]
mod points;
#[path = "cli_setup/processes.rs"]
mod processes;
#[path = "cli_setup/proof.rs"]
mod proof;
#[path = "cli_setup/readme.rs"]
mod readme;
#[path = "cli_setup/reseller.rs"]
mod reseller;
#[path = "cli_setup/restore.rs"]
mod restore;
#[path = "cli_setup/rights.rs"]
mod rights;
#[path = "cli_setup/secrets.rs"]
mod secrets;
#[path = "store_crash/shim.rs"]
mod shim;
#[path = "cli_setup/slips.rs"]
mod slips;
#[path = "cli_setup/supplier.rs"]
mod supplier;
#[path = "cli_setup/trouble.rs"]
mod trouble;
#[path = "cli_setup/webhooks.rs"]
mod webhooks;
#[path = "cli_setup/wire.rs"]
mod wire;
#[path = "cli_setup/world.rs"]
mod world;
#[path = "cli_setup/wrong.rs"]
mod wrong;

use linked::{link, sell};
use world::World;

#[test]
fn a_link_set_up_by_commands_carries_a_sale_there_and_its_status_back() {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");

    let token = link(&world, &a, &b);
    proof::an_option_that_goes_at_the_partner_is_named(&world);
    let statuses = world.rows("reseller", &["map", "status", "list", "zonnewind"]);
    assert!(statuses.iter().all(|row| row["mapped"] == true), "{statuses:?}");
    // The mapping comes out as it went in.
    let exported = world.ok("reseller", &["map", "export", "zonnewind"]);
    let mapping: koppel::model::mapping::Mapping = toml::from_str(&exported).unwrap();
    assert_eq!(mapping, toml::from_str(include_str!("../assets/maps/demo.toml")).unwrap());

    // Looking never starts forwarding: with everything on and no service, nothing moves.
    let own_sale = sell(&world, &a, "telecom/verbinding", "zw-glas-200");
    assert!(world.rows("reseller", &["sale", "list"]).is_empty());

    let service = world.serve("reseller");
    world.until("the sale is sent", || {
        let rows = world.rows("reseller", &["sale", "list", "state:sent,done"]);
        rows.iter().any(|row| row["own_sale_id"] == own_sale)
    });
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "120"]);
    let row = world.rows("reseller", &["sale", "list", &own_sale.to_string()]).remove(0);
    for field in
        ["id", "own_sale_id", "integration", "state", "cause", "partner_sale_id", "attempts", "updated_at"]
    {
        assert!(row.get(field).is_some(), "{field} is missing in {row}");
    }
    let partner_sale = row["partner_sale_id"].as_u64().unwrap();
    let at_b = b.get(&format!("/api/zonnewind/v1/account/sales/{partner_sale}"));
    assert_eq!(at_b["data"]["product"]["identifier"], "zw-glas-200", "{at_b}");

    // Its status comes back, mapped.
    world.ok(
        "supplier",
        &["env", "sale", "status", &partner_sale.to_string(), "in_behandeling", "--remark", "bezig"],
    );
    world.until("the status is written back", || {
        let sale = a.get(&format!("/api/klaver/v1/account/sales/{own_sale}"));
        sale["data"]["status"]["status_identifier"] == "bij_leverancier"
    });
    let shown = world.ok("reseller", &["sale", "show", &own_sale.to_string(), "--lang", "nl"]);
    assert!(shown.contains("bij_leverancier") && shown.contains("Tijdlijn"), "{shown}");
    let status = world.json("reseller", &["status"]);
    assert_eq!((status["running"].as_bool(), status["counts"]["sent_ever"].as_u64()), (Some(true), Some(1)));

    // A second service is refused, this one ends well.
    let second = world.run("reseller", &["serve"]);
    assert_eq!(second.code, 5, "{}", second.stderr);
    world.ok("reseller", &["serve", "--stop"]);
    assert!(service.wait().success());
    assert_eq!(world.json("reseller", &["status"])["running"], false);

    commands::a_sale_is_sent_by_hand_without_a_service(&world, || {
        sell(&world, &a, "telecom/verbinding", "zw-glas-1000")
    });
    commands::conditions_and_mapping_rows_change(&world);
    commands::a_mapping_is_worked_on_in_a_draft(&world);
    looks::unknown_names_are_refused_with_the_nearest(&world);
    looks::a_dry_run_tells_and_changes_nothing(&world);
    looks::the_rest_of_setting_a_link_up(&world, &b, &token);
    let desk = linked::desk(&world, &a, "telecom/verbinding", "zw-glas-1000");
    commands::conditions_and_opt_in_decide_about_sales(&world, &a, &b, &desk);
    slips::a_dry_run_of_a_sent_sale_says_so(&world, own_sale);
    slips::are_told_before_they_cost_anything(&world);
    slips::an_owners_token_is_warned_about(&world, &b);
    commands::the_doctor_finds_all_well(&world, &token, &b);
    trouble::is_named_in_both_languages_with_its_exit_code(&world, &b, &token);
}
