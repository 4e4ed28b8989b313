//! Finishing, and from then on how far sending is. Nothing is sent before it is durably finished on this device.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::date::Date;
use shared::finding::Finding;
use shared::manifest::FileEntry;
use shared::sealed::Sealed;
use shared::submission;

use super::draft::beside_sections;
use super::{App, arrive, outgoing};
use crate::components::problems::{self, SUMMARY};
use crate::components::{deadline, frame};
use crate::drafts::{DraftError, seal};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{self, t};
use crate::outbox as shown;
use crate::route::{Step, draft_path};
use crate::send::{manifest_of, outbox, parcel};
use crate::{clock, dom, intl};

pub fn page(app: App, desk: Desk) -> View {
    arrive(&t("ui.send.title"));
    // What the person sees change under the finger is told by the panels; the page itself stays.
    let main = move || {
        if shown::holds(&desk.id) {
            return el("div").class("flow").child(outgoing::panel(desk)).into_child();
        }
        finishing(app, desk)
    };
    let sheet = el("div").class("sheet flow").child(frame::title(None, t("ui.send.title"), None)).child(main);
    beside_sections(desk, Step::Send, sheet.into_child())
}

/// The page before: what will happen, and the one button.
fn finishing(app: App, desk: Desk) -> View {
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(Vec::<Finding>::new());
    let trouble = RwSignal::new(None::<DraftError>);
    let files = submission_files(desk);
    let total: u64 = files.iter().map(|file| file.size).sum();
    let intro = i18n::count_with("ui.send.intro", files.len(), &[("size", intl::bytes(total))]);
    let rows: Vec<View> = files.into_iter().map(|file| outgoing::upload(desk, file)).collect();
    let (now, call) = (clock::now(), &desk.state.call);
    let closed = deadline::has_closed(call, now);
    let key = if closed { "ui.outbox.finish_late" } else { "ui.outbox.finish" };
    let finish =
        (now <= call.late_until()).then(|| {
            el("button")
                .attr("type", "button")
                .class(move || {
                    if busy.get() { "button button--primary button--busy" } else { "button button--primary" }
                })
                .attr("aria-disabled", move || busy.get().then_some("true"))
                .on("click", move |_| begin(app, desk, busy, refused, trouble))
                .words(key)
        });
    let back = draft_path(&desk.id, Step::Review);
    let back = el("a").class("button button--quiet").attr("href", back).words("ui.send.back");
    views![
        el("p").child(intro),
        el("p").words("ui.outbox.explain"),
        move || refused_summary(desk, &refused.get()),
        move || trouble.get().map(|error| frame::panel(
            "panel panel--error",
            t("ui.outbox.not_finished"),
            words::draft_error(error)
        )),
        (!rows.is_empty()).then(|| el("ul").class("uploads").child(rows)),
        el("div")
            .class("actions")
            .child(finish)
            .child(closed.then(|| outgoing::export_link(desk)))
            .child(back)
    ]
}

/// The files that would be sent now.
pub fn submission_files(desk: Desk) -> Vec<FileEntry> {
    submission::assemble(desk.manifest(), &desk.state.call, clock::today()).files
}

fn refused_summary(desk: Desk, findings: &[Finding]) -> View {
    if findings.is_empty() { ().into_child() } else { problems::of_form(desk.state, &desk.id, findings) }
}

/// Checks once more and finishes. A second press while it does so does nothing.
fn begin(
    app: App,
    desk: Desk,
    busy: RwSignal<bool>,
    refused: RwSignal<Vec<Finding>>,
    trouble: RwSignal<Option<DraftError>>,
) {
    if busy.get_untracked() {
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
    busy.set(true);
    spawn_local(async move {
        let finished = finish(desk).await;
        let _ = busy.try_set(false);
        match finished {
            Ok(sealed) => {
                shown::add(&desk.id);
                parcel::put(&desk.id, &sealed, desk.sent().get_untracked().as_ref());
                outbox::start(app);
                dom::focus_soon(outgoing::PANEL.into());
            }
            Err(error) => drop(trouble.try_set(Some(error))),
        }
    });
}

/// Once this returns, what was typed is finished, whatever happens to the page.
async fn finish(desk: Desk) -> Result<Sealed, DraftError> {
    desk.flush().await?;
    let day = Date::from_days(clock::now().div_euclid(86_400)).max(clock::today());
    let manifest = manifest_of(&desk.draft(), &desk.state.call, day);
    let sealed = Sealed::new(manifest, intl::now() as i64);
    seal::set(&desk.id, &sealed).await?;
    Ok(sealed)
}
