//! Where an environment is, checked once: `https`, or `http` on loopback; an origin without a path; and
//! the only addresses that may be asked: below `/api/{domain}/` on that origin.
//!
//! Not here: name resolution (`network`).

use std::net::IpAddr;

use url::{Host, Url};

use super::transport::TransportError;
use crate::model::integration::EnvironmentAddress;

/// A checked address of an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    address: EnvironmentAddress,
    origin: Url,
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBase {
    /// It is no URL.
    #[error("«{url}» is no address: write it like https://app.salesdock.nl")]
    NoUrl {
        /// What was given.
        url: String,
    },
    /// Plain http to another machine.
    #[error("«{url}» must start with https:// (http:// is for environments on this machine only)")]
    NotSecure {
        /// What was given.
        url: String,
    },
    /// It has parts that an address of an environment does not have.
    #[error("«{url}» must be scheme, host and port only, like https://app.salesdock.nl")]
    NotAnOrigin {
        /// What was given.
        url: String,
    },
    /// The account's name cannot stand in a path.
    #[error("«{domain}» is no account name: it is the word after /api/ in the environment's addresses")]
    BadDomain {
        /// What was given.
        domain: String,
    },
}

impl Base {
    /// Checks `address`.
    ///
    /// # Errors
    /// [`BadBase`] says what is wrong with it.
    pub fn new(address: &EnvironmentAddress) -> Result<Self, BadBase> {
        let given = || address.base_url.clone();
        let origin = Url::parse(address.base_url.trim()).map_err(|_| BadBase::NoUrl { url: given() })?;
        match (origin.scheme(), origin.host()) {
            ("https", Some(_)) => {}
            ("http", Some(host)) if is_loopback(&host) => {}
            ("http", Some(_)) => return Err(BadBase::NotSecure { url: given() }),
            _ => return Err(BadBase::NoUrl { url: given() }),
        }
        let bare = matches!(origin.path(), "" | "/")
            && origin.query().is_none()
            && origin.fragment().is_none()
            && origin.username().is_empty()
            && origin.password().is_none();
        if !bare {
            // The address itself is not repeated: it may hold a password.
            let url = if origin.username().is_empty() { given() } else { "…@…".to_owned() };
            return Err(BadBase::NotAnOrigin { url });
        }
        let domain = &address.domain;
        let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"/\\?#%".contains(c);
        if domain.is_empty() || domain.starts_with('.') || !domain.chars().all(plain) {
            return Err(BadBase::BadDomain { domain: domain.clone() });
        }
        Ok(Self { address: address.clone(), origin })
    }

    /// The address it was made of.
    pub fn address(&self) -> &EnvironmentAddress {
        &self.address
    }

    /// True when the environment is on this machine, or claims to be by its name.
    pub fn is_loopback(&self) -> bool {
        self.origin.host().is_some_and(|host| is_loopback(&host))
    }

    /// True when numbers of things there and at `other` mean the same things: the same account on the same
    /// origin. An environment on this machine may come back on another port.
    pub fn is_same_place(&self, other: &Self) -> bool {
        let same_origin = self.origin.origin() == other.origin.origin();
        self.address.domain == other.address.domain
            && (same_origin || self.is_loopback() && other.is_loopback())
    }

    /// True when `url` has this very scheme, host and port.
    pub fn is_own_origin(&self, url: &Url) -> bool {
        url.origin() == self.origin.origin() && url.username().is_empty() && url.password().is_none()
    }

