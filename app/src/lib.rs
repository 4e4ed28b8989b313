//! What the programs for the browser are made of.

pub mod api;
pub mod assets;
mod brand;
mod bytes;
mod clock;
pub mod components;
pub mod dom;
pub mod drafts;
pub mod element;
pub mod evidence_check;
pub mod form;
pub mod help;
pub mod i18n;
pub mod intl;
mod json;
mod left_at;
pub mod office;
mod outbox;
pub mod pages;
pub mod parts;
mod press;
pub mod route;
pub mod send;
mod sorted;
pub mod styleguide;
mod timer;
pub mod worker;
