//! What is around every page: head with language and state of saving, foot, and the place where things are said aloud.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::call::Call;
use shared::locales::{CODES, LANGUAGES};
use shared::manifest::SubmissionId;

use super::notices::notices;
use crate::drafts::{DraftError, SaveState};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::pages::{App, Open};
use crate::route::{self, Route, Step, draft_path};
use crate::{brand, dom, intl, outbox};

/// The whole program. Pages are made anew when address or language changes, the frame only follows the language.
pub fn frame(app: App, page: impl Fn() -> View + Send + 'static) -> View {
    let language = i18n::language();
    let (again, above) = (language.clone(), language.clone());
    let (head, foot) = (
        move || masthead(app, language.get()),
        move || {
            again.track();
            footer()
        },
    );
    views![
        head,
        move || {
            above.track();
            notices(app)
        },
        el("main").class("page wrapper").id("main").attr("tabindex", "-1").child(page),
        foot,
        el("div").class("visually-hidden").attr("role", "status").attr("aria-live", "polite").id("live")
    ]
}

/// "2027–2028"
pub fn label_years(call: &Call) -> String {
    format!("{}–{}", call.first_label_year, call.last_label_year)
}

pub fn masthead(app: App, language: &'static str) -> View {
    let service = move || {
        let years = app.call().map(|call| label_years(&call));
        years.map(|years| el("span").class("brand__service").child(fill("ui.service", &[("years", years)])))
    };
    views![
        el("header")
            .class("masthead")
            .child(el("a").class("skip").attr("href", "#main").words("ui.skip"))
            .child(
                el("div")
                    .class("masthead__inner wrapper")
                    .child(
                        el("a")
                            .class("brand")
                            .attr("href", "/")
                            .child(brand::mark())
                            .child(el("span").class("brand__name").child(brand::name()))
                            .child(service)
                    )
                    .child(
                        el("div")
                            .class("masthead__tools")
                            .child(save_state(app))
                            .child(language_choice(language))
                    )
            )
    ]
}

fn language_choice(now: &'static str) -> View {
    let options: Vec<View> = LANGUAGES
        .iter()
        .map(|language| {
            let code = language.code;
            el("option")
                .attr("lang", code)
                .attr("value", code)
                .prop("selected", code == now)
                .child(i18n::own_name(language))
                .into_child()
        })
        .collect();
    let change = |event: web_sys::Event| {
        let wanted = dom::typed(&event);
        let Some(code) = CODES.iter().copied().find(|code| **code == *wanted) else { return };
        i18n::remember(code);
        route::stay();
        spawn_local(async move {
            if i18n::change_to(code).await.is_err() {
                dom::say(t("ui.offline"));
            }
            dom::focus_soon("language".into());
        });
    };
    el("label")
        .class("language")
        .child(el("span").class("visually-hidden").words("ui.language"))
        .child(
            el("select")
                .class("language__select")
                .id("language")
                .attr("autocomplete", "off")
                .on("change", change)
                .child(options),
        )
        .into_child()
}

/// Whether what was typed is saved, where a draft is open.
fn save_state(app: App) -> View {
    let route = route::current();
    (move || {
        let in_draft = route.with(|route| matches!(route, Route::Draft(..)));
        let desk = match app.open.get() {
            Open::Ready(desk) if in_draft => desk,
            _ => return on_its_way(None),
        };
        let on_receipt = route.with(|route| matches!(route, Route::Draft(_, Step::Receipt)));
        save_state_of(desk, on_receipt)
    })
    .into_child()
}

/// The same of one draft.
pub fn save_state_of(desk: Desk, on_receipt: bool) -> Option<View> {
    if outbox::holds(&desk.id) {
        return on_its_way(Some(&desk.id));
    }
    let (class, text) = if on_receipt && desk.sent().get().is_some_and(|sent| sent.complete) {
        ("save-state save-state--saved", t("ui.outbox.short_sent"))
    } else if !desk.state.writable().get() {
        ("save-state save-state--readonly", t("ui.save.readonly"))
    } else {
        match desk.save_state().get() {
            SaveState::Saved(at) => {
                let time = intl::time(at as f64);
                ("save-state save-state--saved", fill("ui.save.saved", &[("time", time)]))
            }
            SaveState::Saving => ("save-state save-state--saving", t("ui.save.saving")),
            SaveState::NotSaved(_) => ("save-state save-state--unsaved", t("ui.save.unsaved")),
        }
    };
    Some(el("p").class(class).attr("role", "status").child(text).into_child())
}

