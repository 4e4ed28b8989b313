//! The server of Insignia: HTTP, store, evidence, downloads and the command line.
//!
//! In reading order: `command`, `config`, `app`, `guard`, `routes`, `store`. No rule of the form stands here.

pub mod app;
pub mod auth;
pub mod body;
pub mod brand;
pub mod calls;
pub mod clock;
mod columns;
pub mod command;
pub mod config;
pub mod error;
pub mod examine;
mod export;
mod guard;
mod headers;
mod key;
pub mod rate;
pub mod reference;
pub mod routes;
mod site;
pub mod staging;
pub mod store;
pub mod sweep;
pub mod token;
pub mod vault;
