//! Resumable uploads: every byte once, the right bytes only, and nothing told before it is on the disk.

use reqwest::{Method, StatusCode};
use shared::evidence::Defect;
use shared::manifest::{Manifest, sha256_hex};
use shared::wire::{ApplicationState, Code, Refusal, SubmissionStatus};

use crate::app::{CAPABILITY, FOREIGN, TestApp, application, id, refusal, renamed};

async fn status(app: &TestApp, manifest: &Manifest) -> SubmissionStatus {
    let path = format!("/api/submissions/{}", manifest.submission.as_str());
    app.get(&path).bearer_auth(CAPABILITY).send().await.unwrap().json().await.unwrap()
}

async fn offset(app: &TestApp, upload: &str) -> String {
    let response = app.tus(Method::HEAD, upload).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.headers()["upload-offset"].to_str().unwrap().to_string()
}

#[actix_web::test]
async fn an_application_is_complete_when_the_last_file_is_stored() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    for bytes in &files {
        assert!(!status(&app, &manifest).await.complete);
        app.upload(&manifest.submission, bytes).await;
    }
    assert!(status(&app, &manifest).await.complete);
    assert_eq!(std::fs::read_dir(app.data.path().join("staging")).unwrap().count(), 0);
    let again =
        app.creation(&manifest.submission, &sha256_hex(&files[0]), files[0].len()).send().await.unwrap();
    assert_eq!((again.status(), &again.headers()["upload-offset"]), (StatusCode::OK, &files[0].len().into()));
    let second = renamed(&manifest, "Another name");
    app.commit(&second).await;
    assert!(status(&app, &second).await.complete, "evidence of an earlier version need not be sent again");
}

#[actix_web::test]
async fn an_upload_goes_on_where_it_stood_after_a_restart() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    let receipt = app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    let response = app.patch(&upload, 0, &files[0][..100]).send().await.unwrap();
    assert_eq!(
        (response.status(), &response.headers()["upload-offset"]),
        (StatusCode::NO_CONTENT, &100.into())
    );
    let (clock, data) = (app.app.clock.clone(), app.stop().await);
    // Bytes that were written but never acknowledged, as a crash leaves them.
    let staged = data.path().join("staging").join(upload.rsplit('/').next().unwrap());
    let mut torn = std::fs::read(&staged).unwrap();
    torn.extend_from_slice(&[0; 5_000]);
    std::fs::write(&staged, torn).unwrap();

    let app = TestApp::start_in(data, clock).await;
    assert_eq!(app.commit(&manifest).await, receipt);
    assert_eq!(offset(&app, &upload).await, "100");
    let response = app.patch(&upload, 100, &files[0][100..]).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert!(status(&app, &manifest).await.files[0].stored);
}

#[actix_web::test]
async fn the_last_piece_may_be_sent_again_when_its_answer_was_lost() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    assert_eq!(app.patch(&upload, 0, &files[0]).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let size = files[0].len();
    assert_eq!(offset(&app, &upload).await, size.to_string());
    let again = app.patch(&upload, 0, &files[0]).send().await.unwrap();
    assert_eq!(refusal(again).await, (409, Code::WrongOffset));
    let nothing = app.patch(&upload, size, b"").send().await.unwrap();
    assert_eq!(
        (nothing.status(), &nothing.headers()["upload-offset"]),
        (StatusCode::NO_CONTENT, &size.into())
    );
}

#[actix_web::test]
async fn a_staging_file_that_vanished_makes_the_upload_begin_again() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    app.patch(&upload, 0, &files[0][..100]).send().await.unwrap();
    std::fs::remove_file(app.data.path().join("staging").join(upload.rsplit('/').next().unwrap())).unwrap();
    let response = app.patch(&upload, 100, &files[0][100..]).send().await.unwrap();
    assert_eq!(refusal(response).await, (404, Code::NotFound));
    app.upload(&manifest.submission, &files[0]).await;
}

#[actix_web::test]
async fn two_versions_that_disagree_about_a_file_keep_the_newer_word() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    let mut lying = manifest.clone();
    lying.files[0].size += 7;
    app.commit(&lying).await;
    let sha256 = &manifest.files[0].sha256;
    let response = app.creation(&manifest.submission, sha256, files[0].len() + 7).send().await.unwrap();
    let upload = response.headers()["location"].to_str().unwrap().to_string();
    app.patch(&upload, 0, &files[0]).send().await.unwrap();
    app.commit(&manifest).await;
    assert_eq!(app.tus(Method::HEAD, &upload).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    app.upload(&manifest.submission, &files[0]).await;
    assert!(status(&app, &manifest).await.files[0].stored);
    let mut again = renamed(&lying, "Lying again");
    again.files[0].size += 1;
    let response = app.put(&again.submission, again.canonical()).send().await.unwrap();
    assert_eq!(refusal(response).await, (409, Code::Conflict));
}

