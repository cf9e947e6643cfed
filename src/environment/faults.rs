//! Faults on purpose: an environment that cuts, delays, fails and garbles, so that whoever speaks to it can
//! show that it survives. Which request is hit is decided by a seed, the route, and the count of requests
//! on that route: the same run meets the same faults.
//!
//! Spec: a list such as `cut-before=2%,cut-after=5%,error-before=3%,error-after=2%,delay=5%,throttle=1%,
//! malformed=1%,seed=7`. A kind hits the creation of sales unless a route is named: `status.delay=10%`.
//! *Before* and *after* mean before and after the environment has committed. `delay` alternates between
//! executing at once and answering late, and executing late; the length is `delay-ms` (default 35 000: past
//! a client's usual 30 s).
//!
//! Not here: how a fault is carried out (`dispatch`).

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use super::routes;

/// One way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The connection ends; nothing was executed.
    CutBefore,
    /// The connection ends; everything was executed.
    CutAfter,
    /// 503; nothing was executed.
    ErrorBefore,
    /// 503; everything was executed.
    ErrorAfter,
    /// The answer, or the execution and so the answer, comes late.
    Delay,
    /// 429; nothing was executed.
    Throttle,
    /// Executed; the answer is no JSON.
    Malformed,
}

impl Fault {
    const ALL: [Self; 7] = [
        Self::CutBefore,
        Self::CutAfter,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::Delay,
        Self::Throttle,
        Self::Malformed,
    ];

    /// Its word in a spec and in the counters.
    pub fn as_word(self) -> &'static str {
        match self {
            Self::CutBefore => "cut-before",
            Self::CutAfter => "cut-after",
            Self::ErrorBefore => "error-before",
            Self::ErrorAfter => "error-after",
            Self::Delay => "delay",
            Self::Throttle => "throttle",
            Self::Malformed => "malformed",
        }
    }
}

/// Which faults hit which routes, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    seed: u64,
    delay: Duration,
    /// By route: chances in millionths, which together are at most a million.
    chances: BTreeMap<&'static str, Vec<(Fault, u64)>>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { seed: 1, delay: Duration::from_millis(35_000), chances: BTreeMap::new() }
    }
}

/// A spec that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultsError {
    /// Not `name=value`.
    #[error("«{part}» is no fault: write name=percent, e.g. cut-after=5%")]
    Form {
        /// The part.
        part: String,
    },
    /// Not a kind of fault.
    #[error(
        "«{kind}» is no kind of fault: use cut-before, cut-after, error-before, error-after, delay, throttle, \
         malformed, seed or delay-ms"
    )]
    Kind {
        /// What was given.
        kind: String,
    },
    /// Not a route.
    #[error("«{route}» is no route; routes are {known}")]
    Route {
        /// What was given.
        route: String,
        /// All names.
        known: String,
    },
    /// Not a percentage or number.
    #[error("«{value}» is no share or number: write e.g. 5%")]
    Value {
        /// What was given.
        value: String,
    },
    /// More than every request would be hit.
    #[error("the faults of {route} come to more than 100%")]
    TooMany {
        /// The route.
        route: &'static str,
    },
}

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(spec: &str) -> Result<Self, FaultsError> {
        let mut faults = Self::default();
        for part in spec.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) =
                part.split_once('=').ok_or_else(|| FaultsError::Form { part: part.to_owned() })?;
            let bad = || FaultsError::Value { value: value.to_owned() };
            match name.trim() {
                "seed" => faults.seed = value.trim().parse().map_err(|_| bad())?,
                "delay-ms" => faults.delay = Duration::from_millis(value.trim().parse().map_err(|_| bad())?),
                name => {
                    let (route, kind) = name.split_once('.').unwrap_or((routes::CREATE_SALE, name));
                    let chance = millionths(value).ok_or_else(bad)?;
                    faults.chances.entry(known_route(route)?).or_default().push((known_kind(kind)?, chance));
                }
            }
        }
        for (route, chances) in &faults.chances {
            if chances.iter().map(|(_, chance)| chance).sum::<u64>() > MILLION {
                return Err(FaultsError::TooMany { route });
            }
        }
        Ok(faults)
    }
}

const MILLION: u64 = 1_000_000;

fn millionths(text: &str) -> Option<u64> {
    let percent: f64 = text.trim().trim_end_matches('%').trim().parse().ok()?;
    // The cast is exact enough: a share between 0 and 100 with four decimals.
    (0.0..=100.0).contains(&percent).then(|| (percent * 10_000.0).round() as u64)
}

fn known_kind(kind: &str) -> Result<Fault, FaultsError> {
    let found = Fault::ALL.into_iter().find(|fault| fault.as_word() == kind.trim());
    found.ok_or_else(|| FaultsError::Kind { kind: kind.to_owned() })
}

fn known_route(route: &str) -> Result<&'static str, FaultsError> {
    let names = routes::names();
    names
        .iter()
        .copied()
        .find(|name| *name == route.trim())
        .ok_or_else(|| FaultsError::Route { route: route.to_owned(), known: names.join(", ") })
}

impl Faults {
    /// How long a delay is.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// What hits request number `count` (from 0) on `route`.
    pub fn hit(&self, route: &str, count: u64) -> Option<Fault> {
        let chances = self.chances.get(route)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes()).update(&count.to_le_bytes()).update(route.as_bytes());
        let (bytes, _) = hasher.finalize().as_bytes().split_first_chunk::<8>().map(|(b, r)| (*b, r.len()))?;
        let mut drawn = u64::from_le_bytes(bytes) % MILLION;
        for (fault, chance) in chances {
            if drawn < *chance {
                return Some(*fault);
            }
            drawn -= chance;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_hits_the_creation_of_sales_unless_a_route_is_named() {
        let faults: Faults = "cut-after=50%,status.delay=10%,seed=7,delay-ms=5".parse().unwrap();
        let hits = |route: &str| (0..1_000).filter(|count| faults.hit(route, *count).is_some()).count();
        assert!((400..600).contains(&hits("create")), "{}", hits("create"));
        assert!((50..150).contains(&hits("status")), "{}", hits("status"));
        assert_eq!(hits("products"), 0);
        assert_eq!(faults.delay(), Duration::from_millis(5));
    }

    #[test]
    fn the_same_seed_hits_the_same_requests() {
        let run = |spec: &str| {
            let faults: Faults = spec.parse().unwrap();
            (0..200).map(|count| faults.hit("create", count)).collect::<Vec<_>>()
        };
        assert_eq!(run("cut-before=20%,seed=3"), run("cut-before=20%,seed=3"));
        assert_ne!(run("cut-before=20%,seed=3"), run("cut-before=20%,seed=4"));
    }

    #[test]
    fn a_bad_spec_is_refused_with_what_is_wrong() {
        assert!(matches!("cut".parse::<Faults>(), Err(FaultsError::Form { .. })));
        assert!(matches!("explode=1%".parse::<Faults>(), Err(FaultsError::Kind { .. })));
        assert!(matches!("nowhere.delay=1%".parse::<Faults>(), Err(FaultsError::Route { .. })));
        assert!(matches!("delay=many".parse::<Faults>(), Err(FaultsError::Value { .. })));
        assert!(matches!("delay=60%,throttle=60%".parse::<Faults>(), Err(FaultsError::TooMany { .. })));
    }
}
