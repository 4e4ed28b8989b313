//! The one thing worth keeping of a camera's data: which way is up. Without it photographs lie on their side.
//! Reads nothing else of EXIF, and never copies a byte of it.

const ORIENTATION: u16 = 0x0112;
const UPRIGHT: u16 = 1;

/// The orientation in a TIFF structure (EXIF without its `Exif\0\0`), if it is one that turns the picture.
pub fn orientation(tiff: &[u8]) -> Option<u16> {
    let big_endian = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let start: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let start = if big_endian { u32::from_be_bytes(start) } else { u32::from_le_bytes(start) };
    let start = usize::try_from(start).ok()?;
    let entries = usize::from(u16_at(start)?);
    let entry = (0..entries)
        .map_while(|n| start.checked_add(2 + n * 12))
        .find(|at| u16_at(*at) == Some(ORIENTATION))?;
    u16_at(entry.checked_add(8)?).filter(|value| (UPRIGHT + 1..=8).contains(value))
}

/// A TIFF structure that holds this orientation and nothing else.
pub fn minimal(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    tiff.extend(ORIENTATION.to_be_bytes());
    tiff.extend([0, 3, 0, 0, 0, 1]);
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0; 6]);
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for value in 2..=8 {
            assert_eq!(orientation(&minimal(value)), Some(value));
        }
    }

    #[test]
    fn upright_unknown_and_broken_data_turn_nothing() {
        assert_eq!(orientation(&minimal(1)), None);
        assert_eq!(orientation(&minimal(9)), None);
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff\0\0"), None);
        for cut in 0..20 {
            assert_eq!(orientation(&minimal(6)[..cut]), None, "cut at {cut}");
        }
    }

    #[test]
    fn little_endian_is_understood() {
        assert_eq!(orientation(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0\0\0\0\0"), Some(3));
    }
}
