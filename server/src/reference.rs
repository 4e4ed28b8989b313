//! The short number people quote: the country and eight letters made from the id, without look-alikes.
//! It identifies, it does not protect.
//!
//! It is written from the same hash by which the store finds an id, so that one index serves both.

use sha2::{Digest, Sha256};
use shared::manifest::SubmissionId;

/// Crockford's base32: no I, L, O or U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bits of the hash that the letters do not tell.
const UNTOLD: u32 = 24;

/// The first 64 bits of the SHA-256 of an id, as SQLite takes them.
pub fn hash(id: &SubmissionId) -> i64 {
    let digest: [u8; 32] = Sha256::digest(id.as_str().as_bytes()).into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The least and the greatest hash with the same letters.
pub fn same_letters(hash: i64) -> (i64, i64) {
    let least = hash >> UNTOLD << UNTOLD;
    (least, least | ((1 << UNTOLD) - 1))
}

/// The reference of a submission, for instance "ES-7K3Q-X9MD". If it is taken, the next `attempt` gives another.
pub fn reference(country: &str, hash: i64, attempt: u8) -> String {
    let letters = crockford(&hash.to_be_bytes()[..5]);
    let first = format!("{country}-{}-{}", &letters[..4], &letters[4..]);
    if attempt == 0 { first } else { format!("{first}-{attempt}") }
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
        let hash = hash(&SubmissionId::from_bytes([1; 16]));
        let first = reference("ES", hash, 0);
        assert_eq!(first, reference("ES", hash, 0));
        assert_eq!((first.len(), &first[..3], &first[7..8]), (12, "ES-", "-"));
        assert_eq!(reference("ES", hash, 1), format!("{first}-1"));
    }

    #[test]
    fn hashes_have_the_same_letters_exactly_between_two_bounds() {
        for hash in [0, 1, -1, i64::MIN, i64::MAX, hash(&SubmissionId::from_bytes([1; 16]))] {
            let ((least, greatest), letters) = (same_letters(hash), reference("ES", hash, 0));
            assert!((least..=greatest).contains(&hash));
            assert_eq!([least, greatest].map(|hash| reference("ES", hash, 0)), [&*letters, &*letters]);
            for outside in [least.checked_sub(1), greatest.checked_add(1)].into_iter().flatten() {
                assert_ne!(reference("ES", outside, 0), letters);
            }
        }
    }
}
