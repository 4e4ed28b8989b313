//! How text is counted and compared: one way for the browser and for the server.
//!
//! Text is NFC with LF line ends when it gets here; the browser brings it there as it is typed, and the server refuses
//! what is not. Nothing here ever cuts a text.

use std::borrow::Cow;

/// The text as it counts: line ends as LF, no white space at either end.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Unicode scalar values of the text as it counts.
pub fn count(text: &str) -> usize {
    clean(text).chars().count()
}

/// Whether nothing but white space was typed.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// A form in which two spellings of the same name are equal: lower case, single spaces.
pub fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
