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
        if c.is_ascii() {
            take(u32::from(c.to_ascii_lowercase()));
        } else {
            c.to_lowercase().for_each(|lower| take(u32::from(lower)));
        }
    }
    hash
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
    fn names_fold_to_the_same_number_only_if_they_are_the_same() {
        assert_eq!(folded("  Ana  ÑÍGUEZ "), folded("ana ñíguez"));
        assert_ne!(folded("Ana Ñíguez"), folded("AnaÑíguez"));
        assert_eq!(folded(" \t"), FOLDED_BLANK);
    }
}
