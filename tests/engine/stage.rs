//! Two environments on loopback, linked as a user links them, and an engine for the reseller.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use koppel::clock::Clock;
use koppel::credential::Keyring;
use koppel::demo::desk::{Desk, Kind, Offer, Order, Standing};
use koppel::demo::judge::{Listed, Queued, Verdict, judge};
use koppel::engine::{Engine, EngineSettings};
use koppel::environment::{self, Environment, Faults, Options, Sample};
use koppel::kv::{Kv, memory};
use koppel::model::act::{SalesQuery, SettingChange};
use koppel::model::delivery::{Outcome, State};
use koppel::model::ids::{IntegrationName, SaleId};
use koppel::model::integration::EnvironmentAddress;
use koppel::model::mapping::Mapping;
use koppel::model::queue::SaleRow;
use koppel::salesdock::client::sales::SalesFilter;
use koppel::salesdock::client::{Client, Scope};
use koppel::salesdock::request::network::{Network, NetworkSettings};
use koppel::salesdock::request::transport::Transport;
use koppel::store::Store;
use secrecy::SecretString;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

pub const MAPPING: &str = include_str!("../../assets/maps/demo.toml");

/// One environment, served.
pub struct Side {
    pub address: EnvironmentAddress,
    pub owner: Client,
    pub token: SecretString,
    environment: Environment,
    shutdown: Option<oneshot::Sender<()>>,
}

impl Side {
    pub async fn serve(environment: Environment, token: SecretString, port: u16) -> Self {
        let listener = listen(port).await;
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let (shutdown, ends) = oneshot::channel();
        tokio::spawn(environment::serve(environment.clone(), listener, async {
            ends.await.ok();
        }));
        let address = EnvironmentAddress { base_url, domain: environment.domain().to_owned() };
        let owner = Client::new(&address, token.clone(), Scope::Account, network(), Clock::system()).unwrap();
        Self { address, owner, token, environment, shutdown: Some(shutdown) }
    }

