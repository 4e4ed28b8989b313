//! The public form's program.

use app::pages::{App, program, start};
use app::{dom, i18n};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        say_broken();
    }));
    let Some(host) = dom::by_id("app") else { return };
    let owner = Owner::new();
    owner.set();
    let app = App::new();
    // Leptos starts its own executor only when it mounts.
    wasm_bindgen_futures::spawn_local(async move {
        start(app).await;
        host.set_text_content(None);
        mount_to(host.unchecked_into(), move || program(app)).forget();
        // The signals that the pages share live as long as the page.
        std::mem::forget(owner);
    });
}

/// After a panic nothing of the program runs any more, so the layer is made by hand.
fn say_broken() {
    let Some(page) = dom::page() else { return };
    let (Some(body), Ok(layer)) = (page.body(), page.create_element("div")) else { return };
    layer.set_class_name("panel panel--error broken");
    drop(layer.set_attribute("role", "alert"));
    layer.set_text_content(Some(&i18n::t("ui.broken")));
    if let Ok(link) = page.create_element("a") {
        drop(link.set_attribute("href", ""));
        link.set_class_name("button button--secondary");
        link.set_text_content(Some(&i18n::t("ui.reload")));
        drop(layer.append_child(&link));
    }
    drop(body.insert_before(&layer, body.first_child().as_ref()));
}
