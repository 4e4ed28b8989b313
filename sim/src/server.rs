//! The server as its clients see it: commits that are made once, versions, uploads with durable offsets, stamps.
//! The decisions are those of `shared`; what the real one keeps in SQL is kept here in lists.
//! A request is worked on and becomes durable at once with all that wait beside it; a crash before that forgets them.

use std::sync::OnceLock;

use ed25519_dalek::SigningKey;
use shared::call::{Call, Reception};
use shared::form::Form;
use shared::manifest::{Manifest, SubmissionId};
use shared::receipt::{Receipt, Statement};
use shared::sealed::Arrival;
use shared::signature::public_key;
use shared::stamp::Stamp;
use shared::wire::{Code, FileStatus, SubmissionStatus};

pub fn key() -> &'static (SigningKey, String) {
    static KEY: OnceLock<(SigningKey, String)> = OnceLock::new();
    KEY.get_or_init(|| {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = public_key(&key);
        (key, public)
    })
}

/// A version of the form, of which here only the number counts.
const fn form(version: u32) -> Form {
    Form { id: "application", version, sections: &[] }
}

/// The versions of the form that the server knows. Programs that have not been loaded anew know the first one only.
pub static FORMS: [&Form; 2] = [&form(1), &form(2)];
pub const FORM_VERSION: u32 = FORMS.len() as u32;

#[derive(Clone, Debug)]
pub enum Request {
    Commit { id: SubmissionId, body: String, arrival: Option<String> },
    Status { id: SubmissionId, sha256: String },
    Create { id: SubmissionId, sha256: String, size: u64 },
    Offset(u64),
    Append { upload: u64, at: u64, len: u64, damaged: bool },
    Stamp(String),
}

#[derive(Clone, Debug)]
pub enum Answer {
    Receipt(Receipt),
    Status(SubmissionStatus),
    Created(u64),
    Stored,
    Offset(u64),
    Stamp(Stamp),
    Refused(Code),
    /// 200 and a page in HTML.
    NotOurs,
}

#[derive(Clone, Debug)]
pub struct Version {
    pub manifest: Manifest,
    pub receipt: Receipt,
    pub stamped_at: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct File {
    pub sha256: String,
    pub size: u64,
    pub stored: bool,
    pub upload: Option<u64>,
    pub offset: u64,
}

#[derive(Clone, Debug)]
pub struct Submission {
    pub id: SubmissionId,
    pub versions: Vec<Version>,
    pub files: Vec<File>,
}

#[derive(Clone, Debug)]
pub struct Server {
    pub call: Call,
    pub submissions: Vec<Submission>,
    uploads: u64,
}

impl Server {
    pub fn new(call: Call) -> Self {
        Self { call, submissions: Vec::new(), uploads: 0 }
    }

    /// Works on a request at a moment in unix seconds. Whatever it changes is durable when it returns.
    pub fn handle(&mut self, request: &Request, now: i64) -> Answer {
        let result = match request {
            Request::Commit { id, body, arrival } => self.commit(id, body, arrival.as_deref(), now),
            Request::Status { id, sha256 } => self.status(id, sha256),
            Request::Create { id, sha256, size } => self.create(id, sha256, *size, now),
            Request::Offset(upload) => self.file(*upload).map(|file| Answer::Offset(file.offset)),
            Request::Append { upload, at, len, damaged } => self.append(*upload, *at, *len, *damaged, now),
            Request::Stamp(sha256) => Ok(Answer::Stamp(Stamp::sign(sha256.clone(), now, &key().0))),
        };
        result.unwrap_or_else(Answer::Refused)
    }

    fn commit(
        &mut self,
        id: &SubmissionId,
        body: &str,
        arrival: Option<&str>,
        now: i64,
    ) -> Result<Answer, Code> {
        let manifest = Manifest::parse(body.as_bytes()).map_err(|_| Code::NotCanonical)?;
        let sha256 = manifest.sha256();
        if let Some(known) = self.version(&sha256) {
            return Ok(Answer::Receipt(known.receipt.clone()));
        }
        if manifest.submission != *id {
            return Err(Code::Conflict);
        }
        Form::version_of(&FORMS, &manifest.form, manifest.form_version).ok_or(Code::UnknownForm)?;
        let stamp = arrival.and_then(Arrival::from_header).and_then(|arrival| arrival.stamp);
        let stamped_at = stamp.and_then(|stamp| stamp.proves(&key().1, &sha256));
        let late = match self.call.reception(now, stamped_at) {
            Reception::InTime => false,
            Reception::Late => true,
            Reception::NotYetOpen => return Err(Code::NotYetOpen),
            Reception::Closed => return Err(Code::CallClosed),
        };
        Ok(Answer::Receipt(self.store(manifest, sha256, stamped_at, late, now)))
    }

