//! Stands before every request: who may use the route, where the request comes from, and the headers of every answer.
//! A route that is not in the table is the site's, which is public and only reads.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_ENCODING, HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError};
use shared::wire::{Code, path};
use std::future::{Ready, ready};

use crate::app::App;
use crate::auth::COOKIE;
use crate::error::{Error, Result};
use crate::headers;
use crate::routes::{self, Policy};
use crate::store::administrators::Administrator;
use crate::token::Token;

/// The policy of each route, by method and pattern.
static POLICIES: LazyLock<HashMap<(Method, &'static str), Policy>> = LazyLock::new(|| {
    routes::table().into_iter().map(|entry| ((entry.method, entry.path), entry.policy)).collect()
});

/// SHA-256 of the token by which an applicant shows that the submission is theirs.
#[derive(Clone)]
pub struct Capability(pub Vec<u8>);

pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let pattern = request.match_pattern();
    let is_api = request.path().starts_with("/api/");
    let policy = pattern.as_deref().and_then(|pattern| POLICIES.get(&(method.clone(), pattern))).copied();
    let mut response = match admit(&request, policy.unwrap_or(Policy::Public)).await {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refused) => request.into_response(refused.error_response()),
    };
    let secure =
        response.request().app_data::<Data<App>>().is_some_and(|app| app.origin.starts_with("https://"));
    headers::add(response.headers_mut(), is_api, secure);
    let status = response.status().as_u16();
    let milliseconds = started.elapsed().as_millis();
    // The pattern and not the path: paths hold ids, and queries hold what people searched for.
    tracing::debug!(%method, route = pattern.as_deref().unwrap_or("site"), status, milliseconds, "answered");
    Ok(response)
}

async fn admit(request: &ServiceRequest, policy: Policy) -> Result<()> {
    let headers = request.headers();
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Code::UnsupportedMediaType.into());
    }
    let app = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no application"))?;
    check_origin(request, policy, &app.origin)?;
    match policy {
        Policy::Public => {}
        Policy::Capability => {
            let token = bearer(headers).ok_or(Code::Unauthorized)?;
            request.extensions_mut().insert(Capability(token.hash()));
        }
        Policy::Administrator => {
            let token = session_token(request.request()).ok_or(Code::Unauthorized)?;
            let found = app.store.session(token.hash(), app.clock.now()).await?;
            request.extensions_mut().insert(found.ok_or(Code::Unauthorized)?);
        }
    }
    Ok(())
}

/// Requests that change something come from our own pages, or from programs that hold a secret no browser adds by itself.
fn check_origin(request: &ServiceRequest, policy: Policy, origin: &str) -> Result<()> {
    if request.method().is_safe() {
        return Ok(());
    }
    let headers = request.headers();
    let sign_in = request.method() == Method::POST && request.path() == path::SESSION;
    let allowed = match (headers.get("sec-fetch-site"), headers.get(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(named)) => named == origin,
        (None, None) => policy != Policy::Administrator || sign_in,
    };
    if allowed { Ok(()) } else { Err(Code::Forbidden.into()) }
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    Token::parse(headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?)
}

pub fn session_token(request: &HttpRequest) -> Option<Token> {
    Token::parse(request.cookie(COOKIE)?.value())
}

/// Where a request comes from: the peer, or what the outermost of our own proxies saw. Addresses of one household count
/// as one.
pub fn client_address(request: &HttpRequest, trusted_proxies: usize) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    // Each proxy adds on the right what it saw itself; anything further left may be made up.
    let seen = trusted_proxies
        .checked_sub(1)
        .and_then(|back| hops.iter().rev().nth(back))
        .and_then(|hop| hop.parse().ok());
    match seen.unwrap_or(peer) {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

/// Handlers of protected routes ask for what the guard put there; without the guard they cannot be reached.
macro_rules! from_guard {
    ($type:ty) => {
        impl FromRequest for $type {
            type Error = Error;
            type Future = Ready<Result<Self>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(request.extensions().get::<Self>().cloned().ok_or_else(|| Code::Unauthorized.into()))
            }
        }
    };
}
from_guard!(Capability);
from_guard!(Administrator);
