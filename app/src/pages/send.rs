//! Sending: the application first, then every file, with what happens shown as it happens.

use std::collections::BTreeMap;

use crate::element::{IntoChild, el};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::date::Date;
use shared::finding::Finding;
use shared::manifest::FileEntry;
use shared::submission;
use shared::wire::Code;

use super::draft::beside_sections;
use super::{App, Calls, arrive};
use crate::components::frame;
use crate::components::problems::{self, SUMMARY};
use crate::dom;
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::intl;
use crate::route::{Step, draft_path, go};
use crate::send::{SendError, SendEvent, send};

/// How far sending is. It belongs to the page that shows it; sending itself goes on without.
#[derive(Clone, Default)]
pub struct Sending {
    running: bool,
    committed: bool,
    waiting: bool,
    /// Bytes that the server has, by file.
    arrived: BTreeMap<String, u64>,
    stored: Vec<String>,
    trouble: Option<SendError>,
}

impl Sending {
    pub fn fail(&mut self, error: SendError) {
        self.trouble = Some(error);
    }

    fn follow(&mut self, event: SendEvent) {
        self.waiting = matches!(event, SendEvent::Waiting { .. });
        match event {
            SendEvent::Committing | SendEvent::Waiting { .. } => {}
            SendEvent::Committed(_) => self.committed = true,
            SendEvent::File { sha256, sent, .. } => {
                self.arrived.insert(sha256, sent);
            }
            SendEvent::FileStored(sha256) => self.stored.push(sha256),
            SendEvent::Complete => {}
            SendEvent::Failed(error) => self.trouble = Some(error),
        }
    }
}

pub fn page(app: App, desk: Desk) -> AnyView {
    arrive(&t("ui.send.title"));
    let sending = RwSignal::new(Sending::default());
    let refused = RwSignal::new(Vec::<Finding>::new());
    let start = move |_| begin(app, desk, sending, refused);
    let class = move || {
        if sending.with(|now| now.running) {
            "button button--primary button--busy"
        } else {
            "button button--primary"
        }
    };
    let busy = move || sending.with(|now| now.running).then_some("true");
    let label = move || t(if sending.with(|now| now.trouble.is_some()) { "ui.again" } else { "ui.send.now" });
    let files = submission_files(desk);
    let total: u64 = files.iter().map(|file| file.size).sum();
    let intro = i18n::count_with("ui.send.intro", files.len(), &[("size", intl::bytes(total))]);
    let sheet = el("div")
        .class("sheet flow")
        .child(frame::title(None, t("ui.send.title"), Some(intro)))
        .child(move || refused_summary(desk, &refused.get()))
        .child(move || trouble(&sending.get()))
        .child(move || committed(&sending.get()))
        .child(uploads(files, sending))
        .child(
            el("div")
                .class("actions")
                .child(
                    el("button")
                        .attr("type", "button")
                        .class(class)
                        .attr("aria-disabled", busy)
                        .on("click", start)
                        .child(label),
                )
                .child(
                    el("a")
                        .class("button button--quiet")
                        .attr("href", draft_path(&desk.id, Step::Review))
                        .words("ui.send.back"),
                ),
        )
        .into_child();
    beside_sections(desk, Step::Send, sheet)
}

/// The files that would be sent now.
pub fn submission_files(desk: Desk) -> Vec<FileEntry> {
    submission::assemble(desk.manifest(), &desk.state.call, intl::today()).files
}

/// Checks once more and sends. A second press while it runs does nothing.
fn begin(app: App, desk: Desk, sending: RwSignal<Sending>, refused: RwSignal<Vec<Finding>>) {
    if sending.with_untracked(|now| now.running) {
        return;
    }
    desk.state.check_all();
    let errors: Vec<Finding> = desk.state.findings().into_iter().filter(Finding::is_error).collect();
    if !errors.is_empty() {
        desk.state.tell_all();
        refused.set(errors);
        return dom::focus_soon(SUMMARY.into());
    }
    refused.set(Vec::new());
    sending.set(Sending { running: true, ..Sending::default() });
    spawn_local(async move {
        let outcome = run(app, desk, sending).await;
        let _ = sending.try_update(|now| now.running = false);
        match outcome {
            Ok(()) => go(&draft_path(&desk.id, Step::Receipt)),
            Err(SendError::Refused(refusal)) if refusal.code == Code::Invalid => {
                // The server names its warnings, too, and they stop nobody.
                let errors = refusal.findings.iter().filter(|finding| finding.is_error()).cloned();
                drop(refused.try_set(errors.collect()));
                show_trouble(sending, SendError::Refused(refusal));
                dom::focus_soon(SUMMARY.into());
            }
            Err(error) => show_trouble(sending, error),
        }
    });
}

