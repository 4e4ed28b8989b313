//! Who is signed in, and what every page of the office shares. The server decides; this only remembers what it said.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{ApplicationPage, ApplicationQuery, CallsView, Session};

use crate::api::{self, ApiError, ApiResult};
use crate::office::load::is_signed_out;

#[derive(Clone, Debug, PartialEq)]
pub enum SignedIn {
    /// The server has not answered yet.
    Asking,
    No(Why),
    Yes(Session),
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    NotYet,
    /// The server forgot the session while someone was working.
    Expired,
    Left,
}

/// State that outlives a page.
#[derive(Clone, Copy)]
pub struct Office {
    pub signed_in: RwSignal<SignedIn>,
    /// Set when not even that could be asked.
    pub start_failure: RwSignal<Option<ApiError>>,
    /// Calls and the key of receipts.
    pub known_calls: RwSignal<Option<Arc<CallsView>>>,
    /// The list as last seen, so that coming back to it does not begin with waiting.
    pub last_list: StoredValue<Option<(ApplicationQuery, Arc<ApplicationPage>)>>,
}

impl Office {
    pub fn new() -> Self {
        Self {
            signed_in: RwSignal::new(SignedIn::Asking),
            start_failure: RwSignal::new(None),
            known_calls: RwSignal::new(None),
            last_list: StoredValue::new(None),
        }
    }

    /// Asks who is signed in, unless this browser knows that nobody is.
    pub fn start(self) {
        self.start_failure.set(None);
        if !trace::is_there() {
            return self.signed_in.set(SignedIn::No(Why::NotYet));
        }
        self.signed_in.set(SignedIn::Asking);
        spawn_local(async move {
            match api::session().await {
                Ok(session) => self.enter(session),
                Err(error) if is_signed_out(&error) => {
                    trace::remove();
                    self.signed_in.set(SignedIn::No(Why::Expired));
                }
                Err(error) => self.start_failure.set(Some(error)),
            }
        });
    }

    pub fn enter(self, session: Session) {
        trace::leave();
        self.signed_in.set(SignedIn::Yes(session));
        // The list offers them as filters; if they do not come, it can still be read and searched.
        spawn_local(async move { drop(self.calls().await) });
    }

    /// The calls, asked for once; again if they did not come.
    pub async fn calls(self) -> ApiResult<Arc<CallsView>> {
        if let Some(known) = self.known_calls.get_untracked() {
            return Ok(known);
        }
        let calls = Arc::new(api::calls().await?.0);
        self.known_calls.set(Some(calls.clone()));
        Ok(calls)
    }

    /// Shows the sign-in where one is. The address stays, so that one is back there afterwards.
    pub fn expire(self) {
        trace::remove();
        self.last_list.set_value(None);
        self.signed_in.set(SignedIn::No(Why::Expired));
    }

    /// Ends the session. If the server cannot be reached the session lives on, and so says the answer.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        match api::sign_out().await {
            Err(error) if !is_signed_out(&error) => Err(error),
            _ => {
                trace::remove();
                self.last_list.set_value(None);
                self.signed_in.set(SignedIn::No(Why::Left));
                Ok(())
            }
        }
    }
}

impl Default for Office {
    fn default() -> Self {
        Self::new()
    }
}

/// The office that a page belongs to.
pub fn office() -> Office {
    expect_context()
}

/// A mark in this browser that someone signed in here. The session itself is in a cookie that no script can read;
/// without the mark every visitor of the sign-in would first be told "unauthorized" by the server.
mod trace {
    use crate::dom;

    const NAME: &str = "insignia-office";

    fn storage() -> Option<web_sys::Storage> {
        dom::window()?.local_storage().ok()?
    }

    /// True as well where nothing can be kept.
    pub fn is_there() -> bool {
        storage().is_none_or(|storage| !matches!(storage.get_item(NAME), Ok(None)))
    }

    pub fn leave() {
        dom::keep_preference(NAME, "1");
    }

    pub fn remove() {
        if let Some(storage) = storage() {
            drop(storage.remove_item(NAME));
        }
    }
}
