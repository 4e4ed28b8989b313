//! After the deadline: nothing is thrown away, what was ready before counts as in time, and the office sees the rest.

use reqwest::{Method, RequestBuilder};
use server::sweep::sweep;
use shared::manifest::Manifest;
use shared::receipt::{Receipt, public_key};
use shared::sealed::{Arrival, Outcome, Sealed};
use shared::stamp::{Stamp, StampRequest};
use shared::wire::{ARRIVAL_HEADER, ApplicationState, ApplicationView, Code};

use crate::app::{TestApp, application, refusal, renamed};

const HOUR: i64 = 3_600;

impl TestApp {
    /// Lets time pass until so many hours after the call has closed.
    fn pass_closing_by(&self, hours: i64) {
        let closes = self.app.calls[0].closes_at.seconds;
        self.app.clock.advance(closes + hours * HOUR - self.app.clock.now());
    }

    fn ask_for_stamp(&self, sha256: &str) -> RequestBuilder {
        self.request(Method::POST, "/api/stamp").json(&StampRequest { sha256: sha256.into() })
    }

    async fn stamp(&self, manifest: &Manifest) -> Stamp {
        self.ask_for_stamp(&manifest.sha256()).send().await.unwrap().json().await.unwrap()
    }

    async fn commit_with(&self, manifest: &Manifest, header: &str) -> Receipt {
        let request = self.put(&manifest.submission, manifest.canonical()).header(ARRIVAL_HEADER, header);
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn view(&self, manifest: &Manifest, query: &str) -> ApplicationView {
        let path = format!("/api/office/applications/{}{query}", manifest.submission.as_str());
        let request = self.get(&path).header("cookie", self.sign_in().await);
        request.send().await.unwrap().json().await.unwrap()
    }
}

/// What a device tells that tried once in vain.
fn told(manifest: &Manifest, stamp: Option<Stamp>) -> Arrival {
    let mut sealed = Sealed::new(manifest.clone(), 1_000);
    sealed.note(2_000, Outcome::NoAnswer);
    Arrival { stamp, ..sealed.arrival() }
}

#[actix_web::test]
async fn a_stamp_verifies_and_needs_no_database() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    app.app.store.close().await;
    let stamp = app.stamp(&manifest).await;
    let proved = stamp.proves(&public_key(&app.app.key), &manifest.sha256()).unwrap();
    assert!((app.app.clock.now() - proved).abs() <= 2);
}

#[actix_web::test]
async fn bad_requests_for_stamps_are_refused_and_so_are_too_many() {
    let app = TestApp::start().await;
    for (body, code) in [
        ("", Code::Malformed),
        ("{}", Code::Invalid),
        ("{\"sha256\":\"00\"}", Code::Invalid),
        ("{\"sha256\":\"00\",\"more\":1}", Code::Invalid),
    ] {
        let request = app.request(Method::POST, "/api/stamp").header("content-type", "application/json");
        assert_eq!(refusal(request.body(body).send().await.unwrap()).await, (code.status(), code), "{body}");
    }
    let hash = "0".repeat(64);
    let foreign = app.ask_for_stamp(&hash).header("origin", "https://evil.example");
    assert_eq!(refusal(foreign.send().await.unwrap()).await, (403, Code::Forbidden));
    for _ in 4..600 {
        assert!(app.ask_for_stamp(&hash).send().await.unwrap().status().is_success());
    }
    let response = app.ask_for_stamp(&hash).send().await.unwrap();
    assert_eq!(refusal(response).await, (429, Code::RateLimited));
    app.app.clock.advance(301);
    assert!(app.ask_for_stamp(&hash).send().await.unwrap().status().is_success());
}

#[actix_web::test]
async fn what_comes_after_closing_is_stored_as_late_and_the_office_sees_how_it_came() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.pass_closing_by(48);
    let told = told(&manifest, None);
    let receipt = app.commit_with(&manifest, &told.to_header()).await;
    assert!(receipt.statement.late);
    assert_eq!(receipt.verify(&public_key(&app.app.key), &manifest.sha256()), Ok(()));
    app.upload(&manifest.submission, &files[0]).await;
    let view = app.view(&manifest, "").await;
    assert!(view.row.late);
    assert_eq!(view.arrival, Some(told));
}

#[actix_web::test]
async fn what_a_stamp_proves_to_have_been_ready_is_in_time() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let stamp = app.stamp(&manifest).await;
    app.pass_closing_by(48);
    let receipt = app.commit_with(&manifest, &told(&manifest, Some(stamp.clone())).to_header()).await;
    assert!(!receipt.statement.late);
    assert_eq!(app.view(&manifest, "").await.arrival.and_then(|arrival| arrival.stamp), Some(stamp));
}

