//! One application: walks the table of the form and answers what it asks. Never looks into the rules; whether the answers
//! keep them is decided by `shared`, here in the tests and again by the server.

mod answer;
mod dates;

use base64ct::{Base64UrlUnpadded, Encoding};
use shared::answers::{Answer, Answers, Path, Row};
use shared::call::Call;
use shared::form::{Field, Kind, Required, RowCount, Rows, Section};
use shared::forms::{APPLICATION, EVIDENCE};
use shared::locales::CODES;
use shared::manifest::{FileEntry, Manifest, SubmissionId};
use shared::submission::assemble;

use crate::places::{Person, School};
use crate::prose::Writer;
use crate::random::Random;
use crate::register::{self, Evidence, File};
use crate::traits::{Arrives, Scale, Traits};
use dates::Days;

pub struct Application {
    pub id: SubmissionId,
    /// What the school would keep to itself. Here it follows from the seed, so that a second run finds its own.
    pub capability: String,
    /// One or two, the last one counts.
    pub versions: Vec<Manifest>,
    pub files: Vec<File>,
    pub arrives: Arrives,
}

impl Application {
    /// Depends on the call, the seed and the number only, not on the day it is made.
    pub fn new(call: &Call, seed: u64, number: u64, scale: Scale) -> Self {
        let mut random = Random::new(seed, number);
        let id = SubmissionId::from_bytes(random.bytes());
        let capability = Base64UrlUnpadded::encode_string(&random.bytes::<32>());
        let school = School::new(&call.countries, &mut random);
        let traits = Traits::new(&mut random, &school);
        let days = Days::new(call);
        let writer = Writer::new(school.language, days.today.year(), &mut random);
        let head = school.person(&mut random);
        let coordinator = school.person(&mut random);
        let mut clerk = Writer::new(school.language_of_documents(), days.today.year(), &mut random);
        clerk.project = writer.project;
        let evidence = register::evidence(&school, &head, scale, &mut clerk, &mut random);
        let names = vec![coordinator.name.clone(), head.name.clone()];
        let mut author = Author {
            names,
            beginning: String::new(),
            call,
            days,
            school,
            traits,
            head,
            coordinator,
            evidence,
            writer,
            random,
            answers: Answers::default(),
            used: Vec::new(),
        };
        author.write();
        let Author { answers, school, traits, evidence, random, .. } = author;
        let files = evidence.files;
        let draft = Manifest {
            submission: id.clone(),
            form: APPLICATION.id.into(),
            form_version: APPLICATION.version,
            call: call.id.clone(),
            locale: CODES.iter().find(|code| **code == school.language).unwrap_or(&CODES[0]).to_string(),
            answers,
            files: files.iter().map(|file| file.entry.clone()).collect::<Vec<FileEntry>>(),
        };
        let last = assemble(draft, call, days.today);
        let first = traits.two_versions.then(|| assemble(earlier(last.clone(), random), call, days.today));
        let versions = first.into_iter().chain([last]).collect();
        Self { id, capability, versions, files, arrives: traits.arrives }
    }
}

/// What was sent before somebody looked over it again: without what is optional, and with less said.
fn earlier(mut manifest: Manifest, mut random: Random) -> Manifest {
    for (_, field) in APPLICATION.fields() {
        let answers = &mut manifest.answers;
        match field.kind {
            Kind::Prose { min, .. } if random.chance(40) => {
                let text = without_last_sentence(answers.text(field.id));
                if text.chars().count() >= min as usize {
                    answers.set(&Path::field(field.id), Answer::Text(text.to_string()));
                }
            }
            _ if matches!(field.required, Required::No) => {
                answers.0.remove(field.id);
            }
            _ => {}
        }
    }
    manifest
}

fn without_last_sentence(text: &str) -> &str {
    text.trim_end_matches('.').rfind(". ").map_or(text, |at| &text[..=at])
}

/// Where a question stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    section: &'static Section,
    field: &'static Field,
    /// Its rows, the row as far as it is answered, and the number of the row.
    row: Option<(&'static Rows, &'a Row, usize)>,
}

