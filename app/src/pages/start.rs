//! The first page: the call, what is needed, whether a school can apply at all, and the drafts of this device.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::answers::Answers;
use shared::call::{Call, Phase};
use shared::finding::Severity;
use shared::forms::{FIRST_CHECK, REQUIREMENTS};
use shared::manifest::SubmissionId;

use super::{App, Open, arrive, fact, in_both_zones, with_call};
use crate::components::frame::{label_years, panel};
use crate::components::ticks::{Tick, tick, title};
use crate::drafts::{DraftError, DraftHead, store};
use crate::form::field::fields_view;
use crate::form::place::Place;
use crate::form::state::FormState;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::route::{Step, draft_path, go};
use crate::{dom, intl};

type Drafts = RwSignal<Option<Result<Vec<DraftHead>, DraftError>>>;

pub fn page(app: App) -> AnyView {
    arrive(&t("ui.start.title"));
    let drafts: Drafts = RwSignal::new(None);
    load(drafts);
    let needs: Vec<AnyView> = (1..=6)
        .filter_map(|n| i18n::words().get(&format!("ui.start.need_{n}")).map(str::to_string))
        .map(|need| view! { <li>{need}</li> }.into_any())
        .collect();
    view! {
        {with_call(app, move |call, now| hero(app, call, now, drafts))}
        {move || drafts_list(app, drafts)}
        <div class="grid-2">
            <section class="sheet flow" aria-labelledby="needs-title">
                <h2 class="heading" id="needs-title">{t("ui.start.needs")}</h2>
                <ul class="needs">{needs}</ul>
                <ul class="links-list">
                    {link("/form", "ui.links.form")}
                    {link("/rubric", "ui.links.rubric")}
                    {link("/privacy", "ui.links.privacy")}
                </ul>
            </section>
            <section class="sheet flow" aria-labelledby="check-title">
                <h2 class="heading" id="check-title">{t("section.first_check")}</h2>
                <p class="soft">{t("section.first_check.intro")}</p>
                {with_call(app, move |call, _| first_check(app, call))}
            </section>
        </div>
    }
    .into_any()
}

fn load(drafts: Drafts) {
    spawn_local(async move {
        let found = store::list().await;
        drop(drafts.try_set(Some(found)));
    });
}

fn link(to: &'static str, key: &str) -> AnyView {
    view! {
        <li>
            <a href=to>{t(key)}</a>
            <span class="links-list__note">{t(&format!("{key}_note"))}</span>
        </li>
    }
    .into_any()
}

fn hero(app: App, call: Call, now: i64, drafts: Drafts) -> AnyView {
    let phase = call.phase(now);
    let years = label_years(&call);
    let demonstration = call.demonstration.then(|| {
        panel("panel panel--notice", t("ui.demonstration.title"), t("ui.demonstration.text"))
    });
    let over = fill("ui.call.name", &[("id", call.id.clone())]);
    let id = call.id.clone();
    view! {
        {demonstration}
        <div class="start">
            <div class="hero flow">
                <p class="hero__over">{over}</p>
                <h1 class="hero__title">{t("ui.start.title")}</h1>
                <p class="hero__lead">{fill("ui.start.lead", &[("years", years)])}</p>
                {begin(app, id, phase, drafts)}
                <p class="hero__note">{t("ui.start.note")}</p>
            </div>
            {call_card(&call, phase, now)}
        </div>
    }
    .into_any()
}

