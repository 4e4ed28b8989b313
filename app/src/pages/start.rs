//! The first page: the call, what is needed, whether a school can apply at all, and the drafts of this device.

use crate::element::{El, IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use shared::call::{Call, Phase};
use shared::forms::APPLICATION;
use wasm_bindgen_futures::spawn_local;

use super::{App, Open, arrive, fact, in_both_zones, with_call};
use crate::components::deadline;
use crate::components::frame::{label_years, panel};
use crate::drafts::{DraftError, DraftHead, store};
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::route::{Step, draft_path, go};
use crate::{intl, outbox, parts};

type Drafts = RwSignal<Option<Result<Vec<DraftHead>, DraftError>>>;

pub fn page(app: App) -> View {
    arrive(&t("ui.start.title"));
    let drafts: Drafts = RwSignal::new(None);
    let asked = RwSignal::new(app.first_check.get_untracked().is_some());
    // Also anew when something was sent.
    let listing = move || {
        outbox::track();
        spawn_local(async move {
            let found = store::list().await;
            drop(drafts.try_set(Some(found)));
        });
    };
    let needs: Vec<View> = (1..=6)
        .filter_map(|n| i18n::words().get(&format!("ui.start.need_{n}")).map(str::to_string))
        .map(|need| el("li").child(need).into_child())
        .collect();
    views![
        // The title stands even where no call is known.
        move || app.call().is_none().then(|| el("h1").class("hero__title").words("ui.start.title")),
        with_call(app, move |call, now| hero(app, call, now, drafts)),
        listing,
        move || drafts_list(drafts),
        el("div")
            .class("grid-2")
            .child(
                el("section")
                    .class("sheet flow")
                    .attr("aria-labelledby", "needs-title")
                    .child(el("h2").class("heading").id("needs-title").words("ui.start.needs"))
                    .child(el("ul").class("needs").child(needs))
                    .child(move || app.call().map(|call| effort(&call)))
            )
            .child(
                el("div")
                    .class("column")
                    .child(
                        el("section")
                            .class("sheet flow")
                            .attr("aria-labelledby", "check-title")
                            .child(el("h2").class("heading").id("check-title").words("section.first_check"))
                            .child(el("p").class("soft").words("section.first_check.intro"))
                            .child(move || first_check(app, asked))
                    )
                    .child(
                        el("ul")
                            .class("sheet links-list")
                            .child(link("/open", "ui.carry.open", "ui.carry.open_note"))
                            .child(link("/form", "ui.links.form", "ui.links.form_note"))
                            .child(link("/rubric", "ui.links.rubric", "ui.links.rubric_note"))
                            .child(link("/privacy", "ui.links.privacy", "ui.links.privacy_note"))
                    )
            )
    ]
}

/// How long it all takes, where it is known what is asked.
fn effort(call: &Call) -> El {
    let time = words::effort(APPLICATION.minutes(call));
    el("p").class("soft").child(fill("ui.start.effort", &[("time", time)]))
}

/// The three questions come with the program for sections, so only for those who want them.
fn first_check(app: App, asked: RwSignal<bool>) -> View {
    if asked.get() {
        return parts::view(|parts| &parts.first_check, app);
    }
    el("button")
        .attr("type", "button")
        .class("button button--secondary")
        .on("click", move |_| asked.set(true))
        .words("ui.check.begin")
        .into_child()
}

/// Keys are written out: words of the first page come with it because the program names them.
fn link(to: &'static str, key: &str, note: &str) -> View {
    el("li")
        .child(el("a").attr("href", to).child(t(key)))
        .child(el("span").class("links-list__note").child(t(note)))
        .into_child()
}

fn hero(app: App, call: Call, now: i64, drafts: Drafts) -> View {
    let phase = call.phase(now);
    let years = label_years(&call);
    let demonstration = call
        .demonstration
        .then(|| panel("panel panel--notice", t("ui.demonstration.title"), t("ui.demonstration.text")));
    let lead = format!("{} {}", t("ui.start.lead"), fill("ui.start.years", &[("years", years)]));
    let id = call.id.clone();
    views![
        demonstration,
        el("div")
            .class("start")
            .child(
                el("div")
                    .class("hero flow")
                    .child(el("h1").class("hero__title").words("ui.start.title"))
                    .child(el("p").class("hero__lead").child(lead))
                    .child(begin(app, id, phase, drafts))
                    .child(el("p").class("hero__note").words("ui.start.note"))
            )
            .child(call_card(&call, phase, now)),
        deadline::clock_is_off(now)
    ]
}

fn begin(app: App, call: String, phase: Phase, drafts: Drafts) -> View {
    if phase != Phase::Open {
        return ().into_child();
    }
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let create = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let call = call.clone();
        spawn_local(async move {
            let made = store::create(&call, i18n::language().get_untracked()).await;
            let _ = busy.try_set(false);
            match made {
                Ok(id) => {
                    app.open.set(Open::Nothing);
                    go(&draft_path(&id, Step::Overview));
                }
                Err(error) => drop(trouble.try_set(Some(words::draft_error(error)))),
            }
        });
    };
    let at_once = create.clone();
    let pressed = move || {
        if app.pressed.get() {
            app.pressed.set(false);
            at_once();
        }
    };
    let class = move || {
        if busy.get() {
            "button button--primary button--large button--busy"
        } else {
            "button button--primary button--large"
        }
    };
    let said = move || {
        let text = trouble.get()?;
        Some(el("div").class("panel panel--error").attr("role", "alert").child(el("p").child(text)))
    };
    views![
        pressed,
        el("div")
            .class("actions")
            .child(
                el("button")
                    .attr("type", "button")
                    .class(class)
                    .on("click", move |_| create())
                    .words("ui.start.begin")
            )
            .child(move || go_on(drafts)),
        el("p").class("hero__note").child(el("a").attr("href", "/shared").words("ui.start.shared")),
        said
    ]
}

