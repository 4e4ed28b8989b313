//! Pictures whose parts contradict each other, made from sound ones.

use crate::{LIMITS, fixture};
use shared::evidence::{Defect, Limits};

fn find(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).position(|window| window == word).unwrap()
}

/// The picture with `more` put in at a position.
fn insert(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

fn assert_broken(bytes: &[u8], what: &str) {
    assert_eq!(evidence::verify(bytes, &LIMITS), Err(Defect::Broken), "{what}");
}

/// Orientation 3, the maker `Acme`, and nothing else.
const TIFF: &[u8] =
    b"MM\0*\0\0\0\x08\0\x02\x01\x0F\0\x02\0\0\0\x05\0\0\0\x26\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0Acme\0";

fn frame(width: u8, height: u8) -> Vec<u8> {
    vec![0xFF, 0xC0, 0, 11, 8, height, 0, width, 0, 1, 1, 0x11, 0]
}

#[test]
fn a_jpeg_needs_a_frame_and_a_scan_and_is_only_one_picture() {
    let photo = fixture("photo.jpg");
    let start = &photo[..2];
    let end = &photo[photo.len() - 2..];
    assert_broken(&[start, &frame(1, 1), end].concat(), "no scan");
    assert_broken(&[start, &[0xFF, 0xDA, 0, 2, 0], end].concat(), "no frame");
    assert_broken(&insert(&photo, 2, start), "a second start");
    assert_broken(&insert(&photo, 2, &frame(0, 1)), "no width");
}

#[test]
fn the_largest_frame_of_a_jpeg_counts() {
    let photo = fixture("photo.jpg");
    for at in [2, photo.len() - 2] {
        let bytes = insert(&photo, at, &frame(255, 255));
        let max_pixels = 65_000 * 65_000;
        let result = evidence::verify(&bytes, &Limits { max_pixels, ..LIMITS });
        assert_eq!(result, Err(Defect::TooManyPixels { max_pixels }), "frame at {at}");
    }
}

#[test]
fn colours_of_a_jpeg_that_need_adobes_segment_keep_it() {
    let adobe = b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\x01";
    let bytes = insert(&fixture("photo.jpg"), 2, adobe);
    let outcome = evidence::examine(&bytes, &LIMITS).unwrap();
    let kept = outcome.cleaned.unwrap_or(bytes);
    assert_eq!(kept[find(&kept, b"Adobe") - 4..][..adobe.len()], *adobe);
}

#[test]
fn a_png_has_one_header_that_is_sound_and_some_data() {
    let picture = fixture("picture.png");
    let header = &picture[8..33];
    assert_broken(&insert(&picture, 33, header), "a second header");
    let mut damaged = picture.clone();
    damaged[29] ^= 1;
    assert_broken(&damaged, "header with a wrong checksum");
    let end = &picture[picture.len() - 12..];
    assert_broken(&[&picture[..33], end].concat(), "no data");
}

#[test]
fn a_turned_png_stays_turned_without_its_maker() {
    let mut chunk = (TIFF.len() as u32).to_be_bytes().to_vec();
    let named = [b"eXIf", TIFF].concat();
    chunk.extend(&named);
    chunk.extend(rawzip::crc32(&named).to_be_bytes());
    let bytes = insert(&fixture("picture.png"), 33, &chunk);
    let kept = evidence::examine(&bytes, &LIMITS).unwrap().cleaned.unwrap();
    assert!(!kept.windows(4).any(|window| window == b"Acme"));
    let found = exif::Reader::new().read_from_container(&mut std::io::Cursor::new(&kept)).unwrap();
    let turned = found.get_field(exif::Tag::Orientation, exif::In::PRIMARY).unwrap();
    assert_eq!(turned.value.get_uint(0), Some(3));
}

/// Name and data.
type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

/// A WebP of these chunks, with its announced length.
fn webp(chunks: &[Chunk]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, data) in chunks {
        body.extend(*name);
        body.extend((data.len() as u32).to_le_bytes());
        body.extend(*data);
        body.extend(&[0][..data.len() % 2]);
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// Extended header for a canvas of so many pixels.
fn canvas(flags: u8, width: u8, height: u8) -> [u8; 10] {
    [flags, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0]
}

/// A frame of an animation, at twice this position, of this size.
fn animated(x: u8, y: u8, width: u8, height: u8) -> Vec<u8> {
    [&[x, 0, 0, y, 0, 0, width - 1, 0, 0, height - 1, 0, 0, 0, 0, 0, 0], [0; 8].as_slice()].concat()
}

/// Lossless picture of 4 × 4.
const SMALL: &[u8] = &[0x2F, 3, 0xC0, 0, 0, 0];

#[test]
fn the_parts_of_a_webp_fit_together() {
    let lossy = [0x30, 0, 0, 0x9D, 0x01, 0x2A, 4, 0, 4, 0];
    let sound: [&[Chunk]; 4] = [
        &[(b"VP8L", SMALL)],
        &[(b"VP8 ", &lossy)],
        &[(b"VP8X", &canvas(0, 4, 4)), (b"VP8L", SMALL)],
        &[(b"VP8X", &canvas(2, 4, 4)), (b"ANIM", &[0; 6]), (b"ANMF", &animated(1, 1, 2, 2))],
    ];
    for chunks in sound {
        assert_eq!(evidence::verify(&webp(chunks), &LIMITS).unwrap().dimensions, Some((4, 4)), "{chunks:?}");
    }
    let broken: [(&str, &[Chunk]); 8] = [
        ("no frame", &[(b"VP8X", &canvas(0, 4, 4))]),
        ("two frames", &[(b"VP8L", SMALL), (b"VP8L", SMALL)]),
        ("canvas smaller than the picture", &[(b"VP8X", &canvas(0, 1, 1)), (b"VP8L", SMALL)]),
        ("frame too far right", &[(b"VP8X", &canvas(2, 4, 4)), (b"ANMF", &animated(2, 0, 1, 1))]),
        ("frame too far down", &[(b"VP8X", &canvas(2, 4, 4)), (b"ANMF", &animated(0, 0, 4, 5))]),
        ("frame without canvas", &[(b"ANMF", &animated(0, 0, 4, 4))]),
        ("frame without data", &[(b"VP8X", &canvas(2, 4, 4)), (b"ANMF", &animated(0, 0, 4, 4)[..16])]),
        ("no sign of a lossless picture", &[(b"VP8L", &[0; 6])]),
    ];
    for (what, chunks) in broken {
        assert_broken(&webp(chunks), what);
    }
}

#[test]
fn the_flags_of_a_cleaned_webp_tell_what_is_in_it() {
    const XMP: u8 = 4;
    const EXIF: u8 = 8;
    let cases = [(TIFF, EXIF), (&TIFF[..8], 0)];
    for (tiff, expected) in cases {
        let bytes = webp(&[
            (b"VP8X", &canvas(XMP | EXIF, 4, 4)),
            (b"VP8L", SMALL),
            (b"EXIF", tiff),
            (b"XMP ", b"where it was"),
        ]);
        let kept = evidence::examine(&bytes, &LIMITS).unwrap().cleaned.unwrap();
        assert_eq!(kept[20], expected);
        assert_eq!(kept.windows(4).any(|window| window == b"EXIF"), expected == EXIF);
    }
}

#[test]
fn bytes_behind_the_end_of_a_picture_are_dropped() {
    for name in ["photo.jpg", "picture.png", "picture.webp"] {
        let picture = fixture(name);
        let bytes = [picture.as_slice(), b"ftypmp42 and a whole film"].concat();
        let outcome = evidence::examine(&bytes, &LIMITS).unwrap();
        assert_eq!(outcome.cleaned.as_deref(), Some(picture.as_slice()), "{name}");
    }
}
