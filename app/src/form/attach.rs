//! Files as they come in: by picker or by drop, examined one after the other, refused in words.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use shared::answers::Answer;
use shared::evidence::{Defect, Limits, MediaType};
use shared::manifest::FileEntry;
use web_sys::File;

use super::desk::{Desk, type_name};
use super::place::Place;
use super::{field, items, words};
use crate::components::drop_zone::{self, DropZone};
use crate::drafts::DraftError;
use crate::evidence_check::{Checked, Refusal, examine, examine_file, shrink_image};
use crate::i18n::{fill, t};
use crate::{dom, intl};

/// Longest edge of a picture that was made smaller, in pixels.
const SMALL_EDGE: u32 = 2_400;

/// A file on its way in.
#[derive(Clone)]
struct Incoming {
    nth: usize,
    name: String,
    /// Why it was not taken; none while it is examined.
    refused: Option<String>,
    /// Kept where the picture would be taken if it were smaller.
    can_shrink: bool,
    file: SendWrapper<File>,
}

/// What is done with a file that was taken.
type Taken = std::sync::Arc<dyn Fn(FileEntry) + Send + Sync>;

#[derive(Clone)]
struct Intake {
    desk: Desk,
    /// Id of the control that takes the files.
    control: String,
    /// Whether each file becomes an item of the register.
    as_items: bool,
    waiting: RwSignal<Vec<Incoming>>,
    taken: Taken,
}

pub fn limits(desk: Desk) -> Limits {
    let evidence = &desk.state.call.evidence;
    Limits { max_bytes: evidence.max_file_bytes, max_pixels: evidence.max_pixels }
}

/// What may be attached, in a sentence.
pub fn what_is_taken(desk: Desk) -> String {
    let types: Vec<String> = MediaType::ALL.into_iter().map(type_name).collect();
    let max = intl::bytes(desk.state.call.evidence.max_file_bytes);
    fill("ui.files.taken", &[("types", types.join(", ")), ("max", max)])
}

/// An area to choose files in or to drop them on, with what becomes of them.
pub fn drop_zone(
    desk: Desk,
    id: String,
    several: bool,
    taken: impl Fn(FileEntry) + Send + Sync + 'static,
) -> View {
    let taken: Taken = std::sync::Arc::new(taken);
    let intake =
        Intake { desk, control: id.clone(), as_items: several, waiting: RwSignal::new(Vec::new()), taken };
    let (taking, listed, waiting) = (intake.clone(), intake.clone(), intake.waiting);
    let is_busy = move || waiting.with(|all| all.iter().any(|file| file.refused.is_none()));
    let zone = DropZone { id, several, accept: accepted(), hint: what_is_taken(desk) };
    views![drop_zone::drop_zone(zone, is_busy, move |files| taking.take(files)), move || waiting
        .get()
        .into_iter()
        .map(|file| incoming(&listed, file))
        .collect::<Vec<_>>()]
}

/// The types that are taken, as the browser's file dialog wants them.
fn accepted() -> String {
    let of = |media_type: MediaType| format!(".{},{}", media_type.extension(), media_type.mime());
    MediaType::ALL.map(of).join(",")
}

/// A file on its way in as it is shown: examined, or refused for a reason, perhaps with the offer to make it smaller.
pub fn shown(desk: Desk, file: File, refused: Option<String>, can_shrink: bool) -> View {
    let taken: Taken = std::sync::Arc::new(drop);
    let waiting = RwSignal::new(Vec::new());
    let intake = Intake { desk, control: String::new(), as_items: true, waiting, taken };
    let name = file.name();
    incoming(&intake, Incoming { nth: 0, name, refused, can_shrink, file: SendWrapper::new(file) })
}

