//! What is known about the application besides its answers, and what can be done with it.

use leptos::prelude::*;
use shared::form::Section;
use shared::forms::APPLICATION;
use shared::wire::VersionRow;

use crate::components::summary::section_id;
use crate::office::address::Place;
use crate::office::application::{Opened, stored_text};
use crate::office::words::{fill, state_class, state_text, t};
use crate::{api, dom, intl};

/// One line of a list of facts.
pub fn fact(name: String, value: impl IntoView + 'static) -> AnyView {
    view! { <div class="facts__row"><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

pub fn about(opened: &Opened) -> AnyView {
    let (row, statement) = (&opened.view.row, &opened.view.receipt.statement);
    let shown = opened.view.versions.iter().find(|version| version.version == opened.version());
    let state = shown.map_or(row.state, |version| version.state);
    let late = statement.late.then(|| view! { " "<span class="tag tag--warning">{t("office.late")}</span> });
    let evidence = format!("{}, {}", stored_text(opened), intl::bytes(opened.manifest().total_bytes()));
    let version = fill(
        "office.version.of",
        &[("version", opened.version().to_string()), ("count", opened.view.versions.len().to_string())],
    );
    view! {
        <div class="sheet flow">
            <p class="cluster"><span class=state_class(state)>{state_text(state)}</span>{late}</p>
            <dl class="facts">
                {fact(t("office.column.reference"), view! { <code class="hash">{row.reference.clone()}</code> })}
                {fact(t("office.column.received"), intl::day_and_time(statement.received_at))}
                {fact(t("office.list.call"), statement.call.clone())}
                {fact(t("office.version.name"), version)}
                {fact(t("office.column.files"), evidence)}
                {fact(t("office.application.language"), intl::language_name(&opened.manifest().locale))}
            </dl>
            <div class="actions actions--stack">
                <a class="button button--primary button--download" download=""
                    href=api::application_zip_url(&row.submission)>{t("office.application.zip")}</a>
                <button type="button" class="button button--secondary" on:click=|_| dom::print()>
                    {t("office.application.print")}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// All versions, newest first; the one being read is marked.
pub fn versions(opened: &Opened) -> Option<AnyView> {
    let mut versions = opened.view.versions.clone();
    if versions.len() < 2 {
        return None;
    }
    versions.sort_by_key(|version| std::cmp::Reverse(version.version));
    let newest = versions.first().map(|version| version.version);
    let line = |version: &VersionRow| {
        // The newest has the plain address, so that there is one address for it.
        let named = (Some(version.version) != newest).then_some(version.version);
        let address = Place::Application { id: opened.view.row.submission.clone(), version: named }.address();
        let here = (version.version == opened.version()).then_some("true");
        view! {
            <li>
                <a href=address aria-current=here>
                    {fill("office.version.number", &[("version", version.version.to_string())])}
                </a>
                " · "{intl::short_moment(version.received_at as f64 * 1000.0)}" "
                <span class=state_class(version.state)>{state_text(version.state)}</span>
            </li>
        }
    };
    let lines: Vec<_> = versions.iter().map(line).collect();
    Some(
        view! {
            <section class="sheet flow screen-only" aria-labelledby="versions-title">
                <h2 class="subheading" id="versions-title">{t("office.version.all")}</h2>
                <ul class="versions">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

/// Ways to the sections of a long page; it stays in view while one reads.
pub fn sections(opened: &Opened) -> Option<AnyView> {
    if !opened.is_readable() {
        return None;
    }
    let link = |section: &'static Section| {
        let name = t(&format!("section.{}", section.id));
        view! { <li><a href=format!("#{}", section_id(section.id))>{name}</a></li> }
    };
    let links: Vec<_> = APPLICATION.sections.iter().map(link).collect();
    Some(
        view! {
            <nav class="sheet flow record__sections screen-only" aria-labelledby="sections-title">
                <h2 class="subheading" id="sections-title">{t("office.application.sections")}</h2>
                <ul class="versions">{links}<li><a href="#evidence-title">{t("office.evidence.files")}</a></li></ul>
            </nav>
        }
        .into_any(),
    )
}
