//! A finished draft as the person sees it: what `sealed::state` says of it, and nothing else.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use shared::finding::Finding;
use shared::manifest::FileEntry;
use shared::sealed::{Attempt, Outcome, Sending};
use shared::wire::Code;

use super::locked::{change_button, change_question};
use crate::components::{deadline, frame, problems};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::route::{Step, draft_path};
use crate::send::SendError;
use crate::send::outbox::try_now;
use crate::send::parcel::{self, Parcel};
use crate::{clock, intl};

/// Id of the panel, to focus it.
pub const PANEL: &str = "outgoing";

/// What the state is called and what it means: class, title, text.
struct Told {
    class: &'static str,
    title: String,
    text: String,
}

fn told(state: Sending) -> Told {
    let say = |class, title: &str, text: &str| Told { class, title: t(title), text: t(text) };
    match state {
        Sending::NotFinished | Sending::Waiting { .. } => say(
            "panel outgoing panel--warning outgoing--waiting",
            "ui.outbox.waiting_title",
            "ui.outbox.waiting",
        ),
        Sending::Sending { committed: false, .. } => {
            say("panel outgoing outgoing--sending", "ui.outbox.sending_title", "ui.outbox.sending")
        }
        Sending::Sending { committed: true, .. } => {
            say("panel outgoing outgoing--sending", "ui.send.committed_title", "ui.send.committed")
        }
        Sending::Committed { missing } => Told {
            class: "panel outgoing panel--warning outgoing--waiting",
            title: t("ui.outbox.missing_title"),
            text: i18n::count("ui.outbox.missing", missing),
        },
        Sending::Refused(Code::CallClosed) => {
            say("panel outgoing panel--error", "ui.outbox.refused_title", "ui.outbox.refused_closed")
        }
        Sending::Refused(_) => {
            say("panel outgoing panel--error", "ui.outbox.refused_title", "ui.outbox.refused")
        }
        Sending::Sent => say("panel outgoing panel--success", "ui.receipt.title", "ui.receipt.explain"),
    }
}

/// The state of a finished draft with its files and what can be done about it.
pub fn panel(desk: Desk) -> View {
    let state = move || parcel::with(&desk.id, |parcel| parcel.map(Parcel::state));
    let box_of_state = move || {
        let state = state()?;
        let Told { class, title, text } = told(state);
        let role = if matches!(state, Sending::Refused(_)) { "alert" } else { "status" };
        Some(
            el("div")
                .class(class)
                .attr("role", role)
                .child(el("h2").class("panel__title").child(title))
                .child(el("p").child(text))
                .child(why(desk, state)),
        )
    };
    el("div")
        .class("flow")
        .id(PANEL)
        .attr("tabindex", "-1")
        .child(box_of_state)
        .child(move || findings(desk))
        .child(will_be_late(desk))
        .child(files(desk))
        .child(actions(desk))
        .into_child()
}

/// Since when it waits, and what came of the last attempt.
fn why(desk: Desk, state: Sending) -> View {
    let trouble = parcel::with(&desk.id, |parcel| parcel.and_then(|parcel| parcel.trouble.clone()));
    let lines = match state {
        Sending::Waiting { since, last } if since > 0 => {
            vec![fill("ui.outbox.since", &[("when", intl::short_moment(since as f64))])]
                .into_iter()
                .chain(last.map(attempt_words))
                .collect()
        }
        Sending::Refused(code) => vec![words::code(code)],
        Sending::Committed { .. } => trouble.iter().map(error_words).collect(),
        _ => Vec::new(),
    };
    let lines: Vec<View> = lines.into_iter().map(|line| el("p").child(line).into_child()).collect();
    lines.into_child()
}

fn attempt_words(last: Attempt) -> String {
    let why = match last.outcome {
        Outcome::NoAnswer | Outcome::Received => t("ui.outbox.no_answer"),
        Outcome::NotOurs => t("ui.not_ours"),
        Outcome::BadReceipt => t("ui.send.bad_receipt"),
        Outcome::Refused(code) => words::code(code),
    };
    fill("ui.outbox.last_attempt", &[("when", intl::short_moment(last.at as f64)), ("why", why)])
}

fn error_words(error: &SendError) -> String {
    match error {
        SendError::Offline => t("ui.outbox.no_answer"),
        SendError::NotOurs => t("ui.not_ours"),
        SendError::Refused(refusal) => words::refusal(refusal),
        SendError::BadReceipt => t("ui.send.bad_receipt"),
        SendError::FileRefused { defect, .. } => {
            let why = defect.as_ref().map(words::defect).unwrap_or_default();
            fill("ui.send.file_refused", &[("why", why)])
        }
        SendError::FileBroken { .. } => t("ui.send.file_broken"),
        SendError::Draft(error) => words::draft_error(*error),
        SendError::Withdrawn => t("ui.outbox.taken_back"),
    }
}

