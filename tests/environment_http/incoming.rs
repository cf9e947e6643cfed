//! How the sales of one partner are taken: each setting changes what becomes of the next sale. And requests
//! to cancel: asked, answered, refused, told.

use koppel::environment;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::events::Stream;
use super::sales::{good, sold};
use super::setting::{Partner, Served, errors, served, supplier, unlimited};

async fn set(served: &Served, partner: &Partner, settings: Value) -> (u16, Value) {
    served.owner.put(&format!("koppel/organisations/{}/incoming", partner.organisation), &settings).await
}

async fn page(partner: &Partner, sale: u64) -> Value {
    partner.caller.data(&format!("user/sales/{sale}")).await
}

/// The status of a sale, and what was remarked with it.
async fn status(partner: &Partner, sale: u64) -> (String, String) {
    let page = page(partner, sale).await;
    let text = |field: &str| page["status"][field].as_str().unwrap_or_default().to_owned();
    (text("status_identifier"), text("status_remark"))
}

#[tokio::test]
async fn settings_are_shown_and_set_one_by_one_and_a_wrong_one_is_named() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let path = format!("koppel/organisations/{}/incoming", partner.organisation);
    let usual = served.owner.data(&path).await;
    assert_eq!(
        usual,
        json!({"check_verification": true, "check_agreements": true, "accepted_offer_status": null,
               "order_status": null, "always_confirm": false, "accept_cancellations": true})
    );
    let (_, set_one) = set(&served, &partner, json!({"check_agreements": "0"})).await;
    assert_eq!(
        (&set_one["data"]["check_agreements"], &set_one["data"]["check_verification"]),
        (&json!(false), &json!(true))
    );
    for (wrong, field) in [
        (json!({"chek_agreements": true}), "chek_agreements"),
        (json!({"order_status": "onbekend"}), "order_status"),
        (json!({"order_status": "cancelled"}), "order_status"),
        (json!({"always_confirm": "misschien"}), "always_confirm"),
    ] {
        let (status, answer) = set(&served, &partner, wrong).await;
        assert_eq!((status, errors(&answer)), (422, vec![field.to_owned()]));
    }
    let said = async |status: &str| {
        let path = format!("koppel/organisations/{}/incoming", partner.organisation);
        let (_, answer) = served.owner.put(&path, &json!({"order_status": status})).await;
        answer["errors"]["order_status"][0].as_str().unwrap().to_owned()
    };
    assert_eq!(said("cancelled").await, "A sale with this status is cancelled; choose another.");
    assert_eq!(said("onbekend").await, "There is no «onbekend».");
    assert_eq!(partner.caller.get(&path).await.0, 403, "no business of the partner's");
}

#[tokio::test]
async fn agreements_are_checked_unless_they_are_not() {
    let served = supplier().await;
    let (one, other) = (served.partner("Een").await, served.partner("Twee").await);
    let mut body = good();
    body["agreements"] = json!({});
    assert_eq!(one.caller.sell(&body).await.0, 400);
    // What is read there is what is asked of whoever reads it.
    let agreements = one.caller.data("user/agreements").await;
    let asks = async |partner: &Partner| {
        let mut asks = false;
        for row in agreements.as_array().unwrap() {
            let page = partner.caller.data(&format!("user/agreements/{}", row["id"])).await;
            asks |= [&page["required"], &page["rule_required"]].contains(&&json!("1"));
        }
        asks
    };
    assert!(asks(&one).await && asks(&other).await);
    set(&served, &one, json!({"check_agreements": false})).await;
    sold(&one.caller, &body).await;
    assert!(!asks(&one).await && asks(&other).await);
    assert_eq!(other.caller.sell(&body).await.0, 400, "the other's sales are checked as before");
}

