//! Texts in Dutch and English. A text is found by a key that says what it means; its arguments are data.
//! The files lie in `assets/locales/<language>/<room>.ftl`, one pair per room that speaks.
//!
//! Not here: the wording itself, and formatting of ages and widths (`console::text`).

pub mod alert;
pub mod course;
pub mod doubt;
pub mod drift;
pub mod failure;
pub mod group;
pub mod job;
pub mod plan;
pub mod proof;
pub mod reason;
pub mod rehearsal;
pub mod rights;
pub mod sheet;
pub mod status;
pub mod trace;
pub mod updates;
pub mod when;
pub mod word;

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// A language koppel speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

impl Language {
    /// Reads the first of the values that names a language koppel speaks: `nl`, `nl_NL.UTF-8`, `en-GB`,
    /// or an `Accept-Language` list. `None` when none does.
    pub fn from_tag(tag: &str) -> Option<Self> {
        tag.split([',', ';']).find_map(|part| match part.trim().get(..2) {
            Some(p) if p.eq_ignore_ascii_case("nl") => Some(Self::Nl),
            Some(p) if p.eq_ignore_ascii_case("en") => Some(Self::En),
            _ => None,
        })
    }
}

macro_rules! files {
    ($language:literal) => {
        [
            ("cli", include_str!(concat!("../../assets/locales/", $language, "/cli.ftl"))),
            ("console", include_str!(concat!("../../assets/locales/", $language, "/console.ftl"))),
            ("environment", include_str!(concat!("../../assets/locales/", $language, "/environment.ftl"))),
            ("failure", include_str!(concat!("../../assets/locales/", $language, "/failure.ftl"))),
            ("proof", include_str!(concat!("../../assets/locales/", $language, "/proof.ftl"))),
        ]
    };
}

const DUTCH: [(&str, &str); 5] = files!("nl");
const ENGLISH: [(&str, &str); 5] = files!("en");

static BUNDLES: LazyLock<HashMap<Language, FluentBundle<FluentResource>>> =
    LazyLock::new(|| [(Language::Nl, bundle("nl", &DUTCH)), (Language::En, bundle("en", &ENGLISH))].into());

fn bundle(tag: &str, files: &[(&str, &str)]) -> FluentBundle<FluentResource> {
    let language = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are bidi control characters: terminals show them as rubbish.
    bundle.set_use_isolating(false);
    for (_, source) in files {
        // A file with an error still gives its good entries; the parity test names the bad ones.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(good, _)| good);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// One argument of a text.
pub type Argument<'a> = (&'static str, FluentValue<'a>);

/// The text for `key` in `language`. A key without a text gives the key itself, which a test forbids.
pub fn text(language: Language, key: &str, arguments: &[Argument<'_>]) -> String {
    let bundle = &BUNDLES[&language];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut values = FluentArgs::new();
    for (name, value) in arguments {
        values.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
}

/// True when `key` has a text in `language`.
pub fn has(language: Language, key: &str) -> bool {
    BUNDLES[&language].has_message(key)
}

/// An amount, which comes as decimal text with a point.
pub fn amount(language: Language, amount: &str) -> String {
    match language {
        Language::Nl => amount.replace('.', ","),
        Language::En => amount.to_owned(),
    }
}

#[cfg(test)]
mod tests;
