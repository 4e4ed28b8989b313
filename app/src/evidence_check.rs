//! Has files of evidence examined by the worker.

use js_sys::Uint8Array;
use shared::evidence::{Defect, Examined, Limits, MediaType};
use shared::manifest::FileEntry;

/// A file that can be taken.
#[derive(Clone, Debug)]
pub struct Checked {
    /// As it goes into the draft; its name is made plain and is in NFC.
    pub entry: FileEntry,
    pub examined: Examined,
    /// The bytes to keep: those given, or without position and camera data.
    pub bytes: Uint8Array,
    /// Something was removed.
    pub cleaned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Defect(Defect),
    /// The file cannot be read from the disk.
    Unreadable,
    /// The examination failed or took more than a minute.
    Unchecked,
}

/// Reads and examines a file that a person chose. One at a time; calls queue.
pub async fn examine_file(file: &web_sys::File, limits: &Limits) -> Result<Checked, Refusal> {
    let _ = (file, limits);
    Err(Refusal::Unchecked)
}

/// The same for bytes. They are moved to the worker: the array given is empty afterwards.
pub async fn examine(name: &str, bytes: Uint8Array, limits: &Limits) -> Result<Checked, Refusal> {
    let _ = (name, bytes, limits);
    Err(Refusal::Unchecked)
}

/// A picture as a JPEG with no edge longer than `max_edge` pixels; `None` if the browser cannot.
pub async fn shrink_image(bytes: &Uint8Array, media_type: MediaType, max_edge: u32) -> Option<Uint8Array> {
    let _ = (bytes, media_type, max_edge);
    None
}

/// A `blob:` address that lives as long as this value.
pub struct Preview {
    url: String,
}

impl Preview {
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// An address under which an `img` shows the bytes.
pub fn preview_url(bytes: &Uint8Array, media_type: MediaType) -> Option<Preview> {
    let _ = (bytes, media_type);
    None
}
