//! An operator's logo and colour as they are delivered.

use reqwest::StatusCode;
use server::brand::Brand;
use server::config::Config;

use crate::app::{TestApp, clock, config};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

#[actix_web::test]
async fn a_logo_comes_with_its_type_and_a_policy_that_lets_it_do_nothing() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("logo");
    std::fs::write(&file, LOGO).unwrap();
    let mut faults = Vec::new();
    let brand = Brand::read(None, Some(file.display().to_string()), Some("#ffd500".into()), &mut faults);
    assert_eq!(faults, Vec::<String>::new());
    let names: Vec<String> = brand.extras().into_iter().map(|extra| extra.name).collect();
    let config = Config { brand, ..config(data.path(), clock()) };
    let app = TestApp::start_with(data, &config).await;
    for (name, content_type, policy) in [
        (&names[0], "text/css; charset=utf-8", "default-src 'none'; script-src 'self'"),
        (&names[1], "image/svg+xml", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame"),
    ] {
        let answer = app.get(&format!("/{name}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        assert_eq!(answer.headers()["content-type"], content_type);
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().starts_with(policy), "{name}");
    }
}
