//! A form being filled in: its state, and the one view that every field has.

pub mod attach;
pub mod counter;
pub mod desk;
pub mod field;
pub mod items;
pub mod picker;
pub mod place;
pub mod register;
pub mod rows;
pub mod state;
pub mod words;
