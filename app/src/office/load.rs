//! A thing that is fetched: on its way, here, or refused; and how the last is said.

use leptos::prelude::*;
use shared::wire::Code;

use crate::api::ApiError;
use crate::form::words;
use crate::office::words::t;

#[derive(Clone, Debug)]
pub enum Load<T> {
    Waiting,
    Ready(T),
    Failed(ApiError),
}

/// Whether the server no longer knows who is asking.
pub fn is_signed_out(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(refusal) if refusal.code == Code::Unauthorized)
}

pub fn is_not_found(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(refusal) if refusal.code == Code::NotFound)
}

/// The sentence for a failure, in the language of the moment.
pub fn failure_text(error: &ApiError) -> String {
    match error {
        ApiError::Offline => t("office.error.offline"),
        ApiError::NotOurs { .. } => t("office.error.not_ours"),
        ApiError::Refused(refusal) => words::code(refusal.code),
    }
}

/// What stands in place of a thing that could not be fetched.
pub fn failure_panel(error: ApiError, retry: impl Fn() + 'static) -> AnyView {
    view! {
        <div class="panel panel--error" role="alert">
            <h2 class="panel__title">{move || t("office.error.title")}</h2>
            <p>{move || failure_text(&error)}</p>
            <div class="actions">
                <button type="button" class="button button--secondary" on:click=move |_| retry()>
                    {move || t("office.error.retry")}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// What stands in place of a thing that is on its way.
pub fn waiting(key: &'static str) -> AnyView {
    view! {
        <p class="loading" role="status">
            <span class="spinner" aria-hidden="true"></span>
            {move || t(key)}
        </p>
        <div class="skeleton" aria-hidden="true">
            <span></span><span></span><span></span><span></span><span></span><span></span>
        </div>
    }
    .into_any()
}
