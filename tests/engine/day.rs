//! A simulated day under tokio's paused clock: the whole engine, both environments, and no network. Two
//! thousand sales in foul weather must end as one sale each at the partner; and in fair weather every sale
//! costs one request, and the limit is never passed.
//!
//! `KOPPEL_SOAK` multiplies the number of days, each by its own seed. Without it a day beside a partner that does
//! not deduplicate has half as many sales: every sale in doubt is looked for there, which takes most of the time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chrono::DateTime;
use fastrand::Rng;
use koppel::clock::{Clock, Instant};
use koppel::credential::Keyring;
use koppel::demo::desk::{Desk, Kind as Sold, Offer, Standing};
use koppel::demo::judge::{Listed, Queued, Verdict, judge};
use koppel::engine::{Engine, EngineSettings};
use koppel::environment::{self, Environment, Options, Sample};
use koppel::kv::memory;
use koppel::model::act::{SalesQuery, SettingChange};
use koppel::model::administration::catalogue::Kind;
use koppel::model::delivery::{Doubt, Outcome, State, Tier};
use koppel::model::ids::{SaleId, StatusKey};
use koppel::model::integration::EnvironmentAddress;
use koppel::model::mapping::{Mapping, QuestionRow, REFERENCE};
use koppel::model::queue::SaleRow;
use koppel::salesdock::client::sales::SalesFilter;
use koppel::salesdock::client::{Client, Scope};
use koppel::salesdock::request::in_process::InProcess;
use koppel::salesdock::request::transport::{Handling, Transport};
use koppel::store::Store;
use secrecy::{ExposeSecret, SecretString};

use crate::stage::{MAPPING, name};
use crate::weather::{A, B, Met, REVOKED, Way};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Sales of a whole day.
const SALES: u64 = 2_000;
/// Days of each tier in one run of all tests; `KOPPEL_SOAK` multiplies.
const DAYS: u64 = 1;
/// Days side by side.
const AT_ONCE: u64 = 2;

/// The question by whose answer a partner is told our reference.
pub const REFERENCE_QUESTION: &str = r#"{"identifier": "referentie", "name": "Referentie", "input_type": "text", "visible": "1", "required": "0"}"#;

/// One environment and its owner, who meets no weather.
struct Side {
    environment: Environment,
    address: EnvironmentAddress,
    owner: Client,
    token: SecretString,
}

impl Side {
    async fn new(domain: &str, sample: Sample, base_url: &str, options: Options) -> Self {
        let clock = options.clock.clone();
        let (environment, token) = environment::in_memory(domain, Some(sample), options).await.unwrap();
        let address = EnvironmentAddress { base_url: base_url.to_owned(), domain: domain.to_owned() };
        let direct = Arc::new(InProcess::new(environment.router()));
        let owner = Client::new(&address, token.clone(), Scope::Account, direct, clock).unwrap().waiting();
        Self { environment, address, owner, token }
    }
}

struct Day {
    tier: Tier,
    a: Side,
    b: Side,
    way: Way,
    engine: Engine,
    token: SecretString,
    started: Instant,
}

