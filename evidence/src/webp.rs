//! Walks the chunks of a WebP and writes it again with only those that are needed to draw it.

use crate::{Picture, exif};

/// Flags in the extended header.
const HAS_XMP: u8 = 1 << 2;
const HAS_EXIF: u8 = 1 << 3;

/// `None` if the file is damaged or cut off.
pub fn walk(bytes: &[u8]) -> Option<Picture> {
    let announced = usize::try_from(u32_at(bytes, 4)?).ok()?;
    // Bytes behind the announced end are not part of the picture; phones hide films there.
    let body = bytes.get(12..announced.checked_add(8)?)?;
    let mut at = 0;
    let mut canvas = None;
    let mut frame = None;
    let mut orientation = None;
    let mut extended = None;
    let mut rest = Vec::with_capacity(bytes.len());
    while at < body.len() {
        let (name, data) = chunk(body, &mut at)?;
        match name {
            b"VP8X" if extended.is_none() && rest.is_empty() => {
                canvas = Some((u24_at(data, 4)? + 1, u24_at(data, 7)? + 1));
                extended = Some(data.to_vec());
            }
            b"EXIF" => {
                let tiff = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
                orientation = orientation.or_else(|| exif::orientation(tiff));
            }
            b"VP8 " | b"VP8L" => {
                let size = if name == b"VP8 " { lossy_size(data) } else { lossless_size(data) };
                frame = Some(size.filter(|size| frame.is_none() && canvas.is_none_or(|c| c == *size))?);
                push(&mut rest, name, data);
            }
            b"ANMF" => {
                let (width, height) = canvas?;
                let (x, y) = (u24_at(data, 0)? * 2, u24_at(data, 3)? * 2);
                let inside = x + u24_at(data, 6)? < width && y + u24_at(data, 9)? < height;
                frame = Some((width, height)).filter(|_| inside && data.len() > 16);
                frame?;
                push(&mut rest, name, data);
            }
            b"ICCP" | b"ALPH" | b"ANIM" => push(&mut rest, name, data),
            _ => {}
        }
    }
    let (width, height) = canvas.or(frame).filter(|_| frame.is_some())?;
    Some(Picture { width, height, clean: assemble(extended, orientation, rest)? })
}

/// Orientation needs the extended header; files without one had no EXIF that a viewer would have read.
fn assemble(extended: Option<Vec<u8>>, orientation: Option<u16>, rest: Vec<u8>) -> Option<Vec<u8>> {
    let mut clean = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut tail = Vec::new();
    if let Some(mut header) = extended {
        *header.first_mut()? &= !(HAS_XMP | HAS_EXIF);
        if let Some(orientation) = orientation {
            header[0] |= HAS_EXIF;
            push(&mut tail, b"EXIF", &exif::minimal(orientation));
        }
        push(&mut clean, b"VP8X", &header);
    }
    clean.extend(rest);
    clean.extend(tail);
    let announced = u32::try_from(clean.len() - 8).ok()?;
    clean[4..8].copy_from_slice(&announced.to_le_bytes());
    Some(clean)
}

/// The chunk that begins at `at`; steps behind it and its padding. The last padding may be missing.
fn chunk<'a>(body: &'a [u8], at: &mut usize) -> Option<(&'a [u8; 4], &'a [u8])> {
    let name = body.get(*at..)?.first_chunk()?;
    let length = usize::try_from(u32_at(body, *at + 4)?).ok()?;
    let data = body.get(*at + 8..)?.get(..length)?;
    *at += 8 + length + length % 2;
    Some((name, data))
}

fn lossy_size(data: &[u8]) -> Option<(u32, u32)> {
    let [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = *data else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    let (width, height) = (side(w0, w1), side(h0, h1));
    (width > 0 && height > 0).then_some((width, height))
}

fn lossless_size(data: &[u8]) -> Option<(u32, u32)> {
    if data.first() != Some(&0x2F) {
        return None;
    }
    let bits = u32_at(data, 1)?;
    Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u24_at(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = *bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend(name);
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out.extend(&[0][..data.len() % 2]);
}