fn begin(app: App, call: String, phase: Phase, drafts: Drafts) -> AnyView {
    if phase != Phase::Open {
        return ().into_any();
    }
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let create = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let call = call.clone();
        spawn_local(async move {
            let made = store::create(&call, i18n::language().get_untracked()).await;
            drop(busy.try_set(false));
            match made {
                Ok(draft) => {
                    app.open.set(Open::Nothing);
                    go(&draft_path(&draft.id, Step::Overview));
                }
                Err(error) => drop(trouble.try_set(Some(words::draft_error(error)))),
            }
        });
    };
    let class = move || {
        if busy.get() { "button button--primary button--large button--busy" } else { "button button--primary button--large" }
    };
    let go_on = move || {
        let some = drafts.with(|drafts| matches!(drafts, Some(Ok(list)) if !list.is_empty()));
        some.then(|| {
            view! { <a class="button button--secondary button--large" href="#drafts">{t("ui.start.continue")}</a> }
        })
    };
    let said = move || {
        let text = trouble.get()?;
        Some(view! { <div class="panel panel--error" role="alert"><p>{text}</p></div> })
    };
    view! {
        <div class="actions">
            <button type="button" class=class on:click=create>{t("ui.start.begin")}</button>
            {go_on}
        </div>
        {said}
    }
    .into_any()
}

fn call_card(call: &Call, phase: Phase, now: i64) -> AnyView {
    let (tag, key) = match phase {
        Phase::Open => ("tag tag--ok", "ui.call.open"),
        Phase::NotYetOpen => ("tag tag--info", "ui.call.not_yet_open"),
        Phase::Grace | Phase::Closed => ("tag tag--neutral", "ui.call.closed"),
    };
    let days = (call.closes_at.seconds - now).div_euclid(86_400);
    let (closes, closes_there) = in_both_zones(call.closes_at);
    let (opens, opens_there) = in_both_zones(call.opens_at);
    let left = (phase == Phase::Open).then(|| i18n::count("ui.call.days_left", usize::try_from(days).unwrap_or(0)));
    let note = [closes_there, left].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let activity = span(call.activity_window);
    let labels = span(call.quality_label_window);
    view! {
        <aside class="call-card" aria-labelledby="call-title">
            <h2 class="call-card__title" id="call-title">{fill("ui.call.name", &[("id", call.id.clone())])}</h2>
            <p class=tag>{t(key)}</p>
            <dl class="facts">
                {fact(t("ui.call.closes"), closes, (!note.is_empty()).then_some(note))}
                {fact(t("ui.call.opens"), opens, opens_there)}
                {fact(t("ui.call.years"), label_years(call), None)}
                {fact(t("ui.call.registered_by"), intl::day(call.registered_by), None)}
                {fact(t("ui.call.activity"), activity, None)}
                {fact(t("ui.call.quality_labels"), labels, None)}
            </dl>
        </aside>
    }
    .into_any()
}

fn span(window: shared::call::Window) -> String {
    format!("{} – {}", intl::day(window.from), intl::day(window.to))
}

/// Three questions, answered at once.
fn first_check(app: App, call: Call) -> AnyView {
    let known = app.first_check.get_untracked();
    let state = known.unwrap_or_else(|| {
        let keep = Box::new(|_, _| ());
        FormState::new(&FIRST_CHECK, call, Answers::default(), Vec::new(), keep)
    });
    app.first_check.set(Some(state));
    let places: Vec<Place> = FIRST_CHECK.fields().map(|(_, field)| state.place(field)).collect();
    let shown = places.clone();
    let verdict = move || {
        state.track_checks();
        // The three questions stand in the order of the requirements.
        let asked = shown.iter().zip(REQUIREMENTS);
        let ticks: Vec<(AnyView, bool, bool)> = asked.map(|(at, (id, _))| verdict_of(at, id)).collect();
        let met = ticks.iter().all(|(_, met, _)| *met);
        let unmet = ticks.iter().any(|(_, _, unmet)| *unmet);
        let said = match (met, unmet) {
            (true, _) => panel("panel panel--success", t("ui.check.yes_title"), t("ui.check.yes")),
            (false, true) => panel("panel panel--warning", t("ui.check.no_title"), t("ui.check.no")),
            (false, false) => ().into_any(),
        };
        let items: Vec<AnyView> = ticks.into_iter().map(|(item, _, _)| item).collect();
        view! { <div role="status" class="flow"><ul class="ticks">{items}</ul>{said}</div> }
    };
    view! { {fields_view(&places)} {verdict} }.into_any()
}

