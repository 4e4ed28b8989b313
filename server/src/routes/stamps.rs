//! Stamps: proof that a manifest was ready, for when it cannot be stored now. Asks neither database nor disk.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use shared::manifest::is_hex;
use shared::stamp::{Stamp, StampRequest};
use shared::wire::Code;

use crate::app::App;
use crate::body;
use crate::error::Result;
use crate::guard::client_address;

pub async fn stamp(request: HttpRequest, app: Data<App>, payload: Payload) -> Result<HttpResponse> {
    let now = app.clock.now();
    app.stamps.take(client_address(&request, app.trusted_proxies), now)?;
    let StampRequest { sha256 } = body::json(request.headers(), payload).await?;
    if !is_hex(&sha256, 64) {
        return Err(Code::Invalid.into());
    }
    Ok(HttpResponse::Ok().json(Stamp::sign(sha256, now, &app.key)))
}
