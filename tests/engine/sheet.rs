//! The sheet of a partner's question: when it is asked, with what holds of its rule for a sale that exists and
//! for one that the proof found, and where its row comes from.

use koppel::engine::EngineError;
use koppel::model::act::MappingRow;
use koppel::model::ids::QuestionKey;
use koppel::model::proof::Explained;
use koppel::model::sheet::{Example, When};

use crate::stage::{Stage, name};

/// The parts of a rule that were decided.
fn decided(rule: &Explained) -> usize {
    match rule {
        Explained::Group { holds, rules, .. } => {
            usize::from(holds.is_some()) + rules.iter().map(decided).sum::<usize>()
        }
        Explained::Condition { holds, .. } => usize::from(holds.is_some()),
        Explained::Unknown { .. } => 0,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_tells_when_it_is_asked_of_which_products_and_who_mapped_it() {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(13).await;
    stage.settle(made.len()).await;
    let view = stage.engine.mapping(&name()).await.unwrap();
    let with_rule: Vec<QuestionKey> =
        view.partner_questions.iter().filter(|one| one.has_rule).map(|one| one.key.clone()).collect();
    assert!(with_rule.len() > 2, "{with_rule:?}");
    let sold: Vec<_> = stage.queue().await.into_iter().filter(|row| row.integration.is_some()).collect();
    let (mut holds, mut fails) = (0, 0);
    for key in &with_rule {
        let sheet = stage.engine.question_sheet(&name(), key, None).await.unwrap();
        let demands = sheet.demands.as_ref().unwrap();
        assert!(demands.required == When::ByRule || demands.visible == When::ByRule, "{sheet:?}");
        assert!(sheet.imported > 0);
        for example in &sheet.examples {
            let with = stage.engine.question_sheet(&name(), key, Some(*example)).await.unwrap();
            assert_eq!(with.tried.map(|tried| tried.example), Some(*example));
            assert!(with.rule.as_ref().map_or(0, decided) > 0, "{with:?}");
            assert_ne!(
                with.tried.and_then(|tried| tried.visible),
                Some(false),
                "it is not asked {example:?}"
            );
            holds += 1;
        }
        // Another sale can still be looked at: what is left out is not asked it.
        let left = sold.iter().map(|row| Example::Sale(row.id)).filter(|one| !sheet.examples.contains(one));
        let tried = stage.engine.mapping(&name()).await.unwrap();
        let row = tried.mapping.questions.iter().find(|row| row.partner == *key).cloned();
        for example in left {
            let with = stage.engine.question_sheet(&name(), key, Some(example)).await.unwrap();
            assert_eq!(with.tried.and_then(|tried| tried.visible), Some(false), "{key} {example:?}");
            fails += 1;
        }
        // A row is tried on the same sales.
        let Some(row) = row.map(MappingRow::SetQuestion) else { continue };
        let samples = stage.engine.samples(&name(), &row, 20).await.unwrap();
        let on: Vec<_> = samples.iter().map(|one| Example::Sale(one.sale)).collect();
        assert_eq!(on, sheet.examples, "{key}");
    }
    assert!(holds > 0 && fails > 0, "some ask it and some do not: {holds} and {fails}");
    // Not every question is asked of every product.
    let mut counts = Vec::new();
    for question in &view.partner_questions {
        let sheet = stage.engine.question_sheet(&name(), &question.key, None).await.unwrap();
        counts.push((sheet.products.len() as u64, sheet.imported));
    }
    assert!(counts.iter().any(|(some, all)| some > &0 && some < all), "{counts:?}");

    // A row that is set anew is as it is since then; the others since they were imported.
    let mapped = |key: &QuestionKey| view.mapping.questions.iter().find(|row| row.partner == *key).cloned();
    let mut row = view.partner_questions.iter().find_map(|one| mapped(&one.key)).unwrap();
    row.default = Some("x".to_owned());
    let row_set = MappingRow::SetQuestion(row.clone());
    let version = stage.engine.set_mapping(&name(), &row_set, None, "piet").await.unwrap();
    for other in &view.mapping.questions {
        let sheet = stage.engine.question_sheet(&name(), &other.partner, None).await;
        let Ok(sheet) = sheet else { continue };
        let mapped = sheet.mapped.unwrap();
        let by = mapped.changed.map(|(_, by)| by).unwrap_or_default();
        let wanted = if other.partner == row.partner { (version, "piet") } else { (1, "anna") };
        assert_eq!(
            (mapped.version, by.as_str(), mapped.exact),
            (wanted.0, wanted.1, true),
            "{}",
            other.partner
        );
    }
    let unknown = stage.engine.question_sheet(&name(), &"er-is-niets".into(), None).await;
    assert!(matches!(unknown, Err(EngineError::NotFound { .. })));
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sale_that_the_proof_found_comes_first() {
    let stage = Stage::linked("", false).await;
    let view = stage.engine.mapping(&name()).await.unwrap();
    let required = view.partner_questions.iter().filter(|one| one.required && one.has_rule);
    let mapped = |key: &QuestionKey| view.mapping.questions.iter().any(|row| row.partner == *key);
    let key = required.map(|one| one.key.clone()).find(mapped).unwrap();
    let whole = stage.engine.question_sheet(&name(), &key, None).await.unwrap();
    assert_eq!((whole.tried, whole.examples.len()), (None, 0), "nothing was sold and nothing falls out");
    assert_eq!(whole.rule.as_ref().map(decided), Some(0), "of no sale nothing holds");

    stage.engine.set_mapping(&name(), &MappingRow::UnsetQuestion(key.clone()), None, "piet").await.unwrap();
    let sheet = stage.engine.question_sheet(&name(), &key, None).await.unwrap();
    let tried = sheet.tried.unwrap();
    assert!(matches!(tried.example, Example::Counterexample(_)), "{tried:?}");
    assert_eq!((tried.visible, tried.required), (Some(true), Some(true)), "that is why it is refused");
    assert_eq!(sheet.mapped, None);
    // What is decided and not published yet counts on the sheet.
    let proof = stage.engine.check(&name()).await.unwrap();
    assert!(!proof.counterexamples.is_empty());
    stage.engine.stop().await;
}
