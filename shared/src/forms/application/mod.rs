//! The application form: eleven sections, one file for each kind of section.

mod declaration;
mod eligibility;
mod evidence;
mod people;
mod safety;
mod school;
mod values;

use crate::form::Form;

/// The application for the label, version 1.
pub static APPLICATION: Form = Form {
    id: "application",
    version: 1,
    sections: &[
        school::SECTION,
        people::SECTION,
        eligibility::SECTION,
        safety::SECTION,
        values::LEADERSHIP,
        values::COLLABORATION,
        values::STUDENTS,
        values::MODEL,
        values::INCLUSION,
        evidence::SECTION,
        declaration::SECTION,
    ],
};
