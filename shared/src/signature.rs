//! Ed25519 as the server signs with it. Every purpose has its own first line, so that what was signed for one is never
//! taken for another.

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// The key is no Ed25519 public key.
    BadKey,
    BadSignature,
}

/// The public key as it is published, base64url without padding.
pub fn public_key(key: &SigningKey) -> String {
    Base64UrlUnpadded::encode_string(key.verifying_key().as_bytes())
}

/// Base64url without padding. `purpose` is a whole line.
pub fn sign(purpose: &str, statement: &str, key: &SigningKey) -> String {
    let signature = key.sign(format!("{purpose}{statement}").as_bytes());
    Base64UrlUnpadded::encode_string(&signature.to_bytes())
}

pub fn verify(purpose: &str, statement: &str, signature: &str, key: &str) -> Result<(), SignatureFault> {
    let mut bytes = [0; 32];
    let decoded = Base64UrlUnpadded::decode(key, &mut bytes).map_err(|_| SignatureFault::BadKey)?;
    let decoded: &[u8; 32] = decoded.try_into().map_err(|_| SignatureFault::BadKey)?;
    let key = VerifyingKey::from_bytes(decoded).map_err(|_| SignatureFault::BadKey)?;
    let mut bytes = [0; 64];
    let decoded =
        Base64UrlUnpadded::decode(signature, &mut bytes).map_err(|_| SignatureFault::BadSignature)?;
    let signature = Signature::from_slice(decoded).map_err(|_| SignatureFault::BadSignature)?;
    let message = format!("{purpose}{statement}");
    key.verify_strict(message.as_bytes(), &signature).map_err(|_| SignatureFault::BadSignature)
}
