//! Names that come over the wire as words of the API or of koppel, as an operator reads them. A word that
//! this version does not know is shown as it is: better raw than gone.
//!
//! Not here: sentences (`words`).

use serde_json::Value;

use super::look::Look;
use super::theme::Meaning;
use super::words;
use crate::locale::{self, when};
use crate::model::act::MappingRow;
use crate::model::administration::catalogue::Kind;
use crate::model::difference::FieldDiff;
use crate::model::integration::FieldPolicy;
use crate::model::mapping::QuestionRow;
use crate::model::shown::Shown;
use crate::model::side_by_side::{MappingView, QuestionView};

/// Fields that the API answers with `0` or `1`.
const FLAGS: &[&str] = &[
    "business",
    "has_return",
    "active",
    "main",
    "retention",
    "required",
    "visible",
    "visible_customer",
    "contract_pdf_visibility",
];

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

/// A field as it is at A and at the partner; of files only that they differ.
pub fn difference(look: &Look, diff: &FieldDiff) -> String {
    let label = field(look, &diff.field);
    if diff.ours.is_none() && diff.theirs.is_none() {
        return look.say("difference-files", &[("field", label.into())]);
    }
    let side = |value: &Option<Shown>| {
        let Some(value) = value else { return look.say("difference-nothing", &[]) };
        match diff.field.starts_with("price") {
            true => format!("«{}»", locale::amount(look.language, value.as_str())),
            false => format!("«{}»", self::value(look, &diff.field, value)),
        }
    };
    let arguments =
        [("field", label.into()), ("ours", side(&diff.ours).into()), ("theirs", side(&diff.theirs).into())];
    look.say("difference", &arguments)
}

/// The same with what its policy says.
pub fn judged_difference(look: &Look, policy: FieldPolicy, diff: &FieldDiff) -> String {
    format!("{} ({})", difference(look, diff), words::policy(look, policy))
}

/// What requests are for.
pub fn lane(look: &Look, word: &str) -> String {
    known(look, &format!("lane-{word}"), word)
}

/// What was done with a sale.
pub fn verb(look: &Look, word: &str) -> String {
    known(look, &format!("verb-{}", word.replace('_', "-")), word)
}

/// How far a token reaches; `None` where the environment does not tell.
pub fn scope(look: &Look, word: &str) -> Option<String> {
    (!word.is_empty()).then(|| known(look, &format!("scope-{word}"), word))
}

/// What a status means for a sale.
pub fn status_kind(look: &Look, word: &str) -> String {
    known(look, &format!("status-kind-{}", word.replace('_', "-")), word)
}

/// What a user is, and whether its tokens are good.
pub fn person(look: &Look, link: bool, active: bool) -> (String, Meaning) {
    let (key, meaning) = match (active, link) {
        (false, _) => ("person-inactive", Meaning::Stopped),
        (true, true) => ("person-link", Meaning::Plain),
        (true, false) => ("person-person", Meaning::Plain),
    };
    (look.say(key, &[]), meaning)
}

/// A kind of product.
pub fn product_type(look: &Look, word: &str) -> String {
    known(look, &format!("product-type-{}", word.replace('_', "-")), word)
}

/// Kinds of product as they are told here, with commas between them; what is none of them stays.
pub fn product_types(look: &Look, words: &str) -> String {
    words.split(',').map(|word| product_type(look, word.trim())).collect::<Vec<_>>().join(", ")
}

/// The same as the API has them, however they were typed.
pub fn typed_product_types(look: &Look, typed: &str) -> String {
    const WORDS: [&str; 5] = ["energy", "telecom", "default", "solar_panel", "heat_pump"];
    let read = |typed: &str| {
        let meant =
            WORDS.into_iter().find(|word| product_type(look, word).to_lowercase() == typed.to_lowercase());
        meant.unwrap_or(typed).to_owned()
    };
    let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(read).collect::<Vec<_>>().join(", ")
}

/// How a question is answered.
pub fn input_type(look: &Look, word: &str) -> String {
    known(look, &format!("input-{word}"), word)
}

/// What a webhook tells, with the word that it is subscribed by.
pub fn event(look: &Look, word: &str) -> String {
    let said = known(look, &format!("event-{}", word.replace(['.', '_'], "-")), word);
    if said == word { said } else { format!("{said} ({word})") }
}

/// A field of a thing of the own catalogue: a status goes by a word, not by a number.
pub fn thing_field(look: &Look, kind: Kind, name: &str) -> String {
    field(look, if (kind, name) == (Kind::Status, "id") { "identifier" } else { name })
}

/// What it holds: *type* is another word of each kind.
pub fn thing_value(look: &Look, kind: Kind, name: &str, held: Option<&Value>) -> String {
    let said = told(look, name, held);
    match (kind, name) {
        (Kind::Status, "type") => status_kind(look, &said),
        (Kind::Product | Kind::Flow, "type") => product_type(look, &said),
        (Kind::Agreement, "type") => input_type(look, &said),
        _ => said,
    }
}

