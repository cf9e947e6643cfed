//! The filters of lists: one that cannot be read never answers with everything.

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
