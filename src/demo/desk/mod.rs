//! The sales desk: it sells what the reseller offers to plausible Dutch customers, by seed, so that two
//! runs sell the same. About one sale in twelve is bad in a way no mapping can prevent, and one in twenty
//! is of a product that has no partner.
//!
//! Not here: sending a sale to the reseller's environment (`demo::stage`), judging one (`environment`).

mod answers;
mod codes;
mod people;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::model::ids::{FlowKey, ProductId};
use crate::model::product::CustomerKinds;
use people::Customer;

/// One sale in so many is bad.
const BAD_EVERY: u64 = 12;
/// One sale in so many is of an own product without a partner.
const UNLINKED_EVERY: u64 = 20;

/// Something the desk may sell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The reseller's product.
    pub product: ProductId,
    /// The reseller's flow it is sold through.
    pub flow: FlowKey,
    /// Who may buy it.
    pub customers: CustomerKinds,
    /// How it stands with the partner.
    pub standing: Standing,
}

/// How a product stands with the partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Linked, and the partner sells it.
    Sold,
    /// Linked, but the partner stopped selling it.
    Withdrawn,
    /// Linked to nothing: its sales wait.
    Unlinked,
}

/// What is the matter with a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing.
    Good,
    /// A digit of the EAN code was mistyped.
    MistypedEan,
    /// A digit of the account number was mistyped.
    MistypedIban,
    /// The partner stopped selling the product.
    Withdrawn,
    /// The product has no partner.
    Unlinked,
}

/// A sale as the reseller's flow takes it. Its body is personal data, so no `Debug`.
#[derive(Clone, PartialEq)]
pub struct Order {
    /// What is the matter with it.
    pub kind: Kind,
    /// The flow it is posted to.
    pub flow: FlowKey,
    /// The body, by the API's field names.
    pub body: Value,
}

/// The desk.
pub struct Desk {
    seed: u64,
    offers: Vec<Offer>,
}

impl Desk {
    /// A desk that sells `offers`.
    pub fn new(seed: u64, offers: Vec<Offer>) -> Self {
        Self { seed, offers }
    }

    /// The `number`th sale: the same for the same seed and offers. `None` when there is nothing to sell.
    pub fn sale(&self, number: u64) -> Option<Order> {
        let mut rng = Rng::with_seed(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number);
        let wished = Kind::of(number);
        let (kind, offer) = match self.pick(&mut rng, wished) {
            Some(offer) => (wished, offer),
            None => (Kind::Good, self.pick(&mut rng, Kind::Good)?),
        };
        let business = match offer.customers {
            CustomerKinds::Consumer => false,
            CustomerKinds::Business => true,
            CustomerKinds::Both => rng.u8(..4) == 0,
        };
        let customer = Customer::new(&mut rng, number, business);
        Some(Order { kind, flow: offer.flow.clone(), body: body(&mut rng, kind, offer, &customer) })
    }

    fn pick(&self, rng: &mut Rng, kind: Kind) -> Option<&Offer> {
        let standing = match kind {
            Kind::Good | Kind::MistypedEan | Kind::MistypedIban => Standing::Sold,
            Kind::Withdrawn => Standing::Withdrawn,
            Kind::Unlinked => Standing::Unlinked,
        };
        let fits = |offer: &&Offer| {
            offer.standing == standing && (kind != Kind::MistypedEan || offer.flow.flow_type == "energy")
        };
        let fitting: Vec<&Offer> = self.offers.iter().filter(fits).collect();
        rng.choice(fitting)
    }
}

/// The number of the sale whose customer has this mail address; `None` when the desk did not sell it.
pub fn number_of(email: &str) -> Option<u64> {
    email.strip_suffix(people::MAIL_HOST)?.rsplit('.').next()?.parse().ok()
}

impl Kind {
    /// What is the matter with the `number`th sale. Fixed places, so that a short run has every kind.
    fn of(number: u64) -> Self {
        if number % BAD_EVERY == 5 {
            return match number / BAD_EVERY % 3 {
                0 => Self::MistypedEan,
                1 => Self::MistypedIban,
                _ => Self::Withdrawn,
            };
        }
        if number % UNLINKED_EVERY == 11 { Self::Unlinked } else { Self::Good }
    }
}

fn body(rng: &mut Rng, kind: Kind, offer: &Offer, customer: &Customer) -> Value {
    let offer_or_order = if rng.u8(..9) == 0 { "offer" } else { "order" };
    let mut body = json!({
        "transaction_type": offer_or_order,
        "product_id": offer.product.0,
        "sale_channel": rng.choice(["d2d", "retail", "telemarketing", "online"]),
    });
    customer.write(&mut body);
    let answers = answers::Answers::new(rng, kind, offer, customer);
    answers.write(&mut body);
    if offer.flow.flow_type == "energy" {
        answers::energy(rng, &answers, customer, &mut body);
    }
    body
}

#[cfg(test)]
mod tests;