#[actix_web::test]
async fn a_stamp_that_proves_nothing_is_dropped_and_the_application_is_not() {
    let app = TestApp::start().await;
    let manifests = [1, 2, 3].map(|number| application(number).0);
    let of_other = app.stamp(&application(9).0).await;
    let forged = Stamp { manifest_sha256: manifests[1].sha256(), ..of_other.clone() };
    app.pass_closing_by(1);
    let after_closing = app.stamp(&manifests[2]).await;
    for (manifest, stamp, kept) in [
        (&manifests[0], of_other, false),
        (&manifests[1], forged, false),
        (&manifests[2], after_closing, true),
    ] {
        let receipt = app.commit_with(manifest, &told(manifest, Some(stamp)).to_header()).await;
        assert!(receipt.statement.late);
        assert_eq!(app.view(manifest, "").await.arrival.unwrap().stamp.is_some(), kept);
    }
    for (number, header) in [(4, "no arrival".to_string()), (5, "A".repeat(5_000))] {
        let (sent, _) = application(number);
        assert!(app.commit_with(&sent, &header).await.statement.late);
        assert_eq!(app.view(&sent, "").await.arrival, None);
    }
}

#[actix_web::test]
async fn after_the_time_for_late_ones_nothing_new_is_taken() {
    let app = TestApp::start().await;
    let (manifest, _) = application(1);
    let stamp = app.stamp(&manifest).await;
    app.pass_closing_by(i64::from(app.app.calls[0].late_hours) + 1);
    let header = told(&manifest, Some(stamp)).to_header();
    let request = app.put(&manifest.submission, manifest.canonical()).header(ARRIVAL_HEADER, header);
    assert_eq!(refusal(request.send().await.unwrap()).await, (403, Code::CallClosed));
}

#[actix_web::test]
async fn a_late_version_is_kept_but_does_not_displace_what_came_in_time() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    for file in &files {
        app.upload(&manifest.submission, file).await;
    }
    app.pass_closing_by(1);
    let second = app.commit(&renamed(&manifest, "Late school")).await;
    assert_eq!((second.statement.version, second.statement.late), (2, true));
    let view = app.view(&manifest, "").await;
    assert_eq!((view.row.version, view.row.late, view.versions.len()), (1, false, 2));
    let late = app.view(&manifest, "?version=2").await;
    assert_eq!((late.row.version, late.row.late, late.row.school.as_str()), (2, true, "Late school"));
}

#[actix_web::test]
async fn evidence_of_a_late_application_has_the_grace_time_from_its_commit() {
    let app = TestApp::start().await;
    let (in_time, _) = application(1);
    app.commit(&in_time).await;
    app.pass_closing_by(48);
    let (late, files) = application(2);
    app.commit(&late).await;
    sweep(&app.app).await.unwrap();
    assert_eq!(app.view(&in_time, "").await.row.state, ApplicationState::Expired);
    assert_eq!(app.view(&late, "").await.row.state, ApplicationState::Incomplete);
    app.upload(&late.submission, &files[0]).await;
    app.app.clock.advance(24 * HOUR + 5);
    let response =
        app.creation(&late.submission, &late.files[1].sha256, files[1].len()).send().await.unwrap();
    assert_eq!(refusal(response).await, (403, Code::CallClosed));
    sweep(&app.app).await.unwrap();
    assert_eq!(app.view(&late, "").await.row.state, ApplicationState::Expired);
}

#[actix_web::test]
async fn a_late_version_counts_where_the_one_in_time_never_became_complete() {
    let app = TestApp::start().await;
    let (manifest, files) = application(1);
    app.commit(&manifest).await;
    app.pass_closing_by(1);
    app.commit(&renamed(&manifest, "Late school")).await;
    // Without the last file neither version is complete, with it both are.
    for file in &files[1..] {
        app.upload(&manifest.submission, file).await;
    }
    app.pass_closing_by(25);
    sweep(&app.app).await.unwrap();
    let view = app.view(&manifest, "").await;
    assert_eq!((view.row.version, view.row.state), (1, ApplicationState::Expired));
    let third = app.commit(&renamed(&manifest, "Last school")).await;
    assert!(third.statement.late);
    let view = app.view(&manifest, "").await;
    assert_eq!((view.row.version, view.row.late, view.row.school.as_str()), (3, true, "Last school"));
}
