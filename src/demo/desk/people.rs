//! Customers: names, addresses and companies that could exist and do not.
//!
//! Not here: what they answer (`answers`).

use fastrand::Rng;
use serde_json::{Value, json};

use super::codes;

const FEMALE: [&str; 14] = [
    "Anouk", "Esra", "Femke", "Hanneke", "Ilse", "Jolanda", "Khadija", "Lotte", "Marieke", "Noor", "Sanne",
    "Shanti", "Truus", "Wilma",
];
const MALE: [&str; 14] = [
    "Ahmed", "Bram", "Dirk", "Geert", "Hugo", "Jeroen", "Kees", "Luuk", "Mehmet", "Pieter", "Ravi", "Sjoerd",
    "Thijs", "Wouter",
];
const LASTNAMES: [&str; 24] = [
    "Aksoy",
    "van den Akker",
    "Bakker",
    "Boersma",
    "van der Broek",
    "Coenen",
    "Dijkstra",
    "El Amrani",
    "Faber",
    "de Graaf",
    "Hoekstra",
    "Jansen",
    "de Jong",
    "Kuipers",
    "van Leeuwen",
    "Martens",
    "Nijland",
    "Postma",
    "Ramdin",
    "Schouten",
    "Terpstra",
    "Vermeulen",
    "de Wit",
    "Zijlstra",
];
const STREETS: [&str; 16] = [
    "Akkerwinde",
    "Beukenlaan",
    "Dorpsstraat",
    "Esdoornplein",
    "Havenkade",
    "Industrieweg",
    "Kerkstraat",
    "Koekoeksbloem",
    "Lijsterhof",
    "Molenweg",
    "Oude Gracht",
    "Parallelweg",
    "Stationsstraat",
    "Torenvalk",
    "Veerdijk",
    "Zuiderpark",
];
/// City, and the first two digits of its postcodes.
const CITIES: [(&str, u16); 12] = [
    ("Almere", 13),
    ("Amersfoort", 38),
    ("Apeldoorn", 73),
    ("Assen", 94),
    ("Breda", 48),
    ("Deventer", 74),
    ("Dordrecht", 33),
    ("Ede", 67),
    ("Leeuwarden", 89),
    ("Roermond", 60),
    ("Zoetermeer", 27),
    ("Zwolle", 80),
];
const TRADES: [&str; 10] = [
    "Bakkerij",
    "Fietsenwinkel",
    "Garage",
    "Hoveniersbedrijf",
    "Kapsalon",
    "Installatiebedrijf",
    "Kwekerij",
    "Lunchroom",
    "Schildersbedrijf",
    "Timmerwerken",
];

/// Where all customers have their mail: a domain that can never exist.
pub(super) const MAIL_HOST: &str = "@post.example";

/// An address.
pub(super) struct Address {
    postcode: String,
    housenumber: u32,
    suffix: &'static str,
    street: &'static str,
    city: &'static str,
}

impl Address {
    fn new(rng: &mut Rng) -> Self {
        let (city, digits) = rng.choice(CITIES).unwrap_or(CITIES[0]);
        let mut letter = || char::from(rng.choice(*b"ABCDEGHJKLMNPRSTVWXZ").unwrap_or(b'A'));
        let letters: String = [letter(), letter()].iter().collect();
        Self {
            postcode: format!("{digits}{:02}{letters}", rng.u8(10..100)),
            housenumber: rng.u32(1..240),
            suffix: rng.choice(["", "", "", "", "a", "b", "2"]).unwrap_or(""),
            street: rng.choice(STREETS).unwrap_or(STREETS[0]),
            city,
        }
    }

    fn write(&self, body: &mut Value, prefix: &str) {
        body[format!("{prefix}postcode")] = json!(self.postcode);
        body[format!("{prefix}housenumber")] = json!(self.housenumber.to_string());
        body[format!("{prefix}suffix")] = json!(self.suffix);
        body[format!("{prefix}streetname")] = json!(self.street);
        body[format!("{prefix}city")] = json!(self.city);
    }
}

/// A customer.
pub(super) struct Customer {
    /// A business.
    pub business: bool,
    /// Where the mail goes; different for every number.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// A right account number.
    pub iban: String,
    /// Contract address.
    pub address: Address,
    gender: &'static str,
    firstname: &'static str,
    lastname: &'static str,
    birthdate: String,
    connection: Option<Address>,
    company: Option<(String, String)>,
}

impl Customer {
    /// The customer of the `number`th sale.
    pub fn new(rng: &mut Rng, number: u64, business: bool) -> Self {
        let female = rng.bool();
        let firstname = rng.choice(if female { FEMALE } else { MALE }).unwrap_or("Kim");
        let lastname = rng.choice(LASTNAMES).unwrap_or("Jansen");
        let plain: String = lastname.to_lowercase().split_whitespace().collect();
        let company = business.then(|| {
            let trade = rng.choice(TRADES).unwrap_or(TRADES[0]);
            (format!("{trade} {lastname}"), rng.u32(10_000_000..99_999_999).to_string())
        });
        Self {
            business,
            // The number makes it unique: the judge finds a sale back by it, whatever koppel wrote down.
            email: format!("{}.{plain}.{number}{MAIL_HOST}", firstname.to_lowercase()),
            phone: format!("06{:08}", rng.u32(10_000_000..99_999_999)),
            iban: codes::iban(rng),
            address: Address::new(rng),
            gender: if female { "female" } else { "male" },
            firstname,
            lastname,
            birthdate: format!("{:02}-{:02}-{}", rng.u8(1..29), rng.u8(1..13), rng.u16(1948..2003)),
            connection: (rng.u8(..8) == 0).then(|| Address::new(rng)),
            company,
        }
    }

    /// The name on the account.
    fn holder(&self) -> String {
        match &self.company {
            Some((name, _)) => name.clone(),
            None => format!("{} {}", self.firstname, self.lastname),
        }
    }

    /// The postcode of the contract address.
    pub fn postcode(&self) -> &str {
        &self.address.postcode
    }

    /// Writes the customer's fields.
    pub fn write(&self, body: &mut Value) {
        for (field, value) in [
            ("gender", self.gender),
            ("firstname", self.firstname),
            ("lastname", self.lastname),
            ("birthdate", &self.birthdate),
            ("email", &self.email),
            ("phone", &self.phone),
            ("iban", &self.iban),
        ] {
            body[field] = json!(value);
        }
        body["business"] = json!(u8::from(self.business));
        body["iban_holder"] = json!(self.holder());
        self.address.write(body, "");
        if let Some(connection) = &self.connection {
            connection.write(body, "connection_");
        }
        if let Some((name, coc)) = &self.company {
            body["company_name"] = json!(name);
            body["company_coc"] = json!(coc);
            body["contact_person"] = json!(format!("{} {}", self.firstname, self.lastname));
        }
    }
}
