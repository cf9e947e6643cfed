//! The store against a plain model, its lists and counts, and its crash points.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;
use crate::kv::memory;
use crate::model::act::SalesQuery;
use crate::model::delivery::{Event, Judgement, Outcome, Policy, State, Tier, Verb};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{FlowKey, IntegrationName, ProductId, SaleId, StatusKey};
use crate::model::integration::OnVanished;
use crate::model::queue::WaitingReason;
use crate::model::sale::{Address, CreatedBy, Customer, Sale, SoldProduct, TransactionType};
use crate::model::shown::Shown;

pub(crate) fn sale(id: u64) -> Sale {
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    Sale {
        id: SaleId(id),
        transaction_type: TransactionType::Order,
        status: StatusKey::from("new"),
        status_remark: Shown::default(),
        customer: Customer {
            gender: None,
            initials: None,
            firstname: "Jan".into(),
            infix: None,
            lastname: "Vries".into(),
            birthdate: None,
            email: None,
            phone: None,
            iban: None,
            iban_holder: None,
            address: Address::default(),
            company: None,
        },
        connection: None,
        product: SoldProduct { id: ProductId(1), name: "Stroom".into(), product_type: None },
        related_products: Vec::new(),
        flow: FlowKey::new("energy", "own"),
        answers: BTreeMap::new(),
        agreements: Vec::new(),
        energy: None,
        channel: None,
        source: None,
        signature: None,
        contract_date: None,
        created_by: CreatedBy::default(),
        external_reference: None,
        created_at: at,
        updated_at: at,
    }
}

fn name() -> IntegrationName {
    IntegrationName::from("green")
}

const BEFOREHAND: Beforehand = Beforehand { base_high_id: SaleId(0), offset_ms: None };

fn policy() -> Policy {
    Policy::new(Tier::T0, 1.0)
}

fn arrival(id: u64, judgement: Judgement) -> Arrival {
    let content = Digest((u128::from(id)).to_be_bytes());
    Arrival {
        sale: sale(id),
        customer: "J. V…".into(),
        content,
        lane: content,
        integration: Some(name()),
        judgement,
        cancel: None,
    }
}

async fn open() -> (Kv, Store) {
    let kv = memory::open();
    let store = Store::open(kv.clone(), Keyring::ephemeral(), Clock::system()).await.unwrap();
    (kv, store)
}

async fn begin(store: &Store, id: u64) -> Result<Intent, StoreError> {
    let version = store.sale(SaleId(id)).await.unwrap().unwrap().version;
    let new = NewAttempt {
        flow: FlowKey::new("energy", "theirs"),
        body: bytes::Bytes::from_static(b"{\"product_id\":7}"),
        mapping_version: 3,
        contract_version: 1,
    };
    Ok(store.begin_attempt(SaleId(id), version, Some(new), BEFOREHAND, &policy()).await?.0)
}

async fn end(store: &Store, intent: &Intent, outcome: Outcome) -> Result<SaleRow, StoreError> {
    let ended = Ended {
        sale: intent.sale(),
        attempt: intent.attempt().id,
        fence: intent.attempt().fence,
        outcome,
        evidence: Evidence { http_status: Some(201), ..Evidence::default() },
    };
    store.end_attempt(&ended, 0.5, &policy()).await
}

#[tokio::test]
async fn every_open_is_a_new_boot_of_one_instance() {
    let (kv, store) = open().await;
    let again = Store::open(kv, Keyring::ephemeral(), Clock::system()).await.unwrap();
    assert_eq!(store.instance(), again.instance());
    assert_eq!((store.epoch(), again.epoch()), (1, 2));
    assert!(again.next_fence() > store.next_fence());
}

#[tokio::test]
async fn an_unchanged_page_costs_no_write() {
    let (kv, store) = open().await;
    let page = || vec![arrival(1, Judgement::AT_ONCE), arrival(2, Judgement::ByHand)];
    assert_eq!(store.accept(&page(), None).await.unwrap().new, 2);
    let revision = kv.revision();
    let again = store.accept(&page(), None).await.unwrap();
    assert_eq!((again.new, again.rows.len(), kv.revision()), (0, 0, revision));
}

#[tokio::test]
async fn an_accepted_sale_is_sent_once_and_owns_the_partners_number() {
    let (_, store) = open().await;
    store.accept(&[arrival(1, Judgement::AT_ONCE), arrival(2, Judgement::AT_ONCE)], None).await.unwrap();
    let intent = begin(&store, 1).await.unwrap();
    assert_eq!(&intent.body()[..], b"{\"product_id\":7}");
    let row = end(&store, &intent, Outcome::Accepted(SaleId(77))).await.unwrap();
    assert_eq!((row.state, row.partner_sale_id), (State::Sent, Some(SaleId(77))));
    assert_eq!(store.owner(&name(), SaleId(77)).await.unwrap(), Some(SaleId(1)));
    assert!(begin(&store, 1).await.is_err(), "a sent sale has no second attempt");

    let intent = begin(&store, 2).await.unwrap();
    let row = end(&store, &intent, Outcome::Accepted(SaleId(77))).await.unwrap();
    assert_eq!(row.state, State::Uncertain, "another sale's number is an unclear answer");
    assert_eq!(store.counts().sent_ever, 1);
}