#[tokio::test]
async fn a_signature_is_wanted_unless_verification_is_not_checked() {
    // The sample, with a flow that is signed.
    let mut world: Value = serde_json::from_str(include_str!("../../assets/worlds/supplier.json")).unwrap();
    world["flows"][0]["verification_method"] = json!("signature");
    let (made, token) =
        environment::in_memory_world("windkracht", &world.to_string(), unlimited()).await.unwrap();
    let served = served(made, token.expose_secret()).await;
    let partner = served.partner("Een").await;
    let (code, answer) = partner.caller.sell(&good()).await;
    assert_eq!((code, errors(&answer)), (400, vec!["signature".to_owned()]));
    let flow = partner.caller.data("user/flows").await[0]["id"].clone();
    let method =
        async || partner.caller.data(&format!("user/flows/{flow}")).await["verification_method"].clone();
    assert_eq!(method().await, "signature");
    set(&served, &partner, json!({"check_verification": false})).await;
    assert_eq!(method().await, "none");
    let sale = sold(&partner.caller, &good()).await;
    assert_eq!(status(&partner, sale).await.0, "new", "nothing waits for a signature");
    let mut order = good();
    order["signature"] = json!("geen beeld");
    let (_, answer) = partner.caller.sell(&order).await;
    assert_eq!(errors(&answer), ["signature"], "what is given is still looked at");
}

#[tokio::test]
async fn orders_and_accepted_offers_begin_with_the_status_that_was_chosen() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    let begins = async |body: &Value| {
        let sale = sold(&partner.caller, body).await;
        (sale, status(&partner, sale).await.0)
    };
    assert_eq!(begins(&good()).await.1, "new");
    let mut offer = good();
    offer["transaction_type"] = json!("offer");
    assert_eq!(begins(&offer).await.1, "offer_pending");
    let chosen = json!({"order_status": "in_behandeling", "accepted_offer_status": "accepted_by_supplier"});
    assert_eq!(set(&served, &partner, chosen).await.0, 200);
    assert_eq!(begins(&good()).await.1, "in_behandeling");
    let (waiting, begun) = begins(&offer).await;
    assert_eq!(begun, "offer_pending", "nobody has accepted it");
    let path = format!("account/sales/updatestatus/{waiting}?status=offer_accepted");
    served.owner.post(&path, &json!({})).await;
    assert_eq!(status(&partner, waiting).await.0, "accepted_by_supplier");
    assert_eq!(page(&partner, waiting).await["offer_accepted"], 1);
    offer["offer_accepted"] = json!(1);
    let (accepted, begun) = begins(&offer).await;
    assert_eq!(begun, "accepted_by_supplier");
    assert!(page(&partner, accepted).await["finalized_at"].is_string());
}

#[tokio::test]
async fn the_confirmation_of_a_completed_sale_goes_from_here_only_when_that_is_chosen() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    let mut heard = Stream::open(&served.owner, None).await;
    let mut completed = good();
    completed["contract_date"] = json!("01-11-2026");
    let first = sold(&partner.caller, &completed).await;
    set(&served, &partner, json!({"always_confirm": true})).await;
    let second = sold(&partner.caller, &completed).await;
    let (mut events, mut asked) = (0, Vec::new());
    while asked.is_empty() {
        let event = heard.next().await.unwrap();
        events += 1;
        assert!(!event.data.to_string().contains("jan@voorbeeld.nl"), "no personal data on the stream");
        if event.kind == "confirmation.requested" {
            asked.push(event.data["data"]["id"].as_u64().unwrap());
        }
    }
    assert_eq!(asked, [second], "{first} was confirmed by its maker; {events} events");
}

