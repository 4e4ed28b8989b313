//! The sign-in. It stands in place of whatever page was asked for.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Code, SignIn};

use crate::api::{self, ApiError};
use crate::office::frame::set_title;
use crate::office::load::failure_text;
use crate::office::session::{Why, office};
use crate::office::words::t;

/// What is wrong with the sign-in as a whole.
#[derive(Clone)]
enum Trouble {
    /// Keys of the sentences at the two fields; one of them at least.
    Blank,
    Wrong,
    TooMany,
    Other(ApiError),
}

fn trouble(error: ApiError) -> Trouble {
    match &error {
        ApiError::Refused(refusal) => match refusal.code {
            Code::Unauthorized | Code::Invalid | Code::Malformed => Trouble::Wrong,
            Code::RateLimited => Trouble::TooMany,
            _ => Trouble::Other(error),
        },
        _ => Trouble::Other(error),
    }
}

fn trouble_text(trouble: &Trouble) -> Option<String> {
    match trouble {
        Trouble::Blank => None,
        Trouble::Wrong => Some(t("office.sign_in.wrong")),
        Trouble::TooMany => Some(t("office.sign_in.too_many")),
        Trouble::Other(error) => Some(failure_text(error)),
    }
}

#[component]
pub fn SignInPage(why: Why) -> impl IntoView {
    let office = office();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Trouble>));
    let (email_box, password_box) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let blank = |text: RwSignal<String>| text.with(|text| text.trim().is_empty());
    let tried = move || fault.with(Option::is_some);
    let email_blank = Memo::new(move |_| tried() && blank(email));
    let password_blank = Memo::new(move |_| tried() && blank(password));

    Effect::new(move || {
        let name = t("office.sign_in.title");
        let in_error = tried() && (email_blank.get() || password_blank.get() || fault.with(|f| f.is_some()));
        set_title(&if in_error { format!("{}: {name}", t("office.error.word")) } else { name });
    });

    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let form =
            SignIn { email: email.get_untracked().trim().to_string(), password: password.get_untracked() };
        if form.email.is_empty() || form.password.is_empty() {
            fault.set(Some(Trouble::Blank));
            focus(if form.email.is_empty() { email_box } else { password_box });
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api::sign_in(&form).await;
            busy.try_set(false);
            match answer {
                Ok(session) => office.enter(session),
                Err(error) => {
                    fault.try_set(Some(trouble(error)));
                    focus(password_box);
                }
            }
        });
    };

    let notice = move || match why {
        Why::NotYet => None,
        Why::Expired => Some(("panel panel--warning", "office.sign_in.expired")),
        Why::Left => Some(("panel panel--success", "office.sign_in.left")),
    };
    view! {
        <main class="page wrapper" id="main" tabindex="-1" data-ready>
            <form class="sheet sheet--narrow flow" novalidate on:submit=send>
                <header class="title">
                    <h1 class="title__text">{move || t("office.sign_in.title")}</h1>
                    <p class="title__intro">{move || t("office.sign_in.intro")}</p>
                </header>
                {move || {
                    let text = fault.with(|fault| fault.as_ref().and_then(trouble_text));
                    match text {
                        Some(text) => Some(view! { <div class="panel panel--error" role="alert"><p>{text}</p></div> }.into_any()),
                        None => notice().map(|(class, key)| {
                            view! { <div class=class role="status"><p>{t(key)}</p></div> }.into_any()
                        }),
                    }
                }}
                <div class="fields">
                    <div class="field" class:field--invalid=move || email_blank.get()>
                        <label class="field__label" for="email">{move || t("office.sign_in.email")}</label>
                        <Show when=move || email_blank.get()>
                            <p class="field__error" id="email-error">{move || t("office.sign_in.email_missing")}</p>
                        </Show>
                        <input class="input" id="email" type="email" name="email" autocomplete="username"
                            autocapitalize="none" spellcheck="false" node_ref=email_box
                            aria-invalid=move || email_blank.get().then_some("true")
                            aria-describedby=move || email_blank.get().then_some("email-error")
                            bind:value=email/>
                    </div>
                    <div class="field" class:field--invalid=move || password_blank.get()>
                        <label class="field__label" for="password">{move || t("office.sign_in.password")}</label>
                        <Show when=move || password_blank.get()>
                            <p class="field__error" id="password-error">{move || t("office.sign_in.password_missing")}</p>
                        </Show>
                        <input class="input" id="password" type="password" name="password"
                            autocomplete="current-password" node_ref=password_box
                            aria-invalid=move || password_blank.get().then_some("true")
                            aria-describedby=move || password_blank.get().then_some("password-error")
                            bind:value=password/>
                    </div>
                </div>
                <div class="actions">
                    <button type="submit" class="button button--primary" class:button--busy=move || busy.get()
                        aria-disabled=move || busy.get().then_some("true")>
                        {move || t(if busy.get() { "office.sign_in.busy" } else { "office.sign_in.action" })}
                    </button>
                </div>
            </form>
        </main>
    }
}

fn focus(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        input.focus().ok();
    }
}
