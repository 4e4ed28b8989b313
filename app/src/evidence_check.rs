//! Has files of evidence examined by the worker, shows pictures and makes them smaller.

use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use shared::evidence::{Defect, Examined, Limits, MediaType, Verdict, display_name};
use shared::manifest::FileEntry;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, Url};

use crate::json;
use crate::worker::{Program, bytes_of, member, object};

/// Examining ten megabytes takes about a second on a phone; a minute means that the file hangs the worker.
const LIMIT_MS: u32 = 60_000;

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
pub async fn examine_file(file: &File, limits: &Limits) -> Result<Checked, Refusal> {
    // Not read at all if it is too large: it may be larger than the memory.
    if file.size() > limits.max_bytes as f64 {
        return Err(Refusal::Defect(Defect::TooLarge { max_bytes: limits.max_bytes }));
    }
    let bytes = read(file).await.ok_or(Refusal::Unreadable)?;
    examine(&file.name(), bytes, limits).await
}

/// The bytes of a file that a person chose.
pub async fn read(file: &Blob) -> Option<Uint8Array> {
    let buffer: ArrayBuffer = JsFuture::from(file.array_buffer()).await.ok()?.unchecked_into();
    Some(Uint8Array::new(&buffer))
}

/// The same for bytes. They are moved to the worker: the array given is empty afterwards.
pub async fn examine(name: &str, bytes: Uint8Array, limits: &Limits) -> Result<Checked, Refusal> {
    let (verdict, bytes) = ask(bytes, limits).await.ok_or(Refusal::Unchecked)?;
    let examined = match verdict {
        Verdict::Fine(examined) => examined,
        Verdict::Refused(defect) => return Err(Refusal::Defect(defect)),
    };
    let name: String = JsString::from(name).normalize("NFC").into();
    let entry = FileEntry {
        sha256: examined.sha256.clone(),
        name: display_name(&name),
        size: examined.size,
        media_type: examined.media_type,
    };
    Ok(Checked { entry, cleaned: examined.stripped, examined, bytes })
}

thread_local! {
    static PROGRAM: Rc<Program> = Rc::new(Program::new("evidence", true));
}

/// The verdict and the bytes to keep; nothing if the program failed.
async fn ask(bytes: Uint8Array, limits: &Limits) -> Option<(Verdict, Uint8Array)> {
    let question = object(&[
        ("max_bytes", (limits.max_bytes as f64).into()),
        ("max_pixels", (limits.max_pixels as f64).into()),
    ]);
    let answer = PROGRAM.with(Rc::clone).ask(&question, &[bytes], LIMIT_MS).await?;
    let verdict = member(&answer, "verdict").as_string()?;
    Some((json::read(&verdict)?, bytes_of(&answer).pop()?))
}

/// How good smaller pictures are, from 0 to 1.
const QUALITY: f64 = 0.85;

/// A picture with no edge longer than `max_edge` pixels, to be examined again: JPEG stays JPEG, others become WebP
/// where the browser can write it. `None` if it cannot read the picture, or it is not too large.
pub async fn shrink_image(bytes: &Uint8Array, media_type: MediaType, max_edge: u32) -> Option<Uint8Array> {
    let window = web_sys::window()?;
    let bitmap = window.create_image_bitmap_with_blob(&blob(bytes, media_type)?).ok()?;
    let bitmap: web_sys::ImageBitmap = JsFuture::from(bitmap).await.ok()?.unchecked_into();
    let (width, height) = (bitmap.width(), bitmap.height());
    let scale = f64::from(max_edge) / f64::from(width.max(height));
    if scale >= 1.0 {
        return None;
    }
    let scaled = |edge: u32| (f64::from(edge) * scale).round().max(1.0);
    let (width, height) = (scaled(width), scaled(height));
    let canvas = web_sys::OffscreenCanvas::new(width as u32, height as u32).ok()?;
    let context = canvas.get_context("2d").ok()??;
    let context: web_sys::OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height).ok()?;
    bitmap.close();
    let options = web_sys::ImageEncodeOptions::new();
    let kind = if media_type == MediaType::Jpeg { MediaType::Jpeg } else { MediaType::Webp };
    options.set_type(kind.mime());
    options.set_quality(QUALITY);
    let small = canvas.convert_to_blob_with_options(&options).ok()?;
    let small: Blob = JsFuture::from(small).await.ok()?.unchecked_into();
    read(&small).await
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

impl Drop for Preview {
    fn drop(&mut self) {
        drop(Url::revoke_object_url(&self.url));
    }
}

/// An address under which an `img` shows the bytes.
pub fn preview_url(bytes: &Uint8Array, media_type: MediaType) -> Option<Preview> {
    let url = Url::create_object_url_with_blob(&blob(bytes, media_type)?).ok()?;
    Some(Preview { url })
}

fn blob(bytes: &Uint8Array, media_type: MediaType) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type.mime());
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options).ok()
}
