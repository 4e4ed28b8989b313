//! The evidence register: every item once, however many sections point to it.

use crate::check::Scope;
use crate::finding::{Rule, Severity};
use crate::form::{
    Count, Day, Field, RowCount, Rows, Section, choice, day, file, is, line, options, prose, rows, url,
};
use crate::forms::{
    EVIDENCE, EVIDENCE_FILE, EVIDENCE_KIND, EVIDENCE_LINK, EVIDENCE_PROOF, EVIDENCE_SOURCE, EVIDENCE_TITLE,
    LANGUAGE_OPTIONS, SOURCE_FILE, SOURCE_LINK,
};

const ACCESS: &str = "access";

pub(super) const SECTION: Section =
    Section { id: "evidence", fields: &[rows(EVIDENCE, &REGISTER).also(&[files_fit])] };

static REGISTER: Rows = Rows {
    item: "evidence",
    fields: &[
        choice(EVIDENCE_SOURCE, options("source", &[SOURCE_FILE, SOURCE_LINK])),
        file(EVIDENCE_FILE).shown_if(is(EVIDENCE_SOURCE, &[SOURCE_FILE])),
        url(EVIDENCE_LINK, None).shown_if(is(EVIDENCE_SOURCE, &[SOURCE_LINK])),
        choice(ACCESS, options("access", &["open", "explained"]))
            .shown_if(is(EVIDENCE_SOURCE, &[SOURCE_LINK])),
        line("access_how", 10, 300).shown_if(is(ACCESS, &["explained"])),
        line(EVIDENCE_TITLE, 3, 120).also(&[is_used]),
        choice(
            EVIDENCE_KIND,
            options(
                "evidence_kind",
                &[
                    "policy",
                    "minutes",
                    "school_plan",
                    "project_page",
                    "press",
                    "certificate",
                    "photo",
                    "video",
                    "material",
                    "survey",
                    "other",
                ],
            ),
        ),
        prose(EVIDENCE_PROOF, 20, 500),
        day("date", &[], &[Day::Today]),
        choice("language", LANGUAGE_OPTIONS),
        choice("pupils", options("pupils", &["no", "consent", "not_applicable"])),
    ],
    count: RowCount::Between(Count::Of(1), Count::MaxEvidenceItems),
    distinct: &[EVIDENCE_FILE, EVIDENCE_LINK],
};

fn is_used(scope: &Scope<'_>, _: &Field) -> Option<(Severity, Rule)> {
    let (_, row) = scope.row?;
    (!scope.uses_evidence(&row.id)).then_some((Severity::Warning, Rule::EvidenceUnused {}))
}

fn files_fit(scope: &Scope<'_>, _: &Field) -> Option<(Severity, Rule)> {
    const MEGABYTE: u64 = 1_000_000;
    let max = scope.context.call.evidence.max_total_bytes;
    // A file whose item was removed is kept for the way back, but it is not sent.
    let named = scope.files_named();
    let sent = scope.context.files.iter().filter(|file| named.contains(&file.sha256.as_str()));
    let total = sent.map(|file| file.size).fold(0, u64::saturating_add);
    let megabytes = |bytes: u64| u32::try_from(bytes.div_ceil(MEGABYTE)).unwrap_or(u32::MAX);
    (total > max).then(|| {
        let rule = Rule::FilesTooLarge { max_megabytes: megabytes(max), megabytes: megabytes(total) };
        (Severity::Error, rule)
    })
}
