//! What was written in two ways, side by side, to choose from.

use shared::answers::Path;
use shared::history::Writing;

use super::{Known, Page, TITLE, answer_view};
use crate::drafts::past;
use crate::element::{El, IntoChild, View, el};
use crate::form::words;
use crate::i18n::{self, t};
use crate::route::{Step, draft_path};

pub fn section(page: Page, known: &Known) -> View {
    let kept = known.copy.kept();
    let mut paths: Vec<&Path> = kept.iter().map(|writing| &writing.path).collect();
    // Kept values lie in the order of their paths.
    paths.dedup();
    let text = match paths.len() {
        0 => t("ui.history.kept_none"),
        some => i18n::count("ui.history.kept", some),
    };
    let items: Vec<View> = paths
        .into_iter()
        .map(|path| {
            let of = kept.iter().filter(|writing| writing.path == *path);
            item(page, known, path, of.map(|writing| (*writing).clone()).collect())
        })
        .collect();
    el("section")
        .class("flow")
        .attr("aria-labelledby", TITLE)
        .child(el("h2").class("heading").id(TITLE).attr("tabindex", "-1").words("ui.history.kept_title"))
        .child(el("p").class("prose").child(text))
        .child(items)
        .into_child()
}

fn item(page: Page, known: &Known, path: &Path, kept: Vec<Writing>) -> View {
    let state = page.desk.state;
    let name = words::name_of(&state, path);
    let id = format!("kept-{}", path.html_id());
    let current = column(
        "ui.history.counts",
        answer_view(state, path, known.copy.answers.get(path)),
        known.who_and_when(known.copy.version(path)),
    );
    let others: Vec<View> =
        kept.into_iter().map(|writing| other(page, known, &name, writing).into_child()).collect();
    el("section")
        .class("panel panel--warning flow")
        .attr("aria-labelledby", id.clone())
        .child(el("h3").class("panel__title").id(id).child(link(page, path, name.clone())))
        .child(el("div").class("grid-2").child(current).child(others))
        .into_child()
}

/// The name of an answer, as a link to where it is changed.
fn link(page: Page, path: &Path, name: String) -> View {
    let section = page
        .desk
        .state
        .form
        .sections
        .iter()
        .find(|section| section.fields.iter().any(|field| field.id == path.top()));
    let Some(section) = section else { return name.into_child() };
    let address = format!("{}#{}", draft_path(&page.desk.id, Step::Section(section)), path.html_id());
    el("a").attr("href", address).child(name).into_child()
}

/// A value that lost, with what can be done about it.
fn other(page: Page, known: &Known, name: &str, writing: Writing) -> El {
    let shown = answer_view(page.desk.state, &writing.path, writing.answer.as_ref());
    let button = |class: &'static str, key: &'static str, done: &'static str, choose: bool| {
        let writing = writing.clone();
        let settle = move |_| {
            let writing = writing.clone();
            page.act(async move { past::settle(&page.desk.id, writing, choose).await }, done);
        };
        el("button")
            .attr("type", "button")
            .class(class)
            .on("click", settle)
            .words(key)
            .child(el("span").class("visually-hidden").child(format!(" {name}")))
    };
    let choose = button("button button--secondary", "ui.history.choose", "ui.history.chosen", true);
    let dismiss = button("button button--quiet", "ui.history.dismiss", "ui.history.dismissed", false);
    column("ui.history.beside", shown, known.who_and_when(Some(&writing.version)))
        .child(el("div").class("actions").child(choose).child(dismiss))
}

fn column(title: &'static str, value: View, about: String) -> El {
    el("div")
        .class("flow")
        .child(el("p").class("soft").words(title))
        .child(el("div").class("answer__value").child(value))
        .child(el("p").class("soft").child(about))
}
