use draft_file::{FileFault, read, write};
use proptest::prelude::*;

use super::{PASSPHRASE, RANDOMNESS, contents, plain, sealed};

#[test]
fn everything_comes_back_as_it_was_sealed_or_not() {
    let all = contents(&[b"", b"%PDF-1.7", &[0xff; 70_000]]);
    assert_eq!(read(&plain(&all), None).unwrap(), all);
    assert_eq!(read(&sealed(&all), Some(PASSPHRASE)).unwrap(), all);
}

#[test]
fn files_of_every_size_up_to_25_megabytes_come_back_byte_for_byte() {
    // Around the bounds of a segment, wherever the texts before the file put them, and far above.
    let around = (65_536 - 1_200..65_536 + 100).step_by(97);
    for size in [0, 1, 15, 16, 17].into_iter().chain(around).chain([25_000_000]) {
        let bytes: Vec<u8> = (0..size).map(|at: usize| ((at * at) >> 7) as u8).collect();
        let all = contents(&[&bytes]);
        assert!(read(&plain(&all), None).unwrap() == all, "{size}");
        assert!(read(&sealed(&all), Some(PASSPHRASE)).unwrap() == all, "{size}, sealed");
    }
}

#[test]
fn a_body_that_fills_its_last_segment_comes_back() {
    let empty = sealed(&contents(&[b""])).len();
    let room = 65_536 - (empty - super::SEALED_HEADER_LEN - 16);
    for size in [room - 1, room, room + 1, room + 65_535, room + 65_536, room + 65_537] {
        let all = contents(&[&vec![1; size]]);
        assert!(read(&sealed(&all), Some(PASSPHRASE)).unwrap() == all, "{size}");
    }
}

#[test]
fn a_passphrase_given_for_an_open_file_is_not_needed() {
    let all = contents(&[]);
    assert_eq!(read(&plain(&all), Some("anything")).unwrap(), all);
}

#[test]
fn without_its_passphrase_a_sealed_file_says_nothing() {
    let all = contents(&[b"%PDF-1.7 minutes"]);
    let file = sealed(&all);
    assert_eq!(read(&file, None), Err(FileFault::NeedsPassphrase));
    for wrong in ["", "nandu bajo la lluvia", "n\u{303}andu\u{301} bajo la lluvia"] {
        assert_eq!(read(&file, Some(wrong)), Err(FileFault::WrongPassphrase), "{wrong}");
    }
    let text = String::from_utf8_lossy(&file);
    for secret in ["Urola", "capability", "minutes", &all.index.id, &all.index.files[0].sha256] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn an_editor_shows_in_its_first_line_what_the_file_is() {
    for file in [plain(&contents(&[])), sealed(&contents(&[]))] {
        let line = file.split(|byte| *byte == b'\n').next().unwrap();
        let line = std::str::from_utf8(line).unwrap();
        assert!(
            line.is_ascii() && line.starts_with("Insignia draft: open it on the first page of"),
            "{line}"
        );
    }
}

#[test]
fn contents_that_contradict_themselves_are_not_written() {
    let mut missing = contents(&[b"a", b"b"]);
    missing.files.pop();
    let mut other = contents(&[b"a"]);
    other.files[0] = b"b".to_vec();
    let mut broken = contents(&[]);
    broken.history = "{".into();
    let mut deep = contents(&[]);
    deep.answers = "[".repeat(101) + &"]".repeat(101);
    for wrong in [missing, other, broken, deep] {
        assert_eq!(write(&wrong, None, &RANDOMNESS), Err(FileFault::Damaged));
    }
}

#[test]
fn brackets_in_texts_are_no_levels() {
    let mut all = contents(&[]);
    all.answers = format!(r#"{{"a\"\\": "{}", "b\\": [{}]}}"#, "[".repeat(200), "[[]],".repeat(200) + "1");
    assert_eq!(read(&plain(&all), None).unwrap(), all);
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let all = contents(&[&vec![0; draft_file::MAX_BYTES - 1_000]]);
    assert_eq!(write(&all, None, &RANDOMNESS), Err(FileFault::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_files_and_texts_come_back(
        files in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3_000), 0..5),
        history in "\\PC{0,40}",
        name in "\\PC{0,40}",
        is_sealed: bool,
    ) {
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let mut all = contents(&files);
        all.history = serde_json::to_string(&history).unwrap();
        all.index.files.iter_mut().for_each(|info| info.name.clone_from(&name));
        let file = if is_sealed { sealed(&all) } else { plain(&all) };
        prop_assert_eq!(read(&file, Some(PASSPHRASE)), Ok(all));
    }
}
