//! What the style guide shows of the form: fields of every kind in every state, and the pages of a draft on its way.

use ::shared::answers::{Answer, Answers, Path, Row};
use ::shared::form::{Field, Kind, Rows, Section};
use ::shared::forms::APPLICATION;
use ::shared::sealed::{Outcome, Sealed};
use ::shared::wire::Code;
use leptos::prelude::*;

use super::draft::beside_sections;
use super::{App, Calls, Open, Route, locked, outgoing, overview, receipt, section, start};
use crate::components::answers::answers;
use crate::components::{deadline, frame, notices, problems};
use crate::drafts::{DraftError, DraftHead, SaveState};
use crate::element::{IntoChild, el};
use crate::form::desk::Desk;
use crate::form::{attach, rows};
use crate::outbox::{self, Standing};
use crate::route::Step;
use crate::send::parcel::{self, Parcel};
use crate::styleguide::basics::LONG_WORD;
use crate::styleguide::{Chapter, DAY, Sample};
use crate::{clock, i18n};

/// The states that a field is shown in, and the draft that it is shown from.
struct States {
    untouched: Desk,
    filled: Desk,
    /// Nothing is answered, and the end was reached.
    missing: Desk,
    /// Every text is nearly as long as it may be.
    near: Desk,
    /// Every text is far longer than it may be.
    over: Desk,
}

impl States {
    fn of(sample: &Sample) -> Self {
        let blank = || Answers::default();
        let states = Self {
            untouched: sample.desk_with(1, blank()),
            filled: sample.desk(2),
            missing: sample.desk_with(3, blank()),
            near: sample.desk_with(9, written(sample, -8)),
            over: sample.desk_with(4, written(sample, 40)),
        };
        for desk in [states.missing, states.over] {
            desk.state.tell_all();
        }
        states
    }

    /// Those that a field of the kind can be in.
    fn of_kind(&self, kind: &Kind) -> Vec<(&'static str, Desk)> {
        let mut states = vec![
            ("nothing typed yet", self.untouched),
            ("filled in", self.filled),
            ("missing at the end", self.missing),
        ];
        match kind {
            Kind::Line { .. } | Kind::Prose { .. } => {
                states.extend([("nearly too long", self.near), ("too long", self.over)]);
            }
            Kind::Email | Kind::Url { .. } | Kind::Whole { .. } | Kind::Day { .. } => {
                states.push(("wrong", self.over));
            }
            _ => {}
        }
        states
    }
}

/// The sample with every text so much longer than it may be, and what has a form of its own in none, if it is longer.
fn written(sample: &Sample, more: i32) -> Answers {
    let mut answers = sample.application.manifest.answers.clone();
    for (_, field) in APPLICATION.fields() {
        let text = match field.kind {
            Kind::Line { max, .. } | Kind::Prose { max, .. } => LONG_WORD
                .chars()
                .chain([' '])
                .cycle()
                .take(max.saturating_add_signed(more) as usize)
                .collect(),
            Kind::Email | Kind::Url { .. } | Kind::Whole { .. } if more > 0 => LONG_WORD.to_string(),
            Kind::Day { .. } if more > 0 => "1999-02-01".to_string(),
            _ => continue,
        };
        answers.set(&Path::field(field.id), Answer::Text(text));
    }
    answers
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Line { .. } => "One line",
        Kind::Prose { .. } => "Several lines, counted",
        Kind::Email => "Email",
        Kind::Url { .. } => "Web address",
        Kind::Whole { .. } => "Whole number",
        Kind::Score { .. } => "Points",
        Kind::Day { .. } => "Day",
        Kind::Choice(_) => "One of several",
        Kind::Choices(_) => "Any of several",
        Kind::Tick => "A box to tick",
        Kind::RowOf(_) => "One of the people",
        Kind::Evidence { .. } => "Evidence from the register",
        Kind::File => "One file",
        Kind::Rows(_) => "Rows",
    }
}

pub fn form(sample: &Sample) -> Vec<Chapter> {
    let states = States::of(sample);
    let mut chapters = vec![fields(&states)];
    chapters.push(tables(sample));
    chapters.push(evidence(sample));
    chapters.push(Chapter::new("problems", "What is wrong, in one place").show_at(
        states.missing,
        "At the end of the form, with a way to each",
        problems::of_form(states.missing.state, &states.missing.id, &first_errors(states.missing)),
    ));
    chapters
}

