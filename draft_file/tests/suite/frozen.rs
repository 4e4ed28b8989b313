//! Files of version 1 lie on the disks of schools. These two were written once, and have to be read for ever.

use draft_file::{Contents, read};

use super::{PASSPHRASE, contents, plain, sealed};

const PLAIN: &[u8] = include_bytes!("../fixtures/version-1.insignia");
const SEALED: &[u8] = include_bytes!("../fixtures/version-1-sealed.insignia");

fn then() -> Contents {
    let mut then = contents(&[b"%PDF-1.7 minutes of the digital team", b"", &[0xa5; 100]]);
    then.sent = r#"{"complete":false}"#.into();
    then
}

#[test]
fn a_file_of_version_1_stays_readable_for_ever() {
    assert_eq!(read(PLAIN, None).unwrap(), then());
}

#[test]
fn a_sealed_file_of_version_1_stays_readable_for_ever() {
    assert_eq!(read(SEALED, Some(PASSPHRASE)).unwrap(), then());
}

/// May go the day a version 2 is written; the two above may not.
#[test]
fn version_1_is_still_written_byte_for_byte() {
    assert!(plain(&then()) == PLAIN, "the plain file differs");
    assert!(sealed(&then()) == SEALED, "the sealed file differs");
}