fn show_trouble(sending: RwSignal<Sending>, error: SendError) {
    let _ = sending.try_update(|now| now.trouble = Some(error));
}

/// Sends the draft as it is saved, from wherever it was interrupted.
pub async fn run(app: App, desk: Desk, sending: RwSignal<Sending>) -> Result<(), SendError> {
    desk.flush().await.map_err(SendError::Draft)?;
    let calls = app.calls.with_untracked(|calls| match calls {
        Calls::Here(view) => Some((view.key.clone(), view.now)),
        _ => None,
    });
    let Some((key, now)) = calls else { return Err(SendError::Offline) };
    let today = Date::from_days(now.div_euclid(86_400)).max(intl::today());
    let follow = move |event| {
        let _ = sending.try_update(|now| now.follow(event));
    };
    let sent = send(&desk.draft(), &desk.state.call, &key, today, follow).await?;
    desk.sent().set(Some(sent));
    Ok(())
}

fn refused_summary(desk: Desk, findings: &[Finding]) -> AnyView {
    if findings.is_empty() { ().into_child() } else { problems::of_form(desk.state, &desk.id, findings) }
}

fn committed(now: &Sending) -> AnyView {
    if !now.committed {
        return ().into_child();
    }
    frame::panel("panel panel--success", t("ui.send.committed_title"), t("ui.send.committed"))
}

/// What went wrong, and that nothing is lost.
pub fn trouble(now: &Sending) -> AnyView {
    let text = match &now.trouble {
        Some(error) => error_words(error),
        None if now.waiting => {
            return el("p")
                .class("loading")
                .attr("role", "status")
                .child(el("span").class("spinner").attr("aria-hidden", "true"))
                .words("ui.send.waiting")
                .into_child();
        }
        None => return ().into_child(),
    };
    el("div")
        .class("panel panel--error")
        .attr("role", "alert")
        .child(el("h2").class("panel__title").words("ui.send.failed"))
        .child(el("p").child(text))
        .into_child()
}

fn error_words(error: &SendError) -> String {
    match error {
        SendError::Offline => t("ui.offline"),
        SendError::NotOurs => t("ui.not_ours"),
        SendError::Refused(refusal) => words::refusal(refusal),
        SendError::BadReceipt => t("ui.send.bad_receipt"),
        SendError::FileRefused { defect, .. } => {
            let why = defect.as_ref().map(words::defect).unwrap_or_default();
            fill("ui.send.file_refused", &[("why", why)])
        }
        SendError::FileBroken { .. } => t("ui.send.file_broken"),
        SendError::Draft(error) => words::draft_error(*error),
        SendError::Running => t("ui.send.running"),
    }
}

/// Every file with how far it has come.
pub fn uploads(files: Vec<FileEntry>, sending: RwSignal<Sending>) -> AnyView {
    let rows: Vec<AnyView> = files.into_iter().map(|file| upload(file, sending)).collect();
    el("ul").class("uploads").child(rows).into_child()
}

fn upload(file: FileEntry, sending: RwSignal<Sending>) -> AnyView {
    let (size, name) = (file.size, file.name);
    let hash = file.sha256;
    let share = move || {
        sending.with(|now| {
            if now.stored.contains(&hash) {
                return (100, "done");
            }
            match now.arrived.get(&hash) {
                _ if now.trouble.is_some() => (0, "failed"),
                Some(sent) => (sent * 100 / size.max(1), "sending"),
                None => (0, "waiting"),
            }
        })
    };
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
