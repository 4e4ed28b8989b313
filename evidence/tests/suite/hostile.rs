//! Files cut at every place, changed at random, and made of nothing but chance: an answer, never a crash.

use crate::{LIMITS, all_fixtures, fixture, pictures::is_private};
use proptest::prelude::*;
use shared::evidence::Defect;

#[test]
fn a_file_that_was_cut_off_is_never_taken() {
    let names = [
        "policy.pdf",
        "minutes.pdf",
        "object_streams.pdf",
        "photo.jpg",
        "picture.png",
        "picture.webp",
        "animated.webp",
        "letter.docx",
        "letter.odt",
    ];
    for name in names {
        let bytes = fixture(name);
        // The end mark of a PDF may be followed by a line break, which is no loss.
        let end = bytes.trim_ascii_end().len();
        for cut in 1..end {
            let result = evidence::verify(&bytes[..cut], &LIMITS);
            assert!(
                matches!(result, Err(Defect::Broken | Defect::WrongType)),
                "{name} cut at {cut}: {result:?}"
            );
        }
    }
}

/// Beginnings that lead chance into each of the readers.
const BEGINNINGS: [&[u8]; 7] = [
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR",
    b"\xFF\xD8\xFF\xE1",
    b"\xFF\xD8\xFF\xDA",
    b"RIFF\x40\0\0\0WEBPVP8X\x0A\0\0\0",
    b"PK\x03\x04",
    b"",
];

/// Whatever was taken must be taken again, unchanged, and must tell nothing.
fn hold_the_promises(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(outcome) = evidence::examine(bytes, &LIMITS) else { return Ok(()) };
    let kept = outcome.cleaned.as_deref().unwrap_or(bytes);
    let again =
        evidence::examine(kept, &LIMITS).map_err(|defect| TestCaseError::fail(format!("{defect:?}")))?;
    prop_assert!(again.cleaned.is_none());
    prop_assert_eq!(&again.examined.sha256, &outcome.examined.sha256);
    prop_assert_eq!(again.examined.dimensions, outcome.examined.dimensions);
    if outcome.examined.media_type.is_image() {
        prop_assert!(!is_private(kept));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chance_never_crashes(which in 0..BEGINNINGS.len(), noise in prop::collection::vec(any::<u8>(), 0..400)) {
        hold_the_promises(&[BEGINNINGS[which], &noise].concat())?;
    }

    #[test]
    fn changed_files_never_crash(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let files = all_fixtures();
        let mut bytes = which.get(&files).1.clone();
        prop_assume!(!bytes.is_empty());
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        hold_the_promises(&bytes)?;
    }
}
