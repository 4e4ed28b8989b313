//! What becomes of each file. A new fixture without a line here fails.

use crate::{LIMITS, all_fixtures, fixture};
use shared::evidence::Defect::{self, *};
use shared::evidence::MediaType::{self, *};

const REFUSED: [(&str, Defect); 22] = [
    ("attachment.pdf", ActiveContent),
    ("bomb.docx", Broken),
    ("disguised.pdf", WrongType),
    ("empty.pdf", Empty),
    ("encrypted_entry.docx", PasswordProtected),
    ("hidden_javascript.pdf", ActiveContent),
    ("huge.png", TooManyPixels { max_pixels: LIMITS.max_pixels }),
    ("javascript.pdf", ActiveContent),
    ("launch.pdf", ActiveContent),
    ("macros.docx", Macros),
    ("macros.odt", Macros),
    ("no_pages.pdf", Broken),
    ("password.docx", PasswordProtected),
    ("password.odt", PasswordProtected),
    ("password.pdf", PasswordProtected),
    ("plain_archive.docx", WrongType),
    ("renamed_macros.docx", Macros),
    ("restricted.pdf", PasswordProtected),
    ("restricted_stream.pdf", PasswordProtected),
    ("spreadsheet.odt", WrongType),
    ("truncated.jpg", Broken),
    ("truncated.pdf", Broken),
];

type Taken = (&'static str, MediaType, Option<(u32, u32)>, Option<u32>, bool);

const TAKEN: [Taken; 12] = [
    ("animated.webp", Webp, Some((60, 40)), None, false),
    ("letter.docx", Docx, None, None, false),
    ("letter.odt", Odt, None, None, false),
    ("minutes.pdf", Pdf, None, Some(2), false),
    ("object_streams.pdf", Pdf, None, Some(1), false),
    ("photo.jpg", Jpeg, Some((240, 160)), None, false),
    ("photo_with_gps.jpg", Jpeg, Some((240, 160)), None, true),
    ("picture.png", Png, Some((240, 160)), None, false),
    ("picture.webp", Webp, Some((240, 160)), None, false),
    ("picture_with_gps.png", Png, Some((240, 160)), None, true),
    ("picture_with_gps.webp", Webp, Some((240, 160)), None, true),
    ("policy.pdf", Pdf, None, Some(1), false),
];

#[test]
fn every_fixture_is_judged_here() {
    let mut judged: Vec<&str> =
        REFUSED.iter().map(|case| case.0).chain(TAKEN.iter().map(|case| case.0)).collect();
    judged.sort_unstable();
    let files: Vec<String> = all_fixtures().into_iter().map(|(name, _)| name).collect();
    assert_eq!(judged, files);
}

#[test]
fn defective_files_are_refused_with_their_reason() {
    for (name, expected) in REFUSED {
        let bytes = fixture(name);
        assert_eq!(
            evidence::examine(&bytes, &LIMITS).map(|outcome| outcome.examined),
            Err(expected),
            "{name}"
        );
        assert_eq!(evidence::verify(&bytes, &LIMITS), Err(expected), "{name}");
    }
}

#[test]
fn sound_files_are_taken_and_described() {
    for (name, media_type, dimensions, pages, stripped) in TAKEN {
        let bytes = fixture(name);
        let outcome =
            evidence::examine(&bytes, &LIMITS).unwrap_or_else(|defect| panic!("{name}: {defect:?}"));
        let found = &outcome.examined;
        assert_eq!(
            (found.media_type, found.dimensions, found.pages),
            (media_type, dimensions, pages),
            "{name}"
        );
        assert_eq!((found.stripped, outcome.cleaned.is_some()), (stripped, stripped), "{name}");
        let kept = outcome.cleaned.as_deref().unwrap_or(&bytes);
        assert_eq!(found.size, kept.len() as u64, "{name}");
    }
}

#[test]
fn the_server_finds_the_same_in_what_the_browser_kept() {
    for (name, ..) in TAKEN {
        let bytes = fixture(name);
        let outcome = evidence::examine(&bytes, &LIMITS).unwrap();
        let mut expected = outcome.examined;
        expected.stripped = false;
        let kept = outcome.cleaned.unwrap_or(bytes);
        assert_eq!(evidence::verify(&kept, &LIMITS), Ok(expected), "{name}");
    }
}

#[test]
fn the_server_takes_a_picture_that_tells_where_it_was_made() {
    let bytes = fixture("photo_with_gps.jpg");
    let found = evidence::verify(&bytes, &LIMITS).unwrap();
    assert!(!found.stripped);
    assert_eq!(found.size, bytes.len() as u64);
}
