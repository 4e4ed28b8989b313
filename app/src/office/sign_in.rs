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
        Trouble::TooMany => Some(t("office.sign_in.slow_down")),
        Trouble::Other(error) => Some(failure_text(error)),
    }
}

/// What stands above the fields: what went wrong, or else why one has to sign in again.
fn message(fault: Option<&Trouble>, why: Why) -> Option<AnyView> {
    if let Some(text) = fault.and_then(trouble_text) {
        return Some(view! { <div class="panel panel--error" role="alert"><p>{text}</p></div> }.into_any());
    }
    let (class, key) = match why {
        Why::NotYet => return None,
        Why::Expired => ("panel panel--warning", "office.sign_in.expired"),
        Why::Left => ("panel panel--success", "office.sign_in.left"),
    };
    Some(view! { <div class=class role="status"><p>{t(key)}</p></div> }.into_any())
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

    view! {
        <main class="page wrapper" id="main" tabindex="-1" data-ready>
            <form class="sheet sheet--narrow flow" novalidate on:submit=send>
                <header class="title">
                    <h1 class="title__text">{move || t("office.sign_in.title")}</h1>
                    <p class="title__intro">{move || t("office.sign_in.intro")}</p>
                </header>
                {move || fault.with(|fault| message(fault.as_ref(), why))}
                <div class="fields">
                    <Field id="email" kind="text" mode="email" autocomplete="username" value=email blank=email_blank node=email_box/>
                    <Field id="password" kind="password" autocomplete="current-password" value=password
                        blank=password_blank node=password_box/>
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

/// One of the two fields. Its texts are `office.sign_in.<id>` and, if it is left blank, `<id>_missing`.
#[component]
fn Field(
    id: &'static str,
    kind: &'static str,
    #[prop(optional)] mode: Option<&'static str>,
    autocomplete: &'static str,
    value: RwSignal<String>,
    /// Whether it was left blank.
    blank: Memo<bool>,
    node: NodeRef<html::Input>,
) -> impl IntoView {
    let error = format!("{id}-error");
    let described = error.clone();
    view! {
        <div class="field" class:field--invalid=move || blank.get()>
            <label class="field__label" for=id>{move || t(&format!("office.sign_in.{id}"))}</label>
            {move || blank.get().then(|| view! {
                <p class="field__error" id=error.clone()>{t(&format!("office.sign_in.{id}_missing"))}</p>
            })}
            <input class="input" id=id type=kind inputmode=mode name=id autocomplete=autocomplete autocapitalize="none"
                spellcheck="false" node_ref=node aria-invalid=move || blank.get().then_some("true")
                aria-describedby=move || blank.get().then(|| described.clone()) bind:value=value/>
        </div>
    }
}

fn focus(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        input.focus().ok();
    }
}
