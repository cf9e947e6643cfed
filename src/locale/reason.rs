//! The sentences for why koppel did not do what was asked, shared by console and commands.
//!
//! Not here: failures of a link (`failure`).

use super::status::Statuses;
use super::{Argument, Language, failure, job, text};
use crate::model::reason::{Reason, Thing};
use crate::model::shown::Shown;

/// Under which name an environment of koppel says what needs a thing that was to go or change.
const NEEDED: &str = "needed_by";

/// Why it was not done, and what can be done.
pub fn reason(language: Language, reason: &Reason) -> String {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, &format!("reason-{key}"), arguments);
    match reason {
        Reason::NoOwnEnvironment => say("no-own-environment", &[]),
        Reason::OwnElsewhere { known, wanted } => say(
            "own-elsewhere",
            &[
                ("known", at(&known.domain, &known.base_url)),
                ("wanted", at(&wanted.domain, &wanted.base_url)),
            ],
        ),
        Reason::Address { address } => say("address", &[("address", shown(address))]),
        Reason::IntegrationName => say("integration-name", &[]),
        Reason::IntegrationExists { name } => say("integration-exists", &[("name", shown(name.as_str()))]),
        Reason::NameCarried { name } => say("name-carried", &[("name", shown(name.as_str()))]),
        Reason::NoToken { name } => say("no-token", &[("name", shown(name.as_str()))]),
        Reason::Busy { name, count } => {
            say("busy", &[("name", shown(name.as_str())), ("count", (*count).into())])
        }
        Reason::ConditionTwice { name } => say("condition-twice", &[("name", shown(name))]),
        Reason::NeedsRemark { most } => say("needs-remark", &[("most", (*most).into())]),
        Reason::NeedsReason { verb } => say("needs-reason", &[("verb", shown(verb))]),
        Reason::NotNow { waiting } => {
            say("not-now", &[("waiting", failure::waiting(language, &Statuses::default(), waiting).into())])
        }
        Reason::EditedFails { failure: found } => {
            say("edited", &[("why", failure::sentence(language, found).into())])
        }
        Reason::EditedStays { why } => say("edited", &[("why", self::reason(language, why).into())]),
        Reason::NotLinked { product } => say("not-linked", &[("product", product.to_string().into())]),
        Reason::Loop { product, environment } => say(
            "loop",
            &[("product", product.to_string().into()), ("environment", environment.as_str().into())],
        ),
        Reason::LinkedAlready { own, partner } => {
            let arguments = [("own", own.to_string().into()), ("partner", partner.to_string().into())];
            say("linked-already", &arguments)
        }
        Reason::WrongState { state } => {
            say("wrong-state", &[("state", failure::state(language, *state).into())])
        }
        Reason::Fenced => say("fenced", &[]),
        Reason::Held => say("held", &[]),
        Reason::NotDue => say("not-due", &[]),
        Reason::Doubted => say("doubted", &[]),
        Reason::Claimed { partner_sale, owner } => {
            let arguments =
                [("partner", partner_sale.to_string().into()), ("owner", owner.to_string().into())];
            say("claimed", &arguments)
        }
        Reason::NotShown { partner_sale } => {
            say("not-shown", &[("partner", partner_sale.to_string().into())])
        }
        Reason::AnotherSale { partner_sale, fields } => {
            let arguments =
                [("partner", partner_sale.to_string().into()), ("fields", shown(&fields.join(", ")))];
            say("another-sale", &arguments)
        }
        Reason::FieldForm { field } => say("field-form", &[("field", shown(field))]),
        Reason::NoSuchField { field } => say("no-such-field", &[("field", shown(field))]),
        Reason::FileTyped { field } => say("file-typed", &[("field", shown(field))]),
        Reason::JobSize { count, most } => {
            say("job-size", &[("count", (*count).into()), ("most", (*most).into())])
        }
        Reason::InJob { sale, job: id } => {
            say("in-job", &[("sale", sale.to_string().into()), ("job", id.to_string().into())])
        }
        Reason::NoPlace { cancelled } => say("no-place", &[("cancelled", cancelled.to_string().into())]),
        Reason::CancelNotTaken { sale, said } => {
            say("cancel-not-taken", &[("sale", sale.to_string().into()), ("said", shown(said))])
        }
        Reason::JobStanding { job: id, standing } => {
            let standing = job::standing(language, standing);
            say("job-standing", &[("job", id.to_string().into()), ("standing", standing.into())])
        }
        Reason::NotInBulk { verb } => say("not-in-bulk", &[("verb", shown(verb))]),
        Reason::PublishedOtherwise { rows } => {
            say("published-otherwise", &[("rows", shown(&rows.join(", ")))])
        }
        Reason::NotQuarantined => say("not-quarantined", &[]),
        Reason::NotBackedUp { why } => say("not-backed-up", &[("why", shown(why))]),
        Reason::PublicKey { given } => say("public-key", &[("given", shown(given))]),
        Reason::NoInvite => say("no-invite", &[]),
        Reason::InviteForAnother => say("invite-for-another", &[]),
        Reason::InviteDamaged => say("invite-damaged", &[]),
        Reason::InviteUnreadable { why } => say("invite-unreadable", &[("why", shown(why))]),
        Reason::InviteUsed => say("invite-used", &[]),
        Reason::InviteOver => say("invite-over", &[]),
        // Whoever needs it, sentence after sentence: there is no field to name.
        Reason::WrongFields { fields } if fields.iter().all(|(field, _)| field == NEEDED) => {
            let listed = fields.iter().map(|(_, said)| format!("\n  {said}"));
            say("needed", &[("fields", listed.collect::<String>().into())])
        }
        Reason::WrongFields { fields } => {
            let listed = fields.iter().map(|(field, said)| format!("\n  {}: {said}", Shown::new(field)));
            say("wrong-fields", &[("fields", listed.collect::<String>().into())])
        }
        Reason::Said { said } => say("said", &[("said", said.as_str().into())]),
        Reason::PlanChanged => say("plan-changed", &[]),
        Reason::OrganisationName => say("organisation-name", &[]),
        Reason::NotOffered => say("not-offered", &[]),
        Reason::OnSale { product } => say("on-sale", &[("product", product.to_string().into())]),
        Reason::Unreadable { line, column } => {
            say("unreadable", &[("line", (*line).into()), ("column", (*column).into())])
        }
        Reason::Unwritable { why } => say("unwritable", &[("why", shown(why))]),
    }
}

