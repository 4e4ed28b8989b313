//! The program of the office: finds its place in the page and starts there.

fn main() {
    console_error_panic_hook::set_once();
    let host = app::dom::by_id("app");
    if let Some(host) = host {
        app::office::start(wasm_bindgen::JsCast::unchecked_into(host));
    }
}
