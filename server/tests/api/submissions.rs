//! The commit: once, durable, signed, and only what keeps every rule.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use shared::receipt::{Receipt, public_key};
use shared::wire::{Code, MAX_MANIFEST_BYTES, StatusQuery, SubmissionStatus};

use crate::app::{CAPABILITY, FOREIGN, TestApp, application, id, refusal, renamed};

#[actix_web::test]
async fn a_commit_is_answered_with_a_receipt_that_verifies() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let response = app.put(&manifest.submission, manifest.canonical()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let receipt: Receipt = response.json().await.unwrap();
    assert_eq!(receipt.verify(&public_key(&app.app.key), &manifest.sha256()), Ok(()));
    assert_eq!((receipt.statement.version, &receipt.statement.reference[..3]), (1, "ES-"));
}

#[actix_web::test]
async fn the_same_content_gets_the_same_receipt_and_other_content_a_new_version() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let first = app.commit(&manifest).await;
    let again = app.put(&manifest.submission, manifest.canonical()).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(again.json::<Receipt>().await.unwrap(), first);
    let second = app.commit(&renamed(&manifest, "Other school")).await;
    assert_eq!(
        (second.statement.version, second.statement.reference),
        (2, first.statement.reference.clone())
    );
    assert_eq!(app.commit(&manifest).await, first);
}

#[actix_web::test]
async fn sixty_four_equal_commits_at_once_make_one_version() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let requests = (0..64).map(|_| app.put(&manifest.submission, manifest.canonical()).send());
    let mut created = 0;
    let mut receipts = Vec::new();
    for response in join_all(requests).await {
        let response = response.unwrap();
        created += usize::from(response.status() == StatusCode::CREATED);
        receipts.push(response.json::<Receipt>().await.unwrap());
    }
    assert_eq!(created, 1);
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
    assert_eq!(app.app.store.versions(&manifest.submission).await.unwrap().len(), 1);
}

#[actix_web::test]
async fn another_capability_finds_nothing() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    app.commit(&manifest).await;
    let path = format!("/api/submissions/{}", manifest.submission.as_str());
    for content in [manifest.canonical(), renamed(&manifest, "Taken over").canonical()] {
        let request =
            app.request(Method::PUT, &path).bearer_auth(FOREIGN).header("content-type", "application/json");
        assert_eq!(refusal(request.body(content).send().await.unwrap()).await, (404, Code::NotFound));
    }
    let read = app.get(&path).bearer_auth(FOREIGN).send().await.unwrap();
    assert_eq!(refusal(read).await, (404, Code::NotFound));
    let own: SubmissionStatus =
        app.get(&path).bearer_auth(CAPABILITY).send().await.unwrap().json().await.unwrap();
    assert_eq!((own.receipt.statement.version, own.complete), (1, false));
}

#[actix_web::test]
async fn each_version_is_told_of_by_itself_and_an_overtaken_one_names_the_newest() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    let first = app.commit(&manifest).await;
    for bytes in &files {
        app.upload(&manifest.submission, bytes).await;
    }
    // The same answers with one more file, which does not come.
    let mut second = renamed(&manifest, "Other school");
    let known = second.files[0].sha256.clone();
    let json = second.canonical().replace(&known, &"f".repeat(64));
    second = serde_json::from_str(&json).unwrap();
    second.files.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    let newest = app.commit(&second).await;
    let path = format!("/api/submissions/{}", manifest.submission.as_str());
    let ask = |address: String| app.get(&address).bearer_auth(CAPABILITY).send();
    for (asked, receipt, complete, newer) in [
        (format!("{path}{}", StatusQuery::address(&manifest.sha256())), &first, true, Some(&newest)),
        (format!("{path}{}", StatusQuery::address(&second.sha256())), &newest, false, None),
        (path.clone(), &newest, false, None),
    ] {
        let status: SubmissionStatus = ask(asked.clone()).await.unwrap().json().await.unwrap();
        assert_eq!(
            (&status.receipt, status.complete, status.newest.as_ref()),
            (receipt, complete, newer),
            "{asked}"
        );
    }
    let unknown = ask(format!("{path}{}", StatusQuery::address(&"0".repeat(64)))).await.unwrap();
    assert_eq!(refusal(unknown).await, (404, Code::NotFound));
    assert_eq!(refusal(ask(format!("{path}?version=1")).await.unwrap()).await, (400, Code::Malformed));
}

#[actix_web::test]
async fn two_ids_with_one_hash_are_told_apart_and_the_second_gets_a_code() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    app.commit(&manifest).await;
    // As if the first had another id with the same hash: nobody can find such a pair.
    let renumber = async |batch: &mut server::store::Batch| {
        let update = sqlx::query("UPDATE submissions SET id = $1").bind(id(9).as_str().to_string());
        update.execute(&mut batch.connection).await?;
        Ok(())
    };
    app.app.store.write(move |batch| Box::pin(async move { renumber(batch).await })).await.unwrap();
    let response = app.put(&manifest.submission, manifest.canonical()).send().await.unwrap();
    assert_eq!(refusal(response).await, (409, Code::IdTaken));
    let path = format!("/api/submissions/{}", manifest.submission.as_str());
    let status = app.get(&path).bearer_auth(CAPABILITY).send().await.unwrap();
    assert_eq!(refusal(status).await, (404, Code::NotFound));
}

