//! The stage: two environments on loopback, each with its owner's service, linked. Everything in one
//! process, and everything through the doors a user has.
//!
//! ```text
//! DIR/environments/reseller   environment A      DIR            the reseller's service
//! DIR/environments/supplier   environment B      DIR/supplier   the supplier's service
//! ```
//!
//! Not here: the linking itself (`link`), what is sold (`demo::play`).

mod folder;
pub(super) mod house;
pub(super) mod link;
mod notes;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use self::folder::Folder;
use self::house::House;
use super::error::DemoError;
use super::outcome::Options;
use crate::clock::Clock;
use crate::config::Config;
use crate::environment::{Faults, Sample};
use crate::model::ids::ProductId;
use crate::salesdock::request::network::{Network, NetworkSettings};
use crate::salesdock::request::transport::Transport;
use crate::service::host::Service;

/// The supplier's package that only its own people sell.
const OWN_PEOPLE_ONLY: &str = "zw-slim-wonen-compleet";
/// What the supplier stops selling once the reseller has imported it.
const WITHDRAWN: &str = "zw-groen-variabel";

/// Where the two environments lie, in the demo's folder.
pub(super) const ENVIRONMENTS: &str = "environments";

/// Two environments and their services.
pub(super) struct Stage {
    /// The reseller's environment.
    pub reseller: House,
    /// The supplier's environment.
    pub supplier: House,
    /// The reseller's service: the one worth watching.
    pub service: Service,
    suppliers_service: Service,
    /// Between two looks at the supplier's statuses.
    pub status_poll: Duration,
    folder: Folder,
}

impl Stage {
    /// Sets everything up, or goes on where an earlier demo in the same folder was.
    pub async fn set(options: &Options, clock: &Clock) -> Result<Self, DemoError> {
        let folder = Folder::new(options.dir.as_deref())?;
        // The supplier's people sit at another address than the reseller, or they would spend its limit.
        let local_address = house::second_loopback();
        let suppliers = NetworkSettings { local_address, ..NetworkSettings::default() };
        let suppliers: Arc<dyn Transport> = Arc::new(Network::new(suppliers));
        let resellers: Arc<dyn Transport> = Arc::new(Network::default());
        let open = |name, sample, domain, limit, faults, transport: &Arc<dyn Transport>| {
            let dir = folder.path.join(ENVIRONMENTS).join(name);
            House::open(dir, sample, domain, limit, faults, transport.clone(), clock.clone())
        };
        let faults = options.faults.clone().unwrap_or_default();
        let reseller =
            open("reseller", Sample::Reseller, "klaver", None, Faults::default(), &resellers).await?;
        let supplier =
            open("supplier", Sample::Supplier, "zonnewind", options.limit, faults, &suppliers).await?;
        let mut config = Config::default();
        if options.limit.is_none() {
            config = lively();
        }
        config.engine.status_poll = clock.scaled(config.engine.status_poll);
        config.engine.local_address = local_address;
        let suppliers_service = service(&folder.path.join("supplier"), &config, clock).await?;
        config.engine.local_address = None;
        let service = service(&folder.path, &config, clock).await?;
        let status_poll = config.engine.status_poll;
        let stage = Self { reseller, supplier, service, suppliers_service, status_poll, folder };
        stage.link().await?;
        Ok(stage)
    }

    /// The folder of the reseller's service.
    pub fn dir(&self) -> &Path {
        &self.folder.path
    }

    async fn link(&self) -> Result<(), DemoError> {
        let (reseller, supplier) = (self.service.client(), self.suppliers_service.client());
        link::set_own(&supplier, self.supplier.address(), self.supplier.owner_token()).await?;
        link::set_own(&reseller, self.reseller.address(), self.reseller.owner_token()).await?;
        if link::existing(&reseller).await?.is_none() {
            let token = link::give_access(&supplier, self.granted().await?).await?;
            link::add_integration(&reseller, self.supplier.address(), token).await?;
        }
        link::set_up(&reseller).await?;
        self.withdraw().await
    }

    /// The supplier's products that the reseller may sell: main ones on sale.
    async fn granted(&self) -> Result<Vec<ProductId>, DemoError> {
        let mut granted = Vec::new();
        for product in self.supplier.client.products().await? {
            if !product.active || product.identifier == OWN_PEOPLE_ONLY {
                continue;
            }
            let detail = self.supplier.client.product(product.id).await?.detail;
            if detail.is_some_and(|detail| detail.main) {
                granted.push(product.id);
            }
        }
        Ok(granted)
    }

    /// The supplier stops selling one product, and the reseller does not look again before it sells it.
    async fn withdraw(&self) -> Result<(), DemoError> {
        let products = self.supplier.client.products().await?;
        match products.into_iter().find(|product| product.identifier == WITHDRAWN && product.active) {
            Some(product) => {
                self.supplier.put(&["products", &product.id.to_string()], &json!({"active": 0})).await
            }
            None => Ok(()),
        }
    }

    /// Stops: first the services, so that no request is cut.
    pub async fn strike(self) {
        self.service.stop().await;
        self.suppliers_service.stop().await;
        self.reseller.close().await;
        self.supplier.close().await;
        drop(self.folder);
    }
}

/// The settings of both services: as they are, but quick to see what changed.
fn lively() -> Config {
    let mut config = Config::default();
    config.engine.intake_poll = Duration::from_secs(1);
    config.engine.status_poll = Duration::from_secs(2);
    config
}

async fn service(dir: &Path, config: &Config, clock: &Clock) -> Result<Service, DemoError> {
    Service::start(dir, config, clock.clone())
        .await
        .map_err(|source| DemoError::Start { source: Box::new(source) })
}
