//! Saves what is typed: soon, in order, and again until it works.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::answers::{Answer, Path};
use shared::draft::{Change, Waiting};
use shared::journal::retry_ms;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use super::{DraftError, Lock, store, vault};
use crate::timer::pause;

/// From the first change that waits until it is written; the writing itself has what is left of 500 ms.
const WAIT_MS: u32 = 350;
/// The same for a protected draft: sealing takes a turn that a page which is being left may not get.
const PROTECTED_WAIT_MS: u32 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything given to the saver is durably stored, since then (milliseconds since 1970).
    Saved(i64),
    Saving,
    /// The changes are still in memory and are tried again, but for `TakenOver` and `Lost`.
    NotSaved(DraftError),
}

/// Collects changes of one draft and writes them. Clones are the same saver; it keeps the lock until all is written.
#[derive(Clone)]
pub struct Saver(Rc<Handle>);

/// Lives as long as somebody may give changes; `Inner` lives as long as changes wait.
struct Handle {
    inner: Rc<Inner>,
    leaving: Closure<dyn Fn()>,
}

struct Inner {
    lock: Lock,
    waiting: RefCell<Waiting>,
    state: Cell<SaveState>,
    timer: Cell<bool>,
    /// Nobody gives changes any more.
    orphan: Cell<bool>,
    failures: Cell<u32>,
    on_state: Box<dyn Fn(SaveState)>,
}

impl Saver {
    /// For the draft of the lock, which was last saved at `saved_at`. `on_state` is called whenever the state changes.
    pub fn new(lock: &Lock, saved_at: i64, on_state: impl Fn(SaveState) + 'static) -> Self {
        let inner = Rc::new(Inner {
            lock: lock.clone(),
            waiting: RefCell::default(),
            state: Cell::new(SaveState::Saved(saved_at)),
            timer: Cell::new(false),
            orphan: Cell::new(false),
            failures: Cell::new(0),
            on_state: Box::new(on_state),
        });
        let weak = Rc::downgrade(&inner);
        let leaving = Closure::<dyn Fn()>::new(move || {
            // Also when the page comes back: a timer may have been asleep.
            if let Some(inner) = weak.upgrade() {
                spawn_local(async move {
                    let _ = inner.write().await;
                });
            }
        });
        let weak = Rc::downgrade(&inner);
        lock.on_wanted(Box::new(move || {
            let inner = weak.upgrade();
            Box::pin(async move {
                if let Some(inner) = inner {
                    let _ = inner.write().await;
                }
            })
        }));
        for (target, event) in leaving_events() {
            drop(target.add_event_listener_with_callback(event, leaving.as_ref().unchecked_ref()));
        }
        Self(Rc::new(Handle { inner, leaving }))
    }

    /// Takes a change; never blocks, never fails.
    pub fn change(&self, path: Path, answer: Option<Answer>) {
        let inner = &self.0.inner;
        inner.waiting.borrow_mut().add(Change { path, answer });
        if let SaveState::Saved(_) = inner.state.get() {
            inner.tell(SaveState::Saving);
        }
        inner.schedule(inner.wait_ms());
    }

    pub fn state(&self) -> SaveState {
        self.0.inner.state.get()
    }

    /// What is not known to be stored.
    pub fn unsaved(&self) -> Vec<Change> {
        self.0.inner.waiting.borrow().batch().1
    }

    /// Writes now; call it before review and sending.
    pub async fn flush(&self) -> Result<(), DraftError> {
        self.0.inner.write().await
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        for (target, event) in leaving_events() {
            drop(target.remove_event_listener_with_callback(event, self.leaving.as_ref().unchecked_ref()));
        }
        self.inner.orphan.set(true);
        self.inner.timer.set(false);
        self.inner.schedule(0);
    }
}

/// The last events that a page can rely on; after them it may be gone.
fn leaving_events() -> Vec<(web_sys::EventTarget, &'static str)> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let document = window.document().map(|document| (document.unchecked_into(), "visibilitychange"));
    document.into_iter().chain([(window.unchecked_into(), "pagehide")]).collect()
}

impl Inner {
    fn wait_ms(&self) -> u32 {
        if vault::holds(self.lock.id()) { PROTECTED_WAIT_MS } else { WAIT_MS }
    }

    fn tell(&self, state: SaveState) {
        if self.state.replace(state) != state {
            (self.on_state)(state);
        }
    }

    /// Writes after a while, unless that is under way. The timer of an orphan keeps it alive, and with it the lock, so
    /// that nothing is forgotten; any other timer must not keep the lock from the next page.
    fn schedule(self: &Rc<Self>, ms: u32) {
        if self.waiting.borrow().is_empty() || self.timer.replace(true) {
            return;
        }
        let keeper = self.orphan.get().then(|| self.clone());
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            pause(ms).await;
            if let Some(inner) = keeper.or_else(|| weak.upgrade()) {
                inner.timer.set(false);
                let _ = inner.write().await;
            }
        });
    }

    /// Writes everything that waits, and what another write has under way: see `Waiting::batch`.
    async fn write(self: &Rc<Self>) -> Result<(), DraftError> {
        let (mark, batch) = self.waiting.borrow().batch();
        if batch.is_empty() {
            return Ok(());
        }
        let result = store::append(self.lock.id(), batch).await;
        match result {
            Ok(()) => {
                self.failures.set(0);
                self.waiting.borrow_mut().stored(mark);
                let all = self.waiting.borrow().is_empty();
                self.tell(if all { SaveState::Saved(js_sys::Date::now() as i64) } else { SaveState::Saving });
                self.schedule(self.wait_ms());
            }
            // What another write has stored meanwhile is no failure of this one.
            Err(_) if self.waiting.borrow().is_empty() => {}
            Err(error) => {
                self.tell(SaveState::NotSaved(error));
                match error {
                    // Browsers without locks and channels tell nobody but who writes.
                    DraftError::TakenOver => self.lock.lose(),
                    DraftError::Lost => {}
                    _ => {
                        self.failures.set(self.failures.get() + 1);
                        self.schedule(retry_ms(self.failures.get()));
                    }
                }
            }
        }
        result
    }
}
