//! What the pages of this browser say to each other about one draft. Nobody has to hear it: tokens hold without it.

use js_sys::Promise;
use shared::manifest::SubmissionId;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::timer::within;

/// Asks the page that writes the draft to let go of it.
pub const WANTED: &str = "wanted";
/// It has let go, and written everything before.
pub const FREE: &str = "free";
/// Another page has become the writer.
pub const CLAIMED: &str = "claimed";
/// Asks whether some page writes the draft, where no locks tell.
pub const ANYBODY: &str = "anybody";
pub const HERE: &str = "here";

/// Also the name of the draft's lock.
pub fn name(id: &SubmissionId) -> String {
    format!("insignia-draft-{}", id.as_str())
}

pub fn channel(id: &SubmissionId) -> Option<BroadcastChannel> {
    BroadcastChannel::new(&name(id)).ok()
}

pub fn tell(id: &SubmissionId, word: &str) {
    if let Some(channel) = channel(id) {
        drop(channel.post_message(&word.into()));
        channel.close();
    }
}

/// Says a word, and waits so long for another one. Without channels there is nobody to hear.
pub async fn ask(id: &SubmissionId, word: &str, hoped_for: &'static str, limit_ms: u32) -> bool {
    let Some(channel) = channel(id) else { return false };
    let mut listener = None;
    let heard = Promise::new(&mut |resolve, _| {
        listener = Some(Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if event.data().as_string().as_deref() == Some(hoped_for) {
                drop(resolve.call0(&wasm_bindgen::JsValue::NULL));
            }
        }));
    });
    channel.set_onmessage(listener.as_ref().map(|listener| listener.as_ref().unchecked_ref()));
    drop(channel.post_message(&word.into()));
    let answered = within(limit_ms, JsFuture::from(heard)).await.is_some();
    channel.set_onmessage(None);
    channel.close();
    answered
}
