//! Parts that several pages are made of.

pub mod answers;
pub mod deadline;
pub mod drop_zone;
pub mod frame;
pub mod notices;
pub mod overview;
pub mod problems;
pub mod summary;
pub mod ticks;
