//! All evidence in one table: what it is, where it is used, and whether its bytes are here with the hash that was promised.

use leptos::prelude::*;
use shared::evidence::{Defect, MediaType};
use shared::forms::{APPLICATION, EVIDENCE, EVIDENCE_KIND};
use shared::manifest::FileEntry;
use shared::wire::FileStatus;

use crate::components::summary::section_id;
use crate::office::application::{Opened, stored_text};
use crate::office::evidence_rows::{EvidenceRow, Name, evidence_rows};
use crate::office::frame::copied_text;
use crate::office::words::{grouped, t};
use crate::{api, i18n, intl};

/// HTML id of an item of the register in the table.
pub fn item_id(item: &str) -> String {
    format!("evidence-{item}")
}

pub fn evidence(opened: &Opened) -> Option<AnyView> {
    let rows = evidence_rows(&APPLICATION, opened.manifest());
    if rows.is_empty() {
        return None;
    }
    let lines: Vec<_> = rows.iter().map(|row| line(opened, row)).collect();
    Some(
        view! {
            <section class="sheet flow" aria-labelledby="evidence-title">
                <h2 class="heading" id="evidence-title" tabindex="-1">{t("office.evidence.files")}</h2>
                <p class="soft">{stored_text(opened)}</p>
                <table class="table table--stack" aria-labelledby="evidence-title">
                    <thead>
                        <tr>
                            <th scope="col">{t("office.evidence.what")}</th>
                            <th scope="col">{t("office.evidence.kind")}</th>
                            <th scope="col">{t("office.evidence.used")}</th>
                            <th scope="col">{t("office.evidence.state")}</th>
                            <th scope="col">{t("office.evidence.hash")}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </section>
        }
        .into_any(),
    )
}

fn line(opened: &Opened, row: &EvidenceRow) -> AnyView {
    let status = row
        .file
        .as_ref()
        .and_then(|file| opened.view.files.iter().find(|status| status.sha256 == file.sha256));
    let used: Vec<_> = row.used_in.iter().map(|section| used_link(opened, section)).collect();
    let used = if used.is_empty() { t("office.evidence.nowhere").into_any() } else { used.into_any() };
    let hash = row.file.as_ref().map(|file| {
        copied_text(format!("SHA-256 {}", file.name), file.sha256.clone(), grouped(&file.sha256))
    });
    let kind = row.kind.as_deref().map(kind_text);
    view! {
        <tr id=row.item.as_deref().map(item_id) tabindex="-1">
            <th scope="row">{title(row)}{source(opened, row, status)}</th>
            <td data-label=t("office.evidence.kind")>{kind}</td>
            <td data-label=t("office.evidence.used")><span>{used}</span></td>
            <td data-label=t("office.evidence.state")>{state(row, status)}</td>
            <td data-label=t("office.evidence.hash")>{hash}</td>
        </tr>
    }
    .into_any()
}

fn title(row: &EvidenceRow) -> AnyView {
    match &row.name {
        Name::Title(title) => view! { <bdi>{title.clone()}</bdi> }.into_any(),
        Name::Field(id) => APPLICATION.field(id).map(|field| i18n::words().label(field, None)).into_any(),
        Name::Unknown => t("office.evidence.unnamed").into_any(),
    }
}

fn kind_text(value: &str) -> String {
    let register = APPLICATION.field(EVIDENCE).and_then(shared::form::Field::rows);
    let options = register.and_then(|rows| rows.field(EVIDENCE_KIND)).and_then(shared::form::Field::options);
    options.and_then(|options| i18n::words().option(options, value)).unwrap_or_else(|| value.to_string())
}

/// The file to download, or the link to follow.
fn source(opened: &Opened, row: &EvidenceRow, status: Option<&FileStatus>) -> AnyView {
    if let Some(link) = row.link.as_deref().filter(|link| is_web(link)) {
        let (href, text) = (link.to_string(), link.to_string());
        return view! {
            <a class="evidence-source" href=href rel="noreferrer noopener" target="_blank">
                <bdi>{text}</bdi><span class="visually-hidden">" "{t("ui.new_tab")}</span>
            </a>
        }
        .into_any();
    }
    let Some(file) = &row.file else { return ().into_any() };
    let about = format!(" · {} · {}", type_name(file), intl::bytes(file.size));
    let name = view! { <bdi>{file.name.clone()}</bdi> };
    if status.is_some_and(|status| status.stored) {
        let href = api::evidence_url(&opened.view.row.submission, &file.sha256);
        view! {
            <span class="evidence-source"><a href=href download=file.name.clone()>{name}</a><span class="soft">{about}</span></span>
        }
        .into_any()
    } else {
        view! { <span class="evidence-source soft">{name}{about}</span> }.into_any()
    }
}

fn is_web(link: &str) -> bool {
    let lower = link.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

fn type_name(file: &FileEntry) -> String {
    match file.media_type {
        MediaType::Jpeg => "JPEG".to_string(),
        MediaType::Webp => "WebP".to_string(),
        other => other.extension().to_uppercase(),
    }
}

fn used_link(opened: &Opened, section: &'static str) -> AnyView {
    let name = t(&format!("section.{section}"));
    let inside = if opened.is_readable() {
        view! { <a href=format!("#{}", section_id(section))>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    view! { <span class="evidence-use">{inside}</span> }.into_any()
}

fn state(row: &EvidenceRow, status: Option<&FileStatus>) -> AnyView {
    let (class, text) = match (status, &row.file) {
        (Some(FileStatus { defect: Some(defect), .. }), _) => ("tag tag--error", defect_text(defect)),
        (Some(FileStatus { stored: true, .. }), _) => ("tag tag--ok", t("office.evidence.stored")),
        (_, Some(_)) => ("tag tag--warning", t("office.evidence.missing")),
        (_, None) if row.link.is_some() => ("tag tag--neutral", t("office.evidence.link")),
        (_, None) => ("tag tag--neutral", t("office.evidence.nothing")),
    };
    view! { <span class=class>{text}</span> }.into_any()
}

fn defect_text(defect: &Defect) -> String {
    let values = match defect {
        Defect::TooLarge { max_bytes } => vec![("max", intl::bytes(*max_bytes))],
        Defect::TooManyPixels { max_pixels } => vec![("max", intl::number(*max_pixels as f64))],
        _ => Vec::new(),
    };
    i18n::fill(&format!("defect.{}", defect.key()), &values)
}
