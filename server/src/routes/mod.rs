//! Every route with its policy. What is not here is the site's.

mod applications;
mod calls;
mod downloads;
mod session;
mod stamps;
mod submissions;
mod uploads;

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{self, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError, Route};
use serde::de::DeserializeOwned;
use shared::wire::Code;

use crate::error::Error;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Anybody.
    Public,
    /// Whoever holds the capability of a submission; whether it is this one's, the store decides.
    Capability,
    /// Whoever is signed in.
    Administrator,
}

pub struct Entry {
    pub policy: Policy,
    pub method: Method,
    pub path: &'static str,
    route: fn() -> Route,
}

/// The whole table, made anew for each worker because routes cannot be shared.
#[rustfmt::skip]
pub fn table() -> Vec<Entry> {
    use Policy::{Administrator, Capability, Public};
    let entry = |policy, method, path, route| Entry { policy, method, path, route };
    vec![
        entry(Public, Method::GET, "/health", || web::to(calls::health)),
        entry(Public, Method::GET, "/api/calls", || web::to(calls::list)),
        entry(Public, Method::GET, "/api/form.schema.json", || web::to(calls::form_schema)),

        entry(Public, Method::POST, "/api/stamp", || web::to(stamps::stamp)),
        entry(Capability, Method::PUT, "/api/submissions/{id}", || web::to(submissions::commit)),
        entry(Capability, Method::GET, "/api/submissions/{id}", || web::to(submissions::status)),

        entry(Public, Method::OPTIONS, "/api/uploads", || web::to(uploads::options)),
        entry(Capability, Method::POST, "/api/uploads", || web::to(uploads::create)),
        entry(Public, Method::OPTIONS, "/api/uploads/{upload}", || web::to(uploads::options)),
        entry(Capability, Method::HEAD, "/api/uploads/{upload}", || web::to(uploads::offset)),
        entry(Capability, Method::PATCH, "/api/uploads/{upload}", || web::to(uploads::append)),
        entry(Capability, Method::DELETE, "/api/uploads/{upload}", || web::to(uploads::terminate)),

        entry(Public, Method::POST, "/api/session", || web::to(session::sign_in)),
        entry(Administrator, Method::GET, "/api/session", || web::to(session::show)),
        entry(Administrator, Method::DELETE, "/api/session", || web::to(session::sign_out)),

        entry(Administrator, Method::GET, "/api/office/applications", || web::to(applications::list)),
        entry(Administrator, Method::GET, "/api/office/applications/{id}", || web::to(applications::show)),
        entry(Administrator, Method::GET, "/api/office/applications/{id}/evidence/{sha256}", || web::to(downloads::evidence)),
        entry(Administrator, Method::GET, "/api/office/applications/{id}/export.zip", || web::to(downloads::one)),
        entry(Administrator, Method::GET, "/api/office/export.{format}", || web::to(downloads::all)),
    ]
}

/// Paths are tried in the order of the table, so that those of the many stand first. Methods of one path stand together.
pub fn configure(config: &mut ServiceConfig) {
    for entries in table().chunk_by(|one, next| one.path == next.path) {
        let allowed = entries.iter().map(|entry| entry.method.as_str()).collect::<Vec<_>>().join(", ");
        let mut resource = web::resource(entries[0].path);
        for entry in entries {
            resource = resource.route((entry.route)().method(entry.method.clone()));
        }
        config.service(resource.default_service(web::to(move || method_not_allowed(allowed.clone()))));
    }
}

async fn method_not_allowed(allowed: String) -> HttpResponse {
    let mut response = Error::from(Code::MethodNotAllowed).error_response();
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// Reads the query of an address. Unknown keys are refused, since a filter with a slip would show too much.
fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Error> {
    let query = Query::<T>::from_query(request.query_string()).map_err(|_| Code::Malformed)?;
    Ok(query.into_inner())
}

/// A segment of the path that has to have a certain shape; anything else is not found.
fn segment<T>(request: &HttpRequest, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    request.match_info().get(name).and_then(parse).ok_or_else(|| Code::NotFound.into())
}
