//! What happens with what people write here.

use leptos::prelude::*;

use super::arrive;
use crate::components::frame::title;
use crate::i18n::{fill, t};

const PARTS: &[&str] = &["responsible", "purpose", "data", "draft", "recipients", "keep", "rights"];

pub fn page() -> AnyView {
    arrive(&t("privacy.title"));
    let operator = [("operator", t("ui.operator"))];
    let parts: Vec<AnyView> = PARTS
        .iter()
        .map(|part| {
            let text = fill(&format!("privacy.{part}.text"), &operator);
            view! { <h2 class="subheading">{t(&format!("privacy.{part}.title"))}</h2> <p>{text}</p> }.into_any()
        })
        .collect();
    view! {
        <div class="sheet flow">
            {title(None, t("privacy.title"), None)}
            <div class="panel panel--notice"><p>{t("privacy.note")}</p></div>
            <div class="prose flow">{parts}</div>
        </div>
    }
    .into_any()
}
