//! How the sales of one partner are taken: its settings, shown and set.
//!
//! Not here: what they do (`world::incoming`).

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::input::Fields;
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::catalogue::Catalogue;
use super::super::world::incoming::{Incoming, usable};
use super::super::world::judge::Finding;
use super::super::world::rows;

/// `GET koppel/organisations/{id}/incoming`
pub async fn show(ask: Ask) -> Answer {
    let people = ask.world().people();
    let organisation = people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?;
    Ok(Reply::Ok(page(&organisation.incoming)))
}

/// `PUT koppel/organisations/{id}/incoming`: fields that are absent stay; an empty status is the usual one.
/// A field that is none of these is refused by name, so that a typing error does not look like a setting.
pub async fn set(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let known = page(&Incoming::default());
    if let Some(unknown) = ask.body.0.keys().find(|field| known.get(field.as_str()).is_none()) {
        return Err(Failure::field(unknown, Finding::UnknownField));
    }
    let incoming = ask
        .world()
        .change_people(&ask.by(Act::IncomingSet), |people, batch, world| {
            let organisation = people.organisations.get_mut(&id).ok_or(Failure::NotFound)?;
            // Of this moment: a status may have been removed since.
            apply(&mut organisation.incoming, &ask.body, &world.catalogue())?;
            batch.put(&rows::ORGANISATIONS, &id, organisation)?;
            Ok::<_, Failure>(organisation.incoming.clone())
        })
        .await?;
    Ok(Reply::Ok(page(&incoming)))
}

fn apply(incoming: &mut Incoming, body: &Fields, catalogue: &Catalogue) -> Result<(), Failure> {
    for (field, setting) in [
        ("check_verification", &mut incoming.check_verification),
        ("check_agreements", &mut incoming.check_agreements),
        ("always_confirm", &mut incoming.always_confirm),
        ("accept_cancellations", &mut incoming.accept_cancellations),
    ] {
        if body.has(field) {
            *setting = body.flag(field).ok_or_else(|| Failure::field(field, Finding::NotYesOrNo))?;
        }
    }
    for (field, setting) in [
        ("accepted_offer_status", &mut incoming.accepted_offer_status),
        ("order_status", &mut incoming.order_status),
    ] {
        if body.0.contains_key(field) {
            let chosen = body.text(field);
            if let Some(name) = chosen.as_ref().filter(|one| usable(Some(one), catalogue).is_none()) {
                let why = match catalogue.status(name) {
                    Some(_) => Finding::Cancels,
                    None => Finding::Unknown { name: name.clone() },
                };
                return Err(Failure::field(field, why));
            }
            *setting = chosen;
        }
    }
    Ok(())
}

fn page(incoming: &Incoming) -> Value {
    json!({
        "check_verification": incoming.check_verification,
        "check_agreements": incoming.check_agreements,
        "accepted_offer_status": incoming.accepted_offer_status,
        "order_status": incoming.order_status,
        "always_confirm": incoming.always_confirm,
        "accept_cancellations": incoming.accept_cancellations,
    })
}
