//! A payload as the exact bytes of a new sale. The same payload always gives the same bytes: a resend
//! must repeat them.
//!
//! Not here: what belongs in a payload (`linking::translate`).

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{answers, energy, sale};
use crate::clock::Timestamp;
use crate::model::ids::FlowKey;
use crate::model::optin::OptIn;
use crate::model::payload::Payload;
use crate::model::sale::{Address, Customer, Energy, TransactionType};
use crate::model::time;
use crate::model::traits::Traits;
use crate::salesdock::wire::new_sale as wire;
use crate::salesdock::wire::sale::PlainSale;

/// The bytes that place `payload`.
///
/// # Errors
/// When it cannot be written as JSON, which no payload of koppel's own making does.
pub fn body(payload: &Payload) -> Result<Bytes, serde_json::Error> {
    serde_json::to_vec(&new_sale(payload)).map(Bytes::from)
}

/// What the partner can tell a sale by that was made of these bytes; `None` when they are no new sale.
pub fn traits(flow: &FlowKey, body: &[u8]) -> Option<Traits> {
    let raw: PlainSale = serde_json::from_slice(body).ok()?;
    Some(Traits { flow: Some(flow.clone()), ..sale::traits(&raw) })
}

/// When a new sale says that it was first made; a partner may show that as its time.
pub fn made_at(body: &[u8]) -> Option<Timestamp> {
    let raw: PlainSale = serde_json::from_slice(body).ok()?;
    time::instant(raw.flat.get("initial_created_at")?.as_str()?, time::USUAL_ZONE)
}

fn new_sale(payload: &Payload) -> wire::NewSale {
    let contract = payload.contract.as_ref();
    let (firstname, lastname) = payload.initial_user.clone().unzip();
    wire::NewSale {
        transaction_type: match payload.transaction_type {
            TransactionType::Offer => "offer",
            TransactionType::Order => "order",
        },
        product_id: payload.product_id.0,
        business: u8::from(payload.customer.company.is_some()),
        customer: customer(&payload.customer),
        connection: payload.connection.as_ref().map(connection),
        sale_channel: payload.channel.clone(),
        energy: payload.energy.as_ref().map(known_energy).unwrap_or_default(),
        question_data: payload
            .answers
            .iter()
            .map(|(key, value)| (key.0.clone(), answers::write(value)))
            .collect(),
        agreements: payload.agreements.iter().map(|key| (key.0.clone(), "1")).collect::<BTreeMap<_, _>>(),
        signature: payload.signature.clone(),
        contract_date: contract.map(|contract| contract.date.clone()),
        contract_pdf: contract.and_then(|contract| {
            let (content, created_at) = (contract.pdf.clone()?, contract.created_at.clone());
            Some(wire::ContractPdf { content, extension: "pdf", created_at })
        }),
        initial_user_firstname: firstname,
        initial_user_lastname: lastname,
        initial_organisation_name: payload.initial_organisation.clone(),
        initial_created_at: payload.initial_created_at.clone(),
        external_reference: payload.external_reference.clone(),
        related_products: payload
            .related_products
            .iter()
            .map(|related| wire::RelatedProduct {
                product_id: related.id.0,
                quantity: related.quantity,
                section_identifier: related.section_identifier.clone(),
            })
            .collect(),
        optin: payload.optin.as_ref().map(optin),
    }
}

/// Energy fields stand flat among all others: only the known ones may enter, so that none takes the place
/// of another field.
fn known_energy(energy: &Energy) -> Energy {
    let known = |name: &String| energy::FIELDS.contains(&name.as_str());
    energy.iter().filter(|(name, _)| known(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn customer(from: &Customer) -> wire::Customer {
    let company = from.company.as_ref();
    // The API has no field for the prefix of a new customer's last name.
    let lastname = match from.infix.as_deref().map(str::trim).filter(|infix| !infix.is_empty()) {
        Some(infix) => format!("{infix} {}", from.lastname),
        None => from.lastname.clone(),
    };
    wire::Customer {
        gender: from.gender.clone(),
        initials: from.initials.clone(),
        firstname: from.firstname.clone(),
        lastname,
        birthdate: from.birthdate.clone(),
        email: from.email.clone(),
        phone: from.phone.clone(),
        postcode: from.address.postcode.clone(),
        housenumber: from.address.housenumber.clone(),
        suffix: from.address.suffix.clone(),
        streetname: from.address.streetname.clone(),
        city: from.address.city.clone(),
        company_name: company.map(|company| company.name.clone()),
        contact_person: company.and_then(|company| company.contact_person.clone()),
        company_coc: company.and_then(|company| company.coc.clone()),
        company_vat: company.and_then(|company| company.vat.clone()),
        iban: from.iban.clone(),
        iban_holder: from.iban_holder.clone(),
    }
}

fn connection(from: &Address) -> wire::Connection {
    wire::Connection {
        connection_postcode: from.postcode.clone(),
        connection_housenumber: from.housenumber.clone(),
        connection_suffix: from.suffix.clone(),
        connection_streetname: from.streetname.clone(),
        connection_city: from.city.clone(),
    }
}

/// An opt-in as sent.
pub fn optin(from: &OptIn) -> wire::OptIn {
    let channels = from.channels.iter().map(|channel| wire::Channel {
        kind: channel.kind.clone(),
        value: channel.value.clone(),
        topic: channel.topic.clone(),
        verified_at: channel.verified_at.clone(),
        verified_ip: channel.verified_ip.clone(),
        verified_method: channel.verified_method.clone(),
    });
    wire::OptIn {
        source: from.source.clone(),
        obtained_at: from.obtained_at.clone(),
        obtained_by: from.obtained_by.clone(),
        obtained_system: from.obtained_system.clone(),
        obtained_via_url: from.obtained_via_url.clone(),
        client_ip: from.client_ip.clone(),
        valid_till: from.valid_till.clone(),
        withdrawn_at: from.withdrawn_at.clone(),
        channels: channels.collect(),
        remarks: from.remarks.clone(),
        campaign_code: from.campaign_code.clone(),
    }
}
