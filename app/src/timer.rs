//! Waiting, as a future.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;

/// Waits at least so many milliseconds; more in a page that is not seen.
pub async fn pause(ms: u32) {
    TimeoutFuture::new(ms).await;
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
