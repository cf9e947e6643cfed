//! The connections there are, by address: caps, and who gives way when there is no room for another. A full
//! house never refuses an address that holds little because of one that holds much.
//!
//! Not here: what happens on a connection (`stream`, `serve`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::limit::network;
use super::stream::Phase;

/// Connections in all.
const CONNECTIONS: usize = 1_000;
/// Connections of one address; many agents may sit behind one.
const PER_ADDRESS: usize = 50;
/// Connections from this machine: services and measurements here have hundreds of requests in flight.
const PER_LOOPBACK: usize = 600;

/// Connections by address, each the oldest first.
#[derive(Clone, Default)]
pub struct Connections(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    by_address: HashMap<IpAddr, Vec<Arc<Connection>>>,
    total: usize,
}

struct Connection {
    phase: Arc<Phase>,
    cut: Notify,
}

/// One connection's place; given back when dropped.
pub struct Place {
    connections: Connections,
    address: IpAddr,
    connection: Arc<Connection>,
}

impl Place {
    /// What the connection is doing.
    pub fn phase(&self) -> Arc<Phase> {
        self.connection.phase.clone()
    }

    /// Returns when the connection must give way to another.
    pub async fn given_up(&self) {
        self.connection.cut.notified().await;
    }
}

impl Connections {
    /// A place for a connection of `address`; `None` when it has its share. In a full house the address
    /// with the most connections on which nothing is being carried out gives up its oldest of those.
    pub fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let most = if address.is_loopback() { PER_LOOPBACK } else { PER_ADDRESS };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.by_address.get(&address).is_some_and(|own| own.len() >= most) {
            return None;
        }
        if held.total >= CONNECTIONS {
            held.make_room()?;
        }
        let connection = Arc::new(Connection { phase: Arc::default(), cut: Notify::new() });
        held.by_address.entry(address).or_default().push(connection.clone());
        held.total += 1;
        Some(Place { connections: self.clone(), address, connection })
    }
}

impl Held {
    /// Makes one connection give way; `None` when something is being carried out on every one.
    fn make_room(&mut self) -> Option<()> {
        let idle = |own: &Vec<Arc<Connection>>| own.iter().filter(|held| !held.phase.executes()).count();
        let (address, own) = self.by_address.iter().max_by_key(|(_, own)| idle(own))?;
        let oldest = own.iter().find(|held| !held.phase.executes())?.clone();
        let address = *address;
        oldest.cut.notify_one();
        self.remove(address, &oldest);
        Some(())
    }

    fn remove(&mut self, address: IpAddr, connection: &Arc<Connection>) {
        let Some(own) = self.by_address.get_mut(&address) else { return };
        let before = own.len();
        own.retain(|held| !Arc::ptr_eq(held, connection));
        self.total -= before - own.len();
        if own.is_empty() {
            self.by_address.remove(&address);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.connections.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(self.address, &self.connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far(third: u8, last: u8) -> IpAddr {
        IpAddr::from([203, 0, third, last])
    }

    #[tokio::test]
    async fn an_address_has_its_share_and_a_place_given_back_can_be_taken_again() {
        let connections = Connections::default();
        let mut places: Vec<_> = (0..PER_ADDRESS).map(|_| connections.enter(far(0, 1)).unwrap()).collect();
        assert!(connections.enter(far(0, 1)).is_none());
        assert!(connections.enter(far(0, 2)).is_some());
        places.pop();
        assert!(connections.enter(far(0, 1)).is_some());
    }

    #[tokio::test]
    async fn in_a_full_house_the_oldest_idle_one_of_whoever_has_the_most_gives_way() {
        let connections = Connections::default();
        let greedy: Vec<_> = (0..50).map(|_| connections.enter(far(0, 1)).unwrap()).collect();
        let others: Vec<_> = (0..19)
            .flat_map(|n| (0..50).map(move |_| n))
            .map(|n| {
                let place = connections.enter(far(1, n)).unwrap();
                place.phase().set(Phase::EXECUTING);
                place
            })
            .collect();
        assert_eq!(greedy.len() + others.len(), CONNECTIONS);
        greedy[0].phase().set(Phase::EXECUTING);
        assert!(connections.enter(far(2, 1)).is_some());
        tokio::time::timeout(std::time::Duration::from_secs(1), greedy[1].given_up()).await.unwrap();
        for place in &greedy {
            place.phase().set(Phase::EXECUTING);
        }
        // Where something is carried out on every other one, newcomers take each other's place.
        let last: Vec<_> = (0..3).map(|_| connections.enter(far(3, 1)).unwrap()).collect();
        assert_eq!(connections.0.lock().unwrap().total, CONNECTIONS);
        last[2].phase().set(Phase::EXECUTING);
        assert!(connections.enter(far(4, 1)).is_none(), "nobody gives way");
        drop((greedy, others, last));
        assert_eq!(connections.0.lock().unwrap().total, 0);
    }
}
