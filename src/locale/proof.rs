//! The proof in words: its verdict, a counterexample as a person reads it, rules as trees with what holds of
//! them, doubts and assumptions. Shared by console and commands.
//!
//! Not here: the wording (`assets/locales/*/proof.ftl`), the proof itself (`linking::prove`).

use fluent_bundle::FluentValue;

use super::{Argument, Language, failure, text};
use crate::model::proof::{
    Asked, Assumption, Counterexample, Doubt, Explained, Party, Proof, RowToChange, Verdict,
};
use crate::model::rule::{Criterion, Subject};
use crate::model::sale::{Answer, CustomerKind, TransactionType};
use crate::model::shown::Shown;

/// How it ended, as a sentence.
pub fn verdict(language: Language, proof: &Proof) -> String {
    let key = match proof.verdict {
        _ if proof.products.is_empty() => "proof-verdict-nothing",
        Verdict::Proven => "proof-verdict-proven",
        Verdict::Counterexample => "proof-verdict-counterexample",
        Verdict::Unknown => "proof-verdict-unknown",
    };
    text(language, key, &[])
}

/// How it ended, as a word.
pub fn word(language: Language, verdict: Verdict) -> String {
    let key = match verdict {
        Verdict::Proven => "proof-word-proven",
        Verdict::Counterexample => "proof-word-counterexample",
        Verdict::Unknown => "proof-word-unknown",
    };
    text(language, key, &[])
}

/// Consumer or business.
pub fn customer(language: Language, kind: CustomerKind) -> String {
    let key = match kind {
        CustomerKind::Consumer => "proof-customer-consumer",
        CustomerKind::Business => "proof-customer-business",
    };
    text(language, key, &[])
}

/// A counterexample, a line for each thing: what fails, the smallest sale, the rules of both sides, the row.
pub fn counterexample(language: Language, number: usize, found: &Counterexample) -> Vec<String> {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    let sale = &found.sale;
    let kind = match sale.transaction_type {
        TransactionType::Order => "proof-kind-order",
        TransactionType::Offer => "proof-kind-offer",
    };
    let failure = failure::sentence(language, &found.failure);
    let flow = sale.flow.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
    let mut lines = vec![
        say("proof-example", &[("number", (number as u64).into()), ("failure", failure.into())]),
        indented(
            1,
            &say(
                "proof-example-sale",
                &[
                    ("product", sale.product.to_string().into()),
                    ("flow", shown(&flow)),
                    ("customer", customer(language, sale.customer).into()),
                    ("kind", say(kind, &[]).into()),
                ],
            ),
        ),
    ];
    for question in &sale.matters {
        let label = found.labels.get(question).map_or(question.as_str(), Shown::as_str);
        lines.push(indented(
            2,
            &match sale.answers.get(question) {
                None => say("proof-example-empty", &[("question", shown(label))]),
                Some(answer) => {
                    let answer = match answer {
                        Answer::One(text) => text.clone(),
                        Answer::Many(values) => values.join(", "),
                        Answer::Files(_) => say("proof-file", &[]),
                    };
                    say("proof-example-given", &[("question", shown(label)), ("answer", shown(&answer))])
                }
            },
        ));
    }
    for agreement in &sale.matters_agreed {
        let given = sale.agreements.contains(agreement);
        let key = if given { "proof-example-agreed" } else { "proof-example-not-agreed" };
        lines.push(indented(2, &say(key, &[("agreement", shown(agreement.as_str()))])));
    }
    for (key, rule) in [("proof-rule-partner", &found.partner_rule), ("proof-rule-own", &found.own_rule)] {
        let Some(rule) = rule else { continue };
        lines.push(indented(1, &say(key, &[])));
        lines.extend(tree(language, rule).iter().map(|line| indented(2, line)));
    }
    let (key, name) = match &found.row {
        RowToChange::Flow(flow) => ("proof-row-flow", flow.to_string()),
        RowToChange::Question(question) => ("proof-row-question", question.to_string()),
        RowToChange::Agreement(agreement) => ("proof-row-agreement", agreement.to_string()),
        RowToChange::Product(product) => ("proof-row-product", product.to_string()),
    };
    lines.push(indented(1, &say(key, &[("name", shown(&name))])));
    if !found.products.is_empty() {
        let products: Vec<String> = found.products.iter().map(ToString::to_string).collect();
        lines.push(indented(1, &say("proof-example-also", &[("products", products.join(", ").into())])));
    }
    lines
}

fn indented(depth: usize, line: &str) -> String {
    format!("{}{line}", "  ".repeat(depth))
}

