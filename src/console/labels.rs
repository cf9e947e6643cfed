//! Names that come over the wire as words of the API or of koppel, as an operator reads them. A word that
//! this version does not know is shown as it is: better raw than gone.
//!
//! Not here: sentences (`words`).

use super::look::Look;
use crate::locale;
use crate::model::shown::Shown;

/// `key`'s text when there is one, else the word itself.
fn known(look: &Look, key: &str, word: &str) -> String {
    if locale::has(look.language, &format!("console-{key}")) {
        look.say(key, &[])
    } else {
        Shown::new(word).into_string()
    }
}

/// A field of a sale or a product, by the API's name: `postcode`, `connection_postcode`,
/// `questionData.meter-type`.
pub fn field(look: &Look, name: &str) -> String {
    if let Some(question) = name.strip_prefix("questionData.") {
        return look.say("field-question", &[("name", Shown::new(question).into_string().into())]);
    }
    if let Some(of) = name.strip_prefix("connection_") {
        return look.say("field-of-connection", &[("field", field(look, of).into())]);
    }
    known(look, &format!("field-{}", name.replace('_', "-")), name)
}

/// Fields, by the API's names.
pub fn fields(look: &Look, names: &[String]) -> String {
    names.iter().map(|name| field(look, name)).collect::<Vec<_>>().join(", ")
}

/// What requests are for.
pub fn lane(look: &Look, word: &str) -> String {
    known(look, &format!("lane-{word}"), word)
}

/// What was done with a sale.
pub fn verb(look: &Look, word: &str) -> String {
    let key = match word {
        "confirm_absent" | "confirm-absent" => "absent",
        word => word,
    };
    known(look, &format!("verb-{key}"), word)
}

/// How far a token reaches; `None` where the environment does not tell.
pub fn scope(look: &Look, word: &str) -> Option<String> {
    (!word.is_empty()).then(|| known(look, &format!("scope-{word}"), word))
}

/// A changed setting, which comes as `automatic=on`.
pub fn setting(look: &Look, change: &str) -> String {
    let Some((name, value)) = change.split_once('=') else { return change.to_owned() };
    let label = known(look, &format!("setting-{name}"), name);
    let value = match (name, value) {
        (_, "on") => look.on_off(true),
        (_, "off") => look.on_off(false),
        ("statuses", "always") => look.say("gate-always", &[]),
        ("on-vanished", value) => known(look, &format!("vanished-{value}"), value),
        (_, value) => Shown::new(value).into_string(),
    };
    format!("{label}: {value}")
}

#[cfg(test)]
mod tests {
    use super::super::app::fixture;
    use super::*;
    use crate::locale::Language;

    #[test]
    fn words_of_the_wire_are_read_in_dutch_and_unknown_ones_stay() {
        let look = fixture::look(Language::Nl);
        assert_eq!(field(&look, "housenumber"), "huisnummer");
        assert_eq!(field(&look, "connection_postcode"), "postcode (aansluiting)");
        assert_eq!(field(&look, "questionData.meter-type"), "vraag meter-type");
        assert_eq!(field(&look, "something_new"), "something_new");
        assert_eq!(lane(&look, "catalogue"), "gegevens ophalen");
        assert_eq!(verb(&look, "retry"), "Opnieuw proberen");
        assert_eq!(verb(&look, "confirm_absent"), "Bevestigen: de partner heeft de sale niet");
        assert_eq!(setting(&look, "automatic=on"), "Automatisch: aan");
        assert_eq!(setting(&look, "on-vanished=delete"), "Product weg bij de partner: verwijderen");
        assert_eq!(scope(&look, "account").unwrap(), "het hele account");
    }
}
