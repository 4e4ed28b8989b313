//! Opening a draft from a file. Nothing is kept before a person has seen what is in it.

use std::rc::Rc;

use draft_file::FileFault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use shared::evidence::display_name;
use shared::forms::SCHOOL_NAME;
use shared::manifest::SubmissionId;
use web_sys::File;

use super::{Secret, busy_line, form, refusal, secret_field, show_toggle, submit_button, trouble_words};
use crate::components::drop_zone::{DropZone, drop_zone};
use crate::components::frame;
use crate::drafts::portable::{self, Carried, EXTENSION, MAX_BYTES, Trouble};
use crate::drafts::{DraftError, Merge, keys, vault};
use crate::element::{IntoChild, View, el};
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::pages::shared::{NewSecret, explanation};
use crate::pages::{App, Open, arrive, fact};
use crate::route::{Step, draft_path, go};
use crate::{dom, evidence_check, intl, views};

/// Id of the control that takes the file.
const FILE: &str = "carry-file";

#[derive(Clone)]
enum State {
    Nothing,
    Reading,
    /// The file needs a passphrase.
    Locked,
    Refused(String),
    /// The draft that is here waits to be sent, so that nothing is merged into it.
    Finished(SubmissionId),
    Read(Found),
    Keeping,
}

#[derive(Clone)]
struct Found {
    carried: SendWrapper<Rc<Carried>>,
    is_here: bool,
}

#[derive(Clone, Copy)]
struct Import {
    app: App,
    file: RwSignal<Option<SendWrapper<File>>>,
    secret: Secret,
    state: RwSignal<State>,
    /// Whether it is to be protected here, and by what.
    guarded: RwSignal<bool>,
    guard: NewSecret,
}

pub fn import(app: App) -> View {
    arrive(&t("ui.carry.open"));
    let import = Import {
        app,
        file: RwSignal::new(None),
        secret: Secret::new("carry-passphrase", RwSignal::new(false)),
        state: RwSignal::new(State::Nothing),
        guarded: RwSignal::new(vault::is_in_use()),
        guard: NewSecret::new(),
    };
    let zone = DropZone {
        id: FILE.into(),
        several: false,
        accept: format!(".{EXTENSION}"),
        hint: fill("ui.carry.taken", &[("ending", format!(".{EXTENSION}"))]),
    };
    let is_busy = move || import.state.with(|state| matches!(state, State::Reading | State::Keeping));
    el("div")
        .class("sheet flow")
        .child(el("a").class("back").attr("href", "/").words("ui.not_found.back"))
        .child(frame::title(None, t("ui.carry.open"), Some(t("ui.carry.open_text"))))
        .child(drop_zone(zone, is_busy, move |files| import.take(files)))
        .child(move || import.shown())
        .into_child()
}

impl Import {
    fn take(self, files: Vec<File>) {
        let Some(file) = files.into_iter().next() else { return };
        self.secret.typed.set(String::new());
        self.secret.complaint.set(None);
        self.file.set(Some(SendWrapper::new(file)));
        self.read(None);
    }

    fn name(self) -> String {
        let name = self.file.with_untracked(|file| file.as_ref().map(|file| file.name()));
        display_name(&dom::nfc(&name.unwrap_or_default()))
    }

    fn read(self, passphrase: Option<String>) {
        let Some(file) = self.file.get_untracked() else { return };
        self.state.set(State::Reading);
        spawn_local(async move {
            let found = examine(&file, passphrase.as_deref()).await;
            let state = match found {
                Ok(found) => State::Read(found),
                Err(Some(Trouble::File(FileFault::NeedsPassphrase | FileFault::WrongPassphrase))) => {
                    State::Locked
                }
                Err(Some(trouble)) => State::Refused(trouble_words(trouble)),
                Err(None) => State::Refused(t("ui.carry.fault.unreadable")),
            };
            let is_locked = matches!(state, State::Locked);
            if self.state.try_set(state).is_some() {
                return;
            }
            match (is_locked, passphrase) {
                (true, Some(_)) => self.secret.complain("ui.carry.wrong_passphrase"),
                (true, None) => dom::focus_soon(self.secret.id.to_string()),
                (false, _) => dom::focus_soon("carry-found".into()),
            }
        });
    }

    fn keep(self, found: Found, as_copy: bool) {
        let passphrase = self.guarded.get_untracked().then(|| self.guard.take());
        // What is wrong with it was said.
        if passphrase == Some(None) {
            return;
        }
        self.state.set(State::Keeping);
        spawn_local(async move {
            let (carried, passphrase) = (&found.carried, passphrase.flatten());
            let kept = match as_copy {
                true => carried.import_as_copy(passphrase.as_deref()).await,
                false => carried.import_as_new(passphrase.as_deref()).await,
            };
            match kept {
                Ok(id) => self.go_to(&id, Step::Overview),
                // It came here meanwhile, by another page.
                Err(DraftError::TakenOver) => {
                    drop(self.state.try_set(State::Read(Found { is_here: true, ..found })));
                }
                Err(error) => drop(self.state.try_set(State::Refused(words::draft_error(error)))),
            }
        });
    }

    fn merge(self, found: &Found) {
        self.state.set(State::Keeping);
        let carried = found.carried.clone();
        spawn_local(async move {
            // It is opened anew afterwards; what was typed is written first.
            if let Some(Open::Ready(desk)) = self.app.open.try_get_untracked() {
                self.app.open.set(Open::Nothing);
                desk.close().await;
            }
            match carried.merge_into_here().await {
                Ok(Merge::Merged { differs: false }) => self.go_to(&carried.id, Step::Overview),
                Ok(Merge::Merged { differs: true }) => self.go_to(&carried.id, Step::History),
                Ok(Merge::Finished) => drop(self.state.try_set(State::Finished(carried.id.clone()))),
                Err(error) => drop(self.state.try_set(State::Refused(words::draft_error(error)))),
            }
        });
    }

