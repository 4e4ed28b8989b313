//! Encryption: Argon2id makes a key of the passphrase, the header says at what cost, XChaCha20-Poly1305 seals segments in STREAM order, so that none
//! can be changed, moved or left out. The first segment is empty, stands in the header and vouches for it: if it does
//! not open, the passphrase is wrong.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::XChaCha20Poly1305;

use crate::FileFault;

pub type Encryptor = EncryptorBE32<XChaCha20Poly1305>;
pub type Decryptor = DecryptorBE32<XChaCha20Poly1305>;

/// Bytes by which a sealed segment is longer.
pub const TAG_LEN: usize = 16;
pub const CHECK_LEN: usize = TAG_LEN;

/// What the key costs: the second of the equal choices that OWASP names, since phones have more time than memory.
const COST: Cost = Cost { memory_kib: 19 << 10, passes: 2, lanes: 1 };
/// What a file may demand of its reader.
const MAX_COST: Cost = Cost { memory_kib: 64 << 10, passes: 8, lanes: 4 };

#[derive(Clone, Copy)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Cost {
    pub fn chosen() -> Self {
        COST
    }

    pub fn is_bearable(&self) -> bool {
        self.memory_kib <= MAX_COST.memory_kib
            && self.passes <= MAX_COST.passes
            && self.lanes <= MAX_COST.lanes
            && self.params().is_ok()
    }

    fn params(&self) -> Result<Params, argon2::Error> {
        Params::new(self.memory_kib, self.passes, self.lanes, None)
    }

    pub fn key(&self, passphrase: &str, salt: &[u8; 16]) -> Result<[u8; 32], FileFault> {
        let mut key = [0; 32];
        let params = self.params().map_err(|_| FileFault::Damaged)?;
        // Fails for passphrases of gigabytes and where there is no memory.
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, &mut key)
            .map_err(|_| FileFault::TooLarge)?;
        Ok(key)
    }
}

/// The part of a header that is about encryption.
pub struct Seal<'a> {
    pub cost: Cost,
    pub salt: [u8; 16],
    pub nonce: [u8; 19],
    /// The header up to the check.
    pub said_so_far: &'a [u8],
    pub check: &'a [u8],
}

impl Seal<'_> {
    /// Tries the passphrase.
    pub fn open(&self, passphrase: &str) -> Result<Decryptor, FileFault> {
        let key = self.cost.key(passphrase, &self.salt)?;
        let mut decryptor = Decryptor::new(&key.into(), &self.nonce.into());
        let mut check = self.check.to_vec();
        let opened = decryptor.decrypt_next_in_place(self.said_so_far, &mut check);
        opened.map(|()| decryptor).map_err(|_| FileFault::WrongPassphrase)
    }
}
