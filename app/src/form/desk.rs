//! A draft that is open on this page: its answers, its files, and whether it is saved.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use js_sys::Uint8Array;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use shared::answers::{Answer, Path};
use shared::call::Call;
use shared::evidence::MediaType;
use shared::forms::{APPLICATION, SCHOOL_NAME};
use shared::manifest::{FileEntry, Manifest, SubmissionId};

use super::state::FormState;
use crate::drafts::{
    self, Acquired, Change, Draft, DraftError, Lock, SaveState, Saver, Sent, reserve, store,
};
use crate::evidence_check::{Checked, Preview, preview_url};
use crate::sorted::Sorted;
use crate::{i18n, parts};

/// An open draft. Like its form it lives as long as the page.
#[derive(Clone, Copy)]
pub struct Desk(&'static SendWrapper<Inner>);

pub struct Inner {
    pub id: SubmissionId,
    pub state: FormState,
    draft: RefCell<Draft>,
    saver: Rc<RefCell<Option<Saver>>>,
    lock: RefCell<Option<Lock>>,
    save: ArcRwSignal<SaveState>,
    sent: ArcRwSignal<Option<Sent>>,
    /// How many values lie beside those that count.
    kept: ArcRwSignal<u32>,
    /// What could not be stored before another page took the draft over.
    unsaved: ArcRwSignal<Vec<Change>>,
    previews: RefCell<Sorted<String, Preview>>,
    /// Files of which position and camera data were removed on this page.
    cleaned: RefCell<Sorted<String, ()>>,
}

impl Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        self.0
    }
}

impl Desk {
    /// Opens a draft, to write it unless another page does.
    pub async fn open(id: &SubmissionId, calls: &[Call]) -> Result<Option<Self>, DraftError> {
        let lock = match drafts::acquire(id).await? {
            Acquired::Lock(lock) => Some(lock),
            Acquired::Busy => None,
        };
        let draft = store::open(id).await?;
        let lock = lock.filter(|_| !draft.is_newer());
        let Some(call) = calls.iter().find(|call| call.id == draft.call) else { return Ok(None) };
        Ok(Some(Self::of(draft, call.clone(), lock)))
    }

    /// A draft that no store knows, to be shown. What is typed into it is gone with the page.
    pub fn unstored(draft: Draft, call: Call) -> Self {
        let desk = Self::of(draft, call, None);
        desk.state.writable().set(true);
        desk
    }

    /// Takes the right to write back from the other page, and brings in what this one could not store.
    pub async fn take_over(self) -> Result<Self, DraftError> {
        let lock = drafts::take_over(&self.id).await?;
        let unsaved = self.unsaved.get_untracked();
        if !unsaved.is_empty() {
            parts::lay_beside(self.id.clone(), unsaved).await?;
        }
        Ok(Self::of(store::open(&self.id).await?, self.state.call.clone(), Some(lock)))
    }

    fn of(draft: Draft, call: Call, lock: Option<Lock>) -> Self {
        let saver: Rc<RefCell<Option<Saver>>> = Rc::default();
        let keeper = Rc::clone(&saver);
        let keep = move |path: Path, answer: Option<Answer>| {
            if let Some(saver) = &*keeper.borrow() {
                saver.change(path, answer);
            }
        };
        let state =
            FormState::new(&APPLICATION, call, draft.answers.clone(), draft.files.clone(), Box::new(keep));
        let save = ArcRwSignal::new(SaveState::Saved(draft.saved_at));
        let inner = Inner {
            id: draft.id.clone(),
            state,
            sent: ArcRwSignal::new(draft.sent.clone()),
            kept: ArcRwSignal::new(draft.kept),
            unsaved: ArcRwSignal::default(),
            draft: RefCell::new(draft),
            saver,
            lock: RefCell::new(None),
            save,
            previews: RefCell::default(),
            cleaned: RefCell::default(),
        };
        let desk = Self(Box::leak(Box::new(SendWrapper::new(inner))));
        desk.write_with(lock);
        desk
    }

    fn write_with(self, lock: Option<Lock>) {
        self.state.writable().set(lock.is_some());
        let Some(lock) = lock else { return };
        let save = self.save.clone();
        let saved_at = self.draft.borrow().saved_at;
        let saver = Saver::new(&lock, saved_at, move |state| save.set(state));
        self.saver.replace(Some(saver));
        lock.on_lost(move || {
            if let Some(saver) = self.saver.replace(None) {
                self.unsaved.set(saver.unsaved());
            }
            self.state.writable().set(false);
        });
        self.lock.replace(Some(lock));
    }

