//! Waiting, as a future.

use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

/// Work that is done for what it changes.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

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

/// Waits for work to be done, but no longer than so. It goes on by itself then.
pub async fn await_for(ms: u32, mut work: Work) {
    if within(ms, work.as_mut()).await.is_none() {
        spawn_local(work);
    }
}

/// Work that is under way before somebody waits for it.
pub fn begun(work: impl Future<Output = ()> + 'static) -> Work {
    let mut work: Work = Box::pin(work);
    // What is done must not be asked again.
    if at_once(work.as_mut()).is_some() { Box::pin(ready(())) } else { work }
}

/// What a future gives if it need not wait.
pub fn at_once<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
