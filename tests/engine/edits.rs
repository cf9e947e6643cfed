//! A sale that no mapping can mend is edited, and exactly one copy of it leaves.

use koppel::engine::EngineError;
use koppel::model::act::SaleVerb;
use koppel::model::delivery::State;
use koppel::model::failure::{Cause, Element};
use koppel::model::ids::{QuestionKey, SaleId};
use koppel::model::queue::{Happening, SaleRow};
use koppel::model::reason::Reason;
use koppel::model::sale::Answer;

use crate::stage::{Stage, until};

const IBAN: &str = "NL91ABNA0417164300";

/// A sale whose account number was mistyped.
async fn mistyped(stage: &mut Stage) -> SaleId {
    let made = stage.sell(60).await;
    stage.settle(made.len()).await;
    let fallen = stage.in_state(State::Fallout).await;
    let iban = Element::Question("incasso_iban".into());
    let row = fallen.iter().find(|row| {
        row.cause == Some(Cause::InvalidAnswer) && row.failure.as_ref().is_some_and(|f| f.element == iban)
    });
    row.expect("the desk mistypes account numbers").id
}

fn set(field: &str, value: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), value.to_owned())]
}

/// Edits it, for a reason.
async fn edit(
    stage: &Stage,
    sale: SaleId,
    expected: Option<u64>,
    changes: Vec<(String, String)>,
    send: bool,
    actor: &str,
) -> Result<SaleRow, EngineError> {
    let verb = SaleVerb::Edit { changes, send };
    let acted = stage.engine.act(&[(sale, expected)], &verb, Some("nagebeld"), actor).await?;
    acted.into_iter().next().unwrap().result
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_answer_is_edited_and_sent_and_what_the_own_environment_says_stays() {
    let mut stage = Stage::linked("", false).await;
    let sale = mistyped(&mut stage).await;
    let engine = &stage.engine;
    let change = set("questionData.rekening", IBAN);
    // A look keeps nothing, and an edit says why.
    let version = stage.row(sale).await.unwrap().version;
    let looked = engine.try_edit(sale, None, &change).await.unwrap();
    assert_eq!(
        (looked.version, looked.fields.as_slice()),
        (version, ["questionData.rekening".to_owned()].as_slice())
    );
    let verb = SaleVerb::Edit { changes: change.clone(), send: false };
    let why = engine.act(&[(sale, None)], &verb, None, "jan").await;
    assert!(matches!(why, Err(EngineError::Invalid { why: Reason::NeedsReason { .. } })));
    assert_eq!(stage.row(sale).await.unwrap().version, version);
    for odd in ["questionData.bestaat_niet", "product_id"] {
        let refused = edit(&stage, sale, None, set(odd, "1"), false, "jan").await;
        assert!(matches!(refused, Err(EngineError::Invalid { why: Reason::NoSuchField { .. } })), "{odd}");
    }

    assert!(looked.failures.is_empty(), "{:?}", looked.failures);
    edit(&stage, sale, Some(version), change.clone(), true, "jan").await.unwrap();
    let second = edit(&stage, sale, Some(version), change, true, "piet").await;
    assert!(matches!(second, Err(EngineError::Conflict { .. })), "two operators do not overwrite each other");
    until("the sale at the partner", || async { stage.row(sale).await.unwrap().state.is_placed() }).await;

    let row = stage.row(sale).await.unwrap();
    let theirs = stage.b.owner.sale(row.partner_sale_id.unwrap()).await.unwrap();
    let answer = |key: &str, of: &koppel::model::sale::Sale| match of.answers.get(&QuestionKey::from(key)) {
        Some(Answer::One(text)) => text.clone(),
        _ => String::new(),
    };
    assert_eq!(answer("incasso_iban", &theirs), IBAN);
    let own = stage.a.owner.sale(sale).await.unwrap();
    assert_ne!(answer("rekening", &own), IBAN, "the original is kept");
    let timeline = engine.sale(sale).await.unwrap().timeline;
    assert!(timeline.iter().any(|entry| matches!(&entry.what,
        Happening::Edited { fields, reason: Some(why) } if fields == &["questionData.rekening"] && why.as_str() == "nagebeld")));
    // Sent is sent.
    let late = engine.try_edit(sale, None, &set("email", "x@example.org")).await.map(drop);
    assert!(matches!(late, Err(EngineError::Refused { why: Reason::WrongState { .. } })));
    let late = edit(&stage, sale, None, set("email", "x@example.org"), false, "jan").await;
    assert!(matches!(late, Err(EngineError::Refused { why: Reason::WrongState { .. } })));
    assert_eq!(stage.verdict().await, Default::default());
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_outlives_a_crash_and_is_masked_on_screen() {
    let mut stage = Stage::linked("", false).await;
    let sale = mistyped(&mut stage).await;
    let change = set("questionData.rekening", IBAN);
    edit(&stage, sale, None, change, false, "jan").await.unwrap();
    stage.crash().await;
    let run = stage.engine.dry_run(sale).await.unwrap();
    assert!(run.failures.is_empty(), "{:?}", run.failures);
    let shown = serde_json::to_string(&stage.engine.sale(sale).await.unwrap().fields).unwrap();
    assert!(!shown.contains(IBAN), "masked on screen");
    stage.engine.stop().await;
}
