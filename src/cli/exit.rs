//! Exit codes: part of the contract for scripts.
//!
//! Not here: which error gives which (`error`).

use std::process::ExitCode;

use crate::model::failure::{Cause, Failure};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Ok,
    /// Failed, or done in part.
    Failed,
    /// Wrong usage or configuration, or an unknown account, flow or thing.
    Usage,
    /// Unreachable: address, TLS, port. Trying again may help.
    Unreachable,
    /// Not allowed: 401, 403, or a role that does not reach so far.
    NotAllowed,
    /// Changed in the meantime.
    Conflict,
    /// Interrupted by the operator.
    Interrupted,
}

impl Exit {
    /// The code.
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::NotAllowed => 4,
            Self::Conflict => 5,
            Self::Interrupted => 130,
        }
    }

    /// How a link's failure ends a command.
    pub fn of(failure: &Failure) -> Self {
        match failure.cause {
            Cause::Unauthorised | Cause::NotAllowed | Cause::Firewall | Cause::NotGranted => Self::NotAllowed,
            Cause::Unreachable | Cause::Tls | Cause::TimedOut | Cause::ConnectionLost | Cause::Redirected => {
                Self::Unreachable
            }
            Cause::UnknownAccount | Cause::UnknownFlow => Self::Usage,
            Cause::ReferenceConflict => Self::Conflict,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
