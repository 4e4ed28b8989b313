//! Who changed what in a draft, and what was written beside it: several people, or one on several computers.

mod changes;
mod kept;
mod rows;

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use shared::answers::{Answer, Path};
use shared::history::{DraftCopy, Version};
use shared::summary::Shown;

use super::arrive;
use crate::components::frame::{self, loading};
use crate::components::summary::{Reading, value, written_answer};
use crate::dom;
use crate::drafts::{DraftError, past};
use crate::element::{IntoChild, View, el};
use crate::form::desk::Desk;
use crate::form::state::FormState;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::intl;
use crate::route::{Step, draft_path};
use crate::views;

/// HTML id of the heading, where the focus goes when what had it is gone.
const TITLE: &str = "history-title";

/// Letters of an author's name that are shown.
const SHORT: usize = 4;

/// The page, and what is known of the draft's past.
#[derive(Clone, Copy)]
struct Page {
    desk: Desk,
    past: RwSignal<Option<Result<Past, DraftError>>>,
}

#[derive(Clone)]
struct Past(SendWrapper<Rc<Known>>);

struct Known {
    copy: DraftCopy,
    /// The authors that this browser was.
    own: Vec<String>,
}

pub fn page(desk: Desk) -> View {
    arrive(&t("ui.history.title"));
    let page = Page { desk, past: RwSignal::new(None) };
    spawn_local(async move { page.show(page.find().await) });
    let back = draft_path(&desk.id, Step::Overview);
    el("div")
        .class("sheet flow")
        .child(el("a").class("back").attr("href", back).words("ui.overview.back"))
        .child(frame::title(Some(desk.name()), t("ui.history.title"), Some(t("ui.history.intro"))))
        .child(move || match page.past.get() {
            None => loading(),
            Some(Err(error)) => {
                frame::panel("panel panel--error", t("ui.history.failed"), words::draft_error(error))
            }
            Some(Ok(past)) => page.of(&past.0),
        })
        .into_child()
}

impl Page {
    fn of(self, known: &Known) -> View {
        views![
            kept::section(self, known),
            rows::section(self, known),
            changes::section(self.desk.state, known)
        ]
    }

    async fn find(self) -> Result<Known, DraftError> {
        self.desk.flush().await?;
        let id = &self.desk.id;
        Ok(Known { copy: past::copy(id).await?, own: past::own_authors(id).await? })
    }

    fn show(self, found: Result<Known, DraftError>) {
        if let Ok(known) = &found {
            self.desk.kept().set(u32::try_from(known.copy.kept().len()).unwrap_or(u32::MAX));
        }
        let past = found.map(|known| Past(SendWrapper::new(Rc::new(known))));
        drop(self.past.try_set(Some(past)));
    }

    /// Does something to the draft, then shows it as it has become, and says so.
    fn act(self, deed: impl Future<Output = Result<(), DraftError>> + 'static, done: &'static str) {
        spawn_local(async move {
            let found = match deed.await {
                Ok(()) => self.find().await,
                Err(error) => Err(error),
            };
            if let Ok(known) = &found {
                self.desk.state.replace(known.copy.answers.clone());
                dom::say(t(done));
            }
            self.show(found);
            dom::focus_soon(TITLE.into());
        });
    }
}

impl Known {
    /// Who, as far as it is known: this browser, or one that sent a file.
    fn who(&self, version: &Version) -> String {
        if self.own.contains(&version.by) {
            return t("ui.history.here");
        }
        match version.by.get(..SHORT) {
            Some(short) => fill("ui.history.there", &[("name", short.to_string())]),
            None => t("ui.history.unknown"),
        }
    }

    fn who_and_when(&self, version: Option<&Version>) -> String {
        let Some(version) = version else { return t("ui.history.unknown") };
        let when = intl::short_moment(version.at as f64);
        fill("ui.history.by", &[("when", when), ("who", self.who(version))])
    }
}

/// An answer as it is read, also one that does not count.
fn answer_view(state: FormState, path: &Path, answer: Option<&Answer>) -> View {
    let Some(answer) = answer else { return t("ui.history.cleared").into_child() };
    match shown(state, path, answer) {
        Some(shown) => value(&shown, &Reading::default()),
        None => written_answer(answer),
    }
}

/// What would be shown if the answer counted; nothing if the form does not ask it now.
fn shown(state: FormState, path: &Path, answer: &Answer) -> Option<Shown> {
    let words = i18n::words();
    let sections = state.with(|answers, context| {
        let mut answers = answers.clone();
        answers.set(path, answer.clone());
        state.form.summary(&answers, context, &words)
    });
    for entry in sections.into_iter().flat_map(|section| section.entries) {
        if entry.path == *path {
            return Some(entry.shown);
        }
        if let Shown::Rows(rows) = entry.shown {
            let cell = rows.into_iter().flat_map(|row| row.entries).find(|cell| cell.path == *path);
            if let Some(cell) = cell {
                return Some(cell.shown);
            }
        }
    }
    None
}
