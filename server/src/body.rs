//! Reads request bodies: bounded in size, and never slower than a bad line is.
//! Nothing is unpacked; requests with a `Content-Encoding` never come this far.

use std::time::{Duration, Instant};

use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use shared::wire::Code;

use crate::error::{Error, Result};

/// A pause in which a phone may change its cell.
const PAUSE: Duration = Duration::from_secs(20);
/// Before the rate is looked at.
const START: Duration = Duration::from_secs(20);
/// Bytes a second below which somebody only holds the connection.
const SLOWEST: u64 = 1_024;
/// Taken at once for a body that says how long it will be; whoever only announces must not cost more.
const ROOM: usize = 32 * 1_024;

/// A body that is watched while it comes.
pub struct Body {
    payload: Payload,
    began: Instant,
    bytes: u64,
}

/// Why a body ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut;

impl Body {
    pub fn new(payload: Payload) -> Self {
        Self { payload, began: Instant::now(), bytes: 0 }
    }

    /// The next piece, or nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        let piece = tokio::time::timeout(PAUSE, self.payload.next()).await.map_err(|_| Cut)?;
        let Some(piece) = piece.transpose().map_err(|_| Cut)? else { return Ok(None) };
        self.bytes += piece.len() as u64;
        let elapsed = self.began.elapsed();
        let too_slow = elapsed > START && self.bytes < elapsed.as_secs() * SLOWEST;
        if too_slow { Err(Cut) } else { Ok(Some(piece)) }
    }

    /// The whole body.
    async fn whole(mut self, announced: Option<u64>, max: usize) -> Result<Bytes> {
        let room = announced.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or_default().min(ROOM);
        let mut whole = BytesMut::with_capacity(room);
        while let Some(piece) = self.next().await.map_err(|Cut| Code::Malformed)? {
            if whole.len() + piece.len() > max {
                return Err(Code::TooLarge.into());
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }
}

/// Bytes announced, if they were.
pub fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A JSON body of at most `max` bytes, as bytes.
pub async fn json_bytes(headers: &HeaderMap, payload: Payload, max: usize) -> Result<Bytes> {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = named.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Code::UnsupportedMediaType.into());
    }
    if announced(headers).is_some_and(|bytes| bytes > max as u64) {
        return Err(Code::TooLarge.into());
    }
    Body::new(payload).whole(announced(headers), max).await
}

/// A small JSON body, as what it stands for.
pub async fn json<T: DeserializeOwned>(headers: &HeaderMap, payload: Payload) -> Result<T> {
    const SMALL: usize = 16 * 1024;
    let bytes = json_bytes(headers, payload, SMALL).await?;
    serde_json::from_slice(&bytes).map_err(|fault| match fault.classify() {
        serde_json::error::Category::Data => Error::from(Code::Invalid),
        _ => Error::from(Code::Malformed),
    })
}