impl Day {
    /// Both environments, linked as a user links them. The weather begins once they are.
    async fn begin(tier: Tier, seed: Option<u64>) -> Self {
        let clock = Clock::simulated(DateTime::from_timestamp(1_780_000_000, 0).unwrap());
        let options = Options { limit: None, clock: clock.clone(), ..Options::default() };
        let a = Side::new("winkel", Sample::Reseller, A, options.clone()).await;
        let deduplicates = tier == Tier::T0;
        let options = Options { limit: Some(120), deduplicates, ..options };
        let b = Side::new("stroom", Sample::Supplier, B, options).await;
        if tier == Tier::T2 {
            let asked = serde_json::from_str(REFERENCE_QUESTION).unwrap();
            b.owner.create_thing(Kind::Question, &asked).await.unwrap();
        }
        let fields = [("name".to_owned(), "Winkel".to_owned()), ("contractor".to_owned(), "no".to_owned())];
        let organisation = b.owner.create_organisation(&fields.into()).await.unwrap();
        b.owner.grant_products(organisation, None).await.unwrap();
        b.owner.grant_flows(organisation, None).await.unwrap();
        let agent = b.owner.create_agent(organisation, None).await.unwrap();
        let token = b.owner.create_token(agent, "koppel", true, &[], None).await.unwrap();

        let settings = EngineSettings {
            poll_own: Duration::from_secs(60),
            poll_partner: Duration::from_secs(60),
            sync_every: HOUR,
            // Every one of these reads the whole day at A.
            sweep_every: 6 * HOUR,
            ..EngineSettings::default()
        };
        let keyring = Keyring::ephemeral();
        let kv = memory::open();
        let plain = tier >= Tier::T2;
        let fair = Way::new(&a.environment, &b.environment, plain, None);
        let store = Store::open(kv.clone(), keyring.clone(), clock.clone()).await.unwrap();
        let engine = Engine::open_idle(store, clock.clone(), settings.clone(), Arc::new(fair)).await.unwrap();
        engine.set_own(a.address.clone(), &a.token, "anna").await.unwrap();
        assert_eq!(engine.test_own().await.unwrap().failure, None);
        engine.add_integration(&name(), b.address.clone(), &token, "anna").await.unwrap();
        assert_eq!(engine.test_integration(&name()).await.unwrap().failure, None);
        assert!(engine.import_products(&name(), None, "anna").await.unwrap().0 > 0);
        let mut mapping: Mapping = toml::from_str(MAPPING).unwrap();
        if tier == Tier::T2 {
            mapping.questions.push(QuestionRow {
                partner: "referentie".into(),
                own: None,
                constant: Some(REFERENCE.to_owned()),
                default: None,
                options: BTreeMap::new(),
                date: None,
            });
        }
        engine.import_mapping(&name(), &mapping, Some(0), "anna").await.unwrap();
        let changes = [
            SettingChange::SaleProcessing(true),
            SettingChange::Automatic(true),
            SettingChange::CheckUpdates(true),
        ];
        engine.set_integration(&name(), &changes, None, "anna").await.unwrap();
        assert_eq!(engine.integration(&name()).unwrap().tier, Some(tier));
        engine.stop().await;
        engine.abort().await;
        drop(engine);
        // Whatever linking has spent of the limit is forgotten.
        tokio::time::sleep(Duration::from_secs(120)).await;

        let way = Way::new(&a.environment, &b.environment, plain, seed);
        let store = Store::open(kv, keyring, clock.clone()).await.unwrap();
        let engine = Engine::start(store, clock, settings, Arc::new(way.clone())).await.unwrap();
        Self { tier, a, b, way, engine, token, started: Instant::now() }
    }

    async fn desk(&self, seed: u64) -> Desk {
        let rows = self.engine.products(&name()).await.unwrap();
        let flows = self.a.owner.flows().await.unwrap();
        let offer = |product: koppel::model::product::Product| {
            let flow = flows.iter().find(|flow| flow.key.flow_type == product.product_type).unwrap();
            let linked = rows.iter().any(|row| row.own_id == Some(product.id));
            Offer {
                product: product.id,
                flow: flow.key.clone(),
                customers: product.customers,
                standing: if linked { Standing::Sold } else { Standing::Unlinked },
            }
        };
        let products = self.a.owner.products().await.unwrap();
        // Others are sold beside a main product only.
        let main = |product: &koppel::model::product::Product| {
            product.active && matches!(product.product_type.as_str(), "energy" | "telecom")
        };
        Desk::new(seed, products.into_iter().filter(main).map(offer).collect())
    }

    /// Sells the desk's `number`th: its number at A, and what is the matter with it.
    async fn sell(&self, desk: &Desk, number: u64) -> (SaleId, Sold) {
        let order = desk.sale(number).unwrap();
        let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
        let made = self.a.owner.create_sale(&order.flow, body, true).await;
        let Outcome::Accepted(sale) = made.outcome else { panic!("A refuses {:?}", order.kind) };
        (sale, order.kind)
    }

