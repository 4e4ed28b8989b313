//! The bytes after the header as they are written and read one after the other, sealed or not.

use crate::seal::{Cost, Decryptor, Encryptor, Seal, TAG_LEN};
use crate::{FileFault, MAX_BYTES, Randomness, header};

/// Bytes of a segment before it is sealed; only the last one is shorter.
const SEGMENT: usize = 64 << 10;

/// Bytes that a body of this length needs at most, or `TooLarge`.
pub fn room_for(body: usize) -> Result<usize, FileFault> {
    let room = body.saturating_add((body / SEGMENT + 1) * TAG_LEN);
    if room > MAX_BYTES - header::MAX_LEN { Err(FileFault::TooLarge) } else { Ok(room) }
}

pub enum Sink {
    Plain(Vec<u8>),
    Sealed(Sealer),
}

pub struct Sealer {
    file: Vec<u8>,
    encryptor: Encryptor,
    /// Waits until it is known whether it is the last one.
    segment: Vec<u8>,
}

impl Sink {
    pub fn sealed(file: Vec<u8>, passphrase: &str, randomness: &Randomness) -> Result<Self, FileFault> {
        let (cost, Randomness { salt, nonce }) = (Cost::chosen(), randomness);
        let mut encryptor = Encryptor::new(&cost.key(passphrase, salt)?.into(), &(*nonce).into());
        let check = |said_so_far: &[u8]| {
            let mut nothing = Vec::new();
            let sealed = encryptor.encrypt_next_in_place(said_so_far, &mut nothing);
            sealed.map(|()| nothing).map_err(|_| FileFault::TooLarge)
        };
        let file = header::write_sealed(file, &cost, salt, nonce, check)?;
        Ok(Self::Sealed(Sealer { file, encryptor, segment: Vec::with_capacity(SEGMENT + TAG_LEN) }))
    }

    pub fn put(&mut self, bytes: &[u8]) -> Result<(), FileFault> {
        match self {
            Self::Plain(file) => file.extend_from_slice(bytes),
            Self::Sealed(sealer) => sealer.put(bytes)?,
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, FileFault> {
        match self {
            Self::Plain(file) => Ok(file),
            Self::Sealed(sealer) => sealer.finish(),
        }
    }
}

impl Sealer {
    fn put(&mut self, mut bytes: &[u8]) -> Result<(), FileFault> {
        while !bytes.is_empty() {
            if self.segment.len() == SEGMENT {
                let sealed = self.encryptor.encrypt_next_in_place(b"", &mut self.segment);
                sealed.map_err(|_| FileFault::TooLarge)?;
                self.file.append(&mut self.segment);
            }
            let (now, later) = bytes.split_at(bytes.len().min(SEGMENT - self.segment.len()));
            self.segment.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, FileFault> {
        let sealed = self.encryptor.encrypt_last_in_place(b"", &mut self.segment);
        sealed.map_err(|_| FileFault::TooLarge)?;
        self.file.append(&mut self.segment);
        Ok(self.file)
    }
}

pub enum Source<'a> {
    Plain(&'a [u8]),
    Sealed(Opener<'a>),
}

pub struct Opener<'a> {
    rest: &'a [u8],
    /// Taken by the last segment.
    decryptor: Option<Decryptor>,
    segment: Vec<u8>,
    at: usize,
}

impl<'a> Source<'a> {
    pub fn sealed(rest: &'a [u8], seal: &Seal, passphrase: &str) -> Result<Self, FileFault> {
        let decryptor = Some(seal.open(passphrase)?);
        Ok(Self::Sealed(Opener { rest, decryptor, segment: Vec::new(), at: 0 }))
    }

    /// The next bytes. Asks for no memory before so many can be there.
    pub fn take(&mut self, len: usize) -> Result<Vec<u8>, FileFault> {
        match self {
            Self::Plain(rest) => {
                let (now, later) = rest.split_at_checked(len).ok_or(FileFault::Damaged)?;
                *rest = later;
                Ok(now.to_vec())
            }
            Self::Sealed(opener) => opener.take(len),
        }
    }

    /// Nothing may follow. Of a sealed file this also says that its last segment was seen.
    pub fn end(self) -> Result<(), FileFault> {
        let over = match self {
            Self::Plain(rest) => rest.is_empty(),
            Self::Sealed(opener) => opener.decryptor.is_none() && opener.at == opener.segment.len(),
        };
        if over { Ok(()) } else { Err(FileFault::Damaged) }
    }
}

impl Opener<'_> {
    fn take(&mut self, len: usize) -> Result<Vec<u8>, FileFault> {
        if len > self.segment.len() - self.at + self.rest.len() {
            return Err(FileFault::Damaged);
        }
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            if self.at == self.segment.len() {
                self.open_segment()?;
            }
            let end = self.segment.len().min(self.at + len - bytes.len());
            bytes.extend_from_slice(&self.segment[self.at..end]);
            self.at = end;
        }
        Ok(bytes)
    }

    fn open_segment(&mut self) -> Result<(), FileFault> {
        let mut decryptor = self.decryptor.take().ok_or(FileFault::Damaged)?;
        let (now, later) = self.rest.split_at(self.rest.len().min(SEGMENT + TAG_LEN));
        self.rest = later;
        self.segment.clear();
        self.segment.extend_from_slice(now);
        self.at = 0;
        let opened = if later.is_empty() {
            decryptor.decrypt_last_in_place(b"", &mut self.segment)
        } else {
            let opened = decryptor.decrypt_next_in_place(b"", &mut self.segment);
            self.decryptor = Some(decryptor);
            opened
        };
        opened.map_err(|_| FileFault::Damaged)
    }
}
