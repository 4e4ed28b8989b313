//! Walks the segments of a JPEG and writes it again with only those that are needed to draw it.
//! Pictures are not decoded: a walk finds cut files and sizes, not wrong colours.

use crate::{Picture, exif};

const EXIF: &[u8] = b"Exif\0\0";

/// Marker codes, without their 0xFF.
mod marker {
    pub const SOI: u8 = 0xD8;
    pub const EOI: u8 = 0xD9;
    pub const SOS: u8 = 0xDA;
    pub const COM: u8 = 0xFE;
    pub const APP0: u8 = 0xE0;
    pub const APP1: u8 = 0xE1;
    pub const APP2: u8 = 0xE2;
    pub const APP14: u8 = 0xEE;
    pub const APP15: u8 = 0xEF;
}

/// `None` if the file is damaged or cut off.
pub fn walk(bytes: &[u8]) -> Option<Picture> {
    let mut at = 2;
    let mut size = None;
    let mut scans = 0;
    let mut orientation = None;
    let mut jfif = Vec::new();
    let mut rest = Vec::with_capacity(bytes.len());
    loop {
        let code = next_marker(bytes, &mut at)?;
        match code {
            marker::EOI => break,
            marker::SOI => return None,
            0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let body = segment(bytes, &mut at)?;
        if code == marker::APP1 && orientation.is_none() {
            orientation = body.strip_prefix(EXIF).and_then(exif::orientation);
        }
        if code == marker::APP0 && jfif.is_empty() && body.starts_with(b"JFIF\0") {
            push(&mut jfif, code, body);
        } else if is_needed(code, body) {
            push(&mut rest, code, body);
        }
        if is_frame(code) {
            size = Some(larger(size, frame_size(body)?));
        }
        if code == marker::SOS {
            scans += 1;
            let end = scan_end(bytes, at)?;
            rest.extend(&bytes[at..end]);
            at = end;
        }
    }
    let (width, height) = size.filter(|_| scans > 0)?;
    let mut clean = vec![0xFF, marker::SOI];
    clean.append(&mut jfif);
    if let Some(orientation) = orientation {
        push(&mut clean, marker::APP1, &[EXIF, &exif::minimal(orientation)].concat());
    }
    clean.append(&mut rest);
    clean.extend([0xFF, marker::EOI]);
    Some(Picture { width, height, clean })
}

/// Colours need the profile in APP2 and Adobe's APP14. All other applications' segments go: they hold position,
/// camera, author, previews, and whatever the next maker thinks of. So do comments.
fn is_needed(code: u8, body: &[u8]) -> bool {
    match code {
        marker::APP2 => body.starts_with(b"ICC_PROFILE\0"),
        marker::APP14 => body.starts_with(b"Adobe"),
        marker::APP0..=marker::APP15 | marker::COM => false,
        _ => true,
    }
}

/// Start of frame: 0xC0 to 0xCF without the tables and the reserved code among them.
fn is_frame(code: u8) -> bool {
    matches!(code, 0xC0..=0xCF) && !matches!(code, 0xC4 | 0xC8 | 0xCC)
}

fn frame_size(body: &[u8]) -> Option<(u32, u32)> {
    let [_, h1, h0, w1, w0, ..] = *body else { return None };
    let (width, height) = (u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
    (width > 0 && height > 0).then_some((width, height))
}

/// A file with several frames counts as its largest, or a bomb could hide behind a small one.
fn larger(known: Option<(u32, u32)>, found: (u32, u32)) -> (u32, u32) {
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    known.filter(|known| area(*known) >= area(found)).unwrap_or(found)
}

/// Finds the next marker and steps behind it. Bytes between segments are skipped, as decoders do.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        while *bytes.get(*at)? != 0xFF {
            *at += 1;
        }
        while *bytes.get(*at)? == 0xFF {
            *at += 1;
        }
        let code = bytes[*at];
        *at += 1;
        if code != 0 {
            return Some(code);
        }
    }
}

/// The body of the segment whose length stands at `at`; steps behind it.
fn segment<'a>(bytes: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(*at)?, *bytes.get(*at + 1)?]));
    let body = bytes.get(*at + 2..*at + length)?;
    *at += length;
    Some(body)
}

/// Where the compressed data that begins at `at` ends: before the next marker that is not part of it.
fn scan_end(bytes: &[u8], at: usize) -> Option<usize> {
    bytes
        .get(at..)?
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF))
        .map(|offset| at + offset)
}

fn push(out: &mut Vec<u8>, code: u8, body: &[u8]) {
    out.extend([0xFF, code]);
    // Bodies come from segments or are tiny, so that their length fits again.
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
}
