//! A root-cause group as people work on it: whose it is, what they noted, whether it goes up or down, what
//! was changed just before it began, and what there is to show a partner.
//!
//! Not here: its key (`failure`), its sales (`queue`).

use serde::{Deserialize, Serialize};

use super::ids::SaleId;
use super::queue::GroupRow;
use super::shown::Shown;
use super::view::ActivityRow;
use crate::clock::Timestamp;

/// What people made of a group. It stays when the group is empty, for it may come back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupCare {
    /// Whose it is.
    pub owner: Option<Shown>,
    /// What was noted.
    pub note: Option<Shown>,
    /// Until when it is no news.
    pub snoozed_until: Option<Timestamp>,
    /// Who last changed this, and when.
    pub changed: Option<(Timestamp, String)>,
}

impl GroupCare {
    /// True while it is no news.
    pub fn is_snoozed(&self, now: Timestamp) -> bool {
        self.snoozed_until.is_some_and(|until| until > now)
    }
}

/// One change of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "care", content = "value")]
pub enum CareChange {
    /// It is whose who says so.
    Claim,
    /// Whose it is from now on; nobody's for `None`.
    Own(Option<String>),
    /// What is noted; nothing for `None`.
    Note(Option<String>),
    /// Until when it is no news; news again for `None`.
    Snooze(Option<Timestamp>),
}

impl CareChange {
    /// The word of the command.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Claim | Self::Own(_) => "own",
            Self::Note(_) => "note",
            Self::Snooze(_) => "snooze",
        }
    }

    /// Applies it, as `actor` says.
    pub fn apply(&self, care: &mut GroupCare, actor: &str) {
        let text = |given: &Option<String>| given.as_deref().map(Shown::new).filter(|text| !text.is_empty());
        match self {
            Self::Claim => care.owner = Some(Shown::new(actor)),
            Self::Own(owner) => care.owner = text(owner),
            Self::Note(note) => care.note = text(note),
            Self::Snooze(until) => care.snoozed_until = *until,
        }
    }
}

/// How many of its sales came in lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// In the last hour.
    pub hour: u64,
    /// In the hour before.
    pub before: u64,
}

impl Trend {
    /// `^` for up, `v` for down, `=` for neither.
    pub fn sign(self) -> char {
        match self.hour.cmp(&self.before) {
            std::cmp::Ordering::Greater => '^',
            std::cmp::Ordering::Less => 'v',
            std::cmp::Ordering::Equal => '=',
        }
    }
}

/// A group whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupDetail {
    /// Its row.
    pub row: GroupRow,
    /// Customers its sales are of; addresses, to be exact.
    pub customers: u64,
    /// What was changed last before it began, within a day; on either side.
    pub after: Option<ActivityRow>,
    /// What can be seen from here of what may have caused it. Empty for a cause that says itself.
    pub probes: Vec<Probe>,
    /// What was sent and answered, newest first, without personal data.
    pub evidence: Vec<Exhibit>,
    /// Sales that are not among these.
    pub beyond: u64,
}

impl GroupDetail {
    /// Everything that can be seen from here is in order, and still it is refused.
    pub fn is_not_observable(&self) -> bool {
        !self.probes.is_empty() && self.probes.iter().all(|probe| probe.holds != Some(false))
    }
}

/// One thing that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// What.
    pub what: ProbeOf,
    /// Whether it is so; `None` when it cannot be seen from here.
    pub holds: Option<bool>,
}

/// What can be looked at when a partner calls a product invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOf {
    /// The partner still shows the product.
    Shown,
    /// It is active.
    Active,
    /// It is on sale today.
    OnSale,
    /// It is for this kind of customer.
    Customers,
    /// The flow is of its type.
    FlowType,
    /// The partner's own rules about the product in this flow: regions, stock, contracts with its supplier.
    PartnersOwn,
}

impl ProbeOf {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Active => "active",
            Self::OnSale => "on_sale",
            Self::Customers => "customers",
            Self::FlowType => "flow_type",
            Self::PartnersOwn => "partners_own",
        }
    }
}

/// What was sent for one sale and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Number at A.
    pub sale: SaleId,
    /// What it goes under at the partner, once it was sent.
    pub reference: Option<String>,
    /// When it was last tried.
    pub at: Timestamp,
    /// The HTTP status of the answer.
    pub http_status: Option<u16>,
    /// What the partner said, without personal data.
    pub said: Option<Shown>,
}

/// A text without what may name a person: mail addresses, numbers of six digits and more, IBANs, postcodes.
pub fn redacted(text: &str) -> Shown {
    let bare = |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).collect() };
    let is_code = |word: &str| {
        let word = bare(word);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        digits >= 2 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    let is_bank = |word: &str| word.len() == 4 && word.chars().all(|c| c.is_ascii_uppercase());
    let is_personal = |word: &str| {
        let bare = bare(word);
        let digits = bare.chars().filter(char::is_ascii_digit).count();
        let postcode = bare.len() == 6
            && bare.chars().take(4).all(|c| c.is_ascii_digit())
            && bare.chars().skip(4).all(char::is_alphabetic);
        word.contains('@') || digits >= 6 || postcode
    };
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    for at in 0..words.len() {
        // A postcode is written in two words as well.
        let apart = at > 0
            && words[at - 1].len() == 4
            && words[at - 1].chars().all(|c| c.is_ascii_digit())
            && letters(words[at]) == 2;
        if apart {
            words[at - 1] = "***";
        }
        if apart || is_personal(words[at]) {
            words[at] = "***";
        }
    }
    // An IBAN or a number in groups: three such words in a row are one.
    for at in 0..words.len() {
        let run = words[at..].iter().take_while(|word| is_code(word) || is_bank(word)).count();
        if is_code(words[at]) && run >= 3 {
            words[at..at + run].fill("***");
        }
    }
    Shown::new(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_partner_says_is_shown_without_what_names_a_person() {
        for (said, shown) in [
            ("The e-mail anna@x.nl is invalid", "The e-mail *** is invalid"),
            ("IBAN NL91 ABNA 0417 1643 00?", "IBAN *** *** *** *** ***"),
            ("IBAN NL91ABNA0417164300 refused", "IBAN *** refused"),
            ("EAN 871687120000000012", "EAN ***"),
            ("not at 1012 AB today", "not at *** *** today"),
            ("not at 1012AB", "not at ***"),
            ("Invalid product 2001", "Invalid product 2001"),
        ] {
            assert_eq!(redacted(said).as_str(), shown, "{said}");
        }
    }

    #[test]
    fn a_change_of_care_leaves_the_rest_as_it_was() {
        let mut care = GroupCare::default();
        CareChange::Own(Some("anna".into())).apply(&mut care, "piet");
        CareChange::Note(Some(" nagevraagd ".into())).apply(&mut care, "piet");
        assert_eq!(care.owner.as_ref().map(Shown::as_str), Some("anna"));
        CareChange::Claim.apply(&mut care, "piet");
        assert_eq!(care.owner.as_ref().map(Shown::as_str), Some("piet"));
        CareChange::Own(None).apply(&mut care, "piet");
        assert_eq!((care.owner.clone(), care.note.is_some()), (None, true));
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
        CareChange::Snooze(Some(now + chrono::TimeDelta::hours(1))).apply(&mut care, "piet");
        assert!(care.is_snoozed(now) && !care.is_snoozed(now + chrono::TimeDelta::hours(2)));
    }
}
