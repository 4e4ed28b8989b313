//! What was finished with an older version of the form is taken by the rules of that version.

mod common;

use common::{Size, call, manifest, today};
use shared::form::Form;
use shared::forms::{APPLICATION, APPLICATIONS};
use shared::manifest::Manifest;
use shared::submission::{Refused, Submission, parse_among};
use shared::wire::Code;

/// A later version, which does not ask for the declaration any more.
static LATER: Form = Form {
    id: APPLICATION.id,
    version: APPLICATION.version + 1,
    sections: APPLICATION.sections.split_at(APPLICATION.sections.len() - 1).0,
};

static BOTH: &[&Form] = &[&APPLICATION, &LATER];

fn parsed(manifest: &Manifest) -> Result<Submission, Refused> {
    parse_among(BOTH, manifest.clone(), &call(), today())
}

/// The same without the answers to the declaration.
fn undeclared(manifest: &Manifest) -> Manifest {
    let mut manifest = manifest.clone();
    for field in APPLICATION.sections.last().into_iter().flat_map(|section| section.fields) {
        manifest.answers.0.remove(field.id);
    }
    let answers = manifest.answers.clone();
    let named: Vec<&str> = LATER.files_named(&answers).into_iter().map(|(_, sha256)| sha256).collect();
    manifest.files.retain(|file| named.contains(&file.sha256.as_str()));
    manifest
}

#[test]
fn each_version_is_held_to_its_own_rules() {
    let first = manifest(Size::Smallest);
    let second = Manifest { form_version: LATER.version, ..undeclared(&first) };
    assert_eq!(parsed(&first).map(|submission| submission.manifest().clone()), Ok(first.clone()));
    assert_eq!(parsed(&second).map(|submission| submission.manifest().clone()), Ok(second.clone()));
    let code = |manifest: &Manifest| parsed(manifest).map_err(|refused| refused.code).err();
    assert_eq!(code(&undeclared(&first)), Some(Code::Invalid));
    assert_eq!(code(&Manifest { form_version: LATER.version, ..first.clone() }), Some(Code::UnknownField));
    assert_eq!(code(&Manifest { form_version: LATER.version + 1, ..first.clone() }), Some(Code::UnknownForm));
    assert_eq!(code(&Manifest { form: "another".into(), ..first }), Some(Code::UnknownForm));
}

#[test]
fn versions_rise_by_one_and_the_last_is_the_form_that_is_filled_in() {
    for (version, form) in (1..).zip(APPLICATIONS) {
        assert_eq!((form.id, form.version), (APPLICATION.id, version));
    }
    assert!(APPLICATIONS.last().is_some_and(|last| std::ptr::eq(*last, &raw const APPLICATION)));
}
