//! Starts the server and holds the few requests that every test makes.

use std::path::Path;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use base64ct::{Base64, Encoding};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use server::app::App;
use server::brand::Brand;
use server::clock::Clock;
use server::config::Config;
use sha2::{Digest, Sha256};
use shared::evidence::MediaType;
use shared::manifest::{FileEntry, Manifest, SubmissionId, sha256_hex};
use shared::receipt::Receipt;
use shared::wire::{Code, Refusal};
use tempfile::TempDir;

use crate::applications::{self, NOW, Size};

pub const CAPABILITY: &str = "Y2FwYWJpbGl0eSBvZiB0aGUgYXBwbGljYW50cyAtLS0";
pub const FOREIGN: &str = "Zm9yZWlnbiBjYXBhYmlsaXR5IG9mIG90aGVycyAtLS0";

pub struct TestApp {
    pub app: Data<App>,
    pub url: String,
    pub client: Client,
    pub data: TempDir,
    pub password: String,
    handle: ServerHandle,
}

/// A clock at the moment for which the applications are made.
pub fn clock() -> Clock {
    let clock = Clock::default();
    clock.advance(NOW - clock.now());
    clock
}

pub fn config(data: &Path, clock: Clock) -> Config {
    Config {
        data: data.to_path_buf(),
        listen: "127.0.0.1:0".into(),
        calls: data.join("calls"),
        site: None,
        brand: Brand::default(),
        origin: Some("https://label.example.org".into()),
        trusted_proxies: 0,
        examiner: env!("CARGO_BIN_EXE_insignia").into(),
        clock,
    }
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), clock()).await
    }

    pub async fn start_in(data: TempDir, clock: Clock) -> Self {
        let config = config(data.path(), clock);
        Self::start_with(data, &config).await
    }

    pub async fn start_with(data: TempDir, config: &Config) -> Self {
        let running = server::app::start(config).await.unwrap();
        let handle = running.server.handle();
        actix_web::rt::spawn(running.server);
        let password = running.first_administrator.map(|(_, password)| password).unwrap_or_default();
        let url = format!("http://{}", running.address);
        Self { app: running.app, url, client: Client::new(), data, password, handle }
    }

    /// Stops the server and gives back its folder.
    pub async fn stop(self) -> TempDir {
        self.handle.stop(true).await;
        self.app.store.close().await;
        self.data
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub fn put(&self, id: &SubmissionId, body: String) -> RequestBuilder {
        self.request(Method::PUT, &format!("/api/submissions/{}", id.as_str()))
            .bearer_auth(CAPABILITY)
            .header("content-type", "application/json")
            .body(body)
    }

    /// Commits what has to be accepted.
    pub async fn commit(&self, manifest: &Manifest) -> Receipt {
        let response = self.put(&manifest.submission, manifest.canonical()).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub fn tus(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(CAPABILITY).header("tus-resumable", "1.0.0")
    }

    pub fn creation(&self, id: &SubmissionId, sha256: &str, size: usize) -> RequestBuilder {
        let encode = |text: &str| Base64::encode_string(text.as_bytes());
        let metadata = format!("submission {},sha256 {}", encode(id.as_str()), encode(sha256));
        self.tus(Method::POST, "/api/uploads")
            .header("upload-length", size)
            .header("upload-metadata", metadata)
    }

    /// The address of an upload that has to be allowed.
    pub async fn create(&self, id: &SubmissionId, bytes: &[u8]) -> String {
        let response = self.creation(id, &sha256_hex(bytes), bytes.len()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        response.headers()["location"].to_str().unwrap().to_string()
    }

    pub fn patch(&self, upload: &str, offset: usize, bytes: &[u8]) -> RequestBuilder {
        self.tus(Method::PATCH, upload)
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset)
            .header("upload-checksum", format!("sha256 {}", Base64::encode_string(&Sha256::digest(bytes))))
            .body(bytes.to_vec())
    }

    /// Sends a file whole, and expects it to be taken.
    pub async fn upload(&self, id: &SubmissionId, bytes: &[u8]) {
        let upload = self.create(id, bytes).await;
        let response = self.patch(&upload, 0, bytes).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{:?}", response.text().await);
    }

    /// Signs in and gives the cookie.
    pub async fn sign_in(&self) -> String {
        let response = self.try_sign_in("admin@localhost", &self.password).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_string()
    }

    pub fn try_sign_in(&self, email: &str, password: &str) -> RequestBuilder {
        self.request(Method::POST, "/api/session")
            .json(&serde_json::json!({ "email": email, "password": password }))
    }
}

/// Status and code of a refusal, whose body has to be the one shape there is.
pub async fn refusal(response: Response) -> (u16, Code) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.unwrap();
    let refusal: Refusal = serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    assert_eq!(status, refusal.code.status());
    (status, refusal.code)
}

pub fn id(number: u8) -> SubmissionId {
    SubmissionId::from_bytes([number; 16])
}

/// A small true PDF, different for each text.
pub fn pdf(text: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_string(),
    ];
    let mut file = format!("%PDF-1.4\n% {text}\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = file.len();
    file.push_str("xref\n0 4\n0000000000 65535 f \n");
    offsets.iter().for_each(|offset| file.push_str(&format!("{offset:010} 00000 n \n")));
    file.push_str(&format!("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

/// A valid application with real files, and their bytes in the order of its list.
pub fn application(number: u8) -> (Manifest, Vec<Vec<u8>>) {
    let mut manifest = applications::manifest(Size::Smallest);
    manifest.submission = id(number);
    let made: Vec<FileEntry> = std::mem::take(&mut manifest.files);
    let mut json = manifest.canonical();
    let mut files = Vec::new();
    for (at, entry) in made.iter().enumerate() {
        let bytes = pdf(&format!("file {at} of application {number}"));
        let sha256 = sha256_hex(&bytes);
        json = json.replace(&entry.sha256, &sha256);
        let name = format!("file {at}.pdf");
        files.push((FileEntry { sha256, name, size: bytes.len() as u64, media_type: MediaType::Pdf }, bytes));
    }
    files.sort_by(|a, b| a.0.sha256.cmp(&b.0.sha256));
    let mut manifest: Manifest = serde_json::from_str(&json).unwrap();
    let (entries, bytes) = files.into_iter().unzip();
    manifest.files = entries;
    (manifest, bytes)
}

/// The same application with another school name, so that it is another version.
pub fn renamed(manifest: &Manifest, name: &str) -> Manifest {
    let mut manifest = manifest.clone();
    manifest.answers.set(&shared::answers::Path::field(shared::forms::SCHOOL_NAME), name.into());
    manifest
}
