//! Tests of the desk.

use std::collections::BTreeSet;

use super::*;

fn offer(product: u64, flow: &str, customers: CustomerKinds, standing: Standing) -> Offer {
    Offer { product: ProductId(product), flow: flow.parse().unwrap(), customers, standing }
}

fn desk(seed: u64) -> Desk {
    Desk::new(
        seed,
        vec![
            offer(1, "energy/energiecontract", CustomerKinds::Consumer, Standing::Sold),
            offer(2, "energy/energiecontract", CustomerKinds::Business, Standing::Sold),
            offer(3, "telecom/verbinding", CustomerKinds::Both, Standing::Sold),
            offer(4, "default/thuis", CustomerKinds::Both, Standing::Sold),
            offer(5, "energy/energiecontract", CustomerKinds::Consumer, Standing::Withdrawn),
            offer(6, "default/thuis", CustomerKinds::Both, Standing::Unlinked),
        ],
    )
}

fn sales(seed: u64, count: u64) -> Vec<Order> {
    (0..count).map(|number| desk(seed).sale(number).unwrap()).collect()
}

fn ean_is_right(code: &str) -> bool {
    let digits: Vec<u32> = code.chars().map(|c| c.to_digit(10).unwrap()).collect();
    let sum: u32 =
        digits[..17].iter().enumerate().map(|(at, digit)| if at % 2 == 0 { 3 * digit } else { *digit }).sum();
    digits.len() == 18 && (sum + digits[17]).is_multiple_of(10)
}

#[test]
fn the_check_digit_is_that_of_a_code_worked_out_by_hand() {
    // 8 7 1 6 8 0 0 0 0 0 0 0 0 0 0 0 0: 24 + 7 + 3 + 6 + 24 = 64, so 6.
    assert!(ean_is_right("871680000000000006"));
    assert!(!ean_is_right("871680000000000007"));
}

#[test]
fn the_same_seed_sells_the_same_and_another_seed_does_not() {
    assert!(sales(7, 40) == sales(7, 40));
    assert!(sales(7, 40) != sales(8, 40));
}

#[test]
fn codes_are_right_unless_the_sale_is_bad_in_just_that() {
    for order in sales(1, 600) {
        let answers = &order.body["questionData"];
        if let Some(iban) = answers["rekening"].as_str() {
            assert_eq!(iban.parse::<iban::Iban>().is_ok(), order.kind != Kind::MistypedIban, "{iban}");
        }
        assert!(order.body["iban"].as_str().unwrap().parse::<iban::Iban>().is_ok());
        if let Some(code) = answers["stroomcode"].as_str() {
            assert_eq!(ean_is_right(code), order.kind != Kind::MistypedEan, "{code}");
            assert!(ean_is_right(order.body["electricity_ean"].as_str().unwrap()));
        }
        if let Some(code) = answers["gascode"].as_str() {
            assert!(ean_is_right(code), "{code}");
        }
    }
}

#[test]
fn forty_sales_have_every_kind_and_one_in_twelve_is_bad() {
    let kinds: BTreeSet<Kind> = sales(1, 40).iter().map(|order| order.kind).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    let bad =
        sales(1, 1_200).iter().filter(|order| !matches!(order.kind, Kind::Good | Kind::Unlinked)).count();
    assert_eq!(bad, 100);
}

#[test]
fn a_business_brings_what_a_business_must() {
    let orders = sales(3, 300);
    let businesses: Vec<&Order> = orders.iter().filter(|order| order.body["business"] == 1).collect();
    assert!(businesses.len() > 40);
    for order in businesses {
        assert!(order.body["company_coc"].is_string() && order.body["company_name"].is_string());
        assert_eq!(order.body["agreements"]["bevoegd"], "1");
        let pays_by_debit = order.body["questionData"]["hoe_betalen"] == "incasso";
        assert_eq!(order.body["questionData"]["machtiging"].is_string(), pays_by_debit);
    }
}

#[test]
fn every_customer_can_be_told_apart_by_mail() {
    let mails: BTreeSet<String> =
        sales(1, 500).iter().map(|order| order.body["email"].as_str().unwrap().to_owned()).collect();
    assert_eq!(mails.len(), 500);
    let numbers: BTreeSet<u64> = mails.iter().map(|mail| number_of(mail).unwrap()).collect();
    assert_eq!(numbers, (0..500).collect());
    assert_eq!(number_of("iemand.7@elders.example"), None);
}

#[test]
fn with_nothing_to_sell_there_is_no_sale() {
    assert!(Desk::new(1, Vec::new()).sale(0).is_none());
}