/// What a line of the record is about.
pub fn audited(look: &Look, kind: &str) -> String {
    known(look, &format!("audited-{}", kind.replace('_', "-")), kind)
}

/// What a field of a sale or a product holds, where the API says it in a word or a sign of its own.
pub fn value(look: &Look, name: &str, value: &Shown) -> String {
    match (name, value.as_str()) {
        (name, "0" | "false") if FLAGS.contains(&name) => look.yes_no(false),
        (name, "1" | "true") if FLAGS.contains(&name) => look.yes_no(true),
        ("business", "2") => look.say("business-both", &[]),
        ("validator", word) => known(look, &format!("validator-{word}"), word),
        ("input_type", word) => input_type(look, word),
        ("product_type", word) => product_type(look, word),
        ("product_types", words) => product_types(look, words),
        ("transaction_type", word) => known(look, &format!("transaction-{word}"), word),
        ("verification_method", word) => known(look, &format!("verification-{word}"), word),
        ("sale_channel" | "channel", word) => known(look, &format!("channel-{word}"), word),
        ("monthly" | "onetime" | "price" | "price_monthly", amount) => locale::amount(look.language, amount),
        ("tarifftype", "0") => look.say("tariff-single", &[]),
        ("tarifftype", "1") => look.say("tariff-double", &[]),
        ("type", word) => known(look, &format!("energy-{}", word.replace('_', "-")), word),
        ("role", word) => known(look, &format!("role-{word}"), word),
        ("gender", "f") => look.say("gender-female", &[]),
        ("gender", "m") => look.say("gender-male", &[]),
        ("gender", word) => known(look, &format!("gender-{word}"), word),
        (name, time) if when::is_time(name) => look.told_at(time),
        (_, other) => other.to_owned(),
    }
}

/// Whether that is a file of which only the size and a hash are told.
pub fn is_file(value: &Value) -> bool {
    value.get("size").is_some_and(Value::is_u64) && value.get("hash").is_some_and(Value::is_string)
}

fn kilobytes(look: &Look, size: u64) -> String {
    format!("{} kB", look.number(size.div_ceil(1_000)))
}

/// A document by its name, with its size where that is told.
fn document(look: &Look, one: &Value) -> String {
    let name = told(look, "name", one.get("name"));
    match one.get("size").and_then(Value::as_u64) {
        Some(size) => format!("{name} ({})", kilobytes(look, size)),
        None => name,
    }
}

/// What a field holds that came as it stands on the wire; empty when it holds nothing.
pub fn told(look: &Look, name: &str, held: Option<&Value>) -> String {
    match held {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(flag)) => look.yes_no(*flag),
        Some(Value::String(text)) if name == "options" => {
            // One text of the API, parted by line ends or commas.
            let parts = text.split(['\r', '\n', ',']).map(str::trim).filter(|part| !part.is_empty());
            parts.map(|part| Shown::new(part).into_string()).collect::<Vec<_>>().join(" | ")
        }
        Some(Value::String(text)) => value(look, name, &Shown::new(text)),
        Some(Value::Array(many)) if name == "documents" => {
            many.iter().map(|one| document(look, one)).collect::<Vec<_>>().join(" | ")
        }
        Some(Value::Array(many)) => {
            let each: Vec<_> = many.iter().map(|one| told(look, name, Some(one))).collect();
            each.join(" | ")
        }
        Some(Value::Object(object)) if object.contains_key("content") => {
            // A file: what it holds says nothing to a reader.
            let extension = told(look, "extension", object.get("extension"));
            let size = object.get("content").and_then(Value::as_str).map_or(0, |text| text.len() / 4 * 3);
            format!("{extension}, {}", kilobytes(look, size as u64))
        }
        Some(one @ Value::Object(object)) if is_file(one) => {
            let extension = told(look, "extension", object.get("extension"));
            let size = object.get("size").and_then(Value::as_u64).unwrap_or_default();
            format!("{extension}, {}", kilobytes(look, size))
        }
        Some(Value::Object(object)) => {
            let each = object
                .iter()
                .map(|(name, one)| format!("{}: {}", field(look, name), told(look, name, Some(one))));
            each.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Number(number)) => value(look, name, &Shown::new(&number.to_string())),
    }
}

/// What an answer to a question is called: a box that is ticked says yes.
pub fn answer(look: &Look, question: Option<&QuestionView>, answer: &str) -> String {
    match question.map(|question| question.input_type.as_str()) {
        Some("checkbox") => look.yes_no(answer == "1"),
        _ => Shown::new(answer).into_string(),
    }
}

/// The option table of a row, a pair each.
pub fn option_table(look: &Look, view: Option<&MappingView>, row: &QuestionRow) -> Vec<String> {
    let own = view.and_then(|view| view.own_questions.iter().find(|one| Some(&one.key) == row.own.as_ref()));
    let partner = view.and_then(|view| view.partner_questions.iter().find(|one| one.key == row.partner));
    let pair = |(from, to): (&String, &String)| {
        format!("{} > {}", answer(look, own, from), answer(look, partner, to))
    };
    row.options.iter().map(pair).collect()
}

