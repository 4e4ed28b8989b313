//! Every page of a draft: opens the draft first, and says so where it cannot be opened or written.

use crate::element::{El, IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::manifest::SubmissionId;

use super::{App, Calls, Carrying, Guarding, Open, arrive, guarded, no_calls};
use super::{overview, section};
use crate::components::deadline;
use crate::components::frame::{self, loading};
use crate::components::overview as sections;
use crate::drafts::{DraftError, vault};
use crate::form::desk::Desk;
use crate::form::words;
use crate::help::{Help, keys::Shortcut};
use crate::i18n::t;
use crate::route::{Step, draft_path};
use crate::timer::pause;
use crate::{outbox, parts};

/// How long after the page itself its help is fetched: once it was painted.
const HELP_MS: u32 = 60;

pub fn page(app: App, id: SubmissionId, step: Step) -> View {
    // Also a draft that cannot be opened can be erased.
    if step == Step::Erase {
        return guarded(app, Guarding::Erase(id));
    }
    (move || match app.calls.get() {
        Calls::Loading => loading(),
        Calls::Failed(error) => no_calls(app, "h1", &error),
        Calls::Here(_) => opened(app, id.clone(), step),
    })
    .into_child()
}

fn opened(app: App, id: SubmissionId, step: Step) -> View {
    match app.open.get() {
        Open::Ready(desk) if desk.id == id && has_its_call(app, desk) => at_desk(app, desk, step),
        Open::Locked(locked) if locked == id => guarded(app, Guarding::Unlock(id)),
        Open::Failed(failed, reason) if failed == id => not_opened(&reason),
        Open::Opening(opening) if opening == id => loading(),
        before => {
            app.open.set(Open::Opening(id.clone()));
            spawn_local(open(app, id, before));
            loading()
        }
    }
}

/// Whether the draft was opened in its call as it is now. One whose call was changed is opened anew.
fn has_its_call(app: App, desk: Desk) -> bool {
    let call = &desk.state.call;
    app.calls.with_untracked(|calls| match calls {
        Calls::Here(view) => view.calls.iter().all(|known| known.id != call.id || known == call),
        _ => true,
    })
}

async fn open(app: App, id: SubmissionId, before: Open) {
    if let Open::Ready(desk) = before {
        desk.close().await;
    }
    let calls = app.calls.with_untracked(|calls| match calls {
        Calls::Here(view) => view.calls.clone(),
        _ => Vec::new(),
    });
    // Before anything can be typed into it: what is finished is not changed without a word.
    outbox::look(app).await;
    app.open.set(match Desk::open(&id, &calls).await {
        Ok(Some(desk)) => Open::Ready(desk),
        Ok(None) => Open::Failed(id, t("code.unknown_call")),
        Err(DraftError::Locked) => Open::Locked(id),
        Err(error) => Open::Failed(id, words::draft_error(error)),
    });
}

fn not_opened(reason: &str) -> View {
    arrive(&t("ui.draft.not_opened"));
    el("div")
        .class("sheet flow")
        .child(frame::title(None, t("ui.draft.not_opened"), Some(reason.to_string())))
        .child(
            el("div")
                .class("actions")
                .child(el("a").class("button button--primary").attr("href", "/").words("ui.not_found.back")),
        )
        .into_child()
}

/// The page of a step, with what every page of an open draft has.
fn at_desk(app: App, desk: Desk, step: Step) -> View {
    provide_context(desk);
    let writable = desk.state.writable();
    let strip = vault::holds(&desk.id).then(|| guarded(app, Guarding::Strip(desk)));
    let pages = move || {
        if writable.get() {
            return views![deadline::head(desk), frame::save_trouble(app), written(app, desk, step)];
        }
        // Saving it to a file changes nothing.
        if step == Step::Save {
            return written(app, desk, step);
        }
        views![deadline::head(desk), parts::view(|parts| &parts.sending, (app, desk, step))]
    };
    // It shows nothing, and what is seen comes first.
    let stands = RwSignal::new(false);
    spawn_local(async move {
        pause(HELP_MS).await;
        let _ = stands.try_set(true);
    });
    let help = move || stands.get().then(|| parts::view(|parts| &parts.helping, Help::Begin(app)));
    let help = el("div").attr("hidden", true).child(help);
    views![strip, pages, help]
}

fn written(app: App, desk: Desk, step: Step) -> View {
    match step {
        Step::Overview => overview::page(app, desk),
        Step::Section(section) if !outbox::holds(&desk.id) => section::page(desk, section),
        Step::Save => parts::view(|parts| &parts.carrying, (app, Carrying::Save(desk))),
        Step::Protect if !outbox::holds(&desk.id) => guarded(app, Guarding::Protect(desk)),
        Step::History if !outbox::holds(&desk.id) => parts::view(|parts| &parts.history, desk),
        _ => parts::view(|parts| &parts.sending, (app, desk, step)),
    }
}

/// A page of the form with the sections beside it.
pub fn beside_sections(desk: Desk, step: Step, main: View) -> View {
    el("div")
        .class("wizard")
        .child(sections::sidebar(desk, step))
        .child(el("div").class("wizard__main").child(to_all_sections(desk)).child(main))
        .into_child()
}

pub fn to_all_sections(desk: Desk) -> El {
    el("a")
        .class("back")
        .attr("href", draft_path(&desk.id, Step::Overview))
        .attr("aria-keyshortcuts", Shortcut::Overview.keys())
        .words("ui.overview.back")
}
