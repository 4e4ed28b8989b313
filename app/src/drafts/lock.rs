//! One page writes a draft. A Web Lock tells at once who it is; the tokens of `writer` hold even without it.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};

use js_sys::{Function, Object, Promise, Reflect};
use shared::manifest::SubmissionId;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, MessageEvent};

use super::talk::{self, ANYBODY, CLAIMED, FREE, HERE, WANTED};
use super::turn::{Doing, Turn};
use super::{DraftError, writer};
use crate::timer::{pause, within};

/// How long the page that has the draft may take to flush and let go.
const HAND_OVER_MS: u32 = 1_500;

/// A page that is just being left gives its lock up a moment later.
const TRIES: u32 = 4;
const BETWEEN_TRIES_MS: u32 = 60;

/// How long to wait for the word of another page, in browsers without locks. A page that is there answers at once.
const ANSWER_MS: u32 = 200;

#[wasm_bindgen]
extern "C" {
    /// Web Locks, which web-sys has not in its stable part.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

type Listener = Closure<dyn Fn(MessageEvent)>;
type Flush = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>>;

/// The right to write one draft, until every clone is dropped or another page takes it over.
#[derive(Clone)]
pub struct Lock(Rc<Inner>);

struct Inner {
    id: SubmissionId,
    /// Gives the Web Lock back; none in browsers without.
    release: Option<Function>,
    channel: Option<BroadcastChannel>,
    listener: RefCell<Option<Listener>>,
    flush: RefCell<Option<Flush>>,
    lost: RefCell<Vec<Rc<dyn Fn()>>>,
    over: Cell<bool>,
}

pub enum Acquired {
    Lock(Lock),
    /// Another page has it: show the draft read-only and offer `take_over`.
    Busy,
}

thread_local! {
    /// The lock that this page holds, so that two parts of the page share one.
    static HELD: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
}

impl Lock {
    pub fn id(&self) -> &SubmissionId {
        &self.0.id
    }

    /// Whether another page has taken the draft over.
    pub fn is_lost(&self) -> bool {
        self.0.over.get()
    }

    /// Called once when another page has taken the draft over. Go read-only then.
    pub fn on_lost(&self, told: impl Fn() + 'static) {
        self.0.lost.borrow_mut().push(Rc::new(told));
    }

    /// Another page turned out to have become the writer.
    pub(super) fn lose(&self) {
        self.0.lose();
    }

    /// Called before the lock is handed to another page. The `Saver` uses it.
    pub(super) fn on_wanted(&self, flush: Flush) {
        self.0.flush.replace(Some(flush));
    }
}

impl Inner {
    fn let_go(&self) {
        if let Some(release) = &self.release {
            drop(release.call0(&JsValue::NULL));
        }
        if let Some(channel) = &self.channel {
            drop(channel.post_message(&FREE.into()));
            channel.set_onmessage(None);
            channel.close();
        }
        writer::resign(&self.id);
    }

    fn lose(&self) {
        if self.over.replace(true) {
            return;
        }
        self.let_go();
        // Cloned first: whoever is told may drop the lock or ask for more.
        let told = self.lost.borrow().clone();
        told.iter().for_each(|told| told());
    }

    async fn hand_over(self: Rc<Self>) {
        let flushed = self.flush.borrow().as_ref().map(|flush| flush());
        if let Some(flushed) = flushed {
            within(HAND_OVER_MS, flushed).await;
        }
        self.lose();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.over.get() {
            self.let_go();
        }
    }
}

/// Asks for the right to write. A page that has it already gets the same lock again.
pub async fn acquire(id: &SubmissionId) -> Result<Acquired, DraftError> {
    for _ in 0..TRIES {
        // Looked at each time: another part of this page may be asking at this moment.
        if let Some(lock) = held(id) {
            return Ok(Acquired::Lock(lock));
        }
        match grant(id, &[("ifAvailable", true)], HAND_OVER_MS).await {
            Grant::Given(release, stolen) => {
                return claim(id, Some(release), Some(stolen)).await.map(Acquired::Lock);
            }
            Grant::NoLocks => return acquire_by_asking(id).await,
            Grant::Refused => pause(BETWEEN_TRIES_MS).await,
        }
    }
    Ok(Acquired::Busy)
}

/// In a browser without locks. Only a page that is alive answers; of two that ask at the same moment both claim, and the
/// later token counts.
async fn acquire_by_asking(id: &SubmissionId) -> Result<Acquired, DraftError> {
    // Two parts of this page must not take the draft from each other.
    let _turn = Turn::take(Doing::Claiming, id).await;
    if let Some(lock) = held(id) {
        return Ok(Acquired::Lock(lock));
    }
    if talk::ask(id, ANYBODY, HERE, ANSWER_MS).await {
        return Ok(Acquired::Busy);
    }
    claim(id, None, None).await.map(Acquired::Lock)
}

/// Takes the right from whichever page has it, after giving it a second to flush. `open` the draft anew afterwards.
pub async fn take_over(id: &SubmissionId) -> Result<Lock, DraftError> {
    if let Some(lock) = held(id) {
        return Ok(lock);
    }
    if lock_manager().is_none() {
        // Whether it was let go of or not.
        let _ = talk::ask(id, WANTED, FREE, HAND_OVER_MS).await;
        return claim(id, None, None).await;
    }
    talk::tell(id, WANTED);
    let first = grant(id, &[], HAND_OVER_MS).await;
    let grant = if matches!(first, Grant::Refused) {
        grant(id, &[("steal", true)], HAND_OVER_MS).await
    } else {
        first
    };
    match grant {
        Grant::Given(release, stolen) => claim(id, Some(release), Some(stolen)).await,
        Grant::NoLocks => claim(id, None, None).await,
        Grant::Refused => Err(DraftError::Unavailable),
    }
}

fn held(id: &SubmissionId) -> Option<Lock> {
    HELD.with_borrow_mut(|held| {
        held.retain(|lock| lock.strong_count() > 0);
        held.iter().filter_map(Weak::upgrade).find(|lock| lock.id == *id && !lock.over.get()).map(Lock)
    })
}

async fn claim(
    id: &SubmissionId,
    release: Option<Function>,
    stolen: Option<Promise>,
) -> Result<Lock, DraftError> {
    if let Err(error) = writer::claim(id).await {
        if let Some(release) = release {
            drop(release.call0(&JsValue::NULL));
        }
        return Err(error);
    }
    talk::tell(id, CLAIMED);
    let inner = Rc::new(Inner {
        id: id.clone(),
        release,
        channel: talk::channel(id),
        listener: RefCell::default(),
        flush: RefCell::default(),
        lost: RefCell::default(),
        over: Cell::new(false),
    });
    listen(&inner);
    if let Some(stolen) = stolen {
        let weak = Rc::downgrade(&inner);
        spawn_local(async move {
            let broken = JsFuture::from(stolen).await.is_err();
            if let Some(inner) = weak.upgrade().filter(|_| broken) {
                inner.lose();
            }
        });
    }
    HELD.with_borrow_mut(|held| held.push(Rc::downgrade(&inner)));
    Ok(Lock(inner))
}

fn listen(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(inner) = weak.upgrade() else { return };
        match event.data().as_string().as_deref() {
            Some(WANTED) => spawn_local(inner.hand_over()),
            Some(CLAIMED) => inner.lose(),
            Some(ANYBODY) => {
                if let Some(channel) = &inner.channel {
                    drop(channel.post_message(&HERE.into()));
                }
            }
            _ => {}
        }
    });
    if let Some(channel) = &inner.channel {
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    }
    inner.listener.replace(Some(listener));
}