#[tokio::test]
async fn what_is_being_handled_is_asked_for_and_answered_and_both_sides_see_all_of_it() {
    let served = supplier().await;
    let (partner, other) = (served.partner("Een").await, served.partner("Twee").await);
    let sale = sold(&partner.caller, &good()).await;
    let mut heard = Stream::open(&partner.caller, None).await;
    let update = format!("account/sales/updatestatus/{sale}?status=in_behandeling");
    served.owner.post(&update, &json!({})).await;
    let ask = async |reason: &str| {
        let path = format!("user/sales/cancel/{sale}?status=cancelled&remark={reason}");
        partner.caller.post(&path, &json!({})).await
    };
    assert_eq!(ask("Bedenktijd").await.0, 200);
    assert_eq!(ask("Nogmaals").await.0, 200, "asking twice is asking once");
    assert_eq!(status(&partner, sale).await, ("open_cancellation_proposal".into(), "Bedenktijd".into()));
    let open = served.owner.data("koppel/cancellations").await;
    let row = &open["data"][0];
    assert_eq!((open["total"].as_u64(), row["sale_id"].as_u64()), (Some(1), Some(sale)));
    assert_eq!((&row["reason"], &row["organisation"]["name"]), (&json!("Bedenktijd"), &json!("Een")));
    assert_eq!(partner.caller.get("koppel/cancellations").await.0, 403);
    let requests = async || {
        let rows = served.owner.data("koppel/organisations").await;
        rows.as_array().unwrap().iter().map(|row| row["requests"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(requests().await, 1, "it shows in the list of organisations");

    let answer = async |verb: &str, body: Value| {
        served.owner.post(&format!("koppel/cancellations/{sale}/{verb}"), &body).await.0
    };
    assert_eq!(answer("reject", json!({})).await, 422, "a partner is told why");
    assert_eq!(answer("reject", json!({"reason": "De monteur is geweest"})).await, 200);
    assert_eq!(status(&partner, sale).await, ("in_behandeling".into(), "De monteur is geweest".into()));
    let page = page(&partner, sale).await;
    assert_eq!(page["koppel_cancellation"]["standing"], "rejected");
    assert_eq!(answer("accept", json!({})).await, 409, "it was answered");
    assert_eq!(requests().await, 0);
    assert_eq!(served.owner.data("koppel/cancellations").await["total"], 0);

    assert_eq!(ask("Toch").await.0, 200);
    assert_eq!(answer("accept", json!({"remark": "Akkoord"})).await, 200);
    assert_eq!(status(&partner, sale).await, ("cancelled".into(), "Akkoord".into()));
    let history = served.owner.data(&format!("account/sales/{sale}/history")).await;
    let kinds: Vec<&str> =
        history.as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "created",
            "status",
            "cancellation_requested",
            "cancellation_rejected",
            "cancellation_requested",
            "cancellation_accepted"
        ]
    );
    let mut told = Vec::new();
    while told.len() < 4 {
        let event = heard.next().await.unwrap();
        if event.kind.starts_with("cancellation.") {
            told.push((event.kind, event.data["data"]["cancellation"].as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(told[1], ("cancellation.answered".to_owned(), "rejected".to_owned()));
    assert_eq!(told[3].1, "accepted");
    let foreign =
        other.caller.post(&format!("user/sales/cancel/{sale}?status=cancelled"), &json!({})).await.0;
    assert_eq!(foreign, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_many_answer_at_once_has_one_answer() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    for _ in 0..20 {
        let sale = sold(&partner.caller, &good()).await;
        let handled = format!("account/sales/updatestatus/{sale}?status=in_behandeling");
        assert_eq!(served.owner.post(&handled, &json!({})).await.0, 200);
        let cancel = format!("user/sales/cancel/{sale}?status=cancelled&remark=spijt");
        assert_eq!(partner.caller.post(&cancel, &json!({})).await.0, 200);
        let answers = (0..10).map(|number| {
            let (owner, word) = (served.owner.clone(), if number % 2 == 0 { "accept" } else { "reject" });
            let path = format!("koppel/cancellations/{sale}/{word}");
            tokio::spawn(async move { owner.post(&path, &json!({"reason": "te laat"})).await.0 })
        });
        let mut said = Vec::new();
        for answer in answers.collect::<Vec<_>>() {
            said.push(answer.await.unwrap());
        }
        said.sort_unstable();
        assert_eq!(said, [vec![200], vec![409; 9]].concat());
        let history = served.owner.data(&format!("account/sales/{sale}/history")).await;
        assert_eq!(history.as_array().unwrap().len(), 4, "{history}");
    }
}

#[tokio::test]
async fn a_partner_whose_requests_are_not_accepted_is_told_so_and_may_still_cancel_what_is_new() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    set(&served, &partner, json!({"accept_cancellations": false})).await;
    let ask = async |sale: u64| {
        partner.caller.post(&format!("user/sales/cancel/{sale}?status=cancelled&remark=x"), &json!({})).await
    };
    let fresh = sold(&partner.caller, &good()).await;
    assert_eq!(ask(fresh).await.0, 200);
    assert_eq!(status(&partner, fresh).await.0, "cancelled");
    let handled = sold(&partner.caller, &good()).await;
    served.owner.post(&format!("account/sales/updatestatus/{handled}?status=verified"), &json!({})).await;
    let (code, answer) = ask(handled).await;
    assert_eq!((code, errors(&answer)), (422, vec!["status".to_owned()]));
    assert!(answer.to_string().contains("contact the supplier"), "{answer}");
    assert_eq!(status(&partner, handled).await.0, "verified");
}

#[tokio::test]
async fn whoever_sets_a_status_has_answered_the_request() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    let sale = sold(&partner.caller, &good()).await;
    let set_status = async |status: &str| {
        let path = format!("account/sales/updatestatus/{sale}?status={status}&remark=Kan");
        assert_eq!(served.owner.post(&path, &json!({})).await.0, 200);
    };
    set_status("verified").await;
    partner.caller.post(&format!("user/sales/cancel/{sale}?status=cancelled&remark=x"), &json!({})).await;
    set_status("netto").await;
    let all = served.owner.data("koppel/cancellations?standing=all").await;
    assert_eq!((&all["data"][0]["standing"], &all["data"][0]["remark"]), (&json!("rejected"), &json!("Kan")));
}

#[tokio::test]
async fn a_request_that_is_asked_further_on_stays_open_until_it_is_answered_there() {
    let served = supplier().await;
    let partner = served.partner("Een").await;
    for (answer, standing) in [("cancelled", "accepted"), ("verified", "rejected")] {
        let sale = sold(&partner.caller, &good()).await;
        let set_status = async |status: &str| {
            let path = format!("account/sales/updatestatus/{sale}?status={status}&remark=Verderop");
            assert_eq!(served.owner.post(&path, &json!({})).await.0, 200);
        };
        set_status("verified").await;
        partner.caller.post(&format!("user/sales/cancel/{sale}?status=cancelled&remark=x"), &json!({})).await;
        // Whoever has the sale in the end is asked too, and its status comes back first.
        let to_answer = async || {
            let rows = served.owner.data("koppel/organisations").await;
            rows.as_array().unwrap().iter().map(|row| row["requests"].as_u64().unwrap()).sum::<u64>()
        };
        assert_eq!(to_answer().await, 1);
        set_status("synced_cancellation_request").await;
        assert_eq!(to_answer().await, 0, "it is not here that it waits");
        assert_eq!(page(&partner, sale).await["koppel_cancellation"]["standing"], "open");
        assert_eq!(status(&partner, sale).await.0, "synced_cancellation_request");
        let no = json!({"reason": "Niet hier", "status": "synced_cancellation_request"});
        let refused = served.owner.post(&format!("koppel/cancellations/{sale}/reject"), &no).await;
        assert_eq!(refused.0, 422, "to pass it on is no answer: {refused:?}");
        set_status(answer).await;
        assert_eq!(page(&partner, sale).await["koppel_cancellation"]["standing"], standing);
        let history = served.owner.data(&format!("account/sales/{sale}/history")).await;
        let kinds: Vec<&str> =
            history.as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
        assert_eq!(kinds[2..4], ["cancellation_requested", "status"]);
        assert_eq!(kinds[4], format!("cancellation_{standing}"));
    }
}
