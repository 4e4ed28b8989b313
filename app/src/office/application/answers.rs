//! The answers as the school read them on its review page, in the language of the office.

use std::rc::Rc;

use leptos::prelude::*;
use shared::call::Call;
use shared::check::Context;
use shared::date::Instant;
use shared::forms::APPLICATION;

use crate::api;
use crate::components::summary::{Reading, section_answers};
use crate::i18n;
use crate::office::application::{Opened, evidence, findings};

pub fn answers(opened: &Opened, call: &Call) -> AnyView {
    let manifest = opened.manifest();
    // The day it was received: what was asked then is shown, not what would be asked today.
    let received =
        Instant { seconds: opened.view.receipt.statement.received_at, offset: call.closes_at.offset };
    let context = Context { call, today: received.date(), files: &manifest.files };
    let words = i18n::words();
    let stored: Vec<String> =
        opened.view.files.iter().filter(|file| file.stored).map(|file| file.sha256.clone()).collect();
    let id = manifest.submission.clone();
    let reading = Reading {
        change: None,
        file: Some(Rc::new(move |file| {
            stored.contains(&file.sha256).then(|| api::evidence_url(&id, &file.sha256))
        })),
        item: Some(Rc::new(|item| Some(format!("#{}", evidence::item_id(item))))),
        errors: std::collections::BTreeMap::new(),
        warnings: findings::sentences(opened),
    };
    let sections: Vec<_> = APPLICATION
        .summary(&manifest.answers, &context, &words)
        .iter()
        .map(|section| section_answers(section, &reading))
        .collect();
    view! { <div class="sheet">{sections}</div> }.into_any()
}