fn first_errors(desk: Desk) -> Vec<::shared::finding::Finding> {
    desk.state.findings().into_iter().filter(|finding| finding.is_error()).take(8).collect()
}

/// Fields of the form by their kinds, each in the next state: so far as there are fields of the kind.
fn fields(states: &States) -> Chapter {
    let mut chapter = Chapter::new("fields", "Fields");
    let mut kinds: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    for (_, field) in APPLICATION.fields().filter(|(_, field)| !matches!(field.kind, Kind::Rows(_))) {
        let name = kind_name(&field.kind);
        match kinds.iter_mut().find(|(known, _)| *known == name) {
            Some((_, fields)) => fields.push(field),
            None => kinds.push((name, vec![field])),
        }
    }
    for (name, fields) in kinds {
        let turns = fields.first().map(|field| states.of_kind(&field.kind)).unwrap_or_default();
        for (field, (state, desk)) in fields.into_iter().zip(turns.into_iter().cycle()) {
            let at = desk.state.place(field);
            if at.cell().shown.get_untracked() {
                chapter =
                    chapter.show_at(desk, format!("{name}: {state}"), crate::form::field::field_view(at));
            }
        }
    }
    chapter
}

/// Each table once: filled in or half missing, and one of few fields with a row too many.
fn tables(sample: &Sample) -> Chapter {
    let filled = sample.desk(5);
    let half = sample.desk_with(6, halved(sample));
    let full = sample.desk_with(7, overfull(sample));
    half.state.tell_all();
    full.state.tell_all();
    let mut turns = [("filled in", filled), ("half of it missing at the end", half)].into_iter().cycle();
    let mut over = Some(("too many", full));
    let mut chapter = Chapter::new("rows", "Rows");
    for (_, field) in APPLICATION.fields().filter(|(_, field)| !is_register(field)) {
        let Some(table) = field.rows() else { continue };
        let turn = if is_short(table) { over.take() } else { None };
        let Some((state, desk)) = turn.or_else(|| turns.next()) else { continue };
        let caption = format!("{}: {state}", desk.state.place(field).label());
        chapter = chapter.show_at(desk, caption, section::body(desk.state, section_of(field)));
    }
    chapter
}

/// Whether many rows of it do not fill the page.
fn is_short(table: &Rows) -> bool {
    table.fixed().is_empty() && table.fields.len() <= 4
}

