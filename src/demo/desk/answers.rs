//! What customers answer to the questions of the reseller's sample world, the agreements they accept, and
//! the energy fields of their connections.
//!
//! Not here: the questions themselves (`assets/worlds/reseller.json`).

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::people::Customer;
use super::{Kind, Offer, codes};

/// One black pixel: a signature nobody can copy.
const SIGNATURE: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/// A page that says "nota".
const NOTA_PDF: &str = "JVBERi0xLjQKJSBub3RhCiUlRU9GCg==";

const SUPPLIERS: [&str; 5] = ["Gemeentestroom", "Lichtpunt", "Poldergas", "Noordenwind", "Waterlicht"];
const PROVIDERS: [&str; 4] = ["Kabelnet", "Lijn Acht", "Snelweb", "Telefoonhuis"];
const INVERTERS: [&str; 4] = ["Helios 3600", "Sunrail 5K", "Growat 3000", "Solink S5"];

/// The answers to one sale's questions, and what they imply.
pub(super) struct Answers {
    /// Question identifier to answer.
    pub given: Map<String, Value>,
    /// Agreements accepted.
    agreements: Vec<&'static str>,
    /// The EAN code of the electricity connection, right even where the answer has it wrong: the field
    /// comes from the register of connections, the answer from a seller's keyboard.
    pub electricity: String,
    /// The same for gas, where gas is taken.
    pub gas: Option<String>,
    /// There are solar panels.
    pub solar: bool,
}

impl Answers {
    /// What this customer answers.
    pub fn new(rng: &mut Rng, kind: Kind, offer: &Offer, customer: &Customer) -> Self {
        let mut answers = Self {
            given: Map::new(),
            agreements: vec!["privacy", "voorwaarden"],
            electricity: codes::ean(rng),
            gas: None,
            solar: false,
        };
        answers.payment(rng, kind, customer);
        match offer.flow.flow_type.as_str() {
            "energy" => answers.energy(rng, kind, customer),
            "telecom" => answers.telecom(rng, customer),
            _ => answers.home(rng, customer),
        }
        if customer.business {
            answers.agreements.push("bevoegd");
        }
        if rng.u8(..3) == 0 {
            answers.agreements.push("nieuwsbrief");
        }
        answers
    }

    /// Writes answers and agreements.
    pub fn write(&self, body: &mut Value) {
        body["questionData"] = Value::Object(self.given.clone());
        let accepted: Map<String, Value> =
            self.agreements.iter().map(|key| ((*key).to_owned(), json!("1"))).collect();
        body["agreements"] = Value::Object(accepted);
    }

    fn set(&mut self, question: &str, answer: impl Into<Value>) {
        self.given.insert(question.to_owned(), answer.into());
    }

    fn payment(&mut self, rng: &mut Rng, kind: Kind, customer: &Customer) {
        if kind != Kind::MistypedIban && rng.u8(..4) == 0 {
            self.set("hoe_betalen", "factuur");
            self.set("mail_facturen", customer.email.clone());
            return;
        }
        self.set("hoe_betalen", "incasso");
        let typed =
            if kind == Kind::MistypedIban { codes::mistyped(&customer.iban) } else { customer.iban.clone() };
        self.set("rekening", typed);
        self.agreements.push("incasso_akkoord");
        if customer.business {
            self.set("machtiging", SIGNATURE);
        }
    }

    fn energy(&mut self, rng: &mut Rng, kind: Kind, customer: &Customer) {
        self.agreements.push("contract_energie");
        let typed = match kind {
            Kind::MistypedEan => codes::mistyped(&self.electricity),
            _ => self.electricity.clone(),
        };
        self.set("stroomcode", typed);
        if rng.u8(..3) > 0 {
            let gas = codes::ean(rng);
            self.set("afname", "stroom en gas");
            self.set("gascode", gas.clone());
            self.gas = Some(gas);
        } else {
            self.set("afname", "alleen stroom");
        }
        let reason =
            rng.choice(["wisselen van leverancier", "verhuizen", "nieuwbouw", "terug na een uitstapje"]);
        let reason = reason.unwrap_or("nieuwbouw");
        self.set("reden", reason);
        match reason {
            "verhuizen" => self.set("sleuteldag", format!("2027-{:02}-{:02}", rng.u8(1..13), rng.u8(1..29))),
            "nieuwbouw" => {}
            _ => self.set("oude_leverancier", rng.choice(SUPPLIERS).unwrap_or(SUPPLIERS[0])),
        }
        self.set("start", format!("{:02}-{:02}-2027", rng.u8(1..29), rng.u8(1..13)));
        self.set("start_switchdate_option", "date");
        self.solar = rng.u8(..3) == 0;
        self.set("opwek", if self.solar { "zonnepanelen" } else { "geen" });
        if self.solar {
            let fixed = rng.bool();
            self.set("panelen", rng.u8(6..24).to_string());
            self.set("vergoeding", if fixed { "vast" } else { "per dag" });
            if fixed || customer.business {
                self.set("omvormer", rng.choice(INVERTERS).unwrap_or(INVERTERS[0]));
            }
        }
        if rng.u8(..3) == 0 {
            self.set("termijn", format!("{}.00", rng.u16(60..320)));
        }
        if rng.u8(..10) == 0 {
            self.set("nota", json!([{"name": "jaarnota", "content": NOTA_PDF, "extension": "pdf"}]));
        }
    }