    fn store(
        &mut self,
        manifest: Manifest,
        manifest_sha256: String,
        stamped_at: Option<i64>,
        late: bool,
        received_at: i64,
    ) -> Receipt {
        let id = &manifest.submission;
        let known = self.submissions.iter().position(|known| known.id == *id);
        let at = known.unwrap_or_else(|| {
            let new = Submission { id: id.clone(), versions: Vec::new(), files: Vec::new() };
            self.submissions.push(new);
            self.submissions.len() - 1
        });
        let submission = &mut self.submissions[at];
        let statement = Statement {
            submission: id.clone(),
            version: u32::try_from(submission.versions.len() + 1).unwrap_or(u32::MAX),
            reference: format!("ES-{}", &id.as_str()[..8]),
            call: manifest.call.clone(),
            manifest_sha256,
            received_at,
            late,
        };
        let receipt = Receipt::sign(statement, &key().0);
        for file in &manifest.files {
            if submission.files.iter().all(|known| known.sha256 != file.sha256) {
                let sha256 = file.sha256.clone();
                let file = File { sha256, size: file.size, stored: false, upload: None, offset: 0 };
                submission.files.push(file);
            }
        }
        submission.versions.push(Version { manifest, receipt: receipt.clone(), stamped_at });
        receipt
    }

    fn status(&self, id: &SubmissionId, sha256: &str) -> Result<Answer, Code> {
        let submission = self.submissions.iter().find(|known| known.id == *id).ok_or(Code::NotFound)?;
        let asked = |version: &&Version| version.receipt.statement.manifest_sha256 == sha256;
        let version = submission.versions.iter().find(asked).ok_or(Code::NotFound)?;
        let named = |file: &&File| version.manifest.files.iter().any(|entry| entry.sha256 == file.sha256);
        let status = |file: &File| FileStatus {
            sha256: file.sha256.clone(),
            stored: file.stored,
            offset: file.offset,
            defect: None,
        };
        let files: Vec<FileStatus> = submission.files.iter().filter(named).map(status).collect();
        let complete = files.iter().all(|file| file.stored);
        let receipt = version.receipt.clone();
        let newest = submission.versions.last().map(|version| version.receipt.clone());
        let newest = newest.filter(|newest| *newest != receipt);
        Ok(Answer::Status(SubmissionStatus { receipt, files, complete, newest }))
    }

    fn create(&mut self, id: &SubmissionId, sha256: &str, size: u64, now: i64) -> Result<Answer, Code> {
        let due = self.evidence_due(id).ok_or(Code::NotFound)?;
        let submission = self.submissions.iter_mut().find(|known| known.id == *id).ok_or(Code::NotFound)?;
        let file = submission.files.iter_mut().find(|file| file.sha256 == sha256).ok_or(Code::NotFound)?;
        if now > due {
            return Err(Code::CallClosed);
        }
        if file.size != size {
            return Err(Code::Conflict);
        }
        if file.stored {
            return Ok(Answer::Stored);
        }
        let upload = *file.upload.get_or_insert_with(|| {
            self.uploads += 1;
            file.offset = 0;
            self.uploads
        });
        Ok(Answer::Created(upload))
    }

    fn append(&mut self, upload: u64, at: u64, len: u64, damaged: bool, now: i64) -> Result<Answer, Code> {
        let id = self.submissions.iter().find(|known| known.files.iter().any(|f| f.upload == Some(upload)));
        let due = id.and_then(|submission| self.evidence_due(&submission.id)).ok_or(Code::NotFound)?;
        let file = self.file(upload)?;
        if now > due {
            return Err(Code::CallClosed);
        }
        if at != file.offset {
            return Err(Code::WrongOffset);
        }
        if at + len > file.size {
            return Err(Code::TooLarge);
        }
        if damaged {
            return Err(Code::WrongHash);
        }
        file.offset += len;
        file.stored |= file.offset == file.size;
        Ok(Answer::Offset(file.offset))
    }

    fn evidence_due(&self, id: &SubmissionId) -> Option<i64> {
        let submission = self.submissions.iter().find(|known| known.id == *id)?;
        Some(self.call.evidence_due(submission.versions.last()?.receipt.statement.received_at))
    }

    fn file(&mut self, upload: u64) -> Result<&mut File, Code> {
        let files = self.submissions.iter_mut().flat_map(|submission| submission.files.iter_mut());
        files.into_iter().find(|file| file.upload == Some(upload)).ok_or(Code::NotFound)
    }

    /// Forgets an upload under way, as when nobody goes on with it or its bytes were meddled with.
    pub fn expire_uploads(&mut self) {
        for file in self.submissions.iter_mut().flat_map(|submission| submission.files.iter_mut()) {
            if !file.stored {
                (file.upload, file.offset) = (None, 0);
            }
        }
    }

    pub fn version(&self, sha256: &str) -> Option<&Version> {
        let versions = self.submissions.iter().flat_map(|submission| submission.versions.iter());
        versions.into_iter().find(|version| version.receipt.statement.manifest_sha256 == sha256)
    }

    /// Whether a version is here with all its files.
    pub fn is_complete(&self, sha256: &str) -> bool {
        let stored = |sha256: &str| {
            let mut files = self.submissions.iter().flat_map(|submission| submission.files.iter());
            files.any(|file| file.sha256 == sha256 && file.stored)
        };
        self.version(sha256).is_some_and(|version| version.manifest.files.iter().all(|f| stored(&f.sha256)))
    }
}