/// A rule as a tree: a line for each part, with a mark for what holds (✓), does not (✗) or is unknown (?).
pub fn tree(language: Language, rule: &Explained) -> Vec<String> {
    let marked = |part: Part| {
        let mark = match part.holds {
            Some(true) => '✓',
            Some(false) => '✗',
            None => '?',
        };
        indented(part.depth, &format!("{mark} {}", part.said))
    };
    parts(language, rule, true).into_iter().map(marked).collect()
}

/// A part of a rule, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How deep it stands.
    pub depth: usize,
    /// Whether it holds; `None` when that is unknown.
    pub holds: Option<bool>,
    /// What it says.
    pub said: String,
}

/// The parts of a rule, each below the group it stands in; with what was `found`, or as it stands.
pub fn parts(language: Language, rule: &Explained, found: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    part(language, rule, found, 0, &mut parts);
    parts
}

fn part(language: Language, rule: &Explained, with_found: bool, depth: usize, parts: &mut Vec<Part>) {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    let (holds, said) = match rule {
        Explained::Group { holds, rules, .. } if rules.is_empty() => {
            (*holds, say("proof-tree-all-empty", &[]))
        }
        Explained::Group { criterion: Criterion::All, holds, .. } => (*holds, say("proof-tree-all", &[])),
        Explained::Group { criterion: Criterion::Any, holds, .. } => (*holds, say("proof-tree-any", &[])),
        Explained::Condition { subject, value, found, holds } => {
            let subject: FluentValue<'_> = match subject {
                Subject::ProductType => say("proof-tree-product-type", &[]).into(),
                Subject::Supplier => say("proof-tree-supplier", &[]).into(),
                Subject::Profile => say("proof-tree-profile", &[]).into(),
                Subject::Answer { question } => {
                    say("proof-tree-question", &[("name", shown(question))]).into()
                }
            };
            let wanted = match value {
                Some(value) => say("proof-tree-equals", &[("subject", subject), ("value", shown(value))]),
                None => say("proof-tree-anything", &[("subject", subject)]),
            };
            let here = match found {
                _ if !with_found => String::new(),
                Some(found) => format!(" ({})", say("proof-tree-found", &[("found", shown(found))])),
                None => format!(" ({})", say("proof-tree-nothing", &[])),
            };
            (*holds, format!("{wanted}{here}"))
        }
        Explained::Unknown { found } => (None, say("proof-tree-unknown", &[("found", shown(found))])),
    };
    parts.push(Part { depth, holds, said });
    if let Explained::Group { rules, .. } = rule {
        rules.iter().for_each(|rule| part(language, rule, with_found, depth + 1, parts));
    }
}

/// Why something is not decided.
pub fn doubt(language: Language, doubt: &Doubt) -> String {
    let about = |key: &str, party: &Party, asked: &Asked, more: &[Argument<'_>]| {
        let side = match party {
            Party::Own => "proof-side-own",
            Party::Partner => "proof-side-partner",
        };
        let mut arguments: Vec<Argument<'_>> =
            vec![("side", text(language, side, &[]).into()), ("asked", self::asked(language, asked).into())];
        arguments.extend(more.iter().cloned());
        capitalised(&text(language, key, &arguments))
    };
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    match doubt {
        Doubt::CatalogueNotRead { party: Party::Own } => say("proof-doubt-catalogue-not-read-own", &[]),
        Doubt::CatalogueNotRead { party: Party::Partner } => {
            say("proof-doubt-catalogue-not-read-partner", &[])
        }
        Doubt::NoOwnProduct { own } => say("proof-doubt-no-own-product", &[("own", own.to_string().into())]),
        Doubt::NotRead { party, asked } => about("proof-doubt-not-read", party, asked, &[]),
        Doubt::FlowNotRead { flow } => {
            say("proof-doubt-flow-not-read", &[("flow", shown(&flow.to_string()))])
        }
        Doubt::UnknownRule { party, asked, found } => {
            about("proof-doubt-unknown-rule", party, asked, &[("found", shown(found))])
        }
        Doubt::NoRule { party, asked } => about("proof-doubt-no-rule", party, asked, &[]),
        Doubt::NoSuchQuestion { party, asked, name } => {
            about("proof-doubt-no-such-question", party, asked, &[("name", shown(name))])
        }
        Doubt::NameTwice { party, asked, name } => {
            about("proof-doubt-name-twice", party, asked, &[("name", shown(name))])
        }
        Doubt::SpelledAlike { party, asked, name, value } => {
            let more = [("name", shown(name)), ("value", shown(value))];
            about("proof-doubt-spelled-alike", party, asked, &more)
        }
        Doubt::AnsweredUnseen { party, asked, name } => {
            about("proof-doubt-answered-unseen", party, asked, &[("name", shown(name))])
        }
        Doubt::Circle { party, asked } => about("proof-doubt-circle", party, asked, &[]),
        Doubt::Undecided { party, asked } => about("proof-doubt-undecided", party, asked, &[]),
        Doubt::DefaultValue { question } => {
            say("proof-doubt-default-value", &[("question", shown(question.as_str()))])
        }
        Doubt::InputType { question, word } => {
            let arguments = [("question", shown(question.as_str())), ("word", shown(word))];
            say("proof-doubt-input-type", &arguments)
        }
        Doubt::Form { question, wants, value } => say(
            "proof-doubt-form",
            &[
                ("question", shown(question.as_str())),
                ("wants", form(language, wants).into()),
                ("value", shown(value)),
            ],
        ),
        Doubt::ProductType { party, asked } => about("proof-doubt-product-type", party, asked, &[]),
        Doubt::NoFlow { product_type } => {
            say("proof-doubt-no-flow", &[("product_type", shown(product_type))])
        }
        Doubt::ProductNotInFlow { product, flow } => {
            let arguments = [("product", product.to_string().into()), ("flow", shown(&flow.to_string()))];
            say("proof-doubt-product-not-in-flow", &arguments)
        }
        Doubt::Section { flow, title } => {
            say("proof-doubt-section", &[("flow", shown(&flow.to_string())), ("title", shown(title))])
        }
        Doubt::TooMany { asked, bound } => {
            let arguments = [("asked", self::asked(language, asked).into()), ("bound", (*bound).into())];
            say("proof-doubt-too-many", &arguments)
        }
    }
}

