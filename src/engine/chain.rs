//! Chains: an environment may sell on what it bought. Where a product came from travels with it, as a list of
//! environments (`origin/domain`), the first maker first; what comes back to where it has been is refused.
//!
//! Not here: carrying a product over (`sync`), statuses, which go back link by link as they always do.

use crate::model::ids::ProductId;
use crate::model::integration::EnvironmentAddress;
use crate::model::product::Product;

/// How an environment is named in a chain: whatever words lead to this machine are one.
pub fn name(address: &EnvironmentAddress) -> String {
    let origin = url::Url::parse(&address.base_url).map_or_else(
        |_| address.base_url.trim_end_matches('/').to_lowercase(),
        |url| {
            let host = match url.host_str().unwrap_or_default() {
                "localhost" | "[::1]" => "127.0.0.1".to_owned(),
                host => host.to_lowercase(),
            };
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}://{host}{port}", url.scheme())
        },
    );
    format!("{origin}/{}", address.domain)
}

/// Where a product has been once it comes from `partner`.
pub fn of(product: &Product, partner: &EnvironmentAddress) -> Vec<String> {
    let mut chain = product.detail.as_ref().map(|detail| detail.provenance.clone()).unwrap_or_default();
    chain.push(name(partner));
    chain
}

/// True when `own` sold it before, so that it would go round in a circle.
pub fn is_loop(own: &EnvironmentAddress, product: &Product, partner: &EnvironmentAddress) -> bool {
    of(product, partner).contains(&name(own))
}

/// The first of `products` that was here before.
pub fn loops<'a>(
    own: &EnvironmentAddress,
    partner: &EnvironmentAddress,
    products: impl IntoIterator<Item = &'a Product>,
) -> Vec<ProductId> {
    let looping = products.into_iter().filter(|product| is_loop(own, product, partner));
    looping.map(|product| product.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_here_is_known_however_long_the_way_was() {
        let address = |domain: &str| EnvironmentAddress {
            base_url: "https://voorbeeld.nl".to_owned(),
            domain: domain.to_owned(),
        };
        let product = serde_json::json!({
            "id": 1, "name": "Stroom", "identifier": "", "supplier": null, "product_type": "energy",
            "customers": "both", "active": true, "valid_from": null, "valid_till": null, "usp": "",
            "description": "", "cart_info": "", "updated_at": null, "detail": null,
        });
        let mut product: Product = serde_json::from_value(product).unwrap();
        let (own, partner) = (address("a"), address("c"));
        assert!(!is_loop(&own, &product, &partner));
        assert!(is_loop(&partner, &product, &partner), "one's own environment as a partner");
        let detail = product.detail.get_or_insert_default();
        detail.provenance = vec![name(&own), name(&address("b"))];
        assert!(is_loop(&own, &product, &partner) && is_loop(&address("b"), &product, &partner));
        assert_eq!(loops(&own, &partner, [&product]), [product.id]);
    }

    #[test]
    fn one_environment_has_one_name_whatever_words_lead_there() {
        let name_of = |base_url: &str| {
            name(&EnvironmentAddress { base_url: base_url.to_owned(), domain: "winkel".to_owned() })
        };
        assert_eq!(name_of("http://localhost:8080/"), "http://127.0.0.1:8080/winkel");
        assert_eq!(name_of("http://[::1]:8080"), name_of("http://127.0.0.1:8080"));
        assert_eq!(name_of("https://App.Voorbeeld.nl:443/"), "https://app.voorbeeld.nl/winkel");
        assert_ne!(name_of("http://127.0.0.1:8081"), name_of("http://127.0.0.1:8080"));
    }
}
