//! Every way a request can fail, with one status and one JSON shape for each: `{"code": …, "findings": […]}`.
//! It must not hold a sentence for people, nor show what went wrong inside.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use shared::evidence::Defect;
use shared::finding::Finding;
use shared::manifest::ManifestFault;
use shared::submission::Refused;
use shared::wire::{Code, Refusal};

#[derive(Debug)]
pub enum Error {
    /// The request is at fault, or something outside the program; the code says how.
    Refused(Refusal),
    /// The program is at fault. The text goes to the log only.
    Internal(String),
    /// The disk is at fault, so that nothing that follows could be believed. A writer that meets it stops the process.
    Disk(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Seconds after which a client that found the server busy may try again.
const RETRY_SECONDS: u16 = 2;
/// Seconds after which a client that tried too often may try again.
const RATE_SECONDS: u16 = 60;

impl Error {
    pub fn findings(code: Code, findings: Vec<Finding>) -> Self {
        Self::Refused(Refusal { code, findings, defect: None })
    }

    pub fn defect(defect: Defect) -> Self {
        Self::Refused(Refusal { code: Code::EvidenceRefused, findings: Vec::new(), defect: Some(defect) })
    }

    pub fn internal(fault: impl fmt::Display) -> Self {
        Self::Internal(fault.to_string())
    }

    /// Whether it lies with the disk, so that whatever comes next in the same transaction fails as well.
    pub fn is_of_disk(&self) -> bool {
        matches!(self, Self::Disk(_)) || self.code() == Code::StorageFull
    }

    /// The same for another request that fails with this one.
    pub fn again(&self) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal.clone()),
            Self::Internal(fault) => Self::Internal(fault.clone()),
            Self::Disk(fault) => Self::Disk(fault.clone()),
        }
    }

    pub fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Internal(_) | Self::Disk(_) => Code::Internal,
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::findings(code, Vec::new())
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::findings(refused.code, refused.findings)
    }
}

impl From<ManifestFault> for Error {
    fn from(fault: ManifestFault) -> Self {
        match fault {
            ManifestFault::Malformed { .. } => Code::Malformed.into(),
            ManifestFault::NotCanonical => Code::NotCanonical.into(),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(fault: sqlx::Error) -> Self {
        match (&fault, sqlite_code(&fault)) {
            (sqlx::Error::PoolTimedOut, _) | (_, Some(SQLITE_BUSY)) => Code::Unavailable.into(),
            (_, Some(SQLITE_FULL)) => Code::StorageFull.into(),
            (sqlx::Error::Io(_), _) | (_, Some(SQLITE_IOERR | SQLITE_CORRUPT | SQLITE_NOTADB)) => {
                Self::Disk(fault.to_string())
            }
            _ => Self::internal(fault),
        }
    }
}

const SQLITE_BUSY: u32 = 5;
const SQLITE_IOERR: u32 = 10;
const SQLITE_CORRUPT: u32 = 11;
/// No room: the only failure of a write after which it is safe to go on.
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;

/// The primary result code, which is the low byte of the extended one that sqlx tells.
fn sqlite_code(fault: &sqlx::Error) -> Option<u32> {
    let code: u32 = fault.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xFF)
}

impl From<std::io::Error> for Error {
    fn from(fault: std::io::Error) -> Self {
        if is_full(&fault) { Code::StorageFull.into() } else { Self::internal(fault) }
    }
}

impl From<object_store::Error> for Error {
    fn from(fault: object_store::Error) -> Self {
        if is_full(&fault) { Code::StorageFull.into() } else { Self::internal(fault) }
    }
}

/// Whether a full disk is at the bottom of it.
fn is_full(fault: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    std::iter::successors(Some(fault), |fault| fault.source())
        .filter_map(|fault| fault.downcast_ref::<std::io::Error>())
        .any(|fault| matches!(fault.kind(), StorageFull | QuotaExceeded))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => f.write_str(refusal.code.name()),
            Self::Internal(fault) | Self::Disk(fault) => f.write_str(fault),
        }
    }
}

impl std::error::Error for Error {}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let body = match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::Internal(fault) | Self::Disk(fault) => {
                tracing::error!(%fault, "request failed");
                Refusal { code: Code::Internal, findings: Vec::new(), defect: None }
            }
        };
        let mut response = HttpResponse::build(self.status_code()).json(&body);
        let wait = match body.code {
            Code::Unavailable | Code::StorageFull => Some(RETRY_SECONDS),
            Code::RateLimited => Some(RATE_SECONDS),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_status_and_name() {
        for code in Code::ALL {
            let error = Error::from(*code);
            assert_eq!(error.status_code().as_u16(), code.status());
            assert!(error.status_code().is_client_error() || error.status_code().is_server_error());
            assert_eq!(error.to_string(), code.name());
        }
    }
}
