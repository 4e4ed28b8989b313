//! What the service says of itself: what happens with what people write here, and who can use it and how that was tried.

use crate::element::{IntoChild, View, el};
use crate::views;
use shared::call::Call;
use shared::date::Date;

use super::{App, arrive, fact, with_call};
use crate::components::frame::title;
use crate::help::keys::Shortcut;
use crate::i18n::{self, fill, t};
use crate::intl;

const PRIVACY: &[&str] = &["purpose", "data", "draft", "recipients", "keep", "rights"];
const ACCESSIBILITY: &[&str] = &["conformance", "tested", "limits"];

/// When the statement on accessibility was last held against the pages.
const ASSESSED_ON: Option<Date> = Date::new(2026, 11, 24);

pub fn privacy(app: App) -> View {
    arrive(&t("privacy.title"));
    el("div")
        .class("sheet flow")
        .child(title(None, t("privacy.title"), None))
        .child(el("div").class("panel panel--notice").child(el("p").words("privacy.note")))
        .child(
            el("div")
                .class("prose flow")
                .child(part("privacy", "responsible"))
                .child(move || app.call().and_then(|call| contacts(&call)))
                .child(parts("privacy", PRIVACY)),
        )
        .into_child()
}

pub fn accessibility(app: App) -> View {
    arrive(&t("ui.links.accessibility"));
    let assessed = ASSESSED_ON.map(|day| {
        let text = fill("accessibility.assessed", &[("day", intl::day(day))]);
        el("p").class("title__meta").child(text).into_child()
    });
    el("div")
        .class("sheet flow")
        .child(title(None, t("ui.links.accessibility"), Some(t("accessibility.intro"))))
        .child(
            el("div")
                .class("prose flow")
                .child(parts("accessibility", ACCESSIBILITY))
                .child(shortcuts())
                .child(part("accessibility", "contact"))
                .child(with_call(app, |call, _| contacts(&call).unwrap_or_else(unknown)))
                .child(part("accessibility", "complaint"))
                .child(assessed),
        )
        .into_child()
}

fn parts(of: &'static str, names: &[&str]) -> Vec<View> {
    names.iter().map(|name| part(of, name)).collect()
}

/// One subject: its title, and a paragraph for each line of its text.
fn part(of: &'static str, name: &str) -> View {
    let text = fill(&format!("{of}.{name}.text"), &[("operator", t("ui.operator"))]);
    let paragraphs: Vec<View> =
        text.lines().map(|line| el("p").child(line.to_string()).into_child()).collect();
    views![el("h2").class("subheading").child(t(&format!("{of}.{name}.title"))), paragraphs]
}

/// The shortcuts, in words and keys.
fn shortcuts() -> View {
    let lines: Vec<View> = Shortcut::ALL
        .into_iter()
        .map(|shortcut| {
            let pressed: Vec<View> = shortcut
                .keys()
                .split('+')
                .enumerate()
                .map(|(nth, key)| {
                    // What stands on a key differs by language only where it is a word.
                    let words = i18n::words();
                    let name = words.get(&format!("shortcuts.key.{key}")).unwrap_or(key).to_string();
                    views![(nth > 0).then_some(" + "), el("kbd").child(name)]
                })
                .collect();
            el("div")
                .class("facts__row")
                .child(el("dt").child(t(&format!("shortcuts.do.{}", shortcut.key()))))
                .child(el("dd").child(pressed))
                .into_child()
        })
        .collect();
    views![
        el("h2").class("subheading").id("shortcuts").attr("tabindex", "-1").words("shortcuts.title"),
        el("p").words("shortcuts.intro"),
        el("dl").class("facts").child(lines),
        el("p").words("shortcuts.note")
    ]
}

/// Where the support services are written to, as the operator has put it into the call.
fn contacts(call: &Call) -> Option<View> {
    if call.contacts.is_empty() {
        return None;
    }
    let lines: Vec<View> =
        call.contacts.iter().map(|(country, address)| contact(intl::country(country), address)).collect();
    Some(el("dl").class("facts").child(lines).into_child())
}

fn unknown() -> View {
    el("p").words("accessibility.contact_unknown").into_child()
}

fn contact(country: String, address: &str) -> View {
    let to = match address {
        page if page.starts_with("https://") => Some(page.to_string()),
        mail if mail.contains('@') => Some(format!("mailto:{mail}")),
        _ => None,
    };
    match to {
        None => fact(country, address.to_string(), None),
        Some(to) => el("div")
            .class("facts__row")
            .child(el("dt").child(country))
            .child(el("dd").child(el("a").attr("href", to).child(address.to_string())))
            .into_child(),
    }
}
