//! How text is counted and compared: one way for the browser and for the server.
//!
//! Text is NFC with LF line ends when it gets here; the browser brings it there as it is typed, and the server refuses
//! what is not. Nothing here ever cuts a text.

use std::borrow::Cow;

/// A text as it counts: line ends as LF, no white space at either end.
pub struct Clean<'a> {
    pub text: Cow<'a, str>,
    /// Unicode scalar values.
    pub characters: usize,
    /// There are no control characters but line ends and tabs.
    pub plain: bool,
    /// There is no line end.
    pub one_line: bool,
}

/// Brings a text into the form in which it counts.
pub fn clean(text: &str) -> Clean<'_> {
    let text = trimmed(text);
    let look = Look::of(text);
    // A text without control characters has no CR, so that most texts are read once and never copied.
    if look.plain || !text.contains('\r') {
        return look.clean(text.into());
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Look::of(&text).clean(text.into())
}

/// Unicode scalar values of the text as it counts.
pub fn count(text: &str) -> usize {
    clean(text).characters
}

/// Whether nothing but white space was typed.
pub fn is_blank(text: &str) -> bool {
    !matches!(text.as_bytes(), [b'!'..=b'~', ..]) && text.chars().all(char::is_whitespace)
}

/// The text without white space at its ends, which most texts do not have.
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// Which rows say the same as a row before them: case and the width of white space do not count, and blank is not the
/// same as blank.
pub fn repeated(texts: &[&str]) -> Vec<bool> {
    // Most texts differ within their first letters, and reading on is only needed where some do not.
    let mut folded: Vec<u64> = texts.iter().map(|text| fold(text, BEGINNING)).collect();
    if twice(&folded).any(|twice| twice) {
        folded = texts.iter().map(|text| fold(text, usize::MAX)).collect();
    }
    twice(&folded).collect()
}

/// Letters in which two names mostly differ.
const BEGINNING: usize = 12;

/// For each number whether it stands before, but for that of blank text.
fn twice(folded: &[u64]) -> impl Iterator<Item = bool> {
    folded.iter().enumerate().map(|(at, one)| *one != FOLDED_BLANK && folded[..at].contains(one))
}

/// What nothing but white space folds to.
const FOLDED_BLANK: u64 = 0xcbf2_9ce4_8422_2325;

