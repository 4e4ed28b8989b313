//! A ZIP with an index, and for each application a folder: answers, page, receipt and evidence under safe names.
//! Streamed with Zip64 where it is needed; evidence is stored as it is, since it is compressed already.

use std::collections::HashSet;
use std::io::Write;

use futures_util::StreamExt;
use rawzip::ZipArchiveWriter;
use shared::catalogue::Catalogue;
use shared::check::Context;
use shared::evidence::{MediaType, safe_name};
use shared::forms::{self, application_of};
use shared::manifest::{FileEntry, Manifest, canonical};
use tokio::runtime::Handle;

use super::{Export, csv, page};
use crate::clock::latest_day;
use crate::error::{Error, Result};
use crate::store::applications::StoredVersion;

const INDEX: [&str; 6] = ["reference", "school", "evidence", "sha256", "title", "proves"];

type Archive<'a, W> = ZipArchiveWriter<&'a mut W>;

pub fn write(export: &Export, runtime: &Handle, to: &mut impl Write) -> Result<()> {
    let mut archive = ZipArchiveWriter::new(to);
    write_index(export, runtime, &mut archive)?;
    let words = Words::load()?;
    for stored in export.applications(runtime) {
        write_one(export, runtime, &stored?, &words, &mut archive)?;
    }
    archive.finish()?;
    Ok(())
}

/// The words of every language, read once for each archive.
struct Words(Vec<(&'static str, Catalogue)>);

impl Words {
    fn load() -> Result<Self> {
        let read = |language: &&'static str| {
            let json = shared::locales::json(language).unwrap_or("{}");
            let words = Catalogue::parse(json).ok_or_else(|| Error::internal("words that cannot be read"))?;
            Ok((*language, words))
        };
        Ok(Self(shared::locales::CODES.iter().map(read).collect::<Result<_>>()?))
    }

    /// The applicant's language, or the first there is.
    fn of(&self, locale: &str) -> Option<&Catalogue> {
        let language = locale.split('-').next().unwrap_or_default();
        let found = self.0.iter().find(|(known, _)| *known == language).or_else(|| self.0.first());
        found.map(|(_, words)| words)
    }
}

/// A file of an application, what the applicant says of it, and where it lies inside the folder.
struct Named<'a> {
    file: &'a FileEntry,
    title: &'a str,
    proves: &'a str,
    path: String,
}

/// Files in the order in which the answers name them, numbered, so that equal names do not meet.
fn named(manifest: &Manifest) -> Vec<Named<'_>> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for (path, sha256) in application_of(manifest.form_version).files_named(&manifest.answers) {
        let Some(file) =
            manifest.files.iter().find(|file| file.sha256 == sha256).filter(|_| seen.insert(sha256))
        else {
            continue;
        };
        let row = path.parts().0.and_then(|(rows, row)| manifest.answers.row(rows, row));
        let text = |field: &str| row.map_or("", |row| row.text(field));
        let title = text(forms::EVIDENCE_TITLE);
        let name = safe_name(if title.is_empty() { &file.name } else { title }, file.media_type);
        let path = format!("evidence/{:02} {name}", all.len() + 1);
        all.push(Named { file, title, proves: text(forms::EVIDENCE_PROOF), path });
    }
    all
}

fn folder(stored: &StoredVersion) -> String {
    // A folder has no type, so the ending that a safe name gets is taken off again.
    let safe = safe_name(&stored.row.school, MediaType::Pdf);
    format!("{} {}", stored.row.reference, safe.trim_end_matches(".pdf"))
}

/// Written first, so that it is there even in a part of an archive.
fn write_index<W: Write>(export: &Export, runtime: &Handle, archive: &mut Archive<'_, W>) -> Result<()> {
    let (mut entry, config) = archive.new_file("index.csv").start()?;
    let mut data = config.wrap(&mut entry);
    data.write_all(b"\xEF\xBB\xBF")?;
    let mut lines = csv::writer(&mut data);
    lines.write_record(INDEX)?;
    for stored in export.applications(runtime) {
        let stored = stored?;
        let folder = folder(&stored);
        let (reference, school) = (stored.row.reference.as_str(), stored.row.school.as_str());
        for named in named(&stored.manifest) {
            let path = format!("{folder}/{}", named.path);
            let cells = [reference, school, &path, &named.file.sha256, named.title, named.proves];
            lines.write_record(cells.map(|cell| csv::harmless(cell).into_owned()))?;
        }
    }
    lines.flush()?;
    drop(lines);
    let (_, output) = data.finish()?;
    entry.finish(output)?;
    Ok(())
}

fn write_one<W: Write>(
    export: &Export,
    runtime: &Handle,
    stored: &StoredVersion,
    words: &Words,
    archive: &mut Archive<'_, W>,
) -> Result<()> {
    let folder = folder(stored);
    write_text(archive, &format!("{folder}/answers.json"), &stored.manifest_json)?;
    write_text(archive, &format!("{folder}/receipt.json"), &canonical(&stored.receipt))?;
    let manifest = &stored.manifest;
    if let (Some(call), Some(words)) = (export.call(&manifest.call), words.of(&manifest.locale)) {
        let context = Context { call, today: latest_day(stored.row.received_at), files: &manifest.files };
        write_text(archive, &format!("{folder}/answers.html"), &page::page(stored, &context, words))?;
    }
    let statuses =
        runtime.block_on(export.store.file_statuses(&manifest.submission, i64::from(stored.row.version)))?;
    for named in named(manifest) {
        if statuses.iter().any(|status| status.sha256 == named.file.sha256 && status.stored) {
            write_evidence(export, runtime, stored, &named, &format!("{folder}/{}", named.path), archive)?;
        }
    }
    Ok(())
}

fn write_text<W: Write>(archive: &mut Archive<'_, W>, path: &str, text: &str) -> Result<()> {
    let (mut entry, config) = archive.new_file(path).start()?;
    let mut data = config.wrap(&mut entry);
    data.write_all(text.as_bytes())?;
    let (_, output) = data.finish()?;
    entry.finish(output)?;
    Ok(())
}

fn write_evidence<W: Write>(
    export: &Export,
    runtime: &Handle,
    stored: &StoredVersion,
    named: &Named<'_>,
    path: &str,
    archive: &mut Archive<'_, W>,
) -> Result<()> {
    let (mut entry, config) = archive.new_file(path).start()?;
    let mut data = config.wrap(&mut entry);
    let get = export.vault.get(&stored.manifest.submission, &named.file.sha256);
    let (_, mut pieces) = runtime.block_on(get)?;
    while let Some(piece) = runtime.block_on(pieces.next()) {
        data.write_all(&piece?)?;
    }
    let (_, output) = data.finish()?;
    entry.finish(output)?;
    Ok(())
}
