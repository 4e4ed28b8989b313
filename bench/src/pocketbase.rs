//! PocketBase under the same load: one collection whose records hold one text of as many bytes as a manifest.
//! A text is the kindest to it: nothing has to be read as JSON again, and of the answer only the id is asked for.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, Connection, request};
use crate::load::Target;
use crate::process::{Program, free_address};
use crate::{Outcome, applications};

const EMAIL: &str = "bench@example.org";
const START_LIMIT: Duration = Duration::from_secs(30);
const RECORDS: &str = "/api/collections/manifests/records";

pub struct PocketBase {
    pub program: Program,
    pub version: String,
    address: SocketAddr,
    token: String,
    /// What every record holds after its id.
    filling: String,
}

impl PocketBase {
    /// Starts it and makes the collection. `bytes` is the length of the text of a record.
    pub async fn start(file: &Path, data: &Path, bytes: usize) -> Outcome<Self> {
        let address = free_address()?;
        let folder = data.join("pb_data");
        let run = |words: &[&str]| {
            let mut command = Command::new(file);
            command.args(words).arg("--dir").arg(&folder).stdin(Stdio::null());
            command
        };
        let password = applications::id(u64::from(std::process::id()));
        let version = output(Command::new(file).arg("--version"))?;
        output(&mut run(&["superuser", "upsert", EMAIL, &password]))?;
        let mut serve = run(&["serve", "--http", &address.to_string()]);
        let program = Program::start("PocketBase", serve.stderr(Stdio::inherit()))?;
        let filling = "x".repeat(bytes.saturating_sub(applications::id(0).len()));
        let mut started = Self { program, version, address, token: String::new(), filling };
        started.wait().await?;
        let identity = json!({ "identity": EMAIL, "password": password });
        let answer = started.post("/api/collections/_superusers/auth-with-password", &identity).await?;
        answer["token"].as_str().ok_or("PocketBase gave no token")?.clone_into(&mut started.token);
        let collection = json!({
            "name": "manifests", "type": "base", "createRule": "",
            "fields": [{ "name": "content", "type": "text", "required": true, "max": bytes }],
        });
        started.post("/api/collections", &collection).await?;
        Ok(started)
    }

    /// Records that are there.
    pub async fn count(&self) -> Outcome<u64> {
        let headers = format!("Authorization: {}\r\n", self.token);
        let wanted = request("GET", &format!("{RECORDS}?perPage=1&fields=id"), &headers, b"");
        let answer = Connection::open(self.address).await?.send(&wanted).await?;
        read(&answer)?["totalItems"].as_u64().ok_or_else(|| "PocketBase counted nothing".to_owned())
    }

    async fn wait(&mut self) -> Outcome {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            self.program.check_alive()?;
            if let Ok(mut connection) = Connection::open(self.address).await {
                return connection.send(&request("GET", "/api/health", "", b"")).await?.expect(200).map(drop);
            }
            if Instant::now() > deadline {
                return Err("PocketBase did not answer".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let headers =
            if self.token.is_empty() { String::new() } else { format!("Authorization: {}\r\n", self.token) };
        let wanted = request("POST", path, &headers, body.to_string().as_bytes());
        let answer = Connection::open(self.address).await?.send(&wanted).await?;
        read(&answer).map_err(|fault| format!("PocketBase, {path}: {fault}"))
    }
}

fn read(answer: &Answer) -> Outcome<Value> {
    serde_json::from_slice(answer.expect(200)?).map_err(|fault| fault.to_string())
}

fn output(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|fault| format!("PocketBase could not be started: {fault}"))?;
    if !output.status.success() {
        return Err(format!("PocketBase: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

impl Target for PocketBase {
    fn address(&self) -> SocketAddr {
        self.address
    }

    fn core_time(&self) -> Outcome<Duration> {
        self.program.core_time()
    }

    fn write_request(&self, number: u64, request: &mut Vec<u8>) {
        let (start, end) = ("{\"content\":\"", "\"}");
        let id = applications::id(number);
        let bytes = start.len() + id.len() + self.filling.len() + end.len();
        let head = format!(
            "POST {RECORDS}?fields=id HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {bytes}\r\n\r\n{start}{id}"
        );
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(self.filling.as_bytes());
        request.extend_from_slice(end.as_bytes());
    }

    fn check(&self, _: u64, answer: &Answer) -> Outcome {
        read(answer)?["id"].as_str().map(drop).ok_or_else(|| "PocketBase gave no id".to_owned())
    }
}
