//! What surrounds every page of the office: masthead, footer, title, and the page for a wrong address.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::locales::{CODES, LANGUAGES};

use crate::element::IntoChild;
use crate::office::address::{HOME, LIST, Place};
use crate::office::load::failure_text;
use crate::office::nav;
use crate::office::session::{SignedIn, office};
use crate::office::words::{fill, follow_language, t};
use crate::{brand, dom, i18n};

/// Names the page in the browser's tab and history.
pub fn set_title(name: &str) {
    dom::set_title(&fill("office.page_title", &[("page", name.to_string()), ("name", brand::name())]));
}

#[component]
pub fn Masthead() -> impl IntoView {
    let office = office();
    let signed_in = move || matches!(office.signed_in.get(), SignedIn::Yes(_));
    let place = nav::place();
    let on_list = move || matches!(place.get(), Place::List(_)).then_some("page");
    view! {
        <header class="masthead">
            <a class="skip" href="#main">{move || t("office.skip")}</a>
            <div class="masthead__inner wrapper wrapper--wide">
                <a class="brand" href=HOME>
                    {brand::mark().into_child()}
                    <span class="brand__name">{brand::name()}</span>
                    <span class="brand__service">{move || t("office.name")}</span>
                </a>
                <div class="masthead__tools">
                    {move || {
                        let on_list = on_list.clone();
                        signed_in().then(|| view! {
                            <nav class="masthead__nav" aria-label=move || t("office.name")>
                                <a href=LIST aria-current=on_list>{move || t("office.list.title")}</a>
                            </nav>
                        })
                    }}
                    <LanguageChoice/>
                    {move || signed_in().then(|| view! { <SignOut/> })}
                </div>
            </div>
        </header>
    }
}

/// The name of a language is written in that language, so that its readers find it.
#[component]
fn LanguageChoice() -> impl IntoView {
    let language = i18n::language();
    let change = move |event: web_sys::Event| {
        let wanted = dom::typed(&event);
        let Some(code) = CODES.iter().copied().find(|code| *code == wanted) else { return };
        spawn_local(async move {
            match i18n::change_to(code).await {
                Ok(()) => i18n::remember(code),
                Err(_) => {
                    dom::say(i18n::t("office.error.language"));
                    // The select shows what was wished for; it must show what is.
                    i18n::language().notify();
                }
            }
        });
    };
    let options: Vec<_> = LANGUAGES
        .iter()
        .map(|declared| {
            let (language, code) = (language.clone(), declared.code);
            view! {
                <option value=code lang=code prop:selected=move || language.get() == code>
                    {i18n::own_name(declared)}
                </option>
            }
        })
        .collect();
    view! {
        <label class="language">
            <span class="visually-hidden">{move || t("office.language")}</span>
            <select class="language__select" autocomplete="off" on:change=change>{options}</select>
        </label>
    }
}

#[component]
fn SignOut() -> impl IntoView {
    let office = office();
    let busy = RwSignal::new(false);
    let leave = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = office.sign_out().await;
            busy.try_set(false);
            match answer {
                Ok(()) => nav::refine(Place::Home, false),
                // A button that seems to have worked would leave the session open on a shared computer.
                Err(error) => {
                    let text =
                        i18n::fill("office.sign_out_failed", &[("reason", untrack(|| failure_text(&error)))]);
                    if let Some(window) = dom::window() {
                        drop(window.alert_with_message(&text));
                    }
                }
            }
        });
    };
    view! {
        <button type="button" class="button button--quiet button--small" class:button--busy=move || busy.get()
            aria-disabled=move || busy.get().then_some("true") on:click=leave>
            {move || t("office.sign_out")}
        </button>
    }
}

#[component]
pub fn Footer() -> impl IntoView {
    let office = office();
    let note = move || match office.signed_in.get() {
        SignedIn::Yes(session) => {
            let values = [("name", session.name.clone()), ("email", session.email.clone())];
            Some(view! { <p class="footer__note">{fill("office.signed_in_as", &values)}</p> })
        }
        _ => None,
    };
    view! {
        <footer class="footer">
            <div class="footer__inner wrapper wrapper--wide">
                {note}
                <ul class="footer__links cluster">
                    <li><a href="/">{move || t("office.to_form")}</a></li>
                    <li><a href="/form">{move || t("office.whole_form")}</a></li>
                </ul>
            </div>
        </footer>
    }
}

/// The page for an address that leads nowhere.
pub fn unknown_page() -> AnyView {
    Effect::new(move || {
        follow_language();
        set_title(&t("office.unknown.title"));
    });
    nav::arrived();
    view! {
        <main class="page wrapper" id="main" tabindex="-1" data-ready>
            <div class="sheet flow">
                <header class="title">
                    <h1 class="title__text">{move || t("office.unknown.title")}</h1>
                    <p class="title__intro">{move || t("office.unknown.text")}</p>
                </header>
                <div class="actions">
                    <a class="button button--primary" href=LIST>{move || t("office.to_list")}</a>
                </div>
            </div>
        </main>
    }
    .into_any()
}

/// Text for machines, with a button that copies it whole. `what` names it for those who hear the button;
/// `shown` may have spaces for the eye.
pub fn copied_text(what: String, text: String, shown: String) -> AnyView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let Some(clipboard) = dom::window().map(|window| window.navigator().clipboard()) else { return };
        let written = wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text));
        spawn_local(async move {
            if written.await.is_ok() {
                copied.try_set(true);
                dom::say(i18n::t("office.copied"));
                set_timeout(move || _ = copied.try_set(false), Duration::from_secs(2));
            }
        });
    };
    view! {
        <span class="copied">
            <code class="hash">{shown}</code>
            <button type="button" class="button button--quiet button--small screen-only" on:click=copy>
                {move || t(if copied.get() { "office.copied" } else { "office.copy" })}
                <span class="visually-hidden">" "{what}</span>
            </button>
        </span>
    }
    .into_any()
}
