//! Setting up: tests of a link that tell exactly what is wrong, imports that can be repeated, mappings that
//! notice a conflict.

use koppel::engine::EngineError;
use koppel::model::failure::Cause;
use koppel::model::ids::IntegrationName;
use koppel::model::integration::EnvironmentAddress;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stage::{Stage, name};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_says_which_part_of_a_link_is_wrong() {
    let stage = Stage::linked("", false).await;
    let good = stage.b.address.clone();
    let test = async |address: EnvironmentAddress, token: &str| {
        let found = stage.engine.test_unsaved(address, token.to_owned().into()).await.unwrap();
        found.failure.map(|failure| failure.cause)
    };
    assert_eq!(test(good.clone(), "kpl_i_wrong").await, Some(Cause::Unauthorised));

    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let address = |base_url: String| EnvironmentAddress { base_url, domain: good.domain.clone() };
    assert_eq!(test(address(format!("http://127.0.0.1:{port}")), "x").await, Some(Cause::Unreachable));
    let no_tls = speaks_no_tls().await;
    assert_eq!(test(address(format!("https://127.0.0.1:{no_tls}")), "x").await, Some(Cause::Tls));
    let nowhere = test(EnvironmentAddress { domain: "niemand".into(), ..good.clone() }, "x").await;
    assert!(nowhere.is_some(), "an unknown account is told");
    let refused =
        stage.engine.test_unsaved(address("http://partner.example".into()), "x".to_owned().into()).await;
    assert!(matches!(refused, Err(EngineError::Invalid { .. })), "no token leaves in the clear");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_can_be_repeated_and_makes_nothing_twice() {
    let stage = Stage::linked("", false).await;
    let before = stage.a.owner.products().await.unwrap().len();
    assert_eq!(stage.engine.import_products(&name(), None, "anna").await.unwrap().0, 0);
    let row = stage.engine.products(&name()).await.unwrap().remove(0);
    assert!(row.granted && row.own_id.is_some());
    // Unlinked, as after a crash between making and linking: the product that is there is linked again.
    stage.engine.unlink_product(&name(), row.partner_id, "anna").await.unwrap();
    assert_eq!(stage.engine.import_products(&name(), None, "anna").await.unwrap().0, 1);
    assert_eq!(stage.a.owner.products().await.unwrap().len(), before);
    let again = stage.engine.products(&name()).await.unwrap().remove(0);
    assert_eq!(again.own_id, row.own_id);
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_on_an_old_version_is_told_both() {
    let stage = Stage::linked("", false).await;
    let view = stage.engine.mapping(&name()).await.unwrap();
    assert!(!view.partner_questions.is_empty() && !view.own_statuses.is_empty());
    let old = stage.engine.import_mapping(&name(), &view.mapping, Some(view.version + 7), "anna").await;
    assert!(matches!(old, Err(EngineError::Conflict { expected, found })
        if expected == view.version + 7 && found == view.version));
    let nobody = IntegrationName::from("nobody");
    assert!(matches!(stage.engine.mapping(&nobody).await, Err(EngineError::NotFound { .. })));
    assert!(matches!(
        stage.engine.add_integration(&name(), stage.b.address.clone(), &stage.token, "anna").await,
        Err(EngineError::Refused { .. })
    ));
    stage.engine.stop().await;
}

/// A port where something answers, and it is no TLS.
async fn speaks_no_tls() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 4096];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let _ = stream.read(&mut hello).await;
        }
    });
    port
}
