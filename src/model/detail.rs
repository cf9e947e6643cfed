//! Why there is no connection, more precisely than a cause tells: which of name, address and port it was,
//! and what is wrong with a certificate. A failure carries it as the phrase in its `said`.
//!
//! Not here: finding it out (`salesdock::request`), the sentences (`locale`).

use super::failure::{Cause, Failure, FoundBy};

/// What stood in the way of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The name leads nowhere.
    NameNotFound,
    /// The name leads to an address inside this network.
    NotPublic,
    /// Nothing listens on the port.
    ConnectionRefused,
    /// No way leads to the address.
    NoRoute,
    /// No connection in time.
    ConnectTimedOut,
    /// What listens there speaks no TLS.
    NoTls,
    /// The other side hung up during the handshake.
    HandshakeCut,
    /// The certificate is past its last day.
    CertificateExpired,
    /// The certificate is before its first day.
    CertificateNotYetValid,
    /// No authority that this machine trusts issued the certificate.
    UnknownIssuer,
    /// The certificate is for another name.
    WrongName,
    /// The certificate was withdrawn.
    CertificateRevoked,
    /// The certificate is no good for another reason.
    BadCertificate,
}

impl Detail {
    /// Every detail.
    pub const ALL: [Self; 13] = [
        Self::NameNotFound,
        Self::NotPublic,
        Self::ConnectionRefused,
        Self::NoRoute,
        Self::ConnectTimedOut,
        Self::NoTls,
        Self::HandshakeCut,
        Self::CertificateExpired,
        Self::CertificateNotYetValid,
        Self::UnknownIssuer,
        Self::WrongName,
        Self::CertificateRevoked,
        Self::BadCertificate,
    ];

    /// The phrase in JSON and logs.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NameNotFound => "name not found",
            Self::NotPublic => "not a public address",
            Self::ConnectionRefused => "connection refused",
            Self::NoRoute => "no route to the address",
            Self::ConnectTimedOut => "connect time-out",
            Self::NoTls => "no TLS on this port",
            Self::HandshakeCut => "hung up during the handshake",
            Self::CertificateExpired => "certificate expired",
            Self::CertificateNotYetValid => "certificate not yet valid",
            Self::UnknownIssuer => "certificate of an unknown issuer",
            Self::WrongName => "certificate for another name",
            Self::CertificateRevoked => "certificate revoked",
            Self::BadCertificate => "certificate refused",
        }
    }

    /// The detail of a failure to connect; `None` for every other failure.
    pub fn of(failure: &Failure) -> Option<Self> {
        let connecting =
            failure.found_by == FoundBy::Koppel && matches!(failure.cause, Cause::Unreachable | Cause::Tls);
        let said = failure.said.as_deref().filter(|_| connecting)?;
        Self::ALL.into_iter().find(|detail| detail.phrase() == said)
    }
}
