//! Sales from a file by commands: the plan, the rows that are wrong, the sales that are made, and the same
//! file once more.

use serde_json::{Value, json};

use crate::world::World;

#[test]
fn a_file_of_sales_reaches_the_partner_once_however_often_it_is_imported() {
    let world = World::at_speed(300, "");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    let desk = crate::linked::desk(&world, &a, "telecom/verbinding", "zw-glas-200");
    let mut rows: Vec<Value> = (0..12)
        .map(|number| {
            let order = desk.sale(number).unwrap();
            let mut row = order.body;
            let fields = row.as_object_mut().unwrap();
            fields.retain(|name, _| {
                !["external_reference", "signature", "related_products"].contains(&name.as_str())
            });
            fields.insert("flow".to_owned(), order.flow.to_string().into());
            row
        })
        .filter(|row| !row.to_string().contains("\"content\""))
        .collect();
    let good = rows.len();
    assert!(good >= 5, "{good}");
    rows[0]["reference"] = json!("A-1");
    rows.push(json!({"product_id": 1, "firstname": "Jan", "lastname": "Kort"}));
    let file = world.path("sales.ndjson");
    let write = |rows: &[Value]| {
        let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
        std::fs::write(&file, text).unwrap();
    };
    write(&rows);

    // The plan names the bad row by line and column, and nothing is made.
    let planned = world.run("reseller", &["--lang", "en", "sale", "import", &file, "--yes"]);
    assert_eq!(planned.code, 1, "{}", planned.stderr);
    let line = format!("line {}, column city: this is missing: field city", good + 1);
    assert!(planned.stdout.contains(&line), "{}", planned.stdout);
    assert!(
        planned.stderr.contains(&format!("{good} to make, 0 made before")),
        "{}{}",
        planned.stdout,
        planned.stderr
    );
    assert_eq!(world.rows("reseller", &["sale", "list"]).len(), 0);

    rows.pop();
    write(&rows);
    let count = good.to_string();
    let other = (good + 1).to_string();
    let miscounted = world.run("reseller", &["sale", "import", &file, "--yes", "--expect-count", &other]);
    assert_eq!(miscounted.code, 2, "{}", miscounted.stderr);
    let made = world.rows("reseller", &["sale", "import", &file, "--yes", "--expect-count", &count]);
    assert!(made.iter().all(|row| row["fate"] == "made"), "{made:?}");
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "60"]);
    let queue = world.rows("reseller", &["sale", "list"]);
    assert_eq!(queue.len(), good, "they are in the queue as any other");
    let placed = queue.iter().filter(|row| row["partner_sale_id"].is_u64()).count();
    assert!(placed > 0, "and reach the partner: {queue:?}");

    // Once more, one row changed meanwhile: nothing is made.
    rows[0]["city"] = json!("Elders");
    write(&rows);
    let known = world.rows("reseller", &["sale", "import", &file, "--yes", "--expect-count", "0"]);
    assert!(known.iter().all(|row| row["fate"] == "known"), "{known:?}");
    assert_eq!((known[0]["differs"].as_bool(), known[1]["differs"].as_bool()), (Some(true), Some(false)));
    assert_eq!(a.get("/api/klaver/v1/account/sales")["data"]["total"].as_u64(), Some(good as u64));
    assert_eq!(b.get("/api/zonnewind/v1/account/sales")["data"]["total"].as_u64(), Some(placed as u64));

    let template = world.ok("reseller", &["sale", "import", "--template"]);
    assert!(template.starts_with("reference,product_id,flow,"), "{template}");
}
