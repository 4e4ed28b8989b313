use std::sync::LazyLock;

use draft_file::{Contents, FileFault, read};
use proptest::prelude::*;

use super::{
    COST_AT, LINE_LEN, PASSPHRASE, PLAIN_HEADER_LEN, SEALED_HEADER_LEN, contents, plain, sealed, with_header,
};

fn small() -> Contents {
    contents(&[b"%PDF-1.7 minutes", b""])
}

/// What a flipped bit may be taken for: never for something else of ours, and for nothing of ours only where it says so.
#[track_caller]
fn assert_damaged(file: &[u8], what: &str) {
    assert_eq!(read(file, Some(PASSPHRASE)), Err(FileFault::Damaged), "{what}");
    assert_ne!(read(file, None), Err(FileFault::NotOurs), "{what}");
}

fn flipped(file: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = file.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}

#[test]
fn every_flipped_bit_of_an_open_file_is_seen() {
    let file = plain(&small());
    for bit in 0..file.len() * 8 {
        assert_damaged(&flipped(&file, bit), &format!("bit {bit}"));
    }
}

#[test]
fn every_flipped_bit_before_the_sealed_part_is_damage_and_no_wrong_passphrase() {
    let file = sealed(&small());
    for bit in 0..SEALED_HEADER_LEN * 8 {
        let damaged = flipped(&file, bit);
        assert_damaged(&damaged, &format!("bit {bit}"));
        assert_eq!(read(&damaged, None), Err(FileFault::Damaged), "bit {bit}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_damaged_once_it_can_be_known() {
    for file in [plain(&small()), sealed(&small())] {
        for len in 0..SEALED_HEADER_LEN.min(file.len()) {
            let expected = if len < 14 { FileFault::NotOurs } else { FileFault::Damaged };
            assert_eq!(read(&file[..len], None), Err(expected), "{len} bytes");
        }
    }
    let file = plain(&small());
    for len in PLAIN_HEADER_LEN..file.len() {
        assert_damaged(&file[..len], &format!("{len} bytes"));
    }
}

#[test]
fn a_sealed_file_cut_off_between_segments_is_damaged() {
    let file = sealed(&contents(&[&vec![3; 200_000]]));
    for segments in 0..4 {
        assert_damaged(
            &file[..SEALED_HEADER_LEN + segments * (65_536 + 16)],
            &format!("{segments} segments"),
        );
    }
}

#[test]
fn segments_in_another_order_are_damage() {
    let mut file = sealed(&contents(&[&vec![3; 200_000]]));
    let segment = 65_536 + 16;
    let (first, second) = file[SEALED_HEADER_LEN..].split_at_mut(segment);
    first.swap_with_slice(&mut second[..segment]);
    assert_damaged(&file, "swapped");
}

#[test]
fn whatever_follows_a_whole_file_is_damage() {
    for mut file in [plain(&small()), sealed(&small())] {
        file.push(0);
        assert_damaged(&file, "one more byte");
    }
}

#[test]
fn a_later_version_is_called_so_and_a_damaged_version_is_not() {
    let at = LINE_LEN + 8;
    let file = plain(&small());
    for version in 2..=255 {
        let mut later = file.clone();
        later[at..at + 2].copy_from_slice(&[version, !version]);
        assert_eq!(read(&later, None), Err(FileFault::Newer), "{version}");
        later[at + 1] = version;
        assert_damaged(&later, &format!("{version}"));
    }
    // However it words its first line, and whatever comes after the version.
    let later = [b"Insignia draft, 2nd edition\n", &file[LINE_LEN..at], &[2, !2]].concat();
    assert_eq!(read(&later, None), Err(FileFault::Newer));
}

#[test]
fn a_header_cannot_make_its_reader_spend_gigabytes_or_hours() {
    let file = sealed(&small());
    let demands = [(u32::MAX, 2, 1), (4 << 20, 2, 1), (19_456, u32::MAX, 1), (19_456, 2, 1 << 20), (0, 0, 0)];
    for demand in demands {
        let hostile = with_header(&file, SEALED_HEADER_LEN, |header| {
            for (nth, number) in [demand.0, demand.1, demand.2].into_iter().enumerate() {
                header[COST_AT + nth * 4..][..4].copy_from_slice(&u32::to_le_bytes(number));
            }
        });
        assert_damaged(&hostile, &format!("{demand:?}"));
    }
}

#[test]
fn a_header_is_bound_to_what_it_sealed() {
    let file = sealed(&small());
    let other = with_header(&file, SEALED_HEADER_LEN, |header| header[COST_AT + 12] ^= 1);
    assert_eq!(read(&other, Some(PASSPHRASE)), Err(FileFault::WrongPassphrase));
}

#[test]
fn a_length_beyond_the_end_asks_for_no_memory() {
    let mut file = plain(&small());
    file[PLAIN_HEADER_LEN..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_damaged(&file, "length");
}

/// Sealed once: a key takes time.
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| sealed(&small()));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_flipped_bit_of_the_sealed_part_is_damage(at in any::<prop::sample::Index>()) {
        let file = &*SEALED;
        let bit = SEALED_HEADER_LEN * 8 + at.index((file.len() - SEALED_HEADER_LEN) * 8);
        prop_assert_eq!(read(&flipped(file, bit), Some(PASSPHRASE)), Err(FileFault::Damaged));
    }

    #[test]
    fn a_sealed_file_cut_off_anywhere_is_damage(at in any::<prop::sample::Index>()) {
        let file = &*SEALED;
        let len = SEALED_HEADER_LEN + at.index(file.len() - SEALED_HEADER_LEN);
        prop_assert_eq!(read(&file[..len], Some(PASSPHRASE)), Err(FileFault::Damaged));
    }
}