    async fn queue(&self) -> Vec<SaleRow> {
        let mut query = SalesQuery { limit: 1_000, oldest_first: true, ..SalesQuery::default() };
        let mut rows = BTreeMap::new();
        loop {
            let page = self.engine.sales(&query).await.unwrap();
            rows.extend(page.rows.into_iter().map(|row| (row.id, row)));
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => return rows.into_values().collect(),
            }
        }
    }

    /// Waits until nothing would change by itself.
    async fn settle(&self) {
        let since = Instant::now();
        while (self.queue().await.len() as u64) < sales(self.tier) || !self.engine.is_settled() {
            assert!(since.elapsed() < 2 * DAY, "not settled: {:#?}", self.engine.counts());
            tokio::time::sleep(Duration::from_secs(5 * 60)).await;
        }
    }

    /// Requests that B refused because the limit was reached, by its own count.
    async fn throttled(&self) -> u64 {
        let request = hyper::Request::get(format!("{B}/api/stroom/v1/koppel/counters"))
            .header("Authorization", format!("Bearer {}", self.b.token.expose_secret()))
            .body(Bytes::new())
            .unwrap();
        let handling = Handling { cap: 1 << 20, reuse: true };
        let answer = InProcess::new(self.b.environment.router()).send(request, handling).await.unwrap();
        let answer: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
        answer["data"]["refused"]["throttled"].as_u64().unwrap_or(0)
    }

    /// All that a foul day has must have happened, and as often as it should.
    fn is_foul(&self, ended: &Ended, seed: u64) {
        for what in Met::ALL {
            let least = match what {
                // Five in a hundred are meant.
                Met::TimedOut | Met::ServerError => ended.attempts * 3 / 100,
                // A third of those.
                Met::LateExecution => ended.attempts / 100,
                Met::Throttled => 20,
                Met::Outage | Met::Revoked | Met::ListingLag => 3,
                // Where the partner deduplicates, few listings are read, and fewer have a second page.
                Met::PagesShifted => u64::from(self.tier != Tier::T0),
            };
            let met = ended.met.get(&what).copied().unwrap_or(0);
            assert!(met >= least, "seed {seed}: {what:?} {met} times, at least {least} wanted: {ended:?}");
        }
    }

    async fn verdict(&self, queue: &[SaleRow]) -> (Verdict, usize) {
        let listed = async |client: &Client| -> Vec<Listed> {
            let scan = client.sales(&SalesFilter::default()).await.unwrap();
            assert!(scan.complete);
            let row = |sale: koppel::model::sale::Sale| Listed {
                id: sale.id,
                email: sale.customer.email.unwrap_or_default(),
                external_reference: sale.external_reference,
            };
            scan.rows.into_iter().map(row).collect()
        };
        let (own, partner) = (listed(&self.a.owner).await, listed(&self.b.owner).await);
        assert_eq!(own.len() as u64, sales(self.tier));
        if self.tier == Tier::T2 {
            let scan = self.b.owner.sales(&SalesFilter::default()).await.unwrap();
            let told = |sale: &koppel::model::sale::Sale| sale.answers.contains_key(&"referentie".into());
            assert!(scan.rows.iter().all(told), "the reference travels with every sale");
        }
        let queued =
            |row: &SaleRow| Queued { own: row.own_sale_id, state: row.state, partner: row.partner_sale_id };
        (judge(&own, &partner, &queue.iter().map(queued).collect::<Vec<_>>()), partner.len())
    }
}

/// What a day came to.
#[derive(Debug, Default)]
struct Ended {
    placed: usize,
    fallout: usize,
    waiting: usize,
    with_a_person: usize,
    at_partner: usize,
    attempts: u64,
    met: BTreeMap<Met, u64>,
}

