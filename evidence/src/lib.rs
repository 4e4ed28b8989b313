//! Examines one file of evidence: what it is, whether it can be taken, and (pictures) what has to come out of it
//! before it is kept. The browser does this when a file is chosen, the server again when it has arrived.
//! Pure: no file system, no clock, no network. It never draws, never runs and never unpacks what it reads.
//!
//! The readers of pictures and archives here are total. The PDF reader is not ours and may crash the process on
//! a hostile file (deep recursion cannot be caught): run it where a crash hurts nobody.

mod crc;
mod exif;
mod jpeg;
mod kind;
mod package;
mod pdf;
mod png;
mod webp;

use kind::Kind;
use sha2::{Digest, Sha256};
use shared::evidence::{Defect, Examined, Limits, MediaType};

/// What is known of a file, and the bytes to keep in place of the given ones if something was taken out.
#[derive(Debug)]
pub struct Outcome {
    pub examined: Examined,
    /// `None`: keep the file as it is.
    pub cleaned: Option<Vec<u8>>,
}

/// A picture after its walk: the size that stands in its header, and its bytes without anything private.
struct Picture {
    width: u32,
    height: u32,
    clean: Vec<u8>,
}

/// Examines a file and takes position, camera and author out of pictures.
/// Size and hash of the outcome are those of the bytes to be kept.
pub fn examine(bytes: &[u8], limits: &Limits) -> Result<Outcome, Defect> {
    let (mut examined, clean) = inspect(bytes, limits)?;
    let cleaned = clean.filter(|clean| clean != bytes);
    if let Some(kept) = &cleaned {
        examined.stripped = true;
        identify(&mut examined, kept);
    }
    Ok(Outcome { examined, cleaned })
}

/// Examines a file by the same rules but leaves it as it is: private data in a picture is no defect,
/// and `stripped` is always false.
pub fn verify(bytes: &[u8], limits: &Limits) -> Result<Examined, Defect> {
    inspect(bytes, limits).map(|(examined, _)| examined)
}

fn inspect(bytes: &[u8], limits: &Limits) -> Result<(Examined, Option<Vec<u8>>), Defect> {
    if bytes.is_empty() {
        return Err(Defect::Empty);
    }
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Defect::TooLarge { max_bytes: limits.max_bytes });
    }
    let mut pages = None;
    let mut picture = None;
    let media_type = match kind::recognise(bytes)? {
        Kind::Pdf => {
            pages = Some(pdf::count_pages(bytes)?);
            MediaType::Pdf
        }
        Kind::Package => package::inspect(bytes)?,
        Kind::Png => {
            picture = Some(png::walk(bytes).ok_or(Defect::Broken)?);
            MediaType::Png
        }
        Kind::Jpeg => {
            picture = Some(jpeg::walk(bytes).ok_or(Defect::Broken)?);
            MediaType::Jpeg
        }
        Kind::Webp => {
            picture = Some(webp::walk(bytes).ok_or(Defect::Broken)?);
            MediaType::Webp
        }
    };
    if let Some(picture) = &picture
        && u64::from(picture.width) * u64::from(picture.height) > limits.max_pixels
    {
        return Err(Defect::TooManyPixels { max_pixels: limits.max_pixels });
    }
    let dimensions = picture.as_ref().map(|picture| (picture.width, picture.height));
    let mut examined =
        Examined { media_type, sha256: String::new(), size: 0, dimensions, stripped: false, pages };
    identify(&mut examined, bytes);
    Ok((examined, picture.map(|picture| picture.clean)))
}

fn identify(examined: &mut Examined, kept: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    examined.size = kept.len() as u64;
    examined.sha256 = Sha256::digest(kept)
        .iter()
        .flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]])
        .map(char::from)
        .collect();
}
