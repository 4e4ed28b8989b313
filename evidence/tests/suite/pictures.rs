//! What is left in a picture after cleaning, by the judgement of other readers.

use crate::{LIMITS, fixture};
use exif::{In, Tag};
use std::io::Cursor;

const PICTURES: [&str; 3] = ["photo_with_gps.jpg", "picture_with_gps.png", "picture_with_gps.webp"];

/// What another reader finds, damaged parts included: it must not miss data because it is strict.
fn fields(picture: &[u8]) -> Option<exif::Exif> {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let found = reader.read_from_container(&mut Cursor::new(picture));
    found.or_else(|error| error.distill_partial_result(drop)).ok()
}

pub fn is_private(picture: &[u8]) -> bool {
    fields(picture).is_some_and(|found| found.fields().any(|field| field.tag != Tag::Orientation))
}

fn cleaned(name: &str) -> Vec<u8> {
    evidence::examine(&fixture(name), &LIMITS).unwrap().cleaned.unwrap()
}

#[test]
fn the_pictures_tell_where_they_were_made_before_cleaning_and_not_after() {
    for name in PICTURES {
        let before = fields(&fixture(name)).unwrap_or_else(|| panic!("{name} has no EXIF"));
        assert!(before.get_field(Tag::GPSLatitude, In::PRIMARY).is_some(), "{name}");
        assert!(!is_private(&cleaned(name)), "{name}");
    }
}

#[test]
fn no_private_word_is_left_anywhere_in_the_bytes() {
    let words: [&[u8]; 11] = [
        b"Acme",
        b"Pocket",
        b"Ana Example",
        b"SN-0042-PRIVATE",
        b"2026:05:04",
        b"Lisboa",
        b"8BIM",
        b"xmpmeta",
        b"GPSLatitude",
        b"MOTIONPHOTO",
        b"zTXt",
    ];
    for name in PICTURES {
        let (before, after) = (fixture(name), cleaned(name));
        let holds = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
        assert!(words.iter().any(|word| holds(&before, word)), "{name}");
        for word in words {
            assert!(!holds(&after, word), "{name} still holds {}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn turned_pictures_stay_turned_and_upright_ones_get_nothing() {
    let cases =
        [("photo_with_gps.jpg", Some(6)), ("picture_with_gps.webp", Some(8)), ("picture_with_gps.png", None)];
    for (name, expected) in cases {
        let found = fields(&cleaned(name));
        let orientation = found.and_then(|found| {
            found.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0))
        });
        assert_eq!(orientation, expected, "{name}");
    }
}

#[test]
fn colours_size_and_pixels_stay_as_they_are() {
    for name in PICTURES {
        let (before, after) = (fixture(name), cleaned(name));
        let size = |bytes: &[u8]| imagesize::blob_size(bytes).map(|size| (size.width, size.height)).unwrap();
        assert_eq!(size(&before), size(&after), "{name}");
        // The profile begins the same in every format, or (PNG) is named.
        let profile: &[u8] = if name.ends_with("png") { b"iCCP" } else { b"acsp" };
        assert!(after.windows(4).any(|window| window == profile), "{name} lost its colour profile");
        assert!(after.len() < before.len(), "{name}");
    }
}

#[test]
fn cleaning_twice_changes_nothing() {
    for name in PICTURES {
        let once = cleaned(name);
        let again = evidence::examine(&once, &LIMITS).unwrap();
        assert!(again.cleaned.is_none() && !again.examined.stripped, "{name}");
    }
}

#[test]
fn a_damaged_chunk_is_found_by_its_checksum() {
    let mut bytes = fixture("picture.png");
    let at = bytes.windows(4).position(|window| window == b"IDAT").unwrap() + 20;
    bytes[at] ^= 1;
    assert_eq!(evidence::verify(&bytes, &LIMITS), Err(shared::evidence::Defect::Broken));
}
