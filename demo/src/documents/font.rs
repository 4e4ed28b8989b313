//! The typeface of everything that is drawn, and the part of it that goes into a document.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ab_glyph::{Font, FontRef};
use miniz_oxide::deflate::compress_to_vec_zlib;
use subsetter::GlyphRemapper;

use super::Content;
use crate::stock::{LANGUAGES, sentences};

/// Written with these everywhere.
const COMMON: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,;:!?-–—()«»“”„’'\"/%&+#·•…№";

pub static FACE: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(dejavu::sans::regular())
        .unwrap_or_else(|fault| unreachable!("DejaVu is a font: {fault}"))
});

/// The glyphs of one country's documents.
pub struct Subset {
    /// Number in the document and width in thousandths of the size, by character.
    pub glyphs: BTreeMap<char, (u16, f32)>,
    /// The font program, packed with zlib.
    pub packed: Vec<u8>,
    pub unpacked_size: usize,
}

impl Subset {
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().filter_map(|c| self.glyphs.get(&c)).map(|(_, width)| width * size / 1000.0).sum()
    }
}

static SUBSETS: LazyLock<Mutex<HashMap<&'static str, Arc<Subset>>>> = LazyLock::new(Mutex::default);

/// The subset for a country, made once.
pub fn subset(content: &Content) -> Arc<Subset> {
    let mut all = SUBSETS.lock().unwrap_or_else(PoisonError::into_inner);
    all.entry(content.country).or_insert_with(|| Arc::new(make(content))).clone()
}

fn make(content: &Content) -> Subset {
    // A country may write in several languages, so that the letters of every language that shares its script come along.
    let own: BTreeSet<char> = content.letters.chars().collect();
    let mut letters: BTreeSet<char> = COMMON.chars().chain(content.letters.chars()).collect();
    for language in LANGUAGES {
        let written: BTreeSet<char> = sentences(language).beneath("").flat_map(str::chars).collect();
        let shared = written.intersection(&own).filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
        if shared > 10 || ["en", "es", "fr"].contains(language) {
            letters.extend(written);
        }
    }
    let scale = 1000.0 / FACE.units_per_em().unwrap_or(2048.0);
    let mut mapper = GlyphRemapper::new();
    let mut glyphs = BTreeMap::new();
    for c in letters {
        let id = FACE.glyph_id(c);
        if id.0 != 0 {
            glyphs.insert(c, (mapper.remap(id.0), FACE.h_advance_unscaled(id) * scale));
        }
    }
    let program = subsetter::subset(dejavu::sans::regular(), 0, &mapper).unwrap_or_default();
    Subset { glyphs, packed: compress_to_vec_zlib(&program, 6), unpacked_size: program.len() }
}
