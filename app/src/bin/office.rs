//! The office's program.

use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    let host = document().get_element_by_id("app");
    if let Some(host) = host {
        host.set_text_content(None);
        mount_to(leptos::wasm_bindgen::JsCast::unchecked_into(host), || {
            view! { <main class="page" data-ready><h1>"Office"</h1><p class="lead">"Static " <b>"markup"</b></p></main> }
        })
        .forget();
    }
}
