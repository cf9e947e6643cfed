//! Mapping in a draft: kept at once, seen by everybody, published as a whole and never over what somebody else
//! published; earlier versions come back.

use koppel::engine::EngineError;
use koppel::model::act::MappingRow;
use koppel::model::mapping::StatusRow;
use koppel::model::reason::Reason;

use crate::stage::{Stage, name};

fn status(own: &str) -> MappingRow {
    MappingRow::SetStatus(StatusRow { partner: "kredietcheck".into(), own: own.into() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_operators_see_each_other_and_nothing_is_overwritten_unseen() {
    let mut stage = Stage::linked("", false).await;
    let whole = stage.engine.mapping(&name()).await.unwrap();
    assert_eq!(stage.engine.draft(&name()).await.unwrap().draft.decisions, []);

    let first = stage.engine.decide(&name(), &status("klaar"), true, 0, "anna").await.unwrap();
    // Piet did not see that Anna decided; then he does, and decides otherwise.
    let unseen = stage.engine.decide(&name(), &status("gepland"), true, 0, "piet").await;
    assert!(matches!(unseen, Err(EngineError::Conflict { expected: 0, found }) if found == first));
    let second = stage.engine.decide(&name(), &status("gepland"), true, first, "piet").await.unwrap();
    let other = MappingRow::UnsetStatus("herroepen".into());
    let third = stage.engine.decide(&name(), &other, true, 0, "piet").await.unwrap();
    stage.crash().await;
    let view = stage.engine.draft(&name()).await.unwrap();
    assert_eq!((view.draft.version, view.draft.decisions.len()), (third, 2));
    let mark = stage.engine.integration(&name()).unwrap().draft;
    assert_eq!(mark, (2, third));
    assert_eq!(
        stage.engine.mapping(&name()).await.unwrap().mapping,
        whole.mapping,
        "nothing is published yet"
    );

    // Meanwhile somebody publishes the same row otherwise.
    stage.engine.set_mapping(&name(), &status("loopt"), None, "kees").await.unwrap();
    let view = stage.engine.draft(&name()).await.unwrap();
    let [conflict] = view.conflicts.as_slice() else { panic!("{:?}", view.conflicts) };
    assert_eq!((&conflict.mine.row, &conflict.theirs), (&status("gepland"), &Some(status("loopt"))));
    assert_eq!(conflict.mine.base, Some(status("terugbellen")));
    let refused = stage.engine.publish_draft(&name(), third, "piet").await;
    assert!(
        matches!(refused, Err(EngineError::Refused { why: Reason::PublishedOtherwise { rows } }) if rows == ["kredietcheck"])
    );

    // Decided anew, having seen it, the draft goes as a whole, once.
    let fourth = stage.engine.decide(&name(), &status("gepland"), true, second, "piet").await.unwrap();
    assert!(stage.engine.publish_draft(&name(), third, "anna").await.is_err(), "at a version that is past");
    let published = stage.engine.publish_draft(&name(), fourth, "anna").await.unwrap();
    let now = stage.engine.mapping(&name()).await.unwrap();
    assert_eq!(now.version, published);
    assert!(
        now.mapping
            .statuses
            .iter()
            .any(|row| row.partner.as_str() == "kredietcheck" && row.own.as_str() == "gepland")
    );
    assert!(!now.mapping.statuses.iter().any(|row| row.partner.as_str() == "herroepen"));
    assert_eq!(stage.engine.draft(&name()).await.unwrap().draft.decisions, []);

    // And back to how it was.
    let versions = stage.engine.mapping_versions(&name()).await.unwrap();
    assert_eq!(versions.iter().map(|one| one.version).collect::<Vec<_>>(), [published - 1, whole.version]);
    stage.engine.revert_mapping(&name(), whole.version, Some(published), "anna").await.unwrap();
    assert_eq!(stage.engine.mapping(&name()).await.unwrap().mapping, whole.mapping);
    assert!(stage.engine.revert_mapping(&name(), 99, None, "anna").await.is_err());
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_row_has_its_likely_counterparts_the_surest_first() {
    let stage = Stage::linked("", false).await;
    let candidates = stage.engine.candidates(&name()).await.unwrap();
    let of = |wanted: &str| -> Vec<u8> {
        let rows = candidates.iter().filter(|one| one.row.place() == ("question", wanted.to_owned()));
        rows.map(|one| one.score).collect()
    };
    let found = of("ingangsdatum");
    assert!((1..=9).contains(&found.len()) && found.is_sorted_by(|one, other| one >= other), "{found:?}");
    stage.engine.stop().await;
}