#[actix_web::test]
async fn a_closed_call_takes_nothing_new_but_still_knows_what_it_acknowledged() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let receipt = app.commit(&manifest).await;
    app.app.clock.advance(60 * 86_400);
    let late = renamed(&manifest, "Too late");
    let response = app.put(&late.submission, late.canonical()).send().await.unwrap();
    assert_eq!(refusal(response).await, (403, Code::CallClosed));
    assert_eq!(app.commit(&manifest).await, receipt);
    app.app.clock.advance(-120 * 86_400);
    let response = app.put(&late.submission, late.canonical()).send().await.unwrap();
    assert_eq!(refusal(response).await, (403, Code::NotYetOpen));
}

#[actix_web::test]
async fn bad_bodies_are_refused_with_a_code_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let good = manifest.canonical();
    let swap = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let cases = [
        (String::new(), Code::Malformed),
        ("null".into(), Code::Malformed),
        ("[]".into(), Code::Malformed),
        ("{\"a\":".into(), Code::Malformed),
        ("[".repeat(100_000), Code::Malformed),
        (swap("\"locale\":\"en\"", "\"locale\":1"), Code::Malformed),
        (swap("\"locale\":\"en\"", "\"locale\":\"en\",\"more\":1"), Code::Malformed),
        (swap("\"locale\"", " \"locale\""), Code::NotCanonical),
        (good.clone() + "\n", Code::NotCanonical),
        (swap("\"locale\":\"en\"", "\"locale\":\"\\u0065n\""), Code::NotCanonical),
        (renamed(&manifest, "Colegio N\u{303}andu\u{301}").canonical(), Code::NotCanonical),
        (swap(&manifest.call, "1999"), Code::UnknownCall),
        (swap("\"form_version\":1", "\"form_version\":99"), Code::UnknownForm),
        (swap("\"answers\":{", "\"answers\":{\"a_stranger\":\"x\","), Code::UnknownField),
        (renamed(&manifest, "x").canonical(), Code::Invalid),
        (swap("\"name\":\"file 0.pdf\"", "\"name\":\"../x\""), Code::Invalid),
        (swap("\"name\":\"file 0.pdf\"", "\"name\":\"in\u{202E}fdp.exe\""), Code::Invalid),
        (swap("\"name\":\"file 0.pdf\"", &format!("\"name\":\"{}\"", "x".repeat(300))), Code::Invalid),
        (swap("\"media_type\":\"application/pdf\"", "\"media_type\":\"text/html\""), Code::Malformed),
        (format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_MANIFEST_BYTES)), Code::TooLarge),
    ];
    for (body, code) in cases {
        let shown: String = body.chars().take(80).collect();
        let response = app.put(&manifest.submission, body).send().await.unwrap();
        assert_eq!(refusal(response).await, (code.status(), code), "{shown}");
    }
    let other = app.put(&id(9), good.clone()).send().await.unwrap();
    assert_eq!(refusal(other).await, (409, Code::Conflict));
    assert!(app.app.store.select(&Default::default()).await.unwrap().is_empty());
}

#[actix_web::test]
async fn bad_heads_are_refused_with_a_code() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let path = format!("/api/submissions/{}", manifest.submission.as_str());
    let put = |path: &str| app.request(Method::PUT, path).body(manifest.canonical());
    let json = ("content-type", "application/json");
    let cases = [
        (put(&path).header(json.0, json.1), Code::Unauthorized),
        (put(&path).header(json.0, json.1).bearer_auth("short"), Code::Unauthorized),
        (
            put(&path).header(json.0, json.1).header("authorization", format!("Basic {CAPABILITY}")),
            Code::Unauthorized,
        ),
        (put(&path).bearer_auth(CAPABILITY), Code::UnsupportedMediaType),
        (put(&path).bearer_auth(CAPABILITY).header(json.0, "text/plain"), Code::UnsupportedMediaType),
        (
            put(&path).bearer_auth(CAPABILITY).header(json.0, json.1).header("content-encoding", "gzip"),
            Code::UnsupportedMediaType,
        ),
        (put("/api/submissions/1").bearer_auth(CAPABILITY).header(json.0, json.1), Code::NotFound),
        (put("/api/submissions/..%2f..%2fx").bearer_auth(CAPABILITY).header(json.0, json.1), Code::NotFound),
        (put("/api/calls").bearer_auth(CAPABILITY), Code::MethodNotAllowed),
        (app.get("/api/nothing"), Code::NotFound),
        (app.get("/assets/nothing.js"), Code::NotFound),
        (app.request(Method::POST, "/anything"), Code::MethodNotAllowed),
        (
            put(&path)
                .bearer_auth(CAPABILITY)
                .header(json.0, json.1)
                .header("origin", "https://evil.example"),
            Code::Forbidden,
        ),
        (
            put(&path).bearer_auth(CAPABILITY).header(json.0, json.1).header("sec-fetch-site", "cross-site"),
            Code::Forbidden,
        ),
    ];
    for (at, (request, code)) in cases.into_iter().enumerate() {
        assert_eq!(refusal(request.send().await.unwrap()).await, (code.status(), code), "case {at}");
    }
}
