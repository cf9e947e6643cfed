//! The budget under a paused clock: how many requests go, and whose.

use super::*;

fn clock() -> Clock {
    Clock::simulated(chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap())
}

async fn ask(budget: &Budget, lane: Lane, count: usize) -> tokio::task::JoinHandle<()> {
    let budget = budget.clone();
    tokio::spawn(async move {
        for _ in 0..count {
            budget.admit("user", lane).await;
        }
    })
}

fn limited(limit: u32) -> Budget {
    let budget = Budget::new(clock(), MINUTE, None);
    budget.learn("user", Learned { limit: Some(limit), ..Learned::default() });
    budget
}

#[tokio::test(start_paused = true)]
async fn on_this_machine_nothing_waits_until_a_limit_is_learned() {
    let budget = Budget::new(clock(), MINUTE, None);
    ask(&budget, Lane::Catalogue, 10_000).await.await.unwrap();
    assert_eq!(budget.spent("user").get("catalogue"), Some(&10_000));
}

#[tokio::test(start_paused = true)]
async fn a_learned_limit_is_kept_with_a_tenth_to_spare() {
    let budget = limited(120);
    let asking = ask(&budget, Lane::Forward, 100_000).await;
    tokio::time::sleep(Duration::from_secs(120)).await;
    let spent = budget.spent("user")["forward"];
    assert!((100..=110).contains(&spent), "{spent} in a minute");
    asking.abort();
}

#[tokio::test(start_paused = true)]
async fn forwards_go_first_and_never_starve_the_others() {
    let budget = limited(600);
    let mut asking = Vec::new();
    for lane in Lane::ALL {
        for _ in 0..4 {
            asking.push(ask(&budget, lane, 100_000).await);
        }
    }
    tokio::time::sleep(Duration::from_secs(120)).await;
    let spent = budget.spent("user");
    let all: u32 = spent.values().sum();
    let share = |lane: Lane| f64::from(spent[lane.word()]) / f64::from(all);
    assert!(share(Lane::Forward) > 0.55, "{spent:?}");
    assert!(share(Lane::Check) > 0.12 && share(Lane::Status) > 0.06, "{spent:?}");
    assert!(share(Lane::Catalogue) > 0.01, "{spent:?}");
    asking.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(start_paused = true)]
async fn a_look_after_a_quiet_while_goes_ahead_of_a_backlog_and_only_one_does() {
    let budget = limited(60);
    let backlog = ask(&budget, Lane::Forward, 100_000).await;
    tokio::time::sleep(Duration::from_secs(120)).await;
    let waited = async |budget: &Budget| {
        let started = budget.clock.instant();
        budget.admit("user", Lane::Status).await;
        budget.clock.instant() - started
    };
    // Nine tenths of a second a request, and one in ten is this lane's.
    assert!(waited(&budget).await <= Duration::from_secs(2));
    let second = waited(&budget).await;
    assert!(second >= Duration::from_secs(8) && second <= Duration::from_secs(15), "{second:?}");
    backlog.abort();
}

#[tokio::test(start_paused = true)]
async fn a_throttled_answer_freezes_everything_of_the_address() {
    let budget = Budget::new(clock(), MINUTE, None);
    budget.learn("user", Learned { frozen_for: Some(Duration::from_secs(65)), ..Learned::default() });
    let started = budget.clock.instant();
    budget.admit("somebody else", Lane::Forward).await;
    let waited = budget.clock.instant() - started;
    assert!(waited >= Duration::from_secs(65) && waited < Duration::from_secs(66), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_waiting_blocks_nobody() {
    let budget = limited(60);
    ask(&budget, Lane::Forward, 5).await.await.unwrap();
    let gone = ask(&budget, Lane::Forward, 1).await;
    tokio::task::yield_now().await;
    gone.abort();
    budget.admit("user", Lane::Status).await;
    tokio::time::sleep(Duration::from_secs(70)).await;
    assert!(budget.spent("user").is_empty(), "a minute later nothing was spent in the last minute");
}

#[tokio::test(start_paused = true)]
async fn a_limit_is_assumed_until_one_is_said_and_lowered_when_a_throttled_answer_says_none() {
    let throttled = || Learned { frozen_for: Some(Duration::from_secs(65)), ..Learned::default() };
    let in_a_minute = async |budget: &Budget| {
        let asking = ask(budget, Lane::Forward, 100_000).await;
        tokio::time::sleep(Duration::from_secs(200)).await;
        asking.abort();
        budget.spent("user")["forward"]
    };
    let budget = Budget::new(clock(), MINUTE, Some(ASSUMED));
    assert_eq!(budget.limit("user"), Some(100));
    let spent = in_a_minute(&budget).await;
    assert!((85..=92).contains(&spent), "{spent} in a minute");
    // Answers to what was under way at the same time are one word.
    (0..4).for_each(|_| budget.learn("user", throttled()));
    assert_eq!(budget.limit("user"), Some(75));
    let spent = in_a_minute(&budget).await;
    assert!((63..=70).contains(&spent), "{spent} in a minute");
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(66)).await;
        budget.learn("user", throttled());
    }
    assert_eq!(budget.limit("user"), Some(10), "not to a standstill");
    // A quiet hour raises it; what the partner says ends all guessing.
    tokio::time::sleep(Duration::from_secs(3_700)).await;
    budget.admit("user", Lane::Forward).await;
    assert_eq!(budget.limit("user"), Some(13));
    budget.learn("user", Learned { limit: Some(120), ..Learned::default() });
    budget.learn("user", throttled());
    assert_eq!(budget.limit("user"), Some(120));
    let spent = in_a_minute(&budget).await;
    assert!((100..=113).contains(&spent), "{spent} in a minute");
    // Where none was assumed, throttling sets one.
    let budget = Budget::new(clock(), MINUTE, None);
    budget.learn("user", throttled());
    assert_eq!(budget.limit("user"), Some(100));
}