/// The tick of one question; whether it is met, and whether it is certainly not.
fn verdict_of(at: &Place, requirement: &str) -> (AnyView, bool, bool) {
    let complaint = at.complaint().filter(|finding| finding.severity == Severity::Error);
    let met = at.is_fine();
    let unmet = complaint.is_some();
    let verdict = match complaint {
        _ if met => Tick::Met,
        Some(_) => Tick::Unmet(t(&format!("requirement.{requirement}.unmet"))),
        None => Tick::Open(t("ui.check.open")),
    };
    (tick(title(&at.state.call, requirement), verdict), met, unmet)
}

fn drafts_list(app: App, drafts: Drafts) -> AnyView {
    match drafts.get() {
        None => ().into_any(),
        Some(Err(error)) => panel("panel panel--warning", t("ui.drafts.failed"), words::draft_error(error)),
        Some(Ok(list)) if list.is_empty() => ().into_any(),
        Some(Ok(list)) => {
            let rows: Vec<AnyView> = list.into_iter().map(|head| draft_row(app, head, drafts)).collect();
            view! {
                <section class="sheet flow" id="drafts" tabindex="-1" aria-labelledby="drafts-title">
                    <h2 class="heading" id="drafts-title">{t("ui.drafts.title")}</h2>
                    <p class="soft">{t("ui.drafts.where")}</p>
                    <ul class="drafts">{rows}</ul>
                </section>
            }
            .into_any()
        }
    }
}

fn draft_row(app: App, head: DraftHead, drafts: Drafts) -> AnyView {
    let asking = RwSignal::new(false);
    let name = if head.school.trim().is_empty() { t("ui.drafts.unnamed") } else { head.school.clone() };
    let saved = fill("ui.drafts.saved", &[("when", intl::short_moment(head.saved_at as f64))]);
    let (to, about) = match &head.sent {
        Some(sent) => {
            let values = [("reference", sent.receipt.statement.reference.clone())];
            let key = if sent.complete { "ui.drafts.sent" } else { "ui.drafts.sent_partly" };
            (draft_path(&head.id, Step::Receipt), fill(key, &values))
        }
        None => (draft_path(&head.id, Step::Overview), saved),
    };
    let confirm = format!("delete-{}", head.id.as_str());
    let ask = {
        let confirm = confirm.clone();
        move |_| {
            asking.set(true);
            dom::focus_soon(confirm.clone());
        }
    };
    let (id, shown) = (head.id, name.clone());
    let question = move || {
        asking.get().then(|| confirm_bar(app, id.clone(), shown.clone(), confirm.clone(), asking, drafts))
    };
    view! {
        <li class="draft">
            <a class="draft__link" href=to>{name.clone()}</a>
            <span class="draft__meta">{about}</span>
            <button type="button" class="button button--quiet button--danger button--small" on:click=ask>
                {t("ui.drafts.delete")}<span class="visually-hidden">" " {name}</span>
            </button>
            {question}
        </li>
    }
    .into_any()
}

fn confirm_bar(
    app: App,
    id: SubmissionId,
    name: String,
    element: String,
    asking: RwSignal<bool>,
    drafts: Drafts,
) -> AnyView {
    let delete = move |_| {
        let id = id.clone();
        spawn_local(async move {
            if let Open::Ready(desk) = app.open.get_untracked()
                && desk.id == id
            {
                app.open.set(Open::Nothing);
                desk.close().await;
            }
            drop(store::delete(&id).await);
            load(drafts);
        });
    };
    let title = format!("{element}-title");
    view! {
        <div class="undo undo--confirm" role="alertdialog" tabindex="-1" id=element aria-labelledby=title.clone()>
            <p class="undo__text" id=title.clone()>{fill("ui.drafts.confirm", &[("name", name)])}</p>
            <button type="button" class="button button--danger-solid" on:click=delete>
                {t("ui.drafts.delete_really")}
            </button>
            <button type="button" class="button button--quiet" on:click=move |_| asking.set(false)>
                {t("ui.drafts.keep")}
            </button>
        </div>
    }
    .into_any()
}
