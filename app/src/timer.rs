//! Waiting, as a future.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Waits at least so many milliseconds; more in a page that is not seen.
pub async fn pause(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        if let Some(window) = web_sys::window() {
            drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(resolve.unchecked_ref(), ms));
        }
    });
    drop(JsFuture::from(promise).await);
}

/// What the future gives, or `None` if it takes longer; it is dropped then.
pub async fn within<T>(ms: u32, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut limit) = (pin!(future), pin!(pause(ms)));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}
