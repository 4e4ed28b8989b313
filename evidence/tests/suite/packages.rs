//! Archives built to deceive, made from a sound letter.

use crate::{LIMITS, fixture};
use shared::evidence::Defect;

/// Positions of the central directory's records.
fn records(archive: &[u8]) -> Vec<usize> {
    (0..archive.len() - 4).filter(|at| archive[*at..].starts_with(b"PK\x01\x02")).collect()
}

#[test]
fn a_directory_that_promises_too_much_is_refused() {
    let mut bytes = fixture("letter.docx");
    let at = records(&bytes)[0] + 24;
    bytes[at..at + 4].copy_from_slice(&(201u32 * 1024 * 1024).to_le_bytes());
    assert_eq!(evidence::verify(&bytes, &LIMITS), Err(Defect::Broken));
}

#[test]
fn parts_that_share_their_bytes_are_refused() {
    let mut bytes = fixture("letter.docx");
    let found = records(&bytes);
    // The second record points at the first part, with its sizes and checksum: sound on its own, but shared.
    let (first, second) = (found[0], found[1]);
    bytes.copy_within(first + 16..first + 28, second + 16);
    bytes.copy_within(first + 42..first + 46, second + 42);
    assert_eq!(evidence::verify(&bytes, &LIMITS), Err(Defect::Broken));
}

#[test]
fn a_text_that_does_not_match_its_checksum_is_broken() {
    for name in ["letter.docx", "letter.odt"] {
        let mut bytes = fixture(name);
        let text: &[u8] = if name.ends_with("odt") { b"content.xml" } else { b"word/document.xml" };
        let found = records(&bytes);
        let record = found.into_iter().find(|at| bytes[at + 46..].starts_with(text)).unwrap();
        bytes[record + 16] ^= 1;
        assert_eq!(evidence::verify(&bytes, &LIMITS), Err(Defect::Broken), "{name}");
    }
}

#[test]
fn a_document_of_another_kind_is_the_wrong_type() {
    let mut bytes = fixture("letter.docx");
    let new = b"word/dokument.xml";
    let found: Vec<usize> =
        (0..bytes.len() - new.len()).filter(|at| bytes[*at..].starts_with(b"word/document.xml")).collect();
    for at in found {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    assert_eq!(evidence::verify(&bytes, &LIMITS), Err(Defect::WrongType));
}
