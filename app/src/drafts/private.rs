//! Whether this window forgets everything when it is closed. No browser says so; some show it by what they refuse.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::store;

/// Less room than this no browser gives to a page of an ordinary window, unless the disk is all but full.
const LITTLE: f64 = (256 << 20) as f64;

/// What the browser shows of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Forgets {
    /// It has promised to keep what is here.
    No,
    /// It shows what private windows show.
    Likely,
    /// It shows nothing: so do private windows of Chromium.
    Unknown,
}

pub async fn forgets() -> Forgets {
    if store::is_kept().await {
        return Forgets::No;
    }
    if refuses_files().await || has_little_room().await { Forgets::Likely } else { Forgets::Unknown }
}

/// Private windows of Firefox and Safari have no file system for pages, which all their others have.
async fn refuses_files() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let storage = window.navigator().storage();
    // An older browser has none anywhere.
    let knows = Reflect::has(&storage, &"getDirectory".into()).unwrap_or(false);
    knows && JsFuture::from(storage.get_directory()).await.is_err()
}

async fn has_little_room() -> bool {
    let Some(Ok(asked)) = web_sys::window().map(|window| window.navigator().storage().estimate()) else {
        return false;
    };
    let Ok(estimate) = JsFuture::from(asked).await else { return false };
    estimate.unchecked_into::<StorageEstimate>().get_quota().is_some_and(|quota| quota < LITTLE)
}
