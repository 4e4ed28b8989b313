//! Writes archives as tests need them: any names, any claims about size, no compression.

pub struct Entry {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// What the directory says; `None` for the truth.
    pub claimed_size: Option<u32>,
    pub flags_in_directory: u16,
    pub flags_at_entry: u16,
}

pub fn entry(name: &'static str, bytes: &[u8]) -> Entry {
    Entry { name, bytes: bytes.to_vec(), claimed_size: None, flags_in_directory: 0, flags_at_entry: 0 }
}

pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let at = out.len() as u32;
        let size = entry.claimed_size.unwrap_or(entry.bytes.len() as u32);
        let described = |flags: u16| {
            let mut fields = vec![20, 0];
            fields.extend(flags.to_le_bytes());
            fields.extend([0; 6]);
            fields.extend(rawzip::crc32(&entry.bytes).to_le_bytes());
            fields.extend((entry.bytes.len() as u32).to_le_bytes());
            fields.extend(size.to_le_bytes());
            fields.extend((entry.name.len() as u16).to_le_bytes());
            fields.extend([0; 2]);
            fields
        };
        out.extend(b"PK\x03\x04");
        out.extend(described(entry.flags_at_entry));
        out.extend(entry.name.as_bytes());
        out.extend(&entry.bytes);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(described(entry.flags_in_directory));
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((entries.len() as u16).to_le_bytes());
    out.extend((entries.len() as u16).to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}
