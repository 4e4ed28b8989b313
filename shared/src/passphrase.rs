//! A draft on a computer that others use too: what its passphrase must be, and when it locks itself. Knows no clock and
//! no cipher.

/// Fewer characters are found by trying, whatever is done with them.
pub const MIN_CHARACTERS: usize = 10;

/// Rounds of PBKDF2-SHA-256 that make a key of it. Stored with each key, so that it may grow.
pub const ROUNDS: u32 = 1_000_000;

/// A draft that nobody has touched for so long locks itself.
pub const IDLE_MS: i64 = 10 * 60 * 1_000;

/// Whether a passphrase, in NFC, may protect a draft.
pub fn is_long_enough(passphrase: &str) -> bool {
    passphrase.trim().chars().count() >= MIN_CHARACTERS
}

/// Whether to lock, by a clock that may jump: one that was put back says nothing of how long nobody was here, and the
/// safe side is to lock.
pub fn is_idle(used_at_ms: i64, now_ms: i64) -> bool {
    now_ms < used_at_ms || now_ms - used_at_ms >= IDLE_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_counts_in_characters_and_not_by_its_spaces() {
        assert!(is_long_enough("ñandúñandú") && is_long_enough("lluvia en el patio"));
        assert!(!is_long_enough("ñandúñand") && !is_long_enough("corta       ") && !is_long_enough(""));
    }

    #[test]
    fn a_draft_locks_after_ten_minutes_and_when_the_clock_goes_back() {
        assert!(!is_idle(1_000, 1_000) && !is_idle(1_000, 600_999));
        assert!(is_idle(1_000, 601_000) && is_idle(1_000, i64::MAX) && is_idle(1_000, 999));
    }
}
