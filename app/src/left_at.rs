//! Where a person was last in a draft, for the way back to it: the address of a section, and of the field in it.
//!
//! One place for the whole browser, kept beside the drafts. Of a protected draft nothing is kept, and erasing forgets.

use shared::form::Section;
use shared::manifest::SubmissionId;

use crate::dom;
use crate::drafts::vault;
use crate::route::{Route, Step};

const KEPT: &str = "insignia-left-at";

/// Keeps the address of a field that has the focus.
pub fn keep(id: &SubmissionId, address: &str) {
    if !vault::holds(id) {
        dom::keep_preference(KEPT, address);
    }
}

/// The address, and the section that it leads to, if it is one of this draft.
pub fn last(id: &SubmissionId) -> Option<(String, &'static Section)> {
    let address = dom::preference(KEPT)?;
    match Route::parse(address.split('#').next()?) {
        Route::Draft(of, Step::Section(section)) if of == *id => Some((address, section)),
        _ => None,
    }
}

pub fn forget(id: &SubmissionId) {
    if last(id).is_some() {
        dom::keep_preference(KEPT, "");
    }
}