/// What is not there.
pub fn missing(language: Language, what: Thing, name: &str) -> String {
    let what = text(language, &format!("thing-{}", what.word()), &[]);
    text(language, "not-there", &[("what", what.into()), ("name", shown(name))])
}

fn at(domain: &str, base_url: &str) -> fluent_bundle::FluentValue<'static> {
    shown(&format!("{domain} ({base_url})"))
}

fn shown(foreign: &str) -> fluent_bundle::FluentValue<'static> {
    Shown::new(foreign).into_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::delivery::State;
    use crate::model::failure::{Cause, Element, Failure};
    use crate::model::ids::{ProductId, SaleId};
    use crate::model::integration::EnvironmentAddress;
    use crate::model::queue::WaitingReason;

    fn every() -> Vec<Reason> {
        let address = || EnvironmentAddress { base_url: "https://b.example".into(), domain: "deur".into() };
        let name = || "zon".into();
        let (own, partner) = (ProductId(1), ProductId(2));
        vec![
            Reason::NoOwnEnvironment,
            Reason::OwnElsewhere { known: address(), wanted: address() },
            Reason::Address { address: "x".into() },
            Reason::IntegrationName,
            Reason::IntegrationExists { name: name() },
            Reason::NameCarried { name: name() },
            Reason::NoToken { name: name() },
            Reason::Busy { name: name(), count: 2 },
            Reason::ConditionTwice { name: "x".into() },
            Reason::NeedsReason { verb: "skip".into() },
            Reason::NeedsRemark { most: 10 },
            Reason::NotNow { waiting: WaitingReason::Mixed },
            Reason::EditedFails { failure: Box::new(Failure::found(Cause::Refused, Element::Partner)) },
            Reason::EditedStays { why: Box::new(Reason::Held) },
            Reason::NotLinked { product: own },
            Reason::Loop { product: own, environment: "winkel".into() },
            Reason::LinkedAlready { own, partner },
            Reason::WrongState { state: State::Sent },
            Reason::Fenced,
            Reason::Held,
            Reason::NotDue,
            Reason::Doubted,
            Reason::Claimed { partner_sale: SaleId(1), owner: SaleId(2) },
            Reason::NotShown { partner_sale: SaleId(1) },
            Reason::AnotherSale { partner_sale: SaleId(1), fields: vec!["product_id".into()] },
            Reason::NoSuchField { field: "x".into() },
            Reason::FieldForm { field: "x".into() },
            Reason::FileTyped { field: "x".into() },
            Reason::JobSize { count: 0, most: 10 },
            Reason::InJob { sale: SaleId(1), job: 2 },
            Reason::NoPlace { cancelled: SaleId(1) },
            Reason::CancelNotTaken { sale: SaleId(1), said: "x".into() },
            Reason::JobStanding { job: 2, standing: "done".into() },
            Reason::NotInBulk { verb: "adopt".into() },
            Reason::PublishedOtherwise { rows: vec!["x".into()] },
            Reason::NotQuarantined,
            Reason::NotBackedUp { why: "disk full".into() },
            Reason::PublicKey { given: "age".into() },
            Reason::NoInvite,
            Reason::InviteForAnother,
            Reason::InviteDamaged,
            Reason::InviteUnreadable { why: "x".into() },
            Reason::InviteUsed,
            Reason::InviteOver,
            Reason::WrongFields { fields: vec![("x".into(), Shown::new("y"))] },
            Reason::WrongFields { fields: vec![("needed_by".into(), Shown::new("y"))] },
            Reason::Said { said: Shown::new("x") },
            Reason::PlanChanged,
            Reason::OrganisationName,
            Reason::NotOffered,
            Reason::OnSale { product: partner },
            Reason::Unreadable { line: 1, column: 2 },
            Reason::Unwritable { why: "x".into() },
        ]
    }

    #[test]
    fn every_reason_and_thing_is_said_in_each_language_and_goes_through_json() {
        for reason in every() {
            let said = [Language::Nl, Language::En].map(|language| super::reason(language, &reason));
            assert_ne!(said[0], said[1], "{reason:?}");
            for said in said {
                assert!(!said.starts_with("reason-") && !said.contains('$'), "{said}");
            }
            let json = serde_json::to_string(&reason).unwrap();
            assert_eq!(serde_json::from_str::<Reason>(&json).unwrap(), reason);
        }
        for thing in Thing::ALL {
            let said = [Language::Nl, Language::En].map(|language| missing(language, thing, "x"));
            assert!(said[0].starts_with("Er is geen ") && said[1].starts_with("There is no "), "{said:?}");
            assert!(said.iter().all(|said| said.contains("«x»") && !said.contains("thing-")), "{said:?}");
        }
    }
}