    /// Gives the right to write back, for instance to the list of drafts.
    pub async fn close(self) {
        let _ = self.flush().await;
        self.saver.replace(None);
        self.lock.replace(None);
        self.previews.borrow_mut().clear();
    }

    /// Writes everything that was typed.
    pub async fn flush(self) -> Result<(), DraftError> {
        let saver = self.saver.borrow().clone();
        match saver {
            Some(saver) => saver.flush().await,
            None => Err(DraftError::TakenOver),
        }
    }

    /// What was typed and is in memory only.
    pub fn in_memory(self) -> Vec<Change> {
        self.saver.borrow().as_ref().map(Saver::unsaved).unwrap_or_default()
    }

    /// Keeps a file with the draft.
    pub async fn keep_file(self, checked: &Checked) -> Result<(), DraftError> {
        if self.state.files().is_empty() {
            drafts::store::ask_to_keep().await;
        }
        reserve::fill().await;
        store::add_file(&self.id, &checked.entry, &checked.bytes).await?;
        if checked.cleaned {
            self.cleaned.borrow_mut().insert(checked.entry.sha256.clone(), ());
        }
        self.state.add_file(checked.entry.clone());
        Ok(())
    }

    /// Deletes the files that no answer names any more. What is written of them elsewhere in the history stays.
    pub async fn forget_removed(self) -> Result<(), DraftError> {
        for file in self.state.attached_and_removed().1 {
            store::remove_file(&self.id, &file.sha256).await?;
            self.previews.borrow_mut().remove(&file.sha256);
            self.state.remove_file(&file.sha256);
        }
        reserve::fill().await;
        Ok(())
    }

    pub async fn bytes(self, file: &FileEntry) -> Option<Uint8Array> {
        store::file_bytes(&self.id, &file.sha256).await.ok()
    }

    /// An address under which a picture is shown as long as the draft is open.
    pub async fn preview(self, file: &FileEntry) -> Option<String> {
        let known = self.previews.borrow().get(&file.sha256).map(|preview| preview.url().to_string());
        if known.is_some() {
            return known;
        }
        let bytes = self.bytes(file).await?;
        let preview = preview_url(&bytes, file.media_type)?;
        let url = preview.url().to_string();
        self.previews.borrow_mut().insert(file.sha256.clone(), preview);
        Some(url)
    }

    /// Everything of the draft as it stands now.
    pub fn draft(self) -> Draft {
        let now = self.state.with(|answers, _| answers.clone());
        let kept = self.draft.borrow().clone();
        Draft {
            answers: now,
            files: self.state.files(),
            locale: i18n::language().get_untracked().into(),
            sent: self.sent.get_untracked(),
            ..kept
        }
    }

    /// The manifest that would be made of the draft, before it is cut to what is asked.
    pub fn manifest(self) -> Manifest {
        let draft = self.draft();
        Manifest {
            submission: draft.id,
            form: APPLICATION.id.into(),
            form_version: APPLICATION.version,
            call: draft.call,
            locale: draft.locale,
            answers: draft.answers,
            files: draft.files,
        }
    }
}

impl Inner {
    pub fn save_state(&self) -> ArcRwSignal<SaveState> {
        self.save.clone()
    }

    pub fn sent(&self) -> ArcRwSignal<Option<Sent>> {
        self.sent.clone()
    }

    pub fn unsaved(&self) -> ArcRwSignal<Vec<Change>> {
        self.unsaved.clone()
    }

    pub fn kept(&self) -> ArcRwSignal<u32> {
        self.kept.clone()
    }

    /// Whether a newer version of the form has written the draft, so that it can only be read.
    pub fn is_newer(&self) -> bool {
        self.draft.borrow().is_newer()
    }

    pub fn was_cleaned(&self, sha256: &str) -> bool {
        self.cleaned.borrow().get(sha256).is_some()
    }

    /// What the draft is called: its school.
    pub fn name(&self) -> String {
        self.state.with(|answers, _| answers.text(SCHOOL_NAME).trim().to_string())
    }
}

/// The short name of a type of file, as it is shown.
pub fn type_name(media_type: MediaType) -> String {
    media_type.extension().to_ascii_uppercase()
}
