//! What becomes of a text that is pasted, mostly from a word processor: the same words without what cannot be seen.
//!
//! Letters, accents and quotation marks stay as they are, and nothing is cut: what is too long is for the counter to say.
//! Composing (NFC) is not done here, because the browser does it.

use std::iter::Peekable;
use std::str::Chars;

/// Where a text is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Several lines.
    Prose,
    /// One line: lines are joined by blanks.
    Line,
    /// An address or a number, which has no blanks around it.
    Word,
}

/// So many blank lines one after another are kept.
const MOST_BLANK_LINES: usize = 2;

/// Bullets, if white space follows.
const BULLETS: &[char] = &['•', '·', '▪', '▫', '◦', '‣', '●', '○', '■', '□'];
/// Word writes its second bullet as this letter; a tab tells it from the word.
const LETTER_AS_BULLET: char = 'o';

/// The text as it goes into the answer.
pub fn clean(text: &str, place: Place) -> String {
    let lines = Visible { rest: text.chars().peekable(), before: ' ' }.collect::<String>();
    let lines = lines.split('\n').map(plain_line).collect::<Vec<_>>();
    match place {
        Place::Prose => paragraphs(&lines),
        Place::Line => one_line(&lines),
        Place::Word => one_line(&lines).trim().to_string(),
    }
}

/// The characters that are to be seen, line ends as LF, blanks as blanks.
struct Visible<'a> {
    rest: Peekable<Chars<'a>>,
    /// The last one that was kept.
    before: char,
}

impl Iterator for Visible<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let kept = match self.rest.next()? {
                '\t' => '\t',
                '\r' => {
                    self.rest.next_if_eq(&'\n');
                    '\n'
                }
                // Word's own line end, that of a page, and those of Unicode.
                '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
                c if c.is_control() || is_unseen(c) => continue,
                // Joiners hold emoji together, and letters of scripts that are written joined; elsewhere they are remains.
                '\u{200c}' | '\u{200d}' if !joins(self.before) => continue,
                c if c.is_whitespace() => ' ',
                c => c,
            };
            self.before = kept;
            return Some(kept);
        }
    }
}

/// Soft hyphens, characters without width, marks of direction, and what stands for a picture.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
    )
}

/// Whether a joiner after this character may mean something: it is no letter of Latin, Greek or Cyrillic, and no sign.
const fn joins(before: char) -> bool {
    matches!(before, '\u{590}'..='\u{1dff}' | '\u{200c}'..='\u{200d}' | '\u{2600}'..='\u{d7ff}' | '\u{f900}'..)
}

/// A line with its bullet as a hyphen and its tabs as blanks.
fn plain_line(line: &str) -> String {
    let text = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - text.len();
    let mut plain = " ".repeat(indent);
    let text = match after_bullet(text) {
        Some(rest) => {
            plain.push_str("- ");
            rest
        }
        None => text,
    };
    let mut tab = false;
    for c in text.chars() {
        if c != '\t' {
            plain.push(c);
        } else if !tab {
            plain.push(' ');
        }
        tab = c == '\t';
    }
    plain
}

/// What follows a bullet, if there is one.
fn after_bullet(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    let (first, rest) = (chars.next()?, chars.as_str());
    let bullet = match first {
        // Bullets of the fonts Symbol and Wingdings, which no other font can show.
        '\u{f0a7}' | '\u{f0a8}' | '\u{f0b7}' | '\u{f0d8}' | '\u{f0e0}' | '\u{f0fc}' => true,
        LETTER_AS_BULLET => rest.starts_with('\t'),
        first => BULLETS.contains(&first) && rest.starts_with([' ', '\t']),
    };
    bullet.then(|| rest.trim_start_matches([' ', '\t']))
}

/// Lines under each other, without blanks at their ends and without long gaps. The last one may go on behind the text.
fn paragraphs(lines: &[String]) -> String {
    let mut text = String::new();
    let mut blank = 0;
    for (at, line) in lines.iter().enumerate() {
        let last = at + 1 == lines.len();
        let line = if last { line } else { line.trim_end_matches(' ') };
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank > MOST_BLANK_LINES {
            continue;
        }
        text.push_str(line);
        if !last {
            text.push('\n');
        }
    }
    text
}

