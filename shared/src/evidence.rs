//! The words in which a file of evidence is judged: its type, what is wrong with it, what was found,
//! and how its name is made harmless. The judging itself is done by the crate `evidence`.
//! This file must not look at the bytes of a file, and must not hold a text for people.

use serde::{Deserialize, Serialize};

use crate::json::{Json, Read};

/// Longest name that is shown, in characters: enough for every real name, and no more than a line or three.
pub const DISPLAY_NAME_CHARS: usize = 200;

/// Longest name inside a ZIP, in bytes: with a folder before it, it stays below the 260 characters of Windows.
pub const SAFE_NAME_BYTES: usize = 80;

/// Stands for a name of which nothing can be kept.
const NAMELESS: &str = "file";

/// The kinds of file that are taken, known by their content and never by their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MediaType {
    #[serde(rename = "application/pdf")]
    Pdf,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/webp")]
    Webp,
    #[serde(rename = "application/vnd.oasis.opendocument.text")]
    Odt,
    #[serde(rename = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
}

impl MediaType {
    pub const ALL: [MediaType; 6] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Webp, Self::Odt, Self::Docx];

    /// The type as it stands in `Content-Type` and in the manifest.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The usual ending of a file name, without its dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Odt => "odt",
            Self::Docx => "docx",
        }
    }

    pub const fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }

    /// The type with exactly this name; parameters and other spellings are not understood.
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media_type| media_type.mime() == mime)
    }
}

/// Bounds of one file. Both come from the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Largest picture, as width times height.
    pub max_pixels: u64,
}

/// Why a file is refused. A file has the first defect that is found, in the order given here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// The file has no bytes.
    Empty,
    TooLarge {
        max_bytes: u64,
    },
    /// The content is none of `MediaType::ALL`, whatever the name says.
    WrongType,
    /// Encrypted: evaluators could not read it, and nobody could look for the defects below.
    PasswordProtected,
    /// Damaged, cut off, or built to swell when it is opened.
    Broken,
    /// A document that brings programs along.
    Macros,
    TooManyPixels {
        max_pixels: u64,
    },
    /// A PDF that runs scripts, starts programs or carries other files.
    ActiveContent,
}

impl Defect {
    /// The word after `defect.` in the catalogue, and the name in JSON.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::WrongType => "wrong_type",
            Self::PasswordProtected => "password_protected",
            Self::Broken => "broken",
            Self::Macros => "macros",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::ActiveContent => "active_content",
        }
    }
}

impl Read for Defect {
    /// A name, or an object of a name and its number.
    fn read(json: Json) -> Option<Self> {
        let (name, mut of) = match json {
            Json::Map(mut fields) => {
                let (name, of) = fields.0.pop()?;
                (name, of.fields()?)
            }
            name => return Self::plain(&name.text()?),
        };
        match name.as_str() {
            "too_large" => Some(Self::TooLarge { max_bytes: of.take("max_bytes")? }),
            "too_many_pixels" => Some(Self::TooManyPixels { max_pixels: of.take("max_pixels")? }),
            _ => None,
        }
    }
}

impl Defect {
    fn plain(name: &str) -> Option<Self> {
        let plain = [
            Self::Empty,
            Self::WrongType,
            Self::PasswordProtected,
            Self::Broken,
            Self::Macros,
            Self::ActiveContent,
        ];
        plain.into_iter().find(|defect| defect.key() == name)
    }
}

impl Read for MediaType {
    fn read(json: Json) -> Option<Self> {
        Self::from_mime(&json.text()?)
    }
}

/// What is known of a file that is taken. Size and hash are of the bytes to be kept, after cleaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    pub media_type: MediaType,
    /// Lower-case hexadecimal, 64 characters.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
    /// Width and height in pixels, of pictures, before any rotation asked for by the camera.
    pub dimensions: Option<(u32, u32)>,
    /// This examination removed something from a picture that could tell place, camera or author.
    pub stripped: bool,
    /// Number of pages, of PDF.
    pub pages: Option<u32>,
}

crate::read_fields!(Examined { media_type, sha256, size, dimensions, stripped, pages });

impl Read for Verdict {
    fn read(json: Json) -> Option<Self> {
        let (name, of) = json.fields()?.0.pop()?;
        match name.as_str() {
            "fine" => Examined::read(of).map(Self::Fine),
            "refused" => Defect::read(of).map(Self::Refused),
            _ => None,
        }
    }
}

/// The answer of an examination, as it travels between programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Fine(Examined),
    Refused(Defect),
}

/// The name as people see it: one line, nothing that turns or hides text, no folders, never empty.
pub fn display_name(name: &str) -> String {
    let visible: String = name
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if matches!(c, '/' | '\\') { '_' } else { c })
        .collect();
    let visible = visible.trim();
    if visible.is_empty() {
        return NAMELESS.to_owned();
    }
    let count = visible.chars().count();
    if count <= DISPLAY_NAME_CHARS {
        return visible.to_owned();
    }
    // The end stays, because it holds the ending by which people know the kind of file.
    let tail = 20;
    let head = DISPLAY_NAME_CHARS - tail - 1;
    visible.chars().take(head).chain(std::iter::once('…')).chain(visible.chars().skip(count - tail)).collect()
}

/// A name for archives and for every file system: ends as the content demands, not as the sender wished.
/// Letters of all scripts stay (names in ZIP are UTF-8), everything unusual becomes `_`. Never empty.
/// Two names may become one; whoever fills an archive has to number them.
pub fn safe_name(name: &str, media_type: MediaType) -> String {
    let shown = display_name(name);
    let mut stem = String::new();
    for c in without_extension(&shown).chars() {
        let combining = is_combining(c) && stem.ends_with(char::is_alphanumeric);
        if c.is_alphanumeric() || combining || matches!(c, '-' | '.' | ' ' | '(' | ')') {
            stem.push(c);
        } else if !stem.ends_with('_') {
            stem.push('_');
        }
    }
    let mut stem = trim_stem(&stem).to_owned();
    if is_reserved(&stem) {
        stem.insert(0, '_');
    }
    let room = SAFE_NAME_BYTES - media_type.extension().len() - 1;
    stem.truncate(stem.floor_char_boundary(room));
    let stem = trim_stem(&stem);
    let stem = if stem.chars().any(char::is_alphanumeric) { stem } else { NAMELESS };
    format!("{stem}.{}", media_type.extension())
}

/// Windows drops dots and blanks at the end, and other systems hide names that begin with a dot.
fn trim_stem(stem: &str) -> &str {
    stem.trim_matches(['.', ' '])
}

/// Only the endings of our own types go: `x.exe` that is a picture becomes `x.exe.jpg`, which tells the truth.
fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, end)) if is_known_extension(end) => stem,
        _ => name,
    }
}

fn is_known_extension(end: &str) -> bool {
    end.eq_ignore_ascii_case("jpeg")
        || MediaType::ALL.iter().any(|media_type| end.eq_ignore_ascii_case(media_type.extension()))
}

/// Marks that set the direction of text, and separators that show as nothing. Joiners stay: emoji need them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Accents of a decomposed name (as macOS sends it).
fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Names that are devices on Windows, with whatever ending.
fn is_reserved(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or(stem).trim_end().to_ascii_uppercase();
    if matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL") {
        return true;
    }
    let number = base.strip_prefix("COM").or_else(|| base.strip_prefix("LPT"));
    matches!(number, Some("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
}

#[cfg(test)]
mod tests;
