//! The office: list, search, one application, and the downloads that are one file.

use reqwest::StatusCode;
use shared::wire::{ApplicationPage, ApplicationState, ApplicationView, Code};

use crate::app::{TestApp, application, refusal, renamed};

async fn list(app: &TestApp, cookie: &str, query: &str) -> ApplicationPage {
    let response =
        app.get(&format!("/api/office/applications?{query}")).header("cookie", cookie).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{query}");
    response.json().await.unwrap()
}

#[actix_web::test]
async fn the_list_is_searched_filtered_and_sorted() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    for (number, name) in [(1, "Colegio Ñandú"), (2, "École Zola"), (3, "IES Ñandú Norte")] {
        app.commit(&renamed(&application(number).0, name)).await;
        app.app.clock.advance(10);
    }
    let (done, files) = application(4);
    app.commit(&renamed(&done, "100% Escuela_'")).await;
    for bytes in &files {
        app.upload(&done.submission, bytes).await;
    }
    let schools = async |query: &str| -> Vec<String> {
        list(&app, &cookie, query).await.rows.into_iter().map(|row| row.school).collect()
    };
    assert_eq!(
        schools("sort=school").await,
        ["100% Escuela_'", "Colegio Ñandú", "École Zola", "IES Ñandú Norte"]
    );
    assert_eq!(
        schools("sort=received_at&descending=true&search=%C3%B1AND%C3%9A").await,
        ["IES Ñandú Norte", "Colegio Ñandú"]
    );
    assert_eq!(schools("search=norte%20ies").await, ["IES Ñandú Norte"]);
    assert_eq!(schools("search=nandu%20norte").await, ["IES Ñandú Norte"]);
    assert_eq!(schools("search=100%25%20_'").await, ["100% Escuela_'"]);
    assert_eq!(schools("search=%25").await, ["100% Escuela_'"]);
    assert_eq!(schools("state=complete").await, ["100% Escuela_'"]);
    assert_eq!(schools("country=FR").await, Vec::<String>::new());
    assert_eq!(schools("call=1999").await, Vec::<String>::new());
    assert_eq!(schools("page=2").await, Vec::<String>::new());
    let page = list(&app, &cookie, "country=ES&page=1").await;
    assert_eq!((page.total, page.rows[3].state), (4, ApplicationState::Complete));
    let reference = page.rows[0].reference.to_lowercase();
    assert_eq!(schools(&format!("search={reference}")).await, ["Colegio Ñandú"]);
    for bad in ["stat=complete", "state=done", "page=-1", "sort=capability", "descending=1"] {
        let request = app.get(&format!("/api/office/applications?{bad}")).header("cookie", &cookie);
        assert_eq!(refusal(request.send().await.unwrap()).await, (400, Code::Malformed), "{bad}");
    }
}

#[actix_web::test]
async fn one_application_is_shown_in_every_version_and_every_view_is_written_down() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    let (first, _) = application(1);
    let receipt = app.commit(&first).await;
    app.commit(&renamed(&first, "Renamed")).await;
    let path = format!("/api/office/applications/{}", first.submission.as_str());
    let show = async |query: &str| -> ApplicationView {
        app.get(&format!("{path}{query}"))
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let newest = show("").await;
    assert_eq!((newest.row.version, newest.row.school.as_str(), newest.versions.len()), (2, "Renamed", 2));
    assert_eq!(newest.files.len(), first.files.len());
    let older = show("?version=1").await;
    assert_eq!((older.manifest, older.receipt), (first, receipt));
    let missing = app.get(&format!("{path}?version=3")).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(refusal(missing).await, (404, Code::NotFound));
    let views: i64 = sqlx::query_scalar("SELECT count(*) FROM audit WHERE action = 'view'")
        .fetch_one(&app.app.store.readers)
        .await
        .unwrap();
    assert_eq!(views, 2);
    assert_eq!(app.app.store.audit_break().await.unwrap(), None);
}

#[actix_web::test]
async fn a_changed_or_missing_audit_row_is_found() {
    let app = TestApp::start().await;
    for number in 1..=4 {
        app.commit(&application(number).0).await;
    }
    assert_eq!(app.app.store.audit_break().await.unwrap(), None);
    for (sql, broken) in
        [("UPDATE audit SET subject = 'x' WHERE id = 4", 4), ("DELETE FROM audit WHERE id = 2", 3)]
    {
        let change = async move |batch: &mut server::store::Batch| {
            sqlx::query(sql).execute(&mut batch.connection).await?;
            Ok(())
        };
        app.app.store.write(move |batch| Box::pin(async move { change(batch).await })).await.unwrap();
        assert_eq!(app.app.store.audit_break().await.unwrap(), Some(broken));
    }
}

#[actix_web::test]
async fn evidence_is_only_ever_a_download() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    let (mut manifest, files) = application(1);
    manifest.files[0].name = "Cafe\u{301} \"CON\".pdf".into();
    app.commit(&manifest).await;
    let path = format!(
        "/api/office/applications/{}/evidence/{}",
        manifest.submission.as_str(),
        manifest.files[0].sha256
    );
    let early = app.get(&path).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(refusal(early).await, (404, Code::NotFound));
    app.upload(&manifest.submission, &files[0]).await;
    let response = app.get(&path).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"Cafe_ _CON_.pdf\"; filename*=UTF-8''Cafe%CC%81%20%22CON%22.pdf"
    );
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert_eq!((header("x-content-type-options"), header("content-type")), ("nosniff", "application/pdf"));
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(response.bytes().await.unwrap(), files[0]);
}

#[actix_web::test]
async fn csv_and_json_hold_every_application_and_no_formula() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    let manifest = renamed(&application(1).0, "=HYPERLINK(\"https://evil.example\")");
    let receipt = app.commit(&manifest).await;
    app.commit(&renamed(&application(2).0, "École")).await;
    let csv =
        app.get("/api/office/export.csv?search=hyperlink").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(
        csv.headers()["content-disposition"],
        "attachment; filename=\"applications.csv\"; filename*=UTF-8''applications.csv"
    );
    let text = csv.text().await.unwrap();
    let mut lines = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let header: Vec<String> = lines.headers().unwrap().iter().map(str::to_string).collect();
    let rows: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    let at = header.iter().position(|name| name == shared::forms::SCHOOL_NAME).unwrap();
    assert_eq!(&rows[0][at], "'=HYPERLINK(\"https://evil.example\")");
    assert_eq!(&rows[0][0], receipt.statement.reference);
    assert!(rows[0].iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));

    let json = app
        .get("/api/office/export.json")
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(json.contains(&manifest.canonical()), "the manifest is in it byte for byte");
    let all: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!((all.len(), &all[0]["receipt"]), (2, &serde_json::to_value(&receipt).unwrap()));
    let other = app.get("/api/office/export.xlsx").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(refusal(other).await, (404, Code::NotFound));
}
