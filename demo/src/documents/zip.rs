//! The plainest ZIP there is: everything stored, sizes known beforehand, as ODT asks of its first entry.

#[derive(Default)]
pub struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

/// 2026-01-01 00:00 in the words of DOS.
const DATE: u16 = (46 << 9) | (1 << 5) | 1;
const UTF8_NAMES: u16 = 1 << 11;
const VERSION: u16 = 20;

impl Archive {
    pub fn add(&mut self, name: &str, body: &[u8]) {
        let at = self.bytes.len() as u32;
        let mut common = Vec::new();
        for word in [VERSION, UTF8_NAMES, 0, 0, DATE] {
            common.extend(word.to_le_bytes());
        }
        for long in [crc32fast::hash(body), body.len() as u32, body.len() as u32] {
            common.extend(long.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0; 2]);

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&common);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(body);

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&common);
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    pub fn finish(mut self) -> Vec<u8> {
        let at = self.bytes.len() as u32;
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend((self.directory.len() as u32).to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}
