//! How a file begins: a line for people who open it with a text editor, eight bytes that say what it is and break if
//! a program takes it for text, version and mode, what the key is made of, and the hash of all this.

use sha2::{Digest, Sha256};

use crate::FileFault;
use crate::seal::{CHECK_LEN, Cost, Seal};

/// Ending of the name of a file, without its dot.
pub const EXTENSION: &str = "insignia";

const LINE: &[u8] =
    b"Insignia draft: open it on the first page of the application form for the eTwinning School label.\n";
/// How the line of every version begins, and how long it may be.
const LINE_START: &[u8] = b"Insignia draft";
const LINE_MAX: usize = 200;
const MAGIC: [u8; 8] = [0x89, b'I', b'N', b'S', b'\r', b'\n', 0x1a, b'\n'];
const VERSION: u8 = 1;
const PLAIN: u8 = 0;
const SEALED: u8 = 1;
const HASH_LEN: usize = 32;

/// More than the longest header has.
pub const MAX_LEN: usize = 256;

pub struct Header<'a> {
    pub len: usize,
    /// `None`: what follows is not encrypted.
    pub seal: Option<Seal<'a>>,
}

fn begin(mut file: Vec<u8>, mode: u8) -> Vec<u8> {
    file.extend_from_slice(LINE);
    file.extend_from_slice(&MAGIC);
    // Twice, so that a damaged version is never taken for a newer one.
    file.extend_from_slice(&[VERSION, !VERSION, mode]);
    file
}

fn end(mut file: Vec<u8>) -> Vec<u8> {
    let hash = Sha256::digest(&file);
    file.extend_from_slice(&hash);
    file
}

pub fn write_plain(file: Vec<u8>) -> Vec<u8> {
    end(begin(file, PLAIN))
}

/// `check` makes what tells a right passphrase from a wrong one, out of everything before it.
pub fn write_sealed(
    file: Vec<u8>,
    cost: &Cost,
    salt: &[u8],
    nonce: &[u8],
    check: impl FnOnce(&[u8]) -> Result<Vec<u8>, FileFault>,
) -> Result<Vec<u8>, FileFault> {
    let mut file = begin(file, SEALED);
    for number in [cost.memory_kib, cost.passes, cost.lanes] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(salt);
    file.extend_from_slice(nonce);
    let check = check(&file)?;
    file.extend_from_slice(&check);
    Ok(end(file))
}

pub fn read(file: &[u8]) -> Result<Header<'_>, FileFault> {
    let after_magic = recognise(file)?;
    let mut reader = Reader { file, at: after_magic };
    let [version, complement] = reader.array()?;
    if version != !complement {
        return Err(FileFault::Damaged);
    }
    if version > VERSION {
        return Err(FileFault::Newer);
    }
    let sealed = match reader.array()? {
        [PLAIN] => None,
        [SEALED] => Some(reader.seal()?),
        _ => return Err(FileFault::Damaged),
    };
    let said_so_far = &file[..reader.at];
    if reader.slice(HASH_LEN)? != Sha256::digest(said_so_far).as_slice() || !file.starts_with(LINE) {
        return Err(FileFault::Damaged);
    }
    match sealed {
        // Only now: a demand for much memory by a damaged header is damage.
        Some(seal) if !seal.cost.is_bearable() => Err(FileFault::Damaged),
        seal => Ok(Header { len: reader.at, seal }),
    }
}

/// Where the magic bytes end. They follow the first line, however a later version may word it.
fn recognise(file: &[u8]) -> Result<usize, FileFault> {
    let line = file.iter().take(LINE_MAX).position(|byte| *byte == b'\n');
    if let Some(end) = line
        && file[end + 1..].starts_with(&MAGIC)
    {
        return Ok(end + 1 + MAGIC.len());
    }
    Err(if file.starts_with(LINE_START) { FileFault::Damaged } else { FileFault::NotOurs })
}

struct Reader<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn slice(&mut self, len: usize) -> Result<&'a [u8], FileFault> {
        let slice = self.file.get(self.at..self.at + len).ok_or(FileFault::Damaged)?;
        self.at += len;
        Ok(slice)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FileFault> {
        self.slice(N)?.try_into().map_err(|_| FileFault::Damaged)
    }

    fn number(&mut self) -> Result<u32, FileFault> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn seal(&mut self) -> Result<Seal<'a>, FileFault> {
        let cost = Cost { memory_kib: self.number()?, passes: self.number()?, lanes: self.number()? };
        let (salt, nonce) = (self.array()?, self.array()?);
        let said_so_far = &self.file[..self.at];
        Ok(Seal { cost, salt, nonce, said_so_far, check: self.slice(CHECK_LEN)? })
    }
}