    /// Closes the port: nobody is heard there any more when this returns.
    pub async fn close(&mut self) {
        self.shutdown = None;
        let port = self.port();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            assert!(tokio::time::Instant::now() < deadline, "port {port} stays open");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn port(&self) -> u16 {
        self.address.base_url.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    /// Opens the same port again.
    pub async fn reopen(&mut self) {
        *self = Self::serve(self.environment.clone(), self.token.clone(), self.port()).await;
    }
}

/// Listens on a port that another one may just be leaving.
async fn listen(port: u16) -> TcpListener {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => return listener,
            Err(error) if tokio::time::Instant::now() > deadline => panic!("{error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Opens an environment that another one may just be closing.
async fn open(dir: &std::path::Path, options: &Options) -> Environment {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    loop {
        match environment::open(dir, options.clone()).await {
            Ok(environment) => return environment,
            Err(error) if tokio::time::Instant::now() > deadline => panic!("{error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

pub fn network() -> Arc<dyn Transport> {
    Arc::new(Network::new(NetworkSettings {
        connect_timeout: Duration::from_secs(1),
        total_timeout: Duration::from_millis(1500),
        ..NetworkSettings::default()
    }))
}

pub fn name() -> IntegrationName {
    IntegrationName::from("zonnewind")
}

/// A state that has not come by now does not come.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Stage {
    pub a: Side,
    pub b: Side,
    pub token: SecretString,
    pub kv: Kv,
    pub keyring: Keyring,
    pub engine: Engine,
    pub speed: f64,
    sold: u64,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Both environments, linked: products imported, mapping read, everything switched on.
    pub async fn linked(faults: &str, plain: bool) -> Self {
        Self::linked_over(memory::open(), faults, plain).await
    }

    /// The same, over a store of the caller's.
    pub async fn linked_over(kv: Kv, faults: &str, plain: bool) -> Self {
        let quiet = Options { limit: None, ..Options::default() };
        let faulty = Options { faults: faults.parse::<Faults>().unwrap(), plain, ..quiet.clone() };
        let (a, token) =
            environment::in_memory("winkel", Some(Sample::Reseller), quiet.clone()).await.unwrap();
        let a = Side::serve(a, token, 0).await;
        let folder = tempfile::tempdir().unwrap();
        // A plain environment has no endpoints to give access with: it is given before it becomes plain.
        let (mut b, dir) = if plain {
            let dir = folder.path().join("b");
            let made = environment::init(&dir, "stroom", Some(Sample::Supplier)).await.unwrap();
            (Side::serve(open(&dir, &quiet).await, made.owner_token, 0).await, Some(dir))
        } else {
            let (b, token) =
                environment::in_memory("stroom", Some(Sample::Supplier), faulty.clone()).await.unwrap();
            (Side::serve(b, token, 0).await, None)
        };
        let fields = [("name".to_owned(), "Winkel".to_owned()), ("contractor".to_owned(), "no".to_owned())];
        let organisation = b.owner.create_organisation(&fields.into()).await.unwrap();
        b.owner.grant_products(organisation, None).await.unwrap();
        b.owner.grant_flows(organisation, None).await.unwrap();
        let agent = b.owner.create_agent(organisation, None).await.unwrap();
        let token = b.owner.create_token(agent, "koppel", true, &[], None).await.unwrap();

        if let Some(dir) = dir {
            let owner_token = b.token.clone();
            drop(b);
            b = Side::serve(open(&dir, &faulty).await, owner_token, 0).await;
        }

        let keyring = Keyring::ephemeral();
        let speed = 300.0;
        let engine = engine(kv.clone(), keyring.clone(), speed).await;
        let mut stage = Self { a, b, token, kv, keyring, engine, speed, sold: 0, _folder: folder };
        stage.link().await;
        stage
    }

    async fn link(&mut self) {
        let engine = &self.engine;
        engine.set_own(self.a.address.clone(), &self.a.token, "anna").await.unwrap();
        assert_eq!(engine.test_own().await.unwrap().failure, None);
        engine.add_integration(&name(), self.b.address.clone(), &self.token, "anna").await.unwrap();
        assert_eq!(engine.test_integration(&name()).await.unwrap().failure, None);
        assert!(engine.import_products(&name(), None, "anna").await.unwrap().0 > 0);
        let mapping: Mapping = toml::from_str(MAPPING).unwrap();
        engine.import_mapping(&name(), &mapping, Some(0), "anna").await.unwrap();
        self.switch(true).await;
    }

    pub async fn switch(&self, automatic: bool) {
        let changes = [
            SettingChange::SaleProcessing(true),
            SettingChange::Automatic(automatic),
            SettingChange::CheckUpdates(true),
        ];
        self.engine.set_integration(&name(), &changes, None, "anna").await.unwrap();
    }

    /// What the desk would sell next, when all is well with it.
    pub async fn order(&mut self) -> Order {
        let desk = Desk::new(7, self.offers().await);
        loop {
            let order = desk.sale(self.sold).unwrap();
            self.sold += 1;
            if order.kind == Kind::Good {
                return order;
            }
        }
    }

    /// A's desk sells one with which all is well.
    pub async fn sell_good(&mut self) -> SaleId {
        let order = self.order().await;
        self.place(&order).await
    }

    /// A's desk sells a main product, with which all is well: nothing but koppel keeps it from the partner.
    pub async fn sell_sound(&mut self) -> SaleId {
        let mut offers = self.offers().await;
        offers.retain(|offer| matches!(offer.flow.flow_type.as_str(), "energy" | "telecom"));
        let desk = Desk::new(7, offers);
        let order = loop {
            let order = desk.sale(self.sold).unwrap();
            self.sold += 1;
            if order.kind == Kind::Good {
                break order;
            }
        };
        self.place(&order).await
    }

    async fn place(&self, order: &Order) -> SaleId {
        let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
        match self.a.owner.create_sale(&order.flow, body, true).await.outcome {
            Outcome::Accepted(sale) => sale,
            _ => panic!("A does not take it"),
        }
    }

    /// How many sales the partner lists.
    pub async fn placed(&self) -> usize {
        self.b.owner.sales(&SalesFilter::default()).await.unwrap().rows.len()
    }

    /// A's desk sells `count` more, a thirteenth of them bad.
    pub async fn sell(&mut self, count: u64) -> Vec<SaleId> {
        let desk = Desk::new(7, self.offers().await);
        let mut made = Vec::new();
        for number in self.sold..self.sold + count {
            let order = desk.sale(number).unwrap();
            let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
            match self.a.owner.create_sale(&order.flow, body, true).await.outcome {
                Outcome::Accepted(sale) => made.push(sale),
                Outcome::Rejected(failure) => panic!("A refuses {:?}: {failure:?}", order.kind),
                _ => panic!("A does not answer"),
            }
        }
        self.sold += count;
        made
    }

    /// What A's desk may sell.
    pub async fn offers(&self) -> Vec<Offer> {
        let rows = self.engine.products(&name()).await.unwrap();
        let own = self.a.owner.products().await.unwrap();
        let flows = self.a.owner.flows().await.unwrap();
        let mut offers = Vec::new();
        for product in own.iter().filter(|product| product.active) {
            let linked = rows.iter().any(|row| row.own_id == Some(product.id));
            let flow = flows.iter().find(|flow| flow.key.flow_type == product.product_type).unwrap();
            offers.push(Offer {
                product: product.id,
                flow: flow.key.clone(),
                customers: product.customers,
                standing: if linked { Standing::Sold } else { Standing::Unlinked },
            });
        }
        offers
    }

    /// Waits until nothing would change by itself.
    pub async fn settle(&self, known: usize) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.queue().await.len() < known || !self.engine.is_settled() {
            if tokio::time::Instant::now() > deadline {
                let integration = self.engine.integration(&name()).unwrap();
                panic!(
                    "not settled: {} of {known} known; {:#?}\n{:#?}\n{:#?}",
                    self.queue().await.len(),
                    self.engine.counts(),
                    integration.passes,
                    self.engine.own().unwrap().link,
                );
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn queue(&self) -> Vec<SaleRow> {
        let query = SalesQuery { limit: 1000, ..SalesQuery::default() };
        self.engine.sales(&query).await.unwrap().rows
    }

    /// By its number: a page, newest first, can miss a row that moves while it is read.
    pub async fn row(&self, sale: SaleId) -> Option<SaleRow> {
        self.engine.sale(sale).await.ok().map(|found| found.row)
    }

    pub async fn in_state(&self, state: State) -> Vec<SaleRow> {
        self.queue().await.into_iter().filter(|row| row.state == state).collect()
    }

    /// What both environments list, against the queue.
    pub async fn verdict(&self) -> Verdict {
        let everything = SalesFilter::default();
        let own = self.a.owner.sales(&everything).await.unwrap().rows;
        let partner = self.b.owner.sales(&everything).await.unwrap().rows;
        let listed = |sales: &[koppel::model::sale::Sale]| -> Vec<Listed> {
            let row = |sale: &koppel::model::sale::Sale| Listed {
                id: sale.id,
                email: sale.customer.email.clone().unwrap_or_default(),
                external_reference: sale.external_reference.clone(),
            };
            sales.iter().map(row).collect()
        };
        let queued =
            |row: &SaleRow| Queued { own: row.own_sale_id, state: row.state, partner: row.partner_sale_id };
        let queue: Vec<Queued> = self.queue().await.iter().map(queued).collect();
        judge(&listed(&own), &listed(&partner), &queue)
    }

    /// Drops the engine where it stands, as a crash would, and starts another over what is durable.
    pub async fn crash(&mut self) {
        self.restart(engine).await;
    }

    /// The same, with the engine that `open` starts.
    pub async fn restart<F: Future<Output = Engine>>(&mut self, open: impl FnOnce(Kv, Keyring, f64) -> F) {
        self.engine.abort().await;
        self.engine = open(self.kv.clone(), self.keyring.clone(), self.speed).await;
    }
}

pub async fn engine(kv: Kv, keyring: Keyring, speed: f64) -> Engine {
    engine_through(kv, keyring, speed, network()).await
}

pub async fn engine_through(kv: Kv, keyring: Keyring, speed: f64, transport: Arc<dyn Transport>) -> Engine {
    let settings = EngineSettings {
        poll_own: Duration::from_millis(50),
        poll_partner: Duration::from_millis(50),
        sync_every: Duration::from_secs(2),
        look_again: Duration::ZERO,
        ..EngineSettings::default()
    };
    start(kv, keyring, speed, settings, transport).await
}

pub async fn engine_with(kv: Kv, keyring: Keyring, speed: f64, settings: EngineSettings) -> Engine {
    start(kv, keyring, speed, settings, network()).await
}

async fn start(
    kv: Kv,
    keyring: Keyring,
    speed: f64,
    settings: EngineSettings,
    transport: Arc<dyn Transport>,
) -> Engine {
    let clock = Clock::with_speed(speed);
    let store = Store::open(kv, keyring, clock.clone()).await.unwrap();
    Engine::start(store, clock, settings, transport).await.unwrap()
}

/// Waits for a state, and fails by name when it does not come.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !holds().await {
        assert!(tokio::time::Instant::now() < deadline, "{what}: it did not come");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
