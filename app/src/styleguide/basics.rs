//! What both programs are made of: buttons, panels, marks, tags, waiting, empty and failed pages.

use super::{Chapter, Sample, tokens};
use crate::components::frame;
use crate::components::ticks::{Tick, tick};
use crate::element::{IntoChild, View, el};

pub fn chapters(_: &Sample) -> Vec<Chapter> {
    let mut all = tokens::chapters();
    all.extend([
        buttons(),
        panels(),
        marks(),
        Chapter::new("title", "Titles").show(
            "Head of a sheet",
            el("div").class("sheet flow").child(frame::title(
                Some("What stands above".into()),
                "The title of a sheet".into(),
                Some("An introduction in larger print, of one or two sentences.".into()),
            )),
        ),
        waiting(),
        progress(),
        table(),
    ]);
    all
}

fn buttons() -> Chapter {
    let kinds = [
        "button--primary",
        "button--secondary",
        "button--quiet",
        "button--danger button--quiet",
        "button--danger-solid",
        "button--add button--quiet",
        "button--download button--secondary",
    ];
    let sizes = ["", " button--small", " button--large"];
    let mut chapter = Chapter::new("buttons", "Buttons");
    for kind in kinds {
        let row = |state: &'static str| {
            let name = kind.split(' ').next().unwrap_or_default().trim_start_matches("button--");
            let disabled = (!state.is_empty()).then_some("true");
            let busy = if state == "busy" { " button--busy" } else { "" };
            let of_size = |size: &&'static str| {
                el("button")
                    .attr("type", "button")
                    .class(format!("button {kind}{size}{busy}"))
                    .attr("aria-disabled", disabled)
                    .child(format!("{name} {state}"))
            };
            el("div")
                .class("actions")
                .child(sizes.iter().map(of_size).map(IntoChild::into_child).collect::<Vec<View>>())
        };
        let rows: Vec<View> =
            ["", "busy", "disabled"].into_iter().map(|state| row(state).into_child()).collect();
        chapter = chapter.show(kind, rows);
    }
    chapter.show(
        "A link that looks like a button, and one that does not",
        el("div")
            .class("actions")
            .child(el("a").class("button button--primary").attr("href", "#buttons").child("Link"))
            .child(el("a").attr("href", "#buttons").child("Link")),
    )
}

fn panels() -> Chapter {
    let mut chapter = Chapter::new("panels", "Panels");
    for class in
        ["panel", "panel panel--notice", "panel panel--success", "panel panel--warning", "panel panel--error"]
    {
        let text = "What has happened, and what can be done about it.".to_string();
        chapter = chapter.show(class, frame::panel(class, "A panel".into(), text));
    }
    chapter.show(
        "What could not be fetched, and trying again",
        frame::trouble("h2", "It could not be loaded".into(), "The server does not answer.".into(), || {}),
    )
}

fn marks() -> Chapter {
    let states = ["empty", "started", "done", "errors"].map(|state| {
        el("li")
            .class("cluster")
            .child(el("span").class(format!("state state--{state}")).attr("aria-hidden", "true"))
            .child(state)
    });
    let tags = ["", " tag--info", " tag--ok", " tag--warning", " tag--error"]
        .map(|tag| el("li").child(el("span").class(format!("tag{tag}")).child(format!("tag{tag}"))));
    let ticks = vec![
        tick("A requirement that is met".into(), Tick::Met),
        tick("One that is not".into(), Tick::Unmet("Why it is not.".into())),
        tick("One of which nothing is known yet".into(), Tick::Open("What is missing.".into())),
    ];
    Chapter::new("marks", "Marks")
        .show("How far something is, always beside words", el("ul").class("flow").child(states))
        .show("Tags", el("ul").class("cluster").child(tags))
        .show("Requirements", el("ul").class("ticks").child(ticks))
}

fn waiting() -> Chapter {
    let empty = el("div").class("sheet").child(
        el("div")
            .class("empty")
            .child(el("p").class("empty__title").child("Nothing here yet"))
            .child(el("p").child("What would be here, and how it comes here.")),
    );
    Chapter::new("waiting", "Waiting, and nothing to show")
        .show("A page on its way", frame::loading())
        .show_any("A page of the office on its way", crate::office::styleguide::waiting())
        .show("Empty", empty)
}

fn progress() -> Chapter {
    let bar = |value: Option<&'static str>| {
        el("progress")
            .class("progress")
            .attr("max", "100")
            .attr("value", value)
            .attr("aria-label", "How far it is")
    };
    Chapter::new("progress", "Progress")
        .show("None, some, all", vec![bar(Some("0")), bar(Some("40")), bar(Some("100"))])
        .show("Nobody knows how much", bar(None))
}

fn table() -> Chapter {
    let row = |name: &'static str, number: &'static str| {
        el("tr")
            .child(el("th").attr("scope", "row").child(name))
            .child(el("td").child(LONG_WORD))
            .child(el("td").class("table__number").child(number))
    };
    let head = ["What", "Long words", "How much"].map(|name| el("th").attr("scope", "col").child(name));
    let table = el("table")
        .class("table table--rubric")
        .child(el("caption").class("table__caption").child("A table"))
        .child(el("thead").child(el("tr").child(head)))
        .child(el("tbody").child([row("One", "1"), row("Another", "1,234")]));
    Chapter::new("tables", "Tables")
        .show("With numbers and long words", el("div").class("table-frame").child(table))
}

/// Longer than most: from the Basque and German of real forms.
pub const LONG_WORD: &str = "Hezkuntza-administrazioarekiko-Donaudampfschifffahrtsgesellschaft";