/// What the server found wrong, with a way to each of it. It names its warnings, too, and they stop nobody.
fn findings(desk: Desk) -> View {
    let found = parcel::with(&desk.id, |parcel| match parcel.and_then(|parcel| parcel.trouble.as_ref()) {
        Some(SendError::Refused(refusal)) => refusal.findings.clone(),
        _ => Vec::new(),
    });
    let errors: Vec<Finding> = found.into_iter().filter(Finding::is_error).collect();
    if errors.is_empty() { ().into_child() } else { problems::of_form(desk.state, &desk.id, &errors) }
}

/// Said of what will arrive after the call has closed.
fn will_be_late(desk: Desk) -> View {
    (move || {
        let (now, call) = (clock::moment().get(), &desk.state.call);
        let received = parcel::with(&desk.id, |parcel| parcel.is_some_and(|parcel| parcel.sent.is_some()));
        let late = deadline::has_closed(call, now) && now <= call.late_until() && !received;
        late.then(|| {
            let until = intl::day_and_time(call.late_until());
            let text = fill("ui.outbox.will_be_late", &[("until", until)]);
            frame::panel("panel panel--warning", t("ui.deadline.closed_title"), text)
        })
    })
    .into_child()
}

fn actions(desk: Desk) -> View {
    let asking = RwSignal::new(false);
    let again = {
        let id = desk.id.clone();
        move |_| try_now(&id)
    };
    let received = move || desk.sent().with(|sent| sent.is_some());
    let receipt = move || {
        let to = draft_path(&desk.id, Step::Receipt);
        received()
            .then(|| el("a").class("button button--secondary").attr("href", to).words("ui.receipt.short"))
    };
    views![
        el("div")
            .class("actions")
            .child(
                el("button")
                    .attr("type", "button")
                    .class("button button--primary")
                    .on("click", again)
                    .words("ui.outbox.try_now")
            )
            .child(receipt)
            .child(change_button(desk, asking))
            .child(export_link(desk)),
        move || asking.get().then(|| change_question(desk, asking))
    ]
}

/// The whole draft as a file, for whatever way is left.
pub fn export_link(desk: Desk) -> View {
    let to = draft_path(&desk.id, Step::Save);
    el("a").class("button button--quiet").attr("href", to).words("ui.deadline.export").into_child()
}

/// The files of what was finished, each with how far it has come.
fn files(desk: Desk) -> View {
    // The list stays while it is sent; only the numbers in it change.
    let known = RwSignal::new(Vec::<FileEntry>::new());
    let rows = move || {
        let rows: Vec<View> = known.get().into_iter().map(|file| upload(desk, file)).collect();
        el("ul").class("uploads").child(rows)
    };
    let look = move || {
        let files =
            parcel::with(&desk.id, |parcel| parcel.map(|parcel| parcel.sealed.manifest.files.clone()));
        if let Some(files) = files.filter(|files| known.with_untracked(|known| known != files)) {
            known.set(files);
        }
    };
    views![look, rows]
}

/// Per cent of a file, and how it is shown.
fn share(desk: Desk, file: &FileEntry) -> (u64, &'static str) {
    parcel::with(&desk.id, |parcel| {
        let Some(parcel) = parcel else { return (0, "waiting") };
        if parcel.sent.as_ref().is_some_and(|sent| sent.stored.contains(&file.sha256)) {
            return (100, "done");
        }
        let arrived = parcel.arrived.iter().find(|(sha256, _)| *sha256 == file.sha256);
        let percent = arrived.map_or(0, |(_, bytes)| bytes * 100 / file.size.max(1));
        match arrived {
            Some(_) if parcel.running => (percent, "sending"),
            Some(_) => (percent, "failed"),
            None => (0, "waiting"),
        }
    })
}

pub fn upload(desk: Desk, file: FileEntry) -> View {
    let (size, name) = (file.size, file.name.clone());
    let share = move || share(desk, &file);
    let (classed, noted) = (share.clone(), share.clone());
    let note = move || {
        let (percent, state) = noted();
        let state = fill(&format!("ui.upload.{state}"), &[("percent", percent.to_string())]);
        format!("{} · {state}", intl::bytes(size))
    };
    el("li")
        .class(move || format!("upload upload--{}", classed().1))
        .child(el("bdi").class("upload__name").child(name.clone()))
        .child(el("span").class("upload__note").child(note))
        .child(
            el("progress")
                .class("progress")
                .attr("max", "100")
                .attr("value", move || share().0.to_string())
                .attr("aria-label", name),
        )
        .into_child()
}
