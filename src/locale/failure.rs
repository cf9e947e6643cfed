//! The sentences for what can go wrong and for where a sale stands: shared by console and commands, so that
//! both say the same. Each cause has two texts: what happened, and what koppel does now and the operator
//! can do.
//!
//! Not here: the wording (`assets/locales/*/failure.ftl`); what the partner said (evidence, shown beside it).

use super::status::Statuses;
use super::{Argument, Language, text, when};
use crate::model::delivery::{Doubt, State};
use crate::model::detail::Detail;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::StatusKey;
use crate::model::queue::{OwnCancel, WaitingReason};
use crate::model::shown::Shown;

/// What happened, with what it points at: *A required agreement is missing: agreement terms*.
pub fn sentence(language: Language, failure: &Failure) -> String {
    let mut what = cause(language, failure.cause);
    if let Some(detail) = Detail::of(failure) {
        what = format!("{what}: {}", self::detail(language, detail));
    }
    match element(language, &failure.element) {
        // A cause that is about the token says so itself.
        Some(element) if failure.element != Element::Token => format!("{what}: {element}"),
        _ => what,
    }
}

/// What stood in the way of a connection.
pub fn detail(language: Language, detail: Detail) -> String {
    text(language, &format!("detail-{}", detail.phrase().replace(' ', "-")), &[])
}

/// What happened, without what it points at.
pub fn cause(language: Language, cause: Cause) -> String {
    text(language, &format!("failure-{}", cause.word()), &[])
}

/// What koppel does now, and what the operator can do.
pub fn next_step(language: Language, failure: &Failure) -> String {
    text(language, &format!("next-{}", failure.cause.word()), &[])
}

/// What happened, of something that was asked for other than placing a sale: a connection test, a
/// catalogue, rights.
pub fn call_sentence(language: Language, failure: &Failure) -> String {
    let key = format!("call-{}", failure.cause.word());
    let what = match (super::has(language, &key), element(language, &failure.element)) {
        (true, Some(element)) if failure.element != Element::Token => {
            format!("{}: {element}", text(language, &key, &[]))
        }
        (true, _) => text(language, &key, &[]),
        (false, _) => sentence(language, failure),
    };
    match failure.said.as_ref().filter(|said| !said.is_empty() && refuses(failure.cause)) {
        Some(said) => format!("{what}: «{said}»"),
        None => what,
    }
}

/// Whether the environment itself said no to what was asked, so that its own words are the reason.
fn refuses(cause: Cause) -> bool {
    use Cause::{InvalidField, MissingField, NotAllowed, ReferenceConflict, Refused};
    matches!(cause, MissingField | InvalidField | NotAllowed | ReferenceConflict | Refused)
}

/// What the operator can do about it; nothing is sent, paused or tried again by itself.
pub fn call_next(language: Language, failure: &Failure) -> String {
    let key = format!("call-next-{}", failure.cause.word());
    if super::has(language, &key) { text(language, &key, &[]) } else { next_step(language, failure) }
}

/// What a failure points at, in words; `None` for the partner as a whole.
pub fn element(language: Language, element: &Element) -> Option<String> {
    let named = |key: &str, name: &dyn std::fmt::Display| {
        Some(text(language, key, &[("name", shown(&name.to_string()))]))
    };
    match element {
        Element::Partner => None,
        Element::Token => Some(text(language, "element-token", &[])),
        Element::Field(name) => named("element-field", name),
        Element::Question(key) => named("element-question", key),
        Element::Answer(key, value) => {
            let arguments = [("name", shown(key.as_str())), ("value", shown(value))];
            Some(text(language, "element-answer", &arguments))
        }
        Element::Agreement(key) => named("element-agreement", key),
        Element::Product(id) => named("element-product", id),
        Element::OwnProduct(id) => named("element-own_product", id),
        Element::Flow(key) => named("element-flow", key),
        Element::OwnFlow(key) => named("element-own_flow", key),
        Element::Status(key) => named("element-status", key),
    }
}

