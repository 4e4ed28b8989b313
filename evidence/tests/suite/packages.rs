//! Archives built to deceive, made from a sound letter.

use crate::archive::{self, Entry, entry};
use crate::{LIMITS, fixture};
use shared::evidence::{Defect, MediaType};

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

fn docx(more: Vec<Entry>) -> Vec<u8> {
    let mut entries = vec![entry("[Content_Types].xml", b"<Types/>"), entry("word/document.xml", b"<w/>")];
    entries.extend(more);
    archive::write(&entries)
}

fn odt(more: Vec<Entry>) -> Vec<u8> {
    let mut entries = vec![
        entry("mimetype", MediaType::Odt.mime().as_bytes()),
        entry("META-INF/manifest.xml", b"<manifest/>"),
        entry("content.xml", b"<office/>"),
    ];
    entries.extend(more);
    archive::write(&entries)
}

#[test]
fn plain_documents_are_taken() {
    assert_eq!(evidence::verify(&docx(vec![]), &LIMITS).unwrap().media_type, MediaType::Docx);
    assert_eq!(evidence::verify(&odt(vec![]), &LIMITS).unwrap().media_type, MediaType::Odt);
    let pictures =
        vec![entry("word/media/image1.png", &[7; 5000]), entry("basic/", b""), entry("scripts/", b"")];
    assert!(evidence::verify(&docx(pictures), &LIMITS).is_ok());
}

#[test]
fn macros_are_found_wherever_they_are_kept() {
    let names = [
        "word/vbaProject.bin",
        "WORD\\VBAPROJECT.BIN",
        "/word/vbaProject.bin",
        "word/activeX/activeX1.xml",
        "Basic/Standard/Module1.xml",
        "Basic\\Standard\\Module1.xml",
        "Scripts/python/run.py",
        "/Scripts/python/run.py",
    ];
    for name in names {
        for document in [docx(vec![entry(name, b"x")]), odt(vec![entry(name, b"x")])] {
            assert_eq!(evidence::verify(&document, &LIMITS), Err(Defect::Macros), "{name}");
        }
    }
}

#[test]
fn macros_are_found_by_the_list_of_types() {
    let wide: Vec<u8> =
        "\u{FEFF}<Types>vbaProject</Types>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for types in [b"<Types>macroEnabled</Types>".to_vec(), b"<Types>vbaProject</Types>".to_vec(), wide] {
        let document =
            archive::write(&[entry("[Content_Types].xml", &types), entry("word/document.xml", b"<w/>")]);
        assert_eq!(evidence::verify(&document, &LIMITS), Err(Defect::Macros), "{types:?}");
    }
}

#[test]
fn encryption_is_found_in_the_directory_at_the_entry_and_by_name() {
    let cases = [
        docx(vec![Entry { flags_in_directory: 1, ..entry("x", b"x") }]),
        docx(vec![Entry { flags_at_entry: 1, ..entry("x", b"x") }]),
        odt(vec![entry("encrypted-package", b"x")]),
    ];
    for (number, document) in cases.iter().enumerate() {
        assert_eq!(evidence::verify(document, &LIMITS), Err(Defect::PasswordProtected), "case {number}");
    }
}

#[test]
fn each_bound_against_swelling_holds_alone() {
    const MEGA: usize = 1024 * 1024;
    let claim =
        |size: usize, bytes: usize| Entry { claimed_size: Some(size as u32), ..entry("x", &vec![0; bytes]) };
    let large = || entry("y", &vec![0; MEGA]);
    let cases = [
        ("the sum is too large", docx(vec![claim(201 * MEGA, MEGA + MEGA / 10)])),
        ("one part is too dense", docx(vec![claim(3 * MEGA / 2, 6000), large()])),
        ("all together are too dense", docx((0..20).map(|_| claim(MEGA - 1, 1000)).collect())),
    ];
    for (what, document) in cases {
        assert_eq!(evidence::verify(&document, &LIMITS), Err(Defect::Broken), "{what}");
    }
    assert!(evidence::verify(&docx(vec![claim(3 * MEGA / 2, 9000), large()]), &LIMITS).is_ok());
}

#[test]
fn too_many_parts_are_refused() {
    let many = |count: usize| docx((0..count - 2).map(|_| entry("x", b"")).collect());
    assert!(evidence::verify(&many(10_000), &LIMITS).is_ok());
    assert_eq!(evidence::verify(&many(10_001), &LIMITS), Err(Defect::Broken));
}

#[test]
fn a_directory_that_hides_parts_is_refused() {
    let mut bytes = docx(vec![]);
    let count = bytes.len() - 14;
    bytes[count..count + 4].copy_from_slice(&[3, 0, 3, 0]);
    assert_eq!(evidence::verify(&bytes, &LIMITS), Err(Defect::Broken));
}

#[test]
fn the_type_of_an_open_document_comes_first_and_exactly() {
    let manifest = || entry("META-INF/manifest.xml", b"<manifest/>");
    let content = || entry("content.xml", b"<office/>");
    let odt = MediaType::Odt.mime();
    let late = archive::write(&[manifest(), entry("mimetype", odt.as_bytes()), content()]);
    let template =
        archive::write(&[entry("mimetype", format!("{odt}-template").as_bytes()), manifest(), content()]);
    assert_eq!(evidence::verify(&late, &LIMITS), Err(Defect::WrongType));
    assert_eq!(evidence::verify(&template, &LIMITS), Err(Defect::WrongType));
}

#[test]
fn a_document_without_its_parts_is_broken() {
    let odt = MediaType::Odt.mime().as_bytes();
    let no_text = archive::write(&[entry("mimetype", odt), entry("META-INF/manifest.xml", b"<manifest/>")]);
    let no_manifest = archive::write(&[entry("mimetype", odt), entry("content.xml", b"<office/>")]);
    for document in [no_text, no_manifest] {
        assert_eq!(evidence::verify(&document, &LIMITS), Err(Defect::Broken));
    }
}
