//! Search and filters over the list. Every change becomes an address; nothing is kept here but the letters being typed.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use shared::wire::{ApplicationQuery, ApplicationState};

use crate::office::address::{Place, SORTS, newest_first, sort_name};
use crate::office::list::table::{column_key, usual_direction};
use crate::office::nav;
use crate::office::session::office;
use crate::office::words::{follow_language, state_text, t};
use crate::{dom, intl};

/// From the last letter to the question: no question for every letter, and no waiting that one notices.
const PAUSE: Duration = Duration::from_millis(250);

/// Another filter begins at the first page again.
fn refine(query: Memo<ApplicationQuery>, push: bool, change: impl FnOnce(&mut ApplicationQuery)) {
    let mut next = query.get_untracked();
    change(&mut next);
    next.page = None;
    if next != query.get_untracked() {
        nav::refine(Place::List(next), push);
    }
}

#[component]
pub fn Filters(query: Memo<ApplicationQuery>) -> impl IntoView {
    view! {
        <form class="toolbar" role="search" on:submit=|event| event.prevent_default()>
            <Search query=query/>
            <CallFilter query=query/>
            <CountryFilter query=query/>
            <StateFilter query=query/>
            <Order query=query/>
        </form>
    }
}

#[component]
fn StateFilter(query: Memo<ApplicationQuery>) -> impl IntoView {
    let named = |value: &str| ApplicationState::ALL.into_iter().find(|state| state.name() == value);
    let options = || {
        let option = |state: ApplicationState| (state.name().to_string(), state_text(state));
        ApplicationState::ALL.into_iter().map(option).collect()
    };
    let choose =
        move |value: Option<String>| refine(query, true, |q| q.state = value.as_deref().and_then(named));
    view! {
        <Choice id="state" label="office.list.state" any="office.list.any_state"
            value=Signal::derive(move || query.with(|q| q.state.map(|state| state.name().to_string())))
            options=Signal::derive(options)
            choose=choose/>
    }
}

/// The order, where the table has no head to click.
#[component]
fn Order(query: Memo<ApplicationQuery>) -> impl IntoView {
    let options = || {
        let option = |sort| (sort_name(sort).to_string(), t(column_key(sort)));
        SORTS.into_iter().map(option).collect()
    };
    let choose = move |value: Option<String>| {
        let wanted = SORTS.into_iter().find(|sort| value.as_deref() == Some(sort_name(*sort)));
        refine(query, true, |q| {
            q.sort = wanted.unwrap_or(newest_first().sort);
            q.descending = usual_direction(q.sort);
        });
    };
    view! {
        <div class="toolbar__sort">
            <Choice id="sort" label="office.list.sort" any=""
                value=Signal::derive(move || query.with(|q| Some(sort_name(q.sort).to_string())))
                options=Signal::derive(options)
                choose=choose/>
        </div>
    }
}

#[component]
fn Search(query: Memo<ApplicationQuery>) -> impl IntoView {
    let text = RwSignal::new(query.with_untracked(|q| q.search.clone().unwrap_or_default()));
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = pause.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    let search = move || {
        let words = text.get_untracked().trim().to_string();
        refine(query, false, |q| q.search = Some(words).filter(|words| !words.is_empty()));
    };
    let typed = move |event: web_sys::Event| {
        text.set(dom::typed(&event));
        stop();
        pause.set_value(set_timeout_with_handle(search, PAUSE).ok());
    };
    let enter = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" {
            stop();
            search();
        }
    };
    // Back, forward and "clear" change the address; what is being typed must not be overwritten by its own answer.
    Effect::new(move || {
        let asked = query.with(|q| q.search.clone().unwrap_or_default());
        if text.with_untracked(|text| text.trim() != asked) && pause.with_value(Option::is_none) {
            text.set(asked);
        }
        pause.set_value(None);
    });
    view! {
        <div class="toolbar__search field">
            <label class="field__label" for="search">{move || t("office.list.search")}</label>
            <input class="input" type="search" id="search" autocomplete="off" spellcheck="false"
                placeholder=move || t("office.list.search_hint") prop:value=move || text.get()
                on:input=typed on:keydown=enter/>
        </div>
    }
}

#[component]
fn CallFilter(query: Memo<ApplicationQuery>) -> impl IntoView {
    let calls = office().known_calls;
    let options = move || {
        let known = calls.get().map(|view| view.calls.iter().map(|call| call.id.clone()).collect());
        with_chosen(known.unwrap_or_default(), query.with(|q| q.call.clone()))
            .into_iter()
            .rev()
            .map(|id| (id.clone(), id))
            .collect()
    };
    view! {
        <Choice id="call" label="office.list.call" any="office.list.any_call"
            value=Signal::derive(move || query.with(|q| q.call.clone()))
            options=Signal::derive(options)
            choose=move |value| refine(query, true, |q| q.call = value)/>
    }
}

#[component]
fn CountryFilter(query: Memo<ApplicationQuery>) -> impl IntoView {
    let calls = office().known_calls;
    let options = move || {
        follow_language();
        let known =
            calls.get().map(|view| view.calls.iter().flat_map(|call| call.countries.clone()).collect());
        let codes = with_chosen(known.unwrap_or_default(), query.with(|q| q.country.clone()));
        let mut named: Vec<(String, String)> =
            codes.into_iter().map(|code| (code.clone(), intl::country(&code))).collect();
        intl::sort_by_name(&mut named, |(_, name)| name);
        named
    };
    view! {
        <Choice id="country" label="office.list.country" any="office.list.any_country"
            value=Signal::derive(move || query.with(|q| q.country.clone()))
            options=Signal::derive(options)
            choose=move |value| refine(query, true, |q| q.country = value)/>
    }
}

/// What an address asks for is offered even if nobody knows it, for else the page would show something untrue.
fn with_chosen(mut known: BTreeSet<String>, chosen: Option<String>) -> BTreeSet<String> {
    known.extend(chosen);
    known
}

/// A select whose first option, if it has words, is none of them.
#[component]
fn Choice(
    id: &'static str,
    /// Key of the label.
    label: &'static str,
    /// Key of the option for none; empty if one has to be chosen.
    any: &'static str,
    value: Signal<Option<String>>,
    /// Values and words.
    options: Signal<Vec<(String, String)>>,
    choose: impl Fn(Option<String>) + 'static,
) -> impl IntoView {
    let options = move || {
        let chosen = value.get();
        let none = (!any.is_empty()).then(|| (String::new(), t(any)));
        let option = |(key, words): (String, String)| {
            let selected = key == chosen.as_deref().unwrap_or_default();
            view! { <option value=key prop:selected=selected>{words}</option> }
        };
        none.into_iter().chain(options.get()).map(option).collect::<Vec<_>>()
    };
    let chosen = move |event: web_sys::Event| {
        choose(Some(dom::typed(&event)).filter(|value| !value.is_empty()));
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{move || t(label)}</label>
            <div class="select">
                <select class="input" id=id autocomplete="off" on:change=chosen>{options}</select>
            </div>
        </div>
    }
}