#[tokio::test]
async fn an_attempt_found_open_at_boot_sends_the_same_bytes_again() {
    let (kv, store) = open().await;
    store.accept(&[arrival(1, Judgement::AT_ONCE)], None).await.unwrap();
    let first = begin(&store, 1).await.unwrap();
    drop(store);
    let store = Store::open(kv, Keyring::ephemeral(), Clock::system()).await.unwrap();
    let active = store.active(&name()).await.unwrap();
    assert_eq!(active[0].1.state, State::Sending);
    let fast = Policy::new(Tier::T0, 1e9);
    let change = |event| store.change(SaleId(1), None, event, &fast, "koppel", None);
    change(Event::FoundAtBoot).await.unwrap();
    let due = change(Event::Due).await.unwrap();
    let (again, _) = store.begin_attempt(SaleId(1), due.version, None, BEFOREHAND, &fast).await.unwrap();
    assert_eq!(again.body(), first.body());
    assert_eq!(again.generation(), first.generation());
    assert!(again.attempt().fence > first.attempt().fence);
    let late = end(&store, &first, Outcome::Rejected(Failure::found(Cause::Refused, Element::Partner))).await;
    assert!(matches!(late, Err(StoreError::Refused { .. })), "the first attempt is fenced off");
    assert_eq!(store.attempts(SaleId(1)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_body_changed_since_it_was_translated_is_not_sent() {
    let (_, store) = open().await;
    store.accept(&[arrival(1, Judgement::AT_ONCE)], None).await.unwrap();
    let new = NewAttempt {
        flow: FlowKey::new("a", "b"),
        body: bytes::Bytes::new(),
        mapping_version: 1,
        contract_version: 1,
    };
    let begun = store.begin_attempt(SaleId(1), 1, Some(new), BEFOREHAND, &policy()).await;
    assert!(matches!(begun, Err(StoreError::Changed { expected: 1, .. })));
}

#[tokio::test]
async fn a_large_body_comes_back_whole() {
    let (_, store) = open().await;
    let mut large = arrival(1, Judgement::AT_ONCE);
    large.sale.signature = Some("x".repeat(200_000));
    store.accept(&[large], None).await.unwrap();
    assert_eq!(store.body(SaleId(1)).await.unwrap().unwrap().signature.unwrap().len(), 200_000);
}

/// What the partner said of sale 1.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_to_a_link_is_done_although_a_worker_notes_meanwhile_that_it_looked() {
    let (_, store) = open().await;
    let (own, partner) = (ProductId(501), ProductId(2020));
    let worker = {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                store.links_checked(&name()).await.unwrap();
                tokio::task::yield_now().await;
            }
        })
    };
    for _ in 0..1_000 {
        store.link(&name(), own, partner, (None, BTreeMap::new())).await.unwrap();
        store.retire(&name(), partner, OnVanished::Deactivate, None).await.unwrap();
        store.spare(&name(), partner, own).await.unwrap();
        assert!(store.unlink(&name(), partner).await.unwrap());
        assert_eq!(store.links(&name()).await.unwrap(), []);
    }
    worker.abort();
}

fn seen(status: &str, mapped: Option<&str>) -> Sighting {
    Sighting {
        sale: SaleId(1),
        status: StatusKey::from(status),
        remark: Shown::default(),
        mapped: mapped.map(StatusKey::from),
        is_final: false,
        is_cancelled: false,
        cancellation_open: None,
    }
}

#[tokio::test]
async fn a_status_owed_to_the_own_environment_survives_until_it_is_written() {
    let (_, store) = open().await;
    store.accept(&[arrival(1, Judgement::AT_ONCE)], None).await.unwrap();
    let intent = begin(&store, 1).await.unwrap();
    end(&store, &intent, Outcome::Accepted(SaleId(70))).await.unwrap();
    store.sighted(&[seen("theirs", None)], None).await.unwrap();
    assert_eq!(store.counts().unmapped_statuses.get("theirs"), Some(&1));
    assert!(store.write_backs(None, 10).await.unwrap().is_empty());
    store.sighted(&[seen("theirs", Some("ours"))], None).await.unwrap();
    assert!(store.counts().unmapped_statuses.is_empty());
    let (owed, debt) = store.write_backs(None, 10).await.unwrap().remove(0);
    store.sighted(&[seen("verified", Some("verified"))], None).await.unwrap();
    store.written_back(owed, &debt).await.unwrap();
    let (_, newer) = store.write_backs(None, 10).await.unwrap().remove(0);
    assert_eq!(newer.value.status, StatusKey::from("verified"), "a newer debt is not paid with an older one");
    store.written_back(owed, &newer).await.unwrap();
    assert!(store.write_backs(None, 10).await.unwrap().is_empty());
    let row = store.sale(owed).await.unwrap().unwrap().value;
    assert_eq!((row.own_status.as_str(), store.counts().status_updates), ("verified", 2));
}

