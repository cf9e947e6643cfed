//! Users and invitations. No mail is sent from here: an invited user exists at once, and signs in with a
//! token that the owner gives them.

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::forms::is_email;
use super::super::world::judge::Finding;
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
    let email = ask.body.text("email").ok_or_else(|| Failure::field("email", Finding::Required))?;
    if !is_email(&email) {
        return Err(Failure::field("email", Finding::NoEmail));
    }
    let role = ask.body.text("role").ok_or_else(|| Failure::field("role", Finding::Required))?;
    let role = Role::from_word(&role)
        .filter(|role| *role != Role::Owner)
        .ok_or_else(|| Failure::field("role", Finding::NotAnOption))?;
    let organisation_id = ask.body.number("organisation_id");
    if organisation_id.is_none() && !role.administers() {
        return Err(Failure::field("organisation_id", Finding::Required));
    }
    let id = ask
        .world()
        .change_people(&ask.by("user.invite"), |people, batch, world| {
            if organisation_id.is_some_and(|id| !people.organisations.contains_key(&id)) {
                return Err(Failure::field("organisation_id", Finding::NotAnOption));
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
