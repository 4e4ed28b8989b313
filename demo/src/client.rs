//! Speaks to the server as the browser does: commit, receipt, resumable upload. It must not know what it sends.

use std::time::Duration;

use base64ct::{Base64, Encoding};
use shared::manifest::{Manifest, SubmissionId};
use shared::outbox::{Failure, MAX_TRIES, delay_ms, is_temporary};
use shared::receipt::Receipt;
use shared::wire::{CallsView, Refusal, SubmissionStatus, TUS_VERSION, path};
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

use crate::register::File;

/// Large files go in pieces, as from a telephone.
const PIECE: usize = 128 * 1024;
const TIMEOUT: Duration = Duration::from_secs(60);

pub struct Client {
    agent: Agent,
    url: String,
}

impl Client {
    pub fn new(url: &str, connections: usize) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .max_idle_connections(connections)
            .max_idle_connections_per_host(connections)
            .build();
        Self { agent: config.into(), url: url.to_string() }
    }

    pub fn calls(&self) -> Result<CallsView, String> {
        let mut answer = self.ask(Request::get(self.at(path::CALLS)), b"")?;
        read(&mut answer)
    }

    /// Sends a version. Gives the receipt, and whether the server did not know it yet.
    pub fn commit(&self, manifest: &Manifest, capability: &str) -> Result<(Receipt, bool), String> {
        let address = self.at(&format!("{}/{}", path::SUBMISSIONS, manifest.submission.as_str()));
        let request =
            authorized(Request::put(address), capability).header("content-type", "application/json");
        let mut answer = self.ask(request, manifest.canonical().as_bytes())?;
        Ok((read(&mut answer)?, answer.status() == 201))
    }

    /// Nothing if the server does not know the submission.
    pub fn status(&self, id: &SubmissionId, capability: &str) -> Result<Option<SubmissionStatus>, String> {
        let address = self.at(&format!("{}/{}", path::SUBMISSIONS, id.as_str()));
        match self.ask(authorized(Request::get(address), capability), b"") {
            Ok(mut answer) => read(&mut answer).map(Some),
            Err(said) if said.starts_with("404 ") => Ok(None),
            Err(said) => Err(said),
        }
    }

    /// Brings a file to the server, going on where an earlier run stopped. Gives the bytes that were sent.
    pub fn upload(&self, id: &SubmissionId, capability: &str, file: &File) -> Result<u64, String> {
        let value = |text: &str| Base64::encode_string(text.as_bytes());
        let metadata = format!("submission {},sha256 {}", value(id.as_str()), value(&file.entry.sha256));
        let create = tus(Request::post(self.at(path::UPLOADS)), capability)
            .header("upload-length", file.bytes.len().to_string())
            .header("upload-metadata", metadata);
        let answer = self.ask(create, b"")?;
        if answer.status() == 200 {
            return Ok(0);
        }
        let location = header(&answer, "location").ok_or("the server named no place for an upload")?;
        let mut offset = self.offset(&location, capability)?;
        let mut sent = 0;
        while offset < file.bytes.len() {
            let piece = &file.bytes[offset..file.bytes.len().min(offset + PIECE)];
            let append = tus(self.request("PATCH", &location), capability)
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", offset.to_string());
            let answer = self.ask(append, piece)?;
            sent += piece.len() as u64;
            let reached = header(&answer, "upload-offset").and_then(|text| text.parse().ok());
            offset = reached.filter(|reached| *reached > offset).ok_or("the server told no new offset")?;
        }
        Ok(sent)
    }

    fn offset(&self, location: &str, capability: &str) -> Result<usize, String> {
        let answer = self.ask(tus(self.request("HEAD", location), capability), b"")?;
        let offset = header(&answer, "upload-offset").and_then(|text| text.parse().ok());
        offset.ok_or_else(|| "the server told no offset".to_string())
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        Request::builder().method(method).uri(self.at(path))
    }

    /// Asks, again and again while the server is only busy. What is refused for good is told as a text that begins with the
    /// status.
    fn ask(&self, request: ureq::http::request::Builder, body: &[u8]) -> Result<Response<Body>, String> {
        let request = request.body(body).map_err(|fault| format!("{}: {fault}", self.url))?;
        let mut attempt = 0;
        loop {
            let (failure, said) = match self.agent.run(request.clone()) {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) => refusal(answer),
                Err(fault) => (Failure::NoAnswer, format!("{}: {fault}", self.url)),
            };
            attempt += 1;
            // Nobody waits two minutes to hear that there is no server.
            let most = if failure == Failure::NoAnswer { 3 } else { MAX_TRIES };
            if !is_temporary(failure) || attempt >= most {
                return Err(said);
            }
            std::thread::sleep(Duration::from_millis(delay_ms(attempt, 0.5).into()));
        }
    }
}

fn authorized(request: ureq::http::request::Builder, capability: &str) -> ureq::http::request::Builder {
    request.header("authorization", format!("Bearer {capability}"))
}

fn tus(request: ureq::http::request::Builder, capability: &str) -> ureq::http::request::Builder {
    authorized(request, capability).header("tus-resumable", TUS_VERSION)
}

fn header(answer: &Response<Body>, name: &str) -> Option<String> {
    Some(answer.headers().get(name)?.to_str().ok()?.to_string())
}

fn read<T: serde::de::DeserializeOwned>(answer: &mut Response<Body>) -> Result<T, String> {
    let text = answer.body_mut().read_to_string().map_err(|fault| fault.to_string())?;
    serde_json::from_str(&text).map_err(|fault| format!("an answer that is not Insignia's: {fault}"))
}

/// The refusal in the server's own words, findings and all.
fn refusal(mut answer: Response<Body>) -> (Failure, String) {
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    match serde_json::from_str::<Refusal>(&text) {
        Ok(refusal) => {
            let findings = refusal
                .findings
                .iter()
                .filter(|finding| finding.is_error())
                .map(|finding| format!("\n    {}: {:?}", finding.path, finding.rule));
            let defect = refusal.defect.map(|defect| format!(" ({})", defect.key())).unwrap_or_default();
            let said = format!("{status} {}{defect}{}", refusal.code.name(), findings.collect::<String>());
            (Failure::Refused(refusal.code), said)
        }
        Err(_) => (Failure::NoAnswer, format!("{status} without a reason")),
    }
}
