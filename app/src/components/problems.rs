//! Lists of what is wrong, each with a link to where it is mended.

use leptos::prelude::*;
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
pub fn links(state: FormState, id: Option<&SubmissionId>, findings: &[Finding]) -> Vec<AnyView> {
    let link = |finding: &Finding| {
        let to = address(state, id, finding);
        view! { <li><a href=to>{words::message_with_label(&state, finding)}</a></li> }.into_any()
    };
    findings.iter().map(link).collect()
}

/// The summary at the head of a section's page. It shortens itself as things are mended.
pub fn of_section(state: FormState, findings: &[Finding]) -> AnyView {
    summary(i18n::count("ui.error.summary", findings.len()), {
        view! { <ul class="error-summary__list">{links(state, None, findings)}</ul> }.into_any()
    })
}

/// The summary of the whole form, by section.
pub fn of_form(state: FormState, id: &SubmissionId, findings: &[Finding]) -> AnyView {
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
) -> AnyView {
    let of = |section: &str| -> Vec<Finding> {
        let mine = |finding: &&Finding| {
            state.form.section_of(&finding.path).is_some_and(|found| found.id == section)
        };
        findings.iter().filter(mine).cloned().collect()
    };
    let mut groups: Vec<AnyView> = Vec::new();
    for section in state.form.sections {
        let mine = of(section.id);
        if mine.is_empty() {
            continue;
        }
        let title = t(&format!("section.{}", section.id));
        groups.push(
            view! {
                <h3 class=heading>{title}</h3>
                <ul class=list>{links(state, Some(id), &mine)}</ul>
            }
            .into_any(),
        );
    }
    // What belongs to no section is wrong with the list of files itself.
    let others: Vec<Finding> =
        findings.iter().filter(|f| state.form.section_of(&f.path).is_none()).cloned().collect();
    if !others.is_empty() {
        groups.push(view! { <ul class=list>{links(state, Some(id), &others)}</ul> }.into_any());
    }
    groups.into_any()
}

fn summary(title: String, body: AnyView) -> AnyView {
    view! {
        <div class="error-summary" role="alert" tabindex="-1" id=SUMMARY aria-labelledby="error-summary-title">
            <h2 class="error-summary__title" id="error-summary-title">{title}</h2>
            {body}
        </div>
    }
    .into_any()
}
