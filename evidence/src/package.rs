//! Text documents that are ZIP archives: ODT and DOCX. Reads the directory, and unpacks only the two small parts
//! that tell about encryption and macros, and the text itself to see that it is whole. Never more than a bound.

use crate::crc::Crc32;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};
use shared::evidence::{Defect, MediaType};

/// A document with more than this inside is no school's letter but an attack on whoever opens it.
const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
/// Text shrinks to a tenth; only emptiness shrinks to a two-hundredth.
const MAX_RATIO: u64 = 200;
/// Small parts may shrink as they like.
const RATIO_MATTERS: u64 = 1024 * 1024;
const MAX_PARTS: usize = 10_000;
const MAX_TEXT: u64 = 64 * 1024 * 1024;

struct Part<'a> {
    /// Lower case, with `/`, without a leading one: what a careless office program would understand.
    name: String,
    at: u64,
    end: u64,
    packed: &'a [u8],
    unpacked_size: u64,
    method: CompressionMethod,
    crc: u32,
    encrypted: bool,
}

/// The media type of a sound document. ZIP archives of any other kind are `WrongType`.
pub fn inspect(bytes: &[u8]) -> Result<MediaType, Defect> {
    let archive = ZipArchive::from_slice(bytes).map_err(|_| Defect::Broken)?;
    let parts = list(&archive).ok_or(Defect::Broken)?;
    let media_type = recognise(&parts).ok_or(Defect::WrongType)?;
    if parts.iter().any(|part| part.encrypted || part.name == "encrypted-package") {
        return Err(Defect::PasswordProtected);
    }
    if swells(&parts, bytes.len() as u64) || overlaps(&parts) {
        return Err(Defect::Broken);
    }
    if parts.iter().any(|part| is_macro(&part.name)) {
        return Err(Defect::Macros);
    }
    let (about, text) = match media_type {
        MediaType::Odt => ("meta-inf/manifest.xml", "content.xml"),
        _ => ("[content_types].xml", "word/document.xml"),
    };
    let about = unpack(&parts, about).ok_or(Defect::Broken)?;
    if contains(&about, b"encryption-data") {
        return Err(Defect::PasswordProtected);
    }
    // A part with macros may have any name; its type is told here.
    if contains(&about, b"vbaProject") || contains(&about, b"macroEnabled") {
        return Err(Defect::Macros);
    }
    unpack(&parts, text).map(|_| media_type).ok_or(Defect::Broken)
}

fn list<'a>(archive: &'a ZipSliceArchive<&'a [u8]>) -> Option<Vec<Part<'a>>> {
    let parts: Option<Vec<Part>> =
        archive.entries().take(MAX_PARTS + 1).map(|record| part(archive, record.ok()?)).collect();
    parts.filter(|parts| parts.len() <= MAX_PARTS && parts.len() as u64 == archive.entries_hint())
}

fn part<'a>(archive: &'a ZipSliceArchive<&'a [u8]>, record: ZipFileHeaderRecord<'a>) -> Option<Part<'a>> {
    let entry = archive.get_entry(record.wayfinder()).ok()?;
    let name = String::from_utf8_lossy(record.file_path().as_bytes()).replace('\\', "/").to_ascii_lowercase();
    Some(Part {
        name: name.trim_start_matches('/').to_owned(),
        at: record.local_header_offset(),
        end: entry.compressed_data_range().1,
        packed: entry.data(),
        unpacked_size: record.uncompressed_size_hint(),
        method: record.compression_method(),
        crc: record.crc32(),
        encrypted: record.flags().is_encrypted() || entry.local_header().flags().is_encrypted(),
    })
}

fn recognise(parts: &[Part]) -> Option<MediaType> {
    let has = |name: &str| parts.iter().any(|part| part.name == name);
    let is_odt = parts.iter().any(|part| {
        part.name == "mimetype" && part.at == 0 && part.packed == MediaType::Odt.mime().as_bytes()
    });
    if is_odt {
        Some(MediaType::Odt)
    } else if has("[content_types].xml") && has("word/document.xml") {
        Some(MediaType::Docx)
    } else {
        None
    }
}

fn swells(parts: &[Part], file_size: u64) -> bool {
    let sum = parts.iter().fold(0u64, |sum, part| sum.saturating_add(part.unpacked_size));
    let too_dense =
        |unpacked: u64, packed: u64| unpacked > RATIO_MATTERS && unpacked / packed.max(1) > MAX_RATIO;
    sum > MAX_UNPACKED
        || too_dense(sum, file_size)
        || parts.iter().any(|part| too_dense(part.unpacked_size, part.packed.len() as u64))
}

/// Parts that share their bytes are how the worst bombs are built.
fn overlaps(parts: &[Part]) -> bool {
    let mut ranges: Vec<(u64, u64)> = parts.iter().map(|part| (part.at, part.end)).collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| pair[0].1 > pair[1].0)
}

/// Where Word and LibreOffice keep programs.
fn is_macro(name: &str) -> bool {
    let folders = ["basic/", "scripts/", "word/activex/"];
    name.ends_with("vbaproject.bin")
        || folders.iter().any(|folder| name.len() > folder.len() && name.starts_with(folder))
}

fn unpack(parts: &[Part], name: &str) -> Option<Vec<u8>> {
    let part = parts.iter().find(|part| part.name == name).filter(|part| part.unpacked_size <= MAX_TEXT)?;
    let bytes = match part.method {
        CompressionMethod::STORE => part.packed.to_vec(),
        CompressionMethod::DEFLATE => {
            let limit = usize::try_from(part.unpacked_size).ok()?;
            miniz_oxide::inflate::decompress_to_vec_with_limit(part.packed, limit).ok()?
        }
        _ => return None,
    };
    (Crc32::new().sum(&bytes) == part.crc).then_some(bytes)
}

/// Finds ASCII also in UTF-16, which XML may be written in.
fn contains(xml: &[u8], word: &[u8]) -> bool {
    let narrow: Vec<u8> = xml.iter().copied().filter(|byte| *byte != 0).collect();
    narrow.windows(word.len()).any(|window| window == word)
}
