//! Bounds, hashes, and files that are not what they should be.

use crate::{LIMITS, fixture};
use shared::evidence::{Defect, Limits};

#[test]
fn a_file_may_be_as_large_as_the_limit_and_no_larger() {
    let bytes = fixture("policy.pdf");
    let exact = Limits { max_bytes: bytes.len() as u64, ..LIMITS };
    assert!(evidence::verify(&bytes, &exact).is_ok());
    let max_bytes = bytes.len() as u64 - 1;
    let result = evidence::verify(&bytes, &Limits { max_bytes, ..LIMITS });
    assert_eq!(result, Err(Defect::TooLarge { max_bytes }));
}

#[test]
fn a_picture_may_have_as_many_pixels_as_the_limit_and_no_more() {
    for name in ["photo.jpg", "picture.png", "picture.webp"] {
        let bytes = fixture(name);
        let max_pixels = 240 * 160;
        assert!(evidence::verify(&bytes, &Limits { max_pixels, ..LIMITS }).is_ok(), "{name}");
        let max_pixels = max_pixels - 1;
        let result = evidence::verify(&bytes, &Limits { max_pixels, ..LIMITS });
        assert_eq!(result, Err(Defect::TooManyPixels { max_pixels }), "{name}");
    }
}

#[test]
fn the_hash_is_sha_256_in_lower_case() {
    let found = evidence::verify(&fixture("policy.pdf"), &LIMITS).unwrap();
    // As `sha256sum` prints it.
    assert_eq!(found.sha256, "d36ca9db392a2800563eb2768b23bb36b015f1c4e1810d149b468f734842fc60");
}

#[test]
fn other_kinds_of_file_are_the_wrong_type() {
    let compound = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat();
    let late = [b"\n".as_slice(), &fixture("policy.pdf")].concat();
    let cases: [(&str, &[u8]); 12] = [
        ("old Word", &compound),
        ("program", b"MZ\x90\0\x03\0\0\0"),
        ("web page", b"<!DOCTYPE html><p>x"),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("text", b"hello"),
        ("rich text", b"{\\rtf1 x}"),
        ("GIF", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("sound", b"RIFF\x04\0\0\0WAVE"),
        ("empty archive", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0"),
        ("one byte", b"%"),
        ("PDF that begins late", &late),
    ];
    for (what, bytes) in cases {
        assert_eq!(evidence::verify(bytes, &LIMITS), Err(Defect::WrongType), "{what}");
    }
}
