//! Who buys: name, age, contact data, address, company, account number.
//!
//! Not here: which of it the flow's verification needs (`judge`).

use chrono::{Datelike, NaiveDate};

use super::super::time;
use super::{Finding, Findings, Judged, add, forms};

pub(super) fn judge(sale: &Judged<'_, '_>, findings: &mut Findings) {
    let proposal = sale.proposal;
    let own: &[&str] = if sale.business {
        &["company_name", "contact_person", "company_coc"]
    } else {
        &["firstname", "lastname", "birthdate"]
    };
    let both = ["email", "phone", "postcode", "housenumber", "streetname", "city"];
    own.iter().chain(&both).for_each(|field| proposal.require(field, findings));
    for field in ["housenumber", "connection_housenumber"] {
        proposal.check(field, Finding::NotNumeric, is_housenumber, findings);
    }
    for field in ["postcode", "connection_postcode"] {
        proposal.check(field, Finding::NoPostcode, forms::is_postcode, findings);
    }
    proposal.check("email", Finding::NoEmail, forms::is_email, findings);
    proposal.check("phone", Finding::NoPhone, forms::is_phone, findings);
    proposal.check("company_coc", Finding::NoCoc, forms::is_coc, findings);
    proposal.check("company_vat", Finding::NoVat, forms::is_vat, findings);
    proposal.check("birthdate", Finding::NoDate, forms::is_date, findings);
    if !sale.business {
        age(sale, findings);
    }
    iban(sale, findings);
}

/// A number from one on, and what may stand behind it, such as `12 bis`.
fn is_housenumber(text: &str) -> bool {
    let number = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    number.chars().any(|c| c != '0')
}

fn age(sale: &Judged<'_, '_>, findings: &mut Findings) {
    let Some(born) = sale.proposal.text("birthdate").as_deref().and_then(time::date) else { return };
    let age = years(born, sale.proposal.today);
    if let Some(minimum) = sale.proposal.flow.minimum_age_customer.filter(|minimum| age < *minimum as i64) {
        add(findings, "birthdate", Finding::TooYoung { minimum });
    }
    if let Some(maximum) = sale.proposal.flow.maximum_age_customer.filter(|maximum| age > *maximum as i64) {
        add(findings, "birthdate", Finding::TooOld { maximum });
    }
}

/// Whole years; negative for a day to come.
fn years(born: NaiveDate, today: NaiveDate) -> i64 {
    let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
    i64::from(today.year()) - i64::from(born.year()) - i64::from(before_birthday)
}

fn iban(sale: &Judged<'_, '_>, findings: &mut Findings) {
    let flow = sale.proposal.flow;
    let required = match (sale.business, sale.offer) {
        (false, true) => flow.consumer_offer_iban_required,
        (true, true) => flow.business_offer_iban_required,
        (false, false) => flow.consumer_order_iban_required,
        (true, false) => flow.business_order_iban_required,
    };
    if required {
        sale.proposal.require("iban", findings);
    }
    sale.proposal.check("iban", Finding::NoIban, forms::is_iban, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_counts_whole_years() {
        let day = |text| time::date(text).unwrap();
        assert_eq!(years(day("24-11-2008"), day("23-11-2026")), 17);
        assert_eq!(years(day("24-11-2008"), day("24-11-2026")), 18);
        assert_eq!(years(day("29-02-2008"), day("28-02-2026")), 17);
    }
}
