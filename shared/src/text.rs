//! How text is counted and compared: one way for the browser and for the server.
//!
//! Text is NFC with LF line ends when it gets here; the browser brings it there as it is typed, and the server refuses
//! what is not. Nothing here ever cuts a text.

use std::borrow::Cow;

/// A text as it counts: line ends as LF, no white space at either end.
pub struct Clean<'a> {
    pub text: Cow<'a, str>,
    /// There are no control characters but line ends and tabs.
    pub plain: bool,
}

/// Brings a text into the form in which it counts.
pub fn clean(text: &str) -> Clean<'_> {
    let text = text.trim();
    // A plain text has no CR, so that most texts are read once and never copied.
    if is_plain(text) {
        return Clean { text: Cow::Borrowed(text), plain: true };
    }
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text.into()
    };
    let plain = is_plain(&text);
    Clean { text, plain }
}

/// Unicode scalar values of the text as it counts.
pub fn count(text: &str) -> usize {
    clean(text).text.chars().count()
}

/// Whether nothing but white space was typed.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// What nothing but white space folds to.
pub const FOLDED_BLANK: u64 = 0xcbf2_9ce4_8422_2325;

/// A number that is the same for two spellings of one name: case and the width of white space do not count.
///
/// It is FNV-1a over 64 bits of the folded characters. Two different names of one application share it by chance once in
/// about 10^16 applications, which is why the folded text itself need not be kept and allocated for every row.
pub fn folded(text: &str) -> u64 {
    let mut hash = FOLDED_BLANK;
    let mut take = |code: u32| hash = (hash ^ u64::from(code)).wrapping_mul(0x0100_0000_01b3);
    let mut gap = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            take(0x20);
        }
        take(if c.is_ascii() { u32::from(c.to_ascii_lowercase()) } else { small(u32::from(c)) });
    }
    hash
}

/// The small letter of a letter, in the scripts that schools write in: Latin, Greek, Cyrillic, Armenian, Georgian. The
/// tables for all scripts would weigh as much in the browser as the checks themselves.
const fn small(code: u32) -> u32 {
    match code {
        // The dotted capital of Turkish: its small letter is the one of all other languages.
        0x130 => 0x69,
        0x178 => 0xff,
        0xd7 | 0x1e96..=0x1e9d | 0x1e9f => code,
        0x1e9e => 0xdf,
        0xc0..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => code + 32,
        // Capital and small letter follow each other: here the capital is even, below odd.
        0x100..=0x137 | 0x14a..=0x177 | 0x1de..=0x1ef | 0x1f8..=0x21f | 0x222..=0x233 => code | 1,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f | 0x1e00..=0x1eff => code | 1,
        0x139..=0x148 | 0x179..=0x17e | 0x1cd..=0x1dc | 0x4c1..=0x4ce => code + (code & 1),
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e..=0x38f => code + 63,
        0x400..=0x40f => code + 80,
        0x4c0 => 0x4cf,
        0x531..=0x556 => code + 48,
        0x1c90..=0x1cba | 0x1cbd..=0x1cbf => code - 3008,
        _ => code,
    }
}

/// Whether there are no control characters but line ends and tabs.
fn is_plain(text: &str) -> bool {
    let control = |byte: u8| (byte < 0x20 && byte != b'\n' && byte != b'\t') || byte == 0x7f;
    // Looking at whole chunks without leaving them early lets the compiler test sixteen bytes at once, which makes
    // this the cheapest part of a check instead of the dearest.
    text.as_bytes().chunks(256).all(|chunk| !chunk.iter().fold(false, |found, byte| found | control(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_counts_trimmed_with_lf_and_in_scalar_values() {
        for (text, expected) in
            [("", 0), ("  \r\n ", 0), ("a\r\nb\rc", 5), (" ñ ", 1), ("👩‍🏫", 3), ("\u{7}", 1)]
        {
            assert_eq!(count(text), expected, "{text:?}");
        }
        assert!(!clean("a\u{7}\r\n").plain && clean("a\r\nb\t").plain);
    }

    #[test]
    fn small_letters_are_those_of_unicode_in_the_scripts_of_schools() {
        let scripts = [0xc0..=0x180, 0x1cd..=0x1ef, 0x1f8..=0x21f, 0x222..=0x233];
        let scripts =
            scripts.into_iter().chain([0x386..=0x3ce, 0x400..=0x556, 0x10d0..=0x10ff, 0x1c90..=0x1cbf]);
        for c in scripts.chain([0x1e00..=0x1eff]).flatten().filter_map(char::from_u32) {
            let lower: Vec<u32> = c.to_lowercase().map(u32::from).collect();
            if c != 'İ' {
                assert_eq!([small(c.into())][..], lower, "{c} U+{:04X}", u32::from(c));
            }
        }
        assert_eq!(folded("İZMİR"), folded("izmir"));
    }

    #[test]
    fn names_fold_to_the_same_number_only_if_they_are_the_same() {
        assert_eq!(folded("  Ana  ÑÍGUEZ "), folded("ana ñíguez"));
        assert_ne!(folded("Ana Ñíguez"), folded("AnaÑíguez"));
        assert_eq!(folded(" \t"), FOLDED_BLANK);
    }
}
