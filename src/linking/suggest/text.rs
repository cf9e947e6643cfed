//! How alike two labels are: Dutch words, with what they are made of.
//!
//! A label is cut into words; words that say nothing are left out, words that say the same are made one.
//! Two words are alike when one is part of the other, as Dutch compounds are, or when most of their letter
//! groups are the same.
//!
//! Not here: types and options (`suggest`).

use std::collections::BTreeSet;

/// Words that say nothing about what is asked.
const EMPTY: &[&str] = &[
    "aan",
    "al",
    "als",
    "altijd",
    "bent",
    "bij",
    "dan",
    "dat",
    "de",
    "deze",
    "die",
    "dit",
    "door",
    "een",
    "eigen",
    "en",
    "er",
    "gaat",
    "geef",
    "geven",
    "graag",
    "heb",
    "hebben",
    "heeft",
    "het",
    "hoe",
    "hoeveel",
    "hun",
    "ik",
    "in",
    "is",
    "jouw",
    "je",
    "kan",
    "kies",
    "klant",
    "klanten",
    "komt",
    "kun",
    "kunt",
    "met",
    "mijn",
    "moet",
    "na",
    "naar",
    "nog",
    "nu",
    "of",
    "om",
    "ons",
    "onze",
    "op",
    "over",
    "per",
    "te",
    "toe",
    "tot",
    "u",
    "uit",
    "uw",
    "van",
    "veel",
    "vul",
    "voor",
    "vraag",
    "waar",
    "wanneer",
    "waarom",
    "wat",
    "welk",
    "welke",
    "wenst",
    "wie",
    "wil",
    "willen",
    "wilt",
    "word",
    "worden",
    "wordt",
    "zijn",
    "zo",
    "zou",
    "momenteel",
    "ga",
    "gegevens",
];

/// Words and parts of words that mean the same, the first standing for all.
const SAME: &[&[&str]] = &[
    &["email", "mail", "mailadres", "emailadres", "mailbox"],
    &["telefoon", "telefoonnummer", "tel", "telnr", "belnummer", "telefoonnr", "phone"],
    &["mobiel", "gsm", "06", "mobiele", "mobieltje"],
    &["iban", "rekening", "rekeningnummer", "bankrekening", "bankrekeningnummer", "bankrek", "rekeningnr"],
    &["geboortedatum", "gebdatum", "geboren", "geboortedag", "gebdat"],
    &["nummer", "nr", "num", "no"],
    &["datum", "dag", "dat"],
    &["ingangsdatum", "startdatum", "start", "ingang", "begindatum", "ingaan"],
    &["einddatum", "eind", "einde", "afloopdatum", "loopt", "afloopt"],
    &["leverancier", "aanbieder", "provider", "leverancierskeuze"],
    &["huidig", "huidige", "oud", "oude", "vorige"],
    &["stroom", "elektriciteit", "elektra", "elec", "elektrisch", "electra", "elektriciteits"],
    &["zonnepanelen", "panelen", "zonnepaneel", "pv", "opwek", "solar"],
    &["ean", "eancode", "aansluitcode"],
    &["betaalwijze", "betaalmethode", "betalingswijze", "betalen", "betaling", "betaal"],
    &["voorwaarden", "av"],
    &["akkoord", "toestemming", "instemming", "accoord", "machtiging"],
    &["opmerking", "opmerkingen", "notitie", "toelichting", "bijzonderheden", "bericht"],
    &["huis", "woning", "woonhuis", "pand"],
    &["soort", "type", "categorie", "srt"],
    &["aantal", "hoeveelheid"],
    &["achternaam", "familienaam"],
    &["voornaam", "roepnaam"],
    &["bedrijf", "bedrijfsnaam", "onderneming", "firma", "organisatie"],
    &["kvk", "coc", "handelsregister", "kvknummer"],
    &["btw", "vat"],
    &["postcode", "pc", "postc"],
    &["installatie", "plaatsing", "montage", "installeren", "plaatsen"],
    &["verhuizing", "verhuizen", "verhuist", "verhuisdatum"],
    &["overstap", "overstappen", "wisselen"],
    &["monteur", "installateur", "technicus"],
    &["maandbedrag", "termijnbedrag", "termijn", "voorschot"],
    &["verbruik", "gebruik", "usage"],
    &["overzetten", "meenemen", "behouden", "behoud", "porteren"],
    &["contact", "contactpersoon"],
    &["huur", "huurwoning", "huren"],
    &["handtekening", "signature", "ondertekening", "tekenen"],
    &["aansluiting", "aangesloten", "aansluit"],
];

/// Endings that change no meaning.
const ENDINGS: &[&str] = &["en", "e", "s", "n"];

/// The words of a label that say something.
pub(super) fn words(label: &str) -> BTreeSet<String> {
    let plain: String = label.to_lowercase().chars().map(plain).collect();
    let plain = plain.replace("e-mail", "email").replace("k.v.k", "kvk").replace("b.t.w", "btw");
    let cut = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let said = cut.filter(|word| !EMPTY.contains(word));
    let words: BTreeSet<String> = said.map(meaning).collect();
    // A label of nothing but empty words is taken as it stands.
    if words.is_empty() { plain.split_whitespace().map(str::to_owned).collect() } else { words }
}

fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ï' | 'î' => 'i',
        'ó' | 'ö' | 'ô' => 'o',
        'ú' | 'ü' | 'û' => 'u',
        'ç' => 'c',
        other => other,
    }
}

fn meaning(word: &str) -> String {
    let known = |word: &str| SAME.iter().find(|same| same.contains(&word)).map(|same| same[0].to_owned());
    known(word).unwrap_or_else(|| {
        let stem = ENDINGS
            .iter()
            .filter_map(|ending| word.strip_suffix(ending))
            .find(|stem| stem.chars().count() > 3)
            .unwrap_or(word);
        known(stem).unwrap_or_else(|| stem.to_owned())
    })
}

/// How alike two words are, from 0 to 1.
pub(super) fn word_alike(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let share = short.chars().count() as f64 / long.chars().count() as f64;
    // A Dutch compound holds what it is about at its end, and what about it in front.
    if short.chars().count() >= 4 && (long.ends_with(short) || long.starts_with(short)) {
        return 0.55 + 0.4 * share;
    }
    let groups = |word: &str| -> BTreeSet<String> {
        let padded: Vec<char> = format!(" {word} ").chars().collect();
        padded.windows(3).map(|three| three.iter().collect()).collect()
    };
    let (one, other) = (groups(one), groups(other));
    let both = one.intersection(&other).count() as f64;
    let dice = 2.0 * both / (one.len() + other.len()) as f64;
    if dice < 0.4 { 0.0 } else { dice }
}

/// How alike two labels are, from 0 to 1. `weight` says how much a word tells: one that many labels have
/// tells little. `like` is [`word_alike`], or remembers what that said.
pub(super) fn alike<'a>(
    one: &'a BTreeSet<String>,
    other: &'a BTreeSet<String>,
    weight: &dyn Fn(&str) -> f64,
    like: &dyn Fn(&'a str, &'a str) -> f64,
) -> f64 {
    let covered = |from: &'a BTreeSet<String>, by: &'a BTreeSet<String>| -> (f64, f64) {
        from.iter().fold((0.0, 0.0), |(found, all), word| {
            let best = by.iter().map(|other| like(word, other)).fold(0.0, f64::max);
            (found + best * weight(word), all + weight(word))
        })
    };
    let ((a, all_a), (b, all_b)) = (covered(one, other), covered(other, one));
    if all_a + all_b == 0.0 { 0.0 } else { (a + b) / (all_a + all_b) }
}
