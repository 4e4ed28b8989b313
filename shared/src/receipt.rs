//! The receipt: the server's signed word that it has durably stored a manifest, and when.
//!
//! Nothing else counts as success: proxies and portals answer 200 to anything.

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::manifest::SubmissionId;
pub use crate::signature::public_key;
use crate::signature::{self, SignatureFault};

crate::read_fields!(Statement { submission, version, reference, call, manifest_sha256, received_at, late });
crate::read_fields!(Receipt { statement, signature });

/// Goes before the signed bytes, so that a signature made for anything else is never taken for a receipt.
const PURPOSE: &str = "insignia receipt 1\n";

/// What the receipt says. Declared in the order of the names, so that what serde writes is canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    pub call: String,
    /// Whether the call had closed by then, and nothing proved that the manifest was ready before.
    pub late: bool,
    /// Lower-case hex of the SHA-256 of the manifest's canonical JSON.
    pub manifest_sha256: String,
    /// Server time, unix seconds.
    pub received_at: i64,
    /// What people quote, for instance "ES-7K3Q-X9MD".
    pub reference: String,
    pub submission: SubmissionId,
    /// 1 for the first manifest under this id.
    pub version: u32,
}

impl Statement {
    fn canonical(&self) -> String {
        // Texts and whole numbers: nothing that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Declared in the order of the names, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Ed25519 over the purpose line and the statement's canonical JSON, base64url without padding.
    pub signature: String,
    pub statement: Statement,
}

/// Why a receipt is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptFault {
    /// The key is no Ed25519 public key.
    BadKey,
    BadSignature,
    /// A true receipt, but for other content.
    OtherContent,
}

impl From<SignatureFault> for ReceiptFault {
    fn from(fault: SignatureFault) -> Self {
        match fault {
            SignatureFault::BadKey => Self::BadKey,
            SignatureFault::BadSignature => Self::BadSignature,
        }
    }
}

impl Receipt {
    /// The canonical JSON, as it is kept.
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn sign(statement: Statement, key: &SigningKey) -> Self {
        let signature = signature::sign(PURPOSE, &statement.canonical(), key);
        Self { statement, signature }
    }

    /// Holds only for a receipt made with the key for exactly this manifest.
    pub fn verify(&self, key: &str, manifest_sha256: &str) -> Result<(), ReceiptFault> {
        self.verify_signature(key)?;
        if self.statement.manifest_sha256 == manifest_sha256 {
            Ok(())
        } else {
            Err(ReceiptFault::OtherContent)
        }
    }

    /// Holds for any receipt made with the key.
    pub fn verify_signature(&self, key: &str) -> Result<(), ReceiptFault> {
        Ok(signature::verify(PURPOSE, &self.statement.canonical(), &self.signature, key)?)
    }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding};

    use super::*;

    fn receipt() -> (Receipt, String) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let statement = Statement {
            submission: SubmissionId::from_bytes([1; 16]),
            version: 1,
            reference: "ES-7K3Q-X9MD".into(),
            call: "2027".into(),
            manifest_sha256: "ab".repeat(32),
            received_at: 1_800_000_000,
            late: false,
        };
        (Receipt::sign(statement, &key), public_key(&key))
    }

    #[test]
    fn a_receipt_holds_for_its_own_manifest_only() {
        let (receipt, key) = receipt();
        assert_eq!(receipt.verify(&key, &"ab".repeat(32)), Ok(()));
        assert_eq!(receipt.verify(&key, &"cd".repeat(32)), Err(ReceiptFault::OtherContent));
    }

    #[test]
    fn a_receipt_is_written_with_its_keys_in_order() {
        let (receipt, _) = receipt();
        assert_eq!(receipt.canonical(), crate::manifest::canonical(&receipt));
    }

    #[test]
    fn every_changed_word_breaks_the_signature() {
        let (receipt, key) = receipt();
        let changes: [fn(&mut Receipt); 5] = [
            |r| r.statement.received_at -= 1,
            |r| r.statement.late = true,
            |r| r.statement.version = 2,
            |r| r.statement.reference.push('X'),
            |r| r.signature = Base64UrlUnpadded::encode_string(&[0; 64]),
        ];
        for change in changes {
            let mut forged = receipt.clone();
            change(&mut forged);
            assert_eq!(forged.verify_signature(&key), Err(ReceiptFault::BadSignature));
        }
        let other = public_key(&SigningKey::from_bytes(&[8; 32]));
        assert_eq!(receipt.verify_signature(&other), Err(ReceiptFault::BadSignature));
        assert_eq!(receipt.verify_signature("short"), Err(ReceiptFault::BadKey));
    }
}