fn go_on(drafts: Drafts) -> Option<El> {
    let some = drafts.with(|drafts| matches!(drafts, Some(Ok(list)) if !list.is_empty()));
    some.then(|| {
        el("a")
            .class("button button--secondary button--large")
            .attr("href", "#drafts")
            .words("ui.start.continue")
    })
}

pub fn call_card(call: &Call, phase: Phase, now: i64) -> View {
    let (tag, key) = match phase {
        Phase::Open => ("tag tag--ok", "ui.call.open"),
        Phase::NotYetOpen => ("tag tag--info", "ui.call.not_yet_open"),
        Phase::Grace | Phase::Closed => ("tag tag--neutral", "ui.call.closed"),
    };
    let days = (call.closes_at.seconds - now).div_euclid(86_400);
    let (closes, closes_there) = in_both_zones(call.closes_at);
    let (opens, opens_there) = in_both_zones(call.opens_at);
    let left =
        (phase == Phase::Open).then(|| i18n::count("ui.call.days_left", usize::try_from(days).unwrap_or(0)));
    let note = [closes_there, left].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let activity = span(call.activity_window);
    let labels = span(call.quality_label_window);
    el("aside")
        .class("call-card")
        .attr("aria-labelledby", "call-title")
        .child(
            el("h2")
                .class("call-card__title")
                .id("call-title")
                .child(fill("ui.call.name", &[("id", call.id.clone())])),
        )
        .child(el("p").class(tag).child(t(key)))
        .child(
            el("dl")
                .class("facts")
                .child(fact(t("ui.call.closes"), closes, (!note.is_empty()).then_some(note)))
                .child(fact(t("ui.call.opens"), opens, opens_there))
                .child(fact(t("ui.call.years"), label_years(call), None))
                .child(fact(t("ui.call.registered_by"), intl::day(call.registered_by), None))
                .child(fact(t("ui.call.activity"), activity, None))
                .child(fact(t("ui.call.quality_labels"), labels, None)),
        )
        .into_child()
}

fn span(window: shared::call::Window) -> String {
    format!("{} – {}", intl::day(window.from), intl::day(window.to))
}

fn drafts_list(drafts: Drafts) -> View {
    match drafts.get() {
        // Nothing to be seen, but that what stands below would be moved.
        None => el("p").class("loading").attr("hidden", true).into_child(),
        Some(Err(error)) => panel("panel panel--warning", t("ui.drafts.failed"), words::draft_error(error)),
        Some(Ok(list)) if list.is_empty() => ().into_child(),
        Some(Ok(list)) => {
            let rows: Vec<View> = list.into_iter().map(draft_row).collect();
            el("section")
                .class("sheet flow")
                .id("drafts")
                .attr("tabindex", "-1")
                .attr("aria-labelledby", "drafts-title")
                .child(el("h2").class("heading").id("drafts-title").words("ui.drafts.title"))
                .child(el("p").class("soft").words("ui.drafts.where"))
                .child(el("ul").class("drafts").child(rows))
                .into_child()
        }
    }
}

pub fn draft_row(head: DraftHead) -> View {
    let (name, saved) = if head.locked {
        (words::locked_draft(&head.id), t("ui.drafts.locked_note"))
    } else {
        let saved = fill("ui.drafts.saved", &[("when", intl::short_moment(head.saved_at as f64))]);
        (words::draft_name(&head.school), saved)
    };
    let (to, about) = standing(&head, saved);
    let erase = draft_path(&head.id, Step::Erase);
    el("li")
        .class("draft")
        .child(el("a").class("draft__link").attr("href", to).child(name.clone()))
        .child(el("span").class("draft__meta").child(about))
        .child(
            el("a")
                .class("button button--quiet button--danger button--small")
                .attr("href", erase)
                .words("ui.drafts.delete")
                .child(el("span").class("visually-hidden").child(" ").child(name)),
        )
        .into_child()
}

/// Where a row leads, and what it says of its draft.
fn standing(head: &DraftHead, saved: String) -> (String, View) {
    let id = head.id.clone();
    if outbox::is_finished(&id) {
        let to = draft_path(&id, Step::Send);
        let on_its_way = move || {
            let (class, text) = outbox::standing(Some(&id))?;
            Some(el("strong").class(format!("standing standing--{class}")).child(text))
        };
        return (to, on_its_way.into_child());
    }
    match &head.sent {
        Some(sent) => {
            let values = [("reference", sent.receipt.statement.reference.clone())];
            let key = if sent.complete { "ui.drafts.sent" } else { "ui.drafts.sent_partly" };
            (draft_path(&id, Step::Receipt), fill(key, &values).into_child())
        }
        None => (draft_path(&id, Step::Overview), saved.into_child()),
    }
}
