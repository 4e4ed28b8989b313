//! Writes the site: assets under hashed names, pages, and their compressed siblings.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use super::{Mode, hash, write};
use crate::Outcome;

/// Everything that the server will embed, uncompressed.
#[derive(Default)]
pub struct Site {
    /// Logical name (`main.css`) → content.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// File name (`index.html`) → content.
    pub pages: BTreeMap<String, Vec<u8>>,
    /// Logical name or page → bytes after Brotli. Filled by `publish`.
    pub brotli: BTreeMap<String, usize>,
    /// Whether every asset gets a byte or two that mean nothing, and so another name.
    pub renamed: bool,
}

impl Site {
    pub fn add(&mut self, name: &str, mut content: Vec<u8>) {
        if self.renamed {
            // White space, and in a program a section of its own that is called "n" and holds nothing.
            content.extend_from_slice(if name.ends_with(".wasm") { &[0, 2, 1, b'n'] } else { b"\n" });
        }
        self.assets.insert(name.to_owned(), content);
    }

    /// The path under which the server delivers an asset: `/assets/main.0123456789.css`.
    pub fn path(&self, name: &str) -> Option<String> {
        let hash = hash::short(self.assets.get(name)?);
        let (stem, ending) = name.rsplit_once('.')?;
        Some(format!("/assets/{stem}.{hash}.{ending}"))
    }

    /// Writes what is new or changed, with `.br` and `.gz` beside it, and deletes what is no longer part of the site.
    /// What a build in the other mode compressed is compressed anew, since it did so worse or slower.
    pub fn publish(&mut self, folder: &Path, mode: Mode) -> Outcome {
        let marker = folder.with_extension("mode");
        let same_mode = std::fs::read_to_string(&marker).is_ok_and(|found| found == format!("{mode:?}"));
        let mut kept = BTreeSet::new();
        let mut files = Vec::new();
        for (name, content) in &self.assets {
            let path = self.path(name).ok_or_else(|| format!("The asset `{name}` has no ending."))?;
            files.push((name.clone(), path[1..].to_owned(), content));
        }
        files.extend(self.pages.iter().map(|(name, content)| (name.clone(), name.clone(), content)));

        for (name, path, content) in files {
            let file = folder.join(&path);
            let siblings = [folder.join(format!("{path}.br")), folder.join(format!("{path}.gz"))];
            let fresh = std::fs::read(&file).is_ok_and(|found| found == *content);
            if !(same_mode && fresh && siblings.iter().all(|sibling| sibling.is_file())) {
                write(&siblings[0], &brotli(content, mode)?)?;
                write(&siblings[1], &gzip(content)?)?;
                // Last, so that an interrupted build is not taken for a finished one.
                write(&file, content)?;
            }
            let size = std::fs::metadata(&siblings[0]).map_err(|error| error.to_string())?.len();
            self.brotli.insert(name, usize::try_from(size).unwrap_or(usize::MAX));
            kept.extend([file].into_iter().chain(siblings));
        }
        sweep(folder, &kept)?;
        write(&marker, format!("{mode:?}").as_bytes())
    }
}

fn sweep(folder: &Path, kept: &BTreeSet<std::path::PathBuf>) -> Outcome {
    let explain = |error: std::io::Error| format!("{} cannot be tidied: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(explain)? {
        let path = entry.map_err(explain)?.path();
        if path.is_dir() {
            sweep(&path, kept)?;
        } else if !kept.contains(&path) {
            std::fs::remove_file(&path).map_err(explain)?;
        }
    }
    Ok(())
}

fn brotli(content: &[u8], mode: Mode) -> Outcome<Vec<u8>> {
    let quality = if mode == Mode::Release { 11 } else { 4 };
    let mut parameters = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    parameters.lgwin = 24;
    parameters.size_hint = content.len();
    let mut result = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut result, &parameters)
        .map_err(|error| format!("Brotli failed: {error}"))?;
    Ok(result)
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all(content)
        .and_then(|()| encoder.finish())
        .map_err(|error| format!("gzip failed: {error}"))
}