#[tokio::test]
async fn an_older_status_is_never_written_over_a_newer_one() {
    let (_, store) = open().await;
    store.accept(&[arrival(1, Judgement::AT_ONCE)], None).await.unwrap();
    let intent = begin(&store, 1).await.unwrap();
    end(&store, &intent, Outcome::Accepted(SaleId(70))).await.unwrap();
    let owed = async || {
        let rows = store.write_backs(None, 10).await.unwrap();
        rows.into_iter().map(|(_, debt)| debt.value.status.to_string()).collect::<Vec<_>>()
    };
    store.sighted(&[seen("theirs", Some("ours"))], None).await.unwrap();
    // B goes back to what A has: what was on its way to A must not be the last word.
    let (sale, on_its_way) = store.write_backs(None, 10).await.unwrap().remove(0);
    store.sighted(&[seen("new", Some("new"))], None).await.unwrap();
    store.written_back(sale, &on_its_way).await.unwrap();
    assert_eq!(owed().await, ["new"]);
    store.sighted(&[seen("odd", None)], None).await.unwrap();
    assert_eq!(owed().await, [""; 0], "what nothing maps has no older word written either");
}

/// One random step on one of a few sales.
#[derive(Clone, Debug)]
enum Step {
    Arrive(Judgement),
    Attempt(Outcome),
    Verb(Verb),
}

fn step() -> impl Strategy<Value = (u64, Step)> {
    let failure = |cause| Failure::found(cause, Element::Partner);
    let judgement = prop_oneof![
        Just(Judgement::AT_ONCE),
        Just(Judgement::ByHand),
        Just(Judgement::Waits(WaitingReason::ProcessingOff))
    ];
    let outcome = prop_oneof![
        (1u64..6).prop_map(|id| Outcome::Accepted(SaleId(id))),
        Just(Outcome::Rejected(failure(Cause::MissingAnswer))),
        Just(Outcome::Rejected(failure(Cause::InvalidOption))),
        Just(Outcome::Unknown(failure(Cause::TimedOut))),
        Just(Outcome::Returned(failure(Cause::Unauthorised))),
    ];
    let verb = prop_oneof![
        Just(Verb::Retry),
        Just(Verb::Skip),
        Just(Verb::Hold),
        Just(Verb::Release),
        Just(Verb::Send { grace: std::time::Duration::ZERO })
    ];
    let step = prop_oneof![
        judgement.prop_map(Step::Arrive),
        outcome.prop_map(Step::Attempt),
        verb.prop_map(Step::Verb)
    ];
    (1u64..9, step)
}

async fn take(store: &Store, id: u64, step: Step) {
    match step {
        Step::Arrive(judgement) => {
            store.accept(&[arrival(id, judgement)], None).await.unwrap();
        }
        Step::Attempt(outcome) => {
            if store.sale(SaleId(id)).await.unwrap().is_none() {
                return;
            }
            if let Ok(intent) = begin(store, id).await {
                end(store, &intent, outcome).await.unwrap();
            }
        }
        Step::Verb(verb) => {
            let _ = store.change(SaleId(id), None, Event::Operator(verb), &policy(), "anna", None).await;
        }
    }
}

