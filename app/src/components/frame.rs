//! What is around every page: head with language and state of saving, foot, and the place where things are said aloud.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::call::Call;
use shared::locales::CODES;

use crate::drafts::SaveState;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::pages::{App, Open};
use crate::route::{self, Route};
use crate::{dom, intl};

/// The whole program. Pages are made anew when address or language changes, the frame only follows the language.
pub fn frame(app: App, page: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let language = i18n::language();
    let again = language.clone();
    let (head, foot) = (
        move || masthead(app, language.get()),
        move || {
            again.track();
            footer()
        },
    );
    view! {
        {head}
        <main class="page wrapper" id="main" tabindex="-1">{page}</main>
        {foot}
        <div class="visually-hidden" role="status" aria-live="polite" id="live"></div>
    }
    .into_any()
}

/// "2027–2028"
pub fn label_years(call: &Call) -> String {
    format!("{}–{}", call.first_label_year, call.last_label_year)
}

fn masthead(app: App, language: &'static str) -> AnyView {
    let service = move || {
        let years = app.call().map(|call| label_years(&call));
        years.map(
            |years| view! { <span class="brand__service">{fill("ui.service", &[("years", years)])}</span> },
        )
    };
    view! {
        <a class="skip" href="#main">{t("ui.skip")}</a>
        <header class="masthead">
            <div class="masthead__inner wrapper">
                <a class="brand" href="/">
                    <span class="brand__mark" aria-hidden="true"></span>
                    <span class="brand__name">"Insignia"</span>
                    {service}
                </a>
                <div class="masthead__tools">
                    {save_state(app)}
                    {language_choice(language)}
                </div>
            </div>
        </header>
    }
    .into_any()
}

fn language_choice(now: &'static str) -> AnyView {
    let options: Vec<AnyView> = CODES
        .iter()
        .map(|code| {
            let name = i18n::own_name(code);
            view! { <option lang=*code value=*code prop:selected=*code == now>{name}</option> }.into_any()
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
    view! {
        <label class="language">
            <span class="visually-hidden">{t("ui.language")}</span>
            <select class="language__select" id="language" autocomplete="off" on:change=change>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// Whether what was typed is saved, where a draft is open.
fn save_state(app: App) -> AnyView {
    let route = route::current();
    (move || {
        let in_draft = route.with(|route| matches!(route, Route::Draft(..)));
        let Open::Ready(desk) = app.open.get() else { return None };
        if !in_draft {
            return None;
        }
        let (class, text) = if !desk.state.writable().get() {
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
        Some(view! { <p class=class role="status">{text}</p> })
    })
    .into_any()
}

/// Says in full what to do while a draft cannot be saved.
pub fn save_trouble(app: App) -> AnyView {
    (move || {
        let Open::Ready(desk) = app.open.get() else { return None };
        let SaveState::NotSaved(error) = desk.save_state().get() else { return None };
        Some(view! {
            <div class="panel panel--error" role="alert">
                <h2 class="panel__title">{t("ui.save.unsaved")}</h2>
                <p>{words::draft_error(error)}</p>
            </div>
        })
    })
    .into_any()
}

fn footer() -> AnyView {
    let links =
        [("/form", "ui.links.form"), ("/rubric", "ui.links.rubric"), ("/privacy", "ui.links.privacy")];
    let links: Vec<AnyView> =
        links.into_iter().map(|(to, key)| view! { <li><a href=to>{t(key)}</a></li> }.into_any()).collect();
    view! {
        <footer class="footer">
            <div class="footer__inner wrapper">
                <p class="footer__note">{t("ui.footer.note")}</p>
                <ul class="footer__links cluster">{links}</ul>
            </div>
        </footer>
    }
    .into_any()
}

/// A panel with a title and one sentence.
pub fn panel(class: &'static str, title: String, text: String) -> AnyView {
    view! {
        <div class=class>
            <h2 class="panel__title">{title}</h2>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// The head of a sheet: what stands above the title, the title, an introduction.
pub fn title(over: Option<String>, text: String, intro: Option<String>) -> AnyView {
    let over = over.map(|over| view! { <p class="title__over">{over}</p> }.into_any());
    let intro = intro.map(|intro| view! { <p class="title__intro">{intro}</p> }.into_any());
    view! {
        <header class="title">
            {over}
            <h1 class="title__text">{text}</h1>
            {intro}
        </header>
    }
    .into_any()
}