/// A row of a mapping in one line: what stands on the other side, and how an answer is rewritten.
pub fn mapping_row(look: &Look, view: Option<&MappingView>, row: Option<&MappingRow>) -> String {
    match row {
        Some(MappingRow::SetFlow(row)) => row.partner.to_string(),
        Some(MappingRow::SetAgreement(row)) => row.own.to_string(),
        Some(MappingRow::SetStatus(row)) => row.own.to_string(),
        Some(MappingRow::SetQuestion(row)) => {
            let asked =
                view.and_then(|view| view.partner_questions.iter().find(|one| one.key == row.partner));
            let from = match (&row.constant, &row.own) {
                (Some(constant), _) => {
                    look.say("mapped-constant", &[("value", answer(look, asked, constant).into())])
                }
                (None, Some(own)) => own.to_string(),
                (None, None) => look.say("map-nothing", &[]),
            };
            let table = option_table(look, view, row).into_iter();
            let default = row.default.iter().map(|value| {
                format!("{}: {}", field(look, "map_default").to_lowercase(), answer(look, asked, value))
            });
            let date = row.date.iter().map(|date| format!("{} > {}", date.from, date.to));
            let parts = std::iter::once(from).chain(table).chain(default).chain(date);
            Shown::new(&parts.collect::<Vec<_>>().join(" · ")).into_string()
        }
        Some(
            MappingRow::UnsetFlow(_)
            | MappingRow::UnsetQuestion(_)
            | MappingRow::UnsetAgreement(_)
            | MappingRow::UnsetStatus(_),
        )
        | None => look.say("map-nothing", &[]),
    }
}

/// A changed setting, which comes as `automatic=on`.
pub fn setting(look: &Look, change: &str) -> String {
    let Some((name, value)) = change.split_once('=') else { return change.to_owned() };
    let of = |policy: &str| match policy {
        "partner" => look.say("policy-partner", &[]),
        "ours" => look.say("policy-ours", &[]),
        "ask" => look.say("policy-ask", &[]),
        other => Shown::new(other).into_string(),
    };
    if let Some(of_product) = name.strip_prefix("field.") {
        return format!("{}: {}", field(look, of_product), of(value));
    }
    let label = known(look, &format!("setting-{name}"), name);
    let value = match (name, value) {
        (_, "on") => look.on_off(true),
        (_, "off") => look.on_off(false),
        ("statuses", "always") => look.say("gate-always", &[]),
        ("on-vanished", value) => known(look, &format!("vanished-{value}"), value),
        ("on-drift", value) => known(look, &format!("drift-{value}"), value),
        (_, value) => Shown::new(value).into_string(),
    };
    format!("{label}: {value}")
}

#[cfg(test)]
mod tests {
    use super::super::app::fixture;
    use super::super::text::Zone;
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
        assert_eq!(setting(&look, "field.name=ask"), "naam: vragen");
        assert_eq!(setting(&look, "on-vanished=delete"), "Product weg bij de partner: verwijderen");
        assert_eq!(scope(&look, "account").unwrap(), "het hele account");
        assert_eq!(value(&look, "business", &"0".into()), "nee");
        assert_eq!(locale::amount(look.language, "24.95"), "24,95");
        let elsewhere = Look { zone: Zone::Named(chrono_tz::UTC), ..look };
        assert_eq!(value(&elsewhere, "created_at", &"2026-07-01 12:00:00".into()), "01-07-2026 10:00");
        assert_eq!(value(&elsewhere, "created_at", &"straks".into()), "straks");
        assert_eq!(value(&elsewhere, "created_at", &"2026-07-01T12:00:00+02:00".into()), "01-07-2026 10:00");
        assert_eq!(value(&elsewhere, "contract_date", &"2026-07-01".into()), "01-07-2026");
        let image = serde_json::json!({"extension": "png", "content": "QUFB".repeat(1_000)});
        assert_eq!(told(&look, "image", Some(&image)), "png, 3 kB");
        let documents = serde_json::json!([{"name": "a.pdf", "location": "http://x"}, {"name": "b.pdf"}]);
        assert_eq!(told(&look, "documents", Some(&documents)), "a.pdf | b.pdf");
    }

    #[test]
    fn every_status_that_ships_and_every_way_to_answer_has_a_name_in_both_languages() {
        for language in [Language::Nl, Language::En] {
            let has = |key: String| assert!(locale::has(language, &key), "{key} in {language:?}");
            for key in crate::model::status::SYSTEM {
                has(format!("console-status-{}", key.replace('_', "-")));
            }
            for word in crate::model::administration::catalogue::INPUTS {
                has(format!("console-input-{word}"));
            }
        }
    }
}
