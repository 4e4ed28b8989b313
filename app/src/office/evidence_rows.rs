//! All evidence of an application in one list, with the sections that point to it. Pure; it walks the table of the
//! form and knows no field but those that `shared::forms` names.

use shared::answers::{Answer, Answers, Row};
use shared::form::{Field, Form, Kind};
use shared::forms::{EVIDENCE, EVIDENCE_FILE, EVIDENCE_KIND, EVIDENCE_LINK, EVIDENCE_TITLE};
use shared::manifest::{FileEntry, Manifest};

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Id in the register.
    pub item: Option<String>,
    pub name: Name,
    /// Value of the kind's option, of items of the register.
    pub kind: Option<String>,
    pub file: Option<FileEntry>,
    pub link: Option<String>,
    /// Ids of the sections that point to it, in form order.
    pub used_in: Vec<&'static str>,
}

/// What the line is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// As the applicant called it.
    Title(String),
    /// By the field that it answers, which is outside the register: the field's id.
    Field(&'static str),
    /// A file that no known answer names.
    Unknown,
}

/// Items of the register first, then files that stand elsewhere in the form, then files nobody names.
pub fn evidence_rows(form: &'static Form, manifest: &Manifest) -> Vec<EvidenceRow> {
    let answers = &manifest.answers;
    let mut rows: Vec<EvidenceRow> =
        answers.rows(EVIDENCE).iter().map(|row| registered(form, manifest, row)).collect();
    for section in form.sections {
        for field in section.fields.iter().filter(|field| matches!(field.kind, Kind::File)) {
            if let Some(file) = file(manifest, answers.text(field.id)) {
                rows.push(EvidenceRow {
                    item: None,
                    name: Name::Field(field.id),
                    kind: None,
                    file: Some(file),
                    link: None,
                    used_in: vec![section.id],
                });
            }
        }
    }
    let named = |sha256: &str| rows.iter().any(|row| row.file.as_ref().is_some_and(|f| f.sha256 == sha256));
    let rest: Vec<EvidenceRow> =
        manifest.files.iter().filter(|file| !named(&file.sha256)).cloned().map(nameless).collect();
    rows.extend(rest);
    rows
}

fn registered(form: &'static Form, manifest: &Manifest, row: &Row) -> EvidenceRow {
    let text = |field| Some(row.text(field)).filter(|text| !text.is_empty()).map(str::to_string);
    EvidenceRow {
        item: Some(row.id.clone()),
        name: Name::Title(text(EVIDENCE_TITLE).unwrap_or_else(|| row.id.clone())),
        kind: text(EVIDENCE_KIND),
        file: file(manifest, row.text(EVIDENCE_FILE)),
        link: text(EVIDENCE_LINK),
        used_in: used_in(form, &manifest.answers, &row.id),
    }
}

const fn nameless(file: FileEntry) -> EvidenceRow {
    EvidenceRow {
        item: None,
        name: Name::Unknown,
        kind: None,
        file: Some(file),
        link: None,
        used_in: Vec::new(),
    }
}

fn file(manifest: &Manifest, sha256: &str) -> Option<FileEntry> {
    manifest.files.iter().find(|file| file.sha256 == sha256).cloned()
}

/// Sections with an answer that points to the item.
fn used_in(form: &'static Form, answers: &Answers, item: &str) -> Vec<&'static str> {
    let points = |field: &Field, answer: Option<&Answer>| {
        matches!(field.kind, Kind::Evidence { .. })
            && answer.is_some_and(|answer| answer.choices().iter().any(|id| id == item))
    };
    let uses = |field: &&Field| match field.rows() {
        Some(rows) => answers
            .rows(field.id)
            .iter()
            .any(|row| rows.fields.iter().any(|cell| points(cell, row.answers.get(cell.id)))),
        None => points(field, answers.0.get(field.id)),
    };
    form.sections.iter().filter(|section| section.fields.iter().any(|f| uses(&f))).map(|s| s.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::answers::Path;
    use shared::evidence::MediaType;
    use shared::forms::APPLICATION;
    use shared::manifest::SubmissionId;

    fn entry(letter: char) -> FileEntry {
        FileEntry {
            sha256: letter.to_string().repeat(64),
            name: format!("{letter}.pdf"),
            size: 1,
            media_type: MediaType::Pdf,
        }
    }

    /// The first field of a kind, with its section and, inside rows, the rows.
    fn first(of: fn(&Kind) -> bool) -> (&'static str, Path) {
        for section in APPLICATION.sections.iter().filter(|section| section.id != "evidence") {
            for field in section.fields {
                if of(&field.kind) {
                    return (section.id, Path::field(field.id));
                }
                let cell = field.rows().and_then(|rows| rows.fields.iter().find(|cell| of(&cell.kind)));
                if let Some(cell) = cell {
                    return (section.id, Path::cell(field.id, "r1", cell.id));
                }
            }
        }
        panic!("no such field")
    }

    #[test]
    fn every_file_stands_once_with_the_sections_that_use_it() {
        let mut answers = Answers::default();
        answers.set(&Path::cell(EVIDENCE, "e1", EVIDENCE_TITLE), "Minutes".into());
        answers.set(&Path::cell(EVIDENCE, "e1", EVIDENCE_FILE), "a".repeat(64).as_str().into());
        answers.set(&Path::cell(EVIDENCE, "e2", EVIDENCE_LINK), "https://example.org/".into());
        let (section, picker) = first(|kind| matches!(kind, Kind::Evidence { .. }));
        answers.set(&picker, Answer::Choices(vec!["e1".into(), "e1".into()]));
        let (elsewhere, signed) = first(|kind| matches!(kind, Kind::File));
        answers.set(&signed, "b".repeat(64).as_str().into());
        let manifest = Manifest {
            submission: SubmissionId::from_bytes([1; 16]),
            form: "application".into(),
            form_version: 1,
            call: "2027".into(),
            locale: "en".into(),
            answers,
            files: vec![entry('a'), entry('b'), entry('c')],
        };
        let rows = evidence_rows(&APPLICATION, &manifest);
        let files: Vec<_> = rows.iter().map(|row| row.file.as_ref().map(|file| file.name.as_str())).collect();
        assert_eq!(files, [Some("a.pdf"), None, Some("b.pdf"), Some("c.pdf")]);
        assert_eq!(rows[0].name, Name::Title("Minutes".into()));
        assert_eq!(rows[0].used_in, [section]);
        assert_eq!(rows[1].link.as_deref(), Some("https://example.org/"));
        assert_eq!(rows[1].name, Name::Title("e2".into()), "an item without a title is called by its id");
        assert!(rows[1].used_in.is_empty());
        assert_eq!(rows[2].used_in, [elsewhere]);
        assert_eq!(rows[3].name, Name::Unknown);
    }
}
