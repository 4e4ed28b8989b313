//! Holds what is made to the rules that the server will apply.

use std::collections::HashSet;

use shared::call::Call;
use shared::date::Date;
use shared::evidence::{Limits, MediaType};
use shared::finding::Rule;
use shared::submission::parse;
use shared::wire::MAX_MANIFEST_BYTES;

use crate::application::Application;
use crate::documents::{self, Content};
use crate::random::Random;
use crate::traits::{Arrives, Scale};

/// 2027-02-01T00:00:00Z.
const NOW: i64 = 1_801_440_000;
const MANY: u64 = 300;

fn call() -> Call {
    Call::demonstration(NOW)
}

fn today() -> Date {
    Date::from_days(NOW / 86_400)
}

#[test]
fn every_application_keeps_every_rule() {
    let call = call();
    for number in 0..MANY {
        let application = Application::new(&call, number % 7, number, Scale::Small);
        for manifest in application.versions {
            assert!(manifest.canonical().len() < MAX_MANIFEST_BYTES);
            let id = manifest.submission.clone();
            let country = manifest.answers.text("school_country").to_string();
            if let Err(refused) = parse(manifest, &call, today()) {
                panic!("{number} {} {country}: {refused:#?}", id.as_str());
            }
        }
    }
}

#[test]
fn a_call_of_another_shape_is_answered_too() {
    let mut call = call();
    call.min_active_teachers = 8;
    call.min_quality_labels = 3;
    call.opens_at.offset = 720;
    call.countries = vec!["SE".into(), "AM".into()];
    for number in 0..50 {
        for manifest in Application::new(&call, 3, number, Scale::Small).versions {
            parse(manifest, &call, today()).unwrap();
        }
    }
}

#[test]
fn every_file_is_evidence_of_the_type_it_is_said_to_be_and_no_two_are_alike() {
    let call = call();
    let limits = Limits { max_bytes: call.evidence.max_file_bytes, max_pixels: call.evidence.max_pixels };
    let mut hashes = HashSet::new();
    for number in 0..12 {
        let application = Application::new(&call, 1, number, Scale::Full);
        assert!((2..=6).contains(&application.files.len()));
        for manifest in application.versions {
            parse(manifest, &call, today()).unwrap();
        }
        for file in application.files {
            let examined = evidence::verify(&file.bytes, &limits).unwrap();
            let clean = evidence::examine(&file.bytes, &limits).unwrap();
            assert!(!clean.examined.stripped, "nothing private is in {}", file.entry.name);
            assert_eq!(examined.media_type, file.entry.media_type);
            assert_eq!(examined.sha256, file.entry.sha256);
            assert!(
                (5_000..400_000).contains(&file.bytes.len()),
                "{}: {}",
                file.entry.name,
                file.bytes.len()
            );
            assert!(hashes.insert(examined.sha256), "{} is there twice", file.entry.name);
        }
    }
}

#[test]
fn every_kind_of_evidence_can_be_of_every_type() {
    let limits = Limits { max_bytes: 400_000, max_pixels: 2_000_000 };
    let content = Content {
        school: "Škola".into(),
        place: "123 45 Město".into(),
        country: "CZ",
        letters: "Škola Město".into(),
        title: "Title",
        project: "Project",
        paragraphs: vec!["Žluťoučký kůň.".into(); 90],
    };
    let mut random = Random::new(1, 1);
    for kind in ["minutes", "certificate", "survey", "photo", "press"] {
        for media in MediaType::ALL {
            let bytes = documents::make(kind, media, &content, &mut random);
            let examined = evidence::verify(&bytes, &limits).unwrap();
            assert_eq!(examined.media_type, media);
            assert!(media != MediaType::Pdf || examined.pages > Some(1));
        }
    }
    assert_eq!(
        evidence::verify(&documents::small_picture(&mut random), &limits).unwrap().media_type,
        MediaType::Png
    );
}

#[test]
fn the_same_seed_makes_the_same_and_another_seed_something_else() {
    let make = |seed| Application::new(&call(), seed, 5, Scale::Full);
    assert_eq!(make(1).versions, make(1).versions);
    assert_eq!(make(1).capability, make(1).capability);
    assert_ne!(make(1).id, make(2).id);
    assert_eq!(make(1).capability.len(), 43);
}

#[test]
fn there_is_something_of_everything() {
    let call = call();
    let (mut countries, mut warnings, mut arrivals) = (HashSet::new(), HashSet::new(), [0; 3]);
    let (mut warned, mut spanish, mut twice) = (0, 0, 0);
    for number in 0..MANY {
        let mut application = Application::new(&call, 1, number, Scale::Small);
        arrivals[application.arrives as usize] += 1;
        twice += usize::from(application.versions.len() == 2);
        let last = application.versions.pop().unwrap();
        spanish += usize::from(last.answers.text("school_country") == "ES");
        countries.insert(last.answers.text("school_country").to_string());
        let submission = parse(last, &call, today()).unwrap();
        warned += usize::from(!submission.warnings().is_empty());
        for finding in submission.warnings() {
            warnings.insert(std::mem::discriminant(&finding.rule));
        }
    }
    assert!(countries.len() >= 12, "{countries:?}");
    let wanted = [
        Rule::TooOld { years: 3 },
        Rule::ProvinceMismatch {},
        Rule::FewIndicators { min: 8, actual: 6 },
        Rule::EvidenceUnused {},
    ];
    for rule in wanted {
        assert!(warnings.contains(&std::mem::discriminant(&rule)), "no {rule:?}");
    }
    let share = |count: usize| count as f64 / MANY as f64;
    assert!((0.25..0.45).contains(&share(warned)), "{warned} warned");
    assert!((0.2..0.4).contains(&share(spanish)), "{spanish} Spanish");
    assert!((0.05..0.2).contains(&share(twice)), "{twice} in two versions");
    assert!(arrivals[Arrives::All as usize] > 200 && arrivals[1] > 5 && arrivals[2] > 5, "{arrivals:?}");
}
