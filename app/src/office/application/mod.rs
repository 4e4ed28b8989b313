//! One application, read whole: what the school answered, with which evidence, received when, and whether the receipt holds.

mod answers;
mod arrival;
mod evidence;
mod findings;
mod raw;
mod receipt;
mod side;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::call::Call;
use shared::forms::APPLICATION;
use shared::manifest::{Manifest, SubmissionId};
use shared::wire::{ApplicationView, CallsView};

use crate::api::{self, ApiResult};
use crate::intl;
use crate::office::address::{LIST, Place};
use crate::office::frame::set_title;
use crate::office::latest::{Arrival, Latest};
use crate::office::load::{Load, failure_panel, is_not_found, is_signed_out, waiting};
use crate::office::nav;
use crate::office::session::{Office, office};
use crate::office::words::{count, fill, t};

type Wish = Option<u32>;

/// An application with what is needed to read it.
#[derive(Clone)]
pub struct Opened {
    pub view: Arc<ApplicationView>,
    pub calls: Arc<CallsView>,
}

impl Opened {
    fn manifest(&self) -> &Manifest {
        &self.view.manifest
    }

    fn call(&self) -> Option<&Call> {
        self.calls.calls.iter().find(|call| call.id == self.view.manifest.call)
    }

    /// Whether this program knows the form it was made with.
    fn is_readable(&self) -> bool {
        let manifest = self.manifest();
        manifest.form == APPLICATION.id && manifest.form_version == APPLICATION.version
    }

    /// Number of the version that is shown.
    fn version(&self) -> u32 {
        self.view.receipt.statement.version
    }
}

/// What the page is opening: which version is wished for, and what came.
#[derive(Clone, Copy)]
struct Opening {
    office: Office,
    id: StoredValue<SubmissionId>,
    version: Memo<Wish>,
    load: RwSignal<Load<Opened>>,
    latest: StoredValue<Latest<Wish>>,
}

impl Opening {
    fn new(id: SubmissionId) -> Self {
        let place = nav::place();
        let stored = StoredValue::new(id.clone());
        let version = Memo::new(move |before: Option<&Wish>| match place.get() {
            Place::Application { id: here, version } if here == id => version,
            _ => before.copied().flatten(),
        });
        let (load, latest) = (RwSignal::new(Load::Waiting), StoredValue::new(Latest::default()));
        Self { office: office(), id: stored, version, load, latest }
    }

    fn ask(self, wish: Wish) {
        if !self.latest.try_update_value(|latest| latest.want(wish)).unwrap_or(false) {
            return;
        }
        let id = self.id.get_value();
        spawn_local(async move {
            let mut asked = wish;
            loop {
                let answer = self.fetch(&id, asked).await;
                // The page may be gone by now, and its state with it.
                match self.latest.try_update_value(|latest| latest.arrived(&asked)) {
                    Some(Arrival::AskInstead(next)) => asked = next,
                    Some(Arrival::Show) => return self.show(answer),
                    None => return,
                }
            }
        });
    }

    async fn fetch(self, id: &SubmissionId, version: Wish) -> ApiResult<Opened> {
        let view = Arc::new(api::application(id, version).await?);
        Ok(Opened { view, calls: self.office.calls().await? })
    }

    fn show(self, answer: ApiResult<Opened>) {
        match answer {
            Ok(opened) => self.load.set(Load::Ready(opened)),
            Err(error) if is_signed_out(&error) => return self.office.expire(),
            Err(error) => self.load.set(Load::Failed(error)),
        }
        nav::arrived();
    }

    fn retry(self) {
        self.load.set(Load::Waiting);
        self.ask(self.version.get_untracked());
    }
}