fn one_line(lines: &[String]) -> String {
    if let [line] = lines {
        return line.clone();
    }
    let words = lines.iter().map(|line| line.trim_matches(' ')).filter(|line| !line.is_empty());
    // What was a bullet on a line of its own now stands before its text.
    plain_line(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prose_from_word_comes_without_what_cannot_be_seen() {
        for (pasted, expected) in [
            ("El\u{a0}claustro se re\u{ad}\u{fa}ne\r\ncada mes", "El claustro se reúne\ncada mes"),
            ("a\u{b}b\u{2028}c\rd", "a\nb\nc\nd"),
            ("\u{b7}\tone\r\n\u{2022}\ttwo\r\no\tthree\r\n\u{f0b7} four", "- one\n- two\n- three\n- four"),
            ("   \u{2022}   deeper", "   - deeper"),
            ("a\tb\t\tc", "a b c"),
            ("a \r\n\r\n\r\n\r\n\r\nb", "a\n\n\nb"),
            ("a\n \n\t\n\nb ", "a\n\n\nb "),
            ("\u{200b}a\u{feff}b\u{200d}c\u{1}d", "abcd"),
            ("“x” ‘y’ «z» – … l’école", "“x” ‘y’ «z» – … l’école"),
            ("👩\u{200d}🏫 ❤\u{fe0f}\u{200d}🔥", "👩\u{200d}🏫 ❤\u{fe0f}\u{200d}🔥"),
            // Words of Spanish, and the middle dot of Catalan, are no bullets.
            ("o mañana\ncol·legi", "o mañana\ncol·legi"),
            ("", ""),
        ] {
            assert_eq!(clean(pasted, Place::Prose), expected, "{pasted:?}");
        }
    }

    #[test]
    fn one_line_joins_lines_and_addresses_have_no_blanks_around_them() {
        for (place, pasted, expected) in [
            (Place::Line, "IES\r\n  Ñandú \r\n", "IES Ñandú"),
            (Place::Line, " and so on", " and so on"),
            (Place::Line, "\u{2022}\n\tfirst", "- first"),
            (Place::Word, "\u{a0}head@example.org \r\n", "head@example.org"),
            (Place::Word, "\t1\u{a0}200", "1 200"),
        ] {
            assert_eq!(clean(pasted, place), expected, "{pasted:?}");
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => "[a-zñéüßΩд ]{1,8}",
            3 => "[ \t\r\n\u{b}\u{a0}]{1,5}",
            2 => "[•·o\u{f0b7}▪][ \t]?",
            1 => "[\u{ad}\u{200b}\u{200d}\u{200c}\u{feff}\u{2060}\u{1}\u{7f}\u{85}]{1,3}",
            1 => ".{0,6}",
            1 => "[👩🏫❤\u{fe0f}\u{200d}]{1,4}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn any_place() -> impl Strategy<Value = Place> {
        prop_oneof![Just(Place::Prose), Just(Place::Line), Just(Place::Word)]
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in any_text(), place in any_place()) {
            let once = clean(&text, place);
            prop_assert_eq!(clean(&once, place), once);
        }

        /// But for the letter that Word takes for a bullet.
        #[test]
        fn every_letter_and_digit_stays_in_its_order(text in any_text(), place in any_place()) {
            let letters = |text: &str| -> String {
                text.chars().filter(|c| c.is_alphanumeric() && *c != LETTER_AS_BULLET).collect()
            };
            prop_assert_eq!(letters(&clean(&text, place)), letters(&text));
        }

        #[test]
        fn what_is_left_can_be_seen_and_has_no_long_gaps(text in any_text(), place in any_place()) {
            let cleaned = clean(&text, place);
            let unseen = |c: char| (c.is_control() && c != '\n') || is_unseen(c) || (c.is_whitespace() && !" \n".contains(c));
            prop_assert!(!cleaned.contains(unseen), "{:?}", cleaned);
            prop_assert!(!cleaned.contains("\n\n\n\n"), "{:?}", cleaned);
            prop_assert!(place == Place::Prose || !cleaned.contains('\n'), "{:?}", cleaned);
            prop_assert!(place != Place::Word || cleaned.trim() == cleaned, "{:?}", cleaned);
            prop_assert!(crate::text::clean(&cleaned).plain);
        }
    }
}
