//! Programs that run apart from the page, in workers: `worker.js` starts them and carries the messages.

use std::cell::RefCell;
use std::collections::VecDeque;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::assets;
use crate::timer::within;

/// A program, loaded with the first question. It answers one at a time, in the order of asking.
pub struct Program {
    name: &'static str,
    stays: bool,
    worker: RefCell<Option<Worker>>,
    /// Who waits for the program; `None` if it is free.
    turns: RefCell<Option<VecDeque<Function>>>,
}

impl Program {
    /// As `worker.js` calls it; one that stays is there for the next question.
    pub const fn new(name: &'static str, stays: bool) -> Self {
        Self { name, stays, worker: RefCell::new(None), turns: RefCell::new(None) }
    }

    /// The answer, or nothing if the program failed or took longer; the next question gets a new worker then. The
    /// bytes are moved: arrays that are whole are empty afterwards.
    pub async fn ask(&self, question: &Object, bytes: &[Uint8Array], limit_ms: u32) -> Option<JsValue> {
        let _turn = Turn::wait(&self.turns).await;
        let answer = self.ask_worker(question, bytes, limit_ms).await;
        let answer = answer.filter(|answer| member(answer, "error").is_undefined());
        if answer.is_none() || !self.stays {
            self.stop();
        }
        answer
    }

    async fn ask_worker(&self, question: &Object, bytes: &[Uint8Array], limit_ms: u32) -> Option<JsValue> {
        let worker = self.worker()?;
        let buffers: Array = bytes.iter().map(whole_buffer).collect();
        set(question, "buffers", &buffers);
        let answered = Promise::new(&mut |resolve, reject| {
            worker.set_onmessage(Some(resolve.unchecked_ref()));
            worker.set_onerror(Some(reject.unchecked_ref()));
        });
        worker.post_message_with_transfer(question, &buffers).ok()?;
        let answer: MessageEvent = within(limit_ms, JsFuture::from(answered)).await?.ok()?.unchecked_into();
        Some(answer.data())
    }

    fn worker(&self) -> Option<Worker> {
        if let Some(worker) = self.worker.borrow().clone() {
            return Some(worker);
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(self.name);
        let worker = Worker::new_with_options(&assets::address("worker.js")?, &options).ok()?;
        self.worker.replace(Some(worker.clone()));
        Some(worker)
    }

    /// Ends the worker and gives its memory back, which a program never does by itself.
    fn stop(&self) {
        if let Some(worker) = self.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

fn whole_buffer(bytes: &Uint8Array) -> ArrayBuffer {
    let whole = bytes.byte_offset() == 0 && bytes.length() == bytes.buffer().byte_length();
    if whole { bytes.buffer() } else { bytes.slice(0, bytes.length()).buffer() }
}

/// The bytes that came with a message.
pub fn bytes_of(message: &JsValue) -> Vec<Uint8Array> {
    let Ok(buffers) = member(message, "buffers").dyn_into::<Array>() else { return Vec::new() };
    let bytes = |buffer: JsValue| buffer.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer));
    buffers.iter().filter_map(bytes).collect()
}

/// A member of a message, or undefined.
pub fn member(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &name.into()).unwrap_or_default()
}

pub fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    drop(Reflect::set(object, &name.into(), value));
}

/// The right to use a program.
struct Turn<'a>(&'a RefCell<Option<VecDeque<Function>>>);

impl<'a> Turn<'a> {
    async fn wait(turns: &'a RefCell<Option<VecDeque<Function>>>) -> Self {
        let before = match &mut *turns.borrow_mut() {
            free @ None => {
                *free = Some(VecDeque::new());
                None
            }
            Some(waiting) => {
                Some(Promise::new(&mut |resolve, _| waiting.push_back(resolve.unchecked_into())))
            }
        };
        if let Some(before) = before {
            drop(JsFuture::from(before).await);
        }
        Self(turns)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let next = {
            let mut turns = self.0.borrow_mut();
            let next = turns.as_mut().and_then(VecDeque::pop_front);
            if next.is_none() {
                *turns = None;
            }
            next
        };
        if let Some(next) = next {
            drop(next.call0(&JsValue::NULL));
        }
    }
}