    /// The address of `path` below `/api/{domain}/`.
    ///
    /// # Errors
    /// [`TransportError::Elsewhere`] when a segment would lead out of there.
    pub fn url(&self, path: &[String], query: &[(String, String)]) -> Result<Url, TransportError> {
        let mut url = self.origin.clone();
        let fits = |segment: &&String| !matches!(segment.as_str(), "" | "." | "..");
        if let Some(odd) = path.iter().find(|segment| !fits(segment)) {
            return Err(TransportError::Elsewhere { location: odd.clone() });
        }
        match url.path_segments_mut() {
            Ok(mut segments) => {
                segments.clear().extend(["api", &self.address.domain]).extend(path);
            }
            Err(()) => return Err(TransportError::Elsewhere { location: self.address.base_url.clone() }),
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    /// A location that the environment gave, absolute or starting with `/`.
    ///
    /// # Errors
    /// [`TransportError::Elsewhere`] when it is not below `/api/{domain}/` on this origin.
    pub fn location(&self, location: &str) -> Result<Url, TransportError> {
        let elsewhere = || TransportError::Elsewhere { location: location.to_owned() };
        let url = self.origin.join(location.trim()).map_err(|_| elsewhere())?;
        let root = self.url(&[], &[])?;
        let below = url.path().strip_prefix(root.path()).is_some_and(|rest| rest.starts_with('/'));
        // An encoded dot or slash may be read as a plain one by what stands before the environment.
        let path = url.path().to_ascii_lowercase();
        let tricky = ["%2e", "%2f", "%5c", "%00"].iter().any(|code| path.contains(code));
        if self.is_own_origin(&url) && below && !tricky { Ok(url) } else { Err(elsewhere()) }
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => IpAddr::from(*ip).to_canonical().is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(base_url: &str, domain: &str) -> Result<Base, BadBase> {
        Base::new(&EnvironmentAddress { base_url: base_url.into(), domain: domain.into() })
    }

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for good in [
            "https://app.salesdock.nl",
            "https://example.nl:8443/",
            "http://127.0.0.1:9",
            "http://localhost:1",
            "http://[::1]:2",
        ] {
            assert!(base(good, "acme").is_ok(), "{good}");
        }
        for (bad, domain) in [
            ("http://app.salesdock.nl", "acme"),
            ("http://127.0.0.1.example.nl", "acme"),
            ("ftp://127.0.0.1", "acme"),
            ("file:///etc/passwd", "acme"),
            ("app.salesdock.nl", "acme"),
            ("https://user:secret@example.nl", "acme"),
            ("https://example.nl/api", "acme"),
            ("https://example.nl?x=1", "acme"),
            ("https://example.nl", ""),
            ("https://example.nl", ".."),
            ("https://example.nl", "a/b"),
            ("https://example.nl", "a%2fb"),
        ] {
            let error = base(bad, domain).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_path_is_encoded_segment_by_segment() {
        let base = base("https://example.nl", "acme").unwrap();
        let url = base
            .url(&["v1".into(), "a/b?c".into(), "é".into()], &[("sale_ids[]".into(), "1&2".into())])
            .unwrap();
        assert_eq!(url.as_str(), "https://example.nl/api/acme/v1/a%2Fb%3Fc/%C3%A9?sale_ids%5B%5D=1%262");
        assert!(base.url(&["..".into()], &[]).is_err());
    }

    #[test]
    fn a_location_is_fetched_in_the_environment_only() {
        let base = base("https://example.nl", "acme").unwrap();
        for good in [
            "https://example.nl/api/acme/v1/documents/3",
            "/api/acme/file.pdf",
            "https://EXAMPLE.nl:443/api/acme/x",
        ] {
            assert!(base.location(good).is_ok(), "{good}");
        }
        for bad in [
            "https://evil.nl/api/acme/x",
            "//evil.nl/api/acme/x",
            "http://example.nl/api/acme/x",
            "https://example.nl:8443/api/acme/x",
            "https://example.nl/api/other/x",
            "https://example.nl/api/acmeother/x",
            "https://example.nl/api/acme/../other/x",
            "https://example.nl/api/acme/%2e%2e/other/x",
            "https://example.nl/api/acme/..%2fother",
            "https://a@example.nl/api/acme/x",
            "file:///api/acme/x",
            "",
        ] {
            assert!(matches!(base.location(bad), Err(TransportError::Elsewhere { .. })), "{bad}");
        }
    }
}
