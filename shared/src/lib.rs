//! What an application for the label is: its form, its rules, its words, and what travels between browser and server.
//!
//! In reading order: `form` (the language of declarations), `forms` (the declarations), `answers`, `check`, `submission`.
//! Nothing here reads a clock, makes a random number, or touches a disk, a network or a page.

pub mod answers;
pub mod call;
pub mod catalogue;
pub mod check;
pub mod columns;
pub mod contrast;
pub mod date;
pub mod draft;
pub mod effort;
pub mod evidence;
pub mod finding;
pub mod form;
pub mod forms;
pub mod history;
pub mod journal;
pub mod json;
pub mod locales;
mod lookups;
pub mod manifest;
pub mod merge;
pub mod outbox;
pub mod passphrase;
pub mod paste;
pub mod pattern;
pub mod progress;
pub mod receipt;
pub mod record;
pub mod schema;
pub mod sealed;
pub mod signature;
pub mod stamp;
pub mod submission;
pub mod summary;
pub mod text;
pub mod upload;
pub mod wire;
mod writings;