/// A number that is the same for two spellings of one name, or for as many letters of their beginnings.
///
/// It is FNV-1a over 64 bits of the folded letters. Two different names of one application share it by chance once in
/// about 10^16 applications, which is why the folded text itself need not be kept and allocated for every row.
fn fold(text: &str, letters: usize) -> u64 {
    let mut hash = FOLDED_BLANK;
    let mut take = |code: u32| hash = (hash ^ u64::from(code)).wrapping_mul(0x0100_0000_01b3);
    let (mut gap, mut left) = (false, letters);
    for c in trimmed(text).chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if left == 0 {
            break;
        }
        left -= 1;
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

/// What one look at a text tells.
struct Look {
    characters: usize,
    plain: bool,
    one_line: bool,
}

impl Look {
    fn of(text: &str) -> Self {
        let mut look = Self { characters: text.len(), plain: true, one_line: true };
        // Without leaving early the compiler can look at sixteen bytes at once. In a chunk of fewer than 256 bytes, a byte
        // is enough to count in.
        if !is_printable_ascii(text.as_bytes()) {
            text.as_bytes().chunks(192).for_each(|chunk| look.take(chunk));
        }
        look
    }

    fn take(&mut self, chunk: &[u8]) {
        let (mut continued, mut control, mut line_end) = (0_u8, false, false);
        for byte in chunk {
            continued += u8::from(byte & 0xc0 == 0x80);
            control |= (*byte < 0x20 && *byte != b'\n' && *byte != b'\t') || *byte == 0x7f;
            line_end |= *byte == b'\n';
        }
        self.characters -= usize::from(continued);
        self.plain &= !control;
        self.one_line &= !line_end;
    }

    fn clean(self, text: Cow<'_, str>) -> Clean<'_> {
        Clean { text, characters: self.characters, plain: self.plain, one_line: self.one_line }
    }
}

/// Whether every byte is a character that is neither a control character nor a part of another.
fn is_printable_ascii(bytes: &[u8]) -> bool {
    let Some(end) = bytes.last_chunk() else { return bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) };
    // The last eight bytes may overlap with others, which does no harm.
    let (words, _) = bytes.as_chunks();
    (words.iter().fold(high_bits(end), |found, word| found | high_bits(word)) & in_each_byte(0x80)) == 0
}

/// Has the high bit in the first byte that is no printable ASCII, if there is one: less 0x20, what is below has it and
/// what is from 0xa0; 0x21 more, what is from DEL to there.
fn high_bits(bytes: &[u8; 8]) -> u64 {
    let less = u64::from_le_bytes(*bytes).wrapping_sub(in_each_byte(0x20));
    less | less.wrapping_add(in_each_byte(0x21))
}

const fn in_each_byte(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    }

    #[test]
    fn names_repeat_whatever_their_case_and_the_width_of_their_white_space() {
        let long = "A name that begins as another does";
        for (texts, expected) in [
            (["Ana Ñíguez", "  ana  ÑÍGUEZ "], true),
            (["Ana Ñíguez", "AnaÑíguez"], false),
            ([long, "a NAME that begins\tas another does "], true),
            ([long, "A name that begins as another did"], false),
            (["eleven letters İ", "eleven letters i"], true),
            (["İZMİR", "izmir"], true),
            (["", " \t"], false),
        ] {
            assert_eq!(repeated(&texts), [false, expected], "{texts:?}");
        }
    }

    /// As it would be written if speed did not matter.
    fn plainly(text: &str) -> (String, usize, bool, bool) {
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let control = |c: char| (c < ' ' && c != '\n' && c != '\t') || c == '\x7f';
        let (characters, plain, one_line) =
            (text.chars().count(), !text.contains(control), !text.contains('\n'));
        (text, characters, plain, one_line)
    }

    fn folded(text: &str) -> Vec<String> {
        let folded = |c: char| char::from_u32(small(c.to_ascii_lowercase().into()));
        text.split_whitespace().map(|word| word.chars().filter_map(folded).collect()).collect()
    }

    #[test]
    fn printable_ascii_is_told_from_every_other_byte_in_every_place() {
        for length in 0..20 {
            for place in 0..length {
                for byte in 0..=0xff_u8 {
                    let mut bytes = vec![b' '; length];
                    bytes[place] = byte;
                    assert_eq!(is_printable_ascii(&bytes), (b' '..=b'~').contains(&byte), "{bytes:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn one_look_at_whole_chunks_tells_what_looking_at_each_character_does(
            parts in proptest::collection::vec(prop_oneof![
                3 => "[ -~]{0,200}", 1 => "[\r\n\t \x00-\x1f\x7f]{1,2}", 1 => ".{0,80}", 1 => "[ñáé\u{2028}👩]{1,80}",
            ], 0..5)
        ) {
            let text = parts.concat();
            let Clean { text: cleaned, characters, plain, one_line } = clean(&text);
            prop_assert_eq!((cleaned.into_owned(), characters, plain, one_line), plainly(&text));
            prop_assert_eq!(trimmed(&text), text.trim());
        }

        #[test]
        fn names_repeat_where_their_folded_words_do(
            names in proptest::collection::vec("(Ana|ana |ÑÍ|ñí|İ|i|[ \t]|seventeen letters){0,4}", 0..8)
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let plainly = names.iter().enumerate().map(|(at, name)| {
                let name = folded(name);
                !name.is_empty() && names[..at].iter().any(|other| folded(other) == name)
            });
            prop_assert_eq!(repeated(&names), plainly.collect::<Vec<_>>());
        }
    }
}
