//! From a draft, which may be wrong, to a submission, which is not. There is no other way to get a `Submission`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers, Path, Row};
use crate::call::Call;
use crate::check::{Context, Scope, rows_asked};
use crate::date::Date;
use crate::evidence::display_name;
use crate::finding::{Finding, Rule, Severity};
use crate::form::{Field, Form, Kind, Rows};
use crate::forms::{APPLICATION, APPLICATIONS};
use crate::manifest::{FileEntry, Manifest, is_hex};
use crate::record::Record;
use crate::text;
use crate::wire::Code;

/// A manifest that keeps every rule of its form and call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    manifest: Manifest,
    warnings: Vec<Finding>,
}

/// Why a manifest is no submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: Code,
    /// In form order; empty where the code says all.
    pub findings: Vec<Finding>,
}

impl Submission {
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}

/// Where things stand that are wrong with the list of files itself.
fn files_path() -> Path {
    Path::field("files")
}

fn refuse(path: Path, rule: Rule) -> Finding {
    Finding { path, severity: Severity::Error, rule }
}

/// Parses a manifest against its call on a given day, or says everything that is wrong with it.
pub fn parse(manifest: Manifest, call: &Call, today: Date) -> Result<Submission, Refused> {
    parse_among(APPLICATIONS, manifest, call, today)
}

/// The same by the rules of the version of the form that it was finished with, out of these.
pub fn parse_among(
    versions: &[&'static Form],
    manifest: Manifest,
    call: &Call,
    today: Date,
) -> Result<Submission, Refused> {
    let Some(form) = Form::version_of(versions, &manifest.form, manifest.form_version) else {
        return Err(Refused { code: Code::UnknownForm, findings: Vec::new() });
    };
    if manifest.call != call.id {
        return Err(Refused { code: Code::UnknownCall, findings: Vec::new() });
    }
    let context = Context { call, today, files: &manifest.files };
    let strangers = not_asked(form, &manifest.answers, &context);
    if !strangers.is_empty() {
        return Err(Refused { code: Code::UnknownField, findings: strangers });
    }
    let mut findings = form.check(&manifest.answers, &context);
    findings.extend(file_findings(form, &manifest, call));
    if findings.iter().any(Finding::is_error) {
        return Err(Refused { code: Code::Invalid, findings });
    }
    Ok(Submission { manifest, warnings: findings })
}

/// Paths whose answers would not be sent as they are: unknown, hidden, blank, or not cleaned.
fn not_asked(form: &'static Form, answers: &Answers, context: &Context<'_>) -> Vec<Finding> {
    if form.asks_exactly(answers, context) {
        return Vec::new();
    }
    let asked = form.asked(answers, context);
    let differs = |id: &&String| answers.0.get(id) != asked.0.get(id);
    let ids: BTreeSet<&String> = answers.0.keys().chain(asked.0.keys()).filter(differs).collect();
    ids.into_iter()
        .flat_map(|id| strange_paths(id, &asked, answers))
        .map(|path| refuse(path, Rule::NotAsked {}))
        .collect()
}

/// The cells of a field that differ, or the field itself where it does not differ by cells.
fn strange_paths(id: &str, asked: &Answers, answers: &Answers) -> Vec<Path> {
    let mut paths = Vec::new();
    for (given, kept) in
        answers.rows(id).iter().zip(asked.rows(id)).filter(|(given, kept)| given.id == kept.id)
    {
        let strange = |cell: &&String| given.answers.get(cell) != kept.answers.get(cell);
        paths.extend(given.answers.keys().filter(strange).map(|cell| Path::cell(id, &given.id, cell)));
    }
    if paths.is_empty() { vec![Path::field(id)] } else { paths }
}

/// What is wrong with the list of files, beyond what the answers that name them say.
fn file_findings(form: &'static Form, manifest: &Manifest, call: &Call) -> Vec<Finding> {
    let named: BTreeSet<&str> =
        form.files_named(&manifest.answers).into_iter().map(|(_, hash)| hash).collect();
    let sorted = manifest.files.windows(2).all(|pair| pair[0].sha256 < pair[1].sha256);
    let mut findings = Vec::new();
    if !sorted || manifest.files.iter().any(|file| !named.contains(file.sha256.as_str())) {
        findings.push(refuse(files_path(), Rule::FileUnused {}));
    } else {
        findings.extend(
            manifest
                .files
                .iter()
                .find_map(|file| entry_rule(file, call))
                .map(|rule| refuse(files_path(), rule)),
        );
    }
    findings
}

fn entry_rule(file: &FileEntry, call: &Call) -> Option<Rule> {
    let max_megabytes = u32::try_from(call.evidence.max_file_bytes / 1_000_000).unwrap_or(u32::MAX);
    if file.size == 0 || file.size > call.evidence.max_file_bytes {
        return Some(Rule::FileTooLarge { max_megabytes });
    }
    (!is_hex(&file.sha256, 64) || display_name(&file.name) != file.name).then_some(Rule::NotPlainText {})
}

/// Makes the manifest of a draft: what is asked, as it counts, and the files that the answers name.
pub fn assemble(draft: Manifest, call: &Call, today: Date) -> Manifest {
    let context = Context { call, today, files: &draft.files };
    let answers = APPLICATION.asked(&draft.answers, &context);
    let named: BTreeSet<String> =
        APPLICATION.files_named(&answers).into_iter().map(|(_, hash)| hash.to_string()).collect();
    let files: BTreeMap<String, FileEntry> = draft
        .files
        .iter()
        .filter(|file| named.contains(&file.sha256))
        .map(|file| (file.sha256.clone(), file.clone()))
        .collect();
    Manifest { answers, files: files.into_values().collect(), ..draft }
}

impl Form {
    /// The answers that count: of fields that are asked, cleaned, without blank ones.
    pub fn asked(&'static self, answers: &Answers, context: &Context<'_>) -> Answers {
        let mut kept = Record::new();
        self.each_scope(answers, context, |scope| {
            for (_, field) in self.fields().filter(|(_, field)| scope.shows(field)) {
                if let Some(answer) = asked_answer(scope, field) {
                    kept.insert(field.id.to_string(), answer.into_owned());
                }
            }
        });
        Answers(kept)
    }

    /// Whether these are the answers that count, and no others. Nearly always so, and seen without a copy.
    fn asks_exactly(&'static self, answers: &Answers, context: &Context<'_>) -> bool {
        let mut exactly = false;
        self.each_scope(answers, context, |scope| {
            let shown = self.fields().filter(|(_, field)| scope.shows(field));
            let mut kept = shown.filter_map(|(_, field)| asked_answer(scope, field));
            let as_given =
                kept.try_fold(0, |count, answer| matches!(answer, Cow::Borrowed(_)).then_some(count + 1));
            exactly = as_given == Some(answers.0.len());
        });
        exactly
    }

    /// Every answer that names a file, with the hash it names.
    pub fn files_named<'a>(&'static self, answers: &'a Answers) -> Vec<(Path, &'a str)> {
        let mut named = Vec::new();
        for (_, field) in self.fields() {
            match &field.kind {
                Kind::File => named.push((Path::field(field.id), answers.text(field.id))),
                Kind::Rows(rows) => {
                    for cell in rows.fields.iter().filter(|cell| matches!(cell.kind, Kind::File)) {
                        let in_row =
                            |row: &'a Row| (Path::cell(field.id, &row.id, cell.id), row.text(cell.id));
                        named.extend(answers.rows(field.id).iter().map(in_row));
                    }
                }
                _ => {}
            }
        }
        named.retain(|(_, hash)| !hash.is_empty());
        named
    }
}

