//! What the service is called and shown by: ours, or what the operator has put into the page.

use crate::dom;
use crate::element::{El, el};

/// Where the server puts what the operator has set.
const DECLARED: &str = "meta[name=application-name]";

pub fn name() -> String {
    dom::said_by(DECLARED, "content").unwrap_or_else(|| "Insignia".to_string())
}

/// Names the page in the browser's tab and history.
pub fn set_title(page: &str) {
    dom::set_title(&[page, " – ", &name()].concat());
}

/// What stands before the name in the head of every page.
pub fn mark() -> El {
    match dom::said_by(DECLARED, "data-logo") {
        Some(address) => el("img").class("brand__logo").attr("src", address).attr("alt", ""),
        None => el("span").class("brand__mark").attr("aria-hidden", "true"),
    }
}
