//! Walks the chunks of a PNG and writes it again with only those that are needed to draw it.

use crate::{Picture, crc::Crc32, exif};

const SIGNATURE: usize = 8;

/// What draws the picture, its colours, and the frames of an animation. Everything else goes: texts, time, EXIF,
/// and the private chunks of makers.
const NEEDED: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// `None` if the file is damaged or cut off.
pub fn walk(bytes: &[u8]) -> Option<Picture> {
    let crc = Crc32::new();
    let mut at = SIGNATURE;
    let header = chunk(bytes, &mut at).filter(|header| header.is_sound(&crc))?;
    let (width, height) = dimensions(&header)?;
    let mut orientation = None;
    let mut has_data = false;
    let mut rest = Vec::with_capacity(bytes.len());
    loop {
        let chunk = chunk(bytes, &mut at)?;
        if chunk.name == b"eXIf" {
            orientation = orientation.or_else(|| exif::orientation(chunk.body));
        }
        if !NEEDED.iter().any(|name| *name == chunk.name) {
            continue;
        }
        if !chunk.is_sound(&crc) || chunk.name == b"IHDR" {
            return None;
        }
        rest.extend(chunk.whole);
        has_data |= chunk.name == b"IDAT";
        if chunk.name == b"IEND" {
            break;
        }
    }
    let mut clean = bytes.get(..SIGNATURE)?.to_vec();
    clean.extend(header.whole);
    if let Some(orientation) = orientation {
        push(&mut clean, &crc, b"eXIf", &exif::minimal(orientation));
    }
    clean.append(&mut rest);
    has_data.then_some(Picture { width, height, clean })
}

struct Chunk<'a> {
    whole: &'a [u8],
    name: &'a [u8],
    body: &'a [u8],
}

impl Chunk<'_> {
    fn is_sound(&self, crc: &Crc32) -> bool {
        let (rest, sum) = self.whole.split_at(self.whole.len() - 4);
        crc.sum(&rest[4..]).to_be_bytes() == sum
    }
}

/// The chunk that begins at `at`: length, name, body, checksum. Steps behind it.
fn chunk<'a>(bytes: &'a [u8], at: &mut usize) -> Option<Chunk<'a>> {
    let rest = bytes.get(*at..)?;
    let length = usize::try_from(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)).ok()?;
    let whole = rest.get(..length.checked_add(12)?)?;
    *at += whole.len();
    Some(Chunk { whole, name: &whole[4..8], body: &whole[8..8 + length] })
}

fn dimensions(header: &Chunk) -> Option<(u32, u32)> {
    if header.name != b"IHDR" || header.body.len() != 13 {
        return None;
    }
    let width = u32::from_be_bytes(header.body[..4].try_into().ok()?);
    let height = u32::from_be_bytes(header.body[4..8].try_into().ok()?);
    (width > 0 && height > 0).then_some((width, height))
}

fn push(out: &mut Vec<u8>, crc: &Crc32, name: &[u8; 4], body: &[u8]) {
    out.extend((body.len() as u32).to_be_bytes());
    let named = [name, body].concat();
    out.extend(&named);
    out.extend(crc.sum(&named).to_be_bytes());
}
