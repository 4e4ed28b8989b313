//! CRC-32 as used by PNG and ZIP. The table is made at run time: in the program for the browser it would cost
//! more bytes than the code, because a table of checksums cannot be compressed.

pub struct Crc32([u32; 256]);

impl Crc32 {
    pub fn new() -> Self {
        let mut table = [0; 256];
        for (byte, slot) in (0u32..).zip(table.iter_mut()) {
            *slot =
                (0..8).fold(byte, |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 });
        }
        Self(table)
    }

    pub fn sum(&self, bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| self.0[usize::from(crc as u8 ^ byte)] ^ (crc >> 8))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_check_value_of_the_standard_comes_out() {
        assert_eq!(super::Crc32::new().sum(b"123456789"), 0xCBF4_3926);
    }
}
