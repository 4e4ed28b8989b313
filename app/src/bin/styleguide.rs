//! The program of the style guide: finds its place in the page and starts there.

fn main() {
    console_error_panic_hook::set_once();
    if let Some(host) = app::dom::by_id("app") {
        app::styleguide::start(wasm_bindgen::JsCast::unchecked_into(host));
    }
}
