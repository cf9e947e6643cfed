//! Two environments linked by commands, and a desk that sells at the reseller.
//!
//! Not here: what is tested.

use koppel::demo::desk::{Desk, Offer, Standing};
use koppel::model::ids::{FlowKey, ProductId};
use koppel::model::product::CustomerKinds;
use serde_json::Value;

use crate::world::{self, World};

/// The supplier gives access with commands: the file with the integration token.
pub fn give_access(world: &World, b: &world::Environment) -> String {
    world.ok(
        "supplier",
        &["own", "set", "--base-url", &b.url, "--domain", "zonnewind", "--token-file", &b.owner],
    );
    world.ok("supplier", &["own", "test"]);
    let made = world.json("supplier", &["env", "organisation", "create", "--name", "Klaver Energieadvies"]);
    let organisation = made["organisation_id"].to_string();
    world.ok("supplier", &["env", "rights", "flows", "--organisation", &organisation, "--all"]);
    world.ok("supplier", &["env", "rights", "products", "--organisation", &organisation, "--all"]);
    let user = world.json("supplier", &["env", "user", "create", "--organisation", &organisation])["user_id"]
        .to_string();
    let token = world.path("koppel.token");
    world.ok(
        "supplier",
        &["env", "token", "create", "--user", &user, "--label", "Koppeling", "--out", &token],
    );
    let listed = world.rows("supplier", &["env", "organisation", "list"]);
    assert!(listed.iter().any(|row| row["id"].as_u64() == made["organisation_id"].as_u64()), "{listed:?}");
    token
}

/// Links the reseller to the supplier with commands only; the file with the integration token.
pub fn link(world: &World, a: &world::Environment, b: &world::Environment) -> String {
    let token = give_access(world, b);

    // Side A makes the integration.
    world.ok(
        "reseller",
        &["own", "set", "--base-url", &a.url, "--domain", "klaver", "--token-file", &a.owner],
    );
    world.ok("reseller", &["own", "test"]);
    let add = [
        "integration",
        "add",
        "zonnewind",
        "--base-url",
        &b.url,
        "--domain",
        "zonnewind",
        "--token-file",
        &token,
    ];
    world.ok("reseller", &add);
    let tested = world.json("reseller", &["integration", "test", "zonnewind"]);
    assert_eq!(tested["failure"], Value::Null, "{tested}");
    assert!(tested["products"].as_u64().unwrap() > 0, "{tested}");
    world.ok("reseller", &["sync", "zonnewind"]);
    // By filter first, then the rest.
    let import = |which: &[&str]| {
        let asked = [["product", "import", "zonnewind"].as_slice(), which].concat();
        world.json("reseller", &asked)["imported"].as_u64().unwrap()
    };
    let of_type = |product_type: &str| {
        let rows = world.rows("reseller", &["product", "list", "zonnewind"]);
        rows.iter().filter(|row| row["product_type"] == product_type).count() as u64
    };
    let telecom = import(&["--type", "telecom"]);
    assert!(telecom > 1 && telecom == of_type("telecom"), "{telecom}");
    let supplier = world.rows("reseller", &["product", "list", "zonnewind"]);
    let supplier = supplier.iter().find(|row| row["product_type"] == "energy").unwrap()["supplier"].clone();
    assert!(import(&["--type", "energy", "--supplier", supplier.as_str().unwrap()]) > 0);
    assert_eq!(world.run("reseller", &["product", "import", "zonnewind", "--type", "kaas"]).code, 2);
    let rest = import(&["--all", "--except", "2040"]);
    assert!(rest > 0 && import(&["--all"]) == 1, "{rest}");
    world.ok(
        "reseller",
        &["map", "import", "zonnewind", concat!(env!("CARGO_MANIFEST_DIR"), "/assets/maps/demo.toml")],
    );
    let switches = ["sale-processing=on", "automatic=on", "statuses=always", "check-updates=on"];
    world.ok("reseller", &[["integration", "set", "zonnewind"].as_slice(), &switches].concat());
    token
}

/// A desk that sells a product that was imported.
pub fn desk(world: &World, own: &world::Environment, flow: &str, partner_identifier: &str) -> Desk {
    let products = own.get(&format!("/api/{}/v1/account/products", own.domain));
    let rows = world.rows("reseller", &["product", "list", "zonnewind"]);
    assert!(rows.iter().all(|row| row["granted"] == true), "{rows:?}");
    let supplier: Value = serde_json::from_str(include_str!("../../assets/worlds/supplier.json")).unwrap();
    let wanted = supplier["products"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["identifier"] == partner_identifier)
        .unwrap();
    let row =
        rows.iter().find(|row| row["partner_id"] == wanted["id"]).expect("the partner's product is listed");
    let product = row["own_id"].as_u64().expect("it is linked");
    assert!(
        products["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|p| p["id"].to_string().trim_matches('"') == product.to_string())
    );
    let offer = Offer {
        product: ProductId(product),
        flow: flow.parse::<FlowKey>().unwrap(),
        customers: CustomerKinds::Consumer,
        standing: Standing::Sold,
    };
    Desk::new(1, vec![offer])
}

/// Sells a product that was imported, through the reseller's own API.
pub fn sell(world: &World, own: &world::Environment, flow: &str, partner_identifier: &str) -> u64 {
    post(own, &desk(world, own, flow, partner_identifier), 0)
}

/// Places the desk's `number`th sale at the reseller.
pub fn post(own: &world::Environment, desk: &Desk, number: u64) -> u64 {
    let order = desk.sale(number).unwrap();
    let path = format!("/api/{}/v1/sales/flow/{}", own.domain, order.flow);
    let (status, answer) = own.request("POST", &path, Some(&order.body));
    assert_eq!(status, 201, "{answer}");
    answer["data"]["sale_id"].as_u64().unwrap()
}