enum Grant {
    /// What gives the lock back, and a promise that breaks when it is stolen.
    Given(Function, Promise),
    Refused,
    NoLocks,
}

/// Asks the browser for the lock, for so long at most.
async fn grant(id: &SubmissionId, wishes: &[(&str, bool)], limit_ms: u32) -> Grant {
    let Some(locks) = lock_manager() else { return Grant::NoLocks };
    let options = Object::new();
    for (wish, value) in wishes {
        drop(Reflect::set(&options, &(*wish).into(), &(*value).into()));
    }
    // The lock is held until `release` is called, by a promise made beforehand; `answered` tells what the browser said.
    let (mut release, mut answer) = (None, None);
    let kept = Promise::new(&mut |resolve, _| release = Some(resolve));
    let answered = Promise::new(&mut |resolve, _| answer = Some(resolve));
    let (Some(release), Some(answer)) = (release, answer) else { return Grant::NoLocks };
    let abandoned = Rc::new(Cell::new(false));
    let granted = Closure::once_into_js({
        let abandoned = abandoned.clone();
        move |lock: JsValue| -> JsValue {
            drop(answer.call1(&JsValue::NULL, &lock));
            if lock.is_null() || abandoned.get() { JsValue::UNDEFINED } else { kept.into() }
        }
    });
    let Ok(held) = locks.request(&talk::name(id), &options, granted.unchecked_ref()) else {
        return Grant::NoLocks;
    };
    match within(limit_ms, JsFuture::from(answered)).await {
        Some(Ok(lock)) if !lock.is_null() => Grant::Given(release.unchecked_into(), held),
        Some(_) => Grant::Refused,
        None => {
            abandoned.set(true);
            // Nobody waits for it any more; its breaking must not become an error of the page.
            spawn_local(async move { drop(JsFuture::from(held).await) });
            Grant::Refused
        }
    }
}

fn lock_manager() -> Option<LockManager> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined()).then(|| locks.unchecked_into())
}
