//! How far an application is, section by section, and whether the school meets the three requirements.

use crate::answers::Answers;
use crate::check::Context;
use crate::finding::Finding;
use crate::form::{Form, Section};
use crate::forms::{APPLICATION, REQUIREMENTS};

/// Where a section stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    NotStarted,
    /// Something was answered, something is missing or wrong.
    Started,
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionProgress {
    pub section: &'static str,
    pub stage: Stage,
    pub errors: usize,
    pub warnings: usize,
}

/// One of the three requirements, and if it is not met the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub id: &'static str,
    /// Field that decides it.
    pub field: &'static str,
    pub met: bool,
    pub reason: Option<Finding>,
}

impl Form {
    /// The section in which a path lies.
    pub fn section_of(&'static self, path: &crate::answers::Path) -> Option<&'static Section> {
        self.fields().find(|(_, field)| field.id == path.top()).map(|(section, _)| section)
    }

    /// Where every section stands, given what a check of the same answers found.
    pub fn progress(&'static self, answers: &Answers, findings: &[Finding]) -> Vec<SectionProgress> {
        self.sections.iter().map(|section| section_progress(section, answers, findings)).collect()
    }
}

fn section_progress(section: &'static Section, answers: &Answers, findings: &[Finding]) -> SectionProgress {
    let mine = |finding: &&Finding| section.fields.iter().any(|field| field.id == finding.path.top());
    let (errors, warnings): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().filter(mine).partition(|finding| finding.is_error());
    let answered = section.fields.iter().any(|field| answers.0.get(field.id).is_some_and(|a| !a.is_blank()));
    let stage = match (answered, errors.is_empty()) {
        (_, true) => Stage::Done,
        (true, false) => Stage::Started,
        (false, false) => Stage::NotStarted,
    };
    SectionProgress { section: section.id, stage, errors: errors.len(), warnings: warnings.len() }
}

/// The three requirements as they stand now.
pub fn requirements(answers: &Answers, context: &Context<'_>) -> Vec<Requirement> {
    let requirement = |&(id, field): &(&'static str, &'static str)| {
        let reason = APPLICATION.check_one(field, answers, context).into_iter().find(Finding::is_error);
        Requirement { id, field, met: reason.is_none(), reason }
    };
    REQUIREMENTS.iter().map(requirement).collect()
}
