//! The only place where the server asks what time it is, so that tests can let days pass.
//! It must not be set by anything that comes over the network.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use shared::date::Date;

/// The system's clock, moved by a number of seconds that is nought outside tests.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Unix seconds.
    pub fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX) + self.0.load(Ordering::Relaxed)
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// The latest day it is anywhere at a moment. Nobody's own "today" is refused as a day to come.
pub fn latest_day(now: i64) -> Date {
    const EASTERNMOST_OFFSET: i64 = 14 * 3600;
    Date::from_days((now + EASTERNMOST_OFFSET).div_euclid(86_400))
}
