//! An area to choose files in or to drop them on.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, File, FileList, HtmlInputElement};

use crate::element::{IntoChild, View, el};

pub struct DropZone {
    /// Of the control, for its label and for links to it.
    pub id: String,
    pub several: bool,
    /// What is taken: for the browser's file dialog, and in a sentence.
    pub accept: String,
    pub hint: String,
}

/// `take` gets at least one file, and exactly one where not several are wanted.
pub fn drop_zone(
    zone: DropZone,
    is_busy: impl Fn() -> bool + Send + 'static,
    take: impl Fn(Vec<File>) + Clone + Send + 'static,
) -> View {
    let DropZone { id, several, accept, hint } = zone;
    let over = RwSignal::new(false);
    let class = move || match (over.get(), is_busy()) {
        (true, _) => "dropzone dropzone--over",
        (false, true) => "dropzone dropzone--busy",
        (false, false) => "dropzone",
    };
    let take_list = move |files: Option<FileList>| {
        let Some(files) = files else { return };
        let many = if several { files.length() } else { files.length().min(1) };
        let files: Vec<File> = (0..many).filter_map(|nth| files.get(nth)).collect();
        if !files.is_empty() {
            take(files);
        }
    };
    let choosing = take_list.clone();
    let choose = move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            choosing(input.files());
            // The same file may be chosen again after it was mended.
            input.set_value("");
        }
    };
    let drop_here = move |event: Event| {
        event.prevent_default();
        let Ok(event) = event.dyn_into::<DragEvent>() else { return };
        over.set(false);
        take_list(event.data_transfer().and_then(|transfer| transfer.files()));
    };
    let described = format!("{id}-taken");
    el("div")
        .class(class)
        .on("dragover", move |event| {
            event.prevent_default();
            over.set(true);
        })
        .on("dragleave", move |_| over.set(false))
        .on("drop", drop_here)
        .child(label(id.clone(), several))
        .child(
            el("input")
                .class("dropzone__input")
                .attr("type", "file")
                .attr("multiple", several)
                .id(id)
                .attr("accept", accept)
                .attr("aria-describedby", described.clone())
                .on("change", choose),
        )
        .child(el("p").class("dropzone__hint").id(described).child(hint))
        .into_child()
}

fn label(id: String, several: bool) -> View {
    let (choose, drop) = if several {
        ("ui.files.choose", "ui.files.drop")
    } else {
        ("ui.files.choose_single", "ui.files.drop_single")
    };
    el("label")
        .class("dropzone__label")
        .attr("for", id)
        .child(el("span").class("button button--secondary").words(choose))
        .child(el("span").class("dropzone__text").words(drop))
        .into_child()
}
