//! The declaration of honour, which the head signs.

use crate::form::{Day, Section, day, file, line, tick};

pub(super) const SECTION: Section = Section {
    id: "declaration",
    fields: &[
        file("declaration_file"),
        line("signatory_name", 2, 120),
        day("signed_on", &[], &[Day::Today]),
        tick("data_is_true"),
        tick("consents_are_held"),
        tick("colleagues_were_told"),
        tick("privacy_notice_read"),
    ],
};
