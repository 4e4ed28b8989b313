use draft_file::{FileFault, read};
use proptest::prelude::*;

use super::{LINE_LEN, PASSPHRASE, contents, plain};

#[test]
fn files_of_other_programs_are_not_ours() {
    let foreign: [&[u8]; 7] = [
        b"",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\x21\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"{\"id\":\"00112233445566778899aabbccddeeff\"}",
        b"age-encryption.org/v1\n-> scrypt ",
        b"Insignia",
    ];
    for file in foreign {
        assert_eq!(read(file, None), Err(FileFault::NotOurs), "{:?}", String::from_utf8_lossy(file));
        assert_eq!(read(file, Some(PASSPHRASE)), Err(FileFault::NotOurs));
    }
}

#[test]
fn a_file_that_was_saved_as_text_is_damaged() {
    let file = plain(&contents(&[b"%PDF-1.7"]));
    let text = String::from_utf8_lossy(&file);
    assert_eq!(read(text.as_bytes(), None), Err(FileFault::Damaged));
    let crlf: Vec<u8> =
        file.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    assert_eq!(read(&crlf, None), Err(FileFault::Damaged));
}

proptest! {
    #[test]
    fn random_bytes_are_not_ours(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert_eq!(read(&bytes, Some(PASSPHRASE)), Err(FileFault::NotOurs));
    }

    #[test]
    fn random_bytes_behind_a_right_beginning_are_damage(
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
        keep in 0..11_usize,
    ) {
        let beginning = plain(&contents(&[]));
        let file = [&beginning[..LINE_LEN + keep], &bytes].concat();
        let fault = read(&file, Some(PASSPHRASE)).unwrap_err();
        // Two bytes of 65,536 could make it a later version.
        prop_assert!(matches!(fault, FileFault::Damaged | FileFault::Newer), "{:?}", fault);
    }
}
