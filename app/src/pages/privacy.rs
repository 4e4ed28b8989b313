//! What happens with what people write here.

use crate::element::{IntoChild, View, el};
use crate::views;

use super::arrive;
use crate::components::frame::title;
use crate::i18n::{fill, t};

const PARTS: &[&str] = &["responsible", "purpose", "data", "draft", "recipients", "keep", "rights"];

pub fn page() -> View {
    arrive(&t("privacy.title"));
    let operator = [("operator", t("ui.operator"))];
    let parts: Vec<View> = PARTS
        .iter()
        .map(|part| {
            let text = fill(&format!("privacy.{part}.text"), &operator);
            views![
                el("h2").class("subheading").child(t(&format!("privacy.{part}.title"))),
                el("p").child(text)
            ]
        })
        .collect();
    el("div")
        .class("sheet flow")
        .child(title(None, t("privacy.title"), None))
        .child(el("div").class("panel panel--notice").child(el("p").words("privacy.note")))
        .child(el("div").class("prose flow").child(parts))
        .into_child()
}
