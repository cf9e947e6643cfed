//! The demo, headless: everything koppel is, through the doors a user has, judged by what both environments
//! list.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use koppel::clock::Clock;
use koppel::demo::{Options, Outcome, Until, run};

fn options(sales: u64) -> Options {
    Options { dir: None, until: Some(Until::Sales(sales)), rate: 20.0, limit: None, faults: None, seed: 1 }
}

fn assert_clean(outcome: &Outcome) {
    assert_eq!((outcome.duplicates, outcome.lost, outcome.denied), (0, 0, 0), "{outcome:#?}");
}

/// Each of them waits for most of its time.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_limit_three_demos_side_by_side() {
    tokio::join!(
        forty_sales_go_through_and_every_kind_of_bad_one_falls_out_in_its_own_group(),
        answers_that_are_cut_failed_or_garbled_double_and_lose_nothing(),
        a_second_demo_in_the_same_folder_goes_on_where_the_first_was(),
    );
}

async fn forty_sales_go_through_and_every_kind_of_bad_one_falls_out_in_its_own_group() {
    let outcome = run(options(40), Clock::system()).await.unwrap();
    assert_clean(&outcome);
    assert_eq!(outcome.sales.made, 40);
    // Three of the forty are bad, two are of products without a partner.
    assert_eq!(
        (outcome.sales.sent, outcome.sales.fallout, outcome.sales.waiting),
        (35, 3, 2),
        "{outcome:#?}"
    );
    assert_eq!(outcome.groups.len(), 3, "{outcome:#?}");
    // None of it is what the proof excludes: codes and account numbers that are mistyped, a product that went.
    let preventable =
        ["missing_answer", "invalid_option", "missing_agreement", "flow_not_mapped", "unknown_flow"];
    assert!(outcome.groups.iter().all(|group| !preventable.contains(&group.cause.as_str())), "{outcome:#?}");
    assert!(outcome.status_updates >= 2 * outcome.sales.sent, "{outcome:#?}");
    assert!(outcome.products_imported >= 12, "{outcome:#?}");
    // One request for each sale that went or was refused there.
    let asked = |what: &str| outcome.requests[what];
    assert_eq!((asked("supplier:create"), asked("supplier:throttled")), (38, 0), "{outcome:#?}");
}

async fn answers_that_are_cut_failed_or_garbled_double_and_lose_nothing() {
    let faults = "cut-before=4%,cut-after=8%,error-before=4%,error-after=8%,throttle=3%,malformed=3%,seed=7"
        .parse()
        .unwrap();
    // Backoffs and breaker at speed: what is shown is that they end, not how long they take.
    let clock = Clock::with_speed(20.0);
    let outcome = run(Options { faults: Some(faults), ..options(80) }, clock).await.unwrap();
    assert_clean(&outcome);
    let met = |fault: &str| outcome.requests.get(&format!("fault:{fault}")).copied().unwrap_or(0);
    assert!(
        met("cut-after") + met("error-after") > 0,
        "no answer was lost after its sale was made: {outcome:#?}"
    );
    assert_eq!(outcome.sales.made, 80);
    assert_eq!((outcome.sales.fallout, outcome.sales.waiting), (7, 4), "{outcome:#?}");
    // An attempt whose answer stays garbled goes to a person, and only that.
    assert_eq!(outcome.sales.sent + outcome.sales.uncertain, 69, "{outcome:#?}");
    assert!(outcome.sales.uncertain <= 2, "{outcome:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_kept_to_the_request_and_statuses_stay_fresh() {
    // A minute lasts five seconds for both sides: more sales than one minute takes.
    let clock = Clock::with_speed(12.0);
    let outcome = run(Options { limit: Some(120), rate: 100.0, ..options(150) }, clock).await.unwrap();
    assert_clean(&outcome);
    let kept = outcome.limit.as_ref().expect("there was a limit");
    assert_eq!((kept.per_minute, kept.requests_per_sale), (120, 1.0), "{outcome:#?}");
    assert!(kept.busiest_minute <= 120, "{outcome:#?}");
    let by_us = kept.throttled.keys().filter(|asker| asker.starts_with("integration:"));
    assert_eq!(by_us.count(), 0, "{outcome:#?}");
    assert_eq!(outcome.sales.sent + outcome.sales.fallout, outcome.requests["supplier:create"]);
    // At most one poll interval old: what only the hourly net would bring in is much older.
    let oldest = kept.oldest_status.expect("the supplier changed statuses");
    assert!(oldest <= kept.status_poll, "{outcome:#?}");
}

async fn a_second_demo_in_the_same_folder_goes_on_where_the_first_was() {
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |sales| Options { dir: Some(folder.path().join("demo")), ..options(sales) };
    let first = run(in_folder(12), Clock::system()).await.unwrap();
    assert_clean(&first);
    assert_eq!(first.sales.made, 12);
    // Twelve more: what is made is counted over both.
    let second = run(in_folder(12), Clock::system()).await.unwrap();
    assert_clean(&second);
    assert_eq!(second.sales.made, 24);
    assert_eq!(second.products_imported, first.products_imported);
    assert!(
        second.sales.sent > first.sales.sent && second.status_updates > first.status_updates,
        "{second:#?}"
    );
}