impl Place<'_> {
    /// The name under which content is kept: that of the field, or of item and field.
    fn name(&self) -> String {
        match self.row {
            Some((rows, ..)) => format!("{}.{}", rows.item, self.field.id),
            None => self.field.text.to_string(),
        }
    }

    fn at(&self) -> usize {
        self.row.map_or(0, |(_, _, at)| at)
    }
}

/// Answers an application from top to bottom.
struct Author<'a> {
    call: &'a Call,
    days: Days<'a>,
    school: School,
    traits: Traits,
    head: Person,
    coordinator: Person,
    evidence: Evidence,
    writer: Writer,
    random: Random,
    answers: Answers,
    /// Ids of evidence that something points to.
    used: Vec<String>,
    /// Names of people given already.
    names: Vec<String>,
    /// How the description of the activity begins whose title was written last.
    beginning: String,
}

impl Author<'_> {
    fn write(&mut self) {
        for (section, field) in APPLICATION.fields() {
            let answer = match field.kind {
                Kind::Rows(rows) => Some(Answer::Rows(self.rows(section, field, rows))),
                _ => self.answer(Place { section, field, row: None }),
            };
            if let Some(answer) = answer {
                self.answers.set(&Path::field(field.id), answer);
            }
        }
        if !self.traits.unused_evidence {
            self.use_the_rest();
        }
    }

    fn rows(&mut self, section: &'static Section, field: &'static Field, rows: &'static Rows) -> Vec<Row> {
        let count = self.count(field, rows);
        (0..count).map(|at| self.row(section, rows, at)).collect()
    }

    fn row(&mut self, section: &'static Section, rows: &'static Rows, at: usize) -> Row {
        let id = match rows.count {
            RowCount::Fixed(ids) => ids[at].to_string(),
            RowCount::Between(..) if rows.item == EVIDENCE => self.evidence.items[at].id.clone(),
            RowCount::Between(..) => format!("{}{}", &rows.item[..1], at + 1),
        };
        let mut row = Row::new(id);
        for field in rows.fields {
            if let Some(answer) = self.answer(Place { section, field, row: Some((rows, &row, at)) }) {
                row.answers.insert(field.id.to_string(), answer);
            }
        }
        row
    }

    fn count(&mut self, field: &Field, rows: &'static Rows) -> usize {
        let (min, max) = rows.bounds(self.call);
        let optional = matches!(field.required, Required::No);
        let wanted = match rows.item {
            EVIDENCE => self.evidence.items.len(),
            "member" => min + self.random.below(5),
            // Each active teacher is another of the team.
            "active" => min + self.random.below(self.team().len() + 1 - min),
            _ if optional && self.random.chance(75) => 0,
            _ => min.max(1) + self.random.below(3),
        };
        wanted.clamp(min, max)
    }

    fn team(&self) -> &[Row] {
        self.answers.rows(shared::forms::TEAM)
    }

    /// Evidence that is still used nowhere goes where evidence is named already.
    fn use_the_rest(&mut self) {
        let unused: Vec<String> = self
            .evidence
            .items
            .iter()
            .map(|item| item.id.clone())
            .filter(|id| !self.used.contains(id))
            .collect();
        for id in unused {
            let spots = self.spots();
            let spot = spots[self.random.below(spots.len())].clone();
            if let Some(Answer::Choices(mut ids)) = self.answers.get(&spot).cloned() {
                ids.push(id.clone());
                self.answers.set(&spot, Answer::Choices(ids));
            }
        }
    }

    /// Where evidence is named.
    fn spots(&self) -> Vec<Path> {
        let mut spots = Vec::new();
        for (_, field) in APPLICATION.fields() {
            let Some(rows) = field.rows() else { continue };
            for cell in rows.fields.iter().filter(|cell| matches!(cell.kind, Kind::Evidence { .. })) {
                let named =
                    self.answers.rows(field.id).iter().filter(|row| row.answers.contains_key(cell.id));
                spots.extend(named.map(|row| Path::cell(field.id, &row.id, cell.id)));
            }
        }
        spots
    }
}
