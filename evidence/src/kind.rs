//! What a file is, by its first bytes alone. Viewers also accept a PDF that begins later, which lets one file be
//! two things at once; here it has to begin at byte 0.

use shared::evidence::Defect;

pub enum Kind {
    Pdf,
    Png,
    Jpeg,
    Webp,
    /// A ZIP archive, which may be a text document.
    Package,
}

/// Old Office files, and new ones behind a password, are in this container.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Name of the stream with the encrypted document, as it stands in the container's directory.
const ENCRYPTED_PACKAGE: &str = "EncryptedPackage";

pub fn recognise(bytes: &[u8]) -> Result<Kind, Defect> {
    if bytes.starts_with(b"%PDF-") {
        Ok(Kind::Pdf)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Ok(Kind::Png)
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        Ok(Kind::Jpeg)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Kind::Webp)
    } else if bytes.starts_with(b"PK\x03\x04") {
        Ok(Kind::Package)
    } else if bytes.starts_with(COMPOUND_FILE) && holds_encrypted_package(bytes) {
        Err(Defect::PasswordProtected)
    } else {
        Err(Defect::WrongType)
    }
}

fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = ENCRYPTED_PACKAGE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}
