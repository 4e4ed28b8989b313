//! What the style guide shows of the office: the door, the list in all its states, and an application.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{ApplicationPage, ApplicationQuery, ApplicationRow, ApplicationState, Session};

use super::address::{Place, newest_first};
use super::application::{Opened, record};
use super::list::{Empty, Found, Listing, downloads, filters, pager, table};
use super::session::{Office, SignedIn, Why};
use super::sign_in::SignInPage;
use super::{frame, load, nav};
use crate::api::ApiError;
use crate::styleguide::basics::LONG_WORD;
use crate::styleguide::{Chapter, Sample};

/// What the list shows while it is fetched.
pub fn waiting() -> AnyView {
    load::waiting("office.list.loading")
}

pub fn chapters(sample: &Sample) -> Vec<Chapter> {
    let office = Office::new();
    provide_context(office);
    let calls = Arc::new(sample.calls());
    office.known_calls.set(Some(calls.clone()));
    let (name, email) = ("Inés Prado".to_string(), "ines@example.org".to_string());
    office.signed_in.set(SignedIn::Yes(Session { name, email }));
    let asked = ApplicationQuery { page: Some(7), search: Some("ies".into()), ..newest_first() };
    nav::place().set(Place::List(asked.clone()));
    let rows = rows(sample);
    office.last_list.set_value(Some((asked, Arc::new(ApplicationPage { total: 1_234, page: 7, rows }))));
    let listing = Listing::new();
    let busy = Listing::new();
    busy.busy.set(true);
    let found =
        |query: ApplicationQuery, total: u32| -> Found { Memo::new(move |_| Some((query.clone(), total))) };
    let many = Memo::new(move |_| listing.shown.get().map(|(asked, page)| (asked, page.total)));
    let filtered = ApplicationQuery { search: Some("nothing".into()), ..newest_first() };
    vec![
        Chapter::new("office-frame", "Head and foot of the office")
            .show_any("The head", view! { <frame::Masthead/> }.into_any())
            .show_any("The foot", view! { <frame::Footer/> }.into_any()),
        door(),
        Chapter::new("list", "The list")
            .show_any("Search and filters", view! { <filters::Filters query=listing.query/> }.into_any())
            .show_any(
                "Downloads",
                view! { <div class="list-head"><p class="list-head__count">"1,234"</p><downloads::Downloads found=many/></div> }
                    .into_any(),
            )
            .show_any("Rows", view! { <table::Table listing=listing/> }.into_any())
            .show_any("While other rows come", view! { <table::Table listing=busy/> }.into_any())
            .show_any("Pages", view! { <pager::Pager found=many/> }.into_any())
            .show_any("Nothing was found", view! { <Empty found=found(filtered, 0)/> }.into_any())
            .show_any("Nothing is there", view! { <Empty found=found(newest_first(), 0)/> }.into_any())
            .show_any("It could not be fetched", load::failure_panel(ApiError::Offline, || {}))
            .show_any("On its way", waiting()),
        application(sample, calls),
    ]
}

fn door() -> Chapter {
    // It is a page, with the landmark of one.
    Chapter::new("sign-in", "Signing in")
        .show_any("After the session ended", view! { <SignInPage why=Why::Expired/> }.into_any())
}

/// The sample in every state, with long names and short ones.
fn rows(sample: &Sample) -> Vec<ApplicationRow> {
    let row = &sample.application.row;
    let long = format!("{LONG_WORD} {LONG_WORD}");
    let schools = [row.school.as_str(), long.as_str(), "Ñ", "შპს სკოლა „თეთრიწყლის“", "مدرسة النور"];
    let states = ApplicationState::ALL.into_iter().cycle();
    let each = schools.into_iter().zip(states).zip(0u8..);
    let each = each.map(|((school, state), n)| ApplicationRow {
        submission: sample.draft(100 + n).id,
        school: school.to_string(),
        state,
        late: n % 2 == 1,
        warnings: u32::from(n) * 7,
        files_stored: if state == ApplicationState::Complete { row.files } else { 0 },
        ..row.clone()
    });
    each.collect()
}

fn application(sample: &Sample, calls: Arc<shared::wire::CallsView>) -> Chapter {
    let mut view = sample.application.clone();
    if let Some(first) = view.versions.first().cloned() {
        let newer = shared::wire::VersionRow { version: first.version + 1, ..first };
        view.versions.push(newer);
    }
    if let Some(file) = view.files.last_mut() {
        file.stored = false;
    }
    let opened = Opened { view: Arc::new(view), calls };
    Chapter::new("application", "An application")
        .show_any("An older version, with warnings and a file that is missing", record(&opened))
}