/// Where a finished draft stands, or the first one that is finished.
pub fn on_its_way(id: Option<&SubmissionId>) -> Option<View> {
    let (class, text) = outbox::standing(id)?;
    Some(
        el("p")
            .class(format!("save-state save-state--{class}"))
            .attr("role", "status")
            .child(text)
            .into_child(),
    )
}

/// Says in full what to do while a draft cannot be saved.
pub fn save_trouble(app: App) -> View {
    (move || {
        let Open::Ready(desk) = app.open.get() else { return None };
        let SaveState::NotSaved(error) = desk.save_state().get() else { return None };
        let text = match error {
            DraftError::Lost => t("ui.save.gone"),
            error => words::draft_error(error),
        };
        let rescue = (error != DraftError::TakenOver).then(|| {
            let to = draft_path(&desk.id, Step::Save);
            el("p").child(el("a").attr("href", to).words("ui.save.rescue"))
        });
        Some(
            el("div")
                .class("panel panel--error")
                .attr("role", "alert")
                .child(el("h2").class("panel__title").words("ui.save.unsaved"))
                .child(el("p").child(text))
                .child(rescue),
        )
    })
    .into_child()
}

pub fn footer() -> View {
    let links = [
        ("/form", "ui.links.form"),
        ("/rubric", "ui.links.rubric"),
        ("/privacy", "ui.links.privacy"),
        ("/accessibility", "ui.links.accessibility"),
    ];
    let links: Vec<View> = links
        .into_iter()
        .map(|(to, key)| el("li").child(el("a").attr("href", to).child(t(key))).into_child())
        .collect();
    el("footer")
        .class("footer")
        .child(
            el("div")
                .class("footer__inner wrapper")
                .child(el("p").class("footer__note").words("ui.footer.note"))
                .child(el("ul").class("footer__links cluster").child(links)),
        )
        .into_child()
}

/// A panel with a title and one sentence.
pub fn panel(class: &'static str, title: String, text: String) -> View {
    panel_of("h2", class, title, text)
}

/// The same, which on an otherwise empty page has the title of the page: `h1`.
pub fn panel_of(level: &'static str, class: &'static str, title: String, text: String) -> View {
    el("div")
        .class(class)
        .child(el(level).class("panel__title").child(title))
        .child(el("p").child(text))
        .into_child()
}

/// The head of a sheet: what stands above the title, the title, an introduction.
pub fn title(over: Option<String>, text: String, intro: Option<String>) -> View {
    let over = over.map(|over| el("p").class("title__over").child(over).into_child());
    let intro = intro.map(|intro| el("p").class("title__intro").child(intro).into_child());
    el("header")
        .class("title")
        .child(over)
        .child(el("h1").class("title__text").child(text))
        .child(intro)
        .into_child()
}

/// What stands in for a page until it is there.
pub fn loading() -> View {
    el("p")
        .class("loading")
        .attr("role", "status")
        .child(el("span").class("spinner").attr("aria-hidden", "true"))
        .words("ui.loading")
        .into_child()
}

/// What could not be fetched, and trying again.
pub fn trouble(level: &'static str, title: String, text: String, again: impl Fn() + Send + 'static) -> View {
    el("div")
        .class("panel panel--warning")
        .attr("role", "alert")
        .child(el(level).class("panel__title").child(title))
        .child(el("p").child(text))
        .child(
            el("div").class("actions").child(
                el("button")
                    .attr("type", "button")
                    .class("button button--secondary")
                    .on("click", move |_| {
                        again();
                        // The button is gone while it is tried.
                        dom::focus_soon("main".into());
                    })
                    .words("ui.again"),
            ),
        )
        .into_child()
}
