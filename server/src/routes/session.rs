//! Signing in and out.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use shared::wire::{Code, Session, SignIn};
use validator::Validate;

use crate::app::App;
use crate::auth::{removal_cookie, session_cookie};
use crate::body;
use crate::error::Result;
use crate::guard::{client_address, session_token};
use crate::store::administrators::Administrator;
use crate::token::Token;

pub async fn sign_in(request: HttpRequest, app: Data<App>, payload: Payload) -> Result<HttpResponse> {
    let given: SignIn = body::json(request.headers(), payload).await?;
    given.validate().map_err(|_| Code::Invalid)?;
    let (now, address) = (app.clock.now(), client_address(&request, app.trusted_proxies));
    app.tries.check(address, &given.email, now)?;
    let found = app.store.credentials(&given.email).await?;
    let (administrator, hash) = found.map(|found| (found.administrator, found.password)).unzip();
    let matches = app.passwords.verify(given.password, hash).await?;
    let Some(administrator) = administrator.filter(|_| matches) else {
        app.tries.failed(address, &given.email, now)?;
        return Err(Code::Unauthorized.into());
    };
    app.tries.succeeded(address, &given.email)?;
    // Always a new token: one that was there before sign-in may be known to somebody else.
    let token = Token::random()?;
    app.store.start_session(token.hash(), administrator.id, now).await?;
    let body = Session { name: administrator.name, email: administrator.email };
    Ok(HttpResponse::Ok().cookie(session_cookie(&token)).json(body))
}

pub async fn show(administrator: Administrator) -> HttpResponse {
    HttpResponse::Ok().json(Session { name: administrator.name, email: administrator.email })
}

pub async fn sign_out(
    request: HttpRequest,
    app: Data<App>,
    administrator: Administrator,
) -> Result<HttpResponse> {
    let token = session_token(&request).ok_or(Code::Unauthorized)?;
    app.store.end_session(token.hash(), administrator.id, app.clock.now()).await?;
    Ok(HttpResponse::NoContent().cookie(removal_cookie()).finish())
}
