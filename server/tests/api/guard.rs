//! Who may do what, from where, and what every answer carries.

use reqwest::{Method, StatusCode};
use server::routes::{self, Policy};
use shared::wire::{Code, Session};

use crate::app::{FOREIGN, TestApp, refusal};

/// A path of the route that leads nowhere.
fn example(path: &str) -> String {
    path.replace("{id}", &"0".repeat(32))
        .replace("{upload}", &"0".repeat(32))
        .replace("{sha256}", &"0".repeat(64))
        .replace("{format}", "json")
}

#[actix_web::test]
async fn every_route_lets_in_exactly_whom_its_policy_names() {
    let app = TestApp::start().await;
    for entry in routes::table() {
        let cookie = app.sign_in().await;
        let request = || {
            let request = app.request(entry.method.as_str().parse().unwrap(), &example(entry.path));
            request.header("sec-fetch-site", "same-origin").header("tus-resumable", "1.0.0")
        };
        let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status();
        let nobody = status(request()).await;
        let applicant = status(request().bearer_auth(FOREIGN)).await;
        let forged = status(request().header("cookie", format!("__Host-insignia={FOREIGN}"))).await;
        let administrator = status(request().header("cookie", cookie)).await;
        let refused = StatusCode::UNAUTHORIZED;
        let lets = [nobody, applicant, forged, administrator]
            .map(|status| status != refused && status != StatusCode::FORBIDDEN);
        let expected = match entry.policy {
            Policy::Public => [true, true, true, true],
            Policy::Capability => [false, true, false, false],
            Policy::Administrator => [false, false, false, true],
        };
        assert_eq!(lets, expected, "{} {}", entry.method, entry.path);
        assert!(
            ![nobody, applicant, forged, administrator].iter().any(|status| status.is_server_error()),
            "{}",
            entry.path
        );
    }
}

#[actix_web::test]
async fn the_policies_are_these() {
    let open: Vec<String> = routes::table()
        .iter()
        .filter(|entry| entry.policy == Policy::Public)
        .map(|entry| format!("{} {}", entry.method, entry.path))
        .collect();
    assert_eq!(
        open,
        [
            "GET /health",
            "GET /api/calls",
            "GET /api/form.schema.json",
            "POST /api/stamp",
            "OPTIONS /api/uploads",
            "OPTIONS /api/uploads/{upload}",
            "POST /api/session",
        ]
    );
    for entry in routes::table().iter().filter(|entry| entry.path.contains("/office/")) {
        assert_eq!(entry.policy, Policy::Administrator, "{}", entry.path);
    }
}

#[actix_web::test]
async fn changes_are_only_taken_from_our_own_pages() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    let sign_out = || app.request(Method::DELETE, "/api/session").header("cookie", &cookie);
    let own = "https://label.example.org";
    for request in [
        sign_out(),
        sign_out().header("origin", "https://evil.example"),
        sign_out().header("origin", "null"),
        sign_out().header("origin", format!("{own}.evil.example")),
        sign_out().header("sec-fetch-site", "same-site"),
        sign_out().header("sec-fetch-site", "none"),
        sign_out().header("sec-fetch-site", "cross-site").header("origin", own),
        app.try_sign_in("admin@localhost", &app.password).header("origin", "https://evil.example"),
    ] {
        assert_eq!(refusal(request.send().await.unwrap()).await, (403, Code::Forbidden));
    }
    assert_eq!(sign_out().header("origin", own).send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[actix_web::test]
async fn every_answer_carries_the_headers() {
    let app = TestApp::start().await;
    for path in ["/", "/health", "/api/calls", "/api/nothing", "/api/office/applications", "/assets/nothing"]
    {
        let response = app.get(path).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map_or("", |value| value.to_str().unwrap());
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{path}");
        assert!(!policy.contains("unsafe-inline") && policy.contains("trusted-types default"), "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(header(name), value, "{path}");
        }
        assert!(header("strict-transport-security").starts_with("max-age="), "{path}");
        assert_eq!(
            header("cache-control") == "no-store",
            path.starts_with("/api/") || path == "/health",
            "{path}"
        );
        assert_eq!(header("server"), "", "{path}");
    }
}

#[actix_web::test]
async fn a_session_is_a_strict_cookie_and_ends_by_sign_out_idleness_and_age() {
    let app = TestApp::start().await;
    let response = app.try_sign_in("ADMIN@localhost", &app.password).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_string();
    for part in ["__Host-insignia=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let who = async |cookie: &str| app.get("/api/session").header("cookie", cookie).send().await.unwrap();
    let first = app.sign_in().await;
    assert_eq!(who(&first).await.json::<Session>().await.unwrap().email, "admin@localhost");
    let out = app.request(Method::DELETE, "/api/session").header("sec-fetch-site", "same-origin");
    assert_eq!(out.header("cookie", &first).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(refusal(who(&first).await).await, (401, Code::Unauthorized));

    let idle = app.sign_in().await;
    app.app.clock.advance(31 * 60);
    assert_eq!(who(&idle).await.status(), StatusCode::UNAUTHORIZED);

    let busy = app.sign_in().await;
    for _ in 0..19 {
        app.app.clock.advance(25 * 60);
        assert_eq!(who(&busy).await.status(), StatusCode::OK);
    }
    app.app.clock.advance(25 * 60);
    assert_eq!(who(&busy).await.status(), StatusCode::UNAUTHORIZED, "eight hours are over");
}

#[actix_web::test]
async fn passwords_cannot_be_tried_for_ever() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        let response = app.try_sign_in("admin@localhost", "wrong").send().await.unwrap();
        assert_eq!(refusal(response).await, (401, Code::Unauthorized));
    }
    let response = app.try_sign_in("admin@localhost", &app.password).send().await.unwrap();
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(refusal(response).await, (429, Code::RateLimited));
    let other = app.try_sign_in("nobody@localhost", "wrong").send().await.unwrap();
    assert_eq!(refusal(other).await, (401, Code::Unauthorized));
    app.app.clock.advance(301);
    app.sign_in().await;
}

#[actix_web::test]
async fn bad_sign_ins_are_refused_with_a_code() {
    let app = TestApp::start().await;
    let cases = [
        ("", Code::Malformed),
        ("{", Code::Malformed),
        ("[]", Code::Invalid),
        ("{\"email\":\"admin@localhost\"}", Code::Invalid),
        ("{\"email\":1,\"password\":\"x\"}", Code::Invalid),
        ("{\"email\":\"a@b\",\"password\":\"x\",\"admin\":true}", Code::Invalid),
        ("{\"email\":\"\",\"password\":\"x\"}", Code::Invalid),
        ("{\"email\":\"' or 1=1 --\",\"password\":\"x\"}", Code::Unauthorized),
    ];
    for (body, code) in cases {
        let request = app.request(Method::POST, "/api/session").header("content-type", "application/json");
        assert_eq!(refusal(request.body(body).send().await.unwrap()).await, (code.status(), code), "{body}");
    }
    let form = app.request(Method::POST, "/api/session").header("content-type", "text/plain").body("{}");
    assert_eq!(refusal(form.send().await.unwrap()).await, (415, Code::UnsupportedMediaType));
    let huge = app.request(Method::POST, "/api/session").header("content-type", "application/json");
    let response = huge.body("x".repeat(100_000)).send().await.unwrap();
    assert_eq!(refusal(response).await, (413, Code::TooLarge));
}
