//! Lists of what is wrong, each with a link to where it is mended.

use crate::element::{IntoChild, View, el};
use crate::views;
use shared::finding::Finding;
use shared::manifest::SubmissionId;

use crate::form::state::FormState;
use crate::form::words;
use crate::i18n::{self, t};
use crate::route::{Step, draft_path};

/// Id of the summary, to focus it.
pub const SUMMARY: &str = "error-summary";

/// Where a finding is mended: on this page, or on the page of its section.
pub fn address(state: FormState, id: Option<&SubmissionId>, finding: &Finding) -> String {
    let element = finding.path.html_id();
    match (id, state.form.section_of(&finding.path)) {
        (Some(id), Some(section)) => format!("{}#{element}", draft_path(id, Step::Section(section))),
        _ => format!("#{element}"),
    }
}

/// A list of links to what is wrong.
pub fn links(state: FormState, id: Option<&SubmissionId>, findings: &[Finding]) -> Vec<View> {
    let link = |finding: &Finding| {
        let to = address(state, id, finding);
        el("li")
            .child(el("a").attr("href", to).child(words::message_with_label(&state, finding)))
            .into_child()
    };
    findings.iter().map(link).collect()
}

/// The summary at the head of a section's page. It shortens itself as things are mended.
pub fn of_section(state: FormState, findings: &[Finding]) -> View {
    summary(i18n::count("ui.error.summary", findings.len()), {
        el("ul").class("error-summary__list").child(links(state, None, findings)).into_child()
    })
}

/// The summary of the whole form, by section.
pub fn of_form(state: FormState, id: &SubmissionId, findings: &[Finding]) -> View {
    let groups = by_section(state, id, findings, "error-summary__list", "error-summary__group");
    summary(i18n::count("ui.error.summary", findings.len()), groups)
}

/// Findings under the titles of their sections.
pub fn by_section(
    state: FormState,
    id: &SubmissionId,
    findings: &[Finding],
    list: &'static str,
    heading: &'static str,
) -> View {
    let of = |section: &str| -> Vec<Finding> {
        let mine = |finding: &&Finding| {
            state.form.section_of(&finding.path).is_some_and(|found| found.id == section)
        };
        findings.iter().filter(mine).cloned().collect()
    };
    let mut groups: Vec<View> = Vec::new();
    for section in state.form.sections {
        let mine = of(section.id);
        if mine.is_empty() {
            continue;
        }
        let title = t(&format!("section.{}", section.id));
        groups.push(views![
            el("h3").class(heading).child(title),
            el("ul").class(list).child(links(state, Some(id), &mine))
        ]);
    }
    // What belongs to no section is wrong with the list of files itself.
    let others: Vec<Finding> =
        findings.iter().filter(|f| state.form.section_of(&f.path).is_none()).cloned().collect();
    if !others.is_empty() {
        groups.push(el("ul").class(list).child(links(state, Some(id), &others)).into_child());
    }
    groups.into_child()
}

fn summary(title: String, body: View) -> View {
    el("div")
        .class("error-summary")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .id(SUMMARY)
        .attr("aria-labelledby", "error-summary-title")
        .child(el("h2").class("error-summary__title").id("error-summary-title").child(title))
        .child(body)
        .into_child()
}