/// A file that is examined, or why it was refused.
fn incoming(intake: &Intake, file: Incoming) -> View {
    let (nth, waiting) = (file.nth, intake.waiting);
    let Some(reason) = file.refused else {
        let text = fill("ui.files.examining", &[("name", file.name)]);
        return el("p")
            .class("loading")
            .attr("role", "status")
            .child(el("span").class("spinner").attr("aria-hidden", "true"))
            .child(text)
            .into_child();
    };
    let control = intake.control.clone();
    let put_away = move |_| {
        waiting.update(|all| all.retain(|file| file.nth != nth));
        dom::focus_soon(control.clone());
    };
    let (shrinking, picture) = (intake.clone(), file.file.clone());
    let shrink = move |_| shrinking.shrink(nth, &picture);
    let offer = file.can_shrink.then(|| {
        el("button")
            .attr("type", "button")
            .class("button button--secondary button--small")
            .on("click", shrink)
            .words("ui.files.shrink")
            .into_child()
    });
    el("div")
        .class("panel panel--error")
        .attr("role", "alert")
        .child(
            el("h3")
                .class("panel__title")
                .words("ui.files.refused")
                .child(" ")
                .child(el("bdi").child(file.name)),
        )
        .child(el("p").child(reason))
        .child(
            el("div").class("actions").child(offer).child(
                el("button")
                    .attr("type", "button")
                    .class("button button--quiet button--small")
                    .on("click", put_away)
                    .words("ui.files.put_away"),
            ),
        )
        .into_child()
}

impl Intake {
    fn take(&self, files: Vec<File>) {
        self.waiting.update(|all| all.retain(|file| file.refused.is_none()));
        let intake = self.clone();
        spawn_local(async move {
            for file in files {
                intake.take_one(file).await;
            }
        });
    }

    async fn take_one(&self, file: File) {
        let nth = self.announce(&file);
        if let Some(reason) = self.no_room_for(file.size() as u64) {
            return self.refuse(nth, reason, false);
        }
        match examine_file(&file, &limits(self.desk)).await {
            Ok(checked) => self.keep(nth, checked).await,
            Err(refusal) => {
                let picture = file.type_().starts_with("image/");
                let big = matches!(
                    refusal,
                    Refusal::Defect(Defect::TooLarge { .. } | Defect::TooManyPixels { .. })
                );
                self.refuse(nth, refusal_words(refusal), picture && big);
            }
        }
    }

    fn announce(&self, file: &File) -> usize {
        let nth = self.waiting.try_with_untracked(|all| all.iter().map(|f| f.nth + 1).max()).flatten();
        let nth = nth.unwrap_or_default();
        let incoming = Incoming {
            nth,
            name: shared::evidence::display_name(&dom::nfc(&file.name())),
            refused: None,
            can_shrink: false,
            file: SendWrapper::new(file.clone()),
        };
        let _ = self.waiting.try_update(|all| all.push(incoming));
        nth
    }

    fn no_room_for(&self, size: u64) -> Option<String> {
        let evidence = &self.desk.state.call.evidence;
        if self.as_items && !items::has_room(self.desk) {
            return Some(fill("ui.files.over_number", &[("max", evidence.max_items.to_string())]));
        }
        let total = self.desk.state.attached_size();
        (size <= evidence.max_file_bytes && total + size > evidence.max_total_bytes).then(|| {
            let left = evidence.max_total_bytes.saturating_sub(total);
            let values = [("max", intl::bytes(evidence.max_total_bytes)), ("left", intl::bytes(left))];
            fill("ui.files.total_too_large", &values)
        })
    }

    async fn keep(&self, nth: usize, checked: Checked) {
        if let Some(item) = items::with_file(self.desk.state, &checked.entry.sha256) {
            return self.refuse(nth, fill("ui.files.duplicate", &[("title", item.title)]), false);
        }
        if let Err(error) = self.desk.keep_file(&checked).await {
            // A smaller picture may have room.
            let is_full = error == DraftError::Full;
            let size = intl::bytes(checked.entry.size);
            let text =
                if is_full { fill("ui.files.full", &[("size", size)]) } else { words::draft_error(error) };
            return self.refuse(nth, text, is_full && checked.entry.media_type.is_image());
        }
        self.gone(nth);
        (self.taken)(checked.entry);
    }

