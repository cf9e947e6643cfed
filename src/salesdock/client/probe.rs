//! The connection test: as whom, what is visible, how fast, under which limit, or precisely why not.
//!
//! Not here: saving anything (`engine`), the words an operator reads (`locale`).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::access::Me;
use super::{Client, LinkError};
use crate::model::delivery::Tier;
use crate::model::failure::Failure;
use crate::model::ids::FlowKey;
use crate::salesdock::request::Meter;
use crate::salesdock::request::rate::Seen;

/// What a connection test found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// Who the token is, where the environment tells.
    pub me: Me,
    /// Flows visible.
    pub flows: Option<u64>,
    /// The flows themselves.
    pub flow_keys: Vec<FlowKey>,
    /// Products visible.
    pub products: Option<u64>,
    /// Slowest answer.
    pub round_trip: Duration,
    /// Limit announced, requests a minute.
    pub limit_per_minute: Option<u32>,
    /// How sales can be matched; `None` when nobody could be asked.
    pub tier: Option<Tier>,
    /// Why it does not work; `None` when it does.
    pub failure: Option<Failure>,
}

/// Watches the answers of one test.
#[derive(Default)]
struct Watch {
    slowest: Mutex<(Duration, Option<u32>)>,
}

impl Meter for Watch {
    fn admit(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn learn(&self, seen: &Seen) {
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        slowest.0 = slowest.0.max(seen.round_trip);
        slowest.1 = seen.rate.limit.or(slowest.1);
    }
}

impl Client {
    /// Tests the connection: four small requests, none of which changes anything. Not metered by the
    /// client's own meter.
    pub async fn probe(&self) -> Probe {
        let watch = Arc::new(Watch::default());
        // A test says how it is now; it asks once and does not wait.
        let asked = self.clone().hasty().metered(watch.clone());
        let mut probe = Probe::default();
        if let Err(error) = asked.look(&mut probe).await {
            probe.failure = Some(error.failure);
        }
        let slowest = watch.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        (probe.round_trip, probe.limit_per_minute) = *slowest;
        probe
    }

    async fn look(&self, probe: &mut Probe) -> Result<(), LinkError> {
        // Flows first: every environment has them, and the answer tells a bad token from a bad account.
        let flows = self.flows().await?;
        probe.flows = Some(flows.len() as u64);
        probe.flow_keys = flows.into_iter().map(|flow| flow.key).collect();
        probe.products = Some(self.products().await?.len() as u64);
        probe.tier = Some(self.capabilities().await?.map_or(Tier::T3, |capabilities| capabilities.tier));
        probe.me = self.me().await?.unwrap_or_default();
        Ok(())
    }
}