    fn go_to(self, id: &SubmissionId, step: Step) {
        if let Some(Open::Failed(..)) = self.app.open.try_get_untracked() {
            self.app.open.set(Open::Nothing);
        }
        go(&draft_path(id, step));
    }

    fn shown(self) -> View {
        match self.state.get() {
            State::Nothing => ().into_child(),
            State::Reading => busy_line(fill("ui.carry.reading", &[("name", self.name())])),
            State::Keeping => busy_line(t("ui.carry.keeping")),
            State::Locked => self.locked(),
            State::Refused(reason) => views![
                refusal(fill("ui.carry.refused", &[("name", self.name())]), reason),
                el("p").class("soft").words("ui.carry.unchanged"),
            ],
            State::Finished(id) => views![
                refusal(t("ui.carry.finished_title"), t("ui.carry.finished")),
                el("div").class("actions").child(
                    el("a")
                        .class("button button--primary")
                        .attr("href", draft_path(&id, Step::Send))
                        .words("ui.carry.open_here"),
                ),
            ],
            State::Read(found) => self.found(found),
        }
    }

    fn locked(self) -> View {
        let secret = self.secret;
        let fields = views![
            el("h2").class("heading").words("ui.carry.locked"),
            secret_field(secret, "ui.carry.passphrase", Some(t("ui.carry.locked_hint")), false),
            show_toggle(secret.shown),
            submit_button("ui.carry.unlock", || false, "button button--primary"),
        ];
        form(fields, move || self.read(Some(secret.typed.get_untracked())))
    }

    fn found(self, found: Found) -> View {
        let here = found.is_here.then(|| {
            views![
                el("h3").class("subheading").words("ui.carry.here"),
                el("p").class("prose").words("ui.carry.here_text"),
            ]
        });
        // One that is here stays as it is, protected or not.
        let asked = keys::can_protect() && (!found.is_here || vault::is_in_use());
        let protection = asked.then(|| self.protection());
        el("section")
            .class("panel panel--notice flow")
            .id("carry-found")
            .attr("tabindex", "-1")
            .attr("aria-labelledby", "carry-found-title")
            .child(el("h2").class("panel__title").id("carry-found-title").words("ui.carry.holds"))
            .child(facts(&found.carried))
            .child(here)
            .child(protection)
            .child(self.choices(found))
            .into_child()
    }

    /// On a computer of others it should lie here openly at no time.
    fn protection(self) -> View {
        let input = el("input")
            .class("choice__input")
            .id("carry-guarded")
            .attr("type", "checkbox")
            .prop("checked", self.guarded.get_untracked())
            .on("change", move |event| self.guarded.set(dom::ticked(&event)));
        views![
            el("label")
                .class("choice")
                .child(input)
                .child(el("span").class("choice__text").words("ui.start.shared")),
            move || self.guarded.get().then(|| views![explanation(), self.guard.fields()]),
        ]
    }

    fn choices(self, found: Found) -> View {
        let button = |class: &'static str, key: &'static str| {
            el("button").attr("type", "button").class(class).words(key)
        };
        let is_here = found.is_here;
        let there = draft_path(&found.carried.id, Step::Overview);
        let merge = is_here.then(|| {
            let found = found.clone();
            button("button button--primary", "ui.carry.merge").on("click", move |_| self.merge(&found))
        });
        let open = is_here.then(|| {
            el("a").class("button button--secondary").attr("href", there).words("ui.carry.open_here")
        });
        let (class, key) = match is_here {
            true => ("button button--secondary", "ui.carry.copy"),
            false => ("button button--primary", "ui.carry.add"),
        };
        let nothing = button("button button--quiet", "ui.carry.nothing");
        el("div")
            .class("actions")
            .child(merge)
            .child(open)
            .child(button(class, key).on("click", move |_| self.keep(found.clone(), is_here)))
            .child(nothing.on("click", move |_| {
                self.state.set(State::Nothing);
                dom::focus_soon(FILE.into());
            }))
            .into_child()
    }
}

/// What is in the file and whether it is here; no trouble if the file could not be read from the disk.
async fn examine(file: &File, passphrase: Option<&str>) -> Result<Found, Option<Trouble>> {
    // Not read at all if it is too large: it may be larger than the memory.
    if file.size() > MAX_BYTES as f64 {
        return Err(Some(Trouble::File(FileFault::TooLarge)));
    }
    let bytes = evidence_check::read(file).await.ok_or(None)?;
    let carried = portable::examine(bytes, passphrase).await?;
    let is_here = carried.is_here().await.map_err(Trouble::Draft)?;
    Ok(Found { carried: SendWrapper::new(Rc::new(carried)), is_here })
}

fn facts(carried: &Carried) -> View {
    let school = words::draft_name(carried.answers().text(SCHOOL_NAME));
    let size = [("size", intl::bytes(carried.size()))];
    let files = i18n::count_with("ui.carry.count", carried.file_count(), &size);
    let sent = carried.reference().map(|reference| {
        let text = fill("ui.drafts.sent", &[("reference", reference.to_string())]);
        fact(t("ui.carry.sent"), text, None)
    });
    el("dl")
        .class("facts")
        .child(fact(t("ui.carry.school"), school, None))
        .child(fact(t("ui.carry.call"), carried.call().to_string(), None))
        .child(fact(t("ui.carry.saved_at"), intl::short_moment(carried.saved_at() as f64), None))
        .child(fact(t("ui.carry.files"), files, None))
        .child(sent)
        .into_child()
}