    fn shrink(&self, nth: usize, file: &File) {
        let (intake, file) = (self.clone(), file.clone());
        // The button goes with the message.
        dom::focus_soon(self.control.clone());
        intake.waiting.update(|all| {
            all.iter_mut().filter(|file| file.nth == nth).for_each(|file| file.refused = None);
        });
        spawn_local(async move {
            let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
            let bytes = buffer.map(|buffer| js_sys::Uint8Array::new(&buffer));
            let media_type = MediaType::from_mime(&file.type_());
            let small = match (bytes, media_type) {
                (Ok(bytes), Some(media_type)) => shrink_image(&bytes, media_type, SMALL_EDGE).await,
                _ => None,
            };
            let Some(small) = small else { return intake.refuse(nth, t("ui.files.not_shrunk"), false) };
            match examine(&small_name(&file.name()), small, &limits(intake.desk)).await {
                Ok(checked) => intake.keep(nth, checked).await,
                Err(refusal) => intake.refuse(nth, refusal_words(refusal), false),
            }
        });
    }

    fn refuse(&self, nth: usize, reason: String, can_shrink: bool) {
        let mark = |all: &mut Vec<Incoming>| {
            if let Some(file) = all.iter_mut().find(|file| file.nth == nth) {
                file.refused = Some(reason);
                file.can_shrink = can_shrink;
            }
        };
        let _ = self.waiting.try_update(mark);
    }

    fn gone(&self, nth: usize) {
        let _ = self.waiting.try_update(|all| all.retain(|file| file.nth != nth));
    }
}

/// A picture that was made smaller is a JPEG.
fn small_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.{}", MediaType::Jpeg.extension())
}

fn refusal_words(refusal: Refusal) -> String {
    match refusal {
        Refusal::Defect(defect) => words::defect(&defect),
        Refusal::Unreadable => t("ui.files.unreadable"),
        Refusal::Unchecked => t("ui.files.unchecked"),
    }
}

/// A field that is answered with one attached file.
pub fn single_file(at: &Place) -> View {
    let Some(desk) = use_context::<Desk>() else { return ().into_child() };
    let (of, shown) = (at.clone(), at.clone());
    let answer = at.cell().answer;
    let body = move || {
        let hash = answer.with(|answer| answer.as_ref().map(|answer| answer.text().to_string()));
        match hash.and_then(|hash| desk.state.file(&hash)) {
            Some(file) => attached(&shown, file),
            None => {
                let take = shown.clone();
                drop_zone(desk, shown.id(), false, move |file| {
                    take.answer_text(file.sha256);
                    dom::focus_soon(take.id());
                })
            }
        }
    };
    let label = at.part("label");
    let group = el("div").attr("role", "group").attr("aria-labelledby", label.clone());
    field::described(group, at)
        .class(move || field::field_class(&of, "field"))
        .id(format!("field-{}", at.id()))
        .child(el("p").class("field__label").id(label).child(field::label_text(at)))
        .child(field::notes(at))
        .child(body)
        .into_child()
}

fn attached(at: &Place, file: FileEntry) -> View {
    let take = at.clone();
    // The file stays: what somebody wrote beside this answer, or a row that was removed, may name it.
    let remove = move |_| {
        take.answer(Answer::Text(String::new()));
        dom::focus_soon(take.id());
    };
    let about = format!("{} · {}", type_name(file.media_type), intl::bytes(file.size));
    el("article")
        .class("evidence")
        .id(at.id())
        .attr("tabindex", "-1")
        .child(
            el("div")
                .class("evidence__thumb evidence__thumb--type")
                .attr("aria-hidden", "true")
                .child(type_name(file.media_type)),
        )
        .child(
            el("div")
                .class("evidence__head")
                .child(el("p").class("evidence__title").child(el("bdi").child(file.name)))
                .child(el("p").class("evidence__meta").child(about)),
        )
        .child(
            el("div").class("evidence__actions").child(
                el("button")
                    .attr("type", "button")
                    .class("button button--quiet button--danger button--small")
                    .on("click", remove)
                    .words("ui.rows.remove"),
            ),
        )
        .into_child()
}
