//! The stamp: the server's signed word that a manifest of this hash existed at a moment.
//!
//! It needs neither database nor disk, so it can be had when nothing can be stored, and a manifest that arrives after
//! the deadline can show that it was ready before. It says nothing of what is in the manifest, nor that it was received.

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::signature::{self, SignatureFault};

const PURPOSE: &str = "insignia stamp 1\n";

/// Body of the request for a stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StampRequest {
    /// Lower-case hex of the SHA-256 of the manifest's canonical JSON.
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// Lower-case hex of the SHA-256 of the manifest's canonical JSON.
    pub manifest_sha256: String,
    /// Unix seconds.
    pub server_time: i64,
    /// Ed25519 over the purpose line and "<hash> <time>", base64url without padding.
    pub signature: String,
}

crate::read_fields!(Stamp { manifest_sha256, server_time, signature });

fn statement(manifest_sha256: &str, server_time: i64) -> String {
    format!("{manifest_sha256} {server_time}")
}

impl Stamp {
    pub fn sign(manifest_sha256: String, server_time: i64, key: &SigningKey) -> Self {
        let signature = signature::sign(PURPOSE, &statement(&manifest_sha256, server_time), key);
        Self { manifest_sha256, server_time, signature }
    }

    /// Holds for any stamp made with the key, given as it is published.
    pub fn verify(&self, key: &str) -> Result<(), SignatureFault> {
        let statement = statement(&self.manifest_sha256, self.server_time);
        signature::verify(PURPOSE, &statement, &self.signature, key)
    }

    /// When the manifest of this hash was there, if the stamp proves anything about it.
    pub fn proves(&self, key: &str, manifest_sha256: &str) -> Option<i64> {
        let holds = self.manifest_sha256 == manifest_sha256 && self.verify(key).is_ok();
        holds.then_some(self.server_time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::public_key;

    #[test]
    fn a_stamp_holds_for_its_own_hash_and_time_only() {
        let signing = SigningKey::from_bytes(&[7; 32]);
        let (key, hash) = (public_key(&signing), "ab".repeat(32));
        let stamp = Stamp::sign(hash.clone(), 1_800_000_000, &signing);
        assert_eq!(stamp.proves(&key, &hash), Some(1_800_000_000));
        assert_eq!(stamp.proves(&key, &"cd".repeat(32)), None);
        let earlier = Stamp { server_time: 1_700_000_000, ..stamp.clone() };
        assert_eq!(earlier.verify(&key), Err(SignatureFault::BadSignature));
        let other = public_key(&SigningKey::from_bytes(&[8; 32]));
        assert_eq!(stamp.proves(&other, &hash), None);
    }

    #[test]
    fn nothing_signed_for_another_purpose_is_a_stamp() {
        let signing = SigningKey::from_bytes(&[7; 32]);
        let hash = "ab".repeat(32);
        let signature = signature::sign("insignia receipt 1\n", &statement(&hash, 1), &signing);
        let forged = Stamp { manifest_sha256: hash, server_time: 1, signature };
        assert_eq!(forged.verify(&public_key(&signing)), Err(SignatureFault::BadSignature));
    }
}
