//! What stood in the way of a connection, read from what the libraries below say.
//!
//! Not here: whether anything was sent (`transport`), the sentences (`locale`).

use std::error::Error;
use std::io;
use std::net::IpAddr;

use rustls::CertificateError as Bad;

use super::transport::TransportError;
use crate::model::detail::Detail;

/// A name that leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("«{name}» leads nowhere")]
pub(super) struct NoSuchName {
    /// The name.
    pub name: String,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// A name leads where it must not.
#[derive(Debug, thiserror::Error)]
#[error("«{name}» leads to {address}, which is not a public address")]
pub(super) struct NotReachable {
    /// The name.
    pub name: String,
    /// Where it leads.
    pub address: IpAddr,
}

/// What stood in the way, where the error tells.
pub fn detail(error: &TransportError) -> Option<Detail> {
    let (TransportError::Unreachable { source } | TransportError::Tls { source }) = error else {
        return None;
    };
    let found = chain(source.as_ref());
    let secure = matches!(error, TransportError::Tls { .. });
    found.iter().find_map(|error| of_one(*error, secure))
}

/// An error and its causes; what an `io::Error` wraps is not among its own.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut found = vec![error];
    let mut last = error;
    loop {
        let wrapped = last.downcast_ref::<io::Error>().and_then(|error| error.get_ref());
        let next: Option<&'a (dyn Error + 'static)> = match wrapped {
            Some(inner) => Some(inner),
            None => last.source(),
        };
        let Some(next) = next else { return found };
        found.push(next);
        last = next;
    }
}

fn of_one(error: &(dyn Error + 'static), secure: bool) -> Option<Detail> {
    if error.is::<NoSuchName>() {
        return Some(Detail::NameNotFound);
    }
    if error.is::<NotReachable>() {
        return Some(Detail::NotPublic);
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return of_tls(error);
    }
    if error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout) {
        return Some(Detail::ConnectTimedOut);
    }
    let error = error.downcast_ref::<io::Error>().filter(|error| error.get_ref().is_none())?;
    Some(match error.kind() {
        io::ErrorKind::ConnectionRefused => Detail::ConnectionRefused,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => Detail::NoRoute,
        io::ErrorKind::TimedOut => Detail::ConnectTimedOut,
        _ if secure => Detail::HandshakeCut,
        _ => return None,
    })
}

fn of_tls(error: &rustls::Error) -> Option<Detail> {
    let rustls::Error::InvalidCertificate(bad) = error else {
        // What a server without TLS answers is no message of TLS.
        let plain = matches!(error, rustls::Error::InvalidMessage(_));
        return plain.then_some(Detail::NoTls);
    };
    Some(match bad {
        Bad::Expired | Bad::ExpiredContext { .. } => Detail::CertificateExpired,
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => Detail::CertificateNotYetValid,
        Bad::UnknownIssuer => Detail::UnknownIssuer,
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => Detail::WrongName,
        Bad::Revoked => Detail::CertificateRevoked,
        _ => Detail::BadCertificate,
    })
}