/// A section that holds this field alone.
fn section_of(field: &'static Field) -> &'static Section {
    let found =
        APPLICATION.sections.iter().find(|section| section.fields.iter().any(|known| known.id == field.id));
    let fields = found.map_or(&[][..], |section| section.fields);
    let at = fields.iter().position(|known| known.id == field.id).unwrap_or_default();
    let only = fields.get(at..=at).unwrap_or_default();
    Box::leak(Box::new(Section { id: found.map_or("", |section| section.id), fields: only }))
}

fn is_register(field: &Field) -> bool {
    field.id == ::shared::forms::EVIDENCE
}

fn each_table(sample: &Sample, mut change: impl FnMut(&'static Rows, Vec<Row>) -> Vec<Row>) -> Answers {
    let mut answers = sample.application.manifest.answers.clone();
    for (_, field) in APPLICATION.fields().filter(|(_, field)| !is_register(field)) {
        let Some(table) = field.rows() else { continue };
        let rows = change(table, answers.rows(field.id).to_vec());
        answers.set(&Path::field(field.id), Answer::Rows(rows));
    }
    answers
}

fn halved(sample: &Sample) -> Answers {
    each_table(sample, |_, mut rows| {
        rows.truncate(rows.len() / 2);
        rows
    })
}

fn overfull(sample: &Sample) -> Answers {
    let call = sample.call(DAY);
    each_table(sample, |table, rows| {
        let more = if is_short(table) { (table.bounds(&call).1 + 1).saturating_sub(rows.len()) } else { 0 };
        rows.into_iter().chain((0..more).map(|n| Row::new(format!("x{n}")))).collect()
    })
}

fn evidence(sample: &Sample) -> Chapter {
    let desk = sample.desk(8);
    let mut chapter = Chapter::new("register", "Evidence");
    if let Some((_, field)) = APPLICATION.fields().find(|(_, field)| is_register(field)) {
        chapter =
            chapter.show_at(desk, "The register", crate::form::field::field_view(desk.state.place(field)));
    }
    let file = |name: &str| web_sys::File::new_with_str_sequence(&js_sys::Array::new(), name).ok();
    let long = format!("{LONG_WORD} – {LONG_WORD}.pdf");
    let incoming = [
        ("A file that is examined", "photo.jpg", None, false),
        ("One that was refused", "letter.pdf", Some("code.evidence_refused"), false),
        ("One that would be taken if it were smaller", "poster.png", Some("ui.files.unreadable"), true),
        ("A long name", long.as_str(), Some("ui.files.unchecked"), false),
    ];
    for (caption, name, refused, can_shrink) in incoming {
        let view = file(name).map(|file| attach::shown(desk, file, refused.map(i18n::t), can_shrink));
        chapter = chapter.show_at(desk, caption, view);
    }
    // As rows are taken away: the same bar for all.
    let table = APPLICATION
        .fields()
        .find_map(|(_, field)| Some((field, field.rows().filter(|_| !is_register(field))?)));
    if let Some((field, _)) = table {
        let row = desk.state.with(|answers, _| answers.rows(field.id).first().cloned());
        let removed: rows::Removed = RwSignal::new(row.map(|row| (0, row, "Ane Goñi".to_string())));
        chapter = chapter.show_at(
            desk,
            "What was taken away can come back",
            rows::undo_bar(&desk.state.place(field), removed),
        );
    }
    chapter
}

pub fn draft(sample: &Sample) -> Vec<Chapter> {
    let app = App::new();
    app.calls.set(Calls::Here(sample.calls()));
    vec![
        heads(app, sample),
        deadlines(sample),
        overviews(sample),
        Chapter::new("answers", "Answers as they are read").show_at(
            sample.desk_with(20, halved(sample)),
            "With what is missing, and links to change it",
            told_answers(sample.desk_with(21, halved(sample))),
        ),
        on_the_way(sample),
        receipts(app, sample),
        starts(app, sample),
    ]
}

fn told_answers(desk: Desk) -> crate::element::View {
    desk.state.tell_all();
    let wanted = APPLICATION.sections.iter().take(4);
    wanted.map(|section| answers(desk, Some(section), true)).collect::<Vec<_>>().into_child()
}

/// Head and foot, and every word on saving and sending that the head can say.
fn heads(app: App, sample: &Sample) -> Chapter {
    let desk = sample.desk(10);
    app.open.set(Open::Ready(desk));
    let notified = App::new();
    notified.away.set(true);
    notified.newer.set(true);
    let said = |number, save: SaveState| {
        let desk = sample.desk(number);
        desk.save_state().set(save);
        frame::save_state_of(desk, false)
    };
    let now = clock::now() * 1000;
    let read_only = sample.desk(14);
    read_only.state.writable().set(false);
    let lost = App::new();
    let unsaved = sample.desk(15);
    unsaved.save_state().set(SaveState::NotSaved(DraftError::Full));
    lost.open.set(Open::Ready(unsaved));
    let mut chapter = Chapter::new("frame", "Head, foot and notices")
        .show("The head", frame::masthead(app, "en"))
        .show("The foot", frame::footer())
        .show("Notices above every page", notices::notices(notified))
        .show("Saved", said(11, SaveState::Saved(now)))
        .show("Saving", said(12, SaveState::Saving))
        .show("Not saved", said(13, SaveState::NotSaved(DraftError::Full)))
        .show("Only read here", frame::save_state_of(read_only, false))
        .show("What to do while nothing can be saved", frame::save_trouble(lost));
    let standings = [
        ("Waiting", Standing::Waiting),
        ("Sending", Standing::Sending),
        ("Files missing", Standing::Missing),
        ("Refused", Standing::Refused),
        ("Locked", Standing::Locked),
        ("Sent", Standing::Sent),
    ];
    for (n, (name, standing)) in (30u8..).zip(standings) {
        let id = sample.draft(n).id;
        outbox::add(&id);
        outbox::place(&id, standing);
        chapter = chapter.show(format!("On its way: {name}"), frame::on_its_way(Some(&id)));
    }
    chapter
}

fn deadlines(sample: &Sample) -> Chapter {
    let mut chapter = Chapter::new("deadlines", "Deadlines");
    let moments = [
        ("In a month", 30 * DAY),
        ("In three days", 3 * DAY),
        ("Today", 3_600),
        ("Over, late ones are still stored", -3_600),
        ("Over for good", -40 * DAY),
    ];
    for (n, (caption, closes_in)) in (40u8..).zip(moments) {
        let desk = Desk::unstored(sample.draft(n), sample.call(closes_in));
        chapter = chapter.show(caption, deadline::head(desk));
    }
    chapter.show("Where the clock of the device is wrong", deadline::server_time(clock::now()))
}

fn overviews(sample: &Sample) -> Chapter {
    let desk = sample.desk_with(50, halved(sample));
    if let Some(section) = APPLICATION.sections.get(2) {
        desk.state.tell_section(section);
    }
    Chapter::new("sections", "Sections and how far they are")
        .show_at(desk, "Beside every page", beside_sections(desk, Step::Review, frame::loading()))
        .show_at(desk, "The first page of a draft", overview::page(App::new(), desk))
}

/// What happens to a finished draft until it is in a state.
type Become = Box<dyn FnOnce(&mut Parcel)>;

fn on_the_way(sample: &Sample) -> Chapter {
    let mut chapter = Chapter::new("outbox", "Finished, and on its way");
    let size = |parcel: &Parcel, share: u64| {
        let files = &parcel.sealed.manifest.files;
        files.iter().skip(1).map(|file| (file.sha256.clone(), file.size * share / 100)).collect::<Vec<_>>()
    };
    let now = clock::now() * 1000;
    let states: [(&str, Become); 6] = [
        ("Waiting, after an attempt", Box::new(move |parcel| parcel.sealed.note(now, Outcome::NoAnswer))),
        ("Sending", Box::new(|parcel| parcel.running = true)),
        ("Files on their way", {
            let sent = sample.sent(false);
            Box::new(move |parcel| {
                parcel.arrived = size(parcel, 40);
                (parcel.sent, parcel.running) = (Some(sent), true);
            })
        }),
        ("Files missing", {
            let sent = sample.sent(false);
            Box::new(move |parcel| {
                parcel.arrived = size(parcel, 70);
                parcel.sent = Some(sent);
            })
        }),
        ("Refused", Box::new(move |parcel| parcel.sealed.note(now, Outcome::Refused(Code::Invalid)))),
        ("Sent", {
            let sent = sample.sent(true);
            Box::new(|parcel| parcel.sent = Some(sent))
        }),
    ];
    for (n, (caption, change)) in (60u8..).zip(states) {
        let desk = sample.desk(n);
        outbox::add(&desk.id);
        // That of the receipt, which is over its hash.
        let manifest = sample.application.manifest.clone();
        parcel::put(&desk.id, &Sealed::new(manifest, now), None);
        parcel::change(&desk.id, change);
        chapter = chapter.show_at(desk, caption, outgoing::panel(desk));
    }
    let desk = sample.desk(66);
    chapter.show_at(desk, "Before it is taken back", locked::change_question(desk, RwSignal::new(true)))
}

fn receipts(app: App, sample: &Sample) -> Chapter {
    let mut chapter = Chapter::new("receipts", "Receipts");
    for (n, (caption, complete)) in (70u8..).zip([("All is stored", true), ("Files are missing", false)]) {
        let (desk, newest) = (sample.desk(n), RwSignal::new(None));
        chapter = chapter.show_at(desk, caption, receipt::sheet(app, desk, sample.sent(complete), newest));
    }
    chapter
}

fn starts(app: App, sample: &Sample) -> Chapter {
    let head = |number, school: &str, locked, sent| DraftHead {
        id: sample.draft(number).id,
        locked,
        school: school.to_string(),
        saved_at: clock::now() * 1000,
        sent,
    };
    let long = format!("{LONG_WORD} {LONG_WORD}");
    let heads = [
        head(80, "", false, None),
        head(81, "CEIP Ramón y Cajal", false, None),
        head(82, &long, false, None),
        head(83, "", true, None),
        head(84, "IES Maestra Dolores Quiroga", false, Some(sample.sent(true))),
        head(85, "IES Maestra Dolores Quiroga", false, Some(sample.sent(false))),
        head(30, "Scoil Naomh Bríd", false, None),
        head(33, "Lycée Jean Moulin", false, None),
    ];
    let drafts = heads.into_iter().map(start::draft_row).collect::<Vec<_>>();
    let strip = sample.desk(86);
    Chapter::new("start", "First page, and pages that are only read")
        .show("The first page", super::starting(app))
        .show(
            "Drafts of this device",
            el("div").class("sheet flow").child(el("ul").class("drafts").child(drafts)),
        )
        .show_at(
            strip,
            "Above a protected draft",
            super::shared::page(App::new(), super::Guarding::Strip(strip)),
        )
        .show("The rubric", super::reading(app, Route::Rubric))
}
