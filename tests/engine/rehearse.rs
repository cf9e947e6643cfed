//! What would happen, told from sales that exist and without a request.

use koppel::model::act::{MappingRow, SettingChange};
use koppel::model::delivery::State;
use koppel::model::failure::{Cause, Element, Failure};
use koppel::model::ids::QuestionKey;
use koppel::model::integration::StatusGate;
use koppel::model::mapping::QuestionRow;
use koppel::model::rehearsal::{Sampled, Tested, Way};
use koppel::salesdock::wire::catalogue::ProductChange;

use crate::stage::{Stage, name, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mapping_is_tried_on_sales_that_went_and_on_those_that_fell_out() {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(30).await;
    stage.settle(made.len()).await;
    let before = stage.engine.backtest(&name(), 100).await.unwrap();
    let sent = stage.queue().await.iter().filter(|row| row.partner_sale_id.is_some()).count();
    let of = |tested: Tested| before.sales.iter().filter(|sale| sale.tested == tested).count();
    assert_eq!(of(Tested::Same), sent, "what went goes again, and says the same");
    assert_eq!(of(Tested::NewlyFailing) + of(Tested::NewlyPassing) + of(Tested::Changed), 0);
    assert!(of(Tested::StillFailing) > 0 && before.refused > 0 && before.predicted > before.refused);

    // A product that the partner stops selling fails for that, whatever it is asked.
    let telecom = stage
        .queue()
        .await
        .into_iter()
        .find(|row| row.flow.flow_type == "telecom" && row.partner_sale_id.is_some());
    let telecom = telecom.unwrap();
    let own = stage.a.owner.sale(telecom.id).await.unwrap().product.id;
    let rows = stage.engine.products(&name()).await.unwrap();
    let theirs = rows.iter().find(|row| row.own_id == Some(own)).unwrap().partner_id;
    let active = |on: &str| ProductChange {
        fields: [("active".to_owned(), on.to_owned())].into(),
        ..ProductChange::default()
    };
    stage.b.owner.change_product(theirs, &active("0")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();
    let gone = Failure::found(Cause::InvalidProduct, Element::Product(theirs));
    let mut tested = stage.engine.backtest(&name(), 100).await.unwrap().sales.into_iter();
    let tested = tested.find(|one| one.sale == telecom.id).unwrap();
    assert_eq!((tested.tested, tested.failures), (Tested::NewlyFailing, vec![gone.clone()]));
    assert_eq!(stage.engine.dry_run(telecom.id).await.unwrap().failures, [gone]);
    stage.b.owner.change_product(theirs, &active("1")).await.unwrap();
    stage.engine.sync(&name()).await.unwrap();

    // One required question is not mapped any more.
    let view = stage.engine.mapping(&name()).await.unwrap();
    let required = view.partner_questions.iter().filter(|question| question.required);
    let mapped = |key: &QuestionKey| view.mapping.questions.iter().any(|row| row.partner == *key);
    let taken = required.map(|question| question.key.clone()).find(mapped).unwrap();
    let row = MappingRow::UnsetQuestion(taken);
    stage.engine.set_mapping(&name(), &row, None, "anna").await.unwrap();
    let asked = stage.b.owner.sales(&Default::default()).await.unwrap().rows.len();
    let after = stage.engine.backtest(&name(), 100).await.unwrap();
    assert!(after.sales.iter().any(|sale| sale.tested == Tested::NewlyFailing && !sale.failures.is_empty()));
    assert_eq!(stage.b.owner.sales(&Default::default()).await.unwrap().rows.len(), asked);
    assert!(stage.in_state(State::Sent).await.len() + stage.in_state(State::Done).await.len() >= 1);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_tried_on_sales_that_exist_before_it_is_published() {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(13).await;
    stage.settle(made.len()).await;
    let view = stage.engine.mapping(&name()).await.unwrap();
    // What is mapped through a table gives the partner's own words.
    let mut rows = view.mapping.questions.iter().filter(|row| row.own.is_some() && row.options.len() > 1);
    let mut row = rows.next().unwrap().clone();
    let set = |row: &QuestionRow| MappingRow::SetQuestion(row.clone());
    let now = stage.engine.samples(&name(), &set(&row), 100).await.unwrap();
    let given = now.iter().filter_map(|one| Some((one.own.clone()?, one.sent.clone()?)));
    let given: Vec<_> = given.collect();
    assert!(!given.is_empty(), "{now:?}");
    for (own, sent) in &given {
        assert_eq!(row.options.get(own.as_str()).map(String::as_str), Some(sent.as_str()));
    }
    // Without the option that a sale has, that sale falls out; the mapping itself stays.
    let gone = given[0].0.to_string();
    row.options.remove(&gone);
    let then = stage.engine.samples(&name(), &set(&row), 100).await.unwrap();
    let fallen = |one: &&Sampled| one.own.as_ref().is_some_and(|own| own.as_str() == gone);
    assert!(then.iter().filter(fallen).all(|one| one.failure.is_some() && one.sent.is_none()));
    assert!(then.iter().any(|one| one.failure.is_some()));
    assert_eq!(stage.engine.mapping(&name()).await.unwrap().version, view.version);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_switches_are_tried_on_every_sale_of_the_integration() {
    let mut stage = Stage::linked("", false).await;
    stage.switch(false).await;
    let made = stage.sell(13).await;
    stage.settle(made.len()).await;
    let first = stage.queue().await.into_iter().map(|row| row.own_status).collect();
    stage.switch(true).await;
    stage.settle(made.len()).await;
    let now = stage.engine.simulate(&name(), 100).await.unwrap();
    assert!(!now.is_empty() && now.iter().all(|one| one.way == Way::ByItself && one.why.is_none()));
    // What goes is judged by what A made of it, not by what the follow-up wrote there since.
    let gate = [SettingChange::Statuses(StatusGate::Specific(first))];
    stage.engine.set_integration(&name(), &gate, None, "anna").await.unwrap();
    for row in stage.queue().await.iter().filter(|row| row.partner_sale_id.is_some()) {
        let theirs = row.partner_sale_id.unwrap();
        stage.b.owner.update_status(theirs, &"cancelled".into(), None).await.unwrap();
        until("A has it", async || stage.row(row.id).await.unwrap().own_status.as_str() == "cancelled").await;
    }
    let then = stage.engine.simulate(&name(), 100).await.unwrap();
    assert_eq!(
        (then.len(), then.iter().filter(|one| one.way == Way::ByItself).count()),
        (now.len(), now.len())
    );
    let gate = [SettingChange::Statuses(StatusGate::Always)];
    stage.engine.set_integration(&name(), &gate, None, "anna").await.unwrap();
    stage.switch(false).await;
    let by_hand = stage.engine.simulate(&name(), 100).await.unwrap();
    assert!(by_hand.len() == now.len() && by_hand.iter().all(|one| one.way == Way::ByHand));
    let off = [SettingChange::SaleProcessing(false)];
    stage.engine.set_integration(&name(), &off, None, "anna").await.unwrap();
    let never = stage.engine.simulate(&name(), 100).await.unwrap();
    assert!(never.iter().all(|one| one.way == Way::Never && one.why.is_some()));
    assert_eq!(stage.engine.advice(&name()).await.unwrap().len(), 1, "nothing goes");
    stage.engine.stop().await;
}