#[actix_web::test]
async fn a_connection_that_breaks_keeps_what_came() {
    use std::io::Write;
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    let mut line = std::net::TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    let head = format!(
        "PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {CAPABILITY}\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {}\r\n\r\n",
        files[0].len()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&files[0][..64]).unwrap();
    line.flush().unwrap();
    // The line stays open, as after a lost connection that the server has not noticed: asking for the offset takes over.
    let staged = app.data.path().join("staging").join(upload.rsplit('/').next().unwrap());
    while std::fs::metadata(&staged).unwrap().len() < 64 {
        actix_web::rt::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(offset(&app, &upload).await, "64");
    drop(line);
    let response = app.patch(&upload, 64, &files[0][64..]).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
}

#[actix_web::test]
async fn wrong_bytes_are_refused_and_can_be_sent_again() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    let mut wrong = files[0].clone();
    wrong[20] ^= 1;
    let response = app.patch(&upload, 0, &wrong).send().await.unwrap();
    assert_eq!(refusal(response).await, (460, Code::WrongHash));
    assert_eq!(app.tus(Method::HEAD, &upload).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(app.data.path().join("staging")).unwrap().count(), 0);
    app.upload(&manifest.submission, &files[0]).await;
    assert!(status(&app, &manifest).await.files[0].stored);
}

#[actix_web::test]
async fn a_piece_with_a_wrong_checksum_moves_nothing() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    let request = app.patch(&upload, 0, &files[0][..50]).body(files[0][1..51].to_vec());
    assert_eq!(refusal(request.send().await.unwrap()).await, (460, Code::WrongHash));
    assert_eq!(offset(&app, &upload).await, "0");
    assert_eq!(app.patch(&upload, 0, &files[0]).send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[actix_web::test]
async fn evidence_with_a_defect_is_refused_for_good() {
    let app = TestApp::start().await;
    let (mut manifest, _) = application(1);
    let page = b"<html><script>alert(1)</script></html>".to_vec();
    let (old, new) = (manifest.files[0].sha256.clone(), sha256_hex(&page));
    manifest = serde_json::from_str(&manifest.canonical().replace(&old, &new)).unwrap();
    let entry = manifest.files.iter_mut().find(|file| file.sha256 == new).unwrap();
    entry.size = page.len() as u64;
    manifest.files.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &page).await;
    let response = app.patch(&upload, 0, &page).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 422);
    let said: Refusal = response.json().await.unwrap();
    assert_eq!((said.code, said.defect), (Code::EvidenceRefused, Some(Defect::WrongType)));
    let status = status(&app, &manifest).await;
    let file = status.files.iter().find(|file| file.sha256 == new).unwrap();
    assert_eq!((file.stored, file.defect), (false, Some(Defect::WrongType)));
    let again = app.creation(&manifest.submission, &new, page.len()).send().await.unwrap();
    assert_eq!(refusal(again).await, (422, Code::EvidenceRefused));
    assert_eq!(std::fs::read_dir(app.data.path().join("staging")).unwrap().count(), 0);
}

