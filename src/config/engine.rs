//! `[engine]`: how often the workers look, how many sales are on their way at once, and how long an answer
//! may take. Not here: the waits that keep a sale from going twice; those are the protocol's, and fixed.

use std::net::IpAddr;
use std::time::Duration;

use super::key::{self, Key};

/// Settings of the workers.
#[derive(Clone, Debug, PartialEq)]
pub struct Engine {
    /// Between two looks for new and changed sales at A.
    pub intake_poll: Duration,
    /// Between two looks for changed statuses at B.
    pub status_poll: Duration,
    /// Between two looks for changed products at B.
    pub product_poll: Duration,
    /// Between two looks for changed flows, questions, agreements and statuses at B.
    pub contract_poll: Duration,
    /// Sales on their way at once to one partner.
    pub in_flight: usize,
    /// The same, to a partner that refuses a second sale under one reference.
    pub in_flight_deduplicated: usize,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long an answer may take, in all.
    pub request_timeout: Duration,
    /// The proxy for https requests; `None` for none, whatever the process's environment says.
    pub proxy: Option<String>,
    /// The address of this machine that requests leave from; `None` for whichever the system chooses.
    pub local_address: Option<IpAddr>,
    /// A name may lead to an address inside this network.
    pub private_addresses: bool,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            intake_poll: Duration::from_secs(5),
            status_poll: Duration::from_secs(15),
            // A change at the partner is carried over within a minute.
            product_poll: Duration::from_secs(60),
            contract_poll: Duration::from_secs(300),
            // A crash leaves at most so many sales in doubt, each of which waits out its settle time.
            in_flight: 4,
            // There a doubt costs one repeated request.
            in_flight_deduplicated: 64,
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(30),
            proxy: None,
            local_address: None,
            private_addresses: false,
        }
    }
}

macro_rules! milliseconds {
    ($name:literal, $field:ident, $low:literal, $high:literal, $meaning:literal) => {
        Key {
            name: $name,
            meaning: $meaning,
            set: |config, given| {
                config.engine.$field = given.milliseconds($low, $high)?;
                Ok(())
            },
            show: |config| key::milliseconds(config.engine.$field),
        }
    };
}

macro_rules! count {
    ($name:literal, $field:ident, $high:literal, $meaning:literal) => {
        Key {
            name: $name,
            meaning: $meaning,
            set: |config, given| {
                config.engine.$field = usize::try_from(given.whole(1, $high)?).unwrap_or(1);
                Ok(())
            },
            show: |config| config.engine.$field.to_string(),
        }
    };
}

pub(super) const KEYS: &[Key] = &[
    milliseconds!(
        "engine.intake_poll_ms",
        intake_poll,
        100,
        3_600_000,
        "Between two looks for new and changed sales at A, in milliseconds (100 .. 3600000)."
    ),
    milliseconds!(
        "engine.status_poll_ms",
        status_poll,
        100,
        3_600_000,
        "Between two looks for changed statuses at B, in milliseconds (100 .. 3600000)."
    ),
    milliseconds!(
        "engine.product_poll_ms",
        product_poll,
        100,
        86_400_000,
        "Between two looks for changed products at B, in milliseconds (100 .. 86400000)."
    ),
    milliseconds!(
        "engine.contract_poll_ms",
        contract_poll,
        100,
        86_400_000,
        "Between two looks for changed flows, questions, agreements and statuses at B, in milliseconds (100 .. 86400000)."
    ),
    count!("engine.in_flight", in_flight, 16, "Sales on their way at once to one partner (1 .. 16)."),
    count!(
        "engine.in_flight_deduplicated",
        in_flight_deduplicated,
        256,
        "The same, to a partner that refuses a second sale under one reference (1 .. 256)."
    ),
    milliseconds!(
        "engine.connect_timeout_ms",
        connect_timeout,
        100,
        60_000,
        "How long a connection may take to be made, in milliseconds (100 .. 60000)."
    ),
    // Below the 90 seconds for which a sale on its way is nobody else's.
    milliseconds!(
        "engine.request_timeout_ms",
        request_timeout,
        500,
        80_000,
        "How long an answer may take in all, in milliseconds (500 .. 80000)."
    ),
    Key {
        name: "engine.proxy",
        meaning: "Proxy for https requests, such as http://proxy.example:3128. Empty: none; *_PROXY variables are not read.",
        set: |config, given| {
            config.engine.proxy = given.proxy()?;
            Ok(())
        },
        show: |config| key::quoted(config.engine.proxy.as_deref().unwrap_or_default()),
    },
    Key {
        name: "engine.local_address",
        meaning: "Address of this machine that requests leave from, where partners admit only one of several. Empty: the system chooses.",
        set: |config, given| {
            config.engine.local_address = given.address()?;
            Ok(())
        },
        show: |config| {
            key::quoted(&config.engine.local_address.map(|address| address.to_string()).unwrap_or_default())
        },
    },
    Key {
        name: "engine.private_addresses",
        meaning: "Whether a partner's name may lead to an address inside this network. Off: only to public ones.",
        set: |config, given| {
            config.engine.private_addresses = given.flag()?;
            Ok(())
        },
        show: |config| config.engine.private_addresses.to_string(),
    },
];
