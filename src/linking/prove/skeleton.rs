//! The sale that examples are made from: somebody invented buys a product, everything that no mapping
//! decides is filled in well.
//!
//! Not here: answers and agreements (`search` and `complete`).

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::model::ids::{FlowKey, ProductId, SaleId};
use crate::model::proof::ExampleSale;
use crate::model::sale::{
    Address, Company, CreatedBy, Customer, CustomerKind, Energy, Sale, SoldProduct, TransactionType,
};

/// A sale without answers.
pub(super) fn sale(product: ProductId, flow: FlowKey, customer: CustomerKind, kind: TransactionType) -> Sale {
    let energy = flow.flow_type.starts_with("energy").then(energy);
    Sale {
        id: SaleId(1),
        transaction_type: kind,
        status: "new".into(),
        status_remark: "".into(),
        customer: person(customer),
        connection: None,
        product: SoldProduct { id: product, name: "".into(), product_type: None },
        related_products: Vec::new(),
        flow,
        answers: BTreeMap::new(),
        agreements: Vec::new(),
        energy,
        channel: Some("online".to_owned()),
        source: None,
        signature: None,
        contract_date: None,
        created_by: CreatedBy::default(),
        external_reference: None,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

/// The sale of an example, whole. `None` for one without a flow: it cannot be made.
pub fn example(of: &ExampleSale) -> Option<Sale> {
    let mut sale = sale(of.product, of.flow.clone()?, of.customer, of.transaction_type);
    sale.answers = of.answers.clone();
    sale.agreements = of.agreements.clone();
    sale.related_products = of.related.clone();
    Some(sale)
}

fn person(kind: CustomerKind) -> Customer {
    let company = || Company {
        name: "Voorbeeld".to_owned(),
        contact_person: Some("Fenna Wit".to_owned()),
        coc: Some("12345678".to_owned()),
        vat: None,
    };
    Customer {
        gender: Some("female".to_owned()),
        initials: None,
        firstname: "Fenna".to_owned(),
        infix: None,
        lastname: "Wit".to_owned(),
        birthdate: Some("01-02-1980".to_owned()),
        email: Some("klant@example.org".to_owned()),
        phone: Some("0612345678".to_owned()),
        iban: Some("NL91ABNA0417164300".to_owned()),
        iban_holder: Some("F. Wit".to_owned()),
        address: Address {
            postcode: "1012AB".to_owned(),
            housenumber: "5".to_owned(),
            suffix: String::new(),
            streetname: "Voorbeeldstraat".to_owned(),
            city: "Amsterdam".to_owned(),
        },
        company: (kind == CustomerKind::Business).then(company),
    }
}

fn energy() -> Energy {
    [("type", "e_g"), ("tarifftype", "0"), ("usage_e_single", "2500"), ("usage_g", "1100")]
        .map(|(field, value)| (field.to_owned(), value.to_owned()))
        .into()
}