#[component]
pub fn ApplicationPage(id: SubmissionId) -> impl IntoView {
    let opening = Opening::new(id);
    let load = opening.load;
    Effect::new(move || opening.ask(opening.version.get()));
    Effect::new(move || {
        set_title(&load.with(|load| match load {
            Load::Ready(opened) => opened.view.row.school.clone(),
            Load::Failed(error) if is_not_found(error) => t("office.application.unknown_title"),
            _ => t("office.application.title"),
        }));
    });
    let page = move || match load.get() {
        Load::Waiting => waiting("office.application.loading"),
        Load::Failed(error) if is_not_found(&error) => not_found(),
        Load::Failed(error) => {
            view! { {crumbs(None)}{failure_panel(error, move || opening.retry())} }.into_any()
        }
        Load::Ready(opened) => record(&opened),
    };
    let ready = move || (!load.with(|load| matches!(load, Load::Waiting))).then_some("");
    view! {
        <main class="page wrapper wrapper--wide" id="main" tabindex="-1" data-ready=ready>{page}</main>
    }
}

/// The way back to the list. Inside the office "back" of the browser leads to the same filters and place.
fn crumbs(reference: Option<String>) -> AnyView {
    let last = reference.map(|reference| view! { <li aria-current="page">{reference}</li> });
    view! {
        <nav class="crumbs" aria-label=t("office.application.path")>
            <ol><li><a href=list_address()>{t("office.list.title")}</a></li>{last}</ol>
        </nav>
    }
    .into_any()
}

/// The list as it was last seen, with its filters and page.
fn list_address() -> String {
    office()
        .last_list
        .with_value(|last| last.as_ref().map(|(query, _)| Place::List(query.clone()).address()))
        .unwrap_or_else(|| LIST.to_string())
}

fn not_found() -> AnyView {
    view! {
        {crumbs(None)}
        <div class="sheet flow">
            <header class="title">
                <h1 class="title__text">{t("office.application.unknown_title")}</h1>
                <p class="title__intro">{t("office.application.unknown_text")}</p>
            </header>
            <div class="actions"><a class="button button--primary" href=list_address()>{t("office.to_list")}</a></div>
        </div>
    }
    .into_any()
}

pub fn record(opened: &Opened) -> AnyView {
    let row = &opened.view.row;
    let place = format!("{}, {}", row.town, intl::country(&row.country));
    let body = match (opened.is_readable(), opened.call()) {
        (true, Some(call)) => answers::answers(opened, call),
        _ => raw::raw(opened),
    };
    view! {
        {crumbs(Some(row.reference.clone()))}
        <header class="title">
            <h1 class="title__text"><bdi>{row.school.clone()}</bdi></h1>
            <p class="title__meta"><bdi>{place}</bdi></p>
        </header>
        <div class="record">
            <div class="record__main flow">
                {older_version(opened)}
                {findings::findings(opened)}
                {body}
                {evidence::evidence(opened)}
            </div>
            <aside class="record__side flow" aria-label=t("office.application.about")>
                {side::about(opened)}
                {arrival::arrival(opened)}
                {side::versions(opened)}
                {receipt::receipt(opened)}
                {side::sections(opened)}
            </aside>
        </div>
    }
    .into_any()
}

fn older_version(opened: &Opened) -> Option<AnyView> {
    let newest = opened.view.versions.iter().map(|version| version.version).max()?;
    (opened.version() < newest).then(|| {
        let address = Place::Application { id: opened.view.row.submission.clone(), version: None }.address();
        let values = [("version", opened.version().to_string()), ("newest", newest.to_string())];
        view! {
            <div class="panel panel--warning" role="status">
                <p>{fill("office.version.older", &values)}</p>
                <div class="actions">
                    <a class="button button--secondary button--small" href=address>{t("office.version.to_newest")}</a>
                </div>
            </div>
        }
        .into_any()
    })
}

/// "12 of 12 files stored".
fn stored_text(opened: &Opened) -> String {
    let stored = opened.view.files.iter().filter(|file| file.stored).count();
    let all = u32::try_from(opened.manifest().files.len()).unwrap_or(u32::MAX);
    let number = intl::number(stored as f64);
    crate::i18n::count_with("office.evidence.stored_count", all as usize, &[("stored", number)])
}

/// A number of things found, for a heading.
fn warnings_text(n: usize) -> String {
    count("office.findings.title", u32::try_from(n).unwrap_or(u32::MAX))
}
