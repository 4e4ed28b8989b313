//! What helps while a draft is filled in: a part of the program that is fetched once a page of a draft stands.

mod example;
pub mod keys;
mod listen;
mod paste;
mod shortcuts;

use shared::form::{Field, Section};

use crate::element::View;
use crate::form::place::Place;
use crate::pages::App;

/// What of it is wanted.
#[derive(Clone)]
pub enum Help {
    /// Shortcuts, cleaning what is pasted, and noting where the person is. Shows nothing.
    Begin(App),
    /// An example of a good answer, beside its question.
    Example(Place),
    /// The same for a question that is only read.
    ExampleOf(&'static Section, &'static Field),
}

pub fn view(what: Help) -> View {
    match what {
        Help::Begin(app) => {
            listen::begin(app);
            View::Nothing
        }
        Help::Example(at) => example::beside(&at),
        Help::ExampleOf(section, field) => example::text(section, field),
    }
}
