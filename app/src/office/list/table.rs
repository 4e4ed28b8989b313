//! The rows of the list and the buttons in its head.

use leptos::prelude::*;
use shared::wire::{ApplicationQuery, ApplicationRow, Sort};

use crate::office::address::Place;
use crate::office::list::Listing;
use crate::office::nav;
use crate::office::words::{state_class, state_text, t};
use crate::{i18n, intl};

/// Key of the name of a column that sorts.
pub const fn column_key(sort: Sort) -> &'static str {
    match sort {
        Sort::ReceivedAt => "office.column.received",
        Sort::School => "office.column.school",
        Sort::Country => "office.column.country",
        Sort::Reference => "office.column.reference",
        Sort::State => "office.column.state",
        Sort::Warnings => "office.column.warnings",
    }
}

/// Whether the first click on a column begins with the largest: the newest and the most doubtful come first.
pub const fn usual_direction(sort: Sort) -> bool {
    matches!(sort, Sort::ReceivedAt | Sort::Warnings)
}

#[component]
pub fn Table(listing: Listing) -> impl IntoView {
    let query = listing.query;
    // The language is part of the key: a row is written once, in one language.
    let rows = move || {
        let language = i18n::language().get();
        let page = listing.shown.get();
        let rows = page.map(|(_, page)| page.rows.clone()).unwrap_or_default();
        rows.into_iter().map(|row| (language, row)).collect::<Vec<_>>()
    };
    let key = |(language, row): &(&'static str, ApplicationRow)| {
        let id = row.submission.as_str().to_string();
        (*language, id, row.version, row.state, row.files_stored)
    };
    view! {
        <div class="table-frame table-frame--list">
            <table class="table table--dense table--stack" aria-busy=move || listing.busy.get().to_string()>
                <caption class="visually-hidden">{move || t("office.list.title")}</caption>
                <thead>
                    <tr>
                        <SortHead query=query sort=Sort::School/>
                        <SortHead query=query sort=Sort::Country/>
                        <th scope="col">{move || t("office.column.town")}</th>
                        <SortHead query=query sort=Sort::Reference/>
                        <SortHead query=query sort=Sort::ReceivedAt/>
                        <th scope="col" class="table__number">{move || t("office.column.files")}</th>
                        <SortHead query=query sort=Sort::Warnings number=true/>
                        <SortHead query=query sort=Sort::State/>
                    </tr>
                </thead>
                <tbody><For each=rows key=key children=|(_, row)| row_view(&row)/></tbody>
            </table>
        </div>
    }
}

#[component]
fn SortHead(query: Memo<ApplicationQuery>, sort: Sort, #[prop(optional)] number: bool) -> impl IntoView {
    let direction = move || {
        query.with(|q| match (q.sort == sort, q.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        })
    };
    let click = move |_| {
        let now = query.get_untracked();
        let descending = if now.sort == sort { !now.descending } else { usual_direction(sort) };
        nav::refine(Place::List(ApplicationQuery { sort, descending, page: None, ..now }), true);
    };
    view! {
        <th scope="col" class:table__number=number aria-sort=direction>
            <button type="button" class="sort" on:click=click>{move || t(column_key(sort))}</button>
        </th>
    }
}

fn row_view(row: &ApplicationRow) -> AnyView {
    let address = Place::Application { id: row.submission.clone(), version: None }.address();
    let files = if row.files_stored == row.files {
        intl::number(f64::from(row.files))
    } else {
        format!("{} / {}", intl::number(f64::from(row.files_stored)), intl::number(f64::from(row.files)))
    };
    let late = row.late.then(|| view! { " "<span class="tag tag--warning">{t("office.late")}</span> });
    view! {
        <tr>
            <th scope="row"><a href=address><bdi>{row.school.clone()}</bdi></a></th>
            <td data-label=t("office.column.country")>{intl::country(&row.country)}</td>
            <td data-label=t("office.column.town")><bdi>{row.town.clone()}</bdi></td>
            <td data-label=t("office.column.reference")><code class="hash nowrap">{row.reference.clone()}</code></td>
            <td data-label=t("office.column.received") class="nowrap">
                {intl::short_moment(row.received_at as f64 * 1000.0)}{late}
            </td>
            <td data-label=t("office.column.files") class="table__number">{files}</td>
            <td data-label=t("office.column.warnings") class="table__number">
                {intl::number(f64::from(row.warnings))}
            </td>
            <td data-label=t("office.column.state")>
                <span class=state_class(row.state)>{state_text(row.state)}</span>
            </td>
        </tr>
    }
    .into_any()
}
