//! What can be wrong with one field of a new sale.
//!
//! Not here: the sentences, which lie in `assets/locales/<language>/environment.ftl` under
//! [`Finding::key`].

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each is its name
pub enum Finding {
    Required,
    NotAnOption,
    NotNumeric,
    NotText,
    NoEmail,
    NoPhone,
    NoPostcode,
    NoIban,
    NoEan,
    NoDate,
    NoTime,
    NoPrice,
    NoCoc,
    NoVat,
    NoFile,
    NoSignature,
    NoKey,
    NotYesOrNo,
    NotOffered,
    ConsumersOnly,
    BusinessesOnly,
    NotAccepted,
    UnknownSection,
    NotInSection,
    NotSold,
    TooYoung { minimum: u64 },
    TooOld { maximum: u64 },
    TooMany { maximum: u64 },
    SectionRequired { title: String },
}

impl Finding {
    /// The key of its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Required => "finding-required",
            Self::NotAnOption => "finding-not-an-option",
            Self::NotNumeric => "finding-not-numeric",
            Self::NotText => "finding-not-text",
            Self::NoEmail => "finding-no-email",
            Self::NoPhone => "finding-no-phone",
            Self::NoPostcode => "finding-no-postcode",
            Self::NoIban => "finding-no-iban",
            Self::NoEan => "finding-no-ean",
            Self::NoDate => "finding-no-date",
            Self::NoTime => "finding-no-time",
            Self::NoPrice => "finding-no-price",
            Self::NoCoc => "finding-no-coc",
            Self::NoVat => "finding-no-vat",
            Self::NoFile => "finding-no-file",
            Self::NoSignature => "finding-no-signature",
            Self::NoKey => "finding-no-key",
            Self::NotYesOrNo => "finding-not-yes-or-no",
            Self::NotOffered => "finding-not-offered",
            Self::ConsumersOnly => "finding-consumers-only",
            Self::BusinessesOnly => "finding-businesses-only",
            Self::NotAccepted => "finding-not-accepted",
            Self::UnknownSection => "finding-unknown-section",
            Self::NotInSection => "finding-not-in-section",
            Self::NotSold => "finding-not-sold",
            Self::TooYoung { .. } => "finding-too-young",
            Self::TooOld { .. } => "finding-too-old",
            Self::TooMany { .. } => "finding-too-many",
            Self::SectionRequired { .. } => "finding-section-required",
        }
    }
}
