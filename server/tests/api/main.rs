//! The server over real HTTP, on a free port and a folder of its own for each test.
//! `app` starts it and speaks its protocol; the other files are one subject each.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as loudly as tests")]

mod app;
#[path = "../../../shared/tests/common/mod.rs"]
mod applications;
mod brand;
mod groups;
mod guard;
mod late;
mod lists;
mod process;
mod submissions;
mod uploads;
mod zips;
