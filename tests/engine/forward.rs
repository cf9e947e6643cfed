//! Sales on their way: the happy one, and every way an answer can go missing.

use koppel::clock::Clock;
use koppel::demo::judge::Verdict;
use koppel::engine::EngineError;
use koppel::model::act::SaleVerb;
use koppel::model::delivery::{Check, Doubt, State, Tier};
use koppel::model::failure::Cause;
use koppel::model::ids::{SaleId, StatusKey};
use koppel::model::queue::{Happening, TimelineEntry, WaitingReason};
use koppel::model::reason::Reason;
use koppel::salesdock::client::{Client, Scope};
use koppel::store::Store;
use serde_json::Value;

use crate::stage::{Stage, name, network, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sales_arrive_once_are_followed_and_fall_out_with_a_typed_cause() {
    let mut stage = Stage::linked("", false).await;
    assert_eq!(stage.engine.integration(&name()).unwrap().tier, Some(Tier::T0));
    let made = stage.sell(60).await;
    stage.settle(made.len()).await;
    let queue = stage.queue().await;
    assert_eq!(queue.len(), 60);
    let sent = stage.in_state(State::Sent).await.len() + stage.in_state(State::Done).await.len();
    assert!(sent > 40, "{sent} sent; {:?}", stage.engine.groups().await.unwrap());
    let fallout = stage.in_state(State::Fallout).await;
    assert!(!fallout.is_empty());
    assert!(fallout.iter().all(|row| row.group.is_some()), "{fallout:?}");
    assert!(queue.iter().any(|row| matches!(row.waiting, Some(WaitingReason::ProductNotLinked { .. }))));
    let verdict = stage.verdict().await;
    assert_eq!(verdict, Verdict::default());

    // B moves a sale; A has it in its own words, and the queue says so.
    let row = stage.in_state(State::Sent).await.remove(0);
    let status = StatusKey::from("accepted_by_supplier");
    stage.b.owner.update_status(row.partner_sale_id.unwrap(), &status, Some("akkoord")).await.unwrap();
    until("the status at A", || async {
        stage.a.owner.sale(row.id).await.unwrap().status == status && stage.engine.is_settled()
    })
    .await;
    let detail = stage.engine.sale(row.id).await.unwrap();
    assert_eq!(detail.row.partner_status, Some(status.clone()));
    assert_eq!(detail.row.own_status, status);
    assert!(stage.engine.counts().status_updates > 0);
    assert_eq!(detail.attempts.len(), 1);
    let shown = serde_json::to_string(&(&detail.fields, &detail.sent)).unwrap();
    let sale = stage.a.owner.sale(row.id).await.unwrap();
    for secret in [&sale.customer.lastname, sale.customer.email.as_ref().unwrap()] {
        assert!(!shown.contains(secret.as_str()), "{shown}");
    }
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_cut_is_found_again_without_a_duplicate() {
    let faults = "cut-after=20%,error-after=10%,error-before=10%,delay=3%,malformed=5%,delay-ms=2500,seed=5";
    let mut stage = Stage::linked(faults, false).await;
    let made = stage.sell(40).await;
    stage.settle(made.len()).await;
    let verdict = stage.verdict().await;
    assert_eq!(verdict, Verdict::default());
    let attempts: u32 = stage.queue().await.iter().map(|row| row.attempts).sum();
    assert!(attempts > 40, "the faults did not come through: {attempts} attempts");
    for state in [State::Uncertain, State::Queued, State::Retrying, State::Sending] {
        assert_eq!(stage.in_state(state).await.len(), 0, "{state:?}");
    }
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_token_pauses_and_another_one_resumes() {
    let mut stage = Stage::linked("", false).await;
    stage.engine.set_token(&name(), &"kpl_i_nobody".to_owned().into(), "anna").await.unwrap();
    let made = stage.sell(4).await;
    until("a pause", || async { stage.engine.integration(&name()).unwrap().paused.is_some() }).await;
    let paused = stage.engine.integration(&name()).unwrap().paused.unwrap();
    assert_eq!(paused.cause, Cause::Unauthorised);
    assert!(stage.in_state(State::Fallout).await.is_empty(), "no sale is to blame");
    stage.engine.set_token(&name(), &stage.token, "anna").await.unwrap();
    stage.settle(made.len()).await;
    assert!(!stage.in_state(State::Sent).await.is_empty());
    assert!(stage.in_state(State::Queued).await.is_empty());
    assert_eq!(stage.engine.integration(&name()).unwrap().paused, None);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_port_opens_the_breaker_and_nothing_is_lost() {
    let mut stage = Stage::linked("", false).await;
    stage.b.close().await;
    let made = stage.sell(8).await;
    until("an open breaker", || async { stage.engine.integration(&name()).unwrap().breaker_until.is_some() })
        .await;
    stage.b.reopen().await;
    stage.settle(made.len()).await;
    assert_eq!(stage.in_state(State::Sent).await.len() + stage.in_state(State::Fallout).await.len(), 8);
    let verdict = stage.verdict().await;
    assert_eq!(verdict, Verdict::default());
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_reference_is_shown_a_sale_is_found_by_what_was_sent() {
    let mut stage = Stage::linked("cut-after=100%", true).await;
    assert_eq!(stage.engine.integration(&name()).unwrap().tier, Some(Tier::T3));
    let made = stage.sell(3).await;
    stage.settle(made.len()).await;
    for row in stage.queue().await {
        assert_eq!((row.state, row.attempts), (State::Sent, 1), "{row:?}");
    }
    assert_eq!(stage.verdict().await, Verdict::default());
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_reference_is_shown_a_sale_goes_again_only_when_it_is_not_there() {
    let mut stage = Stage::linked("cut-after=15%,error-before=20%,error-after=10%,seed=5", true).await;
    let made = stage.sell(24).await;
    stage.settle(made.len()).await;
    assert_eq!(stage.verdict().await, Verdict::default());
    for state in [State::Uncertain, State::Queued, State::Retrying, State::Sending] {
        assert_eq!(stage.in_state(state).await.len(), 0, "{state:?}");
    }
    let attempts: u32 = stage.queue().await.iter().map(|row| row.attempts).sum();
    assert!(attempts > 24, "none went again: {attempts} attempts");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_are_alike_a_person_says_which_is_ours() {
    let mut stage = Stage::linked("cut-after=100%", true).await;
    let made = stage.sell(1).await;
    until("a doubt", || async { stage.row(made[0]).await.is_some_and(|row| row.state == State::Uncertain) })
        .await;
    // Somebody of the same organisation enters the very same sale there.
    stage.engine.abort().await;
    let store = Store::open(stage.kv.clone(), stage.keyring.clone(), Clock::system()).await.unwrap();
    let body = store.last_body(made[0]).await.unwrap().unwrap();
    let first = stage.b.owner.sales(&Default::default()).await.unwrap().rows.remove(0);
    let (address, token) = (&stage.b.address, stage.token.clone());
    let agent = Client::new(address, token, Scope::User, network(), Clock::system()).unwrap();
    agent.create_sale(&first.flow, body.clone(), false).await;
    let there = stage.b.owner.sales(&Default::default()).await.unwrap().rows;
    assert_eq!(there.len(), 2);
    drop(store);
    stage.crash().await;
    stage.settle(made.len()).await;
    let row = stage.row(made[0]).await.unwrap();
    assert_eq!((row.state, row.doubt, row.attempts), (State::Uncertain, Some(Doubt::Operator), 1));
    let there = stage.b.owner.sales(&Default::default()).await.unwrap().rows;
    assert_eq!(there.len(), 2);

    // A person is shown what was read, and what stands there beside what was sent.
    let view = stage.engine.doubt(row.id).await.unwrap();
    assert!(view.look.sound && view.look.like.len() == 2, "{view:?}");
    assert_eq!(view.candidates.len(), 2);
    let one = view.candidates.iter().find(|one| one.partner_sale == there[0].id).unwrap();
    assert!(one.owner.is_none() && one.same, "{one:?}");
    let of = |field: &str| one.traits.iter().find(|row| row.field == field).unwrap();
    assert_eq!(of("product_id").equal, Some(true));
    let email = of("email");
    assert!(email.equal == Some(true) && email.ours.as_ref().unwrap().chars().count() == 2, "{email:?}");
    let detail = stage.engine.sale(row.id).await.unwrap();
    let told = |one: &TimelineEntry| match &one.what {
        Happening::Checked { found: Check::Ambiguous, look } => look.like.len() == 2,
        _ => false,
    };
    assert!(detail.timeline.iter().any(told), "{:?}", detail.timeline);
    let adopt = SaleVerb::Adopt { partner_sale_id: there[0].id };
    assert!(stage.engine.act(&[(row.id, None)], &adopt, None, "anna").await.is_err(), "a reason is needed");
    // A number that the partner does not show, or that is plainly another customer's, is a slip.
    let slip = async |there: SaleId| {
        let adopt = SaleVerb::Adopt { partner_sale_id: there };
        let plan = stage.engine.plan(&[(row.id, None)], &adopt).await.unwrap();
        let mut acted = stage.engine.act(&[(row.id, None)], &adopt, Some("seen at B"), "anna").await.unwrap();
        let Err(EngineError::Refused { why }) = acted.remove(0).result else { panic!("{there} was adopted") };
        assert_eq!(plan.left_out[0].why.as_ref(), Some(&why), "the plan says the same");
        why
    };
    let partner_sale = SaleId(999_999);
    assert_eq!(slip(partner_sale).await, Reason::NotShown { partner_sale });
    let mut other: Value = serde_json::from_slice(&body).unwrap();
    for (field, value) in [
        ("lastname", "Anders"),
        ("email", "anders@example.nl"),
        ("birthdate", "1961-02-03"),
        ("phone", "0612345678"),
    ] {
        other[field] = value.into();
    }
    agent.create_sale(&first.flow, other.to_string().into(), false).await;
    let rows = stage.b.owner.sales(&Default::default()).await.unwrap().rows;
    let partner_sale =
        rows.iter().map(|row| row.id).find(|id| there.iter().all(|row| row.id != *id)).unwrap();
    let Reason::AnotherSale { fields, .. } = slip(partner_sale).await else { panic!() };
    assert!(fields.iter().any(|field| field == "email"), "{fields:?}");
    let acted = stage.engine.act(&[(row.id, None)], &adopt, Some("seen at B"), "anna").await.unwrap();
    assert_eq!(acted[0].result.as_ref().unwrap().state, State::Sent);
    let timeline = stage.engine.sale(row.id).await.unwrap().timeline;
    let adopted = timeline.iter().any(|entry| {
        matches!(&entry.what, Happening::State { verb: Some(verb), partner_sale: Some(number), .. }
            if verb == "adopt" && *number == there[0].id)
    });
    assert!(adopted, "{timeline:?}");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switches_gate_sending_by_hand_and_by_itself() {
    let mut stage = Stage::linked("", false).await;
    stage.switch(false).await;
    let made = stage.sell(2).await;
    stage.settle(made.len()).await;
    assert_eq!(stage.in_state(State::Ready).await.len(), 2);
    let row = stage.row(made[0]).await.unwrap();
    let stale = stage.engine.act(&[(row.id, Some(row.version + 999))], &SaleVerb::Send, None, "anna").await;
    assert!(stale.unwrap()[0].result.is_err(), "an old version is refused");
    stage.engine.act(&[(row.id, Some(row.version))], &SaleVerb::Send, None, "anna").await.unwrap();
    until("sent by hand", || async {
        // A row that is just changing may be on no page for a moment.
        stage.row(made[0]).await.is_some_and(|row| row.state == State::Sent)
    })
    .await;
    assert_eq!(stage.in_state(State::Ready).await.len(), 1);
    // Switched on, the other one goes by itself.
    stage.switch(true).await;
    until("sent by itself", || async { stage.in_state(State::Sent).await.len() == 2 }).await;
    let actor = stage.engine.sale(made[0]).await.unwrap().timeline;
    assert!(actor.iter().any(|entry| entry.actor == "anna"));
    stage.engine.stop().await;
}
