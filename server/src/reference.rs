//! The short number people quote: the country and eight letters made from the id, without look-alikes.
//! It identifies, it does not protect.

use sha2::{Digest, Sha256};
use shared::manifest::SubmissionId;

/// Crockford's base32: no I, L, O or U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The reference of a submission, for instance "ES-7K3Q-X9MD". If it is taken, the next `attempt` gives another.
pub fn reference(country: &str, id: &SubmissionId, attempt: u8) -> String {
    let mut hash = Sha256::new();
    hash.update(id.as_str().as_bytes());
    hash.update([attempt]);
    let letters = crockford(&hash.finalize()[..5]);
    format!("{country}-{}-{}", &letters[..4], &letters[4..])
}

/// Five bits a letter; what is left over of fewer than five bits is dropped.
pub fn crockford(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xFFF;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_crockford() {
        assert_eq!(crockford(&[0xFF; 5]), "ZZZZZZZZ");
        assert_eq!(crockford(&[0x00, 0x44, 0x32, 0x14, 0xC7]), "01234567");
        assert_eq!(crockford(&[0; 10]).len(), 16);
    }

    #[test]
    fn a_reference_is_stable_and_the_next_attempt_differs() {
        let id = SubmissionId::from_bytes([1; 16]);
        let first = reference("ES", &id, 0);
        assert_eq!(first, reference("ES", &id, 0));
        assert_ne!(first, reference("ES", &id, 1));
        assert_eq!((first.len(), &first[..3], &first[7..8]), (12, "ES-", "-"));
    }
}
