//! The ZIP, read again by another part of the library than wrote it, and by Python where it is there.

use std::collections::BTreeMap;
use std::io::Read;

use shared::answers::{Answer, Path};
use shared::forms::{EVIDENCE, EVIDENCE_TITLE};
use shared::manifest::Manifest;

use crate::app::{TestApp, application, renamed};

/// Every entry by its name exactly as it stands in the archive; checksums are verified.
fn read(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let archive = rawzip::ZipArchive::from_slice(bytes).unwrap();
    let mut found = BTreeMap::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = String::from_utf8(entry.file_path().as_ref().to_vec()).unwrap();
        let data = archive.get_entry(entry.wayfinder()).unwrap();
        let mut content = Vec::new();
        data.verifying_reader(data.data()).read_to_end(&mut content).unwrap();
        assert!(found.insert(name.clone(), content).is_none(), "{name} is there twice");
    }
    found
}

/// Gives the first item of the register a title.
fn titled(manifest: &Manifest, title: &str) -> Manifest {
    let mut manifest = manifest.clone();
    let row = manifest.answers.rows(EVIDENCE)[0].id.clone();
    manifest.answers.set(&Path::cell(EVIDENCE, &row, EVIDENCE_TITLE), Answer::from(title));
    manifest
}

#[actix_web::test]
async fn a_zip_holds_everything_under_harmless_names() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    let names = [
        ("../../etc/passwd", "../x"),
        ("CON", "CON"),
        ("in\u{202E}loohcs", "NFD Cafe\u{301}"),
        ("=cmd()", "=cmd()"),
    ];
    let mut kept = Vec::new();
    for (number, (school, title)) in (1..).zip(names) {
        let (manifest, files) = application(number);
        let manifest = titled(&renamed(&manifest, school), title);
        let response = app.put(&manifest.submission, manifest.canonical()).send().await.unwrap();
        // Text that would turn or decompose is refused already; the rest has to be made harmless.
        if !response.status().is_success() {
            continue;
        }
        for bytes in &files {
            app.upload(&manifest.submission, bytes).await;
        }
        kept.push((manifest, files));
    }
    assert!(kept.len() >= 3, "{}", kept.len());
    let response = app.get("/api/office/export.zip").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/zip");
    let bytes = response.bytes().await.unwrap();
    let entries = read(&bytes);
    for name in entries.keys() {
        for part in name.split('/') {
            let device = ["CON", "NUL", "AUX"].contains(&part.split('.').next().unwrap());
            assert!(
                !part.is_empty() && part.trim_matches('.') == part && part.len() <= 120 && !device,
                "{name:?}"
            );
        }
        assert!(!name.contains(['\\', ':', '\u{202E}', '"', '\0']), "{name:?}");
    }
    for (manifest, files) in &kept {
        let holds = |wanted: &[u8]| entries.values().any(|content| content == wanted);
        assert!(holds(manifest.canonical().as_bytes()));
        assert!(files.iter().all(|bytes| holds(bytes)));
    }
    let pages: Vec<&Vec<u8>> =
        entries.iter().filter(|(name, _)| name.ends_with("answers.html")).map(|(_, page)| page).collect();
    assert_eq!(pages.len(), kept.len());
    index_names_the_entries(&entries, &kept);
    python_reads(&bytes, entries.len());
}

fn index_names_the_entries(entries: &BTreeMap<String, Vec<u8>>, kept: &[(Manifest, Vec<Vec<u8>>)]) {
    let text = String::from_utf8(entries["index.csv"].clone()).unwrap();
    let mut lines = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let rows: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), kept.iter().map(|(_, files)| files.len()).sum::<usize>());
    for row in rows {
        let content = &entries[&row[2]];
        assert_eq!(shared::manifest::sha256_hex(content), row[3]);
    }
}

/// A second opinion from a library that is not ours.
fn python_reads(bytes: &[u8], count: usize) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let program =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))";
    match std::process::Command::new("python3").args(["-c", program]).arg(file.path()).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), format!("None {count}")),
        Err(fault) => println!("python3 is not here, so that only rawzip has read the archive: {fault}"),
    }
}

#[actix_web::test]
async fn text_in_the_page_is_escaped() {
    let app = TestApp::start().await;
    let cookie = app.sign_in().await;
    let manifest = renamed(&application(1).0, "<script>alert('1')</script> & Co");
    app.commit(&manifest).await;
    let path = format!("/api/office/applications/{}/export.zip", manifest.submission.as_str());
    let bytes = app.get(&path).header("cookie", &cookie).send().await.unwrap().bytes().await.unwrap();
    let entries = read(&bytes);
    let page = entries.iter().find(|(name, _)| name.ends_with("answers.html")).unwrap().1;
    let page = String::from_utf8(page.clone()).unwrap();
    assert!(!page.contains("<script") && page.contains("&#60;script&#62;"), "{}", &page[..400]);
    assert_eq!(entries.len(), 4, "evidence that is not here is not in it: {:?}", entries.keys());
}