async fn in_foul_weather(tier: Tier, seed: u64) -> Ended {
    let day = Day::begin(tier, Some(seed)).await;
    let desk = day.desk(seed).await;
    let mut rng = Rng::with_seed(seed);
    let mut moments: Vec<Duration> = (0..sales(tier)).map(|_| DAY.mul_f64(rng.f64())).collect();
    moments.sort();
    let selling = async {
        let mut sold = BTreeMap::new();
        for (number, at) in moments.iter().enumerate() {
            tokio::time::sleep_until(day.started + *at).await;
            sold.extend([day.sell(&desk, number as u64).await]);
        }
        sold
    };
    let back_office = async {
        for round in 1..24_u32 {
            tokio::time::sleep_until(day.started + HOUR * round).await;
            let status = StatusKey::from(["in_behandeling", "accepted_by_supplier"][round as usize % 2]);
            let made = day.way.made();
            for sale in made.iter().rev().take(30) {
                day.b.owner.update_status(SaleId(*sale), &status, None).await.unwrap();
            }
        }
    };
    // Whoever runs A pastes the same token again when it is good again.
    let operator = async {
        let good_again = HOUR * u32::try_from(REVOKED.end).unwrap() + Duration::from_secs(60);
        tokio::time::sleep_until(day.started + good_again).await;
        // The answers of that hour may be read later: work takes real time, which a simulated clock runs ahead of.
        let paused = || day.engine.integration(&name()).unwrap().paused.is_some();
        while !paused() && day.started.elapsed() < DAY {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        assert!(paused(), "seed {seed}: a revoked token pauses");
        day.engine.set_token(&name(), &day.token, "anna").await.unwrap();
    };
    let (sold, (), ()) = tokio::join!(selling, back_office, operator);
    day.settle().await;
    let queue = day.queue().await;
    let (verdict, at_partner) = day.verdict(&queue).await;
    assert_eq!(verdict, Verdict::default(), "seed {seed}");
    let mut ended =
        Ended { at_partner, attempts: day.way.creations(), met: day.way.met(), ..Ended::default() };
    for row in &queue {
        // Each ends as what the desk sold must end, or a person decides; nothing is left over.
        let class = match (row.state, sold[&row.own_sale_id]) {
            (State::Sent | State::Done, Sold::Good) => &mut ended.placed,
            (State::Fallout, Sold::MistypedEan | Sold::MistypedIban) => &mut ended.fallout,
            (State::Waiting, Sold::Unlinked) => &mut ended.waiting,
            (State::Uncertain, _) if row.doubt == Some(Doubt::Operator) => &mut ended.with_a_person,
            (state, kind) => panic!("seed {seed}: {kind:?} is {state:?}: {row:?}"),
        };
        *class += 1;
    }
    let Ended { placed, fallout, waiting, with_a_person, .. } = ended;
    assert_eq!((placed + fallout + waiting + with_a_person) as u64, sales(tier), "seed {seed}: {ended:?}");
    assert!((placed..=placed + with_a_person).contains(&at_partner), "seed {seed}: {ended:?}");
    assert!(fallout > 0 && waiting > 0, "seed {seed}: {ended:?}");
    day.is_foul(&ended, seed);
    day.engine.stop().await;
    ended
}

#[test]
fn a_day_in_foul_weather_doubles_and_loses_nothing() {
    lived(Tier::T0);
}

#[test]
fn a_day_beside_a_partner_that_only_shows_our_reference_doubles_and_loses_nothing() {
    lived(Tier::T1);
}

#[test]
fn a_day_beside_a_partner_that_is_told_our_reference_by_an_answer_doubles_and_loses_nothing() {
    lived(Tier::T2);
}

#[test]
fn a_day_beside_a_partner_that_shows_no_reference_doubles_and_loses_nothing() {
    lived(Tier::T3);
}

fn soak() -> u64 {
    std::env::var("KOPPEL_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Sales of a day.
fn sales(tier: Tier) -> u64 {
    if tier == Tier::T0 || soak() > 1 { SALES } else { SALES / 2 }
}

/// Lives through days: no sale doubled, none lost, and hardly any handed to a person.
fn lived(tier: Tier) {
    let seeds: Vec<u64> = (1..=DAYS * soak()).collect();
    let most = AtomicUsize::new(0);
    for some in seeds.chunks(AT_ONCE as usize) {
        std::thread::scope(|scope| {
            for seed in some {
                scope.spawn(|| most.fetch_max(told(tier, *seed), Ordering::Relaxed));
            }
        });
    }
    let most = most.into_inner();
    let sales = sales(tier);
    assert!(most as u64 * 100 <= sales, "{most} of {sales} handed to a person in the worst day");
}

/// Lives through the day of `seed` and says how it was; how many sales it handed to a person.
fn told(tier: Tier, seed: u64) -> usize {
    let since = Instant::now();
    // A runtime of its own, so that the next day begins with nothing of this one.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let ended = runtime.block_on(in_foul_weather(tier, seed));
    println!(
        "{tier:?}, day {seed}: {} sales, {} at the partner after {} attempts, 0 doubled, 0 lost, 0 denied, {} fell \
         out, {} wait, {} handed to a person ({:.1} %), in {:.1?}; met {:?}",
        sales(tier),
        ended.at_partner,
        ended.attempts,
        ended.fallout,
        ended.waiting,
        ended.with_a_person,
        100.0 * ended.with_a_person as f64 / sales(tier) as f64,
        since.elapsed(),
        ended.met
    );
    ended.with_a_person
}

#[tokio::test(start_paused = true)]
async fn in_fair_weather_a_sale_costs_one_request_and_the_limit_is_never_passed() {
    let day = Day::begin(Tier::T0, None).await;
    let desk = day.desk(1).await;
    // All at once: the queue is then held by the limit alone.
    for number in 0..SALES {
        day.sell(&desk, number).await;
    }
    let since = Instant::now();
    day.settle().await;
    let queue = day.queue().await;
    let (verdict, placed) = day.verdict(&queue).await;
    assert_eq!(verdict, Verdict::default());
    let sent = queue.iter().filter(|row| row.state.is_placed()).count();
    let fallout = queue.iter().filter(|row| row.state == State::Fallout && row.attempts > 0).count();
    let most = day.way.most_in_a_minute();
    let throttled = day.throttled().await;
    println!(
        "{sent} placed and {fallout} refused by {} requests to place one; at most {most} requests in 60 s of 120; \
         {throttled} throttled; {:.0?} of simulated time",
        day.way.creations(),
        since.elapsed()
    );
    assert_eq!(sent, placed);
    assert_eq!(day.way.creations() as usize, sent + fallout, "one request for each");
    assert!(most <= 120, "{most} in one minute");
    assert_eq!(throttled, 0);
    day.engine.stop().await;
}