    fn telecom(&mut self, rng: &mut Rng, customer: &Customer) {
        let (moves_number, runs) = (rng.bool(), rng.u8(..3) == 0);
        if moves_number {
            self.set("nummer_mee", "1");
            self.set("mee_te_nemen_nummer", customer.phone.clone());
            self.agreements.push("nummer_overzetten");
        }
        self.set("contract_elders", if runs { "ja" } else { "nee" });
        if runs {
            self.set("contract_tot", format!("{:02}-{:02}-2027", rng.u8(1..29), rng.u8(1..13)));
        }
        if moves_number || runs {
            self.set("aanbieder_nu", rng.choice(PROVIDERS).unwrap_or(PROVIDERS[0]));
        }
        let mut parts = vec!["ochtend", "middag", "avond", "weekend"];
        rng.shuffle(&mut parts);
        parts.truncate(rng.usize(1..4));
        self.set("dagdelen", parts);
        if rng.u8(..4) == 0 {
            self.set("notitie", "De bel doet het niet.\nGraag even bellen.");
        }
    }

    fn home(&mut self, rng: &mut Rng, customer: &Customer) {
        let houses = ["flat", "rijtjeshuis", "hoekhuis", "twee onder een kap", "vrijstaand huis"];
        let house = rng.choice(houses).unwrap_or("hoekhuis");
        self.set("soort_huis", house);
        if house == "flat" {
            self.set("vve_akkoord", "1");
        }
        self.set("groepenkast", if rng.bool() { "driefasen" } else { "enkelfase" });
        if rng.bool() {
            self.set("plaatsing_postcode", customer.postcode());
        }
        if rng.u8(..6) == 0 {
            self.set("notitie", "Meterkast zit achter de voorraadkast.");
        }
    }
}

/// The energy fields of a sale, as its flow asks them besides the questions.
pub(super) fn energy(rng: &mut Rng, answers: &Answers, customer: &Customer, body: &mut Value) {
    let double = rng.bool();
    let usage = rng.u32(1_200..5_200);
    let operator = rng.choice(["Liander", "Enexis", "Stedin"]).unwrap_or("Liander");
    body["type"] = json!(if answers.gas.is_some() { "e_g" } else { "e" });
    body["building_function"] = json!(if customer.business { "business" } else { "residential" });
    body["tarifftype"] = json!(u8::from(double));
    if double {
        body["usage_e_high"] = json!(usage * 45 / 100);
        body["usage_e_low"] = json!(usage - usage * 45 / 100);
    } else {
        body["usage_e_single"] = json!(usage);
    }
    body["e_gridoperator"] = json!(operator);
    body["e_connection_type"] = json!(rng.choice(["E_1X35A", "E_3X25A", "E_3X35A"]));
    body["electricity_ean"] = json!(answers.electricity);
    body["has_return"] = json!(u8::from(answers.solar));
    if answers.solar && double {
        body["return_e_high"] = json!(rng.u32(400..1_800));
        body["return_e_low"] = json!(rng.u32(200..1_200));
    } else if answers.solar {
        body["return"] = json!(rng.u32(600..3_000));
    }
    if let Some(gas) = &answers.gas {
        body["usage_g"] = json!(rng.u32(300..1_900));
        body["g_gridoperator"] = json!(operator);
        body["g_connection_type"] = json!("G_G6_500");
        body["g_region"] = json!(rng.u8(1..11));
        body["gas_ean"] = json!(gas);
    }
}