/// Why a sale waits, and what would let it go.
pub fn waiting(language: Language, statuses: &Statuses<'_>, reason: &WaitingReason) -> String {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    match reason {
        WaitingReason::ProductNotLinked { product } => {
            say("waiting-product_not_linked", &[("product", product.to_string().into())])
        }
        WaitingReason::Received { product, organisation } => {
            let arguments = [("product", product.to_string().into()), ("organisation", shown(organisation))];
            say("waiting-received", &arguments)
        }
        WaitingReason::Mixed => say("waiting-mixed", &[]),
        WaitingReason::ProcessingOff => say("waiting-processing_off", &[]),
        WaitingReason::ConditionOff { condition } => {
            say("waiting-condition_off", &[("condition", shown(condition))])
        }
        WaitingReason::Status { status, allowed, condition } => {
            let named = |key: &StatusKey| statuses.own(language, key.as_str());
            let allowed: Vec<_> = allowed.iter().map(named).collect();
            let allowed = if allowed.is_empty() { "–".to_owned() } else { allowed.join(", ") };
            let mut arguments = vec![("status", shown(&named(status))), ("allowed", shown(&allowed))];
            match condition {
                Some(condition) => {
                    arguments.push(("condition", shown(condition)));
                    say("waiting-status_condition", &arguments)
                }
                None => say("waiting-status", &arguments),
            }
        }
        WaitingReason::OutOfSale { product } => {
            say("waiting-out_of_sale", &[("product", product.to_string().into())])
        }
        WaitingReason::CancelledAtOwn => say("waiting-cancelled_at_own", &[]),
        WaitingReason::CancelAskedAtOwn => say("waiting-cancel_asked_at_own", &[]),
        WaitingReason::OptInLapsed { valid_till } => {
            say("waiting-optin_lapsed", &[("until", when::told(valid_till).into())])
        }
        WaitingReason::OptInWithdrawn { withdrawn_at } => {
            say("waiting-optin_withdrawn", &[("at", when::told(withdrawn_at).into())])
        }
        WaitingReason::Drift { version, element } => {
            let element = self::element(language, element).unwrap_or_default();
            say("waiting-drift", &[("version", version.to_string().into()), ("element", element.into())])
        }
    }
}

/// What is to be done about a sale that was cancelled at A, or asked to be, and that the partner goes on with.
pub fn parts_ways(language: Language, how: OwnCancel) -> String {
    let key = match how {
        OwnCancel::Asked => "own-cancel-asked",
        OwnCancel::Done => "own-cancel-done",
    };
    text(language, key, &[])
}

/// A state's word.
pub fn state(language: Language, state: State) -> String {
    text(language, &format!("state-{}", state.word()), &[])
}

/// Where the doubt about an uncertain sale stands, and who acts.
pub fn doubt(language: Language, doubt: Doubt) -> String {
    let key = match doubt {
        Doubt::Settling => "doubt-settling",
        Doubt::FirstCheck => "doubt-first_check",
        Doubt::SecondCheck => "doubt-second_check",
        Doubt::Operator => "doubt-operator",
    };
    text(language, key, &[])
}

/// Foreign text as an argument: identifiers and values come from another party.
fn shown(foreign: &str) -> fluent_bundle::FluentValue<'static> {
    Shown::new(foreign).into_string().into()
}

#[cfg(test)]
mod tests {
    use super::super::has;
    use super::*;
    use crate::model::ids::{FlowKey, ProductId};

    const LANGUAGES: [Language; 2] = [Language::Nl, Language::En];

    /// Every cause. The match makes a new one fail to compile here until it has a place in the list.
    fn causes() -> Vec<Cause> {
        use Cause as C;
        let all = vec![
            C::MissingAnswer,
            C::InvalidOption,
            C::InvalidAnswer,
            C::MissingAgreement,
            C::MissingField,
            C::InvalidField,
            C::InvalidProduct,
            C::ProductNotLinked,
            C::FlowNotMapped,
            C::UnknownFlow,
            C::NotGranted,
            C::Loop,
            C::ReferenceConflict,
            C::AlreadyThere,
            C::Refused,
            C::Unauthorised,
            C::NotAllowed,
            C::UnknownAccount,
            C::NotFound,
            C::Throttled,
            C::Unreachable,
            C::Tls,
            C::TimedOut,
            C::ConnectionLost,
            C::ServerError,
            C::Firewall,
            C::Redirected,
            C::UnclearAnswer,
            C::OwnEnvironment,
            C::Quarantine,
            C::Internal,
        ];
        for cause in &all {
            match cause {
                C::MissingAnswer | C::InvalidOption | C::InvalidAnswer | C::MissingAgreement => {}
                C::MissingField | C::InvalidField | C::InvalidProduct | C::ProductNotLinked => {}
                C::FlowNotMapped | C::UnknownFlow | C::NotGranted | C::Loop => {}
                C::ReferenceConflict | C::AlreadyThere => {}
                C::Refused
                | C::Unauthorised
                | C::NotAllowed
                | C::UnknownAccount
                | C::NotFound
                | C::Throttled => {}
                C::Unreachable | C::Tls | C::TimedOut | C::ConnectionLost | C::ServerError => {}
                C::Firewall | C::Redirected | C::UnclearAnswer | C::OwnEnvironment => {}
                C::Quarantine | C::Internal => {}
            }
        }
        all
    }

    #[test]
    fn every_cause_says_what_happened_and_what_next_in_both_languages() {
        for language in LANGUAGES {
            for cause in causes() {
                for key in [format!("failure-{}", cause.word()), format!("next-{}", cause.word())] {
                    assert!(has(language, &key), "{language:?} lacks {key}");
                }
                let failure = Failure::found(cause, Element::Partner);
                assert!(next_step(language, &failure).starts_with("koppel "), "what koppel does comes first");
            }
        }
    }

    #[test]
    fn an_environment_that_says_no_is_heard() {
        let of = |cause| Failure {
            said: Some(Shown::new("Annuleringen neemt de leverancier hier niet aan.")),
            ..Failure::found(cause, Element::Field("status".to_owned()))
        };
        for language in LANGUAGES {
            assert!(call_sentence(language, &of(Cause::InvalidField)).contains("neemt de leverancier"));
            assert!(!call_sentence(language, &of(Cause::Firewall)).contains("neemt de leverancier"));
        }
    }

