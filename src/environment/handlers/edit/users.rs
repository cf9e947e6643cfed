//! People of the account and of its organisations: changing them. The owner stays owner.
//!
//! Not here: inviting (`handlers::users`), removing (`removal`).

use serde_json::json;

use super::super::super::access::{Answer, Ask};
use super::super::super::reply::{Failure, Reply};
use super::super::super::world::acts::Act;
use super::super::super::world::forms::is_email;
use super::super::super::world::judge::{Finding, Findings};
use super::super::super::world::people::Role;
use super::super::super::world::rows;

/// `PUT koppel/users/{id}` `{firstname, lastname, email, role, active}`: what is absent stays. `[]`.
pub async fn update(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let by = ask.by(Act::UserUpdate);
    let changed = ask.world().change_people(&by, |people, batch, _| {
        let organisation = people.users.get(&id).ok_or(Failure::NotFound)?.organisation_id;
        let taken =
            ask.body.text("email").is_some_and(|email| people.has_email(Some(id), organisation, &email));
        let user = people.users.get_mut(&id).ok_or(Failure::NotFound)?;
        let mut findings = Findings::new();
        let mut wrong = |field: &str, finding| {
            findings.insert(field.to_owned(), vec![finding]);
        };
        for field in ask.body.0.keys() {
            let text = ask.body.text(field).unwrap_or_default();
            match field.as_str() {
                "firstname" if text.is_empty() => wrong(field, Finding::Required),
                "firstname" => user.firstname = text,
                "lastname" => user.lastname = text,
                "email" if !(is_email(&text) || text.is_empty() && user.link) => {
                    wrong(field, Finding::NoEmail);
                }
                "email" if taken => wrong(field, Finding::Taken),
                "email" => user.email = text,
                "role" => match Role::from_word(&text) {
                    _ if user.role == Role::Owner => wrong(field, Finding::OfTheSystem),
                    Some(role)
                        if role != Role::Owner && (role.administers() || user.organisation_id.is_some()) =>
                    {
                        user.role = role;
                    }
                    _ => {
                        // Who belongs to no organisation can only administer.
                        let fits = |word: &&str| {
                            user.organisation_id.is_some()
                                || Role::from_word(word).is_some_and(Role::administers)
                        };
                        let words: Vec<_> = Role::GIVEN.iter().copied().filter(fits).collect();
                        wrong(field, Finding::not_one_of(&words));
                    }
                },
                "active" => match ask.body.flag(field) {
                    Some(false) if user.role == Role::Owner => wrong(field, Finding::OfTheSystem),
                    Some(active) => user.active = active,
                    None => wrong(field, Finding::NotYesOrNo),
                },
                _ => wrong(field, Finding::UnknownField),
            }
        }
        if !findings.is_empty() {
            return Err(Failure::Fields(findings));
        }
        batch.put(&rows::USERS, &id, user)?;
        Ok(())
    });
    changed.await?;
    Ok(Reply::Ok(json!([])))
}