/// Borrowed if it counts as it was given.
fn asked_answer<'a>(scope: &Scope<'a>, field: &'static Field) -> Option<Cow<'a, Answer>> {
    match (&field.kind, scope.answer(field.id)?) {
        (Kind::Rows(rows), Answer::Rows(given)) => asked_rows(scope, field, rows, given),
        (Kind::Rows(_), _) | (_, Answer::Rows(_)) => None,
        (Kind::Choices(_) | Kind::Evidence { .. }, Answer::Text(_)) => None,
        (Kind::Choices(_) | Kind::Evidence { .. }, answer) => {
            (!answer.is_blank()).then_some(Cow::Borrowed(answer))
        }
        (_, answer @ Answer::Text(value)) if !text::is_blank(value) => {
            let counts = text::clean(value).text;
            let same = counts.len() == value.len() && counts == value.as_str();
            Some(if same { Cow::Borrowed(answer) } else { Cow::Owned(Answer::Text(counts.into_owned())) })
        }
        (_, _) => None,
    }
}

fn asked_rows<'a>(
    scope: &Scope<'a>,
    field: &'static Field,
    rows: &'static Rows,
    given: &'a [Row],
) -> Option<Cow<'a, Answer>> {
    let mut kept: Vec<Cow<'a, Row>> = Vec::with_capacity(given.len());
    for (id, row) in rows_asked(rows, field.id, scope.answers) {
        let row = asked_row(&scope.within(rows, row), rows, id, row);
        let untouched = row.answers.is_empty() && !rows.fixed().is_empty();
        if !untouched && kept.iter().all(|before| before.id != id) && is_row_id(id) {
            kept.push(row);
        }
    }
    let in_place =
        |(kept, given): (&Cow<'a, Row>, &Row)| matches!(kept, Cow::Borrowed(_)) && kept.id == given.id;
    if kept.is_empty() {
        None
    } else if kept.len() == given.len() && kept.iter().zip(given).all(in_place) {
        scope.answer(field.id).map(Cow::Borrowed)
    } else {
        Some(Cow::Owned(Answer::Rows(kept.into_iter().map(Cow::into_owned).collect())))
    }
}

fn asked_row<'a>(within: &Scope<'a>, rows: &'static Rows, id: &str, row: &'a Row) -> Cow<'a, Row> {
    let shown = rows.fields.iter().filter(|cell| within.shows(cell));
    let cells: Vec<(&str, Cow<'a, Answer>)> =
        shown.filter_map(|cell| Some((cell.id, asked_answer(within, cell)?))).collect();
    if row.id == id
        && cells.len() == row.answers.len()
        && cells.iter().all(|(_, cell)| matches!(cell, Cow::Borrowed(_)))
    {
        return Cow::Borrowed(row);
    }
    let owned = |(cell, answer): (&str, Cow<'a, Answer>)| (cell.to_string(), answer.into_owned());
    Cow::Owned(Row { id: id.to_string(), answers: cells.into_iter().map(owned).collect() })
}

/// Row ids are short and harmless wherever they are written: HTML ids, JSON, file names.
fn is_row_id(id: &str) -> bool {
    (1..=32).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