/// A form that a partner wants an answer in; a check that this version does not know by its own name.
fn form(language: Language, word: &str) -> String {
    let key = match word {
        "email" => "proof-form-email",
        "date" => "proof-form-date",
        "price" => "proof-form-price",
        "numeric" => "proof-form-numeric",
        "phone" => "proof-form-phone",
        "postcode" => "proof-form-postcode",
        "iban" => "proof-form-iban",
        "ean" => "proof-form-ean",
        "coc" => "proof-form-coc",
        "vat" => "proof-form-vat",
        "yes-no" => "proof-form-yes-no",
        "signature" => "proof-form-signature",
        "relation" => "proof-form-relation",
        other => return Shown::new(other).into_string(),
    };
    text(language, key, &[])
}

/// What the proof rests on.
pub fn assumption(language: Language, assumption: &Assumption) -> String {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    let flow = |flow: &dyn ToString| [("flow", shown(&flow.to_string()))];
    match assumption {
        Assumption::Fields => say("proof-assumption-fields", &[]),
        Assumption::StaysOnSale => say("proof-assumption-stays-on-sale", &[]),
        Assumption::AskedInEveryFlow => say("proof-assumption-asked-in-every-flow", &[]),
        Assumption::Typed { own, partner, wants } => say(
            "proof-assumption-typed",
            &[
                ("own", shown(own.as_str())),
                ("partner", shown(partner.as_str())),
                ("wants", form(language, wants).into()),
            ],
        ),
        Assumption::Constant { partner, wants } => {
            let arguments = [("partner", shown(partner.as_str())), ("wants", form(language, wants).into())];
            say("proof-assumption-constant", &arguments)
        }
        Assumption::Relation { partner } => {
            say("proof-assumption-relation", &[("partner", shown(partner.as_str()))])
        }
        Assumption::NotOffered { own, partner } => {
            let arguments = [("own", own.to_string().into()), ("partner", partner.to_string().into())];
            say("proof-assumption-not-offered", &arguments)
        }
        Assumption::Iban { flow, customer } => say(
            "proof-assumption-iban",
            &[("flow", shown(&flow.to_string())), ("customer", self::customer(language, *customer).into())],
        ),
        Assumption::Signature { flow: of } => say("proof-assumption-signature", &flow(of)),
        Assumption::Age { flow: of } => say("proof-assumption-age", &flow(of)),
        Assumption::AdditionalProducts { flow: of } => say("proof-assumption-additional-products", &flow(of)),
        Assumption::FlowNotMapped { flow: of } => say("proof-assumption-flow-not-mapped", &flow(of)),
    }
}

fn asked(language: Language, asked: &Asked) -> String {
    match asked {
        Asked::Question(key) => text(language, "proof-asked-question", &[("name", shown(key.as_str()))]),
        Asked::Agreement(key) => text(language, "proof-asked-agreement", &[("name", shown(key.as_str()))]),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Foreign text as an argument.
fn shown(foreign: &str) -> FluentValue<'static> {
    Shown::new(foreign).into_string().into()
}
