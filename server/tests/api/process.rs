//! The program as operators run it: its words, its start, and being killed in the middle of work.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::{Client, StatusCode};
use shared::receipt::Receipt;

use crate::app::{CAPABILITY, TestApp, application, clock};

fn insignia(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_insignia"));
    command.env_clear().env("INSIGNIA_DATA", data).env("INSIGNIA_LISTEN", "127.0.0.1:0");
    command
}

struct Served {
    child: Child,
    lines: Vec<String>,
    url: String,
}

fn serve(data: &Path) -> Served {
    let mut child = insignia(data).arg("serve").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut lines: Vec<String> = Vec::new();
    while !lines.iter().any(|line| line.starts_with("Ready")) {
        let mut line = String::new();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "ended after {lines:?}");
        lines.push(line.trim().to_string());
    }
    let address = lines.iter().find_map(|line| line.strip_prefix("Listening on ")).unwrap();
    let url = format!("http://{address}");
    Served { child, lines, url }
}

#[actix_web::test]
async fn the_first_start_prints_what_an_operator_needs_and_the_second_no_password() {
    let data = tempfile::tempdir().unwrap();
    let mut first = serve(data.path());
    assert!(first.lines[0].starts_with("Insignia serves http://localhost:"), "{:?}", first.lines);
    assert!(first.lines.iter().any(|line| line.starts_with("Data: ")));
    let password =
        first.lines.iter().find(|line| line.starts_with("Administrator: admin@localhost  password: "));
    assert!(password.is_some_and(|line| line.ends_with("(shown once)")), "{:?}", first.lines);
    assert_eq!(
        Client::new().get(format!("{}/health", first.url)).send().await.unwrap().status(),
        StatusCode::OK
    );

    let twice = insignia(data.path()).arg("serve").output().unwrap();
    assert!(!twice.status.success() && String::from_utf8_lossy(&twice.stderr).contains("another server"));
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    let mut second = serve(data.path());
    assert!(!second.lines.iter().any(|line| line.contains("password")), "{:?}", second.lines);
    second.child.kill().unwrap();
    second.child.wait().unwrap();
}

/// The call for which the applications are made, open at whatever time the tests run.
fn write_lasting_call(data: &Path) {
    let call = crate::applications::call();
    let window =
        |window: shared::call::Window| format!("{{ from = \"{}\", to = \"{}\" }}", window.from, window.to);
    let text = format!(
        "id = \"{}\"\nfirst_label_year = {}\nlast_label_year = {}\nopens_at = \"2020-01-01T00:00:00Z\"\n\
         closes_at = \"2100-01-01T00:00:00Z\"\nregistered_by = \"{}\"\nactivity_window = {}\n\
         quality_label_window = {}\n",
        call.id,
        call.first_label_year,
        call.last_label_year,
        call.registered_by,
        window(call.activity_window),
        window(call.quality_label_window)
    );
    std::fs::create_dir(data.join("calls")).unwrap();
    std::fs::write(data.join("calls/lasting.toml"), text).unwrap();
}

#[actix_web::test]
async fn what_was_acknowledged_is_there_after_a_kill() {
    let data = tempfile::tempdir().unwrap();
    write_lasting_call(data.path());
    let client = Client::new();
    let put = |url: &str, number: u8| {
        let (manifest, _) = application(number);
        // The applications are signed on a day that is still to come for a clock that is not set.
        let body = manifest.canonical().replace(&crate::applications::today().to_string(), "2026-01-15");
        let path = format!("{url}/api/submissions/{}", manifest.submission.as_str());
        let request = client.put(path).bearer_auth(CAPABILITY).header("content-type", "application/json");
        request.body(body).send()
    };
    let mut receipts: Vec<Receipt> = Vec::new();
    for round in 0..3 {
        let mut served = serve(data.path());
        for (number, receipt) in (1..).zip(&receipts) {
            let again = put(&served.url, number).await.unwrap();
            assert_eq!(
                (again.status(), again.json::<Receipt>().await.unwrap()),
                (StatusCode::OK, receipt.clone())
            );
        }
        for number in 1..=5 {
            let response = put(&served.url, round * 5 + number).await.unwrap();
            let status = response.status();
            let text = response.text().await.unwrap();
            assert_eq!(status, StatusCode::CREATED, "{text}");
            receipts.push(serde_json::from_str(&text).unwrap());
        }
        served.child.kill().unwrap();
        served.child.wait().unwrap();
    }
    assert_eq!(receipts.len(), 15);
}

#[test]
fn a_broken_call_file_stops_the_start_and_is_named() {
    let data = tempfile::tempdir().unwrap();
    let calls = data.path().join("calls");
    std::fs::create_dir(&calls).unwrap();
    std::fs::write(calls.join("2027.toml"), "id = \"2027\"\nopens_at = \"soon\"\n").unwrap();
    let output = insignia(data.path()).arg("serve").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("2027.toml, line 2, key opens_at: not a date"), "{said}");
    let checked =
        insignia(data.path()).args(["call", "check"]).arg(calls.join("2027.toml")).output().unwrap();
    assert!(
        !checked.status.success()
            && String::from_utf8_lossy(&checked.stderr).contains("line 2, key opens_at")
    );
}

#[actix_web::test]
async fn commands_add_administrators_verify_receipts_and_export() {
    let clock = clock();
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), clock).await;
    let receipt = app.commit(&application(1).0).await;
    let data = app.stop().await;
    let run = |words: &[&str]| {
        let output = insignia(data.path()).args(words).output().unwrap();
        let text =
            String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr })
                .into_owned();
        (output.status.success(), text)
    };
    let (added, said) = run(&["admin", "add", "ana@example.org", "--name", "Ana"]);
    assert!(added && said.starts_with("Administrator: ana@example.org  password: "), "{said}");
    assert!(!run(&["admin", "add", "ana@example.org"]).0);
    assert!(!run(&["admin", "add", "nobody"]).0);

    let file = data.path().join("receipt.json");
    std::fs::write(&file, serde_json::to_string(&receipt).unwrap()).unwrap();
    let (genuine, said) = run(&["verify", "receipt", file.to_str().unwrap()]);
    assert!(genuine && said.contains(&receipt.statement.reference), "{said}");
    // As the form gives it to keep, with the key beside it.
    let kept = serde_json::json!({ "key": "not looked at", "receipt": receipt });
    std::fs::write(&file, kept.to_string()).unwrap();
    assert!(run(&["verify", "receipt", file.to_str().unwrap()]).0);
    let forged = serde_json::to_string(&receipt).unwrap().replace("\"version\":1", "\"version\":2");
    std::fs::write(&file, forged).unwrap();
    assert!(!run(&["verify", "receipt", file.to_str().unwrap()]).0);

    let out = data.path().join("out.csv");
    assert!(run(&["export", "csv", "--out", out.to_str().unwrap()]).0);
    assert!(std::fs::read_to_string(out).unwrap().contains(&receipt.statement.reference));
    let (written, json) = run(&["export", "json"]);
    assert!(written && json.contains(&receipt.signature));
    for wrong in [&["fly"][..], &["export", "xlsx"], &["serve", "--fast"], &[]] {
        assert!(!run(wrong).0, "{wrong:?}");
    }
}
