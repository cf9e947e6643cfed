//! Two operators on one mapping see each other, and questions that an import brings are marked until somebody
//! has looked at them.

use koppel::model::act::MappingRow;
use koppel::model::ids::{ProductId, QuestionKey};
use koppel::model::presence::Place;
use koppel::model::view::IntegrationView;

use crate::stage::{Stage, name};

fn place(key: &QuestionKey) -> Option<Place> {
    Some(Place::of(&MappingRow::UnsetQuestion(key.clone())))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_maps_sees_who_else_is_there_until_that_one_leaves() {
    let stage = Stage::linked("", false).await;
    let view = stage.engine.mapping(&name()).await.unwrap();
    let keys: Vec<_> = view.partner_questions.iter().map(|one| one.key.clone()).collect();
    let engine = &stage.engine;
    let mut told = engine.changes();
    engine.here(&name(), place(&keys[0]), "anna").await.unwrap();
    engine.here(&name(), place(&keys[1]), "piet").await.unwrap();
    engine.here(&name(), place(&keys[2]), "anna").await.unwrap();
    let there = |view: IntegrationView| -> Vec<(String, String)> {
        view.present.into_iter().map(|one| (one.by, one.place.key)).collect()
    };
    let at = |by: &str, key: &QuestionKey| (by.to_owned(), key.to_string());
    let now = there(engine.integration(&name()).unwrap());
    assert_eq!(now, [at("piet", &keys[1]), at("anna", &keys[2])]);
    // Consoles hear of it by themselves.
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        let change = tokio::time::timeout_at(deadline, told.recv()).await.unwrap().unwrap();
        if let koppel::engine::Change::Integration(view) = change.as_ref()
            && view.present.len() == 2
        {
            break;
        }
    }
    engine.here(&name(), None, "piet").await.unwrap();
    assert_eq!(there(engine.integration(&name()).unwrap()), [at("anna", &keys[2])]);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_that_an_import_brings_are_new_until_somebody_has_been_there_or_mapped_them() {
    let mut stage = Stage::linked("", false).await;
    let engine = &stage.engine;
    let new = || engine.integration(&name()).unwrap().new_questions;
    assert_eq!(new(), [], "what the first import brings is all there is");
    let asked = || async {
        let view = engine.mapping(&name()).await.unwrap();
        view.partner_questions.into_iter().map(|one| one.key).collect::<Vec<_>>()
    };
    let all = asked().await;
    // Only products of one kind stay, and nothing is mapped.
    let products = engine.products(&name()).await.unwrap();
    let (kind, others): (Vec<_>, Vec<_>) = products
        .into_iter()
        .filter(|row| row.own_id.is_some())
        .partition(|row| row.product_type == "telecom");
    assert!(!kind.is_empty() && !others.is_empty());
    for row in &others {
        engine.unlink_product(&name(), row.partner_id, "anna").await.unwrap();
    }
    engine.import_mapping(&name(), &Default::default(), None, "anna").await.unwrap();
    let few = asked().await;
    assert!(few.len() < all.len(), "{few:?}");
    assert_eq!(new(), []);

    let back: Vec<ProductId> = others.iter().map(|row| row.partner_id).collect();
    engine.import_products(&name(), Some(&back), "anna").await.unwrap();
    let came: Vec<_> = all.iter().filter(|key| !few.contains(key)).cloned().collect();
    let mut found = new();
    found.sort();
    let mut wanted = came.clone();
    wanted.sort();
    assert_eq!(found, wanted);
    assert!(wanted.len() > 2);

    // Somebody comes by and goes on; another decides.
    engine.here(&name(), place(&came[0]), "piet").await.unwrap();
    assert!(new().contains(&came[0]), "still there");
    engine.here(&name(), place(&came[0]), "piet").await.unwrap();
    assert!(new().contains(&came[0]), "the same place said again is no leaving");
    engine.here(&name(), None, "piet").await.unwrap();
    assert!(!new().contains(&came[0]));
    let row = MappingRow::UnsetQuestion(came[1].clone());
    engine.decide(&name(), &row, true, 0, "anna").await.unwrap();
    assert!(!new().contains(&came[1]));
    let left = new().len();
    assert_eq!(left, came.len() - 2);
    stage.crash().await;
    assert_eq!(stage.engine.integration(&name()).unwrap().new_questions.len(), left);
    stage.engine.stop().await;
}
