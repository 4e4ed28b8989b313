//! Valid applications to send, made from the form's table by the generator of the form's own tests.

#[path = "../../shared/tests/common/mod.rs"]
mod common;

use common::Size;
use shared::answers::{Answer, Path};
use shared::call::Call;
use shared::date::Date;
use shared::manifest::{Manifest, SubmissionId};
use shared::submission::{assemble, parse};

use crate::Outcome;

/// The canonical JSON of a manifest into which each time another id is written: every body is different.
pub struct Template {
    body: Vec<u8>,
    /// Where the id of the submission begins.
    id_at: usize,
    /// Files that are named.
    pub files: usize,
}

impl Template {
    /// The smallest application that the form takes: whatever can be left out is left out.
    pub fn smallest(call: &Call, today: Date) -> Outcome<Self> {
        let mut manifest = assemble(common::manifest_for(Size::Smallest, call, today), call, today);
        parse(manifest.clone(), call, today)
            .map_err(|refused| format!("the generated application is refused: {refused:?}"))?;
        for path in paths(&manifest) {
            let mut without = manifest.clone();
            without.answers.set(&path, Answer::Choices(Vec::new()));
            let without = assemble(without, call, today);
            if parse(without.clone(), call, today).is_ok() {
                manifest = without;
            }
        }
        Self::of(manifest)
    }

    fn of(mut manifest: Manifest) -> Outcome<Self> {
        let placeholder = id(u64::MAX);
        manifest.submission = SubmissionId::parse(&placeholder).ok_or("the placeholder is no id")?;
        let body = manifest.canonical();
        let id_at = body.find(&placeholder).ok_or("the manifest does not hold its id")?;
        Ok(Self { body: body.into_bytes(), id_at, files: manifest.files.len() })
    }

    pub fn bytes(&self) -> usize {
        self.body.len()
    }

    /// Writes the manifest of this number.
    pub fn write(&self, number: u64, into: &mut Vec<u8>) {
        let start = into.len();
        into.extend_from_slice(&self.body);
        let id = id(number);
        into[start + self.id_at..start + self.id_at + id.len()].copy_from_slice(id.as_bytes());
    }
}

/// The id of the submission of this number: scattered as the random ids of real drafts are, because rows that come in
/// order are the cheapest to index.
pub fn id(number: u64) -> String {
    // Odd, so that no two numbers become the same.
    format!("{:016x}{number:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15).swap_bytes())
}

/// Every answer, those inside of rows last, so that whole rows go first.
fn paths(manifest: &Manifest) -> Vec<Path> {
    let answers = &manifest.answers.0;
    let mut paths: Vec<Path> = answers.keys().map(|field| Path::field(field)).collect();
    for (field, answer) in answers.iter() {
        for row in answer.rows() {
            paths.extend(row.answers.keys().map(|cell| Path::cell(field, &row.id, cell)));
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_another_valid_application() {
        let (call, today) = (common::call(), common::today());
        let template = Template::smallest(&call, today).unwrap();
        let mut bodies = Vec::new();
        for number in [0, 1, u64::MAX] {
            let mut body = Vec::new();
            template.write(number, &mut body);
            let manifest = Manifest::parse(&body).unwrap();
            assert_eq!(manifest.submission.as_str(), id(number));
            parse(manifest, &call, today).unwrap();
            bodies.push(body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 3);
    }
}
