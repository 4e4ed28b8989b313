//! Applications made from the table itself, so that no test knows a field that the form does not have.
#![allow(dead_code, reason = "each test binary uses its own part")]

use shared::answers::{Answer, Answers, Path, Row};
use shared::call::Call;
use shared::check::Context;
use shared::date::Date;
use shared::evidence::MediaType;
use shared::form::{Day, Field, Kind, Naming, RowCount, Rows};
use shared::forms::{APPLICATION, EVIDENCE};
use shared::manifest::{FileEntry, Manifest, SubmissionId, sha256_hex};

/// 2027-02-01T00:00:00Z.
pub const NOW: i64 = 1_801_440_000;

pub fn call() -> Call {
    Call::demonstration(NOW)
}

pub fn today() -> Date {
    Date::from_days(NOW / 86_400)
}

/// How much is written into a field.
#[derive(Clone, Copy, PartialEq)]
pub enum Size {
    Smallest,
    Largest,
}

/// A valid application in which every field is answered with as little, or as much, as it takes.
pub fn manifest(size: Size) -> Manifest {
    manifest_for(size, &call(), today())
}

/// The same for another call, as it may be sent on the given day.
pub fn manifest_for(size: Size, call: &Call, today: Date) -> Manifest {
    let mut answers = Answers::default();
    for (_, field) in APPLICATION.fields() {
        let answer = match field.kind {
            Kind::Rows(rows) => Answer::Rows(all_rows(field, rows, size, call, today)),
            _ => answer(field, 0, field.id, size, call, today),
        };
        answers.set(&Path::field(field.id), answer);
    }
    let hashes = APPLICATION.files_named(&answers).into_iter().map(|(_, hash)| hash.to_string());
    let mut files: Vec<FileEntry> = hashes.map(entry).collect();
    files.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    Manifest {
        submission: SubmissionId::from_bytes([7; 16]),
        form: APPLICATION.id.into(),
        form_version: APPLICATION.version,
        call: call.id.clone(),
        locale: "en".into(),
        answers,
        files,
    }
}

fn entry(sha256: String) -> FileEntry {
    FileEntry { name: format!("{}.pdf", &sha256[..8]), sha256, size: 1_000, media_type: MediaType::Pdf }
}

fn all_rows(field: &Field, rows: &'static Rows, size: Size, call: &Call, today: Date) -> Vec<Row> {
    let (min, max) = rows.bounds(call);
    let count = match size {
        // Nine labels of two years each lie between the first and the call.
        _ if rows.item == "label" => 0,
        Size::Smallest => min.max(1),
        Size::Largest => max,
    };
    (0..count).map(|at| row(field, rows, at, size, call, today)).collect()
}

fn row(field: &Field, rows: &'static Rows, at: usize, size: Size, call: &Call, today: Date) -> Row {
    let id = match rows.count {
        RowCount::Fixed(ids) => ids[at].to_string(),
        RowCount::Between(..) => row_id(field.id, at),
    };
    let mut row = Row::new(id);
    for cell in rows.fields {
        // Every second item of the register is a link, the first is the policy as a file.
        let is_link = field.id == EVIDENCE && at % 2 == 1;
        let other_source = (cell.id == "file" && is_link)
            || (["link", "access", "access_how"].contains(&cell.id) && !is_link);
        if field.id == EVIDENCE && other_source {
            continue;
        }
        let value = match cell.id {
            "source" if is_link => "link".into(),
            "access" => "explained".into(),
            _ => answer(cell, at, &format!("{}{at}{}", field.id, cell.id), size, call, today),
        };
        row.answers.insert(cell.id.to_string(), value);
    }
    row
}

fn row_id(rows: &str, at: usize) -> String {
    format!("{}{at}", &rows[..1])
}

fn answer(field: &Field, at: usize, seed: &str, size: Size, call: &Call, today: Date) -> Answer {
    let text = match &field.kind {
        Kind::Line { patterns, .. } if !patterns.is_empty() => match field.id {
            "school_code" => "28012345".to_string(),
            "school_postcode" => "28012".to_string(),
            _ => "E12345678".to_string(),
        },
        Kind::Line { min, max, .. } => words(*min, *max, at, size),
        Kind::Prose { min, max } => words(*min, *max, at, size),
        Kind::Email => "office@school.example.org".to_string(),
        Kind::Url { host } => format!("https://{}/page/{at}", host.unwrap_or("school.example.org")),
        Kind::Whole { min, max } => match size {
            // A school has at least as many teachers as are active.
            Size::Smallest => min.of(call).max(call.min_active_teachers).to_string(),
            Size::Largest => max.of(call).to_string(),
        },
        Kind::Day { not_before, not_after } => date(not_before, not_after, call, today).to_string(),
        Kind::Choice(options) => match options.naming {
            Naming::Region => "ES".to_string(),
            Naming::Own(_) => "28".to_string(),
            _ => field.must_be.unwrap_or(options.values[0]).to_string(),
        },
        Kind::Choices(options) => {
            return Answer::Choices(options.values.iter().map(ToString::to_string).collect());
        }
        Kind::Tick => "yes".to_string(),
        Kind::RowOf(rows) => row_id(rows, at),
        Kind::Evidence { .. } => return Answer::Choices(vec![row_id(EVIDENCE, 0)]),
        Kind::File => sha256_hex(seed.as_bytes()),
        Kind::Score { .. } => "3".to_string(),
        Kind::Rows(_) => unreachable!("rows hold no rows"),
    };
    Answer::Text(text)
}

fn date(not_before: &[Day], not_after: &[Day], call: &Call, today: Date) -> Date {
    let of = |day: &Day| match day {
        Day::Today | Day::Answered(_) => today,
        Day::RegisteredBy => call.registered_by,
        Day::ActivityFrom => call.activity_window.from,
        Day::ActivityTo => call.activity_window.to,
        Day::QualityLabelFrom => call.quality_label_window.from,
        Day::QualityLabelTo => call.quality_label_window.to,
    };
    not_before.iter().map(of).max().or(not_after.iter().map(of).min()).unwrap_or(today)
}

/// Text of the least or greatest length, that begins with the number of its row and so differs from other rows.
fn words(min: u32, max: u32, at: usize, size: Size) -> String {
    let length = if size == Size::Largest { max } else { min.max(2) } as usize;
    let mut text: String = format!("{at:02}").chars().cycle().take(2).collect();
    text.extend(" words of a school".chars().cycle().take(length.saturating_sub(2)));
    while text.ends_with(' ') {
        text.pop();
        text.push('x');
    }
    text.chars().take(length.max(2)).collect()
}

pub fn findings(manifest: &Manifest) -> Vec<shared::finding::Finding> {
    let call = call();
    let context = Context { call: &call, today: today(), files: &manifest.files };
    APPLICATION.check(&manifest.answers, &context)
}
