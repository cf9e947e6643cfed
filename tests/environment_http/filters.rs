//! What cannot be read is refused by name: filters of lists, which would answer with everything, and opt-ins.

use serde_json::{Value, json};

use super::sales::{good, sold};
use super::setting::{errors, supplier};

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_refused_by_name() {
    let served = supplier().await;
    let owner = served.owner;
    let custom = "period_filter_on=created_date&period=custom";
    for (list, query, field) in [
        ("sales", "flow_id=abc", "flow_id"),
        ("sales", "supplier_id=-1", "supplier_id"),
        ("sales", "organisations[]=abc", "organisations"),
        ("sales", "organisations[]=1&organisations[]=x", "organisations"),
        ("sales", "sale_ids[]=1&sale_ids[]=x", "sale_ids"),
        ("sales", &format!("{custom}&period_start=2026-02-31"), "period_start"),
        ("sales", &format!("{custom}&period_end=soon"), "period_end"),
        ("products", "supplier_id=abc", "supplier_id"),
        ("products", "business=all", "business"),
        ("products", "period=today&period_filter_on=sold_date", "period_filter_on"),
        ("products", &format!("{custom}&period_start=2026-13-01"), "period_start"),
    ] {
        let (status, answer) = owner.get(&format!("account/{list}?{query}")).await;
        assert_eq!((status, errors(&answer)), (422, vec![field.to_owned()]), "{list} {query}: {answer}");
    }
    // An empty one is none.
    assert_eq!(owner.get("account/sales?flow_id=&supplier_id=").await.0, 200);
}

#[tokio::test]
async fn an_opt_in_has_times_a_proof_and_channels_that_can_be_used() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let path = format!("account/sales/{}/optin", sold(&partner.caller, &good()).await);
    let with = |field: &str, value: Value| {
        let mut optin = json!({"source": "actie", "obtained_at": "2026-07-01 10:00:00", "valid_till": "31-12-2027",
            "proof": {"content": "aGFsbG8=", "extension": "txt"}, "channels": [{"type": "email", "value": "a@b.nl"}]});
        optin[field] = value;
        optin
    };
    for (field, value) in [
        ("obtained_at", json!("2026-99-01")),
        ("valid_till", json!("ooit")),
        ("withdrawn_at", json!("31-02-2026 10:00:00")),
        ("proof", json!({"content": "!!", "extension": "pdf"})),
    ] {
        let body = with(field, value);
        let (status, answer) = served.owner.post(&path, &body).await;
        assert_eq!((status, errors(&answer)), (422, vec![field.to_owned()]), "{answer}");
        let mut sale = good();
        sale["optin"] = body;
        let (status, answer) = partner.caller.sell(&sale).await;
        assert_eq!((status, errors(&answer)), (400, vec![format!("optin.{field}")]), "{answer}");
    }
    let concept = json!({"source": "dialer", "source_id": "1", "optin": 1, "optin_obtained_at": "gisteren",
        "optin_channels": [{"type": "phone", "value": "0612345678"}]});
    let (status, answer) = served.owner.post("account/concepttransaction", &concept).await;
    assert_eq!((status, errors(&answer)), (422, vec!["optin_obtained_at".to_owned()]), "{answer}");
    assert_eq!(served.owner.post(&path, &with("remarks", json!("ja"))).await.0, 201);
}
