//! Users and invitations. No mail is sent from here: an invited user exists at once, and signs in with a
//! token that the owner gives them.

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::forms::is_email;
use super::super::world::judge::{Finding, Findings};
use super::super::world::people::{People, Role, User};
use super::super::world::rows;
use super::page::Page;

/// `GET account/users`
pub async fn list(ask: Ask) -> Answer {
    let people = ask.world().people();
    let rows = people.users.values().map(|user| row(user, &people)).collect();
    Ok(Reply::Ok(Page::of(&ask).cut(&ask, rows)))
}

/// `POST account/invitation`: 201.
pub async fn invite(ask: Ask) -> Answer {
    let mut findings = Findings::new();
    let mut wrong = |field: &str, finding| {
        findings.insert(field.to_owned(), vec![finding]);
    };
    let known = ["email", "role", "organisation_id", "firstname", "lastname"];
    for field in ask.body.0.keys().filter(|field| !known.contains(&field.as_str())) {
        wrong(field, Finding::UnknownField);
    }
    let email = ask.body.text("email").unwrap_or_default();
    match email.as_str() {
        "" => wrong("email", Finding::Required),
        email if !is_email(email) => wrong("email", Finding::NoEmail),
        _ => {}
    }
    let role = ask.body.text("role");
    let named = role.as_deref().and_then(Role::from_word).filter(|role| *role != Role::Owner);
    if named.is_none() {
        let unknown = Finding::not_one_of(Role::GIVEN);
        wrong("role", if role.is_none() { Finding::Required } else { unknown });
    }
    let organisation_id = ask.body.number("organisation_id");
    match (ask.body.text("organisation_id"), organisation_id) {
        (Some(_), None) => wrong("organisation_id", Finding::NotNumeric),
        (None, _) if named.is_some_and(|role| !role.administers()) => {
            wrong("organisation_id", Finding::Required);
        }
        _ => {}
    }
    let (Some(role), true) = (named, findings.is_empty()) else { return Err(Failure::Fields(findings)) };
    let id = ask
        .world()
        .change_people(&ask.by(Act::UserInvite), |people, batch, world| {
            let unknown = organisation_id.filter(|id| !people.organisations.contains_key(id));
            if let Some(id) = unknown {
                return Err(Failure::field("organisation_id", Finding::Unknown { name: id.to_string() }));
            }
            if people.has_email(None, organisation_id, &email) {
                return Err(Failure::field("email", Finding::Taken));
            }
            let user = User {
                id: world.number(),
                firstname: ask.body.text("firstname").unwrap_or_default(),
                lastname: ask.body.text("lastname").unwrap_or_default(),
                email,
                role,
                active: true,
                organisation_id,
                link: false,
            };
            batch.put(&rows::USERS, &user.id, &user)?;
            let id = user.id;
            people.users.insert(id, user);
            Ok(id)
        })
        .await?;
    Ok(Reply::Created(json!({"user_id": id})))
}

fn row(user: &User, people: &People) -> Value {
    let organisation = user.organisation_id.and_then(|id| people.organisations.get(&id));
    json!({
        "id": user.id,
        "firstname": user.firstname,
        "lastname": user.lastname,
        "email": user.email,
        "role": user.role,
        "active": user.active,
        "organisation": organisation.map(|organisation| organisation.name()),
        "organisation_id": user.organisation_id,
        "organisation_identifier": organisation.map(|organisation| organisation.field("identifier")),
        "link": user.link,
    })
}
