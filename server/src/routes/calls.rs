//! What everybody may know: the calls, the form, and that the server lives.

use actix_web::HttpResponse;
use actix_web::web::Data;
use shared::forms::APPLICATION;
use shared::receipt::public_key;
use shared::wire::CallsView;

use crate::app::App;
use crate::error::Result;

pub async fn health() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(serde_json::json!({ "ok": true }))
}

pub async fn list(app: Data<App>) -> HttpResponse {
    let view = CallsView { now: app.clock.now(), key: public_key(&app.key), calls: app.calls.clone() };
    HttpResponse::Ok().json(view)
}

/// The schema under the limits of the newest call.
pub async fn form_schema(app: Data<App>) -> Result<HttpResponse> {
    let newest = app.calls.iter().max_by_key(|call| call.opens_at.seconds);
    let call = newest.ok_or(shared::wire::Code::UnknownCall)?;
    let schema = APPLICATION.json_schema(call);
    Ok(HttpResponse::Ok().content_type("application/schema+json").body(schema.to_string()))
}