    #[test]
    fn nothing_but_placing_a_sale_speaks_of_sales_or_pauses() {
        use Cause as C;
        let causes = [
            C::MissingField,
            C::InvalidField,
            C::UnknownFlow,
            C::NotGranted,
            C::ReferenceConflict,
            C::Refused,
            C::Unauthorised,
            C::NotAllowed,
            C::UnknownAccount,
            C::NotFound,
            C::Throttled,
            C::Unreachable,
            C::Tls,
            C::TimedOut,
            C::ConnectionLost,
            C::ServerError,
            C::Firewall,
            C::Redirected,
            C::UnclearAnswer,
            C::Quarantine,
        ];
        for language in LANGUAGES {
            for cause in causes {
                let failure = Failure::found(cause, Element::Token);
                let said =
                    format!("{}. {}", call_sentence(language, &failure), call_next(language, &failure));
                let lower = said.to_lowercase();
                assert!(has(language, &format!("call-next-{}", cause.word())), "{cause:?}");
                for word in ["sale", "pauze", "pauses", "koppel zoekt", "koppel first", ": token"] {
                    assert!(!lower.contains(word), "{said}");
                }
            }
        }
    }

    #[test]
    fn every_detail_of_a_connection_is_said_in_both_languages() {
        for language in LANGUAGES {
            for detail in Detail::ALL {
                let said = Some(Shown::new(detail.phrase()));
                let failure = Failure { said, ..Failure::found(Cause::Tls, Element::Partner) };
                assert_eq!(Detail::of(&failure), Some(detail));
                let sentence = sentence(language, &failure);
                assert!(!sentence.contains("detail-") && sentence.contains(": "), "{sentence}");
                // The same words out of a partner's mouth are the partner's.
                let said = Failure { cause: Cause::Refused, ..failure };
                assert_eq!(Detail::of(&said), None);
            }
        }
    }

    #[test]
    fn every_element_reason_state_and_doubt_has_a_text_with_its_arguments_filled() {
        let elements = [
            Element::Token,
            Element::Field("iban".into()),
            Element::Question("q".into()),
            Element::Answer("q".into(), "x".into()),
            Element::Agreement("a".into()),
            Element::Product(ProductId(1)),
            Element::OwnProduct(ProductId(2)),
            Element::Flow(FlowKey::new("energy", "b")),
            Element::OwnFlow(FlowKey::new("energy", "a")),
            Element::Status("s".into()),
        ];
        let status = |condition: Option<&str>| WaitingReason::Status {
            status: "new".into(),
            allowed: vec!["verified".into()],
            condition: condition.map(str::to_owned),
        };
        let reasons = [
            WaitingReason::ProductNotLinked { product: ProductId(1) },
            WaitingReason::Received { product: ProductId(1), organisation: "Deur".to_owned() },
            WaitingReason::Mixed,
            WaitingReason::OutOfSale { product: ProductId(1) },
            WaitingReason::OptInLapsed { valid_till: "2026-01-31".into() },
            WaitingReason::OptInWithdrawn { withdrawn_at: "2026-01-31 12:00:00".into() },
            WaitingReason::ProcessingOff,
            WaitingReason::ConditionOff { condition: "c".into() },
            status(None),
            status(Some("c")),
            WaitingReason::CancelledAtOwn,
            WaitingReason::CancelAskedAtOwn,
            WaitingReason::Drift { version: 2, element: Element::Answer("q".into(), "x".into()) },
        ];
        let doubts = [Doubt::Settling, Doubt::FirstCheck, Doubt::SecondCheck, Doubt::Operator];
        for language in LANGUAGES {
            let of_elements = elements.iter().filter_map(|one| element(language, one));
            let said: Vec<String> = of_elements
                .chain(reasons.iter().map(|reason| waiting(language, &Statuses::default(), reason)))
                .chain(State::ALL.into_iter().map(|one| state(language, one)))
                .chain(doubts.into_iter().map(|one| doubt(language, one)))
                .collect();
            assert_eq!(said.len(), elements.len() + reasons.len() + State::ALL.len() + doubts.len());
            assert!(said.iter().any(|text| text.contains("31-01-2026")), "{said:?}");
            for text in said {
                let a_key = ["element-", "waiting-", "state-", "doubt-"].iter().any(|p| text.starts_with(p));
                assert!(!a_key && !text.contains('$'), "{language:?}: {text}");
            }
        }
    }

    #[test]
    fn a_sentence_names_what_it_points_at_and_lets_no_foreign_control_through() {
        let failure =
            Failure::found(Cause::InvalidOption, Element::Answer("kleur".into(), "ro\u{1b}[2Jod".into()));
        let sentence = sentence(Language::Nl, &failure);
        assert!(sentence.contains("kleur") && sentence.contains("od"), "{sentence}");
        assert!(!sentence.contains('\u{1b}'));
    }
}
