//! Random words: capabilities, session tokens, one-time passwords, ids of uploads.
//! Only hashes of them are kept.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Length of 32 bytes in base64url.
const TOKEN_CHARS: usize = 43;

/// A secret of 256 bits as it travels, and nothing else.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    pub fn random() -> Result<Self> {
        Ok(Self(Base64UrlUnpadded::encode_string(&random_bytes::<32>()?)))
    }

    /// Exactly 43 characters of base64url that stand for 32 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let whole = text.len() == TOKEN_CHARS
            && Base64UrlUnpadded::decode(text, &mut bytes).is_ok_and(|bytes| bytes.len() == 32);
        whole.then(|| Self(text.to_string()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept and compared. Comparing hashes tells an attacker nothing by its timing.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// A password of 80 bits in groups of four, without letters that are taken for others.
pub fn one_time_password() -> Result<String> {
    let letters = crate::reference::crockford(&random_bytes::<10>()?);
    let groups: Vec<&str> = (0..letters.len()).step_by(4).map(|at| &letters[at..at + 4]).collect();
    Ok(groups.join("-"))
}