/// What lists and counts must say, by reading every record.
async fn check(store: &Store) {
    let mut by_state: BTreeMap<State, Vec<SaleId>> = BTreeMap::new();
    let mut by_group = BTreeMap::new();
    for id in 1..9 {
        let Some(found) = store.sale(SaleId(id)).await.unwrap() else { continue };
        let row = found.value.row(SaleId(id), found.version);
        by_state.entry(row.state).or_default().push(row.id);
        if let Some(group) = row.group {
            *by_group.entry(group).or_insert(0) += 1;
        }
    }
    let counted: BTreeMap<State, u64> = by_state.iter().map(|(s, ids)| (*s, ids.len() as u64)).collect();
    assert_eq!(store.counts().by_state, counted);
    for state in State::ALL {
        let query = SalesQuery { states: vec![state], ..SalesQuery::default() };
        let mut listed: Vec<_> = store.page(&query).await.unwrap().rows.into_iter().map(|r| r.id).collect();
        listed.sort();
        assert_eq!(listed, by_state.get(&state).cloned().unwrap_or_default(), "{state:?}");
    }
    let groups: BTreeMap<_, _> = store.groups().into_iter().map(|group| (group.key, group.count)).collect();
    assert_eq!(groups, by_group);
    for (group, count) in by_group {
        let page = store.page(&SalesQuery { group: Some(group), ..SalesQuery::default() }).await.unwrap();
        assert_eq!((page.rows.len() as u64, page.total), (count, Some(count)));
    }
    // Small pages add up to the whole, last changed first, without a row twice.
    let mut query = SalesQuery { limit: 2, ..SalesQuery::default() };
    let mut rows = Vec::new();
    loop {
        let page = store.page(&query).await.unwrap();
        rows.extend(page.rows);
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(rows.len() as u64, counted.values().sum::<u64>());
    assert!(rows.windows(2).all(|w| (w[0].updated_at, w[0].id) > (w[1].updated_at, w[1].id)));
}

#[test]
fn lists_counts_and_groups_agree_with_the_records_whatever_happens() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    TestRunner::default()
        .run(&proptest::collection::vec(step(), 1..60), |steps| {
            runtime.block_on(async {
                let (kv, store) = open().await;
                for (id, step) in steps {
                    take(&store, id, step).await;
                }
                check(&store).await;
                // And after a restart: what is counted is what was durable.
                let again = Store::open(kv, store.0.keyring.clone(), Clock::system()).await.unwrap();
                check(&again).await;
                assert_eq!(again.counts(), store.counts());
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn a_search_finds_by_word_and_says_where_it_stopped() {
    let (_, store) = open().await;
    let page: Vec<_> = (1..=30).map(|id| arrival(id, Judgement::ByHand)).collect();
    store.accept(&page, None).await.unwrap();
    let query = SalesQuery { words: vec!["stroom".into(), "17".into()], ..SalesQuery::default() };
    let found = store.page(&query).await.unwrap();
    assert_eq!(found.rows.len(), 1);
    assert_eq!((found.rows[0].id, found.total), (SaleId(17), None));
}

#[tokio::test]
async fn who_reads_all_oldest_first_misses_none_that_changes_meanwhile() {
    let (_, store) = open().await;
    let all: Vec<_> = (1..=30).map(|id| arrival(id, Judgement::ByHand)).collect();
    store.accept(&all, None).await.unwrap();
    let mut query = SalesQuery { oldest_first: true, limit: 7, ..SalesQuery::default() };
    let (mut read, mut changed) = (Vec::new(), Vec::new());
    loop {
        let page = store.page(&query).await.unwrap();
        read.extend(page.rows.into_iter().map(|row| row.id.0));
        // Of the unread one changes where it is, and one goes to another state.
        let unread: Vec<u64> = (1..=30).filter(|id| !read.contains(id) && !changed.contains(id)).collect();
        if let [first, .., last] = unread[..] {
            changed.extend([first, last]);
            for (sale, verb) in [(first, Verb::Hold), (last, Verb::Skip)] {
                let event = Event::Operator(verb);
                store.change(SaleId(sale), None, event, &policy(), "anna", None).await.unwrap();
            }
        }
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    read.sort_unstable();
    assert_eq!(read, (1..=30).collect::<Vec<_>>());
}

/// Rows as the first version wrote them: they must read for ever.
#[test]
fn rows_of_the_first_version_still_read() {
    let golden = include_str!("golden_v1.json");
    let golden: BTreeMap<String, serde_json::Value> = serde_json::from_str(golden).unwrap();
    fn reads<T: serde::de::DeserializeOwned>(golden: &BTreeMap<String, serde_json::Value>, row: &str) -> T {
        serde_json::from_value(golden[row].clone()).unwrap_or_else(|error| panic!("{row}: {error}"))
    }
    let sale: SaleRecord = reads(&golden, "sale");
    assert_eq!(sale.delivery.state, State::Fallout);
    assert!(sale.group().is_some());
    reads::<rows::Identity>(&golden, "identity");
    reads::<OwnRow>(&golden, "own");
    reads::<rows::TokenRow>(&golden, "token");
    reads::<IntegrationRow>(&golden, "integration");
    reads::<LinkRow>(&golden, "link");
    reads::<rows::CatalogueRow>(&golden, "catalogue");
    reads::<rows::MappingRow>(&golden, "mapping");
    reads::<rows::Stored<Sale>>(&golden, "body");
    reads::<rows::AttemptRecord>(&golden, "attempt");
    reads::<rows::TimelineRow>(&golden, "timeline");
    reads::<ActiveRow>(&golden, "active");
    reads::<WriteBack>(&golden, "write_back");
    reads::<rows::GroupRecord>(&golden, "group");
    reads::<rows::ActivityRecord>(&golden, "activity");
    reads::<rows::CursorRow>(&golden, "cursor");
    reads::<tally::ShardRow>(&golden, "tally");
}