#[actix_web::test]
async fn bad_upload_requests_are_refused_with_a_code() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let (known, bytes) = (&manifest.submission, &files[0]);
    let sha256 = sha256_hex(bytes);
    let upload = app.create(known, bytes).await;
    let nowhere = format!("/api/uploads/{}", "0".repeat(32));
    let post = || app.request(Method::POST, "/api/uploads").bearer_auth(CAPABILITY);
    let cases = [
        (post(), Code::PreconditionFailed),
        (post().header("tus-resumable", "0.9"), Code::PreconditionFailed),
        (post().header("tus-resumable", "1.0.0"), Code::Malformed),
        (post().header("tus-resumable", "1.0.0").header("upload-length", "-1"), Code::Malformed),
        (post().header("tus-resumable", "1.0.0").header("upload-length", "9"), Code::Malformed),
        (
            post()
                .header("tus-resumable", "1.0.0")
                .header("upload-length", "9")
                .header("upload-metadata", "submission !,sha256 ?"),
            Code::Malformed,
        ),
        (app.creation(&id(9), &sha256, bytes.len()), Code::NotFound),
        (app.creation(known, &"0".repeat(64), bytes.len()), Code::NotFound),
        (app.creation(known, &sha256, bytes.len() + 1), Code::Conflict),
        (app.patch(&nowhere, 0, bytes), Code::NotFound),
        (app.patch("/api/uploads/..%2Fx", 0, bytes), Code::NotFound),
        (app.patch(&upload, 1, bytes), Code::WrongOffset),
        (app.patch(&upload, 0, &[bytes.as_slice(), b"more"].concat()), Code::TooLarge),
        (app.tus(Method::PATCH, &upload).header("upload-offset", "0"), Code::UnsupportedMediaType),
        (
            app.tus(Method::PATCH, &upload).header("content-type", "application/offset+octet-stream"),
            Code::Malformed,
        ),
        (app.tus(Method::PUT, &upload), Code::MethodNotAllowed),
        (app.request(Method::PATCH, &upload), Code::Unauthorized),
        (
            app.request(Method::PATCH, &upload)
                .bearer_auth(FOREIGN)
                .header("tus-resumable", "1.0.0")
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", "0"),
            Code::NotFound,
        ),
        (
            app.request(Method::DELETE, &upload).bearer_auth(FOREIGN).header("tus-resumable", "1.0.0"),
            Code::NotFound,
        ),
    ];
    for (at, (request, code)) in cases.into_iter().enumerate() {
        assert_eq!(refusal(request.send().await.unwrap()).await, (code.status(), code), "case {at}");
    }
    assert_eq!(offset(&app, &upload).await, "0");
    let gone = app.tus(Method::DELETE, &upload).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(app.tus(Method::HEAD, &upload).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_body_without_length_that_is_too_long_leaves_nothing() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let upload = app.create(&manifest.submission, &files[0]).await;
    let pieces = vec![Ok::<_, std::io::Error>(files[0].clone()), Ok(vec![0; 10])];
    let request = app.tus(Method::PATCH, &upload).header("content-type", "application/offset+octet-stream");
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    let response = request.header("upload-offset", "0").body(body).send().await.unwrap();
    assert_eq!(refusal(response).await, (413, Code::TooLarge));
    assert_eq!(offset(&app, &upload).await, "0");
}

#[actix_web::test]
async fn evidence_is_taken_in_the_grace_time_and_not_after_it() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    let call = app.app.calls[0].clone();
    app.app.clock.advance(call.closes_at.seconds + 3600 - app.app.clock.now());
    app.upload(&manifest.submission, &files[0]).await;
    let upload = app.create(&manifest.submission, &files[1]).await;
    app.app.clock.advance(call.evidence_until() + 1 - app.app.clock.now());
    let response = app.patch(&upload, 0, &files[1]).send().await.unwrap();
    assert_eq!(refusal(response).await, (403, Code::CallClosed));
    let response =
        app.creation(&manifest.submission, &sha256_hex(&files[1]), files[1].len()).send().await.unwrap();
    assert_eq!(refusal(response).await, (403, Code::CallClosed));
}

#[actix_web::test]
async fn what_never_became_complete_expires_and_the_last_complete_version_counts() {
    let app = TestApp::start().await;
    let (first, files) = application(1);
    app.commit(&first).await;
    for bytes in &files {
        app.upload(&first.submission, bytes).await;
    }
    let (other, other_files) = application(2);
    let mut second = renamed(&other, "Second version");
    second.submission = first.submission.clone();
    app.commit(&second).await;
    let (alone, _) = application(3);
    app.commit(&alone).await;
    let upload = app.create(&second.submission, &other_files[0]).await;
    let row = app.app.store.version(&first.submission, None).await.unwrap().row;
    assert_eq!((row.version, row.state), (2, ApplicationState::Incomplete));

    app.app.clock.advance(100 * 86_400);
    server::sweep::sweep(&app.app).await.unwrap();
    let row = app.app.store.version(&first.submission, None).await.unwrap().row;
    assert_eq!((row.version, row.state, row.files_stored), (1, ApplicationState::Complete, row.files));
    assert_ne!(row.school, "Second version");
    let row = app.app.store.version(&alone.submission, None).await.unwrap().row;
    assert_eq!(row.state, ApplicationState::Expired);
    let states: Vec<_> = app
        .app
        .store
        .versions(&first.submission)
        .await
        .unwrap()
        .iter()
        .map(|version| version.state)
        .collect();
    assert_eq!(states, [ApplicationState::Expired, ApplicationState::Complete]);
    assert_eq!(app.tus(Method::HEAD, &upload).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(app.data.path().join("staging")).unwrap().count(), 0);
    assert_eq!(app.app.store.audit_break().await.unwrap(), None);
}

#[actix_web::test]
async fn options_tell_what_the_server_can_do() {
    let app = TestApp::start().await;
    let response = app.request(Method::OPTIONS, "/api/uploads").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["tus-extension"], "creation,checksum,expiration,termination");
    assert_eq!(
        (&response.headers()["tus-version"], &response.headers()["tus-checksum-algorithm"]),
        (&"1.0.0".parse().unwrap(), &"sha256".parse().unwrap())
    );
}
