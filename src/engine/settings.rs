//! How often the engine looks, and how much it does at once.

use std::time::Duration;

/// Settings of the engine.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineSettings {
    /// Between two looks at the own environment's sales.
    pub poll_own: Duration,
    /// Between two looks at a partner's statuses.
    pub poll_partner: Duration,
    /// Between two looks at the products.
    pub sync_every: Duration,
    /// From the look at which a product is first missing to the one that may put ours out of sale.
    pub look_again: Duration,
    /// Between two looks at flows, questions, agreements and statuses.
    pub contract_every: Duration,
    /// Between two looks at every open sale by number, as a net under the windows.
    pub sweep_every: Duration,
    /// The language environments are asked to speak: `nl` or `en`.
    pub language: &'static str,
    /// Sales under way at once at a partner that deduplicates.
    pub in_flight_deduplicated: usize,
    /// Sales under way at once at any other partner.
    pub in_flight: usize,
    /// From when a queue is old; `None` for never.
    pub queue_age: Option<Duration>,
    /// What attempts under way get when the engine stops; the transport's own time-out is shorter.
    pub drain: Duration,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            poll_own: Duration::from_secs(5),
            poll_partner: Duration::from_secs(5),
            sync_every: Duration::from_secs(60),
            look_again: Duration::from_secs(30),
            contract_every: Duration::from_secs(300),
            sweep_every: Duration::from_secs(15 * 60),
            language: "nl",
            in_flight_deduplicated: 64,
            in_flight: 4,
            queue_age: Some(Duration::from_secs(30 * 60)),
            drain: Duration::from_secs(35),
        }
    }
}
