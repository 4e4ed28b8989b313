//! How often one address may ask for something that costs the server work and nobody else anything.
//! A whole school may share an address, so the bounds are wide.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use shared::wire::Code;

use crate::error::{Error, Result};

/// Requests of one address within the window.
const LIMIT: u32 = 600;
/// Seconds.
const WINDOW: i64 = 300;
/// Addresses kept at most; old ones go first.
const ENTRIES: usize = 50_000;

/// Beginning of the window and requests in it, by address.
#[derive(Default)]
pub struct Rate(Mutex<HashMap<IpAddr, (i64, u32)>>);

impl Rate {
    /// Counts a request, or refuses it.
    pub fn take(&self, address: IpAddr, now: i64) -> Result<()> {
        let mut windows = self.0.lock().map_err(Error::internal)?;
        if windows.len() >= ENTRIES {
            windows.retain(|_, (began, _)| now - *began < WINDOW);
        }
        let (began, count) = windows.entry(address).or_insert((now, 0));
        if now - *began >= WINDOW {
            (*began, *count) = (now, 0);
        }
        *count += 1;
        if *count > LIMIT { Err(Code::RateLimited.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_asks_too_often_waits_for_the_next_window_and_others_do_not() {
        let (rate, address) = (Rate::default(), IpAddr::from([192, 0, 2, 1]));
        assert!((0..LIMIT).all(|_| rate.take(address, 1_000).is_ok()));
        assert_eq!(rate.take(address, 1_000 + WINDOW - 1).unwrap_err().code(), Code::RateLimited);
        assert!(rate.take(IpAddr::from([192, 0, 2, 2]), 1_000).is_ok());
        assert!(rate.take(address, 1_000 + WINDOW).is_ok());
    }
}
